"""From a document to what is in it: every kind goes to its reader, or is refused in one sentence."""

from __future__ import annotations

import subprocess
import sys

import pytest

from newsreader.errors import NotAFeed, ParseError
from newsreader.feeds.parse import parse_document
from newsreader.models import Fetched, Outline, ParsedArticle, ParsedFeed

FILE = "file:///home/ada/articles/fog.txt"
RSS = (
    "<rss version='2.0'><channel><title>The Sund Courier</title>"
    "<item><title>Fog</title></item></channel></rss>"
)
PRINTED = """REGIONAL

Fog closes the port of Sund for a third day

By Ada Vell

October 12, 2024

No ship has left Sund since Thursday, and none will before Monday, the harbour office said.

“We see our own feet, and not much else,” said the harbour master, Brandt Osk.
"""
MARKDOWN = """---
title: Fog closes the port
author: Ada Vell
date: 2024-10-12
---

No ship since **nine**. See [the map](map.html).
"""
PAGE = """<!DOCTYPE html>
<html lang="en"><head>
<title>Fog closes the port – The Sund Courier</title>
<meta property="og:title" content="Fog closes the port">
<meta property="og:site_name" content="The Sund Courier">
<link rel="canonical" href="https://courier.example/2024/fog">
<link rel="alternate" type="application/rss+xml" title="All news" href="/rss.xml">
<link rel="alternate" type="application/atom+xml" title="Sport" href="https://courier.example/sport.atom">
</head><body><article><h1>Fog closes the port</h1>
<p>No ship has left Sund since Thursday, and none will before Monday, the harbour office said.</p>
<p>“We see our own feet,” said the harbour master, who has not gone home since the fog came in.</p>
</article></body></html>
"""


def document(body: str | bytes, url: str = "https://courier.example/doc", *, final: str = "") -> Fetched:
    return Fetched(url, body if isinstance(body, bytes) else body.encode(), final_url=final)


def one_article(body: str | bytes, url: str = FILE) -> tuple[ParsedFeed, ParsedArticle]:
    feed = parse_document(document(body, url), want="any")
    assert isinstance(feed, ParsedFeed)
    (article,) = feed.articles
    return feed, article


# --- feeds and lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("want", ["feed", "any"])
def test_a_feed_is_a_feed_whatever_is_wanted(want: str) -> None:
    for body, name in ((RSS, "RSS 2.0"), ('{"items": [{"title": "Fog"}]}', "JSON Feed")):
        feed = parse_document(document(body, FILE), want="feed" if want == "feed" else "any")
        assert isinstance(feed, ParsedFeed)
        assert (feed.format, feed.articles[0].headline) == (name, "Fog")


def test_lists_of_feeds_are_outlines() -> None:
    for body in (
        '<opml version="2.0"><body><outline text="a" xmlUrl="https://a.example/rss"/></body></opml>',
        "https://a.example/rss\n",
    ):
        outline = parse_document(document(body), want="feed")
        assert isinstance(outline, Outline)
        assert [found.url for found in outline.feeds] == ["https://a.example/rss"]


def test_addresses_in_a_feed_start_from_where_it_came_from_after_redirects() -> None:
    body = RSS.replace("<title>Fog</title>", "<title>Fog</title><link>/fog</link>")
    feed = parse_document(
        document(body, "https://old.example/rss", final="https://new.example/rss"), want="feed"
    )
    assert isinstance(feed, ParsedFeed)
    assert feed.articles[0].url == "https://new.example/fog"


# --- refusals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The document is empty."),
        (b" \n\xef\xbb\xbf", "The document is empty."),
        (b"%PDF-1.7 ...", "This is a PDF, not a feed."),
        (b"\x00\x01\x02\x03" * 50 + b"x", "This is a binary file, not a feed."),
        (PRINTED.encode(), "This is plain text, not a feed."),
        (MARKDOWN.encode(), "This is Markdown, not a feed."),
        (b'{"error": "not found"}', "This is JSON but no feed."),
        (b"<?xml version='1.0'?><urlset/>", "This is XML but no feed: it holds <urlset>."),
    ],
)
def test_what_is_no_feed_is_refused_by_name(body: bytes, sentence: str) -> None:
    with pytest.raises(ParseError) as refusal:
        parse_document(document(body), want="feed")
    assert str(refusal.value) == sentence
    assert not isinstance(refusal.value, NotAFeed)


def test_a_page_where_a_feed_is_wanted_names_its_feeds() -> None:
    with pytest.raises(NotAFeed, match="This is a web page; it names 2 feeds") as refusal:
        parse_document(document(PAGE, "https://courier.example/"), want="feed")
    assert [(found.url, found.title) for found in refusal.value.found] == [
        ("https://courier.example/rss.xml", "All news"),
        ("https://courier.example/sport.atom", "Sport"),
    ]


def test_a_page_without_feeds_says_so() -> None:
    with pytest.raises(NotAFeed, match="names no feed") as refusal:
        parse_document(document("<html><body><p>Hello.</p></body></html>"), want="feed")
    assert refusal.value.found == ()


def test_a_page_without_words_is_no_article() -> None:
    with pytest.raises(ParseError, match="nothing to read"):
        parse_document(
            document("<html><head></head><body></body></html>", "file:///home/ada/x.html"), want="any"
        )


def test_a_binary_file_is_no_article() -> None:
    with pytest.raises(ParseError, match="This is a picture, not a feed or an article"):
        parse_document(document(b"\x89PNG\r\n\x1a\n", "file:///home/ada/a.txt"), want="any")


# --- local articles -----------------------------------------------------------------------------------------


def test_accounts_and_settings_are_no_articles() -> None:
    with pytest.raises(ParseError, match="no line of it reads like an article"):
        parse_document(Fetched("file:///etc/passwd", b"root:x:0:0:root:/root:/bin/bash\n"), want="any")


def test_a_printed_article_is_a_feed_of_one() -> None:
    feed, article = one_article(PRINTED)
    assert (feed.title, feed.format, feed.problems) == ("fog.txt", "plain text", ())
    assert article.guid == FILE
    assert article.url == ""
    assert article.kicker == "REGIONAL"
    assert article.headline == "Fog closes the port of Sund for a third day"
    assert article.byline == "By Ada Vell"
    assert article.authors == ("Ada Vell",)
    assert article.published == 1_728_691_200
    assert article.source.startswith("No ship has left Sund")
    assert article.source_type == "text"


def test_markdown_is_a_feed_of_one() -> None:
    feed, article = one_article(MARKDOWN, "file:///home/ada/articles/fog.md")
    assert (feed.title, feed.format) == ("fog.md", "Markdown")
    assert (article.headline, article.authors) == ("Fog closes the port", ("Ada Vell",))
    assert article.source_type == "markdown"


def test_a_saved_page_is_a_feed_of_one_with_the_address_it_names() -> None:
    feed, article = one_article(PAGE, "file:///home/ada/articles/fog.html")
    assert (feed.title, feed.format) == ("The Sund Courier", "web page")
    assert article.guid == "file:///home/ada/articles/fog.html"
    assert article.url == "https://courier.example/2024/fog"
    assert article.headline == "Fog closes the port"
    assert "No ship has left Sund" in article.source


def test_a_page_of_the_web_is_an_article_at_its_address() -> None:
    _, article = one_article(PAGE.replace("canonical", "x"), "https://courier.example/2024/fog?x=1")
    assert article.url == "https://courier.example/2024/fog?x=1"
    assert article.base_url == "https://courier.example/2024/fog?x=1"


def test_text_in_an_old_encoding_is_read() -> None:
    _, article = one_article(
        "Nebel über Øst\n\nSeit Stunden fährt kein Schiff – „gar keins“.\n".encode("cp1252")
    )
    assert article.headline == "Nebel über Øst"


def test_a_long_text_is_cut_and_that_is_said() -> None:
    feed, article = one_article("Fog\n\n" + "No ship has left Sund since Thursday. " * 10_000)
    assert len(article.source) <= 200_000
    assert feed.problems == ("The article was longer than is kept and was cut.",)


# --- what it costs ------------------------------------------------------------------------------------------

HEAVY = ("selectolax", "markdown_it", "trafilatura", "aiohttp", "textual", "sqlite3")


def test_a_child_that_only_sees_feeds_loads_no_reader_of_pages() -> None:
    program = f"""
import sys
from newsreader.feeds.parse import parse_document
from newsreader.models import Fetched
parse_document(Fetched("https://a.example/", {RSS.encode()!r}), want="feed")
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
