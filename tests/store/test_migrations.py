"""Old libraries are brought up to date, step by step, with a copy kept."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsreader.errors import LibraryError, LibraryFull
from newsreader.models import HeadlineQuery
from newsreader.store.schema import MIGRATIONS
from newsreader.store.store import Store
from tests.store.build import bring_many, new_feed
from tests.store.test_opening import ROOT

NOTES = ("CREATE TABLE note (text)", "INSERT INTO note VALUES ('one')")


@pytest.fixture
def migrations() -> Iterator[list[tuple[str, ...]]]:
    """The migrations there are, to add to."""
    kept = list(MIGRATIONS)
    yield MIGRATIONS
    MIGRATIONS[:] = kept


@pytest.fixture
def old(path: Path) -> Path:
    """A library of today, with articles."""
    store = Store.open(path)
    bring_many(store, new_feed(store), 20)
    store.close()
    return path


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_a_library_that_is_up_to_date_is_not_backed_up(old: Path) -> None:
    Store.open(old).close()
    assert [file.name for file in old.parent.iterdir()] == ["library.db"]


def test_a_backup_of_the_old_library_stands_beside_the_new_one(
    old: Path, migrations: list[tuple[str, ...]]
) -> None:
    migrations += [NOTES, ("ALTER TABLE note ADD COLUMN more",)]
    store = Store.open(old)
    assert len(store.query.page(HeadlineQuery())) == 20
    store.close()
    version = len(migrations)
    assert sorted(file.name for file in old.parent.iterdir()) == [
        "library.db",
        f"library.db.backup-v{version - 2}",
    ]
    assert ask(old, "PRAGMA user_version") == [(version,)]
    assert ask(old, "SELECT text, more FROM note") == [("one", None)]
    backup = old.with_name(f"library.db.backup-v{version - 2}")
    assert ask(backup, "PRAGMA user_version") == [(version - 2,)]
    assert ask(backup, "SELECT count(*) FROM article") == [(20,)]
    del migrations[-2:]
    restored = Store.open(backup)
    assert restored.query.check() == []
    restored.close()


def test_a_backup_that_was_interrupted_is_made_again(old: Path, migrations: list[tuple[str, ...]]) -> None:
    old.with_name("library.db.backup-unfinished").write_bytes(b"SQLite format 3\0 and no more")
    migrations.append(NOTES)
    Store.open(old).close()
    assert sorted(file.name for file in old.parent.iterdir()) == [
        "library.db",
        f"library.db.backup-v{len(migrations) - 1}",
    ]


def test_a_backup_that_cannot_be_written_leaves_the_library_old(
    old: Path, migrations: list[tuple[str, ...]]
) -> None:
    (old.parent / f"library.db.backup-v{len(migrations)}").mkdir()
    migrations.append(NOTES)
    before = old.read_bytes()
    with pytest.raises(LibraryFull, match="cannot be opened"):
        Store.open(old)
    assert old.read_bytes() == before


def test_the_newest_three_backups_are_kept(old: Path, migrations: list[tuple[str, ...]]) -> None:
    first = len(migrations)
    for number in range(5):
        migrations.append((f"CREATE TABLE t{number} (x)",))
        Store.open(old).close()
    backups = sorted(file.name for file in old.parent.iterdir() if "backup" in file.name)
    assert backups == [f"library.db.backup-v{version}" for version in range(first + 2, first + 5)]


def test_a_migration_that_fails_changes_nothing(old: Path, migrations: list[tuple[str, ...]]) -> None:
    version = len(migrations)
    migrations += [NOTES, ("CREATE TABLE half (x)", "INSERT INTO missing VALUES (1)")]
    with pytest.raises(LibraryError):
        Store.open(old)
    assert ask(old, "PRAGMA user_version") == [(version + 1,)]
    assert ask(old, "SELECT name FROM sqlite_schema WHERE name IN ('note', 'half')") == [("note",)]
    migrations[-1] = ("CREATE TABLE half (x)",)
    store = Store.open(old)
    assert len(store.query.page(HeadlineQuery())) == 20
    store.close()


OPEN = """
import sys
from pathlib import Path
from newsreader.store.schema import MIGRATIONS
from newsreader.store.store import Store
from tests.store.test_migrations import NOTES
if "more" in sys.argv:
    MIGRATIONS += [NOTES, ("INSERT INTO note SELECT text || '!' FROM note",)]
print("ready", flush=True)
sys.stdin.readline()
store = Store.open(Path(sys.argv[1]))
store.set_meta(sys.argv[2], "here").result()
print(store.query.check())
store.close()
"""


@pytest.mark.parametrize("what", ["made", "migrated"])
def test_a_library_may_be_opened_by_several_programs_at_once(path: Path, what: str) -> None:
    if what == "migrated":
        store = Store.open(path)
        bring_many(store, new_feed(store), 200)
        store.close()
    arguments = ["more"] if what == "migrated" else []
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, str(path), f"key{number}", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for number in range(3)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    for program in programs:
        out, err = program.communicate(timeout=60)
        assert (out, err) == ("[]\n", "")
    assert ask(path, "SELECT count(*) FROM meta") == [(3,)]
    if what == "migrated":
        assert ask(path, "SELECT text FROM note") == [("one",), ("one!",)]
