"""A glance into the library, for the first frame: the rows that will be on the screen, and nothing else.

It stands on SQLite's C module alone (`sqlite3` would import `datetime` first) and gives plain tuples.
What it cannot give at once, or at all, it does not give: the reader itself comes a moment later.  The
lists are the same as `query` and `view` make, which the tests hold against each other.
"""

from __future__ import annotations

import _sqlite3 as sqlite

TYPE_CHECKING = False  # typing takes longer to import than all that this module needs
if TYPE_CHECKING:
    from typing import Any

_INDEXES = {"all": "", "unread": "_unread", "starred": "_starred", "later": "_later"}
_CONDITIONS = {"all": "", "unread": " AND read = 0", "starred": " AND starred = 1", "later": " AND later = 1"}
_MERGED_FEEDS = 40
_RIVER_STRETCH = 4_000

_PLACE = (
    "SELECT json_extract(value, '$.feed'), json_extract(value, '$.folder'), json_extract(value, '$.show'),"
    " json_extract(value, '$.oldest_first'), json_extract(value, '$.cursor'),"
    " json_extract(value, '$.feeds_shown'), (SELECT value FROM meta WHERE key = 'theme')"
    " FROM meta WHERE key = 'screen'"
)
_SHOWN_TITLE = "coalesce(nullif(f.own_title, ''), nullif(f.title, ''), f.url)"
_HEADLINES = (
    f"SELECT a.ord, a.headline, a.kicker, {_SHOWN_TITLE}, coalesce(a.published, a.fetched),"
    " a.read = 1, a.starred = 1, a.later = 1"
    " FROM article AS a JOIN feed AS f ON f.id = a.feed_id WHERE f.removed_at IS NULL AND a.ord IN "
)
_COUNTS = (
    "SELECT coalesce(sum(t.total), 0), coalesce(sum(t.unread), 0), coalesce(sum(t.starred), 0),"
    " coalesce(sum(t.later), 0) FROM tally AS t JOIN feed AS f ON f.id = t.feed_id WHERE f.removed_at IS NULL"
)

Error = sqlite.Error


class Place:
    """Where the reader was: the list, the `ord` under the cursor, and what the look depended on."""

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.feed, self.folder, self.show, oldest_first, self.cursor, feeds_shown, self.theme = row
        self.oldest_first = bool(oldest_first)
        self.feeds_shown = bool(feeds_shown)
        self.title: str = ""
        """The name of the feed the list is of, if it is of one."""


class Glance:
    """An open library.  Everything raises `Error`."""

    def __init__(self, path: str) -> None:
        name = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        self._connection = sqlite.connect(f"file:{name}?mode=ro", uri=True, timeout=0.0, isolation_level=None)

    def close(self) -> None:
        """Close the library."""
        self._connection.close()

    def fields(self, text: str) -> dict[str, Any]:
        """Return the fields of a JSON object (SQLite reads it, for `json` takes longer to import)."""
        return dict(self._connection.execute("SELECT key, value FROM json_each(?)", (text,)))

    def place(self) -> Place | None:
        """Return where the reader was, None where that is not known."""
        row = self._connection.execute(_PLACE).fetchone()
        if row is None or row[2] not in _INDEXES:
            return None
        place = Place(row)
        if place.feed is not None:
            feed = self._connection.execute(
                f"SELECT {_SHOWN_TITLE} FROM feed AS f WHERE f.id = ? AND f.removed_at IS NULL", (place.feed,)
            ).fetchone()
            if feed is None:
                place.feed = None
            else:
                place.title = feed[0]
        return place

    def counts(self, place: Place) -> tuple[int, int, int, int]:
        """Return how many articles the feed, the folder or everything has: all, unread, starred, later."""
        condition = ""
        values: tuple[object, ...] = ()
        if place.feed is not None:
            condition, values = " AND f.id = ?", (place.feed,)
        elif place.folder is not None:
            condition, values = " AND (f.folder = ? OR f.folder > ? AND f.folder < ?)", _folder(place.folder)
        counts: tuple[int, int, int, int] = self._connection.execute(_COUNTS + condition, values).fetchone()
        return counts

    def ords(self, place: Place, limit: int) -> list[int] | None:
        """Return the first `ord`s of the list, None where that would take too long."""
        if place.feed is not None:
            return self._of_feed(place, place.feed, limit)
        if place.folder is not None:
            return self._of_folder(place, limit)
        removed = self._feeds("removed_at IS NOT NULL")
        without = f" AND feed_id NOT IN ({','.join(map(str, removed))})" if removed else ""
        return [ord for ord, _ in self._river(place, without, limit)]

    def headlines(self, ords: list[int]) -> dict[int, tuple[Any, ...]]:
        """Return by `ord`: headline, kicker, feed, when, read, starred, later."""
        marks = ",".join("?" * len(ords))
        rows = self._connection.execute(f"{_HEADLINES} ({marks})", ords)
        return {row[0]: row[1:] for row in rows}

    # --- inside -------------------------------------------------------------------------------------

    def _feeds(self, condition: str, *values: str) -> list[int]:
        rows = self._connection.execute(f"SELECT id FROM feed WHERE {condition}", values)
        return [row[0] for row in rows]

    def _river(self, place: Place, without: str, limit: int) -> list[tuple[int, int]]:
        index = _INDEXES[place.show] or "_ord"
        return self._connection.execute(
            f"SELECT ord, feed_id FROM article INDEXED BY article{index}"
            f" WHERE 1{_CONDITIONS[place.show]}{without} ORDER BY ord {_order(place)} LIMIT ?",
            (limit,),
        ).fetchall()

    def _of_feed(self, place: Place, feed: int, limit: int) -> list[int]:
        rows = self._connection.execute(
            f"SELECT ord FROM article INDEXED BY article_feed{_INDEXES[place.show]}"
            f" WHERE feed_id = ?{_CONDITIONS[place.show]} ORDER BY ord {_order(place)} LIMIT ?",
            (feed, limit),
        )
        return [row[0] for row in rows]

    def _of_folder(self, place: Place, limit: int) -> list[int] | None:
        inside = "removed_at IS NULL AND (folder = ? OR folder > ? AND folder < ?)"
        feeds = self._feeds(inside, *_folder(place.folder or ""))
        if len(feeds) <= _MERGED_FEEDS:
            found = [ord for feed in feeds for ord in self._of_feed(place, feed, limit)]
            return sorted(found, reverse=not place.oldest_first)[:limit]
        wanted = set(feeds)
        rows = self._river(place, "", _RIVER_STRETCH)
        found = [ord for ord, feed in rows if feed in wanted][:limit]
        return found if len(found) == limit or len(rows) < _RIVER_STRETCH else None


def _folder(name: str) -> tuple[str, str, str]:
    """Return what a folder, and the folders within it, are found by; "" is no folder at all."""
    return (name, f"{name}/", f"{name}0") if name else ("", "", "")  # "0" is the character after "/"


def _order(place: Place) -> str:
    return "ASC" if place.oldest_first else "DESC"
