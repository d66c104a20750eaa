"""Who says what in German: the clause of saying for each quotation.

German words a report in its own ways: the verb stands before its subject or at the end of its clause
("„…“, sagte Quill"; "dass Quill den Plan „…“ nannte"), part of it apart ("räumte … ein"), the report goes
on in the subjunctive without saying so again ("Das sei „…“"), and prepositions and nouns do the work of
verbs.  First the sentence itself is asked (`saying`), then those around it.
"""

from __future__ import annotations

from newsreader.text.german.kinds import GermanKinds
from newsreader.text.german.names import GermanNames
from newsreader.text.german.nouns import Nouns
from newsreader.text.german.saying import Saying
from newsreader.text.german.sentence import Sentence
from newsreader.text.german.verbs import JUDGES, SAYS
from newsreader.text.phrases import Finding
from newsreader.text.plain_kinds import Kind
from newsreader.text.quote_kinds import SPEECH
from newsreader.text.scene import Scene

_FAR = 110
"""Words looked at on either side of a quotation: longer sentences are lists, not prose."""
_DEPTH = 8
_SENTENCES_BACK = 6


def read_german(scene: Scene) -> tuple[list[Finding | None], list[Kind], GermanNames]:
    """Return who says each quoted run of a German text, the kind of each, and what names them."""
    speakers = GermanSpeakers(scene)
    findings = speakers.find()
    kinds = GermanKinds(speakers.words, findings).find()
    speaking = [found if kind in SPEECH else None for found, kind in zip(findings, kinds, strict=True)]
    return findings, kinds, GermanNames(speakers.words, speaking)


class GermanSpeakers:
    """Finds the speakers of the quoted runs of one German text, in order."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.words = scene, Nouns(scene)
        self.tags, self.lows = self.words.tags, self.words.lows
        self.saying = Saying(self.words)
        self.findings: list[Finding | None] = [None] * len(scene.runs)
        self._sentences: dict[tuple[int, int], Sentence] = {}

    def find(self) -> list[Finding | None]:
        """Return a finding, or None, for each run."""
        for index, places in enumerate(self.scene.places):
            if places:
                self.findings[index] = self._in_sentence(places[0], places[-1]) or self._around(index, places)
        return self.findings

    def sentence(self, low: int, high: int) -> Sentence:
        """Return the clauses of the words `low` to before `high`, cut once."""
        found = self._sentences.get((low, high))
        if found is None:
            found = self._sentences[low, high] = Sentence(self.words, low, high)
        return found

    def _in_sentence(self, first: int, last: int) -> Finding | None:
        return self.saying.find(self.sentence(*self._bounds(first, last)), first, last)

    def _bounds(self, first: int, last: int) -> tuple[int, int]:
        low, high = self.scene.sentence(first)[0], self.scene.sentence(last)[1]
        low, high = max(low, first - _FAR), min(high, last + _FAR)
        for place in range(low, first):  # "„…!“ Die Bäckerin sagte": no clause of saying follows like that
            if self.tags[place] in ".¶" or (self.tags[place] == "Q" and self._ends_sentence(place)):
                low = place + 1
        if self._ends_sentence(last):
            high = last + 1
        return low, high

    def _ends_sentence(self, place: int) -> bool:
        following = place + 1
        if following >= len(self.tags) or self.tags[following] not in "NDdJOPRABT#":
            return False
        return self.words.is_capital(following) and self.scene.last_inside(place) in (".", "?", "!", "…")

    # --- around ----------------------------------------------------------------------------------

    def _around(self, index: int, places: list[int]) -> Finding | None:
        tags = self.tags
        low, high = self.scene.sentence(places[0])
        start = low
        while start < places[0] and tags[start] in "¶.,":
            start += 1
        rest = tags[places[-1] + 1 : min(high, places[-1] + _FAR)]
        if tags[start : places[0]] == "&:" or tags[start : places[0]] == "A:":  # "Und: „…“"
            before = self._back(index, start)
            if before is not None:
                return Finding(before.phrase, before.cue, "continued", 0.8, before.via)
        if start != places[0] or rest.strip("¶.,)"):
            return self._goes_on(index, low, places)
        back = start
        while back > 0 and tags[back - 1] == "¶":
            back -= 1
        if back > 0 and tags[back - 1] == ":":
            found = self._statement(self.scene.sentence(back - 1)[0], back)
            if found is not None:
                return Finding(found.phrase, found.cue, "colon", 0.85)
        told = self._told_after(index, places[-1])
        if told is not None:
            return told
        if back < start or start == 0:
            return self._paragraph_before(index, places[0])
        before = self._back(index, start)
        return (
            Finding(before.phrase, before.cue, "continued", 0.7, before.via) if before is not None else None
        )

    def _told_after(self, index: int, last: int) -> Finding | None:
        """Read "„…“ Das sagte Quill in Tarn"."""
        at = last + 1
        while at < len(self.tags) and self.tags[at] in ".,)":
            at += 1
        pointing = self.lows[at : at + 1] in (["das"], ["dies"], ["so"]) and self.tags[at + 1 : at + 2] in (
            "V",
            "U",
        )
        if not pointing and self.lows[at : at + 2] not in (["mit", "diesen"], ["mit", "diesem"]):
            return None
        low, high = self.scene.sentence(at)
        sentence = self.sentence(max(low, at), min(high, at + _FAR))
        rank, cue = sentence.saying(sentence.all[0]) if sentence.all else (0, -1)
        found = self.saying.said(sentence, sentence.all[0], cue, rank, -1) if rank == SAYS else None
        return Finding(found.phrase, cue, "told after", 0.8) if found is not None else None

    def _statement(self, low: int, high: int) -> Finding | None:
        """Return who says something in a sentence: its last clause of saying."""
        while low < high and self.tags[low] in ".¶":
            low += 1
        low = max(low, high - 2 * _FAR)
        if low >= high:
            return None
        sentence = self.sentence(low, high)
        says = self.saying.sources.it_says(sentence, -1)
        if says is not None:
            return says
        for worth, kinds in ((SAYS, ("main", "colon")), (SAYS, ("sub", "rel", "inf")), (JUDGES, ("main",))):
            for clause in reversed(sentence.all):
                rank, cue = sentence.saying(clause)
                if rank == worth and cue >= 0 and clause.kind in kinds:
                    found = self.saying.said(sentence, clause, cue, rank, -1)
                    if found is not None:
                        return found
        return self.saying.sources.according(sentence, -1, -1)

    def _back(self, index: int, low: int) -> Finding | None:
        """Return who spoke in the sentences of the paragraph before word `low`."""
        paragraph = self.scene.paragraph(low)
        end = low
        for _ in range(_SENTENCES_BACK):
            if end <= paragraph:
                break
            start, _ = self.scene.sentence(end - 1)
            if start >= end:
                break
            run = self._last_run(index, start, end)
            found = run or self._statement(start, end)
            if found is not None:
                return found
            end = start
        return None

    def _last_run(self, index: int, start: int, end: int) -> Finding | None:
        """Return the finding of the run before `index`, if that stands in the words `start` to `end`."""
        for before in range(index - 1, max(-1, index - 4), -1):
            places = self.scene.places[before]
            if places and start <= places[-1] < end and self.findings[before] is not None:
                return self.findings[before]
        return None

    def _goes_on(self, index: int, low: int, places: list[int]) -> Finding | None:
        """Read a report that goes on in the subjunctive: "Damit sei das „nicht mehr so klar“"."""
        sentence = self.sentence(*self._bounds(places[0], places[-1]))
        if not self._reported(sentence, places[0]) and not self.saying.sources.says_on(sentence):
            return None
        found = self._back(index, low)
        return Finding(found.phrase, found.cue, "indirect", 0.66, found.via) if found is not None else None

    def _reported(self, sentence: Sentence, first: int) -> bool:
        clause = sentence.owner.get(first)
        for _ in range(_DEPTH):
            if clause is None:
                return False
            if sentence.subjunctive(clause):
                return True
            clause = clause.parent
        return False

    def _paragraph_before(self, index: int, place: int) -> Finding | None:
        """Read a paragraph of nothing but words: whoever spoke in the paragraph before goes on."""
        end = place
        while end > 0 and self.tags[end - 1] == "¶":
            end -= 1
        if index == 0 or self.scene.runs[index].text[:1].islower():
            return None
        previous = self.findings[index - 1]
        places = self.scene.places[index - 1]
        if (
            previous is None
            or not places
            or places[-1] < self.scene.paragraph(end)
            or previous.confidence < 0.6
        ):
            return None
        return Finding(previous.phrase, previous.cue, "paragraph before", 0.6, previous.via)
