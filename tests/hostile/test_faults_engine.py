"""Whatever befalls the engine, the pipe to it, or what reads for it: one sentence, and the next run works.

Every so-manieth point of each family; `python -m tests.hostile.faults` runs all of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.hostile import fault_engine
from tests.hostile.faults import Family, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is left over is looked up in /proc")

EVERY = {"client": 26, "engine": 24, "nursery": 19, "screen": 17}


@pytest.fixture(scope="module")
def families() -> Iterator[dict[str, Family]]:
    with fault_engine.families() as found:
        yield {family.name: family for family in found}


@pytest.mark.parametrize("name", EVERY)
def test_an_engine_that_fails_costs_one_sentence(families: dict[str, Family], name: str) -> None:
    report = run(families[name], every=EVERY[name])
    assert report.problems == []
    assert report.points > 1
    assert report.sprung > report.points / 2
