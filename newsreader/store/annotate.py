"""Write what annotation made of articles, and keep what they said before."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence

from newsreader.models import Annotation
from newsreader.store import said
from newsreader.store.database import transaction
from newsreader.store.packing import (
    deflate,
    inflate,
    pack_dateline,
    pack_quotes,
    pack_spans,
    storable,
    unpack_dateline,
)
from newsreader.store.writer import Steps

REVISIONS_KEPT = 20

_SECONDS_AT_ONCE = 0.015

_PAGES_AT_ONCE = 32
_SECONDS_OF_TIDYING = 0.010


def annotated(
    connection: sqlite3.Connection, items: Sequence[tuple[int, bytes, Annotation]], version: int
) -> Steps[None]:
    """Store annotations; one made from a source that has changed since is left out: a newer one comes."""
    waiting = list(reversed(items))
    while waiting:
        with transaction(connection):
            deadline = time.monotonic() + _SECONDS_AT_ONCE
            while waiting and time.monotonic() < deadline:
                keep_annotation(connection, *waiting.pop(), version)
        if waiting:
            yield


def tidy_search(connection: sqlite3.Connection) -> Steps[None]:
    """Join segments of the search index, a few pages at a time, until there is nothing to join.

    Each transaction that writes to the index leaves a segment, and each search looks into all.
    """
    while True:
        with transaction(connection):
            deadline = time.monotonic() + _SECONDS_OF_TIDYING
            while time.monotonic() < deadline:
                before = connection.total_changes
                connection.execute("INSERT INTO search (search, rank) VALUES ('merge', ?)", (_PAGES_AT_ONCE,))
                if connection.total_changes - before < 2:  # as FTS5 says that nothing was left to do
                    return
        yield


def keep_annotation(
    connection: sqlite3.Connection, article_id: int, source_hash: bytes, annotation: Annotation, version: int
) -> None:
    """Store one annotation, inside the caller's transaction."""
    row = connection.execute(
        "SELECT a.headline, s.source_hash, s.stored_at, s.was_headline, b.text, b.seen,"
        " a.ord, a.feed_id, s.dateline"
        " FROM article AS a JOIN source AS s ON s.article_id = a.id"
        " LEFT JOIN body AS b ON b.article_id = a.id WHERE a.id = ?",
        (article_id,),
    ).fetchone()
    if row is None or row[1] != source_hash:
        return
    headline, _, stored_at, was_headline, before, seen, place, feed_id, dateline = row
    text = annotation.body.text
    if was_headline is not None:
        if was_headline != headline or inflate(before) != text:
            _keep_revision(connection, article_id, was_headline, before, seen)
        connection.execute("UPDATE source SET was_headline = NULL WHERE article_id = ?", (article_id,))
    connection.execute(
        "INSERT INTO body (article_id, seen, words, language, deck, dateline, spans, quotes, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (article_id) DO UPDATE SET seen = excluded.seen, words = excluded.words,"
        " language = excluded.language, deck = excluded.deck, dateline = excluded.dateline,"
        " spans = excluded.spans, quotes = excluded.quotes, text = excluded.text",
        (
            article_id,
            stored_at,
            annotation.words,
            storable(annotation.language),
            None if annotation.deck is None else storable(annotation.deck),
            pack_dateline(annotation.dateline),
            pack_spans(annotation.body.spans),
            pack_quotes(annotation.quotes),
            deflate(text),
        ),
    )
    said.keep_quotes(connection, place, feed_id, annotation)
    said.keep_places(connection, place, feed_id, annotation.dateline or unpack_dateline(dateline))
    connection.execute("UPDATE article SET annotated = ? WHERE id = ?", (version, article_id))


def _keep_revision(
    connection: sqlite3.Connection, article_id: int, headline: str, text: bytes, seen: int
) -> None:
    connection.execute(
        "INSERT INTO revision (article_id, seen, headline, text) VALUES (?, ?, ?, ?)",
        (article_id, seen, headline, text),
    )
    connection.execute(
        "DELETE FROM revision WHERE article_id = ? AND id NOT IN"
        " (SELECT id FROM revision WHERE article_id = ? ORDER BY id DESC LIMIT ?)",
        (article_id, article_id, REVISIONS_KEPT),
    )
    connection.execute(
        "UPDATE article SET revisions = (SELECT count(*) FROM revision AS r WHERE r.article_id = article.id)"
        " WHERE id = ?",
        (article_id,),
    )
