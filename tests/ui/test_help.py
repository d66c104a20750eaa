"""Help, palette and themes."""

from __future__ import annotations

from pathlib import Path

from textual.command import CommandPalette
from textual.widgets import Input

from newsreader.config import KeySettings, UiSettings
from newsreader.models import HeadlineQuery
from newsreader.ui.commands import COMMANDS
from newsreader.ui.keymap import Keymap
from newsreader.ui.manual import cut, inline, sections
from newsreader.ui.screens.help import HelpScreen
from tests.ui.reader import reader


def test_the_help_explains_every_command_and_has_the_manual() -> None:
    text = HelpScreen(Keymap()).text("").plain
    for command in COMMANDS:
        assert command.help in text
    assert "What can be read" in text


def test_the_help_is_searched_by_all_words() -> None:
    text = HelpScreen(Keymap()).text("star later").plain
    assert "is:starred" in text
    assert "Move down" not in text
    assert HelpScreen(Keymap()).text("[bold] zzz").plain == "The help says nothing about “[bold] zzz”."


def test_the_help_shows_ones_own_keys() -> None:
    keymap = Keymap.from_settings(KeySettings(remap={"star": ("*",)}), Path("config.toml"))
    assert "*                 Star the article" in HelpScreen(keymap).text("").plain


async def test_question_mark_opens_the_help_and_escape_closes_it(news: Path) -> None:
    async with reader(news) as r:
        await r.press("question_mark")
        assert isinstance(r.app.screen, HelpScreen)
        await r.type("undo")
        assert "Take back the last mark" in r.text() and "Move down" not in r.text()
        await r.press("escape", "escape")
        assert r.at_home()


async def test_the_palette_runs_commands(news: Path) -> None:
    async with reader(news) as r:
        await r.press("colon")
        assert isinstance(r.app.screen, CommandPalette)
        await r.type("star the")
        await r.until(lambda: "Star the article" in r.text())
        await r.press("down", "enter")
        await r.until(lambda: r.at_home())
        await r.written()
        assert r.library.counts().starred == 1


async def test_the_palette_finds_feeds_whatever_they_are_called(news: Path) -> None:
    async with reader(news) as r:
        feed = r.library.feeds()[0]
        r.library.edit_feed(feed.id, own_title="[/] [@click=app.quit]Odd[/]").result()
        await r.press("ctrl+p")
        await r.type("odd")
        await r.until(lambda: "[/] [@click=app.quit]Odd[/]" in r.text())
        await r.press("down", "enter")
        await r.until(lambda: r.query == HeadlineQuery(feed=feed.id))


async def test_t_changes_between_night_and_paper_and_the_choice_is_kept(news: Path) -> None:
    async with reader(news) as r:
        assert r.app.theme == "newsreader-night"
        await r.press("t")
        assert r.app.theme == "newsreader-paper"
        await r.press("Q")
    async with reader(news) as r:
        assert r.app.theme == "newsreader-paper"
    async with reader(news, ui=UiSettings(theme="nord")) as r:  # set in the file since
        assert r.app.theme == "nord"
    async with reader(news, ui=UiSettings(theme="no such theme")) as r:
        assert r.app.theme == "newsreader-night"


def test_a_page_is_cut_at_its_headings() -> None:
    one, two = cut("# Page\n\n## One\n\nText of\none.\n\n- a\n- b\n\n## Two\n\nMore.\n")
    assert (one.page, one.heading, one.blocks) == ("Page", "One", ("Text of one.", "- a", "- b"))
    assert (two.page, two.heading, two.blocks) == ("Page", "Two", ("More.",))


def test_code_and_strong_words_are_drawn_without_their_marks() -> None:
    assert inline("Press `m` **now**, [not] markup.").plain == "Press m now, [not] markup."


def test_the_manual_names_only_commands_that_exist() -> None:
    keymap = Keymap()
    single_keys = {key for command in keymap for key in command.keys}
    for section in sections():
        assert section.blocks
    assert {"a", "e", "d", "f", "n", "p", "t", "z"} <= single_keys


async def test_the_search_line_of_the_help_has_the_focus(news: Path) -> None:
    async with reader(news) as r:
        await r.press("f1")
        assert r.app.screen.query_one(Input).has_focus
