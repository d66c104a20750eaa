r"""Make any text from outside safe to store and to draw.

A terminal obeys what it is sent: an ESC in a headline can move the cursor, set the clipboard or hide a
link's target, and Unicode has characters that reorder or hide what stands beside them (CVE-2021-42574).
So every string from outside passes through here twice: on its way into the store and again where it is
drawn.  What is left out:

- C0 and C1 controls and DEL (a tab and a newline stay in `clean`, become a space in `clean_line`),
- Unicode's other line and paragraph separators (they become a newline or a space),
- all format characters (general category Cf) but those that are seen (the Arabic number signs and
  their kin), and whatever else Unicode lets a font draw as nothing (Default_Ignorable_Code_Point):
  bidirectional controls, zero-width characters, fillers, the tag block, variation selectors but the one
  that makes an emoji; the joiners U+200C and U+200D stay where scripts and emoji need them,
- code points that are no characters; lone surrogates (they cannot be encoded) become U+FFFD,
- more than four combining marks in a row.

Nearly all text is clean as it comes.  That is seen here without regular expressions, which take longer
to load than a first screen may; what has anything doubtful in it goes through `scrub`.
"""

from __future__ import annotations

from bisect import bisect_right

# Where one of these is, there is something to look at; most text that is not ASCII has none.
SUSPECTS = (
    (0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x300, 0x36F), (0x483, 0x489),
    (0x591, 0x1DFF), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x20D0, 0x20FF),
    (0x2CEF, 0x2CF1), (0x2D7F, 0x2D7F), (0x2DE0, 0x2DFF), (0x302A, 0x302F), (0x3099, 0x309A),
    (0x3164, 0x3164), (0xA66F, 0xA67D), (0xA69E, 0xABFF), (0xD800, 0xDFFF), (0xFB1E, 0xFB1E),
    (0xFDD0, 0xFDEF), (0xFE00, 0xFE2F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFF),
    (0x10000, 0x1EFFF), (0x1FFFE, 0x10FFFF),
)  # fmt: skip
_LONG = 1_000
"""Text of more characters is looked at by a regular expression, in `scrub`."""


class _Suspect(dict[str, bool]):
    """Whether a character may have to be left out, found once for each."""

    def __missing__(self, char: str) -> bool:
        place = bisect_right(SUSPECTS, (ord(char), 0x110000)) - 1
        suspect = self[char] = place >= 0 and ord(char) <= SUSPECTS[place][1]
        return suspect


_is_suspect = _Suspect().__getitem__


def clean(text: str) -> str:
    r"""Return `text` without anything that a terminal obeys or that hides; "\n" and "\t" stay."""
    if text.isascii() and text.isprintable():
        return text
    if len(text) <= _LONG and not any(map(_is_suspect, text)):
        return text
    from newsreader.text.scrub import scrub

    return scrub(text)


def clean_line(text: str, limit: int = 0) -> str:
    """Return `text` clean, on one line, white space folded; past `limit` characters cut with "…"."""
    line = " ".join(clean(text).split())
    if limit and len(line) > limit:
        return line[: limit - 1].rstrip() + "…"
    return line
