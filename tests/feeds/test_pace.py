"""No host sees more than a few connections, or more than a few requests in a second."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.feeds.pace import HostGates, Pace


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 2), max_size=40), st.integers(1, 6))
def test_no_second_sees_more_starts_than_allowed(pauses: list[float], per_second: int) -> None:
    pace, now, starts = Pace(per_second), 0.0, []
    for pause in pauses:
        now += pause
        now += pace.wait(now)
        pace.start(now)
        starts.append(now)
    for first in starts:
        assert sum(first <= start < first + 1 for start in starts) <= per_second


def test_the_first_few_start_at_once_and_the_next_waits() -> None:
    pace = Pace(4)
    for _ in range(4):
        assert pace.wait(100.0) == 0
        pace.start(100.0)
    assert pace.wait(100.5) == pytest.approx(Pace.WINDOW - 0.5)
    assert pace.wait(102.0) == 0


def test_without_a_limit_nothing_waits() -> None:
    pace = Pace(0)
    for _ in range(100):
        pace.start(1.0)
    assert pace.wait(1.0) == 0


async def test_hosts_do_not_wait_for_each_other() -> None:
    gates = HostGates(connections=1, per_second=1, parallel=9)
    async with gates.enter("one.example"), gates.enter("two.example"):
        waiting = asyncio.create_task(gates.enter("one.example").__aenter__())
        await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()


async def test_one_who_gives_up_waiting_takes_no_place() -> None:
    gates = HostGates(connections=1, per_second=0, parallel=9)
    async with gates.enter("one.example"):
        waiting = asyncio.create_task(gates.enter("one.example").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
    async with asyncio.timeout(5), gates.enter("one.example"):
        pass


async def test_those_who_wait_for_a_busy_host_keep_no_place_from_others() -> None:
    gates = HostGates(connections=1, per_second=1, parallel=2)
    async with gates.enter("busy.example"):
        waiting = [asyncio.create_task(gates.enter("busy.example").__aenter__()) for _ in range(5)]
        await asyncio.sleep(0)
        async with asyncio.timeout(5), gates.enter("other.example"):
            pass
        for task in waiting:
            task.cancel()


async def test_no_more_run_at_a_time_than_allowed() -> None:
    gates = HostGates(connections=2, per_second=0, parallel=3)
    running = peak = 0

    async def run(host: str) -> None:
        nonlocal running, peak
        async with gates.enter(host):
            running += 1
            peak = max(peak, running)
            for _ in range(3):
                await asyncio.sleep(0)
            running -= 1

    async with asyncio.timeout(5):
        await asyncio.gather(*(run(f"{number % 6}.example") for number in range(30)))
    assert peak == 3
