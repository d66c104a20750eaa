"""Views, filters, order, the feeds pane, layouts, and keeping one's place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.config import UiSettings
from newsreader.models import HeadlineQuery
from newsreader.ui.screens.viewing import Place
from newsreader.ui.widgets.status_bar import StatusBar
from tests.ui.news import HEADLINES
from tests.ui.reader import reader


@pytest.mark.parametrize(("key", "show"), [("2", "unread"), ("3", "starred"), ("4", "later"), ("1", "all")])
async def test_digits_filter_the_list(news: Path, key: str, show: str) -> None:
    async with reader(news) as r:
        await r.press("s", "L", key)
        assert r.query.show == show


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("3", "s stars the article"),
        ("4", "L keeps the article"),
        ("A2", "1 shows everything"),
    ],
)
async def test_an_empty_list_says_what_to_press(news: Path, keys: str, said: str) -> None:
    async with reader(news) as r:
        for key in keys:
            await r.press(key)
            await r.written()
        if keys == "A2":
            await r.press("1", "2")
        await r.until(lambda: said in r.text())


async def test_an_empty_list_leaves_nothing_of_the_article_before(news: Path) -> None:
    async with reader(news) as r:
        await r.until(lambda: r.main.status.counts)
        await r.press("3")
        await r.until(lambda: r.main.article_view.article is None)
        assert r.main.status.counts == ""


async def test_counting_that_took_long_leaves_time_before_it_is_done_again(news: Path) -> None:
    async with reader(news) as r:
        r.main.count_again()
        assert 0 < r.main._count_cost < 1
        r.main._count_cost = 30.0
        r.main.counts_changed()
        timer = r.main._count_timer
        assert timer is not None
        assert timer._interval == 300.0


async def test_a_library_without_feeds_says_how_to_add_one(nothing: Path) -> None:
    async with reader(nothing) as r:
        assert "No feeds yet." in r.text()
        assert "a adds one" in r.text()


async def test_i_turns_the_order_and_the_cursor_stays_on_its_article(news: Path) -> None:
    async with reader(news) as r:
        await r.press("j", "i")
        assert r.query.oldest_first
        await r.until(lambda: r.headline == HEADLINES[1])
        await r.press("g")
        await r.until(lambda: r.headline == HEADLINES[7] + " (3)")


async def test_layouts_follow_the_width(news: Path) -> None:
    async with reader(news, size=(150, 40)) as r:
        assert r.main.panes == ["feeds", "list", "article"]
        await r.pilot.resize_terminal(100, 40)
        await r.until(lambda: r.main.panes == ["list", "article"])
        await r.pilot.resize_terminal(60, 40)
        await r.until(lambda: r.main.panes == ["list"])
        await r.press("enter")
        assert r.main.panes == ["article"]
        await r.pilot.resize_terminal(150, 40)
        await r.until(lambda: len(r.main.panes) == 3)
        assert r.pane() == "article" and r.opened == HEADLINES[0]


async def test_headlines_have_one_line_in_a_low_terminal(news: Path) -> None:
    async with reader(news, size=(100, 24)) as r:
        assert r.main.headlines.compact
        await r.pilot.resize_terminal(100, 40)
        await r.until(lambda: not r.main.headlines.compact)


async def test_layout_and_rows_can_be_set(news: Path) -> None:
    async with reader(news, size=(150, 50), ui=UiSettings(layout="two", rows="one")) as r:
        assert r.main.panes == ["list", "article"]
        assert r.main.headlines.compact


async def test_one_pane_is_left_the_way_one_came(news: Path) -> None:
    async with reader(news, size=(60, 30)) as r:
        await r.press("h")
        assert r.main.panes == ["feeds"]
        await r.press("end", "enter")
        assert r.main.panes == ["list"] and r.query.feed is not None
        await r.press("enter")
        assert r.main.panes == ["article"]
        await r.press("q", "q")
        assert r.main.panes == ["feeds"]
        await r.press("q")
        assert r.app.return_value == 0


async def test_f_shows_the_feeds_over_two_panes_and_choosing_one_closes_them(news: Path) -> None:
    async with reader(news, size=(100, 40)) as r:
        await r.press("f")
        assert r.main.panes == ["feeds", "list", "article"] and r.pane() == "feeds"
        await r.press("end", "enter")
        assert r.main.panes == ["list", "article"]
        assert r.query.feed is not None and "Northern Wire" in r.text()


async def test_f_hides_the_feeds_where_there_is_room_for_three_panes_and_that_is_kept(news: Path) -> None:
    async with reader(news, size=(150, 40)) as r:
        await r.press("f")
        assert r.main.panes == ["list", "article"]
        await r.press("Q")
    async with reader(news, size=(150, 40)) as r:
        assert r.main.panes == ["list", "article"]
        await r.press("f", "f", "f")
        assert r.main.panes == ["feeds", "list", "article"]


async def test_tab_goes_round_the_panes(news: Path) -> None:
    async with reader(news, size=(150, 40)) as r:
        seen = []
        for _ in range(4):
            await r.press("tab")
            seen.append(r.pane())
        assert seen == ["article", "feeds", "list", "article"]
        await r.press("shift+tab")
        assert r.pane() == "list"


async def test_a_folder_shows_the_articles_of_its_feeds(news: Path) -> None:
    async with reader(news, size=(150, 40)) as r:
        r.main.feed_list.select(HeadlineQuery(folder="News"))
        await r.press("shift+tab", "enter")
        await r.until(lambda: r.main.headlines.count == 16)
        assert r.query.folder == "News"


async def test_the_list_and_the_headline_are_the_same_after_a_restart(news: Path) -> None:
    async with reader(news) as r:
        await r.press("2", "i", "j", "j")
        left_at = r.headline
        await r.press("Q")
    async with reader(news) as r:
        assert r.query == HeadlineQuery(show="unread", oldest_first=True)
        await r.until(lambda: r.headline == left_at)


async def test_a_short_list_comes_back_with_its_top_in_view(news: Path) -> None:
    async with reader(news, size=(100, 40)) as r:
        await r.press("j", "j", "j", "Q")
    async with reader(news, size=(100, 40)) as r:
        assert r.headline == HEADLINES[3] and r.main.headlines.scroll_offset.y == 0


async def test_a_place_in_a_feed_that_was_removed_is_everything(news: Path) -> None:
    async with reader(news) as r:
        feed = r.library.feeds()[0]
        r.main.visit_list(HeadlineQuery(feed=feed.id))
        await r.press("Q")
        r.library.remove_feed(feed.id).result()
    async with reader(news) as r:
        assert r.query == HeadlineQuery()


async def test_clicks_open_headlines_and_feeds(news: Path) -> None:
    async with reader(news, size=(150, 40)) as r:
        await r.pilot.click("#headlines", offset=(5, 3))
        await r.until(lambda: r.opened == HEADLINES[1])
        await r.pilot.click("#headlines", offset=(5, 3))
        await r.until(lambda: r.pane() == "article")
        assert r.opened == HEADLINES[1]


async def test_a_key_named_in_the_bottom_line_can_be_clicked(news: Path) -> None:
    async with reader(news) as r:
        at = r.text().splitlines()[-1].index("Search")
        await r.pilot.click(StatusBar, offset=(at, 0))
        await r.until(lambda: r.main.search_input.has_focus)
        assert "Go there" in r.text()


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_kept_text_is_a_place_or_none(kept: str) -> None:
    assert Place.from_json(kept) is None or kept


@pytest.mark.parametrize(
    "kept", [None, "", "null", "[]", '{"feed": "x", "folded": []}', '{"folded": 3}', '{"show": "all"}']
)
def test_a_place_that_makes_no_sense_is_none(kept: str | None) -> None:
    assert Place.from_json(kept) is None


def test_a_place_comes_back_as_it_was_kept() -> None:
    place = Place(3, None, "later", True, 12, False, ("News",))
    assert Place.from_json(place.to_json()) == place
