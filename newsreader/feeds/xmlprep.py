r"""Make XML from anywhere safe and, where that is possible, well-formed.

Feeds and outlines come with what XML forbids: entities of HTML that nobody declared, bare ampersands,
control characters, prefixes without a namespace, a warning of the server's before the first tag.  A
strict parser stops at the first of them.  Here they are repaired, so that the strict parser reads what
is otherwise whole; and here a document type is taken off, so that no parser ever meets one: entities a
document defines for itself are put in by hand, within narrow limits (see OWASP on XXE and "billion
laughs").
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from html.entities import html5
from typing import NamedTuple

from newsreader.errors import ParseError
from newsreader.models import Fetched
from newsreader.text.encoding import decode

_MAX_ENTITIES = 300
_MAX_ENTITY = 500
_MAX_GROWTH = 1 << 20
"""Characters that a document's own entities may add to it."""


class Prolog(NamedTuple):
    """What stands before a document's root element: `start` is where that begins, -1 if nowhere."""

    root: str
    start: int
    doctype: str


class Xml(NamedTuple):
    """A document from its root element on, without declaration and document type.

    `line` is how many lines stood before it.
    """

    root: str
    text: str
    entities: Mapping[str, str]
    line: int = 0


def decode_body(fetched: Fetched) -> str:
    """Return a document's characters, without a byte order mark."""
    return decode(fetched.body, fetched.charset).removeprefix("\ufeff")


# --- the prolog ---------------------------------------------------------------------------------------------

ROOTS = frozenset({"rss", "feed", "rdf", "channel", "entry", "opml"})
"""Local names of the root elements of feeds and outlines."""

_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"<([A-Za-z_][\w.:-]{0,100})")
_LATE_START = re.compile(r"<\?xml\s|<(?:rss|feed|rdf:RDF|opml)[\s>]", re.IGNORECASE)


def read_prolog(text: str) -> Prolog:
    """Return what stands before the root element, stepping over declaration, comments and white space."""
    at, doctype = 0, ""
    while True:
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
        if text.startswith("<?", at):
            end = text.find("?>", at)
            at = end + 2
        elif text.startswith("<!--", at):
            end = text.find("-->", at)
            at = end + 3
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            end = _doctype_end(text, at)
            doctype, at = text[at : end + 1], end + 1
        else:
            break
        if end < 0:
            return Prolog("", -1, "")
    name = _NAME.match(text, at)
    return Prolog(name[1], at, doctype) if name else Prolog("", -1, doctype)


_MARK = re.compile(r"[\"'\[\]>]|<!--")
_LONGEST_DOCTYPE = 100_000


def _doctype_end(text: str, at: int) -> int:
    """Return where the document type that starts at `at` ends: its ">"; quotes and brackets are minded."""
    inside = False
    limit = at + _LONGEST_DOCTYPE
    while mark := _MARK.search(text, at, limit):
        closing = {"<!--": "-->", '"': '"', "'": "'"}.get(mark[0])
        if closing:
            at = text.find(closing, mark.end(), limit) + len(closing)
            if at < mark.end():
                return -1
            continue
        if mark[0] == ">" and not inside:
            return mark.start()
        inside = mark[0] == "[" or (inside and mark[0] != "]")
        at = mark.end()
    return -1


def open_xml(text: str) -> Xml:
    """Return `text` as an XML document without its document type.

    What stands before the XML (a warning some servers print) is left out.  Raises `ParseError` where
    there is no element, or where the document type defines entities in a way that could be an attack.
    """
    prolog, line = read_prolog(text), 0
    if local_name(prolog.root) not in ROOTS:
        late = _LATE_START.search(text, 0, 4_096)
        if late:
            line = text.count("\n", 0, late.start())
            text = text[late.start() :]
            prolog = read_prolog(text)
    if prolog.start < 0:
        raise ParseError("The document breaks off or is damaged before its first element.")
    line += text.count("\n", 0, prolog.start)
    return Xml(prolog.root, text[prolog.start :], _own_entities(prolog.doctype), line)


def local_name(name: str) -> str:
    """Return an element's name without its prefix, in lower case."""
    return name.rpartition(":")[2].lower()


# --- a document's own entities ------------------------------------------------------------------------------

_DECLARED = re.compile(r"<!ENTITY\s+(%\s+)?([\w.:-]{1,100})\s+(?:\"([^\"]*)\"|'([^']*)'|(SYSTEM|PUBLIC)\b)")
_CHARACTER = re.compile(r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|lt|gt|amp|quot|apos);")


def _own_entities(doctype: str) -> dict[str, str]:
    """Return the entities a document type defines.  External ones are empty: nothing is ever loaded."""
    if "<!ENTITY" not in doctype:
        return {}
    entities: dict[str, str] = {}
    for count, found in enumerate(_DECLARED.finditer(doctype)):
        parameter, name, double, single, external = found.groups()
        value = "" if external else double if double is not None else single
        if (
            parameter
            or count >= _MAX_ENTITIES
            or len(value) > _MAX_ENTITY
            or "&" in _CHARACTER.sub("", value)
        ):
            raise ParseError(
                "The document defines entities of its own the way an attack does; it was not read."
            )
        entities.setdefault(name, html.unescape(value))
    return entities


# --- repairs ------------------------------------------------------------------------------------------------

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_AMPERSAND = re.compile(r"&(?:#(\d{1,10}|[xX][0-9A-Fa-f]{1,8});|([A-Za-z_][\w.-]{0,99});)?")
_BARE_LESS = re.compile(r"<(?![A-Za-z_:/!?])")
_XML_OWN = frozenset({"lt", "gt", "amp", "quot", "apos"})


def repaired(document: Xml) -> str:
    """Return the document's text with what XML forbids put right, outside CDATA sections.

    Raises `ParseError` where the document's own entities blow it up.
    """
    text = _FORBIDDEN.sub("", document.text)
    budget = _MAX_GROWTH

    def reference(match: re.Match[str]) -> str:
        nonlocal budget
        number, name = match.groups()
        if number:
            code = int(number[1:], 16) if number[0] in "xX" else int(number)
            return match[0] if _legal(code) else "" if code < 32 else "\ufffd"
        if name in _XML_OWN:
            return match[0]
        if name in document.entities:
            budget -= len(document.entities[name])
            if budget < 0:
                raise ParseError("The document's own entities blow it up beyond reason; it was not read.")
            return html.escape(document.entities[name], quote=True)
        if name and name + ";" in html5:
            return html.escape(html5[name + ";"], quote=True)
        return "&amp;" + match[0][1:]

    text = _outside_cdata(text, lambda part: _BARE_LESS.sub("&lt;", _AMPERSAND.sub(reference, part)))
    return _bind_prefixes(text)


def _legal(code: int) -> bool:
    return code in (9, 10, 13) or 32 <= code < 0xD800 or 0xDFFF < code < 0xFFFE or 0xFFFF < code < 0x110000


_APART = re.compile(r"<!\[CDATA\[|<!--")


def _outside_cdata(text: str, change: Callable[[str], str]) -> str:
    """Return `text` with `change` made to all but CDATA sections; comments are blanked."""
    pieces: list[str] = []
    at = 0
    for start in _APART.finditer(text):
        if start.start() < at:
            continue
        pieces.append(change(text[at : start.start()]))
        cdata = start[0] != "<!--"
        end = text.find("]]>" if cdata else "-->", start.end())
        at = len(text) if end < 0 else end + 3
        inside = text[start.start() : at]
        pieces.append(inside if cdata else "\n" * inside.count("\n"))
    pieces.append(change(text[at:]))
    return "".join(pieces)


_TAG = re.compile(r"</?[A-Za-z_][^<>]*>")
_PREFIX = re.compile(r"(?:\s|^</?)([A-Za-z_][\w.-]{0,40}):[A-Za-z_][\w.-]{0,40}(?=[\s=/>])")
_BOUND = re.compile(r"\sxmlns:([A-Za-z_][\w.-]{0,40})\s*=")
_USUAL = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "prism": "http://prismstandard.org/namespaces/1.2/basic/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


def _bind_prefixes(text: str) -> str:
    """Return `text` with a namespace on the root element for every prefix that has none."""
    used: set[str] = set()
    for tag in _TAG.finditer(text):
        if ":" in tag[0]:
            used.update(_PREFIX.findall(tag[0]))
    unbound = used - set(_BOUND.findall(text)) - {"xml", "xmlns"}
    root = _NAME.match(text)
    if not unbound or not root or len(unbound) > 100:
        return text
    added = "".join(
        f' xmlns:{prefix}="{_USUAL.get(prefix, "urn:unbound:" + prefix)}"' for prefix in sorted(unbound)
    )
    return text[: root.end()] + added + text[root.end() :]
