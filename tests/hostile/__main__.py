"""Report what the hostile suite tries: `python -m tests.hostile [--feeds N]`.

Runs the bad servers, the terminal and the host of many feeds (`N` of them, 200 by default, which takes
two minutes: four requests a second), and prints cases per promise, what came out, and how long it took.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.hostile import politeness, test_terminal
from tests.hostile.newsstand import loopback
from tests.hostile.server import CASES
from tests.hostile.test_server import HOSTS, outcome


def main() -> None:
    """Run all three, and print a table of each."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--feeds", type=int, default=200, help="feeds on one host (200)")
    options = parser.parse_args()
    print("| promise | cases |\n|---|---|")
    for promise, count in Counter(case.promise for case in CASES).items():
        print(f"| {promise} | {count} |")
    _timed("bad servers", _servers)
    _timed("terminal", _terminal)
    _timed("one host", lambda home: str(politeness.refresh_twice(options.feeds, home)))


def _timed(name: str, run: Callable[[Path], str]) -> None:
    begun, used = time.monotonic(), _processor()
    with tempfile.TemporaryDirectory() as folder:
        said = run(Path(folder))
    print(f"\n{name}: {said}\n{time.monotonic() - begun:.0f} s, {_processor() - used:.1f} s of processor")


def _processor() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _servers(home: Path) -> str:
    with loopback(HOSTS) as servers:
        wrong = outcome(home, servers)
    return "\n".join(wrong) or f"all {len(CASES)} came out as they should"


def _terminal(home: Path) -> str:
    return test_terminal.told(test_terminal.sit(home, thorough=True))


if __name__ == "__main__":
    main()
