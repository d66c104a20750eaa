"""From a `HeadlineQuery` to the `ord`s of its list, each a range of an index, never a sort of everything.

- The river, and each mark, has an index by `ord`; each feed, and each mark within a feed, one by
  (feed, `ord`).
- A folder is read from its feeds' indexes, merged; or, where it has many feeds, from the river's index
  as far as that is dense enough.
- A place is read from the index of its datelines; several that a beginning stands for, merged.
- A search is read from the search index, newest first by its row number, which is `ord`.  A word
  being typed is looked for as the words that begin with it, where these are few: FTS5 reads every
  place of every such word before it gives the first row, and only its indexes of the first one, two
  and three letters spare it that.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from array import array
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, islice

from newsreader.late import dataclass
from newsreader.models import HeadlineQuery
from newsreader.store.packing import storable, storable_number
from newsreader.store.people import named
from newsreader.store.search import PlaceName, Search, fts_string, parse_search

LOWEST = -(2**63)
HIGHEST = 2**63 - 1

_MERGED_FEEDS = 40
"""A folder with more feeds is first looked for in the river."""

_RIVER_STRETCH = 4_000
"""How many rows of the river are looked at before its feeds are merged instead."""

_SORTED_AT_ONCE = 100_000
"""How many rows of a folder SQLite is to sort at a time, when all are wanted: 60 bytes each."""

_INDEXED_BEGINNING = 3
"""The most letters of a beginning for which the search index has a list of its own."""

_MOST_ENDINGS = 200
"""With more words of the same beginning than this, FTS5 is left to find them."""

_MERGED_PLACES = 300
"""With more places than this for one beginning, the river is looked through for their articles."""

_FEW = 20_000
"""With fewer articles of a mark than this, a search is held against the set of them."""

_FEED_WORDS = 32
"""With more feeds than this, a search joins the articles rather than naming each feed in the index."""

# From one word of the index to the next: a search of its own is some 40 µs, and skips all places of a word.
_WORDS = """
WITH RECURSIVE word (term) AS (
    SELECT (SELECT term FROM search_word WHERE term >= :low AND term < :high LIMIT 1)
    UNION ALL
    SELECT (SELECT term FROM search_word WHERE term >= word.term || char(1) AND term < :high LIMIT 1)
    FROM word WHERE term IS NOT NULL LIMIT :most
)
SELECT term FROM word WHERE term IS NOT NULL"""

_INDEX_OF = {("starred", 1): "starred", ("later", 1): "later", ("read", 0): "unread"}


@dataclass(frozen=True, slots=True)
class View:
    """A list, resolved: what its rows must be.

    `feeds` None is all; `without` are feeds left out (removed ones).  Of each of `places` the article's
    dateline must name one, of `not_places` none.  `states` are (column, value);
    `match` an FTS5 expression on headline and text; `low` and `high` bound `ord`, the second excluded.
    """

    feeds: tuple[int, ...] | None = None
    without: tuple[int, ...] = ()
    states: tuple[tuple[str, int], ...] = ()
    match: str | None = None
    low: int = LOWEST
    high: int = HIGHEST
    oldest_first: bool = False
    places: tuple[tuple[int, ...], ...] = ()
    not_places: tuple[int, ...] = ()

    def narrowed(self, *, low: int | None = None, high: int | None = None) -> View:
        """Return the part of the list with `low` <= `ord` < `high`."""
        return replace(
            self,
            low=self.low if low is None else max(self.low, min(low, HIGHEST)),
            high=self.high if high is None else min(self.high, max(high, LOWEST)),
        )

    def after(self, place: int | None) -> View:
        """Return the part of the list that comes after `place`, in list order."""
        if place is None:
            return self
        return self.narrowed(low=place + 1) if self.oldest_first else self.narrowed(high=place)

    def having(self, column: str, value: int) -> View:
        """Return the part of the list whose mark `column` is `value`."""
        return replace(self, states=tuple(dict.fromkeys((*self.states, (column, value)))))

    def first(self, connection: sqlite3.Connection, limit: int) -> list[int]:
        """Return the first `ord`s of the list, in list order."""
        if self._is_empty():
            return []
        if self.match is not None:
            return [row[0] for row in self._search(connection, limit)]
        if any(len(places) <= _MERGED_PLACES for places in self.places) and not self._has_few(connection):
            return self._placed(connection, limit)
        if self.feeds is None or len(self.feeds) == 1:
            return self._scan(connection, limit)
        return self._folder(connection, limit)

    def stream(self, connection: sqlite3.Connection, chunk: int) -> Iterator[array[int]]:
        """Yield all `ord`s of the list, in list order."""
        if self._is_empty():
            return
        if self.match is not None:  # in one reading: some searches look at much before their first row
            rows = self._search(connection, -1)
            while part := array("q", [row[0] for row in rows.fetchmany(chunk)]):
                yield part
            return
        if not self.places and self.feeds is not None and len(self.feeds) > 1:
            yield from self._stream_folder(connection, chunk)
            return
        rest = self
        while True:
            part = array("q", rest.first(connection, chunk))
            if part:
                yield part
            if len(part) < chunk:
                return
            rest = rest.after(part[-1])

    def arrived(self, connection: sqlite3.Connection, after: int, most: int) -> list[int] | None:
        """Return the `ord`s of the list's articles with an id above `after`, in list order.

        None where there are more than `most`, and for a search.
        """
        if self.match is not None or self.places or self.not_places:
            return None
        if self._is_empty():
            return []
        rows = connection.execute(
            f"SELECT ord FROM article NOT INDEXED WHERE id > ? AND ord >= ? AND ord < ?"
            f" {self._conditions(feeds=True)} ORDER BY ord {self._order()} LIMIT ?",
            (after, self.low, self.high, most + 1),
        ).fetchall()
        return [row[0] for row in rows] if len(rows) <= most else None

    def _is_empty(self) -> bool:
        contradiction = any((column, 1 - value) in self.states for column, value in self.states)
        return self.feeds == () or () in self.places or self.low >= self.high or contradiction

    def _order(self) -> str:
        return "ASC" if self.oldest_first else "DESC"

    def _conditions(self, *, feeds: bool = False, ord: str = "article.ord") -> str:
        """Return the conditions on `article` besides the bounds, each beginning with AND."""
        parts = [f"AND {self._at(ord, places)}" for places in self.places]
        if self.not_places:
            parts.append(f"AND NOT {self._at(ord, self.not_places)}")
        parts += [f"AND {column} = {value}" for column, value in self.states]
        if self.without:
            parts.append(f"AND feed_id NOT IN ({_listed(self.without)})")
        if feeds and self.feeds is not None:
            parts.append(f"AND feed_id IN ({_listed(self.feeds)})")
        return " ".join(parts)

    @staticmethod
    def _at(ord: str, places: tuple[int, ...]) -> str:
        return (
            f"EXISTS (SELECT 1 FROM placed INDEXED BY placed_ord"
            f" WHERE placed.ord = {ord} AND +placed.place_id IN ({_listed(places)}))"
        )

    def _index(self, prefix: str) -> str:
        """Return the index to read: the one of the rarest mark asked for."""
        for state, name in _INDEX_OF.items():
            if state in self.states:
                return f"{prefix}_{name}"
        return "article_feed" if prefix == "article_feed" else "article_ord"

    def _scan(self, connection: sqlite3.Connection, limit: int) -> list[int]:
        """Read the river's index, or a single feed's."""
        if self.feeds is None:
            rows = connection.execute(
                f"SELECT ord FROM article INDEXED BY {self._index('article')}"
                f" WHERE ord >= ? AND ord < ? {self._conditions()}"
                f" ORDER BY ord {self._order()} LIMIT ?",
                (self.low, self.high, limit),
            )
        else:
            rows = connection.execute(
                f"SELECT ord FROM article INDEXED BY {self._index('article_feed')}"
                f" WHERE feed_id = ? AND ord >= ? AND ord < ? {self._conditions()}"
                f" ORDER BY ord {self._order()} LIMIT ?",
                (self.feeds[0], self.low, self.high, limit),
            )
        return [row[0] for row in rows]

    def _placed(self, connection: sqlite3.Connection, limit: int) -> list[int]:
        """Read the datelines of each place there is to choose from, merged."""
        choice = min(self.places, key=len)
        others = tuple(places for places in self.places if places is not choice)
        rest = replace(self, places=others, feeds=None, without=())
        conditions = rest._conditions(ord="p.ord")
        join = "CROSS JOIN article AS a ON a.ord = p.ord" if self.states else ""
        if self.without:
            conditions += f" AND p.feed NOT IN ({_listed(self.without)})"
        if self.feeds is not None:
            conditions += f" AND p.feed IN ({_listed(self.feeds)})"
        streams = [
            connection.execute(
                f"SELECT p.ord FROM placed AS p {join}"
                f" WHERE p.place_id = ? AND p.ord >= ? AND p.ord < ? {conditions}"
                f" ORDER BY p.ord {self._order()}",
                (place, self.low, self.high),
            )
            for place in choice
        ]
        merged = heapq.merge(*((row[0] for row in rows) for rows in streams), reverse=not self.oldest_first)
        return list(islice((ord for ord, _ in groupby(merged)), limit))

    def _folder(self, connection: sqlite3.Connection, limit: int) -> list[int]:
        assert self.feeds is not None
        found: list[int] = []
        rest = self
        if len(self.feeds) > _MERGED_FEEDS:
            found, rest = self._from_river(connection, limit)
            limit -= len(found)
            if not limit or rest.low >= rest.high:
                return found
        piece = max(4, 2 * limit // len(self.feeds))
        feeds = [_pieces(replace(rest, feeds=(feed,)), connection, piece) for feed in self.feeds]
        return [*found, *islice(heapq.merge(*feeds, reverse=not self.oldest_first), limit)]

    def _from_river(self, connection: sqlite3.Connection, limit: int) -> tuple[list[int], View]:
        """Pick a folder's rows from a stretch of the river; return them, and the list after them."""
        assert self.feeds is not None
        feeds = set(self.feeds)
        river = replace(self, feeds=None)
        found: list[int] = []
        stretch = min(_RIVER_STRETCH, 4 * limit)
        looked_at = 0
        while looked_at < _RIVER_STRETCH and len(found) < limit:
            rows = connection.execute(
                f"SELECT ord, feed_id FROM article INDEXED BY {self._index('article')}"
                f" WHERE ord >= ? AND ord < ? {river._conditions()} ORDER BY ord {self._order()} LIMIT ?",
                (river.low, river.high, stretch),
            ).fetchall()
            found += [ord for ord, feed in rows if feed in feeds]
            if len(rows) < stretch:
                return found[:limit], replace(self, high=self.low)
            looked_at += stretch
            river = river.after(rows[-1][0])
        return found[:limit], replace(river, feeds=self.feeds)

    def _stream_folder(self, connection: sqlite3.Connection, chunk: int) -> Iterator[array[int]]:
        """Read the indexes of all its feeds, so many rows at a time: SQLite holds them in memory to sort."""
        rest, found = self, _SORTED_AT_ONCE
        while found == _SORTED_AT_ONCE:
            rows = connection.execute(
                f"SELECT ord FROM article INDEXED BY {self._index('article_feed')}"
                f" WHERE ord >= ? AND ord < ? {self._conditions(feeds=True)}"
                f" ORDER BY ord {self._order()} LIMIT ?",
                (rest.low, rest.high, _SORTED_AT_ONCE),
            )
            found = 0
            while part := array("q", [row[0] for row in rows.fetchmany(chunk)]):
                found += len(part)
                rest = rest.after(part[-1])
                yield part

    def _search(self, connection: sqlite3.Connection, limit: int) -> sqlite3.Cursor:
        """Look for the first `limit` rows of a search, for all where that is negative."""
        match = self.match
        by_word = self.feeds is not None and len(self.feeds) <= _FEED_WORDS
        if self.feeds is not None and by_word:
            words = " OR ".join(f'"f{feed}"' for feed in self.feeds)
            match = f"(feed : ({words})) AND ({match})"
        conditions = self._conditions(feeds=not by_word, ord="search.rowid")
        join = ""
        values: list[object] = [match, self.low, self.high]
        if self._has_few(connection):
            conditions = self._conditions(feeds=not by_word)
            conditions = (
                f"AND +search.rowid IN (SELECT ord FROM article INDEXED BY {self._index('article')}"
                f" WHERE ord >= ? AND ord < ? {conditions})"
            )
            values += [self.low, self.high]
        elif conditions:
            join = "CROSS JOIN article AS a ON a.ord = search.rowid"
        return connection.execute(
            f"SELECT search.rowid FROM search {join} WHERE search MATCH ? AND search.rowid >= ?"
            f" AND search.rowid < ? {conditions} ORDER BY search.rowid {self._order()} LIMIT ?",
            (*values, limit),
        )

    def _has_few(self, connection: sqlite3.Connection) -> bool:
        """Say whether a mark that is asked for is on so few articles that a set of them is cheap."""
        index = self._index("article")
        if index == "article_ord":
            return False
        column = index.removeprefix("article_")
        row = connection.execute(f"SELECT sum({column}) FROM tally").fetchone()
        return bool((row[0] or 0) < _FEW)


def resolve(connection: sqlite3.Connection, query: HeadlineQuery) -> View:
    """Look up what a query names: its feeds, those of its folder, those its search names."""
    removed = {row[0] for row in connection.execute("SELECT id FROM feed WHERE removed_at IS NOT NULL")}
    feeds: set[int] | None = None
    if query.feed is not None:
        feeds = {storable_number(query.feed)}
    elif query.folder is not None:
        feeds = feeds_of_folder(connection, storable(query.folder))
    search = parse_search(query.search) if query.search else Search()
    if search.feeds or search.not_feeds:
        names = _feed_names(connection)
        for part in search.feeds:
            named = _named(names, part)
            feeds = named if feeds is None else feeds & named
        for part in search.not_feeds:
            removed |= _named(names, part)
    states = list(search.states)
    if query.show != "all":
        states.append(("read", 0) if query.show == "unread" else (query.show, 1))
    return View(
        feeds=None if feeds is None else tuple(sorted(feeds - removed)),
        without=() if feeds is not None else tuple(sorted(removed)),
        states=tuple(dict.fromkeys(states)),
        match=_expression(connection, search),
        low=LOWEST if search.after is None else search.after * 1000,
        high=HIGHEST if search.before is None else search.before * 1000,
        oldest_first=query.oldest_first,
        places=tuple(_places(connection, name) for name in search.places),
        not_places=tuple(place for name in search.not_places for place in _places(connection, name)),
    )


def _places(connection: sqlite3.Connection, name: PlaceName) -> tuple[int, ...]:
    """Return the places that a name stands for."""
    words, whole = name
    if whole:
        rows = connection.execute("SELECT id FROM place WHERE key = ?", (" ".join(words),))
    else:
        rows = connection.execute(*named("place", words))
    return tuple(row[0] for row in rows)


def feeds_of_folder(connection: sqlite3.Connection, folder: str) -> set[int]:
    """Return the feeds of a folder and of its subfolders; of "", those in no folder."""
    rows = connection.execute("SELECT id FROM feed WHERE folder = ?", (folder,)).fetchall()
    if folder:
        rows += connection.execute(
            "SELECT id FROM feed WHERE folder > ? AND folder < ?", (f"{folder}/", f"{folder}0")
        ).fetchall()  # "0" is the character after "/"
    return {row[0] for row in rows}


def _expression(connection: sqlite3.Connection, search: Search) -> str | None:
    """Return the FTS5 expression of a search; None if it names no word."""
    wanted = list(search.words)
    if search.beginning:
        wanted.append(_beginning(connection, search.beginning))
    if not wanted and not search.without:
        return None
    # Without a word to look for: the one that every article has.
    expression = f"{{headline text}} : ({' AND '.join(wanted)})" if wanted else 'feed : "a"'
    if search.without:
        expression = f"({expression}) NOT ({{headline text}} : ({' OR '.join(search.without)}))"
    return expression


def _beginning(connection: sqlite3.Connection, typed: str) -> str:
    """Return the FTS5 expression for words that begin with what is typed."""
    phrase = fts_string(typed)
    if len(typed) > _INDEXED_BEGINNING and typed.isascii() and typed.isalnum():
        low = typed.lower()
        rows = connection.execute(_WORDS, {"low": low, "high": f"{low}\U0010ffff", "most": _MOST_ENDINGS + 1})
        words = [row[0] for row in rows]
        if len(words) <= _MOST_ENDINGS:
            return f"({' OR '.join(map(fts_string, words))})" if words else phrase
    return f"{phrase} *"


def _feed_names(connection: sqlite3.Connection) -> list[tuple[int, str]]:
    rows = connection.execute("SELECT id, own_title, title, url FROM feed")
    return [(feed_id, (own or title or url).casefold()) for feed_id, own, title, url in rows]


def _named(names: list[tuple[int, str]], part: str) -> set[int]:
    wanted = part.casefold()
    return {feed_id for feed_id, name in names if wanted in name}


def _listed(numbers: tuple[int, ...]) -> str:
    return json.dumps(numbers)[1:-1]


def _pieces(view: View, connection: sqlite3.Connection, piece: int) -> Iterator[int]:
    """Yield the `ord`s of a list of one feed, reading a few at a time."""
    while True:
        part = view.first(connection, piece)
        yield from part
        if len(part) < piece:
            return
        view = view.after(part[-1])
