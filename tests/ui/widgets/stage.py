"""A tiny app to put one widget on, and eyes to look at it with."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

from rich.style import Style
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from newsreader.ui.theme import NIGHT, THEMES

M = TypeVar("M", bound=Message)


class Stage(App[None]):
    """An app with a widget on it, which keeps the widget's messages."""

    CSS = "Stage > Screen > * { width: 1fr; height: 1fr; }"

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.widget

    def on_mount(self) -> None:
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = NIGHT.name
        self.widget.focus()

    def opened(self, width: int = 60, height: int = 20) -> AbstractAsyncContextManager[Pilot[None]]:
        """Run the app in a terminal of this size."""
        return self.run_test(size=(width, height), message_hook=self._see)

    def _see(self, message: Message) -> None:
        if not any(message is seen for seen in self.told):
            self.told.append(message)

    def heard(self, kind: type[M]) -> list[M]:
        """Return the messages of a kind that came so far, and forget all."""
        found = [message for message in self.told if isinstance(message, kind)]
        self.told.clear()
        return found


def screen_text(widget: Widget) -> list[str]:
    """Return the lines of a widget as they stand on the screen."""
    return [
        "".join(segment.text for segment in widget.render_line(y)).rstrip() for y in range(widget.size.height)
    ]


def style_at(widget: Widget, words: str) -> Style:
    """Return the style of the first place where `words` stand, without what it says to the mouse."""
    for y in range(widget.size.height):
        for segment in widget.render_line(y):
            if words in segment.text and segment.style is not None:
                return segment.style.clear_meta_and_links()
    raise AssertionError(f"{words!r} is not on the screen")


async def until(pilot: Pilot[None], holds: Callable[[], bool], what: str = "it") -> None:
    """Let the app work until something holds."""
    for _ in range(200):
        if holds():
            return
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    raise AssertionError(f"{what} never happened")
