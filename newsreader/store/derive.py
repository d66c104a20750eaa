"""Make anew what follows from a library's articles: identities, counts, the index of quotations, search.

For a library under repair, which nobody else has open and whose triggers are switched off meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from newsreader.errors import LibraryDamaged
from newsreader.models import Annotation, Body
from newsreader.store import said
from newsreader.store.arrivals import identity_key
from newsreader.store.packing import inflate, unpack_dateline, unpack_quotes, unpack_spans
from newsreader.store.salvage import Tell

_AT_ONCE = 2_000


@contextmanager
def without_triggers(connection: sqlite3.Connection) -> Iterator[None]:
    """Take the library's triggers away for the length of the block."""
    triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        connection.execute(sql)


def derive(connection: sqlite3.Connection, tell: Tell) -> None:
    """Count, and fill the search index, which is empty."""
    connection.execute(
        "UPDATE article SET revisions = (SELECT count(*) FROM revision AS r WHERE r.article_id = article.id)"
        " WHERE revisions > 0 OR id IN (SELECT article_id FROM revision)"
    )
    connection.execute("DELETE FROM tally")
    connection.execute(
        "INSERT INTO tally (feed_id, total, unread, starred, later)"
        " SELECT f.id, count(a.id), coalesce(sum(a.read = 0), 0), coalesce(sum(a.starred), 0),"
        " coalesce(sum(a.later), 0) FROM feed AS f LEFT JOIN article AS a ON a.feed_id = f.id GROUP BY f.id"
    )
    _search(connection, tell)


def derive_said(connection: sqlite3.Connection, tell: Tell) -> None:
    """Index who said what from the quotations kept with each article; the triggers must be in place.

    An article whose annotation cannot be read is annotated again, and shows its bare text until then.
    """
    for low, high in _parts(connection, "id", tell, "quotations"):
        connection.execute("BEGIN")
        rows = connection.execute(
            "SELECT a.id, a.ord, a.feed_id, b.language, coalesce(b.dateline, s.dateline), b.spans, b.quotes,"
            " b.text FROM article AS a JOIN body AS b ON b.article_id = a.id"
            " JOIN source AS s ON s.article_id = a.id WHERE a.id BETWEEN ? AND ?",
            (low, high),
        ).fetchall()
        for article_id, place, feed_id, language, dateline, spans, quotes, text in rows:
            try:
                unpack_spans(spans)
                told = Annotation(Body(), unpack_quotes(quotes), unpack_dateline(dateline), language=language)
                inflate(text)
            except (LibraryDamaged, TypeError, ValueError):
                _annotate_again(connection, article_id, text)
                continue
            said.keep_quotes(connection, place, feed_id, told)
            said.keep_places(connection, place, feed_id, told.dateline)
        connection.execute("COMMIT")


def _annotate_again(connection: sqlite3.Connection, article_id: int, text: bytes) -> None:
    connection.execute("UPDATE article SET annotated = 0 WHERE id = ?", (article_id,))
    try:
        inflate(text)
    except LibraryDamaged:
        connection.execute("DELETE FROM body WHERE article_id = ?", (article_id,))
        return
    connection.execute(
        "UPDATE body SET spans = NULL, quotes = NULL, dateline = NULL WHERE article_id = ?", (article_id,)
    )


def derive_identities(connection: sqlite3.Connection, tell: Tell) -> None:
    """Fill in what articles are known again by; what is there already stays."""
    for low, high in _parts(connection, "id", tell, "identities"):
        rows = connection.execute(
            "SELECT a.feed_id, a.id, s.guid, s.url, s.content_key FROM article AS a"
            " JOIN source AS s ON s.article_id = a.id WHERE a.id BETWEEN ? AND ?",
            (low, high),
        ).fetchall()
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT OR IGNORE INTO identity (feed_id, key, article_id) VALUES (?, ?, ?)",
            [
                (feed_id, identity_key(kind, value), article_id)
                for feed_id, article_id, guid, url, content_key in rows
                for kind, value in (("guid", guid), ("url", url), ("content", content_key))
                if value
            ],
        )
        connection.execute("COMMIT")


def _search(connection: sqlite3.Connection, tell: Tell) -> None:
    for low, high in _parts(connection, "ord", tell, "search"):
        connection.execute("BEGIN")
        connection.execute(
            "INSERT INTO search (rowid, headline, text, feed)"
            " SELECT ord, headline, text, feed FROM searchable WHERE ord BETWEEN ? AND ? ORDER BY ord",
            (low, high),
        )
        connection.execute("COMMIT")


def _parts(connection: sqlite3.Connection, column: str, tell: Tell, what: str) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of parts of the articles, in the order of a column, and tell of the progress."""
    total = connection.execute("SELECT count(*) FROM article").fetchone()[0]
    done = 0
    after = -(2**63)
    while True:
        rows = connection.execute(
            f"SELECT {column} FROM article WHERE {column} > ? ORDER BY {column} LIMIT ?", (after, _AT_ONCE)
        ).fetchall()
        if not rows:
            return
        tell(what, done, total)
        yield rows[0][0], rows[-1][0]
        done += len(rows)
        after = rows[-1][0]
