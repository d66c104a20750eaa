"""A web address is taken apart in one way only, and everything odd about it is refused in a clause."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.feeds.weburl import MAX_URL, BadURL, canonical_host, parse_url, shown_url


@pytest.mark.parametrize(
    ("typed", "one_spelling"),
    [
        ("HTTP://Example.COM", "http://example.com/"),
        ("  https://example.com/feed  ", "https://example.com/feed"),
        ("https://example.com:443/feed", "https://example.com/feed"),
        ("http://example.com:/feed", "http://example.com/feed"),
        ("http://example.com:8080?q=1", "http://example.com:8080/?q=1"),
        ("https://example.com./feed", "https://example.com/feed"),
        ("https://example.com/feed#top", "https://example.com/feed"),
        ("https://example.com/a b?c=d e", "https://example.com/a%20b?c=d%20e"),
        ("https://example.com/%7Efeed/é", "https://example.com/%7Efeed/%C3%A9"),
        ("https://example.com/@user.rss", "https://example.com/@user.rss"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://MÜNCHEN.example/", "https://xn--mnchen-3ya.example/"),
        ("https://例え。example/", "https://xn--r8jz45g.example/"),
        ("https://xn--mnchen-3ya.example/", "https://xn--mnchen-3ya.example/"),
        ("https://i❤.example/", "https://xn--i-7iq.example/"),
        ("http://user:pa%20ss@example.com/", "http://user:pa%20ss@example.com/"),
        ("http://[2001:DB8:0::1]:80/", "http://[2001:db8::1]/"),
        ("http://good.example\\@evil.example/", "http://good.example/%5C@evil.example/"),
    ],
)
def test_an_address_has_one_spelling(typed: str, one_spelling: str) -> None:
    assert parse_url(typed).full == one_spelling


@pytest.mark.parametrize(
    ("spelling", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0X7F000001", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("１２７.0.0.1", "127.0.0.1"),
        ("①②⑦.0.0.1", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("[::FFFF:127.0.0.1]", "::ffff:7f00:1"),
    ],
)
def test_an_ip_address_has_one_spelling_whatever_way_it_is_written(spelling: str, address: str) -> None:
    assert canonical_host(spelling) == address
    assert parse_url(f"http://{spelling}:81/").address is not None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "example.com",
        "//example.com/",
        "http:example.com",
        "http:/example.com",
        "http://",
        "http:///feed",
        "http://?q",
        "http://:80/",
        "http://user@/",
        "http://[bad/",
        "http://[::1/",
        "http://::1/",
        "http://[fe80::1%25eth0]/",
        "http://example.com:0/",
        "http://example.com:65536/",
        "http://example.com:99999999999/",
        "http://example.com:8a/",
        "http://exa mple.com/",
        "http://127.0.0.1 :8800/",
        "http://%31.example/",
        "http://a..example/",
        "http://./",
        "http://256.0.0.1/",
        "http://1.2.3.4.5/",
        "http://09.0.0.1/",
        "http://example.0x7f/",
        "http://xn--a/",
        "http://xn--.example/",
        "http://xn--xn--a-.example/",
        "http://xn--mnchen-3ya9999999.example/",
        "http://a\u0080b.example/",
        "http://\u0301a.example/",
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 150 + "example/",
        "http://" + "ü" * 300 + ".example/",
        "http://example.com/" + "a" * MAX_URL,
        "http://example.com/\ud800",
        "http://example.com/a\nb",
        "http://example.com/a\tb",
        "http://exam\rple.com/",
        "http://example.com/\u2028x",
        "file:///etc/passwd",
        "data:text/plain,x",
        "gopher://example.com/",
        "javascript:alert(1)",
        "ftp://example.com/",
        "-oProxyCommand=id",
    ],
)
def test_what_is_no_web_address_is_refused(typed: str) -> None:
    with pytest.raises(BadURL) as refused:
        parse_url(typed)
    assert str(refused.value)
    assert "\n" not in str(refused.value)


def test_name_and_password_are_known_but_not_in_the_address_that_is_shown() -> None:
    url = parse_url("https://a%40b:p%3Aw@example.com/feed")
    assert url.credentials == (b"a@b", b"p:w")
    assert "p%3Aw" not in url.url
    assert url.full == "https://a%40b:p%3Aw@example.com/feed"


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/new", "https://example.com/new"),
        ("new?a=1#f", "https://example.com/old/new?a=1"),
        ("//other.example/x", "https://other.example/x"),
        ("http://other.example", "http://other.example/"),
        ("?page=2", "https://example.com/old/feed?page=2"),
        ("--help", "https://example.com/old/--help"),
    ],
)
def test_a_redirect_leads_where_a_browser_would_go(location: str, leads_to: str) -> None:
    assert parse_url("https://u:p@example.com/old/feed").join(location).full == leads_to


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "http://[::bad",
        "http://a:99999/",
        "/a\x0bb",
        "/a\r\nX: y",
        "javascript:1",
        "data:,",
    ],
)
def test_a_redirect_to_anything_else_is_refused(location: str) -> None:
    with pytest.raises(BadURL):
        parse_url("https://example.com/").join(location)


@settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=60),
    st.sampled_from(["", "http://", "https://a@", "http://xn--", "http://[", "http://0x"]),
)
def test_any_text_is_an_address_in_one_spelling_or_refused(text: str, prefix: str) -> None:
    try:
        url = parse_url(prefix + text)
    except BadURL:
        return
    assert url.full.isascii()
    assert parse_url(url.full) == url
    assert canonical_host(url.host) == url.host


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("https://me:secret@a.example/x?y=@z", "https://a.example/x?y=@z"),
        ("me:secret@a.example/x", "a.example/x"),
        ("me:se:cr@et@a.example", "a.example"),
        (":@a.example", ":@a.example"),
        ("me@a.example/x", "me@a.example/x"),
        ("a.example:80/x:y@z", "a.example:80/x:y@z"),
        ("a\x1b[2J\nb", "a[2J b"),
        ("", "That"),
    ],
)
def test_no_password_is_shown(given: str, shown: str) -> None:
    assert shown_url(given) == shown


def test_an_address_that_is_nothing_but_schemes_is_shown_in_no_time() -> None:
    assert len(shown_url("HTTPS:" * 100_000)) == 120  # (not once for each colon)
