"""German words: forms of verbs, names among nouns, who "er" and "sie" are, and what is no speech."""

from __future__ import annotations

import pytest

from newsreader.text.german.verbs import JUDGES, SAYS, rank_of, readings
from newsreader.text.quotes import find_quotes


def said(text: str) -> list[tuple[str | None, str]]:
    """Return speaker and kind of each quotation."""
    return [(quote.speaker, quote.kind) for quote in find_quotes(text, "de")]


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("sagte", "sagen"),
        ("sprach", "sprechen"),
        ("frug", "fragen"),
        ("zurückwies", "zurück|weisen"),
        ("zurückgewiesen", "zurück|weisen"),
        ("mitzuteilen", "mit|teilen"),
        ("versprochen", "versprechen"),
        ("bezeichnete", "bezeichnen"),
        ("läßt", "lassen"),
        ("lässt", "lassen"),
        ("käme", "kommen"),
        ("missverstanden", "missverstehen"),
    ],
)
def test_a_form_is_led_back_to_its_verb(form: str, lemma: str) -> None:
    assert lemma in {reading.lemma for reading in readings(form)}


@pytest.mark.parametrize("word", ["besten", "bereits", "erste", "gegen", "entlang", "zunächst"])
def test_what_only_looks_like_a_verb_is_none(word: str) -> None:
    assert readings(word) == ()


def test_a_verb_that_needs_its_other_half_says_nothing_alone() -> None:
    assert rank_of("mit|teilen") == SAYS
    assert rank_of("teilen") == 0
    assert rank_of("bezeichnen") == JUDGES


def test_she_is_the_woman_who_was_spoken_of() -> None:
    text = (
        "Bürgermeisterin Ada Quill und Trainer Bert Sedge kamen am Montag nach Tarn. "
        "„Die Brücke bleibt“, sagte sie. „Das Spiel war gut“, sagte er."
    )
    assert [speaker for speaker, _ in said(text)] == ["Ada Quill", "Bert Sedge"]


@pytest.mark.parametrize(
    "text",
    [
        "Die Brücke gilt als „Schandfleck“.",
        "Das nennt man „Grundeis“.",
        "Der Verein nennt sich „Graue Reiher“.",
        "Das Eis wurde im Volksmund als „Spiegel“ bezeichnet.",
        "Beim Film „Der letzte Reiher“ weinte das Publikum.",
        "Die Fähre „Graue Margit“ lag neben dem Schiff „Reiher“.",
        "Von einem „schwarzen Tag“ war die Rede.",
    ],
)
def test_nobody_is_named_where_nobody_speaks(text: str) -> None:
    assert all(speaker is None for speaker, _ in said(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ada Quill sagte der „Tarner Zeitung“, sie komme.", "title"),
        ("Ada Quill stellte den Film „Der letzte Reiher“ vor.", "title"),
        ("Ada Quill sprach von einem „Dammbruch“.", "fragment"),
        ("Ada Quill nannte den Plan „Unsinn“.", "fragment"),
        ("Ada Quill sagte: „Nein.“", "fragment"),
        ("Ada Quill sagte: „Nein, das geht so nicht.“", "statement"),
        ("Der Sturm „Zora“ traf die Küste.", "title"),
    ],
)
def test_capitals_alone_make_no_title(text: str, kind: str) -> None:
    assert said(text)[0][1] == kind


def test_they_are_nobody_in_particular() -> None:
    text = "Ada Quill begrüßte die Bauern. Sie nannten den Plan „völlig verfehlt“."
    assert said(text) == [(None, "fragment")]


def test_a_place_or_a_thing_is_never_who_he_is() -> None:
    text = "Im Ort Tarnheim wurde ein Landwirt verletzt. Er sagte: „Plötzlich war alles dunkel.“"
    assert said(text)[0][0] in (None, "Landwirt")


def test_a_point_behind_a_number_of_the_month_ends_no_sentence() -> None:
    text = "Ada Quill kam am 3. März nach Tarn und sprach von einem „schönen Tag“."
    assert said(text) == [("Ada Quill", "fragment")]


_BRIDGE = """\
Nach dem Einsturz der Brücke hat Bürgermeisterin Ada Quill (SPD) Fehler eingeräumt. „Wir hätten \
früher handeln müssen“, sagte Quill am Dienstag. Sie übernehme „die volle Verantwortung“.

Oppositionsführer Bert Sedge sprach von einem „Offenbarungseid“. Er forderte eine Untersuchung. \
„Die Menschen wollen wissen, wer schuld ist.“

„Wir hatten großes Glück, dass der Bus schon drüben war“, sagte Einsatzleiter Jan Holt dem „Tarner \
Tagblatt“. Autofahrer sollten „besonders vorsichtig sein“, hieß es weiter.
"""


def test_an_article_gives_everybody_what_they_said() -> None:
    assert said(_BRIDGE) == [
        ("Ada Quill", "fragment"),
        ("Ada Quill", "fragment"),
        ("Bert Sedge", "fragment"),
        ("Bert Sedge", "statement"),
        ("Jan Holt", "fragment"),
        (None, "title"),
        ("Jan Holt", "fragment"),
    ]


_MATCH = """\
Trainer Otto Brell war nach dem 0:3 bedient. „Das war gar nichts“, schimpfte er. „So brauchen wir \
nicht nach Tarn zu fahren.“ Kapitän Leo Mann sah es ähnlich: „Wir waren nicht da.“ Auch Sportchef Jan \
Holt fand deutliche Worte: „Eine Frechheit.“
"""


def test_words_before_and_behind_a_colon_keep_apart() -> None:
    assert [speaker for speaker, _ in said(_MATCH)] == ["Otto Brell", "Otto Brell", "Leo Mann", "Jan Holt"]


@pytest.mark.parametrize(
    "text",
    [
        "Die Firma „Graue Reiher“ sagte, sie baue bald.",
        "Ein Sprecher der „Aktion Tarn hilft“ nannte den Plan gut.",
        "Ada Quill sagte der Nachrichtenagentur „Tarn Presse“, sie baue bald.",
        "Der Titel lautet „Der letzte Reiher“.",
        "Sie demonstrierten unter dem Motto „Es reicht, wir wollen endlich Brücken!“.",
    ],
)
def test_a_run_that_only_names_something_is_a_title(text: str) -> None:
    assert said(text) == [(None, "title")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ada Quill warf dem Konzern „Lohndrückerei“ vor.", "fragment"),
        ("Ada Quill hat den Plan gestern „Unfug“ genannt.", "fragment"),
        ("Die Menge skandierte Parolen wie „Brücken Jetzt“.", "fragment"),
        ("Als Folge wird die Brücke „Schandfleck“ von vielen gemieden.", "title"),
    ],
)
def test_one_noun_is_speech_where_a_verb_asks_for_it(text: str, kind: str) -> None:
    assert said(text)[0][1] == kind


_TALE = """\
Der alte Müller trat in die Stube. „Guten Abend“, sagte er und setzte sich. „Was führt Euch her?“ fragte \
die Wirtin. „Der Durst“, versetzte er lachend. Die Wirtin schüttelte den Kopf. „Immer dasselbe!“ rief sie.
"""


def test_a_tale_goes_to_and_fro_between_people_without_names() -> None:
    assert [speaker for speaker, _ in said(_TALE)] == ["Müller", "Wirtin", "Müller", "Wirtin"]


def test_a_name_beside_a_verb_is_no_dative() -> None:
    text = "Die Autorin Lena Fuchs erhielt einen Preis. Fuchs dankte der Jury: „Ich bin überwältigt.“"
    assert said(text) == [("Lena Fuchs", "statement")]


def test_a_case_is_taken_off_what_is_shown() -> None:
    assert said("Nach Angaben eines Polizeisprechers floh er „in unbekannte Richtung“.")[0][0] == (
        "ein Polizeisprecher"
    )


def test_a_question_alone_is_speech_though_nobody_is_named() -> None:
    text = "Die Tür ging auf. Es war kalt. „Darf ich herein?“ – „Natürlich.“ Draußen schneite es."
    assert said(text) == [(None, "statement"), (None, "fragment")]
