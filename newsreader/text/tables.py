"""Tell tables of data from tables that lay out a page, and bring the former into rows and columns."""

from __future__ import annotations

from typing import NamedTuple

from selectolax.lexbor import LexborNode

from newsreader.text.markup import has_inside

MAX_COLUMNS = 40
MAX_ROWS = 2_000
_LONGEST_CELL = 400
"""Characters in a cell above which a table is for layout: nobody reads columns of paragraphs."""
_NO_DATA = "table, h1, h2, h3, h4, h5, h6, ul, ol, dl, li, blockquote, pre, figure, hr, article, section"


class Rows(NamedTuple):
    """A table's cells; None stands where a cell of the row above, or of the column before, reaches in."""

    cells: list[list[LexborNode | None]]
    head: bool


def rows_of(table: LexborNode) -> Rows | None:
    """Return the rows of a table of data, or None for a table that lays out a page."""
    if (table.attributes.get("role") or "") in ("presentation", "none"):
        return None
    if has_inside(table, _NO_DATA):
        return None
    rows: list[list[LexborNode | None]] = []
    reaching: dict[int, int] = {}  # column → rows that a cell from above still covers
    heads = []
    for row in table.css("tr")[:MAX_ROWS]:
        cells, head = _cells_of(row, reaching)
        if any(cell is not None and _is_long(cell) for cell in cells):
            return None
        if cells:
            rows.append(cells)
            heads.append(head)
    if not rows or max(map(len, rows)) < 2:
        return None
    return Rows(rows, len(rows) > 1 and (heads[0] or table.css_first("thead tr") is not None))


def _is_long(cell: LexborNode) -> bool:
    return len(cell.text(deep=True)) > _LONGEST_CELL


def _cells_of(row: LexborNode, reaching: dict[int, int]) -> tuple[list[LexborNode | None], bool]:
    """Return (the cells of a row, each in its column; whether all of them are headings)."""
    cells: list[LexborNode | None] = []
    head = True
    for child in row.iter():
        if child.tag not in ("td", "th") or len(cells) >= MAX_COLUMNS:
            continue
        _skip_reached(cells, reaching)
        head = head and child.tag == "th"
        first, wide, high = len(cells), _span(child, "colspan"), _span(child, "rowspan")
        cells += [child, *[None] * (wide - 1)]
        if high > 1:
            reaching.update(dict.fromkeys(range(first, len(cells)), high - 1))
    _skip_reached(cells, reaching)
    return cells, head and bool(cells)


def _skip_reached(cells: list[LexborNode | None], reaching: dict[int, int]) -> None:
    while reaching.get(len(cells), 0) > 0:
        reaching[len(cells)] -= 1
        cells.append(None)


def _span(cell: LexborNode, name: str) -> int:
    value = (cell.attributes.get(name) or "").strip()
    return (
        max(1, min(int(value), MAX_COLUMNS)) if value.isascii() and value.isdigit() and len(value) < 6 else 1
    )
