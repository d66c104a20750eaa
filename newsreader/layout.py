"""Blocks laid out in lines of a width: what stands where, without any colour yet.

A laid-out block is a list of (start, end) of its drawn text, one a line; a table has cells besides.
Nothing is copied and nothing styled until a line is drawn, so that half a megabyte is laid out in
milliseconds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from newsreader.block import Block, Run
from newsreader.cells import Wrapping, cut, fitting, width, wrap
from newsreader.late import dataclass

Cell = tuple[int, int, int]
"""(column, start, end) of a piece of text in a table."""
Part = tuple[str, tuple[str, ...], int]
"""(text, roles from the outermost in, number of the link or 0): a run of a drawn line."""
Mark = tuple[int, int, str]
"""(start, end, role) in drawn text, laid over the block's own runs."""

UNLIMITED = 1_000_000
_VERY_LONG = 30_000
"""Characters of a paragraph that is not laid out as a whole at once."""
_GUTTER = 3
_LEAST_COLUMN = 5


@dataclass(frozen=True, slots=True)
class Laid:
    """A block in lines.  `cells` has a line's cells where the block is a table, `rules` its rules."""

    lines: list[tuple[int, int]]
    columns: int
    cells: list[tuple[Cell, ...]] | None = None
    rules: frozenset[int] = frozenset()
    more: frozenset[int] = frozenset()
    """Lines of code that go on the line above."""


def lay(block: Block, columns: int, wide: int = 0) -> Laid:
    """Lay a block out in lines at most `columns` wide, what stands before them included.

    Code and tables may be as wide as `wide` where they do not fit otherwise.
    """
    before = width(block.first)
    inner = max(columns - before, 2)
    if block.flow == "words":
        return Laid(wrap(block.text, inner), columns)
    if block.flow == "balanced":
        return Laid(_balanced(block.text, inner), columns)
    if block.flow == "code":
        if block.role != "links" and wide > columns:
            longest = max(map(width, block.text.split("\n")))
            columns = max(columns, min(longest + before, wide))
        return _code(block, max(columns - before, 2), columns)
    if block.flow == "table":
        return _table(block, inner, max(wide - before, inner), columns)
    return Laid([(0, 0)], columns)


def lay_bit_by_bit(block: Block, columns: int) -> Wrapping | None:
    """Return what lays a very long paragraph out as far as it is looked at; None for any other block.

    Its lines are those of `lay`.
    """
    if block.flow != "words" or len(block.text) < _VERY_LONG:
        return None
    return Wrapping(block.text, max(columns - width(block.first), 2))


def _balanced(text: str, columns: int) -> list[tuple[int, int]]:
    """Wrap a heading so that its lines are about equally long, in no more lines than it needs."""
    lines = wrap(text, columns)
    if len(lines) == 1 or len(text) > 600:
        return lines
    low, high = columns // 2, columns
    while low < high:
        middle = (low + high) // 2
        if len(wrap(text, middle)) <= len(lines):
            high = middle
        else:
            low = middle + 1
    return wrap(text, high)


def _code(block: Block, inner: int, columns: int) -> Laid:
    """Lines as they are; what is too long goes on below, where a sign says so.

    A line of the list of links is cut instead: its address can be opened and copied whole.
    """
    text, lines, more = block.text, [], set()
    start = 0
    for piece in text.split("\n"):
        end = start + len(piece)
        if block.role == "links":
            lines.append((start, end))
            start = end + 1
            continue
        room = inner
        while True:
            fits = max(fitting(text[start:end], room), 1)
            lines.append((start, min(start + fits, end)))
            start += fits
            if start >= end:
                break
            more.add(len(lines))
            room = max(inner - 2, 2)
        start = end + 1
    return Laid(lines, columns, more=frozenset(more))


def _table(block: Block, inner: int, wide: int, columns: int) -> Laid:
    """Columns as wide as their contents, narrowed where they do not fit, cells wrapped in them."""
    rows: list[list[tuple[int, int]]] = []
    start = 0
    for line in block.text.split("\n"):
        row = []
        for text in line.split("\t"):
            row.append((start, start + len(text)))
            start += len(text) + 1
        rows.append(row)
    count = max(map(len, rows))
    widths = [0] * count
    for row in rows:
        for index, (a, b) in enumerate(row):
            widths[index] = max(widths[index], width(block.text[a:b]), 1)
    gutters = _GUTTER * (count - 1)
    inner = max(inner, min(sum(widths) + gutters, wide))
    if inner < count * _LEAST_COLUMN + gutters:
        return _narrow_table(block, rows, inner, columns)
    while sum(widths) + gutters > inner:
        widest = max(widths)
        index = widths.index(widest)
        others = [w for w in widths if w < widest]
        spare = sum(widths) + gutters - inner
        widths[index] -= max(1, min(spare, widest - max(others, default=widest - 1)))
    return _fill_table(block, rows, widths, columns)


def _fill_table(block: Block, rows: list[list[tuple[int, int]]], widths: list[int], columns: int) -> Laid:
    lines: list[tuple[int, int]] = []
    cells: list[tuple[Cell, ...]] = []
    rules: set[int] = set()
    numeric = [_numbers(block, rows, index) for index in range(len(widths))]
    for number, row in enumerate(rows):
        parts: list[list[Cell]] = []
        column = 0
        for index, (start, end) in enumerate(row):
            text = block.text[start:end]
            for depth, (a, b) in enumerate(wrap(text, widths[index])):
                while len(parts) <= depth:
                    parts.append([])
                at = column + (widths[index] - width(text[a:b]) if numeric[index] else 0)
                parts[depth].append((max(at, 0), start + a, start + b))
            column += widths[index] + _GUTTER
        for part in parts:
            lines.append((part[0][1] if part else row[0][0], row[-1][1]))
            cells.append(tuple(part))
        if number == 0 and block.head and len(rows) > 1:
            rules.add(len(lines))
            lines.append((row[-1][1], row[-1][1]))
            column = 0
            ruled = []
            for column_width in widths:
                ruled.append((column, column_width, -1))
                column += column_width + _GUTTER
            cells.append(tuple(ruled))
    return Laid(lines, columns, cells, frozenset(rules))


def _narrow_table(block: Block, rows: list[list[tuple[int, int]]], inner: int, columns: int) -> Laid:
    """A table with too many columns for the width: its cells below each other, row by row."""
    lines: list[tuple[int, int]] = []
    cells: list[tuple[Cell, ...]] = []
    for row in rows:
        for index, (start, end) in enumerate(row):
            indent = 2 if index else 0
            for a, b in wrap(block.text[start:end], inner - indent):
                lines.append((start + a, start + b))
                cells.append(((indent, start + a, start + b),))
    return Laid(lines, columns, cells)


def _numbers(block: Block, rows: list[list[tuple[int, int]]], index: int) -> bool:
    """Return whether a column holds numbers, which stand on the right: most cells, the first row apart."""
    cells = [block.text[slice(*row[index])] for row in rows[1:] if index < len(row)]
    filled = [cell for cell in cells if cell.strip(" -–—")]
    return bool(filled) and sum(map(_is_number, filled)) * 2 > len(filled)


def _is_number(text: str) -> bool:
    digits = sum(char.isdigit() for char in text)
    return digits > 0 and digits * 2 >= len(text.strip(" %€$£+-−–,.()"))


# --- drawing a line ------------------------------------------------------------------------------------


def draw_line(block: Block, laid: Laid, number: int, marks: Sequence[Mark] = ()) -> list[Part]:
    """Return line `number` of a block as parts: what stands before it, then its text in roles.

    The line is no longer than the width it was laid out for, and not padded; a line of code is, for
    its background.
    """
    start, end = laid.lines[number]
    before = block.first if number == 0 else block.rest
    parts: list[Part] = [(before, (block.lead,), block.link)] if before else []
    if block.flow == "rule":
        line = "─" * min(max(laid.columns // 6, 3), 12)
        # in the text it stands in the middle; at the end of the article it opens the list of links
        middle = (laid.columns - len(line)) // 2 if block.start >= 0 and laid.columns < UNLIMITED else 0
        return [(" " * middle + line, ("rule",), 0)]
    if laid.cells is not None:
        return [*parts, *_draw_cells(block, laid, number, marks)]
    if block.role == "code":
        sign = "↪ " if number in laid.more else ""
        room = laid.columns - width(before) - width(sign) - width(block.text[start:end])
        base = [(sign, ("code.more",), 0)] if sign else []
        text = list(_runs(block, start, end, marks))
        return [*parts, *base, *text, *([(" " * room, ("code",), 0)] if 0 < room < UNLIMITED // 2 else [])]
    if block.role == "links" and block.flow == "code":
        room = laid.columns - width(before)
        shown = cut(block.text[start:end], room)
        if len(shown) < end - start or shown.endswith("…"):
            return [
                *parts,
                *_runs(block, start, start + len(shown) - 1, marks),
                ("…", ("link.path",), block.link),
            ]
    return [*parts, *_runs(block, start, end, marks)]


def _draw_cells(block: Block, laid: Laid, number: int, marks: Sequence[Mark]) -> Iterator[Part]:
    assert laid.cells is not None
    at = 0
    for column, start, end in laid.cells[number]:
        if column > at:
            yield " " * (column - at), ("table.space",), 0
            at = column
        if end < 0:
            yield "─" * start, ("table.rule",), 0
            at += start
            continue
        yield from _runs(
            block, start, end, marks, ("table.head",) if laid.rules and number < min(laid.rules) else ()
        )
        at += width(block.text[start:end])


def _runs(
    block: Block, start: int, end: int, marks: Sequence[Mark], base: tuple[str, ...] = ()
) -> Iterator[Part]:
    """Yield text[start:end] of a block cut where roles change, the marks' roles on top."""
    base = base or (block.role,)
    for a, b, roles, link in _covering(block.runs, start, end):
        at = a
        for mark_start, mark_end, role in marks:
            if mark_end <= at or mark_start >= b:
                continue
            if mark_start > at:
                yield block.text[at:mark_start], base + roles, link
            at = max(mark_start, at)
            until = min(mark_end, b)
            yield block.text[at:until], (*base, *roles, role), link
            at = until
        if at < b:
            yield block.text[at:b], base + roles, link


def _covering(runs: Sequence[Run], start: int, end: int) -> Iterator[Run]:
    """Yield runs that together cover [start, end), those of no role included."""
    at = start
    index = bisect_right(runs, start, key=lambda run: run[1])
    while at < end and index < len(runs):
        a, b, roles, link = runs[index]
        if a >= end:
            break
        if a > at:
            yield at, a, (), 0
            at = a
        yield at, min(b, end), roles, link
        at = min(b, end)
        index += 1
    if at < end:
        yield at, end, (), 0
