"""The language of a text, by script and short words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.text.language import detect_language


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The council will vote on the bridge on Tuesday."),
        ("de", "Der Rat stimmt am Dienstag über die Brücke ab."),
        ("fr", "Le conseil votera mardi sur le pont de la ville."),
        ("es", "El consejo votará el martes sobre el puente de la ciudad."),
        ("it", "Il consiglio voterà martedì il ponte della città."),
        ("pt", "O conselho vai votar na terça-feira a ponte da cidade."),
        ("nl", "De raad stemt dinsdag over de brug van de stad."),
        ("sv", "Rådet ska rösta om stadens bro på tisdag, säger han."),
        ("da", "Rådet skal stemme om byens bro på tirsdag, siger hun."),
        ("no", "Rådet skal stemme over byens bro på tirsdag, sier hun etter møtet."),
        ("fi", "Kaupunginvaltuusto äänestää sillasta tiistaina, ja se on tärkeä."),
        ("pl", "Rada będzie głosować we wtorek nad mostem i to jest ważne."),
        ("ru", "Совет проголосует во вторник."),
        ("uk", "Рада голосуватиме у вівторок за міст."),
        ("ar", "سيصوت المجلس يوم الثلاثاء على الجسر"),
        ("ja", "市議会は火曜日に橋について採決する。"),
        ("zh", "市议会将于星期二就大桥进行表决。"),
        ("ko", "시의회는 화요일에 다리를 표결한다."),
    ],
)
def test_a_sentence_tells_its_language(code: str, text: str) -> None:
    assert detect_language(text) == code


@pytest.mark.parametrize("text", ["", "Ada Quill 42", "???", "12 345", "Quill Sedge Margit Heron Tarn"])
def test_what_is_unclear_has_no_language(text: str) -> None:
    assert detect_language(text) == ""


def test_a_foreign_quotation_does_not_change_the_language() -> None:
    text = "The mayor said that he was happy, and then she told him: „Wir warten“. They left for the sea."
    assert detect_language(text) == "en"


@given(st.text(max_size=300))
@settings(max_examples=80, deadline=None)
def test_any_text_is_answered(text: str) -> None:
    assert len(detect_language(text)) in (0, 2)
