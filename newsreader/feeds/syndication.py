"""RSS, RDF and Atom: from bytes to articles, by way of feedparser.

feedparser knows the dialects; this module knows feedparser, and is the only one that imports it.  It is
never handed a string, which it would take for a path or an address: its strict parser is driven by an
expat of our own, its loose one is fed what could not be made well-formed, and none of its ways to the
network, to files, to HTML or to encodings is used.  What it gives ends here: `entries` makes articles of
it, and everything above sees `ParsedFeed`.

Formats: RSS 0.9x and 2.0 (rssboard.org), RSS 1.0 (web.resource.org/rss/1.0), Atom 0.3 and 1.0
(RFC 4287), with Dublin Core, Content, Media RSS, Syndication, iTunes and PRISM modules.
"""

from __future__ import annotations

import calendar
import contextlib
from collections.abc import Collection
from typing import Any
from urllib.parse import urljoin
from xml.parsers import expat
from xml.sax.saxutils import escape

from feedparser.api import LooseFeedParser, StrictFeedParser
from feedparser.datetimes.greek import _parse_date_greek
from feedparser.datetimes.hungarian import _parse_date_hungarian
from feedparser.datetimes.korean import _parse_date_nate, _parse_date_onblog

from newsreader.errors import ParseError
from newsreader.feeds.entries import Source, feed_of
from newsreader.feeds.fields import MAX_URL, base_of
from newsreader.feeds.gather import ACCIDENTS
from newsreader.feeds.manners import MISLEADING, Manners
from newsreader.feeds.partial import PartialFeed
from newsreader.feeds.unseen import read_unseen
from newsreader.feeds.xmlprep import Xml, decode_body, local_name, open_xml, repaired
from newsreader.models import Fetched, ParsedFeed

_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel", "entry"})
_LOOSE_LIMIT = 2 << 20
"""Characters of a damaged document that the loose parser, the slow one, is given."""

_ENDS_EARLY = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
)
_ENDS_LATE = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]


def parse_syndication(fetched: Fetched) -> ParsedFeed:
    """Return the feed in an RSS, RDF or Atom document.

    A broken entry is left out and named in `problems`; a document that breaks off keeps its whole
    articles.  Raises `ParseError` where the document is no feed, or nothing of it can be read.
    """
    return parse_unseen(fetched, frozenset()).feed


def parse_unseen(fetched: Fetched, seen: Collection[bytes]) -> PartialFeed:
    """Return the feed without the articles that `seen` marks; raises as `parse_syndication` does."""
    decoded = decode_body(fetched)
    document = open_xml(decoded)
    root = local_name(document.root)
    if root not in _FEED_ROOTS:
        raise ParseError(f"This is XML but no feed: it holds <{document.root[:40]}>.")
    url = base_of(fetched.final_url or fetched.url)

    def begin() -> tuple[Any, Any]:
        reader = _Strict(url, document)
        return reader, _parser(reader)

    def source(reader: Any) -> Source:
        return Source(
            feed=reader.feeddata,
            entries=reader.entries,
            bad=reader.bad,
            version=reader.version,
            url=url,
            second_opinion=_second_opinion,
        )

    prolog = decoded[: len(decoded) - len(document.text)]
    partial = None if "<!DOCTYPE" in prolog.upper() else read_unseen(document.text, url, seen, begin, source)
    if partial is not None:
        return partial
    reader, problem = _read(document, url)
    if problem and not reader.entries:
        raise ParseError("The feed is damaged or breaks off before its first whole article.")
    if root == "rdf" and not reader.entries and "title" not in reader.feeddata:
        raise ParseError("This is RDF but no feed.")
    return PartialFeed(feed_of(source(reader), problem))


# --- driving feedparser -------------------------------------------------------------------------------------


def _read(document: Xml, url: str) -> tuple[Any, str]:
    """Return feedparser's reader after it saw the document, and a sentence on what was wrong or ""."""
    text = document.text
    reader = _Strict(url, document)
    # A document with entities of its own lost their definitions with its document type.
    error = None if document.entities else _drive(reader, text)
    if document.entities or (error and error.code not in _ENDS_EARLY and error.code != _ENDS_LATE):
        text = repaired(document)
        reader = _Strict(url, document)
        error = _drive(reader, text)
    if error is None or error.code == _ENDS_LATE:
        return reader, ""
    if error.code in _ENDS_EARLY:
        if reader.inentry:
            reader.entries.pop()
        return reader, "The feed breaks off; its whole articles were kept."
    line = document.line + error.lineno
    if len(text) > _LOOSE_LIMIT:
        raise ParseError(f"The feed's XML is damaged at line {line}, and it is too long to be mended.")
    reader = _loosely(text, url, document)
    return reader, f"The feed's XML is damaged at line {line}; what could be read was kept."


def _drive(reader: Any, text: str) -> expat.ExpatError | None:
    """Let expat read `text` to the reader; return what stopped it."""
    try:
        _parser(reader).Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        return error
    return None


def _parser(reader: Any) -> Any:
    """Return an expat parser that reads to the reader."""
    parser = expat.ParserCreate("utf-8", namespace_separator="\n")
    parser.namespace_prefixes = True
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    parser.StartNamespaceDeclHandler = reader.declared
    parser.StartElementHandler = reader.started
    parser.EndElementHandler = reader.ended
    parser.CharacterDataHandler = reader.characters
    return parser


def _loosely(text: str, url: str, document: Xml) -> Any:
    reader = _Loose(url, document)
    try:
        reader.feed(text)
    except ACCIDENTS:
        reader.bad.add(len(reader.entries) - 1)
    if reader.inentry and reader.entries and not text.rstrip().endswith(f"</{document.root}>"):
        reader.entries.pop()
    return reader


_INHERITED = frozenset({"xml:base", "base", "xml:lang", "lang"})
"""Attributes that also speak for the elements inside."""
_UNUSED = frozenset({"georss", "gml", "geo", "psc", "cc", "creativecommons"})
"""Modules with nothing for a reader, whose handlers of feedparser's only cost time and stumble."""
_QUOTE = {'"': "&quot;"}
_IN_PICTURES = frozenset({"title", "link", "description", "name", "url", "href", "width", "height"})


class _Strict(Manners, StrictFeedParser):  # type: ignore[misc]
    """feedparser's strict parser behind expat itself, without the layers of `xml.sax` in between."""

    def __init__(self, url: str, document: Xml) -> None:
        super().__init__(url, None, "utf-8")
        self._prepare(document)
        self._inner = 0
        self._tags: dict[str, str] = {}
        self._attributes: dict[str, str] = {}

    def declared(self, prefix: str | None, uri: str | None) -> None:
        """Note a namespace declaration."""
        if uri:
            self.track_namespace(prefix, uri.strip())

    def started(self, name: str, attributes: list[str]) -> None:
        """Hand a start tag on, under the name feedparser knows it by."""
        tag = self._tags.get(name) or self._tags.setdefault(name, self._named(name))
        attrs: dict[str, str] = {}
        for key, value in zip(attributes[::2], attributes[1::2], strict=True):
            known = self._attributes.get(key) or self._attributes.setdefault(key, self._named(key))
            attrs[known] = value.lower() if known in ("rel", "type") else value
        if self.incontent:
            self._inside(tag, attrs)
            return
        if not _INHERITED.isdisjoint(attrs) or not self.basestack:
            self.unknown_starttag(tag, list(attrs.items()))
            return
        self.depth += 1
        self.basestack.append(self.baseuri)
        self.langstack.append(self.lang)
        if tag not in _IN_PICTURES:
            self.intextinput = 0
            self.inimage = 0
        tag = tag.replace(":", "_")
        handler = getattr(self, "_start_" + tag, None)
        try:
            if handler:
                handler(attrs)
            elif attrs:
                self._get_context()[tag] = attrs
            else:
                self.push(tag, 1)
        except ACCIDENTS:
            self.bad.add(len(self.entries) - 1)

    def _inside(self, tag: str, attrs: dict[str, str]) -> None:
        """Write a tag inside an article's text down again: it is markup, whatever its name."""
        self._inner += 1
        if not self.elementstack:
            return
        pieces, params = self.elementstack[-1][2], self.contentparams
        if not params.get("type", "").endswith("xml"):
            # It was to be text or escaped HTML; what came before the first tag was not escaped then.
            params["type"] = "application/xhtml+xml"
            pieces[:] = [escape("".join(pieces))]
        if self._inner == 1 and tag == "xhtml:div":
            params["base"] = urljoin(params.get("base") or "", attrs.pop("xml:base", "")[:MAX_URL])
            params["language"] = attrs.pop("xml:lang", params.get("language"))
        written = "".join([f' {name}="{escape(value, _QUOTE)}"' for name, value in attrs.items()])
        pieces.append(f"<{tag.rpartition(':')[2]}{written}>")

    def characters(self, text: str) -> None:
        """Add text to the element being read."""
        if self.elementstack:
            if self.incontent and self.contentparams.get("type") == "application/xhtml+xml":
                text = escape(text)
            self.elementstack[-1][2].append(text)

    def ended(self, name: str) -> None:
        """Hand an end tag on."""
        if self._inner:
            self._inner -= 1
            if self.elementstack:
                self.elementstack[-1][2].append(
                    f"</{(self._tags.get(name) or self._named(name)).rpartition(':')[2]}>"
                )
            return
        self.unknown_endtag(self._tags.get(name) or self._named(name))

    def _named(self, name: str) -> str:
        """Return "prefix:local" with the customary prefix of the namespace, whatever the document's."""
        uri, *parts = name.split("\n")
        if not parts:
            return MISLEADING.get(name, name).lower()
        local, given = parts[0], parts[1] if len(parts) > 1 else ""
        uri = uri.strip().lower()
        if uri.startswith("http://prismstandard.org/namespaces/"):
            prefix = "prism"
        elif "backend.userland.com/rss" in uri:
            prefix = ""
        else:
            prefix = self._matchnamespaces.get(uri, given)
            if prefix in _UNUSED:
                prefix = "unused"
        return f"{prefix}:{local}".lower() if prefix else local.lower()


class _Loose(Manners, LooseFeedParser):  # type: ignore[misc]
    """feedparser's loose parser, for what stays ill-formed after all repairs."""

    def __init__(self, url: str, document: Xml) -> None:
        super().__init__(url, None, "utf-8", {})
        self._prepare(document)


def _second_opinion(text: str) -> int | None:
    """Return feedparser's reading of a Greek, Hungarian or Korean date.

    Its other readers are not asked: they find a date in "12:30" and in "2024", and take what is missing
    from today's.
    """
    if text.isascii():
        return None
    for reader in (_parse_date_greek, _parse_date_hungarian, _parse_date_nate, _parse_date_onblog):
        with contextlib.suppress(*ACCIDENTS):
            parsed = reader(text)
            if parsed:
                return calendar.timegm(parsed)
    return None
