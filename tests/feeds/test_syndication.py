"""RSS, RDF and Atom beyond the golden pairs: limits, damage, attacks, and how feedparser is held."""

from __future__ import annotations

import io
import time
from typing import Any

import feedparser
import pytest

from newsreader.errors import ParseError
from newsreader.feeds import fields
from newsreader.feeds.syndication import _read, parse_syndication
from newsreader.feeds.xmlprep import open_xml
from newsreader.models import Fetched, ParsedFeed

URL = "https://courier.example/rss"


NAMES = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'


def rss(items: str, channel: str = "") -> str:
    head = f'<rss version="2.0" {NAMES}><channel><title>The Sund Courier</title>'
    return head + channel + items + "</channel></rss>"


def item(inner: str, title: str = "a") -> str:
    return f"<item><title>{title}</title>{inner}</item>"


def parsed(document: str | bytes, url: str = URL) -> ParsedFeed:
    data = document if isinstance(document, bytes) else document.encode("utf-8", "surrogatepass")
    return parse_syndication(Fetched(url, data))


# --- what is no feed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("<urlset><url/></urlset>", "This is XML but no feed: it holds <urlset>."),
        ("<svg xmlns='http://www.w3.org/2000/svg'><title>x</title></svg>", "This is XML but no feed"),
        (
            "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:f='http://xmlns.com/foaf/0.1/'>"
            "<f:Person><f:name>Ada</f:name></f:Person></r:RDF>",
            "This is RDF but no feed.",
        ),
        ("<rss><channel><title>Cut", "breaks off before its first whole article"),
        ("<rss><channel></rss></channel>", "damaged or breaks off"),
        ("<!-- nothing else -->", "before its first element"),
        ("<!DOCTYPE rss [", "before its first element"),
        ("/etc/passwd", "before its first element"),
        ("https://courier.example/rss", "before its first element"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(document: str, sentence: str) -> None:
    with pytest.raises(ParseError, match=sentence):
        parsed(document)


# --- limits -------------------------------------------------------------------------------------------------


def day(minute: int) -> str:
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(1_700_000_000 + minute * 60))


def many(numbers: range) -> str:
    link = "https://courier.example"
    return rss(
        "".join(item(f"<link>{link}/{n}</link><pubDate>{day(n)}</pubDate>", f"Story {n}") for n in numbers)
    )


def test_of_too_many_articles_the_first_are_kept_for_feeds_run_from_new_to_old() -> None:
    feed = parsed(many(range(1_200, 0, -1)))
    assert len(feed.articles) == 1_000
    assert feed.articles[0].headline == "Story 1200"
    assert feed.problems == ("The feed holds 1200 articles; the newest 1000 were kept.",)


def test_of_too_many_articles_from_old_to_new_the_last_are_kept() -> None:
    feed = parsed(many(range(1, 1_201)))
    assert [feed.articles[0].headline, feed.articles[-1].headline] == ["Story 201", "Story 1200"]


def test_a_long_title_is_cut_at_five_hundred_characters() -> None:
    title = parsed(rss(f"<item><title>{'fog ' * 300}</title></item>")).articles[0].headline
    assert len(title) <= 500
    assert title.endswith("…")


def test_a_long_text_is_cut_outside_a_tag_and_that_is_said() -> None:
    text = "&lt;p class='a'&gt;Fog.&lt;/p&gt;" * 20_000
    feed = parsed(rss(f"<item><title>Long</title><description>{text}</description></item>"))
    source = feed.articles[0].source
    assert 199_000 < len(source) <= 200_000
    assert source.rfind(">") > source.rfind("<")
    assert feed.problems == ("One article was longer than is kept and was cut.",)


def test_pictures_written_into_the_text_go_before_words_do() -> None:
    picture = '&lt;img src="data:image/png;base64,' + "A" * 300_000 + '"&gt;'
    text = f"&lt;p&gt;First.&lt;/p&gt;{picture}&lt;p&gt;Last.&lt;/p&gt;"
    feed = parsed(rss(item(f"<description>{text}</description>")))
    assert feed.articles[0].source == '<p>First.</p><img src=""><p>Last.</p>'
    assert feed.problems == ()


def test_an_overlong_id_stays_an_id() -> None:
    one, two = parsed(
        rss("".join(f"<item><title>{n}</title><guid>{'x' * 5_000}{n}</guid></item>" for n in "ab"))
    ).articles
    assert one.guid != two.guid
    assert one.guid.startswith("sha256:")


def test_a_feed_asks_to_be_left_alone_for_no_less_than_five_minutes_and_no_more_than_a_day() -> None:
    for minutes, seconds in (("1", 300), ("60", 3_600), ("100000", 86_400), ("0", None), ("soon", None)):
        assert parsed(rss("", f"<ttl>{minutes}</ttl>")).ttl == seconds


# --- damage -------------------------------------------------------------------------------------------------


def test_one_bad_entry_costs_one_entry() -> None:
    # feedparser's handler for an input box stumbles inside an item.
    bad = "<item><title>Bad</title><textInput><title>x</title><name>y</name></textInput></item>"
    feed = parsed(rss(f"<item><title>Before</title></item>{bad}<item><title>After</title></item>"))
    assert [article.headline for article in feed.articles] == ["Before", "After"]
    assert feed.problems == ("One article could not be read and was left out.",)


def test_when_all_entries_are_bad_it_is_an_error() -> None:
    with pytest.raises(ParseError, match="none of them can be read"):
        parsed(rss("<item><textInput><title>x</title><name>y</name></textInput></item><item/>"))


def test_elements_that_bear_the_names_of_feedparsers_own_lists_do_no_harm() -> None:
    odd = "".join(
        f"<{name}>x</{name}>" for name in ("links", "authors", "tags", "contributors", "summary_detail")
    )
    feed = parsed(rss(f"<item>{odd}<title>Fog</title><link>https://courier.example/1</link></item>"))
    assert feed.articles[0].url == "https://courier.example/1"
    assert feed.problems == ()


def test_modules_with_nothing_for_a_reader_cannot_spoil_an_entry() -> None:
    places = "<g:pos xmlns:g='http://www.opengis.net/gml'>nowhere</g:pos>"
    feed = parsed(rss(item(places, "Fog")))
    assert [article.headline for article in feed.articles] == ["Fog"]
    assert feed.problems == ()


def test_a_damaged_document_that_would_take_too_long_to_mend_is_refused() -> None:
    with pytest.raises(ParseError, match="too long to be mended"):
        parsed(rss(item("</b>" + "<x/>" * 600_000)))


def test_a_document_cut_anywhere_gives_its_whole_articles_or_an_error() -> None:
    document = many(range(3, 0, -1)).encode()
    for end in range(0, len(document), 7):
        try:
            feed = parsed(document[:end])
        except ParseError:
            continue
        assert 1 <= len(feed.articles) <= 3
        assert all(article.published and article.url for article in feed.articles)


def test_a_local_feed_file_takes_its_relative_links_from_its_site() -> None:
    channel = "<link>https://courier.example/news/</link>"
    feed = parsed(
        rss("<item><title>Fog</title><link>fog.html</link></item>", channel), "file:///home/ada/rss.xml"
    )
    assert feed.articles[0].url == "https://courier.example/news/fog.html"
    assert feed.articles[0].base_url == "https://courier.example/news/fog.html"


# --- attacks ------------------------------------------------------------------------------------------------


def with_entities(entities: str, title: str) -> str:
    return f"<!DOCTYPE rss [{entities}]>" + rss(item("", title))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "billion laughs": with_entities('<!ENTITY l0 "ha">' + LAUGHS, "&l9;"),
    "quadratic": with_entities(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 50_000),
    "many small": with_entities(f'<!ENTITY a "{"a" * 400}">', "&a;" * 50_000),
    "parameter": with_entities('<!ENTITY % p SYSTEM "http://evil.example/x.dtd">%p;', "x"),
    "crowd": with_entities("".join(f'<!ENTITY e{n} "x">' for n in range(400)), "x"),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_entity_bombs_are_refused_before_they_go_off(bomb: str) -> None:
    start = time.process_time()
    with pytest.raises(ParseError, match="entities"):
        parsed(bomb)
    assert time.process_time() - start < 5  # far off either way: milliseconds, or for ever


def test_external_entities_give_nothing() -> None:
    sly = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y PUBLIC "a" "https://evil.example/">]>'
    feed = parsed(sly + rss("<item><title>a&x;b&y;c</title><description>&x;d</description></item>"))
    assert (feed.articles[0].headline, feed.articles[0].source) == ("abc", "d")


def nested(tag: str, depth: int, attributes: str = "") -> str:
    return f"<{tag}{attributes}>" * depth + f"</{tag}>" * depth


HOSTILE = {
    "deep markup": item(f"<description>{nested('b', 30_000)}</description>"),
    "deep elements": item(nested("x", 30_000)),
    "deep bases": item(nested("x", 2_000, ' xml:base="a/"')),
    "long author": item(f"<author>{'a.' * 200_000}</author>"),
    "many categories": item("".join(f"<category>{n}</category>" for n in range(9_000))),
    "many links": item("<link>https://courier.example/</link>" * 5_000),
    "open comments": item("<description>&nbsp;</description>") + "<!-- " * 50_000,
    "open tags in a title": item("", "a " + "&lt;a " * 50_000),
    "open scripts": item(f"<description>{'&lt;script&gt;' * 50_000}</description>"),
    "many namespaces": item("".join(f'<n{n}:x xmlns:n{n}="urn:{n}"/>' for n in range(9_000))),
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE.keys())
def test_depth_length_and_crowds_are_borne(document: str) -> None:
    feed = parsed(rss(document))
    assert feed.articles[0].headline.startswith("a")
    assert len(feed.articles[0].categories) <= fields.MAX_LISTED


@pytest.mark.parametrize("reference", ["&#xD800;", "&#0;", "&#x110000;", "&#99999999;", "&#xFFFE;"])
def test_references_to_no_character_end_nothing(reference: str) -> None:
    assert parsed(rss(f"<item><title>Fog {reference}!</title></item>")).articles[0].headline[:3] == "Fog"


def test_no_string_comes_out_that_a_terminal_obeys_or_a_database_refuses() -> None:
    dirt = "\x1b]52;c;x\x07\u202e\u200b&#x9d;\ud800\ufeff"
    fields_in = "".join(
        f"<{name}>{dirt}x</{name}>"
        for name in ("title", "author", "category", "guid", "description", "dc:publisher", "dc:language")
    )
    document = rss(
        f"<item>{fields_in}<link>https://courier.example/{dirt}</link></item>",
        f"<description>{dirt}</description>",
    )
    feed = parsed(document)
    article = feed.articles[0]
    lines = [feed.title, feed.description, article.guid, article.url, article.headline, article.byline]
    lines += [article.publisher, article.language, *article.authors, *article.categories]
    for line in lines:
        assert not {"\x1b", "\x07", "\x9d", "\u202e", "\u200b", "\n"} & set(line)
        line.encode("utf-8")
    article.source.encode("utf-8")


# --- how feedparser is held ---------------------------------------------------------------------------------

WITHOUT_OUR_WAYS = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="en" xml:base="/sub/">
  <title>The Sund Courier</title><subtitle>News</subtitle><link href="."/><id>urn:f</id>
  <entry xml:base="deep/"><title type="html">A &amp;amp; B</title><link href="1"/><link rel="enclosure" href="1.ogg" type="audio/ogg"/>
    <id>urn:1</id><published>2024-10-12T08:30:00Z</published><updated>2024-10-13T08:30:00Z</updated>
    <author><name>Ada Vell</name></author><dc:creator>Tom Orr</dc:creator><category term="a" label="A"/>
    <summary type="html">&lt;p&gt;Short.&lt;/p&gt;</summary><content type="html">&lt;p&gt;Long “é”.&lt;/p&gt;</content></entry>
  <entry xml:lang="de"><title>Zwei</title><id>urn:2</id><source><title>Woanders</title><id>urn:w</id></source><content>Text &lt;b&gt;</content></entry>
</feed>
"""  # noqa: E501


def test_our_way_of_driving_feedparser_gives_what_its_own_gives() -> None:
    """feedparser's classes are not a public face; this tells when a new version changes them."""
    theirs: Any = feedparser.parse(
        io.BytesIO(WITHOUT_OUR_WAYS.encode()),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/atom+xml", "content-location": URL},
    )
    ours, problem = _read(open_xml(WITHOUT_OUR_WAYS), URL)
    assert problem == ""
    assert ours.version == theirs.version
    assert len(ours.entries) == len(theirs.entries) == 2
    for mine, other in zip(ours.entries, theirs.entries, strict=True):
        for key in ("title", "link", "links", "id", "published", "updated", "tags", "authors", "summary"):
            assert dict.get(mine, key) == dict.get(other, key), key
        for key in ("content", "title_detail", "summary_detail"):
            seen = mine.get(key) or [] if key == "content" else [mine.get(key) or {}]
            wanted = other.get(key) or [] if key == "content" else [other.get(key) or {}]
            for one, two in zip(seen, wanted, strict=True):
                assert {name: one[name] for name in two} == dict(two)
    assert dict.get(ours.feeddata, "links") == dict.get(theirs.feed, "links")
