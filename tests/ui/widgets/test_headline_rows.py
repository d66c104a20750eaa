"""The array behind the list: what a second reading finds, and what is kept of the first."""

from __future__ import annotations

from array import array

from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.models import HeadlineQuery
from newsreader.rows import FIRST
from newsreader.ui.widgets.headline_rows import HeadlineRows, differences
from tests.ui.widgets.conftest import Fill

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
