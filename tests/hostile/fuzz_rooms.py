"""What must hold of any document at all, a room each: the properties that fuzzing looks for a breach of.

A room takes the bytes of a document and raises `AssertionError`, or whatever it was that nobody
expected.  What belongs together is done together, as the program does it: a document is parsed, sent
through a pipe, annotated, sent again, and drawn.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from newsreader.blocks import ArticleBlocks
from newsreader.cells import width
from newsreader.config import RefreshSettings, load_settings, settings_toml
from newsreader.engine.annotate import plain_annotation
from newsreader.engine.child import BrokenPipe, read_frame
from newsreader.engine.children import Nursery
from newsreader.engine.client import _event
from newsreader.engine.jobs import JOBS, _as_article, with_annotation
from newsreader.engine.kit import Kit
from newsreader.engine.service import Service
from newsreader.engine.wire import from_plain, to_plain
from newsreader.engine.workshop import Workshop
from newsreader.errors import ConfigError, NewsreaderError, ParseError, SourceError
from newsreader.feeds.address import classify, normalise
from newsreader.feeds.caching import freshness, http_date, wait_asked
from newsreader.feeds.encodings import BadEncoding, Decoder, TooLarge
from newsreader.feeds.fetch import Fetcher
from newsreader.feeds.fields import labels
from newsreader.feeds.opml import parse_opml, parse_urls_file, write_opml
from newsreader.feeds.parse import parse_document, parse_unseen
from newsreader.feeds.partial import PartialFeed
from newsreader.feeds.weburl import BadURL, parse_url, shown_url
from newsreader.layout import draw_line, lay
from newsreader.matches import fold, search_terms
from newsreader.models import (
    Annotation,
    Article,
    Feed,
    Fetched,
    HeadlineQuery,
    Outline,
    ParsedArticle,
    ParsedFeed,
    Quote,
    SourceType,
)
from newsreader.store.records import StoredSource
from newsreader.store.store import Store
from newsreader.text.annotation import annotate
from newsreader.text.body import quotes_from_json, quotes_to_json
from newsreader.text.clean import clean, clean_line
from newsreader.ui.keymap import Keymap
from tests.hostile import grammars, grammars_typed
from tests.hostile.fault_person import Lent
from tests.hostile.grammars import Documents
from tests.store.build import annotate as store_annotations
from tests.store.build import bring_many, new_feed

URL = "https://courier.example/feed"


@dataclass(frozen=True)
class Room:
    """Documents of a kind, and what must hold of each; `grow` is what should take linear time."""

    name: str
    documents: Documents
    check: Callable[[bytes], None]
    grow: Callable[[str], object] | None = None


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
    assert text.endswith("."), text


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


# --- what people type and write ---------------------------------------------------------------------------


@cache
def _scratch() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="newsreader-fuzz-")
    _kept.append(folder)
    return Path(folder.name)


_kept: list[object] = []


@cache
def _store() -> Store:
    store = Store.open(_scratch() / "library.db")
    ids = bring_many(store, new_feed(store), 30)
    texts = ("The harbour bill passed", "港の門 the toll", "“No,” said Ada", "e\u0301t\u00e9 NEAR AND OR")
    store_annotations(store, {number: texts[number % 4] for number in ids})
    return store


def check_query(document: bytes) -> None:
    """A search never raises, pages and list agree, and so do the words that are marked."""
    typed = text_of(document)
    query = HeadlineQuery(search=typed)
    store = _store()
    page = [row.ord for row in store.query.page(query, limit=100)]
    assert page == [ord for part in store.query.ords(query, chunk=7) for ord in part]
    store.query.next_unread(query, None)
    store.query.people(typed)
    store.query.places(typed)
    for term in search_terms(typed):
        assert term == fold(term)


def check_configuration(document: bytes) -> None:
    """A configuration is in force, and written out means the same; or the error names file and place."""
    path = _scratch() / "config.toml"
    path.write_bytes(document)
    try:
        settings = load_settings(path)
        Keymap.from_settings(settings.keys, path)
    except ConfigError as error:
        sentence(error)
        assert str(path) in str(error)
        if "not valid TOML" in str(error):
            assert "line" in str(error) or "end of document" in str(error), error
        return
    path.write_text(settings_toml(settings), encoding="utf-8")
    assert load_settings(path) == settings


def check_address(document: bytes) -> None:
    """An address is taken in one form and shown in one that hides nothing, or refused in a sentence."""
    typed = text_of(document)
    assert shown_url(typed) == clean_line(shown_url(typed))
    try:
        found = classify(typed, _scratch())
    except NewsreaderError as error:
        sentence(error)
    else:
        if found.kind == "url":
            assert normalise(normalise(found.url)) == normalise(found.url)
    try:
        url = parse_url(typed)
    except BadURL:
        return
    assert url.url.isascii() and url.url.isprintable() and " " not in url.url
    assert parse_url(url.url).url == url.url
    try:
        assert url.join(typed).url
    except BadURL:
        return


def check_headers(document: bytes) -> None:
    """Headers mean a number of seconds that makes sense, or nothing; coded bytes come out or are refused."""
    control, expires, date, age, retry = (text_of(document).split("\n") + [""] * 5)[:5]
    for seconds in (freshness(control, expires, date, age), wait_asked(503, retry, 1_700_000_000, date)):
        assert seconds is None or 0 <= seconds < 2**40
    for text in (expires, date, retry):
        when = http_date(text)
        assert when is None or abs(when) < 2**40
    for coding in (control, "gzip", "deflate"):
        try:
            decoder = Decoder(coding, 10_000)
            decoder.feed(document)
            decoder.finish()
        except (BadEncoding, TooLarge):
            continue


# --- the pipes --------------------------------------------------------------------------------------------


@cache
def _nursery() -> Nursery:
    return Nursery(JOBS)


def check_line(document: bytes) -> None:
    """Of either end's pipe: a line is understood or ignored, and a request ends exactly once."""
    _event(document)
    try:
        read_frame(io.BytesIO(len(document).to_bytes(4, "big") + bytes(4) + document))
        read_frame(io.BytesIO(document))
    except BrokenPipe:
        pass
    for line in document.split(b"\n"):
        asyncio.run(_served(line))


async def _served(line: bytes) -> None:
    said: list[dict[str, Any]] = []
    log = _Log()
    logging.getLogger("newsreader").addHandler(log)
    store = Store.open(_scratch() / "engine.db")
    try:
        workshop = Workshop(JOBS, bulk=1, parent=lambda jobs: Lent(_nursery()))
        kit = Kit(store, Fetcher(), workshop, RefreshSettings(floor=0))
        service = Service(kit, lambda event: said.append(json.loads(json.dumps(event))))
        running = asyncio.ensure_future(service.run())
        await asyncio.sleep(0)
        service.receive(line)
        while service._requests:
            await asyncio.wait(list(service._requests.values()))
            await asyncio.sleep(0)
        service.stop()
        await running
    finally:
        logging.getLogger("newsreader").removeHandler(log)
        store.close()
    ends = [event for event in said if event["event"] in ("done", "failed")]
    assert len(ends) == 1, said
    assert not log.said, log.said
    if "error" in ends[0]:
        sentence(ValueError(ends[0]["error"]))


class _Log(logging.Handler):
    """What would be written to the engine's log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(self.format(record))


# --- time -------------------------------------------------------------------------------------------------

LONG = 40_000
"""Characters of the longer of the two texts whose times are compared."""


def check_growth(grow: Callable[[str], object], document: bytes) -> None:
    """Four times the text is less than ten times the work, by the processor's clock."""
    unit = text_of(document)[:400]
    if not unit:
        return
    small, large = unit * (LONG // 4 // len(unit) + 1), unit * (LONG // len(unit) + 1)

    def seconds(text: str) -> float:
        begun = time.process_time()
        grow(text)
        return time.process_time() - begun

    ratios = []
    for _ in range(5):
        first, second = seconds(small), seconds(large)
        if second < 0.15 or second < 10 * first:
            return
        ratios.append(f"{first:.3f} s and {second:.3f} s")
    raise AssertionError(f"four times {unit[:60]!r}… takes more than ten times as long: {ratios}")


def _grown(kind: SourceType) -> Callable[[str], object]:
    return lambda text: annotate(text, kind)


def _any(content_type: str, url: str = URL) -> Callable[[bytes], None]:
    return partial(check_document, content_type=content_type, url=url)


def _parse(content_type: str, before: str = "", after: str = "") -> Callable[[str], object]:
    def grow(text: str) -> object:
        body = f"{before}{text}{after}".encode("utf-8", "surrogatepass")
        try:
            return parse_document(Fetched(URL, body, URL, content_type=content_type), want="any")
        except SourceError:
            return None

    return grow


def _lines_of_urls(text: str) -> object:
    try:
        return parse_urls_file(text)
    except ParseError:
        return None


ROOMS = {
    room.name: room
    for room in (
        Room(
            "feeds", grammars.feeds, _any("application/xml"), _parse("", "<rss><channel>", "</channel></rss>")
        ),
        Room("json", grammars.json_feeds, _any("application/feed+json"), _parse("", '{"items":[', "]}")),
        Room("pages", grammars.pages, _any("text/html"), _parse("text/html")),
        Room("html", grammars.html.map(grammars.encoded), check_html, _grown("html")),
        Room("articles", grammars.articles, _any("text/plain", "file:///a.txt"), _parse("text/plain")),
        Room("markdown", grammars.markdown, _any("text/markdown", "file:///a.md"), _parse("text/markdown")),
        Room("quotations", grammars.quotations, check_quotations, _grown("text")),
        Room("opml", grammars_typed.opml, check_opml, _parse("", "<opml><body>", "</body></opml>")),
        Room("urls", grammars_typed.urls, check_urls, _lines_of_urls),
        Room("queries", grammars_typed.queries, check_query, lambda text: search_terms(text)),
        Room("configurations", grammars_typed.configurations, check_configuration),
        Room("addresses", grammars_typed.addresses, check_address, lambda text: shown_url(text)),
        Room(
            "headers", grammars_typed.headers, check_headers, lambda text: freshness(text, text, text, text)
        ),
        Room("lines", grammars_typed.lines, check_line),
    )
}
