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
"""

from __future__ import annotations

import re
import unicodedata

_PLAIN = re.compile(r"[ -~\n]*\Z")

# A joiner is wanted between letters of scripts that shape and inside emoji, and hides things elsewhere.
_JOINED = (
    "\u0600-\u06ff\u0700-\u074f\u0750-\u077f\u08a0-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1800-\u18af"
    "\ufb50-\ufdff\ufe70-\ufefc\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff\U0001f3fb-\U0001f3ff"
)
_NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17)
)
_NEVER = (
    "\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f"  # C0, DEL, C1 but for tab, newline and NEL
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, fillers, Mongolian selectors
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"  # zero width space, bidi controls, invisible operators
    "\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb"  # fillers, text-style selectors, BOM, interlinear marks
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3"  # what arranges hieroglyphs and shorthand
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff" + _NO_CHARACTERS  # musical beams, tag characters
)
_UNWANTED = re.compile(f"[{_NEVER}]|(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Where one of these is, there is something to look at; most text that is not ASCII has none.  (The two
# ranges at the end keep the search fast: sets of characters beyond the first 65,536 are tried one by one.)
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u1dff\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u20d0-\u20ff\u2cef-\u2cf1\u2d7f\u2de0-\u2dff\u302a-\u302f\u3099\u309a\u3164\ua66f-\ua67d\ua69e-\uabff\ud800-\udfff"
    "\ufb1e\ufdd0-\ufdef\ufe00-\ufe2f\ufeff\uffa0\ufff0-\uffff\U00010000-\U0001efff\U0001fffe-\U0010ffff]"
)
_MAYBE_MARKS = re.compile(r"[^\w\s\x00-\u02ff]{5,}")
_MARKS = ("Mn", "Me")
_MOST_MARKS = 4


def clean(text: str) -> str:
    r"""Return `text` without anything that a terminal obeys or that hides; "\n" and "\t" stay."""
    if _PLAIN.match(text) or not _SUSPECT.search(text):
        return text
    text = _BREAKS.sub("\n", text)
    text = _SURROGATES.sub("\ufffd", text)
    text = _UNWANTED.sub("", text)
    return _MAYBE_MARKS.sub(_fewer_marks, text)


def clean_line(text: str, limit: int = 0) -> str:
    """Return `text` clean, on one line, white space folded; past `limit` characters cut with "…"."""
    line = " ".join(clean(text).split())
    if limit and len(line) > limit:
        return line[: limit - 1].rstrip() + "…"
    return line


def _fewer_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in run[0]:
        marks = marks + 1 if unicodedata.category(char) in _MARKS else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)
