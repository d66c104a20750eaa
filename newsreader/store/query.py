"""Read the library: each thread has a connection of its own that cannot write."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newsreader.models import (
    Article,
    Counts,
    Feed,
    FeedState,
    Headline,
    HeadlineQuery,
    Operation,
    Person,
    PlaceCount,
    Revision,
    Said,
    StoredIdentity,
    Validators,
)
from newsreader.store import operations, people
from newsreader.store.arrivals import identity_key
from newsreader.store.database import explained, give_back_memory, primary_code
from newsreader.store.packing import inflate, storable, storable_number
from newsreader.store.readers import Readers
from newsreader.store.records import StoredSource
from newsreader.store.shapes import ARTICLE, FEED, find_feed, read_headlines, to_article, to_feed
from newsreader.store.view import feeds_of_folder, resolve

_MOST_NEWER = 1_000
_MOST_ARRIVED = 5_000
_LONG_LIST = 50_000
"""After reading a longer list, its thread keeps no memory for the next one."""

_STEPS = 200
"""SQLite's own steps between two questions whether to stop: a fraction of a millisecond."""

Stop = Callable[[], bool]


class _Stopped(Exception):
    """Nobody waits for what is read."""


def _never() -> bool:
    return False


@contextmanager
def _stoppable(connection: sqlite3.Connection, stop: Stop) -> Iterator[None]:
    """Break off what the block reads as soon as `stop` says so; raises `_Stopped` then."""
    if stop is not _never:
        connection.set_progress_handler(stop, _STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if primary_code(error) == sqlite3.SQLITE_INTERRUPT and stop():
            raise _Stopped from None
        raise
    finally:
        connection.set_progress_handler(None, _STEPS)


class Query:
    """The read side of a library.  Any thread may call any method; all raise `LibraryError`."""

    def __init__(self, path: Path, data_version: Callable[[], int], mode: str = "rw") -> None:
        self._path = path
        self._others = data_version
        self._readers = Readers(path, mode)

    def close(self) -> None:
        """Close every thread's connection."""
        self._readers.close()

    # --- feeds --------------------------------------------------------------------------------------

    def feeds(self, *, removed: bool = False) -> list[Feed]:
        """Return the feeds by folder and title; or those removed of late."""
        condition = "IS NOT NULL" if removed else "IS NULL"
        with self._readers.reading() as connection:
            rows = connection.execute(f"{FEED} WHERE f.removed_at {condition}")
            found = [to_feed(row) for row in rows]
        return sorted(found, key=lambda feed: (feed.folder.casefold(), feed.title.casefold(), feed.id))

    def feed(self, feed_id: int) -> Feed | None:
        """Return one feed, removed ones included."""
        with self._readers.reading() as connection:
            return find_feed(connection, "f.id = ?", feed_id)

    def feed_by_url(self, url: str) -> Feed | None:
        """Return the feed with an address, removed ones included."""
        with self._readers.reading() as connection:
            return find_feed(connection, "f.url = ?", url)

    def feed_state(self, feed_id: int) -> FeedState:
        """Return what refreshing a feed needs to know; of one that is not there, nothing is known."""
        row = self._row(
            "SELECT etag, last_modified, body_hash, next_at, asked_at, failures, gone, wait_until"
            " FROM feed WHERE id = ?",
            feed_id,
        )
        if row is None:
            return FeedState()
        etag, last_modified, body_hash, next_at, asked_at, failures, gone, wait_until = row
        validators = Validators(
            etag.decode("utf-8", "surrogatepass"), last_modified.decode("utf-8", "surrogatepass")
        )
        return FeedState(validators, body_hash, next_at, asked_at, failures, bool(gone), wait_until)

    def due(self, now: int) -> list[Feed]:
        """Return the feeds whose time has come, the longest waiting first."""
        with self._readers.reading() as connection:
            rows = connection.execute(
                f"{FEED} WHERE f.removed_at IS NULL AND NOT f.gone AND coalesce(f.next_at, 0) <= ?"
                " AND coalesce(f.wait_until, 0) <= ? ORDER BY f.next_at, f.id",
                (now, now),
            )
            return [to_feed(row) for row in rows]

    def folders(self) -> list[str]:
        """Return the names of all folders in use, and of those they are in."""
        names: set[str] = set()
        for (folder,) in self._rows(
            "SELECT DISTINCT folder FROM feed WHERE removed_at IS NULL AND folder <> ''"
        ):
            parts = folder.split("/")
            names.update("/".join(parts[: end + 1]) for end in range(len(parts)))
        return sorted(names - {""}, key=str.casefold)

    def counts(self, query: HeadlineQuery | None = None) -> Counts:
        """Return the counts of a feed, a folder or everything, as kept; `show` and `search` are ignored."""
        query = query or HeadlineQuery()
        condition = ""
        values: tuple[int | str, ...] = ()
        with self._readers.reading() as connection:
            if query.feed is not None:
                condition, values = "AND f.id = ?", (storable_number(query.feed),)
            elif query.folder is not None:
                feeds = sorted(feeds_of_folder(connection, storable(query.folder)))
                condition, values = "AND f.id IN (SELECT value FROM json_each(?))", (json.dumps(feeds),)
            row = connection.execute(
                "SELECT coalesce(sum(t.total), 0), coalesce(sum(t.unread), 0), coalesce(sum(t.starred), 0),"
                " coalesce(sum(t.later), 0) FROM tally AS t JOIN feed AS f ON f.id = t.feed_id"
                f" WHERE f.removed_at IS NULL {condition}",
                values,
            ).fetchone()
        return Counts(*row)

    # --- lists --------------------------------------------------------------------------------------

    def page(self, query: HeadlineQuery, *, after: int | None = None, limit: int = 100) -> list[Headline]:
        """Return the next `limit` headlines of a list after the one whose `ord` is `after`."""
        with self._readers.reading() as connection:
            return read_headlines(
                connection, resolve(connection, query).after(after).first(connection, limit)
            )

    def page_unless(self, query: HeadlineQuery, stop: Stop, *, limit: int = 100) -> list[Headline] | None:
        """Return the first `limit` headlines of a list; None once `stop` says that nobody waits for them.

        It is asked all the time, so it must be quick.
        """
        with self._readers.reading() as connection:
            try:
                with _stoppable(connection, stop):
                    return read_headlines(connection, resolve(connection, query).first(connection, limit))
            except _Stopped:
                return None

    def ords(
        self, query: HeadlineQuery, *, chunk: int = 20_000, stop: Stop | None = None
    ) -> Iterator[array[int]]:
        """Yield the `ord` of every headline of a list, in its order, until `stop` says that it is enough."""
        stop = stop or _never
        with self._readers.reading() as connection:
            parts = resolve(connection, query).stream(connection, chunk)
        read = 0
        while True:
            with self._readers.reading() as connection:
                try:
                    with _stoppable(connection, stop):
                        part = next(parts, None)
                except _Stopped:
                    return
                if part is None and read > _LONG_LIST:
                    give_back_memory(connection)
            if part is None:
                return
            read += len(part)
            yield part

    def newest(self) -> int:
        """Return the highest id of an article: what comes later has a higher one."""
        row = self._row("SELECT coalesce(max(id), 0) FROM article")
        return row[0] if row else 0

    def arrived(self, query: HeadlineQuery, after_id: int) -> list[int] | None:
        """Return the `ord`s of the articles of a list that came after the one with id `after_id`.

        None where reading the whole list is the better way: for a search, and where very many came.
        """
        with self._readers.reading() as connection:
            return resolve(connection, query).arrived(connection, after_id, _MOST_ARRIVED)

    def headlines(self, ords: Sequence[int]) -> list[Headline]:
        """Return the headlines with these `ord`s, in the order given; those that are gone are left out."""
        with self._readers.reading() as connection:
            return read_headlines(connection, ords)

    def newer(self, query: HeadlineQuery, than_ord: int) -> int:
        """Return how many headlines of a list are newer than `than_ord`, at most 1,000."""
        with self._readers.reading() as connection:
            view = resolve(connection, query).narrowed(low=than_ord + 1)
            return len(view.first(connection, _MOST_NEWER))

    def next_unread(
        self, query: HeadlineQuery, after_ord: int | None, *, backwards: bool = False
    ) -> Headline | None:
        """Return the next unread headline of a list after `after_ord` (None: the first), in its order."""
        with self._readers.reading() as connection:
            if backwards:
                query = HeadlineQuery(
                    query.feed, query.folder, query.show, query.search, not query.oldest_first
                )
            view = resolve(connection, query).having("read", 0).after(after_ord)
            found = read_headlines(connection, view.first(connection, 1))
        return found[0] if found else None

    # --- articles -----------------------------------------------------------------------------------

    def article(self, article_id: int) -> Article | None:
        """Open an article.  Before its annotation, one in plain text is shown as it is."""
        row = self._row(ARTICLE, article_id)
        return None if row is None else to_article(article_id, row)

    def source(self, article_id: int) -> StoredSource | None:
        """Return what annotation needs of an article."""
        row = self._row(
            "SELECT a.id, a.headline, s.deck, s.source, s.type, s.base_url, s.language, s.source_hash, f.url"
            " FROM article AS a JOIN source AS s ON s.article_id = a.id JOIN feed AS f ON f.id = a.feed_id"
            " WHERE a.id = ?",
            article_id,
        )
        if row is None:
            return None
        found, headline, deck, source, kind, base_url, language, source_hash, feed_url = row
        return StoredSource(
            id=found,
            headline=headline,
            deck=deck,
            source=inflate(source),
            source_type=kind,
            base_url=base_url,
            language=language,
            source_hash=source_hash,
            local=feed_url.startswith("file:"),
        )

    def to_annotate(self, version: int, limit: int = 50) -> list[int]:
        """Return articles whose annotation is missing or older than `version`, the newest first."""
        found: list[tuple[int, int]] = []
        for older in self._older_versions(version):
            found += self._rows(
                "SELECT ord, id FROM article INDEXED BY article_annotated WHERE annotated = ?"
                " AND feed_id NOT IN (SELECT id FROM feed WHERE removed_at IS NOT NULL)"
                " ORDER BY ord DESC LIMIT ?",
                older,
                limit,
            )
        return [article_id for _, article_id in sorted(found, reverse=True)[:limit]]

    def unannotated(self, version: int) -> int:
        """Return how many articles have no annotation of this version."""
        row = self._row(
            "SELECT count(*) FROM article WHERE annotated < ?"
            " AND feed_id NOT IN (SELECT id FROM feed WHERE removed_at IS NOT NULL)",
            version,
        )
        return row[0] if row else 0

    def revisions(self, article_id: int) -> list[Revision]:
        """Return an article's earlier states, the newest first."""
        rows = self._rows(
            "SELECT headline, text, seen FROM revision WHERE article_id = ? ORDER BY id DESC", article_id
        )
        return [Revision(headline, inflate(text), seen) for headline, text, seen in rows]

    # --- who said what ------------------------------------------------------------------------------

    def people(self, typed: str = "", *, order: people.Order = "quoted", limit: int = 100) -> list[Person]:
        """Return people by the beginnings of words of their names, the most (or newest) quoted first."""
        with self._readers.reading() as connection:
            return people.people(connection, typed, order, limit)

    def places(self, typed: str = "", *, limit: int = 100) -> list[PlaceCount]:
        """Return places that datelines name, those with most articles first."""
        with self._readers.reading() as connection:
            return people.places(connection, typed, limit)

    def quotes_of(
        self, person: str | None, *, after: tuple[int, int] | None = None, limit: int = 50
    ) -> list[Said]:
        """Return what the person with a key said (None: everybody), newest article first.

        `after` is (ord, number) of the last one there is already.
        """
        with self._readers.reading() as connection:
            found = None if person is None else people.find_person(connection, person)
            return people.said(connection, found, after and (after[0], -after[1]), limit)

    def quotes_called(
        self, name: str, *, after: tuple[int, int] | None = None, limit: int = 50
    ) -> list[Said]:
        """Return what people in whose names all words of `name` stand said, newest article first."""
        with self._readers.reading() as connection:
            found = people.called(connection, name)
            return people.said(connection, found, after and (after[0], -after[1]), limit)

    # --- for a refresh ------------------------------------------------------------------------------

    def identities(
        self, feed_id: int, guids: Iterable[str], urls: Iterable[str], content_keys: Iterable[bytes]
    ) -> list[StoredIdentity]:
        """Return the articles of a feed that any of these may stand for (and, rarely, one more)."""
        keys = [identity_key("guid", guid) for guid in guids if guid]
        keys += [identity_key("url", url) for url in urls if url]
        keys += [identity_key("content", key) for key in content_keys]
        rows = self._rows(
            "SELECT DISTINCT s.article_id, s.guid, s.url, s.content_key, s.source_hash"
            " FROM json_each(?) AS wanted CROSS JOIN identity AS i ON i.feed_id = ? AND i.key = wanted.value"
            " CROSS JOIN source AS s ON s.article_id = i.article_id",
            json.dumps(keys),
            feed_id,
        )
        return [StoredIdentity(*row) for row in rows]

    def seen(self, feed_id: int) -> set[bytes]:
        """Return the hashes of what a feed's document held at its last refresh."""
        return {row[0] for row in self._rows("SELECT hash FROM seen WHERE feed_id = ?", feed_id)}

    # --- the rest -----------------------------------------------------------------------------------

    def last_operation(self) -> Operation | None:
        """Return what `undo` would take back."""
        with self._readers.reading() as connection:
            return operations.last(connection)

    def meta(self, key: str) -> str | None:
        """Return a value kept by `set_meta`."""
        row = self._row("SELECT value FROM meta WHERE key = ?", storable(key))
        return row[0] if row else None

    def data_version(self) -> int:
        """Return a number that differs once another process has written the library."""
        with explained(self._path):
            return self._others()

    def check(self) -> list[str]:
        """Look the library over; return what is wrong, in plain sentences."""
        from newsreader.store import checks  # only the doctor looks

        return checks.check(self._path)

    # --- inside -------------------------------------------------------------------------------------

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._readers.reading() as connection:
            return connection.execute(sql, _storable(values)).fetchall()

    def _row(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        with self._readers.reading() as connection:
            row: tuple[Any, ...] | None = connection.execute(sql, _storable(values)).fetchone()
        return row

    def _older_versions(self, version: int) -> list[int]:
        """Return the annotator versions in use that are older, by hops through the index."""
        found: list[int] = []
        current = -1
        while True:
            row = self._row("SELECT min(annotated) FROM article WHERE annotated > ?", current)
            if row is None or row[0] is None or row[0] >= version:
                return found
            current = row[0]
            found.append(current)


def _storable(values: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(storable_number(value) if isinstance(value, int) else value for value in values)
