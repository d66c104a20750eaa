"""Read who said what: people and places with their counts, and quotations across the library.

People and places are read from indexes in the order wanted, or, where what is typed fits few, found by
their words.  What belongs to removed feeds is taken off here: the list is read on until nobody further
down could still come among the first.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Literal, TypeVar

from newsreader.models import Person, PlaceCount, Said
from newsreader.store.packing import inflate, unpack_dateline
from newsreader.text.names import shown_place, words_of

T = TypeVar("T")

Order = Literal["quoted", "newest"]

_Rank = tuple[int, int, str]
_Ranked = tuple[int, _Rank, T]
"""The most a row's count may be, its rank, and what it stands for."""

_FEW_NAMED = 1_500
"""With more names than this that fit, the list in its order is read until enough of them are found."""

_MERGED_PEOPLE = 1_000
"""People of one last name whose words are merged; what those say who are quoted least is left out."""

_NEVER = -(2**63)

_REMOVED = "SELECT id FROM feed WHERE removed_at IS NOT NULL"
_SHOWN_TITLE = "coalesce(nullif(f.own_title, ''), nullif(f.title, ''), f.url)"

_SAID = (
    "SELECT a.id, s.ord, s.back, s.start, s.length, s.fragment, s.speaker, s.via, a.headline,"
    f" coalesce(a.published, a.fetched), f.id, {_SHOWN_TITLE}, b.text, coalesce(b.dateline, o.dateline)"
    " FROM json_each(?) AS wanted CROSS JOIN said AS s"
    " ON s.ord = json_extract(wanted.value, '$[0]') AND s.back = json_extract(wanted.value, '$[1]')"
    " CROSS JOIN article AS a ON a.ord = s.ord CROSS JOIN feed AS f ON f.id = a.feed_id"
    " CROSS JOIN body AS b ON b.article_id = a.id CROSS JOIN source AS o ON o.article_id = a.id"
)

Place = tuple[int, int]
"""(ord, back) of a quotation: its place in the order of all, newest article first."""


def named(table: str, words: Sequence[str], columns: str = "id", more: str = "") -> tuple[str, list[str]]:
    """Return SQL, and its values, for the rows of `person` or `place` whose names fit what is typed.

    Each word typed has to be the beginning of one in the name; the longest is looked for in the index.
    """
    first = max(words, key=len)
    others = [word for word in words if word is not first]
    sql = (
        f"SELECT {columns} FROM {table} WHERE id IN (SELECT {table}_id FROM {table}_word"
        f" WHERE word >= ? AND word < ?) {' '.join(_BEGINS for _ in others)} {more}"
    )
    return sql, [first, first + "\U0010ffff", *(f" {word}" for word in others)]


_BEGINS = "AND instr(' ' || key, ?)"


def people(connection: sqlite3.Connection, typed: str, order: Order, limit: int) -> list[Person]:
    """Return the people whose names fit what is typed, the most or the newest quoted first."""
    gone = _gone(connection)
    newest_first = order == "newest"

    def ranked() -> Iterator[_Ranked[Person]]:
        rows = _candidates(connection, "person", typed, "newest" if newest_first else "quotes")
        for person_id, key, name, quotes, newest in rows:
            kept, last = quotes, newest
            if gone:
                (lost,) = connection.execute(
                    f"SELECT coalesce(sum(quotes), 0) FROM voice WHERE person_id = ? AND feed_id IN ({gone})",
                    (person_id,),
                ).fetchone()
                kept -= lost
            if gone and lost:
                last = _newest_of(connection, person_id, gone)
            rank = (last, kept, key) if newest_first else (kept, last, key)
            yield newest if newest_first else quotes, rank, Person(key, name, kept, last)

    return [person for person in _best(ranked(), limit, bool(gone)) if person.quotes]


def places(connection: sqlite3.Connection, typed: str, limit: int) -> list[PlaceCount]:
    """Return the places whose names fit what is typed, those with most articles first."""
    gone = _gone(connection)

    def ranked() -> Iterator[_Ranked[PlaceCount]]:
        for place_id, key, name, articles in _candidates(connection, "place", typed, "articles"):
            kept = articles
            if gone:
                (lost,) = connection.execute(
                    "SELECT coalesce(sum(articles), 0) FROM place_tally"
                    f" WHERE place_id = ? AND feed_id IN ({gone})",
                    (place_id,),
                ).fetchone()
                kept -= lost
            yield articles, (kept, 0, key), PlaceCount(key, shown_place(name), kept)

    return [place for place in _best(ranked(), limit, bool(gone)) if place.articles]


def _gone(connection: sqlite3.Connection) -> str:
    """Return the ids of the removed feeds as SQL lists them, "" without any."""
    return ", ".join(str(row[0]) for row in connection.execute(_REMOVED))


def _newest_of(connection: sqlite3.Connection, person_id: int, gone: str) -> int:
    """Return the `ord` of a person's newest article in the feeds that are there."""
    row = connection.execute(
        f"SELECT ord FROM said INDEXED BY said_by WHERE person_id = ? AND feed_id NOT IN ({gone})"
        " ORDER BY ord DESC LIMIT 1",
        (person_id,),
    ).fetchone()
    return row[0] if row else _NEVER


def _candidates(
    connection: sqlite3.Connection, table: str, typed: str, order: str
) -> Iterable[tuple[Any, ...]]:
    """Return rows of `person` or `place` that fit what is typed, in the order of their kept counts."""
    columns = "id, key, name, quotes, newest" if table == "person" else "id, key, name, articles"
    ordered = f"ORDER BY {order} DESC, {'newest' if order == 'quotes' else 'id'} DESC"
    words = list(dict.fromkeys(words_of(typed)))
    if not words:
        return connection.execute(f"SELECT {columns} FROM {table} {ordered}")
    first = max(words, key=len)
    fitting = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM {table}_word WHERE word >= ? AND word < ? LIMIT ?)",
        (first, first + "\U0010ffff", _FEW_NAMED),
    ).fetchone()[0]
    if fitting < _FEW_NAMED:
        return connection.execute(*named(table, words, columns, ordered))
    fits = " AND ".join("instr(' ' || key, ?)" for _ in words)
    return connection.execute(
        f"SELECT {columns} FROM {table} WHERE {fits} {ordered}", [f" {word}" for word in words]
    )


def _best(rows: Iterator[_Ranked[T]], limit: int, partly: bool) -> list[T]:
    """Return the first `limit` by rank of rows (bound, rank, item) that come with falling bounds.

    A rank is never above its row's bound; unless `partly`, it is equal, and the first rows are the best.
    """
    if not partly:
        return [item for _, _, item in islice(rows, limit)]
    best: list[tuple[_Rank, int, T]] = []
    for number, (bound, rank, item) in enumerate(rows):
        if len(best) == limit:
            if bound < best[0][0][0]:
                break
            heapq.heappushpop(best, (rank, -number, item))
        else:
            heapq.heappush(best, (rank, -number, item))
    return [item for _, _, item in sorted(best, key=lambda one: (one[0][:2], one[1]), reverse=True)]


def find_person(connection: sqlite3.Connection, key: str) -> list[int]:
    """Return the ids of the person with this key: one, or none."""
    return [row[0] for row in connection.execute("SELECT id FROM person WHERE key = ?", (key,))]


def called(connection: sqlite3.Connection, name: str) -> list[int]:
    """Return the ids of those in whose names all these words stand whole, the most quoted first."""
    words = list(dict.fromkeys(words_of(name)))
    if not words:
        return []
    first = max(words, key=len)
    fits = "".join(" AND instr(' ' || key || ' ', ?)" for _ in words)
    rows = connection.execute(
        f"SELECT id FROM person WHERE id IN (SELECT person_id FROM person_word WHERE word = ?){fits}"
        " ORDER BY quotes DESC",
        [first, *(f" {word} " for word in words)],
    )
    return [row[0] for row in rows]


def said(
    connection: sqlite3.Connection, people: Sequence[int] | None, after: Place | None, limit: int
) -> list[Said]:
    """Return quotations after a place in their order, newest article first; of these people, or all."""
    gone = _gone(connection)
    without = f"AND feed_id NOT IN ({gone})" if gone else ""
    high = after or (2**63 - 1, 1)
    rest = f"AND (ord, back) < (?, ?) {without} ORDER BY ord DESC, back DESC LIMIT ?"
    if people is None:
        streams = [connection.execute(f"SELECT ord, back FROM said WHERE 1 {rest}", (*high, limit))]
    else:
        streams = [
            connection.execute(
                f"SELECT ord, back FROM said INDEXED BY said_by WHERE person_id = ? {rest}",
                (person, *high, limit),
            )
            for person in people[:_MERGED_PEOPLE]
        ]
    found = list(islice(heapq.merge(*streams, reverse=True), limit))
    rows = connection.execute(_SAID, (json.dumps(found),))
    by_place = {(row[1], row[2]): row for row in rows}
    texts: dict[int, str] = {}
    return [_said(by_place[place], texts) for place in found if place in by_place]


def _said(row: tuple[Any, ...], texts: dict[int, str]) -> Said:
    article, ord, back, start, length, fragment, speaker, via, headline, published, feed, title = row[:12]
    if article not in texts:
        texts[article] = inflate(row[12])
    dateline = unpack_dateline(row[13])
    return Said(
        article=article,
        ord=ord,
        number=-back,
        start=start,
        end=start + length,
        kind="fragment" if fragment else "statement",
        text=texts[article][start : start + length],
        speaker=speaker,
        via=via,
        headline=headline,
        published=published,
        place=shown_place(dateline.place) if dateline is not None and dateline.place else "",
        feed=feed,
        feed_title=title,
    )
