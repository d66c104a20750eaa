"""How each cost grows with the articles and with the feeds: nothing waited for may outgrow log n.

One table: the articles from a thousand to a million, then the feeds from ten to three thousand, then how
many times as much the largest costs as the smallest, and how many times as much log n has grown (log 1M /
log 1k is 2; log 3,000 / log 10 is 3.5).  What lists all feeds is of course as long as they are many: their
pane and its counts, the export, the look for what is due.
"""

from __future__ import annotations

import math
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from newsreader.feeds.opml import write_opml
from newsreader.library import Library
from newsreader.models import HeadlineQuery
from newsreader.store.store import Store
from tests.benchmarks.libraries import leave, library, processor_ms, reader
from tests.benchmarks.measure import Report, Samples
from tests.terminal import Terminal

BY_ARTICLES = ((1_000, 300), (10_000, 300), (100_000, 300), (1_000_000, 1_000))
BY_FEEDS = ((10_000, 10), (10_000, 100), (10_000, 1_000), (10_000, 3_000))
SEARCHES = ("gov", "government", "th", "bafe", "minister -council", "place:London market")
_TOGGLE = b"f"

Costs = dict[str, Samples]


def run(runs: int, say: Callable[[str], None]) -> Report:
    """Measure."""
    report = Report("growth")
    found: dict[tuple[int, int], Costs] = {}
    for articles, feeds in (*BY_ARTICLES, *BY_FEEDS):
        say(f"{articles:,} articles in {feeds:,} feeds")
        path = library(articles, feeds)
        costs = found[articles, feeds] = _costs(path, max(runs, 5))
        costs["mark 100"] = _marks(path, max(runs, 5))
        costs["`list`, CPU"] = _list(path, max(runs, 5))
        costs |= _screen(path, max(runs, 5))
        report.data[f"{articles} {feeds}"] = {name: one.values for name, one in costs.items()}
    names = list(next(iter(found.values())))
    rows = []
    for sizes in (BY_ARTICLES, BY_FEEDS):
        for articles, feeds in sizes:
            costs = found[articles, feeds]
            rows.append([f"{articles:,}", f"{feeds:,}", *(f"{costs[n].median * 1000:.2f}" for n in names)])
        rows.append(_growth(sizes, found, names))
    report.table("In ms, medians", ["articles", "feeds", *names], rows)
    return report


def _growth(
    sizes: tuple[tuple[int, int], ...], found: dict[tuple[int, int], Costs], names: list[str]
) -> list[str]:
    """Return the row that says how many times as much the largest costs as the smallest."""
    least, most = found[sizes[0]], found[sizes[-1]]
    dimension = 0 if sizes[0][0] != sizes[-1][0] else 1
    logs = math.log(sizes[-1][dimension]) / math.log(sizes[0][dimension])
    times = [f"× {most[name].median / least[name].median:.1f}" for name in names]
    return [f"log n: × {logs:.1f}", "", *times]


def _timed(runs: int, do: Callable[[], object]) -> Samples:
    """Return the processor time of doing something, which the disk's cache has been warmed for."""
    do()
    samples = Samples()
    for _ in range(runs):
        begun = time.process_time()
        do()
        samples.add(time.process_time() - begun)
    return samples


def _costs(path: Path, runs: int) -> Costs:
    """Measure what is asked of the library."""
    door, store = Library(path), Store.open(path)
    everything, folder = HeadlineQuery(), HeadlineQuery(folder="News")
    middle = door.page(everything, limit=500)[-1].ord
    feed = door.page(everything, limit=1)[0].feed
    costs: dict[str, Callable[[], object]] = {
        "page": lambda: door.page(everything, after=middle),
        "unread": lambda: door.page(HeadlineQuery(show="unread")),
        "folder": lambda: door.page(folder),
        "feed": lambda: door.page(HeadlineQuery(feed=feed)),
        "searches": lambda: [door.page(HeadlineQuery(search=words)) for words in SEARCHES],
        "next unread": lambda: door.next_unread(everything, middle),
        "article": lambda: door.article(feed),
        "counts": lambda: door.counts(everything),
        "feeds": door.feeds,
        "due": lambda: store.query.due(door.now),
        "OPML": lambda: write_opml(door.feeds()),
    }
    found = {name: _timed(runs, cost) for name, cost in costs.items()}
    store.close()
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


def _screen(path: Path, runs: int) -> Costs:
    """Measure the start, and in the running reader keys, the feeds pane, a filter, a letter of a search."""
    found = {
        name: Samples()
        for name in ("first headlines", "start, CPU", "key", "end", "feeds pane", "filter", "letter")
    }
    for number in range(runs + 1):
        with reader(path, columns=160) as terminal:
            seen = terminal.until_written(b"\x1b[?1049h")
            terminal.until_written(b"\x1b[?1000h")
            terminal.settle(0.4)
            took = {"first headlines": seen * 1000, "start, CPU": processor_ms(terminal.pid)}
            _rest(terminal)  # the whole list is read
            took["key"] = _picture(terminal, b"j")
            took["end"] = _picture(terminal, b"G")
            terminal.type(_TOGGLE)  # away; what is measured is its coming
            terminal.settle(0.15)
            took["feeds pane"] = _picture(terminal, _TOGGLE)
            took["filter"] = _picture(terminal, b"2")
            terminal.type(b"1/governmen")
            _rest(terminal)
            took["letter"] = _picture(terminal, b"t", quiet=0.1)
            terminal.type(b"\x1b")
            if number:  # the first one draws up the sheet
                for name, cost in took.items():
                    found[name].add(cost / 1000)
            leave(terminal)
    return found


def _rest(terminal: Terminal) -> None:
    """Wait until the reader computes nothing any more."""
    before = -100.0
    while (now := processor_ms(terminal.pid)) - before > 5:
        before = now
        terminal.settle(0.15, 0.3)


def _picture(terminal: Terminal, key: bytes, quiet: float = 0.015) -> float:
    """Press a key; return the milliseconds of processor time until the last of its picture."""
    before = processor_ms(terminal.pid)
    terminal.type(key)
    terminal.read(2.0)
    terminal.settle(quiet, 2.0)
    return processor_ms(terminal.pid) - before
