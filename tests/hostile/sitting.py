"""A program in a terminal of its own, everything it writes judged, and every canary noted that it shows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile.payloads import CANARIES, PAYLOADS
from tests.hostile.wire import foreign, printed
from tests.terminal import Terminal

_CANARY = re.compile("kz[a-z]{4}q", re.IGNORECASE)
_LONGEST = 200
"""Bytes of what was looked at before that are looked at again: a canary, and sequences around it."""

Shown = set[tuple[str, str]]
"""Fields and payloads whose canaries were seen."""


@dataclass
class Record:
    """What was seen on which screen, and what should not have been there."""

    screens: dict[str, Shown] = field(default_factory=lambda: defaultdict(set))
    foreign: list[str] = field(default_factory=list)
    written: int = 0

    @property
    def combinations(self) -> int:
        """How many hostile texts were seen, each field and each screen counted."""
        return sum(map(len, self.screens.values()))

    @property
    def fields(self) -> set[str]:
        """The fields that were seen anywhere."""
        return {name for shown in self.screens.values() for name, _ in shown}

    @property
    def payloads(self) -> set[str]:
        """The hostile texts that were seen anywhere."""
        return {name for shown in self.screens.values() for _, name in shown}

    def lacking(self, screen: str, fields: Iterable[str], payloads: Iterable[str]) -> Shown:
        """Return what should have been seen on a screen and was not."""
        return {(one, payload) for one in fields for payload in payloads} - self.screens[screen]


def canaries(data: bytes) -> Shown:
    """Return the canaries that were printed."""
    return {CANARIES[word] for found in _CANARY.findall(printed(data)) if (word := found.lower()) in CANARIES}


class Sitting:
    """One run of a program in a terminal; what it shows is noted under the name of the screen it is at."""

    def __init__(self, terminal: Terminal, record: Record, screen: str) -> None:
        self.terminal = terminal
        self.record = record
        self.screen = screen
        self._seen_to = 0

    def at(self, screen: str) -> None:
        """Note what comes from now on under another screen; judge and forget what came so far."""
        self.look()
        self._judge()
        self.screen = screen

    def _judge(self, *, whole: bool = False) -> None:
        """Judge what was written, but for a sequence at its end that may not be whole yet."""
        output = self.terminal.output
        last = len(output) if whole else max(output.rfind(b"\x1b"), 0)
        self.record.written += last
        self.record.foreign += foreign(output[:last])
        self.terminal.output = output[last:]
        self._seen_to = 0

    def look(self) -> Shown:
        """Note what came, and return all that was seen on this screen so far."""
        start = max(self._seen_to - _LONGEST, 0)
        self._seen_to = len(self.terminal.output)
        shown = self.record.screens[self.screen]
        shown |= canaries(self.terminal.output[start:])
        return shown

    def count(self, name: str) -> int:
        """Return of how many payloads this field was seen on this screen."""
        return sum(one == name for one, _ in self.look())

    def until(self, condition: Callable[[], bool]) -> None:
        """Read until something is so."""
        self.terminal.until(condition)

    def until_seen(self, *names: str, count: int = len(PAYLOADS)) -> None:
        """Read until these fields were seen on this screen, each for so many payloads."""
        try:
            self.until(lambda: all(self.count(name) >= count for name in names))
        except AssertionError:
            seen = self.look()
            lacking = {name: [one for one in PAYLOADS if (name, one) not in seen] for name in names}
            rows = self.terminal.screen().display
            screen = "\n".join(row.rstrip() for row in rows if row.strip())
            raise AssertionError(f"{self.screen}: {count} wanted, lacking {lacking} in\n{screen}") from None

    def press(self, keys: bytes, *says: bytes) -> None:
        """Press keys, and read until one of these is said."""
        place = len(self.terminal.output) if keys else 0
        self.terminal.type(keys)
        self.until(lambda: any(one in self.terminal.output[place:] for one in says))

    def insist(self, name: str, count: int, *keys: bytes) -> None:
        """Press keys, again where they came too early, until a field was seen for so many payloads."""
        for _ in range(10):
            self.keys(*keys[:-1])
            self.terminal.type(keys[-1])
            with suppress(AssertionError):
                self.terminal.until(lambda: self.count(name) >= count, seconds=2.0)
                return
        self.until_seen(name, count=count)

    def keys(self, *keys: bytes) -> None:
        """Press keys one after the other, each once the one before has been dealt with."""
        for key in keys:
            self.terminal.type(key)
            self.terminal.settle(0.08)

    def open(self, key: bytes, says: bytes) -> None:
        """Open a box with a key, whatever is open before."""
        for _ in range(10):
            self.terminal.type(b"\x1b")
            self.terminal.settle(0.25)
            place = len(self.terminal.output)
            self.terminal.type(key)
            with suppress(AssertionError):
                self.terminal.until(lambda place=place: says in self.terminal.output[place:], seconds=3.0)  # type: ignore[misc]
                return
        raise AssertionError(f"{key!r} opens nothing that says {says!r}")

    def quit(self) -> int:
        """Leave whatever is open, and the reader; return its exit code."""
        self.at("goodbye")
        for _ in range(20):
            self.terminal.type(b"\x1b")
            self.terminal.settle(0.2)
            self.terminal.type(b"Q")
            with suppress(AssertionError):
                self.terminal.ended(1.0)
                break
        return self.close()

    def close(self) -> int:
        """Wait for the program's end, judge all that it wrote, and return its exit code."""
        code = self.terminal.ended(60.0)
        self.look()
        self._judge(whole=True)
        return code


def run(
    record: Record, screen: str, command: list[str | Path], env: dict[str, str], cwd: Path, lines: int = 50
) -> tuple[int, str]:
    """Run a command in a terminal; return its exit code and what it printed."""
    with Terminal(command, columns=400, lines=lines, env=env, cwd=cwd) as terminal:
        sitting = Sitting(terminal, record, screen)
        code = terminal.ended(60.0)
        said = printed(terminal.output)
        sitting.close()
        return code, said
