"""How long a server asks to be left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.feeds.caching import DAY, HOUR, freshness, http_date, wait_asked

NOW = 1_700_000_000  # 14 November 2023, 22:13:20


@pytest.mark.parametrize(
    ("cache_control", "seconds"),
    [
        ("max-age=3600", 3600),
        ("public, Max-Age=3600, must-revalidate", 3600),
        ('max-age="3600"', 3600),
        ("max-age = 3600", 3600),
        ("s-maxage=60, max-age=3600", 3600),
        ("max-age=60, max-age=3600", 60),
        ("max-age=31536000", DAY),
        ("max-age=99999999999999999999999", DAY),
        ("max-age=0", None),
        ("max-age=-5", None),
        ("max-age=1e9", None),
        ("max-age=soon", None),
        ("max-age", None),
        ("no-cache, max-age=3600", None),
        ("max-age=3600, no-store", None),
        ('no-cache="Set-Cookie", max-age=3600', None),
        ("x-max-age=3600", None),
        ('private="max-age=3600"', None),
        ("\x1b[2J", None),
        ("", None),
    ],
)
def test_max_age_counts_up_to_a_day(cache_control: str, seconds: int | None) -> None:
    assert freshness(cache_control) == seconds


def test_time_spent_in_caches_counts() -> None:
    assert freshness("max-age=3600", age="600") == 3000
    assert freshness("max-age=3600", age="4000") is None
    assert freshness("max-age=3600", age="nonsense") == 3600


def test_expires_counts_where_there_is_no_max_age() -> None:
    date, later = "Tue, 14 Nov 2023 22:13:20 GMT", "Tue, 14 Nov 2023 23:13:20 GMT"
    assert freshness("", later, date) == HOUR
    assert freshness("max-age=60", later, date) == 60
    assert freshness("", date, later) is None
    assert freshness("", "0", date) is None
    assert freshness("", later, "") is None


@pytest.mark.parametrize(
    ("status", "retry_after", "seconds"),
    [
        (429, "120", 120),
        (503, "120", 120),
        (500, "120", 120),
        (503, "Tue, 14 Nov 2023 22:23:20 GMT", 600),
        (503, "Tuesday, 14-Nov-23 22:23:20 GMT", 600),
        (429, None, HOUR),
        (503, None, None),
        (404, None, None),
        (429, "0", 60),
        (503, "99999999999999999999", DAY),
        (503, "Thu, 01 Jan 9999 00:00:00 GMT", DAY),
        (503, "Thu, 01 Jan 1970 00:00:00 GMT", HOUR),
        (503, "-5", HOUR),
        (503, "1e9", HOUR),
        (503, "soon", HOUR),
        (503, "", HOUR),
        (429, "\u0663", HOUR),
        (500, "soon", None),
    ],
)
def test_retry_after_is_obeyed_within_reason(
    status: int, retry_after: str | None, seconds: int | None
) -> None:
    assert wait_asked(status, retry_after, NOW) == seconds


def test_a_date_is_taken_against_the_servers_own_clock() -> None:
    wait = wait_asked(503, "Mon, 01 Jan 2024 00:10:00 GMT", NOW, "Mon, 01 Jan 2024 00:00:00 GMT")
    assert wait == 600


@pytest.mark.parametrize("text", ["", "0", "garbage é", "Thu, 99 Jan 2024 00:00:00 GMT", "1" * 5000, "Thu"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert http_date(text) is None


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=40), st.text(max_size=40))
def test_no_header_breaks_the_arithmetic(one: str, two: str, three: str) -> None:
    fresh = freshness(one, two, three, one)
    assert fresh is None or 0 < fresh <= DAY
    fresh = freshness("max-age=" + one, two, three, one)
    assert fresh is None or 0 < fresh <= DAY
    wait = wait_asked(503, one, NOW, two)
    assert wait is not None
    assert 60 <= wait <= DAY
