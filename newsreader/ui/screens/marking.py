"""The reader's own marks: read, starred, later; and taking them back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from newsreader.models import Headline, HeadlineQuery, MarkKind, Operation
from newsreader.ui.screens.base import READING
from newsreader.ui.screens.searching import Searching
from newsreader.ui.wording import in_folder, number_of

_ON_OFF: dict[tuple[MarkKind, bool], str] = {
    ("read", True): "Marked read",
    ("read", False): "Marked unread",
    ("starred", True): "Starred",
    ("starred", False): "Star taken away",
    ("later", True): "Kept for later",
    ("later", False): "Taken off the list for later",
}


class Marking(Searching):
    """The part of the main screen that marks.

    A mark is drawn at once and written in the background; where it cannot be written the user is told
    and the list shows the truth again.
    """

    def mark(self, kind: MarkKind, on: bool, headline: Headline, *, quietly: bool = False) -> None:
        """Set or clear a mark on one article, and say so unless `quietly`."""
        if getattr(headline, kind) == on:
            return
        label = f"{_ON_OFF[kind, on]}: “{headline.headline}”"
        written: Future[Any] = self.library.mark(kind, on, [headline.id], label)
        self.headlines.update_marks([headline.id], kind, on, written)
        self.when_written(written)
        if not quietly:
            self.say_with_undo(f"{_ON_OFF[kind, on]}.")

    def say_with_undo(self, sentence: str) -> None:
        """Say what was done, and which key takes it back."""
        key = self.keymap.key("undo")
        self.say(f"{sentence} {key} takes it back." if key else sentence)

    def meant(self) -> Headline | None:
        """Return what a mark is for: the article that is open, else the one under the cursor."""
        headline, article = self.headlines.cursor, self.article_view.article
        if self.at not in READING or article is None or article.id is None:
            return headline
        if headline is not None and headline.id == article.id:
            return headline
        return Headline(
            article.id,
            -1,
            article.headline,
            article.kicker,
            article.feed or 0,
            article.feed_title,
            article.published or article.fetched,
            article.read,
            article.starred,
            article.later,
        )

    def _toggle(self, kind: MarkKind) -> None:
        headline = self.meant()
        if headline is not None:
            self.mark(kind, not getattr(headline, kind), headline)

    def action_toggle_read(self) -> None:
        """Mark the article read, or unread."""
        self._toggle("read")

    def action_mark_unread(self) -> None:
        """Mark the article unread."""
        headline = self.meant()
        if headline is not None:
            self.mark("read", False, headline)

    def action_star(self) -> None:
        """Star the article, or take its star away."""
        self._toggle("starred")

    def action_later(self) -> None:
        """Keep the article for later, or not any more."""
        self._toggle("later")

    def action_mark_all_read(self) -> None:
        """Mark everything in the list read, but not what came in while one looked at it."""
        query, top = self.shown, self.headlines.top_ord
        if self.at == "feeds" and self.feed_list.cursor_query != replace(self.view, oldest_first=False):
            query = self.feed_list.cursor_query
            newest = self.library.page(query, limit=1)
            top = newest[0].ord if newest else None
        if top is None:
            self.say("There is nothing to mark.")
            return
        written: Future[Any] = self.library.mark_list(query, "read", True, up_to=top, label="Marked all read")
        self.headlines.update_matching(self._within(query, top), "read", True, written)
        self.when_written(written, self._all_marked)

    def _within(self, query: HeadlineQuery, top: int) -> Callable[[Headline], bool]:
        """Return a test for the headlines of a list as far as `ord` `top`."""
        feeds: set[int] | None = None
        if query.feed is not None:
            feeds = {query.feed}
        elif query.folder is not None:
            feeds = {feed.id for feed in self.library.feeds() if in_folder(feed, query.folder)}

        def within(headline: Headline) -> bool:
            if headline.ord > top or (feeds is not None and headline.feed not in feeds):
                return False
            return query.show not in ("starred", "later") or bool(getattr(headline, query.show))

        return within

    def _all_marked(self, operation: Operation | None) -> None:
        if operation is None:
            self.say("Everything here is read already.")
        else:
            self.say_with_undo(f"{number_of(operation.count, 'article')} marked read.")

    def action_undo(self) -> None:
        """Take back what was done last."""
        self.when_written(self.library.undo(), self._undone)

    def _undone(self, operation: Operation | None) -> None:
        if operation is None:
            self.say("There is nothing to take back.")
            return
        self.headlines.reload()
        if operation.count == 1 or operation.kind.startswith("feed-"):
            self.say(f"Taken back: {operation.label}.")
        else:
            self.say(f"Taken back: {operation.label} ({number_of(operation.count, 'article')}).")
