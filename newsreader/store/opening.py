"""Open a library: look at it first, and change nothing in a file that is not ours or is newer than we are."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from newsreader.errors import LibraryDamaged, LibraryError, LibraryFull, LibraryTooNew
from newsreader.store.database import BUSY_SECONDS, connect, explained
from newsreader.store.migrate import bring_up_to_date
from newsreader.store.schema import APPLICATION_ID, MIGRATIONS

_OLDEST_SQLITE = (3, 35, 0)


def open_library(path: Path) -> sqlite3.Connection:
    """Open the library for writing; make it where there is none, bring an old one up to date.

    A library of a newer version is left as it is, to the byte.  Raises `LibraryTooNew`,
    `LibraryDamaged`, `LibraryFull`, `LibraryError`.
    """
    _check_sqlite()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        application = _look_at_header(path)
        with explained(path):
            if application == 0 or path.with_name(path.name + "-wal").exists():
                _look_at_content(path)
            connection = connect(path, mode="rwc")
            try:
                bring_up_to_date(connection, path)
            except BaseException:
                connection.close()
                raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise LibraryFull(
            f"The library {path} cannot be opened ({reason});"
            " check the permissions of the file and of its folder."
        ) from error
    return connection


def open_to_read(path: Path) -> tuple[sqlite3.Connection, str] | None:
    """Open a library that cannot be written, such as on a full disk; None where that fails too.

    Return a connection and the mode for others.  SQLite reads a library with a log only where it can
    write beside it, unless it may take the file for one that nobody changes; that holds without a log.
    """
    log = path.with_name(path.name + "-wal")
    modes = ["ro"]
    if not log.exists() or not log.stat().st_size:
        modes.append("ro&immutable=1")
    for mode in modes:
        with suppress(sqlite3.Error):
            connection = connect(path, mode=mode)
            try:
                application = connection.execute("PRAGMA application_id").fetchone()[0]
                version = connection.execute("PRAGMA user_version").fetchone()[0]
                connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
                if (application, version) == (APPLICATION_ID, len(MIGRATIONS)):
                    return connection, mode
            except sqlite3.Error:
                connection.close()
                raise
            connection.close()
    return None


def refuse_foreign(path: Path) -> None:
    """Refuse to touch a file whose sound header says that it is newer than we are, or another program's.

    One that is damaged beyond that, or not there, is not refused.  Raises `LibraryTooNew`,
    `LibraryDamaged`.
    """
    _refuse_no_file(path)
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError:
        return
    if len(header) == 100 and header.startswith(b"SQLite format 3\0"):
        _refuse(path, int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big"))


def _check_sqlite() -> None:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        wanted = ".".join(map(str, _OLDEST_SQLITE[:2]))
        raise LibraryError(
            f"This Python has SQLite {sqlite3.sqlite_version}, and newsreader needs {wanted} or newer;"
            " use a newer Python."
        )


def _look_at_header(path: Path) -> int | None:
    """Refuse what the file's own header forbids, without SQLite; return its application's number.

    None says that there is no library yet.
    """
    _refuse_no_file(path)
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        return None
    if not header:
        return None
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise LibraryDamaged(
            f"{path} is no newsreader library; name another file, or move this one away to start a new one."
            " If it was a library once, `newsreader doctor --repair` saves what can be read of it."
        )
    application = int.from_bytes(header[68:72], "big")
    _refuse(path, application, int.from_bytes(header[60:64], "big"))
    return application


def _refuse_no_file(path: Path) -> None:
    if path.exists() and not path.is_file():
        raise LibraryDamaged(f"{path} is not a file; name a file for the library.")


def _look_at_content(path: Path) -> None:
    """Look at what the header does not tell: numbers that stand only in the log, tables of others."""
    connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    finally:
        connection.close()
    _refuse(path, application if application or not tables else -1, version)


def _refuse(path: Path, application: int, version: int) -> None:
    if application not in (0, APPLICATION_ID):
        raise LibraryDamaged(f"{path} is the database of another program; name another file for the library.")
    if application == APPLICATION_ID and version > len(MIGRATIONS):
        raise LibraryTooNew(
            f"The library {path} was made by a newer newsreader; update newsreader to open it."
            " It was left untouched."
        )
