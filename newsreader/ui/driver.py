"""Textual's driver for a terminal that the first frame has taken already (Linux, macOS).

The alternate screen is on and keys are waiting: entering it again would clear what is drawn, and the
terminal's settings to go back to are those from before the first frame.  What is typed and pasted goes
through `typed` before it is taken for keys.
"""

from __future__ import annotations

import os
import select
from typing import ClassVar

from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

from newsreader.firstframe import ENTER, Terminal
from newsreader.ui.typed import Typed

_AT_ONCE = 4096
_LOOK_UP = 0.1
"""Seconds between two looks whether the program ends, and whether an Esc was a key of its own."""


def taking_over(terminal: Terminal) -> type[Driver]:
    """Return the driver for a terminal that is held already."""
    return type("TakingOver", (TakingOver,), {"terminal": terminal})


class TakingOver(LinuxDriver):
    """Draws on where the first frame left off."""

    terminal: ClassVar[Terminal]

    def write(self, data: str) -> None:
        """Send `data` to the terminal; what enters the alternate screen, only if it is not on."""
        if data == ENTER:
            if self.terminal.entered:
                return
            self.terminal.entered = True
        super().write(data)

    def start_application_mode(self) -> None:
        """Begin; the settings to go back to are the ones from before everything."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self.attrs_before = list(self.terminal.attributes)

    def stop_application_mode(self) -> None:
        """End, or pause."""
        super().stop_application_mode()
        self.terminal.entered = False

    def run_input_thread(self) -> None:
        """Hand on what is typed, until the program ends."""
        parser, typed = XTermParser(self._debug), Typed()
        while not self.exit_event.is_set():
            ready, _, _ = select.select([self.fileno], [], [], _LOOK_UP)
            data = self._read() if ready else b""
            if ready and not data:  # the terminal is gone, and a signal on its way that says so
                self.exit_event.wait(_LOOK_UP)
            if text := typed(data):  # the parser would take nothing for the end
                for message in parser.feed(text):
                    self.process_message(message)
            for message in parser.tick():
                self.process_message(message)

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, _AT_ONCE)
        except OSError:  # what Linux says where a terminal is gone
            return b""
