"""Searching the library, and finding in the article."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from textual import events

from newsreader.models import Headline, HeadlineQuery
from newsreader.rows import FIRST
from newsreader.ui.screens import searching
from newsreader.ui.widgets import headline_reading
from tests.ui.news import HEADLINES, fill
from tests.ui.reader import Reader, reader


async def test_results_come_while_one_types_newest_first(news: Path) -> None:
    async with reader(news) as r:
        await r.press("slash")
        await r.type("night tr")
        await r.until(lambda: r.query == HeadlineQuery(search="night tr"))
        await r.until(lambda: r.headline == HEADLINES[5])
        assert r.main.headlines.count == 3
        assert "Search  3 articles, newest first" in r.text()


async def test_what_is_marked_in_the_article_follows_what_is_typed(news: Path) -> None:
    async with reader(news) as r:
        await r.press("slash")
        for typed in ("b", "bel", "bell", "bel"):
            r.main.search_input.value = typed
            await r.until(lambda typed=typed: r.main.shown.search == typed)  # type: ignore[misc]
            await r.until(lambda typed=typed: r.main._marked == (f"{typed}*",))  # type: ignore[misc]
        await r.press("escape")
        await r.until(lambda: r.main._marked == ())


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no search have its rows at once."""
    monkeypatch.setattr(searching, "_AT_ONCE", -1.0)


def held(r: Reader, search: str, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Have a search go on until it is broken off; return what tells that it has begun."""
    at_work, page = threading.Event(), r.library.page_unless

    def until_told(
        query: HeadlineQuery, stop: Callable[[], bool], *, limit: int = 100
    ) -> list[Headline] | None:
        if query.search == search and threading.current_thread() is not threading.main_thread():
            at_work.set()
            while not stop():
                pass
        return page(query, stop, limit=limit)

    monkeypatch.setattr(r.library, "page_unless", until_told)
    return at_work


@pytest.mark.usefixtures("slow")
async def test_a_search_that_takes_a_while_is_shown_when_it_is_done(news: Path) -> None:
    async with reader(news) as r:
        await r.press("slash")
        await r.type("night tr")
        await r.until(lambda: r.query == HeadlineQuery(search="night tr"))
        assert r.main.headlines.count == 3 and r.opened == HEADLINES[5]
        assert "Search  3 articles, newest first" in r.text()


@pytest.mark.usefixtures("slow")
async def test_while_a_search_takes_its_time_the_next_letter_takes_its_place(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reader(news) as r:
        at_work = held(r, "nigh", monkeypatch)
        shown: list[str] = []
        fill_list = r.main.fill_list

        def noted(
            query: HeadlineQuery, cursor: int | None = None, first: Sequence[Headline] | None = None
        ) -> None:
            shown.append(query.search)
            fill_list(query, cursor, first)

        monkeypatch.setattr(r.main, "fill_list", noted)
        await r.press("slash")
        await r.type("nigh")
        await r.until(at_work.is_set)
        assert "looking" in r.text()
        await r.type("t")
        await r.until(lambda: r.query == HeadlineQuery(search="night"))
        assert "nigh" not in shown
        assert r.headline == HEADLINES[5]


@pytest.mark.usefixtures("slow")
async def test_enter_waits_for_the_results_it_goes_into(news: Path) -> None:
    async with reader(news) as r:
        await r.press("slash")
        r.main.search_input.value = "bell"
        await r.press("enter", "j")
        assert r.query == HeadlineQuery(search="bell") and r.headline == HEADLINES[2] + " (2)"


@pytest.mark.usefixtures("slow")
async def test_escape_forgets_a_search_that_takes_its_time(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reader(news) as r:
        at_work = held(r, "bell", monkeypatch)
        await r.press("slash")
        r.main.search_input.value = "bell"
        await r.until(at_work.is_set)
        await r.press("escape")
        await r.app.workers.wait_for_complete()
        await r.settle()
        assert r.query == HeadlineQuery() and not r.main.searching


async def test_a_letter_is_drawn_once_and_then_all_that_it_found(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reader(news) as r:
        await r.press("slash")
        await r.type("b")
        await r.until(lambda: r.query == HeadlineQuery(search="b"))
        await r.settle()
        pictures: list[set[str | None]] = []
        paint = r.main._compositor_refresh

        def painted() -> None:
            pictures.append({widget.id for widget in r.main._dirty_widgets})
            paint()

        monkeypatch.setattr(r.main, "_compositor_refresh", painted)
        await r.type("e")
        await r.until(lambda: r.query == HeadlineQuery(search="be"))
        await r.settle()
        letter, *rest = pictures
        assert letter == {"search-input"}
        assert {"headlines", "article"} <= set().union(*rest)
        assert sum("article" in picture for picture in rest) == 1


async def test_how_many_there_are_is_said_once_it_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headline_reading, "REST", 3600)
    path = tmp_path / "many.db"
    fill(path, articles=FIRST + 30)
    async with reader(path) as r:
        await r.press("slash")
        await r.type("e")
        await r.until(lambda: r.query.search == "e")
        assert f"Search  {FIRST}+ articles, newest first" in r.text()
        await r.press("enter", "G")
        await r.until(lambda: r.main.headlines.counted)
        await r.settle()
        assert f"Search  {r.main.headlines.count} articles, newest first" in r.text()
        assert r.main.headlines.cursor_index == r.main.headlines.count - 1 >= FIRST


async def test_the_arrows_move_in_the_results_while_one_types(news: Path) -> None:
    async with reader(news) as r:
        await r.press("slash")
        await r.type("bell")
        await r.until(lambda: r.headline == HEADLINES[2])
        await r.press("down")
        assert r.headline == HEADLINES[2] + " (2)"
        assert r.main.search_input.has_focus


async def test_enter_goes_into_the_results_and_escape_back_to_where_one_was(news: Path) -> None:
    async with reader(news) as r:
        await r.press("j", "slash")
        await r.type("bell")
        await r.press("enter")
        await r.until(lambda: r.headline == HEADLINES[2])
        assert r.main.headlines.has_focus
        await r.press("escape")
        assert r.query == HeadlineQuery()
        await r.until(lambda: r.headline == HEADLINES[1])


async def test_escape_while_typing_ends_the_search(news: Path) -> None:
    async with reader(news) as r:
        await r.press("slash")
        await r.type("bell")
        await r.until(lambda: r.main.searching)
        await r.press("escape")
        assert not r.main.searching and not r.main.has_class("-searching")
        assert r.query == HeadlineQuery() and r.main.headlines.has_focus


async def test_emptying_the_line_shows_the_list_again_and_waits_for_other_words(news: Path) -> None:
    async with reader(news) as r:
        await r.press("slash")
        await r.type("x")
        await r.until(lambda: r.main.searching)
        await r.press("backspace")
        await r.until(lambda: not r.main.searching)
        assert r.query == HeadlineQuery() and r.main.search_input.has_focus


async def test_what_is_nowhere_says_so_and_how_to_go_back(news: Path) -> None:
    async with reader(news) as r:
        await r.press("slash")
        await r.type("zzz")
        await r.until(lambda: "Nothing found for “zzz”." in r.text())
        assert "Esc goes back" in r.text()


async def test_an_opened_result_is_marked_read_and_closing_it_leads_back_to_the_results(news: Path) -> None:
    async with reader(news) as r:
        await r.press("slash")
        await r.type("bell")
        await r.until(lambda: r.main.headlines.count == 3)
        await r.press("enter", "enter")
        assert r.opened == HEADLINES[2] and r.pane() == "article"
        await r.press("q")
        assert r.pane() == "list" and r.main.searching
        await r.written()
        assert r.library.counts().unread == 23


async def test_choosing_a_filter_ends_the_search(news: Path) -> None:
    async with reader(news) as r:
        await r.press("slash")
        await r.type("bell")
        await r.press("enter", "2")
        assert r.query == HeadlineQuery(show="unread")
        assert not r.main.has_class("-searching")


async def test_slash_in_the_article_finds_words_in_it(news: Path) -> None:
    async with reader(news) as r:
        await r.press("enter", "slash")
        await r.type("paragraph")
        assert r.main.article_view.match_count == 4
        assert "1 of 4" in r.text()
        await r.press("enter", "n")
        assert r.main.article_view.match_number == 2
        await r.press("N", "N")
        assert r.main.article_view.match_number == 4
        assert r.opened == HEADLINES[0]


async def test_escape_ends_finding_and_n_goes_to_the_next_unread_again(news: Path) -> None:
    async with reader(news) as r:
        await r.press("enter", "slash")
        await r.type("story")
        await r.press("enter", "escape")
        assert not r.main.finding and r.pane() == "article"
        await r.press("n")
        assert r.opened == HEADLINES[1]


async def test_what_is_not_in_the_article_says_so(news: Path) -> None:
    async with reader(news) as r:
        await r.press("enter", "slash")
        await r.type("zzz")
        assert "not in this article" in r.text()


async def test_another_article_ends_finding(news: Path) -> None:
    async with reader(news) as r:
        await r.press("enter", "slash")
        await r.type("story")
        await r.press("enter", "J")
        assert r.opened == HEADLINES[1] and not r.main.finding


async def test_what_is_typed_ahead_of_the_line_to_search_in_goes_there(news: Path) -> None:
    async with reader(news) as r:
        for key, character in (
            ("slash", "/"),
            ("b", "b"),
            ("e", "e"),
            ("l", "l"),
            ("l", "l"),
            ("enter", "\r"),
        ):
            r.app.post_message(events.Key(key, character))
        await r.until(lambda: r.main.searching and r.main.headlines.has_focus)
        assert r.main.search_input.value == "bell"
        assert r.at_home(), "no letter was taken for a command"
