"""How one field of a feed becomes one field of an article."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.feeds.fields import (
    MAX_SOURCE,
    Text,
    deck_of,
    labels,
    language_tag,
    made_headline,
    people,
    person,
    plain_title,
    rss_text,
    sane_instant,
    source_of,
    web_url,
)
from newsreader.models import SourceType

BASE = "https://courier.example/news/feed.xml"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("HTTP://a.example/x", "http://a.example/x"),
        ("//a.example/x", "https://a.example/x"),
        ("x.html", "https://courier.example/news/x.html"),
        ("?page=2", "https://courier.example/news/feed.xml?page=2"),
        ("https://a.example/a b", "https://a.example/a%20b"),
        ("https://a.example/a\u3000b", "https://a.example/a%E3%80%80b"),
        ("https://a.example/a\nb", "https://a.example/ab"),
        ("https://a.example/\u202egpj", "https://a.example/gpj"),
        ("https://a.example/zürich", "https://a.example/zürich"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("ftp://a.example/x", ""),
        ("https://", ""),
        ("https://a.example:port/", ""),
        ("https://[::1/", ""),
        ("", ""),
        ("https://a.example/" + "x" * 5_000, ""),
    ],
)
def test_only_web_addresses_are_addresses(href: str, url: str) -> None:
    assert web_url(href, BASE) == url


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.sampled_from([BASE, "", "https://[x", "file:///x"]))
def test_any_text_is_an_address_or_none(href: str, base: str) -> None:
    url = web_url(href, base)
    assert url == "" or url.startswith(("http://", "https://"))
    assert not set(url) & set("\n\t \x1b")


@pytest.mark.parametrize(
    ("value", "kind", "title"),
    [
        ("Fish & Chips", None, "Fish & Chips"),
        ("Fish &amp; Chips", None, "Fish & Chips"),
        ("Fish &amp; Chips", "text", "Fish &amp; Chips"),
        ("<b>Fish</b> &amp; Chips", "html", "Fish & Chips"),
        ("<b>Fish</b> &amp; Chips", "text", "<b>Fish</b> &amp; Chips"),
        ("Rock<br>&amp; roll", None, "Rock & roll"),
        ("Use of <b> in headlines", None, "Use of <b> in headlines"),
        ("vector<int> explained", None, "vector<int> explained"),
        ("x &lt; y", "html", "x < y"),
        ("&amp;lt;i&amp;gt;Tea&amp;lt;/i&amp;gt;", None, "Tea"),
        ("AT&T &copy 2024", None, "AT&T &copy 2024"),
        ("&#8220;So&#8221;", None, "“So”"),
        ("<script>x()</script>News", "html", "News"),
        ("  two \n lines ", "text", "two lines"),
    ],
)
def test_a_title_is_one_line_of_text(value: str, kind: SourceType | None, title: str) -> None:
    assert plain_title(value, kind) == title


@settings(max_examples=100, deadline=None)
@given(st.text("<>/&;#abp \x1bé8x\n", max_size=80), st.sampled_from([None, "text", "html"]))
def test_any_title_is_one_clean_line(value: str, kind: SourceType | None) -> None:
    title = plain_title(value, kind)
    assert not set(title) & {"\n", "\x1b"}
    assert title == title.strip()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Two\n\nparagraphs", ("Two\n\nparagraphs", "text")),
        ("R&amp;D &lt; 5", ("R&D < 5", "text")),
        ("<p>Html</p>", ("<p>Html</p>", "html")),
        ("Line<br>break", ("Line<br>break", "html")),
        ("&lt;p&gt;Twice&lt;/p&gt;", ("&lt;p&gt;Twice&lt;/p&gt;", "html")),
        ("a <b or c> d", ("a <b or c> d", "html")),
        ("1 < 2 > 0", ("1 < 2 > 0", "text")),
        ("List<String>", ("List<String>", "text")),
    ],
)
def test_a_description_of_rss_is_html_where_it_holds_a_tag(value: str, expected: tuple[str, str]) -> None:
    assert rss_text(value) == expected


@pytest.mark.parametrize(
    ("source", "kind", "headline"),
    [
        ("The fog lifted at noon. Then it came back.", "text", "The fog lifted at noon."),
        ("<h2>Fog</h2><p>It came.</p>", "html", "Fog"),
        ("<p>***</p><p>Now it begins</p>", "html", "Now it begins"),
        ("He said: “No.” And he left.", "text", "He said: “No.”"),
        ("A. B. went home.", "text", "A. B. went home."),
        ("", "html", "courier.example/2024/fog"),
        ("<img src='x'>", "html", "courier.example/2024/fog"),
    ],
)
def test_a_headline_is_made_of_what_is_there(source: str, kind: SourceType, headline: str) -> None:
    assert made_headline(Text(source, kind), "https://courier.example/2024/fog/") == headline


def test_a_made_headline_is_cut_at_a_word() -> None:
    headline = made_headline(Text("The fog over the harbour " * 20, "text"))
    assert headline.endswith("…")
    assert len(headline) <= 101
    assert headline[:-1].split()[-1] in {"The", "fog", "over", "the", "harbour"}
    assert made_headline(Text("", "html")) == "Untitled"


BODY = Text(
    "<p>The road is open for eleven weeks, and somebody always drives too fast.</p><p>More.</p>", "html"
)


@pytest.mark.parametrize(
    ("summary", "deck"),
    [
        ("A winter in the hut", "A winter in the hut"),
        (
            "A winter in the hut. The post The Ice Road appeared first on The Sund Courier.",
            "A winter in the hut.",
        ),
        ("A winter in the hut. Read more →", "A winter in the hut."),
        ("Continue reading The Ice Road", ""),
        ("The road is open for eleven weeks, and somebody always drives too fast.", ""),
        ("The road is open for eleven weeks, and some…", ""),
        ("The road is open for eleven weeks, and somebody […]", ""),
        ("THE ROAD is open", ""),
        ("The ice road", ""),
        ("", ""),
        ("…", ""),
    ],
)
def test_a_deck_says_what_neither_headline_nor_lede_say(summary: str, deck: str) -> None:
    assert deck_of(summary, BODY, "The Ice Road") == deck


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("Ada Vell", "Ada Vell"),
        ("By Ada Vell", "Ada Vell"),
        ("by: BY Ada Vell", "Ada Vell"),
        ("Byron Osk", "Byron Osk"),
        ("ada@courier.example (Ada Vell)", "Ada Vell"),
        ("Ada Vell <ada@courier.example>", "Ada Vell"),
        ("mailto:ada@courier.example", "ada@courier.example"),
        ("noreply@courier.example", ""),
        ("admin", ""),
        ("Unknown", ""),
        ("&quot;Ada&quot; Vell", '"Ada" Vell'),
        ("<b>Ada</b>\nVell", "Ada Vell"),
        ("", ""),
    ],
)
def test_an_author_field_names_a_person_a_desk_or_nobody(field: str, name: str) -> None:
    assert person(field) == name


def test_several_authors_are_divided_only_where_each_part_is_a_name() -> None:
    assert people(["Ada Vell & Tom Orr"]) == (("Ada Vell", "Tom Orr"), "Ada Vell & Tom Orr")
    assert people(["Ada Vell und Tom Orr"]) == (("Ada Vell", "Tom Orr"), "Ada Vell und Tom Orr")
    assert people(["Ada Vell, Staff Writer"]) == (("Ada Vell",), "Ada Vell, Staff Writer")
    assert people(["Ada Vell in Sund"]) == (("Ada Vell",), "Ada Vell in Sund")
    assert people(["News and Features Desk"])[0] == ("News and Features Desk",)
    assert people(["Vell, Ada"])[0] == ("Vell, Ada",)
    assert people(["A", "B", "C"]) == (("A", "B", "C"), "A, B and C")
    assert people(["Ada Vell", "", "Ada Vell"]) == (("Ada Vell",), "Ada Vell")
    assert people([]) == ((), "")


def test_labels_are_each_there_once() -> None:
    assert labels(["Sea", "sea", "", " ", "Sea &amp; Air", "<i>Fish</i>"]) == ("Sea", "Sea & Air", "Fish")


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("en", "en"),
        ("EN-us", "en-US"),
        ("pt_br", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("english", ""),
        ("e", ""),
        ("", ""),
    ],
)
def test_a_language_tag_has_one_spelling(value: str, tag: str) -> None:
    assert language_tag(value) == tag


def test_placeholders_are_no_dates() -> None:
    assert sane_instant(1_728_714_600) == 1_728_714_600
    assert sane_instant(-1) == -1
    for nothing in (None, 0, -62_135_596_800, 253_402_300_799):
        assert sane_instant(nothing) is None


def test_a_source_is_kept_as_it_is_but_for_what_cannot_be_stored() -> None:
    assert source_of("<p>\x1b\u202e</p>", "html") == ("<p>\x1b\u202e</p>", False)
    assert source_of("a\x00b\ud800c", "text") == ("abc", False)


@settings(max_examples=30, deadline=None)
@given(st.text("a<>\n ", min_size=1, max_size=40), st.sampled_from(["html", "text", "markdown"]))
def test_a_cut_source_is_no_longer_than_allowed(piece: str, kind: SourceType) -> None:
    text, cut = source_of(piece * (MAX_SOURCE // len(piece) + 2), kind)
    assert len(text) <= MAX_SOURCE
    assert cut
