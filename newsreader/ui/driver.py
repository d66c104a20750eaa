"""Textual's driver for a terminal that the first frame has taken already (Linux, macOS).

The alternate screen is on and keys are waiting: entering it again would clear what is drawn, and the
terminal's settings to go back to are those from before the first frame.
"""

from __future__ import annotations

from typing import ClassVar

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

from newsreader.firstframe import ENTER, Terminal


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
