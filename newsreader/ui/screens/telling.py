"""What a screen over the main one does where the library fails: it says so, and goes on."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message
from textual.message_pump import MessagePump

from newsreader.errors import NewsreaderError


class Telling(MessagePump):
    """A part of a screen that reads the library."""

    async def _dispatch_message(self, message: Message) -> None:
        """Deal with a message; where the library fails, say so and go on."""
        try:
            await super()._dispatch_message(message)
        except NewsreaderError as error:
            self._tell(error)

    def guarded(self, what: Callable[[], object]) -> None:
        """Do what Textual calls by itself, with no message around it, in the same way."""
        try:
            what()
        except NewsreaderError as error:
            self._tell(error)

    def _tell(self, error: NewsreaderError) -> None:
        self.app.notify(str(error), severity="warning")
