"""How wide text is in a terminal, and where it is cut and wrapped."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from newsreader.cells import Wrapping, char_width, cut, fit, fitting, steady, width, wrap

few = settings(max_examples=80, deadline=None)
# Text of all kinds that an article may hold, and single characters from anywhere.
PIECES = st.one_of(
    st.sampled_from(
        [
            "harbour ",
            "well-known ",
            "—",
            " ",
            "  ",
            "港湾",
            "法案を可決した。",
            "「門」",
            "부두 ",
            "🚢",
            "e\u0301",
            "\n",
            "https://a.example/b/c",
        ]
    ),
    st.characters(exclude_categories=("Cs", "Cc")),
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def test_every_character_is_as_wide_as_rich_and_textual_think() -> None:
    codes = [*range(0x20, 0x7F), *range(0xA0, 0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE1000)]
    wrong = [hex(code) for code in codes if char_width(chr(code)) != get_character_cell_size(chr(code))]
    assert wrong == []


@few
@given(TEXTS)
def test_text_is_as_wide_as_rich_thinks(text: str) -> None:
    text = steady(text).replace("\n", "")
    assert width(text) == cell_len(text)


@few
@given(TEXTS, st.integers(0, 40))
def test_what_is_cut_fits_and_says_that_it_was_cut(text: str, columns: int) -> None:
    text = text.replace("\n", "")
    short = cut(text, columns)
    assert width(short) <= columns
    assert short == text or columns == 0 or (short.endswith("…") and text.startswith(short[:-1]))


@few
@given(TEXTS, st.integers(1, 40), st.booleans())
def test_fitted_text_has_exactly_the_width_asked_for(text: str, columns: int, right: bool) -> None:
    assert width(fit(text.replace("\n", ""), columns, right=right)) == columns


@few
@given(TEXTS, st.integers(0, 300))
def test_as_much_fits_as_can(text: str, columns: int) -> None:
    text = text.replace("\n", "")
    fits = fitting(text, columns)
    assert width(text[:fits]) <= columns
    assert fits == len(text) or width(text[: fits + 1]) > columns


@few
@given(TEXTS, st.integers(2, 50))
def test_wrapping_loses_no_text_and_no_line_is_too_wide(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    for start, end in lines:
        assert "\n" not in text[start:end]
        assert width(text[start:end]) <= columns
    places = [place for line in lines for place in line]
    assert places == sorted(places)
    between = [text[a:b] for a, b in zip([0, *places[1::2]], [*places[::2], len(text)], strict=True)]
    assert "".join(between).strip(" \n") == ""


@few
@given(TEXTS, st.integers(2, 50), st.integers(1, 3))
@example("harbour \n", 2, 1)
def test_a_long_text_is_wrapped_bit_by_bit_into_the_same_lines(text: str, columns: int, step: int) -> None:
    wrapping = Wrapping(text, columns)
    while not wrapping.done:
        before = len(wrapping.lines)
        wrapping.go_on(before + step)
        assert len(wrapping.lines) == before + step or wrapping.done
    assert wrapping.lines == wrap(text, columns)


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("", 10, [""]),
        ("one", 10, ["one"]),
        ("the harbour wall", 11, ["the harbour", "wall"]),
        ("the harbour wall", 10, ["the", "harbour", "wall"]),
        ("a\n\nb", 10, ["a", "", "b"]),
        ("  and so the verse goes on", 14, ["  and so the", "verse goes on"]),
        ("a well-known self-made man", 14, ["a well-known", "self-made man"]),
        ("a well-known man", 8, ["a well-", "known", "man"]),
        ("from 1999-2004 at -5 degrees", 9, ["from", "1999-2004", "at -5", "degrees"]),
        ("he said—and meant it—no", 11, ["he said—and", "meant it—no"]),
        ("see https://a.example/news/today now", 20, ["see", "https://a.example/", "news/today now"]),
        ("aaaaaaaaaaaaaaa b", 6, ["aaaaaa", "aaaaaa", "aaa b"]),
    ],
)
def test_lines_break_where_a_reader_expects_it(text: str, columns: int, lines: list[str]) -> None:
    assert [text[a:b] for a, b in wrap(text, columns)] == lines


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("港湾法案を可決した", 8, ["港湾法案", "を可決し", "た"]),
        ("可決した。また", 8, ["可決し", "た。また"]),  # no line begins with 。
        ("議員「門は」", 6, ["議員", "「門", "は」"]),  # none ends with 「, none begins with 」
        ("부두 법안이 통과", 8, ["부두", "법안이", "통과"]),  # Hangul keeps its words
        ("the 港湾 bill", 8, ["the 港湾", "bill"]),
        ("e\u0301e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301e\u0301"]),
    ],
)
def test_wide_scripts_break_by_their_own_rules(text: str, columns: int, lines: list[str]) -> None:
    assert [text[a:b] for a, b in wrap(text, columns)] == lines


def test_signs_whose_width_no_two_terminals_agree_on_are_made_plain() -> None:
    assert steady("❤\ufe0f and 👩\u200d👧") == "❤ and 👩👧"
