"""How each cost grows with the articles and with the feeds: nothing may grow faster than log n."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from newsreader.library import Library
from newsreader.models import HeadlineQuery
from tests.benchmarks.libraries import library, processor_ms, reader
from tests.benchmarks.measure import Report, Samples

SIZES = ((1_000, 300), (10_000, 10), (10_000, 300), (10_000, 3_000), (100_000, 300), (1_000_000, 1_000))
SEARCHES = ("gov", "government", "th", "bafe")


def run(runs: int, say: Callable[[str], None]) -> Report:
    """Measure."""
    report = Report("growth")
    rows = []
    for articles, feeds in SIZES:
        say(f"{articles:,} articles in {feeds:,} feeds")
        path = library(articles, feeds)
        found = _costs(path, max(runs, 5))
        found["mark 100"] = _marks(path, max(runs, 5))
        found["list, processor"] = _list(path, max(runs, 5))
        found["first headlines"], found["start, processor"] = _start(path, max(runs, 5))
        report.data[f"{articles} {feeds}"] = {name: one.values for name, one in found.items()}
        rows.append([f"{articles:,}", f"{feeds:,}", *(one.told(1000, 1) for one in found.values())])
    report.table("In ms, median [lowest–highest]", ["articles", "feeds", *found], rows)
    return report


def _timed(runs: int, do: Callable[[], object]) -> Samples:
    do()
    samples = Samples()
    for _ in range(runs):
        begun = time.perf_counter()
        do()
        samples.add(time.perf_counter() - begun)
    return samples


def _costs(path: Path, runs: int) -> dict[str, Samples]:
    door = Library(path)
    everything, folder = HeadlineQuery(), HeadlineQuery(folder="News")
    middle = door.page(everything, limit=500)[-1].ord
    feed = door.page(everything, limit=1)[0].feed
    costs: dict[str, Callable[[], object]] = {
        "page": lambda: door.page(everything, after=middle),
        "page, unread": lambda: door.page(HeadlineQuery(show="unread")),
        "page, folder": lambda: door.page(folder),
        "page, feed": lambda: door.page(HeadlineQuery(feed=feed)),
        "counts": lambda: door.counts(everything),
        "feeds": door.feeds,
        "search": lambda: [door.page(HeadlineQuery(search=words)) for words in SEARCHES],
        "next unread": lambda: door.next_unread(everything, middle),
    }
    found = {name: _timed(runs, cost) for name, cost in costs.items()}
    door.close()
    return found


def _marks(path: Path, runs: int) -> Samples:
    door = Library(path)
    ids = [row.id for row in door.page(HeadlineQuery(), limit=100)]
    state = [True]

    def mark() -> None:
        state[0] = not state[0]
        door.mark("later", state[0], ids).result()

    samples = _timed(runs, mark)
    door.mark("later", False, ids).result()
    door.close()
    return samples


def _list(path: Path, runs: int) -> Samples:
    import resource

    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    samples = Samples()
    for _ in range(runs):
        before = spent()
        command = [sys.executable, "-m", "newsreader", "--library", str(path), "list", "--limit", "20"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        samples.add(spent() - before)
    return samples


def _start(path: Path, runs: int) -> tuple[Samples, Samples]:
    first, cpu = Samples(), Samples()
    for number in range(runs + 1):
        with reader(path) as terminal:
            seen = terminal.until_written(b"\x1b[?1049h")
            terminal.until_written(b"\x1b[?1000h")
            terminal.settle(1.0)
            if number:  # the first one draws up the sheet
                first.add(seen)
                cpu.add(processor_ms(terminal.pid) / 1000)
            terminal.type(b"Q")
            terminal.ended(60)
    return first, cpu
