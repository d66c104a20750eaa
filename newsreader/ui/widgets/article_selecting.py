"""Text selected with the mouse: how it is shown, and what of the article it is."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from newsreader.ui.widgets.article_lines import ArticleLines


def selected_text(lines: ArticleLines, margin: int, selection: Selection) -> str:
    """Return the text under a selection whose offsets count lines, and characters from the pane's edge.

    It is taken from the blocks, so that paragraphs come without the line ends of the screen.
    """
    first = _place(lines, margin, selection.start, 0)
    last = _place(lines, margin, selection.end, len(lines.blocks))
    texts: list[str] = []
    for index in range(first[0], min(last[0] + 1, len(lines.blocks))):
        block = lines.blocks[index]
        start = first[1] if index == first[0] else 0
        end = last[1] if index == last[0] else len(block.text)
        between = ("\n\n" if block.gap else "\n") if texts else ""
        texts.append(between + (block.first if start == 0 else "") + block.text[start:end])
    return "".join(texts)


def _place(lines: ArticleLines, margin: int, offset: Offset | None, otherwise: int) -> tuple[int, int]:
    """Return the block at an offset, and the character of its drawn text; `otherwise` a block."""
    if offset is None:
        return otherwise, 0
    place = lines.locate(offset.y)
    if place is None:
        return (0, 0) if offset.y < lines.tops[0] else (len(lines.blocks), 0)
    if place.line < 0:
        return place.block, 0
    laid, block = lines.laid(place.block), lines.blocks[place.block]
    number = min(place.line, len(laid.lines) - 1)
    start, end = laid.lines[number]
    before = margin + len(block.first if number == 0 else block.rest)
    return place.block, min(start + max(offset.x - before, 0), end)


def overlaid(strip: Strip, start: int, end: int, style: Style) -> Strip:
    """Return `strip` with `style` on its characters from `start` to `end` (-1: to its end)."""
    segments: list[Segment] = []
    at = 0
    for text, old, _ in strip:
        until = at + len(text)
        a = min(max(start, at), until) - at
        b = (until if end < 0 else min(max(end, at), until)) - at
        pieces = ((text[:a], old), (text[a:b], (old or Style.null()) + style), (text[b:], old))
        segments += [Segment(piece, of) for piece, of in pieces if piece]
        at = until
    return Strip(segments, strip.cell_length)
