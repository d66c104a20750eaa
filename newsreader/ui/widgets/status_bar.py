"""The bottom line: keys that work here on the left; progress, position and counts on the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget

from newsreader.cells import cut, width
from newsreader.late import dataclass
from newsreader.palette import Palette
from newsreader.text.clean import clean_line
from newsreader.ui.theme import palette_for


@dataclass(frozen=True, slots=True)
class Hint:
    """A key and what it does; `command` is what a click on it stands for ("" for none)."""

    key: str
    label: str
    command: str = ""


class StatusBar(Widget):
    """One line.  What does not fit is left out from the right end of the hints."""

    DEFAULT_CSS = """
    StatusBar {
        height: 1;
        width: 1fr;
        background: $surface;
        color: $foreground;
    }
    """

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

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._palette: Palette | None = None

    def on_mount(self) -> None:
        """Draw with another palette whenever the theme changes."""
        self.app.theme_changed_signal.subscribe(self, self._theme_changed)

    def _theme_changed(self, _theme: Theme) -> None:
        self.restyle(palette_for(self.app))

    def restyle(self, palette: Palette) -> None:
        """Draw with another palette."""
        self._palette = palette
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        columns = self.size.width
        palette = self._palette = self._palette or palette_for(self.app)
        base = self.rich_style
        right = list(self._right(palette))
        right_width = sum(width(text) for text, _ in right)
        if right_width > columns:
            right, right_width = [], 0
        left = list(self._left(palette, columns - right_width - 1))
        left_width = sum(width(text) for text, _ in left)
        space = " " * max(columns - left_width - right_width, 0)
        pieces = [*left, (space, Style.null()), *right]
        strip = Strip([Segment(text, base + style) for text, style in pieces if text])
        return strip.adjust_cell_length(columns, base)

    def _left(self, palette: Palette, room: int) -> Iterator[tuple[str, Style]]:
        if self.note:
            role = "status.warning" if self.warning else "status.note"
            yield cut(" " + clean_line(self.note), room), palette[role]
            return
        yield " ", Style.null()
        used = 1
        for hint in self.hints:
            key, label = clean_line(hint.key), clean_line(hint.label)
            needed = width(key) + 1 + width(label) + 2
            if used + needed - 2 > room:
                return
            used += needed
            meta = Style.from_meta({"command": hint.command}) if hint.command else Style.null()
            yield key, palette["status.key"] + meta
            yield f" {label}", palette["status.label"] + meta
            yield "  ", Style.null()

    def _right(self, palette: Palette) -> Iterator[tuple[str, Style]]:
        progress, counts = clean_line(self.progress), clean_line(self.counts)
        if progress:
            yield progress, palette["status.progress"] + Style.from_meta({"progress": True})
            yield "  " if counts else " ", Style.null()
        if counts:
            yield counts + " ", palette["status.counts"]

    def on_click(self, event: events.Click) -> None:
        """Tell what was clicked."""
        meta = event.style.meta
        if meta.get("progress"):
            event.stop()
            self.post_message(self.ProgressClicked())
        elif command := meta.get("command"):
            event.stop()
            self.post_message(self.HintClicked(str(command)))
