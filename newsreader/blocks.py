"""An article as blocks to draw: kicker, headline, deck, byline, paragraphs, lists, tables, links.

A block is plain text with runs of roles, and knows what part of the body's text it draws, so that a
place on the screen is a place in the text: for resuming, searching, jumping and copying.  Blocks are
made when they are asked for: a long article is planned at once (where its blocks begin and which spans
they have) and built as far as it is looked at.

All text is cleaned here once more.  What is drawn differs from the body's text where a link has its
number behind it or a character was left out; each block keeps a list of those edits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from itertools import pairwise
from typing import NamedTuple, overload

from newsreader.block import Block, Change, Run, edited, unclean
from newsreader.cells import width
from newsreader.masthead import article_links, head_blocks, tail_blocks
from newsreader.matches import fold
from newsreader.models import BLOCK_ROLES, Article, Span
from newsreader.text.clean import clean_line

_SOLID = re.compile("[\ufe0f\u200d\t]")
_DIGITS = {
    "sup": str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"),
    "sub": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"),
}
_SMALL = frozenset("0123456789+-")
_LAYERS = {
    "dateline": 0,
    "quotation": 1,
    "speaker": 2,
    "link": 3,
    "em": 4,
    "strong": 4,
    "strike": 4,
    "mono": 4,
}


class _Plan(NamedTuple):
    """A block of the body not built yet."""

    start: int
    end: int
    outer: tuple[Span, ...]
    inner: list[Span]


class ArticleBlocks(Sequence[Block]):
    """The blocks of an article, built when asked for.

    `full_links` gives the list of links whole addresses, for where they are to be copied; else each
    takes one line with its host first.
    """

    def __init__(self, article: Article, *, full_links: bool = False) -> None:
        self.article = article
        self.links = article_links(article)
        self._voices = voices_of(article)
        self._plans = _plan(article)
        self._head = list(head_blocks(article))
        self._tail = list(tail_blocks(article, self.links, full_links))
        self._built: dict[int, Block] = {}

    def __len__(self) -> int:
        return len(self._head) + len(self._plans) + len(self._tail)

    @overload
    def __getitem__(self, index: int) -> Block: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Block]: ...
    def __getitem__(self, index: int | slice) -> Block | Sequence[Block]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        place = index - len(self._head)
        if place < 0:
            return self._head[index]
        block = self._built.get(place)
        if block is None:
            after = place - len(self._plans)
            block = self._built[place] = self._build(place) if after < 0 else self._tail[after].build()
        return block

    @cached_property
    def folded_text(self) -> str:
        """The body's text as it is searched (see `matches.fold`): offsets are the same."""
        return fold(self.article.body.text)

    @property
    def body_range(self) -> range:
        """The indices of the blocks that are of the body."""
        return range(len(self._head), len(self._head) + len(self._plans))

    def estimate(self, index: int, columns: int) -> int:
        """Return about how many lines a block takes, its empty lines included, without building it."""
        place = index - len(self._head)
        if place < 0:
            return self._head[index].gap + 1
        if place < len(self._plans):
            return 2 + (self._plans[place].end - self._plans[place].start) // columns
        return self._tail[place - len(self._plans)].gap + 1

    def at(self, offset: int) -> int:
        """Return the index of the block that draws offset `offset` of the body's text."""
        place = bisect_right(self._plans, offset, key=lambda plan: plan.start) - 1
        return len(self._head) + max(place, 0) if self._plans else 0

    # --- building ------------------------------------------------------------------------------------

    def _build(self, place: int) -> Block:
        plan = self._plans[place]
        before = self._plans[place - 1] if place else None
        roles = {span.role: span for span in plan.outer}
        block = Block("body", "", start=plan.start, end=plan.end)
        self._shape(block, place, roles)
        block.gap, block.gap_lead = self._gap(plan, before, roles)
        raw = self.article.body.text[plan.start : plan.end]
        block.text, block.edits = edited(raw, self._changes(raw, plan, block))
        if plan.inner:
            block.make_runs = partial(self._runs, plan)
        return block

    def _shape(self, block: Block, place: int, roles: dict[str, Span]) -> None:
        """Set what kind of block it is, and what stands before its lines."""
        plan, lead = self._plans[place], ""
        quotes = _depth(plan, "quote")
        if quotes:
            lead = "▎ " * min(quotes, 4)
            block.role, block.lead = "blockquote", "bar.quote"
        items = [span for span in plan.outer if span.role == "item"]
        if items:
            lead += "   " * (min(max(_depth(plan, "item"), 1), 8) - 1)
            marker = self._marker(place, items[-1].level)
            block.first = lead + (marker if items[-1].value else " " * width(marker))
            block.rest = lead + " " * width(marker)
        else:
            block.first = block.rest = lead
        if "heading" in roles:
            block.role = "heading" if roles["heading"].level <= 2 else "heading.minor"
            block.flow = "balanced"
        elif "code" in roles:
            block.role, block.flow = "code", "code"
            if not lead:
                block.first = block.rest = " "
                block.lead = "code"
        elif "table" in roles:
            block.role, block.flow, block.head = "table", "table", roles["table"].value == "head"
        elif "image" in roles:
            block.role = "image"
            block.first, block.rest = lead + "▣ ", lead + "  "
        elif "rule" in roles:
            block.role, block.flow = "rule", "rule"

    def _marker(self, place: int, level: int) -> str:
        """Return what an item of a list begins with; further paragraphs of it stand under its first."""
        for plan in reversed(self._plans[max(place - 40, 0) : place + 1]):
            for span in plan.outer:
                if span.role == "item" and span.level == level and span.value:
                    marker = clean_line(span.value)
                    return (marker if width(marker) > 1 else " " + marker) + " "
        return " • "

    def _gap(self, plan: _Plan, before: _Plan | None, roles: dict[str, Span]) -> tuple[int, str]:
        """Return how many empty lines come above a block, and what is drawn on them."""
        if before is None:
            return 1, ""
        quotes = _depth(plan, "quote")
        shared = min(quotes, _depth(before, "quote"), 4)
        lead = "▎ " * shared
        if "item" in roles and _depth(before, "item") and quotes == _depth(before, "quote"):
            new = any(span.role == "item" and span.value for span in plan.outer)
            short = plan.end - plan.start < 200 and before.end - before.start < 200
            return (0 if new and short else 1), lead
        if "heading" in roles:
            return 2, lead
        return 1, lead

    def _changes(self, raw: str, plan: _Plan, block: Block) -> list[Change]:
        """Return what is to be drawn otherwise than it stands: (start, end, instead) in the block."""
        changes = unclean(raw)
        if not raw.isprintable() or not raw.isascii():
            tab = {"code": "    ", "table": "\t"}.get(block.flow, " ")
            changes += [(m.start(), m.end(), tab if m[0] == "\t" else "") for m in _SOLID.finditer(raw)]
        for span in plan.inner:
            start, end = span.start - plan.start, span.end - plan.start
            if span.role == "link" and 0 < end <= len(raw) and start < end:
                changes.append((end, end, f"[{span.level}]"))
            elif span.role in _DIGITS and 0 <= start < end <= len(raw) and set(raw[start:end]) <= _SMALL:
                changes.append((start, end, raw[start:end].translate(_DIGITS[span.role])))
        return changes

    def _runs(self, plan: _Plan, block: Block) -> Iterator[Run]:
        """Yield the runs of a block: between any two places where a span begins or ends, its roles."""
        opens: dict[int, list[int]] = {}
        closes: dict[int, list[int]] = {}
        marks: list[tuple[str, int]] = []
        for span in plan.inner:
            role = self._role(span)
            start = block.to_drawn(max(span.start, plan.start))
            end = block.to_drawn(min(span.end, plan.end), closing=True)
            if role and start < end:
                opens.setdefault(start, []).append(len(marks))
                closes.setdefault(end, []).append(len(marks))
                marks.append((role, span.level if span.role == "link" else 0))
        for edit in block.edits:  # the numbers of links
            if edit.start == edit.end and edit.until > edit.at and block.text[edit.at] == "[":
                opens.setdefault(edit.at, []).append(len(marks))
                closes.setdefault(edit.until, []).append(len(marks))
                number = int(block.text[edit.at + 1 : edit.until - 1])
                marks.append(("link.number", number))
        active: dict[int, None] = {}
        places = sorted(opens.keys() | closes.keys())
        for place, following in pairwise(places):
            for mark in closes.get(place, ()):
                active.pop(mark, None)
            for mark in opens.get(place, ()):
                active[mark] = None
            if active and len(active) <= 32:
                here = [marks[mark] for mark in sorted(active)]
                roles = tuple(role for role, _ in here)
                if "link" in roles and any(role.startswith(("voice.", "quotation")) for role in roles):
                    roles = tuple("link.quoted" if role == "link" else role for role in roles)
                yield place, following, roles, max(number for _, number in here)

    def _role(self, span: Span) -> str:
        """Return the role a span is drawn in, "" for none."""
        if span.role == "quotation":
            quotes = self.article.quotes
            if 0 <= span.level < len(quotes) and quotes[span.level].kind in ("title", "scare"):
                return ""
            return f"voice.{self._voices[span.value]}" if span.value else "quotation"
        if span.role == "speaker":
            return f"voice.{self._voices[span.value]}" if span.value else ""
        return span.role if span.role in _LAYERS else ""


def _depth(plan: _Plan, role: str) -> int:
    """Return how deep in block quotes or lists a block is; 0 outside."""
    levels = [span.level for span in plan.outer if span.role == role]
    return max(max(levels), len(levels)) if levels else 0


def voices_of(article: Article) -> dict[str, int]:
    """Return the number of each speaker, in order of appearance."""
    voices: dict[str, int] = {}
    for span in article.body.spans:
        if span.role in ("quotation", "speaker") and span.value:
            voices.setdefault(span.value, len(voices))
    return voices


def _plan(article: Article) -> list[_Plan]:
    """Return where the body's blocks are, with the spans of each; spans may run over several blocks."""
    body = article.body
    spans, count, index = body.spans, len(body.spans), 0
    plans: list[_Plan] = []
    carried: list[Span] = []
    for start, end in body.blocks():
        if start == end:
            continue
        here = carried
        if index < count and spans[index].start < end:
            here = list(carried)
            while index < count and spans[index].start < end:
                here.append(spans[index])
                index += 1
        if here:
            outer = tuple(span for span in here if span.role in BLOCK_ROLES and span.end > start)
            inner = [span for span in here if span.role not in BLOCK_ROLES and span.end > start]
            inner.sort(key=lambda span: (_LAYERS.get(span.role, 9), span.start))
            plans.append(_Plan(start, end, outer, inner))
            carried = [span for span in here if span.end > end]
        else:
            plans.append(_Plan(start, end, (), []))
    return plans
