"""The connections that read: one for each thread, which cannot write."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsreader.errors import LibraryError
from newsreader.store.database import connect, explained


class Reader:
    """A connection; it is closed when nobody holds this any more, as when its thread has ended."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.lock = threading.Lock()
        """Held while the connection is used, so that another thread does not close it meanwhile."""
        self.close = weakref.finalize(self, connection.close)


class _OfThread(threading.local):
    reader: Reader | None = None


class Readers:
    """Gives each thread its connection to the library at `path`."""

    def __init__(self, path: Path, mode: str = "rw") -> None:
        self._path = path
        self._mode = mode
        self._of_thread = _OfThread()
        self._all: weakref.WeakSet[Reader] = weakref.WeakSet()
        self._closed = False

    def __len__(self) -> int:
        return len(self._all)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give this thread's connection for the length of the block.  Raises `LibraryError`."""
        with explained(self._path):
            reader = self._of_thread.reader
            if reader is None:
                if self._closed:
                    raise LibraryError("The library is closed.")
                reader = Reader(connect(self._path, query_only=True, mode=self._mode))
                self._of_thread.reader = reader
                self._all.add(reader)
            with reader.lock:
                if self._closed:
                    raise LibraryError("The library is closed.")
                yield reader.connection

    def close(self) -> None:
        """Close all connections; what another thread is reading at the moment is broken off."""
        self._closed = True
        for reader in list(self._all):
            if not reader.lock.acquire(blocking=False):
                reader.connection.interrupt()
                reader.lock.acquire()
            reader.close()
            reader.lock.release()
