"""Feeds with every quirk: hypothesis strategies for documents that hold the same items again and again.

Ids, links, titles and texts come from small pools, so that items clash, repeat and replace each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

NAMESPACES = (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:prism="http://prismstandard.org/namespaces/1.2/basic/"'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0"'
)
_LONG = "The river rose by two metres overnight, and the lower town is asked to stay away. " * 3

_GUIDS = ("", "g1", "g2", "g3", "https://paper.example/1", "a&amp;b", "é")
_LINKS = (
    "",
    "https://paper.example/1",
    "https://paper.example/2",
    "https://paper.example/",
    "/3?utm_source=a",
    "/3?utm_source=b",
)
_TITLES = ("River rises", "River <b>rises</b>".replace("<", "&lt;"), "", "Elections", "Wetter: Übersicht")
_TEXTS = (
    "",
    "Short.",
    _LONG,
    "<![CDATA[<p>Said: ]]&gt; <b>“no”</b></p>]]>",
    "&lt;p&gt;" + _LONG + "&lt;/p&gt;",
    "&amp;lt;p&amp;gt; &#8220;so&#8221; &#233;",
    "Line<br/>break <i>here</i>",
    "Grüße – 東京",
)
_DATES = (
    "",
    "Sat, 12 Oct 2024 10:00:00 GMT",
    "Sun, 13 Oct 2024 10:00:00 GMT",
    "2024-10-14T10:00:00Z",
    "nonsense",
)

HARMLESS = (
    "<category>Politics</category>",
    "<dc:creator>By Ann Lee</dc:creator>",
    "<author>ann@paper.example (Ann Lee)</author>",
    "<author><name>Bo Li</name></author>",
    "<media:group><media:title>A picture</media:title><media:content url='/a.jpg'/></media:group>",
    "<enclosure url='https://paper.example/a.mp3' type='audio/mpeg' length='3'/>",
    "<source url='https://other.example/feed'>Other Paper</source>",
    "<prism:section>Region</prism:section>",
    "<itunes:summary>Summed up.</itunes:summary>",
    "<!-- <item> --><?php echo '<item>' ?>",
    "<content:encoded><![CDATA[<p>All of it. <a href='/x'>x</a></p>]]></content:encoded>",
    "<fb:origLink>https://paper.example/4</fb:origLink>",
    "<dc:publisher>Agency</dc:publisher>",
)
NASTY = (
    "<image><url>/i.png</url><title>Image title</title><link>/il</link></image>",
    "<textinput><title>Find</title><name>q</name></textinput>",
    "<language>de</language>",
    "<dc:language>fr</dc:language>",
    "<title>Another title</title>",
    "<lastBuildDate>Sat, 12 Oct 2024 10:00:00 GMT</lastBuildDate>",
    "<ttl>30</ttl>",
    "<managingEditor>Eve</managingEditor>",
    "<channel><title>Inner</title></channel>",
    "<feed><title>Inner</title></feed>",
    "<rss version='0.91'/>",
    "<item><title>Nested</title></item>",
    "<entry><title>Nested</title></entry>",
    "<media:item>x</media:item>",
    "<source><title>Src</title><author><name>Sy</name></author><entry/></source>",
    "<p:x xmlns:p='urn:p'>x</p:x>",
    "<p:item xmlns:p='http://purl.org/rss/1.0/'>x</p:item>",
    "<div xmlns='http://www.w3.org/1999/xhtml'><p>x</p></div>",
    "<title xmlns='http://www.w3.org/2005/Atom'>Default</title>",
    "<description xml:base='/base/'>based</description>",
    "<description xml:lang='nl'>taal</description>",
    "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>one<br/>two</div></content>",
    "<content type='html' mode='base64'>PGI+aGk8L2I+</content>",
    "<summary type='text'>sum &lt;b&gt;</summary>",
    "<link rel='alternate' href='/alt'/>",
    "<link href='/b'/><link rel='enclosure' href='/e.mp3'/>",
    "<id>tag:paper.example,2024:9</id>",
    "<guid isPermaLink='false'>g3</guid>",
    "<contributor><name>Co</name></contributor>",
    "<cloud domain='x'/>",
    "<svg xmlns='http://www.w3.org/2000/svg'><title>svg</title></svg>",
    "<category/><tags>a,b</tags>",
)
ILL = ("&nbsp;", "AT&T", "<b>", "\x02", "&#0;", "]]>", "<x y=z/>", "<u:x>y</u:x>")

_ABOVE = (
    "<title>The Paper</title>",
    "<title>The Paper (3 new)</title>",
    "<link>https://paper.example/</link>",
    "<link href='https://paper.example/'/>",
    "<link rel='self' href='https://paper.example/feed'/>",
    "<language>en</language>",
    "<language>de</language>",
    "<dc:language>tr</dc:language>",
    "<description>News</description>",
    "<lastBuildDate>Sat, 12 Oct 2024 10:00:00 GMT</lastBuildDate>",
    "<lastBuildDate>Sun, 13 Oct 2024 10:00:00 GMT</lastBuildDate>",
    "<updated>2024-10-12T10:00:00Z</updated>",
    "<author><name>Ed Itor</name></author>",
    "<dc:creator>Desk</dc:creator>",
    "<dc:publisher>House</dc:publisher>",
    "<image><url>/logo.png</url><title>Logo</title><link>/</link></image>",
    "<ttl>60</ttl>",
    "words between",
    "<x>unknown</x>",
    "<y a='b'/>",
)


@dataclass(frozen=True)
class Item:
    """An item as bytes-to-be: its attributes and what is in it."""

    attributes: str
    inside: str


@dataclass(frozen=True)
class Around:
    """What stands around the items of a document."""

    format: str
    root: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    between: str
    prolog: str
    encoding: str
    newline: str


def _one(pool: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(pool)


@st.composite
def items(draw: st.DrawFn, *, nasty: bool = True) -> Item:
    """An item; a nasty one may hold anything."""
    guid, link, title = draw(_one(_GUIDS)), draw(_one(_LINKS)), draw(_one(_TITLES))
    text, date = draw(_one(_TEXTS)), draw(_one(_DATES))
    parts = [
        f"<guid>{guid}</guid><id>{guid}</id>" if guid else "",
        f"<link>{link}</link>" if link and draw(st.booleans()) else f"<link href='{link}'/>" if link else "",
        f"<title>{title}</title>" if title else "",
        f"<description>{text}</description>" if text else "",
        f"<pubDate>{date}</pubDate><updated>{date}</updated>" if date else "",
        *draw(st.lists(_one(HARMLESS), max_size=2)),
        *draw(st.lists(_one(NASTY), max_size=2 if nasty and draw(st.booleans()) else 0)),
    ]
    if nasty and draw(st.integers(0, 19)) == 0:
        parts.append(draw(_one(ILL)))
    attributes = ""
    if nasty and draw(st.integers(0, 9)) == 0:
        attributes = draw(
            _one(
                (" xml:lang='fi'", " rdf:about='urn:about'", " xmlns:q='urn:q'", " xmlns=''", " href='/attr'")
            )
        )
    return Item(attributes, "".join(draw(st.permutations(parts))))


@st.composite
def surroundings(draw: st.DrawFn, *, nasty: bool = True) -> Around:
    """What stands around the items."""
    odd = nasty and draw(st.integers(0, 3)) == 0
    return Around(
        format=draw(_one(("rss", "atom", "rdf"))),
        root=draw(_one(("", " xml:lang='en-GB'", " xml:base='https://base.example/x/'"))) if odd else "",
        above=tuple(draw(st.lists(_one(_ABOVE), max_size=5))),
        below=tuple(draw(st.lists(_one(_ABOVE), max_size=2))) if odd else (),
        between=draw(_one(("<x>between</x>", "text", "<!-- c -->", "<title>T</title>", "<item/>")))
        if odd
        else "",
        prolog=draw(
            _one(("", "<!DOCTYPE rss>", "<!DOCTYPE rss [<!ENTITY e 'x'>]>", "<!-- c -->", "Warning!\n"))
        )
        if odd
        else "",
        encoding=draw(_one(("utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1251"))) if odd else "utf-8",
        newline=draw(_one(("\n", "\r\n", "", "\r"))),
    )


def document(around: Around, held: list[Item]) -> bytes:
    """Return the document that holds these items."""
    name = "entry" if around.format == "atom" else "item"
    tagged = [f"<{name}{item.attributes}>{item.inside}</{name}>" for item in held]
    if around.between and len(tagged) > 1:
        tagged.insert(len(tagged) // 2, around.between)
    above, below = "".join(around.above), "".join(around.below)
    inside = around.newline.join([above, *tagged, below])
    if around.format == "atom":
        text = f"<feed xmlns='http://www.w3.org/2005/Atom'{NAMESPACES}{around.root}>{inside}</feed>"
    elif around.format == "rdf":
        listed = around.newline.join([*tagged, below])
        text = (
            f"<rdf:RDF xmlns='http://purl.org/rss/1.0/'{NAMESPACES}{around.root}>"
            f"<channel rdf:about='https://paper.example/'>{above}</channel>{listed}</rdf:RDF>"
        )
    else:
        text = f"<rss version='2.0'{NAMESPACES}{around.root}><channel>{inside}</channel></rss>"
    encoding = around.encoding
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    whole = f"<?xml version='1.0' encoding='{declared}'?>{around.newline}{around.prolog}{text}"
    return whole.encode(encoding, "xmlcharrefreplace")
