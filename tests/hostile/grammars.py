"""Documents made at random after grammars: what strangers send, and what stands in our own files.

Each strategy gives the bytes of a whole document that is nearly what it should be: the further from
sense, the sooner a parser gives up, and the less of it is tried.  What feeds can be like when they are
whole is in `tests.feeds.test_random_feeds`, and any run of keys in `tests.ui.test_any_keys`.
"""

from __future__ import annotations

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
