"""An article as a tall column of lines, laid out as far as it is looked at.

Each block has a height: its empty lines above and its lines of text, counted where the block has been
laid out and estimated where not.  Laying out what is visible comes first; the rest follows in slices
while the reader reads (`settle`).  A place is kept as (block, line), which stays true while heights
above it change.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from newsreader.block import Block
from newsreader.blocks import ArticleBlocks
from newsreader.layout import Laid, lay

TOP = 1
"""Empty lines above the article, and below it."""


class Place(NamedTuple):
    """A line of a block; negative where it is one of the empty lines above (-1 is the lowest)."""

    block: int
    line: int


class ArticleLines:
    """The lines of `blocks` at a width of `columns`; `wide` is what code and tables may take."""

    def __init__(self, blocks: ArticleBlocks, columns: int, wide: int = 0) -> None:
        self.blocks = blocks
        self.columns = columns
        self.wide = wide
        self._laid: list[Laid | None] = [None] * len(blocks)
        self._heights = [blocks.estimate(index, columns) for index in range(len(blocks))]
        self._tops: list[int] | None = None
        self._next = 0

    @property
    def tops(self) -> list[int]:
        """The first line of each block (its empty lines included), and past the end of the last."""
        if self._tops is None:
            self._tops = list(accumulate(self._heights, initial=TOP))
        return self._tops

    @property
    def height(self) -> int:
        """All lines, as far as is known."""
        return self.tops[-1] + TOP

    @property
    def settled(self) -> bool:
        """True when every block has been laid out: nothing is estimated."""
        return self._next >= len(self._laid)

    def laid(self, index: int) -> Laid:
        """Return block `index` in lines."""
        laid = self._laid[index]
        if laid is None:
            block = self.blocks[index]
            laid = self._laid[index] = lay(block, self.columns, self.wide)
            height = block.gap + len(laid.lines)
            if height != self._heights[index]:
                self._heights[index] = height
                self._tops = None
        return laid

    def settle(self, seconds: float) -> bool:
        """Lay out more blocks, for about that long; return whether all are done."""
        until = time.perf_counter() + seconds
        count = len(self._laid)
        while self._next < count:
            if self._laid[self._next] is None:
                self.laid(self._next)
                if self._next % 16 == 0 and time.perf_counter() > until:
                    return False
            self._next += 1
        return True

    def fill(self, top: int, lines: int) -> None:
        """Lay out every block that shows in `lines` lines from line `top` on."""
        place = self.locate(top)
        if place is None:
            return
        index = place.block
        while index < len(self._laid):
            self.laid(index)
            if self.tops[index + 1] >= top + lines:
                break
            index += 1

    def fill_up(self, lines: int) -> None:
        """Lay out the last blocks, as many as show in the last `lines` lines."""
        index, shown = len(self._laid) - 1, 0
        while index >= 0 and shown < lines:
            shown += len(self.laid(index).lines) + self.blocks[index].gap
            index -= 1

    def locate(self, line: int) -> Place | None:
        """Return what stands on line `line`, None above the first and below the last block."""
        tops = self.tops
        index = bisect_right(tops, line) - 1
        if index < 0 or index >= len(self._laid):
            return None
        return Place(index, line - tops[index] - self.blocks[index].gap)

    def line_of(self, place: Place) -> int:
        """Return the line on which `place` stands."""
        laid = self.laid(place.block)
        gap = self.blocks[place.block].gap
        line = min(max(place.line, -gap), len(laid.lines) - 1)
        return self.tops[place.block] + gap + line

    def place_of(self, index: int, drawn: int) -> Place:
        """Return the line of block `index` that has character `drawn` of its drawn text."""
        laid = self.laid(index)
        if laid.cells is not None:
            for number, cells in enumerate(laid.cells):
                if any(start <= drawn < end for _, start, end in cells):
                    return Place(index, number)
        number = bisect_right(laid.lines, drawn, key=lambda line: line[0]) - 1
        return Place(index, max(number, 0))

    def offset_at(self, line: int) -> int:
        """Return the offset into the body's text of what stands on `line`: 0 above the body."""
        place = self.locate(max(line, 0))
        body = self.blocks.body_range
        if place is None:
            return 0 if line < TOP or not body else self.blocks[body[-1]].end
        if place.block < body.start or not body:
            return 0
        if place.block >= body.stop:
            return self.blocks[body[-1]].end
        block: Block = self.blocks[place.block]
        laid = self.laid(place.block)
        line_number = min(max(place.line, 0), len(laid.lines) - 1)
        return block.to_source(laid.lines[line_number][0])
