"""What the reader does and can take back: marks on articles, and changes to feeds.

An operation is a row of `op`; the articles a mark really changed are its rows of `op_item`.  Large ones
are done in chunks and are `pending` until the last; taking one back is done in chunks as well, and it
is `undoing` until the last.  Both go on from what stands in the tables, so after a crash, or beside
another program that goes on with the same operation, each chunk is done once.

Everything happens as if operations ran one after another:

- an unfinished operation is finished before a later large one begins (`finish`);
- a small one does not wait: what unfinished ones would still do to its articles is done to these
  first (`_settle`), and a chunk leaves out articles that a later operation has changed;
- a list is resolved when its operation begins, and means the articles there were then.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any, TypeVar

from newsreader.models import HeadlineQuery, MarkKind, Operation
from newsreader.store.database import transaction
from newsreader.store.packing import from_json, storable, to_json
from newsreader.store.view import HIGHEST, View, resolve
from newsreader.store.writer import Steps

T = TypeVar("T")

CHUNK = 2_000
"""The most marks in one transaction."""

_SECONDS_AT_ONCE = 0.008
"""After so long a transaction ends with the slice it is at, however many marks it has made."""

_SLICE = 200
"""Marks between two looks at the clock: a millisecond of work."""

_COLUMNS: dict[str, str] = {"read": "read", "starred": "starred", "later": "later"}
_FIELDS = "id, kind, label, count, at"


def mark(
    connection: sqlite3.Connection, kind: MarkKind, on: bool, ids: Sequence[int], at: int, label: str
) -> Steps[Operation | None]:
    """Set or clear a mark on articles; None where that changes nothing."""
    chosen = list(dict.fromkeys(ids))
    if len(chosen) > CHUNK:
        with transaction(connection):
            newest = _newest(connection)
            data = {"on": on, "ids": [id for id in chosen if id <= newest]}
            op_id = _create(connection, kind, label, at, "pending", data, 0)
        return (yield from finish(connection, op_id))
    with transaction(connection):
        _settle(connection, chosen)
        op_id = _create(connection, kind, label, at, "done", {"on": on}, None)
        if not _set(connection, op_id, _COLUMNS[kind], on, chosen):
            connection.execute("DELETE FROM op WHERE id = ?", (op_id,))
            return None
        return find(connection, op_id)  # before it is committed: what is refused must not be done


def mark_query(
    connection: sqlite3.Connection,
    query: HeadlineQuery,
    kind: MarkKind,
    on: bool,
    up_to_ord: int,
    at: int,
    label: str,
) -> Steps[Operation | None]:
    """Set or clear a mark on a whole list, as far as `up_to_ord`; None where that changes nothing."""
    with transaction(connection):
        view = resolve(connection, query).narrowed(high=up_to_ord + 1)
        data = {
            "on": on,
            "view": asdict(replace(view, oldest_first=False)),
            "newest": _newest(connection),
        }
        op_id = _create(connection, kind, label, at, "pending", data, view.high)
    return (yield from finish(connection, op_id))


def undo(connection: sqlite3.Connection, at: int) -> Steps[Operation | None]:
    """Take back the newest operation that was not taken back yet, finished or not."""
    while True:
        with transaction(connection):
            row = connection.execute(
                "SELECT id, kind, state, count, data FROM op WHERE state IN ('done', 'pending')"
                " ORDER BY id DESC LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            op_id, kind, state, count, text = row
            if state == "done" or count:
                operation = find(connection, op_id)
                _begin_undo(connection, op_id, kind, from_json(text))
                break
        # It may change nothing and be no operation at all, so others cannot be let go first.
        _advance(connection, _unfinished(connection), CHUNK)
    yield from finish(connection, op_id)
    return operation


def finish(connection: sqlite3.Connection, op_id: int | None = None) -> Steps[Operation | None]:
    """Go on with everything unfinished until the operation `op_id` is finished, or all are.

    Returns the operation, or None where it changed nothing.
    """
    size = CHUNK
    while True:
        unfinished = _unfinished(connection)
        if op_id is not None and not any(row[0] == op_id for row in unfinished):
            return find(connection, op_id)
        if not unfinished:
            return None
        done = _advance(connection, unfinished, size)
        size = min(max(2 * done, min(_SLICE, CHUNK)), CHUNK)  # what is looked for in vain costs time too
        yield


def find(connection: sqlite3.Connection, op_id: int) -> Operation | None:
    """Return an operation."""
    row = connection.execute(f"SELECT {_FIELDS} FROM op WHERE id = ?", (op_id,)).fetchone()
    return Operation(*row) if row else None


def last(connection: sqlite3.Connection) -> Operation | None:
    """Return the operation that `undo` would take back."""
    row = connection.execute(
        f"SELECT {_FIELDS} FROM op WHERE state IN ('done', 'pending') ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return Operation(*row) if row else None


def record(connection: sqlite3.Connection, kind: str, label: str, at: int, data: dict[str, Any]) -> Operation:
    """Write down an operation on a feed, inside the caller's transaction."""
    op_id = _create(connection, kind, label, at, "done", data, None)
    connection.execute("UPDATE op SET count = 1 WHERE id = ?", (op_id,))
    return Operation(op_id, kind, label, 1, at)


def restore_feed(connection: sqlite3.Connection, data: dict[str, Any]) -> None:
    """Give a feed the values it had before an operation."""
    before = data["before"]
    columns = ", ".join(f"{column} = ?" for column in before)
    connection.execute(f"UPDATE OR IGNORE feed SET {columns} WHERE id = ?", (*before.values(), data["feed"]))


_Unfinished = list[tuple[int, str, str, int, str]]


def _unfinished(connection: sqlite3.Connection) -> _Unfinished:
    """Return (id, kind, state, reached, data) of what is unfinished, the oldest first."""
    return connection.execute(
        "SELECT id, kind, state, reached, data FROM op WHERE state IN ('pending', 'undoing') ORDER BY id"
    ).fetchall()


def _advance(connection: sqlite3.Connection, unfinished: _Unfinished, size: int) -> int:
    """Do one part of what is unfinished, of at most `size` articles; return how many these were.

    First comes what is being taken back, the newest first; then what is being done, the oldest first.
    """
    undoing = [row for row in unfinished if row[2] == "undoing"]
    for op_id, kind, state, reached, text in (undoing[-1:] or unfinished)[:1]:
        data = from_json(text)
        if state != "undoing":
            return _mark_chunk(connection, op_id, kind, reached, data, size)
        with transaction(connection):
            return _take_back_chunk(connection, op_id, kind, data["on"], size)
    return 0


def _begin_undo(connection: sqlite3.Connection, op_id: int, kind: str, data: dict[str, Any]) -> None:
    """Begin to take an operation back; a small one is taken back at once, if none goes before it."""
    if kind not in _COLUMNS:
        restore_feed(connection, data)
        connection.execute("UPDATE op SET state = 'undone' WHERE id = ?", (op_id,))
        return
    others = connection.execute("SELECT 1 FROM op WHERE state = 'undoing'").fetchone()
    connection.execute("UPDATE op SET state = 'undoing' WHERE id = ?", (op_id,))
    if not others:
        _take_back_chunk(connection, op_id, kind, data["on"], CHUNK)


def _create(
    connection: sqlite3.Connection,
    kind: str,
    label: str,
    at: int,
    state: str,
    data: dict[str, Any],
    reached: int | None,
) -> int:
    cursor = connection.execute(
        "INSERT INTO op (kind, label, at, state, data, reached) VALUES (?, ?, ?, ?, ?, ?)",
        (kind, storable(label), at, state, storable(to_json(data)), reached),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _set(connection: sqlite3.Connection, op_id: int, column: str, on: bool, ids: Sequence[int]) -> int:
    """Set a mark where it differs, as part of an operation; return how many articles changed."""
    listed = json.dumps(ids)
    cursor = connection.execute(
        "INSERT OR IGNORE INTO op_item (op_id, article_id)"
        f" SELECT ?, id FROM article WHERE id IN (SELECT value FROM json_each(?))"
        f" AND {column} = ? ORDER BY id",
        (op_id, listed, not on),
    )
    changed = cursor.rowcount
    if changed:
        connection.execute(
            f"UPDATE article SET {column} = ? WHERE id IN (SELECT value FROM json_each(?)) AND {column} = ?",
            (on, listed, not on),
        )
        connection.execute("UPDATE op SET count = count + ? WHERE id = ?", (changed, op_id))
    return changed


def _mark_chunk(
    connection: sqlite3.Connection, op_id: int, kind: str, reached: int, data: dict[str, Any], size: int
) -> int:
    """Do the next part of a large operation; return how many articles that were.

    The articles are looked for before the transaction begins, so that the lock is not held meanwhile.
    """
    column, on = _COLUMNS[kind], bool(data["on"])
    # pairs of an article and how far the operation is after it
    part: list[tuple[int, int]]
    if "ids" in data:
        found = data["ids"][reached : reached + size]
        part = [(id, reached + number) for number, id in enumerate(found, 1)]
    else:
        view = _view(data).having(column, 0 if on else 1).narrowed(high=reached)
        found = view.first(connection, size)
        part = _ids(connection, found)
    with transaction(connection):
        row = connection.execute("SELECT state, reached FROM op WHERE id = ?", (op_id,)).fetchone()
        if row != ("pending", reached):
            return 0  # another program went on with it, or it is being taken back
        later = connection.execute("SELECT article_id FROM op_item WHERE op_id > ?", (op_id,))
        left_out = {row[0] for row in later}
        newest = data.get("newest", HIGHEST)
        done = 0
        for piece in _while_there_is_time(part):
            ids = [id for id, _ in piece if id not in left_out and id <= newest]
            _set(connection, op_id, column, on, ids)
            done += len(piece)
        if done:
            connection.execute("UPDATE op SET reached = ? WHERE id = ?", (part[done - 1][1], op_id))
        if done == len(part) and len(found) < size:
            connection.execute("UPDATE op SET state = 'done' WHERE id = ?", (op_id,))
            connection.execute("DELETE FROM op WHERE id = ? AND count = 0", (op_id,))
    return done


def _while_there_is_time(part: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield slices of what a transaction is to do, for as long as it may last; one in any case."""
    until = time.monotonic() + _SECONDS_AT_ONCE
    for start in range(0, len(part), _SLICE):
        if start and time.monotonic() > until:
            return
        yield part[start : start + _SLICE]


def _take_back_chunk(connection: sqlite3.Connection, op_id: int, kind: str, on: bool, size: int) -> int:
    """Take back the next part of an operation; return how many articles that were."""
    rows = connection.execute(
        "SELECT article_id FROM op_item WHERE op_id = ? ORDER BY article_id LIMIT ?", (op_id, size)
    )
    ids = [row[0] for row in rows]
    done = 0
    for piece in _while_there_is_time(ids):
        _take_back(connection, op_id, _COLUMNS[kind], on, piece)
        done += len(piece)
    if done == len(ids) < size:
        connection.execute("UPDATE op SET state = 'undone' WHERE id = ?", (op_id,))
    return done


def _take_back(connection: sqlite3.Connection, op_id: int, column: str, on: bool, ids: Sequence[int]) -> None:
    listed = json.dumps(ids)
    connection.execute(
        f"UPDATE article SET {column} = ? WHERE id IN (SELECT value FROM json_each(?)) AND {column} = ?",
        (not on, listed, on),
    )
    connection.execute(
        "DELETE FROM op_item WHERE op_id = ? AND article_id IN (SELECT value FROM json_each(?))",
        (op_id, listed),
    )


def _settle(connection: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Do to these articles what unfinished operations would do to them later."""
    unfinished = _unfinished(connection)
    for op_id, kind, state, _, text in reversed(unfinished):
        if state == "undoing":
            items = connection.execute(
                "SELECT article_id FROM op_item WHERE op_id = ?"
                " AND article_id IN (SELECT value FROM json_each(?))",
                (op_id, json.dumps(ids)),
            )
            on = bool(from_json(text)["on"])
            _take_back(connection, op_id, _COLUMNS[kind], on, [row[0] for row in items])
    for op_id, kind, state, reached, text in unfinished:
        if state == "pending":
            data = from_json(text)
            still = [id for id in ids if _is_before(connection, data, reached, id)]
            _set(connection, op_id, _COLUMNS[kind], bool(data["on"]), still)


def _is_before(connection: sqlite3.Connection, data: dict[str, Any], reached: int, article_id: int) -> bool:
    """Say whether an unfinished operation means an article and has not come to it."""
    if "ids" in data:
        return article_id in data["ids"][reached:]
    row = connection.execute("SELECT ord FROM article WHERE id = ?", (article_id,)).fetchone()
    if row is None or row[0] >= reached or article_id > data["newest"]:
        return False
    return bool(_view(data).narrowed(low=row[0], high=row[0] + 1).first(connection, 1))


def _view(data: dict[str, Any]) -> View:
    """Return the list of an operation, from JSON."""
    fields = data["view"]
    feeds = fields["feeds"]
    return View(
        **{
            **fields,
            "feeds": None if feeds is None else tuple(feeds),
            "without": tuple(fields["without"]),
            "states": tuple((column, value) for column, value in fields["states"]),
            "places": tuple(map(tuple, fields["places"])),
            "not_places": tuple(fields["not_places"]),
        }
    )


def _newest(connection: sqlite3.Connection) -> int:
    """Return the highest id of an article."""
    newest: int = connection.execute("SELECT coalesce(max(id), 0) FROM article").fetchone()[0]
    return newest


def _ids(connection: sqlite3.Connection, ords: Sequence[int]) -> list[tuple[int, int]]:
    """Return (id, ord) of the articles with these `ord`s, the newest first."""
    return connection.execute(
        "SELECT a.id, a.ord FROM json_each(?) AS wanted CROSS JOIN article AS a ON a.ord = wanted.value"
        " ORDER BY a.ord DESC",
        (json.dumps(ords),),
    ).fetchall()
