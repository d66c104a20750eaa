"""What the list of headlines tells the screen; handlers are named `on_headline_list_…`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from newsreader.models import Headline

if TYPE_CHECKING:
    from newsreader.ui.widgets.headline_list import HeadlineList


class _Told(Message):
    def __init__(self, sender: HeadlineList) -> None:
        super().__init__()
        self.headline_list = sender

    @property
    def control(self) -> HeadlineList:
        """The list."""
        return self.headline_list


class Highlighted(_Told, namespace="headline_list"):
    """The cursor came to another headline, or there is none."""

    def __init__(self, sender: HeadlineList, headline: Headline | None) -> None:
        super().__init__(sender)
        self.headline = headline


class Opened(_Told, namespace="headline_list"):
    """A headline was clicked while the cursor was on it, or `open` was called."""

    def __init__(self, sender: HeadlineList, headline: Headline) -> None:
        super().__init__(sender)
        self.headline = headline


class NewAbove(_Told, namespace="headline_list"):
    """The number of new headlines above the first visible one changed; 0 when all were seen."""

    def __init__(self, sender: HeadlineList, count: int) -> None:
        super().__init__(sender)
        self.count = count


class Counted(_Told, namespace="headline_list"):
    """The whole list is known (posted once it is read, and whenever it was read again)."""

    def __init__(self, sender: HeadlineList, count: int) -> None:
        super().__init__(sender)
        self.count = count


class Failed(_Told, namespace="headline_list"):
    """The library could not be read; `error` says why in one sentence."""

    def __init__(self, sender: HeadlineList, error: str) -> None:
        super().__init__(sender)
        self.error = error
