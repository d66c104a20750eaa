"""What every benchmark measures with: the machine, the yardstick, processor time, medians, tables."""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Samples:
    """Some measurements of one thing."""

    values: list[float] = field(default_factory=list)

    def add(self, value: float) -> None:
        """Take one more."""
        self.values.append(value)

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    def told(self, scale: float = 1.0, digits: int = 2) -> str:
        """Return the median and, in brackets, the lowest and the highest."""
        low, high = min(self.values) * scale, max(self.values) * scale
        return f"{self.median * scale:.{digits}f} [{low:.{digits}f}–{high:.{digits}f}]"


@dataclass
class Report:
    """What a benchmark found: tables to print, and the same as data to keep."""

    name: str
    tables: list[tuple[str, Sequence[str], Sequence[Sequence[str]]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)

    def table(self, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table."""
        self.tables.append((title, heads, rows))

    def text(self) -> str:
        """Return it as Markdown."""
        parts = [f"## {self.name}"]
        for title, heads, rows in self.tables:
            parts.append(f"### {title}\n\n{_markdown(heads, rows)}" if title else _markdown(heads, rows))
        parts += self.notes
        return "\n\n".join(parts) + "\n"


def _markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    written = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    written.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(written)


def yardstick() -> float:
    """Return how many seconds a fixed loop takes here and now, to hold other times against."""
    begun = time.perf_counter()
    words: dict[str, int] = {}
    for number in range(200_000):
        word = f"{number % 977:x}"
        words[word] = words.get(word, 0) + len(word) * number % 7
    return time.perf_counter() - begun


def machine() -> str:
    """Describe the machine in general words."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = ""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
        memory = f", {size:.0f} GB of memory"
    return (
        f"{cores} cores ({platform.machine()}){memory}, {platform.system()},"
        f" Python {sys.version_info.major}.{sys.version_info.minor}"
    )


def load() -> str:
    """Say how busy the machine is with other things."""
    return f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"


# --- the processor time of a tree of processes (Linux) ----------------------------------------------------


def tree(root: int) -> list[int]:
    """Return the ids of a process and of all its descendants that live."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def cpu_of(pids: Iterable[int]) -> float:
    """Return the seconds of processor time that processes, and those they have waited for, took so far."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")
