"""Whatever call to SQLite, the file system, the net or a child fails: nothing is lost, one sentence says so.

Every so-manieth point of each family; `python -m tests.hostile.faults` runs all of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.hostile import fault_here
from tests.hostile.faults import Family, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is left over is looked up in /proc")

EVERY = {"sqlite": 200, "files": 40, "net": 12, "children": 13}


@pytest.fixture(scope="module")
def families() -> Iterator[dict[str, Family]]:
    with fault_here.families() as found:
        yield {family.name: family for family in found}


@pytest.mark.parametrize("name", EVERY)
def test_a_call_that_fails_costs_one_sentence(families: dict[str, Family], name: str) -> None:
    report = run(families[name], every=EVERY[name])
    assert report.problems == []
    assert report.points > 1
    assert report.sprung > report.points / 2
