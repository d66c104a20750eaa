"""Lists of feeds, in and out: OPML 1.0 and 2.0 (opml.org/spec2.opml), and newsboat's `urls` file.

Read with expat, which knows neither links nor includes: nothing in a list is fetched or run.  What
cannot be taken over (a program newsboat would run, a search that poses as a feed, an address that is
not on the web) is named in `left_out`, one sentence each, so that nobody wonders where it went.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from newsreader.errors import ParseError, Refused
from newsreader.feeds.address import normalise
from newsreader.feeds.fields import MAX_LABEL, MAX_TITLE, is_web, labels, plain_title, web_url
from newsreader.feeds.xmlprep import decode_body, local_name, open_xml, repaired
from newsreader.models import Feed, Fetched, FoundFeed, Outline
from newsreader.text.clean import clean_line

MAX_FEEDS = 20_000
"""Feeds taken from one list."""
_MAX_SENTENCES = 200
_DEEPEST = 12
"""Levels of folders; what is deeper lies in the folder above it."""


def parse_opml(data: bytes, charset: str = "") -> Outline:
    """Return the feeds of an OPML document, in its order, each address once.

    Outlines around a feed become its folder ("News/World"), `category` its tags; a feed listed in a
    second folder has that as a tag.  Raises `ParseError` where the document is no OPML.
    """
    document = open_xml(decode_body(Fetched("", data, charset=charset)))
    if local_name(document.root) != "opml":
        raise ParseError(f"This is XML but no OPML: it holds <{document.root[:40]}>.")
    reader = _Reader()
    error = None if document.entities else reader.read(document.text)
    if document.entities or error:
        reader = _Reader()
        error = reader.read(repaired(document))
    if error and not reader.feeds:
        raise ParseError(
            f"The OPML is damaged at line {document.line + error.lineno}; no feed could be read from it."
        )
    if error:
        reader.left_out.append(
            f"The list is damaged at line {document.line + error.lineno}; what follows could not be read."
        )
    return Outline(tuple(reader.feeds.values()), _shortened(reader.left_out), reader.title)


def _shortened(left_out: list[str]) -> tuple[str, ...]:
    """Return the sentences, the last of too many counting the rest."""
    if len(left_out) <= _MAX_SENTENCES:
        return tuple(left_out)
    return (*left_out[:_MAX_SENTENCES], f"{len(left_out) - _MAX_SENTENCES} further entries are left out.")


class _Reader:
    """Follows the outlines of one document and gathers the feeds among them."""

    def __init__(self) -> None:
        self.feeds: dict[str, FoundFeed] = {}
        self.left_out: list[str] = []
        self.title = ""
        self._folders: list[str] = []
        self._in_title = False
        self._title: list[str] = []

    def read(self, text: str) -> expat.ExpatError | None:
        """Read a document; return what stopped it."""
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._started
        parser.EndElementHandler = self._ended
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(text.encode("utf-8", "replace"), True)
        except expat.ExpatError as error:
            return error
        return None

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        kind = local_name(name)
        if kind == "title" and not self.title:
            self._in_title, self._title = True, []
        elif kind == "outline":
            self._folders.append(self._outline({key.lower(): value for key, value in attributes.items()}))

    def _ended(self, name: str) -> None:
        kind = local_name(name)
        if kind == "outline":
            self._folders.pop()
        elif kind == "title" and self._in_title:
            self._in_title = False
            self.title = clean_line("".join(self._title), MAX_TITLE)

    def _characters(self, text: str) -> None:
        if self._in_title:
            self._title.append(text)

    def _outline(self, attributes: dict[str, str]) -> str:
        """Take what an outline names; return the folder it is for the outlines inside it, "" for none."""
        title = plain_title(attributes.get("title", "") or attributes.get("text", ""), None)
        text = plain_title(attributes.get("text", ""), None) or title
        kind = attributes.get("type", "").strip().lower()
        address = attributes.get("xmlurl", "").strip()
        site = web_url(attributes.get("htmlurl", ""))
        if not address and kind in ("rss", "atom", "feed"):
            address = attributes.get("url", "").strip()
        if address:
            self._feed(address, title, site, attributes)
        elif kind in ("link", "include"):
            self.left_out.append(f"{_quoted(text)} points to another list, which is not fetched.")
        elif site:
            self.left_out.append(f"{_quoted(text)} names a site but no feed; add {site} to look for one.")
        else:
            return text.replace("/", "-")[:MAX_LABEL].strip()
        return ""

    def _feed(self, address: str, title: str, site: str, attributes: dict[str, str]) -> None:
        url, reason = feed_address(address)
        if not url:
            self.left_out.append(f"{_quoted(title or address)} {reason}.")
            return
        if attributes.get("filtercmd", "").strip():
            self.left_out.append(
                f"The filter program of {_quoted(title or url)} is not run; the feed is taken as it is."
            )
        folder = "/".join([name for name in self._folders if name][:_DEEPEST])
        tags = labels(part.strip().strip("/") for part in attributes.get("category", "").split(","))
        known = self.feeds.get(url)
        if known:
            further = (folder,) if folder and folder != known.folder else ()
            self.feeds[url] = FoundFeed(
                url,
                known.title or title,
                known.folder or folder,
                labels((*known.tags, *tags, *(further if known.folder else ()))),
                known.site_url or site,
            )
        elif len(self.feeds) < MAX_FEEDS:
            self.feeds[url] = FoundFeed(url, title, folder, tags, site)
        else:
            self.left_out.append(f"{_quoted(title or url)} is past the {MAX_FEEDS} feeds taken of one list.")


def feed_address(address: str) -> tuple[str, str]:
    """Return (address of a feed on the web, ""), or ("", why it is none, as the end of a sentence)."""
    address = address.strip()
    scheme, colon, rest = address.partition(":")
    scheme = scheme.strip().lower()
    if colon and scheme in ("feed", "feeds"):
        # feed://host/path and feed:https://host/path: a scheme of browsers, never of the net.
        address = (
            rest if rest.lower().startswith(("http:", "https:")) else f"http{scheme[4:]}://{rest.lstrip('/')}"
        )
        scheme = address.partition(":")[0].lower()
    if is_web(address):
        try:
            return normalise(address), ""
        except Refused:
            return "", "has an address that cannot be asked"
    if address.startswith("|") or scheme in ("exec", "filter"):
        return "", "runs a program, which newsreader does not do"
    if scheme == "query":
        return "", "is a saved search and no feed"
    if scheme == "file":
        return "", "is a file of this machine; add it by its path"
    return "", "has no http or https address"


def _quoted(name: str) -> str:
    return f"“{clean_line(name, 80) or 'An entry without a name'}”"


# --- writing OPML -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Folder:
    feeds: list[Feed] = field(default_factory=list)
    folders: dict[str, _Folder] = field(default_factory=dict)

    def lines(self, indent: str) -> Iterable[str]:
        """Yield the outlines of the folder's folders and feeds."""
        for name, folder in self.folders.items():
            yield f"{indent}<outline text={_attribute(name)} title={_attribute(name)}>"
            yield from folder.lines(indent + "  ")
            yield f"{indent}</outline>"
        for feed in self.feeds:
            written = {"text": feed.title, "title": feed.title, "xmlUrl": feed.url, "htmlUrl": feed.site_url}
            written["category"] = ",".join(tag.replace(",", " ") for tag in feed.tags)
            attributes = "".join(f" {name}={_attribute(value)}" for name, value in written.items() if value)
            yield f'{indent}<outline type="rss"{attributes}/>'


def exported(feeds: Iterable[Feed]) -> list[Feed]:
    """Return the feeds that another machine can have too: those of the web."""
    return [feed for feed in feeds if feed.url.startswith(("http:", "https:"))]


def write_opml(feeds: Iterable[Feed], title: str = "newsreader feeds") -> str:
    """Return an OPML 2.0 document of the feeds, in nested folders, with their tags.

    Feeds made of this machine's files or of standard input are left out (see `exported`).
    """
    root = _Folder()
    for feed in exported(feeds):
        folder = root
        for name in feed.folder.split("/") if feed.folder else ():
            folder = folder.folders.setdefault(name, _Folder())
        folder.feeds.append(feed)
    head = f"  <head>\n    <title>{escape(clean_line(title))}</title>\n  </head>"
    outlines = "\n".join(root.lines("    "))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
{head}
  <body>
{outlines}
  </body>
</opml>
"""


def _attribute(value: str) -> str:
    return quoteattr(clean_line(value))


# --- newsboat's urls file -----------------------------------------------------------------------------------

_TOKEN = re.compile(r"\"((?:[^\"\\]|\\.)*)\"?|(#.*)|(\S+)")
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def parse_urls_file(text: str) -> Outline:
    """Return the feeds of a newsboat `urls` file.

    A line is an address and its tags, in quotes where they hold blanks; `~Title` names the feed, `!`
    hides it, `#` opens a comment (newsboat's manual, "Subscribing to feeds").  Programs, filters and
    query feeds are listed as left out.  Raises `ParseError` where no line is an address.
    """
    feeds: dict[str, FoundFeed] = {}
    left_out: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):  # U+2028 and its kin end no line there
        tokens = _tokens(line)
        if not tokens:
            continue
        address, *marks = tokens
        url, reason = feed_address(address)
        if not url:
            name = address.split(":")[1] if address.startswith("query:") and ":" in address[6:] else address
            left_out.append(f"Line {number}: {_quoted(_title(marks) or name)} {reason}.")
            continue
        tags = labels(mark.removeprefix("!") for mark in marks if not mark.startswith("~"))
        found = FoundFeed(url, _title(marks), tags=tags, hidden=any(mark.startswith("!") for mark in marks))
        if url not in feeds and len(feeds) < MAX_FEEDS:
            feeds[url] = found
        elif url not in feeds:
            left_out.append(f"Line {number}: {_quoted(url)} is past the {MAX_FEEDS} feeds taken of one list.")
    if not feeds and not left_out:
        raise ParseError("The file names no feed.")
    return Outline(tuple(feeds.values()), _shortened(left_out))


def _title(marks: list[str]) -> str:
    return next((clean_line(mark[1:], MAX_TITLE) for mark in marks if mark.startswith("~")), "")


def _tokens(line: str) -> list[str]:
    """Return the words of a line: quoted ones without their quotes and escapes, up to a comment."""
    words: list[str] = []
    for quoted, comment, plain in _TOKEN.findall(line):
        if comment:
            break
        words.append(plain or _ESCAPED.sub(lambda match: _ESCAPES.get(match[1], match[1]), quoted))
    return [word for word in words if word]
