"""How texts and lists lie in the library: deflated UTF-8 and compact JSON.

Level 1 of zlib is 2.5 times smaller than the text at twice the speed of level 6, which is hardly
smaller.  Spans are lists without names, in the order of their fields; quotations are as `text.body`
writes them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from newsreader.errors import LibraryDamaged
from newsreader.models import Dateline, Enclosure, Quote, Span
from newsreader.text.body import quotes_from_json, quotes_to_json

_SMALL = 13
_DAMAGED = "An article's text in the library is damaged; “newsreader doctor” says more."


def storable(text: str) -> str:
    """Return `text` without what UTF-8 cannot hold (a lone surrogate becomes "?")."""
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def storable_number(number: int) -> int:
    """Return `number`, or the nearest that SQLite can hold: ids and places so far out are nobody's."""
    return max(-(2**63), min(2**63 - 1, number))


def deflate(text: str) -> bytes:
    """Pack a text."""
    data = text.encode("utf-8", "replace")
    # The usual window of 32 kB takes three times longer to set up than a story takes to pack.
    packer = zlib.compressobj(1, zlib.DEFLATED, _SMALL if len(data) <= 1 << _SMALL else zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def inflate(data: bytes | None) -> str:
    """Unpack a text; None is an empty one.  Raises `LibraryDamaged`."""
    if data is None:
        return ""
    try:
        return zlib.decompress(data).decode("utf-8", "replace")
    except (zlib.error, TypeError) as error:
        raise LibraryDamaged(_DAMAGED) from error


def to_json(value: object) -> str:
    """Write compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Any:
    """Read JSON that the store wrote.  Raises `LibraryDamaged`."""
    try:
        return json.loads(text)
    except (ValueError, TypeError) as error:
        raise LibraryDamaged(_DAMAGED) from error


def pack_strings(values: Iterable[str]) -> str | None:
    """Pack a list of strings; an empty one is None."""
    listed = [storable(value) for value in values]
    return to_json(listed) if listed else None


def unpack_strings(text: str | None) -> tuple[str, ...]:
    """Unpack a list of strings.  Raises `LibraryDamaged`."""
    values = from_json(text) if text else []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise LibraryDamaged(_DAMAGED)
    return tuple(values)


def pack_enclosures(values: Iterable[Enclosure]) -> str | None:
    """Pack the attached files."""
    listed = [[storable(e.url), storable(e.type), e.length] for e in values]
    return to_json(listed) if listed else None


def unpack_enclosures(text: str | None) -> tuple[Enclosure, ...]:
    """Unpack the attached files.  Raises `LibraryDamaged`."""
    try:
        return tuple(Enclosure(*item) for item in from_json(text)) if text else ()
    except TypeError as error:
        raise LibraryDamaged(_DAMAGED) from error


def pack_dateline(value: Dateline | None) -> str | None:
    """Pack a dateline; None stays None."""
    if value is None:
        return None
    fields = [
        value.text,
        value.place,
        value.places,
        value.region,
        value.date,
        value.agency,
        value.start,
        value.end,
    ]
    return storable(to_json(fields))


def unpack_dateline(text: str | None) -> Dateline | None:
    """Unpack a dateline.  Raises `LibraryDamaged`."""
    if text is None:
        return None
    try:
        printed, place, places, *rest = from_json(text)
        return Dateline(printed, place, tuple(places), *rest)
    except (TypeError, ValueError) as error:
        raise LibraryDamaged(_DAMAGED) from error


def pack_spans(spans: Iterable[Span]) -> bytes | None:
    """Pack the spans of a body; each starts with its distance from the start of the one before."""
    listed: list[list[object]] = []
    before = 0
    for span in spans:
        fields: list[object] = [span.start - before, span.end - span.start, span.role]
        if span.level:
            fields += [span.value, span.level]
        elif span.value:
            fields.append(span.value)
        listed.append(fields)
        before = span.start
    return deflate(to_json(listed)) if listed else None


def unpack_spans(data: bytes | None) -> tuple[Span, ...]:
    """Unpack the spans of a body.  Raises `LibraryDamaged`."""
    if data is None:
        return ()
    spans = []
    start = 0
    try:
        for distance, length, role, *more in from_json(inflate(data)):
            start += distance
            spans.append(Span(start, start + length, role, *more))
    except (TypeError, ValueError) as error:
        raise LibraryDamaged(_DAMAGED) from error
    return tuple(spans)


def pack_quotes(quotes: Sequence[Quote]) -> bytes | None:
    """Pack the quotations of an article."""
    return deflate(quotes_to_json(quotes)) if quotes else None


def unpack_quotes(data: bytes | None) -> tuple[Quote, ...]:
    """Unpack the quotations of an article.  Raises `LibraryDamaged`."""
    if data is None:
        return ()
    try:
        return quotes_from_json(inflate(data))
    except ValueError as error:
        raise LibraryDamaged(_DAMAGED) from error
