"""What the command line prints: plain lines for people, JSON for programs.

The JSON's keys are a contract (README, "The command line"): a field that is not known is null, never
missing; instants are UTC in ISO 8601; offsets are into `text`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from newsreader.cells import cut, fit
from newsreader.models import Article, Dateline, Feed, Quote
from newsreader.text.clean import clean, clean_line


def number_of(count: int, noun: str) -> str:
    """Return "1 article", "1,204 articles"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def instant(seconds: int | None) -> str | None:
    """Return an instant in ISO 8601, UTC; None stays None."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return None


def dateline_json(dateline: Dateline | None) -> dict[str, Any] | None:
    """Return a dateline's fields as the contract names them."""
    if dateline is None:
        return None
    return {
        "text": dateline.text,
        "place": dateline.place,
        "places": list(dateline.places),
        "region": dateline.region,
        "date": dateline.date,
        "agency": dateline.agency,
    }


def quote_json(quote: Quote, text: str) -> dict[str, Any]:
    """Return a quotation with the words it holds."""
    return {
        "start": quote.start,
        "end": quote.end,
        "spans": [list(span) for span in quote.spans],
        "text": text[quote.start : quote.end],
        "kind": quote.kind,
        "speaker": quote.speaker,
        "speaker_span": list(quote.speaker_span) if quote.speaker_span else None,
        "cue": quote.cue,
        "via": quote.via,
        "confidence": quote.confidence,
        "children": [quote_json(child, text) for child in quote.children],
    }


def said_json(quote: Quote, article: Article, feed_url: str | None) -> dict[str, Any]:
    """Return a quotation with where it was said, as `quotes --json` prints it."""
    return quote_json(quote, article.body.text) | {
        "article": article.id,
        "headline": article.headline or None,
        "published": instant(article.published),
        "place": article.dateline.place if article.dateline else None,
        "feed": feed_url,
    }


def said_line(quote: Quote, article: Article) -> str:
    """Return a quotation in one line: speaker: “words” — headline (date)."""
    speaker = clean_line(quote.speaker or "") or "unclear"
    words = " ".join(clean_line(article.body.text[start:end]) for start, end in _paragraphs(quote))
    if quote.via:
        speaker += f" (via {clean_line(quote.via)})"
    day = (instant(article.published) or "")[:10]
    headline = clean_line(article.headline) or "Untitled"
    return f"{speaker}: {words} — {headline}" + (f" ({day})" if day else "")


def _paragraphs(quote: Quote) -> tuple[tuple[int, int], ...]:
    return quote.spans or ((quote.start, quote.end),)


def article_json(article: Article, feed_url: str | None) -> dict[str, Any]:
    """Return an article without its body, as `list --json` prints it."""
    return {
        "id": article.id,
        "headline": article.headline or None,
        "kicker": article.kicker or None,
        "deck": article.deck or None,
        "byline": article.byline or None,
        "authors": list(article.authors),
        "dateline": dateline_json(article.dateline),
        "published": instant(article.published),
        "updated": instant(article.updated),
        "url": article.url or None,
        "feed": feed_url,
        "publisher": article.publisher or None,
        "language": article.language or None,
        "words": article.words if article.annotated else None,
        "read": article.read,
        "starred": article.starred,
        "later": article.later,
    }


def full_article_json(article: Article, feed_url: str | None) -> dict[str, Any]:
    """Return an article with text, quotations and links, as `show --json` prints it."""
    text = article.body.text
    return article_json(article, feed_url) | {
        "text": text,
        "quotes": [quote_json(quote, text) for quote in article.quotes],
        "links": [
            {"text": link.text, "url": link.url, "start": link.start, "end": link.end}
            for link in article.body.links()
        ],
    }


def feed_json(feed: Feed) -> dict[str, Any]:
    """Return a feed as `feeds --json` prints it."""
    return {
        "id": feed.id,
        "title": feed.title or None,
        "url": feed.url,
        "site_url": feed.site_url or None,
        "folder": feed.folder or None,
        "tags": list(feed.tags),
        "format": feed.format or None,
        "language": feed.language or None,
        "added": instant(feed.added_at),
        "asked": instant(feed.asked_at),
        "fetched": instant(feed.fetched_at),
        "next": instant(feed.next_at),
        "error": feed.error or None,
        "failures": feed.failures,
        "gone": feed.gone,
        "articles": feed.counts.total,
        "unread": feed.counts.unread,
        "starred": feed.counts.starred,
        "later": feed.counts.later,
    }


def as_json(value: object) -> str:
    """Return a value as JSON, what a terminal would obey or that hides written as "\\u…".

    What comes from the library was cleaned on its way in; a library may come from elsewhere.
    """
    text = json.dumps(value, ensure_ascii=False)
    return text if clean(text) == text else json.dumps(value)


def json_array(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield one JSON array line by line, so that a long list never has to be in memory whole."""
    first = True
    for row in rows:
        yield ("[\n" if first else ",\n") + as_json(row)
        first = False
    yield "[]\n" if first else "\n]\n"


def headline_line(article: Article, width: int | None) -> str:
    """Return one line of a plain list: id, marks, date, feed and headline, cut to `width` cells."""
    when = article.published if article.published is not None else article.fetched
    day = (instant(when) or "")[:10]
    marks = (
        (" " if article.read else "●") + ("★" if article.starred else " ") + ("⧗" if article.later else " ")
    )
    feed = fit(clean_line(article.feed_title), 20)
    line = f"{article.id:>7}  {marks} {day:10}  {feed}  {clean_line(article.headline)}"
    return line if width is None else cut(line, width)


def feed_line(feed: Feed, width: int | None) -> str:
    """Return one line of the plain list of feeds: id, unread of all, title, address and any error."""
    name = clean_line(f"{feed.folder}/{feed.title}" if feed.folder else feed.title)
    counts = f"{feed.counts.unread:>6} of {feed.counts.total:<6}"
    line = f"{feed.id:>5}  {counts}  {fit(name, 32)}  {clean_line(feed.url)}"
    if feed.error:
        line += f"  ! {clean_line(feed.error)}"
    return line if width is None else cut(line, width)
