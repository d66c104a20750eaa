"""Values that a wrong bit has made of others: no damage to SQLite, but a list cannot be read for one.

A text that is no UTF-8, a list that is no JSON, a packed text that does not unpack, a date of no year.
"""

from __future__ import annotations

import sqlite3

from newsreader.errors import LibraryDamaged
from newsreader.store.arrivals import free_ord
from newsreader.store.packing import deflate, inflate
from newsreader.store.pages import Column, Shape
from newsreader.store.salvage import shapes_of
from newsreader.store.schema import KINDS

_TIME_ITSELF = (-62_135_596_800, 253_402_300_799)
"""The first and the last second that a date can name: of the years 1 and 9999."""
_TIMES = {
    "article": {"published": False, "fetched": True},
    "source": {"stored_at": True, "updated": False},
    "body": {"seen": True},
    "revision": {"seen": True},
    "feed": {
        "added_at": True,
        **dict.fromkeys(("asked_at", "fetched_at", "next_at", "wait_until", "removed_at"), False),
    },
    "op": {"at": True},
}
"""Columns that hold a time in seconds since 1970, and whether they always do."""
_WRONG_NUMBERS = (
    "SELECT count(*) FROM article WHERE read NOT IN (0, 1) OR starred NOT IN (0, 1) OR later NOT IN (0, 1)"
    " OR position < 0 OR annotated < 0",
    *(
        f"SELECT count(*) FROM {table} WHERE {column} NOT BETWEEN {_TIME_ITSELF[0]} AND {_TIME_ITSELF[1]}"
        for table, columns in _TIMES.items()
        for column in columns
    ),
)
FIRST_ORD, LAST_ORD = _TIME_ITSELF[0] * 1000, _TIME_ITSELF[1] * 1000 + 999_999

_PLAIN_TEXTS = (
    "SELECT url, title, own_title, folder, site_url, description, format, language, error FROM feed",
    "SELECT headline, kicker FROM article",
    "SELECT guid, url, deck, byline, language, publisher, base_url, type FROM source",
    "SELECT language, deck FROM body",
    "SELECT label, kind, state FROM op",
    "SELECT headline FROM revision",
    "SELECT key, value FROM meta",
    "SELECT speaker, via FROM said",
    "SELECT key, name FROM person",
    "SELECT key, name FROM place",
)
_WRONG_LISTS = (
    "SELECT count(*) FROM feed WHERE NOT json_valid(coalesce(tags, '[]'))",
    "SELECT count(*) FROM source WHERE NOT (json_valid(coalesce(authors, '[]'))"
    " AND json_valid(coalesce(dateline, '[]')) AND json_valid(coalesce(categories, '[]'))"
    " AND json_valid(coalesce(enclosures, '[]')))",
    "SELECT count(*) FROM body WHERE NOT json_valid(coalesce(dateline, '[]'))",
    "SELECT count(*) FROM op WHERE NOT json_valid(data)",
)
_PACKED_TEXTS = (
    "SELECT source FROM source",
    "SELECT text, spans, quotes FROM body",
    "SELECT text FROM revision",
)
_LISTS = {
    "feed": ("tags",),
    "source": ("authors", "dateline", "categories", "enclosures"),
    "body": ("dateline",),
}
"""Columns that hold a list as JSON, or NULL."""


def count(connection: sqlite3.Connection) -> int:
    """Read everything; return how many values are spoilt.  A text that is no UTF-8 raises `sqlite3.Error`."""
    spoilt: int = sum(
        connection.execute(_of_other_kind(shape)).fetchone()[0] for shape in shapes_of(connection).values()
    )
    for sql in _PLAIN_TEXTS:
        for _ in connection.execute(sql):
            pass
    spoilt += sum(connection.execute(sql).fetchone()[0] for sql in (*_WRONG_LISTS, *_WRONG_NUMBERS))
    for sql in _PACKED_TEXTS:
        spoilt += sum(not all(map(_is_packed, packed)) for packed in connection.execute(sql))
    return spoilt


def _of_other_kind(shape: Shape) -> str:
    """Return what counts the rows with a value that its column cannot have."""
    conditions = [
        f"typeof({column.name}) NOT IN ('{column.kind.lower()}'{_or_nothing(column)})"
        for column in shape.columns
        if not column.is_id
    ]
    return f"SELECT count(*) FROM {shape.table} WHERE {' OR '.join(conditions)}"


def _or_nothing(column: Column) -> str:
    return "" if column.required else ", 'null'"


def mend(connection: sqlite3.Connection, now: int) -> None:
    """Give a library under repair values in their place that it can have; inside a transaction."""
    _mend_numbers(connection, now)
    _mend_texts(connection)


def _mend_numbers(connection: sqlite3.Connection, now: int) -> None:
    """Give times, marks and places of articles values they can have, where a wrong bit made others."""
    for table, columns in _TIMES.items():
        for column, required in columns.items():
            connection.execute(
                f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} NOT BETWEEN ? AND ?",
                (now if required else None, *_TIME_ITSELF),
            )
    for column in KINDS:
        connection.execute(f"UPDATE article SET {column} = {column} <> 0 WHERE {column} NOT IN (0, 1)")
    connection.execute("UPDATE article SET position = max(0, position), annotated = max(0, annotated)")
    for (article_id,) in connection.execute(
        "SELECT id FROM article WHERE ord NOT BETWEEN ? AND ?", (FIRST_ORD, LAST_ORD)
    ).fetchall():
        place = free_ord(connection, now * 1000)
        connection.execute("UPDATE article SET ord = ? WHERE id = ?", (place, article_id))


def _mend_texts(connection: sqlite3.Connection) -> None:
    """Do without lists that cannot be read, and have sources that cannot be unpacked come again."""
    for table, columns in _LISTS.items():
        for column in columns:
            connection.execute(f"UPDATE {table} SET {column} = NULL WHERE NOT json_valid({column})")
    rows = connection.execute("SELECT article_id, source FROM source")
    for article_id in [row[0] for row in rows if not _is_packed(row[1])]:
        body = connection.execute("SELECT text FROM body WHERE article_id = ?", (article_id,)).fetchone()
        text = inflate(body[0]) if body and _is_packed(body[0]) else ""
        connection.execute(
            "UPDATE source SET source = ?, type = 'text', source_hash = x'' WHERE article_id = ?",
            (deflate(text), article_id),
        )
    rows = connection.execute("SELECT id, text FROM revision")
    gone = [(row[0],) for row in rows if not _is_packed(row[1])]
    connection.executemany("DELETE FROM revision WHERE id = ?", gone)


def _is_packed(data: bytes | None) -> bool:
    try:
        inflate(data)
    except LibraryDamaged:
        return False
    return True
