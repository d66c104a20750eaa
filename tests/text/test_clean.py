"""No string from outside keeps anything that a terminal obeys or that hides what stands beside it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.text.clean import clean, clean_line

# Format characters that are seen (property Prepended_Concatenation_Mark): signs under or over numbers.
SEEN = frozenset(
    [*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD],
)
# Property Default_Ignorable_Code_Point of Unicode 15, without unassigned ones.
IGNORABLE = [
    *(0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x2010)),
    *(*range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164, *range(0xFE00, 0xFE0F), 0xFEFF, 0xFFA0),
    *(*range(0xFFF0, 0xFFF9), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000)),
]


def every(*categories: str) -> list[int]:
    """Return all code points of the general categories."""
    return [code for code in range(0x110000) if unicodedata.category(chr(code)) in categories]


def test_plain_text_stays_as_it_is() -> None:
    for text in (
        "",
        "The ferry sails.\n\tAt nine.",
        "“Größe”, said Björk – 3 × 4 … €",
        "日本語、テスト。",
        "Ελλάδα",
    ):
        assert clean(text) == text


@pytest.mark.parametrize("category", ["Cc", "Cf", "Zl", "Zp", "Cs"])
def test_nothing_of_a_dangerous_category_is_left(category: str) -> None:
    for code in every(category):
        if code not in SEEN and chr(code) not in "\t\n":
            assert chr(code) not in clean(f"a{chr(code)}b"), hex(code)


def test_signs_under_numbers_are_seen_and_stay() -> None:
    for code in SEEN:
        assert clean(f"a{chr(code)}b") == f"a{chr(code)}b"


def test_nothing_stays_that_fonts_draw_as_nothing() -> None:
    for code in IGNORABLE:
        assert clean(f"a{chr(code)}b") == "ab", hex(code)


def test_code_points_that_are_no_characters_go() -> None:
    for code in [
        *range(0xFDD0, 0xFDF0),
        *(plane << 16 | low for plane in range(17) for low in (0xFFFE, 0xFFFF)),
    ]:
        assert clean(f"a{chr(code)}b") == "ab", hex(code)


@pytest.mark.parametrize(
    ("attack", "left"),
    [
        ("\x1b]52;c;ZXZpbA==\x07headline", "]52;c;ZXZpbA==headline"),
        ("\x1b[2J\x1b[H", "[2J[H"),
        ("\x9b31mred", "31mred"),
        ("safe\u202egnp.exe", "safegnp.exe"),
        ("\u2066a\u2069", "a"),
        ("bank\u200b.example", "bank.example"),
        ("a\ud800b", "a\ufffdb"),
        ("tag\U000e0041\U000e0042", "tag"),
    ],
)
def test_known_tricks_leave_only_their_letters(attack: str, left: str) -> None:
    assert clean(attack) == left


@pytest.mark.parametrize("separator", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_is_a_newline_or_on_one_line_a_blank(separator: str) -> None:
    assert clean(f"one{separator}two") == "one\ntwo"
    assert clean_line(f"one{separator}two") == "one two"


def test_joiners_stay_where_scripts_and_emoji_need_them() -> None:
    persian = "می\u200cخواهم"
    family = "👩\u200d👩\u200d👧"
    heart = "❤\ufe0f\u200d🔥"
    assert clean(f"{persian} {family} {heart}") == f"{persian} {family} {heart}"
    assert clean("pass\u200dword\u200c") == "password"
    for joined in ("\u200d\u200d\u200d", "👩\u200d\u200d\u200d👩", "\u061c\u200dب", "ب\u064b\u200c\u200c"):
        assert clean(joined) == joined.translate({0x200C: None, 0x200D: None, 0x61C: None})
    assert clean("ب" + "\u064b\u064b\u200d" * 4 + "ب") == "ب" + "\u064b\u064b\u200d" * 2 + "ب"


def test_marks_may_stand_on_a_letter_but_not_tower_over_it() -> None:
    assert clean("Vie\u0323\u0302t") == "Vie\u0323\u0302t"
    assert clean("z" + "\u0334\u0301\u0302\u0303\u0304" * 40 + "o") == "z\u0334\u0301\u0302\u0303o"
    assert clean("क्ष्म्य") == "क्ष्म्य"
    assert clean("ที่นี่") == "ที่นี่"
    for mark in ("\u0730", "\u0e47", "\u0eb4", "\u1ab0", "\u20d2", "\ua66f", "\ufe20", "\U0001e000"):
        assert clean("a" + mark * 9 + "b") == "a" + mark * 4 + "b"


def test_a_line_is_folded_and_cut_with_an_ellipsis() -> None:
    assert clean_line("  a \t\n b\u00a0\u3000c ") == "a b c"
    assert clean_line("abcdef", 6) == "abcdef"
    assert clean_line("abcdefg", 6) == "abcde…"
    assert clean_line("abcd efg", 6) == "abcd…"


_ODD = st.sampled_from(
    [*map(chr, [*IGNORABLE, *range(32), *range(0x7F, 0xA0)]), "\u0301", "\u200d", "👩", "ب", "\ud800"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(_ODD, st.text(max_size=3))).map("".join))
def test_clean_text_is_encodable_and_stays_as_it_is_when_cleaned_again(text: str) -> None:
    once = clean(text)
    once.encode("utf-8")
    assert clean(once) == once
    assert all(unicodedata.category(char) != "Cc" or char in "\t\n" for char in once)
    line = clean_line(text)
    assert clean_line(line) == line
    assert line.isprintable() or not text.isascii()
