"""Lists are read by pages and as numbers, each from an index, however large the library is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.models import Counts, Feed, Headline, HeadlineQuery
from newsreader.store import view
from newsreader.store.shapes import read_headlines
from newsreader.store.store import Store
from newsreader.store.view import resolve
from tests.store.build import (
    EVERYTHING,
    NOW,
    all_ords,
    bring,
    bring_many,
    change,
    headlines,
    new_feed,
)


def test_a_headline_has_what_a_row_shows(store: Store) -> None:
    feed = new_feed(store, own_title="Mine")
    bring(
        store,
        feed,
        [
            change(1, kicker="WORLD", published=NOW - 5),
            change(2, published=None),
        ],
    )
    store.mark("starred", True, [1], at=NOW).result()
    undated, dated = store.query.page(EVERYTHING)
    assert dated == Headline(
        1, (NOW - 5) * 1000, "Headline 1", "WORLD", feed.id, "Mine", NOW - 5, starred=True
    )
    assert undated.published == NOW


def test_pages_follow_one_another_in_either_order(store: Store, feed: Feed) -> None:
    bring_many(store, feed, 25)
    for oldest_first in (False, True):
        query = HeadlineQuery(oldest_first=oldest_first)
        listed: list[Headline] = []
        after = None
        while page := store.query.page(query, after=after, limit=10):
            listed += page
            after = page[-1].ord
        expected = [f"Headline {n}" for n in range(25)]
        assert headlines(listed) == (expected if oldest_first else expected[::-1])
        assert all_ords(store, query, chunk=10) == [headline.ord for headline in listed]


def test_headlines_come_in_the_order_asked_for(store: Store, feed: Feed) -> None:
    bring_many(store, feed, 5)
    ords = [headline.ord for headline in store.query.page(EVERYTHING)]
    wanted = [ords[3], ords[0], 17, ords[4]]
    assert [headline.ord for headline in store.query.headlines(wanted)] == [ords[3], ords[0], ords[4]]
    assert store.query.headlines([]) == []


def test_what_is_newer_is_counted_to_a_thousand(store: Store, feed: Feed) -> None:
    bring_many(store, feed, 1_010)
    ords = all_ords(store, chunk=2_000)
    assert store.query.newer(EVERYTHING, ords[0]) == 0
    assert store.query.newer(EVERYTHING, ords[12]) == 12
    assert store.query.newer(HeadlineQuery(oldest_first=True), ords[12]) == 12
    assert store.query.newer(EVERYTHING, ords[-1]) == 1_000


def test_the_next_unread_is_the_next_in_the_list(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 6)
    store.mark("read", True, [ids[1], ids[2], ids[4]], at=NOW).result()
    ords = [headline.ord for headline in store.query.page(HeadlineQuery(oldest_first=True))]

    def after(place: int | None, *, backwards: bool = False, oldest_first: bool = False) -> int | None:
        query = HeadlineQuery(oldest_first=oldest_first)
        headline = store.query.next_unread(query, place, backwards=backwards)
        return ids.index(headline.id) if headline else None

    assert after(None) == 5
    assert after(ords[5]) == 3
    assert after(ords[3]) == 0
    assert after(ords[0]) is None
    assert after(ords[1], backwards=True) == 3
    assert after(ords[5], backwards=True) is None
    assert after(ords[0], oldest_first=True) == 3
    assert after(ords[3], oldest_first=True, backwards=True) == 0


def test_counts_are_those_of_the_list(store: Store) -> None:
    one = new_feed(store, "one", folder="News")
    two = new_feed(store, "two", folder="News/World")
    new_feed(store, "empty", folder="Newsletter")
    ids = bring_many(store, one, 3)
    bring_many(store, two, 2)
    store.mark("read", True, ids[:1], at=NOW).result()
    counts = store.query.counts
    assert counts() == counts(EVERYTHING) == Counts(5, 4, 0, 0)
    assert counts(HeadlineQuery(feed=one.id)) == Counts(3, 2, 0, 0)
    assert counts(HeadlineQuery(folder="News")) == Counts(5, 4, 0, 0)
    assert counts(HeadlineQuery(folder="News/World")) == Counts(2, 2, 0, 0)
    assert counts(HeadlineQuery(folder="Newsletter")) == Counts()
    assert counts(HeadlineQuery(folder="News", show="unread", search="x")) == Counts(5, 4, 0, 0)
    assert [feed.counts.total for feed in store.query.feeds()] == [3, 2, 0]


@pytest.mark.parametrize("folder", ["News", "N%", "N_ws", "news", "News/", "", "New", "Üb/er", "a\udc80b"])
def test_a_folder_is_itself_and_what_is_in_it(store: Store, folder: str) -> None:
    names = ["News", "News/World", "News/World/Asia", "Newsletter", "News-wire", "N%", "", "Üb/er", "News0"]
    for number, name in enumerate(names):
        bring(store, new_feed(store, f"f{number}", folder=name), [change(number, headline=name)])
    expected = [name for name in names if name == folder or (folder and name.startswith(folder + "/"))]
    assert headlines(store.query.page(HeadlineQuery(folder=folder, oldest_first=True))) == expected


# --- folders of every size ----------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(
    placing=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 300)), max_size=60),
    marks=st.sets(st.integers(0, 59)),
    limit=st.integers(1, 20),
    merged=st.sampled_from([0, 2, 40]),
    stretch=st.sampled_from([1, 5, 50]),
)
def test_a_folder_is_its_feeds_in_one_order(
    tmp_path_factory: pytest.TempPathFactory,
    placing: list[tuple[int, int]],
    marks: set[int],
    limit: int,
    merged: int,
    stretch: int,
) -> None:
    store = Store.open(tmp_path_factory.mktemp("folder") / "library.db")
    feeds = [new_feed(store, f"f{n}", folder=("News", "News/World", "Other")[n % 3]) for n in range(6)]
    for place, feed in enumerate(feeds):
        arrived = enumerate(placing)
        bring(store, feed, [change(n, published=NOW - second) for n, (at, second) in arrived if at == place])
    store.mark("read", True, [number + 1 for number in marks], at=NOW).result()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(view, "_MERGED_FEEDS", merged)
        patch.setattr(view, "_RIVER_STRETCH", stretch)
        for oldest_first in (False, True):
            for show in ("all", "unread"):
                query = HeadlineQuery(folder="News", show=show, oldest_first=oldest_first)
                river = store.query.page(HeadlineQuery(show=show, oldest_first=oldest_first))
                expected = [h.ord for h in river if h.feed % 3 != 0]
                listed: list[int] = []
                while page := store.query.page(query, after=listed[-1] if listed else None, limit=limit):
                    listed += [headline.ord for headline in page]
                assert listed == expected
                assert all_ords(store, query, chunk=limit) == expected
    store.close()


# --- every list is a range of an index ---------------------------------------------------------------

QUERIES = {
    "river": (EVERYTHING, "article_ord"),
    "unread": (HeadlineQuery(show="unread"), "article_unread"),
    "starred": (HeadlineQuery(show="starred"), "article_starred"),
    "later": (HeadlineQuery(show="later"), "article_later"),
    "feed": (HeadlineQuery(feed=1), "article_feed"),
    "feed unread": (HeadlineQuery(feed=1, show="unread"), "article_feed_unread"),
    "feed starred": (HeadlineQuery(feed=1, show="starred"), "article_feed_starred"),
    "feed later": (HeadlineQuery(feed=1, show="later"), "article_feed_later"),
    "folder": (HeadlineQuery(folder="News"), "article_feed"),
    "folder unread": (HeadlineQuery(folder="News", show="unread"), "article_feed_unread"),
    "oldest first": (HeadlineQuery(oldest_first=True), "article_ord"),
    "unread and starred": (HeadlineQuery(show="unread", search="is:starred"), "article_starred"),
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_list_is_read_from_its_index_without_sorting(
    store: Store, connection: sqlite3.Connection, name: str
) -> None:
    query, index = QUERIES[name]
    for number in range(3):
        bring_many(store, new_feed(store, f"f{number}", folder="News"), 5)
    plans = plans_of(connection, lambda: resolve(connection, query).after(10**15).first(connection, 10))
    lists = [plan for plan in plans if "article" in plan]
    assert lists
    assert all(re_index(plan) == index for plan in lists)
    assert not any("TEMP B-TREE" in plan for plan in plans)


def re_index(plan: str) -> str:
    words = plan.split()
    return words[words.index("INDEX") + 1]


def plans_of(connection: sqlite3.Connection, read: Callable[[], object]) -> list[str]:
    """Return the query plans of every statement that `read` runs."""
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    read()
    connection.set_trace_callback(None)
    plans = []
    for statement in statements:
        if statement.startswith("SELECT"):
            rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
            plans += [str(row[3]) for row in rows]
    return plans


def test_headlines_are_looked_up_by_their_numbers(
    store: Store, feed: Feed, connection: sqlite3.Connection
) -> None:
    bring_many(store, feed, 3)
    ords = all_ords(store)
    plans = plans_of(connection, lambda: read_headlines(connection, ords))
    assert any("article_ord" in plan for plan in plans)
    assert not any("SCAN a" in plan for plan in plans)
