"""From a key to the first bytes of its picture, at a million articles.

With nothing else going on; while a million articles are marked read, and while that is taken back; while
300 feeds are refreshed that have 50 new articles each; and while these are annotated.  The clock of a key
pressed meanwhile stops at the picture of the list, not at that of the progress.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path

from newsreader.rows import BAR
from tests.benchmarks.feed_server import FeedServer
from tests.benchmarks.libraries import (
    bring_news,
    connect,
    leave,
    percentile,
    processor_ms,
    reader,
    workbench,
)
from tests.benchmarks.measure import Report
from tests.terminal import Terminal

FEEDS, ITEMS = 300, 50
KEYS = {
    "j": b"j",
    "k": b"k",
    "page down": b"\x1b[6~",
    "page up": b"\x1b[5~",
    "end": b"G",
    "home": b"g",
    "unread": b"2",
    "all": b"1",
    "turn the order": b"i",
    "click on the scrollbar": b"\x1b[<0;45;38M\x1b[<0;45;38m",
    "drag the scrollbar": b"\x1b[<32;45;22M",
    "mark all read": b"A",
    "undo": b"U",
}
_ROUND = ["j"] * 6 + ["page down"] * 2 + ["k"] * 4 + ["page up", "end", "k", "home", "j"]
_NOW_AND_THEN = ["unread", "j", "all", "j", "turn the order", "j", "turn the order", "j"]
_SIGN = BAR.encode()
"""What is written wherever the cursor of the list is drawn."""
_SCROLLED = ("click on the scrollbar", "drag the scrollbar")
"""These take the cursor out of sight."""
_GRAB, _RELEASE = b"\x1b[<0;45;2M", b"\x1b[<0;45;22m"

_ENOUGH = 260
"""Keys beside each annotation: of four or five refreshes, more than a thousand."""
_UNFINISHED = "SELECT count(*) FROM op WHERE state IN ('pending', 'undoing')"

Times = dict[str, list[float]]


def run(runs: int, say: Callable[[str], None]) -> Report:
    """Measure at least 1,000 keys idle, and with 5 runs as many beside a refresh and beside annotation."""
    report = Report("keys")
    idle: Times = {}
    beside: dict[str, Times] = {}
    with FeedServer(FEEDS, ITEMS) as server:
        path = workbench(server)
        with reader(path, eager=True) as terminal, closing(connect(path)) as look:
            terminal.until_written(b"\x1b[?1000h")
            terminal.settle(3.0, 20)  # the whole list is read
            before, begun = processor_ms(terminal.pid), time.perf_counter()
            count = _idle(terminal, idle, max(runs * 14, 70), say)
            cpu = (processor_ms(terminal.pid) - before) / count
            seconds = time.perf_counter() - begun
            for key, name in (("mark all read", "marked read"), ("undo", "marked unread again")):
                say(f"a million articles are {name}")
                times = beside.setdefault(f"a million articles are {name}", {})
                _keep(times, key, press(terminal, KEYS[key], 0.01, _SIGN))
                _press_while(terminal, times, lambda: _one(look, _UNFINISHED))
                terminal.settle(1.0, 5)
            for number in range(max(runs, 4)):
                say(f"refresh {number + 1} of {max(runs, 4)}")
                _beside_refresh(terminal, server, path, beside)
            leave(terminal)
    rows = [_row(name, values) for name, values in idle.items() if values]
    rows.append(_row("all keys", _all(idle)))
    heads = ["key", "keys", "median", "p95", "p99", "most"]
    report.table("Key to first paint, 1,000,000 articles (ms)", heads, rows)
    rows = [_row(name, _all(times)) for name, times in beside.items()]
    report.table("Key to the list's picture, while … (ms)", ["", *heads[1:]], rows)
    report.notes.append(
        f"{cpu:.1f} ms of processor time a key, all that it sets off included, in {seconds:.0f} s."
    )
    report.data = {"times": idle, "beside": beside, "cpu": cpu}
    return report


def _idle(terminal: Terminal, times: Times, rounds: int, say: Callable[[str], None]) -> int:
    count = 0
    for number in range(rounds):
        now_and_then = number % 10 == 9
        for name in _ROUND + (_NOW_AND_THEN if now_and_then else []):
            _keep(times, name, press(terminal, KEYS[name]))
            count += 1
        if now_and_then:
            _keep(times, _SCROLLED[0], press(terminal, KEYS[_SCROLLED[0]]))
            terminal.type(b"g" + _GRAB)
            terminal.settle(0.3)
            _keep(times, _SCROLLED[1], press(terminal, KEYS[_SCROLLED[1]]))
            terminal.type(_RELEASE + b"g")
            terminal.settle(0.3)
            count += 5
            say(f"{count} keys")
    return count


def _beside_refresh(terminal: Terminal, server: FeedServer, path: Path, beside: dict[str, Times]) -> None:
    """Press keys during a refresh, and as many during the annotation of what came."""
    with closing(connect(path)) as look:
        came = f"SELECT count(*) FROM article WHERE id > {_one(look, 'SELECT max(id) FROM article')}"
        bring_news(server, path, ITEMS)
        terminal.type(b"g1R")
        terminal.settle(0.2, 1.0)
        times = beside.setdefault(f"{FEEDS} feeds are refreshed", {})
        count = _press_while(terminal, times, lambda: _one(look, came) < FEEDS * ITEMS)
        times = beside.setdefault("their articles are annotated", {})
        waiting = f"{came} AND annotated = 0"
        _press_while(terminal, times, lambda: _one(look, waiting), max(count, _ENOUGH))


def _press_while(terminal: Terminal, times: Times, goes_on: Callable[[], int], most: int = 10_000) -> int:
    """Press keys while something goes on, but not for more than a minute; return how many."""
    keys: Iterator[str] = cycle(_ROUND)
    count, end = 0, time.monotonic() + 60
    while count < most and time.monotonic() < end and goes_on():
        for _ in range(10):
            key = next(keys)
            _keep(times, key, press(terminal, KEYS[key], 0.01, _SIGN))
            count += 1
    return count


def _one(look: sqlite3.Connection, sql: str) -> int:
    value: int = look.execute(sql).fetchone()[0]
    return value


def _keep(times: Times, key: str, took: float | None) -> None:
    if took is not None:
        times.setdefault(key, []).append(took * 1000)


def _all(times: Times) -> list[float]:
    return [value for values in times.values() for value in values]


def _row(name: str, values: list[float]) -> list[str]:
    shares = (percentile(values, share) for share in (0.5, 0.95, 0.99, 1.0))
    return [name, str(len(values)), *(f"{value:.1f}" for value in shares)]


def press(terminal: Terminal, key: bytes, quiet: float = 0.04, sign: bytes = b"") -> float | None:
    """Press a key; return seconds to the first bytes with `sign`, None where nothing is drawn.

    It waits until nothing comes any more for `quiet` seconds, but not long where things never rest.
    """
    terminal.output = b""
    begun = time.perf_counter()
    terminal.type(key)
    first = None
    end = begun + 0.4
    while (now := time.perf_counter()) < end and terminal.read(quiet if first is not None else end - now):
        if first is None and sign in terminal.output:
            first = time.perf_counter() - begun
            end = time.perf_counter() + 4 * quiet
    return first
