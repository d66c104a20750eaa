"""A pane of items that take one line or several, with headings between them, and a cursor on one item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from newsreader.cells import cut, fitting, steady, width, wrap
from newsreader.rows import BAR
from newsreader.text.clean import clean_line
from newsreader.ui.widgets.line_view import LineView

Piece = tuple[str, tuple[str, ...]]
"""Text, and the roles it is drawn in."""


class Line(NamedTuple):
    """A line: its pieces, and the item it is of; -1 for a heading or an empty line."""

    pieces: tuple[Piece, ...] = ()
    item: int = -1


class ItemView(LineView):
    """Items to move among.  A subclass says in `lines` how they are drawn.  It binds no keys."""

    class _Told(Message):
        def __init__(self, sender: ItemView, index: int) -> None:
            super().__init__()
            self.view = sender
            self.index = index

        @property
        def control(self) -> ItemView:
            """The pane."""
            return self.view

    class Moved(_Told):
        """The cursor came to another item."""

    class Chosen(_Told):
        """The item under the cursor was chosen, with `choose` or by a click on it."""

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._cursor = 0
        self._lines: Sequence[Line] = ()
        self._first: dict[int, int] = {}
        self._strips: dict[int, Strip] = {}

    # --- what a subclass says -------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many items there are."""
        raise NotImplementedError

    def lines(self, columns: int) -> Iterable[Line]:
        """Return all lines, at most `columns` wide; the first column is the cursor's bar."""
        raise NotImplementedError

    # --- items ----------------------------------------------------------------------------------------

    def fill(self, *, cursor: int = 0, top: bool = False) -> None:
        """Draw the items anew, the cursor on item `cursor`; from the top where that is wanted."""
        self._cursor = min(max(cursor, 0), max(self.count - 1, 0))
        self._lay_out()
        if top:
            self.go(0)
        self._keep_in_view()

    @property
    def cursor(self) -> int:
        """The number of the item under the cursor."""
        return self._cursor

    def move(self, delta: int) -> bool:
        """Move the cursor by items; False where it could not move."""
        return self.move_to(self._cursor + delta)

    def page(self, pages: float) -> bool:
        """Move by pages: 1 down, -1 up, 0.5 half a page; False where it could not move."""
        if not self._lines:
            return False
        by = int(pages * (self.size.height - 1))
        line = min(max(self._first.get(self._cursor, 0) + by, 0), len(self._lines) - 1)
        step = 1 if pages > 0 else -1
        while 0 <= line < len(self._lines) and self._lines[line].item < 0:
            line += step
        if not 0 <= line < len(self._lines):
            return self.move_to(self.count - 1 if step > 0 else 0)
        item = self._lines[line].item
        return self.move_to(item if item != self._cursor else item + step)

    def go_first(self) -> None:
        """Move to the first item."""
        self.move_to(0)

    def go_last(self) -> None:
        """Move to the last item."""
        self.move_to(self.count - 1)

    def move_to(self, index: int) -> bool:
        """Move to an item; False where the cursor is on it, or on the nearest there is, already."""
        index = min(max(index, 0), self.count - 1)
        if index < 0 or index == self._cursor:
            self._keep_in_view()
            return False
        self._cursor = index
        self.drop_strips()
        self._keep_in_view()
        self.refresh()
        self.post_message(self.Moved(self, index))
        return True

    def choose(self) -> None:
        """Post `Chosen` for the item under the cursor."""
        if self.count:
            self.post_message(self.Chosen(self, self._cursor))

    def _keep_in_view(self) -> None:
        first = self._first.get(self._cursor)
        if first is None:
            return
        last = first
        while last + 1 < len(self._lines) and self._lines[last + 1].item == self._cursor:
            last += 1
        while first > 0 and self._lines[first - 1].item < 0:  # with the heading above
            first -= 1
        height, top = self.size.height, self.scroll_offset.y
        if last >= top + height:
            top = last + 1 - height
        if first < top:
            top = first
        if top != self.scroll_offset.y:
            self.go(top)

    # --- drawing --------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._lines = tuple(self.lines(self.columns)) if self.columns else ()
        self._first = {}
        for number, line in enumerate(self._lines):
            self._first.setdefault(line.item, number)
        self.drop_strips()
        self.set_height(len(self._lines))
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        """Draw lines of another width; the cursor stays in view."""
        self._lay_out()
        self._keep_in_view()

    def drop_strips(self) -> None:
        """Forget drawn lines."""
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        if not self.count:
            return self.empty_line(y)
        number = self.scroll_offset.y + y
        if number >= len(self._lines):
            return self.blank()
        strip = self._strips.get(number)
        if strip is None:
            strip = self._strips[number] = self._draw(self._lines[number])
        return strip

    def _draw(self, line: Line) -> Strip:
        selected = line.item >= 0 and line.item == self._cursor
        pieces = [(BAR if selected else " ", ("bar",)), *line.pieces]
        segments = [Segment(text, self._piece_look(roles, selected)) for text, roles in pieces if text]
        used = sum(width(text) for text, _ in pieces)
        rest = self.columns - used
        if rest > 0:
            segments.append(Segment(" " * rest, self._piece_look((), selected)))
        return Strip(segments).adjust_cell_length(self.columns, self.look())

    def _piece_look(self, roles: tuple[str, ...], selected: bool) -> Style:
        if not selected:
            return self.look(*roles)
        cursor = "cursor" if self.has_focus else "cursor.blurred"
        if self.palette.colours > 16 or not self.has_focus:
            return self.look(cursor, *roles)
        return self.look(cursor)  # reversed: colours would become patches

    def on_click(self, event: events.Click) -> None:
        """Move to the item that was clicked; a click on the one under the cursor chooses it."""
        number = self.scroll_offset.y + event.y
        if 0 <= number < len(self._lines) and self._lines[number].item >= 0:
            event.stop()
            if not self.move_to(self._lines[number].item):
                self.choose()


def folded(text: str, columns: int, most: int) -> list[str]:
    """Return text from outside in lines at most `columns` wide, and at most `most`, "…" for the rest.

    A paragraph begins a line.
    """
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        words = steady(clean_line(paragraph))
        lines += [words[start:end] for start, end in wrap(words, columns)]
        if len(lines) > most:
            last = lines[most - 1]
            fits = fitting(last, columns - 2)
            kept = last[:fits]
            if last[fits : fits + 1].strip() and " " in kept:  # not in the middle of a word
                kept = kept.rpartition(" ")[0]
            return [*lines[: most - 1], f"{kept.rstrip(' ,;:')} …"]
    return lines


def pair(left: str, right: str, columns: int) -> tuple[str, str, str]:
    """Return `left` cut to what `right` leaves of `columns`, the space between, and `right`."""
    left = cut(left, max(columns - width(right) - 2, 4))
    return left, " " * max(columns - width(left) - width(right), 1), right
