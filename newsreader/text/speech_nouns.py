"""Find speakers that a noun of saying names instead of a verb.

"…," was her verdict; Quill's promise to "…"; in the words of Ada Quill; "…," came the reply from the mayor.
"""

from __future__ import annotations

from newsreader.late import pattern
from newsreader.text.clauses import subject_of
from newsreader.text.lexicon import words
from newsreader.text.phrases import Finding, Phrase, beginning
from newsreader.text.scene import Scene

_POSSESSIVE = pattern("([GD])([NWAE#]{0,3}[WSKM])(?:P[DNWG#T]{1,5}){0,2}X?[BP:,]{0,2}[DA]{0,2}\\Z")
_FAR = 24


class SpeechNouns:
    """The rules that look for a noun of saying around a quoted run."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.tokens = scene, scene.tokens
        language = scene.language
        self.nouns = words(language, "speech nouns")
        self.possessives = words(language, "possessives")
        self.owned = words(language, "possessives that stand alone")
        self.being = words(language, "being") | words(language, "coming")
        self.viewpoints = words(language, "viewpoints")
        self.wordings = words(language, "wordings")

    def complement(self, at: int, high: int) -> Finding | None:
        """Read what follows a run from word `at`: "…," was her verdict, is what Quill called it."""
        tokens, tags, lows = self.tokens, self.tokens.tags, self.tokens.lows
        if lows[at] not in self.being or at + 1 >= high:
            return None
        begin = at + 1
        if lows[begin] in ("what", "how"):
            for cue in range(begin + 1, min(high, begin + 12)):
                if tags[cue] in "SKM":
                    found = subject_of(tokens, cue, begin + 1, high)
                    if found is not None and found[1] == "left":
                        return Finding(found[0], cue, "what", 0.9)
            return None
        phrase = beginning(tokens, begin, high)
        if phrase is None:
            return None
        owner = self._owner(phrase)
        if owner is not None:
            return Finding(owner, phrase.last - 1, "verdict", 0.92)
        if lows[phrase.last - 1] not in self.nouns or lows[phrase.last : phrase.last + 1] not in _FROM:
            return None
        writer = beginning(tokens, phrase.last + 1, high)
        return Finding(writer, phrase.last - 1, "verdict", 0.9) if writer is not None else None

    def _owner(self, phrase: Phrase) -> Phrase | None:
        """Return whose the noun of saying is: the word "her", the name in "the mayor's verdict"."""
        tags, lows = self.tokens.tags, self.tokens.lows
        if lows[phrase.last - 1] not in self.nouns:
            return None
        if tags[phrase.first] == "D" and lows[phrase.first] in self.possessives:
            return Phrase(phrase.first, phrase.first + 1, phrase.first + 1)
        for place in range(phrase.last - 2, phrase.first - 1, -1):
            if tags[place] == "G":
                return Phrase(phrase.first, place + 1, place + 1)
        return None

    def possessive(self, place: int) -> Finding | None:
        """Read "Quill's claim that "…"", "her promise to "…"", "his answer was "…""."""
        tags, lows = self.tokens.tags, self.tokens.lows
        if place > 1 and lows[place - 1] in self.being and lows[place - 2] in self.owned:  # "Hers was "…""
            return Finding(Phrase(place - 2, place - 1, place - 1), place - 1, "possessive", 0.7)
        low, _ = self.scene.sentence(place)
        match = _POSSESSIVE.search(tags, max(low, place - 14), place)
        if match is None or match.end() != place:
            return None
        noun, first = match.end(2) - 1, match.start(1)
        if lows[noun] not in self.nouns:
            return None
        if tags[first] == "D" and lows[first] not in self.possessives:
            return None
        begin = first
        while tags[first] == "G" and begin > low and tags[begin - 1] in "NW":
            begin -= 1
        if tags[first] == "G" and begin > low and tags[begin - 1] == "D":
            begin -= 1
        return Finding(Phrase(begin, first + 1, first + 1), noun, "possessive", 0.7)

    def clause(self, place: int) -> Finding | None:
        """Read "Quill's claim is that …, her assertion that …" whose clause the run stands in."""
        tags, lows = self.tokens.tags, self.tokens.lows
        low, _ = self.scene.sentence(place)
        for that in range(place - 1, max(low, place - _FAR), -1):
            if lows[that] != "that" or tags[that] != "B":
                continue
            noun = that - 1
            while noun > low and tags[noun] in "XA":
                noun -= 1
            if lows[noun] not in self.nouns or tags[noun] not in "WSKM":
                continue
            first = noun
            while first > low and noun - first < 5 and tags[first - 1] in "WAE#N":
                first -= 1
            first -= 1
            if first >= low and (tags[first] == "G" or lows[first] in self.possessives):
                begin = first
                while tags[first] == "G" and begin > low and tags[begin - 1] in "NWD":
                    begin -= 1
                return Finding(Phrase(begin, first + 1, first + 1), noun, "possessive", 0.8)
        return None

    def viewpoint(self, place: int) -> Finding | None:
        """Read "To Ada Quill, the bridge is a "…"": whose view a sentence gives."""
        tokens, tags, lows = self.tokens, self.tokens.tags, self.tokens.lows
        low, _ = self.scene.sentence(place)
        while low < place and tags[low] in "¶&":
            low += 1
        if lows[low] not in self.viewpoints:
            return None
        phrase = beginning(tokens, low + 1, place)
        named = phrase is not None and "N" in tags[phrase.first : phrase.last]
        if phrase is None or not named or tags[phrase.last : phrase.last + 1] != ",":
            return None
        return Finding(phrase, None, "viewpoint", 0.6)

    def worded(self, first: int, last: int) -> Finding | None:
        """Read "in the words of Ada Quill", "in her phrase", on either side of the run."""
        tokens, tags, lows = self.tokens, self.tokens.tags, self.tokens.lows
        if not self.wordings:
            return None
        low, high = self.scene.sentence(first)
        for noun in (*range(first - 1, max(low, first - _FAR), -1), *range(last + 1, min(high, last + _FAR))):
            if lows[noun] not in self.wordings or tags[noun] not in "WSKM":
                continue
            begin = noun
            while begin > low and noun - begin < 5 and tags[begin - 1] != "P":
                begin -= 1
            if begin == low or lows[begin - 1] not in ("in", "to", "by"):
                continue
            if lows[noun + 1 : noun + 2] == ["of"]:
                speaker = beginning(tokens, noun + 2, high)
                if speaker is not None and not speaker.first <= first < speaker.last:
                    return Finding(speaker, noun, "in the words of", 0.86)
            if tags[begin] == "D" and lows[begin] in self.possessives:
                return Finding(Phrase(begin, begin + 1, begin + 1), noun, "in the words of", 0.8)
            if "G" in tags[begin:noun]:
                end = tags.index("G", begin) + 1
                return Finding(Phrase(begin, end, end), noun, "in the words of", 0.86)
        return None


_FROM = (["of"], ["from"], ["by"])
