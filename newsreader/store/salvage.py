"""Read out of a damaged library whatever can be read: by SQLite as far as it goes, then page by page.

Nothing is written here, neither to the file nor beside it where that can be helped.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from newsreader.store.database import BUSY_SECONDS
from newsreader.store.functions import register
from newsreader.store.pages import Column, Pages, Shape, Value

Row = tuple[Value, ...]
Tell = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and how much there is (0: not known)."""

_PROBES = 5_000
"""How often a gap is halved at most; what is left of it then is looked for page by page."""
_TOLD_EVERY = 5_000

_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What reading a damaged file raises; the second where sqlite3 fails to word the first."""

KEPT = ("feed", "article", "source", "body", "revision", "op")
"""The tables whose rows have a number, and are looked for page by page where SQLite gives up."""

_OWNERS = {"source": "article", "body": "article"}
"""Tables whose rows are numbered as the articles are."""


def shapes_of(connection: sqlite3.Connection) -> dict[str, Shape]:
    """Return the shapes of the tables that are kept, as a sound library has them."""
    return {table: _shape(connection, table) for table in KEPT}


def _shape(connection: sqlite3.Connection, table: str) -> Shape:
    columns = [
        Column(name, kind, bool(required) and not key, bool(key) and kind == "INTEGER", default)
        for _, name, kind, required, default, key in connection.execute(f"PRAGMA table_info({table})")
    ]
    return Shape(table, tuple(columns))


class Salvage:
    """A damaged library, to be read; `broken` names the tables of which SQLite could not read all."""

    def __init__(self, path: Path, shapes: dict[str, Shape], tell: Tell) -> None:
        self.path = path
        self.broken: set[str] = set()
        self._shapes = shapes
        self._tell = tell
        self._connection = _open(path)
        self._columns: dict[str, list[str]] = {}
        if self._connection is None:
            self.broken.update(KEPT)
        else:
            self._look_at_tables(self._connection)

    def __enter__(self) -> Salvage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()

    @property
    def by_sqlite(self) -> bool:
        """Whether SQLite can read the file at all."""
        return self._connection is not None

    def rows(self, table: str) -> Iterator[Row]:
        """Yield the rows of a table as SQLite finds them, going around what it cannot read."""
        shape = self._shapes[table]
        if self._connection is None or not self._columns.get(table):
            return
        has = self._columns[table]
        places = [has.index(column.name) if column.name in has else None for column in shape.columns]
        listed = ", ".join(has)
        low, high = self._bounds(table)
        for done, row in enumerate(self._walk(table, f"rowid, {listed}", low, high), 1):
            if done % _TOLD_EVERY == 0:
                self._tell(table, done, 0)
            yield tuple(
                None if place is None else row[place + 1] if not column.is_id else row[0]
                for place, column in zip(places, shape.columns, strict=True)
            )

    def missed(self) -> Iterator[tuple[str, Row]]:
        """Yield (table, row) of what lies in the pages of tables that SQLite could not read to the end.

        Rows that `rows` has given come again.
        """
        wanted = [self._shapes[table] for table in KEPT if table in self.broken]
        if not wanted:
            return
        with Pages(self.path) as pages:
            found = pages.rows(wanted, lambda done, total: self._tell("pages", done, total))
            for shape, rowid, values in found:
                padded = [*values, *[None] * (len(shape.columns) - len(values))]
                for place, column in enumerate(shape.columns):
                    if column.is_id:
                        padded[place] = rowid
                yield shape.table, tuple(padded)

    def both_ends(self, columns: str, source: str, order: Sequence[str]) -> tuple[list[Row], bool]:
        """Return what can be read of a list from either end, and whether that was all of it."""
        if self._connection is None:
            return [], False
        found: list[Row] = []
        for end in ("ASC", "DESC"):
            by = ", ".join(f"{name} {end}" for name in order)
            try:
                for row in self._connection.execute(f"SELECT {columns} FROM {source} ORDER BY {by}"):
                    found.append(row)
                return found, end == "ASC"
            except _ERRORS:
                continue
        return found, False

    # --- inside -------------------------------------------------------------------------------------

    def _look_at_tables(self, connection: sqlite3.Connection) -> None:
        for table in KEPT:
            try:
                rows = connection.execute(f"PRAGMA table_info({table})").fetchall()
            except _ERRORS:
                rows = []
            known = {column.name for column in self._shapes[table].columns}
            self._columns[table] = [row[1] for row in rows if row[1] in known]
            if not rows:
                self.broken.add(table)

    def _bounds(self, table: str) -> tuple[int, int]:
        """Return the lowest and highest number that a row may have, as well as that can be told."""
        assert self._connection is not None
        owner = _OWNERS.get(table, table)
        for sql in (
            f"SELECT max(rowid) FROM {table}",
            f"SELECT seq FROM sqlite_sequence WHERE name = '{owner}'",
            f"SELECT max(rowid) FROM {owner}",
        ):
            with suppress(*_ERRORS):
                row = self._connection.execute(sql).fetchone()
                if row and row[0]:
                    return 1, int(row[0])
        return 1, 2**62

    def _walk(self, table: str, columns: str, low: int, high: int) -> Iterator[tuple[Any, ...]]:
        """Yield the rows with numbers from `low` to `high`, from both ends of each readable stretch."""
        assert self._connection is not None
        stretches = deque([(low, high)])
        probes = 0
        while stretches:
            low, high = stretches.popleft()
            probes += 1
            for direction in ("ASC", "DESC"):
                sql = f"SELECT {columns} FROM {table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid {direction}"
                try:
                    for row in self._connection.execute(sql, (low, high)):
                        yield row
                        low, high = (row[0] + 1, high) if direction == "ASC" else (low, row[0] - 1)
                    break
                except (*_ERRORS, OverflowError):
                    self.broken.add(table)
            else:
                if low < high and probes < _PROBES:
                    middle = (low + high) // 2
                    stretches += [(low, middle), (middle + 1, high)]


def _open(path: Path) -> sqlite3.Connection | None:
    """Open a damaged library to read it, so that it stays as it is to the byte; None where that fails."""
    log = path.with_name(path.name + "-wal")
    has_log = log.exists() and log.stat().st_size > 0
    how = "mode=ro" if has_log else "mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?{how}", uri=True, timeout=BUSY_SECONDS, isolation_level=None
        )
        try:
            register(connection)
            connection.execute("PRAGMA query_only = ON")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
        except _ERRORS:
            connection.close()
            return None
    except sqlite3.Error:
        return None
    return connection
