"""A host that many feeds live on is asked by two at a time, four times a second, and never for nothing."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.politeness import busiest, refresh_twice
from tests.servers import Request


def test_a_host_of_many_feeds_is_asked_gently(tmp_path: Path) -> None:
    log = refresh_twice(7, tmp_path)
    assert log.requests == 2 * 7
    assert log.peak <= 2
    assert log.connections <= 2 * 2  # two a run of the program
    assert log.per_second <= 4
    assert log.without_validators == 0


def test_the_busiest_second_is_found() -> None:
    times = (0.0, 0.9, 1.1, 1.8, 1.95, 3.0)
    assert busiest([Request("GET", "/", (), 1, at=at) for at in times]) == 3
