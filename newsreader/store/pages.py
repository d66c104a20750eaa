"""A library's file read page by page, without SQLite: what repair falls back on where SQLite gives up.

SQLite finds a row by way of other pages; when one of those is damaged, whole pages of sound rows are out
of its reach.  Here every page that holds rows of a table is read for itself, and its rows are known for
a table's by their shape.  The layout is SQLite's "Database File Format": https://sqlite.org/fileformat2.html
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

MAGIC = b"SQLite format 3\0"
_USUAL_PAGE = 4096
_LEAF = 0x0D
_MOST_BYTES = 64 * 2**20
"""A longer row is none of ours."""
_LOG_MAGIC = (0x377F0682, 0x377F0683)
_NUMBER_BYTES = (0, 1, 2, 3, 4, 6, 8)

Value = int | float | str | bytes | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its table declares it: kind is "INTEGER", "TEXT" or "BLOB", default in SQL."""

    name: str
    kind: str
    required: bool
    is_id: bool
    default: str | None

    def fits(self, value: Value) -> bool:
        """Tell whether the column may have this value."""
        if value is None:
            return not self.required or self.default is not None
        return isinstance(value, {"INTEGER": int, "TEXT": str}.get(self.kind, bytes))


@dataclass(frozen=True, slots=True)
class Shape:
    """A table's name and columns; rows that lie in pages are told apart by them."""

    table: str
    columns: tuple[Column, ...]

    def holds(self, kinds: Sequence[int]) -> bool:
        """Tell whether a row with these serial types may be one of the table's.

        One that is shorter was written before the last columns were added.
        """
        if len(kinds) > len(self.columns):
            return False
        if not all(column.fits(None) for column in self.columns[len(kinds) :]):
            return False
        return all(map(_fits, self.columns, kinds))


def _fits(column: Column, kind: int) -> bool:
    if column.is_id:
        return kind == 0
    if kind == 0:
        return not column.required
    if column.kind == "INTEGER":
        return kind in (1, 2, 3, 4, 5, 6, 8, 9)
    return kind >= 12 and kind % 2 == (1 if column.kind == "TEXT" else 0)


class Pages:
    """The pages of a file; those that stand committed in its log go before those in the file itself."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        header = self._file.read(100)
        sound = header.startswith(MAGIC)
        size = int.from_bytes(header[16:18], "big") if sound else 0
        size = 65_536 if size == 1 else size
        self.page_size = size if 512 <= size <= 65_536 and not size & (size - 1) else _USUAL_PAGE
        reserved = header[20] if sound else 0
        self._usable = self.page_size - (reserved if reserved <= 64 else 0)
        log = path.with_name(path.name + "-wal")
        self._log = log.open("rb") if log.exists() else None
        self._in_log = self._read_log() if self._log else {}
        held = self._file.seek(0, 2) // self.page_size
        self.count = max(held, *self._in_log) if self._in_log else held

    def __enter__(self) -> Pages:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if self._log:
            self._log.close()

    def page(self, number: int) -> bytes:
        """Return a page (the first is 1); what cannot be read of it is missing."""
        try:
            if number in self._in_log and self._log:
                self._log.seek(self._in_log[number])
                return self._log.read(self.page_size)
            self._file.seek((number - 1) * self.page_size)
            return self._file.read(self.page_size)
        except OSError:  # a bad sector: the other pages are read all the same
            return b""

    def free(self) -> set[int]:
        """Return the pages that hold nothing any more, as far as their list can be followed."""
        found: set[int] = set()
        (trunk,) = struct.unpack_from(">I", self.page(1).ljust(36, b"\0"), 32)
        while 1 < trunk <= self.count and trunk not in found:
            found.add(trunk)
            page = self.page(trunk).ljust(8, b"\0")
            trunk, leaves = struct.unpack_from(">II", page)
            leaves = min(leaves, (len(page) - 8) // 4)
            listed = struct.unpack_from(f">{leaves}I", page, 8)
            found.update(number for number in listed if 1 < number <= self.count)
        return found

    def rows(
        self, shapes: Sequence[Shape], tell: Callable[[int, int], None]
    ) -> Iterator[tuple[Shape, int, list[Value]]]:
        """Yield (shape, rowid, values) of every row that lies in a page in use and fits a shape.

        `tell` is told of the progress in pages.
        """
        free = self.free()
        for number in range(1, self.count + 1):
            if number % 1_000 == 0:
                tell(number, self.count)
            if number not in free:
                yield from self._rows_of(self.page(number), 100 if number == 1 else 0, shapes)

    def _rows_of(
        self, page: bytes, start: int, shapes: Sequence[Shape]
    ) -> Iterator[tuple[Shape, int, list[Value]]]:
        if len(page) < self.page_size or page[start] != _LEAF:
            return
        (count,) = struct.unpack_from(">H", page, start + 3)
        if start + 8 + 2 * count > self._usable:
            return
        for place in struct.unpack_from(f">{count}H", page, start + 8):
            try:
                found = self._row(page, place, shapes)
            except (IndexError, struct.error, ValueError):
                continue  # a cell that leads out of its page is no row
            if found:
                yield found

    def _row(self, page: bytes, place: int, shapes: Sequence[Shape]) -> tuple[Shape, int, list[Value]] | None:
        length, place = _varint(page, place)
        rowid, place = _varint(page, place)
        if not 0 < length <= _MOST_BYTES:
            return None
        kinds, _ = _kinds(page, place)
        shape = next((shape for shape in shapes if shape.holds(kinds)), None)
        if shape is None:
            return None
        payload = self._payload(page, place, length)
        if payload is None:
            return None
        kinds, at = _kinds(payload, 0)
        values: list[Value] = []
        for kind in kinds:
            value, at = _value(payload, at, kind)
            values.append(value)
        return (shape, rowid, values) if at == len(payload) else None

    def _payload(self, page: bytes, place: int, length: int) -> bytes | None:
        """Return the bytes of a row, those on other pages included; None where they are not all there."""
        usable = self._usable
        if length <= usable - 35:
            local = length
        else:
            least = (usable - 12) * 32 // 255 - 23
            local = least + (length - least) % (usable - 4)
            local = local if local <= usable - 35 else least
        parts = [page[place : place + local]]
        if local == length:
            return parts[0] if len(parts[0]) == length else None
        (more,) = struct.unpack_from(">I", page, place + local)
        left = length - local
        while left > 0:
            if not 1 < more <= self.count:
                return None
            overflow = self.page(more)
            if len(overflow) < self.page_size:
                return None
            part = overflow[4 : 4 + min(left, usable - 4)]
            parts.append(part)
            left -= len(part)
            (more,) = struct.unpack_from(">I", overflow)
        return b"".join(parts) if more == 0 else None

    def _read_log(self) -> dict[int, int]:
        """Return where in the log each page stands as it was last committed."""
        assert self._log is not None
        header = self._log.read(32)
        if len(header) < 32:
            return {}
        magic, _, size, _, salt1, salt2, *sums = struct.unpack(">8I", header)
        if magic not in _LOG_MAGIC or size != self.page_size:
            return {}
        order = ">" if magic & 1 else "<"
        state = _checksum(header[:24], order, (0, 0))
        if state != tuple(sums):
            return {}
        committed: dict[int, int] = {}
        waiting: dict[int, int] = {}
        while True:
            frame = self._log.read(24)
            at = self._log.tell()
            content = self._log.read(size)
            if len(frame) < 24 or len(content) < size:
                return committed
            number, commit, *salts, sum1, sum2 = struct.unpack(">6I", frame)
            state = _checksum(content, order, _checksum(frame[:8], order, state))
            if salts != [salt1, salt2] or state != (sum1, sum2):
                return committed
            waiting[number] = at
            if commit:
                committed |= waiting
                waiting = {}


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """Return a number of one to nine bytes, and the place after it."""
    value = 0
    for count in range(8):
        byte = data[place + count]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + count + 1
    value = value << 8 | data[place + 8]
    return value - (1 << 64) if value >= 1 << 63 else value, place + 9


def _kinds(data: bytes, place: int) -> tuple[list[int], int]:
    """Return the serial types of a row's values, and the place where these begin."""
    length, at = _varint(data, place)
    end = place + length
    if not at <= end <= len(data):
        raise ValueError("a row's header is longer than the row")
    kinds = []
    while at < end:
        kind, at = _varint(data, at)
        kinds.append(kind)
    return kinds, at


def _value(data: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind == 7:
        return struct.unpack_from(">d", data, at)[0], at + 8
    if kind <= 6:
        size = _NUMBER_BYTES[kind]
        return int.from_bytes(data[at : at + size], "big", signed=True), at + size
    size = (kind - 12) // 2
    content = data[at : at + size]
    return (content.decode("utf-8", "replace") if kind % 2 else content), at + size


def _checksum(data: bytes, order: str, state: tuple[int, ...]) -> tuple[int, int]:
    first, second = state
    numbers = struct.unpack(f"{order}{len(data) // 4}I", data)
    for one, two in zip(numbers[::2], numbers[1::2], strict=True):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return first, second
