"""Read a saved web page as an article: what it says of itself, and its text without all that is around.

What is printed on the page (kicker, deck, byline) is believed before what stands in its metadata, since
it is kept as printed; headline and dates come from the metadata first, which are exact.  The body is
the page's own `<article>` where it has one, else its main part, else where its paragraphs are densest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from selectolax.lexbor import LexborNode

from newsreader.models import FoundFeed, ParsedArticle
from newsreader.text.bylines import Byline, is_role, read_byline, without_date
from newsreader.text.clean import clean_line
from newsreader.text.dates import parse_date, read_date
from newsreader.text.markup import attribute, has_inside, is_hidden, parse_html, text_of
from newsreader.text.metadata import Metadata, language_of, read_metadata
from newsreader.text.pagebody import ENOUGH, article_root, cut, cut_chrome
from newsreader.text.taming import cut_unseen
from newsreader.text.urls import absolute

_MAX_PAGE = 8 * 1024 * 1024
_MAX_TITLE = 500
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{0,2000})</title", re.IGNORECASE)
_TITLE_END = re.compile(r"\s+[|–—·»-]\s+")
_KICKER = re.compile(
    r"(?:^|[\s_-])(?:kicker|eyebrow|overline|topper|rubric|rubrik|dachzeile|section-label)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DECK = re.compile(
    r"(?:^|[\s_-])(?:standfirst|deck|dek|sub-?title|sub-?head(?:line)?|strapline|teaser|article-lead|chapo)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:^|[\s_-])(?:byline|by-line|authors?|contributors?)(?:$|[\s_-])", re.IGNORECASE)
_DATE = re.compile(
    r"(?:^|[\s_-])(?:date|dateline|timestamp|published|pubdate|posted-on)(?:$|[\s_-])", re.IGNORECASE
)
_READING_TIME = re.compile(
    r"\d{1,3}[\s-]min(?:ute)?s?(?:\s+read)?|reading time:?\s*\d+.{0,12}", re.IGNORECASE
)
_INNER_BLOCKS = "p, div, h1, h2, h3, h4, ul, ol, table, figure, section, blockquote, pre, dl, header, article"
_LEAVES = frozenset(
    ["h1", "h2", "h3", "p", "div", "span", "a", "time", "address", "li", "small", "strong", "em", "b"]
)
_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)]*$")
_MOST_HEAD = 120
"""Elements looked at for what stands above the text."""

_FEED_TYPES = {
    "application/rss+xml": 0,
    "application/atom+xml": 0,
    "application/feed+json": 0,
    "application/rdf+xml": 1,
    "application/xml": 1,
    "text/xml": 1,
    "application/json": 1,
}


def read_page(html: str, url: str = "") -> ParsedArticle:
    """Return the article that a web page holds; `url` is where the page came from.

    The body stays HTML (`source`), cut down to the article.  A page without an article gives what
    there is: never an error, at worst an empty article.
    """
    html = html[:_MAX_PAGE]
    visible, data = cut_unseen(html)
    root = parse_html(visible)
    if root is None:
        return ParsedArticle(url=_web(url))
    found = read_metadata(root, data)
    canonical = (
        absolute(attribute(node, "href"), _web(url))
        if (node := root.css_first("link[rel=canonical]"))
        else ""
    )
    address = _web(url) or canonical or _web(found.url)
    base = root.css_first("base[href]")
    base_url = (absolute(attribute(base, "href"), address) if base else "") or address
    language = language_of(attribute(node, "lang")) if (node := root.css_first("html")) else ""
    headline = _headline(found, root, html)
    body = article_root(root)
    cut_chrome(body)
    head = _read_head(body, headline, found)
    text = found.text
    is_text = len(text) > 2 * len(body.text(deep=True).strip()) and len(text) > ENOUGH
    authors = found.authors or (head.byline.authors if head.byline else ())
    published = found.published if found.published is not None else head.published
    return ParsedArticle(
        url=address,
        headline=clean_line(headline or head.headline, _MAX_TITLE),
        kicker=head.kicker or found.kicker,
        deck=head.deck or found.deck,
        byline=head.byline.text if head.byline else _listed(authors),
        authors=authors,
        published=published,
        updated=found.updated if found.updated != published else None,
        source=text if is_text else (body.inner_html or "").strip(),
        source_type="text" if is_text else "html",
        base_url=base_url,
        language=found.language or language,
        publisher=found.publisher,
        categories=found.categories,
    )


def page_feeds(html: str, url: str = "") -> tuple[FoundFeed, ...]:
    """Return the feeds a page names in its links, in its order but feeds of comments last."""
    root = parse_html(html[:_MAX_PAGE])
    if root is None:
        return ()
    base = root.css_first("base[href]")
    base_url = (absolute(attribute(base, "href"), _web(url)) if base else "") or _web(url)
    found: dict[str, FoundFeed] = {}
    ranks: dict[str, int] = {}
    for link in root.css("link[href]")[:1_000]:
        attributes = link.attributes
        rel = (attributes.get("rel") or "").lower().split()
        kind = (attributes.get("type") or "").partition(";")[0].strip().lower()
        if (
            not ("alternate" in rel or "feed" in rel)
            or "stylesheet" in rel
            or (kind not in _FEED_TYPES and "feed" not in rel)
        ):
            continue
        address = absolute(attributes.get("href"), base_url)
        title = clean_line(attributes.get("title") or "", _MAX_TITLE)
        if not address.startswith("http") or address in found or _is_service(kind, address, title):
            continue
        comments = re.search(r"\bcomments?\b|kommentar", f"{title} {address}", re.IGNORECASE)
        found[address] = FoundFeed(address, title, site_url=_web(url))
        ranks[address] = 2 if comments else _FEED_TYPES.get(kind, 1)
    return tuple(sorted(found.values(), key=lambda feed: ranks[feed.url]))


def _is_service(kind: str, address: str, title: str) -> bool:
    """Tell whether JSON that is offered as an alternative is a program's interface and not a feed."""
    if kind == "application/json":
        return "feed" not in address.lower() and "feed" not in title.lower()
    return "oembed" in address.lower()


def _web(url: str) -> str:
    return url if url[:8].lower().startswith(("http://", "https://")) else ""


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


# --- the headline -----------------------------------------------------------------------------------------


def _headline(found: Metadata, root: LexborNode, html: str) -> str:
    """Return the headline: from the metadata, else the only first heading, else the window's title.

    A site's name at the end ("Ferry sails | The Courier") is no part of it.
    """
    headline = found.headline
    if not headline:
        firsts = root.css("h1")
        headline = text_of(firsts[0], _MAX_TITLE) if len(firsts) == 1 else ""
    if not headline:
        title = _TITLE.search(html)
        headline = clean_line(unescape(title[1]), _MAX_TITLE) if title else ""
        if headline and not found.publisher:
            parts = _TITLE_END.split(headline)
            headings = {_letters(text_of(node)) for node in root.css("h1, h2")[:20]}
            if len(parts) > 1 and _letters(parts[0]) in headings:
                return parts[0]
    if found.publisher:
        for separator in reversed(list(_TITLE_END.finditer(headline))):
            if _letters(headline[separator.end() :]) == _letters(found.publisher):
                return headline[: separator.start()]
    return headline


# --- what stands above the text -------------------------------------------------------------------------


@dataclass(slots=True)
class _Head:
    headline: str = ""
    kicker: str = ""
    deck: str = ""
    byline: Byline | None = None
    published: int | None = None
    taken: set[int] = field(default_factory=set)


def _read_head(body: LexborNode, headline: str, found: Metadata) -> _Head:
    """Read what is printed above the text, and take it out of the body, up to the first paragraph."""
    head = _Head()
    for node in _leaves(body, head.taken):
        text = text_of(node, 1_000)
        if not text:
            continue
        taken = _take(head, node, text, headline, found)
        if taken:
            head.taken.add(node.mem_id)
        elif node.tag in ("p", "div") and (len(text) > 80 or _SENTENCE_END.search(text)):
            break
    cut(body, head.taken)
    return head


def _leaves(body: LexborNode, taken: set[int]) -> Iterator[LexborNode]:
    """Yield the first elements that hold text and no blocks; the parts of a box that was not taken follow."""
    looked = 0
    waiting = [body.first_child]
    while waiting and looked < _MOST_HEAD:
        node = waiting.pop()
        if node is None:
            continue
        waiting.append(node.next)
        tag = node.tag or ""
        if tag in ("figure", "picture", "img", "-text", "-comment", "table", "blockquote"):
            continue
        looked += 1
        if tag in _LEAVES and not has_inside(node, _INNER_BLOCKS) and not is_hidden(node.attributes):
            yield node
            if tag not in ("div", "span") or node.mem_id in taken:
                continue
        waiting.append(node.first_child)


def _take(head: _Head, node: LexborNode, text: str, headline: str, found: Metadata) -> bool:
    """Put a line into the head where it belongs there, and tell whether it did."""
    names = f"{attribute(node, 'class')} {attribute(node, 'itemprop')} {attribute(node, 'rel')}"
    letters = _letters(text)
    if node.tag == "h1" or (letters and letters == _letters(headline)):
        if headline and not _alike(letters, _letters(headline)):
            return False
        head.headline = head.headline or text
        return True
    if _KICKER.search(names) or letters == _letters(found.kicker) != "":
        head.kicker = head.kicker or clean_line(text, 80)
        return True
    if _DECK.search(names) or letters == _letters(found.deck) != "":
        head.deck = head.deck or text
        return True
    if node.tag == "time" or _DATE.search(names) or read_date(text):
        inner = node.css_first("time[datetime]")
        exact = attribute(node if inner is None else inner, "datetime")
        when = parse_date(exact or attribute(node, "content") or text)
        if when is None and read_date(text) is None and without_date(text)[1] == "":
            return node.tag == "time" and len(text) < 60
        head.published = head.published if head.published is not None else when
        return True
    byline = read_byline(text, bare=bool(_BYLINE.search(names)))
    if byline:
        if head.byline is None and byline.text:
            head.byline = byline
        if byline.date and head.published is None:
            head.published = parse_date(byline.date)
        return True
    if _READING_TIME.fullmatch(text):
        return True
    return head.byline is not None and node.tag != "h2" and is_role(text) and len(text) < 60


def _alike(first: str, second: str) -> bool:
    """Tell whether two headlines, as letters, are one: the same, or one a part of the other."""
    return first == second or (len(first) > 12 and first in second) or (len(second) > 12 and second in first)
