"""Settle what an English word is where only its neighbours can tell, after a text has been tagged.

The first look goes from left to right and knows only what stands before a word.  Whether "critics call"
holds a verb and "the party nod" a noun, whether "as" opens a clause, "about" counts and "Schilling" is a
name at the head of a sentence shows in what follows.
"""

from __future__ import annotations

from newsreader.text.beings import is_person
from newsreader.text.lexicon import words

_SINGULAR_IN_S = ("ss", "us", "is")
_OBJECTS = frozenset("ODNQG#")
_CLAUSE_OPENINGS = frozenset(".¶,&BQ:;-X(")


def settle(tags: list[str], lows: list[str], nouns: frozenset[str], known: dict[str, str]) -> None:
    """Change `tags` where the neighbours of a word speak for another reading."""
    counting, oddly_plural = words("en", "counting"), words("en", "singulars in s")
    for place, low in _doubtful(lows, tags, nouns, counting):
        before = tags[place - 1] if place else "¶"
        after = tags[place + 1] if place + 1 < len(tags) else "."
        tag = tags[place]
        titled = after == "N" and lows[place + 1].rstrip(".") in words("en", "titles")
        if tag in "SKM" and before in "&Q" and titled and not low.endswith(("s", "ed")):
            tags[place] = "W"  # "but state Sen. Quill"
        elif tag in "SKM" and low in nouns and before in ",.¶(-" and after in "WN" and not low.endswith("s"):
            tags[place] = "W"  # "press secretary", "campaign manager"
        elif low == "as":
            if after == "O" and lows[place + 1] in words("en", "nominatives"):
                tags[place] = "B"
        elif low in counting and tag in "PAB":
            if before in _CLAUSE_OPENINGS and (after == "#" or lows[place + 1 : place + 2] in _NUMBERS):
                tags[place] = "D"
        elif tag == "V" and after in "WN" and low in words("en", "nouns in ing"):
            tags[place] = "W"  # "policy planning director"
        elif tag == "O" and after in "WN" and low in words("en", "determiners"):
            tags[place] = "D"  # "some critics"
        elif tag == "V":  # a name that ends like a participle, at the head of a sentence
            if after in "SKM" and before in ".¶":
                tags[place] = "N"
        elif tag == "S" and low in _PUT:
            if lows[place + 1 : place + 2] == ["it"] and tags[place + 2 : place + 3] not in _STOPS:
                tags[place] = "X"  # "put it in his boot"
        elif tag == "T" and after == "N" and low in words("en", "times that are names"):
            if before in "NW,.¶&DQG" and lows[place - 1] not in words("en", "before times"):
                tags[place] = "N"  # "Governor Jan Brewer"
        elif tag == "T":
            if before in ".¶Q,&" and after in "SK" and low in words("en", "times that are names"):
                tags[place] = "N"
        elif tag in "KM" and before in "NW" and not low.endswith("s"):  # "the party nod", not "nods"
            if _singular(tags, lows, place - 1, oddly_plural):
                tags[place] = "W"
        elif tag in "SKM":  # "her safe messages were"
            if (
                before == "W"
                and low.endswith("s")
                and after in "X-EV"
                and not is_person("en", lows[place - 1])
            ):
                tags[place] = "W"
        elif tag == "W" and before == "W" and low.endswith("s"):  # "the lady calls it"
            if after == "O" or (after in "DQN" and is_person("en", lows[place - 1])):
                tags[place] = known.get(low, "W")
        elif (
            tag == "W"
            and before == "W"
            and after in _OBJECTS
            and not low.endswith("s")
            and _plural(lows[place - 1], oddly_plural)
        ):
            tags[place] = known.get(low, "W")


_PUT = ("put", "puts", "putting")
_ASKED = frozenset(("as", *_PUT))
_STOPS = [*([sign] for sign in ",:.Q¶-;A"), []]
_NUMBERS = [[number] for number in ("two", "three", "four", "five", "six", "half", "a", "one")]


def _doubtful(
    lows: list[str], tags: list[str], nouns: frozenset[str], counting: frozenset[str]
) -> list[tuple[int, str]]:
    asked = nouns | counting | _ASKED
    return [
        (place, low)
        for place, (low, tag) in enumerate(zip(lows, tags, strict=True))
        if (low in asked or tag in "TVO") and (tag in "WSKM" or low not in nouns)
    ]


def _plural(word: str, oddly_plural: frozenset[str]) -> bool:
    """Tell whether a word is a plural by its look: "critics", not "news" or "press"."""
    return word.endswith("s") and not word.endswith(_SINGULAR_IN_S) and word not in oddly_plural


def _singular(tags: list[str], lows: list[str], last: int, oddly_plural: frozenset[str]) -> bool:
    """Tell whether the phrase that ends with word `last` has an article and is one thing."""
    if lows[last].endswith("s") and lows[last] not in oddly_plural:
        return False
    first = last
    while first > 0 and last - first < 4 and tags[first - 1] in "NW":
        first -= 1
    return first > 0 and tags[first - 1] == "D" and lows[first - 1] in ("the", "a", "an", "his", "her", "its")
