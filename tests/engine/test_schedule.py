"""When a feed may be asked, and when it is due again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.engine.schedule import DAY, Hold, Plan, after_failure, after_success, duration, hold
from newsreader.errors import FileError, HTTPError, ParseError, Refused, Unreachable
from newsreader.models import Feed, FeedState

NOW = 1_800_000_000
HOUR = 3_600
FEED = Feed(1, "https://example.com/feed", "Gazette")
FILE = replace(FEED, url="file:///news/a.txt")
NEVER_ASKED = FeedState()


def never() -> float:
    return 0.0


def always() -> float:
    return 1.0


def success(max_age: int | None = None, ttl: int | None = None) -> FeedState:
    plan = after_success(NOW, HOUR, max_age=max_age, ttl=ttl, chance=never)
    return FeedState(asked_at=NOW, next_at=plan.next_at, wait_until=plan.wait_until)


def failure(error: Exception, failures: int = 1) -> FeedState:
    plan = after_failure(NOW, HOUR, failures, error, never)
    return FeedState(asked_at=NOW, next_at=plan.next_at, wait_until=plan.wait_until, failures=failures)


BUSY = HTTPError("example.com is busy (503).", 503, retry_after=2 * HOUR)
BROKEN = HTTPError("example.com is broken (500).", 500)
AWAY = Unreachable("example.com did not answer.")


@pytest.mark.parametrize(
    ("state", "later", "due", "all_", "named"),
    [
        (NEVER_ASKED, 0, None, None, None),
        (success(), 30, "floor", "floor", "floor"),
        (success(), 61, "not due", None, None),
        (success(), HOUR, None, None, None),
        (success(max_age=2 * HOUR), 61, "server", "server", None),
        (success(max_age=2 * HOUR), 2 * HOUR, None, None, None),
        (success(ttl=3 * HOUR), 61, "not due", None, None),
        (success(ttl=3 * HOUR), 3 * HOUR, None, None, None),
        (failure(BUSY), 61, "server", "server", "server"),
        (failure(BUSY), 2 * HOUR + 1, None, None, None),
        (failure(BROKEN), 61, "failing", "failing", None),
        (failure(BROKEN), 2 * HOUR, None, None, None),
        (failure(AWAY), 61, "not due", None, None),
        (failure(HTTPError("Nothing has changed (304).", 304)), 61, "not due", None, None),
        (failure(ParseError("This is a page.")), 61, "not due", None, None),
        (failure(Refused("It leads to a private address.")), 61, "not due", None, None),
        (FeedState(gone=True), 5 * DAY, "gone", "gone", "gone"),
        # A clock that was years ahead when this was written.
        (FeedState(asked_at=NOW + 900 * DAY, next_at=NOW + 901 * DAY), 0, None, None, None),
        (FeedState(asked_at=NOW - HOUR, next_at=NOW, wait_until=NOW + 900 * DAY), 0, None, None, None),
    ],
)
def test_a_feed_is_held_back_by_its_server_its_failures_and_the_floor(
    state: FeedState, later: int, due: str | None, all_: str | None, named: str | None
) -> None:
    for mode, expected in (("due", due), ("all", all_), ("named", named)):
        held = hold(FEED, state, mode, NOW + later, 60)  # type: ignore[arg-type]
        assert (held.why if held else None) == expected, mode


def test_a_file_is_read_again_whenever_somebody_asks() -> None:
    assert hold(FILE, success(), "all", NOW, 60) is None
    assert hold(FILE, success(), "due", NOW, 60) == Hold("not due", NOW + HOUR)


def test_a_floor_of_nought_holds_nothing_back() -> None:
    assert hold(FEED, success(), "all", NOW, 0) is None


def test_feeds_drift_apart() -> None:
    plans = [after_success(NOW, HOUR, max_age=None, ttl=None, chance=c) for c in (never, always)]
    assert [plan.next_at - NOW for plan in plans] == [HOUR, HOUR + 360]


def test_patience_doubles_with_each_failure_up_to_a_day() -> None:
    waits = [after_failure(NOW, HOUR, n, BROKEN, never).next_at - NOW for n in (1, 2, 3, 4, 5, 50)]
    assert waits == [2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, DAY, DAY]


def test_what_only_could_not_be_reached_is_tried_again_sooner_for_it_may_be_our_net() -> None:
    waits = [after_failure(NOW, HOUR, n, AWAY, never) for n in (1, 2, 3)]
    assert waits == [Plan(NOW + 2 * HOUR), Plan(NOW + 4 * HOUR), Plan(NOW + 4 * HOUR)]


def test_a_file_that_is_gone_is_looked_for_as_often_as_ever() -> None:
    assert after_failure(NOW, HOUR, 9, FileError("It is not there."), never) == Plan(NOW + HOUR)


def test_what_the_server_asks_for_goes_before_our_own_patience() -> None:
    long = HTTPError("busy", 429, retry_after=5 * HOUR)
    short = HTTPError("busy", 429, retry_after=90)
    assert after_failure(NOW, HOUR, 1, long, never) == Plan(NOW + 5 * HOUR + 1, NOW + 5 * HOUR)
    assert after_failure(NOW, HOUR, 1, short, never) == Plan(NOW + 2 * HOUR, NOW + 90)


@settings(max_examples=100, deadline=None)
@given(
    st.integers(60, 7 * DAY),
    st.integers(1, 2_000),
    st.one_of(st.none(), st.integers(-(10**12), 10**12)),
    st.floats(0, 1),
)
def test_no_server_and_no_failure_silences_a_feed_for_more_than_its_interval_and_a_day(
    interval: int, failures: int, seconds: int | None, drift: float
) -> None:
    plans = [
        after_success(NOW, interval, max_age=seconds, ttl=seconds, chance=lambda: drift),
        after_failure(NOW, interval, failures, HTTPError("x", 503, retry_after=seconds), lambda: drift),
        after_failure(NOW, interval, failures, AWAY, lambda: drift),
    ]
    for plan in plans:
        assert NOW < plan.next_at <= NOW + max(interval, DAY) * 1.1 + 1
        assert plan.wait_until is None or NOW < plan.wait_until <= plan.next_at


def test_time_spans_are_worded_roughly() -> None:
    assert [duration(s) for s in (0, 40, 150, 3_600, 9_000)] == ["1 s", "40 s", "2 min", "60 min", "2 h"]
