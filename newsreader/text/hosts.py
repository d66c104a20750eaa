"""Show a link's real host, so that what is read is where it leads.

A host written in letters that look like others ("bаnk.example" with a Cyrillic а) is shown as what the
wire carries (xn--…), and so is any label that mixes scripts, in the manner browsers do it (Unicode
Technical Standard 39, "highly restrictive", and a look-alike test for whole labels).  Standard library
only, and never an error: this is for drawing.
"""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from newsreader.text.clean import clean, clean_line

_TOGETHER = (  # scripts that are written side by side in one language
    frozenset({"HAN", "HIRAGANA", "KATAKANA", "LATIN"}),
    frozenset({"HAN", "BOPOMOFO", "LATIN"}),
    frozenset({"HAN", "HANGUL", "LATIN"}),
)
_SCRIPT_OF_NAME = {"CJK": "HAN", "IDEOGRAPHIC": "HAN", "KATAKANA-HIRAGANA": "KATAKANA"}
_LIKE_LATIN = frozenset("асԁеһіјӏорԛѕԝхуъьҽпгѵѡ" + "αγεικνορστυωχ")
"""Cyrillic and Greek letters that a reader takes for Latin ones."""
_LONGEST_LABEL = 63


def display_host(url: str) -> str:
    """Return the host of `url`, with its port where one is named, as it may be shown to people."""
    try:
        parts = urlsplit(url.strip().replace("\\", "/"))  # as browsers read it
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return clean_line(url, 80)
    if ":" in host:
        shown = f"[{host}]"
    else:
        labels = host.replace("\u3002", ".").split(".")
        foreign_end = not labels[-1].isascii() or labels[-1].startswith("xn--")
        shown = ".".join(_shown_label(label, foreign_end) for label in labels)
    return clean_line(shown if port is None else f"{shown}:{port}", 260)


def _shown_label(label: str, foreign_end: bool) -> str:
    if label.isascii() and not label.startswith("xn--"):
        return label
    letters, wire = label, label
    try:
        if label.startswith("xn--"):
            letters = label[4 : 4 + _LONGEST_LABEL].encode("ascii").decode("punycode")
        letters_again = letters[:_LONGEST_LABEL].encode("punycode").decode("ascii")
        wire = f"xn--{letters_again}"
    except UnicodeError:
        return label if label.isascii() else ascii(label)[1:-1]
    if label.startswith("xn--") and wire != label:
        return label
    return letters if _honest(letters, foreign_end) else wire


def _honest(letters: str, foreign_end: bool) -> bool:
    """Tell whether a label is what it seems: one script, nothing hidden, no disguise as Latin."""
    if clean(letters) != letters or unicodedata.normalize("NFKC", letters) != letters:
        return False
    scripts = set()
    for letter in letters:
        if letter == "-" or letter in "0123456789" or unicodedata.category(letter) in ("Mn", "Mc"):
            continue
        if not letter.isalnum():
            return False
        name = unicodedata.name(letter, "UNKNOWN").split(" ")[0]
        script = _SCRIPT_OF_NAME.get(name, name)
        if script == "LATIN" and not ("\x00" <= letter <= "\u024f" or "\u1e00" <= letter <= "\u1eff"):
            return False
        scripts.add(script)
    if len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER):
        return False
    disguised = scripts <= {"CYRILLIC", "GREEK"} and all(c in _LIKE_LATIN or not c.isalpha() for c in letters)
    return foreign_end or not disguised
