"""Places that datelines name, found by typing."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from newsreader.library import Library
from newsreader.ui.screens.line_input import LineInput
from newsreader.ui.screens.telling import Telling
from newsreader.ui.widgets.said_list import Name, NameList

_MOST = 500


class PlacesScreen(Telling, ModalScreen[str | None]):
    """Places with the numbers of their articles; gives the name of the one that was chosen."""

    CSS_PATH = "../boxes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("escape", "back", show=False),
    ]

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library

    def compose(self) -> ComposeResult:
        """Draw the box."""
        with Vertical(classes="box"):
            yield Static(Content("Places"), classes="box-title")
            yield LineInput(placeholder="type a place")
            yield NameList(id="names")
            yield Static(Content("Enter shows the news from there, Esc closes."), classes="box-hint")

    def on_mount(self) -> None:
        """Show all places."""
        self.names.can_focus = False
        self.names.empty_text = "No dateline names such a place.\nEsc takes what is typed away."
        if not self.library.places(limit=1):
            self.names.empty_text = "No article names a place in its dateline yet.\nEsc goes back."
        self.call_after_refresh(self.guarded, self.find_places)

    @property
    def names(self) -> NameList:
        """The places found."""
        return self.query_one("#names", NameList)

    @on(Input.Changed)
    def find_places(self) -> None:
        """Find places by what is typed."""
        places = self.library.places(self.query_one(Input).value, limit=_MOST)
        self.names.show([Name(place.key, place.name, place.articles) for place in places])

    @on(Input.Submitted)
    @on(NameList.Chosen)
    def _choose(self) -> None:
        name = self.names.name_at
        if name is not None:
            self.dismiss(name.name)

    def action_move(self, by: int) -> None:
        """Move among the places."""
        self.names.move(by)

    def action_page(self, pages: int) -> None:
        """Move by a page."""
        self.names.page(pages)

    def action_back(self) -> None:
        """Take what is typed away, then close."""
        typed = self.query_one(Input)
        if typed.value:
            typed.value = ""
        else:
            self.dismiss(None)
