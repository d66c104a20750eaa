"""Bring a library up to date: numbered migrations, each in one transaction, a backup before the first."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from newsreader.errors import LibraryDamaged, LibraryError, LibraryTooNew
from newsreader.store.database import connect, lacking, transaction
from newsreader.store.schema import APPLICATION_ID, MIGRATIONS

_PATIENCE = 600.0
"""Seconds to wait for another program that is migrating the same library."""

_BACKUPS_KEPT = 3


def bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    """Run the migrations a library lacks.

    Two programs may do this at once: each migration looks at the version again once it has the lock.
    """
    if _version(connection) == len(MIGRATIONS):
        return
    _check_modules(connection)
    _use_log(connection)
    backed_up = False
    while True:
        with transaction(connection, _PATIENCE):
            version = _version(connection)
            if version >= len(MIGRATIONS):
                break
            if version == 0:
                _refuse_foreign_tables(connection, path)
            elif not backed_up:
                back_up(path, version)
                backed_up = True
            for statement in MIGRATIONS[version]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1}")
    if version > len(MIGRATIONS):
        raise LibraryTooNew(
            f"The library {path} was made by a newer newsreader; update newsreader to open it."
        )
    # So that the file's own header tells its version, to any newsreader that looks.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def back_up(path: Path, version: int) -> Path:
    """Copy the library beside itself; keep the newest three copies.

    The caller holds the write lock, so the copy is of one moment.
    """
    target = path.with_name(f"{path.name}.backup-v{version}")
    unfinished = path.with_name(f"{path.name}.backup-unfinished")
    unfinished.unlink(missing_ok=True)  # of a program that was killed: no other is here now
    source = connect(path)
    try:
        copy = sqlite3.connect(unfinished)
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
        unfinished.replace(target)
    finally:
        source.close()
        unfinished.unlink(missing_ok=True)
    for old in backups(path)[:-_BACKUPS_KEPT]:
        old.unlink(missing_ok=True)
    return target


def backups(path: Path) -> list[Path]:
    """Return the backups of a library, the oldest version first."""
    pattern = re.compile(re.escape(path.name) + r"\.backup-v(\d+)\Z")
    found = [(int(match[1]), file) for file in path.parent.iterdir() if (match := pattern.match(file.name))]
    return [file for _, file in sorted(found)]


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    application: int = connection.execute("PRAGMA application_id").fetchone()[0]
    return version if application == APPLICATION_ID else 0


def _check_modules(connection: sqlite3.Connection) -> None:
    try:
        connection.execute("SELECT json_array(1)").fetchone()
        connection.execute("CREATE VIRTUAL TABLE temp.trial USING fts5 (text)")
        connection.execute("DROP TABLE temp.trial")
    except sqlite3.OperationalError as error:
        raise LibraryError(lacking(error)) from error


def _use_log(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging; it needs the file for itself for a moment."""
    for _ in range(50):
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            waiting = error
    raise waiting


def _refuse_foreign_tables(connection: sqlite3.Connection, path: Path) -> None:
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        raise LibraryDamaged(f"{path} is the database of another program; name another file for the library.")
