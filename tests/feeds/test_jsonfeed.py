"""JSON Feed beyond the golden pairs: what is no feed, and values of any shape."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.errors import ParseError, SourceError
from newsreader.feeds.jsonfeed import parse_json_feed
from newsreader.models import Fetched, ParsedFeed

VERSION = "https://jsonfeed.org/version/1.1"


def parsed(document: Any) -> ParsedFeed:
    text = document if isinstance(document, str) else json.dumps(document)
    return parse_json_feed(Fetched("https://json.example/feed.json", text.encode("utf-8", "surrogatepass")))


def items(*entries: Any) -> ParsedFeed:
    return parsed({"version": VERSION, "items": list(entries)})


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("{}", "JSON but no feed"),
        ('{"name": "package"}', "JSON but no feed"),
        ("[]", "JSON but no feed"),
        ("7", "JSON but no feed"),
        ("null", "JSON but no feed"),
        ('{"items": {"a": 1}}', "no list of items"),
        (f'{{"version": "{VERSION}"}}', "no list of items"),
        ('{"items": [1, 2]}', "none of them can be read"),
        ('{"items": [\n{"id": "1", "title": "cut', "damaged at line 2"),
        ("{'items': []}", "damaged at line 1"),
        ("[" * 100_000, "nested too deep"),
        ('{"items": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deep"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(document: str, sentence: str) -> None:
    with pytest.raises(ParseError, match=sentence):
        parsed(document)


def test_a_number_is_taken_for_an_id_and_a_truth_value_is_not() -> None:
    feed = items(*({"id": value, "title": "x"} for value in (7, 1234567890123456789012, True, None, ["a"])))
    assert [article.guid for article in feed.articles] == ["7", "1234567890123456789012", "", "", ""]


def test_the_article_without_an_address_of_its_own_is_at_the_one_it_points_to() -> None:
    feed = items({"title": "x", "external_url": "https://elsewhere.example/"})
    assert feed.articles[0].url == "https://elsewhere.example/"


def test_relative_addresses_are_joined_with_the_feeds() -> None:
    article = items(
        {"title": "x", "url": "/1", "attachments": [{"url": "a.mp3", "mime_type": "AUDIO/MPEG"}]}
    ).articles[0]
    assert article.url == "https://json.example/1"
    assert [(file.url, file.type) for file in article.enclosures] == [
        ("https://json.example/a.mp3", "audio/mpeg")
    ]


def test_html_goes_before_text_and_text_before_the_summary() -> None:
    both = {"content_html": "<p>Html</p>", "content_text": "Text", "summary": "Summary"}
    first = items(both).articles[0]
    assert (first.source, first.source_type, first.deck) == ("<p>Html</p>", "html", "Summary")
    second = items({**both, "content_html": " "}).articles[0]
    assert (second.source, second.source_type) == ("Text", "text")
    third = items({"summary": "Summary"}).articles[0]
    assert (third.source, third.source_type, third.deck) == ("Summary", "text", "")


def test_a_title_is_text_and_what_looks_like_markup_in_it_is_shown() -> None:
    assert items({"title": "The <b> element &amp; I"}).articles[0].headline == "The <b> element &amp; I"


def test_of_too_many_items_the_newest_are_kept() -> None:
    dated = [
        {"id": str(n), "title": str(n), "date_published": f"2024-01-01T00:{n // 60:02}:{n % 60:02}Z"}
        for n in range(1_100)
    ]
    feed = items(*dated)
    assert [feed.articles[0].guid, feed.articles[-1].guid] == ["100", "1099"]
    feed = items(*reversed(dated))
    assert [feed.articles[0].guid, feed.articles[-1].guid] == ["1099", "100"]
    assert feed.problems == ("The feed holds 1100 articles; the newest 1000 were kept.",)


def test_the_next_page_and_hubs_are_never_looked_at() -> None:
    feed = parsed(
        {
            "version": VERSION,
            "next_url": "https://evil.example/",
            "hubs": [{"type": "x", "url": "y"}],
            "items": [],
        }
    )
    assert feed == ParsedFeed(format="JSON Feed 1.1")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
HEAD_KEYS = ["version", "title", "home_page_url", "description", "language", "authors"]
KEYS = [
    "id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image",
    "date_published", "date_modified", "authors", "author", "tags", "language", "attachments",
]  # fmt: skip
VALUES = JUNK | st.sampled_from(["https://a.example/x", "2024-10-12T08:30:00Z", "<p>Hi"])
ITEM = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(HEAD_KEYS), JUNK, max_size=5), st.lists(ITEM | JUNK, max_size=4))
def test_values_of_any_shape_give_a_feed_or_an_error(head: dict[str, Any], entries: list[Any]) -> None:
    document = json.dumps({**head, "items": entries})
    try:
        feed = parsed(document)
    except SourceError:
        return
    assert len(feed.articles) <= len(entries)
    for article in feed.articles:
        assert article.headline
        assert "\n" not in article.headline
        (article.source + article.url + article.byline + article.guid).encode("utf-8")
