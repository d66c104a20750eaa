"""What importing costs: processor time of fresh interpreters, and the dearest modules of a start."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable

from tests.benchmarks.measure import Report, Samples

STARTS: dict[str, list[str]] = {
    "python alone": ["-c", "pass"],
    "newsreader --version": ["-m", "newsreader", "--version"],
    "first frame's modules": [
        "-c",
        "import newsreader.firstframe, newsreader.rows, newsreader.store.glance, termios",
    ],
    "newsreader.library": ["-c", "import newsreader.library"],
    "newsreader.cli": ["-c", "import newsreader.cli"],
    "newsreader.engine.client": ["-c", "import newsreader.engine.client"],
    "newsreader.engine.service": ["-c", "import newsreader.engine.service"],
    "textual.app": ["-c", "import textual.app"],
    "newsreader.ui.app": ["-c", "import newsreader.ui.app"],
    "newsreader.ui.app, as a start imports it": [
        "-c",
        "import gc; gc.disable(); import newsreader.start, newsreader.library\n"
        "from newsreader.ui.spared import spared\n"
        "with spared(): import newsreader.ui.app",
    ],
}
_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| (\s*)(\S+)")


def run(runs: int, say: Callable[[str], None]) -> Report:
    """Measure."""
    report = Report("imports")
    found: dict[str, Samples] = {name: Samples() for name in STARTS}
    for number in range(max(runs, 5) * 2):
        say(f"imports {number + 1}")
        for name, arguments in STARTS.items():
            found[name].add(spent(arguments))
    alone = found["python alone"].median
    rows = [
        [name, samples.told(1000, 1), f"{(samples.median - alone) * 1000:.1f}"]
        for name, samples in found.items()
    ]
    report.table("Processor time (ms)", ["", "median [lowest–highest]", "above python's"], rows)
    report.table("The dearest of newsreader.ui.app (ms)", ["package", "its own modules"], _dearest())
    report.data = {name: samples.values for name, samples in found.items()}
    return report


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def spent(arguments: list[str]) -> float:
    """Return the seconds of processor time that a fresh interpreter takes, its end included."""
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, *arguments],
        _environment(),
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, _, usage = os.wait4(pid, 0)
    return usage.ru_utime + usage.ru_stime


def _dearest() -> list[list[str]]:
    """Return packages and the milliseconds their own modules take, the dearest first."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import newsreader.ui.app"],
        capture_output=True,
        text=True,
        check=True,
        env=_environment(),
    )
    spent: dict[str, int] = {}
    for match in _LINE.finditer(done.stderr):
        package = match[4].split(".")[0]
        spent[package] = spent.get(package, 0) + int(match[1])
    dearest = sorted(spent.items(), key=lambda pair: -pair[1])[:14]
    return [[package, f"{micros / 1000:.1f}"] for package, micros in dearest]
