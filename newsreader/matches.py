r"""Where searched words stand in a text, for marking them.

Searching itself is the store's; this finds the same places again in what is drawn: words by their
beginning, without regard to case and accents, and any text anywhere for finding within an article.
Folding keeps every character in its place, so that an offset into the folded text is one into the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from newsreader.late import pattern

_TOKEN = pattern(
    r'(?P<minus>-+)?(?P<field>(?:feed|place|is|before|after):)?(?:"(?P<phrase>[^"]*)(?P<closed>")?|(?P<word>[^\s"]+))?',
    re.IGNORECASE,
)
_MARKS = str.maketrans("“”„‟«»", '""""""')
_WORDS = pattern(r"\w+")
_CJK = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
_LONG = 4_000
"""From so many characters on a text is folded in another way."""
_FEW = 20
_HAS_CJK = pattern(f"[{_CJK}]")


class _Folding(dict[int, int]):
    """Code point to the code point it is compared as: base letter, lower case."""

    def __missing__(self, code: int) -> int:
        char = unicodedata.normalize("NFD", chr(code))[0].lower()
        self[code] = ord(char) if len(char) == 1 else code
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return `text` for comparing, with as many characters: lower case, without accents."""
    if text.isascii():
        return text.lower()
    return text.translate(_FOLDING) if len(text) < _LONG else _fold_long(text)


def _fold_long(text: str) -> str:
    """Fold a text by its few characters that are not ASCII, in a third of the time of one by one."""
    others = {char for char in set(text) if char > "\x7f"}
    lower = {char.lower() for char in others}
    plain = all(len(char) == 1 for char in lower) and "\u03a3" not in others  # Σ is lowered by its place
    if not plain or any(_FOLDING[ord(char)] != _FOLDING[ord(char.lower())] for char in others):
        return text.translate(_FOLDING)
    changed = [(char, chr(code)) for char in lower if (code := _FOLDING[ord(char)]) != ord(char)]
    if len(changed) > _FEW or any(_FOLDING[ord(folded)] != ord(folded) for _, folded in changed):
        return text.translate(_FOLDING)
    text = text.lower()
    for char, folded in changed:
        text = text.replace(char, folded)
    return text


@lru_cache(maxsize=64)
def search_terms(search: str) -> tuple[str, ...]:
    """Return the words and phrases of a search that its results contain, folded, without doubles.

    What only narrows the search (`-word`, `feed:name`, `place:name`, `is:unread`, dates) is left out.
    The last word or phrase ends in "*" while it is being typed: it also stands for words that begin
    with it.
    """
    terms: dict[str, None] = {}
    for token in _TOKEN.finditer(search.translate(_MARKS)):
        if token["minus"] or token["field"]:
            continue
        words = _WORDS.findall(fold(token["phrase"] or token["word"] or ""))
        if words:
            typing = token.end() == len(search) and not token["closed"]
            terms[" ".join(words) + ("*" if typing else "")] = None
    return tuple(terms)


def find_terms(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """Return (start, end) of every place in `text` where one of `terms` stands, in order."""
    if not terms or not text:
        return []
    return [match.span() for match in _pattern(tuple(terms)).finditer(fold(text))]


def find_text(text: str, wanted: str, *, folded: bool = False) -> list[tuple[int, int]]:
    """Return (start, end) of every place where `wanted` stands in `text`, white space as it may be.

    `folded` says that `text` has been through `fold` already.
    """
    words = fold(wanted).split()
    if not words:
        return []
    text = text if folded else fold(text)
    if len(words) == 1:
        return _find_word(text, words[0])
    found = re.compile(r"\s+".join(map(re.escape, words)))
    return [match.span() for match in found.finditer(text)]


def _find_word(text: str, word: str) -> list[tuple[int, int]]:
    found = []
    at = text.find(word)
    while at >= 0:
        found.append((at, at + len(word)))
        at = text.find(word, at + len(word))
    return found


@lru_cache(maxsize=64)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    alternatives = []
    for term in sorted(terms, key=len, reverse=True):
        words = r"\W+".join(map(re.escape, term.rstrip("*").split()))
        if not words:
            continue
        if _HAS_CJK.search(term):  # no spaces between words there: any place is a beginning
            alternatives.append(words)
        else:
            alternatives.append(rf"(?<!\w){words}" + ("" if term.endswith("*") else r"(?!\w)"))
    return re.compile("|".join(alternatives) or r"(?!)")
