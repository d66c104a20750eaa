"""Feeds made at random: RSS, Atom, RDF and JSON Feed, sound, unsound, and with wrong types anywhere."""

from __future__ import annotations

import json
import re

from hypothesis import strategies as st

from tests.hostile.grammars import Documents, damaged, encoded, html, joined, mostly, words

_ELEMENTS = (
    *("title", "link", "description", "guid", "pubDate", "author", "category", "content:encoded", "dc:date"),
    *("id", "updated", "published", "summary", "content", "name", "email", "dc:creator", "media:content"),
    *(
        "media:group",
        "media:title",
        "media:thumbnail",
        "itunes:image",
        "itunes:author",
        "enclosure",
        "source",
    ),
    *("image", "textInput", "ttl", "language", "cloud", "generator", "atom:link", "geo:lat", "georss:point"),
    *("item", "entry", "channel", "x:y", "xhtml:div", "div", "rdf:li", "comments", "language", "gml:Point"),
)
_XML_ATTRIBUTES = (
    *(
        'type="html"',
        'type="xhtml"',
        'type="text"',
        'mode="escaped"',
        'mode="base64"',
        'href="/x"',
        "href=''",
    ),
    *('rel="self"', 'rel="enclosure"', 'url="https://a.example/a.mp3"', 'length="x"', 'isPermaLink="false"'),
    *(
        'xml:base="http://[bad"',
        'xml:base="a/"',
        'xml:lang="\u202een"',
        'xmlns="http://www.w3.org/1999/xhtml"',
    ),
    *(
        'xmlns:x="y"',
        'rdf:about="x"',
        'src="//x"',
        'term="t"',
        'label="l"',
        'scheme="s"',
        "a=b",
        'a="1" a="2"',
    ),
)
_VALUES = (
    *("Sat, 12 Oct 2024 08:30:00 GMT", "2024-10-12T08:30:00Z", "0001-01-01T00:00:00Z", "9999-99-99", "now"),
    *("https://a.example/x", "http://[::1", "javascript:x", "tag:a,2024:1", "file:///etc/passwd", "60", "-1"),
    *("1e999", "99999999999999999999", "en", "de-CH-1996", "a@b.example (Ada Vell)", "UTC+25", "12:99", "％"),
)


def _written(text: str, how: int) -> str:
    if how == 0:
        return text.replace("&", "&amp;").replace("<", "&lt;")
    return (text, f"<![CDATA[{text}]]>", f"<![CDATA[<![CDATA[{text}]]>")[how - 1]


_content = st.one_of(
    st.tuples(st.one_of(words, html, st.sampled_from(_VALUES)), st.integers(0, 3)).map(
        lambda g: _written(*g)
    ),
    st.sampled_from(_VALUES),
)


def _xml_element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def write(given: tuple[str, list[str], str, int]) -> str:
        name, attributes, content, end = given
        start = " ".join((name, *attributes))
        if end == 0:
            return f"<{start}/>"
        return f"<{start}>{content}" + ("" if end == 1 else "</item>" if end == 2 else f"</{name}>")

    ends = st.sampled_from([0, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3])
    attributes = st.lists(st.sampled_from(_XML_ATTRIBUTES), max_size=2)
    return st.tuples(st.sampled_from(_ELEMENTS), attributes, inner, ends).map(write)


_branch = st.recursive(_content, lambda inner: _xml_element(joined(inner, 3)), max_leaves=8)
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _sound(text: str) -> str:
    """Return text as it may stand in XML."""
    return _written(_NOT_XML.sub("", text), 0)


_SOUND = (
    "title", "link", "description", "guid", "pubDate", "author", "category", "content:encoded", "dc:date",
    "id", "updated", "published", "summary", "content", "dc:creator", "media:title", "itunes:author", "ttl",
    "language", "source", "name", "comments", "atom:link", "media:content",
)  # fmt: skip
_sound_element = st.tuples(
    st.sampled_from(_SOUND),
    st.sampled_from(
        [
            "",
            "",
            ' type="html"',
            ' type="text"',
            ' href="/x"',
            ' xml:base="https://b.example/"',
            ' url="a.mp3" length="x"',
            ' rel="enclosure" href="//c"',
            ' isPermaLink="false"',
            ' xml:lang="de"',
        ]
    ),
    st.one_of(words, html, st.sampled_from(_VALUES)),
).map(lambda g: f"<{g[0]}{g[1]}>{_sound(g[2])}</{g[0]}>")
_told = st.tuples(words, st.integers(1, 99), html).map(
    lambda g: (
        f"<title>{_sound(g[0])}</title><id>{g[1]}</id><guid>{g[1]}</guid><link>https://a.example/{g[1]}</link>"
        f"<link href='/{g[1]}'/><description>{_sound(g[2])}</description>"
    )
)
_item = st.tuples(
    st.sampled_from(["item", "entry"]),
    mostly(_told, st.just("")),
    mostly(joined(_sound_element, 4), joined(_xml_element(_branch), 4)),
).map(lambda given: f"<{given[0]}>{given[1]}{given[2]}</{given[0]}>")
_SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:atom="http://www.w3.org/2005/Atom"'
)
_ROOTS = (
    (f"<rss version='2.0' {_SPACES}><channel>", "</channel></rss>"),
    (f"<rss version='0.91' {_SPACES}><channel><title>T</title>", "</channel></rss>"),
    (f'<feed xmlns="http://www.w3.org/2005/Atom" {_SPACES}>', "</feed>"),
    ('<feed xmlns="http://purl.org/atom/ns#" version="0.3">', "</feed>"),
    (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">',
        "</rdf:RDF>",
    ),
    ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'>", "</a:feed>"),
    ("<channel>", "</rss>"),
    ("", ""),
)
PROLOGS = (
    *(
        "",
        '<?xml version="1.0"?>',
        '<?xml version="1.0" encoding="utf-8"?>',
        '<?xml version="1.1" encoding="x-y"?>',
    ),
    *('<?xml version="1.0" encoding="utf-16"?>', '<?xml version="1.0" encoding="punycode"?>', "\n\n<?xml ?>"),
    '<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>',
    *("<?xml-stylesheet href='x'?>", "<!-- a -- b -->"),
)
_CODECS = (
    "utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252",
    "shift_jis",
)  # fmt: skip


def _in_codec(given: tuple[str, tuple[str, str], str, list[str], str]) -> bytes:
    prolog, (before, after), channel, items, codec = given
    text = f"{prolog}{before}{channel}{''.join(items)}{after}"
    if codec.startswith("utf"):
        return text.encode(codec, "surrogatepass")
    return text.encode(codec, "replace")


feeds: Documents = damaged(
    st.tuples(
        mostly(st.sampled_from(PROLOGS[:3]), st.sampled_from(PROLOGS)),
        mostly(st.sampled_from(_ROOTS[:3]), st.sampled_from(_ROOTS)),
        mostly(st.just("<title>The Courier</title>"), joined(_xml_element(_content), 3)),
        st.lists(_item, min_size=1, max_size=4),
        mostly(st.just("utf-8"), st.sampled_from(_CODECS)),
    ).map(_in_codec)
)
"""RSS, Atom and RDF, with what they may hold anywhere."""

json_value = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        words,
        html,
        st.sampled_from(_VALUES),
        st.just(10**400),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["name", "url", "avatar", "mime_type", "size_in_bytes", "title"]), inner
        ),
    ),
    max_leaves=5,
)
_FIELDS = (
    *(
        "id",
        "url",
        "external_url",
        "title",
        "content_html",
        "content_text",
        "summary",
        "image",
        "date_published",
    ),
    *("date_modified", "author", "authors", "tags", "language", "attachments", "_x", "banner_image"),
)
_json_item = st.fixed_dictionaries(
    {"id": mostly(st.integers(1, 99), json_value), "content_html": mostly(html, json_value)},
    optional={name: mostly(words, json_value) for name in _FIELDS if name not in ("id", "content_html")},
)
_json_feed = st.fixed_dictionaries(
    {
        "version": mostly(st.just("https://jsonfeed.org/version/1.1"), st.sampled_from(["1", None, 7])),
        "items": mostly(
            st.lists(mostly(_json_item, json_value), min_size=1, max_size=4),
            json_value,
        ),
    },
    optional={
        "title": json_value,
        "home_page_url": json_value,
        "authors": json_value,
        "language": json_value,
        "next_url": json_value,
    },
)
json_feeds: Documents = damaged(
    st.tuples(_json_feed, st.booleans()).map(
        lambda given: encoded(json.dumps(given[0], ensure_ascii=given[1]))
    )
)
"""JSON Feed, with wrong types anywhere."""
