"""A real terminal for programs to run in: a pty, with what they wrote and when (Linux, macOS)."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pyte

_PRIVATE = re.compile(rb"\x1b\[[<>=?][0-9;]*\$?[a-zA-Z]")
"""Sequences that set modes or ask the terminal, which pyte would print."""

BEFORE = ("TERM", "COLORTERM", "NO_COLOR", "COLUMNS", "LINES", "PYTHONDONTWRITEBYTECODE")


class Terminal:
    """A program in a pty of `columns` × `lines`."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        columns: int = 120,
        lines: int = 40,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.columns, self.lines = columns, lines
        self.output = b""
        self.pieces: list[tuple[float, int]] = []
        """When output came, in seconds since the start, and how much."""
        master, slave = pty.openpty()
        self._master = master
        self._vanished = False
        self.resize(columns, lines)
        self.attributes = termios.tcgetattr(slave)
        kept = {name: value for name, value in os.environ.items() if name not in BEFORE}
        colours = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
        whole = {name: value for name, value in {**kept, **colours, **(env or {})}.items() if value}
        self.begun = time.perf_counter()
        self._process = subprocess.Popen(
            list(map(str, command)),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=whole,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        self.pid = self._process.pid
        self._slave = slave

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        self.columns, self.lines = columns, lines
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def read(self, seconds: float) -> bytes:
        """Return what comes within `seconds`, b"" for nothing."""
        if not select.select([self._master], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self._master, 1 << 20)
        except OSError:
            return b""
        self.pieces.append((time.perf_counter() - self.begun, len(data)))
        self.output += data
        if b"\x1b[?2026$p" in data:
            os.write(self._master, b"\x1b[?2026;2$y")  # as terminals do that can draw a frame at once
        return data

    def until(self, done: Callable[[], bool], seconds: float = 20.0) -> None:
        """Read until `done`; fail after `seconds`."""
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end:
                raise AssertionError(f"nothing came of it; the terminal's last words: {self.output[-300:]!r}")
            self.read(0.02)

    def until_written(self, text: bytes, start: int = 0, seconds: float = 20.0) -> float:
        """Read until `text` stands in the output from `start` on; return when, in seconds since the start."""
        self.until(lambda: self.output.find(text, start) >= 0, seconds)
        return time.perf_counter() - self.begun

    def settle(self, quiet: float = 0.15, seconds: float = 10.0) -> None:
        """Read until nothing comes for `quiet` seconds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.read(quiet):
            pass

    def type(self, keys: bytes) -> None:
        """Press keys."""
        while keys := keys[os.write(self._master, keys) :]:
            self.read(0.0)

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Vanish, as a terminal does whose window is closed."""
        os.close(self._master)
        self._vanished = True

    def ended(self, seconds: float = 20.0) -> int:
        """Read until the program has ended; return its exit code."""
        self.until(lambda: self._process.poll() is not None, seconds)
        self.settle(0.0)
        return self._process.returncode

    def settings(self) -> list[Any]:
        """Return the terminal's settings as they are now."""
        return termios.tcgetattr(self._slave)

    def screen(self, output: bytes | None = None) -> pyte.Screen:
        """Return the screen that `output` (all there is, by default) draws."""
        screen = pyte.Screen(self.columns, self.lines)
        pyte.ByteStream(screen).feed(_PRIVATE.sub(b"", self.output if output is None else output))
        return screen

    def close(self) -> None:
        """End the program, whatever it is doing."""
        if self._process.poll() is None:
            os.kill(self.pid, signal.SIGKILL)
            self._process.wait()
        if not self._vanished:
            os.close(self._master)
        os.close(self._slave)
