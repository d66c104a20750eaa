"""Documents made at random after grammars: what strangers send, and what stands in our own files.

Each strategy gives the bytes of a whole document that is nearly what it should be: the further from
sense, the sooner a parser gives up, and the less of it is tried.  What feeds can be like when they are
whole is in `tests.feeds.test_random_feeds`, and any run of keys in `tests.ui.test_any_keys`.
"""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import strategies as st

Documents = st.SearchStrategy[bytes]

ODD = (
    *("\x00", "\x1b[31m", "\x1b]52;c;eA==\x07", "\x9b2J", "\x7f", "\r", "\u2028", "\u0085", "\ufeff"),
    *("\u202e", "\u2066", "\u200b", "\u200d", "\u00ad", "\U000e0041", "\ud800", "\udfff", "\uffff"),
    *("e" + "\u0301" * 9, "\u115f", "\ufe0f", "👩\u200d🚀", "🇩", "ﬁ", "İ", "ß", "ǰ", "\u0345", "𝔄", "\u3000"),
)
WORDS = (
    *("harbour", "Die", "Fähre", "the", "of", "Minister", "Ada Vell", "TARN", "Oct. 12", "said", "sagte"),
    *(
        "он",
        "сказал",
        "港",
        "東京は",
        "قال",
        "אמר",
        "नमस्ते",
        "x",
        "42",
        "3,5",
        "1.",
        "—",
        "-",
        "…",
        ".",
        ",",
        "?",
    ),
    *("“", "”", '"', "'", "‘", "’", "«", "»", "„", "「", "」", "(", ")", "[", "]", "*", "_", "`", "#", "|"),
)

odd = st.sampled_from(ODD)
word = st.sampled_from(WORDS)
anything = st.text(max_size=6)


def mostly(right: Any, other: Any) -> st.SearchStrategy[Any]:
    """Give what is right three times out of four."""
    # (`one_of` takes each only once, however often it is named.)
    return st.sampled_from([right, right, right, other]).flatmap(lambda one: one)


_sane = st.lists(word, min_size=1, max_size=7).map(" ".join)
_mad = st.lists(st.one_of(word, word, odd, anything), max_size=9).map(" ".join)
words = mostly(_sane, _mad)
"""A few words in any script, now and then with what no text should hold among them."""


def encoded(text: str) -> bytes:
    """Return text as UTF-8, lone surrogates as they would be."""
    return text.encode("utf-8", "surrogatepass")


def joined(parts: Any, most: int, between: str = "") -> st.SearchStrategy[str]:
    return st.lists(parts, max_size=most).map(between.join)


# --- damage ---------------------------------------------------------------------------------------------

_DAMAGE = (b"", b"<", b">", b"&", b"\x00", b"\xff", b"]]>", b'"', b"\\", b"\xc3", b"\xef\xbb\xbf", b"<!--")


@st.composite
def damaged(draw: st.DrawFn, documents: Documents) -> bytes:
    """Give a document, half of the time cut off or with a few bytes changed."""
    document = bytearray(draw(documents))
    if draw(st.booleans()):
        return bytes(document)
    for where, what in draw(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(_DAMAGE)), max_size=3)):
        at = int(where * len(document))
        document[at : at + 1] = what
    kept = draw(st.sampled_from([1.0, 1.0, 1.0, 0.9, 0.6, 0.3]))
    return bytes(document[: int(len(document) * kept)])


# --- HTML -----------------------------------------------------------------------------------------------

_TAGS = (
    *("p", "div", "span", "b", "i", "a", "blockquote", "ul", "ol", "li", "table", "tr", "td", "th", "pre"),
    *("code", "img", "br", "hr", "h1", "h2", "h3", "article", "section", "figure", "figcaption", "script"),
    *("style", "svg", "math", "template", "noscript", "iframe", "video", "q", "sup", "sub", "dl", "dt", "dd"),
    *("details", "select", "option", "textarea", "title", "head", "body", "html", "form", "input", "ruby"),
    *("rt", "caption", "colgroup", "tbody", "thead", "em", "strong", "s", "time", "x-y", "a:b", "plaintext"),
)
_ATTRIBUTES = (
    *('href="https://a.example/x"', "href='//b.example'", 'href="javascript:alert(1)"', "href=", "class=x"),
    *(
        'src="data:image/png;base64,AAAA"',
        'src="x.png"',
        'alt="A picture"',
        'width="1"',
        "hidden",
        "style='x",
    ),
    *(
        'start="-5"',
        'start="99999999999999999999"',
        'value="3"',
        'colspan="1000000"',
        'rowspan="x"',
        'dir="rtl"',
    ),
    *('id="a"', 'datetime="2024-10-12"', "srcset='a 1x, b 2x'", 'title="t"', "=", '"', "xml:lang=de"),
    *('aria-hidden="true"', 'rel="nofollow"', 'itemprop="articleBody"', "type=a", "reversed", 'cite="//c"'),
)
_ENTITIES = (
    "&amp;", "&lt;p&gt;", "&nbsp;", "&#0;", "&#xD800;", "&#x110000;", "&#128;", "&quot;", "&bogus;", "&",
)  # fmt: skip
_SCRAPS = (
    "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE html>", "<?php", "<", ">", "</", "<>", "< p>", "<!-->",
)  # fmt: skip
_name = st.sampled_from(_TAGS)
_opening = st.tuples(_name, st.lists(st.sampled_from(_ATTRIBUTES), max_size=3)).map(
    lambda given: f"<{' '.join((given[0], *given[1]))}>"
)
_closing = _name.map(lambda name: f"</{name}>")


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """An element around others, closed or not, perhaps repeated."""

    def write(given: tuple[str, list[str], str, bool, int]) -> str:
        name, attributes, content, closed, times = given
        return f"<{' '.join((name, *attributes))}>{content}{f'</{name}>' if closed else ''}" * times

    attributes = st.lists(st.sampled_from(_ATTRIBUTES), max_size=2)
    return st.tuples(_name, attributes, inner, st.sampled_from([True, True, False]), st.integers(1, 3)).map(
        write
    )


_leaf = st.one_of(words, words, st.sampled_from(_ENTITIES), st.sampled_from(_SCRAPS), _opening, _closing)
html = joined(st.recursive(_leaf, lambda inner: _element(joined(inner, 4)), max_leaves=14), 5)
"""Tag soup."""

_META = (
    '<meta property="og:title" content="{}">', '<meta name="author" content="{}">',
    '<meta property="article:published_time" content="{}">',
    '<link rel="alternate" type="application/rss+xml" title="{}" href="/feed">',
    '<link rel="canonical" href="{}">', '<base href="{}">', "<title>{}</title>",
    '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{}","author":[5]}}</script>',
    '<script type="application/ld+json">[{{"@graph":[{}]}}]</script>',
)  # fmt: skip
_meta = st.tuples(st.sampled_from(_META), words).map(lambda given: given[0].format(given[1]))
pages: Documents = damaged(
    st.tuples(joined(_meta, 4), html).map(
        lambda given: encoded(f"<!DOCTYPE html><html><head>{given[0]}</head><body>{given[1]}</body></html>")
    )
)
"""Web pages."""

# --- feeds ----------------------------------------------------------------------------------------------

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

# --- articles -------------------------------------------------------------------------------------------

_LINES = (
    *("REGIONAL", "Winter ferry sails again", "By Ada Vell", "By ADA VELL and TOMAS REHN, Staff Writers"),
    *(
        "Oct. 12, 2024",
        "TARN, Oct. 12 (Reuters) —",
        "MOSCOW/KYIV, October 12 (TASS) -",
        "(Reuters) -",
        "* * *",
    ),
    *(
        "PARIS, Ky. --",
        "12. Oktober 2024",
        "Von unserer Redaktion",
        "---",
        "===",
        "Updated 12:30",
        "1. One",
        "- Two",
    ),
    *(
        "    indented",
        "> quoted",
        "\tTab\ttab",
        "© 2024",
        "https://a.example/x?y=(z)",
        "END",
        "(more)",
        "###",
        "|a|b|",
    ),
    *(
        "“We wait,” said Ada Vell, the harbour master. “And then",
        "we go.”",
        "—Ada Vell",
        "he said.",
        "東京（共同）",
    ),
)
_line = st.one_of(st.sampled_from(_LINES), words, words)
_breaks = st.sampled_from(["\n", "\n", "\n\n", "\n\n\n", "\r\n", "\r", "\n \n", "\u2029", "\x0c", " "])
_article = st.lists(st.tuples(_line, _breaks), min_size=2, max_size=14).map(
    lambda parts: "".join(a + b for a, b in parts)
)
articles: Documents = st.one_of(
    _article.map(encoded),
    damaged(_article.map(encoded)),
    st.tuples(_article, st.sampled_from(["utf-16", "cp1252", "koi8-r", "gb18030", "utf-7"])).map(
        lambda given: given[0].encode(given[1], "replace")
    ),
)
"""Plain text laid out like a newswire's, or nearly."""

_FRONT = (
    "title: {}", "date: {}", "author: [{}]", "tags:\n  - {}", "a: &b {}", "<<: *b", "? {}", "- {}",
    "{}: {}",
)  # fmt: skip
_front = joined(st.tuples(st.sampled_from(_FRONT), words).map(lambda g: g[0].replace("{}", g[1]) + "\n"), 4)
_MARKDOWN = (
    "# ", "## ", "> ", "- ", "1. ", "99999999999. ", "    ", "```", "~~~", "***", "---", "===", "**", "__",
    "~~", "[a](b)", "[a][b]", "[b]: https://x", "![i](data:x)", "<https://x>", "<b>", "</b>", "|", "|-|-|",
    "\\", "  \n",
)  # fmt: skip
_mark = st.one_of(st.sampled_from(_MARKDOWN), _line, st.just("\n"), st.just("\n\n"))
markdown: Documents = damaged(
    st.tuples(st.sampled_from(["", "---\n", "+++\n", "\ufeff---\n"]), _front, joined(_mark, 14)).map(
        lambda given: encoded(f"{given[0]}{given[1]}{given[0]}{given[2]}")
    )
)
"""Markdown with front matter."""

_PAIRS = (
    "“”",
    "„“",
    "«»",
    "»«",
    "‘’",
    "‚‘",
    "‹›",
    "「」",
    "『』",
    '""',
    "''",
    "”“",
    "“„",
    "＂＂",
    "〝〟",
    "《》",
)
_BEFORE = (
    "", "", "", "Ada Vell said: ", "He added, ", "According to Tomas Rehn, ", "— ", "(", "\n\n", "and ",
    "The minister told Reuters that ", "Ines Calder, who speaks for the towns, called it ", "Vell sagte: ",
    "of the ",
)  # fmt: skip
_BEHIND = (
    "", " ", ". ", ", said Ada Vell. ", ", he said. ", " she told TASS on Monday. ", ", so Rehn. ",
    " said the harbour master, Bertil Ansgar, who", ", the ministry said in a statement.\n\n", "\n\n", "’s ",
    ", sagte er. ", ") ", ", dit-il. ", " (Reuters). ", "? ", " — ",
)  # fmt: skip
_STRAY = (
    "“", "”", "„", "‘", "’", "«", "»", '"', "'", "''", "``", "「", "―", "—", "'s", "s'", "rock ’n’ roll",
    "6'2\"", "'90s", "[sic]", "\n\n“", "\n\n", "Ada Vell", "Mr. Rehn", "They", "PM", "z. B.", "Es ist",
)  # fmt: skip


def _quoted(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Words between marks, what stands before them, and who said them."""
    return st.tuples(
        st.sampled_from(_BEFORE), mostly(st.sampled_from(_PAIRS[:1]), st.sampled_from(_PAIRS)), inner,
        mostly(st.just(True), st.just(False)), st.sampled_from(_BEHIND),
    ).map(lambda g: f"{g[0]}{g[1][0]}{g[2]}{g[1][1] if g[3] else ''}{g[4]}")  # fmt: skip


_speech = st.recursive(
    mostly(_sane.map(lambda text: text + ","), words),
    lambda inner: _quoted(joined(inner, 3, " ")),
    max_leaves=4,
)
quotations: Documents = (
    st.lists(
        st.one_of(_quoted(_speech), _quoted(_speech), st.sampled_from(_STRAY), words), min_size=1, max_size=9
    )
    .map(" ".join)
    .map(encoded)
)
"""Marks of quotation in any arrangement, and what stands beside them."""
