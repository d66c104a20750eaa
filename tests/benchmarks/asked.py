"""What the user waits for while the engine has its hands full, at a million articles.

300 feeds are refreshed that have 50 new articles each; then these are annotated.  Meanwhile an article that
is not annotated yet is opened, as the screen does it: the clock runs from the request to the event that
brings the article, beside that of an engine with nothing else to do.  And an article is starred, as the
screen does it: until that is committed.  At the end stands what the engine and its children take (Pss).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from newsreader.library import Library
from newsreader.models import Event
from tests.benchmarks.feed_server import FeedServer
from tests.benchmarks.libraries import bring_news, connect, percentile, pss_mb, workbench
from tests.benchmarks.measure import Report, cpu_of, tree

FEEDS, ITEMS = 300, 50
_PAUSE = 0.04
"""Seconds between two requests."""
_ANNOTATING, _QUIET = 250, 60
"""Requests beside annotation, and with nothing else going on."""
_ENDING = 75.0
"""Seconds after which the children that share the work have gone."""


class _Asker:
    """The screen's side: a library that asks the engine and waits for its answers."""

    def __init__(self, path: Path, config: Path) -> None:
        self.library = Library(path, config=config)
        self.library.on_event = self._hear
        self._answered: dict[int, tuple[threading.Event, list[float]]] = {}
        self._ended: dict[int, threading.Event] = {}
        self._lock = threading.Lock()

    def _hear(self, event: Event) -> None:
        now = time.perf_counter()
        with self._lock:
            if event.name == "article" and event.request in self._answered:
                done, times = self._answered[event.request]
                times.append(now)
                done.set()
            elif event.name in ("done", "failed"):
                self._ended.setdefault(event.request, threading.Event()).set()

    def begin(self, do: str, **data: object) -> threading.Event:
        """Ask for something; return what is set at its end."""
        with self._lock:
            return self._ended.setdefault(self.library.ask(do, **data), threading.Event())

    def article(self, article_id: int) -> float:
        """Ask for an article's annotation; return the seconds until it was there."""
        done, times = threading.Event(), list[float]()
        begun = time.perf_counter()
        with self._lock:
            self._answered[self.library.ask("annotate", article=article_id)] = (done, times)
        if not done.wait(20):
            raise RuntimeError("an article never came")
        return times[0] - begun

    def star(self, article_id: int, on: bool) -> float:
        """Star an article; return the seconds until that is committed."""
        begun = time.perf_counter()
        self.library.mark("starred", on, [article_id]).result()
        return time.perf_counter() - begun

    @property
    def engine(self) -> int:
        """The engine's process id."""
        assert self.library._engine is not None and self.library._engine.pid is not None
        return self.library._engine.pid


def run(runs: int, say: Callable[[str], None]) -> Report:
    """Measure with one refresh for every two runs."""
    report = Report("asked")
    articles: dict[str, list[float]] = {}
    stars: dict[str, list[float]] = {}
    memory: dict[str, float] = {}
    costs: list[float] = []
    with FeedServer(FEEDS, ITEMS) as server:
        path = workbench(server)
        config = path.with_name("config-eager.toml")
        config.write_text("[refresh]\non_start = false\nautomatic = false\nfloor = 0\n")
        asker = _Asker(path, config)
        try:
            asker.begin("cancel").wait(20)  # the engine is there
            memory["at its start"] = _pss(asker.engine)
            for number in range(max(runs // 2, 1)):
                say(f"asked {number + 1}: refresh")
                bring_news(server, path, ITEMS)
                _refresh(asker, path, articles, stars, memory)
                say(f"asked {number + 1}: annotation")
                costs += _annotation(asker, path, articles, stars)
            memory["after all is annotated"] = _pss(asker.engine)
            say("asked: the children end")
            time.sleep(_ENDING)
            memory["a minute later"] = _pss(asker.engine)
        finally:
            asker.library.close()
    heads = ["meanwhile", "times", "median", "p95", "p99", "most"]
    rows = [_row(name, values) for name, values in articles.items()]
    report.table("An article is asked for: screen → engine → screen (ms)", heads, rows)
    rows = [_row(name, values) for name, values in stars.items()]
    report.table("An article is starred: until it is committed (ms)", heads, rows)
    rows = [[name, f"{value:.0f}"] for name, value in memory.items()]
    report.table("The engine and its children, Pss (MB)", ["", "MB"], rows)
    if costs:
        report.notes.append(f"Annotation: {percentile(costs, 0.5):.2f} ms of CPU an article, HTML to stored.")
    report.data = {"articles": articles, "stars": stars, "memory": memory, "annotation": costs}
    return report


def _refresh(
    asker: _Asker,
    path: Path,
    articles: dict[str, list[float]],
    stars: dict[str, list[float]],
    memory: dict[str, float],
) -> None:
    name = f"{FEEDS} feeds are refreshed"
    done = asker.begin("refresh", feeds=None, mode="all")
    with closing(connect(path)) as look:
        newest = look.execute("SELECT max(id) FROM article").fetchone()[0]
        # the newest are annotated first, so the oldest of what came is what nobody else is at
        one = "SELECT id FROM article WHERE id > ? AND annotated = 0 ORDER BY id LIMIT 1"
        while not done.is_set():
            found = look.execute(one, (newest,)).fetchone()
            if found:
                newest = found[0]
                _both(asker, newest, articles.setdefault(name, []), stars.setdefault(name, []))
                memory[name] = (
                    max(memory.get(name, 0.0), _pss(asker.engine))
                    if newest % 8 == 0
                    else (memory.get(name, 0.0))
                )
            time.sleep(_PAUSE)


def _annotation(
    asker: _Asker, path: Path, articles: dict[str, list[float]], stars: dict[str, list[float]]
) -> list[float]:
    """Ask beside annotation and after it; return its cost in milliseconds an article."""
    pids = tree(asker.engine)
    begun = cpu_of(pids)
    with closing(connect(path)) as look:
        waiting = "SELECT count(*) FROM article WHERE annotated = 0"
        one = "SELECT id FROM article WHERE annotated = 0 ORDER BY ord LIMIT 1"
        count = look.execute(waiting).fetchone()[0]
        for name, most in (("what came is annotated", _ANNOTATING), ("nothing else goes on", _QUIET)):
            if name.startswith("nothing"):
                while look.execute(waiting).fetchone()[0]:
                    time.sleep(0.2)
                cost = (cpu_of(pids) - begun) / max(count, 1) * 1000
                # annotated anew: what is stored already costs the engine the same
                one = "SELECT id FROM article ORDER BY ord DESC LIMIT 1 OFFSET abs(random() % 10000)"
            for _ in range(most):
                found = look.execute(one).fetchone()
                if found is None:
                    break
                _both(asker, found[0], articles.setdefault(name, []), stars.setdefault(name, []))
                time.sleep(_PAUSE)
    return [cost]


def _both(asker: _Asker, article: int, times: list[float], stars: list[float]) -> None:
    times.append(asker.article(article) * 1000)
    stars.append(asker.star(article, True) * 1000)
    stars.append(asker.star(article, False) * 1000)


def _pss(engine: int) -> float:
    total = 0.0
    for pid in tree(engine):
        try:
            total += pss_mb(pid)
        except OSError:
            continue  # it has just ended
    return total


def _row(name: str, values: list[float]) -> list[str]:
    shares = (percentile(values, share) for share in (0.5, 0.95, 0.99, 1.0))
    return [name, str(len(values)), *(f"{value:.1f}" for value in shares)]
