"""The feeds pane."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.cells import width
from newsreader.models import Counts, Feed, HeadlineQuery
from newsreader.text.clean import clean
from newsreader.ui.widgets.feed_list import FeedList
from newsreader.ui.widgets.feed_rows import draw_feed_row, feed_rows
from tests.ui.widgets.stage import Stage, screen_text, style_at


def feed(number: int, title: str, folder: str = "", unread: int = 0, error: str = "") -> Feed:
    return Feed(
        number, f"https://f{number}.example/", title, folder=folder, counts=Counts(50, unread), error=error
    )


FEEDS = [
    feed(1, "The Walled Garden", unread=3),
    feed(2, "The Ansa Courier", "News", unread=12),
    feed(3, "Skerra Gazette", "News/Islands", unread=1),
    feed(4, "Kestrel Wire", "News/Wire"),
    feed(5, "Boatbuilders’ Notes", "Trade", error="Nobody answers."),
]
COUNTS = Counts(1234, 16, 4, 0)


async def test_views_come_first_then_feeds_in_their_folders_with_unread_counts() -> None:
    stage = Stage(feeds := FeedList())
    async with stage.opened(31, 20) as pilot:
        feeds.show(FEEDS, COUNTS)
        await pilot.pause()
        assert screen_text(feeds)[:14] == [
            "▌ Everything            1,234",
            "  Unread                   16",
            "  Starred                   4",
            "  Later                     0",
            "",
            "   The Walled Garden        3",
            " ▾ News                    13",
            "     The Ansa Courier      12",
            "   ▾ Islands                1",
            "       Skerra Gazette       1",
            "   ▾ Wire",
            "       Kestrel Wire",
            " ▾ Trade",
            "   ! Boatbuilders’ Notes",
        ]
        assert style_at(feeds, "!") == feeds.look("error")


async def test_without_feeds_there_are_the_views_and_what_to_do() -> None:
    stage = Stage(feeds := FeedList())
    async with stage.opened(25, 20) as pilot:
        feeds.empty_text = "No feeds yet: press a to add one."
        feeds.show([], Counts())
        await pilot.pause()
        assert screen_text(feeds)[4:8] == ["", "  No feeds yet: press a", "  to add one.", ""]


async def test_the_cursor_moves_over_the_gap_and_tells_what_it_is_on() -> None:
    stage = Stage(feeds := FeedList())
    async with stage.opened(30, 20) as pilot:
        feeds.show(FEEDS, COUNTS)
        assert feeds.cursor_query == HeadlineQuery()
        feeds.move(3)
        assert feeds.cursor_query == HeadlineQuery(show="later")
        feeds.move(1)
        assert feeds.cursor_feed == FEEDS[0]
        feeds.move(-1)
        assert feeds.cursor_query == HeadlineQuery(show="later")
        feeds.go_last()
        assert feeds.cursor_feed == FEEDS[4] and feeds.cursor_folder == "Trade" and not feeds.move(1)
        feeds.go_first()
        assert not feeds.move(-1)
        await pilot.pause()
        told = [message.feed for message in stage.heard(FeedList.FeedHighlighted)]
        assert told == [None, FEEDS[0], None, FEEDS[4], None]


async def test_a_folder_closes_over_its_feeds_and_keeps_their_sum() -> None:
    stage = Stage(feeds := FeedList())
    async with stage.opened(30, 20) as pilot:
        feeds.show(FEEDS, COUNTS)
        feeds.select(HeadlineQuery(feed=3))
        assert feeds.fold() and feeds.cursor_query == HeadlineQuery(folder="News/Islands")
        assert feeds.fold() and feeds.cursor_query == HeadlineQuery(folder="News")
        await pilot.pause()
        assert screen_text(feeds)[6:8] == ["▌▸ News                   13", " ▾ Trade"]
        assert stage.heard(FeedList.Folded)[-1].folded == frozenset({"News", "News/Islands"})
        assert feeds.unfold() and not feeds.unfold()
        assert screen_text(feeds)[8] == "   ▸ Islands               1"
        assert feeds.toggle_folder() and feeds.folded == frozenset({"News", "News/Islands"})
        feeds.go_first()
        assert not feeds.fold() and not feeds.toggle_folder()


async def test_folders_closed_before_are_closed_again() -> None:
    stage = Stage(feeds := FeedList())
    async with stage.opened(30, 20) as pilot:
        feeds.show(FEEDS, COUNTS, folded=frozenset({"News"}))
        await pilot.pause()
        assert screen_text(feeds)[6:8] == [" ▸ News                   13", " ▾ Trade"]


async def test_new_counts_leave_the_cursor_on_its_feed() -> None:
    stage = Stage(feeds := FeedList())
    async with stage.opened(30, 20):
        feeds.show(FEEDS, COUNTS)
        feeds.select(HeadlineQuery(feed=3))
        feeds.show([feed(9, "A new one"), *FEEDS], COUNTS)
        assert feeds.cursor_query == HeadlineQuery(feed=3)
        feeds.show([feed(9, "A new one"), *(one for one in FEEDS if one.id != 3)], COUNTS)
        assert feeds.cursor_query == HeadlineQuery(feed=4)  # what came to its place


async def test_what_the_list_shows_is_marked_whichever_of_its_articles_show() -> None:
    stage = Stage(feeds := FeedList())
    async with stage.opened(30, 20) as pilot:
        feeds.show(FEEDS, COUNTS)
        assert feeds.select(HeadlineQuery(feed=2, show="unread"))
        feeds.move(1)
        await pilot.pause()
        assert style_at(feeds, "Ansa Courier") == feeds.look("feed.shown")
        assert feeds.select(HeadlineQuery(show="starred")) and not feeds.select(HeadlineQuery(feed=77))


async def test_enter_and_clicks_choose() -> None:
    stage = Stage(feeds := FeedList())
    async with stage.opened(30, 20) as pilot:
        feeds.show(FEEDS, COUNTS)
        feeds.choose()
        await pilot.click(offset=(12, 7))
        await pilot.click(offset=(1, 6))  # the sign of the folder
        chosen = [(message.title, message.query) for message in stage.heard(FeedList.Chosen)]
        assert chosen == [("Everything", HeadlineQuery()), ("The Ansa Courier", HeadlineQuery(feed=2))]
        assert feeds.folded == frozenset({"News"})


async def test_three_thousand_feeds_are_no_trouble() -> None:
    many = [feed(n, f"Feed {n}", f"Folder {n // 100:02}", unread=n % 3) for n in range(3000)]
    stage = Stage(feeds := FeedList())
    async with stage.opened(30, 20) as pilot:
        began = time.process_time()
        feeds.show(many, COUNTS)
        assert time.process_time() - began < 1
        feeds.go_last()
        await pilot.pause()
        assert "Feed 2999" in screen_text(feeds)[-1]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=20), st.integers(0, 10**7), st.integers(0, 60), st.booleans())
def test_rows_are_exactly_as_wide_as_asked(
    title: str, folder: str, unread: int, columns: int, selected: bool
) -> None:
    for row in feed_rows([feed(1, title, folder, unread, error="x" * (unread % 2))], COUNTS, frozenset()):
        pieces = draw_feed_row(row, columns, selected=selected, shown=False)
        assert sum(width(text) for text, _ in pieces) == columns
        assert all(clean(text) == text for text, _ in pieces)
