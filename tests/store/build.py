"""What the tests of the store put into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from newsreader.models import (
    Annotation,
    ArticleChange,
    Body,
    Changes,
    Feed,
    Headline,
    HeadlineQuery,
    ParsedArticle,
    ParsedFeed,
    Validators,
)
from newsreader.store.records import ApplyResult
from newsreader.store.store import Store

NOW = 1_700_000_000
EVERYTHING = HeadlineQuery()


def change(number: int, *, id: int | None = None, version: int = 0, **fields: Any) -> ArticleChange:
    """Return article `number` of a feed, published `number` seconds after the year 2023 began."""
    given: dict[str, Any] = {
        "guid": f"guid-{number}",
        "url": f"https://news.example/{number}",
        "headline": f"Headline {number}",
        "published": 1_672_531_200 + number,
        "source": f"<p>Text {number}</p>",
    }
    return ArticleChange(
        ParsedArticle(**{**given, **fields}),
        content_key=b"content-%d" % number,
        source_hash=b"source-%d-%d" % (number, version),
        id=id,
    )


def new_feed(store: Store, name: str = "courier", **fields: Any) -> Feed:
    """Add a feed."""
    return store.add_feed(f"https://{name}.example/feed", **{"title": name, "at": NOW, **fields}).result()


def bring(
    store: Store,
    to: Feed,
    new: Iterable[ArticleChange] = (),
    revised: Iterable[ArticleChange] = (),
    **given: Any,
) -> ApplyResult:
    """Store a refresh."""
    usual: dict[str, Any] = {
        "feed": ParsedFeed(title=to.title),
        "validators": Validators(),
        "body_hash": b"",
        "at": NOW,
        "next_at": NOW + 3600,
        "wait_until": None,
    }
    changes = Changes(new=tuple(new), revised=tuple(revised))
    return store.apply(to.id, changes, **{**usual, **given}).result()


def bring_many(store: Store, feed: Feed, count: int, *, first: int = 0) -> tuple[int, ...]:
    """Store `count` articles; return their ids, the oldest first."""
    return bring(store, feed, [change(number) for number in range(first, first + count)]).new_ids


def annotate(store: Store, texts: dict[int, str], *, version: int = 1) -> None:
    """Store annotations of these articles' present sources, with these texts."""
    items = []
    for article_id, text in texts.items():
        source = store.query.source(article_id)
        assert source is not None
        items.append((article_id, source.source_hash, Annotation(Body(text), words=len(text.split()))))
    store.annotated(items, version).result()


def headlines(found: Sequence[Headline]) -> list[str]:
    """Return the texts of headlines."""
    return [headline.headline for headline in found]


def found(store: Store, search: str, **query: Any) -> list[str]:
    """Return the headlines that a search finds, in list order."""
    return headlines(store.query.page(HeadlineQuery(search=search, **query), limit=1000))


def all_ords(store: Store, query: HeadlineQuery = EVERYTHING, chunk: int = 7) -> list[int]:
    """Return the whole list as the list widget loads it."""
    return [ord for part in store.query.ords(query, chunk=chunk) for ord in part]
