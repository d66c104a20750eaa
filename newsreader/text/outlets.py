"""Know the outlets that words come through: "according to TASS", "told the Herald", "in an interview with".

An outlet is a name from the lists of agencies and outlets, or a phrase with a word like "newspaper".
"""

from __future__ import annotations

import re
from functools import cache

from newsreader.text.lexicon import words
from newsreader.text.phrases import Finding, Phrase, beginning
from newsreader.text.scene import Scene
from newsreader.text.tokens import Tokens

_NAME = re.compile("[NG]+")
_NEAR = 14


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


def is_outlet(tokens: Tokens, phrase: Phrase) -> bool:
    """Tell whether a phrase names an outlet."""
    media = words(tokens.language, "media")
    if any(tokens.lows[place].removesuffix("'s") in media for place in range(phrase.first, phrase.last)):
        return True
    return outlet_name(tokens, phrase) is not None


def outlet_beside(scene: Scene, place: int, found: Finding) -> Phrase | None:
    """Return the outlet that the run at word `place` was said to or came through, by its sentence."""
    tokens, tags, lows = scene.tokens, scene.tokens.tags, scene.tokens.lows
    low, high = scene.sentence(place)
    starts = words(scene.language, "through")
    begin = max(low, (found.cue if found.cue is not None and found.cue < place else place) - _NEAR)
    for at in range(begin, min(high, place + 3 * _NEAR)):
        told = at == found.cue and lows[at] in words(scene.language, "transitive")
        through = tags[at] == "C" or lows[at] in starts
        if not (told or through):
            continue
        step = 2 if tags[at + 1 : at + 2] == "P" else 1
        phrase = beginning(tokens, at + step, high)
        if phrase is None or phrase.first <= place < phrase.last:
            continue
        if found.phrase is not None and phrase.first == found.phrase.first:
            continue
        if outlet_name(tokens, phrase) is not None or (not told and is_outlet(tokens, phrase)):
            return phrase
    return None
