"""An engine's parts for tests: a real library, real children, a net of loopback servers, a clock to set."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from newsreader.config import RefreshSettings
from newsreader.engine.children import Child, Nursery
from newsreader.engine.jobs import JOBS
from newsreader.engine.kit import Kit
from newsreader.engine.workshop import Workshop
from newsreader.feeds.fetch import Fetcher
from newsreader.store.store import Store
from tests.engine.telling import Clock, Told
from tests.servers import LoopbackServer


class LentNursery:
    """One nursery for all tests: starting it takes longer than most of them."""

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery

    def bear(self, nice: int) -> Child:
        return self._nursery.bear(nice)

    def close(self) -> None:
        """The workshop buries its children itself."""


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    one = Nursery(JOBS)
    yield one
    one.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as one:
        yield one


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    one = Store.open(tmp_path / "library.db")
    yield one
    one.close()


@pytest.fixture
async def kit(store: Store, nursery: Nursery, clock: Clock) -> AsyncIterator[Kit]:
    """What the engine works with; chance always gives 0, so nothing drifts."""
    workshop = Workshop(JOBS, bulk=2, parent=lambda jobs: LentNursery(nursery))
    async with Fetcher(per_second=0) as fetcher:
        yield Kit(store, fetcher, workshop, RefreshSettings(), clock, lambda: 0.0)
    await workshop.close()
