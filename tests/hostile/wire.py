"""Judge what a program wrote to a terminal, byte by byte.

A stream is taken apart into what is printed and what is obeyed.  Of what is obeyed only the sequences
that the program's own drawing is made of may occur, each in its exact form; of what is printed, nothing
may hide, turn, pile up on or end what stands beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tests.hostile.payloads import MARK

_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    r"|\x1b[\]PX^_k].*?(?:\x07|\x1b\\|\Z)"  # OSC, DCS, SOS, PM, APC and the title of screen(1)
    r"|\x1b[ -/]*[0-~]?",  # all others, and what is cut off
    re.DOTALL,
)
_OWN = (
    r"\[(?:(?:[0-9]|[1-4][0-9]|5[0-9]|9[0-7]|10[0-7]|[34]8;5;\d{1,3}|[34]8;2;\d{1,3};\d{1,3};\d{1,3})(?:;|(?=m)))*m",
    r"\[\d{1,3};\d{1,3}H",  # to a place
    r"\[\?(?:25|7|1000|1003|1004|1006|1015|1049|2004|2026|2031|2048)[hl]",  # modes that Textual sets
    r"\[\?(?:2026|2048)\$p",  # and asks for
    r"\[>25u|\[<u|\[\?u|\[>1u",  # the keyboard's protocol
    r"\[[0-2]?[JK]",  # cleared, as Rich and the count of a refresh do
    r"\]22;[a-z-]{1,20}\x07",  # the pointer's shape
)
_OWN_SEQUENCE = re.compile("\x1b(?:" + "|".join(_OWN) + ")")
_COUNT = re.compile(r"\r(?=(?:refreshing|reading) \d+/\d+\Z)")
"""The count of a refresh, which is written over itself."""
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufe00-\ufe0e\ufff0-\ufffb\ufdd0-\ufdef\U000e0000-\U000e0fff]"
    "|[" + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17)) + "]"
)
_PLAIN = re.compile("[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u25ff]*")
"""What nearly all printed text is made of, and nobody needs to look at twice."""
_MOST_MARKS = 4


def stream(data: bytes) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of what was written: (text, False) is printed, (sequence, True) is obeyed.

    Bytes that are no UTF-8 come as lone surrogates.
    """
    text = data.decode("utf-8", "surrogateescape")
    place = 0
    for found in _SEQUENCE.finditer(text):
        if found.start() > place:
            yield text[place : found.start()], False
        yield found[0], True
        place = found.end()
    if place < len(text):
        yield text[place:], False


def printed(data: bytes) -> str:
    """Return what was printed, without what was obeyed."""
    return "".join(piece for piece, obeyed in stream(data) if not obeyed)


def foreign(data: bytes) -> list[str]:
    """Return everything in the stream that is not the program's own, each with what stands around it."""
    found: list[str] = []
    before = ""
    for piece, obeyed in stream(data):
        if obeyed:
            if MARK in piece or not _OWN_SEQUENCE.fullmatch(piece):
                found.append(f"obeyed: {piece[:60]!r} after {before[-40:]!r}")
        else:
            found += [f"printed: {what} in {around!r}" for what, around in _unfit(piece)]
        before = piece
    return found


def _unfit(text: str) -> Iterator[tuple[str, str]]:
    """Yield what in printed text a terminal would obey or draw as nothing."""
    if _PLAIN.fullmatch(text):
        return
    marks = 0
    text = _COUNT.sub("", text)
    for place, char in enumerate(text):
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        ends_line = char == "\n" or (char == "\r" and text[place + 1 : place + 2] in ("\n", ""))
        if (category in ("Cc", "Cs") and not ends_line) or _HIDDEN.match(char) or marks > _MOST_MARKS:
            yield f"U+{ord(char):04X}", text[max(place - 20, 0) : place + 20]
