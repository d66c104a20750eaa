"""What every part of the engine works with, made once and handed down."""

from __future__ import annotations

import asyncio
import importlib
import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from newsreader.config import RefreshSettings
from newsreader.engine.workshop import Workshop
from newsreader.feeds.fetch import Fetcher
from newsreader.store.store import Store

T = TypeVar("T")


class Tell(Protocol):
    """Says something about the request under way; names and data as in `engine.client`."""

    def __call__(self, event: str, /, **data: object) -> None: ...


@dataclass(frozen=True, slots=True)
class Kit:
    """The library, the net, the children, the settings, the time and chance.

    `chance` gives a number from 0 to 1; `clock` seconds since 1970.  `writing` is held by whoever has
    much to write, so that what the user waits for stands behind one such piece and not behind many.
    """

    store: Store
    fetcher: Fetcher
    workshop: Workshop
    settings: RefreshSettings = field(default_factory=RefreshSettings)
    clock: Callable[[], float] = time.time
    chance: Callable[[], float] = random.random
    writing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    @property
    def now(self) -> int:
        """The present, in whole seconds since 1970."""
        return int(self.clock())


async def load_net() -> None:
    """Import what fetching stands on (0.2 s) in a thread, so that the engine goes on listening."""
    if "newsreader.feeds.connections" not in sys.modules:
        await asyncio.to_thread(importlib.import_module, "newsreader.feeds.connections")
        await asyncio.to_thread(importlib.import_module, "newsreader.feeds.failures")


async def committed(future: Future[T]) -> T:
    """Wait until what the store was asked to write is written; return what it gives."""
    return await asyncio.wrap_future(future)
