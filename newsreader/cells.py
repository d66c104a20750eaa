"""How many columns text takes in a terminal, and how to cut and wrap it to a number of them.

Everything that is drawn is measured here: the list's rows, the article, the first frame.  Standard
library alone and quick to import, because the first frame may not wait for anything.

Widths follow Unicode's East Asian Width and general categories: wide and full-width characters take two
columns, marks and format characters none, the rest one.  Python's own Unicode data may be some versions
old, so what was added or made wide since version 14 is listed here; the tests hold the result equal to
the tables that Rich and Textual measure with.

Line breaks follow the common part of Unicode's line breaking rules (UAX 14): at spaces, after hyphens
and dashes inside words, between ideographs but never before closing or after opening punctuation.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from itertools import accumulate

TYPE_CHECKING = False  # typing takes longer to import than all that this module needs
if TYPE_CHECKING:
    import re

# Characters that are surely one column wide: Latin, Greek, Cyrillic, typographic punctuation, currency,
# arrows, lines and shapes.  Text of these alone needs no look at single characters.
_NARROW = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x2FF), (0x370, 0x482), (0x48A, 0x530), (0x2010, 0x2027),
    (0x202F, 0x205E), (0x20A0, 0x20CF), (0x2190, 0x2319), (0x2500, 0x25FC),
)  # fmt: skip
_ALL = 1 << 60
_LONG = 400
"""Text of more characters is looked at by a regular expression; for less, `re` is not worth importing."""

# Assigned in Unicode 15 to 17: marks of no width, and wide characters with the blocks reserved for more.
_NEW_ZERO = (
    (0x897, 0x897), (0xCF3, 0xCF3), (0xECE, 0xECE), (0x1ACF, 0x1ADD), (0x1AE0, 0x1AEB), (0x2065, 0x2065),
    (0xFFF0, 0xFFF8), (0x10D69, 0x10D6D), (0x10EFA, 0x10EFF), (0x11241, 0x11241), (0x113B8, 0x113C0),
    (0x113C2, 0x113C2), (0x113C5, 0x113C5), (0x113C7, 0x113CA), (0x113CC, 0x113D0), (0x113D2, 0x113D2),
    (0x113E1, 0x113E2), (0x11B60, 0x11B67), (0x11F00, 0x11F01), (0x11F03, 0x11F03), (0x11F34, 0x11F3A),
    (0x11F3E, 0x11F42), (0x11F5A, 0x11F5A), (0x13439, 0x13440), (0x13447, 0x13455), (0x1611E, 0x1612F),
    (0x1E08F, 0x1E08F), (0x1E4EC, 0x1E4EF), (0x1E5EE, 0x1E5EF), (0x1E6E3, 0x1E6E3), (0x1E6E6, 0x1E6E6),
    (0x1E6EE, 0x1E6EF), (0x1E6F5, 0x1E6F5), (0xE0000, 0xE0FFF),
)  # fmt: skip
_NEW_WIDE = (
    (0x2630, 0x2637), (0x268A, 0x268F), (0x2FFC, 0x2FFF), (0x31E4, 0x31E5), (0x31EF, 0x31EF),
    (0x4DC0, 0x4DFF), (0xFA6E, 0xFA6F), (0xFADA, 0xFAFF), (0x16FF2, 0x16FF6), (0x187F8, 0x187FF),
    (0x18CFF, 0x18CFF), (0x18D09, 0x18D1E), (0x18D80, 0x18DF2), (0x1B132, 0x1B132), (0x1B155, 0x1B155),
    (0x1D300, 0x1D356), (0x1D360, 0x1D376), (0x1F6D8, 0x1F6D8), (0x1F6DC, 0x1F6DC), (0x1FA75, 0x1FA77),
    (0x1FA87, 0x1FA8A), (0x1FA8E, 0x1FA8F), (0x1FAAD, 0x1FAAF), (0x1FABB, 0x1FABF), (0x1FAC6, 0x1FAC6),
    (0x1FAC8, 0x1FAC8), (0x1FACD, 0x1FACF), (0x1FADA, 0x1FADC), (0x1FADF, 0x1FADF), (0x1FAE8, 0x1FAEA),
    (0x1FAEF, 0x1FAEF), (0x1FAF7, 0x1FAF8), (0x2A6E0, 0x2A6FF), (0x2B739, 0x2B73F), (0x2B81E, 0x2B81F),
    (0x2CEA2, 0x2CEAF), (0x2EBE1, 0x2F7FF), (0x2FA1E, 0x2FFFD), (0x3134B, 0x3FFFD),
)  # fmt: skip
# Hangul parts that join the syllable before them, fillers, skin tones.
_JOINED = ((0x1160, 0x11FF), (0x3164, 0x3164), (0xD7B0, 0xD7FF), (0xFFA0, 0xFFA0), (0x1F3FB, 0x1F3FF))
# Arabic signs that enclose or stand before a number, the soft hyphen.
_SIGNS = ((0xAD, 0xAD), (0x600, 0x605), (0x6DD, 0x6DD), (0x70F, 0x70F), (0x890, 0x891), (0x8E2, 0x8E2),
          (0x110BD, 0x110BD), (0x110CD, 0x110CD))  # fmt: skip

_NO_START = frozenset(
    "!%),.:;?]}¢°·’”›»‐–—…‰′″℃、。々〉》」』】〕〗〙〛〜〞〟ぁぃぅぇぉっゃゅょゎゕゖ゛゜ゝゞゟ゠ァィゥェォッャュョヮヵヶ"
    "・ーヽヾヿ︰﹐﹑﹒﹔﹕﹖﹗﹚﹜﹞！％），．：；？］｝～｡｣､･ｰﾞﾟ"
)
_NO_END = frozenset("$([{£¥‘“‹«〈《「『【〔〖〘〚〝﹙﹛﹝＄（［｛￡￥｢#@")
_DASHES = "-–—"

_MARKS = frozenset(("Mn", "Me", "Mc", "Cc", "Zl", "Zp"))


def _within(ranges: tuple[tuple[int, int], ...], code: int) -> bool:
    place = bisect_right(ranges, (code, 0x110000)) - 1
    return place >= 0 and ranges[place][0] <= code <= ranges[place][1]


class _Widths(dict[str, int]):
    """Columns of a character, found once for each."""

    def __missing__(self, char: str) -> int:
        code, category = ord(char), unicodedata.category(char)
        if category == "Cf" or code == 0xAD:
            columns = 1 if _within(_SIGNS, code) else 0
        elif category in _MARKS or _within(_JOINED, code) or _within(_NEW_ZERO, code):
            columns = 0
        elif _within(_NEW_WIDE, code):
            columns = 2
        elif category in ("Cn", "Co", "Cs"):
            columns = 1
        else:
            columns = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        self[char] = columns
        return columns


_WIDTHS = _Widths()
char_width = _WIDTHS.__getitem__
"""Columns of one character: 0, 1 or 2."""


class _Narrow(dict[str, bool]):
    """Whether a character is of those that are surely one column wide."""

    def __missing__(self, char: str) -> bool:
        narrow = self[char] = _within(_NARROW, ord(char))
        return narrow


_is_narrow = _Narrow().__getitem__
_narrow_text: re.Pattern[str] | None = None


def _narrow(text: str, start: int, end: int) -> bool:
    """Return whether all characters from `start` to `end` are surely one column wide."""
    global _narrow_text
    if text.isascii():
        return True
    if end - start <= _LONG:
        return all(map(_is_narrow, text[start:end]))
    if _narrow_text is None:
        import re

        _narrow_text = re.compile(f"[{''.join(f'{chr(low)}-{chr(high)}' for low, high in _NARROW)}]*")
    return _narrow_text.fullmatch(text, start, end) is not None


def width(text: str) -> int:
    """Return how many columns `text` takes."""
    if text.isascii():
        return len(text)
    return sum(map(char_width, text))


def steady(text: str) -> str:
    """Return `text` without the two characters whose width no two terminals agree on.

    U+FE0F turns a narrow sign into a wide picture, U+200D melts several pictures into one.  Without them
    the signs stay narrow and the pictures stand side by side, everywhere.
    """
    if text.isascii():
        return text
    return text.replace("\ufe0f", "").replace("\u200d", "")


def fitting(text: str, columns: int) -> int:
    """Return how many characters of `text` fit in `columns`."""
    if len(text) <= columns and _narrow(text, 0, len(text)):
        return len(text)
    head = text[: columns * 2 + 16]
    if head.isascii():
        return min(len(text), columns)
    while True:
        sums = list(accumulate(map(char_width, head)))
        fits = bisect_right(sums, columns)
        if fits < len(head) or len(head) == len(text):
            return fits
        head = text[: len(head) * 2]


def cut(text: str, columns: int) -> str:
    """Return `text` if it fits in `columns`, else as much of it as does with "…" at the end."""
    if columns <= 0:
        return ""
    if fitting(text, columns) == len(text):
        return text
    return text[: fitting(text, columns - 1)].rstrip() + "…"


def fit(text: str, columns: int, *, right: bool = False) -> str:
    """Return `text` cut or padded with spaces to exactly `columns`."""
    text = cut(text, columns)
    space = " " * (columns - width(text))
    return space + text if right else text + space


def wrap(text: str, columns: int) -> list[tuple[int, int]]:
    r"""Return (start, end) of each line of `text` at most `columns` wide; "\n" ends a line as well.

    Spaces at a break belong to no line; every other character belongs to exactly one.  A word that is
    too long is divided, after a slash where it has one.  `columns` less than 2 counts as 2.
    """
    columns = max(columns, 2)
    lines: list[tuple[int, int]] = []
    start = 0
    while True:
        end = text.find("\n", start)
        if end < 0:
            end = len(text)
        if end - start <= columns and _narrow(text, start, end):
            lines.append((start, end))
        elif _narrow(text, start, end):
            _wrap_narrow(text, start, end, columns, lines)
        else:
            _wrap_mixed(text, start, end, columns, lines)
        if end == len(text):
            return lines
        start = end + 1


class Wrapping:
    """A long text, wrapped as far as its lines are wanted; `lines` become those of `wrap`."""

    def __init__(self, text: str, columns: int) -> None:
        self.lines: list[tuple[int, int]] = []
        self.done = False
        self.reached = 0
        """Where the next line begins."""
        self._text = text
        self._columns = max(columns, 2)
        self._end = -1
        self._narrow = False

    def go_on(self, until: int) -> None:
        """Wrap on until there are at least `until` lines, or all."""
        text, lines = self._text, self.lines
        while not self.done and len(lines) < until:
            if self._end < 0:
                end = text.find("\n", self.reached)
                self._end = end if end >= 0 else len(text)
                self._narrow = _narrow(text, self.reached, self._end)
            wrap_on = _wrap_narrow if self._narrow else _wrap_mixed
            self.reached = wrap_on(text, self.reached, self._end, self._columns, lines, until)
            if self.reached > self._end:
                self._end = -1
                self.done = self.reached > len(text)


def _wrap_narrow(
    text: str, start: int, end: int, columns: int, lines: list[tuple[int, int]], most: int = _ALL
) -> int:
    """Wrap text all of whose characters take one column: a search backwards for each break.

    It stops at `most` lines.  Returns where the next one begins, `end` + 1 after the last.
    """
    rfind = text.rfind
    while end - start > columns:
        if len(lines) >= most:
            return start
        limit = start + columns
        at = rfind(" ", start + 1, limit + 1)
        dash = _last_dash(text, max(at + 1, start + 2), limit)
        if dash > 0:
            lines.append((start, dash))
            start = dash
            continue
        stop = at
        while stop > start and text[stop - 1] == " ":
            stop -= 1
        if at < 0 or stop <= start:  # one long word, or nothing but indentation before it
            slash = rfind("/", start + 2, limit)
            stop = at = slash + 1 if slash > 0 else limit
            lines.append((start, stop))
            start = stop
        else:
            lines.append((start, stop))
            start = at + 1
        while start < end and text[start] == " ":
            start += 1
    if start < end or not lines or lines[-1][1] < start:
        if len(lines) >= most:
            return start
        lines.append((start, end))
    return end + 1


def _last_dash(text: str, low: int, limit: int) -> int:
    """Return the last place in [low, limit] to break after a dash inside a word, 0 for none."""
    for dash in _DASHES:
        at = text.rfind(dash, low, limit)
        if at > 0 and at + 1 < len(text) and _breaks_after_dash(text, at):
            return at + 1
    return 0


def _breaks_after_dash(text: str, at: int) -> bool:
    after = text[at + 1]
    if text[at] == "-":  # well-known, not -5, --flag, e-mail or a range of years
        return after.isalpha() and text[at - 1].isalpha() and at > 1 and text[at - 2].isalpha()
    return after not in _NO_START and not after.isdigit() and after != " "


def _wrap_mixed(
    text: str, start: int, end: int, columns: int, lines: list[tuple[int, int]], most: int = _ALL
) -> int:
    """Wrap any text: widths summed line by line, then a step back to the last break allowed.

    It stops at `most` lines.  Returns where the next one begins, `end` + 1 after the last.
    """
    first = True
    while start < end or first:
        if len(lines) >= most:
            return start
        first = False
        fits = fitting(text[start : min(end, start + columns * 2 + 16)], columns)
        if start + fits >= end:
            lines.append((start, end))
            return end + 1
        at = start + max(fits, 1)
        while at < end and char_width(text[at]) == 0:  # marks stay with what they stand on
            at += 1
        if at >= end:
            lines.append((start, end))
            return end + 1
        place = at
        while place > start and not _may_break(text, place):
            place -= 1
        if place > start and text[start:place].strip(" "):
            at = place
        stop = at
        while stop > start and text[stop - 1] == " ":
            stop -= 1
        lines.append((start, stop if stop > start else at))
        start = at
        while start < end and text[start] == " ":
            start += 1
    return end + 1


def _may_break(text: str, at: int) -> bool:
    """Return whether a line may end before character `at`."""
    before, after = text[at - 1], text[at]
    if after == " ":
        return True
    if before == " ":
        return True
    if char_width(after) == 0 or after in _NO_START or before in _NO_END:
        return False
    if _ideographic(before) or _ideographic(after):
        return True
    return before in _DASHES and at > 1 and _breaks_after_dash(text, at - 1)


def _ideographic(char: str) -> bool:
    """Return whether lines break beside `char` without a space: CJK and pictures, but not Hangul."""
    return char_width(char) == 2 and not "\uac00" <= char <= "\ud7a3"
