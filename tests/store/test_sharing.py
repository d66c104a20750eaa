"""Several threads, and several programs, use one library at once."""

from __future__ import annotations

import gc
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsreader.errors import LibraryDamaged, LibraryError, LibraryFull
from newsreader.models import Feed, HeadlineQuery
from newsreader.store import checks, database
from newsreader.store.database import connect
from newsreader.store.packing import deflate
from newsreader.store.store import Store
from tests.store.build import EVERYTHING, NOW, annotate, bring, bring_many, change, new_feed


@pytest.fixture
def other(store: Store) -> Iterator[Store]:
    """The same library, as another program has it."""
    opened = Store.open(store.path)
    yield opened
    opened.close()


def test_what_one_writes_another_reads(store: Store, other: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 3)
    assert len(other.query.page(EVERYTHING)) == 3
    other.mark("starred", True, ids, at=NOW).result()
    assert store.query.counts().starred == 3
    assert other.undo(NOW).result() is not None
    assert store.query.counts().starred == 0


def test_two_programs_add_the_same_feed_once(store: Store, other: Store) -> None:
    added = [s.add_feed("https://a.example/feed", at=NOW) for s in (store, other, store, other)]
    assert len({future.result().id for future in added}) == 1


def test_one_of_two_programs_asks_a_feed(store: Store, other: Store, feed: Feed) -> None:
    claims = [s.claim(feed.id, NOW, NOW - 60) for s in (store, other, store, other)]
    assert sorted(claim.result() for claim in claims) == [False, False, False, True]


def test_marks_and_refreshes_of_two_programs_go_side_by_side(store: Store, other: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 300)
    marks = []
    with ThreadPoolExecutor(1) as refreshing:
        for number in range(30):
            new = [change(1_000 + number * 10 + item) for item in range(10)]
            refreshing.submit(bring, store, feed, new)
            marks += [other.mark("read", True, [ids[number * 10 + n]], at=NOW) for n in range(10)]
    assert all(mark.result() for mark in marks)
    counts = store.query.counts()
    assert (counts.total, counts.unread) == (600, 300)


def test_many_threads_read_while_one_writes(store: Store, feed: Feed) -> None:
    bring_many(store, feed, 100)
    stop = threading.Event()

    def read() -> int:
        rounds = 0
        while not stop.is_set() or not rounds:
            page = store.query.page(EVERYTHING, limit=1000)
            assert sorted(headline.id for headline in page) == list(range(1, len(page) + 1))
            rounds += 1
        return rounds

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for first in range(100, 500, 100):
            bring_many(store, feed, 100, first=first)
        stop.set()
        assert all(reader.result() for reader in readers)


def test_a_thread_that_ends_closes_its_connection(store: Store) -> None:
    def read() -> None:
        store.query.feeds()

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    gc.collect()
    assert len(store.query._readers) == 0


def test_reading_cannot_write(store: Store) -> None:
    reading = store.query._readers.reading()
    with pytest.raises(LibraryFull, match="cannot be written"), reading as connection:
        connection.execute("DELETE FROM meta")


def test_only_what_others_write_counts_as_a_change(store: Store, other: Store, feed: Feed) -> None:
    before = store.query.data_version()
    bring_many(store, feed, 3)
    store.mark("read", True, [1], at=NOW).result()
    assert store.query.data_version() == before
    other.mark("read", True, [2], at=NOW).result()
    changed = store.query.data_version()
    assert changed != before
    assert store.query.data_version() == changed


def test_a_library_that_is_kept_busy_is_told(
    store: Store, other: Store, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocker = connect(store.path)
    blocker.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with pytest.raises(LibraryError, match="busy"):
        store.set_meta("a", "b").result()
    assert store.query.feed(feed.id) is not None
    blocker.execute("COMMIT")
    blocker.close()
    store.set_meta("a", "b").result()


def test_a_closed_library_takes_no_more(path: Path) -> None:
    store = Store.open(path)
    new_feed(store)
    store.close()
    store.close()
    with pytest.raises(LibraryError, match="closed"):
        store.set_meta("a", "b")
    assert store.query.data_version() >= 0


def test_closing_finishes_what_was_asked_for(path: Path) -> None:
    store = Store.open(path)
    feed = new_feed(store)
    bring_many(store, feed, 3_000)
    marked = store.mark_query(EVERYTHING, "read", True, up_to_ord=10**15, at=NOW, label="all")
    purged = store.purge(NOW)
    store.close()
    operation = marked.result()
    assert operation is not None and operation.count == 3_000
    assert purged.done()
    again = Store.open(path)
    assert again.query.counts().unread == 0
    again.close()


def test_what_was_called_off_before_it_began_is_not_done(store: Store, feed: Feed) -> None:
    begin = threading.Event()
    store._writer.once(lambda connection: begin.wait(10))
    future = store.set_meta("a", "b")
    assert future.cancel()
    begin.set()
    store.set_meta("c", "d").result()
    assert store.query.meta("a") is None


def test_a_job_that_fails_changes_nothing_and_the_next_goes_on(store: Store, feed: Feed) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM feed")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store._writer.once(fail).result()
    with pytest.raises(LibraryError, match="no such table"):
        store._writer.once(lambda connection: connection.execute("DELETE FROM missing")).result()
    assert store.query.feed(feed.id) is not None
    assert len(bring_many(store, feed, 1)) == 1


def test_a_text_that_is_damaged_is_told(store: Store, feed: Feed, connection: sqlite3.Connection) -> None:
    (article_id,) = bring_many(store, feed, 1)
    annotate(store, {article_id: "text"})
    (good,) = connection.execute("SELECT spans FROM body").fetchone()
    for bad in (b"nothing packed", deflate("no list"), deflate("[1]"), deflate("[[1]]")):
        connection.execute("UPDATE body SET spans = ?", (bad,))
        with pytest.raises(LibraryDamaged, match="doctor"):
            store.query.article(article_id)
    connection.execute("UPDATE body SET spans = ?", (good,))


# --- the check ----------------------------------------------------------------------------------------


def test_the_check_tells_wrong_counts_lost_texts_and_a_spoilt_search(path: Path) -> None:
    store = Store.open(path)
    feed = new_feed(store)
    bring_many(store, feed, 3)
    assert store.query.check() == []
    connection = connect(path)
    connection.execute("UPDATE tally SET unread = 7")
    connection.execute("DELETE FROM source WHERE article_id = 2")
    connection.execute("DROP TRIGGER article_renamed")
    connection.execute("UPDATE article SET headline = 'Other' WHERE id = 1")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("INSERT INTO revision (article_id, seen, headline, text) VALUES (77, 1, '', x'')")
    problems = store.query.check()
    connection.close()
    store.close()
    told = "\n".join(problems)
    assert "3 articles, 7 unread" in told
    assert "1 articles have lost their text" in told
    assert "search index" in told
    assert "“revision”" in told


@pytest.mark.parametrize("spoilt", ["DELETE FROM search_data", "UPDATE article SET ord = ord + 1"])
def test_the_search_of_a_large_library_is_checked_in_samples(
    path: Path, spoilt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "_CHECKED_IN_FULL", 10)
    store = Store.open(path)
    feed = new_feed(store)
    bring(store, feed, [*(change(n) for n in range(20)), change(20, headline=""), change(21, headline="…")])
    assert store.query.check() == []
    store.close()
    connection = connect(path)
    connection.execute(spoilt)
    connection.close()
    store = Store.open(path)
    assert "The search index does not fit the articles." in store.query.check()
    store.close()


def test_a_list_that_is_read_while_the_library_is_closed_ends_in_a_sentence(path: Path) -> None:
    store = Store.open(path)
    bring_many(store, new_feed(store), 50)
    begun, closed = threading.Event(), threading.Event()

    def read() -> None:
        for _ in store.query.ords(EVERYTHING, chunk=1):
            begun.set()
            closed.wait(10)

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        begun.wait(10)
        store.close()
        closed.set()
        with pytest.raises(LibraryError, match="closed"):
            reading.result()
    with pytest.raises(LibraryError, match="closed"):
        store.query.feeds()
    assert [file.name for file in path.parent.iterdir()] == ["library.db"]


def test_numbers_that_nothing_can_have_are_nothing(store: Store, feed: Feed) -> None:
    bring_many(store, feed, 3)
    huge = 10**30
    for number in (huge, -huge):
        assert store.query.article(number) is None
        assert store.query.feed(number) is None
        assert store.query.source(number) is None
        assert store.query.revisions(number) == []
        assert store.query.headlines([number]) == []
        assert store.query.page(HeadlineQuery(feed=number)) == []
        assert store.query.counts(HeadlineQuery(feed=number)).total == 0
        assert store.mark("read", True, [number], at=NOW).result() is None
    assert store.query.page(EVERYTHING, after=-huge) == []
    assert len(store.query.page(EVERYTHING, after=huge)) == 3
    assert store.query.newer(EVERYTHING, huge) == 0
    assert store.query.newer(EVERYTHING, -huge) == 3
