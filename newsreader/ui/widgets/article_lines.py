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
from newsreader.cells import Wrapping
from newsreader.layout import Laid, lay, lay_bit_by_bit

TOP = 1
"""Empty lines above the article, and below it."""

_PIECE = 200
"""Lines of a very long paragraph that are laid out at a time."""


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
        self._growing: dict[int, Wrapping] = {}
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

    def laid(self, index: int, lines: int | None = None) -> Laid:
        """Return block `index` in lines: in all of them, or in at least so many where it is very long."""
        laid = self._laid[index]
        if laid is None:
            wrapping = lay_bit_by_bit(self.blocks[index], self.columns)
            if wrapping is None:
                laid = lay(self.blocks[index], self.columns, self.wide)
            else:
                self._growing[index] = wrapping
                laid = Laid(wrapping.lines, self.columns)
            self._laid[index] = laid
            if wrapping is None:
                self._measure(index, laid)
        wrapping = self._growing.get(index)
        if wrapping is not None and (lines is None or len(laid.lines) < lines):
            wrapping.go_on(len(self.blocks[index].text) + 1 if lines is None else lines)
            if wrapping.done:
                del self._growing[index]
            self._measure(index, laid)
        return laid

    def _measure(self, index: int, laid: Laid) -> None:
        """Find the height of a block, of which the lines to come are estimated."""
        height = self.blocks[index].gap + len(laid.lines)
        if (wrapping := self._growing.get(index)) is not None:
            rest = len(self.blocks[index].text) - wrapping.reached
            height += 1 + rest * len(laid.lines) // max(wrapping.reached, 1)
        if height != self._heights[index]:
            self._heights[index] = height
            self._tops = None

    def settle(self, seconds: float) -> bool:
        """Lay out more blocks, for about that long; return whether all are done."""
        until = time.perf_counter() + seconds
        count = len(self._laid)
        while self._next < count:
            index = self._next
            laid = self._laid[index]
            if laid is None or index in self._growing:
                self.laid(index, _PIECE + (len(laid.lines) if laid else 0))
                long = index in self._growing
                if (long or index % 16 == 0) and time.perf_counter() > until:
                    return False
                if long:
                    continue
            self._next += 1
        return True

    def fill(self, top: int, lines: int) -> None:
        """Lay out all that shows in `lines` lines from line `top` on."""
        place = self.locate(top)
        if place is None:
            return
        index = place.block
        while index < len(self._laid):
            self.laid(index, max(top + lines - self.tops[index], 1))
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
        laid = self.laid(place.block, max(place.line + 1, 1))
        gap = self.blocks[place.block].gap
        line = min(max(place.line, -gap), len(laid.lines) - 1)
        return self.tops[place.block] + gap + line

    def place_of(self, index: int, drawn: int) -> Place:
        """Return the line of block `index` that has character `drawn` of its drawn text."""
        laid = self.laid(index, 1)
        while index in self._growing and self._growing[index].reached <= drawn:
            self.laid(index, len(laid.lines) + _PIECE)
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
        laid = self.laid(place.block, max(place.line + 1, 1))
        line_number = min(max(place.line, 0), len(laid.lines) - 1)
        return block.to_source(laid.lines[line_number][0])
