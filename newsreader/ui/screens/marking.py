"""The reader's own marks: read, starred, later; and taking them back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from newsreader.models import Headline, MarkKind, Operation
from newsreader.ui.screens.searching import Searching
from newsreader.ui.wording import number_of

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

    def _toggle(self, kind: MarkKind) -> None:
        headline = self.headlines.cursor
        if headline is not None:
            self.mark(kind, not getattr(headline, kind), headline)

    def action_toggle_read(self) -> None:
        """Mark the article read, or unread."""
        self._toggle("read")

    def action_mark_unread(self) -> None:
        """Mark the article unread."""
        headline = self.headlines.cursor
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
        top = self.headlines.top_ord
        if top is None:
            return
        written: Future[Any] = self.library.mark_list(
            self.shown, "read", True, up_to=top, label="Marked all read"
        )
        self.headlines.update_matching(_not_above(top), "read", True, written)
        self.when_written(written, self._all_marked)

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


def _not_above(top: int) -> Callable[[Headline], bool]:
    return lambda headline: headline.ord <= top
