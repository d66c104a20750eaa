"""How feedparser's parsers are to behave here: what of theirs is replaced, and why.

An accident in a handler spoils one entry and no more; ids stay as they are written; what only describes
a picture or a podcast never takes the place of the article's text; dates and names are left for us to
read.  `Manners` is mixed into feedparser's classes by `syndication`, which alone imports them.
"""

from __future__ import annotations

import base64
import contextlib
import re
from typing import Any

from newsreader.feeds.fields import MAX_LISTED, MAX_URL, is_web
from newsreader.feeds.gather import ACCIDENTS
from newsreader.feeds.xmlprep import Xml, local_name

_ADDRESSES = frozenset(
    {"comments", "docs", "href", "icon", "link", "logo", "url", "wfw_comment", "wfw_commentrss"}
)
"""Elements whose text is an address.  Ids are not among them: they stay as they are written."""
_GATHERED = frozenset({"category", "tags", "itunes_keywords"})
"""Elements whose text their own handlers put into lists."""
MISLEADING = {
    name: "our:" + name
    for name in ("links", "authors", "contributors", "tags", "summary_detail", "title_detail")
}
"""Elements of nobody's format that bear the name of a list feedparser keeps, by the name they go under."""
_C1 = re.compile("[\x80-\x9f]+")
_C1_IN_UTF8 = re.compile(b"\xc2[\x80-\x9f]")


def _from_base64(text: str) -> str:
    try:
        return base64.b64decode(text).decode("utf-8")
    except ValueError:
        return text


def _well_coded(text: str) -> str:
    """Undo the two usual mistakes of encoding: UTF-8 taken for Latin-1, Windows-1252 taken for Latin-1."""
    if text.isascii():
        return text
    with contextlib.suppress(UnicodeError):
        return text.encode("latin-1").decode("utf-8")
    if not _C1_IN_UTF8.search(text.encode("utf-8", "replace")):  # a tenth of the time, and nearly always so
        return text
    return _C1.sub(lambda match: match[0].encode("latin-1").decode("cp1252", "replace"), text)


class Manners:
    """What both of feedparser's parsers have in common here; a mixin before their own classes."""

    resolve_relative_uris = False
    sanitize_html = False

    # Of feedparser's classes, which are not typed.
    version: str
    entries: list[Any]
    elementstack: list[Any]
    baseuri: str
    basestack: list[Any]
    langstack: list[Any]
    contentparams: Any
    depth: int
    title_depth: int
    incontent: int
    infeed: int
    inentry: int
    inimage: int
    insource: int
    push: Any
    resolve_uri: Any
    decode_entities: Any
    _get_context: Any

    def _prepare(self, document: Xml) -> None:
        self.bad: set[int] = set()
        self._open = 0
        self._depths: dict[str, int] = {}
        if local_name(document.root) == "rdf":
            # Otherwise the first namespace declared decides, and that may be Atom's.
            self.version = "rss090" if "my.netscape.com/rdf/simple/0.9" in document.text[:2_000] else "rss10"

    def unknown_starttag(self, tag: str, attrs: list[tuple[str, str]]) -> None:
        tag = MISLEADING.get(tag, tag)
        base = self.baseuri
        attrs = [(name, value) for name, value in attrs if len(value) <= MAX_URL or "base" not in name]
        try:
            super().unknown_starttag(tag, attrs)  # type: ignore[misc]
        except ACCIDENTS:
            self.bad.add(len(self.entries) - 1)
        if len(self.baseuri) > MAX_URL and self.basestack:
            # Bases inside bases: joining would take longer with every level.
            self.baseuri = self.basestack[-1] = base

    def unknown_endtag(self, tag: str) -> None:
        tag = MISLEADING.get(tag, tag)
        try:
            super().unknown_endtag(tag)  # type: ignore[misc]
        except ACCIDENTS:
            self.bad.add(len(self.entries) - 1)
            self.depth -= 1
            for stack in (self.basestack, self.langstack):
                if stack:
                    stack.pop()

    def _start_item(self, attrs: dict[str, str]) -> None:
        # What an accident or a missing end tag left open ends with its entry.
        self._open = len(self.elementstack)
        self._depths = {}
        self.incontent = self.inauthor = self.incontributor = self.inpublisher = self.insource = 0
        self.inimage = self.intextinput = 0
        super()._start_item(attrs)  # type: ignore[misc]

    def _end_item(self) -> None:
        del self.elementstack[self._open + 1 :]
        super()._end_item()  # type: ignore[misc]

    _start_entry = _start_item
    _end_entry = _end_item

    def _start_rss(self, attrs: dict[str, str]) -> None:
        self.version = ""  # a namespace declared on the element may have set it
        super()._start_rss(attrs)  # type: ignore[misc]

    def pop(self, element: str, strip_whitespace: int = 1) -> str | None:
        """Take the text gathered for `element` and put it where it belongs.

        feedparser's own does the same and, in passing, much that is done elsewhere here (guessing at
        HTML, resolving and sanitising it): half its time.
        """
        if not self.elementstack or self.elementstack[-1][0] != element:
            return None
        _, wanted, pieces = self.elementstack.pop()
        text = "".join(
            [piece if isinstance(piece, str) else piece.decode("utf-8", "replace") for piece in pieces]
        )
        if strip_whitespace:
            text = text.strip()
        if not wanted:
            return text
        if self.contentparams.get("base64"):
            text = _from_base64(text)
        else:
            text = self.decode_entities(element, text)
        text = _well_coded(text)
        if element in _ADDRESSES and text and not is_web(text):
            text = self.resolve_uri(text)
        if element not in _GATHERED and not (element == "title" and -1 < self.title_depth <= self.depth):
            self._keep(element, text)
        return text

    def _keep(self, element: str, text: str) -> None:
        """Store a text in the entry, its source or the feed, whichever is being read."""
        entry = self.inentry and not self.insource
        if not (entry or self.infeed or self.insource):
            return
        context = self.entries[-1] if entry else self._get_context()
        if element == "content" and entry:
            context.setdefault("content", []).append({**self.contentparams, "value": text})
            return
        if element == "link":
            if not (entry and self.inimage):
                text = text.replace("&amp;", "&")
                context["link"] = text
                context["links"][-1]["href"] = text
            return
        if element == "description":
            element = "summary" if entry else "subtitle"
        if entry:
            # What lies deeper (a title of a picture) does not replace what is the entry's own.
            if self.depth > self._depths.get(element, self.depth):
                return
            self._depths[element] = self.depth
        context[element] = text
        if self.incontent:
            context[element + "_detail"] = {**self.contentparams, "value": text}

    def _end_published(self) -> None:
        self.pop("published")

    _end_issued = _end_pubdate = _end_dcterms_issued = _end_published

    def _end_updated(self) -> None:
        self.pop("updated")

    _end_modified = _end_lastbuilddate = _end_dc_date = _end_dcterms_modified = _end_updated

    def _end_created(self) -> None:
        self.pop("created")

    _end_dcterms_created = _end_created

    def _sync_author_detail(self, key: str = "author") -> None:
        context = self._get_context()
        people = context.get(key + "s")
        name = context.get(key)
        if people and not people[-1] and isinstance(name, str):
            people[-1]["name"] = name

    def _add_tag(self, term: str | None, scheme: str | None, label: str | None) -> None:
        if len(self._get_context().get("tags") or ()) < 4 * MAX_LISTED:
            super()._add_tag(term, scheme, label)  # type: ignore[misc]

    def _start_dc_publisher(self, attrs: dict[str, str]) -> None:
        self.push("dc_publisher", 1)

    def _end_dc_publisher(self) -> None:
        self.pop("dc_publisher")

    def _start_media_description(self, attrs: dict[str, str]) -> None:
        self.push("media_description", 1)

    def _end_media_description(self) -> None:
        self.pop("media_description")

    def _start_itunes_summary(self, attrs: dict[str, str]) -> None:
        self.push("itunes_summary", 1)

    def _end_itunes_summary(self) -> None:
        self.pop("itunes_summary")

    def _start_itunes_subtitle(self, attrs: dict[str, str]) -> None:
        self.push("itunes_subtitle", 1)

    def _end_itunes_subtitle(self) -> None:
        self.pop("itunes_subtitle")
