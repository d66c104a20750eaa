"""The array behind the list: what a second reading finds, and what is kept of the first."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.library import Library
from newsreader.models import HeadlineQuery
from newsreader.rows import FIRST
from newsreader.store import query as store_query
from newsreader.store.store import Store
from newsreader.ui.widgets.headline_rows import HeadlineRows, differences
from tests.made import NOON
from tests.ui.widgets.conftest import Fill, bring

ORDS = st.sets(st.integers(0, 300), max_size=120)


@settings(max_examples=100, deadline=None)
@given(ORDS, ORDS, st.integers(1, 40), st.booleans())
def test_the_differences_make_the_old_list_into_the_new_one(
    old: set[int], new: set[int], size: int, oldest_first: bool
) -> None:
    before = array("q", sorted(old, reverse=not oldest_first))
    after = array("q", sorted(new, reverse=not oldest_first))
    chunks = (after[at : at + size] for at in range(0, len(after), size))
    for change in reversed([one for one in differences(before, chunks, 1 if oldest_first else -1) if one]):
        before[change.start : change.end] = change.ords
    assert before == after


def test_nothing_is_changed_where_nothing_is_new(fill: Fill) -> None:
    rows = HeadlineRows(fill(40), HeadlineQuery())
    assert list(rows.again()) == [None]


def read(library: Library, query: HeadlineQuery) -> HeadlineRows:
    """Return the rows of a query, read to their end."""
    rows = HeadlineRows(library, query)
    for chunk in library.ords(query, chunk=7):
        rows.add_chunk(chunk)
    rows.finish()
    return rows


def whole(library: Library, query: HeadlineQuery) -> array[int]:
    return array("q", [ord for chunk in library.ords(query) for ord in chunk])


@pytest.mark.parametrize(
    "query",
    [
        HeadlineQuery(),
        HeadlineQuery(oldest_first=True),
        HeadlineQuery(show="unread"),
        HeadlineQuery(show="starred"),
        HeadlineQuery(folder="News"),
        HeadlineQuery(feed=1),
        HeadlineQuery(feed=2),
    ],
    ids=str,
)
def test_what_has_come_is_put_where_it_belongs(fill: Fill, query: HeadlineQuery) -> None:
    library = fill(30, read=[3, 4, 5])
    rows = read(library, query)
    store = Store.open(library.path)
    store.edit_feed(1, folder="News", at=NOON).result()
    other = store.add_feed("https://post.example/feed", title="Post", at=NOON, folder="News").result()
    for round_, (first, count) in enumerate(((NOON, 9), (NOON - 20_000, 14), (NOON - 90_000, 3))):
        bring(store, 1, range(100 + 20 * round_, 100 + 20 * round_ + count), first=first + 90_000)
        bring(store, other.id, range(round_ * 20, round_ * 20 + count), first=first)
        changes = rows.arrivals()
        assert changes is not None
        rows.change(changes)
        if query.folder is None:  # (the feed was not in the folder when the list was read)
            assert rows.ords == whole(library, query)
        assert rows.arrivals() == []
    store.close()


def test_what_came_while_the_list_was_read_is_not_put_in_twice(fill: Fill) -> None:
    library = fill(10)
    rows = HeadlineRows(library, HeadlineQuery())
    store = Store.open(library.path)
    bring(store, 1, range(50, 55))
    store.close()
    for chunk in library.ords(rows.query):
        rows.add_chunk(chunk)
    rows.finish()
    assert len(rows) == 15 and rows.arrivals() == []


def test_a_search_and_a_flood_are_read_as_a_whole(fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    library = fill(10)
    found, everything = (read(library, HeadlineQuery(search=words)) for words in ("harbour", ""))
    assert found.arrivals() is None
    monkeypatch.setattr(store_query, "_MOST_ARRIVED", 3)
    store = Store.open(library.path)
    bring(store, 1, range(50, 53))
    assert everything.arrivals()
    bring(store, 1, range(53, 54))
    assert everything.arrivals() is None  # four since it was changed last
    store.close()


def test_many_changes_are_taken_at_once(fill: Fill) -> None:
    rows = HeadlineRows(fill(60), HeadlineQuery())
    every_other = rows.ords[::2]
    rows.change(
        [one for one in differences(rows.ords, (array("q", [ord]) for ord in every_other), -1) if one]
    )
    assert rows.ords == every_other


def test_headlines_are_read_as_they_are_looked_at(fill: Fill) -> None:
    rows = HeadlineRows(fill(FIRST + 80), HeadlineQuery())
    for chunk in rows.library.ords(rows.query):
        rows.add_chunk(chunk)
    rows.finish()
    last = rows.at(len(rows) - 1)
    assert last is not None and last.ord == rows.ords[-1] and rows.index_of(last.ord) == len(rows) - 1
    assert rows.at(len(rows)) is None and rows.at(-1) is None
    assert rows.index_of(last.ord - 1) is None
