"""Who says what: speakers, what quoted runs are, and through whom they came."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.models import Quote
from newsreader.text.quotes import find_quotes
from tests.text.work import calls_made


def only(text: str, language: str = "en") -> Quote:
    (quote,) = find_quotes(text, language)
    return quote


def speakers(text: str, language: str = "en") -> list[str | None]:
    return [quote.speaker for quote in find_quotes(text, language)]


def kinds(text: str, language: str = "en") -> list[str]:
    return [quote.kind for quote in find_quotes(text, language)]


@pytest.mark.parametrize(
    "text",
    [
        "“The bridge is safe,” Ada Quill said.",
        "“The bridge is safe,” said Ada Quill.",
        "“The bridge is safe,” said Mayor Ada Quill on Monday.",
        "“The bridge is safe,” Ada Quill, a baker with a large hat, said on Monday.",
        "“Is the bridge safe?” Ada Quill asked.",
        "“The bridge is safe!” shouted Ada Quill.",
        "“The bridge is safe,” according to Ada Quill.",
        "Ada Quill said: “The bridge is safe.”",
        "Ada Quill said, “The bridge is safe.”",
        "Ada Quill told the council that “the bridge is safe.”",
        "Ada Quill (Liberal, Tarn) said the bridge was “safe enough for geese.”",
        "Ada Quill, the mayor of Tarn, said the bridge was “safe enough for geese.”",
        "Ada Quill on Monday called the bridge “safe enough for geese.”",
        "Ada Quill attacked the plan, calling it “a bridge to nowhere.”",
        "Ada Quill attacked the plan and called it “a bridge to nowhere.”",
        "The plan was called “a bridge to nowhere” by Ada Quill.",
        "The plan is “a bridge to nowhere” for the moor, Ada Quill said.",
        "When the plan was read, Ada Quill called it “a bridge to nowhere.”",
        "In a letter on Monday, Ada Quill wrote that the plan was “a bridge to nowhere.”",
        "Ada Quill: “The bridge is safe.”",
        "The mayor's chief of staff, Ada Quill, warned: “The bridge is not safe.”",
        "As Ada Quill put it, “The bridge is safe.”",
        "The Harrow Gazette quoted Ada Quill as saying: “The bridge is safe.”",
    ],
)
def test_the_speaker_is_found_in_each_form_of_clause(text: str) -> None:
    assert only(text).speaker == "Ada Quill"


@pytest.mark.parametrize(
    ("office", "speaker"),
    [
        ("the head of the union", "Ada Quill"),
        ("the chairwoman of the Tarn city council", "Ada Quill"),
        ("a friend of the mayor", "a friend"),
    ],
)
def test_a_name_behind_an_office_and_whose_it_is_is_the_speaker(office: str, speaker: str) -> None:
    assert only(f"“The bridge is safe,” said {office}, Ada Quill.").speaker == speaker


def test_the_mention_the_verb_and_the_confidence_are_given() -> None:
    text = "“The bridge is safe,” Ada Quill said."
    quote = only(text)
    assert quote.speaker_span is not None
    assert text[slice(*quote.speaker_span)] == "Ada Quill"
    assert quote.cue == "said"
    assert quote.confidence > 0.9


@pytest.mark.parametrize(
    "text",
    [
        "“We wait,” was Ada Quill’s verdict.",
        "“We wait,” came the reply from Ada Quill.",
        "“The long wait” is what Ada Quill called it.",
        "The bridge was, in the words of Ada Quill, “a long and patient plank.”",
        "The bridge was “a long and patient plank,” in Ada Quill’s phrase.",
        "Ada Quill’s claim is that the bridge was always “a plank for geese.”",
        "To Ada Quill, the bridge is only “a plank for geese.”",
        "But, said Ada Quill, “we wait for nobody at all.”",
        "“We wait,” Ada Quill shot back.",
        "As Ada Quill pointed out, “The bridge is safe.”",
        "Ada Quill, who, as the council knows, dislikes geese, called them “a nuisance with wings.”",
        "Ada Quill, whose home, Tarn, is an island, said the bridge was “long overdue.”",
        "After a visit to Tarn, Ada Quill (Liberal), said, “We wait.”",
        "Ada Quill said she hoped that voters would call it “a bridge to somewhere.”",
        "Ada Quill denounced what she called the “goose tax.”",
        "The plan, long dismissed as “a bridge to nowhere” by Ada Quill, is dead.",
        "With the crowd on its feet, and Ada Quill calling it “a good day for geese,” the bridge opened.",
        "When Ada Quill called the bridge “a plank for geese,” Bertil Sedge said he was sorry.",
        "As the lights went down Ada Quill said, “We wait.”",
        "The rain led Ada Quill to call it “a bad day for geese.”",
        "Ada Quill is quoted as saying, “We wait.”",
        "“The answer is, ‘We wait,’” Ada Quill, who has waited, said on Monday.",
    ],
)
def test_the_speaker_is_found_where_nouns_and_further_verbs_say_who(text: str) -> None:
    assert speakers(text)[-1] == "Ada Quill"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Critics call the bridge “a plank for geese.”", "Critics"),
        ("The council's press secretary said the bridge was “a plank for geese.”", None),
        ("The works council said the bridge was “a plank for geese.”", "The works council"),
        ("About 200 geese-keepers marched, chanting “Mend the bridge!”", "About 200 geese-keepers"),
        ("Keating told Quill: “Mend the bridge.”", "Keating"),
        ("Bertil Sedge was blunt. Jan Brewer said, “Mend the bridge.”", "Jan Brewer"),
    ],
)
def test_what_may_be_a_verb_or_a_noun_is_told_by_its_neighbours(text: str, speaker: str | None) -> None:
    found = speakers(text)[-1]
    assert found == (speaker or "The council's press secretary")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The sign on the bridge said, “No geese after dark.”", None),
        ("Ada Quill’s report said the bridge was “a plank for geese.”", "Ada Quill"),
        ("A letter from Ada Quill said the bridge was “a plank for geese.”", "Ada Quill"),
        ("Ada Quill rose. Her report called the bridge “a plank for geese.”", "Ada Quill"),
    ],
)
def test_things_with_words_on_them_speak_for_who_wrote_them(text: str, speaker: str | None) -> None:
    quote = find_quotes(text)[-1]
    assert quote.speaker == speaker
    assert quote.speaker_span is not None or quote.kind == "scare"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The mayor, Ada Quill, rose. “We wait,” the mayor said.", "Ada Quill"),
        ("Senator Ada Quill met Senator Bertil Sedge. “We wait,” the senator said.", "the senator"),
        ("The University of Cray is old. The university called the geese “part of the faculty.”", None),
        ("City Tramways regretted it. City Tramways called the geese “a matter for the police.”", None),
    ],
)
def test_an_office_means_the_one_person_who_holds_it(text: str, name: str | None) -> None:
    whole = "University of Cray" if "Cray" in text else "City Tramways"
    assert speakers(text)[-1] == (name or whole)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tove Quill rose. She sat. Bertil Sedge rose. “We wait,” she said.", "Tove Quill"),
        ("Imre Sedge said he was tired. Ada Quill was not. Sedge, she said, was “a lazy man.”", "Ada Quill"),
        ("“We wait,” said Anders Moor. Bertil Sedge and Olof Birk left. “We row,” he said.", "Anders Moor"),
        (
            "Bertil Sedge runs the mill. Sedge said so. A worker named Imre Prohl has no quarrel with it. "
            "“The air is good,” he said.",
            "Imre Prohl",
        ),
        (
            "“I like geese,” Imre Prohl said. Audiences can expect him to be “reckless.” "
            "“It is from the heart,” he said.",
            "Imre Prohl",
        ),
        ("Imre Prohl is out. His aides said in May that he was well. “I row,” he said.", "Imre Prohl"),
        ("Somebody asked Ada Quill how she had done it. “By waiting for the geese.”", "Ada Quill"),
        ("For Bertil Sedge, the day had begun badly. “The geese were up first,” he said.", "Bertil Sedge"),
        ("The council met on Monday. In the case of geese, it said, “the law is silent.”", "The council"),
        ("The drivers seek a goose. They called it “large and without remorse.”", "The drivers"),
    ],
)
def test_pronouns_are_who_the_sentences_are_about(text: str, name: str) -> None:
    assert speakers(text)[-1] == name


@pytest.mark.parametrize(
    ("text", "via"),
    [
        ("“We wait,” Ada Quill told the Evening Herald.", "Evening Herald"),
        ("“We wait,” Ada Quill told the daily Zornik.", "Zornik"),
        ("“We wait,” Ada Quill told the Vale News Agency.", "Vale News Agency"),
        ("“We wait,” Ada Quill told Radio Tarn.", "Radio Tarn"),
        ("Ada Quill, writing in the Tarn Courier, called it “a plank for geese.”", "Tarn Courier"),
        ("“We wait,” Ada Quill wrote on Chirrup.", "Chirrup"),
        ("“We wait,” Ada Quill told the Tarn Courier. “We always do.”", "Tarn Courier"),
        ("The daily Zornik was first. “We wait,” Ada Quill said, according to Zornik.", "Zornik"),
        ("She told the Tarn Courier that she had waited. “It was long,” she said.", "Tarn Courier"),
        ("According to an affidavit, Ada Quill said the goose was “a friend of mine.”", "an affidavit"),
        ("“We wait,” Ada Quill told Parliament.", None),
    ],
)
def test_an_outlet_is_known_by_its_form(text: str, via: str | None) -> None:
    assert find_quotes(text)[-1].via == via


def test_words_in_a_sentence_of_the_writers_go_on_with_who_spoke_before() -> None:
    text = "“We wait,” Ada Quill said. Instead, “the geese of Tarn go first, as they always do” and bow."
    assert speakers(text) == ["Ada Quill", "Ada Quill"]


def test_a_clause_of_saying_gives_the_next_paragraph_its_speaker() -> None:
    assert speakers("Then Ada Quill continued.\n\n“We wait, and it is what we do.”") == ["Ada Quill"]


def test_who_is_the_mention_where_it_stands_beside_the_verb() -> None:
    text = "The prize went to Ada Quill, who said, “It is only a bridge.”"
    quote = only(text)
    assert quote.speaker == "Ada Quill"
    assert quote.speaker_span is not None
    assert text[slice(*quote.speaker_span)] == "who"


def test_the_second_half_of_a_divided_sentence_has_the_same_speaker() -> None:
    assert speakers("“We wait,” Ada Quill said, “and we hope.”") == ["Ada Quill", "Ada Quill"]


def test_words_that_follow_in_the_paragraph_are_the_same_speakers() -> None:
    assert speakers("“We wait,” Ada Quill said. “It is what we do. We do it well.”") == ["Ada Quill"] * 2


def test_a_paragraph_of_words_alone_goes_on_with_the_speaker_before() -> None:
    assert speakers("“We wait,” Ada Quill said.\n\n“It is what we do.”") == ["Ada Quill", "Ada Quill"]


def test_a_colon_gives_the_next_paragraph_its_speaker() -> None:
    assert speakers("Then Ada Quill rose and replied:\n\n“We wait, and it is what we do.”") == ["Ada Quill"]


def test_a_signature_below_names_the_speaker() -> None:
    assert speakers("“We wait, and it is what we do.”\n\n- Ada Quill") == ["Ada Quill"]


def test_a_quotation_over_paragraphs_has_one_speaker_and_two_spans() -> None:
    quote = only("“We built it by hand.\n\n“We shall mend it by hand,” Ada Quill said.")
    assert quote.speaker == "Ada Quill"
    assert len(quote.spans) == 2


def test_two_people_in_turn_keep_their_words() -> None:
    text = "“We wait,” Ada Quill said.\n\n“We do not,” said Bertil Sedge. “We row.”"
    assert speakers(text) == ["Ada Quill", "Bertil Sedge", "Bertil Sedge"]


def test_a_last_name_means_the_full_name_given_elsewhere() -> None:
    text = "Councillor Bertil Sedge opposed the plan. “We row,” Sedge said. Mr. Sedge called it “a pity.”"
    assert speakers(text) == ["Bertil Sedge", "Bertil Sedge"]


def test_two_people_of_one_name_are_told_apart_by_title() -> None:
    text = "Ada Quill and Bertil Quill spoke. “We wait,” Mrs. Quill said. “We row,” Mr. Quill said."
    assert speakers(text) == ["Ada Quill", "Bertil Quill"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Quill met Bertil Sedge on the bridge. “We wait,” she said.", "Ada Quill"),
        ("Ada Quill met Bertil Sedge on the bridge. “We row,” he said.", "Bertil Sedge"),
        ("Bertil Sedge praised Anders Moor. “We row,” he said.", "Bertil Sedge"),
        ("Bertil Sedge echoed Anders Moor’s view. “We row,” he told the engineer.", "Bertil Sedge"),
        ("Anders Moor asked Bertil Sedge to wait. “We row,” he told Moor.", "Bertil Sedge"),
        ("Ada Quill rose. “Why?” asked Bertil Sedge. She did not turn. “Because,” she said.", "Ada Quill"),
        ("Bertil Sedge left. “We wait,” the spokeswoman said. “That is all,” she added.", "the spokeswoman"),
    ],
)
def test_he_and_she_are_who_was_spoken_of(text: str, name: str) -> None:
    assert speakers(text)[-1] == name


def test_a_pronoun_of_nobody_names_nobody_but_keeps_its_mention() -> None:
    quote = only("“We wait,” he said.")
    assert quote.speaker is None
    assert quote.speaker_span is not None
    assert quote.confidence == 0.0


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ada Quill said Bertil Sedge told her to “wait.”", "Bertil Sedge"),
        ("Ada Quill said Bertil Sedge had called her “a goose.”", "Bertil Sedge"),
        ("Ada Quill said Bertil Sedge hoped to be “mayor of geese.”", "Ada Quill"),
        ("Ada Quill said the council agreed to be “kind to geese.”", "Ada Quill"),
    ],
)
def test_words_inside_a_report_belong_to_whoever_says_them(text: str, speaker: str) -> None:
    assert only(text).speaker == speaker


def test_a_described_speaker_stays_as_described() -> None:
    assert only("“We wait,” a senior official said.").speaker == "a senior official"


def test_a_name_behind_an_office_is_who_speaks() -> None:
    assert only("“We wait,” said the tower captain, Ada Quill.").speaker == "Ada Quill"


def test_a_place_in_capitals_is_nobody() -> None:
    assert speakers("OLD MARGIT — The stairs are long. “A stair likes company,” she says.") == [None]


def test_nobody_is_guessed_without_a_verb_of_saying() -> None:
    assert (
        only("Ada Quill crossed the bridge of “many long and dark and lonely sighs” alone.").speaker is None
    )


@pytest.mark.parametrize(
    ("text", "speaker", "via"),
    [
        ("“We wait,” Ada Quill said, according to Reuters.", "Ada Quill", "Reuters"),
        ("Ada Quill was brief, saying, “We wait,” according to the TASS news agency.", "Ada Quill", "TASS"),
        ("“We wait,” Ada Quill said, as reported by the Kyodo agency.", "Ada Quill", "Kyodo"),
        ("“We wait,” Ada Quill told CNN.", "Ada Quill", "CNN"),
        ("“We wait,” Ada Quill told her mother.", "Ada Quill", None),
        ("“We wait,” Ada Quill said in an interview with the BBC.", "Ada Quill", "BBC"),
    ],
)
def test_a_report_of_a_report_keeps_both(text: str, speaker: str, via: str | None) -> None:
    quote = only(text)
    assert (quote.speaker, quote.via) == (speaker, via)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“The bridge is safe,” Ada Quill said.", "statement"),
        ("Ada Quill called it “safe enough.”", "fragment"),
        ("Ada Quill sang in the musical “The Long Bridge” in May.", "title"),
        ("Ada Quill told viewers of CNN’s “Bridges Tonight” that she was well.", "title"),
        ("The so-called “bridge” is a plank.", "scare"),
        ("They met at the “old” harbour.", "scare"),
    ],
)
def test_titles_and_words_held_with_tongs_are_no_statements(text: str, kind: str) -> None:
    quote = only(text)
    assert quote.kind == kind
    assert (quote.speaker is None) == (kind in ("title", "scare"))


def test_nested_quotations_are_children_of_the_outer() -> None:
    quote = only("“He told me, ‘Never again,’ and rowed off,” Ada Quill said.")
    assert quote.speaker == "Ada Quill"
    assert len(quote.children) == 1


@pytest.mark.parametrize(
    ("inside", "speaker"),
    [
        ("I told him, ‘Never again,’ and rowed off,", "Ada Quill"),
        ("We said ‘never’ to all of it,", "Ada Quill"),
        ("I thought, ‘Never again.’ Then I rowed off,", "Ada Quill"),
        ("Sedge told me, ‘Never again,’ and rowed off,", "Bertil Sedge"),
        ("He told me, ‘Never again,’ and rowed off,", "Bertil Sedge"),
        ("She told me, ‘Never again,’ and rowed off,", None),
        ("Cora Moor was there. She told me, ‘Never again,’ and rowed off,", "Cora Moor"),
        ("My mother said, ‘Never again,’ and rowed off,", "My mother"),
        ("They said, ‘Never again,’ and rowed off,", None),
        ("You cannot row off on a ‘plank’ and be well,", None),
        ("‘Never’ is a long time,", None),
    ],
)
def test_a_quotation_inside_another_has_its_own_speaker(inside: str, speaker: str | None) -> None:
    text = f"Bertil Sedge came to the harbour on Monday. “{inside}” Ada Quill said."
    quote = only(text)
    (child,) = quote.children
    assert (quote.speaker, child.speaker) == ("Ada Quill", speaker)
    assert quote.start < child.start < child.end < quote.end
    if child.speaker is not None and child.speaker_span is not None:
        assert text[slice(*child.speaker_span)] in inside


def test_a_quotation_inside_two_others_is_read_as_well() -> None:
    text = "“Sedge told me, ‘Then I said, “Never do that again,” and rowed off,’” Ada Quill said."
    (child,) = only(text).children
    assert child.speaker == "Sedge"
    (grandchild,) = child.children
    assert (grandchild.kind, grandchild.speaker) == ("statement", "Sedge")


def test_a_long_quotation_inside_another_is_a_statement_in_every_language() -> None:
    (child,) = only("»Er hat mir gesagt: ›Das machen wir nie wieder‹«, sagte Ada Quill.", "de").children
    assert child.kind == "statement"


def test_quotations_inside_others_take_time_in_proportion_to_their_number() -> None:
    few, many = ("“" + "He told me, ‘Never again.’ " * count + "” Ada Quill said." for count in (50, 200))
    only(few)  # reads the words of the language
    assert calls_made(lambda: only(many)) < 5 * calls_made(lambda: only(few))


@pytest.mark.parametrize(
    "text",
    [
        "„Die Brücke ist sicher“, sagte Ada Quill.",
        "„Die Brücke ist sicher“, so Ada Quill.",
        "„Die Brücke ist sicher“, erklärte Bürgermeisterin Ada Quill am Montag.",
        "Ada Quill sagte: „Die Brücke ist sicher.“",
        "Am Montag sagte Ada Quill: „Die Brücke ist sicher.“",
        "Ada Quill bezeichnete die Brücke als „sicher genug für Gänse“.",
        "Ada Quill hat die Brücke als „sicher genug für Gänse“ bezeichnet.",
        "Nach Angaben von Ada Quill ist die Brücke „sicher genug für Gänse“.",
        "Laut Ada Quill ist die Brücke „sicher genug für Gänse“.",
        "Die Brücke sei „sicher genug für Gänse“, hatte Ada Quill am Montag gesagt.",
        "Das Ruder-Blatt zitierte Ada Quill mit den Worten: „Die Brücke ist sicher.“",
    ],
)
def test_german_says_it_in_its_own_order(text: str) -> None:
    assert only(text, "de").speaker == "Ada Quill"


def test_german_names_are_no_speech() -> None:
    assert kinds("Die Fähre „Graue Margit“ lag neben dem Schiff „Reiher“.", "de") == ["title", "title"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "« Nous attendrons », a déclaré Ada Quill."),
        ("fr", "Ada Quill a déclaré : « Nous attendrons. »"),
        ("es", "«Esperaremos», dijo Ada Quill."),
        ("es", "Ada Quill dijo: «Esperaremos»."),
        ("it", "«Aspetteremo», ha detto Ada Quill."),
        ("pt", "“Vamos esperar”, disse Ada Quill."),
        ("ru", "«Мы подождём», — сказала Ада Квилл."),
        ("nl", "“We wachten af”, zei Ada Quill."),
        ("sv", "”Vi väntar”, sade Ada Quill."),
        ("pl", "„Poczekamy” – powiedziała Ada Quill."),
        ("ja", "クイル市長は「待ちましょう」と述べた。"),
        ("zh", "奎尔市长说：“我们等一等。”"),
        ("ar", "قال آدا كويل: «سوف ننتظر اليوم»."),
    ],
)
def test_other_languages_have_their_marks_and_main_verbs(language: str, text: str) -> None:
    quote = only(text, language)
    assert quote.kind in ("statement", "fragment")
    assert quote.speaker in ("Ada Quill", "Ада Квилл", "クイル市長", "奎尔市长", "آدا كويل")


_NEWS = st.lists(
    st.sampled_from(
        [
            "Ada Quill",
            "Mr. Sedge",
            "he",
            "she",
            "said",
            "called",
            "told",
            "according to",
            "“We wait,”",
            "‘so’",
            '"no',
            "”",
            ",",
            ".",
            ":",
            "who",
            "and",
            "the",
            "a baker",
            "\n\n",
            "in Tarn",
            "(",
            ")",
            "—",
            "'s",
            "sagte",
            "«oui»",
            "42",
        ]
    ),
    max_size=40,
).map(" ".join)


@given(
    st.one_of(st.text(max_size=200), _NEWS), st.sampled_from(["en", "de", "fr", "ru", "ja", "ar", "", "xx"])
)
@settings(max_examples=200, deadline=None)
def test_any_text_gives_quotations_that_are_parts_of_it(text: str, language: str) -> None:
    end = 0
    for quote in find_quotes(text, language):
        assert end <= quote.start < quote.end <= len(text)
        assert 0.0 <= quote.confidence <= 1.0
        assert (quote.confidence > 0) == (quote.speaker is not None)
        if quote.speaker_span is not None:
            assert 0 <= quote.speaker_span[0] < quote.speaker_span[1] <= len(text)
        end = quote.end


@pytest.mark.parametrize(
    "piece",
    [
        "“We wait,” Ada Quill said. ",
        "“We wait” and then ",
        "Ada Quill, a baker, of Tarn, and ",
        "he said she said that it was “so” and ",
        "“a”",
        "said “",
        "(“no”) ",
        "The university told the University of Cray it was “so,” the mayor, Ada Quill, said. ",
        "They said, in the words of the mayor, that, for Quill, to call it “so” was her claim. ",
        "Mayor ",
    ],
)
def test_four_times_the_text_is_less_than_ten_times_the_work(piece: str) -> None:
    small = calls_made(lambda: find_quotes(piece * 100))
    large = calls_made(lambda: find_quotes(piece * 400))
    assert large < 10 * small
