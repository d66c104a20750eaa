"""Marks, and taking them back."""

from __future__ import annotations

from pathlib import Path

from newsreader.models import Counts, HeadlineQuery
from tests.ui.news import HEADLINES
from tests.ui.reader import reader


async def test_m_marks_read_and_unread_again_and_says_how_to_undo(news: Path) -> None:
    async with reader(news) as r:
        await r.press("m")
        assert r.note == "Marked read. U takes it back."
        await r.written()
        assert r.library.counts().unread == 23
        await r.press("m")
        await r.written()
        assert r.library.counts().unread == 24


async def test_u_marks_what_was_opened_unread_again(news: Path) -> None:
    async with reader(news) as r:
        await r.press("enter", "u")
        await r.written()
        assert r.library.counts().unread == 24


async def test_s_stars_and_capital_l_keeps_for_later(news: Path) -> None:
    async with reader(news) as r:
        await r.press("s", "L")
        await r.written()
        assert r.library.counts() == Counts(24, 24, 1, 1)
        assert r.main.headlines.cursor is not None
        assert r.main.headlines.cursor.starred and r.main.headlines.cursor.later


async def test_capital_a_marks_the_list_read_and_one_undo_takes_it_all_back(news: Path) -> None:
    async with reader(news) as r:
        await r.press("A")
        await r.until(lambda: r.note == "24 articles marked read. U takes it back.")
        assert r.library.counts().unread == 0
        await r.press("U")
        await r.until(lambda: r.note.startswith("Taken back"))
        assert r.library.counts().unread == 24


async def test_capital_a_in_the_feeds_marks_the_feed_under_the_cursor(news: Path) -> None:
    async with reader(news, size=(150, 40)) as r:
        feed = r.library.feeds()[0]
        r.main.feed_list.select(HeadlineQuery(feed=feed.id))
        await r.press("shift+tab", "A")
        await r.until(lambda: r.note == "8 articles marked read. U takes it back.")
        rows = [r.main.headlines.headline_at(n) for n in range(24)]
        assert {row.read for row in rows if row and row.feed == feed.id} == {True}
        assert {row.read for row in rows if row and row.feed != feed.id} == {False}


async def test_a_mark_is_for_the_article_that_is_open_wherever_the_cursor_went(news: Path) -> None:
    async with reader(news) as r:
        await r.press("enter")
        opened = r.main.article_view.article
        r.main.headlines.move(3)
        await r.press("s")
        await r.written()
        assert opened is not None and opened.id is not None
        starred = r.library.article(opened.id)
        assert starred is not None and starred.starred and r.library.counts().starred == 1


async def test_capital_a_where_all_is_read_says_so(news: Path) -> None:
    async with reader(news) as r:
        await r.press("A")
        await r.written()
        await r.press("A")
        await r.until(lambda: r.note == "Everything here is read already.")


async def test_undo_goes_back_step_by_step_and_outlives_a_restart(news: Path) -> None:
    async with reader(news) as r:
        await r.press("s", "j", "s")
        await r.written()
    async with reader(news) as r:
        await r.press("U", "U")
        await r.until(lambda: r.library.counts().starred == 0)
        await r.press("U")
        await r.until(lambda: r.note == "There is nothing to take back.")


async def test_undo_names_what_it_took_back(news: Path) -> None:
    async with reader(news) as r:
        await r.press("s", "U")
        await r.until(lambda: f"Taken back: Starred: “{HEADLINES[0]}”." in [r.note, *r.toasts])


async def test_a_row_just_read_stays_in_the_list_of_the_unread_until_one_leaves_it(news: Path) -> None:
    async with reader(news) as r:
        await r.press("2", "enter", "q", "j")
        await r.written()
        await r.until(lambda: r.main.headlines.count == 24)
        first = r.main.headlines.headline_at(0)
        assert first is not None and first.headline == HEADLINES[0] and first.read
        await r.press("1", "2")
        await r.until(lambda: r.main.headlines.count == 23)


async def test_the_counts_above_the_list_and_in_the_feeds_follow_every_mark(news: Path) -> None:
    async with reader(news, size=(150, 40)) as r:
        assert "24 unread of 24" in r.text()
        await r.press("m", "j", "m")
        await r.until(lambda: "22 unread of 24" in r.text())
        await r.press("U")
        await r.until(lambda: "23 unread of 24" in r.text())
