"""What a document is: the bytes decide, the name helps between kinds of text alone."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.feeds.sniff import binary_name, sniff
from newsreader.models import Fetched

RSS = '<rss version="2.0"><channel><title>The Sund Courier</title></channel></rss>'


def kind(body: bytes | str, url: str = "https://courier.example/document", content_type: str = "") -> str:
    data = body if isinstance(body, bytes) else body.encode()
    return sniff(Fetched(url, data, content_type=content_type))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (RSS, "feed"),
        ('<?xml version="1.0"?>\n<!-- made by hand -->\n' + RSS, "feed"),
        ('\ufeff\n\n<feed xmlns="http://www.w3.org/2005/Atom"/>', "feed"),
        ('<atom:feed xmlns:atom="http://www.w3.org/2005/Atom"/>', "feed"),
        ('<!DOCTYPE rss PUBLIC "-//X//DTD RSS 0.91//EN" "http://x.example/rss.dtd"><rss/>', "feed"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "feed"),
        ("<br />\n<b>Warning</b>: no header in <b>/srv/feed.php</b><br />\n" + RSS, "feed"),
        ('Notice: undefined index\n<?xml version="1.0"?>' + RSS, "feed"),
        ('<?xml version="1.0"?><urlset><url/></urlset>', "feed"),
        ('<?xml version="1.0"?><opml version="2.0"><body/></opml>', "opml"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', "json"),
        ('\ufeff {\n "items": []}', "json"),
        ("{}", "json"),
        ('[{"a": 1}]', "json"),
        ("<!DOCTYPE html><html><head><title>Sund</title></head></html>", "html"),
        (
            '<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html xmlns="http://www.w3.org/1999/xhtml"/>',
            "html",
        ),
        ("<!-- saved -->\n<HTML><BODY>News</BODY></HTML>", "html"),
        ("<p>A fragment of a page.</p>", "html"),
        ("https://courier.example/rss news\n# comment\nhttps://wire.example/rss\n", "urls"),
        ('"query:Unread:unread = \\"yes\\""\nhttps://courier.example/rss "~The Courier"\n', "urls"),
        ("---\ntitle: Fog\n---\n\nNo ship since nine.\n", "markdown"),
        ("# Fog closes the port\n\nNo ship since nine.\n", "markdown"),
        ("Fog\n===\n\nSee [the map](https://courier.example/map).\n", "markdown"),
        ("Fog closes the port\n\nNo ship since nine.\n", "text"),
        ("Price < 5 and\n\n> 3 marks\n", "text"),
        ("https://courier.example/ is where it began.\n\nThen came the fog.\n", "text"),
        ("[1] Not JSON, a footnote.", "text"),
        ("", "empty"),
        ("\ufeff \n\t", "empty"),
        (b"\x00\x00\x00", "empty"),
        (b"%PDF-1.7\n...", "binary"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"PK\x03\x04word/document.xml", "binary"),
        (b"\x01\x02\x03\x04" * 100, "binary"),
        (random.Random(1).randbytes(5_000), "binary"),
        (b"text\x00with\x00a zero here and there, many of them\x00\x00\x00", "binary"),
    ],
)
def test_the_bytes_tell_the_kind(body: bytes | str, expected: str) -> None:
    assert kind(body) == expected


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_are_seen_through_with_and_without_a_mark(codec: str) -> None:
    mark = "\ufeff".encode(codec)
    document = ('<?xml version="1.0"?>' + RSS).encode(codec)
    assert kind(document) == "feed"
    assert kind(mark + document) == "feed"
    assert kind(mark + "Fog closes the port".encode(codec)) == "text"
    assert kind('{"items": []}'.encode("utf-16-le")) == "json"


def test_plain_text_in_utf_16_without_a_mark_is_text() -> None:
    assert kind("Fog closes the port for a third day.".encode("utf-16-le")) == "text"
    assert kind("Fog closes the port for a third day.".encode("utf-16-be")) == "text"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Nébel", "cp1252"),
        ("Туман", "koi8-r"),
        ("海峡", "shift_jis"),
        ("海峽", "big5"),
        ("海峡", "iso2022_jp"),
    ],
)
def test_text_in_any_encoding_of_bytes_is_text(text: str, codec: str) -> None:
    assert kind(text.encode(codec) * 3) == "text"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("story.md", "markdown"), ("story.markdown", "markdown"), ("story.txt", "text"), ("story", "text")],
)
def test_a_name_helps_between_kinds_of_text(name: str, expected: str) -> None:
    assert kind("Fog closes the port\n\nNo ship since *nine*.\n", f"file:///home/ada/{name}") == expected


def test_a_name_says_nothing_against_the_bytes() -> None:
    assert kind(RSS, "file:///home/ada/story.txt") == "feed"
    assert kind("<!DOCTYPE html><p>Hi", "file:///home/ada/story.md") == "html"
    assert kind("---\ntitle: Fog\n---\nText", "file:///home/ada/story.txt") == "markdown"
    assert kind(b"%PDF-1.4", "file:///home/ada/feed.xml") == "binary"
    assert kind("Fog closes the port", "https://courier.example/feed.xml", "application/rss+xml") == "text"


def test_markdown_may_begin_with_a_tag_where_its_name_says_so() -> None:
    page = '<div align="center"><h1>Fog</h1></div>\n\nNo ship *since nine*.\n'
    assert kind(page, "file:///README.md") == "markdown"
    assert kind(page, "https://courier.example/", "text/markdown") == "markdown"
    assert kind(page) == "html"


def test_a_urls_file_by_name_may_hold_lines_that_are_none() -> None:
    listing = "https://courier.example/rss news\nhttps://wire.example/rss\nwhat is this?\n"
    assert kind(listing, "file:///home/ada/.newsboat/urls") == "urls"
    assert kind(listing, "file:///home/ada/notes.txt") == "text"


def test_a_binary_file_is_called_by_its_name_where_it_is_known() -> None:
    assert binary_name(b"%PDF-1.7") == "a PDF"
    assert binary_name(b"\x1f\x8b\x08") == "a compressed file"
    assert binary_name(b"\x01\x02") == ""


@settings(max_examples=100, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400), st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace"))
    )
)
def test_anything_has_a_kind(body: bytes) -> None:
    assert kind(body) in {"feed", "json", "opml", "urls", "html", "markdown", "text", "binary", "empty"}
