"""How long a refresh of 300 feeds takes, from the command to the last headline committed, beside newsboat.

Five cases: everything new; nothing new, and the server says so (304); nothing new, and the server only
sends the same bytes again; one new article in each feed; and annotation of what came, which newsboat has
no like of.  Both programs are started as anybody would start them, one after the other, on the same
server in the same state, in turns.  newsboat has as many threads as serve it best (`reload-threads`),
found at the start for each case of the net.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks.feed_server import FeedServer
from tests.benchmarks.measure import Report, Samples, cpu_of, load, tree

FEEDS = 300
ITEMS = 50
LATENCIES = (0.0, 0.05)
"""Seconds that the server waits before each answer."""
THREADS = {0.0: (1, 4, 16), 0.05: (16, 64)}
"""How many threads newsboat is tried with, by latency."""
CASES = ("first", "304", "same bytes", "one new")
NEWSBOAT = shutil.which("newsboat")

Say = Callable[[str], None]


@dataclass
class Cost:
    """What one refresh took, in seconds; `new` is how many articles came."""

    wall: float
    cpu: float
    new: int


@dataclass
class Costs:
    """What the runs of one case took."""

    wall: Samples = field(default_factory=Samples)
    cpu: Samples = field(default_factory=Samples)

    def add(self, cost: Cost) -> None:
        """Take one more run."""
        self.wall.add(cost.wall)
        self.cpu.add(cost.cpu)


class Newsreader:
    """Our own command line, with a library of its own."""

    name = "newsreader"

    def __init__(self, home: Path, urls: list[str]) -> None:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        self._library = home / "library.db"
        (home / "config.toml").write_text("[refresh]\nfloor = 0\n")
        (home / "urls").write_text("".join(f"{url}\n" for url in urls))
        self._command = [sys.executable, "-m", "newsreader", "--library", str(self._library)]
        self._command += ["--config", str(home / "config.toml")]
        subprocess.run(
            [*self._command, "import", str(home / "urls")],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def refresh(self) -> Cost:
        """Refresh all feeds; the clock stops when the summary is printed, and all is committed."""
        begun = time.perf_counter()
        process = self._start()
        assert process.stdout is not None
        summary = json.loads(process.stdout.readline())
        wall = time.perf_counter() - begun
        pids = tree(process.pid)
        cpu = cpu_of(pids)
        process.kill()
        process.wait()
        process.stdout.close()
        _wait_for_end(pids)
        if summary["failed"]:
            raise RuntimeError(f"{summary['failed']} feeds failed")
        self._settle()
        return Cost(wall, cpu, summary["new"])

    def annotate(self) -> tuple[float, float, int]:
        """Refresh, and wait for annotation; return its seconds, its processor time, and the articles."""
        process = self._start()
        assert process.stdout is not None
        summary = json.loads(process.stdout.readline())
        begun = time.perf_counter()
        before = cpu_of(tree(process.pid))
        # What children took is nowhere to be had once they are killed, so it is looked at while they live.
        taken: dict[int, float] = {}
        while process.poll() is None:
            taken.update({pid: cpu_of([pid]) for pid in tree(process.pid)[1:]})
            time.sleep(0.1)
        wall = time.perf_counter() - begun
        process.stdout.close()
        return wall, sum(taken.values()) - before, summary["new"]

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*self._command, "refresh", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def _settle(self) -> None:
        """Have the articles count as annotated: that is timed apart, and would go on in the next refresh."""
        from newsreader.text.annotation import VERSION

        with sqlite3.connect(self._library) as connection:
            connection.execute("UPDATE article SET annotated = ?", (VERSION,))
        connection.close()


class Newsboat:
    """newsboat, with a profile of its own."""

    name = "newsboat"

    def __init__(self, home: Path, urls: list[str], threads: int) -> None:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        (home / "urls").write_text("".join(f"{url}\n" for url in urls))
        (home / "config").write_text(f"reload-threads {threads}\n")
        self._home = home
        self._had = 0

    def refresh(self) -> Cost:
        """Reload all feeds."""
        assert NEWSBOAT
        command = [NEWSBOAT, "-x", "reload"]
        for option, name in (("-u", "urls"), ("-C", "config"), ("-c", "cache.db")):
            command += [option, str(self._home / name)]
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            env={**os.environ, "HOME": str(self._home), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        connection = sqlite3.connect(self._home / "cache.db")
        (has,) = connection.execute("SELECT count(*) FROM rss_item").fetchone()
        connection.close()
        new, self._had = has - self._had, has
        return Cost(wall, used.ru_utime + used.ru_stime, new)


def _wait_for_end(pids: list[int]) -> None:
    for pid in pids:
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.02)


def run(runs: int, say: Say) -> Report:
    """Measure all cases `runs` times."""
    report = Report("refresh")
    costs: dict[tuple[float, str, str], Costs] = {}
    annotation: list[tuple[float, float, int]] = []
    with tempfile.TemporaryDirectory() as folder, FeedServer(FEEDS, ITEMS) as server:
        threads = _best_threads(Path(folder), server, say) if NEWSBOAT else {}
        for number in range(runs):
            for latency in LATENCIES:
                say(f"run {number + 1} of {runs}, latency {latency * 1000:.0f} ms, {load()}")
                programs: list[Newsreader | Newsboat] = [Newsreader(Path(folder) / "ours", server.urls())]
                if NEWSBOAT:
                    programs.append(Newsboat(Path(folder) / "theirs", server.urls(), threads[latency]))
                if number % 2:
                    programs.reverse()
                _round(server, latency, programs, costs, say)
        server.steer(latency=0, validators=1)
        annotation.append(Newsreader(Path(folder) / "ours", server.urls()).annotate())
    _tell(report, costs, annotation, threads)
    return report


def _best_threads(folder: Path, server: FeedServer, say: Say) -> dict[float, int]:
    """Return, for each latency, the number of threads with which newsboat is first done."""
    best = {}
    for latency in LATENCIES:
        server.steer(latency=latency, validators=1)
        walls = {}
        for threads in THREADS[latency]:
            walls[threads] = Newsboat(folder / "theirs", server.urls(), threads).refresh().wall
        best[latency] = min(walls, key=lambda threads: walls[threads])
        told = ", ".join(f"{threads}: {wall:.1f} s" for threads, wall in walls.items())
        say(f"newsboat by threads, latency {latency * 1000:.0f} ms: {told}")
    return best


def _round(
    server: FeedServer,
    latency: float,
    programs: list[Newsreader | Newsboat],
    costs: dict[tuple[float, str, str], Costs],
    say: Say,
) -> None:
    """Measure each case once, both programs on the same server in the same state."""

    def measure(case: str, new: int) -> None:
        for program in programs:
            cost = program.refresh()
            if cost.new != new:
                raise RuntimeError(f"{program.name} got {cost.new} new articles, not {new}")
            say(f"  {program.name:10} {case:10} wall {cost.wall:6.2f} s  cpu {cost.cpu:6.2f} s")
            costs.setdefault((latency, case, program.name), Costs()).add(cost)

    server.steer(latency=latency, validators=1)
    measure("first", FEEDS * ITEMS)
    server.steer(bump=1)
    measure("one new", FEEDS)  # newsboat keeps validators from its second reload on
    server.steer()
    measure("304", 0)
    if server.steer()["304"] != FEEDS * len(programs):
        raise RuntimeError("not every feed was unchanged")
    server.steer(validators=0)
    for program in programs:
        program.refresh()  # that the server takes its validators back is something new
    measure("same bytes", 0)


def _tell(
    report: Report,
    costs: dict[tuple[float, str, str], Costs],
    annotation: list[tuple[float, float, int]],
    threads: dict[float, int],
) -> None:
    for latency in LATENCIES:
        rows = []
        for case in CASES:
            ours = costs[latency, case, Newsreader.name]
            theirs = costs.get((latency, case, Newsboat.name))
            ratios = ("", "", "", "")
            if theirs:
                ratios = (
                    theirs.wall.told(),
                    theirs.cpu.told(),
                    f"{ours.wall.median / theirs.wall.median:.2f} ×",
                    f"{ours.cpu.median / theirs.cpu.median:.2f} ×",
                )
            rows.append((case, ours.wall.told(), ours.cpu.told(), *ratios))
        peer = f"newsboat with {threads[latency]} threads" if threads else "newsboat is not installed"
        report.table(
            f"{FEEDS} feeds of {ITEMS} articles, latency {latency * 1000:.0f} ms ({peer})",
            ("case", "wall s", "CPU s", "newsboat wall s", "CPU s", "ratio wall", "CPU"),
            rows,
        )
    for wall, cpu, articles in annotation:
        report.notes.append(
            f"Annotation of {articles:,} articles afterwards: {wall:.1f} s, {cpu:.1f} s of CPU,"
            f" {cpu / max(articles, 1) * 1000:.2f} ms of CPU an article, HTML to stored."
        )
    kept: dict[str, Any] = {
        f"{latency * 1000:.0f} ms, {case}, {name}": {"wall": cost.wall.values, "cpu": cost.cpu.values}
        for (latency, case, name), cost in costs.items()
    }
    report.data.update(kept, annotation=annotation, threads={str(k): v for k, v in threads.items()})
