"""An article's source becomes a body with quotations, speakers and the dateline laid over it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.models import Annotation, SourceType
from newsreader.text.annotation import VERSION, annotate, count_words

LEDE = "KESTREL BAY, Oct. 12 (HNA) — The first storm of the autumn closed the port of Kestrel Bay on Monday."
TALK = "“It fits rather well,” said the port captain, Bertil Ansgar. “By six we had closed everything.”"


def spans(annotation: Annotation, role: str) -> list[tuple[str, str, int]]:
    text = annotation.body.text
    return [(text[s.start : s.end], s.value, s.level) for s in annotation.body.spans if s.role == role]


def blocks(annotation: Annotation) -> list[str]:
    return [annotation.body.text[start:end] for start, end in annotation.body.blocks()]


def test_there_is_a_version() -> None:
    assert VERSION >= 1


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (f"{LEDE}\n\n{TALK}", "text"),
        (f"{LEDE}\n\n{TALK}\n", "markdown"),
        (f"<p>{LEDE}</p><p>{TALK}</p>", "html"),
    ],
)
def test_every_kind_of_source_is_annotated_alike(source: str, kind: SourceType) -> None:
    found = annotate(source, kind)
    assert blocks(found) == [LEDE, TALK]
    assert found.dateline is not None
    assert (found.dateline.place, found.dateline.agency) == ("KESTREL BAY", "HNA")
    assert spans(found, "dateline") == [("KESTREL BAY, Oct. 12 (HNA)", "", 0)]
    assert found.body.text[found.dateline.start : found.dateline.end] == found.dateline.text
    assert [text for text, _, _ in spans(found, "quotation")] == [
        "“It fits rather well,”",
        "“By six we had closed everything.”",
    ]
    assert [level for _, _, level in spans(found, "quotation")] == [0, 1]
    assert (found.language, found.words) == ("en", 35)
    assert list(found.body.spans) == sorted(found.body.spans, key=lambda span: (span.start, -span.end))


def test_the_span_of_a_speaker_names_the_quotation_it_belongs_to() -> None:
    found = annotate(f"{LEDE}\n\n{TALK}", "text")
    for index, quote in enumerate(found.quotes):
        names = {value for _, value, level in spans(found, "quotation") if level == index}
        assert names == {quote.speaker or ""}
        if quote.speaker_span:
            start, end = quote.speaker_span
            assert (found.body.text[start:end], quote.speaker or "", index) in spans(found, "speaker")


def test_a_quotation_over_two_paragraphs_has_a_span_in_each() -> None:
    source = (
        "“It will let them sleep,” Dolne said. “They will see eleven lights.\n\n"
        "“And they will know who pays.”"
    )
    found = annotate(source, "text")
    assert [text for text, _, _ in spans(found, "quotation")] == [
        "“It will let them sleep,”",
        "“They will see eleven lights.",
        "“And they will know who pays.”",
    ]
    assert [level for _, _, level in spans(found, "quotation")] == [0, 1, 1]


def test_a_picture_between_two_paragraphs_does_not_break_a_quotation() -> None:
    found = annotate(
        "<p>“They will see eleven lights,” Dolne said. “They will count them.</p><img src=x alt='A “light”'>"
        "<p>“And they will know who pays.”</p>",
        "html",
    )
    texts = [text for text, _, _ in spans(found, "quotation")]
    assert texts[1:] == ["“They will count them.", "“And they will know who pays.”"]


@pytest.mark.parametrize(
    "silent",
    [
        "<h2>“Nobody was killed,” he said</h2>",
        '<pre>print("a string in code, he said")</pre>',
        '<p>Type <code>say "hello there you"</code> and wait.</p>',
        '<table><tr><td>Lens<td>12" wide, said "one of them"<tr><td>a<td>b</table>',
        '<img src=x alt="“He said it again,” she told us">',
    ],
)
def test_words_in_headings_code_tables_and_pictures_are_nobodys_speech(silent: str) -> None:
    found = annotate(f"<p>Some words before it.</p>{silent}<p>Some words after it.</p>", "html")
    assert found.quotes == ()


def test_the_lede_may_stand_below_a_picture_and_a_heading() -> None:
    found = annotate(f"<h2>Storm</h2><img src=x alt='The port'><p>{LEDE}</p>", "html")
    assert found.dateline is not None and found.dateline.place == "KESTREL BAY"
    assert spans(found, "dateline") == [("KESTREL BAY, Oct. 12 (HNA)", "", 0)]


def test_only_the_lede_has_a_dateline() -> None:
    assert annotate(f"The first of all words.\n\n{LEDE}", "text").dateline is None
    assert annotate(f"<ul><li>{LEDE}</ul>", "html").dateline is None


def test_a_headline_repeated_above_the_text_is_left_out_and_links_stay_numbered() -> None:
    source = '<h1><a href="https://a.example/1">Storm shuts port</a></h1><p>One <a href="https://a.example/2">link</a>.</p>'
    found = annotate(source, "html", headline="Storm shuts port!")
    assert blocks(found) == ["One link."]
    assert spans(found, "link") == [("link", "https://a.example/2", 1)]
    assert blocks(annotate("<h1>Storm shuts port</h1>", "html", headline="Storm shuts port")) == [
        "Storm shuts port"
    ]
    assert blocks(annotate(source, "html", headline="Another"))[0] == "Storm shuts port"


@pytest.mark.parametrize(
    ("deck", "kept"),
    [
        ("", None),
        ("Ferries will not sail until Wednesday.", None),
        (LEDE, ""),
        ("The first storm of the autumn closed the port of Kestrel Bay on Monday.", ""),
        ("KESTREL BAY, Oct. 12 (HNA) - The first storm of the autumn closed…", ""),
        ("The first storm of the autumn closed the port of Kestrel Bay on Mon...", ""),
        ("The first storm of the autumn closed the port [...] Continue reading Storm", ""),
        (f"{LEDE} “It fits rather well,” said the port captain", ""),
        ("Storm shuts port", ""),
        ("…", ""),
        ("Monday", None),
        ("By six we had closed everything. Or nearly.", None),
    ],
)
def test_a_deck_that_only_repeats_the_lede_is_left_out(deck: str, kept: str | None) -> None:
    assert annotate(f"{LEDE}\n\n{TALK}", "text", headline="Storm shuts port", deck=deck).deck == kept


def test_a_language_that_is_given_is_believed() -> None:
    assert annotate(f"{LEDE}\n\n{TALK}", "text", language="en-GB").language == "en-GB"
    german = "Nach fünf Tagen ist der Pegel der Isker in Tarn am Mittwoch gefallen, und das ist gut so."
    assert annotate(german, "text").language == "de"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("* * *", 0),
        ("One two-three, four's — five (six) 7.", 6),
        ("Größe über alles", 3),
        ("首相は金曜日に会談を続けると述べた。", 9),
        ("日本語 and English", 4),
        ("총리는 금요일에 회담을", 3),
        ("นายกรัฐมนตรี", 3),
    ],
)
def test_words_are_counted_by_what_they_take_to_read(text: str, words: int) -> None:
    assert count_words(text) == words


def test_plain_text_costs_no_parser_of_markup() -> None:
    script = (
        "import sys; from newsreader.text.annotation import annotate; annotate('“One,” he said.', 'text');"
        "print({'selectolax', 'markdown_it', 'yaml', 'chardet'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


_BITS = st.sampled_from(
    [
        "“",
        "”",
        "‘",
        "’",
        '"',
        "said",
        "Ada Vell",
        "she",
        ". ",
        ", ",
        "\n\n",
        "<p>",
        "<b>",
        "`",
        "# ",
        "TARN —",
        "> ",
        "\x1b",
        "漢",
    ]
)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.one_of(_BITS, st.text(max_size=5)), max_size=25).map(" ".join),
    st.sampled_from(["html", "text", "markdown"]),
)
def test_no_source_is_an_error_and_annotating_twice_gives_the_same(source: str, kind: SourceType) -> None:
    found = annotate(source, kind, headline=source[:20], deck=source[:40])
    assert annotate(source, kind, headline=source[:20], deck=source[:40]) == found
    for span in found.body.spans:
        assert 0 <= span.start < span.end <= len(found.body.text)
        if span.role in ("quotation", "speaker"):
            assert found.quotes[span.level].kind in ("statement", "fragment")
