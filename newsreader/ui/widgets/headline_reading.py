"""Reading a list to its end in a thread, while its first rows are on the screen already."""

from __future__ import annotations

import sys
import time
from array import array
from collections.abc import Callable

from textual.message import Message
from textual.widget import Widget

from newsreader.errors import LibraryError
from newsreader.ui.widgets.headline_rows import CHUNK, Change, HeadlineRows

PATIENCE = 0.05
"""Seconds before the whole list is read, so that what is on the screen first is drawn first."""
REST = 0.4
"""As many for a list whose length is not known, as of a search, which the next letter replaces."""
_NOTHING, _NEWS, _ALL = range(3)
_SWITCH = 0.0005
"""Seconds for which the reading thread keeps the one that draws waiting: a key makes several steps."""
_SHOW_EVERY = 0.1
"""Seconds between two looks at such a list for somebody who has come to the end of what is read."""


class ReadingStep(Message, bubble=False):
    """From the thread: a chunk of the list, its end, what a second reading found, or an error."""

    def __init__(
        self,
        reading: Reading,
        chunk: array[int] | None = None,
        *,
        changes: list[Change] | None = None,
        error: str = "",
    ) -> None:
        super().__init__()
        self.reading = reading
        self.chunk = chunk
        self.changes = changes
        self.error = error


class Reading:
    """The reading of one list; its steps are posted to `widget`, which calls `rest` after the last.

    A list whose length is not known would grow on the screen with each step.  So it is read quietly and
    comes as one, unless somebody has come to the end of what there is of it and calls `hurry`.
    """

    def __init__(self, widget: Widget, rows: HeadlineRows) -> None:
        self.rows = rows
        self.busy = False
        self.stopped = False
        self._quiet = not rows.counted
        self._widget = widget
        self._wish = _NOTHING
        self._began = 0.0

    def begin_soon(self) -> None:
        """Read the list in a moment, unless it is stopped until then."""
        self._widget.set_timer(REST if self._quiet else PATIENCE, self._begin)

    def hurry(self) -> None:
        """Somebody waits for what comes next in the list."""
        self._quiet = False
        self._begin()

    def again(self, *, news: bool = False) -> None:
        """Read the list once more: now, or after the reading that is on; `news` only for what has come."""
        self._wish = max(self._wish, _NEWS if news else _ALL)
        self._begin()

    def stop(self) -> None:
        """Another list is shown: what still comes is of no use."""
        self.stopped = True

    def rest(self, *, failed: bool = False) -> None:
        """The last step was taken; read again if that was asked for meanwhile.

        A refresh asks again and again: reading leaves twice as long as it takes to everything else.
        """
        self.busy = False
        if failed:
            self._wish = _NOTHING
        elif self._wish:
            self._widget.set_timer(max(2 * (time.monotonic() - self._began), PATIENCE), self._begin)

    def _begin(self) -> None:
        if self.stopped or self.busy or not self._widget.is_attached:
            return
        if self.rows.complete and not self._wish:
            return
        self.busy = True
        self._began = time.monotonic()
        sys.setswitchinterval(_SWITCH)
        work: Callable[[], None] = self._read
        if self.rows.complete:
            work = self._read_again if self._wish == _ALL else self._read_news
        self._wish = _NOTHING
        self._widget.run_worker(work, thread=True, group="headlines")

    def _is_stopped(self) -> bool:
        return self.stopped

    def _read(self) -> None:
        at_once = self.rows.counted
        held, shown = array("q"), 0.0
        try:
            for chunk in self.rows.library.ords(self.rows.query, chunk=CHUNK, stop=self._is_stopped):
                if self.stopped:
                    return
                held.extend(chunk)
                now = time.monotonic()
                if at_once or (not self._quiet and now - shown > _SHOW_EVERY):
                    self._widget.post_message(ReadingStep(self, held))
                    held, shown = array("q"), now
        except LibraryError as error:
            self._widget.post_message(ReadingStep(self, error=str(error)))
            return
        if not self.stopped:
            self._widget.post_message(ReadingStep(self, held))
            self._widget.post_message(ReadingStep(self))

    def _read_news(self) -> None:
        try:
            changes = self.rows.arrivals()
        except LibraryError as error:
            self._widget.post_message(ReadingStep(self, error=str(error)))
            return
        if changes is None:
            self._read_again()
        elif not self.stopped:
            self._widget.post_message(ReadingStep(self, changes=changes))

    def _read_again(self) -> None:
        changes: list[Change] = []
        try:
            for change in self.rows.again():
                if self.stopped:
                    return
                if change is not None:
                    changes.append(change)
        except LibraryError as error:
            self._widget.post_message(ReadingStep(self, error=str(error)))
            return
        self._widget.post_message(ReadingStep(self, changes=changes))
