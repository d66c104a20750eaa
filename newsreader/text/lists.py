"""How the items of a list are marked, whatever they were written in."""

from __future__ import annotations

_BULLETS = ("•", "◦", "▪")
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def bullet(depth: int) -> str:
    """Return the mark of an item without a number; `depth` is 1 for the outermost list."""
    return _BULLETS[min(depth, len(_BULLETS)) - 1]


def numeral(number: int, kind: str = "1") -> str:
    """Return the mark of item `number`: "3.", or by HTML's `type` "c.", "C.", "iii." or "III."."""
    mark = str(number)
    if kind in ("a", "A") and number > 0:
        mark = ""
        while number:
            number, letter = divmod(number - 1, 26)
            mark = chr(ord("a") + letter) + mark
    elif kind in ("i", "I") and 0 < number < 4000:
        mark = ""
        for value, letters in _ROMAN:
            times, number = divmod(number, value)
            mark += letters * times
    return (mark.upper() if kind in ("A", "I") else mark) + "."
