"""A text as the rules for speakers see it: masked, cut into tagged words, parted into sentences."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from newsreader.late import pattern
from newsreader.text.quote_marks import Run
from newsreader.text.tokens import MASKS, tokenise

_ATTACHED = pattern("(?:O|[DGW#]{0,6}N[NWG&]{0,6})A?S(?![:BQ])")
_ATTACHED_LAST = pattern("(?:O|[DGW#]{0,6}N[NWG&]{0,6})A?S(?:A|T|P[TDNW#]{1,4})*[.¶]")
_STOPS = frozenset(".?!…。！？")
_INNER_MARKS = "'’‘\"”“»« \u00a0"
_FULL_STOPS = frozenset(".。")


class Scene:
    """Words, quoted runs and sentences of one text.

    `places[i]` are the words that stand for run `i` (one per paragraph of it); `ends` the index behind the
    last word of each sentence.
    """

    def __init__(self, text: str, runs: list[Run], language: str) -> None:
        self.runs, self.language = runs, language
        self.tokens = tokenise(mask(text, runs), language, text)
        self.places: list[list[int]] = [[] for _ in runs]
        self._run_of: dict[int, int] = {}
        starts = [run.start for run in runs]
        for place, tag in enumerate(self.tokens.tags):
            if tag == "Q":
                index = bisect_right(starts, self.tokens.starts[place]) - 1
                if index >= 0:
                    self._run_of[place] = index
                    self.places[index].append(place)
        self.ends = self._sentence_ends()
        self.breaks = [place for place, tag in enumerate(self.tokens.tags) if tag == "¶"]

    def run_at(self, place: int) -> int:
        """Return the index of the run that word `place` stands for."""
        return self._run_of.get(place, 0)

    def last_inside(self, place: int) -> str:
        """Return the last character inside the quoted run that word `place` stands for."""
        if place not in self._run_of:
            return ""
        return self.runs[self._run_of[place]].text.rstrip(_INNER_MARKS)[-1:]

    def sentence(self, place: int) -> tuple[int, int]:
        """Return the word range of the sentence that word `place` stands in."""
        index = bisect_right(self.ends, place)
        return (self.ends[index - 1] if index else 0), self.ends[min(index, len(self.ends) - 1)]

    def paragraph(self, place: int) -> int:
        """Return the first word of the paragraph that begins before word `place`."""
        index = bisect_left(self.breaks, place)
        return self.breaks[index - 1] + 1 if index else 0

    def sentence_numbers(self) -> list[int]:
        """Return for each word the number of its sentence, those of quoted text alone left out."""
        numbers: list[int] = []
        number = 0
        for end in self.ends:
            start = len(numbers)
            numbers += [number] * (end - start)
            number += bool(self.tokens.tags[start:end].strip("Q.,¶()-"))
        return numbers

    def _sentence_ends(self) -> list[int]:
        tags = self.tokens.tags
        ends = []
        for place, tag in enumerate(tags):
            stop = tag == "¶" or (tag == "." and tags[place + 1 : place + 2] != ")")
            quoted = tag == "Q" and place + 1 < len(tags) and self._closes_sentence(place)
            if stop or quoted or (tag == ")" and self._closes_bracket(place)):
                ends.append(place + 1)
        ends.append(len(tags))
        return ends

    def _closes_bracket(self, place: int) -> bool:
        """Tell whether a bracket holds whole sentences: (She was here to "stay.") Then …"""
        before, tokens = place - 1, self.tokens
        if before < 0 or place + 1 >= len(tokens.tags) or tokens.tags[before] not in "Q.":
            return False
        stopped = tokens.tags[before] == "." or self.last_inside(before) in _STOPS
        return stopped and tokens.text[tokens.starts[place + 1]].isupper()

    def _closes_sentence(self, place: int) -> bool:
        """Tell whether a sentence ends with the run at word `place`: a stop inside, a capital behind.

        Not where a clause of saying is attached: "Shall we?" Quill asked.
        """
        last = self.last_inside(place)
        if last not in _STOPS:
            return False
        tokens = self.tokens
        following = tokens.tags[place + 1]
        if following == "(":
            return tokens.text[tokens.starts[place + 1] + 1 : tokens.starts[place + 1] + 2].isupper()
        if following == "S" or not (following == "Q" or tokens.text[tokens.starts[place + 1]].isupper()):
            return False
        attached = _ATTACHED_LAST if last in _FULL_STOPS else _ATTACHED
        return attached.match(tokens.tags, place + 1) is None


def mask(text: str, runs: list[Run]) -> str:
    """Return `text` with its quoted runs replaced, at equal length, by mask characters."""
    for character in MASKS:
        text = text.replace(character, " ")
    parts: list[str] = []
    at = turn = 0
    for run in runs:
        for start, end in run.spans:
            parts += [text[at:start], MASKS[turn] * (end - start)]
            at, turn = end, turn ^ 1
    parts.append(text[at:])
    return "".join(parts)
