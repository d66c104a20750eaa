"""The libraries that benchmarks read, made once and kept, and the reader on them in a real terminal.

They are kept in the folder that NEWSREADER_BENCHMARKS names, else in one beside other caches.  (A
million articles take the better part of an hour to make, and 5 GB.)
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from tests.benchmarks.library_of import make_library
from tests.terminal import Terminal

MILLION = 1_000_000
_QUIET = "[refresh]\non_start = false\nautomatic = false\n"


def folder() -> Path:
    """Return the folder of libraries."""
    given = os.environ.get("NEWSREADER_BENCHMARKS")
    path = Path(given) if given else Path.home() / ".cache" / "newsreader-benchmarks"
    path.mkdir(parents=True, exist_ok=True)
    return path


def library(articles: int, feeds: int = 300) -> Path:
    """Return a library of this size; it is made where it is not there yet."""
    path = folder() / f"{articles}-{feeds}.db"
    if not path.exists():
        print(f"making {path}: {articles:,} articles", file=sys.stderr, flush=True)
        unfinished = path.with_suffix(".making")
        unfinished.unlink(missing_ok=True)
        make_library(unfinished, articles, feeds).rename(path)
    return path


def biggest() -> Path:
    """Return the library of a million articles."""
    return library(MILLION, 1000)


def reader(path: Path, *options: str, **terminal: Any) -> Terminal:
    """Start the reader on a library, quiet: it refreshes nothing by itself."""
    config = folder() / "config.toml"
    if not config.exists() or config.read_text() != _QUIET:
        config.write_text(_QUIET)
    script = Path(sys.executable).with_name("newsreader")
    command: list[str | Path] = [script] if script.exists() else [sys.executable, "-m", "newsreader"]
    return Terminal([*command, "--library", path, "--config", config, *options], **terminal)


def leave(terminal: Terminal) -> None:
    """Quit the reader."""
    terminal.settle(0.4)
    terminal.type(b"Q")
    terminal.ended(60)


def processor_ms(pid: int) -> float:
    """Return the milliseconds of processor time a process has taken so far, all threads (Linux)."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except OSError:
            continue  # it has just ended
    return total / 1e6


def pss_mb(pid: int) -> float:
    """Return the megabytes a process takes, its share of what it shares with others (Linux)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
