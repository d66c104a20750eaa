"""A small library that is always the same, for the tests of the screen."""

from __future__ import annotations

import hashlib
from pathlib import Path

from newsreader.library import Library
from newsreader.models import (
    Annotation,
    ArticleChange,
    Body,
    Changes,
    Feed,
    ParsedArticle,
    ParsedFeed,
    Span,
    Validators,
)
from newsreader.store.store import Store

NOW = 1_760_000_000
"""Thursday, 9 October 2025, 08:53:20 UTC: the present of all these tests."""
MINUTE, HOUR, DAY = 60, 3600, 86400

FEEDS = (
    ("https://post.example/feed.xml", "The Marrow Post", "News"),
    ("https://wire.example/world.xml", "Northern Wire", "News/World"),
    ("https://garden.example/atom", "The Walled Garden", ""),
)

HEADLINES = (
    "Ferry service to the outer islands resumes after nine days",
    "Council votes to keep the old library open on Sundays",
    "A short history of the harbour bell",
    "Storm warning lifted along the whole of the western coast",
    "What the apple growers learned from a bad year",
    "Night trains return to the mountain line",
    "Teachers and ministry agree on smaller classes",
    "The lighthouse keeper who wrote to everyone",
)


def fill(path: Path, *, articles: int = 24, read: bool = False) -> None:
    """Write the library: `articles` of them, ten minutes apart, given to three feeds in turn."""
    store = Store.open(path)
    feeds = [
        store.add_feed(url, title=title, folder=folder, at=NOW - DAY).result() for url, title, folder in FEEDS
    ]
    for number, feed in enumerate(feeds):
        new = [article(n) for n in range(articles) if n % len(feeds) == number]
        bring(store, feed, new)
    store.close()


def bring(store: Store, feed: Feed, new: list[ParsedArticle], at: int = NOW) -> tuple[int, ...]:
    """Store new articles of a feed, annotated; return their ids."""
    changes = Changes(new=tuple(ArticleChange(one, key(one), key(one)) for one in new))
    parsed = ParsedFeed(title=feed.title, format="RSS 2.0")
    applied = store.apply(
        feed.id,
        changes,
        feed=parsed,
        validators=Validators(),
        body_hash=b"",
        at=at,
        next_at=at + HOUR,
        wait_until=None,
    ).result()
    by_headline = {one.headline: one for one in new}
    items = []
    for article_id in applied.new_ids:
        stored = store.query.article(article_id)
        assert stored is not None
        one = by_headline[stored.headline]
        items.append((article_id, key(one), annotation(one)))
    store.annotated(items, 1).result()
    return applied.new_ids


def article(number: int, *, minutes_ago: int | None = None, paragraphs: int = 6) -> ParsedArticle:
    """Make article `number`; they have different headlines, links, and a quotation each."""
    headline = HEADLINES[number % len(HEADLINES)]
    if number >= len(HEADLINES):
        headline = f"{headline} ({number // len(HEADLINES) + 1})"
    ago = 10 * number + 5 if minutes_ago is None else minutes_ago
    opening = f"This is how story number {number} begins, on a day like any other in Marrow. "
    text = "\n\n".join(
        [
            opening + "See the report and the map for more.",
            "“We waited long enough,” said Ida Quill, who lives there.",
        ]
        + [
            f"Paragraph {n} of story {number}. " + "It goes on for a while, as such things do. " * 6
            for n in range(3, paragraphs + 1)
        ]
    )
    return ParsedArticle(
        guid=f"urn:story:{number}",
        url=f"https://post.example/story/{number}",
        headline=headline,
        kicker="Harbour" if number % 3 == 0 else "",
        byline="By Ida Quill",
        published=NOW - ago * MINUTE,
        source=text,
        source_type="text",
    )


def annotation(one: ParsedArticle) -> Annotation:
    """Make the body of an article of ours: two links, and one quotation."""
    text = one.source
    spans = []
    for number, word in enumerate(("report", "map"), 1):
        start = text.index(word)
        spans.append(Span(start, start + len(word), "link", f"https://docs.example/{word}", number))
    start, end = text.index("“"), text.index("”") + 1
    spans.append(Span(start, end, "quotation", "", 0))
    return Annotation(
        Body(text, tuple(sorted(spans, key=lambda span: span.start))), words=len(text.split()), language="en"
    )


def key(one: ParsedArticle) -> bytes:
    """Return the content key of an article of ours."""
    return hashlib.blake2b(one.headline.encode(), digest_size=8).digest()


def open_library(path: Path) -> Library:
    """Open the library with our clock."""
    return Library(path, clock=lambda: NOW)
