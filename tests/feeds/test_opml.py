"""Lists of feeds: OPML in and out, and newsboat's urls file in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.errors import ParseError
from newsreader.feeds.opml import parse_opml, parse_urls_file, write_opml
from newsreader.models import Feed, FoundFeed, Outline


def opml(body: str, head: str = "") -> Outline:
    return parse_opml(
        f'<?xml version="1.0"?><opml version="2.0"><head>{head}</head><body>{body}</body></opml>'.encode()
    )


# --- OPML in ------------------------------------------------------------------------------------------------


def test_nested_outlines_are_folders() -> None:
    outline = opml(
        """
        <outline text="News">
          <outline text="World">
            <outline type="rss" text="Ravna Wire" xmlUrl="https://wire.example/rss" htmlUrl="https://wire.example/"/>
          </outline>
          <outline text="The Sund Courier" xmlUrl="https://courier.example/rss"/>
        </outline>
        <outline text="Tides" xmlUrl="https://tides.example/rss"/>
        """,
        "<title>My feeds</title>",
    )
    assert outline.title == "My feeds"
    assert outline.feeds == (
        FoundFeed("https://wire.example/rss", "Ravna Wire", "News/World", site_url="https://wire.example/"),
        FoundFeed("https://courier.example/rss", "The Sund Courier", "News"),
        FoundFeed("https://tides.example/rss", "Tides"),
    )
    assert outline.left_out == ()


def test_a_slash_in_the_name_of_a_folder_makes_no_second_folder() -> None:
    outline = opml('<outline text="Arts/Life"><outline xmlUrl="https://a.example/rss"/></outline>')
    assert outline.feeds[0].folder == "Arts-Life"


def test_title_goes_before_text_and_entities_in_it_are_read() -> None:
    outline = opml('<outline text="short" title="Fish &amp;amp; Chips" xmlUrl="https://a.example/rss"/>')
    assert outline.feeds[0].title == "Fish & Chips"


def test_categories_are_tags() -> None:
    outline = opml('<outline text="a" category="/Sea/Fish, boats,/boats" xmlUrl="https://a.example/rss"/>')
    assert outline.feeds[0].tags == ("Sea/Fish", "boats")


def test_attribute_names_and_versions_are_taken_in_any_case() -> None:
    outline = parse_opml(
        b'<OPML version="1.0"><BODY><OUTLINE TEXT="a" XMLURL="https://a.example/rss"/></BODY></OPML>'
    )
    assert [feed.url for feed in outline.feeds] == ["https://a.example/rss"]


def test_a_feed_in_two_folders_is_one_feed_tagged_with_the_second() -> None:
    outline = opml(
        '<outline text="News"><outline text="a" xmlUrl="https://a.example/rss"/></outline>'
        '<outline text="Best"><outline text="A" xmlUrl="https://a.example/rss" htmlUrl="https://a.example/"/></outline>'
    )
    assert outline.feeds == (
        FoundFeed("https://a.example/rss", "a", "News", ("Best",), "https://a.example/"),
    )


def test_one_address_in_two_spellings_is_one_feed() -> None:
    outline = opml('<outline xmlUrl="HTTPS://A.example:443/rss"/><outline xmlUrl="https://a.example/rss"/>')
    assert [feed.url for feed in outline.feeds] == ["https://a.example/rss"]


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("feed://a.example/rss", "http://a.example/rss"),
        ("feed:https://a.example/rss", "https://a.example/rss"),
        (" https://a.example/rss ", "https://a.example/rss"),
    ],
)
def test_a_browsers_scheme_for_feeds_is_understood(address: str, url: str) -> None:
    assert [feed.url for feed in opml(f'<outline text="a" xmlUrl="{address}"/>').feeds] == [url]


@pytest.mark.parametrize(
    ("outline", "sentence"),
    [
        ('xmlUrl="exec:curl evil.example"', "runs a program, which newsreader does not do."),
        ('xmlUrl="|rm -rf ~"', "runs a program, which newsreader does not do."),
        ('xmlUrl="filter:sh:https://a.example/"', "runs a program, which newsreader does not do."),
        ('xmlUrl="query:All:unread"', "is a saved search and no feed."),
        ('xmlUrl="file:///etc/passwd"', "is a file of this machine; add it by its path."),
        ('xmlUrl="gopher://a.example/"', "has no http or https address."),
        ('xmlUrl="javascript:alert(1)"', "has no http or https address."),
        ('xmlUrl="https://a.example:99999/"', "has an address that cannot be asked."),
        ('type="include" url="https://a.example/o.opml"', "points to another list, which is not fetched."),
        ('htmlUrl="https://a.example/"', "names a site but no feed; add https://a.example/ to look for one."),
    ],
)
def test_what_cannot_be_taken_over_is_named_in_a_sentence(outline: str, sentence: str) -> None:
    read = opml(f'<outline text="X" {outline}/><outline text="a" xmlUrl="https://a.example/rss"/>')
    assert read.left_out == (f"“X” {sentence}",)
    assert [feed.url for feed in read.feeds] == ["https://a.example/rss"]


def test_a_filter_program_is_left_out_and_its_feed_kept() -> None:
    read = opml('<outline text="a" filtercmd="sed s/a/b/" xmlUrl="https://a.example/rss"/>')
    assert [feed.url for feed in read.feeds] == ["https://a.example/rss"]
    assert read.left_out == ("The filter program of “a” is not run; the feed is taken as it is.",)


def test_bare_ampersands_and_undeclared_entities_do_no_harm() -> None:
    read = opml('<outline text="Caf&eacute; & Bar" xmlUrl="https://a.example/?x=1&y=2"/>')
    assert read.feeds == (FoundFeed("https://a.example/?x=1&y=2", "Café & Bar"),)


def test_a_list_that_breaks_off_keeps_what_came_before() -> None:
    read = parse_opml(b'<opml>\n<body>\n<outline text="a" xmlUrl="https://a.example/rss"/>\n<outline te')
    assert [feed.url for feed in read.feeds] == ["https://a.example/rss"]
    assert read.left_out == ("The list is damaged at line 4; what follows could not be read.",)


@pytest.mark.parametrize("data", [b"", b"<opml", b"<rss/>", b"<opml><body></opml>", b"no list"])
def test_what_is_no_opml_is_an_error(data: bytes) -> None:
    with pytest.raises(ParseError):
        parse_opml(data)


def test_an_empty_list_is_a_list() -> None:
    assert opml("") == Outline()


def test_encodings_are_read_as_declared() -> None:
    text = '<?xml version="1.0" encoding="iso-8859-2"?><opml><body><outline text="Żółw" xmlUrl="https://a.example/"/></body></opml>'
    assert parse_opml(text.encode("iso-8859-2")).feeds[0].title == "Żółw"
    text = text.replace("iso-8859-2", "utf-16")
    assert parse_opml(text.encode("utf-16")).feeds[0].title == "Żółw"


def test_entities_that_feed_on_each_other_are_refused() -> None:
    bomb = (
        '<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>'
        '<opml><body><outline text="&c;"/></body></opml>'
    )
    with pytest.raises(ParseError, match="entities of its own"):
        parse_opml(bomb.encode())


def test_an_external_entity_is_empty() -> None:
    sly = (
        '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        '<opml><body><outline text="a&x;b" xmlUrl="https://a.example/"/></body></opml>'
    )
    assert parse_opml(sly.encode()).feeds[0].title == "ab"


def test_depth_and_length_have_ends() -> None:
    deep = "<outline text='d'>" * 5_000 + '<outline xmlUrl="https://a.example/"/>' + "</outline>" * 5_000
    assert opml(deep).feeds[0].folder == "/".join(["d"] * 12)
    long = opml("".join(f'<outline text="x{n}" xmlUrl="https://a.example/{n}"/>' for n in range(20_500)))
    assert len(long.feeds) == 20_000
    assert len(long.left_out) == 201
    assert long.left_out[-1] == "300 further entries are left out."


# --- OPML out -----------------------------------------------------------------------------------------------


def feed(number: int, url: str, title: str, folder: str = "", tags: tuple[str, ...] = ()) -> Feed:
    return Feed(number, url, title, folder=folder, tags=tags)


def test_a_written_list_reads_back_the_same() -> None:
    feeds = [
        feed(1, "https://a.example/?x=1&y=2", 'Fish & "Chips" <b>', "News/World", ("sea", "fish")),
        feed(2, "https://b.example/", "Ravna Wire", "News"),
        feed(3, "https://c.example/", "Żółw"),
    ]
    outline = parse_opml(write_opml(feeds, "Mine & <yours>").encode())
    assert outline.title == "Mine & <yours>"
    assert sorted(outline.feeds, key=lambda found: found.url) == [
        FoundFeed("https://a.example/?x=1&y=2", 'Fish & "Chips" <b>', "News/World", ("sea", "fish")),
        FoundFeed("https://b.example/", "Ravna Wire", "News"),
        FoundFeed("https://c.example/", "Żółw"),
    ]


@pytest.mark.parametrize("address", ["file:///home/ada/articles", "stdin:", "stdin:Notes"])
def test_what_only_this_machine_has_is_not_written(address: str) -> None:
    assert parse_opml(write_opml([feed(1, address, "Mine")]).encode()) == Outline(title="newsreader feeds")


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp"]), max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, st.text("abc &<>'\"é", max_size=8)), max_size=5))
def test_any_names_come_back_from_a_written_list(names: list[tuple[str, str]]) -> None:
    feeds = [
        feed(n, f"https://a.example/{n}", title, folder.strip()) for n, (title, folder) in enumerate(names)
    ]
    read = {found.url: found for found in parse_opml(write_opml(feeds).encode("utf-8")).feeds}
    assert read.keys() == {one.url for one in feeds}


# --- newsboat's urls file -----------------------------------------------------------------------------------


def test_lines_are_addresses_with_tags_and_titles() -> None:
    outline = parse_urls_file(
        """# my feeds
https://courier.example/rss news "long reads" "~The \\"Courier\\""
https://wire.example/rss#latest "!"   # hidden
https://tides.example/rss !sea

"https://quoted.example/rss" tag
"""
    )
    assert outline.feeds == (
        FoundFeed("https://courier.example/rss", 'The "Courier"', tags=("news", "long reads")),
        FoundFeed("https://wire.example/rss", hidden=True),
        FoundFeed("https://tides.example/rss", tags=("sea",), hidden=True),
        FoundFeed("https://quoted.example/rss", tags=("tag",)),
    )
    assert outline.left_out == ()


def test_programs_searches_and_files_are_left_out_one_sentence_each() -> None:
    outline = parse_urls_file(
        'exec:~/bin/weather "~Weather"\n'
        "filter:~/bin/sift:https://a.example/rss\n"
        '"query:Unread:unread = \\"yes\\"" all\n'
        "file:///home/ada/feed.xml\n"
        "no address at all\n"
        "https://a.example/rss\n"
    )
    assert [found.url for found in outline.feeds] == ["https://a.example/rss"]
    assert outline.left_out == (
        "Line 1: “Weather” runs a program, which newsreader does not do.",
        "Line 2: “filter:~/bin/sift:https://a.example/rss” runs a program, which newsreader does not do.",
        "Line 3: “Unread” is a saved search and no feed.",
        "Line 4: “file:///home/ada/feed.xml” is a file of this machine; add it by its path.",
        "Line 5: “no” has no http or https address.",
    )


def test_an_address_listed_twice_is_one_feed() -> None:
    assert len(parse_urls_file("https://a.example/rss one\nhttps://a.example/rss two\n").feeds) == 1


def test_a_file_without_a_line_is_no_list() -> None:
    with pytest.raises(ParseError):
        parse_urls_file("# only a comment\n\n")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_a_list_or_no_list(text: str) -> None:
    try:
        outline = parse_urls_file(text)
    except ParseError:
        return
    assert all(found.url.startswith(("http://", "https://")) for found in outline.feeds)


@settings(max_examples=60, deadline=None)
@given(st.text("<>/\"'= &;#outlinexmurtbdyp[]!-A\n", max_size=300))
def test_any_markup_is_a_list_or_an_error(text: str) -> None:
    for document in (text, "<opml>" + text, f"<opml><body>{text}</body></opml>"):
        try:
            parse_opml(document.encode())
        except ParseError:
            continue


def test_only_a_newline_ends_a_line_of_a_urls_file() -> None:
    """A title with another separator in it is one title, and smuggles in no feed of its own."""
    title = "One\u2028https://evil.example/feed\u2029two\x85three\x0bfour\x1cfive"
    found = parse_urls_file(f'https://a.example/feed "~{title}"\r\nhttps://b.example/feed\n')
    assert [feed.url for feed in found.feeds] == ["https://a.example/feed", "https://b.example/feed"]
    assert found.feeds[0].title.startswith("One https://evil.example/feed two")
    assert found.left_out == ()
