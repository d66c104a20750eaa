"""Who says what in the languages beside English and German: their marks, orders and main verbs."""

from __future__ import annotations

import pytest

from newsreader.text.quotes import find_quotes

_SAID = [
    ("fr", "« Le pont est fermé », a déclaré Claire Dubreuil lundi à Tarn.", "Claire Dubreuil"),
    ("fr", "« Le pont est fermé », déclare la maire, Claire Dubreuil.", "Claire Dubreuil"),
    ("fr", "Claire Dubreuil a déclaré : « Le pont est fermé pour l'hiver. »", "Claire Dubreuil"),
    ("fr", "Selon Claire Dubreuil, le pont est « en bon état ».", "Claire Dubreuil"),
    ("fr", "D'après Claire Dubreuil, le pont est « en bon état ».", "Claire Dubreuil"),
    ("fr", "Claire Dubreuil a qualifié le projet de « pure folie ».", "Claire Dubreuil"),
    ("fr", "Claire Dubreuil, qui dirige la ville, a affirmé que le pont était « sûr ».", "Claire Dubreuil"),
    ("fr", "« Le pont est sûr », a assuré le porte-parole du ministère, Paul Marchais.", "Paul Marchais"),
    ("fr", "Comme l'a souligné Claire Dubreuil, « le pont est sûr ».", "Claire Dubreuil"),
    ("fr", "« Le pont, a expliqué Paul Marchais, rouvrira en mai. »", "Paul Marchais"),
    ("es", "«El puente está cerrado», dijo Clara Montes el lunes en Tarn.", "Clara Montes"),
    ("es", "“El puente está cerrado”, afirmó la alcaldesa, Clara Montes.", "Clara Montes"),
    ("es", "Clara Montes aseguró: “El puente está cerrado por el invierno”.", "Clara Montes"),
    ("es", "Según Clara Montes, el puente está “en buen estado”.", "Clara Montes"),
    ("es", "De acuerdo con Clara Montes, el puente está “en buen estado”.", "Clara Montes"),
    ("es", "Clara Montes calificó el proyecto de “pura locura”.", "Clara Montes"),
    ("es", "“El puente es seguro”, ha explicado el portavoz del ministerio, Pablo Marín.", "Pablo Marín"),
    ("es", "El presidente Juan Vega cree que es “un error”.", "Juan Vega"),
    ("it", "«Il ponte è chiuso», ha detto Chiara Monti lunedì a Tarn.", "Chiara Monti"),
    ("it", "Chiara Monti ha dichiarato: «Il ponte è chiuso per l'inverno».", "Chiara Monti"),
    ("it", "Secondo Chiara Monti il ponte è «in buono stato».", "Chiara Monti"),
    ("it", "Chiara Monti ha definito il progetto «pura follia».", "Chiara Monti"),
    ("it", "«Il ponte è sicuro», ha spiegato il portavoce del ministero, Paolo Marini.", "Paolo Marini"),
    ("it", "Il presidente Gianni Vega ritiene che sia «un errore».", "Gianni Vega"),
    ("pt", "“A ponte está fechada”, disse Clara Montes na segunda-feira em Tarn.", "Clara Montes"),
    ("pt", "Clara Montes declarou: “A ponte está fechada durante o inverno.”", "Clara Montes"),
    ("pt", "De acordo com Clara Montes, a ponte está “em bom estado”.", "Clara Montes"),
    ("pt", "Clara Montes classificou o projeto de “pura loucura”.", "Clara Montes"),
    ("pt", "“A ponte é segura”, explicou o porta-voz do ministério, Paulo Marinho.", "Paulo Marinho"),
    ("ru", "«Мост закрыт на зиму», — заявил мэр города Павел Марин.", "Павел Марин"),
    ("ru", "Клара Монтова сказала: «Мост закрыт на всю зиму».", "Клара Монтова"),
    ("ru", "По словам Клары Монтовой, мост находится «в хорошем состоянии».", "Клары Монтовой"),
    ("ru", "Павел Марин назвал проект «чистым безумием».", "Павел Марин"),
    ("ru", "«Мост безопасен, — сказал Павел Марин. — Мы откроем его в мае».", "Павел Марин"),
    ("ru", "Как отметил Павел Марин, мост «совершенно безопасен».", "Павел Марин"),
    ("ar", "وقالت كلارا منصور: «الجسر مغلق طوال الشتاء».", "كلارا منصور"),
    ("ar", "«الجسر مغلق»، قالت كلارا منصور يوم الاثنين.", "كلارا منصور"),
    ("ar", "وأكد سامي نصار أن الجسر «آمن تماما».", "سامي نصار"),
    ("ja", "市長の佐倉花子氏は「橋は冬の間閉鎖される」と述べた。", "佐倉花子"),
    ("ja", "「橋は安全だ」と佐倉花子氏は述べた。", "佐倉花子"),
    ("ja", "佐倉氏によると、橋は「良い状態」だという。", "佐倉"),
    ("ja", "警察は「状況は管理下にある」としている。", "警察"),
    ("zh", "市长陈美兰说：“大桥整个冬天都关闭。”", "陈美兰"),
    ("zh", "“大桥很安全，”陈美兰说。", "陈美兰"),
    ("zh", "据陈美兰介绍，大桥“状况良好”。", "陈美兰"),
    ("zh", "陈美兰称这一计划“纯属疯狂”。", "陈美兰"),
    ("zh", "外交部发言人王海指出：“这是一个错误。”", "王海"),
    ("pl", "„Most jest zamknięty” – powiedziała Klara Monta w poniedziałek.", "Klara Monta"),
    ("pl", "Paweł Marin nazwał projekt „czystym szaleństwem”.", "Paweł Marin"),
    ("nl", "„De brug is dicht”, zei Klara Monter maandag in Tarn.", "Klara Monter"),
    ("nl", "Volgens Klara Monter is de brug “in goede staat”.", "Klara Monter"),
    ("sv", "”Bron är stängd”, sade Klara Monter i måndags.", "Klara Monter"),
    ("sv", "Enligt Klara Monter är bron ”i gott skick”.", "Klara Monter"),
    ("da", "»Broen er lukket«, sagde Klara Monter mandag.", "Klara Monter"),
    ("no", "Ifølge Klara Monter er broen «i god stand».", "Klara Monter"),
]


@pytest.mark.parametrize(("language", "text", "speaker"), _SAID)
def test_each_language_says_who_speaks(language: str, text: str, speaker: str) -> None:
    (quote,) = find_quotes(text, language)
    assert quote.speaker == speaker
    assert quote.kind in ("statement", "fragment")
    assert quote.speaker_span is not None


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("es", "“El puente es seguro”, dijo Clara Montes. “Iremos todos”, añadió.", "Clara Montes"),
        ("it", "«Il ponte è sicuro», ha detto Chiara Monti. «Andremo tutti», ha aggiunto.", "Chiara Monti"),
        ("pt", "“A ponte é segura”, disse Clara Montes. “Vamos todos”, acrescentou.", "Clara Montes"),
        ("ar", "قالت كلارا منصور: «الجسر مغلق». وأضافت: «سنذهب جميعا».", "كلارا منصور"),
    ],
)
def test_a_verb_without_a_subject_goes_on_with_who_spoke(language: str, text: str, speaker: str) -> None:
    assert [quote.speaker for quote in find_quotes(text, language)] == [speaker, speaker]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "“Iremos todos a la fiesta”, añadió."),
        ("fr", "« Nous irons », explique-t-elle."),
        ("zh", "“大桥很安全，”她补充说。"),
        ("ru", "«Мы придём», — добавил он."),
    ],
)
def test_a_speaker_nobody_names_stays_unclear_but_it_is_speech(language: str, text: str) -> None:
    (quote,) = find_quotes(text, language)
    assert quote.speaker is None
    assert quote.kind in ("statement", "fragment")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Il a lu « Le Rouge et le Noir » dans le train."),
        ("es", "Vimos la película «El Viaje de Nadie» en Tarn."),
        ("it", "Abbiamo visto il film «La Strada Grigia» a Tarn."),
        ("ru", "Команда «Спартак» выиграла матч."),
    ],
)
def test_names_of_things_are_no_speech(language: str, text: str) -> None:
    (quote,) = find_quotes(text, language)
    assert quote.kind in ("title", "scare")
    assert quote.speaker is None


def test_the_words_between_french_dashes_are_the_verb_and_its_pronoun() -> None:
    text = "Claire Dubreuil est maire de Tarn. « Le pont est fermé », explique-t-elle."
    (quote,) = find_quotes(text, "fr")
    assert (quote.speaker, quote.cue) == ("Claire Dubreuil", "explique")
