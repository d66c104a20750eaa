"""Refreshing with the real engine, and what other processes write."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from newsreader.config import RefreshSettings
from newsreader.models import ArticleChange, Changes, ParsedArticle, ParsedFeed, Validators
from newsreader.store.database import connect
from newsreader.store.store import Store
from newsreader.ui.screens import refreshing
from newsreader.ui.widgets.status_bar import StatusBar
from tests.servers import LoopbackServer, reply
from tests.ui.feeds import rss
from tests.ui.news import HEADLINES, NOW, article, bring, fill
from tests.ui.reader import QUIET, Reader, reader


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as running:
        yield running


def _subscribe(path: Path, *urls: str, at: int | None = None) -> None:
    store = Store.open(path)
    for url in urls:
        store.add_feed(url, title=f"Feed {url[-1]}", at=at or int(time.time())).result()
    store.close()


def _said(r: Reader) -> str:
    return " ".join([*r.toasts, r.note])


async def test_what_is_due_is_refreshed_at_the_start(nothing: Path, server: LoopbackServer) -> None:
    server.on("/feed", reply(rss("Post", "First news", "Second news")))
    _subscribe(nothing, server.url())
    async with reader(nothing, refresh=RefreshSettings(), clock=time.time) as r:
        await r.until(lambda: r.main.headlines.count == 2)
        assert r.headline == "First news"
        await r.until(lambda: not r.main.busy)
        assert r.main.status.progress == ""


async def test_capital_r_refreshes_all_and_says_how_it_went(nothing: Path, server: LoopbackServer) -> None:
    server.on("/a", reply(rss("A", "News of A")))
    server.on("/b", reply(status=500))
    _subscribe(nothing, server.url("/a"), server.url("/b"))
    async with reader(nothing, clock=time.time, size=(150, 40)) as r:
        await r.press("R")
        await r.until(lambda: "1 feed refreshed: 1 new article. 1 could not be" in _said(r))
        await r.until(lambda: r.headline == "News of A")
        failed = next(feed for feed in r.library.feeds() if feed.error)
        await r.press("shift+tab", "end")
        await r.until(lambda: r.main.feed_list.cursor_feed is not None)
        await r.until(lambda: failed.error.rstrip(".") in _said(r) and "Tried again in" in _said(r))


async def test_a_feed_asked_a_moment_ago_is_left_alone_and_says_for_how_long(
    nothing: Path, server: LoopbackServer
) -> None:
    server.on("/feed", reply(rss("Post", "News")))
    _subscribe(nothing, server.url())
    async with reader(nothing, clock=time.time) as r:
        await r.press("R")
        await r.until(lambda: r.headline == "News")
        await r.until(lambda: not r.main.busy)
        await r.press("r")
        assert "Post: asked" in r.note and "again in" in r.note
        assert len(server.asked()) == 1


async def test_news_above_leave_the_cursor_where_it_is_and_are_counted(
    nothing: Path, server: LoopbackServer
) -> None:
    old = [f"Story {number}" for number in range(40)]
    server.on("/feed", reply(rss("Post", *old)), reply(rss("Post", "Brand new", "Quite new", *old)))
    _subscribe(nothing, server.url())
    floor = RefreshSettings(on_start=False, automatic=False, floor=0)
    async with reader(nothing, refresh=floor, clock=time.time, size=(100, 20)) as r:
        await r.press("R")
        await r.until(lambda: r.main.headlines.count == 40)
        await r.press("j", "j")
        await r.until(lambda: not r.main.busy)
        await r.press("R")
        await r.until(lambda: r.main.headlines.count == 42)
        assert r.headline == "Story 2" and r.opened == "Story 2"
        await r.until(lambda: "Everything  2 new" in r.text())
        await r.press("g")
        await r.until(lambda: "2 new" not in r.text())
        assert r.headline == "Brand new"


async def test_an_article_not_formatted_yet_is_formatted_when_it_is_looked_at(
    nothing: Path, server: LoopbackServer
) -> None:
    server.on("/feed", reply(rss("Post", "News")))
    _subscribe(nothing, server.url())
    async with reader(nothing, clock=time.time) as r:
        await r.press("R")
        await r.until(lambda: r.opened == "News")
        await r.until(
            lambda: r.main.article_view.article is not None and r.main.article_view.article.annotated
        )
        assert "All about News, in a sentence or two." in r.text()


async def test_an_article_is_shown_formatted_before_that_is_stored(nothing: Path) -> None:
    store = Store.open(nothing)
    feed = store.add_feed("https://post.example/feed", title="Post", at=NOW).result()
    article = ParsedArticle(guid="1", headline="News", source="<p>All about <b>it</b>.</p>")
    new = Changes(new=(ArticleChange(article, b"12345678", b"12345678"),))
    store.apply(
        feed.id,
        new,
        feed=ParsedFeed(title="Post"),
        validators=Validators(),
        body_hash=b"",
        at=NOW,
        next_at=NOW,
        wait_until=None,
    ).result()
    store.close()
    with closing(connect(nothing)) as other:
        other.execute("BEGIN IMMEDIATE")  # nobody can write
        async with reader(nothing, clock=time.time) as r:
            await r.until(lambda: "All about it." in r.text())
            shown = r.main.article_view.article
            assert shown is not None and shown.id is not None and shown.annotated
            article_id = shown.id
            kept = r.library.article(article_id)
            assert kept is not None and not kept.annotated
            other.execute("ROLLBACK")
            await r.until(lambda: r.library.article(article_id) == shown)
            await r.settle()
            assert r.main.article_view.article is shown  # what is shown already is not drawn again


async def test_what_others_write_all_the_time_has_the_whole_list_read_once_it_ends(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "_LOOK_EVERY", 3600.0)
    async with reader(news) as r:
        readings: list[bool] = []
        reload = r.main.headlines.reload

        def noted(*, keep_cursor: bool = True, news: bool = False) -> None:
            readings.append(news)
            reload(keep_cursor=keep_cursor, news=news)

        monkeypatch.setattr(r.main.headlines, "reload", noted)
        with closing(connect(news)) as other:
            for count in (1, 2):
                other.execute("UPDATE article SET position = ?", (count,))
                await r.until(lambda: r.library.changed() != r.main._seen)
                r.main.look_around()
                await r.until(lambda count=count: len(readings) == count)  # type: ignore[misc]
            assert readings == [True, True]
            r.main.look_around()
            await r.until(lambda: len(readings) == 3)
            assert readings[2] is False
            r.main.look_around()
            other.execute("UPDATE article SET read = 1 WHERE id = 1")
            await r.until(lambda: r.library.changed() != r.main._seen)
            r.main.look_around()
            await r.until(lambda: len(readings) >= 4)
            assert readings[3] is False  # the counts are others


async def test_an_engine_that_is_killed_is_started_again_and_the_user_is_told(
    nothing: Path, server: LoopbackServer
) -> None:
    server.on("/feed", lambda exchange: exchange.hold())
    _subscribe(nothing, server.url())
    async with reader(nothing, clock=time.time) as r:
        await r.press("R")
        await r.until(lambda: len(server.asked()) == 1)
        engine = r.library._engine
        assert engine is not None and engine.pid is not None
        os.kill(engine.pid, signal.SIGKILL)
        await r.until(lambda: "started again" in _said(r))
        assert not r.main.busy and r.main.status.progress == ""
        await r.press("1")
        assert r.at_home()


async def test_a_refresh_is_cancelled_by_a_click_on_its_progress(
    nothing: Path, server: LoopbackServer
) -> None:
    server.on("/feed", lambda exchange: exchange.hold())
    _subscribe(nothing, server.url())
    async with reader(nothing, clock=time.time) as r:
        await r.press("R")
        await r.until(lambda: len(server.asked()) == 1)
        await r.until(lambda: r.main.status.progress)
        width = r.app.size.width
        at = r.text().splitlines()[-1].index("refreshing")
        assert at < width
        await r.pilot.click(StatusBar, offset=(at + 1, 0))
        await r.until(lambda: not r.main.busy)
        assert r.note == "Refreshing was cancelled."
        assert r.main.status.progress == ""


async def test_what_another_process_wrote_is_shown(news: Path) -> None:
    async with reader(news) as r:
        assert r.main.headlines.count == 24
        other = Store.open(news)
        feed = other.query.feeds()[0]
        bring(other, feed, [article(100, minutes_ago=1)], at=NOW)
        other.close()
        await r.until(lambda: r.main.headlines.count == 25)
        assert r.headline == HEADLINES[0]


async def test_our_own_marks_are_no_reason_to_read_the_list_again(news: Path) -> None:
    async with reader(news) as r:
        seen = r.library.changed()
        await r.press("m", "j", "s")
        await r.written()
        assert r.library.changed() == seen


async def test_without_feeds_a_refresh_says_how_to_add_one(nothing: Path) -> None:
    async with reader(nothing, refresh=QUIET) as r:
        await r.press("R")
        assert r.note == "No feeds yet; a adds one."


async def test_a_library_filled_meanwhile_is_shown_where_none_was(nothing: Path) -> None:
    async with reader(nothing) as r:
        fill(nothing, articles=3)
        await r.until(lambda: r.main.headlines.count == 3)
        await r.until(lambda: r.opened == HEADLINES[0])
