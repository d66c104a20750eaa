"""Feeds made at random: whole ones come back as they were meant, broken ones never raise but as errors."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape

from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsreader.errors import SourceError
from newsreader.feeds.parse import parse_document
from newsreader.models import Fetched, Outline, ParsedArticle, ParsedFeed
from newsreader.text.clean import clean_line

URL = "https://courier.example/feed"


@dataclass(frozen=True)
class Item:
    """What goes into an entry, and must come out of it."""

    title: str
    text: str
    number: int
    author: str


# Letters of several scripts, punctuation that is no markup, and what needs escaping in XML.
WORDS = st.text("abcdefgh ÄÖüßñ жщ 海港 ' \" - , . ! & < > ] [ “ ” 🚀", min_size=1, max_size=40).filter(
    lambda text: clean_line(text) != "" and "<" not in text.rstrip()[-1:]
)
ITEMS = st.builds(
    Item,
    title=WORDS,
    text=WORDS.map(lambda words: f"<p>{escape(words)}</p>"),
    number=st.integers(1, 10**9),
    author=st.sampled_from(["Ada Vell", "Żaneta Øst", "News Desk"]),
)


def written(text: str, cdata: bool) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>" if cdata else escape(text)


def rss(items: list[Item], cdata: bool) -> str:
    entries = "".join(
        f"<item><title>{written(escape(item.title), cdata)}</title>"
        f"<link>https://courier.example/{item.number}</link>"
        f'<guid isPermaLink="false">{n}</guid><author>{written(item.author, cdata)}</author>'
        f"<description>{written(item.text, cdata)}</description></item>"
        for n, item in enumerate(items)
    )
    return f'<rss version="2.0"><channel><title>x</title>{entries}</channel></rss>'


def atom(items: list[Item], cdata: bool) -> str:
    entries = "".join(
        f"<entry><title>{written(item.title, cdata)}</title><link href='/{item.number}'/><id>{n}</id>"
        f"<author><name>{written(item.author, cdata)}</name></author>"
        f'<content type="html">{written(item.text, cdata)}</content></entry>'
        for n, item in enumerate(items)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{entries}</feed>'


def read(document: bytes, want: Literal["feed", "any"] = "feed") -> ParsedFeed | Outline | None:
    """Return what a document holds, None where it is refused as it should be."""
    try:
        return parse_document(Fetched(URL, document), want=want)
    except SourceError as error:
        assert str(error)
        assert "\n" not in str(error)
        return None


def is_clean(article: ParsedArticle) -> bool:
    lines = [article.headline, article.kicker, article.deck, article.byline, article.guid, article.url]
    lines += [article.publisher, article.language, *article.authors, *article.categories]
    return all(line == clean_line(line) for line in lines) and bool(article.headline)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(ITEMS, max_size=4),
    st.booleans(),
    st.sampled_from([rss, atom]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
)
def test_a_whole_feed_comes_back_as_it_was_meant(
    items: list[Item], cdata: bool, write: object, codec: str
) -> None:
    assert callable(write)
    name = codecs.lookup(codec).name.removesuffix("-sig")
    document = f'<?xml version="1.0" encoding="{name}"?>{write(items, cdata)}'
    feed = read(document.encode(codec))
    assert isinstance(feed, ParsedFeed)
    assert feed.problems == ()
    assert [article.guid for article in feed.articles] == [str(n) for n in range(len(items))]
    for item, article in zip(items, feed.articles, strict=True):
        assert article.url == f"https://courier.example/{item.number}"
        assert article.byline == item.author
        assert article.source == item.text
        assert article.headline == clean_line(item.title)


PIECES = [
    "<rss", 'version="2.0"', ">", "<channel>", "<item>", "</item>", "<title>", "</title>", "<link>",
    "</link>", "<description>", "</description>", "<entry>", "</entry>", "<feed",
    'xmlns="http://www.w3.org/2005/Atom"', "<content", 'type="xhtml"', 'type="html"', "</content>",
    "<div>", "</div>", "<guid>", "</guid>", "<pubDate>", "</pubDate>", "<author>", "</author>",
    "<source>", "</source>", "<image>", "</image>", "<textInput>", "<media:content", 'url="x"',
    "<media:title>", "<itunes:image", 'href="//x"', "<enclosure", "/>", "<![CDATA[", "]]>", "<!--",
    "-->", "<!DOCTYPE", "<!ENTITY", "[", "]>", "&a;", "&amp;", "&#xD800;", "&#0;", "&nbsp;", "&", "<",
    ">", '"', "'", "<rdf:RDF", 'rdf:about="x"', "<opml>", "<outline", 'xmlUrl="', "</rss>", "</feed>",
    "<?xml", "?>", 'xml:base="a/"', 'xml:lang="en"', "2024-10-12T08:30:00Z", "https://a.example/",
    '{"items":[', '{"id":1}', "<svg>", "</svg>", "<category", 'term="x"', "<dc:creator>", "<p>", "<b>",
    "\x00", "\x1b[31m", "\u202e", "\ud800", "words ", " ",
]  # fmt: skip
MARKUP = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
DAMAGE = st.tuples(st.floats(0, 1), st.sampled_from([b"", b"<", b"&", b"\x00", b"\xff", b"]]>", b"</item>"]))


@settings(max_examples=120, deadline=None)
@given(
    MARKUP,
    st.sampled_from(["", "<rss><channel>", '<feed xmlns="http://www.w3.org/2005/Atom">', "<opml><body>"]),
)
@example("<item><textInput><title><name>x</name>", "<rss><channel>")
@example("<image><link>x</link></image><item><image><link>y</link></item>", "<rss><channel>")
@example('<entry><content type="xhtml"></entry></content>', "<feed>")
def test_any_heap_of_markup_is_read_or_refused(heap: str, before: str) -> None:
    found = read((before + heap).encode("utf-8", "surrogatepass"))
    if isinstance(found, ParsedFeed):
        assert all(is_clean(article) for article in found.articles)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(ITEMS, min_size=1, max_size=3),
    st.sampled_from([rss, atom]),
    st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from([b"", b"<", b"&", b"\x00", b"\xff", b"]]>", b"</item>"])),
        max_size=4,
    ),
    st.floats(0.3, 1),
)
def test_a_feed_damaged_anywhere_is_read_or_refused(
    items: list[Item], write: object, damage: list[tuple[float, bytes]], kept: float
) -> None:
    assert callable(write)
    document = bytearray(write(items, False).encode())
    for where, what in damage:
        at = int(where * len(document))
        document[at : at + 1] = what
    found = read(bytes(document[: int(kept * len(document))]))
    if isinstance(found, ParsedFeed):
        assert all(is_clean(article) for article in found.articles)


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for want in ("feed", "any"):
        found = read(data, "feed" if want == "feed" else "any")
        if isinstance(found, ParsedFeed):
            assert all(is_clean(article) for article in found.articles)
