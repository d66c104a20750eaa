"""The two themes of our own, and the renderer's palette for whichever theme is on.

Textual's themes colour its own widgets from a dozen names; the renderer needs more (quotations, one hue
a speaker), so a palette is derived for any theme from its background, foreground and accents.  On a
terminal of 16 colours and under NO_COLOR the palette tells the same by weight and underline.
"""

from __future__ import annotations

import os
from typing import Any

from textual.app import App
from textual.color import Color, ColorParseError
from textual.theme import Theme

from newsreader.palette import NIGHT_TONES, PAPER_TONES, Palette, Tones, derive, palette

ANSI_DARK, ANSI_LIGHT = "ansi-dark", "ansi-light"
"""Textual's themes in the terminal's own 16 colours."""


def _theme(
    name: str, tones: Tones, *, dark: bool, surface: str, panel: str, success: str, warning: str
) -> Theme:
    return Theme(
        name=name,
        primary=tones.accent,
        secondary=tones.link,
        accent=tones.kicker,
        warning=warning,
        error=tones.error,
        success=success,
        foreground=tones.text,
        background=tones.background,
        surface=surface,
        panel=panel,
        dark=dark,
        variables={
            "block-cursor-background": tones.cursor,
            "block-cursor-foreground": tones.strong,
            "block-cursor-blurred-background": tones.cursor_blurred,
            "block-cursor-blurred-foreground": tones.text,
            "border": tones.accent,
            "border-blurred": tones.faint,
            "input-selection-background": f"{tones.accent} 35%",
            "screen-selection-background": f"{tones.accent} 40%",
            "screen-selection-foreground": tones.strong,
            "scrollbar": tones.scrollbar,
            "scrollbar-hover": tones.faint,
            "scrollbar-active": tones.accent,
            "scrollbar-background": tones.background,
            "scrollbar-background-hover": tones.background,
            "scrollbar-background-active": tones.background,
            "scrollbar-corner-color": tones.background,
            "footer-background": tones.background,
            "footer-key-foreground": tones.accent,
            "footer-description-foreground": tones.muted,
        },
    )


NIGHT = _theme(
    "newsreader-night",
    NIGHT_TONES,
    dark=True,
    surface="#1b1e25",
    panel="#262b35",
    success="#93c48b",
    warning="#e8c46a",
)
"""Warm grey on a blue-black page."""

PAPER = _theme(
    "newsreader-paper",
    PAPER_TONES,
    dark=False,
    surface="#f0ebdf",
    panel="#e3dccc",
    success="#2f6b3a",
    warning="#8a5a00",
)
"""Dark ink on warm paper."""

THEMES = (NIGHT, PAPER)
"""What the app registers."""


def colours_of(app: App[Any]) -> int:
    """Return how many colours may be drawn with: 2**24, 16, or 0 under NO_COLOR."""
    if app.no_color:
        return 0
    if app.current_theme.ansi or app.console.color_system in ("standard", "windows"):
        return 16
    return 2**24


def ansi_wanted() -> bool | None:
    """Return what to give `App(ansi_color=…)`: under NO_COLOR Textual only sends none if that is True."""
    return True if "NO_COLOR" in os.environ else None


def fitting_theme(app: App[Any], wanted: str) -> str:
    """Return the name of the theme to set where `wanted` is asked for.

    With 16 colours or none, shades would be rounded to whatever is near; Textual's own themes in the
    terminal's colours are used instead, light or dark as the theme asked for is.
    """
    theme = app.available_themes.get(wanted, NIGHT)
    if app.no_color or app.console.color_system in ("standard", "windows"):
        return ANSI_DARK if theme.dark else ANSI_LIGHT
    return theme.name


def palette_for(app: App[Any]) -> Palette:
    """Return the renderer's palette for the theme and the colours that `app` has at this moment."""
    theme = app.current_theme
    colours = colours_of(app)
    if colours <= 16 or theme.name in (NIGHT.name, PAPER.name):
        return palette(theme.name, colours, theme.dark)
    return _derived(app, theme)


def _derived(app: App[Any], theme: Theme) -> Palette:
    variables = app.get_css_variables()

    def colour(name: str, given: str | None, otherwise: str) -> str:
        for value in (given, variables.get(name), otherwise):
            try:
                if value and (parsed := Color.parse(value)).ansi is None:
                    return parsed.hex6.lower()
            except ColorParseError:
                continue
        return otherwise

    own = NIGHT_TONES if theme.dark else PAPER_TONES
    return derive(
        theme.name,
        background=colour("background", theme.background, own.background),
        text=colour("foreground", theme.foreground, own.text),
        accent=colour("primary", theme.primary, own.accent),
        kicker=colour("accent", theme.accent, own.kicker),
        star=colour("warning", theme.warning, own.star),
        error=colour("error", theme.error, own.error),
        dark=theme.dark,
    )
