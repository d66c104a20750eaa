"""Documents made at random keep every promise, and so does whatever once broke one.

A few of each room, always the same; `python -m tests.hostile.fuzz` makes others for as long as one likes.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.fuzz import checks, corpus, hunt
from tests.hostile.fuzz_documents import text_of
from tests.hostile.fuzz_rooms import ROOMS
from tests.text.work import calls_made

pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")  # it is long: meant

EXAMPLES = {"lines": 8, "feeds": 12, "json": 12, "opml": 12, "pages": 12}
"""Documents of a room that take longest, 20 of the others."""


@pytest.mark.parametrize("name", ROOMS)
def test_whatever_is_made_at_random_is_read_or_refused(name: str) -> None:
    room = ROOMS[name]

    @settings(
        max_examples=EXAMPLES.get(name, 20),
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(room.documents)
    def read(document: bytes) -> None:
        room.check(document)

    read()


@pytest.mark.parametrize("name", [name for name, room in ROOMS.items() if room.grow])
def test_four_times_a_document_is_less_than_ten_times_the_work(name: str) -> None:
    grow = ROOMS[name].grow

    @settings(max_examples=4, derandomize=True, deadline=None, database=None)
    @given(ROOMS[name].documents.map(text_of).filter(bool))
    def read(unit: str) -> None:
        assert grow is not None
        small, large = (calls_made(partial(grow, unit[:80] * times)) for times in (25, 100))
        assert large < 10 * small

    read()


@pytest.mark.parametrize(("name", "file"), [pytest.param(n, f, id=f"{n}/{f.stem}") for n, f in corpus()])
def test_what_was_found_once_is_not_found_again(name: str, file: Path) -> None:
    checks(name)(file.read_bytes())


def test_a_find_is_made_small_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: bytes) -> None:
        assert b"x" not in document, "there is an x"

    room = replace(ROOMS["queries"], documents=st.binary(max_size=50), check=broken)
    monkeypatch.setitem(ROOMS, "queries", room)
    found = hunt("queries", 0.5, 1)
    assert found.documents > 0
    ((error, document),) = found.finds[:1]
    assert "there is an x" in error
    assert document == b"x"
