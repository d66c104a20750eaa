"""Be a good neighbour to every host: few connections at a time, few requests a second.

Counted by host name, whatever feeds, schemes and ports meet there.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Pace:
    """Says when the next request may start, so that no second sees more than `per_second` of them.

    The window is a little longer than a second, since requests reach the host less evenly than they
    leave.  `per_second` 0 means no limit.
    """

    WINDOW = 1.25

    def __init__(self, per_second: int) -> None:
        self._starts: deque[float] = deque(maxlen=per_second)

    def wait(self, now: float) -> float:
        """Return for how many seconds to wait at the instant `now`; 0 to start at once."""
        if not self._starts.maxlen or len(self._starts) < self._starts.maxlen:
            return 0.0
        return max(0.0, self._starts[0] + self.WINDOW - now)

    def start(self, now: float) -> None:
        """Note that a request starts at `now`."""
        self._starts.append(now)


class HostGates:
    """One gate a host: `async with gates.enter(host):` waits until a request to it may run.

    `connections` and `per_second` hold for each host; `parallel` for all together.  Who waits for a
    busy host keeps no place from others, so any number may wait here.
    """

    def __init__(self, *, connections: int, per_second: int, parallel: int) -> None:
        self._connections = connections
        self._per_second = per_second
        self._places = asyncio.Semaphore(parallel)
        self._hosts: dict[str, tuple[asyncio.Semaphore, Pace]] = {}

    @asynccontextmanager
    async def enter(self, host: str) -> AsyncIterator[None]:
        """Hold one of the host's places, and one of all, while the block runs."""
        if host not in self._hosts:
            self._hosts[host] = asyncio.Semaphore(self._connections), Pace(self._per_second)
        places, pace = self._hosts[host]
        async with places:
            await self._turn(pace)
            try:
                yield
            finally:
                self._places.release()

    async def _turn(self, pace: Pace) -> None:
        """Wait until the host's pace allows a start and there is a place; take the place."""
        clock = asyncio.get_running_loop().time
        while True:
            if (wait := pace.wait(clock())) > 0:
                await asyncio.sleep(wait + random.uniform(0, 0.1))
                continue
            await self._places.acquire()
            if pace.wait(clock()) <= 0:
                pace.start(clock())
                return
            self._places.release()  # another start came first while this one waited for its place
