"""Marks that wait for their articles: of a library that was lost, its feeds come back before the news does.

They stand in `meta` as "awaited:FEED".  Whatever a refresh brings that was marked before is marked again.
Articles are known by short keys, the upper 32 bits of the hashes that `identity` knows them by.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from array import array
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any

from newsreader.store.packing import to_json

_KINDS = ("read", "starred", "later")


def short_key(key: int) -> int:
    """Return what is kept of a hash."""
    return key >> 32 & 0xFFFFFFFF


@dataclass(slots=True)
class Marks:
    """The marks of one feed's articles, by short keys; `positions` are offsets into the text.

    `bare` says that articles of the feed lost their sources, and take them from what arrives.
    """

    read: set[int] = field(default_factory=set)
    starred: set[int] = field(default_factory=set)
    later: set[int] = field(default_factory=set)
    positions: dict[int, int] = field(default_factory=dict)
    bare: bool = False

    def __bool__(self) -> bool:
        return bool(self.read or self.starred or self.later or self.positions or self.bare)

    def add(self, key: int, read: bool, starred: bool, later: bool, position: int) -> None:
        """Take in what is marked of the article with a short key."""
        for on, kind in ((read, self.read), (starred, self.starred), (later, self.later)):
            if on:
                kind.add(key)
        if position:
            self.positions[key] = position

    def update(self, more: Marks) -> None:
        """Take in other marks."""
        self.read |= more.read
        self.starred |= more.starred
        self.later |= more.later
        self.positions |= more.positions
        self.bare = self.bare or more.bare

    def of(self, keys: Iterable[int]) -> tuple[bool, bool, bool, int]:
        """Return what is marked of the article with these short keys: read, starred, later, position."""
        known = set(keys)
        position = max((self.positions[key] for key in known & self.positions.keys()), default=0)
        return bool(known & self.read), bool(known & self.starred), bool(known & self.later), position

    def keys(self) -> set[int]:
        """Return the short keys of all that is marked."""
        return self.read | self.starred | self.later | self.positions.keys()

    def without(self, keys: set[int]) -> Marks:
        """Return the marks of articles that have none of these keys."""
        left = {key: value for key, value in self.positions.items() if key not in keys}
        return Marks(self.read - keys, self.starred - keys, self.later - keys, left)

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads; what is empty is left out."""
        packed: dict[str, Any] = {kind: _pack(getattr(self, kind)) for kind in _KINDS if getattr(self, kind)}
        if self.positions:
            packed["positions"] = sorted(self.positions.items())
        if self.bare:
            packed["bare"] = 1
        return packed

    @classmethod
    def from_json(cls, packed: Mapping[str, Any]) -> Marks:
        """Read what `to_json` gave.  Raises `ValueError`."""
        try:
            read, starred, later = (_unpack(packed.get(kind, "")) for kind in _KINDS)
            positions = {int(k): int(at) for k, at in packed.get("positions", ())}
            return cls(read, starred, later, positions, bool(packed.get("bare")))
        except (TypeError, AttributeError) as error:
            raise ValueError("no marks") from error


def await_marks(connection: sqlite3.Connection, feed_id: int, marks: Marks) -> None:
    """Keep marks for articles of a feed that may come; inside the caller's transaction."""
    connection.execute(
        "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
        (f"awaited:{feed_id}", to_json(marks.to_json())),
    )


def awaited_marks(connection: sqlite3.Connection, feed_id: int) -> Marks:
    """Return the marks that wait for articles of a feed; what cannot be read is none."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (f"awaited:{feed_id}",)).fetchone()
    if row is None:
        return Marks()
    try:
        return Marks.from_json(json.loads(row[0]))
    except ValueError:
        return Marks()


def mark_again(connection: sqlite3.Connection, article_id: int, marks: Marks, keys: Iterable[int]) -> bool:
    """Give a new article the marks that wait for it; tell whether there were any."""
    marked = marks.of(keys)
    if not any(marked):
        return False
    connection.execute(
        "UPDATE article SET read = ?, starred = ?, later = ?, position = ? WHERE id = ?",
        (*marked, article_id),
    )
    return True


def names_of(guid: int | None, url: int | None, content: int, telling: bool) -> list[int]:
    """Return the short keys by which an article may be known again, of its three hashes.

    A link tells only of an article without a guid: some feeds link all they have to one page.
    """
    own = guid if guid is not None else url
    keys = [] if own is None else [own]
    if telling or own is None:
        keys.append(content)
    return [short_key(key) for key in keys]


def _pack(keys: Iterable[int]) -> str:
    ordered = sorted(keys)
    distances = array("I", (two - one for one, two in pairwise([0, *ordered])))
    if sys.byteorder == "big":
        distances.byteswap()
    return b2a_base64(distances.tobytes(), newline=False).decode("ascii")


def _unpack(text: str) -> set[int]:
    distances = array("I", a2b_base64(text))
    if sys.byteorder == "big":
        distances.byteswap()
    return set(accumulate(distances))
