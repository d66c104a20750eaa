"""What a document is: its bytes decide.

A server's media type and a file's name are often wrong and sometimes absent, so neither is asked what
only the bytes can tell.  They help between kinds of text alone, where the bytes tell nothing: whether
prose is Markdown, and whether a page's first tag stands in one.
"""

from __future__ import annotations

import codecs
import re
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import unquote, urlsplit

from newsreader.feeds.xmlprep import ROOTS, local_name, read_prolog
from newsreader.models import Fetched

Kind = Literal["feed", "json", "opml", "urls", "html", "markdown", "text", "binary", "empty"]

_HEAD = 1 << 16
"""Bytes looked at."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ\x00", "a compressed file"),
    (b"(\xb5/\xfd", "a compressed file"),
    (b"7z\xbc\xaf", "an archive"),
    (b"Rar!", "an archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"ID3", "an audio file"),
    (b"OggS", "an audio file"),
    (b"fLaC", "an audio file"),
    (b"RIFF", "an audio, video or picture file"),
    (b"SQLite format 3\x00", "a database"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
)

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The first character of XML and JSON is ASCII, so a zero byte beside it tells the width (RFC 8259 before
# 2017; XML 1.0, appendix F).
_WIDE = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_WIDE_JSON = ((b"{\x00", "utf-16-le"), (b"\x00{", "utf-16-be"))

_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 12, 13, 27))

_HTML_TAG = re.compile(
    r"<(?:!DOCTYPE\s+html|html|head|body|title|meta|link|script|style|article|main|section|header|footer|nav|aside"
    r"|div|p|span|h[1-6]|ul|ol|table|img|a|b|i|em|strong|br|hr|center|font|form|iframe|figure|blockquote|pre)[\s/>]",
    re.IGNORECASE,
)
_HTML_PAGE = re.compile(r"<!DOCTYPE\s+html|<html[\s>]|<body[\s>]", re.IGNORECASE)
_FEED_INSIDE = re.compile(r"<(rss|feed|rdf:RDF|opml)(?:\s|>)", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:[^\n]*\n){0,200}?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_KEY = re.compile(r"^[A-Za-z_][\w -]{0,40}:", re.MULTILINE)
_MARKDOWN_SIGNS = tuple(
    re.compile(sign, re.MULTILINE)
    for sign in (
        r"^#{1,6} \S",
        r"^(?:```|~~~)",
        r"(?<!!)\[[^\]\n]{1,200}\]\((?:https?:|/|\.|#|mailto:)[^)\n]*\)",
        r"!\[[^\]\n]{0,200}\]\([^)\n]+\)",
        r"(?<![\w*])\*\*[^*\n]{1,200}\*\*(?!\w)",
        r"^> \S",
        r"^\[[^\]\n]{1,80}\]: +\S",
        r"^[^\s#>|-][^\n]*\n(?:={3,}|-{3,})[ \t]*$",
    )
)
_LISTED = re.compile(r"\"?(?:https?|feeds?|file|exec|filter|query|gopher|ftp):\S", re.IGNORECASE)


def sniff(fetched: Fetched) -> Kind:
    """Return what a document is.

    "feed" is any XML that is neither a web page nor an outline: whether it is a feed its reader will
    say.  "json" is any JSON object, "urls" a newsboat list of addresses.
    """
    body = fetched.body
    if not body.strip(b"\x00 \t\r\n\x0b\x0c\xef\xbb\xbf\xff\xfe"):
        return "empty"
    if binary_name(body):
        return "binary"
    head = _decoded(body[:_HEAD])
    if head is None:
        return "binary"
    start = head.lstrip("\ufeff \t\r\n\x0b\x0c\x00")
    hint = _hint(fetched)
    if start.startswith("<"):
        kind = _tagged(start, hint)
        if kind:
            return kind
    elif (
        _FEED_INSIDE.search(start, 0, 4_096)
        and not _HTML_PAGE.search(start, 0, 4_096)
        and "<?xml" in start[:4_096]
    ):
        return "feed"  # something printed a warning before it
    elif re.match(r"\{\s*[\"}]|\[\s*[{\[]\s*[\"}{\[]", start):
        return "json"
    elif _HTML_PAGE.search(start, 0, 1_024) and hint != "markdown":
        return "html"
    return _prose(start, hint)


def binary_name(body: bytes) -> str:
    """Return what a binary file is, for people ("a PDF"), or "" where its first bytes do not say."""
    return next((name for magic, name in _MAGIC if body.startswith(magic)), "")


def _decoded(head: bytes) -> str | None:
    """Return the beginning of a document as characters good enough to tell its kind; None for binary."""
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return head[len(bom) :].decode(codec, "ignore")
    for mark, codec in (*_WIDE, *_WIDE_JSON):
        if head.startswith(mark):
            return head.decode(codec, "ignore")
    if b"\x00" in head.rstrip(b"\x00"):
        # Plain text in UTF-16 without a mark has a zero beside nearly every letter.
        zeros = head.count(0) / len(head)
        if not 0.3 < zeros < 0.6:
            return None if zeros > 0.01 or _is_noise(head) else head.replace(b"\x00", b"").decode("latin-1")
        return head.decode("utf-16-be" if head[:2].startswith(b"\x00") else "utf-16-le", "ignore")
    return None if _is_noise(head) else head.decode("latin-1")


def _is_noise(head: bytes) -> bool:
    """Tell whether there are more control characters than in any text; of random bytes a tenth are some."""
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) / 20


def _hint(fetched: Fetched) -> str:
    """Return "markdown", "text", "html", "urls" or "": what name and media type suggest."""
    name = PurePosixPath(
        unquote(urlsplit(fetched.final_url or fetched.url).path, errors="replace")
    ).name.lower()
    if fetched.content_type == "text/markdown" or name.endswith((".md", ".markdown", ".mdown", ".mkd")):
        return "markdown"
    if name.endswith((".txt", ".text")):
        return "text"
    return "urls" if name in ("urls", "newsboat-urls") else ""


def _tagged(start: str, hint: str) -> Kind | None:
    """Return the kind of what begins with "<"; None where that is the beginning of prose."""
    prolog = read_prolog(start)
    root = local_name(prolog.root)
    if root in ROOTS:
        return "opml" if root == "opml" else "feed"
    if root == "html" or prolog.doctype[9:].split()[:1] == ["html"] or _HTML_PAGE.match(start):
        return "html"
    inside = _FEED_INSIDE.search(start, 0, 4_096)
    if inside and not _HTML_PAGE.search(start, 0, 4_096):
        return "opml" if inside[1].lower() == "opml" else "feed"
    if hint == "markdown" and not start.startswith("<?xml"):
        return "markdown"
    if start[:9].upper().startswith(("<?XML", "<!DOCTYPE")):
        return "feed"
    if _HTML_TAG.match(start[max(prolog.start, 0) :]) or _HTML_PAGE.search(start, 0, 4_096):
        return "html"
    return "feed" if prolog.root and start.rstrip().endswith(">") else None


def _prose(start: str, hint: str) -> Kind:
    lines = [line for line in start.splitlines()[:400] if line.strip() and not line.lstrip().startswith("#")]
    if len(start) >= _HEAD and len(lines) > 1:
        lines.pop()  # cut off in the middle
    listed = sum(1 for line in lines if _LISTED.match(line.lstrip()))
    if listed and (listed == len(lines) or (hint == "urls" and listed * 2 > len(lines))):
        return "urls"
    front = _FRONT_MATTER.match(start)
    if front and _KEY.search(front[0]):
        return "markdown"
    if hint in ("markdown", "text"):
        return "markdown" if hint == "markdown" else "text"
    signs = sum(1 for sign in _MARKDOWN_SIGNS if sign.search(start))
    return "markdown" if signs >= 2 or re.match(r"#{1,3} \S", start) else "text"
