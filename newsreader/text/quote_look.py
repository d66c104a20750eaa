"""One quoted run as the weighing of evidence sees it: its words, and the words and signs beside it."""

from __future__ import annotations

from newsreader.text.lexicon import words
from newsreader.text.phrases import Finding
from newsreader.text.scene import Scene
from newsreader.text.tokens import tagger

BESIDE = frozenset({"after", "after inverted", "after apposed", "colon", "continued", "signed", "label"})
"""Rules that find a clause of saying, or what is as good, right beside a run."""

_OPENING = "'‘’\"“”(#@"
_TRIM = " .,;:!?…-–—"
_LOOKED_AT = 40  # words of a sentence that is looked at for capitals
_SMALL = 3  # letters: words up to this length may be small in a title
_ENOUGH = 3  # words that make a headline


class Look:
    """One quoted run among its neighbours.

    `low` and `high` bound its sentence; `left` and `right` are the tags beside it ("" at the bounds),
    `left_word` and `right_word` the words; `capitals` tells whether it is written as a title, `heading`
    whether that means nothing in a headline.
    """

    def __init__(self, scene: Scene, index: int, found: Finding | None) -> None:
        tokens = scene.tokens
        self.tokens, self.tags, self.lows = tokens, tokens.tags, tokens.lows
        self.found = found if found is not None and found.phrase is not None else None
        self.inside = scene.runs[index].text
        self.parts = self.inside.strip(_TRIM).split()
        self.count = len(self.parts) or 1
        places = scene.places[index]
        self.first, self.last = (places[0], places[-1]) if places else (0, 0)
        self.low, self.high = scene.sentence(self.first)
        before, after = self.first - 1, self.last + 1
        self.left = self.tags[before] if before >= self.low else ""
        self.left_word = self.lows[before] if before >= self.low else ""
        self.right = self.tags[after : after + 1]
        self.right_word = self.lows[after] if self.right else ""
        self.capitals = in_capitals(self.inside)
        self.heading = self.capitals and self._in_heading()

    def _in_heading(self) -> bool:
        """Tell whether the words around are in capitals as well: in a headline they mean nothing."""
        tokens, known = self.tokens, tagger("en")
        seen = capital = beyond_names = 0
        for at in range(self.low, min(self.high, self.low + _LOOKED_AT)):
            tag = self.tags[at]
            if tag in "Q,.:;-()¶#":
                continue
            upper = tokens.text[tokens.starts[at]].isupper()
            beyond_names += upper and at > self.low and known.get(self.lows[at], "N") in "SKMXAskmPB"
            if len(self.lows[at]) > _SMALL and tag not in "&PDBO":
                seen += 1
                capital += upper
        return seen >= _ENOUGH and capital >= 0.8 * seen and beyond_names > 0

    def behind_links(self) -> int:
        """Return the word before the articles and prepositions that lead to the run, -1 for none."""
        at = self.first - 1
        while at > self.low and self.tags[at] in "PD":
            at -= 1
        return at if self.low <= at < self.first - 1 else -1


def in_capitals(inside: str) -> bool:
    """Tell whether words are in capitals as in a title, all but the small ones."""
    small = words("quotes_en", "small in titles")
    count = upper = lower = 0
    for part in inside.strip(_TRIM).split():
        part = part.lstrip(_OPENING)
        first = part[:1]
        if first.isupper():
            upper += 1
        elif first.islower():
            if not count or (len(part) > _SMALL and part not in small):
                return False
            lower += 1
        elif not first.isdigit():
            if first.isalpha() and (not count or len(part) > _SMALL):
                return False  # letters without case
            continue
        count += 1
    if count == 1:
        return upper == 1 and len(inside.strip(_TRIM).lstrip(_OPENING)) > 1
    return upper > 1 or (upper == 1 and not lower)
