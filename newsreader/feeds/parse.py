"""From a fetched document to the feed, the article or the list of feeds in it.

`parse_document` looks at the bytes, hands them to the reader of their format, and is the only way in:
it runs in a child process that can be killed, for what it reads is anybody's.  Formats' readers are
imported when they are needed, so that a child that only ever sees feeds loads no HTML parser.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit

from newsreader.errors import NotAFeed, ParseError
from newsreader.feeds.fields import (
    MAX_LABEL,
    MAX_TITLE,
    Text,
    base_of,
    guid_of,
    labels,
    made_headline,
    sane_instant,
    source_of,
    web_url,
)
from newsreader.feeds.sniff import Kind, binary_name, sniff
from newsreader.feeds.xmlprep import decode_body
from newsreader.models import Fetched, Outline, ParsedArticle, ParsedFeed
from newsreader.text.clean import clean_line

if TYPE_CHECKING:
    from newsreader.feeds.partial import PartialFeed

_KIND_NAMES = {"text": "plain text", "markdown": "Markdown", "html": "web page"}


def parse_document(fetched: Fetched, *, want: Literal["feed", "any"]) -> ParsedFeed | Outline:
    """Return what a document holds: a feed, an outline of feeds, or a feed made of one article.

    `want` "feed" takes feeds and outlines alone, as for an address on the web; "any" also plain text,
    Markdown and a saved page, as for a local file.  Raises `NotAFeed` for a web page where a feed is
    wanted, naming the feeds it points to, and `ParseError` for everything that cannot be read.
    """
    kind = sniff(fetched)
    with _limited():
        return _READERS[kind](fetched, want, kind)


def parse_unseen(fetched: Fetched, seen: Collection[bytes]) -> PartialFeed | Outline:
    """Return what `parse_document` does where a feed is wanted, without the articles that `seen` stamps.

    What to remember for the next time is in the answer.
    """
    from newsreader.feeds import jsonfeed, partial, syndication

    kind = sniff(fetched)
    with _limited():
        if kind == "feed":
            return syndication.parse_unseen(fetched, seen)
        if kind == "json":
            return jsonfeed.parse_json_unseen(fetched, seen)
        parsed = _READERS[kind](fetched, "feed", kind)
        return parsed if isinstance(parsed, Outline) else partial.PartialFeed(parsed)


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    """Say in a sentence that a document went beyond what there is of stack or memory."""
    try:
        yield
    except RecursionError as error:
        raise ParseError("The document is nested too deep to be read.") from error
    except MemoryError as error:
        raise ParseError("The document needs more memory than is allowed; it was not read.") from error


def _empty(fetched: Fetched, want: str, kind: Kind) -> ParsedFeed:
    raise ParseError("The document is empty.")


def _binary(fetched: Fetched, want: str, kind: Kind) -> ParsedFeed:
    name = binary_name(fetched.body) or "a binary file"
    raise ParseError(f"This is {name}, not a feed{' or an article' if want == 'any' else ''}.")


def _feed(fetched: Fetched, want: str, kind: Kind) -> ParsedFeed:
    from newsreader.feeds.syndication import parse_syndication

    return parse_syndication(fetched)


def _json(fetched: Fetched, want: str, kind: Kind) -> ParsedFeed:
    from newsreader.feeds.jsonfeed import parse_json_feed

    return parse_json_feed(fetched)


def _opml(fetched: Fetched, want: str, kind: Kind) -> Outline:
    from newsreader.feeds.opml import parse_opml

    return parse_opml(fetched.body, fetched.charset)


def _urls(fetched: Fetched, want: str, kind: Kind) -> Outline:
    from newsreader.feeds.opml import parse_urls_file

    return parse_urls_file(decode_body(fetched))


def _page(fetched: Fetched, want: str, kind: Kind) -> ParsedFeed:
    from newsreader.text.html import page_feeds, read_page

    page, url = decode_body(fetched), fetched.final_url or fetched.url
    if want == "any":
        return _one_article(fetched, read_page(page, url), kind)
    found = page_feeds(page, url)
    if not found:
        raise NotAFeed("This is a web page, and it names no feed; look on it for the address of one.")
    count = "a feed" if len(found) == 1 else f"{len(found)} feeds"
    raise NotAFeed(f"This is a web page; it names {count}.", found)


def _prose(fetched: Fetched, want: str, kind: Kind) -> ParsedFeed:
    if want == "feed":
        raise ParseError(f"This is {_KIND_NAMES[kind]}, not a feed.")
    if kind == "markdown":
        from newsreader.text.markdown import read_markdown

        return _one_article(fetched, read_markdown(decode_body(fetched)), kind)
    from newsreader.text.newswire import read_text
    from newsreader.text.prose import reads_like_prose

    text = decode_body(fetched)
    if text.strip() and not reads_like_prose(text):
        raise ParseError("This is text, but no line of it reads like an article.")
    return _one_article(fetched, read_text(text), kind)


_READERS: dict[Kind, Callable[[Fetched, str, Kind], ParsedFeed | Outline]] = {
    "empty": _empty,
    "binary": _binary,
    "feed": _feed,
    "json": _json,
    "opml": _opml,
    "urls": _urls,
    "html": _page,
    "markdown": _prose,
    "text": _prose,
}


# --- a document that is one article -------------------------------------------------------------------------


def _one_article(fetched: Fetched, article: ParsedArticle, kind: Kind) -> ParsedFeed:
    """Return a feed of one article: identified by where it is, called by its publisher or its file."""
    if not article.source.strip() and not article.headline:
        raise ParseError(f"There is nothing to read in this {_KIND_NAMES[kind]}.")
    location = fetched.final_url or fetched.url
    source, cut = source_of(article.source, article.source_type)
    headline = clean_line(article.headline, MAX_TITLE) or made_headline(Text(source, article.source_type))
    url = web_url(article.url, base_of(location)) or base_of(location)
    whole = replace(
        article,
        guid=guid_of(location),
        url=url,
        headline=headline,
        kicker=clean_line(article.kicker, MAX_LABEL),
        deck=clean_line(article.deck, MAX_TITLE),
        byline=clean_line(article.byline, MAX_TITLE),
        authors=tuple(name for author in article.authors if (name := clean_line(author, MAX_LABEL))),
        published=sane_instant(article.published),
        updated=sane_instant(article.updated),
        source=source,
        base_url=web_url(article.base_url, base_of(location)) or url,
        publisher=clean_line(article.publisher, MAX_LABEL),
        categories=labels(article.categories),
    )
    return ParsedFeed(
        title=whole.publisher or _file_name(location) or headline,
        language=whole.language,
        format=_KIND_NAMES[kind],
        articles=(whole,),
        problems=("The article was longer than is kept and was cut.",) if cut else (),
    )


def _file_name(url: str) -> str:
    parts = urlsplit(url)
    name = PurePosixPath(unquote(parts.path, errors="replace")).name
    return clean_line(name if parts.scheme == "file" else parts.hostname or name, MAX_TITLE)
