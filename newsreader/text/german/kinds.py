"""Tell German speech from titles, names and words held with tongs.

Every noun has a capital here, so capitals show a title only where no small word of weight stands among
them; what stands before a run tells more: a noun that it names ("der Film „…“"), a definite article ("der
„Graue Reiher“"), or an indefinite one and a preposition that a verb of saying asks for ("warnt vor einem
„Dammbruch“").
"""

from __future__ import annotations

from newsreader.text.german.verbs import JUDGES
from newsreader.text.german.words import Words
from newsreader.text.lexicon import words
from newsreader.text.phrases import Finding
from newsreader.text.plain_kinds import Kind

_LONG = 6
_STOPS = ".,?!…"
_FAR = 14


class GermanKinds:
    """Decides the kinds of the runs of one text, in order."""

    def __init__(self, german: Words, findings: list[Finding | None]) -> None:
        self.words, self.scene, self.findings = german, german.scene, findings
        self.tags, self.lows = german.tags, german.lows
        self.giving = words("de_verbs", "gives")
        self.direct = words("de_grammar", "direct")
        self.governed = words("de_verbs", "governs")
        self.works = words("de", "works")
        self.kinds: list[Kind] = []

    def find(self) -> list[Kind]:
        """Return the kind of each run."""
        for index in range(len(self.scene.runs)):
            self.kinds.append(self._kind(index))
        return self.kinds

    def _kind(self, index: int) -> Kind:
        inside = self.scene.runs[index].text
        count = len(inside.split()) or 1
        small = inside[:1].islower()
        whole = not small and inside[-1:] in _STOPS and count > 2
        speech: Kind = "statement" if whole else "fragment"
        places, found = self.scene.places[index], self.findings[index]
        title = _in_capitals(inside)
        first = places[0] if places else 0
        if found is None or found.phrase is None:
            return self._unsaid(index, places, speech, title)
        if inside[-1:] in _STOPS and (count > 1 or self._beside(first, places)):
            return speech
        if count < _LONG and self._in_subject(first, found):
            return "title"
        beside = self._named(first, count, found)
        if title and (beside or not self._direct(first, found)) and not self._follows(index, "fragment"):
            return "title" if not self._beside(first, places) or beside else speech
        if not small and count < _LONG and beside:
            return "title"
        return speech

    def _unsaid(self, index: int, places: list[int], speech: Kind, title: bool) -> Kind:
        """Return the kind of a run that nobody was found to say."""
        inside = self.scene.runs[index].text
        first = places[0] if places else 0
        if inside[-1:] in ".?!…" and self._beside(first, places):
            return speech
        count = len(inside.split()) or 1
        if inside[:1].islower():
            if count < _LONG and self.tags[first - 1 : first] == "N":
                return "title"
            return speech if count > 2 else "scare"
        near = self.lows[max(0, first - 3) : first]
        if first and (self.tags[first - 1] == "N" or not self.works.isdisjoint(near)):
            return "title"
        if inside[-1:] in _STOPS and count >= _LONG:
            return speech
        return "title" if title or count >= _LONG else "scare"

    def _in_subject(self, first: int, found: Finding) -> bool:
        """Tell whether a run only names what speaks: "die Firma „…“ erklärte"; no verb stands before it."""
        phrase = found.phrase
        if phrase is None or found.cue is None or not phrase.first < first < found.cue:
            return False
        if not found.rule.startswith("clause main") or self.tags[first - 1] not in "NDdP":
            return False
        for place in range(phrase.first - 1, max(-1, phrase.first - _FAR), -1):
            if self.tags[place] in "VU":
                return False  # "hat Quill den Plan „Unfug“ genannt"
            if self.tags[place] in ",.:;¶&B":
                break
        between, behind = self.tags[phrase.last : first], self.tags[first + 1 : found.cue]
        return not set(between) & set("VU,:") and not set(behind) & set(",:Q")

    def _named(self, first: int, count: int, found: Finding) -> bool:
        """Tell whether the word before a run says that the run is a name: "der Film „…“"."""
        before = first - 1
        if before < 0 or self.tags[before] not in "NDdP&":
            return False
        if self.lows[before] in self.works:
            return True
        speaks = found.phrase is not None and found.phrase.first <= before < found.phrase.last
        if speaks and found.cue is not None and found.phrase is not None and found.cue < found.phrase.first:
            return False  # "rief die Menge „…“"
        if self.tags[before] == "N" and count < _LONG + 2:
            return not self._object(first, found)
        return self.lows[before] in self.works

    def _object(self, first: int, found: Finding) -> bool:
        """Tell whether a run is what a noun gets: "warf dem Konzern „Lohndrückerei“ vor"."""
        if found.cue is None or self.lows[first - 1] in self.works:
            return False
        lemmas = {lemma.rpartition("|")[2] for lemma, _ in self.words.verbs.get(found.cue, ())}
        if not lemmas & self.giving:
            return False
        before = first - 1
        while before > 0 and self.tags[before] in "NA":
            before -= 1
        return self.lows[before] in ("dem", "den", "der", "die", "das") or self.tags[before] in "dD"

    def _beside(self, first: int, places: list[int]) -> bool:
        """Tell whether a run stands by itself between signs."""
        last = places[-1] if places else first
        before = self.tags[first - 1] if first else "¶"
        behind = self.tags[last + 1 : last + 2] or "¶"
        opens = last + 1 < len(self.tags) and self.words.is_capital(last + 1)
        return before in ".,:¶;-" and (behind in ".,:¶;-V" or opens)

    def _direct(self, first: int, found: Finding) -> bool:
        """Tell whether a run is what a verb of saying before or behind it asks for."""
        if found.cue is None or abs(found.cue - first) > _FAR or self._rank(found) < JUDGES:
            return False
        before = first - 1
        while before >= 0 and self.tags[before] in "JA":
            before -= 1
        if before >= 0 and (self.lows[before] in self.direct or self.tags[before] in "VU"):
            return True
        if before > 0 and self.tags[before] in "Oo" and self.tags[before - 1] in "VU":
            return True  # "forderten sie „Brot und Frieden“"
        lemmas_here = {lemma for lemma, _ in self.words.verbs.get(found.cue, ())}
        if found.cue == first + 1 and not lemmas_here.isdisjoint(self.giving):
            return True  # "was Quill „Fortschritt“ nennt"
        if self.lows[before] == "wie" and self.lows[before - 1] in words("de", "speech nouns"):
            return True  # "skandierten Parolen wie „Frieden“"
        if before >= 0 and self.tags[before] == "P":
            return any(f"{lemma} {self.lows[before]}" in self.governed for lemma in lemmas_here)
        return before == found.cue or (self.tags[before] == "N" and self._object(first, found))

    def _rank(self, found: Finding) -> int:
        return (
            JUDGES
            if found.rule.startswith(("clause", "passive", "cited", "according", "for whom", "indirect"))
            else 0
        )

    def _follows(self, index: int, kind: Kind) -> bool:
        """Tell whether a run is joined to one of that kind: "„…“ und „…“"."""
        places, before = self.scene.places[index], self.scene.places[index - 1] if index else []
        if not places or not before or self.kinds[index - 1] != kind:
            return False
        return self.tags[before[-1] + 1 : places[0]] in ("&", ",", "&D", "&d")


def _in_capitals(inside: str) -> bool:
    """Tell whether words are all nouns and names, or small words of three letters."""
    parts = inside.strip(" .,;:!?…-–—").split()
    if not parts or not parts[0].lstrip("'‘’\"“”(#@")[:1].isupper():
        return False
    return all(part.lstrip("'‘’\"“”(")[:1].isupper() or len(part) <= 3 for part in parts)
