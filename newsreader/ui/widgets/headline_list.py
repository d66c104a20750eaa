"""The list of headlines: any number of them, none but the visible ones in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING

from rich.style import Style
from textual.message import Message
from textual.reactive import reactive, var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from newsreader.models import Headline, HeadlineQuery, MarkKind

if TYPE_CHECKING:
    from newsreader.library import Library
    from newsreader.palette import Palette


class HeadlineList(ScrollView, can_focus=True, inherit_bindings=False):
    """Headlines of a query, two lines each or one.

    It binds no keys: the screen calls its methods.  It reads the library, never writes it.
    """

    compact: var[bool] = var(False)
    """One line a headline instead of two."""

    show_feed: var[bool] = var(True)
    """Name the feed in each row (off where the list is of one feed)."""

    empty_text: reactive[str] = reactive("")
    """What stands in the middle of an empty list."""

    class Highlighted(Message):
        """The cursor came to another headline, or there is none."""

        def __init__(self, sender: HeadlineList, headline: Headline | None) -> None:
            super().__init__()
            self.headline_list = sender
            self.headline = headline

        @property
        def control(self) -> HeadlineList:
            """The list."""
            return self.headline_list

    class Opened(Message):
        """A headline was clicked while the cursor was on it, or `open` was called."""

        def __init__(self, sender: HeadlineList, headline: Headline) -> None:
            super().__init__()
            self.headline_list = sender
            self.headline = headline

        @property
        def control(self) -> HeadlineList:
            """The list."""
            return self.headline_list

    class NewAbove(Message):
        """The number of new headlines above the first visible one changed; 0 when all were seen."""

        def __init__(self, sender: HeadlineList, count: int) -> None:
            super().__init__()
            self.headline_list = sender
            self.count = count

        @property
        def control(self) -> HeadlineList:
            """The list."""
            return self.headline_list

    class Counted(Message):
        """The whole list is known (posted once it is read, and whenever its length changed)."""

        def __init__(self, sender: HeadlineList, count: int) -> None:
            super().__init__()
            self.headline_list = sender
            self.count = count

        @property
        def control(self) -> HeadlineList:
            """The list."""
            return self.headline_list

    def show(self, library: Library, query: HeadlineQuery, *, cursor: int | None = None) -> None:
        """Show the headlines of `query`, the cursor on the one whose `ord` is `cursor`, else the first."""

    def reload(self, *, keep_cursor: bool = True) -> None:
        """Read the list again; the cursor stays on its article, new rows above it are counted."""

    # --- state ---------------------------------------------------------------------------------------

    @property
    def query_shown(self) -> HeadlineQuery:
        """The query on show (`query` is Textual's own word for something else)."""
        return HeadlineQuery()

    @property
    def count(self) -> int:
        """How many headlines the list has, as far as is known."""
        return 0

    @property
    def cursor(self) -> Headline | None:
        """The headline the cursor is on."""
        return None

    @property
    def cursor_index(self) -> int:
        """The cursor's place from 0, -1 in an empty list."""
        return -1

    @property
    def top_ord(self) -> int | None:
        """The greatest `ord` of the list: how far "all that is shown" reaches (for marking it)."""
        return None

    @property
    def new_above(self) -> int:
        """How many headlines came above the first visible one since the user last saw the top."""
        return 0

    # --- moving --------------------------------------------------------------------------------------

    def move(self, delta: int) -> bool:
        """Move the cursor by `delta` rows; False where it could not move."""
        return False

    def move_to(self, ord: int) -> bool:
        """Move the cursor to the headline whose `ord` is given; False where it is not in the list."""
        return False

    def go_first(self) -> None:
        """Move to the first headline."""

    def go_last(self) -> None:
        """Move to the last headline."""

    def page(self, pages: float) -> bool:
        """Move by pages: 1 down, -1 up, 0.5 half a page; False where it could not move."""
        return False

    def open(self) -> None:
        """Post `Opened` for the headline under the cursor."""

    # --- marks ---------------------------------------------------------------------------------------

    def update_marks(
        self, ids: Sequence[int], kind: MarkKind, on: bool, pending: Future[object] | None = None
    ) -> None:
        """Show a mark on these articles at once; `pending` is the write, until which it holds."""

    def update_matching(
        self,
        predicate: Callable[[Headline], bool],
        kind: MarkKind,
        on: bool,
        pending: Future[object] | None = None,
    ) -> None:
        """Show a mark on every headline that `predicate` says yes to, as `update_marks` does."""

    def restyle(self, palette: Palette) -> None:
        """Draw with another palette."""

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        return Strip.blank(self.size.width, Style.null())
