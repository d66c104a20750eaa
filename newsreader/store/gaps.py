"""Close the gaps in a library that is being repaired, so that every row has what it belongs to.

- An article of which only the text is left gets a headline from its first words, and its own back when
  its feed has it next.
- One without a text is kept where the reader starred it or put it off; any other is left for its feed to
  bring again.
- Feeds and marks that the file does not tell any more come from the daily copy.  Marks of articles that
  are gone wait for these (`awaited`).
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import Any

from newsreader.errors import LibraryDamaged
from newsreader.store.arrivals import free_ord, identity_key
from newsreader.store.awaited import Marks, await_marks, awaited_marks, mark_again, names_of, short_key
from newsreader.store.keepsake import Keepsake, KeptFeed
from newsreader.store.packing import deflate, from_json, inflate, storable
from newsreader.store.spoilt import FIRST_ORD, LAST_ORD, mend

_HEADLINE = 80
"""Characters of the text that stand for a headline that was lost."""
_TELLING = 100
_TAG = re.compile(r"<[^<>]*>")

_NOBODY = (
    "SELECT s.article_id FROM {table} AS s LEFT JOIN article AS a ON a.id = s.article_id WHERE a.id IS NULL"
)


@dataclass(slots=True)
class Losses:
    """What could not be kept as it was, in numbers."""

    articles: int = 0
    headlines: int = 0
    operations: int = 0
    addresses: int = 0


class Gaps:
    """The gaps of the library behind `connection`; `broken` are the tables that were not read whole."""

    def __init__(self, connection: sqlite3.Connection, keepsake: Keepsake | None, broken: set[str]) -> None:
        self.losses = Losses()
        self._connection = connection
        self._keepsake = keepsake
        self._broken = broken
        self._kept: dict[int, KeptFeed] = {}
        self._waiting: dict[int, Marks] = {}

    def close(self, now: int) -> None:
        """Close them; `identity` holds afterwards what of the old one still stands for an article."""
        connection, losses = self._connection, self.losses
        connection.execute("BEGIN")
        mend(connection, now)
        self._kept = _kept_feeds(connection, self._keepsake, self._broken)
        _adopt_texts(connection, self._kept, losses, now)
        losses.articles += _count_traces(connection)
        gone, bare = _without_text(connection, losses)
        _name_feeds(connection, losses, now)
        self._waiting = _marks_of_the_gone(connection, gone)
        for feed_id in bare:
            self._waiting.setdefault(feed_id, Marks()).bare = True
        _drop_strays(connection)
        losses.operations = _sound_operations(connection)
        if self._broken & {"article", "source", "feed"} or losses.articles:
            _ask_for_all_again(connection)
        connection.execute("COMMIT")

    def mark(self, *, all_anew: bool) -> None:
        """Give out the marks of the daily copy, once `identity` is full.

        Those of articles that are not there wait; those of articles that are there are taken only with
        `all_anew`, for a library whose own marks are older.
        """
        connection = self._connection
        connection.execute("BEGIN")
        for feed_id, feed in self._kept.items():
            here: dict[int, int] = {
                short_key(key): article_id
                for key, article_id in connection.execute(
                    "SELECT key, max(article_id) FROM identity WHERE feed_id = ?"
                    " GROUP BY key HAVING count(*) = 1",
                    (feed_id,),
                )
            }
            if all_anew:
                for key in here.keys() & feed.marks.keys():
                    mark_again(connection, here[key], feed.marks, [key])
            waiting = feed.marks.without(set(here))
            if waiting:
                self._waiting.setdefault(feed_id, Marks()).update(waiting)
        for feed_id, marks in self._waiting.items():
            marks.update(awaited_marks(connection, feed_id))
            await_marks(connection, feed_id, marks)
        connection.execute("COMMIT")


def _ask_for_all_again(connection: sqlite3.Connection) -> None:
    """Forget what feeds were answered with: what is to come again must not be "nothing new"."""
    connection.execute("UPDATE feed SET etag = x'', last_modified = x'', body_hash = x''")
    connection.execute("DELETE FROM seen")


def _kept_feeds(
    connection: sqlite3.Connection, keepsake: Keepsake | None, broken: set[str]
) -> dict[int, KeptFeed]:
    """Take feeds that were lost from the daily copy; return the copy's feeds by their numbers now."""
    if keepsake is None:
        return {}
    found: dict[int, KeptFeed] = {}
    for feed in keepsake.feeds:
        url = feed.columns.get("url")
        if not isinstance(url, str):
            continue
        row = connection.execute("SELECT id FROM feed WHERE url = ?", (url,)).fetchone()
        if row is None and "feed" in broken:
            taken = connection.execute("SELECT 1 FROM feed WHERE id = ?", (feed.id,)).fetchone()
            columns = {"added_at": keepsake.made, **feed.columns, "id": None if taken else feed.id}
            cursor = connection.execute(
                f"INSERT INTO feed ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
                tuple(columns.values()),
            )
            row = (cursor.lastrowid,)
        if row is not None:
            found[row[0]] = feed
    return found


def _adopt_texts(connection: sqlite3.Connection, kept: dict[int, KeptFeed], losses: Losses, now: int) -> None:
    """Make an article anew for each text that has none."""
    orphans = sorted(
        {row[0] for t in ("source", "body") for row in connection.execute(_NOBODY.format(table=t))}
    )
    if not orphans:
        return
    owners = {
        article: feed for feed, article in connection.execute("SELECT feed_id, article_id FROM identity")
    }
    for article_id in orphans:
        place = connection.execute(
            "SELECT p.feed_id, p.ord, m.read, m.starred, m.later, m.sure FROM temp.lost_place AS p"
            " LEFT JOIN temp.lost_mark AS m ON m.id = p.id WHERE p.id = ?",
            (article_id,),
        ).fetchone()
        feed_id, ord, *marks, sure = place or (owners.get(article_id), None, 0, 0, 0, 0)
        if feed_id is None:
            losses.articles += 1
            continue  # nobody knows whose it was; it goes with the strays
        stored_at, headline = _told_by_text(connection, article_id)
        if ord is not None and not FIRST_ORD <= ord <= LAST_ORD:
            ord, place = None, None
        ord = free_ord(connection, (stored_at or now) * 1000 if ord is None else ord)
        connection.execute(
            "INSERT INTO article (id, ord, feed_id, read, starred, later, published, fetched, headline)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (article_id, ord, feed_id, *marks, ord // 1000 if place else None, stored_at or now, headline),
        )
        # So that the feed's next word on it is news, and brings the headline back.
        connection.execute("UPDATE source SET source_hash = x'' WHERE article_id = ?", (article_id,))
        losses.headlines += 1
        if not sure and feed_id in kept:
            _mark_from_copy(connection, article_id, kept[feed_id].marks)


def _told_by_text(connection: sqlite3.Connection, article_id: int) -> tuple[int | None, str]:
    """Return when an article's source was stored, and its first words."""
    row = connection.execute("SELECT stored_at, type, source FROM source WHERE article_id = ?", (article_id,))
    stored_at, kind, source = row.fetchone() or (None, "text", None)
    body = connection.execute("SELECT text FROM body WHERE article_id = ?", (article_id,)).fetchone()
    text = _inflated(body[0]) if body else ""
    if not text:
        text = _inflated(source)
        text = _TAG.sub(" ", text) if kind == "html" else text
    words = " ".join(text[: 40 * _HEADLINE].split())
    return stored_at, storable(words if len(words) <= _HEADLINE else words[: _HEADLINE - 1] + "…")


def _inflated(data: bytes | None) -> str:
    try:
        return inflate(data)
    except LibraryDamaged:
        return ""


def _mark_from_copy(connection: sqlite3.Connection, article_id: int, marks: Marks) -> None:
    row = connection.execute(
        "SELECT guid, url, content_key, source FROM source WHERE article_id = ?", (article_id,)
    ).fetchone()
    if row is not None:
        mark_again(connection, article_id, marks, _names(*row))


def _names(guid: str, url: str, content_key: bytes, source: bytes) -> list[int]:
    return names_of(
        identity_key("guid", guid) if guid else None,
        identity_key("url", url) if url else None,
        identity_key("content", content_key),
        len(_inflated(source)) >= _TELLING,
    )


def _without_text(connection: sqlite3.Connection, losses: Losses) -> tuple[list[tuple[Any, ...]], set[int]]:
    """Give articles without a source one from their body.

    Return those that are not kept, each as (id, feed, read, starred, later, position), and the feeds of
    the others, which get their sources back when they come again.
    """
    gone = []
    bare: set[int] = set()
    for article_id, feed_id, *marks, position, text in connection.execute(
        "SELECT a.id, a.feed_id, a.read, a.starred, a.later, a.position, b.text FROM article AS a"
        " LEFT JOIN source AS s ON s.article_id = a.id LEFT JOIN body AS b ON b.article_id = a.id"
        " WHERE s.article_id IS NULL"
    ).fetchall():
        left = _inflated(text)
        if not left and not (marks[1] or marks[2]):
            gone.append((article_id, feed_id, *marks, position))
            connection.execute("DELETE FROM article WHERE id = ?", (article_id,))
            losses.articles += 1
            continue
        connection.execute(
            "INSERT INTO source (article_id, guid, url, content_key, source_hash, stored_at, deck, byline,"
            " language, publisher, base_url, type, source)"
            " SELECT id, '', '', x'', x'', fetched, '', '', '', '', '', 'text', ? FROM article WHERE id = ?",
            (deflate(left), article_id),
        )
        bare.add(feed_id)
    return gone, bare


def _name_feeds(connection: sqlite3.Connection, losses: Losses, now: int) -> None:
    """Give a feed to articles whose feed nobody knows any more; it has no address to ask."""
    for (feed_id,) in connection.execute(
        "SELECT DISTINCT feed_id FROM article WHERE feed_id NOT IN (SELECT id FROM feed)"
    ).fetchall():
        connection.execute(
            "INSERT INTO feed (id, url, title, added_at) VALUES (?, ?, ?, ?)",
            (feed_id, f"lost:{feed_id}", f"Feed {feed_id} (its address was lost)", now),
        )
        losses.addresses += 1


def _count_traces(connection: sqlite3.Connection) -> int:
    """Return how many articles the indexes tell of that are not there at all."""
    count: int = connection.execute(
        "SELECT count(*) FROM temp.lost_place AS p WHERE NOT EXISTS (SELECT 1 FROM article WHERE id = p.id)"
        " AND NOT EXISTS (SELECT 1 FROM source WHERE article_id = p.id)"
    ).fetchone()[0]
    return count


def _marks_of_the_gone(connection: sqlite3.Connection, gone: list[tuple[Any, ...]]) -> dict[int, Marks]:
    """Return by feed what was marked of articles that are not kept, by what `identity` tells of them."""
    traced = connection.execute(
        "SELECT p.id, p.feed_id, m.read, m.starred, m.later, 0 FROM temp.lost_place AS p"
        " JOIN temp.lost_mark AS m ON m.id = p.id WHERE NOT EXISTS (SELECT 1 FROM article WHERE id = p.id)"
    ).fetchall()
    marked = {row[0]: row[1:] for row in [*traced, *gone] if any(row[2:])}
    waiting: dict[int, Marks] = {}
    if not marked:
        return waiting
    for feed_id, key, article_id in connection.execute("SELECT feed_id, key, article_id FROM identity"):
        if article_id in marked:
            _, read, starred, later, position = marked[article_id]
            marks = waiting.setdefault(feed_id, Marks())
            marks.add(short_key(key), bool(read), bool(starred), bool(later), position)
    return waiting


def _drop_strays(connection: sqlite3.Connection) -> None:
    """Leave out what belongs to no article or feed."""
    for table in ("source", "body", "revision"):
        connection.execute(f"DELETE FROM {table} WHERE article_id NOT IN (SELECT id FROM article)")
    connection.execute("DELETE FROM identity WHERE article_id NOT IN (SELECT id FROM article)")
    connection.execute("DELETE FROM seen WHERE feed_id NOT IN (SELECT id FROM feed)")
    connection.execute(
        "UPDATE article SET annotated = 0 WHERE annotated <> 0"
        " AND NOT EXISTS (SELECT 1 FROM body WHERE article_id = article.id)"
    )


def _sound_operations(connection: sqlite3.Connection) -> int:
    """Leave out operations that could be taken back only in part; return how many."""
    connection.execute("DELETE FROM op_item WHERE op_id NOT IN (SELECT id FROM op)")
    feeds = {row[0] for row in connection.execute("SELECT id FROM feed")}
    items = dict(connection.execute("SELECT op_id, count(*) FROM op_item GROUP BY op_id"))
    lost = 0
    for op_id, kind, state, count, text in connection.execute(
        "SELECT id, kind, state, count, data FROM op"
    ).fetchall():
        try:
            data = from_json(text)
        except LibraryDamaged:
            data = None
        whole = isinstance(data, dict)
        if whole and kind.startswith("feed-"):
            whole = data.get("feed") in feeds
        elif whole and state in ("done", "pending"):
            whole = items.get(op_id, 0) == count
        if not whole:
            connection.execute("DELETE FROM op WHERE id = ?", (op_id,))
            connection.execute("DELETE FROM op_item WHERE op_id = ?", (op_id,))
            lost += 1
    return lost
