"""Where the faults of SQLite stand: at every call of the module `sqlite3`, and at every page of the disk."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

from tests.hostile.faults import Fault, Trap


def _sqlite(name: str, kind: type[sqlite3.Error], text: str, code: int, *, lasting: bool = False) -> Fault:
    def error() -> sqlite3.Error:
        made = kind(text)
        made.sqlite_errorcode = code  # as the module itself sets it
        return made

    return Fault(name, error, lasting)


IOERR = _sqlite("ioerr", sqlite3.OperationalError, "disk I/O error", sqlite3.SQLITE_IOERR_WRITE)
BACK = _sqlite("rolled-back", sqlite3.OperationalError, "disk I/O error", sqlite3.SQLITE_IOERR_FSYNC)
"""SQLite ends the transaction of itself after some errors (see its page on transactions)."""
FULL = _sqlite("full", sqlite3.OperationalError, "database or disk is full", sqlite3.SQLITE_FULL)
GONE = _sqlite("gone", sqlite3.OperationalError, "disk I/O error", sqlite3.SQLITE_IOERR_READ, lasting=True)
BUSY = _sqlite("busy", sqlite3.OperationalError, "database is locked", sqlite3.SQLITE_BUSY)
HELD = _sqlite("held", sqlite3.OperationalError, "database is locked", sqlite3.SQLITE_BUSY, lasting=True)
BAD = _sqlite("corrupt", sqlite3.DatabaseError, "database disk image is malformed", sqlite3.SQLITE_CORRUPT)
CLOSED = _sqlite("cantopen", sqlite3.OperationalError, "unable to open database file", 14)
MEMORY = Fault("memory", MemoryError)

SQLITE_FAULTS = {fault.name: fault for fault in (IOERR, BACK, FULL, GONE, BUSY, HELD, BAD, CLOSED, MEMORY)}
_READ = (IOERR, GONE, BUSY, BAD, MEMORY)
_BEGIN = (IOERR, GONE, BUSY, HELD, FULL)
_WRITE = (IOERR, BACK, FULL, GONE, BUSY, BAD, MEMORY)


def _faults_of(sql: str) -> tuple[Fault, ...]:
    """Return how a statement can fail."""
    word = sql.lstrip()[:6].upper()
    if word == "ROLLBA":  # one that fails has rolled back all the same; there is nothing else it could leave
        return (BACK,)
    return {"SELECT": _READ, "PRAGMA": _READ, "WITH": _READ, "BEGIN ": _BEGIN}.get(word, _WRITE)


@contextlib.contextmanager
def sqlite_border(trap: Trap) -> Iterator[None]:
    """Every connection, statement and first row of the module `sqlite3` may fail."""

    def fail(connection: sqlite3.Connection, fault: Fault) -> None:
        if fault in (BACK, FULL, MEMORY) and connection.in_transaction:
            sqlite3.Connection.rollback(connection)
        raise fault.error()

    class Cursor(sqlite3.Cursor):
        looked = False

        def execute(self, sql: str, *rest: Any) -> Cursor:
            if fault := trap.passing(" ".join(sql.split()[:3]), _faults_of(sql)):
                fail(self.connection, fault)
            self.looked = False
            super().execute(sql, *rest)
            return self

        def executemany(self, sql: str, *rest: Any) -> Cursor:
            if fault := trap.passing(" ".join(sql.split()[:3]), _WRITE):
                fail(self.connection, fault)
            super().executemany(sql, *rest)
            return self

        def _look(self) -> None:
            if not self.looked:
                self.looked = True
                if fault := trap.passing("a row", (GONE, BAD)):
                    fail(self.connection, fault)

        def fetchone(self) -> Any:
            self._look()
            return super().fetchone()

        def fetchall(self) -> list[Any]:
            self._look()
            return super().fetchall()

        def fetchmany(self, *rest: Any) -> list[Any]:
            self._look()
            return super().fetchmany(*rest)

        def __next__(self) -> Any:
            self._look()
            return super().__next__()

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            return cast(sqlite3.Cursor, self.cursor().execute(sql, *rest))

        def executemany(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            return cast(sqlite3.Cursor, self.cursor().executemany(sql, *rest))

        def backup(self, target: sqlite3.Connection, **more: Any) -> None:
            if fault := trap.passing("backup", (FULL, IOERR, BAD)):
                raise fault.error()
            super().backup(target, **more)

    real = sqlite3.connect

    @wraps(real)
    def connect(*args: Any, **more: Any) -> sqlite3.Connection:
        if fault := trap.passing("connect", (CLOSED, IOERR, MEMORY)):
            raise fault.error()
        return cast(sqlite3.Connection, real(*args, **{**more, "factory": Connection}))

    with patch.object(sqlite3, "connect", connect):
        yield


PAGE = Fault("page", EOFError)
"""No error of ours: SQLite itself finds that the library may grow no further."""


@contextlib.contextmanager
def page_border(trap: Trap, library: Path) -> Iterator[None]:
    """The library may grow by as many pages as come before the trap: SQLite's own "disk full"."""
    before = _pages(library)
    real = sqlite3.connect

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, *rest: Any) -> Cursor:
            try:
                super().execute(sql, *rest)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                    trap.sprung = trap.sprung or f"page {trap.at}"
                raise
            return self

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            return cast(sqlite3.Cursor, self.cursor().execute(sql, *rest))

    @wraps(real)
    def connect(*args: Any, **more: Any) -> sqlite3.Connection:
        connection = cast(sqlite3.Connection, real(*args, **{**more, "factory": Connection}))
        if trap.at:
            sqlite3.Connection.cursor(connection).execute(f"PRAGMA max_page_count = {before + trap.at - 1}")
        return connection

    with patch.object(sqlite3, "connect", connect):
        yield
    if not trap.at:
        trap.calls += [("page", (PAGE.name,))] * max(1, _pages(library) - before)


def _pages(library: Path) -> int:
    if not library.exists():
        return 0
    with contextlib.closing(sqlite3.connect(f"file:{library}?mode=ro", uri=True)) as connection:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])
