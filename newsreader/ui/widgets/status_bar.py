"""The bottom line: keys that work here on the left; progress, position and counts on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.style import Style
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from newsreader.palette import Palette


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and what it does; `command` is what a click on it stands for ("" for none)."""

    key: str
    label: str
    command: str = ""


class StatusBar(Widget):
    """One line.  What does not fit is left out from the right end of the hints."""

    hints: reactive[Sequence[Hint]] = reactive(())
    """The keys to show, the most useful first."""

    note: reactive[str] = reactive("")
    """A sentence that stands in place of the hints while it is set."""

    warning: reactive[bool] = reactive(False)
    """The note tells of a failure."""

    progress: reactive[str] = reactive("")
    """"refreshing 37/300"; a click on it posts `ProgressClicked`."""

    counts: reactive[str] = reactive("")
    """What stands at the right end: "120 unread", "34 %"."""

    class ProgressClicked(Message):
        """The progress was clicked: the user wants to cancel."""

    class HintClicked(Message):
        """A key hint was clicked."""

        def __init__(self, command: str) -> None:
            super().__init__()
            self.command = command

    def restyle(self, palette: Palette) -> None:
        """Draw with another palette."""

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        return Strip.blank(self.size.width, Style.null())
