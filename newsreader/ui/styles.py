"""Textual's style sheet, parsed once at the start.

A theme that is set before the first picture has Textual parse anew what it parsed a moment before, with
the same colours.  That and the parsing of pages of rules for each box that is opened were a tenth of a
start; here nothing is parsed again unless the colours have changed.
"""

from __future__ import annotations

from textual.css.stylesheet import Stylesheet


class OnceParsed(Stylesheet):
    """A style sheet that keeps what was parsed as long as its variables stay the same."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._changed = False

    def set_variables(self, variables: dict[str, str]) -> None:
        """Set the variables, most of them colours; what was parsed with others is forgotten."""
        if variables != self._variables:
            super().set_variables(variables)
            self._changed = True

    def reparse(self) -> None:
        """Parse again what has to be: all of it after a change of the variables, else what was added."""
        if self._changed:
            super().reparse()
            self._changed = False
        else:
            self.parse()
