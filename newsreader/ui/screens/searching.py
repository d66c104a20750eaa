"""Searching the library as one types, and finding words in the article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from time import monotonic

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import AwaitMount
from textual.widgets import Input, Static

from newsreader.errors import LibraryError
from newsreader.matches import search_terms
from newsreader.models import Headline, HeadlineQuery
from newsreader.rows import FIRST
from newsreader.ui.commands import Context
from newsreader.ui.screens.completing import PlaceSuggester
from newsreader.ui.screens.line_input import LineInput
from newsreader.ui.screens.viewing import Viewing
from newsreader.ui.wording import number_of

_PAUSE = 0.02
"""Seconds between two searches; keys that come faster share one."""
_AT_ONCE = 0.008
"""Seconds in which most searches have their first rows.  Another goes on in a thread, and keys with it."""


class _Looking:
    """A search that takes a while, in a thread."""

    def __init__(self, query: HeadlineQuery) -> None:
        self.query = query
        self.stopped = False

    def is_stopped(self) -> bool:
        """Whether nobody waits for it any more."""
        return self.stopped


class _Found(Message, bubble=False):
    """From the thread: the first rows of a search, or what is wrong."""

    def __init__(self, looking: _Looking, first: Sequence[Headline], error: str = "") -> None:
        super().__init__()
        self.looking = looking
        self.first = first
        self.error = error


class Searching(Viewing):
    """The part of the main screen that searches and finds."""

    searching = False
    """Whether a search has taken the place of the view."""
    finding = False
    """Whether words are marked in the article."""
    _before: int | None = None
    _search_timer: Timer | None = None
    _searched_at = 0.0
    _looking: _Looking | None = None

    @property
    def contexts(self) -> set[Context]:
        """What the focus is on; finding in the article comes on top."""
        found: set[Context] = {"finding"} if self.finding and self.at == "article" else set()
        return found | super().contexts

    # --- in the library -------------------------------------------------------------------------------

    async def action_search(self) -> None:
        """Search the whole library."""
        if not self.searching:
            cursor = self.headlines.cursor
            self._before = cursor.ord if cursor else None
        self.go_to("list")
        self.set_class(True, "-searching")
        if not self.query("#search-bar"):
            await self._mount_search_bar()
        self.set_focus(self.search_input)

    def _mount_search_bar(self) -> AwaitMount:
        """Put the line to search in above the list; a start, which is the quicker for it, does without."""
        line = LineInput(
            placeholder="search all articles", id="search-input", suggester=PlaceSuggester(self.library)
        )
        bar = Horizontal(Static(Content("/ "), classes="bar-mark"), line, id="search-bar", classes="bar")
        return self.query_one("#list-pane").mount(bar, before="#headlines")

    @on(Input.Changed, "#search-input")
    def _search_soon(self, event: Input.Changed) -> None:
        """Search once the letter is drawn, but not for each of many that come at once."""
        self._stop_searching()
        if monotonic() - self._searched_at < _PAUSE:
            self._search_timer = self.after(_PAUSE, self._search_now)
        else:
            self.call_after_refresh(partial(self.guarded, self._search_now))

    def _search_now(self, *, wait: bool = False) -> None:
        """Search for what is typed; `wait` until something is found, however long that takes."""
        self._stop_searching()
        words = self.search_input.value.strip()
        if not self.has_class("-searching") or words == self.shown.search:
            return
        if not words:
            if self.searching:
                self._leave_results()
            return
        query = HeadlineQuery(search=words)
        until = monotonic() + _AT_ONCE
        first = self.library.page_unless(query, lambda: not wait and monotonic() > until, limit=FIRST)
        if first is not None:
            self._show_results(query, first)
            return
        self.set_title("list", "Search", "looking …")
        self._looking = _Looking(query)
        self.run_worker(partial(self._look, self._looking), thread=True, group="search")

    def _look(self, looking: _Looking) -> None:
        """Search on, in a thread, until something is found or another letter comes."""
        try:
            first = self.library.page_unless(looking.query, looking.is_stopped, limit=FIRST)
        except LibraryError as error:
            self.post_message(_Found(looking, (), str(error)))
            return
        if first is not None:
            self.post_message(_Found(looking, first))

    def on__found(self, message: _Found) -> None:
        """Show what a search found that took a while."""
        if message.looking is not self._looking:
            return
        self._looking = None
        if message.error:
            self.say(message.error, warning=True)
            self.write_titles()
        else:
            self._show_results(message.looking.query, message.first)

    def _show_results(self, query: HeadlineQuery, first: Sequence[Headline]) -> None:
        """Show what was found and the first article of it, all in one picture."""
        self.searching = True
        with self.app.batch_update():
            self.fill_list(query, first=first)
            self.write_titles()
            self.follow()
        self._searched_at = monotonic()

    def _stop_searching(self) -> None:
        """Nobody waits for a search any more."""
        if self._search_timer is not None:
            self._search_timer.stop()
            self._search_timer = None
        if self._looking is not None:
            self._looking.stopped = True
            self._looking = None

    @on(Input.Submitted, "#search-input")
    def _search_done(self, event: Input.Submitted) -> None:
        """Keep the results, and go into them; an empty search is closed."""
        self._search_now(wait=True)
        if self.searching:
            self.go_to("list")
        else:
            self.close_search()

    def close_search(self) -> bool:
        """End the search and show the view again, where it was left; False where there was none."""
        if not self.has_class("-searching"):
            return False
        self._stop_searching()
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
        found = self.headlines
        count = number_of(found.count, "article") if found.counted else f"{found.count:,}+ articles"
        self.set_title("list", "Search", f"{count}, newest first", self.news_above)
        key = self.keymap.key("back")
        self.headlines.empty_text = f"Nothing found for “{self.search_words}”.\n{key} goes back to the list."

    # --- in the article -------------------------------------------------------------------------------

    async def action_find(self) -> None:
        """Find words in the article."""
        self.set_class(True, "-finding")
        if not self.query("#find-bar"):
            await self._mount_find_bar()
        self.set_focus(self.find_input)

    def _mount_find_bar(self) -> AwaitMount:
        """Put the line to type words in below the article, once somebody wants it."""
        line = LineInput(placeholder="find in this article", id="find-input")
        count = Static(id="find-count", classes="bar-end")
        mark = Static(Content("/ "), classes="bar-mark")
        return self.query_one("#article-pane").mount(
            Horizontal(mark, line, count, id="find-bar", classes="bar")
        )

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
        self.finding = False
        if self.has_class("-finding"):
            self.set_class(False, "-finding")
            with self.prevent(Input.Changed):
                self.find_input.value = ""

    def _say_match(self) -> None:
        number, count = self.article_view.match_number, self.article_view.match_count
        said = "" if not self.finding else f"{number} of {count}" if count else "not in this article"
        self.query_one("#find-count", Static).update(Content(said))

    def show_view(self, query: HeadlineQuery, *, cursor: int | None = None) -> None:
        """Show a list; that ends a search."""
        self._stop_searching()
        if self.searching or self.has_class("-searching"):
            self.searching = False
            self.set_class(False, "-searching")
            with self.prevent(Input.Changed):
                self.search_input.value = ""
        super().show_view(replace(query, search=""), cursor=cursor)
