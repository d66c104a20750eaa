"""Where searched words are found again in what is drawn."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader import matches
from newsreader.matches import find_terms, find_text, fold, search_terms

few = settings(max_examples=80, deadline=None)


@pytest.mark.parametrize(
    ("search", "terms"),
    [
        ("", ()),
        ("harb", ("harb*",)),
        ("harbour toll ", ("harbour", "toll")),
        ('"night of argument" wall', ("night of argument", "wall*")),
        ('"night of', ("night of*",)),
        ("“night of” ", ("night of",)),
        ("toll -skerra feed:courier is:unread before:2024-10-01", ("toll",)),
        ("Zoë's café ", ("zoe s", "cafe")),
        ("http://a.example ", ("http a example",)),
        ("toll toll ", ("toll",)),
        ("- feed:", ()),
    ],
)
def test_a_search_gives_the_words_its_results_contain(search: str, terms: tuple[str, ...]) -> None:
    assert search_terms(search) == terms


@pytest.mark.parametrize(
    ("text", "search", "found"),
    [
        ("The Harbour bill", "harbour ", ["Harbour"]),
        ("The harbours and the harbour", "harbour ", ["harbour"]),
        ("The harbours and the harbour", "harb", ["harb", "harb"]),
        ("unharboured", "harbour", []),
        ("Le café fermé", "ferme cafe ", ["café", "fermé"]),
        ("after a night,\nof argument", '"night of argument"', ["night,\nof argument"]),
        ("港湾法案を可決", "法案", ["法案"]),
    ],
)
def test_words_are_marked_where_they_begin_whatever_case_and_accents(
    text: str, search: str, found: list[str]
) -> None:
    assert [text[a:b] for a, b in find_terms(text, search_terms(search))] == found


def test_any_text_is_found_anywhere_in_an_article() -> None:
    text = "The breakwater,\nand the Water"
    assert [text[a:b] for a, b in find_text(text, "WATER")] == ["water", "Water"]
    assert [text[a:b] for a, b in find_text(text, "breakwater, and")] == ["breakwater,\nand"]
    assert find_text(text, "  ") == []


@few
@given(st.text(max_size=40))
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@few
@given(
    st.text("aé Éï“”ΣσςİıK\u0301Å港Ж\u1e9eﬀ", max_size=40) | st.text(max_size=40),
    st.sampled_from(["", "“quoted”", "É", "Σ"]),
)
def test_a_long_text_is_folded_as_a_short_one_is(text: str, more: str) -> None:
    folded = matches._fold_long(text + more)
    assert folded == (text + more).translate(matches._FOLDING)


@pytest.mark.parametrize("text", ["“Ééb” – ça" * 1_000, "ΣΑΣ " * 2_000, "İx" * 3_000, "港湾é" * 2_000])
def test_long_texts_keep_every_character_in_its_place_too(text: str) -> None:
    assert fold(text) == text.translate(matches._FOLDING)


@few
@given(st.text("ab é", max_size=40), st.text("abé", min_size=1, max_size=3))
def test_a_word_is_found_wherever_it_stands(text: str, word: str) -> None:
    found = find_text(text, word)
    assert [fold(text)[a:b] for a, b in found] == [fold(word)] * len(found)
    assert len(found) == fold(text).count(fold(word))


@few
@given(st.text(max_size=40), st.text(max_size=12))
def test_whatever_is_typed_nothing_breaks(text: str, search: str) -> None:
    for start, end in find_terms(text, search_terms(search)) + find_text(text, search):
        assert 0 <= start < end <= len(text)
