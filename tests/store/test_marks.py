"""Marks are set, counted and taken back, one article or a whole library at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import pytest

from newsreader.models import Counts, Feed, HeadlineQuery, MarkKind
from newsreader.store import operations
from newsreader.store.store import Store
from tests.store.build import EVERYTHING, NOW, bring, bring_many, change, new_feed

FAR = 10**15


def unread(store: Store) -> int:
    return store.query.counts().unread


@pytest.mark.parametrize("kind", ["read", "starred", "later"])
def test_a_mark_is_set_seen_counted_and_taken_back(store: Store, feed: Feed, kind: MarkKind) -> None:
    ids = bring_many(store, feed, 3)
    before = (store.query.page(EVERYTHING), store.query.counts())
    operation = store.mark(kind, True, ids[:2], at=NOW, label="mark two").result()
    assert operation is not None
    assert (operation.kind, operation.label, operation.count, operation.at) == (kind, "mark two", 2, NOW)
    assert [getattr(headline, kind) for headline in store.query.page(EVERYTHING)] == [False, True, True]
    article = store.query.article(ids[0])
    assert article is not None and getattr(article, kind) is True
    expected = {"read": Counts(3, 1, 0, 0), "starred": Counts(3, 3, 2, 0), "later": Counts(3, 3, 0, 2)}
    assert store.query.counts() == store.query.counts(HeadlineQuery(feed=feed.id)) == expected[kind]
    assert store.query.last_operation() == operation
    assert store.undo(NOW).result() == operation
    assert (store.query.page(EVERYTHING), store.query.counts()) == before
    assert store.query.last_operation() is None


def test_marking_what_is_marked_is_nothing(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 2)
    assert store.mark("read", False, ids, at=NOW).result() is None
    store.mark("read", True, ids, at=NOW).result()
    assert store.mark("read", True, [*ids, *ids], at=NOW).result() is None
    assert store.mark("read", True, [], at=NOW).result() is None
    assert store.mark("read", True, [999, -1], at=NOW).result() is None


def test_undo_takes_back_only_what_its_operation_changed(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 3)
    store.mark("read", True, [ids[0]], at=NOW).result()
    both = store.mark("read", True, ids[:2], at=NOW).result()
    assert both is not None and both.count == 1
    store.undo(NOW).result()
    assert [headline.read for headline in store.query.page(EVERYTHING)] == [False, False, True]


def test_undo_goes_back_one_operation_at_a_time(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 2)
    done = [
        store.mark("read", True, ids, at=NOW).result(),
        store.mark("starred", True, ids[:1], at=NOW).result(),
        store.mark("read", False, ids[:1], at=NOW).result(),
    ]
    futures = [store.undo(NOW) for _ in range(4)]
    assert [future.result() for future in futures] == [*reversed(done), None]
    assert store.query.counts() == Counts(2, 2, 0, 0)


def test_undo_survives_a_restart(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 2)
    operation = store.mark("read", True, ids, at=NOW, label="read all").result()
    again = Store.open(store.path)
    assert again.query.last_operation() == operation
    assert again.undo(NOW).result() == operation
    again.close()
    assert unread(store) == 2


def test_a_position_is_kept(store: Store, feed: Feed) -> None:
    (article_id,) = bring_many(store, feed, 1)
    store.set_position(article_id, 1234).result()
    article = store.query.article(article_id)
    assert article is not None and article.position == 1234


def test_small_things_are_kept_by_name(store: Store) -> None:
    assert store.query.meta("view") is None
    store.set_meta("view", "a").result()
    store.set_meta("view", "b \udc80 é").result()
    assert store.query.meta("view") == "b ? é"


# --- whole lists --------------------------------------------------------------------------------------


@pytest.fixture(params=[(3, 200, 0.008), (5, 2, -1.0)], ids=["whole chunks", "as long as there is time"])
def small_chunks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large operations are done three articles at a time; or two of five, for which there is no time."""
    for name, value in zip(("CHUNK", "_SLICE", "_SECONDS_AT_ONCE"), request.param, strict=True):
        monkeypatch.setattr(operations, name, value)


def mark_all(store: Store, query: HeadlineQuery = EVERYTHING, *, up_to: int = FAR, on: bool = True) -> int:
    operation = store.mark_query(query, "read", on, up_to_ord=up_to, at=NOW, label="all").result()
    return operation.count if operation else 0


@pytest.mark.usefixtures("small_chunks")
def test_a_list_is_marked_as_far_as_it_was_seen(store: Store, feed: Feed) -> None:
    bring_many(store, feed, 20)
    seen = store.query.page(EVERYTHING)[5]
    assert mark_all(store, up_to=seen.ord) == 15
    assert [headline.read for headline in store.query.page(EVERYTHING)] == [False] * 5 + [True] * 15
    assert mark_all(store, up_to=seen.ord) == 0
    store.undo(NOW).result()
    assert unread(store) == 20


def test_a_transaction_ends_when_its_time_is_up(
    store: Store, feed: Feed, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_many(store, feed, 20)
    monkeypatch.setattr(operations, "_SLICE", 5)
    monkeypatch.setattr(operations, "_SECONDS_AT_ONCE", -1.0)
    committed: list[int] = []
    mark_slice = operations._set

    def noted(c: sqlite3.Connection, op_id: int, column: str, on: bool, ids: Sequence[int]) -> int:
        (read,) = connection.execute("SELECT sum(read) FROM article").fetchone()
        committed.append(read)
        return mark_slice(c, op_id, column, on, ids)

    monkeypatch.setattr(operations, "_set", noted)
    assert mark_all(store) == 20
    assert committed == [0, 5, 10, 15]


@pytest.mark.usefixtures("small_chunks")
def test_many_articles_are_marked_by_name(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 20)
    operation = store.mark("later", True, ids[3:], at=NOW).result()
    assert operation is not None and operation.count == 17
    assert store.query.counts().later == 17
    store.undo(NOW).result()
    assert store.query.counts().later == 0


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (HeadlineQuery(), 12),
        (HeadlineQuery(oldest_first=True), 12),
        (HeadlineQuery(folder="News"), 8),
        (HeadlineQuery(feed=1), 6),
        (HeadlineQuery(show="starred"), 1),
        (HeadlineQuery(show="unread"), 12),
        (HeadlineQuery(search="headline -1"), 9),
        (HeadlineQuery(search="is:starred"), 1),
        (HeadlineQuery(search="is:read"), 0),
        (HeadlineQuery(search="feed:third"), 4),
        (HeadlineQuery(folder="Nowhere"), 0),
    ],
)
def test_any_list_can_be_marked_and_taken_back(store: Store, query: HeadlineQuery, expected: int) -> None:
    for name, folder, count in (("first", "News", 6), ("second", "News/World", 2), ("third", "", 4)):
        bring_many(store, new_feed(store, name, folder=folder), count)
    store.mark("starred", True, [2], at=NOW).result()
    before = store.query.counts()
    assert mark_all(store, query) == expected
    assert unread(store) == 12 - expected
    if expected:
        store.undo(NOW).result()
    assert store.query.counts() == before


@pytest.mark.usefixtures("small_chunks")
def test_read_articles_can_be_made_unread_again(store: Store, feed: Feed) -> None:
    bring_many(store, feed, 10)
    assert mark_all(store) == 10
    assert mark_all(store, on=False) == 10
    assert unread(store) == 10


@pytest.mark.usefixtures("small_chunks")
def test_what_arrives_while_a_list_is_marked_stays_unread(store: Store, feed: Feed) -> None:
    bring_many(store, feed, 20, first=10)
    marking = store.mark_query(EVERYTHING, "read", True, up_to_ord=FAR, at=NOW, label="all")
    bring(store, feed, [change(0), change(1)])
    assert marking.result() is not None
    assert unread(store) == 2


@pytest.mark.usefixtures("small_chunks")
def test_a_mark_made_while_a_list_is_marked_comes_after_it(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 60)
    whole = store.mark_query(EVERYTHING, "read", True, up_to_ord=FAR, at=NOW, label="all")
    single = store.mark("read", False, [ids[0]], at=NOW, label="one")
    undone = store.undo(NOW)
    again = store.mark("read", False, [ids[1]], at=NOW, label="two")
    operation = whole.result()
    assert operation is not None and operation.count == 60
    assert (one := single.result()) is not None and one.count == 1
    assert undone.result() == one
    assert again.result() is not None
    assert [headline.id for headline in store.query.page(HeadlineQuery(show="unread"))] == [ids[1]]


@pytest.mark.usefixtures("small_chunks")
def test_a_list_that_is_being_marked_can_be_taken_back_at_once(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 60)
    store.mark("read", True, ids[:7], at=NOW).result()
    whole = store.mark_query(EVERYTHING, "read", True, up_to_ord=FAR, at=NOW, label="all")
    undone = store.undo(NOW).result()
    assert undone is not None and undone.label == "all"
    whole.result()
    assert unread(store) == 53


@pytest.mark.usefixtures("small_chunks")
def test_an_operation_a_crash_left_unfinished_is_finished_at_the_next_start(
    store: Store, feed: Feed, connection: sqlite3.Connection
) -> None:
    bring_many(store, feed, 30)
    begun = operations.mark_query(connection, EVERYTHING, "read", True, FAR, NOW, "all")
    next(begun)
    next(begun)
    begun.close()
    assert 20 <= unread(store) < 30
    again = Store.open(store.path)
    mark_all(again, HeadlineQuery(feed=99))  # it waits for what is unfinished
    last = again.query.last_operation()
    assert last is not None and (last.label, last.count) == ("all", 30)
    assert unread(store) == 0
    again.close()
    taking_back = operations.undo(connection, NOW)
    next(taking_back)
    next(taking_back)
    taking_back.close()
    assert 0 < unread(store) < 30
    again = Store.open(store.path)
    mark_all(again, HeadlineQuery(feed=99))
    assert unread(again) == 30
    again.close()


@pytest.mark.usefixtures("small_chunks")
def test_two_programs_may_finish_the_same_operation(store: Store, feed: Feed) -> None:
    bring_many(store, feed, 200)
    marking = store.mark_query(EVERYTHING, "read", True, up_to_ord=FAR, at=NOW, label="all")
    others = [Store.open(store.path) for _ in range(3)]
    operation = marking.result()
    assert operation is not None and operation.count == 200
    assert unread(store) == 0
    for other in others:
        other.close()
