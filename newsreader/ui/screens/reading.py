"""Reading: the detail pane follows the list, articles are opened, paged through, and left again."""

from __future__ import annotations

from textual.timer import Timer

from newsreader.errors import NewsreaderError
from newsreader.models import Article, Headline
from newsreader.ui.screens.base import READING, Pane
from newsreader.ui.screens.marking import Marking
from newsreader.ui.screens.moving import Moving
from newsreader.ui.widgets.article_messages import Moved
from newsreader.ui.widgets.headline_messages import Highlighted, Opened
from newsreader.ui.wording import number_of

_SETTLE = 0.04
"""Seconds between two articles shown while the cursor runs down the list."""
_KEEP_POSITION_AFTER = 0.4
_BEYOND = 2**62
"""Greater than any `ord`."""


class Reading(Marking, Moving):
    """The part of the main screen that opens articles.

    Looking at an article marks nothing; opening it, paging in it, or resting on it for as long as the
    configuration says, marks it read.
    """

    _follow_timer: Timer | None = None
    _dwell_timer: Timer | None = None
    _position_timer: Timer | None = None
    _position: tuple[int, int] | None = None
    _marked: tuple[str, ...] = ()

    # --- the detail pane follows the cursor -----------------------------------------------------------

    def on_headline_list_highlighted(self, message: Highlighted) -> None:
        """Show the headline's article; while the cursor runs, only now and then, the newest last."""
        self.place_changed()
        if self.at in READING and self.article_view.article is not None:
            return  # what is being read stays, whatever happens in the list
        if self._follow_timer is None:
            self.follow()
            self._follow_timer = self.after(_SETTLE, self._settled)

    def _settled(self) -> None:
        self._follow_timer = None
        if self.at not in READING:
            self.follow()

    def follow(self) -> None:
        """Show the article under the cursor, where there is a pane to show it in."""
        if "article" in self.panes:
            self.show_article(self.headlines.cursor)

    def show_article(self, headline: Headline | None) -> None:
        """Put an article into the detail pane, where it was left."""
        shown = self.article_view.article
        if headline is None:
            if shown is not None:
                self.keep_position()
                self.forget_find()
                self.article_view.show(None)
                self.show_percent()
            return
        if shown is not None and shown.id == headline.id:
            if self._marked != self.marked_terms:
                self.show_again()
            return
        self.keep_position()
        self.forget_find()
        article = self.library.article(headline.id)
        position = article.position if article is not None else 0
        self._marked = self.marked_terms
        self.article_view.show(article, terms=self._marked, position=position)
        self.show_percent()
        if article is not None and not article.annotated:
            self.annotate(headline.id)
        self._dwell_on(headline)

    def annotate(self, article_id: int) -> None:
        """Ask for an article's formatting, which has not been made yet."""
        try:
            self.library.ask("annotate", article=article_id)
        except NewsreaderError as error:
            self.say(str(error), warning=True)

    def show_again(self, article: Article | None = None) -> None:
        """Show the article anew where it is: there is more to show of it now, or to mark in it.

        `article` is what it is now, where that is at hand.
        """
        shown = self.article_view.article
        if shown is None or shown.id is None:
            return
        article = article or self.library.article(shown.id)
        if article is not None:
            self._marked = self.marked_terms
            self.article_view.show(article, terms=self._marked, position=self.article_view.position)

    def _dwell_on(self, headline: Headline) -> None:
        if self._dwell_timer is not None:
            self._dwell_timer.stop()
            self._dwell_timer = None
        if self.settings.ui.dwell > 0 and not headline.read:
            self._dwell_timer = self.after(self.settings.ui.dwell, lambda: self._dwelt(headline))

    def _dwelt(self, headline: Headline) -> None:
        shown = self.article_view.article
        if shown is not None and shown.id == headline.id and "article" in self.panes:
            self.mark("read", True, headline, quietly=True)

    # --- opening --------------------------------------------------------------------------------------

    def open_article(self, headline: Headline) -> None:
        """Open an article for reading: it gets the focus and is marked read."""
        self.show_article(headline)
        super().go_to("article")
        self.mark("read", True, headline, quietly=True)

    def on_headline_list_opened(self, message: Opened) -> None:
        """A headline was opened with Enter or a click."""
        self.open_article(message.headline)

    def action_open(self, key: str = "enter") -> None:
        """Open what the cursor is on."""
        if self.at == "feeds":
            if key == "enter" or not self.feed_list.unfold():
                self.feed_list.choose()
        else:
            self.headlines.open()

    def action_zoom(self) -> None:
        """Show the article alone, or with the list again."""
        if self.layout_name != "one":
            self.zoomed = not self.zoomed
            self.lay_out()

    # --- paging ---------------------------------------------------------------------------------------

    def action_read_on(self) -> None:
        """Page on; at the end of the article, go to the next unread one."""
        headline = self.headlines.cursor
        if headline is None:
            return
        if "article" not in self.panes:
            self.open_article(headline)
            return
        if self.at == "list":
            self.show_article(headline)
        self.mark_shown_read()
        if not self.article_view.page_down():
            self.go_unread()

    def action_read_back(self) -> None:
        """Page back."""
        self.article_view.page_up()

    def action_page_down(self) -> None:
        """Move a page down; in the article that is reading."""
        if self.at == "article":
            self.mark_shown_read()
        super().action_page_down()

    def action_scroll_down(self) -> None:
        """Scroll the article from the list."""
        self.article_view.scroll_lines(1)

    def action_scroll_up(self) -> None:
        """Scroll the article back from the list."""
        self.article_view.scroll_lines(-1)

    def mark_shown_read(self) -> None:
        """Mark the article in the detail pane read."""
        shown, headline = self.article_view.article, self.headlines.cursor
        if shown is not None and headline is not None and shown.id == headline.id:
            self.mark("read", True, headline, quietly=True)

    # --- from article to article ----------------------------------------------------------------------

    def action_next_article(self) -> None:
        """Open the next article of the list."""
        self._step(1)

    def action_previous_article(self) -> None:
        """Open the article before this one."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if not self.headlines.move(by):
            self.say(
                "This is the last article of the list."
                if by > 0
                else "This is the first article of the list."
            )
        elif (headline := self.headlines.cursor) is not None:
            self.open_article(headline)

    def action_next_unread(self) -> None:
        """Go to the next unread article."""
        self.go_unread()

    def action_previous_unread(self) -> None:
        """Go to the unread article before this one."""
        self.go_unread(backwards=True)

    def go_unread(self, *, backwards: bool = False) -> None:
        """Go to the next unread article, at the end of the list on from its other end."""
        if (writing := self.headlines.marking_all) is not None:
            self.when_written(writing, lambda _: self.go_unread(backwards=backwards))
            return
        query, cursor = self.shown, self.headlines.cursor
        found = None
        if cursor is not None:
            found = self.headlines.next_unread(cursor.ord, backwards=backwards)
        if found is None:
            far_end = _BEYOND if query.oldest_first == backwards else -_BEYOND
            found = self.headlines.next_unread(far_end, backwards=backwards)
            if found is None or (cursor is not None and found.id == cursor.id):
                self._say_all_read()
                return
            self.say("On from the end of the list." if backwards else "On from the top of the list.")
        if not self.headlines.move_to(found.ord):
            self.fill_list(query, found.ord)
        if self.at in READING:
            self.open_article(found)

    def _say_all_read(self) -> None:
        elsewhere = self.library.counts().unread
        key = self.keymap.key("show_all")
        if elsewhere:
            self.say(f"Nothing unread left in this list; {number_of(elsewhere, 'article')} elsewhere.")
        else:
            self.say(f"Everything is read. {key} shows all articles." if key else "Everything is read.")

    # --- going back -----------------------------------------------------------------------------------

    def close_innermost(self) -> bool:
        """Close what was opened last; False where nothing is open."""
        if self.zen:
            self.zen = False
            self.lay_out()
        elif self.at == "article":
            if not self.close_find():
                if self.zoomed:
                    self.zoomed = False
                    self.lay_out()
                else:
                    self.go_to("list")
        elif self.at == "feeds":
            if self.layout_name == "one":
                return False
            self.go_to("list")
        elif not self.close_search():
            if self.layout_name != "one" or not self.came_from_feeds:
                return False
            self.go_to("feeds")
        return True

    def action_back(self) -> None:
        """Close the innermost thing."""
        self.close_innermost()

    def action_left(self) -> None:
        """Close the innermost thing; from the list, go to the feeds."""
        if self.at == "feeds":
            self.feed_list.fold()
        elif not self.close_innermost():
            self.go_to("feeds")

    def action_close(self) -> None:
        """Close the innermost thing, else quit."""
        if not self.close_innermost():
            self.app.exit(0)

    def go_to(self, pane: Pane) -> None:
        """Give a pane the focus; the article pane then shows the article under the cursor."""
        if pane == "article" and self.at not in READING:
            self.show_article(self.headlines.cursor)
        super().go_to(pane)

    def action_zen(self) -> None:
        """Show the article and nothing else, or everything again."""
        if self.zen:
            self.zen = False
            self.lay_out()
            return
        self.zen = True
        self.go_to("article")

    # --- where one stopped ----------------------------------------------------------------------------

    def on_article_view_moved(self, message: Moved) -> None:
        """Keep the position soon; an article read to its end starts at its top next time."""
        self.show_percent()
        if message.article_id is None:
            return
        self._position = (message.article_id, 0 if message.percent >= 100 else message.position)
        if self._position_timer is None:
            self._position_timer = self.after(_KEEP_POSITION_AFTER, self.keep_position)

    def keep_position(self) -> None:
        """Write down where the reader is in the article."""
        if self._position_timer is not None:
            self._position_timer.stop()
            self._position_timer = None
        if self._position is not None:
            self.library.set_position(*self._position)
            self._position = None

    def show_percent(self) -> None:
        """Say how far the article is read, beside the keys."""
        self.status.counts = f"{self.article_view.percent} %" if self.article_view.article else ""
