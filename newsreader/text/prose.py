"""Tell prose from data: whether a plain text has a line in it that somebody wrote to be read.

Account lists, tables of hosts, settings and logs are text too, and no articles.  The doubt goes to the
text: one line that reads like prose, in any script, is enough.
"""

from __future__ import annotations

import re
import unicodedata

_LOOKED_AT = 200_000
"""Characters looked at; an article keeps no more."""

_FEWEST_WORDS = 3
_FEWEST_SIGNS = 4
"""What makes a line of a script that puts no blanks between its words."""

_AROUND = "\"'“”‘’„‚«»‹›()[]{}<>「」『』（）【】、。，．！？!?.,;:…*_-–—·|"
_INSIDE = frozenset("'’-‐‑–—.·&\u200c\u200d")
"""What may stand within a word: apostrophes, hyphens and dashes, the stops of an abbreviation, joiners."""

_NUMBER = re.compile(r"[$€£¥]?\d+(?:[.,:]\d{1,3})?(?:st|nd|rd|th|%)?")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Tibetan, Burmese, Khmer, Japanese and Chinese."""


def reads_like_prose(text: str) -> bool:
    """Return whether any line of a text reads like prose; a text of one line may be a single word."""
    lines = [line for line in text[:_LOOKED_AT].splitlines() if line.strip()]
    return any(map(_is_prose, lines)) or (len(lines) == 1 and _is_word(lines[0].strip(_AROUND + " ")))


def _is_prose(line: str) -> bool:
    signs = len(_UNSPACED.findall(line))
    if signs >= _FEWEST_SIGNS and 2 * signs >= len(line) - line.count(" "):
        return True
    words = others = 0
    for token in line.split():
        bare = token.strip(_AROUND)
        if _is_word(bare):
            words += 1
        elif bare and not _NUMBER.fullmatch(bare):
            others += 1
    if not others:
        return words >= 2
    return words >= _FEWEST_WORDS and 3 * words >= 5 * others


def _is_word(token: str) -> bool:
    if token.isalpha():
        return True
    return any(map(str.isalpha, token)) and all(
        char in _INSIDE or char.isalpha() or unicodedata.category(char)[0] == "M" for char in token
    )
