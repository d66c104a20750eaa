"""What must hold of any document that is read: it is shown whole and clean, or refused in one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

from newsreader.blocks import ArticleBlocks
from newsreader.cells import width
from newsreader.engine.annotate import plain_annotation
from newsreader.engine.jobs import _as_article, with_annotation
from newsreader.engine.wire import from_plain, to_plain
from newsreader.errors import ParseError, SourceError
from newsreader.feeds.fields import labels
from newsreader.feeds.opml import parse_opml, parse_urls_file, write_opml
from newsreader.feeds.parse import parse_document, parse_unseen
from newsreader.feeds.partial import PartialFeed
from newsreader.layout import draw_line, lay
from newsreader.models import (
    Annotation,
    Article,
    Feed,
    Fetched,
    Outline,
    ParsedArticle,
    ParsedFeed,
    Quote,
)
from newsreader.store.records import StoredSource
from newsreader.text.annotation import annotate
from newsreader.text.body import quotes_from_json, quotes_to_json
from newsreader.text.clean import clean, clean_line

URL = "https://courier.example/feed"


def text_of(document: bytes) -> str:
    """Return a document as the text it was made of; of one that was damaged, what is left of it."""
    try:
        return document.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return document.decode("utf-8", "replace")


def sentence(error: Exception) -> None:
    """An error of ours is one clean sentence."""
    text = str(error)
    assert text == clean_line(text), text
    assert text.endswith((".", "?")), text


def through_a_pipe(value: Any) -> Any:
    """Return a shape as the other end of a pipe has it."""
    return from_plain(type(value), json.loads(json.dumps(to_plain(value))))


# --- documents --------------------------------------------------------------------------------------------


def check_document(document: bytes, *, content_type: str = "", url: str = URL) -> None:
    """Whatever it is: it is read or refused, and what is read can be shown."""
    fetched = Fetched(url, document, url, content_type=content_type)
    for want in ("feed", "any"):
        try:
            parsed = parse_document(fetched, want="feed" if want == "feed" else "any")
        except SourceError as error:
            sentence(error)
            continue
        assert through_a_pipe(parsed) == parsed
        if isinstance(parsed, Outline):
            check_outline(parsed)
        else:
            check_feed(parsed)
            if want == "feed":
                check_unseen(fetched, parsed)


def check_feed(feed: ParsedFeed) -> None:
    """All of it is clean, and each article can be annotated and drawn."""
    for line in (feed.title, feed.site_url, feed.description, feed.language, *feed.problems):
        assert line == clean_line(line), line
    assert all(problem.endswith(".") for problem in feed.problems), feed.problems
    for item in feed.articles:
        check_item(item)
    for item in feed.articles[:3]:
        article = _as_article(item, feed)
        draft = replace(item, language=item.language or feed.language)
        check_annotated(article, _annotated(draft))
        source = StoredSource(
            1, item.headline, "", item.source, item.source_type, item.base_url, item.language, b"", False
        )
        check_text(plain_annotation(source))


def _annotated(item: ParsedArticle) -> Annotation:
    return annotate(
        item.source,
        item.source_type,
        base_url=item.base_url,
        language=item.language,
        headline=item.headline,
        deck=item.deck,
    )


def check_item(item: ParsedArticle) -> None:
    """An article's fields are clean lines, its numbers are numbers, its links lead to the web."""
    assert item.headline
    lines = [item.headline, item.kicker, item.deck, item.byline, item.guid, item.url, item.publisher]
    lines += [item.language, *item.authors, *item.categories]
    for line in lines:
        assert line == clean_line(line), line
    for when in (item.published, item.updated):
        assert when is None or abs(when) < 2**40
    for url in (item.url, *(enclosure.url for enclosure in item.enclosures)):
        assert url == "" or url.startswith(("http://", "https://", "mailto:")) or item.url == url, url


def check_unseen(fetched: Fetched, whole: ParsedFeed) -> None:
    """A feed that is read where it is new says the same of what is new."""
    first = parse_unseen(fetched, ())
    assert isinstance(first, PartialFeed)
    assert first.feed == whole, "nothing was seen, and yet it is another feed"
    seen = set(first.stamps[::2])
    again = parse_unseen(fetched, seen)
    assert isinstance(again, PartialFeed)
    assert seen >= set(again.known)
    if again.frame:
        assert len(again.stamps) == len(again.feed.articles)


def check_text(annotation: Annotation) -> None:
    """The text is clean."""
    text = annotation.body.text
    assert text == clean(text)
    assert annotation.words >= 0


def check_annotated(article: Article, annotation: Annotation) -> None:
    """Every span lies in the text, quotations are parts of it; it goes through a pipe and can be drawn."""
    text, spans = annotation.body.text, annotation.body.spans
    check_text(annotation)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all((a.start, -a.end) <= (b.start, -b.end) for a, b in pairwise(spans))
    assert all(text[start:end].strip() for start, end in annotation.body.blocks())
    end = 0
    for quote in annotation.quotes:
        assert end <= quote.start
        end = check_quote(quote, 0, len(text))
    if annotation.dateline is not None:
        assert text[annotation.dateline.start : annotation.dateline.end] == annotation.dateline.text
    assert quotes_from_json(quotes_to_json(annotation.quotes)) == annotation.quotes
    whole = with_annotation(article, annotation)
    assert through_a_pipe(whole) == whole
    check_drawing(whole)


def check_quote(quote: Quote, low: int, high: int) -> int:
    """A quotation lies where it may, and its parts lie in it; return its end."""
    assert low <= quote.start < quote.end <= high
    for start, end in quote.spans:
        assert quote.start <= start < end <= quote.end
    assert 0.0 <= quote.confidence <= 1.0
    for child in quote.children:
        check_quote(child, quote.start, quote.end)
    return quote.end


def check_drawing(article: Article, columns: int = 40) -> None:
    """No line is too wide, and none holds what a terminal would obey."""
    for block in ArticleBlocks(article):
        laid = lay(block, columns)
        for number in range(len(laid.lines)):
            line = draw_line(block, laid, number)
            assert sum(width(text) for text, _, _ in line) <= max(columns, width(block.first) + 2)
            assert all(
                text == clean(text) and "\n" not in text and "\t" not in text for text, _, _ in line
            ), line


def check_quotations(document: bytes) -> None:
    """Marks of quotation in any arrangement, in any language."""
    text = text_of(document)
    for language in ("en", "de", "fr"):
        check_annotated(Article(1, "Headline"), annotate(text, "text", language=language))


def check_html(document: bytes) -> None:
    """Tag soup as an article's source."""
    found = annotate(text_of(document), "html", base_url="https://a.example/b/")
    check_annotated(Article(1, "Headline"), found)


# --- lists ------------------------------------------------------------------------------------------------


def check_outline(outline: Outline) -> None:
    """All of it is clean and on the web; written and read again it is the same."""
    for feed in outline.feeds:
        lines = (feed.url, feed.title, feed.folder, feed.site_url, *feed.tags)
        assert all(line == clean_line(line) for line in lines), lines
        assert feed.url.startswith(("http://", "https://")), feed.url
    assert all(reason.endswith(".") and reason == clean_line(reason) for reason in outline.left_out)
    feeds = [
        Feed(number, f.url, f.title or f.url, f.title, f.folder, f.tags, f.site_url)
        for number, f in enumerate(outline.feeds, 1)
    ]
    again = parse_opml(write_opml(feeds).encode())
    written = {
        f.url: (f.title or f.url, f.folder, labels(tag.replace(",", " ") for tag in f.tags), f.site_url)
        for f in outline.feeds
    }
    assert {f.url: (f.title, f.folder, f.tags, f.site_url) for f in again.feeds} == written
    assert not again.left_out


def check_opml(document: bytes) -> None:
    """A list is read or refused."""
    try:
        outline = parse_opml(document)
    except ParseError as error:
        sentence(error)
    else:
        check_outline(outline)


def check_urls(document: bytes) -> None:
    """newsboat's list is read or refused."""
    try:
        outline = parse_urls_file(text_of(document))
    except ParseError as error:
        sentence(error)
    else:
        check_outline(outline)
