"""The daily copy of feeds and marks (see `store.keepsake`), made in a thread while nothing waits for it."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from pathlib import Path

from newsreader.errors import LibraryError

log = logging.getLogger(__name__)


class DailyCopy:
    """Makes the daily copy of the library at `path`; one for the whole engine."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stop = threading.Event()
        self._task: asyncio.Task[None] | None = None

    def make_if_due(self) -> None:
        """Begin to make the copy if the last is a day old; returns at once."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(asyncio.to_thread(self._make))

    async def made(self) -> None:
        """Wait for a copy that is being made."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def close(self) -> None:
        """Give up a copy that is being made: nobody waits for it, and tomorrow is another day."""
        self._stop.set()
        await self.made()

    def _make(self) -> None:
        from newsreader.store import keepsake  # once a day

        try:
            if keepsake.is_due(self._path, time.time()):
                keepsake.keep(self._path, int(time.time()), self._stop.is_set)
        except LibraryError as error:
            log.warning("no daily copy was made: %s", error)
