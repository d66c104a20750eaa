"""A headline as a row of the list."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.cells import width
from newsreader.matches import search_terms
from newsreader.models import Headline
from newsreader.rows import Row, headline_row, relative_time
from tests.made import NOON

few = settings(max_examples=80, deadline=None)
MINUTE, HOUR, DAY = 60, 3600, 86_400
BILL = Headline(
    7,
    7,
    "Assembly passes harbour bill after a night of argument",
    "HARBOUR",
    1,
    "The Ansa Courier",
    NOON - 2 * HOUR,
)


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def lines(rows: list[Row]) -> list[str]:
    return ["".join(text for text, _ in row) for row in rows]


def roles(rows: list[Row], words: str) -> set[str]:
    return {role for row in rows for text, role in row if words in text}


@pytest.mark.parametrize(
    ("ago", "said", "short"),
    [
        (-60, "now", "now"),
        (10, "now", "now"),
        (5 * MINUTE, "5m", "5m"),
        (2 * HOUR, "2h", "2h"),
        (9 * HOUR, "9h", "9h"),
        (DAY, "Yesterday", "Tue"),
        (3 * DAY, "Sun", "Sun"),
        (8 * DAY, "7 Oct", "7 Oct"),
        (200 * DAY, "29 Mar", "29 Mar"),
        (400 * DAY, "Sep 2024", "2024"),
        (-400 * DAY, "Nov 2026", "2026"),
        (10**15, "", ""),
    ],
)
def test_times_are_said_as_people_say_them(ago: int, said: str, short: str) -> None:
    assert relative_time(NOON - ago, NOON) == said
    assert relative_time(NOON - ago, NOON, short=True) == short


def test_late_last_night_is_hours_ago_and_the_evening_before_is_yesterday() -> None:
    one_in_the_morning = NOON - 9 * HOUR
    assert relative_time(one_in_the_morning - 2 * HOUR, one_in_the_morning) == "2h"
    assert relative_time(one_in_the_morning - 7 * HOUR, one_in_the_morning) == "Yesterday"


def test_a_row_has_headline_and_time_above_kicker_and_feed() -> None:
    assert lines(headline_row(BILL, now=NOON, width=60)) == [
        " ● Assembly passes harbour bill after a night of argum…  2h ",
        "   HARBOUR · The Ansa Courier                               ",
    ]


def test_the_cursor_has_a_bar_and_marks_stand_at_the_right() -> None:
    row = headline_row(replace(BILL, starred=True, later=True, read=True), now=NOON, width=60, selected=True)
    assert lines(row) == [
        "▌  Assembly passes harbour bill after a night of argum…  2h ",
        "▌  HARBOUR · The Ansa Courier                           ★ ◷ ",
    ]


def test_a_compact_row_is_one_line_with_columns_below_each_other() -> None:
    rows = [
        lines(headline_row(headline, now=NOON, width=80, compact=True))
        for headline in (BILL, replace(BILL, headline="Ferries stop", starred=True, published=NOON - 8 * DAY))
    ]
    assert rows == [
        [" ● Assembly passes harbour bill after a night of a…  The Ansa Courier        2h "],
        [" ● Ferries stop                                      The Ansa Courier ★   7 Oct "],
    ]


def test_a_wide_compact_row_has_the_kicker_too() -> None:
    (line,) = lines(headline_row(BILL, now=NOON, width=110, compact=True))
    assert "  HARBOUR         The Ansa Courier" in line


def test_without_small_print_a_long_headline_takes_both_lines() -> None:
    bare = replace(BILL, kicker="")
    assert lines(headline_row(bare, now=NOON, width=44, show_feed=False)) == [
        " ● Assembly passes harbour bill after a  2h ",
        "   night of argument                        ",
    ]


def test_wide_characters_are_cut_at_whole_ones() -> None:
    row = headline_row(replace(BILL, headline="港湾法案、未明に可決される見通し"), now=NOON, width=30)
    assert lines(row)[0] == " ● 港湾法案、未明に可決…   2h "
    assert all(width(line) == 30 for line in lines(row))


def test_unread_read_and_just_read_look_different() -> None:
    read = replace(BILL, read=True)
    assert roles(headline_row(BILL, now=NOON, width=60), "Assembly") == {"headline.unread"}
    assert roles(headline_row(read, now=NOON, width=60), "Assembly") == {"headline.read"}
    row = headline_row(read, now=NOON, width=60, dimmed=True)
    assert roles(row, "Assembly") == {"headline.dimmed"}
    assert roles(row, "HARBOUR") == {"kicker.dimmed"}
    assert roles(headline_row(BILL, now=NOON, width=60, dimmed=True), "HARBOUR") == {"kicker"}


def test_searched_words_have_a_role_of_their_own() -> None:
    row = headline_row(BILL, now=NOON, width=60, terms=search_terms("harbour ni"))
    assert [text for line in row for text, role in line if role == "match"] == ["harbour", "ni"]


def test_a_headline_that_is_not_there_is_called_untitled() -> None:
    assert "Untitled" in lines(headline_row(replace(BILL, headline=" \u200b"), now=NOON, width=40))[0]


def test_nothing_from_outside_reaches_the_terminal_as_control() -> None:
    bad = replace(BILL, headline="A\x1b[2Jb\u202ec\nd", kicker="\x9b1m", feed_title="x\x07y\u2066")
    for compact in (True, False):
        drawn = "".join(lines(headline_row(bad, now=NOON, width=110, compact=compact)))
        assert drawn.isprintable()


@few
@given(
    st.text(max_size=80),
    st.text(max_size=20),
    st.text(max_size=20),
    st.integers(0, 140),
    st.tuples(*[st.booleans()] * 6),
    st.integers(-(10**12), 10**12),
)
def test_a_row_is_exactly_as_wide_as_asked(
    headline: str, kicker: str, feed: str, columns: int, flags: tuple[bool, ...], published: int
) -> None:
    read, starred, later, compact, selected, show_feed = flags
    row = headline_row(
        Headline(1, 1, headline, kicker, 1, feed, published, read, starred, later),
        now=NOON,
        width=columns,
        compact=compact,
        selected=selected,
        show_feed=show_feed,
        terms=search_terms(headline[:3]),
    )
    assert [width(line) for line in lines(row)] == [columns] * (1 if compact else 2)


def test_rows_need_nothing_but_the_standard_library() -> None:
    code = "import sys, newsreader.rows; print(*sorted(m for m in sys.modules if m in sys.argv[1:]))"
    heavy = ["typing", "dataclasses", "rich", "textual", "sqlite3", "asyncio", "newsreader.models"]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
