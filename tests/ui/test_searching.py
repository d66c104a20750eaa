"""Searching the library, and finding in the article."""

from __future__ import annotations

from pathlib import Path

from newsreader.models import HeadlineQuery
from tests.ui.news import HEADLINES
from tests.ui.reader import reader


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
