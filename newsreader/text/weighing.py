"""Weigh clauses of saying before a quotation against each other.

The nearest verb is not always the one: words inside what somebody reports belong to the reporter, unless
the inner verb plainly has a speaker of its own ("Quill said that Sedge told her "…"").
"""

from __future__ import annotations

from newsreader.text.lexicon import words
from newsreader.text.phrases import Finding
from newsreader.text.scene import Scene

_BETWEEN = frozenset("BXSKMT;:")
_APART = frozenset(",;:&-(")


class Weighing:
    """Compares the findings for one quoted run."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.tokens = scene, scene.tokens
        language = scene.language
        self.fronting = words(language, "fronting")
        self.transitive = words(language, "transitive")
        self.nominatives = words(language, "nominatives")
        self.modals = words(language, "modals")

    def outweighs(self, outer: Finding, inner: Finding, place: int) -> bool:
        """Tell whether an earlier verb is the better one: "Quill said he would offer "…""."""
        assert outer.cue is not None
        if inner.phrase is None or inner.phrase.first <= outer.cue:
            return outer.confidence > inner.confidence + 0.1
        tags, lows = self.tokens.tags, self.tokens.lows
        if self._what_they_call(inner) and tags[outer.cue] in "SKsk":
            return outer.phrase is not None and "N" in tags[outer.phrase.first : outer.phrase.last]
        inside = not set(tags[outer.cue + 1 : inner.phrase.first]) & _APART
        inside = inside or "that" in lows[outer.cue + 1 : outer.cue + 5]
        if inner.cue is not None and tags[outer.cue] in "SKsk" and inside and self.imagined(inner.cue):
            return outer.confidence > 0.6 and not self.imagined(outer.cue)
        embeds = not tags[outer.cue + 1 : inner.phrase.first].strip("BATNWDO#P")
        if embeds and tags[outer.cue] in "Ss" and outer.confidence > 0.6:
            own = (
                inner.cue is not None
                and tags[inner.phrase.first] != "O"
                and self._speaks_for_itself(inner.cue, place)
            )
            return not own
        return outer.confidence > inner.confidence + (0.0 if embeds else 0.1)

    def _what_they_call(self, found: Finding) -> bool:
        """Tell whether a finding is "what she called": she is whom the sentence is about."""
        if found.phrase is None or found.phrase.last - found.phrase.first > 1:
            return False
        if self.tokens.lows[found.phrase.first] not in self.nominatives:
            return False
        return found.phrase.first > 0 and self.tokens.lows[found.phrase.first - 1] == "what"

    def imagined(self, cue: int) -> bool:
        """Tell whether a verb tells what may be said rather than what was: "that voters will say "…""."""
        tags, lows = self.tokens.tags, self.tokens.lows
        at = cue - 1
        while at > 0 and tags[at] == "A":
            at -= 1
        return at >= 0 and lows[at] in self.modals

    def _speaks_for_itself(self, cue: int, place: int) -> bool:
        """Tell whether a verb inside a report has its own speaker: "said that Sedge told her "…""."""
        if self.tokens.lows[cue] in self.transitive:
            return True
        return self.tokens.tags[cue] in "Kk" and not set(self.tokens.tags[cue + 1 : place]) & _BETWEEN

    def lead_in(self, cue: int, place: int, how: str) -> float:
        """Weigh a verb before a quotation: does it lead straight into it?"""
        tag = self.tokens.tags[cue]
        between = self.tokens.tags[cue + 1 : place]
        strong = tag in "Ss"
        confidence = 0.85 if strong else 0.75 if tag in "Kk" else 0.6
        if not between or between[-1] == ":" or (between == "," and strong):
            confidence = 0.95 if strong else confidence + 0.1
        elif between[-1] == ",":
            confidence = 0.9 if strong else confidence - 0.1
        if "Q" in between:
            confidence -= 0.1
        if how == "first":
            confidence -= 0.1
        return confidence - self._aside(cue, place)

    def _aside(self, cue: int, place: int) -> float:
        """Return what a verb loses that belongs to a fronted clause: "When Quill asked, he said "…""."""
        tags, lows = self.tokens.tags, self.tokens.lows
        low, _ = self.scene.sentence(place)
        if tags.find(",", cue, place - 1) < 0:
            return 0.0
        for at in range(cue, low - 1, -1):
            if tags[at] in "BP" and lows[at] in self.fronting:
                return 0.35 if at == low or tags[at - 1] in ",-&" else 0.0
            if tags[at] == ",":
                break
        return 0.0
