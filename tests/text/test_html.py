"""HTML becomes the text that a reader of the page sees, its structure as spans, and nothing that acts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.models import BLOCK_ROLES, Body
from newsreader.text.body import MAX_TEXT, RULE_TEXT
from newsreader.text.html import html_to_body
from newsreader.text.taming import MAX_HTML

BASE = "https://courier.example/news/today.html"


def blocks(body: Body) -> list[str]:
    return [body.text[start:end] for start, end in body.blocks()]


def spans(body: Body) -> list[tuple[object, ...]]:
    """Return (role, text, value, level) of each span, without the trailing parts that say nothing."""
    found: list[tuple[object, ...]] = []
    for span in body.spans:
        fields: list[object] = [span.role, body.text[span.start : span.end], span.value, span.level]
        while not fields[-1]:
            fields.pop()
        found.append(tuple(fields))
    return found


# --- text and white space ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<p>One.</p><p>Two.</p>", ["One.", "Two."]),
        ("<p>One.<p>Two.", ["One.", "Two."]),
        ("  One\n  line\t of text ", ["One line of text"]),
        ("<p>a <b> b </b> c</p>", ["a b c"]),
        ("<p>a<b> b</b>c</p>", ["a bc"]),
        ("before<p>inside</p>behind", ["before", "inside", "behind"]),
        ("<div>a<div>b</div>c</div>", ["a", "b", "c"]),
        ("a<br>b<br/>c", ["a\nb\nc"]),
        ("a<br><br>b", ["a", "b"]),
        ("<p>a<br></p><p><br>b</p>", ["a", "b"]),
        ("<p>&nbsp;</p><p>a&nbsp;b</p><p> </p>", ["a\u00a0b"]),
        ("<p>5 &lt; 6 &amp; 7 &gt; 3 &euro; &#8364; &#x20ac;</p>", ["5 < 6 & 7 > 3 € € €"]),
        ("<p>AT&T &copy 2026</p>", ["AT&T © 2026"]),
        ("<p>It&amp;#8217;s &amp;amp; it&amp;rsquo;s</p>", ["It’s & it’s"]),
        ("<p>a&#8203;b&#xad;c&#27;[31m</p>", ["abc[31m"]),
        ("<p>5 < 6</p>", ["5 < 6"]),
        ("if a <b then c", ["if a <b then c"]),
        ("<p>Text<", ["Text<"]),
        ('<p>Text<a href="https://courier.exam', ["Text"]),
        ("<section><header>a</header><footer>b</footer></section>", ["a", "b"]),
        ("<dl><dt>Term<dd>Meaning<dd>Another</dl>", ["Term", "Meaning", "Another"]),
        ("<unknown-thing>a</unknown-thing> <time>b</time>", ["a b"]),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字", ["漢(かん)字"]),
        ("plain &lt; text\n\nof a feed", ["plain < text of a feed"]),
        ("<details><summary>More</summary>hidden no more</details>", ["More", "hidden no more"]),
        ("<title>Not text</title><p>Text</p>", ["Text"]),
        ("<p>a<!-- not --> b<!-- > --></p><![CDATA[c]]>", ["a b", "c"]),
        ("a<!-- b", ["a"]),
        ("", []),
    ],
)
def test_text_is_divided_and_folded_as_in_a_browser(source: str, wanted: list[str]) -> None:
    assert blocks(html_to_body(source)) == wanted


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>alert(1)</script>",
        "<SCRIPT type=module>if (a < b) { document.write('<p>x</p>') }</SCRIPT >",
        "<style>p { color: red }</style>",
        "<template><p>x</p></template>",
        "<noscript><img alt='x'></noscript>",
        "<svg><title>x</title><text>x</text></svg>",
        "<iframe src='https://evil.example'>x</iframe>",
        "<object data=x>x</object>",
        "<video controls>x</video>",
        "<select><option>x</option></select>",
        "<textarea>x</textarea><input value=x><button>x</button>",
        "<p hidden>x</p>",
        "<div style='color: red; DISPLAY : none'>x<p>x</p></div>",
        "<span style=visibility:hidden>x</span>",
        "<span class='note screen-reader-text'>x</span>",
        "<dialog>x</dialog>",
        "<math><annotation>x</annotation></math>",
    ],
)
def test_what_is_not_shown_is_left_out(hidden: str) -> None:
    assert blocks(html_to_body(f"<p>before</p>{hidden}<p>behind</p>")) == ["before", "behind"]


# --- structure --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("<h1>One</h1><h6>Six</h6>", [("heading", "One", "", 1), ("heading", "Six", "", 6)]),
        ("<b>a</b> <strong>b</strong>", [("strong", "a"), ("strong", "b")]),
        ("<i>a</i><cite>b</cite>", [("em", "a"), ("em", "b")]),
        ("<s>a</s> <del>b</del>", [("strike", "a"), ("strike", "b")]),
        ("H<sub>2</sub>O m<sup>2</sup>", [("sub", "2"), ("sup", "2")]),
        ("<code>x  =  1</code>", [("mono", "x = 1")]),
        ("<b><i>a</b> b</i> c", [("strong", "a"), ("em", "a"), ("em", "b")]),
        ("<b><p>a</p><p>b</p></b>", [("strong", "a"), ("strong", "b")]),
        ("<b><b>a</b></b>", [("strong", "a")]),
        ("<ul><li>a<li>b</ul>", [("item", "a", "•", 1), ("item", "b", "•", 1)]),
        (
            "<ul><li>a<ol><li>b<li>c</ol></ul>",
            [("item", "a", "•", 1), ("item", "b", "1.", 2), ("item", "c", "2.", 2)],
        ),
        (
            "<ol start=3><li>a<li value=7>b<li>c</ol>",
            [("item", x, m, 1) for x, m in zip("abc", ("3.", "7.", "8."), strict=True)],
        ),
        ("<ol type=a><li>a<li>b</ol>", [("item", "a", "a.", 1), ("item", "b", "b.", 1)]),
        ("<ol type=I start=4><li>a<li>b</ol>", [("item", "a", "IV.", 1), ("item", "b", "V.", 1)]),
        ("<ol reversed><li>a<li>b</ol>", [("item", "a", "2.", 1), ("item", "b", "1.", 1)]),
        ("<ul><li><p>a</p><p>b</p></li></ul>", [("item", "a", "•", 1), ("item", "b", "", 1)]),
        ("<li>alone", [("item", "alone", "•", 1)]),
        (
            "<blockquote>a<p>b</p><blockquote>c</blockquote></blockquote>",
            [("quote", "a", "", 1), ("quote", "b", "", 1), ("quote", "c", "", 2)],
        ),
        ("<blockquote><ul><li>a</ul></blockquote>", [("quote", "a", "", 1), ("item", "a", "•", 1)]),
        (
            '<pre><code class="language-python">a  b\n\n\tc\n</code></pre>',
            [("code", "a  b\n \n    c", "python")],
        ),
        ("<pre>\n  a <b>b</b>\n</pre>", [("code", "  a b"), ("strong", "b")]),
        ("<p>a<hr>b", [("rule", RULE_TEXT)]),
        ("<hr><hr>a<hr>", [("rule", RULE_TEXT)]),
        ("<dl><dt>a<dd>b</dl>", [("strong", "a")]),
    ],
)
def test_structure_becomes_spans(source: str, wanted: list[tuple[object, ...]]) -> None:
    assert spans(html_to_body(source)) == wanted


def test_words_in_q_get_quotation_marks_that_alternate() -> None:
    assert html_to_body("He said <q>yes, <q>no</q> and</q> went.").text == "He said “yes, ‘no’ and” went."


# --- tables -----------------------------------------------------------------------------------------------


def test_a_table_of_data_has_rows_and_cells_and_knows_its_heading() -> None:
    body = html_to_body(
        "<table><caption>Crowns</caption><thead><tr><th>Dept<th>2026</tr></thead>"
        "<tr><td>Schools <td><a href=/s>412</a><tr><td>Health<td><p>655</p></table>",
        BASE,
    )
    assert blocks(body) == ["Crowns", "Dept\t2026\nSchools\t412\nHealth\t655"]
    assert spans(body) == [
        ("em", "Crowns"),
        ("table", "Dept\t2026\nSchools\t412\nHealth\t655", "head"),
        ("link", "412", "https://courier.example/s", 1),
    ]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ("<tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e", "a\t\tb\nc\td\te"),
        ("<tr><td rowspan=2>a<td>b<tr><td>c", "a\tb\n\tc"),
        ("<tr><td>a<td><tr><td><td><tr><td><td>b", "a\t\n\tb"),
        ("<tr><td>a<br>b<td>c", "a b\tc"),
        ("<tr><td>a<td><img alt='flag' src=f.png>", "a\tflag"),
        ("<tr><td colspan=99999999999>a<td>b", "a\tb"),
    ],
)
def test_cells_keep_their_columns(rows: str, wanted: str) -> None:
    assert blocks(html_to_body(f"<table>{rows}</table>")) == [wanted]


@pytest.mark.parametrize(
    "table",
    [
        "<table role=presentation><tr><td>a<td>b</table>",
        "<table><tr><td><h2>a</h2><td>b</table>",
        "<table><tr><td>a<tr><td>b</table>",
        "<table><tr><td>a<td><ul><li>b</ul></table>",
        "<table><tr><td><table><tr><td>a</table><td>b</table>",
    ],
)
def test_a_table_that_only_lays_out_the_page_is_none(table: str) -> None:
    body = html_to_body(table)
    assert blocks(body) == ["a", "b"]
    assert "table" not in {span.role for span in body.spans}


# --- links and pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("https://a.example/x?y=1&z=2#f", "https://a.example/x?y=1&z=2#f"),
        ("HTTPS://a.example/", "HTTPS://a.example/"),
        ("/strait", "https://courier.example/strait"),
        ("strait", "https://courier.example/news/strait"),
        ("//post.example/x", "https://post.example/x"),
        ("?page=2", "https://courier.example/news/today.html?page=2"),
        (" https://a.example/a b ", "https://a.example/a%20b"),
        ("https://a.ex\nample/", "https://a.example/"),
        ("mailto:desk@courier.example", "mailto:desk@courier.example"),
    ],
)
def test_links_to_the_web_and_to_mailboxes_are_kept_with_their_whole_address(href: str, url: str) -> None:
    assert spans(html_to_body(f'<a href="{href}">here</a>', BASE)) == [("link", "here", url, 1)]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "tel:123",
        "ftp://a.example/",
        "#note",
        "",
        "https://",
        "https:///x",
        "http://[broken",
        "mailto:",
        "https://a.example/" + "x" * 5000,
    ],
)
def test_other_links_are_text(href: str) -> None:
    body = html_to_body(f'<p><a href="{href}">here</a></p>', BASE)
    assert body == Body("here")


def test_a_relative_link_without_a_base_is_text() -> None:
    assert html_to_body('<a href="/x">here</a>').spans == ()


def test_a_base_element_is_obeyed_where_it_is_on_the_web() -> None:
    assert (
        html_to_body('<base href="https://b.example/d/"><a href=x>a</a>', BASE).links()[0].url
        == "https://b.example/d/x"
    )
    assert (
        html_to_body('<base href="file:///etc/"><a href=x>a</a>', BASE).links()[0].url
        == "https://courier.example/news/x"
    )


def test_links_are_numbered_in_order() -> None:
    body = html_to_body(
        '<a href="https://a.example">a</a> <a href="https://b.example"></a><a href="https://c.example">c</a>'
    )
    assert [(link.text, link.url) for link in body.links()] == [
        ("a", "https://a.example"),
        ("c", "https://c.example"),
    ]
    assert [span.level for span in body.spans] == [1, 2]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ('<img src="/i.jpg" alt="Three pears">', [("image", "Three pears", "https://courier.example/i.jpg")]),
        (
            '<p>a<img src="/i.jpg" alt="Three pears">b',
            [("image", "Three pears", "https://courier.example/i.jpg")],
        ),
        ('<img src="data:x" data-src="/i.jpg" alt="x">', [("image", "x", "https://courier.example/i.jpg")]),
        ('<img src="javascript:x" alt="x">', [("image", "x")]),
        ('<img src="/i.jpg" title="x">', [("image", "x", "https://courier.example/i.jpg")]),
        ('<img src="/i.jpg">', []),
        ('<img src="/i.jpg" alt="IMG_2041.JPG">', []),
        ('<img src="/t.gif" alt="x" width="1" height="1">', []),
        ('<img src="/t.gif" alt="x" height=0>', []),
        ('<img src="/t.gif" alt="x" style="display:none">', []),
        (
            "<figure><img src=/i.jpg alt='Three pears'><figcaption>The find</figcaption></figure>",
            [("image", "Three pears", "https://courier.example/i.jpg"), ("em", "The find")],
        ),
        (
            "<figure><img src=/i.jpg alt='Three pears'><figcaption> Three  pears </figcaption></figure>",
            [("image", "Three pears", "https://courier.example/i.jpg")],
        ),
        (
            '<a href="/p"><img src="/i.jpg" alt="x"></a>',
            [("image", "x", "https://courier.example/i.jpg"), ("link", "x", "https://courier.example/p", 1)],
        ),
        ("<h2><img alt=Sport src=/s.png> Bay draws</h2>", [("heading", "Sport Bay draws", "", 2)]),
    ],
)
def test_a_picture_is_its_alternative_text(source: str, wanted: list[tuple[object, ...]]) -> None:
    assert spans(html_to_body(source, BASE)) == wanted


def test_a_small_picture_stands_in_its_line() -> None:
    assert html_to_body("Well done <img class=wp-smiley alt='🙂' src=x> all").text == "Well done 🙂 all"


# --- escaped twice ----------------------------------------------------------------------------------------


def test_markup_escaped_once_too_often_is_read_as_markup() -> None:
    body = html_to_body(
        "&lt;p&gt;One &lt;em&gt;word&lt;/em&gt; &amp;amp; more.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;"
    )
    assert blocks(body) == ["One word & more.", "Two."]
    assert spans(body) == [("em", "word")]


@pytest.mark.parametrize(
    "source",
    [
        "<p>A paragraph begins with <code>&lt;p&gt;</code> and ends with <code>&lt;/p&gt;</code></p>",
        "<p>&lt;p&gt; is a tag, and so is &lt;/p&gt;, she said.</p>",
        "<pre>&lt;p&gt;x&lt;/p&gt;</pre>",
    ],
)
def test_a_text_about_markup_is_left_as_it_is(source: str) -> None:
    assert "<p>" in html_to_body(source).text


# --- hostile ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 50_000 + "x",
        "<b>" * 85_000 + "x",
        "<ul><li>" * 25_000 + "x",
        "<blockquote>" * 20_000 + "x",
        "<table><tr><td>" * 15_000 + "x",
        "<q>" * 50_000 + "x",
        "".join(f"<font size={n}>" for n in range(3_000)) + "<p>x" * 25_000,
        "<b x=1><table><tr><td></b></table>" * 5_000 + "x",
        '<div><br title="></div><br title=">' * 5_000 + "x",
        "<a href='" * 30_000,
        "<" * 250_000 + "x",
        "<!--" * 50_000,
        "<noscript>" * 25_000 + "x",
        "<script>" * 25_000,
        "&" * 250_000,
        "<li><dd>" * 30_000 + "x",
        "<a href=https://a.example/" + "x" * 2_000 + ">" + "<p>y" * 30_000,
    ],
    ids=lambda bomb: bomb[:24],
)
def test_no_nesting_takes_longer_than_its_length_is_worth(bomb: str) -> None:
    # Each would take a parser of trees minutes or gigabytes; the suite's own time is the limit here.
    body = html_to_body(bomb)
    assert len(body.text) <= MAX_TEXT + 2


def test_markup_and_text_past_the_caps_are_left_out() -> None:
    assert len(html_to_body("x" * (MAX_HTML + 10)).text) == MAX_TEXT
    assert html_to_body("<p>a</p>" + " " * MAX_HTML + "<p>b</p>").text == "a"
    assert len(html_to_body("<p>ten chars.</p>" * 40_000).text) <= MAX_TEXT + 2


def test_scripts_do_not_count_towards_the_cap() -> None:
    assert html_to_body("<script>" + "x" * (2 * MAX_HTML) + "</script><p>a</p>").text == "a"


_TAGS = (
    *(
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        '<a href="https://a.example/x">',
        "</a>",
    ),
    *(
        "<ul>",
        "<ol>",
        "<li>",
        "</ul>",
        "</li>",
        "<table>",
        "<tr>",
        "<td>",
        "<th>",
        "</table>",
        "<pre>",
        "</pre>",
    ),
    *("<code>", "</code>", "<blockquote>", "</blockquote>", "<h2>", "</h2>", "<br>", "<hr>", '<img alt="x">'),
    *(
        "<q>",
        "</q>",
        "<script>",
        "</script>",
        "<!--",
        "-->",
        "<",
        ">",
        "&",
        "&lt;",
        "&#x41;",
        "&#0;",
        "&#xD800;",
    ),
    *(
        '"',
        "'",
        "=",
        "<![CDATA[",
        "]]>",
        "<svg>",
        "</svg>",
        "<figure>",
        "<figcaption>",
        "<dl>",
        "<dt>",
        "<dd>",
    ),
    *("<form>", "<input>", "<select>", "<option>", "<math>", "<font>", "<center>", "</body>", "</html>"),
    *(
        "<frameset>",
        "<plaintext>",
        "<template>",
        "</template>",
        "<a<b",
        "<p/>",
        "</>",
        "<?",
        "?>",
        "\x1b",
        "\ud800",
    ),
)
_MARKUP = st.lists(st.one_of(st.sampled_from(_TAGS), st.text(max_size=6)), max_size=30)


@settings(max_examples=150, deadline=None)
@given(st.one_of(_MARKUP.map("".join), _MARKUP.map(" ".join), st.text()))
def test_no_input_is_an_error_and_every_body_keeps_the_rules(source: str) -> None:
    body = html_to_body(source, BASE)
    ranges = list(body.blocks())
    assert all(body.text[start:end].strip() for start, end in ranges)
    for span in body.spans:
        assert any(start <= span.start < span.end <= end for start, end in ranges)
        if span.role in BLOCK_ROLES:
            assert (span.start, span.end) in ranges
        if span.role == "link":
            assert span.value.startswith(("http://", "https://", "mailto:"))
    body.text.encode("utf-8")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["a", "b c", "d.", "é", "日"]), min_size=1, max_size=8))
def test_words_between_any_tags_are_all_there_in_order(words: list[str]) -> None:
    tags = [
        "<p>",
        "</b>",
        "<i>",
        "<div>",
        "</p>",
        "<ul><li>",
        "</div>",
        "<span class=x>",
        "<h3>",
        "</blockquote>",
        "<br>",
    ]
    source = "".join(
        f"{tags[(3 * place + len(word)) % len(tags)]} {word} " for place, word in enumerate(words)
    )
    assert html_to_body(source).text.split() == " ".join(words).split()
