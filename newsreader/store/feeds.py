"""Write feeds: add, edit, remove, claim, and how their refreshes went."""

from __future__ import annotations

import sqlite3

from newsreader.errors import UsageError
from newsreader.models import Feed, Operation, Validators
from newsreader.store.arrivals import header_bytes
from newsreader.store.operations import record
from newsreader.store.packing import pack_strings, storable
from newsreader.store.shapes import find_feed


def add(
    connection: sqlite3.Connection,
    url: str,
    title: str,
    folder: str,
    tags: tuple[str, ...],
    at: int,
    own_title: str,
) -> Feed:
    """Add a feed; one that is there stays as it is, one that was removed comes back."""
    row = connection.execute("SELECT id, removed_at FROM feed WHERE url = ?", (storable(url),)).fetchone()
    if row is None:
        cursor = connection.execute(
            "INSERT INTO feed (url, title, own_title, folder, tags, added_at) VALUES (?, ?, ?, ?, ?, ?)",
            (storable(url), storable(title), storable(own_title), storable(folder), pack_strings(tags), at),
        )
        feed_id = cursor.lastrowid
    else:
        feed_id, removed_at = row
        if removed_at is not None:
            connection.execute(
                "UPDATE feed SET removed_at = NULL, next_at = NULL, gone = 0 WHERE id = ?", (feed_id,)
            )
            connection.execute(
                "UPDATE op SET state = 'undone' WHERE kind = 'feed-remove' AND state = 'done'"
                " AND json_extract(data, '$.feed') = ?",
                (feed_id,),
            )
    assert feed_id is not None
    feed = find_feed(connection, "f.id = ?", feed_id)
    assert feed is not None
    return feed


def edit(
    connection: sqlite3.Connection,
    feed_id: int,
    own_title: str | None,
    folder: str | None,
    tags: tuple[str, ...] | None,
    interval: int | None,
    url: str | None,
    at: int,
) -> Operation:
    """Change what the user may set of a feed; None leaves a thing as it is."""
    feed = find_feed(connection, "f.id = ?", feed_id)
    if feed is None:
        raise UsageError(f"There is no feed {feed_id}.")
    wanted: dict[str, object] = {}
    if own_title is not None:
        wanted["own_title"] = storable(own_title)
    if folder is not None:
        wanted["folder"] = storable(folder)
    if tags is not None:
        wanted["tags"] = pack_strings(tags)
    if interval is not None:
        wanted["interval"] = interval or None
    if url is not None:
        wanted["url"] = storable(url)
    names = list(wanted)
    before: dict[str, object] = {}
    if names:
        row = connection.execute(f"SELECT {', '.join(names)} FROM feed WHERE id = ?", (feed_id,)).fetchone()
        before = {name: old for name, old in zip(names, row, strict=True) if old != wanted[name]}
    if not before:
        return Operation(0, "feed-edit", "", 0, at)
    try:
        connection.execute(
            f"UPDATE feed SET {', '.join(f'{name} = ?' for name in before)} WHERE id = ?",
            (*(wanted[name] for name in before), feed_id),
        )
    except sqlite3.IntegrityError as error:
        raise UsageError(f"There is a feed with the address {url} already.") from error
    if "url" in before:
        forget_state(connection, feed_id)
    return record(
        connection, "feed-edit", _edit_label(feed, before, wanted), at, {"feed": feed_id, "before": before}
    )


def remove(connection: sqlite3.Connection, feed_id: int, at: int) -> Operation:
    """Take a feed out of every list; it can be brought back until it is purged."""
    feed = find_feed(connection, "f.id = ?", feed_id)
    if feed is None:
        raise UsageError(f"There is no feed {feed_id}.")
    if feed.removed_at is not None:
        return Operation(0, "feed-remove", "", 0, at)
    connection.execute("UPDATE feed SET removed_at = ? WHERE id = ?", (at, feed_id))
    data = {"feed": feed_id, "before": {"removed_at": None}}
    return record(connection, "feed-remove", f"remove {feed.title}", at, data)


def move_url(connection: sqlite3.Connection, feed_id: int, url: str) -> None:
    """Keep the address a feed has moved to for good, unless another feed has it."""
    connection.execute("UPDATE OR IGNORE feed SET url = ? WHERE id = ?", (storable(url), feed_id))


def forget_state(connection: sqlite3.Connection, feed_id: int) -> None:
    """Forget what was known of the document at a feed's former address."""
    connection.execute(
        "UPDATE feed SET etag = x'', last_modified = x'', body_hash = x'', error = '', failures = 0,"
        " gone = 0, asked_at = NULL, next_at = NULL, wait_until = NULL WHERE id = ?",
        (feed_id,),
    )
    connection.execute("DELETE FROM seen WHERE feed_id = ?", (feed_id,))


def claim(connection: sqlite3.Connection, feed_id: int, at: int, unless_since: int) -> bool:
    """Write that the feed is being asked, unless somebody asked it at or after `unless_since`.

    A time in the future (the clock was set back) counts as none.
    """
    cursor = connection.execute(
        "UPDATE feed SET asked_at = ? WHERE id = ? AND removed_at IS NULL"
        " AND (asked_at IS NULL OR asked_at < ? OR asked_at > ?)",
        (at, feed_id, unless_since, at),
    )
    return cursor.rowcount > 0


def not_modified(
    connection: sqlite3.Connection,
    feed_id: int,
    validators: Validators,
    at: int,
    next_at: int,
    wait_until: int | None,
) -> None:
    """Write that a feed has nothing new; validators that are not sent again stay."""
    etag, last_modified = header_bytes(validators)
    connection.execute(
        "UPDATE feed SET fetched_at = ?, next_at = ?, wait_until = ?, error = '', failures = 0, gone = 0,"
        " etag = coalesce(nullif(?, x''), etag), last_modified = coalesce(nullif(?, x''), last_modified)"
        " WHERE id = ?",
        (at, next_at, wait_until, etag, last_modified, feed_id),
    )


def failed(
    connection: sqlite3.Connection,
    feed_id: int,
    error: str,
    next_at: int,
    wait_until: int | None,
    gone: bool,
) -> None:
    """Write that a refresh failed; the feed's articles stay as they are."""
    connection.execute(
        "UPDATE feed SET error = ?, failures = failures + 1, next_at = ?, wait_until = ?, gone = ?"
        " WHERE id = ?",
        (storable(error), next_at, wait_until, gone, feed_id),
    )


def _edit_label(feed: Feed, before: dict[str, object], wanted: dict[str, object]) -> str:
    if set(before) == {"own_title"}:
        return f"rename {feed.title}"
    if set(before) == {"folder"}:
        return f"move {feed.title} to {wanted['folder'] or 'the top'}"
    return f"change {feed.title}"
