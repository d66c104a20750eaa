"""The one thread that writes: jobs go in, futures come out, done once committed.

A job is one transaction, or a generator of several.  Where a generator yields, a job that came
meanwhile goes first, so that a mark never waits longer than one transaction of a large piece of work;
nor does a large one wait for ever while small ones come.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar

from newsreader.errors import LibraryError
from newsreader.store.database import LOG_BYTES, connect, explain, transaction

T = TypeVar("T")

Steps = Generator[None, None, T]
"""A job of several transactions: it opens each itself, yields between them, and returns its result."""

GAP = 0.002
"""Seconds of rest, in which other programs get the lock: they ask for it once a millisecond."""

_LONG = 0.008
"""Seconds of work after which the thread rests."""


class _Job:
    __slots__ = ("background", "future", "steps")

    def __init__(self, steps: Steps[Any], future: Future[Any], background: bool) -> None:
        self.steps = steps
        self.future = future
        self.background = background


class Writer:
    """Owns the writing connection and the thread that uses it (started with the first job)."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        self._connection = connection
        self._path = path
        self._log = path.with_name(path.name + "-wal")
        self._fresh: deque[_Job] = deque()
        self._begun: deque[_Job] = deque()
        self._wake = threading.Condition()
        self._using = threading.Lock()
        self._thread: threading.Thread | None = None
        self._copying: threading.Thread | None = None
        self._copied = 0
        self._closed = False
        self._turn = False
        self._data_version = 0

    def once(self, job: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Queue a job that is one transaction."""

        def steps(connection: sqlite3.Connection) -> Steps[T]:
            with transaction(connection):
                result = job(connection)
            yield from ()  # it has no second step
            return result

        return self.steps(steps)

    def steps(self, job: Callable[[sqlite3.Connection], Steps[T]], *, background: bool = False) -> Future[T]:
        """Queue a job of several transactions; one in the background is left unfinished by `close`."""
        future: Future[T] = Future()
        with self._wake:
            if self._closed:
                raise LibraryError("The library is closed.")
            self._fresh.append(_Job(job(self._connection), future, background))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="library-writer", daemon=True)
                self._thread.start()
            self._wake.notify()
        return future

    def close(self) -> None:
        """Finish what is queued, end the thread, close the connection."""
        with self._wake:
            already, self._closed = self._closed, True
            self._wake.notify()
        if already:
            return
        if self._thread is not None:
            self._thread.join()
        if self._copying is not None:
            self._copying.join()
        self._connection.close()

    def data_version(self) -> int:
        """Return a number that differs once another connection than the writer's has written.

        While a transaction runs it is the number of the last call: nobody waits here.
        """
        if self._using.acquire(blocking=False):
            try:
                if not self._closed:
                    row = self._connection.execute("PRAGMA data_version").fetchone()
                    self._data_version = row[0]
            finally:
                self._using.release()
        return self._data_version

    def _run(self) -> None:
        held = 0.0
        while (job := self._next()) is not None:
            if held > _LONG:
                time.sleep(GAP)
                held = 0.0
            begun = time.monotonic()
            try:
                with self._using:
                    next(job.steps)
            except StopIteration as end:
                job.future.set_result(end.value)
            except (sqlite3.Error, MemoryError) as error:
                job.future.set_exception(explain(error, self._path))
            except Exception as error:  # noqa: BLE001 - the thread's border: it goes to who waits for it
                job.future.set_exception(error)
            else:
                self._begun.append(job)
            held += time.monotonic() - begun
            self._write_back()

    def _write_back(self) -> None:
        """Bring a long log back into the file, with the lock free and no answer waiting for it.

        A thread of its own does most, since a slow disk takes its time over it.  The little that was
        written meanwhile follows here in a quiet moment, so that the log can begin anew.
        """
        if self._copying is not None and self._copying.is_alive():
            return
        try:
            size = self._log.stat().st_size
        except OSError:
            return
        quiet = not self._fresh and not self._begun
        if self._copying is not None and (quiet or size > 8 * LOG_BYTES):
            self._copying = None
            with suppress(sqlite3.Error):  # the log stays, and the next job tells if something is wrong
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        elif size > self._copied + LOG_BYTES:
            self._copying = threading.Thread(target=self._copy_log, name="library-log", daemon=True)
            self._copying.start()
            self._copied = size
        elif size < self._copied:
            self._copied = 0

    def _copy_log(self) -> None:
        with suppress(sqlite3.Error), closing(connect(self._path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _next(self) -> _Job | None:
        """Wait for the next step to take: of a job just come, or in turn of one begun; None at the end."""
        with self._wake:
            while True:
                if self._closed:
                    self._drop_background()
                if self._fresh and not (self._begun and self._turn):
                    self._turn = True
                    job = self._fresh.popleft()
                    if job.future.set_running_or_notify_cancel():
                        return job
                elif self._begun:
                    self._turn = False
                    return self._begun.popleft()
                elif self._closed:
                    return None
                else:
                    self._wake.wait()

    def _drop_background(self) -> None:
        for jobs in (self._fresh, self._begun):
            for job in [job for job in jobs if job.background]:
                jobs.remove(job)
                job.steps.close()
                if not job.future.cancel():
                    job.future.set_exception(LibraryError("The library is closed."))
