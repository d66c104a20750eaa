"""Read date lines: lines that say when an article was published or changed, and nothing else.

"October 12, 2024", "Published 9 October 2026 | Updated 10 October 2026", "Sant Orrin, 9 October 2026",
"October 9, 2026 / 10:15 AM EDT / HNA".  A sentence with a date in it is no date line.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from newsreader.text.bylines import without_date
from newsreader.text.dates import read_date
from newsreader.text.datewords import LABELS

_LONGEST = 120
_LONGEST_TAIL = 40
_UPDATED = ("updated", "last updated", "modified", "aktualisiert", "zuletzt", "actualizado", "mis à jour")
_EDGES = " |·;,/-–—"
_TAIL = re.compile(
    r"\s*[|/·•]|\s*[,;–—-]\s*(?=[A-Z\d])|\s*(?:[Ll]ast\s+)?(?:[Uu]pdated|[Aa]ktualisiert)\b|\s+\d{1,2} min\b"
)
_SENTENCE_END = re.compile(r"[.!?]['\"”’]?$")


class Stamp(NamedTuple):
    """What a date line says: dates as printed, "" for what it does not name."""

    published: str = ""
    updated: str = ""
    place: str = ""

    @property
    def date(self) -> str:
        """The date that the line is shown for, without a label before it."""
        return without_label(self.published or self.updated)


def read_stamp(line: str, *, place: bool = False) -> Stamp | None:
    """Return what a date line says, None for any other line; `place` lets a place stand before the date."""
    if len(line) > _LONGEST or not any(map(str.isdigit, line)):
        return None
    if read_date(line) is not None:
        return Stamp(updated=line) if _is_update(line) else Stamp(line)
    return _two_dates(line) or _with_tail(line) or (_with_place(line) if place else None)


def is_label(line: str) -> bool:
    """Tell whether a line only announces the date on the next one: "Published", "Last updated:"."""
    words = line.rstrip(":").casefold().split()
    return 0 < len(words) <= 2 and all(word in LABELS for word in words)


def without_label(date: str) -> str:
    """Return a printed date without the words that announce it."""
    first, _, rest = date.partition(" ")
    return without_label(rest.strip()) if first.rstrip(":").casefold() in LABELS and rest else date


def _is_update(text: str) -> bool:
    return text.casefold().startswith(_UPDATED)


def _two_dates(line: str) -> Stamp | None:
    """Read "Published X | Updated Y" and "X, updated Y"."""
    before, second = without_date(line)
    before = before.rstrip(_EDGES)
    while before and is_label(before.split()[-1]) and read_date(before) is None:
        before = before.rpartition(" ")[0].rstrip(_EDGES)
    if not second or not before or read_date(before) is None:
        return None
    return Stamp(before, second)


def _with_tail(line: str) -> Stamp | None:
    """Read a date with something short behind it: the zone's city, an agency, "4 min read"."""
    for end in range(len(line) - 1, 5, -1):
        if not _TAIL.match(line, end) or len(line) - end > _LONGEST_TAIL:
            continue
        read = read_date(line[:end])
        if read is not None and read.year is not None and not _SENTENCE_END.search(line):
            return Stamp(line[:end])
    return None


def _with_place(line: str) -> Stamp | None:
    """Read "Sant Orrin, 9 October 2026"."""
    before, date = without_date(line)
    place = before.rstrip(_EDGES)
    words = place.split()
    if not date or not 1 <= len(words) <= 5 or is_label(words[-1]):
        return None
    letters = re.sub(r"[ ,.'’-]", "", place).isalpha()
    return Stamp(date, place=place) if letters and all(word[0].isupper() for word in words) else None
