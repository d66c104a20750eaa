"""Connections to a library, their settings, transactions, and what SQLite's errors mean to a person.

In WAL mode with `synchronous = NORMAL` a committed transaction survives the end of any process,
`kill -9` included; a loss of power may cost the last commits, never the library.  (FULL would cost a
flush of the disk for each mark.)
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from newsreader.errors import LibraryDamaged, LibraryError, LibraryFull
from newsreader.store.functions import register

BUSY_SECONDS = 5.0
"""How long a connection waits for another program's transaction."""

LOG_BYTES = 4 * 2**20
"""What the log is cut to once all of it stands in the file."""

_MMAP_THRESHOLD = -3
"""M_MMAP_THRESHOLD of <malloc.h>."""

_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_NO_ROOM = frozenset({sqlite3.SQLITE_FULL})
_NOT_ALLOWED = frozenset(
    {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH}
)


def primary_code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code of an error, -1 where it has none."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return -1 if code is None else code & 0xFF


def explain(error: sqlite3.Error | MemoryError, path: Path) -> LibraryError:
    """Return the error of ours that says in one sentence what `error` means and what to do."""
    if isinstance(error, MemoryError):  # as `sqlite3` has it, whose own name for it is SQLITE_NOMEM
        return LibraryError(
            f"There is too little memory left to use the library {path}; end other programs and try again."
        )
    code = primary_code(error)
    if code in _BUSY:
        return LibraryError(
            f"The library {path} is kept busy by another program; try again when that has finished."
        )
    if code in _DAMAGED or "decode to UTF-8" in str(error):
        return LibraryDamaged(
            f"The library {path} is damaged or is no library ({error});"
            " `newsreader doctor --repair` saves what can be read of it."
        )
    if code in _NO_ROOM:
        return LibraryFull(
            f"There is no room left on the disk for the library {path}; make some and try again."
        )
    if code in _NOT_ALLOWED:
        return LibraryFull(
            f"The library {path} cannot be written; check the permissions of the file and of its folder,"
            " and that the disk has room."
        )
    if code == sqlite3.SQLITE_IOERR:
        return LibraryFull(
            f"The disk refused to read or write the library {path} ({error});"
            " check that it has room and is sound."
        )
    if "no such module" in str(error) or "no such function" in str(error):
        return LibraryError(lacking(error))
    return LibraryError(f"The library {path} gave an error: {error}.")


def lacking(error: sqlite3.Error) -> str:
    """Return the sentence that tells of an SQLite without what we need of it."""
    return (
        f"The SQLite of this Python lacks what newsreader needs ({error});"
        " use a Python that has FTS5 and JSON."
    )


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors inside the block into ours."""
    try:
        yield
    except (sqlite3.Error, MemoryError) as error:
        raise explain(error, path) from error
    except UnicodeDecodeError as error:  # see `connect`
        raise explain(sqlite3.DatabaseError("could not decode to UTF-8"), path) from error


def connect(path: Path, *, query_only: bool = False, mode: str = "rw") -> sqlite3.Connection:
    """Open one connection (usable from any one thread at a time), with the settings every one has.

    Raises `sqlite3.Error`.
    """
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=200,
    )
    try:
        register(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")
        connection.execute(f"PRAGMA cache_size = {-4096 if query_only else -16384}")
        if query_only:
            connection.execute("PRAGMA query_only = ON")
    except (sqlite3.Error, MemoryError):
        connection.close()
        raise
    except UnicodeDecodeError as error:  # so sqlite3 fails to word a message that quotes a damaged schema
        connection.close()
        damaged = sqlite3.DatabaseError("its schema is malformed")
        damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise damaged from error
    return connection


def give_back_memory(connection: sqlite3.Connection) -> None:
    """Return to the system what a long reading has left behind: SQLite's pages, and what malloc keeps.

    Threads outlive what they were started for; without this each one of a pool would keep some
    megabytes.  From then on malloc maps every large block apart, to be returned whole when it is freed:
    left alone it learns from the first such block to cut them from its heap, where they leave holes.
    """
    connection.execute("PRAGMA shrink_memory").fetchall()
    if sys.platform == "linux":
        import ctypes  # loaded only by programs with so much to read

        with suppress(AttributeError, OSError):  # another C library than glibc has no such function
            malloc = ctypes.CDLL(None)
            malloc.mallopt(_MMAP_THRESHOLD, 256 * 1024)
            malloc.malloc_trim(0)


@contextmanager
def transaction(connection: sqlite3.Connection, patience: float | None = None) -> Iterator[None]:
    """Run the block in one `BEGIN IMMEDIATE` transaction; an exception takes it back.

    It asks for the lock once a millisecond, for `patience` seconds (None: `BUSY_SECONDS`).  SQLite's
    own waiting grows to 100 ms and would miss the short gaps that a busy writer leaves.
    """
    deadline = time.monotonic() + (BUSY_SECONDS if patience is None else patience)
    connection.execute("PRAGMA busy_timeout = 1")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError as error:
                if primary_code(error) not in _BUSY or time.monotonic() > deadline:
                    raise
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
