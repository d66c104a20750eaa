"""Know who holds an office in a text: "the mayor" is Ada Quill where she alone is called that."""

from __future__ import annotations

from newsreader.late import pattern
from newsreader.text.beings import is_person
from newsreader.text.lexicon import words
from newsreader.text.phrases import Phrase, touching, widened
from newsreader.text.tokens import Tokens

_BEHIND = pattern(",D?([WNGE#]{1,6})(?=[,.¶P&R)])")

_MANY = 12
"""Holders of one office among whom nobody is picked."""

_LONG = 8
"""Words in the name of an organisation on either side of the word that is asked for."""


class Roles:
    """The offices of one text, and the organisations that "the university" may stand for."""

    def __init__(self, tokens: Tokens, language: str) -> None:
        self.tokens, self.language = tokens, language
        self._titles = words(language, "titles")
        self._bodies: dict[str, str | None] = {}
        self._held: dict[str, dict[str, set[str]]] = {}  # office → who holds it → the words beside the name

    def note(self, first: int, last: int, name: str) -> None:
        """Note what a person is called beside the name: "the mayor, Ada Quill", "Ada Quill, a baker"."""
        tags, lows = self.tokens.tags, self.tokens.lows
        start = first
        while start > 0 and first - start < 6 and tags[start - 1] in "NWG":
            start -= 1
        beside = [low.rstrip(".").removesuffix("'s") for low in lows[start:first]]
        heads = beside[-1:] + [low for low in beside if low in self._titles]
        if tags[start - 1 : start] == ",":
            office = touching(self.tokens, start - 1, max(0, start - 16))
            office = widened(self.tokens, office, max(0, start - 24)) if office is not None else None
            if office is not None and tags[office.first] in "DG" and tags[office.head_end - 1] == "W":
                heads.append(lows[office.head_end - 1])
                beside += lows[office.first : office.last]
        behind = _BEHIND.match(tags, last)
        if behind is not None and tags[behind.end(1) - 1] == "W":
            heads.append(lows[behind.end(1) - 1])
            beside += lows[behind.start(1) : behind.end(1)]
        longer = words(self.language, "titles in short")
        for head in heads:
            for entry in longer:
                if entry.startswith(head + ":"):
                    head = entry.partition(":")[2]
            if is_person(self.language, head):
                self._held.setdefault(head, {}).setdefault(name, set()).update(beside)

    def holder(self, phrase: Phrase) -> str | None:
        """Return who is meant by "the mayor", "the Tarn senator": the only one, or the only one fitting."""
        tags, lows = self.tokens.tags, self.tokens.lows
        head = phrase.head_end - 1
        definite = tags[phrase.first] == "G" or lows[phrase.first] in ("the", "this", "that")
        if not definite or head < 0 or tags[head] != "W":
            return None
        named = self._held.get(lows[head], {})
        if len(named) == 1:
            return next(iter(named))
        if len(named) > _MANY:
            return None
        beside = {low.removesuffix("'s") for low in lows[phrase.first : head]} - {"the", "this", "that"}
        fitting = [name for name, said in named.items() if beside & said]
        return fitting[0] if len(fitting) == 1 else None

    def body(self, phrase: Phrase) -> str | None:
        """Return the only name in the text that "the university" can stand for: "the University of Cray"."""
        tags, lows = self.tokens.tags, self.tokens.lows
        head = phrase.head_end - 1
        if lows[phrase.first] != "the" or head != phrase.last - 1 or tags[head] != "W":
            return None
        low = lows[head]
        if low not in words(self.language, "groups"):
            return None
        if low not in self._bodies:
            self._bodies[low] = self._only_one_called(low)
        return self._bodies[low]

    def _only_one_called(self, low: str) -> str | None:
        """Return the one name in the text that has a word in it, None where there are several or none."""
        tags, lows = self.tokens.tags, self.tokens.lows
        names = set()
        for at in (place for place, word in enumerate(lows) if word == low and tags[place] == "N"):
            if at > 0 and tags[at - 1] in ".¶":
                continue
            first, last = at, at + 1
            while first > 0 and at - first < _LONG and tags[first - 1] == "N":
                first -= 1
            if lows[last : last + 1] == ["of"] and tags[last + 1 : last + 2] == "N":
                last += 1
                while last - at < _LONG and tags[last : last + 1] == "N":
                    last += 1
            if last - first > 1:
                names.add(" ".join(self.tokens.slice(first, last).split()))
        return names.pop() if len(names) == 1 else None
