"""Faults on purpose: every call across a border fails once, in every way it can, and nothing bad follows.

In the manner of curl's torture tests and of SQLite's tests of full disks and bad sectors.  A scenario
is something a person does, with the real parts: a real library, a real server on the loopback
interface, real children.  It is run once to count the calls that cross one border (SQLite, files, the
net, children, the engine's pipes).  Then it is run again for the first call and each error that it can
give, for the second, and so on.  After each run `tests.hostile.person` looks at what is left.

    python -m tests.hostile.faults                  # every point of every family
    python -m tests.hostile.faults sqlite pipes     # of these
    python -m tests.hostile.faults sqlite 17:ioerr  # one, with all that it did

The tests run every so-manieth point (`test_faults_*`).
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One way in which a call fails: what it raises (or returns), and what it does before."""

    name: str
    error: Callable[[], BaseException]
    lasting: bool = False
    """Whether every call after it fails in the same way, as when a disk is gone."""


class Trap:
    """Counts the calls that cross a border, and has the `at`-th of them fail (0: none).

    With `name`, calls of that name alone are counted for this: threads may take turns otherwise than
    they did before, and still the same call fails.
    """

    def __init__(self, at: int = 0, fault: Fault | None = None, name: str = "") -> None:
        self.at = at
        self.fault = fault
        self._name = name
        self._passed = 0
        self.calls: list[tuple[str, tuple[str, ...]]] = []
        """What was called, and the names of the faults it can have."""
        self.sprung = ""
        self._lock = threading.Lock()
        self._open = True

    def passing(self, call: str, faults: Sequence[Fault]) -> Fault | None:
        """Count a call; return the fault that it is to have."""
        with self._lock:
            if not self._open:
                return None
            self.calls.append((call, tuple(fault.name for fault in faults)))
            if self.fault is None:
                return None
            if self.sprung and not self.fault.lasting:
                return None
            self._passed += self._name in ("", call)
            if self.sprung or (self._passed == self.at and self._name in ("", call)):
                same = [fault for fault in faults if fault.name == self.fault.name]
                chosen = (same or list(faults))[0]
                self.sprung = self.sprung or f"{call} ({chosen.name})"
                return chosen
            return None

    def close(self) -> None:
        """Count no more and fail no more: what follows is looking at what is left."""
        with self._lock:
            self._open = False


@dataclass(frozen=True)
class Point:
    """The `at`-th call of a scenario, failing with a fault of this name."""

    scenario: str
    at: int
    fault: str

    def __str__(self) -> str:
        return f"{self.scenario} {self.at}:{self.fault}"


@dataclass
class Report:
    """What a family's run gave."""

    family: str
    calls: Counter[str] = field(default_factory=Counter)
    """The calls that each scenario makes."""
    points: int = 0
    sprung: int = 0
    """Points whose trap was sprung; threads may make a run shorter than the dry one."""
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self) -> str:
        calls = ", ".join(f"{name} {count}" for name, count in self.calls.items())
        return (
            f"{self.family}: {self.points} points, {self.sprung} sprung, {len(self.problems)} problems,"
            f" {self.seconds:.1f} s (calls: {calls})"
        )


Scenario = Callable[[Trap], list[str]]
"""Does something with the trap set, looks at what is left, and returns what is wrong, in sentences."""


@dataclass(frozen=True)
class Family:
    """A border and what is done across it; `faults` are all the faults that its calls can have."""

    name: str
    scenarios: dict[str, Scenario]
    faults: dict[str, Fault]
    by_name: bool = True
    """Whether a call is known by its name and number; other processes count all calls together."""


def dry_run(scenario: Scenario) -> Trap:
    """Run a scenario without any fault; return its trap, which has counted the calls."""
    trap = Trap()
    problems = scenario(trap)
    assert not problems, f"it goes wrong without any fault: {problems}"
    assert trap.calls, "it crosses no border"
    return trap


def run(
    family: Family,
    *,
    every: int = 1,
    only: Sequence[str] = (),
    say: Callable[[str], object] = lambda text: None,
) -> Report:
    """Run every `every`-th point of a family, or `only` those named ("17:ioerr", "refresh 17:ioerr")."""
    report = Report(family.name)
    begun = time.monotonic()
    count = 0
    for name, scenario in family.scenarios.items():
        calls = dry_run(scenario).calls
        report.calls[name] = len(calls)
        passed: Counter[str] = Counter()
        for at, (call, faults) in enumerate(calls, 1):
            passed[call] += 1
            for fault in faults:
                point = Point(name, at, fault)
                count += 1
                if only and not any(str(point).endswith(wanted) for wanted in only):
                    continue
                if not only and (count + at) % every:  # (so that it is not always the same fault)
                    continue
                if family.by_name:
                    trap = Trap(passed[call], family.faults[fault], call)
                else:
                    trap = Trap(at, family.faults[fault])
                _run_point(report, point, trap, scenario, say, loud=bool(only))
    report.seconds = time.monotonic() - begun
    return report


def _run_point(
    report: Report, point: Point, trap: Trap, scenario: Scenario, say: Callable[[str], object], *, loud: bool
) -> None:
    problems = scenario(trap)
    report.points += 1
    report.sprung += bool(trap.sprung)
    report.problems += [f"{point}, {trap.sprung or 'not sprung'}: {problem}" for problem in problems]
    if loud:
        for call, _ in trap.calls:
            say(f"    {call}")
    for problem in report.problems[len(report.problems) - len(problems) :]:
        say(problem)


@contextlib.contextmanager
def families() -> Iterator[dict[str, Family]]:
    """Give all families; the server and the nursery that they share live as long as the block."""
    from tests.hostile import fault_engine, fault_here

    with contextlib.ExitStack() as stack:
        found: dict[str, Family] = {}
        for module in (fault_here, fault_engine):
            found |= {family.name: family for family in stack.enter_context(module.families())}
        gc.collect()
        gc.freeze()  # every run looks for what is left over, which takes long among all the modules
        stack.callback(gc.unfreeze)
        yield found


def _print(text: str) -> None:
    print(text, file=sys.__stdout__, flush=True)  # a command that hangs keeps the other


def main() -> int:
    """Run the families named, or all; return 1 where anything was wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.hostile.faults", description=__doc__.split("\n")[0]
    )
    parser.add_argument("what", nargs="*", metavar="FAMILY|POINT")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th point")
    given = parser.parse_args()
    points = [word for word in given.what if ":" in word]
    names = [word for word in given.what if ":" not in word]
    wrong = 0
    with families() as found:
        for name in names or found:
            report = run(found[name], every=given.every, only=points, say=_print)
            _print(str(report))
            wrong += len(report.problems)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
