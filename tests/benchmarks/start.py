"""How long a start takes at a million articles, beside newsboat with an empty library.

In a real terminal, in turns: from exec to the first headlines, and to the first key obeyed (a key
pressed as soon as there is something to see).  newsboat lists 300 feeds of which it knows nothing.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from newsreader.library import Library
from newsreader.models import HeadlineQuery
from tests.benchmarks.imports import spent
from tests.benchmarks.libraries import biggest, leave, processor_ms, reader
from tests.benchmarks.measure import Report, Samples, load
from tests.terminal import Terminal

NEWSBOAT = shutil.which("newsboat")
_OBEYED = b" starred"
_PLACE: dict[str, object] = {
    "feed": None,
    "folder": None,
    "show": "all",
    "oldest_first": False,
    "cursor": None,
    "feeds_shown": True,
    "folded": [],
}


def run(runs: int, say: Callable[[str], None]) -> Report:
    """Measure."""
    report = Report("start")
    path = biggest()
    first = _at_the_top(path)
    sheetless = _ours(path, first)  # draws up the sheet, and warms the disk's cache
    seen, obeyed, cpu, theirs, textual = Samples(), Samples(), Samples(), Samples(), Samples()
    with tempfile.TemporaryDirectory() as home:
        for number in range(max(runs, 5) * 3):
            say(f"start {number + 1}, {load()}")
            _at_the_top(path)
            one, two, three = _ours(path, first)
            seen.add(one)
            obeyed.add(two)
            cpu.add(three)
            textual.add(spent(["-c", "import textual.app"]) * 1000)
            if NEWSBOAT:
                theirs.add(_newsboat(Path(home)))
    rows = [
        ["first headlines", seen.told(1000, 1), _ratio(seen, theirs)],
        ["first key obeyed", obeyed.told(1000, 0), ""],
        ["processor, until then", cpu.told(1, 0), ""],
        ["processor, `import textual.app` alone", textual.told(1, 0), ""],
        ["newsboat, empty library: first list", theirs.told(1000, 1) if NEWSBOAT else "not installed", "1"],
    ]
    report.table("From exec, 1,000,000 articles (ms)", ["", "median [lowest–highest]", "of newsboat's"], rows)
    report.notes.append(f"The first start of all, without a sheet: {sheetless[0] * 1000:.0f} ms.")
    report.data = {"first": seen.values, "keys": obeyed.values, "cpu": cpu.values, "newsboat": theirs.values}
    report.data["textual"] = textual.values
    return report


def _at_the_top(path: Path) -> bytes:
    """Make the library remember the first row as the last place; return how its headline begins."""
    door = Library(path)
    door.set_meta("screen", json.dumps(_PLACE)).result()
    first = door.page(HeadlineQuery(), limit=1)[0].headline[:14].encode()
    door.close()
    return first


def _ratio(ours: Samples, theirs: Samples) -> str:
    return f"{ours.median / theirs.median:.2f}" if theirs.values else "–"


def _ours(path: Path, first: bytes) -> tuple[float, float, float]:
    """Return seconds to the first headlines and to the first key obeyed, and processor ms till then."""
    with reader(path) as terminal:
        seen = terminal.until_written(first)
        terminal.type(b"3")
        obeyed = terminal.until_written(_OBEYED)
        cpu = processor_ms(terminal.pid)
        terminal.type(b"1")
        leave(terminal)
    return seen, obeyed, cpu


def _newsboat(home: Path) -> float:
    (home / "urls").write_text("".join(f"https://feed{n}.example/rss\n" for n in range(300)))
    (home / "config").write_text("auto-reload no\n")
    (home / "cache.db").unlink(missing_ok=True)
    assert NEWSBOAT
    options: list[str | Path] = ["-u", home / "urls", "-C", home / "config", "-c", home / "cache.db"]
    with Terminal([NEWSBOAT, *options], env={"HOME": str(home)}) as terminal:
        seen = terminal.until_written(b"feed0.example")
        terminal.settle(0.1)
        terminal.type(b"q")
        time.sleep(0.05)
    return seen
