"""The list of headlines, on a real library."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

import pytest
from textual import events
from textual.pilot import Pilot

from newsreader.library import Library
from newsreader.models import HeadlineQuery
from newsreader.rows import FIRST
from newsreader.store.store import Store
from newsreader.ui.theme import PAPER
from newsreader.ui.widgets import headline_reading
from newsreader.ui.widgets.headline_list import HeadlineList
from tests.made import NOON
from tests.ui.widgets.conftest import bring
from tests.ui.widgets.stage import Stage, screen_text, style_at, until

Fill = Callable[..., Library]
EVERYTHING = HeadlineQuery()
UNREAD = HeadlineQuery(show="unread")
LONG = FIRST + 80
NEWS = pytest.mark.parametrize("news", [False, True], ids=["the whole list", "what has come"])


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headline_reading, "PATIENCE", 0.001)
    monkeypatch.setattr(headline_reading, "REST", 0.001)


async def whole(stage: Stage, pilot: Pilot[None], headlines: HeadlineList) -> None:
    """Wait until the list has been read, or read again, to its end."""
    await until(pilot, lambda: bool(stage.heard(HeadlineList.Counted)), "the end of the list")


async def again(stage: Stage, pilot: Pilot[None], headlines: HeadlineList, *, news: bool = False) -> None:
    """Read the list again, or what has come, and wait until that is done."""
    await pilot.pause()
    stage.told.clear()
    headlines.reload(news=news)
    await whole(stage, pilot, headlines)


def add_new(library: Library, numbers: range, *, first: int = NOON) -> None:
    """Put more articles into the library's feed, as a refresh in another process would."""
    store = Store.open(library.path)
    bring(store, library.feeds()[0].id, numbers, first=first)
    store.close()


async def test_the_first_rows_are_there_at_once_with_the_cursor_on_the_first(fill: Fill) -> None:
    stage = Stage(headlines := HeadlineList())
    async with stage.opened(60, 8) as pilot:
        headlines.show(fill(8), EVERYTHING)
        assert headlines.count == 8 and headlines.cursor_index == 0
        await pilot.pause()
        assert screen_text(headlines)[:4] == [
            "▌● Assembly passes harbour bill after a night of arg…  now",
            "▌  HARBOUR · The Ansa Courier",
            " ● Ferries to Skerra cancelled as the northerly holds  15m",
            "   WEATHER · The Ansa Courier",
        ]
        (highlighted,) = stage.heard(HeadlineList.Highlighted)
        assert highlighted.headline == headlines.cursor


async def test_the_cursor_moves_and_stops_at_the_ends(fill: Fill) -> None:
    stage = Stage(headlines := HeadlineList())
    async with stage.opened(60, 8) as pilot:
        headlines.show(fill(30), EVERYTHING)
        assert not headlines.move(-1)
        assert headlines.move(1) and headlines.cursor_index == 1
        assert headlines.page(1) and headlines.cursor_index == 4
        headlines.go_last()
        assert headlines.cursor_index == 29 and not headlines.move(1) and not headlines.page(1)
        await pilot.pause()
        assert screen_text(headlines)[6].startswith("▌")
        headlines.go_first()
        assert headlines.cursor_index == 0 and headlines.scroll_offset.y == 0


async def test_a_move_of_the_cursor_paints_two_rows_and_no_more(fill: Fill) -> None:
    asked: list[int] = []

    class Watched(HeadlineList):
        def render_line(self, y: int):  # type: ignore[no-untyped-def]
            asked.append(y)
            return super().render_line(y)

    stage = Stage(headlines := Watched())
    async with stage.opened(60, 20) as pilot:
        headlines.show(fill(30), EVERYTHING)
        await pilot.pause()
        asked.clear()
        headlines.move(1)
        await pilot.pause()
        assert sorted(set(asked)) == [0, 1, 2, 3]


async def test_a_long_list_is_read_to_its_end_while_the_first_rows_show(fill: Fill) -> None:
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(fill(LONG), EVERYTHING)
        assert headlines.count == LONG  # known from the counters: the scrollbar is right at once
        headlines.go_last()
        unknown = headlines.cursor
        assert unknown is None
        await whole(stage, pilot, headlines)
        assert headlines.cursor is not None
        assert headlines.cursor.published == NOON - (LONG - 1) * 900


async def test_a_search_does_not_know_its_length_before_its_end(fill: Fill) -> None:
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(fill(LONG), HeadlineQuery(search="harbour OR -nothing"))
        headlines.show(fill(8 * LONG), HeadlineQuery(search="harbour"))
        assert headlines.count == FIRST
        await whole(stage, pilot, headlines)
        assert headlines.count == LONG


SEARCH = HeadlineQuery(search="harbour")
MANY = 8 * LONG
"""Articles, of which one in eight is about the harbour."""


def grown(headlines: HeadlineList, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return what will be the heights the list takes from now on."""
    heights: list[int] = []
    set_height = headlines.set_height

    def noted(lines: int) -> None:
        if not heights or heights[-1] != lines:
            heights.append(lines)
        set_height(lines)

    monkeypatch.setattr(headlines, "set_height", noted)
    return heights


async def test_a_search_is_read_to_its_end_without_growing_on_the_screen(
    fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headline_reading, "CHUNK", 10)
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(fill(MANY), SEARCH)
        counted = [headlines.counted]
        before, heights = screen_text(headlines), grown(headlines, monkeypatch)
        await whole(stage, pilot, headlines)
        assert [*counted, headlines.counted] == [False, True] and heights == [2 * LONG]
        assert screen_text(headlines) == before


async def test_whoever_comes_to_the_end_of_what_is_read_of_a_search_finds_more(
    fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headline_reading, "REST", 3600)
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(fill(MANY), SEARCH)
        await pilot.pause()
        while headlines.cursor_index < FIRST - 1:
            headlines.page(1)
        await whole(stage, pilot, headlines)
        assert headlines.count == LONG and headlines.cursor_index == FIRST - 1
        assert headlines.move(1)
        assert headlines.cursor is not None


async def test_the_end_of_a_search_is_its_last_row_once_that_is_known(
    fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headline_reading, "REST", 3600)
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        library = fill(MANY)
        headlines.show(library, SEARCH)
        headlines.go_last()
        await whole(stage, pilot, headlines)
        assert headlines.cursor_index == LONG - 1
        headlines.show(library, SEARCH)
        headlines.go_last()
        headlines.go_first()  # who goes elsewhere meanwhile stays there
        await whole(stage, pilot, headlines)
        assert headlines.cursor_index == 0 and headlines.count == LONG


async def test_the_wheel_too_has_more_of_a_search_read(fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(headline_reading, "REST", 3600)
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(fill(MANY), SEARCH)
        await pilot.pause()
        headlines.go(2 * FIRST)
        await whole(stage, pilot, headlines)
        assert headlines.count == LONG and headlines.cursor_index == 0


async def test_the_view_can_be_taken_up_again_at_an_article(fill: Fill) -> None:
    library = fill(LONG)
    far = library.headlines([ord for chunk in library.ords(EVERYTHING) for ord in chunk])[-5]
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(library, EVERYTHING, cursor=far.ord)
        await whole(stage, pilot, headlines)
        assert headlines.cursor == far
        assert not headlines.move_to(far.ord + 1) and headlines.cursor == far


async def test_oldest_first_is_the_same_list_the_other_way_round(fill: Fill) -> None:
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(fill(LONG), HeadlineQuery(oldest_first=True))
        await whole(stage, pilot, headlines)
        assert headlines.cursor is not None and headlines.cursor.published == NOON - (LONG - 1) * 900
        headlines.go_last()
        assert headlines.cursor.published == NOON
        assert headlines.top_ord == headlines.cursor.ord


@NEWS
async def test_new_articles_come_in_above_and_are_counted(fill: Fill, news: bool) -> None:
    library = fill(30)
    stage = Stage(headlines := HeadlineList())
    async with stage.opened(60, 8) as pilot:
        headlines.show(library, EVERYTHING)
        headlines.move(2)
        before, line = headlines.cursor, screen_text(headlines)[4:6]
        add_new(library, range(100, 112), first=NOON + 200_000)
        await again(stage, pilot, headlines, news=news)
        assert headlines.cursor == before and headlines.cursor_index == 14
        assert headlines.new_above == 12
        await pilot.pause()
        assert screen_text(headlines)[4:6] == line
        headlines.go_first()
        await pilot.pause()
        assert [told.count for told in stage.heard(HeadlineList.NewAbove)][-1] == 0


@NEWS
async def test_late_articles_of_long_ago_come_in_at_their_place(fill: Fill, news: bool) -> None:
    library = fill(30)
    stage = Stage(headlines := HeadlineList())
    async with stage.opened(60, 8) as pilot:
        headlines.show(library, EVERYTHING)
        headlines.go_last()
        before = headlines.cursor
        add_new(library, range(100, 103), first=NOON + 100 * 900 - 1000)
        await again(stage, pilot, headlines, news=news)
        assert headlines.count == 33 and headlines.cursor == before and headlines.cursor_index == 32


async def test_asked_again_and_again_the_list_is_read_once_more_when_it_is_done(fill: Fill) -> None:
    library = fill(LONG)
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(library, EVERYTHING)
        await whole(stage, pilot, headlines)
        for _ in range(20):
            headlines.reload()
        add_new(library, range(500, 503), first=NOON + 10**6)
        await until(pilot, lambda: headlines.count == LONG + 3, "the second reading")
        assert len(stage.heard(HeadlineList.Counted)) <= 2


async def test_the_first_articles_of_an_empty_list_are_not_called_new(fill: Fill) -> None:
    library = fill(0)
    stage = Stage(headlines := HeadlineList())
    store = Store.open(library.path)
    feed = store.add_feed("https://wire.example/", title="Wire", at=NOON).result()
    async with stage.opened(60, 8) as pilot:
        headlines.empty_text = "Nothing here yet.\nPress a to add a feed."
        headlines.show(library, EVERYTHING)
        await pilot.pause()
        assert [line.strip() for line in screen_text(headlines) if line] == [
            "Nothing here yet.",
            "Press a to add a feed.",
        ]
        assert headlines.cursor_index == -1 and not headlines.move(1)
        bring(store, feed.id, range(3), title="Wire")
        await again(stage, pilot, headlines)
        assert headlines.cursor_index == 0 and headlines.cursor is not None and headlines.new_above == 0
    store.close()


async def test_what_was_just_read_stays_dimmed_until_the_view_is_left(fill: Fill) -> None:
    library = fill(10)
    stage = Stage(headlines := HeadlineList())
    async with stage.opened(60, 10) as pilot:
        headlines.show(library, UNREAD)
        read = headlines.cursor
        assert read is not None
        done = library.mark("read", True, [read.id])
        headlines.update_marks([read.id], "read", True, done)
        await pilot.pause()
        assert screen_text(headlines)[0].startswith("▌  Assembly")
        headlines.move(1)
        assert style_at(headlines, "Assembly") == headlines.look("headline.dimmed")
        done.result()
        await again(stage, pilot, headlines)
        assert headlines.count == 10
        headlines.show(library, UNREAD)
        assert headlines.count == 9


async def test_a_mark_shows_before_it_is_written_and_holds_over_a_reload(fill: Fill) -> None:
    library = fill(10)
    stage = Stage(headlines := HeadlineList())
    async with stage.opened(60, 10) as pilot:
        headlines.show(library, EVERYTHING)
        first = headlines.cursor
        assert first is not None
        writing: Future[None] = Future()
        headlines.update_marks([first.id], "starred", True, writing)
        await again(stage, pilot, headlines)
        assert headlines.cursor is not None and headlines.cursor.starred
        writing.set_result(None)
        await again(
            stage, pilot, headlines
        )  # it is done, and the library says otherwise: somebody took it back
        assert not headlines.cursor.starred


async def test_a_whole_list_is_marked_at_once_by_a_rule(fill: Fill) -> None:
    library = fill(LONG)
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(library, UNREAD)
        await whole(stage, pilot, headlines)
        up_to = headlines.top_ord
        assert up_to is not None
        done = library.mark_list(UNREAD, "read", True, up_to=up_to, label="everything")
        headlines.update_matching(lambda headline: headline.ord <= up_to, "read", True, done)
        headlines.go_last()
        assert headlines.cursor is not None and headlines.cursor.read
        done.result()
        await again(stage, pilot, headlines)
        assert headlines.count == LONG and headlines.cursor.read
        headlines.reload(keep_cursor=False)
        assert headlines.count == 0


async def test_rows_of_a_removed_feed_go_even_if_they_were_just_read(fill: Fill) -> None:
    library = fill(10)
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(library, UNREAD)
        assert headlines.cursor is not None
        headlines.update_marks([headlines.cursor.id], "read", True)
        library.remove_feed(library.feeds()[0].id).result()
        await again(stage, pilot, headlines)
        assert headlines.count == 0 and headlines.cursor is None


async def test_searched_words_are_marked_in_the_rows(fill: Fill) -> None:
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(fill(10), HeadlineQuery(search="ferr"))
        await pilot.pause()
        headlines.move(1)
        assert style_at(headlines, "Ferr") == headlines.look("match")


async def test_a_list_of_one_feed_does_not_name_it_in_each_row(fill: Fill) -> None:
    library = fill(3)
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(library, HeadlineQuery(feed=library.feeds()[0].id))
        await pilot.pause()
        assert screen_text(headlines)[1] == "▌  HARBOUR"


async def test_compact_rows_take_one_line_and_the_cursor_stays_in_view(fill: Fill) -> None:
    stage = Stage(headlines := HeadlineList())
    async with stage.opened(60, 9) as pilot:
        headlines.show(fill(40), EVERYTHING)
        headlines.move(30)
        headlines.compact = True
        await pilot.pause()
        assert sum(line.startswith("▌") for line in screen_text(headlines)) == 1
        assert headlines.virtual_size.height == 40
        headlines.compact = False
        await pilot.pause()
        assert sum(line.startswith("▌") for line in screen_text(headlines)) == 2


async def test_rows_begin_at_the_top_edge_whole_whatever_is_scrolled(fill: Fill) -> None:
    stage = Stage(headlines := HeadlineList())
    async with stage.opened(60, 9) as pilot:
        headlines.show(fill(40), EVERYTHING)
        headlines.go(7)
        assert headlines.scroll_offset.y == 6
        headlines.go(10_000)
        await pilot.pause()
        assert headlines.scroll_offset.y % 2 == 0
        assert "The Ansa Courier" in screen_text(headlines)[7] and screen_text(headlines)[8] == ""


async def test_a_click_moves_the_cursor_and_a_second_one_opens(fill: Fill) -> None:
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(fill(10), EVERYTHING)
        await pilot.click(offset=(10, 5))
        assert headlines.cursor_index == 2
        assert not stage.heard(HeadlineList.Opened)
        await pilot.click(offset=(10, 4))
        (opened,) = stage.heard(HeadlineList.Opened)
        assert opened.headline == headlines.cursor


async def test_the_wheel_scrolls_whole_rows_and_leaves_the_cursor(fill: Fill) -> None:
    stage = Stage(headlines := HeadlineList())
    async with stage.opened(60, 8) as pilot:
        headlines.show(fill(40), EVERYTHING)
        await pilot._post_mouse_events([events.MouseScrollDown], headlines)
        await pilot.pause()
        assert headlines.scroll_offset.y == 6 and headlines.cursor_index == 0


async def test_the_cursor_is_clear_with_and_without_the_focus(fill: Fill) -> None:
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(fill(3), EVERYTHING)
        await pilot.pause()
        focused = style_at(headlines, "Assembly").bgcolor
        headlines.blur()
        await pilot.pause()
        blurred = style_at(headlines, "Assembly").bgcolor
        assert len({focused, blurred, style_at(headlines, "Ferries").bgcolor}) == 3


async def test_another_theme_gives_other_colours(fill: Fill) -> None:
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(fill(3), EVERYTHING)
        await pilot.pause()
        night = style_at(headlines, "Ferries")
        stage.theme = PAPER.name
        await pilot.pause()
        await pilot.pause()
        assert style_at(headlines, "Ferries") != night


async def test_a_library_that_cannot_be_read_is_told_of_and_nothing_falls(fill: Fill) -> None:
    library = fill(LONG)
    stage = Stage(headlines := HeadlineList())
    async with stage.opened() as pilot:
        headlines.show(library, EVERYTHING)
        library.path.write_bytes(b"\xff" * library.path.stat().st_size)
        await until(
            pilot, lambda: any(isinstance(told, HeadlineList.Failed) for told in stage.told), "failing"
        )
        assert stage.heard(HeadlineList.Failed)[0].error.endswith(".")
        assert headlines.cursor is not None  # what was read before is still there
