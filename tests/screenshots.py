"""Write `screenshots/*.svg`: the reader on a library and at a moment that are always the same.

    python -m tests.screenshots [NAME…]

The library holds the sample articles, given to the outlets they are from, and some shorter news beside
them.  No engine runs, nothing is fetched.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from newsreader.config import RefreshSettings, Settings, UiSettings, samples_folder
from newsreader.feeds.files import read_file
from newsreader.feeds.parse import parse_document
from newsreader.library import Library
from newsreader.models import ArticleChange, Changes, HeadlineQuery, ParsedArticle, ParsedFeed, Validators
from newsreader.store.store import Store
from newsreader.text.annotation import VERSION, annotate
from newsreader.ui.app import NewsreaderApp
from newsreader.ui.keymap import Keymap
from newsreader.ui.screens.main import Start
from tests.ui.reader import Reader

OUT = Path(__file__).parent.parent / "screenshots"
NOW = int(datetime(2026, 11, 6, 8, 30, tzinfo=UTC).timestamp())
HOUR = 3600

COURIER, POST, WIRE = "The Harrowmere Courier", "The Kestrel Bay Post", "Harrowmere News Agency"
WEATHER, KITCHEN, BELLS = "Strait Weather Office", "The Slow Kitchen", "Ringing News"
FOLDERS = {COURIER: "Newspapers", POST: "Newspapers", WIRE: "Wire", WEATHER: "Wire", KITCHEN: "", BELLS: ""}

SHORT_NEWS = (
    (WIRE, 0.4, "Markets", "Herring landed at Kestrel Bay at highest price since spring"),
    (WEATHER, 1.2, "", "Fog in the Strait until noon; wind north-west, three to four"),
    (POST, 2.1, "City", "Fish market reopens under a roof of its own"),
    (COURIER, 3.6, "Culture", "Tarn library lends out its ten-thousandth umbrella"),
    (WIRE, 5.5, "Politics", "Minister apologises for calling the winter ferry a boat"),
    (KITCHEN, 9.0, "", "Six things to do with a quince that nobody has told you"),
    (POST, 12.0, "Sport", "Kestrel Bay captain fit for the replay, says Kestrel Bay captain"),
    (WEATHER, 21.0, "", "First frost reported from the high moor above Lowmoor"),
    (WIRE, 26.0, "Transport", "All forty-eight beds of the night train booked until March"),
    (BELLS, 44.0, "", "Striking competition goes to Lowmoor by half a fault"),
)

WHERE = {
    "kestrel-storm": WIRE,
    "moor-fire": WIRE,
    "der-pegel": WIRE,
    "strait-accord-post": POST,
    "cup-replay": POST,
    "pear-that-waited": KITCHEN,
    "bell-ringers": BELLS,
}
"""The outlets of the samples; the rest is the Courier's."""


def fill(path: Path) -> None:
    """Write the library."""
    articles: dict[str, list[ParsedArticle]] = {name: [] for name in FOLDERS}
    for file in sorted(samples_folder().iterdir()):
        parsed = parse_document(read_file(file), want="any")
        if isinstance(parsed, ParsedFeed):
            articles[WHERE.get(file.stem, COURIER)] += [_dated(article) for article in parsed.articles]
    for outlet, hours, kicker, headline in SHORT_NEWS:
        articles[outlet].append(
            ParsedArticle(
                headline=headline,
                kicker=kicker,
                published=NOW - int(hours * HOUR),
                source=f"{headline}, it was said on Friday. More will be known when there is more to know.",
                source_type="text",
            )
        )
    store = Store.open(path)
    for name, folder in FOLDERS.items():
        _bring(store, name, folder, articles[name])
    store.failed(
        _feed(store, WEATHER), "The server answered 503 (Service Unavailable).", NOW, NOW + 1200
    ).result()
    read = [h for h in store.query.page(HeadlineQuery(), limit=100) if h.published < NOW - 40 * HOUR]
    store.mark("read", True, [h.id for h in read if h.feed != _feed(store, COURIER)], at=NOW).result()
    starred = [
        h.id for h in store.query.page(HeadlineQuery(), limit=100) if "night train" in h.headline.lower()
    ]
    store.mark("starred", True, starred[-1:], at=NOW).result()
    store.close()


def _dated(article: ParsedArticle) -> ParsedArticle:
    """Give an article without a date one, by its headline."""
    if article.published is not None:
        return article
    return replace(article, published=NOW - HOUR * (30 + len(article.headline)))


def _bring(store: Store, name: str, folder: str, articles: list[ParsedArticle]) -> None:
    url = f"https://{name.removeprefix('The ').lower().replace(' ', '-')}.example/feed"
    feed = store.add_feed(url, title=name, folder=folder, at=NOW - 90 * 24 * HOUR).result()
    keys = [hashlib.blake2b(article.headline.encode(), digest_size=8).digest() for article in articles]
    applied = store.apply(
        feed.id,
        Changes(new=tuple(ArticleChange(a, key, key) for a, key in zip(articles, keys, strict=True))),
        feed=ParsedFeed(title=name, format="RSS 2.0"),
        validators=Validators(),
        body_hash=b"",
        at=NOW,
        next_at=NOW + HOUR,
        wait_until=None,
    ).result()
    for article_id in applied.new_ids:
        stored = store.query.source(article_id)
        assert stored is not None
        annotation = annotate(
            stored.source,
            stored.source_type,
            base_url=stored.base_url,
            language=stored.language,
            headline=stored.headline,
            deck=stored.deck,
        )
        store.annotated([(article_id, stored.source_hash, annotation)], VERSION).result()


def _feed(store: Store, name: str) -> int:
    return next(feed.id for feed in store.query.feeds() if feed.title == name)


# --- the pictures ------------------------------------------------------------------------------------

Steps = Callable[[Reader], Awaitable[None]]


async def _open(r: Reader, words: str) -> None:
    """Put the cursor on the article with these words in its headline."""
    found = next(h for h in r.library.page(HeadlineQuery(), limit=100) if words in h.headline)
    r.main.headlines.move_to(found.ord)
    await r.until(lambda: r.opened == found.headline)


async def _train(r: Reader) -> None:
    await _open(r, "Night train")


async def _accord(r: Reader) -> None:
    await _open(r, "sign accord")


async def _search(r: Reader) -> None:
    await r.press("slash")
    await r.type("ferry")
    await r.until(lambda: r.main.searching and r.opened)


async def _add(r: Reader) -> None:
    await _train(r)
    await r.press("a")
    await r.type("harrowmere-courier.example")


async def _quotes(r: Reader) -> None:
    await _accord(r)
    await r.press("w", "j")


async def _person(r: Reader) -> None:
    await _accord(r)
    await r.press("w", "W")
    await r.until(lambda: r.app.screen.query_one("#said").has_focus)


async def _help(r: Reader) -> None:
    await r.press("question_mark")


PICTURES: dict[str, tuple[tuple[int, int], str, Steps]] = {
    "main-dark": ((120, 36), "newsreader-night", _train),
    "main-light": ((120, 36), "newsreader-paper", _train),
    "three-panes": ((170, 44), "newsreader-night", _accord),
    "80x24": ((80, 24), "newsreader-night", _train),
    "search": ((120, 36), "newsreader-night", _search),
    "who-said-what": ((120, 36), "newsreader-night", _quotes),
    "people": ((120, 36), "newsreader-paper", _person),
    "add-a-feed": ((120, 36), "newsreader-night", _add),
    "help": ((120, 36), "newsreader-night", _help),
}


async def picture(library: Path, name: str) -> str:
    """Return one picture as SVG."""
    size, theme, steps = PICTURES[name]
    settings = Settings(
        library.with_name("config.toml"),
        RefreshSettings(on_start=False, automatic=False),
        UiSettings(theme=theme),
    )
    door = Library(library, clock=lambda: NOW)
    app = NewsreaderApp(door, settings, Keymap(), Start())
    try:
        async with app.run_test(size=size) as pilot:
            reader = Reader(app, pilot, door)
            await reader.until(lambda: app.main.is_mounted and reader.headline)
            await steps(reader)
            await reader.until(lambda: reader.main.headlines.count)
            await pilot.pause()
            return place_words(app.export_screenshot(title="newsreader"))
    finally:
        door.close()


SPACE = "&#160;"
CELL = 12.2  # the width of a cell in the pictures, in their own units
TEXT = re.compile(r'(<text [^>]*?x=")([\d.]+)("[^>]*? textLength=")([\d.]+)("[^>]*>)([^<]*)</text>')


def place_words(svg: str) -> str:
    """Return the picture with each run of text beginning and ending in ink, at the place it has.

    Some renderers drop the spaces at the ends of a run and stretch what is left over its whole length,
    so that words of two colours touch.
    """

    def placed(found: re.Match[str]) -> str:
        head, x, middle, length, tail, words = found.groups()
        inked = words.strip()
        before = after = 0
        while inked.startswith(SPACE):
            inked, before = inked.removeprefix(SPACE), before + 1
        while inked.endswith(SPACE):
            inked, after = inked.removesuffix(SPACE), after + 1
        if not inked:
            return ""
        x, length = f"{float(x) + before * CELL:g}", f"{float(length) - (before + after) * CELL:g}"
        return f"{head}{x}{middle}{length}{tail}{inked}</text>"

    return TEXT.sub(placed, svg)


def main(names: list[str]) -> None:
    """Write the pictures named, or all."""
    os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", TZ="UTC")
    time.tzset()
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first.db"
        fill(first)
        for name in names or list(PICTURES):
            library = Path(folder) / name / "library.db"
            library.parent.mkdir()
            library.write_bytes(first.read_bytes())
            (OUT / f"{name}.svg").write_text(asyncio.run(picture(library, name)), encoding="utf-8")
            print(OUT / f"{name}.svg")


if __name__ == "__main__":
    main(sys.argv[1:])
