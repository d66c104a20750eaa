"""The list of headlines: any number of them, none but the visible ones in memory."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from textual import events
from textual.reactive import var
from textual.strip import Strip

from newsreader.errors import LibraryError
from newsreader.matches import search_terms
from newsreader.models import Headline, HeadlineQuery, MarkKind
from newsreader.rows import headline_row, kept_in_view, row_height
from newsreader.ui.widgets.headline_messages import Counted, Failed, Highlighted, NewAbove, Opened
from newsreader.ui.widgets.headline_reading import Reading, ReadingStep
from newsreader.ui.widgets.headline_rows import Change, HeadlineRows
from newsreader.ui.widgets.line_view import LineView

if TYPE_CHECKING:
    from newsreader.library import Library

_WHEEL = 3
"""Rows a turn of the wheel moves by."""
_MINUTE = 60


class HeadlineList(LineView):
    """Headlines of a query, two lines each or one.

    It binds no keys: the screen calls its methods.  It reads the library, never writes it.
    """

    compact: var[bool] = var(False)
    """One line a headline instead of two."""

    show_feed: var[bool] = var(True)
    """Name the feed in each row; `show` sets it off for a list of one feed."""

    Highlighted = Highlighted
    Opened = Opened
    NewAbove = NewAbove
    Counted = Counted
    Failed = Failed

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._rows: HeadlineRows | None = None
        self._terms: tuple[str, ...] = ()
        self._cursor = -1
        self._wanted: int | None = None
        self._to_end = False
        self._highlighted: int | None = None
        self._new = 0
        self._reading: Reading | None = None
        self._strips: dict[int, list[Strip]] = {}

    def on_mount(self) -> None:
        """Keep the times in the rows right."""
        self.set_interval(_MINUTE, self._time_passed)

    def show(
        self,
        library: Library,
        query: HeadlineQuery,
        *,
        cursor: int | None = None,
        first: Sequence[Headline] | None = None,
    ) -> None:
        """Show the headlines of `query`, the cursor on the one whose `ord` is `cursor`, else the first.

        `first` are the first `FIRST` of them, where these have been read already.  Raises `LibraryError`.
        """
        if self._reading is not None:
            self._reading.stop()
        before, self._rows = self._rows, HeadlineRows(library, query, first)
        if before is not None:
            before.let_go()
        self._reading = Reading(self, self._rows)
        self._terms = search_terms(query.search)
        self.show_feed = query.feed is None
        self._cursor = 0 if len(self._rows) else -1
        self._highlighted = None
        self._wanted = cursor
        self._to_end = False
        self.drop_strips()
        self._fit()
        self.go(0)
        self._set_new(0)
        self._take_wanted()
        self.refresh()
        self._tell_highlight(always=True)
        if self._rows.complete:
            self.post_message(self.Counted(self, len(self._rows)))
        else:
            self._reading.begin_soon()

    def reload(self, *, keep_cursor: bool = True, news: bool = False) -> None:
        """Read the list again; the cursor stays on its article, new rows above it are counted.

        `news`: only what has come is to be put in, which is quick in any list.
        """
        if self._rows is None or self._reading is None:
            return
        if keep_cursor:
            self._reading.again(news=news)
        else:
            self.show(self._rows.library, self._rows.query)

    # --- state ---------------------------------------------------------------------------------------

    @property
    def query_shown(self) -> HeadlineQuery:
        """The query on show (`query` is Textual's own word for something else)."""
        return self._rows.query if self._rows else HeadlineQuery()

    @property
    def count(self) -> int:
        """How many headlines the list has, as far as is known."""
        return len(self._rows) if self._rows else 0

    @property
    def counted(self) -> bool:
        """Whether that is all there are: a search is not read to its end at once."""
        return self._rows is None or self._rows.counted

    @property
    def cursor(self) -> Headline | None:
        """The headline the cursor is on."""
        return self.headline_at(self._cursor)

    @property
    def cursor_index(self) -> int:
        """The cursor's place from 0, -1 in an empty list."""
        return self._cursor

    @property
    def top_ord(self) -> int | None:
        """The greatest `ord` of the list: how far "all that is shown" reaches (for marking it)."""
        if self._rows is None or not self._rows.ords:
            return None
        return self._rows.ords[-1] if self._rows.query.oldest_first else self._rows.ords[0]

    @property
    def new_above(self) -> int:
        """How many headlines came above the first visible one since the reader last saw the top."""
        return self._new

    def headline_at(self, index: int) -> Headline | None:
        """Return the headline of a row, None where there is none or it is not known yet."""
        if self._rows is None:
            return None
        try:
            return self._rows.at(index)
        except LibraryError as error:
            self.post_message(self.Failed(self, str(error)))
            return None

    @property
    def marking_all(self) -> Future[Any] | None:
        """The write that marks the whole list, while it goes on."""
        return self._rows.marking_all if self._rows else None

    def next_unread(self, after: int, *, backwards: bool = False) -> Headline | None:
        """Return the next unread headline after `ord` `after`, by what has been marked until now."""
        return self._rows.next_unread(after, backwards=backwards) if self._rows else None

    # --- moving --------------------------------------------------------------------------------------

    def move(self, delta: int) -> bool:
        """Move the cursor by `delta` rows; False where it could not move."""
        return self._move_to(self._cursor + delta)

    def move_to(self, ord: int) -> bool:
        """Move the cursor to the headline whose `ord` is given; False where it is not in the list."""
        index = self._rows.index_of(ord) if self._rows else None
        if index is None:
            if self._rows is not None and not self._rows.complete:
                self._wanted = ord
                if not self.counted and self._reading is not None:
                    self._reading.hurry()
            return False
        self._wanted = None
        self._move_to(index)
        return True

    def go_first(self) -> None:
        """Move to the first headline."""
        self._move_to(0)

    def go_last(self) -> None:
        """Move to the last headline, once it is known which that is."""
        self._move_to(self.count - 1)
        if not self.counted and self._reading is not None:
            self._to_end = True
            self._reading.hurry()

    def page(self, pages: float) -> bool:
        """Move by pages: 1 down, -1 up, 0.5 half a page; False where it could not move."""
        rows = max(int(abs(pages) * (self._visible_rows - 1)), 1)
        step = rows if pages > 0 else -rows
        index = min(max(self._cursor + step, 0), self.count - 1)
        if index != self._cursor:
            self.go(self.scroll_offset.y + (index - self._cursor) * self._row_height)
        return self._move_to(index)

    def open(self) -> None:
        """Post `Opened` for the headline under the cursor."""
        if (headline := self.cursor) is not None:
            self.post_message(self.Opened(self, headline))

    def _move_to(self, index: int) -> bool:
        index = min(max(index, 0), self.count - 1)
        if index < 0:
            return False
        self._to_end = False
        before, self._cursor = self._cursor, index
        self._keep_in_view()
        if index == self.count - 1:
            self._look_ahead()
        if before == index:
            return False
        self._wanted = None
        for row in (before, index):
            self._strips.pop(row, None)
            if row >= 0:
                self.refresh_lines(row * self._row_height, self._row_height)
        self._tell_highlight()
        return True

    def _keep_in_view(self) -> None:
        """Scroll as little as shows the cursor's row and some around it."""
        height, top = self.size.height, self.scroll_offset.y
        line = kept_in_view(top, self._cursor, height=height, count=self.count, compact=self.compact)
        if line != top:
            self.go(line)

    def _look_ahead(self) -> None:
        """Have more of the list read, where the end of what there is of it comes into view."""
        end = (self.scroll_offset.y + 2 * self.size.height) // self._row_height
        if self._reading is not None and not self.counted and end >= self.count:
            self._reading.hurry()

    def _tell_highlight(self, *, always: bool = False) -> None:
        headline = self.cursor
        ord = headline.ord if headline else None
        if ord != self._highlighted or always:
            self._highlighted = ord
            self.post_message(self.Highlighted(self, headline))

    # --- marks ---------------------------------------------------------------------------------------

    def update_marks(
        self, ids: Sequence[int], kind: MarkKind, on: bool, pending: Future[Any] | None = None
    ) -> None:
        """Show a mark on these articles at once; `pending` is the write, until which it holds."""
        if self._rows is not None:
            self._rows.mark(ids, kind, on, pending)
            self._changed()

    def update_matching(
        self,
        predicate: Callable[[Headline], bool],
        kind: MarkKind,
        on: bool,
        pending: Future[Any] | None = None,
    ) -> None:
        """Show a mark on every headline that `predicate` says yes to, as `update_marks` does."""
        if self._rows is not None:
            self._rows.mark_matching(predicate, kind, on, pending)
            self._changed()

    def _changed(self) -> None:
        self.drop_strips()
        self.refresh()

    # --- reading the whole list ----------------------------------------------------------------------

    def on_reading_step(self, step: ReadingStep) -> None:
        """Take what the thread has read."""
        if step.reading is not self._reading or self._rows is None:
            return
        if step.error:
            self._reading.rest(failed=True)
            self.post_message(self.Failed(self, step.error))
        elif step.chunk is not None:
            self._take_chunk(step.chunk)
        else:
            if step.changes is None:
                self._take_chunk(None)
            else:
                self._take_changes(step.changes)
            self._reading.rest()
            self.post_message(self.Counted(self, len(self._rows)))

    def on_unmount(self) -> None:
        """Stop reading."""
        if self._reading is not None:
            self._reading.stop()

    def _take_chunk(self, chunk: array[int] | None) -> None:
        rows = self._rows
        assert rows is not None
        here = rows.ords[self._cursor] if 0 <= self._cursor < len(rows.ords) else None
        shown = len(rows.ords)
        same = rows.finish() if chunk is None else rows.add_chunk(chunk)
        if here is not None and (index := rows.index_of(here)) is not None:
            self._cursor = index
        self._cursor = min(self._cursor, len(rows) - 1)
        self._fit()
        self.drop_strips()
        if not same or shown * self._row_height < self.scroll_offset.y + self.size.height:
            self.refresh()
        self._take_wanted()
        if chunk is None and self._to_end:
            self.go_last()
        self._tell_highlight()

    def _take_changes(self, changes: list[Change]) -> None:
        """Change what a second reading found changed, what is looked at staying where it is."""
        rows, row = self._rows, self._row_height
        assert rows is not None
        was_empty = not len(rows)
        cursor = rows.ords[self._cursor] if 0 <= self._cursor < len(rows.ords) else None
        top = self.scroll_offset.y // row
        anchor = rows.ords[top] if top < len(rows.ords) else None
        rows.change(changes)
        if cursor is not None:
            place = rows.place_of(cursor)
            self._cursor = min(place, len(rows) - 1)
        elif len(rows):
            self._cursor = max(self._cursor, 0)
        shift = (rows.place_of(anchor) - top) if anchor is not None else 0
        self._fit()
        if shift:
            self.go(self.scroll_offset.y + shift * row)
        self._set_new(0 if was_empty else self._new + shift)
        self._changed()
        self._tell_highlight()

    def _take_wanted(self) -> None:
        if self._wanted is not None and self._rows is not None:
            wanted = self._wanted
            if not self.move_to(wanted) and self._rows.complete:
                self._wanted = None

    def _set_new(self, count: int) -> None:
        count = min(max(count, 0), self.scroll_offset.y // self._row_height)
        if count != self._new:
            self._new = count
            self.post_message(self.NewAbove(self, count))

    # --- drawing -------------------------------------------------------------------------------------

    @property
    def _row_height(self) -> int:
        return row_height(self.compact)

    @property
    def _visible_rows(self) -> int:
        return max(self.size.height // self._row_height, 1)

    def _fit(self) -> None:
        """Set the height: whole rows, so that the first visible one is never cut in half."""
        lines = self.count * self._row_height
        self.set_height(lines + self.size.height % self._row_height if lines else 0)

    def validate_scroll_y(self, value: float) -> float:
        """Begin with a whole row."""
        return super().validate_scroll_y(value) // self._row_height * self._row_height

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Count off the new headlines that have been seen."""
        super().watch_scroll_y(old_value, new_value)
        if self._new:
            self._set_new(self._new)
        if not self.counted:
            self._look_ahead()

    def watch_compact(self) -> None:
        """Draw rows of another height, the same ones."""
        self.drop_strips()
        self._fit()
        if self._cursor >= 0:
            self.go(self._cursor * self._row_height)
            self._keep_in_view()
        self.refresh()

    def watch_show_feed(self) -> None:
        """Draw with the feed's name, or without."""
        self._changed()

    def on_resize(self, _event: events.Resize) -> None:
        """Draw rows of another width; the cursor's stays in view."""
        self.drop_strips()
        self._fit()
        if self._cursor >= 0:
            self._keep_in_view()
        self.refresh()

    def _time_passed(self) -> None:
        self._changed()

    def drop_strips(self) -> None:
        """Forget drawn rows."""
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        rows = self._rows
        if rows is None or not len(rows):
            return self.empty_line(y) if rows is None or rows.complete else self.blank()
        index, line = divmod(self.scroll_offset.y + y, self._row_height)
        if index >= len(rows):
            return self.blank()
        strips = self._strips.get(index)
        if strips is None:
            if len(self._strips) > 500:
                self._strips.clear()
            strips = self._strips[index] = self._draw(rows, index)
        return strips[line]

    def _draw(self, rows: HeadlineRows, index: int) -> list[Strip]:
        columns, selected = self.columns, index == self._cursor
        headline = self.headline_at(index)
        if headline is None:
            return [self.blank()] * self._row_height
        lines = headline_row(
            headline,
            now=rows.library.now,
            width=columns,
            compact=self.compact,
            selected=selected,
            show_feed=self.show_feed,
            dimmed=rows.query.show == "unread",
            terms=self._terms,
        )
        return [
            Strip([Segment(text, self.row_look(role, selected)) for text, role in line], columns)
            for line in lines
        ]

    # --- the mouse -----------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row that was clicked; open it if the cursor was there."""
        if self._rows is None or not 0 <= event.y < self.size.height:
            return
        index = (self.scroll_offset.y + event.y) // self._row_height
        if index >= self.count:
            return
        event.stop()
        if index == self._cursor:
            self.open()
        else:
            self._move_to(index)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll by whole rows; the cursor stays on its headline."""
        event.prevent_default().stop()
        self.go(self.scroll_offset.y + _WHEEL * self._row_height)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll by whole rows; the cursor stays on its headline."""
        event.prevent_default().stop()
        self.go(self.scroll_offset.y - _WHEEL * self._row_height)
