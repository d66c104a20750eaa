"""Names of people and places as they are compared: for looking them up, never for showing.

A key is the words of a name in lower case and without accents, apart by single spaces, so that
"Erdoğan" and "ERDOGAN" are one person and one file of an index can be searched by the beginning of any
word.  What is no name has no key: "the official" is another person in every article.
"""

from __future__ import annotations

import unicodedata

from newsreader.late import pattern

_ARTICLES = frozenset(
    ["the", *("der", "die", "das", "den", "dem"), *("le", "la", "les", "el", "los", "las", "il", "lo", "gli")]
)
_INDEFINITE = frozenset(
    [
        *("a", "an", "one", "another", "some", "two", "three", "several", "many", "his", "her", "its"),
        *("their", "our", "my", "your", "this", "that", "these", "those"),
        *("ein", "eine", "einer", "einem", "eines", "sein", "seine", "ihr", "ihre"),
        *("un", "une", "uno", "una", "um", "uma"),
    ]
)
_APOSTROPHES = pattern("['’ʼ`´]")
_OTHER = pattern(r"[\W_]+")
_LOWER_IN_NAMES = frozenset(
    [
        "and",
        "of",
        "on",
        "the",
        "upon",
        "de",
        "del",
        "der",
        "des",
        "di",
        "da",
        "do",
        "du",
        "la",
        "le",
        "les",
        "sur",
    ]
)
_MOST = 120
"""Letters of a key at most."""


def words_of(text: str) -> list[str]:
    """Return the words of a name, or of what is typed to find one, as keys have them."""
    text = _APOSTROPHES.sub("", text[: 4 * _MOST])
    if not text.isascii():
        folded = unicodedata.normalize("NFKD", text.casefold())
        text = "".join(char for char in folded if not unicodedata.combining(char))
    return _OTHER.sub(" ", text.casefold()).split()


def name_key(name: str) -> str:
    """Return the key of a name, "" if there is nothing in it to look for."""
    return " ".join(words_of(name))[:_MOST].rstrip()


def is_called(speaker: str | None, name: str) -> bool:
    """Return whether all words of `name` stand in a speaker's: "Putin" in "Vladimir Putin"."""
    wanted = words_of(name)
    return bool(wanted) and set(wanted) <= set(words_of(speaker or ""))


def speaker_key(name: str | None, language: str = "") -> str:
    """Return the key of a speaker who can be known again elsewhere; "" for all others.

    A name begins with a capital, or with a letter of a script that has none, perhaps behind "the";
    "a spokesman", "the official" and German's "der Sprecher" are no names.
    """
    if not name:
        return ""
    words = name.split()
    first = words[0].casefold() if words else ""
    if not words or first in _INDEFINITE:
        return ""
    if first in _ARTICLES and len(words) > 1:
        words = words[1:]
        if language.startswith("de") and len(words) == 1:
            return ""
    initial = next((char for char in words[0] if char.isalpha()), "")
    if not initial or initial.islower() or words[0][0].isdigit():
        return ""
    return name_key(" ".join(words))


def shown_place(name: str) -> str:
    """Return a place as a list shows it: one printed in capitals, as datelines are, in small letters."""
    if not name.isupper():
        return name
    words = [low if (low := word.lower()) in _LOWER_IN_NAMES else word.title() for word in name.split()]
    shown = " ".join(words)
    return shown[:1].upper() + shown[1:]
