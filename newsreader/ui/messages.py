"""What reaches the screen from other threads, and the app from the screen, as Textual messages.

Everything that happens inside a widget is told by the widget's own messages.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from textual.message import Message

from newsreader.models import Event


class Begun(Message):
    """The list is filled for the first time."""


class EngineSaid(Message):
    """The engine process said something."""

    def __init__(self, event: Event) -> None:
        super().__init__()
        self.event = event


class ThemeWanted(Message):
    """The user chose a theme by its name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class Written(Message):
    """A change was committed to the library, or could not be.

    `then` is called with what it gave, on the screen's thread.
    """

    def __init__(self, future: Future[Any], then: Callable[[Any], None] | None) -> None:
        super().__init__()
        self.future = future
        self.then = then
