"""Which headlines are shown: views, filters and order, their titles and counts, and keeping one's place."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from time import monotonic
from typing import Any, get_args

from textual.timer import Timer

from newsreader.late import dataclass
from newsreader.models import Feed, HeadlineQuery, Show
from newsreader.ui.screens.base import ReaderScreen
from newsreader.ui.widgets.feed_list import FeedList
from newsreader.ui.widgets.headline_messages import Counted, Failed, NewAbove
from newsreader.ui.wording import trouble, view_counts, view_name

_KEPT_UNDER = "screen"
_SAVE_AFTER = 0.3
_COUNT_AFTER = 0.03
_COUNT_SHARE = 10
"""Counting waits so many times as long as it took last, so that thousands of feeds leave time for keys."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader was: the list, the headline in it, and how the feeds pane stood."""

    feed: int | None = None
    folder: str | None = None
    show: Show = "all"
    oldest_first: bool = False
    cursor: int | None = None
    feeds_shown: bool = True
    folded: tuple[str, ...] = ()

    @property
    def query(self) -> HeadlineQuery:
        """The list."""
        return HeadlineQuery(self.feed, self.folder, self.show, "", self.oldest_first)

    def to_json(self) -> str:
        """Return it as it is kept in the library."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, kept: str | None) -> Place | None:
        """Return what `to_json` wrote; None for anything else."""
        try:
            data: Any = json.loads(kept or "")
            place = cls(**{**data, "folded": tuple(map(str, data["folded"]))})
        except (ValueError, TypeError, KeyError):
            return None
        numbers = isinstance(place.feed, int | None) and isinstance(place.cursor, int | None)
        texts = isinstance(place.folder, str | None) and place.show in get_args(Show)
        return place if numbers and texts else None


class Viewing(ReaderScreen):
    """The part of the main screen that decides which headlines are shown."""

    _save_timer: Timer | None = None
    _count_timer: Timer | None = None
    _count_cost = 0.0
    _folded: frozenset[str] = frozenset()
    _feeds_stale = False
    """Whether the feeds that are not on the screen are not in their list either."""
    keep_sheet: Callable[[], None] = staticmethod(lambda: None)
    """Keeps what the first frame of the next start has to know."""
    _problem = ""

    # --- showing --------------------------------------------------------------------------------------

    def show_view(self, query: HeadlineQuery, *, cursor: int | None = None) -> None:
        """Show a list, with the cursor on the headline whose `ord` is given."""
        self.view = query
        self.fill_list(query, cursor)
        self.feed_list.select(query)
        self.write_titles()
        self.place_changed()
        if feed := self.feed_of_view():
            self.say_trouble(feed)

    def follow(self) -> None:
        """Have the detail pane follow the list."""

    def say_trouble(self, feed: Feed) -> None:
        """Say what is wrong with a feed, if anything is."""
        if problem := trouble(feed, self.library.now):
            self.say(problem, warning=True)

    def open_at_last_place(self) -> None:
        """Show what was shown when the reader was closed."""
        place = Place.from_json(self.library.meta(_KEPT_UNDER))
        if place is None:
            place = Place(oldest_first=self.settings.ui.oldest_first)
        query = place.query
        if query.feed is not None:
            feed = self.library.feed(query.feed)
            if feed is None or feed.removed_at is not None:
                query = replace(query, feed=None)
        self.feeds_shown = place.feeds_shown
        self._folded = frozenset(place.folded)
        self._show_feeds()
        self.show_view(query, cursor=place.cursor)

    def _show_feeds(self) -> None:
        """Show the feeds with their counts, once there is anybody to see them."""
        self._feeds_stale = "feeds" not in self.panes
        if not self._feeds_stale:
            self.feed_list.show(self.library.feeds(), self.library.counts(), folded=self._folded)

    def lay_out(self) -> None:
        """Show the panes that are to be seen; the feeds come to be seen as they are now."""
        if self._feeds_stale and "feeds" in self.panes:
            self._show_feeds()
            self.feed_list.select(self.view)
        super().lay_out()

    def feed_of_view(self) -> Feed | None:
        """Return the feed whose list is on show, if it is of one."""
        return self.library.feed(self.view.feed) if self.view.feed is not None else None

    def write_titles(self) -> None:
        """Name the list and its counts above it, and say in an empty list what to do."""
        feed = self.feed_of_view()
        more = view_counts(self.view, self.library.counts(replace(self.view, show="all")))
        if self.view.oldest_first:
            more += ", oldest first"
        self.set_title("list", view_name(self.view, feed), more, self.news_above)
        self.headlines.empty_text = self.empty_text(feed)

    @property
    def news_above(self) -> str:
        """Return what came in above what is visible: "12 new", or ""."""
        return f"{self.headlines.new_above:,} new" if self.headlines.new_above else ""

    def empty_text(self, feed: Feed | None) -> str:
        """Return what stands in the middle of a list without headlines."""
        key = self.keymap.key
        if self.view.show == "starred":
            return f"Nothing is starred here.\n{key('star')} stars the article under the cursor."
        if self.view.show == "later":
            return f"Nothing is kept for later here.\n{key('later')} keeps the article under the cursor."
        if feed is not None and (problem := trouble(feed, self.library.now)):
            return f"{problem}\n{key('refresh')} tries now."
        if self.view.show == "unread" and self.library.counts(self.view).total:
            return f"All read.\n{key('show_all')} shows everything, {key('refresh_all')} asks for news."
        if self.busy:
            return "Fetching …"
        if not self.library.counts().total and not self.library.feeds():
            return f"No feeds yet.\n{key('add')} adds one: an address, a file, a folder or an OPML list."
        return f"Nothing here yet.\n{key('refresh_all')} asks all feeds for news."

    @property
    def busy(self) -> bool:
        """Whether news is being fetched."""
        return False

    # --- counts ---------------------------------------------------------------------------------------

    def counts_changed(self) -> None:
        """Count again shortly, once for all that happens until then."""
        if self._count_timer is None:
            after = max(_COUNT_AFTER, _COUNT_SHARE * self._count_cost)
            self._count_timer = self.after(after, self.count_again)

    def count_again(self) -> None:
        """Read feeds and counts, and show them."""
        self._count_timer = None
        began = monotonic()
        self._show_feeds()
        self.write_titles()
        self._count_cost = monotonic() - began

    def on_headline_list_counted(self, message: Counted) -> None:
        """The list is whole, or its length changed."""
        self.write_titles()

    def on_headline_list_failed(self, message: Failed) -> None:
        """The library could not be read."""
        self.say(message.error, warning=True)

    def on_headline_list_new_above(self, message: NewAbove) -> None:
        """News came in above what is visible."""
        self.write_titles()

    # --- choosing -------------------------------------------------------------------------------------

    def action_show(self, show: Show) -> None:
        """Show all, or only the unread, the starred, those for later."""
        cursor = self.headlines.cursor
        self.show_view(replace(self.view, show=show), cursor=cursor.ord if cursor else None)

    def action_turn_order(self) -> None:
        """Show the oldest first, or the newest."""
        cursor = self.headlines.cursor
        turned = replace(self.view, oldest_first=not self.view.oldest_first)
        self.show_view(turned, cursor=cursor.ord if cursor else None)
        self.say("Oldest first." if turned.oldest_first else "Newest first.")

    def action_toggle_feeds(self) -> None:
        """Show or hide the feeds pane."""
        if self.layout_name == "three":
            self.feeds_shown = not self.feeds_shown
            self.place_changed()
            if self.feeds_shown or self.at != "feeds":
                self.lay_out()
            else:
                self.go_to("list")
        else:
            self.go_to("list" if self.at == "feeds" else "feeds")

    def on_feed_list_chosen(self, message: FeedList.Chosen) -> None:
        """A feed, a folder or a view was chosen."""
        query = message.query
        if query.feed is not None or query.folder is not None:
            query = replace(query, show=self.view.show)
        self.show_view(replace(query, oldest_first=self.view.oldest_first))
        self.go_to("list")
        self.came_from_feeds = True

    def on_feed_list_feed_highlighted(self, message: FeedList.FeedHighlighted) -> None:
        """Say what is wrong with the feed under the cursor."""
        problem = trouble(message.feed, self.library.now) if message.feed else ""
        if problem and self.at == "feeds":
            self.say(problem, warning=True)
        elif self._problem and self.status.note == self._problem:
            self.hush()
        self._problem = self.status.note if problem else ""

    def on_feed_list_folded(self, message: FeedList.Folded) -> None:
        """A folder was opened or closed."""
        self._folded = message.folded
        self.place_changed()

    # --- the place ------------------------------------------------------------------------------------

    def place_changed(self) -> None:
        """Keep the place soon, so that no way of quitting loses it."""
        if self._save_timer is None:
            self._save_timer = self.after(_SAVE_AFTER, self.keep_place)

    def keep_place(self) -> None:
        """Write down where the reader is."""
        if self._save_timer is not None:
            self._save_timer.stop()
            self._save_timer = None
        cursor = None if self.shown.search else self.headlines.cursor
        place = Place(
            self.view.feed,
            self.view.folder,
            self.view.show,
            self.view.oldest_first,
            cursor.ord if cursor else None,
            self.feeds_shown,
            tuple(sorted(self._folded)),
        )
        self.library.set_meta(_KEPT_UNDER, place.to_json())
        self.keep_sheet()
