"""What a start does once, or not at all, so that keys work soon."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.css import stylesheet
from textual.css.model import RuleSet
from textual.screen import Screen
from textual.widgets import Static

from newsreader.config import Settings
from newsreader.ui.app import NewsreaderApp
from newsreader.ui.keymap import Keymap
from newsreader.ui.screens.main import Start
from newsreader.ui.styles import OnceParsed
from tests.ui.news import open_library
from tests.ui.reader import QUIET, Reader, reader, screen_text

RULES = "Static { color: $text-of-ours; } .wide { width: 20; }"


def parsed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Return a growing list of the pieces of style sheets that are parsed, and of how much they weigh."""
    pieces: list[tuple[str, int]] = []
    whole: Callable[..., Iterable[RuleSet]] = stylesheet.__dict__["parse"]

    def noted(scope: str, css: str, read_from: tuple[str, str], **more: Any) -> Iterable[RuleSet]:
        pieces.append(("".join(read_from), more["tie_breaker"]))
        return whole(scope, css, read_from, **more)

    monkeypatch.setattr(stylesheet, "parse", noted)
    return pieces


def test_rules_are_parsed_again_only_for_other_colours() -> None:
    sheet = OnceParsed({"text-of-ours": "red"})
    sheet.add_source(RULES, ("test", ""))
    before = sheet.rules
    sheet.set_variables({"text-of-ours": "red"})
    sheet.reparse()
    assert [id(rule) for rule in sheet.rules] == [id(rule) for rule in before]
    sheet.set_variables({"text-of-ours": "blue"})
    sheet.reparse()
    assert "#0000FF" in sheet.rules[0].css


def test_rules_that_come_later_are_parsed() -> None:
    sheet = OnceParsed({"text-of-ours": "red"})
    sheet.add_source(RULES, ("test", ""))
    assert len(sheet.rules) == 2
    sheet.add_source(".tall { height: 9; }", ("more", ""))
    sheet.reparse()
    assert len(sheet.rules) == 3


async def test_a_start_parses_each_piece_of_the_style_sheet_once(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces = parsed(monkeypatch)
    async with reader(news):
        assert any("newsreader.tcss" in piece for piece, _ in pieces)
        assert sorted(pieces) == sorted(set(pieces))


async def test_another_theme_is_seen_at_once(news: Path) -> None:
    async with reader(news) as r:
        dark = r.main.styles.background
        await r.press("t")
        assert r.main.styles.background != dark


async def test_under_the_first_frame_nothing_is_drawn_until_the_list_is_filled(
    news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[bool] = []
    whole = Screen._compositor_refresh

    def noted(self: Screen[None]) -> None:
        drawn.append(app.main.begun)
        whole(self)

    monkeypatch.setattr(Screen, "_compositor_refresh", noted)
    library = open_library(news)
    app = NewsreaderApp(library, Settings(Path("none"), QUIET), Keymap(), Start())
    app.stay_covered()
    async with app.run_test(size=(100, 30)) as pilot:
        await Reader(app, pilot, library).until(lambda: drawn)
        assert all(drawn)
        assert not app.main.covered
        assert "Ferry service" in screen_text(app)
    library.close()


@pytest.mark.parametrize("size", [(60, 20), (100, 40), (150, 30), (150, 45)])
async def test_the_screen_is_styled_for_its_size_from_the_beginning(
    size: tuple[int, int], news: Path
) -> None:
    """Our own naming of the layout and Textual's breakpoints agree, or every start would style twice."""
    async with reader(news, size=size) as r:
        main = r.main
        named = {name for name in main.classes if name.startswith("-")}
        for dimension, breakpoints in zip(
            size, (main.HORIZONTAL_BREAKPOINTS, main.VERTICAL_BREAKPOINTS), strict=True
        ):
            assert main._get_breakpoint_classes(dimension, breakpoints) <= named


async def test_feeds_that_nobody_sees_are_read_when_they_are_shown(news: Path) -> None:
    async with reader(news, size=(100, 30)) as r:
        rows = len(r.main.feed_list._rows)
        await r.press("f")
        assert len(r.main.feed_list._rows) >= rows + 3
        assert r.main.feed_list.cursor_query == r.main.view


class Two(App[None]):
    """Two widgets."""

    CSS = RULES.replace("$text-of-ours", "$primary")

    def compose(self) -> ComposeResult:
        """Compose."""
        yield Static("a")
        yield Static("b", classes="wide")


async def test_textual_asks_its_style_sheet_for_what_ours_answers() -> None:
    """The calls that `OnceParsed` counts on are those that this Textual makes."""
    calls: list[str] = []

    class Noting(OnceParsed):
        def set_variables(self, variables: dict[str, str]) -> None:
            calls.append("variables")
            super().set_variables(variables)

        def reparse(self) -> None:
            calls.append("reparse")
            super().reparse()

    app = Two()
    app.stylesheet = Noting(app.get_css_variables())
    async with app.run_test() as pilot:
        calls.clear()
        app.theme = "nord"
        await pilot.pause()
        assert calls == ["variables", "reparse"]
        assert app.query_one(".wide").styles.width is not None
