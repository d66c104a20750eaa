"""The search language: what a person types, made into an FTS5 expression and conditions.

Words must all match, the last one as a beginning while it is being typed (no space after it);
"quoted words" as a phrase; `-word` not at all; `feed:name`, `place:name` (of the dateline: the beginnings
of its words, or the whole name in quotes), `is:unread`, `is:starred`, `is:later`, `is:read`,
`after:2024-10-01` (that day included) and `before:2024-10-01` (not included), each also with `-` where
that makes sense.  A date may be a year or a month.  Nothing raises: what cannot be
understood is left out, and everything that reaches FTS5 is a quoted string of ours.
"""

from __future__ import annotations

import re
from calendar import timegm
from dataclasses import field
from datetime import datetime

from newsreader.late import dataclass, pattern
from newsreader.store.functions import search_form
from newsreader.text.clean import clean_line
from newsreader.text.names import words_of

_MOST_CHARACTERS = 1_000
_MOST_TERMS = 50
_STATES = {
    "unread": ("read", 0),
    "read": ("read", 1),
    "starred": ("starred", 1),
    "later": ("later", 1),
}
_TERM = pattern(
    r"""
    (-*)                                      # not this
    (?:(feed|place|is|before|after):)?              # a condition
    (?:"([^"]*)("|\Z)|([^\s"]+))              # a phrase, perhaps still being typed, or a word
    """,
    re.IGNORECASE | re.VERBOSE,
)
_UNFINISHED = frozenset({"feed:", "place:", "is:", "before:", "after:"})
_DATE = pattern(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?\Z")
_QUOTES = str.maketrans("“”„‟«»", '""""""')

PlaceName = tuple[tuple[str, ...], bool]
"""Words of a place's name, and whether they are the whole of it rather than the beginnings of some."""


@dataclass(frozen=True, slots=True)
class Search:
    """A search, understood.

    `words` are FTS5 strings that must match, `without` ones that must not; `beginning` is the last
    word while it is being typed, as typed.  `feeds` and `not_feeds` are parts of feed names, `places`
    and `not_places` names of places; `states` are pairs of a column of `article` and its value; `after`
    and `before` instants, the second excluded.
    """

    words: tuple[str, ...] = ()
    beginning: str = ""
    without: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    not_feeds: tuple[str, ...] = ()
    places: tuple[PlaceName, ...] = ()
    not_places: tuple[PlaceName, ...] = ()
    states: tuple[tuple[str, int], ...] = ()
    after: int | None = None
    before: int | None = None


@dataclass(slots=True)
class _Parts:
    words: list[str] = field(default_factory=list)
    beginning: str = ""
    without: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    not_feeds: list[str] = field(default_factory=list)
    places: list[PlaceName] = field(default_factory=list)
    not_places: list[PlaceName] = field(default_factory=list)
    states: dict[tuple[str, int], None] = field(default_factory=dict)
    after: int | None = None
    before: int | None = None


def parse_search(text: str) -> Search:
    """Understand a search as far as it can be understood."""
    line = clean_line(text[:_MOST_CHARACTERS]).translate(_QUOTES)
    typing = bool(text) and not text[-1].isspace()
    parts = _Parts()
    for number, match in enumerate(_TERM.finditer(line)):
        if number == _MOST_TERMS:
            break
        minus, key, phrase, closed, word = match.groups()
        if word and word.lower() in _UNFINISHED:
            continue
        value = (word if phrase is None else phrase).strip()
        if key:
            _condition(parts, key.lower(), value, bool(minus), whole=bool(closed))
        elif minus:
            if term := fts_string(value):
                parts.without.append(term)
        elif term := fts_string(value):
            still_typed = typing and match.end() == len(line) and not closed
            if still_typed:
                parts.beginning = value
            else:
                parts.words.append(term)
    return Search(
        tuple(parts.words),
        parts.beginning,
        tuple(parts.without),
        tuple(parts.feeds),
        tuple(parts.not_feeds),
        tuple(parts.places),
        tuple(parts.not_places),
        tuple(parts.states),
        parts.after,
        parts.before,
    )


def fts_string(text: str) -> str:
    """Return `text` as an FTS5 string (a phrase), "" if there is nothing in it to look for."""
    if not any(character.isalnum() for character in text):
        return ""
    quoted = search_form(text).replace('"', " ")
    return f'"{quoted}"'


def _condition(parts: _Parts, key: str, value: str, negative: bool, whole: bool) -> None:
    if key == "feed":
        if value:
            (parts.not_feeds if negative else parts.feeds).append(value)
    elif key == "place":
        if words := tuple(words_of(value)):
            (parts.not_places if negative else parts.places).append((words, whole))
    elif key == "is":
        state = _STATES.get(value.lower())
        if state:
            column, wanted = state
            parts.states[(column, 1 - wanted if negative else wanted)] = None
    else:
        moment = _instant(value)
        if moment is None:
            return
        if (key == "after") != negative:
            parts.after = moment if parts.after is None else max(parts.after, moment)
        else:
            parts.before = moment if parts.before is None else min(parts.before, moment)


def _instant(value: str) -> int | None:
    """Return the beginning of a day, month or year, as the clock on the wall counts."""
    match = _DATE.match(value)
    if not match:
        return None
    try:
        day = datetime(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
    try:
        return int(day.timestamp())
    except (OverflowError, OSError, ValueError):
        return timegm(day.timetuple())
