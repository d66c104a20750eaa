"""The feeds pane: the four views of everything, then folders and feeds with their unread counts."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from newsreader.cells import width, wrap
from newsreader.models import Counts, Feed, HeadlineQuery
from newsreader.text.clean import clean
from newsreader.ui.widgets.feed_rows import FeedRow, draw_feed_row, feed_rows
from newsreader.ui.widgets.line_view import LineView


class FeedList(LineView):
    """Everything, Unread, Starred, Later, then folders and feeds.  It binds no keys.

    `empty_text` stands below the four views while there is no feed.
    """

    class _Told(Message):
        def __init__(self, sender: FeedList) -> None:
            super().__init__()
            self.feed_list = sender

        @property
        def control(self) -> FeedList:
            """The pane."""
            return self.feed_list

    class Chosen(_Told):
        """A row was clicked, or `choose` was called: show this query."""

        def __init__(self, sender: FeedList, query: HeadlineQuery, title: str) -> None:
            super().__init__(sender)
            self.query = query
            self.title = title

    class FeedHighlighted(_Told):
        """The cursor came to another row; `feed` is None on a view or a folder."""

        def __init__(self, sender: FeedList, feed: Feed | None, query: HeadlineQuery) -> None:
            super().__init__(sender)
            self.feed = feed
            self.query = query

    class Folded(_Told):
        """A folder was opened or closed; `folded` are all the closed ones (worth keeping)."""

        def __init__(self, sender: FeedList, folded: frozenset[str]) -> None:
            super().__init__(sender)
            self.folded = folded

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._feeds: Sequence[Feed] = ()
        self._counts = Counts()
        self._folded: frozenset[str] = frozenset()
        self._rows: list[FeedRow] = feed_rows((), Counts(), frozenset())
        self._cursor = 0
        self._shown = HeadlineQuery()
        self._strips: dict[int, Strip] = {}

    def show(self, feeds: Sequence[Feed], counts: Counts, *, folded: frozenset[str] | None = None) -> None:
        """Show these feeds (ordered by folder and title) and the counts of everything; the cursor stays."""
        self._feeds, self._counts = feeds, counts
        if folded is not None:
            self._folded = folded
        self._fill()

    def _fill(self) -> None:
        before = self._rows[self._cursor]
        self._rows = feed_rows(self._feeds, self._counts, self._folded)
        keys = {row.key: index for index, row in enumerate(self._rows)}
        # a row that is gone leaves the cursor on what came to its place
        self._cursor = keys.get(before.key, min(self._cursor, len(self._rows) - 1))
        if self._rows[self._cursor].kind == "gap":
            self._cursor -= 1
        self.drop_strips()
        self.set_height(len(self._rows))
        self.refresh()
        if self._rows[self._cursor].key != before.key:
            self._keep_in_view()
            self._tell()

    def select(self, query: HeadlineQuery) -> bool:
        """Put the cursor on the row that stands for `query` and mark it as shown; False without one.

        A feed's or folder's row stands for it whichever of its articles are shown.
        """
        self._shown = query
        self.drop_strips()
        self.refresh()
        for index, row in enumerate(self._rows):
            if row.kind != "gap" and self._stands_for(row, query):
                self._move_to(index)
                return True
        return False

    def _stands_for(self, row: FeedRow, query: HeadlineQuery) -> bool:
        if row.kind == "view":
            whole = query.feed is None and query.folder is None
            return whole and row.query.show == query.show
        return (row.query.feed, row.query.folder) == (query.feed, query.folder)

    # --- state ---------------------------------------------------------------------------------------

    @property
    def cursor_feed(self) -> Feed | None:
        """The feed under the cursor, None on a view or a folder."""
        return self._rows[self._cursor].feed

    @property
    def cursor_query(self) -> HeadlineQuery:
        """The query that the row under the cursor stands for."""
        return self._rows[self._cursor].query

    @property
    def cursor_title(self) -> str:
        """The name of the row under the cursor."""
        return self._rows[self._cursor].title

    @property
    def cursor_folder(self) -> str | None:
        """The folder under the cursor or that of the feed under it; None on a view or outside folders."""
        return self._rows[self._cursor].folder or None

    @property
    def folded(self) -> frozenset[str]:
        """The closed folders."""
        return self._folded

    # --- moving --------------------------------------------------------------------------------------

    def move(self, delta: int) -> bool:
        """Move the cursor by rows; False where it could not move."""
        return self._move_to(self._cursor + delta, step=1 if delta > 0 else -1)

    def page(self, pages: float) -> bool:
        """Move by pages: 1 down, -1 up, 0.5 half a page; False where it could not move."""
        rows = max(int(abs(pages) * (self.size.height - 1)), 1)
        return self.move(rows if pages > 0 else -rows)

    def go_first(self) -> None:
        """Move to the first row."""
        self._move_to(0)

    def go_last(self) -> None:
        """Move to the last row."""
        self._move_to(len(self._rows) - 1)

    def choose(self) -> None:
        """Post `Chosen` for the row under the cursor."""
        row = self._rows[self._cursor]
        self.post_message(self.Chosen(self, row.query, row.title))

    def _move_to(self, index: int, *, step: int = 1) -> bool:
        index = min(max(index, 0), len(self._rows) - 1)
        if self._rows[index].kind == "gap":
            index += step
        before, self._cursor = self._cursor, index
        self._keep_in_view()
        if before == index:
            return False
        for row in (before, index):
            self._strips.pop(row, None)
            self.refresh_line(row)
        self._tell()
        return True

    def _keep_in_view(self) -> None:
        height, top = self.size.height, self.scroll_offset.y
        margin = 2 if height >= 8 else 0
        if self._cursor - margin < top:
            self.go(max(self._cursor - margin, 0))
        elif self._cursor + margin >= top + height:
            self.go(self._cursor + margin + 1 - height)

    def _tell(self) -> None:
        row = self._rows[self._cursor]
        self.post_message(self.FeedHighlighted(self, row.feed, row.query))

    # --- folders -------------------------------------------------------------------------------------

    def toggle_folder(self) -> bool:
        """Open or close the folder under the cursor; False where there is none."""
        row = self._rows[self._cursor]
        return row.kind == "folder" and self._fold(row.folder, not row.folded)

    def unfold(self) -> bool:
        """Open the folder under the cursor; False where there is nothing to open."""
        row = self._rows[self._cursor]
        return row.kind == "folder" and row.folded and self._fold(row.folder, False)

    def fold(self) -> bool:
        """Close the folder under the cursor or around it; False where there is nothing to close."""
        row = self._rows[self._cursor]
        if row.kind == "folder" and row.folded:
            outer = row.folder.rpartition("/")[0]
            return bool(outer) and self._fold(outer, True)
        return bool(row.folder) and self._fold(row.folder, True)

    def _fold(self, folder: str, closed: bool) -> bool:
        self._folded = self._folded | {folder} if closed else self._folded - {folder}
        for index, row in enumerate(self._rows):
            if row.kind == "folder" and row.folder == folder:
                self._move_to(index)
                break
        self._fill()
        self.post_message(self.Folded(self, self._folded))
        return True

    # --- drawing -------------------------------------------------------------------------------------

    def on_resize(self, _event: events.Resize) -> None:
        """Draw rows of another width; the cursor's stays in view."""
        self.drop_strips()
        self.set_height(len(self._rows))
        self._keep_in_view()
        self.refresh()

    def drop_strips(self) -> None:
        """Forget drawn rows."""
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        index = self.scroll_offset.y + y
        if index >= len(self._rows):
            return self.blank() if self._feeds else self._hint(index - len(self._rows) - 1)
        strip = self._strips.get(index)
        if strip is None:
            row, selected = self._rows[index], index == self._cursor
            shown = row.kind != "gap" and self._stands_for(row, self._shown)
            pieces = draw_feed_row(row, self.columns, selected=selected, shown=shown)
            segments = [Segment(text, self.row_look(role, selected)) for text, role in pieces]
            strip = self._strips[index] = Strip(segments, self.columns)
        return strip

    def _hint(self, line: int) -> Strip:
        """Return a line of `empty_text`, as it stands below the views."""
        columns = self.columns
        text = clean(self.empty_text)
        lines = wrap(text, max(columns - 3, 2)) if text else []
        if not 0 <= line < len(lines):
            return self.blank()
        words = text[slice(*lines[line])]
        segments = [Segment("  ", self.look()), Segment(words, self.look("empty"))]
        return Strip(segments, 2 + width(words)).adjust_cell_length(columns, self.look())

    # --- the mouse -----------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked; the sign of a folder opens and closes it."""
        index = self.scroll_offset.y + event.y
        if not 0 <= index < len(self._rows) or self._rows[index].kind == "gap":
            return
        event.stop()
        row = self._rows[index]
        self._move_to(index)
        if row.kind == "folder" and event.x <= 2 * row.depth + 2:
            self.toggle_folder()
        else:
            self.choose()
