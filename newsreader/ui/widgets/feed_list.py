"""The feeds pane: the four views of everything, then folders and feeds with their unread counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.style import Style
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from newsreader.models import Counts, Feed, HeadlineQuery

if TYPE_CHECKING:
    from newsreader.palette import Palette


class FeedList(ScrollView, can_focus=True, inherit_bindings=False):
    """Everything, Unread, Starred, Later, then folders and feeds.  It binds no keys."""

    empty_text: reactive[str] = reactive("")
    """What stands below the four views while there is no feed."""

    class Chosen(Message):
        """A row was clicked, or `choose` was called: show this query."""

        def __init__(self, sender: FeedList, query: HeadlineQuery, title: str) -> None:
            super().__init__()
            self.feed_list = sender
            self.query = query
            self.title = title

        @property
        def control(self) -> FeedList:
            """The pane."""
            return self.feed_list

    class FeedHighlighted(Message):
        """The cursor came to another row; `feed` is None on a view or a folder."""

        def __init__(self, sender: FeedList, feed: Feed | None, query: HeadlineQuery) -> None:
            super().__init__()
            self.feed_list = sender
            self.feed = feed
            self.query = query

        @property
        def control(self) -> FeedList:
            """The pane."""
            return self.feed_list

    class Folded(Message):
        """A folder was opened or closed; `folded` are all the closed ones (worth keeping)."""

        def __init__(self, sender: FeedList, folded: frozenset[str]) -> None:
            super().__init__()
            self.feed_list = sender
            self.folded = folded

        @property
        def control(self) -> FeedList:
            """The pane."""
            return self.feed_list

    def show(self, feeds: Sequence[Feed], counts: Counts, *, folded: frozenset[str] | None = None) -> None:
        """Show these feeds (ordered by folder and title) and the counts of everything; the cursor stays."""

    def select(self, query: HeadlineQuery) -> bool:
        """Put the cursor on the row that stands for `query` and mark it as shown; False without one."""
        return False

    @property
    def cursor_feed(self) -> Feed | None:
        """The feed under the cursor, None on a view or a folder."""
        return None

    @property
    def cursor_query(self) -> HeadlineQuery:
        """The query that the row under the cursor stands for."""
        return HeadlineQuery()

    @property
    def cursor_folder(self) -> str | None:
        """The folder under the cursor or that of the feed under it; None on a view or outside folders."""
        return None

    def move(self, delta: int) -> bool:
        """Move the cursor by rows; False where it could not move."""
        return False

    def page(self, pages: float) -> bool:
        """Move by pages: 1 down, -1 up."""
        return False

    def go_first(self) -> None:
        """Move to the first row."""

    def go_last(self) -> None:
        """Move to the last row."""

    def choose(self) -> None:
        """Post `Chosen` for the row under the cursor."""

    def toggle_folder(self) -> bool:
        """Open or close the folder under the cursor; False where there is none."""
        return False

    def unfold(self) -> bool:
        """Open the folder under the cursor; False where there is nothing to open."""
        return False

    def fold(self) -> bool:
        """Close the folder under the cursor or around it; False where there is nothing to close."""
        return False

    def restyle(self, palette: Palette) -> None:
        """Draw with another palette."""

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        return Strip.blank(self.size.width, Style.null())
