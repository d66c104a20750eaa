"""A link's host is shown as what it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.text.clean import clean_line
from newsreader.text.hosts import display_host


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://Example.com/feed", "example.com"),
        ("https://example.com:8443/", "example.com:8443"),
        ("http://[::1]:80/", "[::1]:80"),
        ("https://xn--mnchen-3ya.example/", "münchen.example"),
        ("https://новости.рф/", "новости.рф"),
        ("https://xn--80adxhks.example/", "москва.example"),
        ("https://日本語テスト.jp/", "日本語テスト.jp"),
        ("https://한국어.kr/", "한국어.kr"),
    ],
)
def test_an_honest_host_is_shown_in_its_own_letters(url: str, shown: str) -> None:
    assert display_host(url) == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://bank.example@evil.example/", "evil.example"),
        ("http://evil.example\\@bank.example/", "evil.example"),
        ("http://b\u0430nk.example/", "xn--bnk-6cd.example"),  # a Cyrillic а among Latin letters
        ("http://\u0430\u0440\u0440\u04cf\u0435.com/", "xn--80ak6aa92e.com"),  # all Cyrillic, reads as Latin
        ("http://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com"),
        ("http://g\u0261ogle.example/", "xn--gogle-rmc.example"),
        ("http://a\u200db.example/", "xn--ab-m1t.example"),
        ("http://xn--i-7iq.example/", "xn--i-7iq.example"),  # a heart is no letter
        ("http://xn--zzzzzzzzzzzzzz99999999.example/", "xn--zzzzzzzzzzzzzz99999999.example"),
    ],
)
def test_a_host_in_disguise_is_shown_as_the_wire_carries_it(url: str, shown: str) -> None:
    assert display_host(url) == shown


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=50), st.sampled_from(["", "http://", "http://xn--", "http://[", "http://x:"]))
def test_showing_a_host_never_fails_and_is_always_clean(text: str, prefix: str) -> None:
    shown = display_host(prefix + text)
    assert shown == clean_line(shown)
