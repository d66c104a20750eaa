"""Take out of a text what does not belong in one: the work behind `clean`, which seldom has to call it."""

from __future__ import annotations

import re
import unicodedata

from newsreader.text.clean import SUSPECTS

# A joiner is wanted between letters of scripts that shape and inside emoji, and hides things elsewhere.
_JOINED = (
    "\u0600-\u06ff\u0700-\u074f\u0750-\u077f\u08a0-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1800-\u18af"
    "\ufb50-\ufdff\ufe70-\ufefc\u2600-\u27bf\ufe0f\U0001f000-\U0001faff\U0001f3fb-\U0001f3ff"
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
_UNWANTED = re.compile(f"[{_NEVER}]")
_LONELY = re.compile(f"(?<![{_JOINED}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SUSPECT = re.compile(f"[{''.join(f'{chr(low)}-{chr(high)}' for low, high in SUSPECTS)}]")
_MAYBE_MARKS = re.compile(r"[^\w\s\x00-\u02ff]{5,}")
_MARKS = ("Mn", "Me")
_JOINERS = "\u200c\u200d"
_MOST_MARKS = 4


def scrub(text: str) -> str:
    """Return `text` without what `clean` names."""
    if not _SUSPECT.search(text):
        return text
    text = _BREAKS.sub("\n", text)
    text = _SURROGATES.sub("\ufffd", text)
    text = _LONELY.sub("", _UNWANTED.sub("", text))
    return _MAYBE_MARKS.sub(_fewer_marks, text)


def _fewer_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in run[0]:
        if char not in _JOINERS:  # which keep no marks apart
            marks = marks + 1 if unicodedata.category(char) in _MARKS else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)
