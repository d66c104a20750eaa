"""Moving in the pane that has the focus, and from pane to pane."""

from __future__ import annotations

from newsreader.ui.screens.base import PANES, ReaderScreen


class Moving(ReaderScreen):
    """The part of the main screen that moves the cursor of a list, or the article's lines."""

    def action_down(self) -> None:
        """Move down by a row or a line."""
        self._move(1)

    def action_up(self) -> None:
        """Move up by a row or a line."""
        self._move(-1)

    def _move(self, by: int) -> None:
        if self.at == "feeds":
            self.feed_list.move(by)
        elif self.at == "quotes":
            self.quotes_panel.move(by)
        elif self.at == "list":
            self.headlines.move(by)
        else:
            self.article_view.scroll_lines(by)

    def action_half_down(self) -> None:
        """Move down by half a page."""
        self._page(0.5)

    def action_half_up(self) -> None:
        """Move up by half a page."""
        self._page(-0.5)

    def action_page_down(self) -> None:
        """Move down by a page."""
        self._page(1)

    def action_page_up(self) -> None:
        """Move up by a page."""
        self._page(-1)

    def _page(self, pages: float) -> None:
        if self.at == "feeds":
            self.feed_list.page(pages)
        elif self.at == "quotes":
            self.quotes_panel.page(pages)
        elif self.at == "list":
            self.headlines.page(pages)
        elif pages in (1, -1):
            _ = self.article_view.page_down() if pages > 0 else self.article_view.page_up()
        else:
            self.article_view.scroll_half(1 if pages > 0 else -1)

    def action_first(self) -> None:
        """Go to the first row or the top."""
        if self.at == "feeds":
            self.feed_list.go_first()
        elif self.at == "quotes":
            self.quotes_panel.go_first()
        elif self.at == "list":
            self.headlines.go_first()
        else:
            self.article_view.go_top()

    def action_last(self) -> None:
        """Go to the last row or the end."""
        if self.at == "feeds":
            self.feed_list.go_last()
        elif self.at == "quotes":
            self.quotes_panel.go_last()
        elif self.at == "list":
            self.headlines.go_last()
        else:
            self.article_view.go_bottom()

    def action_next_pane(self) -> None:
        """Give the focus to the pane on the right, after the last to the first."""
        self._turn(1)

    def action_previous_pane(self) -> None:
        """Give the focus to the pane on the left, before the first to the last."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        panes = tuple(self.panes)
        if self.layout_name == "one":
            panes = tuple(pane for pane in PANES if pane != "quotes" or self.quotes_open)
        self.go_to(panes[(panes.index(self.at) + by) % len(panes)])
