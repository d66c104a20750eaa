"""Search as you type over a million articles: each letter, to its first paint and until all is drawn."""

from __future__ import annotations

import time
from collections.abc import Callable

from tests.benchmarks.libraries import biggest, leave, percentile, reader
from tests.benchmarks.measure import Report
from tests.terminal import Terminal

WORDS = {
    "common": ["government", "minister", "the market", "city police"],
    "rare": ["bafegra", "wagrapo", "quokkaz", "procata"],
    "a phrase": ['"of the"', '"in the city"'],
}
_SETTLED = 0.06


def run(runs: int, say: Callable[[str], None]) -> Report:
    """Measure."""
    report = Report("search")
    rows = []
    with reader(biggest()) as terminal:
        terminal.until_written(b"\x1b[?1000h")
        terminal.settle(2.0, 20)
        for kind, words in WORDS.items():
            first: list[float] = []
            settled: list[float] = []
            for word in words * max(runs // 2, 1):
                say(f"searching {word}")
                terminal.type(b"/")
                terminal.settle(0.3)
                for letter in word.encode():
                    one, two = _letter(terminal, bytes([letter]))
                    first.append(one * 1000)
                    settled.append(two * 1000)
                terminal.type(b"\x1b")
                terminal.settle(0.5)
                terminal.type(b"\x1b")
                terminal.settle(0.5)
            report.data[kind] = {"first": first, "settled": settled}
            shares = [percentile(values, share) for values in (first, settled) for share in (0.5, 0.95)]
            rows.append([kind, str(len(first)), *(f"{value:.1f}" for value in shares)])
        leave(terminal)
    heads = ["words", "letters", "first paint", "p95", "settled", "p95"]
    report.table("A letter, 1,000,000 articles (ms)", heads, rows)
    report.notes.append(f"Settled: the last bytes before {_SETTLED * 1000:.0f} ms of silence.")
    return report


def _letter(terminal: Terminal, letter: bytes) -> tuple[float, float]:
    """Return seconds to the first bytes and to the last ones."""
    begun = time.perf_counter()
    terminal.type(letter)
    first = last = 0.0
    while terminal.read(_SETTLED if first else 0.5):
        last = time.perf_counter() - begun
        first = first or last
    terminal.output = terminal.output[-1000:]
    return first, last
