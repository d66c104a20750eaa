"""Help, palette and themes."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.command import CommandPalette
from textual.widgets import Input

from newsreader.config import KeySettings, UiSettings
from newsreader.models import HeadlineQuery
from newsreader.ui.commands import COMMANDS
from newsreader.ui.keymap import Keymap
from newsreader.ui.manual import cut, sections, words, wrap
from newsreader.ui.screens.help import HelpScreen
from tests.ui.reader import reader


async def test_the_help_explains_every_command_and_has_the_manual(news: Path) -> None:
    async with reader(news, size=(120, 400)) as r:
        await r.press("question_mark")
        text = r.text()
        for command in COMMANDS:
            assert command.help[:50] in text
        assert "What can be read" in text and "The names of the commands" in text


def test_the_help_is_searched_by_all_words() -> None:
    screen = HelpScreen(Keymap())
    assert [command.id for command in screen.commands(["star", "away"])] == ["star"]
    assert "In the library" in [section.heading for section in screen.manual(["is:starred", "dates"])]
    assert screen.commands(["zzz"]) == [] and screen.manual(["zzz"]) == []


async def test_the_help_shows_ones_own_keys(news: Path) -> None:
    async with reader(news, keys=KeySettings(remap={"star": ("*",)})) as r:
        await r.press("question_mark")
        await r.type("its star")
        assert "*                 Star the article" in r.text()


async def test_what_the_help_does_not_know_it_says_as_it_was_typed(news: Path) -> None:
    async with reader(news) as r:
        await r.press("question_mark")
        r.app.screen.query_one(Input).value = "[bold]zzz[/]"
        await r.until(lambda: "The help says nothing about “[bold]zzz[/]”." in r.text())


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
        await r.press("enter")
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
        await r.press("enter")
        await r.until(lambda: r.query == HeadlineQuery(feed=feed.id))


async def test_t_changes_between_night_and_paper_and_the_choice_is_kept(news: Path) -> None:
    async with reader(news) as r:
        assert r.app.theme == "newsreader-night"
        await r.press("t")
        await r.until(lambda: r.app.theme == "newsreader-paper")
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
    line = wrap(words("Press `m` **now**, [not] markup.", "blue"), 80)
    assert "".join(text for text, _ in line[0]) == "Press m now, [not] markup."
    assert [text.strip() for text, style in line[0] if style == "blue"] == ["m"]
    assert [text.strip() for text, style in line[0] if style == "bold"] == ["now"]


@given(st.text(alphabet="ab `*-", max_size=60), st.integers(4, 20))
@settings(max_examples=80, deadline=None)
def test_wrapping_loses_no_word(line: str, width: int) -> None:
    whole = "".join(text for text, _ in words(line, ""))
    wrapped = wrap(words(line, ""), width)
    assert " ".join("".join(text for text, _ in part) for part in wrapped).split() == whole.split()


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
