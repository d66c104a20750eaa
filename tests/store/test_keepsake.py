"""The daily copy of feeds and marks is whole or not there, and no emptied library pushes it out."""

from __future__ import annotations

import gzip
import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.errors import LibraryFull
from newsreader.store import keepsake
from newsreader.store.awaited import Marks
from newsreader.store.store import Store
from tests.store.build import NOW, bring, bring_many, change, new_feed

KEYS = st.sets(st.integers(0, 2**32 - 1))


@pytest.fixture
def library(path: Path) -> Path:
    """A library of two feeds, some of whose articles are marked."""
    store = Store.open(path)
    courier = new_feed(store, "courier", folder="News/World", tags=("a", "b"), own_title="Mine")
    gone = new_feed(store, "gone")
    ids = bring_many(store, courier, 50)
    bring_many(store, gone, 5)
    store.mark("read", True, ids[:20], at=NOW).result()
    store.mark("starred", True, ids[40:42], at=NOW).result()
    store.set_position(ids[7], 99).result()
    store.remove_feed(gone.id, NOW + 1).result()
    store.close()
    return path


def kept(path: Path, now: int = NOW) -> keepsake.Keepsake:
    file = keepsake.keep(path, now)
    assert file is not None
    found = keepsake.read(file)
    assert found is not None
    return found


@given(KEYS, KEYS, KEYS, st.dictionaries(st.integers(0, 2**32 - 1), st.integers(1, 2**40)), st.booleans())
def test_marks_are_read_as_they_were_written(
    read: set[int], starred: set[int], later: set[int], positions: dict[int, int], bare: bool
) -> None:
    marks = Marks(read, starred, later, positions, bare)
    assert Marks.from_json(marks.to_json()) == marks


@pytest.mark.parametrize(
    "packed", [{"read": "no base64!"}, {"read": 7}, {"positions": [[1]]}, {"read": "QQ=="}]
)
def test_what_is_no_marks_is_told(packed: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Marks.from_json(packed)


def test_a_copy_holds_feeds_and_marks(library: Path) -> None:
    copy = kept(library)
    assert (copy.whole, copy.made) == (True, NOW)
    courier, gone = copy.feeds
    assert courier.columns == {
        "url": "https://courier.example/feed",
        "title": "Mine",
        "own_title": "Mine",
        "folder": "News/World",
        "tags": '["a","b"]',
        "added_at": NOW,
    }
    assert gone.columns["removed_at"] == NOW + 1
    marks = courier.marks
    assert (len(marks.read), len(marks.starred), len(marks.later)) == (60, 6, 0)  # by guid, link and text
    assert set(marks.positions.values()) == {99}


def test_a_hash_that_several_articles_share_stands_for_none(path: Path) -> None:
    store = Store.open(path)
    feed = new_feed(store)
    front = "https://news.example/"
    ids = bring(store, feed, [change(number, url=front, guid="") for number in (1, 2)]).new_ids
    store.mark("read", True, ids[:1], at=NOW).result()
    store.close()
    assert len(kept(path).feeds[0].marks.read) == 1  # only its own text


def test_the_newest_and_some_older_copies_are_kept(library: Path) -> None:
    for day in range(40):
        keepsake.keep(library, NOW + day)
    numbers = [int(file.name.split("-")[1][:4]) for file in keepsake.copies(library)]
    assert numbers == [40, 39, 38, 35, 30]


def test_a_library_that_was_emptied_pushes_no_copy_out(library: Path) -> None:
    kept(library)
    before = keepsake.copies(library)
    library.unlink()
    Store.open(library).close()
    assert keepsake.keep(library, NOW + 1) is None
    assert keepsake.copies(library) == before


def test_a_copy_that_is_given_up_or_cannot_be_written_leaves_the_older(library: Path) -> None:
    first = kept(library)
    assert keepsake.keep(library, NOW + 1, stopped=lambda: True) is None
    in_the_way = library.parent / f"library.db.state-unfinished-{os.getpid()}"
    in_the_way.mkdir()
    with pytest.raises(LibraryFull, match="daily copy"):
        keepsake.keep(library, NOW + 1)
    in_the_way.rmdir()
    assert keepsake.copies(library) == [first.path]
    assert sorted(file.name for file in library.parent.iterdir() if "-wal" not in file.name) == [
        "library.db",
        "library.db.state-0001.gz",
    ]


@pytest.mark.parametrize("length", [0, 10, 200, -40])
def test_of_a_copy_whose_end_is_lost_an_older_whole_one_is_used(library: Path, length: int) -> None:
    first = kept(library)
    second = kept(library, NOW + 1)
    data = second.path.read_bytes()
    second.path.write_bytes(data[:length])
    assert keepsake.newest(library) == first
    first.path.unlink()
    partial = keepsake.newest(library)
    assert partial is None or not partial.whole


@pytest.mark.parametrize(
    "text", ["", "hello", "[]", '{"newsreader state": 99, "made": 1}', '{"made": 1}', "\x00\n" * 9]
)
def test_what_is_no_copy_is_none(library: Path, text: str) -> None:
    file = library.with_name("library.db.state-0001.gz")
    file.write_bytes(gzip.compress(text.encode()))
    assert keepsake.newest(library) is None


def test_what_a_killed_program_left_unfinished_is_deleted_a_day_later(library: Path) -> None:
    left = library.with_name("library.db.state-unfinished-1")
    left.touch()
    kept(library)
    assert left.exists()  # it may be another program's that is still at it
    os.utime(left, (NOW, NOW))
    kept(library)
    assert not left.exists()


def test_making_a_copy_takes_no_lock_that_others_wait_for(library: Path) -> None:
    writer = sqlite3.connect(library, isolation_level=None, timeout=0)
    writer.execute("BEGIN IMMEDIATE")
    assert kept(library).whole
    writer.execute("COMMIT")
    writer.close()
