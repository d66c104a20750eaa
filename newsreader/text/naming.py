"""Give the phrases that name speakers the names that they stand for.

"Quill" is Ada Quill, "she" and "the mayor" may be; what cannot be named stays as it is written, and an
unclear pronoun is nobody.
"""

from __future__ import annotations

import re

from newsreader.text.beings import are_people, head_of, is_several, is_thing
from newsreader.text.lexicon import words
from newsreader.text.mentions import Mentions
from newsreader.text.outlets import outlet_called
from newsreader.text.people import People
from newsreader.text.phrases import Finding, Phrase, beginning, first_subject
from newsreader.text.scene import Scene
from newsreader.text.tokens import Tokens

_SENTENCES_BACK = 4
"""Sentences looked at for what "they" or "it" is."""


class Names:
    """Gives the phrases of one text the names that they stand for."""

    def __init__(self, scene: Scene, findings: list[Finding | None]) -> None:
        self.scene, self.tokens = scene, scene.tokens
        self.people = People(scene.tokens, scene.language)
        spoken = {
            (found.phrase.first, found.phrase.last): found.phrase
            for found in findings
            if found is not None and found.phrase is not None
        }
        self.mentions = Mentions(self.people, scene, [spoken[place] for place in sorted(spoken)])

    def _text(self, first: int, last: int) -> str:
        text = " ".join(self.tokens.slice(first, last).split())
        return re.sub("['’]s?$", "", text) if self.tokens.tags[last - 1] == "G" else text

    def speaker(self, phrase: Phrase) -> str | None:
        """Return who a phrase stands for: a full name, or the phrase itself.

        None for a pronoun that is unclear, and for a thing with words on it whose author is not named.
        """
        tags = self.tokens.tags
        alone = phrase.last - phrase.first == 1
        if alone and (tags[phrase.first] in "OD" or self.mentions.is_pronoun(phrase.first)):
            return self.mentions.pronoun(phrase.first) or self._group(phrase.first)
        named = self._named(phrase.first, phrase.head_end) or self.people.apposed(phrase)
        if named is not None:
            return self.people.organisation(named[0], named[1]) or self.people.full(named[2], named[3])
        if self.people.language == "en":
            head = head_of(self.tokens, phrase)
            if head >= 0 and tags[head] in "WA" and is_thing("en", self.tokens.lows[head]):
                return self._author(phrase, head)
            holder = self.people.roles.holder(phrase) or self.people.roles.body(phrase)
            if holder is not None:
                return holder
        return self._text(phrase.first, phrase.last)

    def _group(self, at: int) -> str | None:
        """Return who "they" or "it" is: what this sentence or one shortly before is about."""
        low = self.tokens.lows[at]
        written = self.tokens.lows[at + 1 : at + 2] in (["read"], ["reads"])  # no body, but what it wrote
        if low not in ("they", "it") or written or self.people.language != "en":
            return None
        start, end = self.scene.sentence(at)[0], at
        for _ in range(_SENTENCES_BACK):
            found = first_subject(self.tokens, start, end) if start < end else None
            if found is not None and self.tokens.lows[found.first] != low:
                fits = is_several if low == "they" else self._is_body
                return self.speaker(found) if fits(self.tokens, found) else None
            if start <= 0:
                return None
            start, end = self.scene.sentence(start - 1)[0], start
        return None

    def _is_body(self, tokens: Tokens, phrase: Phrase) -> bool:
        """Tell whether a phrase means an organisation, or a thing with words on it."""
        head = head_of(tokens, phrase)
        low = tokens.lows[head]
        if head < 0 or are_people(tokens, phrase) or (low.endswith("s") and head == phrase.first):
            return False
        if tokens.tags[head] == "W":
            return low in words("en", "groups") or is_thing("en", low)
        name = self._named(phrase.first, phrase.head_end)
        return name is None or not (name[3] or self.people.gender(self.people.full(name[2])))

    def _named(self, first: int, end: int) -> tuple[int, int, str, str] | None:
        """Return the person whose name ends before word `end`."""
        begin, tags = end, self.tokens.tags
        begin -= tags[end - 1] == "G"
        while begin > first and tags[begin - 1] == "N":
            begin -= 1
        if end - begin == 1 and begin == first and self.people.is_plain_word(begin):
            return None  # "Observers from Tarn"
        return self.people.name_in(begin, end) if begin < end else None

    def _author(self, phrase: Phrase, head: int) -> str | None:
        """Return whose words a thing has on it: "Quill's letter", "her letter", "a letter from Quill"."""
        tags, lows = self.tokens.tags, self.tokens.lows
        if tags[phrase.first] == "D" and lows[phrase.first] in words("en", "possessives"):
            return self.mentions.pronoun(phrase.first) or None
        for place in range(head - 1, phrase.first - 1, -1):
            if tags[place] == "G":
                start = place
                while start > 0 and tags[start - 1] == "N":
                    start -= 1
                found = self.people.name_in(start, place + 1)
                return self.people.full(found[2], found[3]) if found is not None else None
        if lows[head + 1 : head + 2] in (["by"], ["from"]):
            writer = beginning(self.tokens, head + 2, len(tags))
            if writer is not None and "N" in tags[writer.first : writer.last]:
                return self.speaker(writer)
        return None

    def via(self, phrase: Phrase | None) -> str | None:
        """Return the name of an outlet."""
        if phrase is None:
            return None
        return outlet_called(self.tokens, phrase) or self._text(phrase.first, phrase.last)
