"""Tell who says what is quoted: a cascade of rules, the surest first.

First the sentence itself (`attribution`), then what is around it: a label or a colon before it, a speaker
before it in the paragraph, a signature below, the paragraph before.  Each rule has a confidence; where no
rule fits, nobody is named.  A report of a report keeps both: who spoke, and the outlet it came through.
"""

from __future__ import annotations

from newsreader.late import pattern
from newsreader.text.attribution import Attribution
from newsreader.text.clauses import subject_of
from newsreader.text.lexicon import words
from newsreader.text.outlets import Outlets, is_record
from newsreader.text.phrases import Finding, Phrase, beginning, first_subject, touching
from newsreader.text.scene import Scene

_FAR = 60
_LONG = 4
"""Spaces in a run that is more than a few words."""
_SIGNATURE = pattern("\\.?¶-([DW#]{0,3}N+)")


class Speakers:
    """Finds the speakers of the quoted runs of one text, in order."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.tokens = scene, scene.tokens
        self.attribution = Attribution(scene)
        self.outlets = Outlets(scene)
        self.fronting = words(scene.language, "fronting")
        self.findings: list[Finding | None] = [None] * len(scene.runs)

    def find(self) -> list[Finding | None]:
        """Return a finding, or None, for each run."""
        for index, places in enumerate(self.scene.places):
            if places:
                found = self._in_sentence(places[0], places[-1])
                if found is not None and found.phrase is not None and found.via is None:
                    if found.rule == "in the words of" and is_record(self.tokens, found.phrase):
                        found.via = found.phrase
                    else:
                        found.via = self.outlets.beside(places[-1], found)
                self.findings[index] = found
        for index, places in enumerate(self.scene.places):
            if places and self.findings[index] is None:
                self.findings[index] = self._around(index, places)
        return self.findings

    def _in_sentence(self, first: int, last: int) -> Finding | None:
        after = self.attribution.after(last)
        through = after if after is not None and self._through(after) else None
        if after is not None and after.confidence >= 0.9 and through is None:
            return self._in_fronted_clause(first) or after
        before = self.attribution.before(first) or self._labelled(first)
        if through is not None:
            if before is not None and before.phrase is not None and before.confidence >= 0.6:
                before.via = through.phrase
                return before
            return through
        if before is not None and before.confidence >= 0.8:
            return before
        rules = self.attribution
        nouns = rules.nouns
        candidates = (
            *(after, before, nouns.possessive(first), nouns.clause(first)),
            *(nouns.worded(first, last), rules.final(last)),
        )
        found = [finding for finding in candidates if finding is not None]
        if not found:
            return rules.characterised(first) or nouns.viewpoint(first)
        best = max(found, key=lambda finding: finding.confidence)
        return best if best.phrase is not None else None

    def _in_fronted_clause(self, place: int) -> Finding | None:
        """Read "When Quill called it "a plank," Sedge said no": the clause in front has its own verb."""
        tags, lows = self.tokens.tags, self.tokens.lows
        low, _ = self.scene.sentence(place)
        while low < place and tags[low] in "¶&A":
            low += 1
        if self.scene.language != "en" or lows[low] not in self.fronting or "," in tags[low:place]:
            return None
        found = self.attribution.before(place)
        if found is None or found.cue is None or found.phrase is None or found.rule != "before left":
            return None
        return found if not tags[found.cue + 1 : place].strip("DABON") else None

    def _through(self, found: Finding) -> bool:
        """Tell whether a finding names the outlet that reports rather than somebody who speaks."""
        return (
            found.rule == "according to" and found.phrase is not None and self.outlets.is_outlet(found.phrase)
        )

    def _labelled(self, place: int) -> Finding | None:
        """Read "Quill: "…"", and what a sentence is about whose colon leads into the run."""
        tokens, tags = self.tokens, self.tokens.tags
        if tags[place - 1 : place] != ":" or place < 2:
            return None
        low, _ = self.scene.sentence(place)
        label = touching(tokens, place - 1, low)
        opens = label is not None and (label.first == low or tags[label.first - 1] in "-.¶")
        if label is not None and opens and "N" in tags[label.first : label.last]:
            return Finding(label, None, "label", 0.85)
        if tags[low : place - 1] == "&":  # "And: …"
            previous = self._previous(self.scene.run_at(place), self.scene.paragraph(low))
            return previous and Finding(previous.phrase, previous.cue, "continued", 0.8, previous.via)
        phrase = first_subject(tokens, low, place)
        return Finding(phrase, None, "colon inside", 0.7) if phrase is not None else None

    def _led_in(self, index: int, place: int) -> Finding | None:
        """Read "Quill took the stage, "We wait and hope."": whom a sentence is about that ends in words."""
        inside = self.scene.runs[index].text
        if not (
            self.tokens.tags[place - 1 : place] == "," and inside[:1].isupper() and inside.count(" ") > 3
        ):
            return None
        phrase = first_subject(self.tokens, self.scene.sentence(place)[0], place)
        return Finding(phrase, None, "led in", 0.6) if phrase is not None else None

    # --- around -----------------------------------------------------------------------------------

    def _around(self, index: int, places: list[int]) -> Finding | None:
        tags = self.tokens.tags
        low, high = self.scene.sentence(places[0])
        start = low
        while start < places[0] and tags[start] in "¶.,":
            start += 1
        rest = tags[places[-1] + 1 : min(high, places[-1] + _FAR)]
        if self.scene.language == "en" and not tags[start : places[0]].strip("A&,") and places[0] - start < 4:
            start = places[0]  # "Instead, "…""
        alone = start == places[0] and not rest.strip("¶.,)")
        if not alone:
            return self._led_in(index, places[0]) or self._told_on(index, low)
        back = start
        while back > 0 and tags[back - 1] == "¶":
            back -= 1
        if back > 0 and tags[back - 1] == ":":
            found = self._statement(self.scene.sentence(back - 1)[0], back)
            if found is not None:
                return Finding(found[0], found[1], "colon", 0.85)
        if back < start or start == 0:
            return self._signed(places[-1]) or self._paragraph_before(index, places[0])
        low_before, high_before = self.scene.sentence(start - 1)
        told = None
        if "Q" not in tags[low_before:high_before]:
            told = self._answering(index, low_before, high_before) or self._statement(low_before, high_before)
        if told is not None and told[1] is not None:  # "Then she went further.  "…""
            return Finding(told[0], told[1], "sentence before", 0.75)
        previous = self._previous(index, self.scene.paragraph(start))
        if previous is not None:
            confidence = min(0.9, previous.confidence)
            return Finding(previous.phrase, previous.cue, "continued", confidence, previous.via)
        found = self._statement(*self.scene.sentence(start - 1))
        return Finding(found[0], found[1], "sentence before", 0.6) if found is not None else None

    def _answering(self, index: int, low: int, high: int) -> tuple[Phrase, int | None] | None:
        """Return who was asked in the sentence before: "Somebody asked how she had done it. "By luck."."""
        tokens, tags, lows = self.tokens, self.tokens.tags, self.tokens.lows
        if self.scene.language != "en" or self.scene.runs[index].text[-1:] == "?":
            return None
        for cue in range(high - 1, low, -1):
            if tags[cue] != "S" or lows[cue] not in ("asked", "asks"):
                continue
            asked = beginning(tokens, cue + 1, high)
            if asked is not None and "N" in tags[asked.first : asked.last]:
                return asked, cue
            for place in range(cue + 1, high):
                if lows[place] in ("he", "she", "him", "her") and tags[place] in "OWD":
                    return Phrase(place, place + 1, place + 1), cue
            return None
        return None

    def _told_on(self, index: int, low: int) -> Finding | None:
        """Read words in a sentence of the writer's that goes on with what somebody said just before."""
        paragraph = self.scene.paragraph(low)
        if self.scene.language != "en" or low <= paragraph or self.scene.runs[index].text.count(" ") < _LONG:
            return None
        start, end = self.scene.sentence(low - 1)
        previous = self._previous(index, max(start, paragraph))
        if previous is not None and previous.confidence >= 0.6:
            return Finding(previous.phrase, previous.cue, "told on", 0.55, previous.via)
        found = self._statement(start, end)
        if found is None or found[1] is None:
            return None
        return Finding(found[0], found[1], "told on", 0.55)

    def _signed(self, place: int) -> Finding | None:
        """Read a line below: "- Ada Quill, baker"."""
        match = _SIGNATURE.match(self.tokens.tags, place + 1)
        if match is None:
            return None
        return Finding(Phrase(match.start(1), match.end(1), match.end(1)), None, "signed", 0.85)

    def _paragraph_before(self, index: int, place: int) -> Finding | None:
        """Read a paragraph of nothing but words: whoever spoke in the paragraph before goes on."""
        tags = self.tokens.tags
        end = place
        while end > 0 and tags[end - 1] == "¶":
            end -= 1
        said = self._led_up_to(end)
        if said is not None:
            return said
        previous = self._previous(index, self.scene.paragraph(end))
        if previous is None or previous.confidence < 0.6 or self.scene.runs[index].text[:1].islower():
            return None
        confidence = 0.65 if previous.confidence > 0.8 else 0.5
        return Finding(previous.phrase, previous.cue, "paragraph before", confidence, previous.via)

    def _led_up_to(self, end: int) -> Finding | None:
        """Read a paragraph that ends with a clause of saying and no words: "Quill went on."."""
        if self.scene.language != "en" or end < 2:
            return None
        low, high = self.scene.sentence(end - 1)
        if "Q" in self.tokens.tags[low:high]:
            return None
        found = self._statement(low, high)
        if found is None or found[1] is None:
            return None
        return Finding(found[0], found[1], "led up to", 0.6)

    def _previous(self, index: int, paragraph: int) -> Finding | None:
        """Return the finding of the run before, if that one stands behind word `paragraph`."""
        if index == 0 or not self.scene.places[index - 1] or self.scene.places[index - 1][-1] < paragraph:
            return None
        return self.findings[index - 1]

    def _statement(self, low: int, high: int) -> tuple[Phrase, int | None] | None:
        """Return subject and verb of the last clause of saying in a sentence, else what it is about."""
        tags = self.tokens.tags
        for cue in range(high - 1, max(low - 1, high - 60), -1):
            if tags[cue] in "Ss":
                found = subject_of(self.tokens, cue, low, high)
                if found is not None:
                    return found[0], cue
        phrase = first_subject(self.tokens, low, high)
        return (phrase, None) if phrase is not None else None
