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
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from newsreader.config import RefreshSettings, load_settings, settings_toml
from newsreader.engine.child import BrokenPipe, read_frame
from newsreader.engine.children import Nursery
from newsreader.engine.client import _event
from newsreader.engine.jobs import JOBS
from newsreader.engine.kit import Kit
from newsreader.engine.service import Service
from newsreader.engine.workshop import Workshop
from newsreader.errors import ConfigError, NewsreaderError, ParseError, SourceError
from newsreader.feeds.address import classify, normalise
from newsreader.feeds.caching import freshness, http_date, wait_asked
from newsreader.feeds.encodings import BadEncoding, Decoder, TooLarge
from newsreader.feeds.fetch import Fetcher
from newsreader.feeds.opml import parse_urls_file
from newsreader.feeds.parse import parse_document
from newsreader.feeds.weburl import BadURL, parse_url, shown_url
from newsreader.matches import fold, search_terms
from newsreader.models import (
    Fetched,
    HeadlineQuery,
    SourceType,
)
from newsreader.store.store import Store
from newsreader.text.annotation import annotate
from newsreader.text.clean import clean_line
from newsreader.ui.keymap import Keymap
from tests.hostile import grammars, grammars_feeds, grammars_typed
from tests.hostile.fault_person import Lent
from tests.hostile.fuzz_documents import (
    URL,
    check_document,
    check_html,
    check_opml,
    check_quotations,
    check_urls,
    sentence,
    text_of,
)
from tests.hostile.grammars import Documents
from tests.store.build import annotate as store_annotations
from tests.store.build import bring_many, new_feed


@dataclass(frozen=True)
class Room:
    """Documents of a kind, and what must hold of each; `grow` is what should take linear time."""

    name: str
    documents: Documents
    check: Callable[[bytes], None]
    grow: Callable[[str], object] | None = None


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


_RSS = ("<rss><channel>", "</channel></rss>")

ROOMS = {
    room.name: room
    for room in (
        Room(
            "feeds",
            grammars_feeds.feeds,
            _any("application/xml"),
            _parse("", "<rss><channel>", "</channel></rss>"),
        ),
        Room(
            "json", grammars_feeds.json_feeds, _any("application/feed+json"), _parse("", '{"items":[', "]}")
        ),
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
