"""Searching the library as one types, and finding words in the article."""

from __future__ import annotations

from dataclasses import replace

from textual import on
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static

from newsreader.matches import search_terms
from newsreader.models import HeadlineQuery
from newsreader.ui.commands import Context
from newsreader.ui.screens.viewing import Viewing
from newsreader.ui.wording import number_of

_PAUSE = 0.02
"""Seconds that typing has to rest for a search; keys that come faster share one."""


class Searching(Viewing):
    """The part of the main screen that searches and finds."""

    searching = False
    """Whether a search has taken the place of the view."""
    finding = False
    """Whether words are marked in the article."""
    _before: int | None = None
    _search_timer: Timer | None = None

    @property
    def contexts(self) -> set[Context]:
        """What the focus is on; finding in the article comes on top."""
        found: set[Context] = {"finding"} if self.finding and self.at == "article" else set()
        return found | super().contexts

    # --- in the library -------------------------------------------------------------------------------

    def action_search(self) -> None:
        """Search the whole library."""
        if not self.searching:
            cursor = self.headlines.cursor
            self._before = cursor.ord if cursor else None
        self.go_to("list")
        self.set_class(True, "-searching")
        self.search_input.focus()

    @on(Input.Changed, "#search-input")
    def _search_soon(self, event: Input.Changed) -> None:
        if self._search_timer is not None:
            self._search_timer.stop()
        self._search_timer = self.after(_PAUSE, self._search_now)

    def _search_now(self) -> None:
        self._search_timer = None
        words = self.search_input.value.strip()
        if not self.has_class("-searching") or words == self.shown.search:
            return
        if words:
            self.searching = True
            self.fill_list(HeadlineQuery(search=words))
            self.write_titles()
        elif self.searching:
            self._leave_results()

    @on(Input.Submitted, "#search-input")
    def _search_done(self, event: Input.Submitted) -> None:
        """Keep the results, and go into them; an empty search is closed."""
        if self._search_timer is not None:
            self._search_timer.stop()
            self._search_now()
        if self.searching:
            self.go_to("list")
        else:
            self.close_search()

    def close_search(self) -> bool:
        """End the search and show the view again, where it was left; False where there was none."""
        if not self.has_class("-searching"):
            return False
        self.set_class(False, "-searching")
        with self.prevent(Input.Changed):
            self.search_input.value = ""
        if self.searching:
            self._leave_results()
        self.go_to("list")
        return True

    def _leave_results(self) -> None:
        """Show the view again; the box stays, for other words."""
        self.searching = False
        super().show_view(self.view, cursor=self._before)

    @property
    def search_words(self) -> str:
        """What the library is searched for, "" where it is not."""
        return self.shown.search

    @property
    def marked_terms(self) -> tuple[str, ...]:
        """The terms of the search that are marked in its results."""
        return search_terms(self.search_words)

    def write_titles(self) -> None:
        """Name what was searched, while it is on show."""
        if not self.searching:
            super().write_titles()
            return
        self.set_title(
            "list", "Search", f"{number_of(self.headlines.count, 'article')}, newest first", self.news_above
        )
        key = self.keymap.key("back")
        self.headlines.empty_text = f"Nothing found for “{self.search_words}”.\n{key} goes back to the list."

    # --- in the article -------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Find words in the article."""
        self.set_class(True, "-finding")
        self.find_input.focus()

    @on(Input.Changed, "#find-input")
    def _find_now(self, event: Input.Changed) -> None:
        words = event.value.strip()
        if words:
            self.finding = True
            self.article_view.find(words)
        else:
            self.finding = False
            self.article_view.clear_find()
        self._say_match()

    @on(Input.Submitted, "#find-input")
    def _find_done(self, event: Input.Submitted) -> None:
        if self.finding and self.article_view.match_count:
            self.go_to("article")
        else:
            self.close_find()

    def action_next_match(self) -> None:
        """Go to the next match."""
        self.article_view.next_match()
        self._say_match()

    def action_previous_match(self) -> None:
        """Go to the match before."""
        self.article_view.previous_match()
        self._say_match()

    def close_find(self) -> bool:
        """Take the marks of finding away; False where there were none."""
        if not self.has_class("-finding"):
            return False
        self.article_view.clear_find()
        self.forget_find()
        self.go_to("article")
        return True

    def forget_find(self) -> None:
        """Close the box for finding; another article comes."""
        self.set_class(False, "-finding")
        self.finding = False
        with self.prevent(Input.Changed):
            self.find_input.value = ""

    def _say_match(self) -> None:
        number, count = self.article_view.match_number, self.article_view.match_count
        said = "" if not self.finding else f"{number} of {count}" if count else "not in this article"
        self.query_one("#find-count", Static).update(Content(said))

    def show_view(self, query: HeadlineQuery, *, cursor: int | None = None) -> None:
        """Show a list; that ends a search."""
        if self.searching or self.has_class("-searching"):
            self.searching = False
            self.set_class(False, "-searching")
            with self.prevent(Input.Changed):
                self.search_input.value = ""
        super().show_view(replace(query, search=""), cursor=cursor)
