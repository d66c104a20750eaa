"""Know the outlets that words come through: "according to TASS", "told the Herald", "in an interview with".

An outlet is a name from the lists of agencies and outlets, or a phrase with a word like "newspaper".
"""

from __future__ import annotations

import re
from functools import cache

from newsreader.late import pattern
from newsreader.text.beings import head_of, is_thing
from newsreader.text.lexicon import words
from newsreader.text.phrases import Finding, Phrase, beginning
from newsreader.text.scene import Scene
from newsreader.text.tokens import Tokens

_NAME = pattern("[NG]+")
_RUN = pattern("N*G|N+")
_NEAR = 14
_BACK = 20


@cache
def _known(language: str) -> frozenset[str]:
    names = words(language, "outlets") | words("en", "outlets") | words("datelines", "agencies")
    return frozenset(re.sub("^(?:the|The|der|die|das|le|la|el|il) ", "", name) for name in names)


def outlet_name(tokens: Tokens, phrase: Phrase) -> str | None:
    """Return the outlet that a phrase names, by the lists: "Iran's IRNA news agency" is IRNA."""
    known = _known(tokens.language)
    for match in _NAME.finditer(tokens.tags, phrase.first, phrase.last):
        first, last = match.span()
        for begin in range(first, last):
            for end in range(last, begin, -1):
                name = re.sub("['’]s?$", "", tokens.slice(begin, end))
                if name in known:
                    return name
    return None


def called(tokens: Tokens, phrase: Phrase) -> str | None:
    """Return the name of an outlet that its form shows: "the daily Zornik", "the Evening Herald"."""
    tags, lows = tokens.tags, tokens.lows
    media, papers = words(tokens.language, "media"), words(tokens.language, "names of papers")
    titles, no_persons = words(tokens.language, "titles"), words(tokens.language, "not persons")
    for match in _RUN.finditer(tags, phrase.first, phrase.last):
        first, last = match.span()
        own = {low.removesuffix("'s") for low in lows[first:last]}
        before = lows[first - 1] if first > phrase.first else ""
        if before in media and tags[first - 1] == "W":
            return _bare(tokens, first, last)
        if last - first > 1 and not (own.isdisjoint(media) and own.isdisjoint(papers)):
            return _bare(tokens, first, last)
        behind = lows[last].removesuffix("'s") if last < phrase.last else ""
        if behind in media and own.isdisjoint(titles) and own.isdisjoint(no_persons):
            return _bare(tokens, first, last)
    return None


def outlet_called(tokens: Tokens, phrase: Phrase) -> str | None:
    """Return the name of the outlet that a phrase means, by the lists or by its form: the longer one."""
    known, shown = outlet_name(tokens, phrase), called(tokens, phrase)
    return max(known, shown, key=len) if known and shown and shown.startswith(known) else known or shown


def _bare(tokens: Tokens, first: int, last: int) -> str:
    return re.sub("['’]s?$", "", " ".join(tokens.slice(first, last).split()))


def is_outlet(tokens: Tokens, phrase: Phrase) -> bool:
    """Tell whether a phrase names an outlet."""
    media = words(tokens.language, "media")
    head = head_of(tokens, phrase)
    if head >= 0 and tokens.lows[head].removesuffix("'s") in media:
        return True
    return outlet_name(tokens, phrase) is not None or called(tokens, phrase) is not None


def is_record(tokens: Tokens, phrase: Phrase) -> bool:
    """Tell whether a phrase means a document that words come from: "according to an affidavit"."""
    head = head_of(tokens, phrase)
    return head >= 0 and tokens.tags[head] == "W" and is_thing(tokens.language, tokens.lows[head])


class Outlets:
    """The outlets of one text, those among them that it calls a newspaper or an agency only once."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.tokens = scene, scene.tokens
        self.starts = words(scene.language, "through")
        self.told_to = words(scene.language, "transitive")
        self.named = self._named()

    def _named(self) -> dict[str, Phrase]:
        """Return the names that stand beside a word like "newspaper" somewhere in the text."""
        tokens, media = self.tokens, words(self.scene.language, "media")
        names: dict[str, Phrase] = {}
        for place, low in enumerate(tokens.lows):
            if low in media and tokens.tags[place] == "W":
                phrase = beginning(tokens, place, len(tokens.lows))
                name = called(tokens, phrase) if phrase is not None else None
                if phrase is not None and name:
                    names.setdefault(name, phrase)
        return names

    def name(self, phrase: Phrase) -> str | None:
        """Return the name of the outlet that a phrase means, None where it means none."""
        found = outlet_called(self.tokens, phrase)
        if found is not None or not self.named:
            return found
        text = " ".join(self.tokens.slice(phrase.first, phrase.last).split())
        text = re.sub("^[Tt]he |['’]s?$", "", text)
        return text if text in self.named else None

    def is_outlet(self, phrase: Phrase) -> bool:
        """Tell whether a phrase names an outlet, or is a word for one."""
        return is_outlet(self.tokens, phrase) or self.name(phrase) is not None

    def beside(self, place: int, found: Finding) -> Phrase | None:
        """Return the outlet that the run at word `place` was said to or came through, by its sentence."""
        tokens, tags, lows = self.tokens, self.tokens.tags, self.tokens.lows
        low, high = self.scene.sentence(place)
        begin = max(low, (found.cue if found.cue is not None and found.cue < place else place) - _NEAR)
        for at in range(begin, min(high, place + 3 * _NEAR)):
            told = lows[at] in self.told_to
            through = tags[at] == "C" or lows[at] in self.starts
            into = tags[at] == "P" and self._leads_to_outlet(at)
            if not (told or through or into):
                continue
            step = 2 if tags[at + 1 : at + 2] == "P" else 1
            phrase = beginning(tokens, at + step, high)
            if phrase is None or phrase.first <= place < phrase.last:
                continue
            if found.phrase is not None and phrase.first == found.phrase.first:
                continue
            if self.name(phrase) is not None:
                return phrase
            if through and self.is_outlet(phrase):
                only = next(iter(self.named.values())) if len(self.named) == 1 else phrase
                return only if lows[phrase.first] == "the" else phrase
            if tags[at] == "C" and is_record(tokens, phrase):
                return phrase
            if into and lows[at] == "on" and not tags[phrase.first : phrase.last].strip("N"):
                return phrase
        return self._before(place, found) if found.phrase is not None else None

    def _before(self, place: int, found: Finding) -> Phrase | None:
        """Return whom the speaker, a pronoun now, told things before: "She told the Herald …"."""
        tokens, lows = self.tokens, self.tokens.lows
        low, _ = self.scene.sentence(place)
        start = self.scene.paragraph(place)
        if found.phrase is None or tokens.tags[found.phrase.first] != "O":
            return None
        for at in range(low - 1, max(start, low - 2 * _BACK), -1):
            if lows[at] in self.told_to:
                phrase = beginning(tokens, at + 1, low)
                return phrase if phrase is not None and self.name(phrase) is not None else None
        return None

    def _leads_to_outlet(self, at: int) -> bool:
        """Tell whether a preposition leads to where words were published: "writing in", "a letter to"."""
        lows = self.tokens.lows
        if at == 0 or self.scene.language != "en":
            return False
        before = lows[at - 1]
        if lows[at] in ("on", "in"):
            return before in words("en", "posting")
        return lows[at] in ("to", "with", "for", "by") and before in words("en", "talks")
