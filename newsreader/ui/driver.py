"""Textual's driver for a terminal that the first frame has taken already (Linux, macOS).

The alternate screen is on and keys are waiting: entering it again would clear what is drawn, and the
terminal's settings to go back to are those from before the first frame.  What is typed and pasted goes
through `typed` before it is taken for keys.

A terminal can vanish at any moment: its window is closed, the connection to it breaks.  Most programs in
it get a signal then, some do not; so the first read or write that fails says so too.  From then on what
is drawn is dropped, or Textual would wait for ever for it to be written, and the program ends in good
order.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from collections.abc import Callable
from io import TextIOBase
from typing import Any, ClassVar, TextIO

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


class Output(TextIOBase):
    """The terminal to write to; once it is gone, what is written is dropped.

    Textual's thread that writes would end with the first error, and whoever writes to it then waits for
    ever once its queue is full.  So there is no error here; `gone` is called instead, once.
    """

    def __init__(self, file: TextIO | Any, gone: Callable[[], object]) -> None:
        self._file = file
        self._tell = gone
        self._gone = False

    def fileno(self) -> int:
        """The terminal's number."""
        return self._file.fileno()

    def write(self, text: str) -> int:
        """Write, or drop."""
        self._if_there(lambda: self._file.write(text))
        return len(text)

    def flush(self) -> None:
        """Send what waits to be written."""
        self._if_there(self._file.flush)

    def _if_there(self, work: Callable[[], object]) -> None:
        if self._gone:
            return
        try:
            work()
        except OSError:
            self._gone = True
            self._tell()


class TakingOver(LinuxDriver):
    """Draws on where the first frame left off."""

    terminal: ClassVar[Terminal]

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._gone = threading.Event()
        self._file: Any = Output(sys.__stderr__, self._hung_up)

    def _hung_up(self) -> None:
        """The terminal is gone: end as if the signal had come that says so, which may come as well."""
        if not self._gone.is_set():
            self._gone.set()
            os.kill(os.getpid(), signal.SIGHUP)

    def write(self, data: str) -> None:
        """Send `data` to the terminal; what enters the alternate screen, only if it is not on."""
        if data == ENTER:
            if self.terminal.entered:
                return
            self.terminal.entered = True
        if not self._gone.is_set():
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
            if ready and not data:
                self._hung_up()
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
