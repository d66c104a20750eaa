"""The detail pane: one article, wrapped as far as it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.style import Style
from textual.message import Message
from textual.reactive import reactive, var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from newsreader.models import Article, Link

if TYPE_CHECKING:
    from newsreader.palette import Palette


class ArticleView(ScrollView, can_focus=True, inherit_bindings=False):
    """An article to read.  It binds no keys: the screen calls its methods."""

    measure: var[int] = var(72)
    """Columns of text at most."""

    empty_text: reactive[str] = reactive("")
    """What stands in the middle while there is no article."""

    class LinkChosen(Message):
        """A link was clicked, or chosen by its number."""

        def __init__(self, sender: ArticleView, link: Link) -> None:
            super().__init__()
            self.article_view = sender
            self.link = link
            self.url = link.url

        @property
        def control(self) -> ArticleView:
            """The view."""
            return self.article_view

    class Moved(Message):
        """The article was scrolled; `position` is the offset of the top line in the body's text."""

        def __init__(self, sender: ArticleView, article_id: int | None, position: int, percent: int) -> None:
            super().__init__()
            self.article_view = sender
            self.article_id = article_id
            self.position = position
            self.percent = percent

        @property
        def control(self) -> ArticleView:
            """The view."""
            return self.article_view

    class AtEnd(Message):
        """The last line came into view."""

        def __init__(self, sender: ArticleView, article_id: int | None) -> None:
            super().__init__()
            self.article_view = sender
            self.article_id = article_id

        @property
        def control(self) -> ArticleView:
            """The view."""
            return self.article_view

    def show(self, article: Article | None, *, terms: Sequence[str] = (), position: int = 0) -> None:
        """Show `article` from the offset `position` of its text on; `terms` (see `matches`) are marked."""

    def restyle(self, palette: Palette) -> None:
        """Draw with another palette."""

    # --- state ---------------------------------------------------------------------------------------

    @property
    def article(self) -> Article | None:
        """The article on show."""
        return None

    @property
    def links(self) -> list[Link]:
        """The numbered links, the first is number 1."""
        return []

    @property
    def percent(self) -> int:
        """How far the reader is: the share of the article above the pane's lower edge."""
        return 0

    @property
    def position(self) -> int:
        """The offset of the top line in the body's text; 0 at the top."""
        return 0

    @property
    def at_end(self) -> bool:
        """True when the last line is in view."""
        return True

    # --- moving --------------------------------------------------------------------------------------

    def page_down(self) -> bool:
        """Read on by a page less one line; False at the end."""
        return False

    def page_up(self) -> bool:
        """Go back by a page less one line; False at the top."""
        return False

    def scroll_lines(self, lines: int) -> bool:
        """Scroll by lines, up where negative; False where it could not move."""
        return False

    def scroll_half(self, direction: int) -> bool:
        """Scroll by half a page, down for 1, up for -1."""
        return False

    def go_top(self) -> None:
        """Go to the first line."""

    def go_bottom(self) -> None:
        """Go to the last line."""

    def go_to(self, offset: int) -> None:
        """Bring the line with this offset of the body's text into view, a few lines from the top."""

    def choose_link(self, number: int) -> bool:
        """Post `LinkChosen` for link `number` (from 1); False where there is none."""
        return False

    # --- finding -------------------------------------------------------------------------------------

    def find(self, text: str) -> int:
        """Mark every place where `text` stands, go to the first from here on, return how many there are."""
        return 0

    def next_match(self) -> int:
        """Go to the next match, after the last to the first; return its number from 1, 0 without any."""
        return 0

    def previous_match(self) -> int:
        """Go to the match before; return its number from 1, 0 without any."""
        return 0

    @property
    def match_count(self) -> int:
        """How many matches `find` found."""
        return 0

    @property
    def match_number(self) -> int:
        """The number of the match the view is at, from 1; 0 without any."""
        return 0

    def clear_find(self) -> None:
        """Take the marks of `find` away."""

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        return Strip.blank(self.size.width, Style.null())
