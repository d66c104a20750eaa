"""Read the library: each thread has a connection of its own that cannot write."""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from newsreader.models import (
    Article,
    Body,
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
from newsreader.store import checks, operations, people
from newsreader.store.arrivals import identity_key
from newsreader.store.database import connect, explained
from newsreader.store.packing import (
    inflate,
    storable,
    unpack_dateline,
    unpack_enclosures,
    unpack_quotes,
    unpack_spans,
    unpack_strings,
)
from newsreader.store.records import StoredSource
from newsreader.store.view import feeds_of_folder, resolve

_MOST_NEWER = 1_000

_FEED = (
    "SELECT f.id, f.url, f.title, f.own_title, f.folder, f.tags, f.site_url, f.format, f.language,"
    " f.added_at, f.asked_at, f.fetched_at, f.next_at, f.interval, f.error, f.failures, f.gone, f.removed_at,"
    " t.total, t.unread, t.starred, t.later FROM feed AS f JOIN tally AS t ON t.feed_id = f.id"
)

_SHOWN_TITLE = "coalesce(nullif(f.own_title, ''), nullif(f.title, ''), f.url)"

_HEADLINES = (
    f"SELECT a.id, a.ord, a.headline, a.kicker, a.feed_id, {_SHOWN_TITLE}, coalesce(a.published, a.fetched),"
    " a.read, a.starred, a.later, a.revisions"
    " FROM json_each(?) AS wanted CROSS JOIN article AS a ON a.ord = wanted.value"
    " CROSS JOIN feed AS f ON f.id = a.feed_id WHERE f.removed_at IS NULL"
)

_ARTICLE = (
    "SELECT a.headline, a.kicker, s.deck, s.byline, s.authors, s.dateline, a.published, s.updated, a.fetched,"
    f" s.url, a.feed_id, {_SHOWN_TITLE}, s.publisher, s.language, a.read, a.starred, a.later, a.position,"
    " a.revisions, s.categories, s.enclosures, b.article_id IS NOT NULL, b.words, b.language, b.deck,"
    " b.dateline, b.spans, b.quotes, b.text"
    " FROM article AS a JOIN source AS s ON s.article_id = a.id JOIN feed AS f ON f.id = a.feed_id"
    " LEFT JOIN body AS b ON b.article_id = a.id WHERE a.id = ? AND f.removed_at IS NULL"
)


class _Connections(threading.local):
    """The reading connection of each thread; closed when the thread ends."""

    reader: _Reader | None = None


class _Reader:
    """Holds a connection; closes it when nobody holds this any more."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.close = weakref.finalize(self, connection.close)


class Query:
    """The read side of a library.  Any thread may call any method; all raise `LibraryError`."""

    def __init__(self, path: Path, data_version: Callable[[], int]) -> None:
        self._path = path
        self._others = data_version
        self._local = _Connections()
        self._readers: weakref.WeakSet[_Reader] = weakref.WeakSet()

    def close(self) -> None:
        """Close every thread's connection."""
        for reader in list(self._readers):
            reader.close()

    # --- feeds --------------------------------------------------------------------------------------

    def feeds(self, *, removed: bool = False) -> list[Feed]:
        """Return the feeds by folder and title; or those removed of late."""
        condition = "IS NOT NULL" if removed else "IS NULL"
        with explained(self._path):
            rows = self._connection().execute(f"{_FEED} WHERE f.removed_at {condition}")
            found = [_feed(row) for row in rows]
        return sorted(found, key=lambda feed: (feed.folder.casefold(), feed.title.casefold(), feed.id))

    def feed(self, feed_id: int) -> Feed | None:
        """Return one feed, removed ones included."""
        with explained(self._path):
            return find_feed(self._connection(), "f.id = ?", feed_id)

    def feed_by_url(self, url: str) -> Feed | None:
        """Return the feed with an address, removed ones included."""
        with explained(self._path):
            return find_feed(self._connection(), "f.url = ?", storable(url))

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
        with explained(self._path):
            rows = self._connection().execute(
                f"{_FEED} WHERE f.removed_at IS NULL AND NOT f.gone AND coalesce(f.next_at, 0) <= ?"
                " AND coalesce(f.wait_until, 0) <= ? ORDER BY f.next_at, f.id",
                (now, now),
            )
            return [_feed(row) for row in rows]

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
        with explained(self._path):
            connection = self._connection()
            if query.feed is not None:
                condition, values = "AND f.id = ?", (query.feed,)
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
        with explained(self._path):
            connection = self._connection()
            return _headlines(connection, resolve(connection, query).after(after).first(connection, limit))

    def ords(self, query: HeadlineQuery, *, chunk: int = 20_000) -> Iterator[array[int]]:
        """Yield the `ord` of every headline of a list, in its order."""
        with explained(self._path):
            connection = self._connection()
            yield from resolve(connection, query).stream(connection, chunk)

    def headlines(self, ords: Sequence[int]) -> list[Headline]:
        """Return the headlines with these `ord`s, in the order given; those that are gone are left out."""
        with explained(self._path):
            return _headlines(self._connection(), ords)

    def newer(self, query: HeadlineQuery, than_ord: int) -> int:
        """Return how many headlines of a list are newer than `than_ord`, at most 1,000."""
        with explained(self._path):
            connection = self._connection()
            view = resolve(connection, query).narrowed(low=than_ord + 1)
            return len(view.first(connection, _MOST_NEWER))

    def next_unread(
        self, query: HeadlineQuery, after_ord: int | None, *, backwards: bool = False
    ) -> Headline | None:
        """Return the next unread headline of a list after `after_ord` (None: the first), in its order."""
        with explained(self._path):
            connection = self._connection()
            if backwards:
                query = HeadlineQuery(
                    query.feed, query.folder, query.show, query.search, not query.oldest_first
                )
            view = resolve(connection, query).having("read", 0).after(after_ord)
            found = _headlines(connection, view.first(connection, 1))
        return found[0] if found else None

    # --- articles -----------------------------------------------------------------------------------

    def article(self, article_id: int) -> Article | None:
        """Open an article.  Before its annotation, one in plain text is shown as it is."""
        row = self._row(_ARTICLE, article_id)
        if row is None:
            return None
        headline, kicker, deck, byline, authors, dateline, published, updated, fetched, url = row[:10]
        feed, feed_title, publisher, language, read, starred, later, position, revisions = row[10:19]
        categories, enclosures, annotated, words, body_language, body_deck, body_dateline = row[19:26]
        spans, quotes, text = row[26:]
        return Article(
            id=article_id,
            headline=headline,
            kicker=kicker,
            deck=deck if body_deck is None else body_deck,
            byline=byline,
            authors=unpack_strings(authors),
            dateline=unpack_dateline(dateline if body_dateline is None else body_dateline),
            published=published,
            updated=updated,
            fetched=fetched,
            url=url,
            feed=feed,
            feed_title=feed_title,
            publisher=publisher,
            language=body_language or language,
            words=words or 0,
            read=bool(read),
            starred=bool(starred),
            later=bool(later),
            position=position,
            revisions=revisions,
            body=Body(inflate(text), unpack_spans(spans)) if annotated else self._plain(article_id),
            quotes=unpack_quotes(quotes),
            categories=unpack_strings(categories),
            enclosures=unpack_enclosures(enclosures),
            annotated=bool(annotated),
        )

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
        with explained(self._path):
            return people.people(self._connection(), typed, order, limit)

    def places(self, typed: str = "", *, limit: int = 100) -> list[PlaceCount]:
        """Return places that datelines name, those with most articles first."""
        with explained(self._path):
            return people.places(self._connection(), typed, limit)

    def quotes_of(
        self, person: str | None, *, after: tuple[int, int] | None = None, limit: int = 50
    ) -> list[Said]:
        """Return what the person with a key said (None: everybody), newest article first.

        `after` is (ord, number) of the last one there is already.
        """
        with explained(self._path):
            connection = self._connection()
            found = None if person is None else people.find_person(connection, person)
            return people.said(connection, found, after and (after[0], -after[1]), limit)

    def quotes_called(
        self, name: str, *, after: tuple[int, int] | None = None, limit: int = 50
    ) -> list[Said]:
        """Return what people in whose names all words of `name` stand said, newest article first."""
        with explained(self._path):
            connection = self._connection()
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
        with explained(self._path):
            return operations.last(self._connection())

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
        return checks.check(self._path)

    # --- inside -------------------------------------------------------------------------------------

    def _connection(self) -> sqlite3.Connection:
        reader = self._local.reader
        if reader is None:
            reader = _Reader(connect(self._path, query_only=True))
            self._local.reader = reader
            self._readers.add(reader)
        return reader.connection

    def _rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with explained(self._path):
            return self._connection().execute(sql, values).fetchall()

    def _row(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        with explained(self._path):
            row: tuple[Any, ...] | None = self._connection().execute(sql, values).fetchone()
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

    def _plain(self, article_id: int) -> Body:
        row = self._row("SELECT type, source FROM source WHERE article_id = ?", article_id)
        return Body(inflate(row[1])) if row and row[0] != "html" else Body()


def find_feed(connection: sqlite3.Connection, condition: str, value: int | str) -> Feed | None:
    """Return the one feed for which a condition holds."""
    row = connection.execute(f"{_FEED} WHERE {condition}", (value,)).fetchone()
    return _feed(row) if row else None


def _feed(row: tuple[Any, ...]) -> Feed:
    feed_id, url, title, own_title, folder, tags, site_url, format, language, added_at = row[:10]
    asked_at, fetched_at, next_at, interval, error, failures, gone, removed_at = row[10:18]
    return Feed(
        id=feed_id,
        url=url,
        title=own_title or title or url,
        own_title=own_title,
        folder=folder,
        tags=unpack_strings(tags),
        site_url=site_url,
        format=format,
        language=language,
        added_at=added_at,
        asked_at=asked_at,
        fetched_at=fetched_at,
        next_at=next_at,
        interval=interval,
        error=error,
        failures=failures,
        gone=bool(gone),
        removed_at=removed_at,
        counts=Counts(*row[18:]),
    )


def _headlines(connection: sqlite3.Connection, ords: Sequence[int]) -> list[Headline]:
    rows = connection.execute(_HEADLINES, (json.dumps(list(ords)),))
    found = {
        ord: Headline(
            article_id, ord, headline, kicker, feed, title, at, read == 1, star == 1, late == 1, revised > 0
        )
        for article_id, ord, headline, kicker, feed, title, at, read, star, late, revised in rows
    }
    return [found[ord] for ord in ords if ord in found]
