"""From a key to the first bytes of its picture, at a million articles, with nothing else going on."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.benchmarks.libraries import biggest, leave, percentile, processor_ms, reader
from tests.benchmarks.measure import Report
from tests.terminal import Terminal

KEYS = {
    "j": b"j",
    "k": b"k",
    "page down": b"\x1b[6~",
    "page up": b"\x1b[5~",
    "end": b"G",
    "home": b"g",
    "unread": b"2",
    "all": b"1",
}
_ROUND = ["j"] * 6 + ["page down"] * 2 + ["k"] * 4 + ["page up", "end", "k", "home", "j"]
_FILTERS = ["unread", "j", "all", "j"]


def run(runs: int, say: Callable[[str], None]) -> Report:
    """Measure at least 1,000 keys."""
    report = Report("keys")
    times: dict[str, list[float]] = {name: [] for name in KEYS}
    with reader(biggest()) as terminal:
        terminal.until_written(b"\x1b[?1000h")
        terminal.settle(3.0, 20)  # the whole list is read
        before, begun = processor_ms(terminal.pid), time.perf_counter()
        count = 0
        for number in range(max(runs * 14, 70)):
            for name in _ROUND + (_FILTERS if number % 10 == 9 else []):
                if (took := press(terminal, KEYS[name])) is not None:
                    times[name].append(took * 1000)
                count += 1
            if number % 10 == 0:
                say(f"{count} keys")
        cpu = (processor_ms(terminal.pid) - before) / count
        leave(terminal)
    every = [value for values in times.values() for value in values]
    rows = [_row(name, values) for name, values in times.items() if values]
    rows.append(_row("all keys", every))
    report.table("Key to first paint, 1,000,000 articles (ms)", ["key", "keys", "median", "p95", "p99"], rows)
    report.notes.append(
        f"{cpu:.1f} ms of processor time a key, all that it sets off included, in"
        f" {time.perf_counter() - begun:.0f} s."
    )
    report.data = {"times": times, "cpu": cpu}
    return report


def _row(name: str, values: list[float]) -> list[str]:
    shares = (percentile(values, share) for share in (0.5, 0.95, 0.99))
    return [name, str(len(values)), *(f"{value:.1f}" for value in shares)]


def press(terminal: Terminal, key: bytes, quiet: float = 0.04) -> float | None:
    """Press a key; return seconds to the first bytes, None where nothing is drawn; wait till all is."""
    at = len(terminal.output)
    begun = time.perf_counter()
    terminal.type(key)
    first = None
    while terminal.read(quiet if first is not None else 0.4):
        if first is None and len(terminal.output) > at:
            first = time.perf_counter() - begun
    terminal.output = terminal.output[-1000:]
    return first
