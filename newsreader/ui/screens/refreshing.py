"""Talk with the engine: refreshing, its progress and its end, and what other processes changed.

The screen never waits for the engine.  What it says arrives as messages; results are gathered for a
moment and shown together, so that three hundred feeds do not cause three hundred repaints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from textual.timer import Timer

from newsreader.config import Settings
from newsreader.errors import NewsreaderError
from newsreader.library import Library
from newsreader.models import Event, Feed
from newsreader.ui.keymap import Keymap
from newsreader.ui.messages import EngineSaid
from newsreader.ui.screens.sharing import Sharing
from newsreader.ui.widgets.status_bar import StatusBar
from newsreader.ui.wording import asked_lately, in_folder, refreshed

Listener = Callable[[Event], None]

_GATHER = 0.15
_LOOK_EVERY = 1.0
_DUE_EVERY = 60.0


class Refreshing(Sharing):
    """The part of the main screen that asks for news and hears of it."""

    def __init__(self, library: Library, settings: Settings, keymap: Keymap, cwd: Path) -> None:
        super().__init__(library, settings, keymap, cwd)
        self._refreshes: dict[int, bool] = {}
        """The refreshes that run, and whether the user asked for them."""
        self._listeners: dict[int, Listener] = {}
        self._news_timer: Timer | None = None
        self._list_changed = False
        self._whole = False
        """Whether the list is to be read as a whole, once nothing is refreshed any more."""
        self._unsettled = False
        """Whether others have written of late."""
        self._counts = library.counts()
        self._restart_told = False
        self._seen = library.changed()

    def on_mount(self) -> None:
        """Listen to the engine, and look around once a second."""
        self.library.on_event = self._hear
        self.set_interval(_LOOK_EVERY, partial(self.guarded, self.look_around))
        self.set_interval(_DUE_EVERY, partial(self.guarded, self._minute))

    # --- asking ---------------------------------------------------------------------------------------

    def request(self, do: str, listener: Listener | None = None, **data: object) -> int | None:
        """Ask the engine for something; `listener` hears its answers.  None where it cannot be asked."""
        try:
            request = self.library.ask(do, **data)
        except NewsreaderError as error:
            self.say(str(error), warning=True)
            return None
        if listener is not None:
            self._listeners[request] = listener
        return request

    @property
    def busy(self) -> bool:
        """Whether news is being fetched."""
        return bool(self._refreshes or self._listeners)

    def action_refresh(self) -> None:
        """Ask this feed for news, or the feeds of this folder."""
        name, feeds = self._feeds_meant()
        if feeds and not self._asked_lately(name, feeds):
            mode = "named" if len(feeds) == 1 else "all"
            self._refresh([feed.id for feed in feeds], mode, f"Refreshing {name} …")

    def action_refresh_all(self) -> None:
        """Ask all feeds for news."""
        feeds = self.library.feeds()
        if not feeds:
            self.say(f"No feeds yet; {self.keymap.key('add')} adds one.")
        elif not self._asked_lately("All feeds", feeds):
            self._refresh(None, "all", "Refreshing all feeds …")

    def refresh_due(self) -> None:
        """Refresh what is due, if anything is."""
        now = self.library.now
        if not self._refreshes and any(_due(feed, now) for feed in self.library.feeds()):
            self._refresh(None, "due", "")

    def _refresh(self, feeds: list[int] | None, mode: str, sentence: str) -> None:
        if sentence and any(self._refreshes.values()):
            self.say(f"Still {self.status.progress or 'refreshing'}; a click on that cancels it.")
            return
        request = self.request("refresh", feeds=feeds, mode=mode)
        if request is not None:
            self._refreshes[request] = bool(sentence)
            if sentence:
                self.say(sentence)
                self.status.progress = "refreshing"

    def _feeds_meant(self) -> tuple[str, list[Feed]]:
        """Return what "this" is, and its feeds."""
        query = self.feed_list.cursor_query if self.at == "feeds" else self.view
        headline = self.headlines.cursor
        if query.feed is None and query.folder is None and self.at != "feeds" and headline is not None:
            feed = self.library.feed(headline.feed)
        else:
            feed = self.library.feed(query.feed) if query.feed is not None else None
        if feed is not None:
            return feed.title, [feed]
        folder = query.folder
        if folder is None:
            return "all feeds", self.library.feeds()
        return folder, [feed for feed in self.library.feeds() if in_folder(feed, folder)]

    def _asked_lately(self, name: str, feeds: list[Feed]) -> bool:
        """Say so where all of these were asked so lately that they are left alone."""
        now, floor = self.library.now, self.settings.refresh.floor
        asked = [feed.asked_at for feed in feeds if feed.asked_at is not None and not feed.local]
        if len(asked) < len(feeds) or now - min(asked) >= floor:
            return False
        self.say(f"{name}: {asked_lately(min(asked), now, floor)}.")
        return True

    def action_cancel_refresh(self) -> None:
        """Stop refreshing."""
        if not self._refreshes:
            self.say("Nothing is being refreshed.")
        for request in self._refreshes:
            self.request("cancel", request=request)

    def on_status_bar_progress_clicked(self, message: StatusBar.ProgressClicked) -> None:
        """A click on the progress cancels."""
        self.action_cancel_refresh()

    # --- hearing --------------------------------------------------------------------------------------

    def _hear(self, event: Event) -> None:
        """Bring what the engine said from the client's thread to the screen's."""
        self.post_message(EngineSaid(event))

    def on_engine_said(self, message: EngineSaid) -> None:
        """Show what the engine says."""
        event = message.event
        listener = self._listeners.get(event.request)
        if listener is not None:
            listener(event)
        match event.name:
            case "feed":
                changed = bool(event.data.get("new") or event.data.get("revised"))
                self._whole = self._whole or changed
                self.news_came(changed)
            case "added":
                self.news_came(True)
            case "progress" if event.data.get("phase") == "refresh" and event.request in self._refreshes:
                self.status.progress = f"refreshing {event.data['done']}/{event.data['total']}"
            case "article":
                self._formatted(event)
            case "annotated":
                self._annotated(event.data.get("articles", ()))
            case "note" if listener is None:
                self.say(str(event.data["text"]))
            case "restarted":
                self._restarted()
            case "done" | "failed":
                self._ended(event)

    def _formatted(self, event: Event) -> None:
        """Show the article that was asked for at once; it is stored when its turn comes."""
        shown, article = self.article_view.article, self.library.article_in(event)
        if shown is not None and article is not None and shown.id == article.id:
            self.show_again(article)

    def _annotated(self, articles: object) -> None:
        """Show again what is formatted now, unless it is shown like that already."""
        shown = self.article_view.article
        if shown is None or shown.id is None or not isinstance(articles, list) or shown.id not in articles:
            return
        stored = self.library.article(shown.id)
        if stored is not None and (stored.body, stored.quotes, stored.deck, stored.dateline) != (
            shown.body,
            shown.quotes,
            shown.deck,
            shown.dateline,
        ):
            self.show_again(stored)

    def _restarted(self) -> None:
        self._refreshes.clear()
        self._listeners.clear()
        self.status.progress = ""
        if not self._restart_told:
            self._restart_told = True
            self.say("The engine ended unexpectedly and was started again; nothing was lost.", warning=True)

    def _ended(self, event: Event) -> None:
        """A request is done, or failed."""
        heard = self._listeners.pop(event.request, None) is not None
        asked_for = self._refreshes.pop(event.request, None)
        if asked_for is not None and not self._refreshes:
            self.status.progress = ""
            self.news_came(self._whole)
        if event.name == "failed":
            if asked_for and not heard:
                self.say(str(event.data.get("error", "The engine could not do that.")), warning=True)
        elif asked_for and event.data.get("cancelled"):
            self.say("Refreshing was cancelled.")
        elif asked_for:
            summary: Mapping[str, Any] = event.data.get("summary") or event.data
            counts = [int(summary.get(key, 0)) for key in ("ok", "failed", "new")]
            self.say(refreshed(*counts), warning=counts[1] > 0)

    def news_came(self, in_list: bool) -> None:
        """Show news shortly, once for all that comes until then."""
        self._list_changed = self._list_changed or in_list
        if self._news_timer is None:
            self._news_timer = self.after(_GATHER, self._show_news)

    def _show_news(self) -> None:
        self._news_timer = None
        if self._list_changed:
            self._list_changed = False
            whole = self._whole and not self._refreshes
            self._whole = self._whole and not whole
            self.headlines.reload(news=not whole)
        seen = self.library.changed()
        self._unsettled = self._unsettled or seen != self._seen
        self._seen = seen
        self.count_again()

    # --- other processes ------------------------------------------------------------------------------

    def look_around(self) -> None:
        """Show what another process wrote.

        While our own engine annotates, it writes all the time, and lists stay as they are.  So only news
        are looked for where the counts are as they were; the whole list is read when the writing ends.
        """
        seen = self.library.changed()
        if seen != self._seen:
            counts = self.library.counts()
            self._whole = self._whole or counts != self._counts
            self._seen, self._counts, self._unsettled = seen, counts, True
            self.news_came(True)
        elif self._unsettled:
            self._unsettled = False
            self._whole = True
            self.news_came(True)

    def _minute(self) -> None:
        self.headlines.refresh()
        if self.settings.refresh.automatic:
            self.refresh_due()


def _due(feed: Feed, now: int) -> bool:
    return not feed.gone and (feed.next_at is None or feed.next_at <= now)
