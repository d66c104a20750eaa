"""Search as you type over a million articles, letter by letter.

First paint: the first bytes after the letter, which draw the letter itself.  Settled: the last bytes of
rows, title and article, after which nothing on the screen changes but the count.  Counted: until a search
with very many results says how many they are, once typing rests; only the last letter of each word has
that.  At once: a whole search typed faster than anybody could, from its first letter to its results.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from tests.benchmarks.libraries import biggest, leave, percentile, processor_ms, reader
from tests.benchmarks.measure import Report
from tests.terminal import Terminal

WORDS = {
    "common": ["government", "minister", "the market", "city police"],
    "rare": ["bafegra", "wagrapo", "quokkaz", "procata"],
    "a phrase": ['"of the"', '"in the city"'],
    "beginnings": ["trad", "stat", "bafe", "compa"],
    "without": ["government -council", "market -police"],
    "a place": ["place:London market", "place:Oslo gover"],
}
_MEASURED = ("first", "settled", "cpu", "counted", "at once")
_SILENCE = 0.08
_COUNTED = re.compile(rb"[^+] articles?, newest first")
_UNCOUNTED = b"+ articles"
_PATIENCE = 6.0


def run(runs: int, say: Callable[[str], None]) -> Report:
    """Measure."""
    report = Report("search")
    rows = []
    with reader(biggest()) as terminal:
        terminal.until_written(b"\x1b[?1000h")
        terminal.settle(2.0, 20)
        for kind, words in WORDS.items():
            found: dict[str, list[float]] = {name: [] for name in _MEASURED}
            for word in words * max(runs // 2, 1):
                say(f"searching {word}")
                _open(terminal)
                for letter in word.encode():
                    _letter(terminal, bytes([letter]), found)
                found["counted"] += _count(terminal)
                _close(terminal)
                _open(terminal)
                begun = time.perf_counter()
                terminal.type(word.encode())
                found["at once"].append(((_last(terminal) or begun) - begun) * 1000)
                _close(terminal)
            report.data[kind] = found
            figures = [percentile(found[name], share) for name in _MEASURED[:2] for share in (0.5, 0.95)]
            figures += [percentile(found[name] or [0.0], 0.5) for name in _MEASURED[2:]]
            rows.append([kind, str(len(found["first"])), *(f"{value:.1f}" for value in figures)])
        leave(terminal)
    heads = ["words", "letters", "first paint", "p95", "settled", "p95", "CPU", "counted", "all at once"]
    report.table("A letter, 1,000,000 articles (ms)", heads, rows)
    report.notes.append(f"Settled: the last bytes before {_SILENCE * 1000:.0f} ms of silence.")
    return report


def _open(terminal: Terminal) -> None:
    terminal.type(b"/")
    terminal.settle(0.3)


def _close(terminal: Terminal) -> None:
    for _ in range(2):
        terminal.type(b"\x1b")
        terminal.settle(0.4, 2.0)


def _letter(terminal: Terminal, letter: bytes, found: dict[str, list[float]]) -> None:
    """Type a letter; keep the milliseconds to its first bytes, to its last ones, and of the processor."""
    terminal.output = b""
    cpu, begun = processor_ms(terminal.pid), time.perf_counter()
    terminal.type(letter)
    if not terminal.read(0.5):
        return
    first = time.perf_counter()
    last = _last(terminal) or first
    found["first"].append((first - begun) * 1000)
    found["settled"].append((last - begun) * 1000)
    found["cpu"].append(processor_ms(terminal.pid) - cpu)


def _last(terminal: Terminal) -> float | None:
    """Return when the last bytes came before some silence."""
    last = None
    while terminal.read(_SILENCE):
        last = time.perf_counter()
    return last


def _count(terminal: Terminal) -> list[float]:
    """Wait until it is known how many results there are; return the milliseconds, none where it is known."""
    if _UNCOUNTED not in terminal.output:
        return []
    begun = time.perf_counter()
    terminal.output = b""
    while not _COUNTED.search(terminal.output) and time.perf_counter() - begun < _PATIENCE:
        terminal.read(0.02)
    return [(time.perf_counter() - begun) * 1000]
