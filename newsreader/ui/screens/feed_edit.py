"""The box that renames a feed, moves it into a folder, and sets how often it is refreshed."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from newsreader.late import dataclass
from newsreader.models import Feed
from newsreader.text.clean import clean_line
from newsreader.ui.screens.line_input import LineInput

_LONGEST = 7 * 24 * 60
"""Minutes between two refreshes at most."""


@dataclass(frozen=True, slots=True)
class FeedEdit:
    """What is to be changed; None leaves a thing as it is.  `interval` is in seconds, 0 for the usual."""

    own_title: str | None = None
    folder: str | None = None
    interval: int | None = None

    def __bool__(self) -> bool:
        return (self.own_title, self.folder, self.interval) != (None, None, None)


class FeedEditScreen(ModalScreen[FeedEdit | None]):
    """Edits one feed; gives what was changed, or None."""

    CSS_PATH = "../boxes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "cancel", "Cancel")]

    def __init__(self, feed: Feed, folders: list[str]) -> None:
        super().__init__()
        self._feed = feed
        self._folders = folders

    def compose(self) -> ComposeResult:
        """Draw the box."""
        feed = self._feed
        minutes = "" if feed.interval is None else str(feed.interval // 60)
        suggester = SuggestFromList(self._folders, case_sensitive=False) if self._folders else None
        with Vertical(classes="box"):
            yield Static(Content(clean_line(feed.title)), classes="box-title")
            yield Static(Content(clean_line(feed.url)), classes="box-hint")
            yield Static(Content("Name"), classes="box-label")
            yield LineInput(clean_line(feed.own_title), placeholder="its own title", id="name")
            yield Static(Content("Folder"), classes="box-label")
            yield LineInput(
                clean_line(feed.folder),
                placeholder="none; News/World is a folder in a folder",
                id="folder",
                suggester=suggester,
            )
            yield Static(Content("Minutes between refreshes"), classes="box-label")
            yield LineInput(minutes, placeholder="as usual", id="interval", restrict=r"[0-9]*")
            yield Static(
                Content("Enter saves, Esc leaves everything as it was."), id="answer", classes="box-hint"
            )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed, or say what is wrong with it."""
        name, folder, minutes = (
            clean_line(self.query_one(f"#{part}", Input).value) for part in ("name", "folder", "interval")
        )
        folder = "/".join(filter(None, (part.strip() for part in folder.split("/"))))
        minutes = minutes.lstrip("0") or minutes[:1]
        if minutes and not (len(minutes) < 8 and 1 <= int(minutes) <= _LONGEST):  # int() refuses long ones
            answer = self.query_one("#answer", Static)
            answer.add_class("-problem")
            answer.update(Content(f"Between 1 and {_LONGEST:,} minutes, a week; or nothing for the usual."))
            self.query_one("#interval", Input).focus()
            return
        interval = int(minutes) * 60 if minutes else 0
        feed = self._feed
        self.dismiss(
            FeedEdit(
                name if name != feed.own_title else None,
                folder if folder != feed.folder else None,
                interval if interval != (feed.interval or 0) else None,
            )
        )

    def action_cancel(self) -> None:
        """Change nothing."""
        self.dismiss(None)
