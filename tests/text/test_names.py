"""Names as they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.text.names import name_key, shown_place, speaker_key, words_of


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Recep Tayyip ERDOĞAN", "recep tayyip erdogan"),
        ("Runa  Abend-Rask", "runa abend rask"),
        ("Conan O’Brien", "conan obrien"),
        ("習近平", "習近平"),
        ("—", ""),
    ],
)
def test_a_key_is_the_words_without_case_and_accents(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize("name", ["Ada Quill", "the Kremlin", "Police", "习近平", "‘Old’ Margit"])
def test_a_name_begins_with_a_capital(name: str) -> None:
    assert speaker_key(name)


@pytest.mark.parametrize(
    "name", ["the official", "a Spokesman", "police", "one of them", "", None, "31 percent"]
)
def test_what_many_may_be_called_is_no_name(name: str | None) -> None:
    assert speaker_key(name) == ""


def test_german_writes_every_noun_with_a_capital() -> None:
    assert speaker_key("der Sprecher", "de") == ""
    assert speaker_key("Wiebke Amrum", "de") == "wiebke amrum"


@pytest.mark.parametrize(
    ("printed", "shown"),
    [("MOSCOW", "Moscow"), ("RIO DE JANEIRO", "Rio de Janeiro"), ("Sant Orrin", "Sant Orrin")],
)
def test_a_place_in_capitals_is_shown_in_small_letters(printed: str, shown: str) -> None:
    assert shown_place(printed) == shown


@given(st.text(max_size=60))
def test_a_key_is_made_of_letters_digits_and_single_spaces(text: str) -> None:
    key = name_key(text)
    assert key == " ".join(key.split()) and all(char.isalnum() or char == " " for char in key)
    assert words_of(key) == key.split()
