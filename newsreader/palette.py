"""Roles of drawn text, and the styles they have: by theme, in 16 colours, and without colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich.style import Style


@dataclass(frozen=True)
class Palette:
    """A style for every role, and one for each speaker of an article in order of appearance."""

    name: str
    dark: bool
    styles: Mapping[str, Style]
    speakers: tuple[Style, ...] = ()

    def __getitem__(self, role: str) -> Style:
        return self.styles.get(role) or Style.null()

    def speaker(self, number: int) -> Style:
        """Return the hue of the speaker who appears as number `number` (from 0) in an article."""
        return self.speakers[number % len(self.speakers)] if self.speakers else self["quotation"]


def palette(name: str) -> Palette:
    """Return the palette of one of our own themes."""
    return Palette(name, dark=name != "newsreader-paper", styles={})
