r"""Put a body together: plain text, and spans that say what its parts are.

Every reader of a format (`html`, `markdown`, `newswire`) writes through `BodyBuilder`, so that offsets
are right by construction and every body keeps the same rules:

- blocks are separated by exactly one empty line, and no block holds one: an empty line inside code is
  written as a line with one space;
- white space is folded as browsers do it, in text that is not preformatted;
- block roles cover single blocks: a block quote of three paragraphs has three "quote" spans, and a list
  item of two has two "item" spans, the second without a marker (`value` ""), so that each block tells
  by itself how it is to be drawn;
- inline roles end with their block and begin again in the next one;
- links are numbered in order of appearance, so that `links()[n - 1]` is link number n.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from newsreader.models import BLOCK_ROLES, Body, Quote, Span
from newsreader.text.clean import clean

MAX_TEXT = 200_000
"""Characters of text that an article may have; what follows is left out."""

RULE_TEXT = "* * *"
"""What a rule's block holds, as a typescript has it."""

_FOLDED = re.compile("[ \t\n]+")


class _Role(NamedTuple):
    """A role that is open, as its span will say it."""

    role: str
    value: str
    level: int


class BodyBuilder:
    """Collect blocks and runs of text in reading order, then `build()`.

    Block roles and inline roles are opened with `enter` and closed with `leave`, innermost first.
    Strings are cleaned here; offsets count the cleaned text.  Past `limit` characters nothing more is
    taken, and `full` says so.
    """

    def __init__(self, limit: int = MAX_TEXT) -> None:
        self.full = False
        self._room = limit
        self._texts: list[str] = []
        self._length = 0
        self._spans: list[Span] = []
        self._stack: list[_Role] = []
        # What is open: block roles from the outside in, an item's marker while it is still to be shown.
        self._blocks: list[_Role] = []
        self._mode = ""
        self._inline: list[_Role] = []
        self._starts: list[int] = []
        # The block that is being written: offsets count from its own start until it is finished.
        self._block: list[str] = []
        self._size = 0
        self._block_spans: list[tuple[int, int, _Role]] = []
        self._pending = ""
        self._row = (0, 0)
        self._cells = 0

    # --- roles --------------------------------------------------------------------------------------

    def enter(self, role: str, value: str = "", level: int = 0) -> None:
        """Open a role; a block role ends the block before it."""
        opened = _Role(role, value, level)
        self._stack.append(opened)
        if role in BLOCK_ROLES:
            self._finish()
            self._blocks.append(opened)
            self._mode = role
        else:
            self._inline.append(opened)
            self._starts.append(-1)

    def leave(self) -> None:
        """Close the role that was opened last."""
        role = self._stack.pop()
        if role.role in BLOCK_ROLES:
            self._finish()
            self._blocks.pop()
            self._mode = self._blocks[-1].role if self._blocks else ""
        else:
            self._inline.pop()
            start = self._starts.pop()
            if start >= 0:
                self._block_spans.append((start, self._size, role))

    # --- text ---------------------------------------------------------------------------------------

    def text(self, run: str) -> None:
        """Add running text; white space in it folds into one blank."""
        if self._mode == "code":
            self.raw(run)
            return
        if not self._size and run.isspace():
            return
        run = clean(run)
        if "\n" in run or "\t" in run or "  " in run:
            run = _FOLDED.sub(" ", run)
        if not run:
            return
        if run[0] == " ":
            self._pending = self._pending or " "
            run = run[1:]
            if not run:
                return
        if run[-1] == " ":
            self._write(run[:-1])
            self._pending = " "
        else:
            self._write(run)

    def raw(self, run: str) -> None:
        """Add preformatted text: blanks and line breaks stay, a tab becomes four blanks."""
        for number, line in enumerate(clean(run).replace("\t", "    ").split("\n")):
            if number and self._size:
                # An empty line would end the block, so it holds one blank.
                self._pending += " \n" if self._pending else "\n"
            if line and (self._size or not line.isspace()):
                self._write(line)

    def line_break(self) -> None:
        """Break the line; two breaks in a row make a new block."""
        if self._mode == "code":
            self.raw("\n")
        elif self._mode == "table":
            self._pending = " "
        elif self._pending == "\n":
            self._finish()
        else:
            self._pending = "\n"

    def end_block(self) -> None:
        """End the block, if one is begun; the next text begins another with the same roles."""
        if self._mode == "table":
            self._pending = " "
        elif self._mode == "code":
            self.raw("\n")
        else:
            self._finish()

    def block(self, text: str, role: str = "", value: str = "", level: int = 0) -> None:
        """Add a whole block of running text in one go, with one more block role or none."""
        if role:
            self.enter(role, value, level)
            self.text(text)
            self.leave()
        else:
            self.end_block()
            self.text(text)
            self.end_block()

    def rule(self) -> None:
        """Add a rule, a break in the story; one at the head or after another says nothing."""
        self._finish()
        if self._texts and not (self._spans and self._spans[-1].role == "rule"):
            self.block(RULE_TEXT, "rule")

    # --- tables -------------------------------------------------------------------------------------

    def row(self) -> None:
        """Begin a row of the table that is open: rows are lines, and one without text is left out."""
        if self._mode != "table":
            self.end_block()
            return
        self._end_row()
        if self._size:
            self._put("\n")
        self._row = (len(self._block), self._size)
        self._cells = 0

    def cell(self) -> None:
        """Begin a cell of the row: cells are separated by a tab."""
        self._pending = " "
        if self._mode != "table":
            return
        if self._cells:
            self._put("\t")
        self._cells += 1

    def _end_row(self) -> None:
        self._pending = ""
        parts, size = self._row
        if parts <= len(self._block) and not "".join(self._block[parts:]).strip():
            # Take back the line break before it, too.
            if parts and self._block[parts - 1] == "\n":
                parts, size = parts - 1, size - 1
            del self._block[parts:]
            self._size = size

    # --- the result ---------------------------------------------------------------------------------

    def build(self) -> Body:
        """Return what was collected; roles still open end here."""
        while self._stack:
            self.leave()
        self._finish()
        # Sorting is stable: where two roles cover the same text, the outer one stays first.
        spans = sorted(dict.fromkeys(self._spans), key=lambda span: (span.start, -span.end))
        number = 0
        for place, span in enumerate(spans):
            if span.role == "link":
                number += 1
                spans[place] = Span(span.start, span.end, span.role, span.value, number)
        return Body("".join(self._texts), tuple(spans))

    # --- inner workings -----------------------------------------------------------------------------

    def _write(self, run: str) -> None:
        """Write text that begins and ends with something to see, and before it what is pending."""
        if not self._size and self._mode != "code":
            run = run.lstrip()  # a block begins with no blank of any width
            if not run:
                return
        if self._pending:
            if self._size and not (self._mode == "table" and self._block[-1] in "\t\n"):
                self._put(self._pending)
            self._pending = ""
        for place in range(len(self._starts) - 1, -1, -1):
            if self._starts[place] >= 0:
                break
            self._starts[place] = self._size
        self._put(run)

    def _put(self, run: str) -> None:
        if len(run) > self._room:
            run = run[: max(0, self._room)]
            self.full = True
        self._room -= len(run)
        self._block.append(run)
        self._size += len(run)

    def _finish(self) -> None:
        """End the block: put it and its spans behind those before it, unless there is nothing to see."""
        if not self._size:
            self._pending = ""
            self._row = (0, 0)
            return
        if self._mode == "table":
            self._end_row()
        self._pending = ""
        for place, start in enumerate(self._starts):
            if start >= 0:
                self._block_spans.append((start, self._size, self._inline[place]))
                self._starts[place] = -1
        text = "".join(self._block).rstrip(" \n" if self._mode == "table" else None)
        if text.strip():
            offset = self._length + 2 if self._texts else 0
            self._texts += ("\n\n", text) if self._texts else (text,)
            self._room -= 2
            self._length = offset + len(text)
            self._spans += self._block_roles(offset, self._length)
            for start, end, role in reversed(self._block_spans):
                if start < min(end, len(text)):
                    self._spans.append(Span(offset + start, offset + min(end, len(text)), *role))
        self._block.clear()
        self._size = 0
        self._block_spans.clear()
        self._row = (0, 0)

    def _block_roles(self, start: int, end: int) -> list[Span]:
        """Return the spans of a finished block: of each role the innermost."""
        found: dict[str, Span] = {}
        for place, opened in enumerate(self._blocks):
            found.pop(opened.role, None)
            found[opened.role] = Span(start, end, *opened)
            if opened.role == "item" and opened.value:
                self._blocks[place] = _Role("item", "", opened.level)
        return list(found.values())


# --- as JSON ------------------------------------------------------------------------------------------


def quotes_to_json(quotes: Iterable[Quote]) -> str:
    """Write quotations as compact JSON, a list per quotation in the order of the fields."""
    return json.dumps([_quote_fields(quote) for quote in quotes], ensure_ascii=False, separators=(",", ":"))


def quotes_from_json(text: str) -> tuple[Quote, ...]:
    """Read what `quotes_to_json` wrote.  Raises `ValueError` for anything else."""
    try:
        return tuple(_quote(fields) for fields in json.loads(text))
    except TypeError as error:
        raise ValueError("these are no quotations") from error


def _quote_fields(quote: Quote) -> list[object]:
    return [
        quote.start,
        quote.end,
        quote.kind,
        quote.spans,
        quote.speaker,
        quote.speaker_span,
        quote.cue,
        quote.via,
        quote.confidence,
        [_quote_fields(child) for child in quote.children],
    ]


def _quote(fields: list[Any]) -> Quote:
    start, end, kind, spans, speaker, speaker_span, cue, via, confidence, children = fields
    return Quote(
        start,
        end,
        kind,
        tuple((first, last) for first, last in spans),
        speaker,
        (speaker_span[0], speaker_span[1]) if speaker_span else None,
        cue,
        via,
        confidence,
        tuple(_quote(child) for child in children),
    )
