"""Opening articles, paging through them, going from one to the next, and back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from newsreader.config import UiSettings
from newsreader.store.database import connect
from tests.ui.news import HEADLINES
from tests.ui.reader import reader


async def test_the_newest_headline_is_under_the_cursor_and_its_article_beside_it(news: Path) -> None:
    async with reader(news) as r:
        assert r.headline == HEADLINES[0]
        assert r.opened == HEADLINES[0]
        assert r.pane() == "list"


async def test_the_article_follows_the_cursor_and_looking_marks_nothing(news: Path) -> None:
    async with reader(news) as r:
        await r.press("j", "j", "down")
        await r.until(lambda: r.opened == HEADLINES[3])
        assert r.library.counts().unread == 24


async def test_when_the_cursor_runs_the_newest_wins(news: Path) -> None:
    async with reader(news) as r:
        await r.press(*"jjjjjjj")
        await r.until(lambda: r.opened == HEADLINES[7])
        assert r.headline == HEADLINES[7]


async def test_enter_opens_the_article_and_marks_it_read(news: Path) -> None:
    async with reader(news) as r:
        await r.press("enter")
        assert r.pane() == "article"
        await r.written()
        assert r.library.counts().unread == 23
        assert r.main.headlines.cursor is not None and r.main.headlines.cursor.read


async def test_enter_in_the_article_shows_it_alone_and_q_brings_everything_back(news: Path) -> None:
    async with reader(news, size=(150, 40)) as r:
        await r.press("enter", "enter")
        assert r.main.panes == ["article"]
        await r.press("q")
        assert r.main.panes == ["feeds", "list", "article"] and r.pane() == "article"
        await r.press("q")
        assert r.pane() == "list"


async def test_space_pages_and_goes_on_to_the_next_unread_at_the_end(news: Path) -> None:
    async with reader(news, size=(100, 20)) as r:
        await r.press("space")
        assert r.headline == HEADLINES[0] and r.main.article_view.position > 0
        for _ in range(10):
            if r.headline == HEADLINES[0]:
                await r.press("space")
        assert r.headline == HEADLINES[1]
        await r.written()
        assert r.library.counts().unread == 23


async def test_space_and_b_page_there_and_back(news: Path) -> None:
    async with reader(news, size=(100, 20)) as r:
        await r.press("enter", "space")
        assert r.main.article_view.position > 0
        await r.press("b")
        assert r.main.article_view.position == 0


async def test_paging_in_the_list_pane_marks_nothing_and_in_the_article_it_does(news: Path) -> None:
    async with reader(news, size=(100, 20)) as r:
        await r.press("pagedown", "home")
        await r.written()
        assert r.library.counts().unread == 24
        await r.press("tab", "pagedown")
        await r.written()
        assert r.library.counts().unread == 23


async def test_a_dwell_set_in_the_configuration_marks_read(news: Path) -> None:
    async with reader(news, ui=UiSettings(dwell=0.01)) as r:
        await r.until(lambda: r.library.counts().unread == 23)


async def test_n_and_p_go_from_unread_to_unread_and_round(news: Path) -> None:
    async with reader(news) as r:
        await r.press("j", "m", "k", "n")
        assert r.headline == HEADLINES[2]
        await r.press("p", "p")
        assert r.headline == HEADLINES[7] + " (3)"
        assert r.note == "On from the end of the list."


async def test_n_and_p_know_what_is_marked_before_it_is_written(news: Path) -> None:
    async with reader(news) as r:
        await r.press("m")
        await r.written()
        with closing(connect(news)) as busy:
            busy.execute("BEGIN IMMEDIATE")  # nobody else can write now
            await r.press("j", "m", "j", "m", "p")
            assert r.headline == HEADLINES[7] + " (3)", "there is nothing unread above"
            await r.press("g", "n")
            assert r.headline == HEADLINES[3]
            await r.press("g", "m", "j", "n")
            assert r.headline == HEADLINES[3]
            await r.press("p")
            assert r.headline == HEADLINES[0]
            busy.execute("COMMIT")
        await r.written()
        assert r.library.counts().unread == 22


async def test_n_waits_until_the_list_is_marked_read(news: Path) -> None:
    async with reader(news) as r:
        with closing(connect(news)) as busy:
            busy.execute("BEGIN IMMEDIATE")
            await r.press("A", "n")
            assert r.headline == HEADLINES[0]
            busy.execute("COMMIT")
        await r.until(lambda: r.note.startswith("Everything is read."))
        assert r.headline == HEADLINES[0]


async def test_n_in_an_open_article_opens_the_next_unread(news: Path) -> None:
    async with reader(news) as r:
        await r.press("enter", "n")
        assert r.opened == HEADLINES[1] and r.pane() == "article"
        await r.written()
        assert r.library.counts().unread == 22


async def test_when_all_is_read_n_says_so(news: Path) -> None:
    async with reader(news) as r:
        await r.press("A")
        await r.written()
        await r.press("n")
        assert r.note == "Everything is read. 1 shows all articles."


async def test_capital_j_scrolls_the_article_from_the_list_and_opens_the_next_from_the_article(
    news: Path,
) -> None:
    async with reader(news, size=(100, 20)) as r:
        await r.press("J", "J", "J")
        assert r.main.article_view.scroll_offset.y == 3 and r.headline == HEADLINES[0]
        await r.press("enter", "J")
        assert r.opened == HEADLINES[1] and r.pane() == "article"


async def test_an_article_opens_where_it_was_left_even_after_a_restart(news: Path) -> None:
    async with reader(news, size=(100, 20)) as r:
        await r.press("enter", "space")
        position = r.main.article_view.position
        await r.press("q", "q")
        assert position > 0
    async with reader(news, size=(100, 20)) as r:
        assert r.opened == HEADLINES[0]
        assert r.main.article_view.position == position


async def test_an_article_read_to_its_end_opens_at_its_top(news: Path) -> None:
    async with reader(news, size=(100, 20)) as r:
        await r.press("enter", "end", "J", "K")
        assert r.opened == HEADLINES[0]
        assert r.main.article_view.position == 0


@pytest.mark.parametrize("key", ["escape", "h", "left", "q"])
async def test_back_has_many_keys(news: Path, key: str) -> None:
    async with reader(news) as r:
        await r.press("enter", key)
        assert r.pane() == "list"


async def test_q_with_nothing_left_to_close_quits(news: Path) -> None:
    async with reader(news) as r:
        await r.press("enter", "q", "q")
        assert r.app.return_value == 0


async def test_escape_with_nothing_left_to_close_does_nothing(news: Path) -> None:
    async with reader(news) as r:
        await r.press("escape", "escape")
        assert r.app._exit is False and r.pane() == "list"


async def test_capital_q_quits_from_anywhere(news: Path) -> None:
    async with reader(news) as r:
        await r.press("enter", "enter", "Q")
        assert r.app.return_value == 0


async def test_ctrl_c_quits_when_pressed_twice(news: Path) -> None:
    async with reader(news) as r:
        await r.press("ctrl+c")
        assert r.toasts == ["Ctrl+C again quits."]
        await r.press("ctrl+c")
        assert r.app.return_value == 0


async def test_zen_is_the_article_and_nothing_else(news: Path) -> None:
    async with reader(news) as r:
        await r.press("z")
        assert r.main.panes == ["article"] and not r.main.status.display
        await r.press("escape")
        assert r.main.panes == ["list", "article"] and r.main.status.display
