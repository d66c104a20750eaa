"""Tell what an English noun can do: people and groups speak, signs and reports only have words on them.

A noun is judged by lists and by its ending ("a surveyor", "protesters"); a name is always taken for
somebody.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from newsreader.text.lexicon import words

if TYPE_CHECKING:  # what cuts words asks here what they are
    from newsreader.text.phrases import Phrase
    from newsreader.text.tokens import Tokens

_ENDINGS = ("man", "men", "woman", "women", "person", "people", "ist", "ists", "er", "ers", "or", "ors")
_MORE_ENDINGS = ("ian", "ians", "ee", "ees", "ant", "ants", "eer", "eers", "folk", "kin", "mate", "mates")


def head_of(tokens: Tokens, phrase: Phrase) -> int:
    """Return the word that a phrase turns on: the last name or noun before "of", "for", "in"; -1 for none."""
    for place in range(phrase.head_end - 1, phrase.first - 1, -1):
        if tokens.tags[place] in "NW":
            return place
    return -1


@cache
def is_person(language: str, low: str) -> bool:
    """Tell whether a noun means a person or people."""
    low = low.removesuffix("'s")
    known = words(language, "humans") | words(language, "titles") | words(language, "ordinary nouns")
    if low in known or low in words(language, "male") or low in words(language, "female"):
        return True
    if low.endswith("s") and low[:-1] in known:
        return True
    return len(low) > 4 and low.endswith(_ENDINGS + _MORE_ENDINGS) and not is_thing(language, low)


@cache
def is_thing(language: str, low: str) -> bool:
    """Tell whether a noun means something that has words on it or in it, and nobody who says them."""
    things = words(language, "things with words")
    return low in things or (low.endswith("s") and low[:-1] in things)


def can_speak(tokens: Tokens, phrase: Phrase) -> bool:
    """Tell whether a phrase may be somebody who thinks or wants: a name, a pronoun, people, a group."""
    head = head_of(tokens, phrase)
    if head < 0 or tokens.tags[head] == "N":
        return True
    low = tokens.lows[head]
    return is_person(tokens.language, low) or low in words(tokens.language, "groups")


def are_people(tokens: Tokens, phrase: Phrase) -> bool:
    """Tell whether a phrase means more than one person, by the look of its noun."""
    head = head_of(tokens, phrase)
    low = tokens.lows[head]
    plural = low.endswith("s") and not low.endswith("ss") and is_person(tokens.language, low)
    return head >= 0 and (plural or low in ("police", "people"))


def is_several(tokens: Tokens, phrase: Phrase) -> bool:
    """Tell whether a phrase means several people, or a group that "they" may stand for."""
    head = head_of(tokens, phrase)
    grouped = head >= 0 and tokens.lows[head] in words(tokens.language, "groups")
    return grouped or are_people(tokens, phrase)
