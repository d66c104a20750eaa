"""How a host fares that many feeds live on: its log of two refreshes by the real program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.engine.telling import FEED
from tests.hostile.test_server import Reader
from tests.servers import LoopbackServer, Request, reply

WINDOW = 1.0


@dataclass(frozen=True)
class Log:
    """What the host saw: `peak` requests at a time, `per_second` in the busiest second, and how many
    asked again without the validators that had been given."""

    feeds: int
    requests: int
    connections: int
    peak: int
    per_second: int
    without_validators: int


def refresh_twice(feeds: int, home: Path) -> Log:
    """Subscribe to so many feeds on one host, refresh twice, and return what its log says."""
    with LoopbackServer() as server:
        for number in range(feeds):
            server.on(
                f"/{number}",
                reply(
                    FEED,
                    headers=[("ETag", f'"{number}"'), ("Last-Modified", "then")],
                ),
                reply(status=304),
            )
        reader = Reader(home, timeout=15)
        reader.subscribe({server.url(f"/{number}"): f"Feed {number}" for number in range(feeds)})
        most = 0
        for _ in range(2):  # each run keeps its own pace; one that follows at once knows nothing of it
            begun = len(server.requests)
            assert reader.run("refresh", "--quiet") == []
            most = max(most, busiest(server.requests[begun:]))
        log = list(server.requests)
        return Log(feeds, len(log), server.connections, server.peak, most, _without_validators(log))


def busiest(log: list[Request]) -> int:
    """Return the most requests that came within a second."""
    times = sorted(request.at for request in log)
    most = first = 0
    for last, at in enumerate(times):
        while times[first] <= at - WINDOW:
            first += 1
        most = max(most, last - first + 1)
    return most


def _without_validators(log: list[Request]) -> int:
    seen: set[str] = set()
    bare = 0
    for request in log:
        if request.path in seen:
            bare += not (request.header("If-None-Match") and request.header("If-Modified-Since"))
        seen.add(request.path)
    return bare
