"""Reading only what is new gives what reading everything would have given, without what was seen."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.errors import ParseError
from newsreader.feeds.cutting import Odd, find_items
from newsreader.feeds.parse import parse_document, parse_unseen
from newsreader.feeds.partial import PartialFeed
from newsreader.models import Fetched, ParsedFeed
from tests.feeds.quirks import Around, Item, document, items, surroundings

URL = "https://paper.example/feed"
PAIRS = Path(__file__).parent.parent / "data" / "feeds"
DOCUMENTS = sorted(path for path in PAIRS.iterdir() if path.suffix in (".xml", ".jsonfeed"))


def partly(fetched: Fetched, *seen: bytes) -> PartialFeed:
    partial = parse_unseen(fetched, frozenset(seen))
    assert isinstance(partial, PartialFeed)
    return partial


def check(fetched: Fetched, choose: random.Random) -> None:
    """Leave out some items of a document, and compare with reading it all."""
    try:
        feed = parse_document(fetched, want="feed")
    except ParseError as error:
        with pytest.raises(ParseError, match=re.escape(str(error))):
            parse_unseen(fetched, frozenset())
        return
    assert isinstance(feed, ParsedFeed)
    whole = partly(fetched)
    assert whole.feed == feed
    assert whole.known == ()
    if not whole.frame:
        assert not whole.stamps
        return
    stamps = [stamp for stamp in whole.stamps if stamp]
    for some in (stamps, choose.sample(stamps, choose.randint(0, len(stamps)))):
        part = partly(fetched, whole.frame, *some)
        left = [
            (article, stamp)
            for article, stamp in zip(feed.articles, whole.stamps, strict=True)
            if stamp not in part.known
        ]
        assert set(part.known) <= set(some)
        assert list(zip(part.feed.articles, part.stamps, strict=True)) == left
        assert replace(part.feed, articles=()) == replace(feed, articles=())
        assert part.frame == whole.frame


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_leaving_out_articles_changes_no_other(path: Path) -> None:
    charset = json.loads(path.with_suffix(".json").read_text("utf-8")).get("charset", "")
    for seed in range(4):
        check(Fetched(URL, path.read_bytes(), charset=charset), random.Random(seed))


@settings(max_examples=100, deadline=None)
@given(surroundings(), st.lists(items(), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_leaving_out_articles_changes_no_other_whatever_the_feed(
    around: Around, held: list[Item], choose: random.Random
) -> None:
    check(Fetched(URL, document(around, held)), choose)


# --- what is left out -----------------------------------------------------------------------------------

RSS = "<rss version='2.0'><channel>{above}<title>Paper</title>{items}{below}</channel></rss>"


def item(number: int, text: str = "Text.", more: str = "") -> str:
    link = f"https://paper.example/{number}"
    inside = (
        f"<guid>{link}</guid><link>{link}</link><title>No. {number}</title><description>{text}</description>"
    )
    return f"<item>{inside}{more}</item>"


def feed_of(*held: str, above: str = "", below: str = "") -> Fetched:
    return Fetched(URL, RSS.format(above=above, items="\n".join(held), below=below).encode())


def remembered(fetched: Fetched) -> tuple[bytes, ...]:
    whole = partly(fetched)
    return (whole.frame, *whole.stamps)


def headlines(partial: PartialFeed) -> list[str]:
    return [article.headline for article in partial.feed.articles]


def test_of_a_feed_with_one_new_item_only_that_is_read() -> None:
    before = feed_of(item(2), item(1))
    part = partly(feed_of(item(3), item(2), item(1)), *remembered(before))
    assert headlines(part) == ["No. 3"]
    assert sorted(part.known) == sorted(remembered(before)[1:])


def test_an_edited_item_is_read_again() -> None:
    before = feed_of(item(2), item(1))
    assert headlines(partly(feed_of(item(2, "Other."), item(1)), *remembered(before))) == ["No. 2"]


def test_the_order_of_the_items_and_the_date_of_the_feed_make_no_difference() -> None:
    before = feed_of(item(2), item(1), above="<lastBuildDate>Sat, 12 Oct 2024 10:00:00 GMT</lastBuildDate>")
    later = feed_of(item(1), item(2), above="<lastBuildDate>Sun, 13 Oct 2024 10:00:00 GMT</lastBuildDate>")
    part = partly(later, *remembered(before))
    assert headlines(part) == []
    assert len(part.known) == 2


@pytest.mark.parametrize(
    "above",
    [
        "<language>de</language>",
        "<link>https://elsewhere.example/</link>",
        "<dc:publisher xmlns:dc='http://purl.org/dc/elements/1.1/'>House</dc:publisher>",
        "<title>Another title</title>",
    ],
)
def test_where_the_feed_says_something_new_of_all_its_articles_all_are_read(above: str) -> None:
    before = feed_of(item(2), item(1))
    assert headlines(partly(feed_of(item(2), item(1), above=above), *remembered(before))) == [
        "No. 2",
        "No. 1",
    ]


def test_at_another_address_all_are_read() -> None:
    before = feed_of(item(2), item(1))
    moved = replace(before, final_url="https://elsewhere.example/feed")
    assert len(partly(moved, *remembered(before)).feed.articles) == 2


def test_a_new_item_with_an_id_of_one_seen_has_all_read() -> None:
    before = feed_of(item(2), item(1))
    double = item(1, "A correction.").replace("No. 1", "Correction")
    later = feed_of(double, item(2), item(1))
    part = partly(later, *remembered(before))
    assert part == partly(later)
    assert headlines(part) == ["Correction", "No. 2"]


def test_broken_and_overlong_items_are_read_each_time_so_that_they_are_told_of_each_time() -> None:
    long = item(2, "word " * 50_000)
    fetched = feed_of(item(3), long, "<item><x/></item>", item(1))
    part = partly(fetched, *remembered(fetched))
    assert len(part.known) == 2
    assert part.feed.problems == partly(fetched).feed.problems
    assert len(part.feed.problems) == 2


def test_the_newest_thousand_are_kept_whichever_end_they_are_at() -> None:
    dated = [
        item(n, more=f"<pubDate>2024-10-12T{n // 60:02}:{n % 60:02}:00Z</pubDate>") for n in range(1_010)
    ]
    for held, newest in ((dated, "No. 1009"), (dated[::-1], "No. 1009")):
        fetched = feed_of(*held)
        whole = partly(fetched)
        assert len(whole.feed.articles) == 1_000
        assert newest in headlines(whole)
        assert "No. 9" not in headlines(whole)
        part = partly(fetched, whole.frame, *whole.stamps[10:])
        assert part.feed.articles == whole.feed.articles[:10]
        assert (
            part.feed.problems
            == whole.feed.problems
            == ("The feed holds 1010 articles; the newest 1000 were kept.",)
        )


def test_a_json_feed_is_read_in_part_too() -> None:
    def json_feed(*numbers: int) -> Fetched:
        listed = [
            {"id": n, "url": f"https://paper.example/{n}", "content_text": f"Text {n}."} for n in numbers
        ]
        return Fetched(
            URL, json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": listed}).encode()
        )

    part = partly(json_feed(3, 2, 1), *remembered(json_feed(2, 1)))
    assert [article.guid for article in part.feed.articles] == ["3"]


# --- what makes a document odd --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<rss>",
        "<rss><channel/></rss>",
        "<rss><channel><item>&nbsp;</item></channel></rss>",
        "<!DOCTYPE rss><rss><channel><item>x</item></channel></rss>",
        "<rss><channel><item/></channel></rss>",
        "<rss><channel><item>x<item>y</item></item></channel></rss>",
        "<rss><channel><item>x</item><title/><item>y</item></channel></rss>",
        "<rss><channel><item>x</item></channel><channel><item>y</item></channel></rss>",
        "<rss><channel><item><p:x xmlns:p='urn:p'/></item></channel></rss>",
        "<rss><channel><item xmlns:p='urn:p'>x</item></channel></rss>",
        "<rss><channel><item><link xml:base='/x'/></item></channel></rss>",
        "<item>x</item>",
    ],
)
def test_what_is_out_of_the_ordinary_is_read_as_a_whole(text: str) -> None:
    with pytest.raises(Odd):
        find_items(text, URL)
    fetched = Fetched(URL, text.encode())
    try:
        parse_document(fetched, want="feed")
    except ParseError:
        return
    assert partly(fetched).frame == b""


def test_places_are_those_of_the_items_bytes() -> None:
    text = "<rss a='>'><channel>ö<item a='&gt;'>ü<![CDATA[</item>]]></item >\n<item>2</item></channel></rss>"
    layout = find_items(text, URL)
    assert [layout.data[start:end].decode() for start, end, _ in layout.items] == [
        "<item a='&gt;'>ü<![CDATA[</item>]]></item >",
        "<item>2</item>",
    ]
