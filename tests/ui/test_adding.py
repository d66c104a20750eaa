"""The box that adds a feed, the one that edits it, and removing it; with the real engine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from newsreader.models import HeadlineQuery
from newsreader.ui.screens.add import AddScreen
from tests.servers import LoopbackServer, reply
from tests.ui.feeds import rss, site
from tests.ui.reader import Reader, reader


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as running:
        yield running


async def _add(r: Reader, source: str) -> None:
    await r.press("a")
    r.app.screen.query_one("#source", Input).value = source
    await r.press("enter")


def _said(r: Reader) -> str:
    return " ".join([*r.toasts, r.note])


async def test_a_feed_by_its_address_is_added_and_shown(nothing: Path, server: LoopbackServer) -> None:
    server.on("/feed", reply(rss("The Marrow Post", "First news", "Second news")))
    async with reader(nothing, clock=time.time) as r:
        await _add(r, server.url())
        await r.until(lambda: r.main.headlines.count == 2)
        assert r.at_home()
        assert "Added The Marrow Post (RSS 2.0, 2 articles)." in _said(r)
        assert r.headline == "First news"
        assert len(server.asked()) == 1


async def test_a_site_with_several_feeds_offers_them(nothing: Path, server: LoopbackServer) -> None:
    page = site(("/a", "[/]Sport[/]"), ("/b", "Culture"))
    server.on("/", reply(page, content_type="text/html"))
    server.on("/b", reply(rss("Culture", "A play")))
    async with reader(nothing, clock=time.time) as r:
        await _add(r, server.url("/"))
        await r.until(lambda: isinstance(r.app.screen, AddScreen) and "[/]Sport[/]" in r.text())
        assert r.app.screen.query_one(OptionList).option_count == 2
        await r.press("down", "enter")
        await r.until(lambda: r.headline == "A play")
        assert [feed.title for feed in r.library.feeds()] == ["Culture"]


async def test_what_is_no_feed_says_so_in_the_box_and_can_be_mended(
    nothing: Path, server: LoopbackServer
) -> None:
    server.on("/", reply(b"\x00\x01\x02\x03binary" * 50, content_type="application/octet-stream"))
    server.on("/feed", reply(rss("Post", "News")))
    async with reader(nothing, clock=time.time) as r:
        await _add(r, server.url("/"))
        await r.until(lambda: r.app.screen.query("#answer.-problem"))
        assert isinstance(r.app.screen, AddScreen) and not r.library.feeds()
        r.app.screen.query_one("#source", Input).value = server.url()
        await r.press("enter")
        await r.until(lambda: r.headline == "News")


async def test_a_box_that_is_closed_while_it_asks_is_no_trouble(
    nothing: Path, server: LoopbackServer
) -> None:
    server.on("/feed", lambda exchange: exchange.hold())
    async with reader(nothing, clock=time.time) as r:
        await _add(r, server.url())
        await r.until(lambda: server.asked())
        await r.press("escape")
        await r.until(lambda: not r.main.busy)
        assert r.at_home() and not r.library.feeds()


async def test_a_file_that_is_not_there_says_so_in_the_box(nothing: Path, tmp_path: Path) -> None:
    async with reader(nothing, clock=time.time) as r:
        await _add(r, "./no-such-file.txt")
        await r.until(lambda: r.app.screen.query("#answer.-problem"))
        assert "no-such-file" in r.text()
        await r.press("escape")
        assert r.at_home()


async def test_a_folder_of_articles_is_added_into_a_folder_of_feeds(nothing: Path, tmp_path: Path) -> None:
    folder = tmp_path / "clippings"
    folder.mkdir()
    (folder / "one.txt").write_text(
        "A STORY\n\nBy Ida Quill\n\nOnce there was a harbour, and it was closed.\n"
    )
    async with reader(nothing, clock=time.time) as r:
        await r.press("a")
        r.app.screen.query_one("#source", Input).value = "clippings"
        r.app.screen.query_one("#folder", Input).value = "Local"
        await r.press("enter")
        await r.until(lambda: r.headline)
        assert [feed.folder for feed in r.library.feeds()] == ["Local"]


async def test_what_is_named_on_the_command_line_is_shown_and_how_to_remove_it_said(
    nothing: Path, server: LoopbackServer
) -> None:
    server.on("/feed", reply(rss("The Marrow Post", "First news")))
    async with reader(nothing, clock=time.time, sources=(server.url(),)) as r:
        await r.until(lambda: r.headline == "First news")
        await r.until(lambda: "Added The Marrow Post. To remove it: f for the feeds, then d." in _said(r))


async def test_e_renames_and_moves_a_feed_and_undo_takes_it_back(news: Path) -> None:
    async with reader(news, size=(150, 40)) as r:
        feed = r.library.feeds()[0]
        r.main.feed_list.select(HeadlineQuery(feed=feed.id))
        await r.press("shift+tab", "e")
        for part, value in (("name", "My [b]Garden"), ("folder", " Home / Green "), ("interval", "15")):
            r.app.screen.query_one(f"#{part}", Input).value = value
        await r.press("enter")
        await r.written()
        edited = r.library.feed(feed.id)
        assert edited is not None
        assert (edited.title, edited.folder, edited.interval) == ("My [b]Garden", "Home/Green", 900)
        await r.until(lambda: "My [b]Garden" in r.text())
        await r.press("U")
        await r.written()
        again = r.library.feed(feed.id)
        assert again is not None and again.title == feed.title


@pytest.mark.parametrize("typed", ["0", "000", "10081", "9" * 5_000])
async def test_an_interval_that_makes_no_sense_is_refused_in_the_box(news: Path, typed: str) -> None:
    async with reader(news, size=(150, 40)) as r:
        feed = r.library.feeds()[0]
        r.main.feed_list.select(HeadlineQuery(feed=feed.id))
        await r.press("shift+tab", "e")
        r.app.screen.query_one("#interval", Input).value = typed
        await r.press("enter")
        assert "Between 1 and 10,080 minutes" in r.text()
        await r.press("escape")
        assert r.at_home()


async def test_d_removes_a_feed_at_once_and_undo_brings_it_back(news: Path) -> None:
    async with reader(news, size=(150, 40)) as r:
        feed = r.library.feeds()[0]
        r.main.visit_list(HeadlineQuery(feed=feed.id))
        await r.press("shift+tab", "d")
        await r.until(lambda: r.library.counts().total == 16)
        await r.until(lambda: f"{feed.title} and its 8 articles removed. U takes it back." in _said(r))
        assert r.query == HeadlineQuery()
        await r.press("U")
        await r.until(lambda: r.library.counts().total == 24)
        await r.until(lambda: r.main.headlines.count == 24)


async def test_d_and_e_do_nothing_outside_the_feeds(news: Path) -> None:
    async with reader(news) as r:
        await r.press("d", "e")
        assert r.at_home() and r.library.counts().total == 24
