"""Look a library over, for `newsreader doctor`."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from newsreader.store.database import connect, explain, primary_code, transaction
from newsreader.store.search import fts_string
from newsreader.store.spoilt import count

_MOST_PROBLEMS = 20
_CHECKED_IN_FULL = 20_000
_SAMPLES = 500

_COUNTED = """
SELECT f.url, t.total, t.unread, t.starred, t.later, coalesce(c.total, 0), coalesce(c.unread, 0),
    coalesce(c.starred, 0), coalesce(c.later, 0)
FROM feed AS f LEFT JOIN tally AS t ON t.feed_id = f.id LEFT JOIN (
    SELECT feed_id, count(*) AS total, sum(read = 0) AS unread, sum(starred) AS starred, sum(later) AS later
    FROM article GROUP BY feed_id
) AS c ON c.feed_id = f.id"""

_MISSING = """
SELECT count(*) FROM article AS a LEFT JOIN source AS s ON s.article_id = a.id WHERE s.article_id IS NULL"""

_SPOKEN_BY = (
    "SELECT person_id, feed_id, count(*) FROM said WHERE person_id IS NOT NULL GROUP BY person_id, feed_id"
)
_PLACED_IN = (
    "SELECT d.place_id, a.feed_id, count(*) FROM placed AS d"
    " JOIN article AS a ON a.ord = d.ord AND a.feed_id = d.feed GROUP BY d.place_id, a.feed_id"
)
_WRONG_SAID = (
    "SELECT id FROM person AS p WHERE quotes <> (SELECT count(*) FROM said WHERE person_id = p.id)"
    " OR newest IS NOT (SELECT max(ord) FROM said WHERE person_id = p.id)",
    f"SELECT * FROM voice EXCEPT {_SPOKEN_BY}",
    f"{_SPOKEN_BY} EXCEPT SELECT * FROM voice",
    "SELECT 1 FROM said AS s LEFT JOIN article AS a ON a.ord = s.ord AND a.feed_id = s.feed_id"
    " WHERE a.id IS NULL",
    "SELECT id FROM place AS p WHERE articles <> (SELECT count(*) FROM placed WHERE place_id = p.id)",
    f"SELECT * FROM place_tally EXCEPT {_PLACED_IN}",
    f"{_PLACED_IN} EXCEPT SELECT * FROM place_tally",
)


def check(path: Path) -> list[str]:
    """Return what is wrong with a library, in plain sentences; nothing if it is sound."""
    try:
        connection = connect(path)
    except (sqlite3.Error, MemoryError) as error:
        return [str(explain(error, path))]
    problems: list[str] = []
    with closing(connection):
        for look in (_structure, _texts, _references, _counters, _said, _search):
            try:
                problems += look(connection)
            except (sqlite3.Error, MemoryError) as error:
                problems.append(str(explain(error, path)))
                break
    return problems


def _structure(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(f"PRAGMA integrity_check({_MOST_PROBLEMS})").fetchall()
    told = [line for row in rows for line in row[0].splitlines() if line != "ok" and line[:3] != "***"]
    if not told:
        return []
    more = f" (and {len(told) - 1} more of the kind)" if len(told) > 1 else ""
    return [f"The file is damaged: {told[0]}{more}."]


def _texts(connection: sqlite3.Connection) -> list[str]:
    spoilt = count(connection)
    return [f"Texts or numbers of {spoilt} articles or feeds are damaged."] if spoilt else []


def _references(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("PRAGMA foreign_key_check").fetchmany(_MOST_PROBLEMS)
    problems = [f"A row of “{table}” belongs to a missing row of “{parent}”." for table, _, parent, _ in rows]
    missing = connection.execute(_MISSING).fetchone()[0]
    if missing:
        problems.append(f"{missing} articles have lost their text.")
    return problems


def _counters(connection: sqlite3.Connection) -> list[str]:
    return [
        f"The counts of {row[0]} are wrong: {_counts(row[1:5])} are kept, {_counts(row[5:])} are there."
        for row in connection.execute(_COUNTED)
        if row[1:5] != row[5:]
    ]


def _said(connection: sqlite3.Connection) -> list[str]:
    wrong = sum(len(connection.execute(sql).fetchall()) for sql in _WRONG_SAID)
    return [f"{wrong} counts of quotations or places are wrong."] if wrong else []


def _counts(values: tuple[int, ...]) -> str:
    total, unread, starred, later = values
    return f"{total} articles, {unread} unread, {starred} starred, {later} for later"


def _search(connection: sqlite3.Connection) -> list[str]:
    """Hold the search index against the articles.

    FTS5's own check takes 0.1 ms an article and keeps others from writing meanwhile, so a large library
    is looked at in samples.
    """
    (total,) = connection.execute("SELECT count(*) FROM article").fetchone()
    try:
        if total > _CHECKED_IN_FULL:
            sound = _search_fits_samples(connection, total)
        else:
            sound = True
            with transaction(connection):
                connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if primary_code(error) != sqlite3.SQLITE_CORRUPT:
            raise
        sound = False
    return [] if sound else ["The search index does not fit the articles."]


def _search_fits_samples(connection: sqlite3.Connection, total: int) -> bool:
    """Say whether the index has as many articles as there are, and finds some by their first words."""
    indexed = connection.execute("SELECT count(*) FROM search WHERE search MATCH 'feed : \"a\"'").fetchone()[
        0
    ]
    if indexed != total:
        return False
    samples = connection.execute(
        "SELECT ord, feed_id, headline FROM article WHERE id % ? = 0", (max(1, total // _SAMPLES),)
    ).fetchall()
    for ord, feed, headline in samples:
        word = next(filter(None, map(fts_string, headline.split())), "")
        words = f'feed : "f{feed}"' + (f" AND headline : {word}" if word else "")
        sql = "SELECT 1 FROM search WHERE search MATCH ? AND rowid = ?"
        if connection.execute(sql, (words, ord)).fetchone() is None:
            return False
    return True
