"""How the screen puts numbers and moments into words.  Pure."""

from __future__ import annotations

from newsreader.models import Counts, Feed, HeadlineQuery
from newsreader.rows import list_counts


def number_of(count: int, noun: str, plural: str = "") -> str:
    """Return "1 article", "1,204 articles"."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def duration(seconds: int) -> str:
    """Return a stretch of time in the one unit that suits it: "40 s", "12 min", "3 h", "5 days"."""
    if seconds < 90:
        return f"{max(seconds, 0)} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    if seconds < 36 * 3600:
        return f"{round(seconds / 3600)} h"
    return f"{round(seconds / 86400)} days"


def trouble(feed: Feed, now: int) -> str:
    """Return why a feed's last refresh failed and when it is tried again; "" when all is well."""
    if not feed.error:
        return ""
    sentence = feed.error if feed.error.endswith((".", "!", "?", "…")) else f"{feed.error}."
    if feed.gone:
        return f"{sentence} It is not asked any more."
    if feed.next_at is None or feed.next_at <= now:
        return f"{sentence} It will be tried again at the next refresh."
    return f"{sentence} Tried again in {duration(feed.next_at - now)}."


def asked_lately(asked_at: int, now: int, floor: int) -> str:
    """Return when a feed was asked and when it may be asked again: "asked 40 s ago, again in 20 s"."""
    return f"asked {duration(now - asked_at)} ago, again in {duration(asked_at + floor - now)}"


def in_folder(feed: Feed, folder: str) -> bool:
    """Return whether a feed is in a folder, or in one within it."""
    return feed.folder == folder or feed.folder.startswith(f"{folder}/")


def view_name(query: HeadlineQuery, feed: Feed | None) -> str:
    """Return what to call the list that `query` gives; `feed` is the feed it is of, if any."""
    if query.feed is not None:
        return feed.title if feed else "A feed that is gone"
    return query.folder or "Everything"


def view_counts(query: HeadlineQuery, counts: Counts) -> str:
    """Return the numbers that belong beside a list's name."""
    return list_counts(query.show, counts.total, counts.unread, counts.starred, counts.later)


def refreshed(done: int, failed: int, new: int) -> str:
    """Return how a refresh went, in a sentence."""
    if not done and not failed:
        return "Nothing was asked: all feeds were asked lately, or their servers said to wait."
    news = number_of(new, "new article") if new else "nothing new"
    if not failed:
        return f"{number_of(done, 'feed')} refreshed: {news}."
    if not done:
        return f"{number_of(failed, 'feed')} could not be refreshed; the feeds pane says why."
    return f"{number_of(done, 'feed')} refreshed: {news}. {failed:,} could not be; the feeds pane says why."
