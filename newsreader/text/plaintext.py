"""Plain text as a body: what `paragraphs` finds in it, and web addresses as links."""

from __future__ import annotations

import re

from newsreader.models import Body
from newsreader.text.body import BodyBuilder
from newsreader.text.lists import bullet
from newsreader.text.paragraphs import Piece, divide

_URL = re.compile(r"https?://[^\s<>\"“”„«»{}|\\^`]+[^\s<>\"“”„«»{}|\\^`.,;:!?'’)\]]", re.IGNORECASE)


def text_to_body(source: str) -> Body:
    """Return the paragraphs, headings, lists, quoted lines and tables of a plain text; addresses link."""
    builder = BodyBuilder()
    for piece in divide(source):
        if builder.full:
            break
        if piece.kind == "rule":
            builder.rule()
        elif piece.kind == "table":
            builder.enter("table")
            for line in piece.lines:
                builder.row()
                for cell in line.split("\t"):
                    builder.cell()
                    write_linked(builder, cell)
            builder.leave()
        else:
            _write_piece(builder, piece)
    return builder.build()


def _write_piece(builder: BodyBuilder, piece: Piece) -> None:
    if piece.kind == "item":
        mark = piece.marker.rstrip(".)")
        builder.enter("item", f"{mark}." if mark.isalnum() else bullet(1), 1)
    elif piece.kind == "heading":
        builder.enter("heading", level=piece.level)
    elif piece.kind == "quote":
        builder.enter("quote", level=piece.level)
    builder.end_block()
    for number, line in enumerate(piece.lines):
        if number:
            builder.line_break()
        write_linked(builder, line)
    builder.end_block()
    if piece.kind != "paragraph":
        builder.leave()


def write_linked(builder: BodyBuilder, line: str) -> None:
    """Write running text; the web addresses in it are links."""
    if "://" not in line:
        builder.text(line)
        return
    place = 0
    for found in _URL.finditer(line):
        builder.text(line[place : found.start()])
        builder.enter("link", found[0])
        builder.text(found[0])
        builder.leave()
        place = found.end()
    builder.text(line[place:])
