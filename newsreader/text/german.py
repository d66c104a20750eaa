"""What German says otherwise: the rules of `attribution` that only its sentences need.

"heißt es in dem Brief", "wird Quill zitiert", "Quill zufolge", "nach Angaben der Polizei", and verbs that
wait at the end of the clause: "hatte den Bericht als „falsch“ zurückgewiesen", "„…“ sei, hatte sie gesagt".
"""

from __future__ import annotations

from newsreader.text.clauses import left_subject, right_subject
from newsreader.text.lexicon import words
from newsreader.text.phrases import Finding, Phrase, beginning, first_subject, touching
from newsreader.text.scene import Scene

_NEAR = 5
_FAR = 70
"""Words looked at on either side of a quotation: longer sentences are lists, not prose."""


class German:
    """The rules for one text in German."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.tokens = scene, scene.tokens
        self.says = words("de", "it says")
        self.quoted = words("de", "is quoted")
        self.opinions = words("de", "opinions")
        self.being = words("de", "being")

    def find(self, first: int, last: int) -> Finding | None:
        """Return what these rules find for the run of words `first` to `last`."""
        low, high = self.scene.sentence(first)[0], self.scene.sentence(last)[1]
        low, high = max(low, first - _FAR), min(high, last + _FAR)
        return (
            self._it_says(low, first, last, high)
            or self._is_quoted(low, last, high)
            or self._closing_verb(low, first, last, high)
            or self._by_opinion(low, first, last, high)
        )

    def _it_says(self, low: int, first: int, last: int, high: int) -> Finding | None:
        """Read "„…“, heißt es in dem Brief" and "In dem Brief heißt es: „…“"."""
        tokens, tags = self.tokens, self.tokens.tags
        for at in range(max(low, first - 12), min(high, last + 4)):
            if tokens.lows[at] not in self.says or "es" not in tokens.lows[at + 1 : at + 2]:
                continue
            for place in range(at + 2, min(high, at + 6)):
                if tags[place] == "P" and place != first:
                    phrase = beginning(tokens, place + 1, high)
                    if phrase is not None and not phrase.first <= first < phrase.last:
                        return Finding(phrase, at, "it says", 0.85)
            phrase = touching(tokens, at, low)
            if phrase is not None and phrase.first > low and tags[phrase.first - 1] == "P":
                return Finding(phrase, at, "it says", 0.85)
            phrase = first_subject(tokens, low, at)
            return Finding(phrase, at, "it says", 0.6) if phrase is not None else None
        return None

    def _is_quoted(self, low: int, last: int, high: int) -> Finding | None:
        """Read "wird Quill zitiert"."""
        tokens = self.tokens
        cue = next((at for at in range(low, high) if tokens.lows[at] in self.quoted), None)
        if cue is None:
            return None
        for at in range(cue, max(low, cue - 40) - 1, -1):
            if tokens.lows[at] in self.being:
                phrase = right_subject(tokens, at, cue) or left_subject(tokens, at, low)
                return Finding(phrase, cue, "is quoted", 0.85) if phrase is not None else None
        phrase = right_subject(tokens, cue, high)  # "„…“, zitiert das Blatt Quill"
        return Finding(phrase, cue, "is quoted", 0.7) if phrase is not None and cue > last else None

    def _closing_verb(self, low: int, first: int, last: int, high: int) -> Finding | None:
        """Read a verb of saying at the end of its clause, and the auxiliary that its subject stands by."""
        tokens, tags = self.tokens, self.tokens.tags
        for cue in range(last + 1, min(high, last + 14)):
            if tags[cue] not in "SKM" or tags[cue + 1 : cue + 2] not in (".", ",", "&", ";", "¶", "", "X"):
                continue
            opening = max(tags.rfind("B", low, first), tags.rfind("R", low, first))
            if cue <= last + _NEAR and opening >= 0 and tags.find("X", opening, first) < 0:
                phrase = beginning(tokens, opening + 1, first)  # "weil sie den Plan „…“ nannte"
                if phrase is not None:
                    return Finding(phrase, cue, "closing verb", 0.8)
            for at in range(cue - 1, low - 1, -1):  # "…, hatte Quill gesagt"; "Quill hatte … zurückgewiesen"
                if tags[at] != "X" or first <= at <= last:
                    continue
                passive = tokens.lows[at] in self.being
                if passive and at < first:
                    phrase = self._agent(at, first)
                elif passive:
                    continue
                elif at > last and tags[at - 1] in ",Q":
                    phrase = right_subject(tokens, at, cue)
                elif at < first and tags[cue] in "SK" and cue <= last + _NEAR:
                    phrase = left_subject(tokens, at, low) or right_subject(tokens, at, first)
                else:
                    continue
                if phrase is not None:
                    return Finding(phrase, cue, "closing verb", 0.8)
        return None

    def _agent(self, low: int, high: int) -> Phrase | None:
        """Return by whom something is done: "werden von Kennern als „…“ bezeichnet"."""
        for at in range(low, high):
            if self.tokens.lows[at] in ("von", "vom"):
                return beginning(self.tokens, at + 1, high)
        return None

    def _by_opinion(self, low: int, first: int, last: int, high: int) -> Finding | None:
        """Read "nach Angaben der Polizei", "aus Sicht der Kritiker", "Quill zufolge"."""
        tokens, tags = self.tokens, self.tokens.tags
        for at in range(low, high):
            if tokens.lows[at] == "zufolge":
                phrase = touching(tokens, at, low)
            elif tokens.lows[at] in self.opinions and at > low and tags[at - 1] in "PDW":
                begin = at + 2 if tokens.lows[at + 1 : at + 2] in (["von"], ["vom"]) else at + 1
                phrase = beginning(tokens, begin, high)
                if tags[at - 1] == "D" and tags[at + 1 : at + 2] == ",":  # "Quill ist der Ansicht, dass"
                    phrase = first_subject(tokens, low, at)
            else:
                continue
            if tokens.lows[at + 1 : at + 2] == ["nach"] and tags[at - 1] == "D":  # "seiner Ansicht nach"
                phrase = Phrase(at - 1, at, at)
            if phrase is not None and not phrase.first <= first < phrase.last:
                return Finding(Phrase(phrase.first, phrase.last, phrase.head_end), at, "by opinion", 0.72)
        return None
