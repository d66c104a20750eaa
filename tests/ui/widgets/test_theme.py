"""Themes, and the palette for whichever is on."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.theme import BUILTIN_THEMES

from newsreader.palette import READABLE, contrast
from newsreader.ui.theme import NIGHT, PAPER, THEMES, ansi_wanted, fitting_theme, palette_for


def app(theme: str) -> App[None]:
    made: App[None] = App(ansi_color=ansi_wanted())
    for own in THEMES:
        made.register_theme(own)
    made.theme = theme
    return made


@pytest.mark.parametrize("theme", [NIGHT.name, PAPER.name, *BUILTIN_THEMES])
def test_every_theme_has_a_palette_that_can_be_read(theme: str) -> None:
    shown = app(theme)
    colours = palette_for(shown)
    assert colours.dark == shown.current_theme.dark
    background = shown.get_css_variables()["background"]
    if colours.colours > 16:
        for role in ("body", "headline", "kicker", "meta", "quotation", "voice.0", "voice.5"):
            style = colours[role]
            assert style.color is not None and style.color.triplet is not None
            assert contrast(style.color.triplet.hex, background.lower()[:7]) >= READABLE


def test_a_terminal_of_sixteen_colours_gets_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "standard")
    shown = app(NIGHT.name)
    assert fitting_theme(shown, PAPER.name) == "ansi-light"
    assert fitting_theme(shown, "nord") == "ansi-dark"
    assert palette_for(shown).colours == 16


def test_no_color_means_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    shown = app(NIGHT.name)
    assert palette_for(shown).colours == 0
    assert [type(line_filter).__name__ for line_filter in shown.get_line_filters()] == ["NoColor"]
    assert fitting_theme(shown, "gone from here") == "ansi-dark"


def test_in_full_colour_a_theme_is_what_was_asked_for() -> None:
    assert fitting_theme(app(NIGHT.name), "nord") == "nord"
    assert fitting_theme(app(NIGHT.name), "gone from here") == NIGHT.name
