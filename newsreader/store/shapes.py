"""Rows of the library made into the shapes that travel: feeds, headlines, articles."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from newsreader.models import Article, Body, Counts, Feed, Headline
from newsreader.store.packing import (
    inflate,
    storable,
    storable_number,
    unpack_dateline,
    unpack_enclosures,
    unpack_quotes,
    unpack_spans,
    unpack_strings,
)

FEED = (
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

ARTICLE = (
    "SELECT a.headline, a.kicker, s.deck, s.byline, s.authors, s.dateline, a.published, s.updated, a.fetched,"
    f" s.url, a.feed_id, {_SHOWN_TITLE}, s.publisher, s.language, a.read, a.starred, a.later, a.position,"
    " a.revisions, s.categories, s.enclosures, b.article_id IS NOT NULL, b.words, b.language, b.deck,"
    " b.dateline, b.spans, b.quotes, b.text, s.type, iif(b.article_id IS NULL, s.source, NULL)"
    " FROM article AS a JOIN source AS s ON s.article_id = a.id JOIN feed AS f ON f.id = a.feed_id"
    " LEFT JOIN body AS b ON b.article_id = a.id WHERE a.id = ? AND f.removed_at IS NULL"
)


def find_feed(connection: sqlite3.Connection, condition: str, value: int | str) -> Feed | None:
    """Return the one feed for which a condition holds."""
    wanted = storable_number(value) if isinstance(value, int) else storable(value)
    row = connection.execute(f"{FEED} WHERE {condition}", (wanted,)).fetchone()
    return to_feed(row) if row else None


def to_feed(row: tuple[Any, ...]) -> Feed:
    """Return a row of `FEED` as a feed."""
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


def read_headlines(connection: sqlite3.Connection, ords: Sequence[int]) -> list[Headline]:
    """Return the headlines with these `ord`s, in the order given; those that are gone are left out."""
    rows = connection.execute(_HEADLINES, (json.dumps(list(ords)),))
    found = {
        ord: Headline(
            article_id, ord, headline, kicker, feed, title, at, read == 1, star == 1, late == 1, revised > 0
        )
        for article_id, ord, headline, kicker, feed, title, at, read, star, late, revised in rows
    }
    return [found[ord] for ord in ords if ord in found]


def to_article(article_id: int, row: tuple[Any, ...]) -> Article:
    """Return the row of `ARTICLE` for `article_id` as an article."""
    headline, kicker, deck, byline, authors, dateline, published, updated, fetched, url = row[:10]
    feed, feed_title, publisher, language, read, starred, later, position, revisions = row[10:19]
    categories, enclosures, annotated, words, body_language, body_deck, body_dateline = row[19:26]
    spans, quotes, text, kind, source = row[26:]
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
        body=_body(text, spans, kind, source),
        quotes=unpack_quotes(quotes),
        categories=unpack_strings(categories),
        enclosures=unpack_enclosures(enclosures),
        annotated=bool(annotated),
    )


def _body(text: bytes | None, spans: bytes | None, kind: str, source: bytes | None) -> Body:
    """Return what annotation made; before that, a source that can be read as it is."""
    if text is not None:
        return Body(inflate(text), unpack_spans(spans))
    return Body() if kind == "html" else Body(inflate(source))
