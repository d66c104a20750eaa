"""Run benchmarks: `python -m tests.benchmarks [NAME…] [--runs N] [--json FILE]`.

Each prints its tables as Markdown: medians with the lowest and the highest, processor time beside wall
time, and how the yardstick did in the same run.  No figure means anything on another machine but for
its ratio to a peer's, or to the yardstick's, of the same run.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

from tests.benchmarks.measure import Samples, load, machine, yardstick

NAMES = ("start", "keys", "open", "search", "quotes", "refresh", "asked", "memory", "growth", "imports")
"""Modules of this package with a `run(runs, say)` that gives a `Report`."""


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all by default")
    parser.add_argument("--runs", type=int, default=5, help="how often each thing is measured (5)")
    parser.add_argument("--json", type=Path, help="keep all measurements in this file")
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    kept = {"machine": machine()}
    print(f"{machine()}; {load()} at the start.\n")
    for name in options.names or NAMES:
        stick = Samples([yardstick() for _ in range(3)])
        report = importlib.import_module(f"tests.benchmarks.{name}").run(options.runs, say)
        for _ in range(3):
            stick.add(yardstick())
        report.notes.append(f"Yardstick: {stick.told(1000, 0)} ms.")
        report.data["yardstick"] = stick.values
        print(report.text(), flush=True)
        kept[name] = report.data
    if options.json:
        options.json.write_text(json.dumps(kept, indent=1))


if __name__ == "__main__":
    main()
