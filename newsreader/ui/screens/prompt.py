"""A box that asks for one line."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from newsreader.text.clean import clean_line
from newsreader.ui.screens.line_input import LineInput


class PromptScreen(ModalScreen[str | None]):
    """Asks `question`; gives what was typed, or None where the user thought better of it."""

    CSS_PATH = "../boxes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "cancel", "Cancel")]

    def __init__(self, question: str, value: str = "", hint: str = "") -> None:
        super().__init__()
        self._question = clean_line(question)
        self._value = clean_line(value)
        self._hint = clean_line(hint)

    def compose(self) -> ComposeResult:
        """Draw the box."""
        with Vertical(classes="box"):
            yield Static(Content(self._question), classes="box-title")
            yield LineInput(self._value)
            yield Static(Content(self._hint), classes="box-hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what was typed."""
        self.dismiss(event.value.strip() or None)

    def action_cancel(self) -> None:
        """Go back without an answer."""
        self.dismiss(None)
