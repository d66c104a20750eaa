"""Divide plain text into paragraphs, headings, lists and the like, as its writer saw them.

Plain text says nothing of what it is made of, so it is told from its shape: lines that end where the
next word would not have fitted are one paragraph, hard-wrapped; lines that end early are verse, an
address, or paragraphs of their own.  Nothing is left out but the signs that stand for a structure:
underlines, bullets, ">" before quoted lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from newsreader.text.clean import clean

_WIDEST = 120
"""Columns above which nobody wraps by hand: such a line is a paragraph."""
_NARROWEST = 36
_SLACK = 6
"""Columns by which hand-wrapped lines are ragged."""
_SHORT_LINE = 60
_LONGEST_TOP = 500

_UNDERLINE = re.compile(r"\s*([=~^_*-])\1{2,}\s*")
_RULE = re.compile(r"\s*(?:([*#~_=+·•–—-])\s*(?:\1\s*){2,}|⁂|\* \*)\s*")
_QUOTED = re.compile(r"\s*((?:>\s?)+)(.*)")
_ITEM = re.compile(r"\s*(?:(?P<sign>[-*•·▪◦‣])|(?P<number>\d{1,3})[.)]|(?P<letter>[a-z])\))[ \t]+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?…:;]['\"”’»)\]]*$|[。！？」』]$")
_SUBHEAD_END = re.compile(r"[\w)\]?!'’\"”]$")


@dataclass(slots=True)
class Piece:
    """A block of plain text; its `lines` are broken where its writer broke them on purpose.

    `kind` is "paragraph", "heading", "item", "quote", "rule" or "table"; `level` that of a heading or the
    depth of a quote; `marker` what an item begins with, as written.
    """

    kind: str
    lines: list[str] = field(default_factory=list)
    level: int = 0
    marker: str = ""

    @property
    def text(self) -> str:
        """The text on one line."""
        return " ".join(self.lines)


@dataclass(slots=True)
class _Line:
    number: int
    text: str
    indent: int


def divide(text: str) -> list[Piece]:
    """Return the pieces of a plain text, in order."""
    groups = list(_groups(text))
    width = _wrap_width(groups)
    pieces: list[Piece] = []
    for group in groups:
        pieces += _pieces_of(group, width)
    _confirm_items(pieces)
    _find_subheads(pieces)
    return pieces


@dataclass(frozen=True, slots=True)
class TopLine:
    """A line at the top of a text, with what goes on below it joined to it.

    `number` is the line's, `kind` as in `Piece`; `whole` is all that stands from it to the next empty line.
    """

    text: str
    number: int
    kind: str
    whole: str


def top_lines(text: str, count: int, stands_alone: Callable[[str], bool]) -> list[TopLine]:
    """Return the first lines of a plain text, at least `count` if it has them.

    A line goes on in the one below where that begins with a small letter, or where the text is wrapped
    by hand and the next word would not have fitted; never in one that `stands_alone`.
    """
    groups = list(_groups(text))
    width = _wrap_width(groups)
    found: list[TopLine] = []
    for group in groups:
        place = 0
        while place < len(group):
            first = line = group[place]
            text = line.text
            kind = _kind(line)
            place += 1
            if place < len(group) and kind == "paragraph" and _is_underline(group[place], line):
                found.append(TopLine(text, first.number, "heading", text))
                place += 1
                continue
            whole = joined([line.text for line in group[place - 1 :]])
            while place < len(group) and len(text) <= _LONGEST_TOP and _kind(group[place]) == "paragraph":
                after = group[place]
                goes_on = after.text[0].islower() or (width and not _ends_early(line, after, width))
                if not goes_on or stands_alone(after.text):
                    break
                text = joined([text, after.text])
                line = after
                place += 1
            found.append(TopLine(text, first.number, kind, whole))
            if len(found) >= count:
                return found
    return found


def _kind(line: _Line) -> str:
    if _RULE.fullmatch(line.text):
        return "rule"
    if _QUOTED.fullmatch(line.text):
        return "quote"
    return "item" if _ITEM.match(line.text) else "table" if "\t" in line.text else "paragraph"


def joined(lines: list[str]) -> str:
    """Return lines of one paragraph as one line: words divided at a hyphen, and CJK, without a blank."""
    whole = lines[0] if lines else ""
    for line in lines[1:]:
        hyphened = whole.endswith("-") and whole[-2:-1].isalpha() and line[0].islower()
        tight = hyphened or (_is_wide(whole[-1]) and _is_wide(line[0]))
        whole += line if tight else f" {line}"
    return whole


def _groups(text: str) -> Iterator[list[_Line]]:
    """Yield the runs of lines between empty lines."""
    group: list[_Line] = []
    for number, raw in enumerate(clean(text).split("\n")):
        line = raw.rstrip()
        if not line:
            if group:
                yield group
            group = []
            continue
        bare = line.lstrip()
        group.append(_Line(number, bare, len(line.expandtabs(4)) - len(bare.expandtabs(4))))
    if group:
        yield group


# --- hard-wrapped or not ----------------------------------------------------------------------------------


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _columns(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(map(_is_wide, text))


def _first_word(line: str) -> int:
    """Return the columns that the first word of a line takes; one character where there are no blanks."""
    if _is_wide(line[0]):
        return 2
    return _columns(line.split(maxsplit=1)[0])


def _wrap_width(groups: list[list[_Line]]) -> int:
    """Return the columns that the text is wrapped at by hand, 0 if its lines are paragraphs or verse."""
    pairs = [
        (_columns(line.text) + line.indent, _first_word(after.text))
        for group in groups
        for line, after in pairwise(group)
    ]
    if not pairs:
        return 0
    width = max(columns for columns, _ in pairs)
    if not _NARROWEST <= width <= _WIDEST:
        return 0
    forced = sum(1 for columns, word in pairs if columns + 1 + word > width - _SLACK)
    return width if 10 * forced >= 6 * len(pairs) else 0


def _ends_early(line: _Line, after: _Line, width: int) -> bool:
    """Tell whether the next word would have fitted, so that the line was ended on purpose."""
    return _columns(line.text) + line.indent + 1 + _first_word(after.text) <= width - _SLACK


# --- from lines to pieces ---------------------------------------------------------------------------------


def _pieces_of(group: list[_Line], width: int) -> list[Piece]:
    table = _table(group)
    if table:
        return [table]
    if len(group) == 1 and _RULE.fullmatch(group[0].text):
        return [Piece("rule", [group[0].text])]
    pieces: list[Piece] = []
    for level, lines in _by_quoting(group):
        inner = _running(lines, width)
        for piece in inner:
            if level and piece.kind == "paragraph":
                piece.kind, piece.level = "quote", level
        pieces += inner
    return pieces


def _by_quoting(group: list[_Line]) -> Iterator[tuple[int, list[_Line]]]:
    """Yield runs of lines with the same depth of ">" before them, which is taken off."""
    depth, run = 0, list[_Line]()
    for line in group:
        quoted = _QUOTED.fullmatch(line.text)
        level = quoted[1].count(">") if quoted else 0
        text = quoted[2].strip() if quoted else line.text
        if run and (level != depth or not text):
            yield min(depth, 8), run
            run = []
        depth = level
        if text:
            run.append(_Line(line.number, text, 0 if quoted else line.indent))
    if run:
        yield min(depth, 8), run


def _running(lines: list[_Line], width: int) -> list[Piece]:
    """Return the pieces of lines without an empty one between them."""
    pieces: list[Piece] = []
    margin = min(line.indent for line in lines)
    before: _Line | None = None
    for line in lines:
        piece = pieces[-1] if pieces else None
        item = _ITEM.match(line.text)
        titled = piece is not None and piece.kind == "paragraph" and before is not None
        if piece and before and titled and piece.lines[-1] == before.text and _is_underline(line, before):
            title = piece.lines.pop()
            if not piece.lines:
                pieces.pop()
            pieces.append(Piece("heading", [title], 1 if line.text[0] == "=" else 2))
            before = None
            continue
        if item and _may_begin_list(item, before, piece):
            text = line.text[item.end() :]
            pieces.append(Piece("item", [text], marker=item[0].strip()))
        elif piece is None or before is None or not _continue(piece, line, before, width, margin):
            pieces.append(Piece("paragraph", [line.text]))
        before = line
    return pieces


def _may_begin_list(item: re.Match[str], before: _Line | None, piece: Piece | None) -> bool:
    """Tell whether a sign at the head of a line begins an item, and not only a line of a paragraph."""
    if before is None or (piece is not None and piece.kind == "item"):
        return True
    if item["number"] not in (None, "1") or item["letter"] not in (None, "a"):
        return False
    return _SENTENCE_END.search(before.text) is not None


def _continue(piece: Piece, line: _Line, before: _Line, width: int, margin: int) -> bool:
    """Add a line to the piece before it, if it is of the same paragraph."""
    if piece.kind == "item":
        if line.indent <= before.indent and _SENTENCE_END.search(before.text) and not width:
            return False
        piece.lines[-1] = joined([piece.lines[-1], line.text])
        return True
    if width:
        if margin < line.indent < margin + 9 and before.indent == margin:
            return False  # the first line of a paragraph, set in
        if not _ends_early(line=before, after=line, width=width):
            piece.lines[-1] = joined([piece.lines[-1], line.text])
            return True
        long = len(piece.lines[-1]) > len(before.text) or _columns(before.text) > width // 3
        if long and _SENTENCE_END.search(before.text):
            return False
    elif max(len(line.text), len(before.text)) > _SHORT_LINE:
        return False
    piece.lines.append(line.text)
    return True


def _is_underline(line: _Line, above: _Line) -> bool:
    if not _UNDERLINE.fullmatch(line.text) or not any(map(str.isalnum, above.text)):
        return False
    return len(above.text) <= 200 and len(line.text) <= 2 * len(above.text) + 4


def _table(group: list[_Line]) -> Piece | None:
    """Return lines with the same number of tabs inside them as a table."""
    tabs = {line.text.count("\t") for line in group}
    if len(group) < 2 or len(tabs) != 1 or tabs == {0}:
        return None
    return Piece("table", [line.text for line in group])


# --- what only the neighbours show ------------------------------------------------------------------------


def _confirm_items(pieces: list[Piece]) -> None:
    """Make items that stand alone paragraphs again: "- Yes." is a line of talk, "1914." begins a sentence."""
    place = 0
    while place < len(pieces):
        end = place
        while end < len(pieces) and pieces[end].kind == "item" and _follows(pieces, place, end):
            end += 1
        if end == place:
            place += 1
            continue
        if end - place == 1 and pieces[place].marker not in ("•", "▪", "◦", "‣"):
            piece = pieces[place]
            piece.kind = "paragraph"
            piece.lines[0] = f"{piece.marker} {piece.lines[0]}"
            piece.marker = ""
        place = end


def _follows(pieces: list[Piece], first: int, place: int) -> bool:
    """Tell whether an item goes on with the list that item `first` began."""
    if place == first:
        return True
    marker, before = pieces[place].marker, pieces[place - 1].marker
    if marker[0].isdigit() and before[0].isdigit():
        return int(marker.rstrip(".)")) == int(before.rstrip(".)")) + 1
    if marker[0].isalpha() and before[0].isalpha():
        return ord(marker[0]) == ord(before[0]) + 1
    return marker == before


def _find_subheads(pieces: list[Piece]) -> None:
    """Make short lines between paragraphs headings, where they read as such."""
    for before, piece, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if piece.kind != "paragraph" or len(piece.lines) != 1 or after.kind == "heading":
            continue
        if before.kind not in ("paragraph", "item", "quote", "table") or after.kind not in (
            "paragraph",
            "item",
        ):
            continue
        if _is_subhead(piece.lines[0]) and len(after.text) > 80 and len(before.text) > 60:
            piece.kind, piece.level = "heading", 2


def _is_subhead(line: str) -> bool:
    return (
        3 <= len(line) <= 70
        and len(line.split()) <= 10
        and (line[0].isupper() or line[0].isdigit())
        and "\t" not in line
        and line[-1] not in ".,;:…"
        and _SUBHEAD_END.search(line) is not None
    )
