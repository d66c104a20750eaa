"""The rows of the feeds pane, from a list of feeds: views, folders, feeds, with their counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from newsreader.cells import fit, steady, width
from newsreader.models import Counts, Feed, HeadlineQuery, Show
from newsreader.rows import BAR, Piece
from newsreader.text.clean import clean_line

OPEN, CLOSED, ERROR = "▾", "▸", "!"
_MOST_DEPTH = 6


class FeedRow(NamedTuple):
    """A row: one of the four views, a folder, a feed, or an empty line ("gap")."""

    kind: Literal["view", "folder", "feed", "gap"]
    title: str
    query: HeadlineQuery
    number: int = 0
    depth: int = 0
    folder: str = ""
    feed: Feed | None = None
    folded: bool = False

    @property
    def key(self) -> tuple[str, object]:
        """What the row is known by when the pane is filled anew."""
        return self.kind, self.feed.id if self.feed else self.folder or self.query.show


def feed_rows(feeds: Sequence[Feed], counts: Counts, folded: frozenset[str]) -> list[FeedRow]:
    """Return the rows for `feeds` (ordered by folder and title); what is in a folded folder is left out."""
    views: tuple[tuple[str, Show, int], ...] = (
        ("Everything", "all", counts.total),
        ("Unread", "unread", counts.unread),
        ("Starred", "starred", counts.starred),
        ("Later", "later", counts.later),
    )
    rows = [FeedRow("view", title, HeadlineQuery(show=show), count) for title, show, count in views]
    if not feeds:
        return rows
    rows.append(FeedRow("gap", "", HeadlineQuery()))
    sums = _unread_of_folders(feeds)
    here = ""
    for feed in feeds:
        if feed.folder != here:
            rows += _folders(here, feed.folder, sums, folded)
            here = feed.folder
        if not any(outer in folded for outer in _outer(here)):
            depth = here.count("/") + 1 if here else 0
            query = HeadlineQuery(feed=feed.id)
            rows.append(FeedRow("feed", feed.title, query, feed.counts.unread, depth, here, feed))
    return rows


def _outer(folder: str) -> Iterator[str]:
    """Yield a folder and those around it, the outermost first."""
    if not folder:
        return
    at = folder.find("/")
    while at >= 0:
        yield folder[:at]
        at = folder.find("/", at + 1)
    yield folder


def _folders(before: str, folder: str, sums: dict[str, int], folded: frozenset[str]) -> Iterator[FeedRow]:
    """Yield the rows of the folders that begin between two feeds."""
    known = set(_outer(before))
    outer_folded = False
    for depth, name in enumerate(_outer(folder)):
        if name not in known and not outer_folded:
            title, query = name.rpartition("/")[2], HeadlineQuery(folder=name)
            yield FeedRow("folder", title, query, sums[name], depth, name, folded=name in folded)
        outer_folded = outer_folded or name in folded


def _unread_of_folders(feeds: Iterable[Feed]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for feed in feeds:
        for name in _outer(feed.folder):
            sums[name] = sums.get(name, 0) + feed.counts.unread
    return sums


def draw_feed_row(row: FeedRow, columns: int, *, selected: bool, shown: bool) -> list[Piece]:
    """Return a row in pieces (text, role), `columns` wide; `shown` if the list shows what it stands for."""
    if row.kind == "gap" or columns < 8:
        return [(" " * columns, "space")]
    bar: Piece = (BAR if selected else " ", "bar")
    indent = "  " * min(row.depth, _MOST_DEPTH)
    mark: Piece = ("  ", "space")
    broken = row.feed is not None and bool(row.feed.error or row.feed.gone)
    if row.kind == "view":
        role, mark = "view", (" ", "space")
    elif row.kind == "folder":
        role, mark = "folder", ((CLOSED if row.folded else OPEN) + " ", "folder")
    else:
        role = "feed.unread" if row.number else "feed.read"
        if broken:
            role, mark = "feed.read", (ERROR + " ", "error")
    if shown:
        role = "feed.shown"
    count = f"{row.number:,}" if row.number or row.kind == "view" else ""
    quiet = (row.kind == "view" and row.query.show != "unread") or not row.number
    room = columns - 1 - len(indent) - width(mark[0]) - len(count) - (2 if count else 1)
    title = fit(steady(clean_line(row.title)) or "Untitled", max(room, 1))
    pieces: list[Piece] = [bar, (indent, "space"), mark, (title, role)]
    if count:
        pieces += [(" ", "space"), (count, "count.quiet" if quiet else "count")]
    line = [piece for piece in [*pieces, (" ", "space")] if piece[0]]
    over = sum(width(text) for text, _ in line) - columns
    return line if over == 0 else [(fit("".join(text for text, _ in line), columns), role)]
