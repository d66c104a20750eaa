"""Write what a refresh brings: new articles, changed ones, and what is known of the feed since."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from newsreader.models import ArticleChange, Changes, ParsedFeed, Validators
from newsreader.store.database import transaction
from newsreader.store.packing import deflate, pack_dateline, pack_enclosures, pack_strings, storable
from newsreader.store.records import ApplyResult
from newsreader.store.writer import Steps

if TYPE_CHECKING:
    from newsreader.store.awaited import Marks

_ARTICLES_AT_ONCE = 200
_TELLING = 100
"""Characters of source that make an article known by its content, whatever it is called."""
_HASHES_AT_ONCE = 2_000
_SECONDS_AT_ONCE = 0.018
"""A transaction with more work than this is divided, so that no other waits for it over 25 ms."""


def apply(
    connection: sqlite3.Connection,
    feed_id: int,
    changes: Changes,
    feed: ParsedFeed,
    validators: Validators,
    body_hash: bytes,
    at: int,
    next_at: int,
    wait_until: int | None,
    seen: Iterable[bytes],
) -> Steps[ApplyResult]:
    """Store a refresh, in one transaction where it is small.

    The last one writes validators and body hash, so that an interrupted refresh is simply done again.
    What the document holds no longer is forgotten before any article is written: of an article that has
    changed nothing may say that it was seen as it was.
    """
    from newsreader.store.awaited import awaited_marks, mark_again  # as in `identity_key`

    fresh = in_time_order(changes.new, at)
    revised = list(reversed(changes.revised))
    hashes = set(seen)
    new_ids: list[int] = []
    revised_ids: list[int] = []
    last_ord: int | None = None
    forgotten = False
    marks: Marks | None = None
    while True:
        with transaction(connection):
            deadline = time.monotonic() + _SECONDS_AT_ONCE
            if connection.execute("SELECT 1 FROM feed WHERE id = ?", (feed_id,)).fetchone() is None:
                break  # purged meanwhile
            if marks is None:
                marks = awaited_marks(connection, feed_id)
            forgotten = forgotten or _forget_gone(connection, feed_id, hashes)
            for _ in range(_ARTICLES_AT_ONCE):
                if not (forgotten and (fresh or revised)) or time.monotonic() > deadline:
                    break
                if not fresh:
                    changed = revised.pop()
                    if changed.id is not None and _revise(connection, feed_id, changed, at):
                        revised_ids.append(changed.id)
                    continue
                base, change = fresh.pop(0)
                if marks.bare and (bare := _bare_article(connection, feed_id, change)):
                    if _revise(connection, feed_id, replace(change, id=bare), at):
                        revised_ids.append(bare)
                    continue
                last_ord, new_id = insert_article(connection, feed_id, change, base, last_ord, at)
                if new_id is not None:
                    new_ids.append(new_id)
                    if marks:
                        mark_again(connection, new_id, marks, _names(change))
            done = forgotten and not fresh and not revised
            if done and _keep_seen(connection, feed_id, hashes, deadline):
                _keep_feed(connection, feed_id, feed, validators, body_hash, at, next_at, wait_until)
                break
        yield
    return ApplyResult(tuple(new_ids), tuple(revised_ids))


def in_time_order(new: Sequence[ArticleChange], at: int) -> list[tuple[int, ArticleChange]]:
    """Return (first `ord` to try, article), the oldest first.

    Of articles of the same second, the one that stands first in the feed is the newest.
    """
    timed = []
    for place, change in enumerate(new):
        published = change.article.published
        moment = at if published is None else min(published, at)
        timed.append((moment * 1000, -place, change))
    timed.sort(key=lambda item: item[:2])
    return [(base, change) for base, _, change in timed]


def identity_key(kind: str, value: str | bytes) -> int:
    """Return the 64-bit hash by which an article is looked for; `kind` is "guid", "url" or "content"."""
    data = value.encode("utf-8", "replace") if isinstance(value, str) else value
    import hashlib  # with it comes OpenSSL, which a process that only reads does without

    digest = hashlib.blake2b(data, digest_size=8, person=kind.encode()).digest()
    return int.from_bytes(digest, "big", signed=True)


def _identity_keys(change: ArticleChange) -> list[int]:
    article = change.article
    keys = [identity_key("content", change.content_key)]
    if article.guid:
        keys.append(identity_key("guid", article.guid))
    if article.url:
        keys.append(identity_key("url", article.url))
    return keys


def _names(change: ArticleChange) -> list[int]:
    """Return the short keys by which the article may have been marked before (see `awaited`)."""
    from newsreader.store.awaited import names_of

    article = change.article
    return names_of(
        identity_key("guid", article.guid) if article.guid else None,
        identity_key("url", article.url) if article.url else None,
        identity_key("content", change.content_key),
        len(article.source) >= _TELLING,
    )


def _bare_article(connection: sqlite3.Connection, feed_id: int, change: ArticleChange) -> int | None:
    """Return the article that this one is, of those that lost their source in a damaged library."""
    article = change.article
    own = ("guid", article.guid) if article.guid else ("url", article.url)
    for kind, value in (own, ("content", change.content_key)):
        row = connection.execute(
            "SELECT s.article_id FROM identity AS i JOIN source AS s ON s.article_id = i.article_id"
            " WHERE i.feed_id = ? AND i.key = ? AND s.content_key = x'' AND s.guid = '' AND s.url = ''",
            (feed_id, identity_key(kind, value)),
        ).fetchone()
        if row is not None:
            return int(row[0])
    return None


def free_ord(connection: sqlite3.Connection, base: int) -> int:
    """Return the first free place at or after `base`.

    Hundreds of articles may have one second, such as the midnight of feeds that give only the day.
    """

    def full(first: int, end: int) -> bool:
        taken = connection.execute("SELECT count(*) FROM article WHERE ord >= ? AND ord < ?", (first, end))
        return bool(taken.fetchone()[0] == end - first)

    size = 1
    while full(base, base + size):
        size *= 2
    low, high = base + size // 2, base + size  # before `low` all are taken
    while high - low > 1:
        middle = (low + high) // 2
        if full(low, middle):
            low = middle
        else:
            high = middle
    return low


def insert_article(
    connection: sqlite3.Connection, feed_id: int, change: ArticleChange, base: int, last: int | None, at: int
) -> tuple[int | None, int | None]:
    """Store a new article; return its `ord` and id.  One that is there already is left out."""
    article = change.article
    keys = _identity_keys(change)
    if _is_there(connection, feed_id, change, keys[0]):
        return last, None
    place = free_ord(connection, base if last is None or last < base else last + 1)
    cursor = connection.execute(
        "INSERT INTO article (ord, feed_id, published, fetched, headline, kicker) VALUES (?, ?, ?, ?, ?, ?)",
        (place, feed_id, article.published, at, storable(article.headline), storable(article.kicker)),
    )
    new_id = cursor.lastrowid
    assert new_id is not None
    connection.execute(
        "INSERT INTO source (guid, url, content_key, source_hash, stored_at, updated, deck, byline,"
        " authors, dateline, language, publisher, categories, enclosures, base_url, type, source, article_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*_source_row(change, at), new_id),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO identity (feed_id, key, article_id) VALUES (?, ?, ?)",
        [(feed_id, key, new_id) for key in keys],
    )
    return place, new_id


def _source_row(change: ArticleChange, at: int) -> tuple[object, ...]:
    article = change.article
    return (
        storable(article.guid),
        storable(article.url),
        change.content_key,
        change.source_hash,
        at,
        article.updated,
        storable(article.deck),
        storable(article.byline),
        pack_strings(article.authors),
        pack_dateline(article.dateline),
        storable(article.language),
        storable(article.publisher),
        pack_strings(article.categories),
        pack_enclosures(article.enclosures),
        storable(article.base_url),
        article.source_type,
        deflate(article.source),
    )


def _is_there(connection: sqlite3.Connection, feed_id: int, change: ArticleChange, content: int) -> bool:
    """Say whether the same article was stored before: by a refresh that was interrupted, or raced."""
    article = change.article
    row = connection.execute(
        "SELECT 1 FROM identity AS i JOIN source AS s ON s.article_id = i.article_id"
        " WHERE i.feed_id = ? AND i.key = ? AND s.content_key = ? AND s.guid = ? AND s.url = ?",
        (feed_id, content, change.content_key, storable(article.guid), storable(article.url)),
    ).fetchone()
    return row is not None


def _revise(connection: sqlite3.Connection, feed_id: int, change: ArticleChange, at: int) -> bool:
    """Store an article's changed source; False if the article is gone, or is another feed's.

    What annotation makes of it decides whether it is a revision.
    """
    article = change.article
    row = connection.execute(
        "SELECT a.headline, b.article_id IS NOT NULL FROM article AS a"
        " LEFT JOIN body AS b ON b.article_id = a.id WHERE a.id = ? AND a.feed_id = ?",
        (change.id, feed_id),
    ).fetchone()
    if row is None:
        return False
    headline, has_body = row
    connection.execute(
        "UPDATE article SET headline = ?, kicker = ?, published = coalesce(?, published), annotated = 0"
        " WHERE id = ?",
        (storable(article.headline), storable(article.kicker), article.published, change.id),
    )
    connection.execute(
        "UPDATE source SET guid = ?, url = ?, content_key = ?, source_hash = ?, stored_at = ?,"
        " updated = ?, deck = ?, byline = ?, authors = ?, dateline = ?, language = ?, publisher = ?,"
        " categories = ?, enclosures = ?, base_url = ?, type = ?, source = ?,"
        " was_headline = coalesce(was_headline, ?) WHERE article_id = ?",
        (*_source_row(change, at), headline if has_body else None, change.id),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO identity (feed_id, key, article_id) VALUES (?, ?, ?)",
        [(feed_id, key, change.id) for key in _identity_keys(change)],
    )
    return True


def _forget_gone(connection: sqlite3.Connection, feed_id: int, hashes: set[bytes]) -> bool:
    """Forget what is not among `hashes`; False if some are left for another transaction.

    An empty set says that this kind of feed keeps none.
    """
    gone = _seen(connection, feed_id) - hashes if hashes else ()
    connection.executemany(
        "DELETE FROM seen WHERE feed_id = ? AND hash = ?",
        [(feed_id, value) for value in islice(gone, _HASHES_AT_ONCE)],
    )
    return len(gone) <= _HASHES_AT_ONCE


def _keep_seen(connection: sqlite3.Connection, feed_id: int, hashes: set[bytes], deadline: float) -> bool:
    """Keep `hashes` as what the feed's document holds; False if some are left for another transaction."""
    missing = hashes - _seen(connection, feed_id) if hashes else ()
    if missing and time.monotonic() > deadline:
        return False
    connection.executemany(
        "INSERT INTO seen (feed_id, hash) VALUES (?, ?)",
        [(feed_id, value) for value in islice(missing, _HASHES_AT_ONCE)],
    )
    return len(missing) <= _HASHES_AT_ONCE


def _seen(connection: sqlite3.Connection, feed_id: int) -> set[bytes]:
    return {row[0] for row in connection.execute("SELECT hash FROM seen WHERE feed_id = ?", (feed_id,))}


def _keep_feed(
    connection: sqlite3.Connection,
    feed_id: int,
    feed: ParsedFeed,
    validators: Validators,
    body_hash: bytes,
    at: int,
    next_at: int,
    wait_until: int | None,
) -> None:
    connection.execute(
        "UPDATE feed SET title = ?, site_url = ?, description = ?, language = ?, format = ?, etag = ?,"
        " last_modified = ?, body_hash = ?, fetched_at = ?, next_at = ?, wait_until = ?, error = '',"
        " failures = 0, gone = 0 WHERE id = ?",
        (
            storable(feed.title),
            storable(feed.site_url),
            storable(feed.description),
            storable(feed.language),
            storable(feed.format),
            *header_bytes(validators),
            body_hash,
            at,
            next_at,
            wait_until,
            feed_id,
        ),
    )


def header_bytes(validators: Validators) -> tuple[bytes, bytes]:
    """Return ETag and Last-Modified as bytes: a server may send what is no UTF-8, and gets it back."""
    return (
        validators.etag.encode("utf-8", "surrogatepass"),
        validators.last_modified.encode("utf-8", "surrogatepass"),
    )
