"""A saved web page is read as an article: its own words about itself, and its text without what is around."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.models import FoundFeed, ParsedArticle
from newsreader.text.html import html_to_body, page_feeds, read_page

URL = "https://courier.example/news/ferry"
TEXT = (
    "<p>The winter ferry to the Outer Skerries will sail again on Monday, four years after the last one, "
    "the harbour minister said on the quay.</p><p>“It is a part of the summer,” she told islanders, "
    "who had come down to the water to hear it said.</p>"
)


def blocks(article: ParsedArticle) -> list[str]:
    body = html_to_body(article.source, article.base_url)
    return [body.text[start:end] for start, end in body.blocks()]


def instant(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()


JSON_LD = """<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [
  {"@type": "WebSite", "name": "The Courier online"},
  {"@type": ["NewsArticle", "ReportageNewsArticle"], "headline": "Winter ferry &amp; crew sail again",
   "alternativeHeadline": "A part of the summer", "articleSection": ["Regional", "Sea"],
   "description": "Four years after the last one.", "datePublished": "2026-10-09T10:15:00+02:00",
   "dateModified": "2026-10-10T08:00:00Z", "inLanguage": "en_gb", "keywords": "ferry, Skerries",
   "author": [{"@id": "#imke"}, {"@type": "Person", "name": "Piet Larkin"}], "publisher": {"@id": "#org"}},
  {"@id": "#imke", "@type": "Person", "name": "Imke Sorrel"},
  {"@id": "#org", "@type": "NewsMediaOrganization", "name": "The Harrowmere Courier"},
]}
</script>"""


def test_json_ld_names_everything_it_can() -> None:
    article = read_page(f"<html><head>{JSON_LD}</head><body><article>{TEXT}</article></body></html>", URL)
    assert article.headline == "Winter ferry & crew sail again"
    assert article.kicker == "Regional"
    assert article.deck == "Four years after the last one."
    assert article.authors == ("Imke Sorrel", "Piet Larkin")
    assert article.byline == "Imke Sorrel and Piet Larkin"
    assert instant(article.published) == "2026-10-09T08:15:00+00:00"
    assert instant(article.updated) == "2026-10-10T08:00:00+00:00"
    assert (article.language, article.publisher) == ("en-GB", "The Harrowmere Courier")
    assert article.categories == ("ferry", "Skerries")
    assert (article.url, article.base_url, article.source_type) == (URL, URL, "html")
    assert len(blocks(article)) == 2


def test_open_graph_and_meta_elements_do_where_there_is_no_json_ld() -> None:
    article = read_page(
        """<html lang=de><meta property="og:title" content="Der Pegel sinkt | Der Bote">
        <meta property="og:site_name" content="Der Bote"><meta name="description" content="Fünf Tage Flut">
        <meta property="article:section" content="News/Wetter"><meta name="author" content="Theda Rungholt">
        <meta property="article:published_time" content="2026-10-28T06:00:00Z">
        <meta property="article:author" content="https://friends.example/bote">
        <meta property="article:tag" content="Isker"><meta property="article:tag" content="Tarn">
        <link rel=canonical href="/pegel">"""
        + f"<article>{TEXT}</article>",
        "https://bote.example/x?utm=1",
    )
    assert (article.headline, article.kicker, article.deck) == (
        "Der Pegel sinkt",
        "Wetter",
        "Fünf Tage Flut",
    )
    assert (article.byline, article.publisher, article.language) == ("Theda Rungholt", "Der Bote", "de")
    assert instant(article.published) == "2026-10-28T06:00:00+00:00"
    assert article.categories == ("Isker", "Tarn")


def test_what_is_printed_above_the_text_is_read_and_taken_out_of_it() -> None:
    article = read_page(
        f"""<title>Ferry sails – The Courier</title><body><article>
        <header><div class="labels"><span class="kicker">Regional</span></div><h1>Ferry sails</h1>
        <p class="standfirst">Four years after the last one.</p>
        <div class="meta byline">By <a rel=author href=/i>Imke Sorrel</a>, Harbour Correspondent</div>
        <p class="date">Published <time datetime="2026-10-09T10:15:00Z">9 October 2026</time></p>
        <span>4 min read</span></header>
        <figure><img src=/f.jpg alt="The Patience"></figure>{TEXT}</article>""",
        URL,
    )
    assert (article.headline, article.kicker) == ("Ferry sails", "Regional")
    assert article.deck == "Four years after the last one."
    assert article.byline == "By Imke Sorrel, Harbour Correspondent"
    assert article.authors == ("Imke Sorrel",)
    assert instant(article.published) == "2026-10-09T10:15:00+00:00"
    assert blocks(article)[0] == "The Patience"
    assert len(blocks(article)) == 3


def test_a_page_without_any_marks_is_read_by_its_lines() -> None:
    article = read_page(f"<body><h1>Ferry sails</h1><p>By Imke Sorrel</p><p>October 9, 2026</p>{TEXT}", "")
    assert (article.headline, article.byline) == ("Ferry sails", "By Imke Sorrel")
    assert instant(article.published) == "2026-10-09T00:00:00+00:00"
    assert len(blocks(article)) == 2


@pytest.mark.parametrize(
    "page",
    [
        f"<nav>Menu</nav><article>{TEXT}<aside>Most read</aside></article><footer>Cookies</footer>",
        f"<header>The Courier</header><main>{TEXT}<div class='share-buttons'><p>Share</p></div></main>",
        f"<div role=banner>The Courier</div><div role=main>{TEXT}<ul class=related><li>More</ul></div>",
        f"<div><p>Menu</p></div><div id=story>{TEXT}</div><div><p>Imprint</p></div>",
        f"<article><p>A teaser.</p></article><article>{TEXT}</article><article><p>Another.</p></article>",
        f"<div itemprop=articleBody>{TEXT}</div><div>Comments</div>",
        f"<article><nav role=navigation><nav>Menu</nav></nav>{TEXT}<footer><nav>x</nav></footer></article>",
    ],
)
def test_the_body_is_the_article_without_what_is_around_it(page: str) -> None:
    assert len(blocks(read_page(f"<body>{page}</body>", URL))) == 2


def test_text_in_several_sections_is_read_whole() -> None:
    sections = "".join(f"<div class=part><h2>Part {n}</h2>{TEXT}</div>" for n in range(4))
    page = f"<div><p>Menu</p></div><div><h1>Ferry sails</h1>{sections}</div><div><p>Imprint</p></div>"
    assert len(blocks(read_page(page, URL))) == 12


def test_the_article_of_json_ld_is_taken_only_where_the_page_has_none() -> None:
    long = "Only here. " * 60
    data = f'<script type="application/ld+json">{{"@type": "Article", "articleBody": "{long}"}}</script>'
    assert len(blocks(read_page(f"{data}<article>{TEXT * 3}</article>", URL))) == 6
    bare = read_page(f"{data}<div id=app></div>", URL)
    assert (bare.source_type, bare.source) == ("text", long.strip())


@pytest.mark.parametrize(
    "data",
    [
        *("", "{", "[]", "null", '"x"', "[[[[", "{}", '{"@type": 7}', "[" * 100_000),
        '{"@type": "Article", "author": 5, "headline": []}',
        '{"@type": "Article", "author": {"name": {"name": 1}}, "datePublished": {}, "inLanguage": [7]}',
        '{"@type": "Article", "mainEntityOfPage": 3, "articleSection": [1, null], "keywords": [[]]}',
    ],
)
def test_broken_json_ld_is_passed_over(data: str) -> None:
    page = f'<script type="application/ld+json">{data}</script><h1>Ferry sails</h1><article>{TEXT}</article>'
    assert read_page(page, URL).headline == "Ferry sails"


def test_json_ld_wrapped_in_comments_is_read() -> None:
    for wrapped in ("<!-- {} -->", "//<![CDATA[\n{}\n//]]>", "/*<![CDATA[*/{}/*]]>*/"):
        data = wrapped.format('{"@type": "NewsArticle", "headline": "Ferry sails"}')
        assert read_page(f'<script type="application/ld+json">{data}</script>', URL).headline == "Ferry sails"


def test_an_empty_page_is_an_empty_article() -> None:
    for page in ("", " ", "<html></html>", "\x00", "<!--"):
        article = read_page(page, URL)
        assert (article.headline, blocks(article), article.url) == ("", [], URL)


def test_a_saved_file_finds_its_address_in_the_page() -> None:
    page = f'<link rel="canonical" href="{URL}"><article>{TEXT}<p><a href="/map">map</a></article>'
    article = read_page(page, "file:///home/x/ferry.html")
    assert (article.url, article.base_url) == (URL, URL)
    assert html_to_body(article.source, article.base_url).links()[0].url == "https://courier.example/map"


# --- feeds ------------------------------------------------------------------------------------------------


def test_feeds_are_found_in_order_and_those_of_comments_last() -> None:
    page = """<base href="https://post.example/bay/">
    <link rel="alternate" type="application/rss+xml" title="Post &raquo; Comments" href="/comments/feed/">
    <link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" title="The Post" href="atom.xml">
    <link rel=alternate type=application/feed+json href=//post.example/feed.json>
    <link rel=alternate type="text/xml" href="old.xml">
    <link rel="alternate" type="application/rss+xml" href="atom.xml">"""
    assert page_feeds(page, "https://post.example/") == (
        FoundFeed("https://post.example/bay/atom.xml", "The Post", site_url="https://post.example/"),
        FoundFeed("https://post.example/feed.json", site_url="https://post.example/"),
        FoundFeed("https://post.example/bay/old.xml", site_url="https://post.example/"),
        FoundFeed("https://post.example/comments/feed/", "Post » Comments", site_url="https://post.example/"),
    )


@pytest.mark.parametrize(
    "link",
    [
        '<link rel=stylesheet type="text/css" href=/x.css>',
        '<link rel="alternate stylesheet" type="application/rss+xml" href=/x.css>',
        "<link rel=alternate hreflang=de href=/de/>",
        '<link rel=alternate type="application/json" href="/wp-json/wp/v2/posts/7">',
        '<link rel=alternate type="application/json+oembed" href="/oembed?url=x">',
        '<link rel=alternate type="text/xml+oembed" href="/oembed?url=x">',
        '<link rel=alternate type="application/rss+xml" href="javascript:alert(1)">',
        '<link rel=alternate type="application/rss+xml" href="file:///etc/passwd">',
        '<link rel=alternate type="application/rss+xml" href="">',
        '<link rel=alternate type="application/rss+xml">',
        '<!-- <link rel=alternate type="application/rss+xml" href="/x"> -->',
        "<link rel=icon href=/favicon.ico>",
    ],
)
def test_other_links_are_no_feeds(link: str) -> None:
    assert page_feeds(link, URL) == ()


def test_a_json_feed_under_its_old_type_is_one() -> None:
    link = '<link rel="alternate" type="application/json" title="JSON Feed" href="/blog.json">'
    assert [feed.url for feed in page_feeds(link, URL)] == ["https://courier.example/blog.json"]


_PARTS = st.sampled_from(
    [
        *(
            "<article>",
            "</article>",
            "<h1>x</h1>",
            "<p>",
            "<nav>",
            "<aside>",
            "<header>",
            "<main>",
            "<footer>",
        ),
        *(
            '<p class="byline">By A B',
            '<time datetime="x">',
            "<time>",
            "<div class=share>",
            "</div>",
            "<title>x",
        ),
        *(
            '<meta property="og:title" content="x">',
            "<meta content>",
            '<script type="application/ld+json">{',
            "</script>",
        ),
        *(
            "<link rel=alternate type=application/rss+xml href=x>",
            "<base href=x>",
            "<base href='https://a.example'>",
            "text",
        ),
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(_PARTS, st.text(max_size=5)), max_size=25).map("".join))
def test_no_page_is_an_error(page: str) -> None:
    article = read_page(page, URL)
    html_to_body(article.source, article.base_url)
    page_feeds(page, URL)
