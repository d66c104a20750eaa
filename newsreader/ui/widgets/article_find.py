"""Matches of a search in one article: where they are, and which one the view is at."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from newsreader.block import Block
from newsreader.blocks import ArticleBlocks
from newsreader.layout import Mark
from newsreader.matches import find_text


class Match(NamedTuple):
    """A match in a block; offsets are into the body's text, or into the block's own above the body."""

    block: int
    start: int
    end: int


class Finder:
    """Every place where `wanted` stands in headline, deck and body."""

    def __init__(self, blocks: ArticleBlocks, wanted: str) -> None:
        self.wanted = wanted
        self._body = blocks.body_range
        self.matches = [
            Match(index, start, end)
            for index in range(self._body.start)
            for start, end in find_text(blocks[index].text, wanted)
        ]
        for start, end in find_text(blocks.folded_text, wanted, folded=True):
            self.matches.append(Match(blocks.at(start), start, end))
        self.current = -1

    def begin(self, block: int, offset: int) -> Match | None:
        """Take the first match at or after a place, else the first of all; return it."""
        if not self.matches:
            return None
        key = (block, offset if block in self._body else 0)
        self.current = bisect_left(self.matches, key, key=lambda match: (match.block, match.start))
        self.current %= len(self.matches)
        return self.matches[self.current]

    def step(self, by: int) -> Match | None:
        """Take the match `by` further on, round the ends; return it."""
        if not self.matches:
            return None
        self.current = (self.current + by) % len(self.matches)
        return self.matches[self.current]

    def drawn(self, blocks: ArticleBlocks, match: Match) -> tuple[int, int]:
        """Return where a match is in its block's drawn text."""
        if match.block not in self._body:
            return match.start, match.end
        block = blocks[match.block]
        return block.to_drawn(match.start), block.to_drawn(match.end, closing=True)

    def marks(self, blocks: ArticleBlocks, block: int) -> list[Mark]:
        """Return the marks of the matches in one block."""
        marks: list[Mark] = []
        index = bisect_left(self.matches, block, key=lambda match: match.block)
        while index < len(self.matches) and self.matches[index].block == block:
            start, end = self.drawn(blocks, self.matches[index])
            marks.append((start, end, "match.current" if index == self.current else "match"))
            index += 1
        return marks


def with_pointed(marks: list[Mark], block: Block, pointed: Sequence[tuple[int, int]]) -> list[Mark]:
    """Return the marks of a block with those parts of the body set off that are pointed at.

    `pointed` are offsets into the body's text; what is marked already keeps its own look.
    """
    found = list(marks)
    for start, end in pointed:
        if start >= block.end or end <= block.start:
            continue
        at = block.to_drawn(max(start, block.start))
        until = block.to_drawn(min(end, block.end), closing=True)
        for marked_from, marked_to, _ in marks:
            if marked_to > at and marked_from < until:
                found.append((at, marked_from, "pointed"))
                at = marked_to
        found.append((at, until, "pointed"))
    return sorted(mark for mark in found if mark[0] < mark[1])
