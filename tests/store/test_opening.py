"""A library is made, opened, or refused in one sentence, and never harmed by being opened."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from newsreader.errors import LibraryDamaged, LibraryError, LibraryFull, LibraryTooNew
from newsreader.models import HeadlineQuery
from newsreader.store.database import explained
from newsreader.store.opening import open_library
from newsreader.store.schema import APPLICATION_ID, MIGRATIONS
from newsreader.store.store import Store
from tests.store.build import bring_many, new_feed

ROOT = Path(__file__).parents[2]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def set_version(path: Path, version: int) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def test_a_library_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "library.db"
    store = Store.open(path)
    assert store.query.feeds() == []
    store.close()
    assert path.read_bytes()[68:72] == APPLICATION_ID.to_bytes(4, "big")


def test_a_name_with_every_odd_character_is_a_name(tmp_path: Path) -> None:
    path = tmp_path / "what? 100%#1&mode=ro 図書館" / "a;b'c\"d.db"
    store = Store.open(path)
    new_feed(store)
    store.close()
    again = Store.open(path)
    assert len(again.query.feeds()) == 1
    again.close()
    assert path.exists()


def test_an_empty_file_becomes_a_library(path: Path) -> None:
    path.touch()
    store = Store.open(path)
    assert store.query.check() == []
    store.close()


def test_closing_leaves_one_file(path: Path) -> None:
    store = Store.open(path)
    bring_many(store, new_feed(store), 10)
    assert len(store.query.page(HeadlineQuery())) == 10
    store.close()
    assert [file.name for file in path.parent.iterdir()] == ["library.db"]


def test_a_library_of_a_newer_version_is_left_as_it_is_to_the_byte(path: Path) -> None:
    store = Store.open(path)
    bring_many(store, new_feed(store), 3)
    store.close()
    set_version(path, len(MIGRATIONS) + 1)
    before = bytes_of(path.parent)
    with pytest.raises(LibraryTooNew, match="newer newsreader"):
        Store.open(path)
    assert bytes_of(path.parent) == before


def test_a_newer_version_that_stands_only_in_the_log_is_seen(path: Path) -> None:
    Store.open(path).close()
    newer = sqlite3.connect(path, isolation_level=None)
    newer.execute("PRAGMA wal_autocheckpoint = 0")
    newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    crashed = path.with_name("crashed.db")
    for end in ("", "-wal"):  # as a process that was killed leaves them
        shutil.copy(f"{path}{end}", f"{crashed}{end}")
    newer.close()
    before = crashed.read_bytes()
    with pytest.raises(LibraryTooNew):
        Store.open(crashed)
    assert crashed.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [b"Dear diary", b"\0" * 5000, b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 5000, b"x" * 100],
)
def test_what_is_no_library_is_refused_and_kept(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(LibraryDamaged) as caught:
        Store.open(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == content


def test_the_database_of_another_program_is_refused_and_kept(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE passwords (name)")
    connection.close()
    before = bytes_of(path.parent)
    with pytest.raises(LibraryDamaged, match="another program"):
        Store.open(path)
    assert bytes_of(path.parent) == before


def test_the_marked_database_of_another_program_is_refused(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE tiles (x)")
        connection.execute("PRAGMA application_id = 1196444487")
    connection.close()
    with pytest.raises(LibraryDamaged, match="another program"):
        Store.open(path)


def test_a_folder_or_a_pipe_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryDamaged, match="not a file"):
        Store.open(tmp_path)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(LibraryDamaged, match="not a file"):
        Store.open(pipe)


def test_a_library_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LibraryFull, match="check the permissions"):
        Store.open(tmp_path / "file" / "library.db")


@pytest.mark.parametrize("damage", ["cut", "zeroed", "text"])
def test_a_damaged_library_is_told_when_it_is_met_and_by_the_check(path: Path, damage: str) -> None:
    store = Store.open(path)
    bring_many(store, new_feed(store), 400)
    store.close()
    whole = path.read_bytes()
    pages = len(whole) // 4096
    if damage == "cut":
        path.write_bytes(whole[: 4096 * (pages // 2)])
    else:
        page = b"\0" * 4096 if damage == "zeroed" else b"not a page, " * 342
        path.write_bytes(whole[:4096] + page[:4096] * (pages - 1))
    with pytest.raises(LibraryDamaged, match="damaged"):
        damaged = Store.open(path)
        try:
            problems = damaged.query.check()
            assert problems and all(problem.endswith(".") for problem in problems)
            damaged.query.page(HeadlineQuery())
        finally:
            damaged.close()


def test_an_old_sqlite_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 1))
    with pytest.raises(LibraryError, match="use a newer Python"):
        open_library(path)
    assert not path.exists()


def run(script: str, *arguments: str) -> str:
    """Run a script; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("statement", ["CREATE VIRTUAL TABLE x USING fts9 (y)", "SELECT json_nothing()"])
def test_an_sqlite_without_what_we_need_is_told(path: Path, statement: str) -> None:
    with pytest.raises(LibraryError, match="use a Python that has FTS5 and JSON"), explained(path):
        sqlite3.connect(":memory:").execute(statement)


TRY_TO_OPEN = """
import os, sys
from pathlib import Path
from newsreader.errors import LibraryError
from newsreader.store.store import Store
path = Path(sys.argv[1])
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everything
try:
    store = Store.open(path)
    store.set_meta("a", "b").result()
except LibraryError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are others there")
@pytest.mark.parametrize("locked", ["file", "folder"])
def test_a_library_that_may_not_be_written_is_told(locked: str) -> None:
    folder = Path("/tmp") / f"newsreader-test-{os.getpid()}"
    folder.mkdir()
    try:
        path = folder / "library.db"
        Store.open(path).close()
        folder.chmod(0o777 if locked == "file" else 0o555)
        path.chmod(0o444 if locked == "file" else 0o666)
        told = run(TRY_TO_OPEN, str(path))
    finally:
        folder.chmod(0o777)
        shutil.rmtree(folder)
    assert told.startswith("LibraryFull The library")
    assert "check the permissions of the file and of its folder" in told


FILL_THE_DISK = """
import resource, signal, sys
from pathlib import Path
from newsreader.errors import LibraryFull
from newsreader.store.store import Store
from tests.store.build import bring_many, new_feed
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store.open(Path(sys.argv[1]))
feed = new_feed(store)
bring_many(store, feed, 5)
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
try:
    bring_many(store, feed, 5_000, first=5)
except LibraryFull as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
stored = store.query.counts().total
assert 5 <= stored < 5_005
assert store.query.feed_state(feed.id).body_hash == b""
bring_many(store, feed, 5_000, first=5)
print(store.query.counts().total, store.query.check())
store.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_a_full_disk_is_told_and_the_work_goes_on_when_there_is_room(path: Path) -> None:
    told, after = run(FILL_THE_DISK, str(path)).splitlines()
    assert "room" in told
    assert after == "5005 []"
