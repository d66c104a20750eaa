"""Make a sound library of a damaged or a lost one, and put it in its place once it is whole.

What can be read of the old file goes into a new one beside it (`salvage`, `rescue`), the rest comes from
the backup that was made before a migration and from the daily copy (`gaps`), and everything that follows
from the articles is made anew (`derive`).  The old file is never written, and is kept under another name.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from newsreader.errors import LibraryDamaged, LibraryError, LibraryFull
from newsreader.store import checks, keepsake, opening
from newsreader.store.database import connect, explained
from newsreader.store.derive import derive, derive_identities, derive_said, without_triggers
from newsreader.store.gaps import Gaps, Losses
from newsreader.store.migrate import backups
from newsreader.store.pages import Shape
from newsreader.store.rescue import bring_over, prepare
from newsreader.store.salvage import KEPT, Salvage, Tell, shapes_of

_SHARED_LOCK = (0x40000002, 510)
"""Where SQLite's locks for readers lie in a file: https://sqlite.org/fileformat2.html#the_lock_byte_page"""
_SIDE_FILES = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair saved and what it could not.

    `marks` counts articles that are read, starred or kept for later, each kind for itself; `waiting` how
    many feeds have marks that wait for their articles; `kept` is the old file, None where there was none;
    `copy_made` when the daily copy was made that was used, in seconds since 1970.
    """

    feeds: int
    articles: int
    marks: int
    losses: Losses
    waiting: int
    kept: Path | None
    backup: Path | None
    copy_made: int | None

    def sentences(self) -> list[str]:
        """Return what there is to say of it, the summary first."""
        saved = f"{_many(self.feeds, 'feed')}, {_many(self.articles, 'article')}"
        told = [f"Saved {saved} and {_many(self.marks, 'mark')}."]
        lost = self.losses
        if self.copy_made is not None:
            day = time.strftime("%Y-%m-%d", time.localtime(self.copy_made))
            told.append(f"What the file did not tell of feeds and marks is from the daily copy of {day}.")
        if self.backup is not None:
            told.append(f"The articles are from the backup {self.backup.name}.")
        if lost.articles:
            told.append(f"Lost: {_many(lost.articles, 'article')}, but for what the feeds still have.")
        if lost.headlines:
            told.append(
                f"Lost: {_many(lost.headlines, 'headline')}; the first words of the text stand in"
                " until the feed brings the article again."
            )
        if self.waiting:
            told.append(f"More marks of {_many(self.waiting, 'feed')} come back with their articles.")
        if lost.operations:
            told.append(f"Lost: {_many(lost.operations, 'step')} that could have been undone.")
        if lost.addresses:
            told.append(f"Lost: the addresses of {_many(lost.addresses, 'feed')}; add them again.")
        if self.kept is not None:
            told.append(f"The damaged library is kept as {self.kept}.")
        return told


def needs_repair(path: Path) -> bool:
    """Look a library over; tell whether anything is wrong with it, or it stands where another was lost."""
    path = path.expanduser().resolve()
    opening.refuse_foreign(path)
    if not path.exists() or checks.check(path):
        return True
    with explained(path), closing(connect(path, query_only=True)) as connection:
        empty = not _count(connection, "feed")
        return bool(keepsake.copies(path)) if empty else made_anew(connection, path) is not None


def repair(path: Path, tell: Tell) -> Repaired:
    """Repair the library at `path`; `tell` is told what is being done and how far it is.

    Raises `LibraryError` where there is nothing to save, where the library is open elsewhere, where it is
    newer than we are or another program's: all is left as it was then.
    """
    path = path.expanduser().resolve()
    opening.refuse_foreign(path)
    now = int(time.time())
    unfinished = path.with_name(f"{path.name}.repairing")
    try:
        with alone(path):
            before = _fingerprint(path)
        _check_room(path)
        _remove(unfinished)
        try:
            result = _build(path, unfinished, now, tell)
            with alone(path):
                if _fingerprint(path) != before:
                    raise LibraryError(
                        f"The library {path} was written while it was being repaired; close every newsreader"
                        " and repair it again."
                    )
                return _put_in_place(path, unfinished, now, result)
        finally:
            _remove(unfinished)
    except OSError as error:
        raise LibraryFull(
            f"The library {path} cannot be repaired ({error.strerror or type(error).__name__});"
            " check that the disk has room and the permissions of the folder."
        ) from error


def _build(path: Path, target: Path, now: int, tell: Tell) -> Repaired:
    """Make the new library at `target`."""
    opening.open_library(target).close()
    with explained(target), closing(connect(target)) as connection:
        for setting in ("journal_mode = MEMORY", "synchronous = OFF", "foreign_keys = OFF"):
            connection.execute(f"PRAGMA {setting}").fetchall()
        shapes = shapes_of(connection)
        prepare(connection)
        backup: Path | None = None
        broken = set(KEPT)
        with without_triggers(connection):
            if path.exists():
                with Salvage(path, shapes, tell) as old:
                    bring_over(connection, old, shapes)
                    broken = old.broken
            if not _count(connection, "article") and not _count(connection, "feed"):
                backup = _from_backup(connection, path, shapes, tell)
                broken |= {"feed", "article", "source"}
            copy = keepsake.newest(path)
            if not broken and (older := made_anew(connection, path)):
                copy, broken = older, {"feed"}
            gaps = Gaps(connection, copy, broken)
            gaps.close(now)
            derive_identities(connection, tell)
            gaps.mark(all_anew=backup is not None)
            derive(connection, tell)
        derive_said(connection, tell)
        if not _count(connection, "feed"):
            raise LibraryDamaged(
                f"Nothing could be saved of {path}: neither it nor a daily copy or backup beside it names a"
                " feed. It was left as it is."
            )
        result = Repaired(
            feeds=_count(connection, "feed WHERE removed_at IS NULL"),
            articles=_count(connection, "article"),
            marks=sum(_count(connection, f"article WHERE {kind}") for kind in ("read", "starred", "later")),
            losses=gaps.losses,
            waiting=_count(connection, "meta WHERE key LIKE 'awaited:%'"),
            kept=None,
            backup=backup,
            copy_made=copy.made if copy and (broken or backup) else None,
        )
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
    tell("check", 0, 0)
    problems = checks.check(target)
    if problems:
        raise LibraryError(f"The repair did not succeed: {problems[0]} The library was left as it is.")
    return result


def made_anew(connection: sqlite3.Connection, path: Path) -> keepsake.Keepsake | None:
    """Return the daily copy of a library that stood here before this one; None where none did.

    A copy that is older than every feed of a library was made of another.
    """
    oldest = connection.execute("SELECT min(added_at) FROM feed").fetchone()[0]
    return None if oldest is None else keepsake.newest(path, before=oldest)


def _from_backup(
    connection: sqlite3.Connection, path: Path, shapes: dict[str, Shape], tell: Tell
) -> Path | None:
    """Take over the newest backup that gives anything; return it."""
    for backup in reversed(backups(path)):
        with Salvage(backup, shapes, tell) as old:
            if old.by_sqlite:
                bring_over(connection, old, shapes)
        if _count(connection, "feed"):
            return backup
    return None


def _put_in_place(path: Path, unfinished: Path, now: int, result: Repaired) -> Repaired:
    """Move the old library aside and the new one in its place."""
    _sync(unfinished)
    kept: Path | None = None
    if path.exists():
        kept = _free_name(path, now)
        for end in _SIDE_FILES:
            side = path.with_name(path.name + end)
            if side.exists():
                side.rename(kept.with_name(kept.name + end))
        # A second name first, so that there is a library at every moment.
        try:
            os.link(path, kept)
        except OSError:  # not every file system knows a second name
            path.rename(kept)
    unfinished.replace(path)
    _sync(path.parent)
    return replace(result, kept=kept)


def _free_name(path: Path, now: int) -> Path:
    day = time.strftime("%Y-%m-%d", time.localtime(now))
    name = path.with_name(f"{path.name}.damaged-{day}")
    number = 2
    while name.exists():
        name = path.with_name(f"{path.name}.damaged-{day}-{number}")
        number += 1
    return name


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold others off the library for the length of the block.  Raises `LibraryError` where one has it.

    SQLite keeps a lock on the file for every program that has it open, and so do we: this needs no sound
    file, as asking SQLite would.
    """
    if os.name != "posix" or not path.exists():
        yield
        return
    import fcntl  # there is none elsewhere

    with path.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_LOCK[1], _SHARED_LOCK[0])
        except (BlockingIOError, PermissionError) as error:
            raise LibraryError(
                f"The library {path} is open in another newsreader; close that and repair it again."
            ) from error
        yield


def _check_room(path: Path) -> None:
    size = path.stat().st_size if path.exists() else 0
    free = shutil.disk_usage(path.parent).free
    if free < size:
        raise LibraryFull(
            f"To repair the library {path}, a second one of its size ({size / 1e6:,.0f} MB) must find room"
            f" beside it, and {free / 1e6:,.0f} MB are free; make some and try again."
        )


def _fingerprint(path: Path) -> list[tuple[int, int]]:
    found = []
    for file in (path, path.with_name(path.name + "-wal")):
        with suppress(FileNotFoundError):
            state = file.stat()
            found.append((state.st_size, state.st_mtime_ns))
    return found


def _remove(library: Path) -> None:
    for end in ("", *_SIDE_FILES, "-journal"):
        library.with_name(library.name + end).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _count(connection: sqlite3.Connection, rows: str) -> int:
    count: int = connection.execute(f"SELECT count(*) FROM {rows}").fetchone()[0]
    return count


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
