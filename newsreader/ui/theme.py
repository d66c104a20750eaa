"""The two themes of our own, and the renderer's palette for whichever theme is on.

Textual's themes colour its own widgets from a dozen names; the renderer needs more (quotations, one hue
a speaker), so a palette is derived for any theme from its background, foreground and accents.  On a
terminal of 16 colours and under NO_COLOR the palette tells the same by weight and underline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.theme import Theme

from newsreader.palette import Palette, palette

if TYPE_CHECKING:
    from textual.app import App

NIGHT = Theme(
    name="newsreader-night",
    primary="#8fb3d9",
    secondary="#b9a3d9",
    accent="#e0a458",
    warning="#e0b458",
    error="#e07a6e",
    success="#8fbf8a",
    foreground="#d6d3cc",
    background="#16181d",
    surface="#1c1f26",
    panel="#242833",
    dark=True,
)
"""Warm grey on a blue-black page."""

PAPER = Theme(
    name="newsreader-paper",
    primary="#2f5d8a",
    secondary="#6b4a8a",
    accent="#a2451f",
    warning="#8a5a00",
    error="#a8322a",
    success="#2f6b3a",
    foreground="#26231f",
    background="#f7f3ea",
    surface="#f0ebdf",
    panel="#e6dfd0",
    dark=False,
)
"""Dark ink on warm paper."""

THEMES = (NIGHT, PAPER)
"""What the app registers."""


def palette_for(app: App[object]) -> Palette:
    """Return the renderer's palette for the theme and the colours `app` has at this moment."""
    theme = app.current_theme
    return palette(theme.name)
