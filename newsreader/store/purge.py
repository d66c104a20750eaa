"""Delete for good what was removed long ago.

A clock that jumps must not make yesterday long ago.  So time is believed only as it is seen to go by:
`believed` goes forward by a week a day at most, and back at once.  After a long absence it takes a while
until it has caught up, and what is to go stays so much longer.
"""

from __future__ import annotations

import sqlite3
import time

from newsreader.store.database import transaction
from newsreader.store.writer import Steps

KEPT_SECONDS = 30 * 86_400
"""How long a removed feed can be brought back, and an operation be taken back."""

_DAY = 86_400
_STRIDE = 7 * _DAY
"""How far the time that is believed goes forward in a day."""
_LAST_TIMES = (
    "SELECT max(t) FROM (SELECT max(at) AS t FROM op UNION ALL SELECT max(removed_at) FROM feed"
    " UNION ALL SELECT max(added_at) FROM feed UNION ALL SELECT max(fetched_at) FROM feed)"
)
"""When something was last done, as the library tells."""

_SECONDS_AT_ONCE = 0.015
_ROWS_AT_ONCE = 2_000


def believed(connection: sqlite3.Connection, now: int) -> int:
    """Return the time to purge by, where the clock says `now`; keep what was seen of it."""
    with transaction(connection):
        row = connection.execute("SELECT value FROM meta WHERE key = 'clock'").fetchone()
        if row is None:
            last = connection.execute(_LAST_TIMES).fetchone()[0]
            time, seen = min(now, (now if last is None else last) + _STRIDE), now
        else:
            time, seen = map(int, row[0].split())
            if now < seen:
                time, seen = min(time, now), now
            elif now - seen >= _DAY:
                time, seen = min(now, time + _STRIDE), now
        connection.execute(
            "INSERT OR REPLACE INTO meta (key, value) VALUES ('clock', ?)", (f"{time} {seen}",)
        )
    return time


def purge(connection: sqlite3.Connection, now: int) -> Steps[int]:
    """Delete feeds removed over 30 days ago, and operations as old; return how many feeds went."""
    purged = 0
    while True:
        row = connection.execute(
            "SELECT id FROM feed WHERE removed_at IS NOT NULL AND removed_at < ?", (now - KEPT_SECONDS,)
        ).fetchone()
        if row is None:
            break
        purged += yield from _purge_feed(connection, row[0], now)
    while True:
        with transaction(connection):
            ended = _purge_operations(connection, now)
        if ended:
            return purged
        yield


def _purge_feed(connection: sqlite3.Connection, feed_id: int, now: int) -> Steps[int]:
    """Delete a feed in several transactions; should it be brought back meanwhile, what is left stays."""
    while True:
        with transaction(connection):
            deadline = time.monotonic() + _SECONDS_AT_ONCE
            still = connection.execute(
                "SELECT 1 FROM feed WHERE id = ? AND removed_at < ?", (feed_id, now - KEPT_SECONDS)
            ).fetchone()
            if still is None:
                return 0
            while time.monotonic() < deadline:
                cursor = connection.execute(
                    "DELETE FROM article WHERE id IN (SELECT id FROM article WHERE feed_id = ? LIMIT 10)",
                    (feed_id,),
                )
                if cursor.rowcount == 0:
                    break
            else:
                cursor = None
            if cursor is not None and _forget(connection, feed_id):
                return 1
        yield


def _forget(connection: sqlite3.Connection, feed_id: int) -> bool:
    """Delete what is known of a feed without articles; False if some is left for another transaction."""
    for table, column in (("identity", "key"), ("seen", "hash")):
        cursor = connection.execute(
            f"DELETE FROM {table} WHERE feed_id = ? AND {column} IN"
            f" (SELECT {column} FROM {table} WHERE feed_id = ? LIMIT ?)",
            (feed_id, feed_id, _ROWS_AT_ONCE),
        )
        if cursor.rowcount >= _ROWS_AT_ONCE:
            return False
    connection.execute("DELETE FROM feed WHERE id = ?", (feed_id,))
    connection.execute(
        "DELETE FROM op WHERE kind LIKE 'feed-%' AND json_extract(data, '$.feed') = ?", (feed_id,)
    )
    return True


def _purge_operations(connection: sqlite3.Connection, now: int) -> bool:
    """Delete some old operations; False if more are left."""
    row = connection.execute(
        "SELECT id FROM op WHERE at < ? AND state IN ('done', 'undone') ORDER BY id LIMIT 1",
        (now - KEPT_SECONDS,),
    ).fetchone()
    if row is None:
        return True
    cursor = connection.execute(
        "DELETE FROM op_item WHERE op_id = ? AND article_id IN"
        " (SELECT article_id FROM op_item WHERE op_id = ? LIMIT ?)",
        (row[0], row[0], _ROWS_AT_ONCE),
    )
    if cursor.rowcount < _ROWS_AT_ONCE:
        connection.execute("DELETE FROM op WHERE id = ?", row)
    return False
