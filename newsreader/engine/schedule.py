"""When a feed may be asked, and when it is due again: pure arithmetic on what is known of it.

A feed is left alone as its server says (max-age, Retry-After) and after failures for longer each time;
one that is gone (410) for good.  Times far in the future come from a clock that was wrong, and count as
none.

The store keeps two instants.  `next_at` is when a feed is due.  `wait_until`, where it is set, holds
back also a refresh of all feeds by hand: after a success it is the server's max-age; after a failure it
is either our own patience, and then equals `next_at`, or what the server asked for, and then lies
before it.  A feed that the user names is asked in spite of max-age and of our own patience.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from newsreader.errors import FetchError, FileError, HTTPError, Unreachable
from newsreader.models import Feed, FeedState

Mode = Literal["due", "all", "named"]

DAY = 86_400
_JITTER = 0.1
"""Share of the interval by which feeds drift apart, so that they do not all come due at once."""
_UNREACHABLE_MOST = 4
"""Intervals that an unreachable feed is left alone at most: it may be our own net that was away."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When a feed is due again, and until when it is left alone even by hand."""

    next_at: int
    wait_until: int | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a feed is not asked now, and until when (0: for good, or until it is due)."""

    why: Literal["floor", "server", "failing", "gone", "not due"]
    until: int = 0


def hold(feed: Feed, state: FeedState, mode: Mode, now: int, floor: int) -> Hold | None:
    """Return why a feed may not be asked now, None if it may; `floor` is in seconds."""
    if state.gone:
        return Hold("gone")
    if feed.local:
        return _not_due(state, now) if mode == "due" else None
    if state.asked_at is not None and 0 <= now - state.asked_at < floor:
        return Hold("floor", state.asked_at + floor)
    waiting = state.wait_until
    if waiting is not None and now < waiting <= now + 2 * DAY:
        if state.failures and state.next_at is not None and state.next_at > waiting:
            return Hold("server", waiting)
        if mode != "named":
            return Hold("failing" if state.failures else "server", waiting)
    return _not_due(state, now) if mode == "due" else None


def _not_due(state: FeedState, now: int) -> Hold | None:
    """Hold a feed whose time has not come; a plan of a clock that was ahead counts for nothing."""
    sane = state.next_at is not None and state.next_at <= now + 8 * DAY
    was_ahead = state.asked_at is not None and state.asked_at > now + 60
    if sane and not was_ahead and state.next_at is not None and state.next_at > now:
        return Hold("not due", state.next_at)
    return None


def after_success(
    now: int, interval: int, *, max_age: int | None, ttl: int | None, chance: Callable[[], float]
) -> Plan:
    """Plan the next refresh after one that went well.

    `interval` is the usual one in seconds, `ttl` what the feed itself asks for, `max_age` what the
    server's answer said.
    """
    rest = max(interval, min(ttl or 0, DAY))
    wait = min(max_age, DAY) if max_age and max_age > 0 else 0
    next_at = now + max(rest, wait) + int(interval * _JITTER * chance())
    return Plan(next_at, now + wait if wait else None)


def after_failure(
    now: int, interval: int, failures: int, error: Exception, chance: Callable[[], float]
) -> Plan:
    """Plan the next try after a failure; `failures` counts this one too."""
    patience = min(interval * 2 ** min(failures, 20), max(DAY, interval))
    if isinstance(error, Unreachable):
        patience = min(patience, interval * _UNREACHABLE_MOST)
    if isinstance(error, FileError):
        patience = interval
    patience += int(interval * _JITTER * chance())
    asked = error.retry_after if isinstance(error, FetchError) else None
    if asked:
        until = now + min(max(asked, 1), DAY)
        return Plan(max(until + 1, now + patience), until)
    held = isinstance(error, HTTPError) and error.status >= 400  # it answered, and said no
    return Plan(now + patience, now + patience if held else None)


def duration(seconds: int) -> str:
    """Word a time span roughly: "40 s", "25 min", "3 h"."""
    if seconds < 120:
        return f"{max(seconds, 1)} s"
    if seconds < 120 * 60:
        return f"{round(seconds / 60)} min"
    return f"{round(seconds / 3600)} h"
