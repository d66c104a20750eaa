"""Numbers and moments in words."""

from __future__ import annotations

import pytest

from newsreader.models import Counts, Feed, HeadlineQuery
from newsreader.ui.wording import (
    asked_lately,
    duration,
    number_of,
    refreshed,
    trouble,
    view_counts,
    view_name,
)

NOW = 1_760_000_000


def test_one_is_singular() -> None:
    assert number_of(1, "article") == "1 article"
    assert number_of(1204, "article") == "1,204 articles"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-3, "0 s"), (40, "40 s"), (95, "2 min"), (5_399, "90 min"), (7_200, "2 h"), (4 * 86_400, "4 days")],
)
def test_a_stretch_of_time_has_one_unit(seconds: int, words: str) -> None:
    assert duration(seconds) == words


def test_a_feed_asked_too_early_says_when_it_may_be_asked_again() -> None:
    assert asked_lately(NOW - 40, NOW, 60) == "asked 40 s ago, again in 20 s"


def test_a_feed_in_trouble_says_why_and_when_it_is_tried_again() -> None:
    feed = Feed(1, "https://x.example", "X", error="The server answered 500", next_at=NOW + 600)
    assert trouble(feed, NOW) == "The server answered 500. Tried again in 10 min."
    assert trouble(feed, NOW + 700).endswith("It will be tried again at the next refresh.")
    assert trouble(Feed(1, "https://x.example", "X", error="Gone.", gone=True), NOW).endswith("any more.")
    assert trouble(Feed(1, "https://x.example", "X"), NOW) == ""


def test_a_list_is_called_what_it_is_of() -> None:
    assert view_name(HeadlineQuery(), None) == "Everything"
    assert view_name(HeadlineQuery(folder="News/World"), None) == "News/World"
    assert view_name(HeadlineQuery(feed=1), Feed(1, "https://x.example", "X")) == "X"


def test_beside_it_stands_what_was_asked_for() -> None:
    counts = Counts(1204, 30, 4, 2)
    assert view_counts(HeadlineQuery(), counts) == "30 unread of 1,204"
    assert view_counts(HeadlineQuery(show="starred"), counts) == "4 starred"


def test_a_refresh_is_summed_up_in_a_sentence() -> None:
    assert refreshed(3, 0, 12) == "3 feeds refreshed: 12 new articles."
    assert refreshed(0, 0, 0).startswith("Nothing was asked")
    assert refreshed(1, 0, 0) == "1 feed refreshed: nothing new."
    assert refreshed(0, 2, 0) == "2 feeds could not be refreshed; the feeds pane says why."
    assert refreshed(2, 1, 1) == "2 feeds refreshed: 1 new article. 1 could not be; the feeds pane says why."
