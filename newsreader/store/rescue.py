"""Bring the rows that were salvaged of a library into a new one.

A row that SQLite could read is taken as it is.  Of an article whose row is gone the indexes still tell
feed, place and marks; these are put aside, for `gaps` to close what is open.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from newsreader.store.pages import Shape
from newsreader.store.salvage import KEPT, Row, Salvage

_AT_ONCE = 5_000
_LISTS: tuple[tuple[str, dict[str, type], int], ...] = (
    ("meta", {"key": str, "value": str}, 1),
    ("op_item", {"op_id": int, "article_id": int}, 2),
    ("identity", {"feed_id": int, "key": int, "article_id": int}, 3),
    ("seen", {"feed_id": int, "hash": bytes}, 2),
)
"""Tables whose rows have no number: their columns, and how many of these are the key."""

_MARKS = (("unread", "read = 0"), ("starred", "starred = 1"), ("later", "later = 1"))
"""What the indexes over parts of the articles are called, and the parts they are over."""


def prepare(connection: sqlite3.Connection) -> None:
    """Make the temporary tables for what the indexes of a damaged library tell of lost articles.

    They are `lost_place` (id, feed_id, ord) and `lost_mark` (id, read, starred, later, sure).
    """
    connection.execute("CREATE TEMP TABLE lost_place (id INTEGER PRIMARY KEY, feed_id, ord)")
    connection.execute("CREATE TEMP TABLE lost_mark (id INTEGER PRIMARY KEY, read, starred, later, sure)")


def bring_over(connection: sqlite3.Connection, old: Salvage, shapes: dict[str, Shape]) -> None:
    """Copy all rows that can be read into the new library behind `connection`.

    Its triggers and foreign keys are off, and it was prepared.
    """
    for table in KEPT:
        _insert(connection, shapes[table], old.rows(table))
    waiting: dict[str, list[Row]] = {}
    for table, row in old.missed():
        rows = waiting.setdefault(table, [])
        rows.append(row)
        if len(rows) >= _AT_ONCE:
            _insert(connection, shapes[table], waiting.pop(table))
    for table, rows in waiting.items():
        _insert(connection, shapes[table], rows)
    for table, columns, key in _LISTS:
        found, _ = old.both_ends(", ".join(columns), table, list(columns)[:key])
        sound = [row for row in found if all(map(isinstance, row, columns.values()))]
        _write(connection, f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' * len(columns))})", sound)
    if "article" in old.broken:
        _learn_from_indexes(connection, old)


def _insert(connection: sqlite3.Connection, shape: Shape, rows: Iterable[Row]) -> None:
    """Copy rows; one with a value that its column cannot have is damaged, and left out."""
    values = ", ".join(f"coalesce(?, {c.default})" if c.default else "?" for c in shape.columns)
    names = ", ".join(column.name for column in shape.columns)
    sql = f"INSERT OR IGNORE INTO {shape.table} ({names}) VALUES ({values})"
    batch: list[Row] = []
    for row in rows:
        if all(column.fits(value) for column, value in zip(shape.columns, row, strict=True)):
            batch.append(row)
        if len(batch) >= _AT_ONCE:
            _write(connection, sql, batch)
            batch = []
    _write(connection, sql, batch)


def _write(connection: sqlite3.Connection, sql: str, rows: Sequence[Sequence[object]]) -> None:
    connection.execute("BEGIN")
    connection.executemany(sql, rows)
    connection.execute("COMMIT")


def _learn_from_indexes(connection: sqlite3.Connection, old: Salvage) -> None:
    """Learn which articles there were, and what was marked of them."""
    places, _ = old.both_ends("id, feed_id, ord", "article INDEXED BY article_feed", ("feed_id", "ord"))
    marked: dict[str, set[object]] = {}
    sure = True
    for name, condition in _MARKS:
        index = f"article INDEXED BY article_{name} WHERE {condition}"
        rows, all_of_it = old.both_ends("id", index, ("ord", "feed_id"))
        marked[name] = {row[0] for row in rows}
        sure = sure and all_of_it
    places = [row for row in places if all(isinstance(value, int) for value in row)]
    _write(connection, "INSERT OR IGNORE INTO temp.lost_place VALUES (?, ?, ?)", places)
    _write(
        connection,
        "INSERT OR IGNORE INTO temp.lost_mark VALUES (?, ?, ?, ?, ?)",
        [
            (id, sure and id not in marked["unread"], id in marked["starred"], id in marked["later"], sure)
            for id, *_ in places
        ],
    )
