"""What a quoted run is: somebody's words, whole or in part, a title, or a word held with tongs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.text.lexicon import words
from newsreader.text.quote_kinds import SPEECH, kinds_of, weigh
from newsreader.text.quote_look import in_capitals
from newsreader.text.quote_marks import find_runs
from newsreader.text.quotes import find_quotes
from newsreader.text.scene import Scene
from newsreader.text.speakers import Speakers

DATA = Path(__file__).parents[1] / "data" / "quotations"
SHORT = json.loads((DATA / "short.json").read_text("utf-8"))
NOT_YET = frozenset((DATA / "short_not_yet.txt").read_text("utf-8").splitlines())


def kind_of(text: str, quoted: str) -> str:
    """Return the kind of the quotation `quoted`, marks included, in `text`."""
    start = text.index(quoted)
    found = [quote.kind for quote in find_quotes(text) if quote.start == start]
    return found[0] if found else "none"


def kinds(text: str) -> list[str]:
    return [quote.kind for quote in find_quotes(text)]


@pytest.mark.parametrize(
    "labelled",
    [
        pytest.param(
            labelled,
            id=f"{number:03}",
            marks=[pytest.mark.xfail(strict=True, reason="not right yet")]
            if labelled["quote"] in NOT_YET
            else [],
        )
        for number, labelled in enumerate(SHORT)
    ],
)
def test_short_quotations_labelled_by_hand(labelled: dict[str, str]) -> None:
    assert kind_of(labelled["text"], labelled["quote"]) == labelled["kind"]


def test_what_is_not_right_yet_is_among_the_labelled() -> None:
    assert {line for line in NOT_YET if line[:1] != "#"} <= {labelled["quote"] for labelled in SHORT}


@pytest.mark.parametrize(
    "text",
    [
        "“Well,” Ada Quill said, “we rowed.”",
        "“Oars,” said Ada Quill.",
        "“Yes.” Ada Quill put down the phone.",
        "Asked what she would take along, Ada Quill had one answer: “Oars.”",
        "Ada Quill’s message read: “Bring oars.”",
        "“Too cold” was the verdict of Ada Quill.",
        "The bridge, in the words of Ada Quill, was “a plank with ideas.”",
        "By her own account Ada Quill had been “mostly asleep.”",
        "For Ada Quill, who rows daily, the ban is “a pity.”",
        "Guests were told to leave “at once.”",
        "Ada Quill called the ferry a “bathtub.”",
        "There were chants of “Row home” as the ferry came in.",
        "The accusation that the ferry was “rotten” hurt Ada Quill.",
        "Critics call the ferry “the bathtub.”",
    ],
)
def test_somebodys_words_are_speech_however_short(text: str) -> None:
    assert kinds(text)[-1] in SPEECH


@pytest.mark.parametrize(
    "text",
    [
        "Ada Quill told “Bridges Tonight” that she was well.",
        "Ada Quill, the author of “The Long Bridge,” said she was well.",
        "On Tarn Radio’s “Row Home,” Ada Quill said she was well.",
        "Her memoir, “The Long Bridge,” is out, Ada Quill said.",
        "She starred in “The Long Bridge,” “Oars” and “The Ferry.”",
        "“The Long Bridge,” by Ada Quill, is out.",
        "A memo titled “What the Ferry Costs” was sent to all, Ada Quill said.",
        "The “Row Home” podcast ended in May, Ada Quill said.",
    ],
)
def test_titles_are_titles_beside_a_verb_of_saying_too(text: str) -> None:
    assert set(kinds(text)) == {"title"}


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “bridge” is a plank, Ada Quill said.",
        "The term “oar debt” is new.",
        "Engineers call the effect “ferry drift”.",
        "The path is known to all in Tarn as “the gangway”.",
        "Nan “Oars” Quill rowed home.",
        "Men in “Row Home” hats came to the shore.",
        "They found what pupils call “the attic”.",
        "In what sailors call a “dead slow turn”, the ferry came about.",
        "The “ferry levy” debate goes on.",
        "Oars, as they say. “Oars,” as they say.",
    ],
)
def test_words_that_nobody_says_are_held_with_tongs(text: str) -> None:
    assert set(kinds(text)) == {"scare"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“Never,” Ada Quill said.", "statement"),
        ("Ada Quill said: “Never.”", "statement"),
        ("Ada Quill called the ban “Draconian.”", "fragment"),
        ("Ada Quill said the ban was “too hard.”", "fragment"),
        ("“He called it ‘a bathtub’ and left,” Ada Quill said.", "statement"),
        ("Ada Quill said, “He called it ‘a bathtub.’”", "statement"),
        ("‘We shall row home’, Ada Quill said.", "statement"),
        ("Ada Quill’s banner read: ‘Your ferry, our problem’.", "statement"),
        ("Ada Quill said ‘It was a bathtub’.", "statement"),
        ("The note was short: “Gone.”", "statement"),
        ("Asked about the ferry, Ada Quill shook her head: “None.”", "statement"),
    ],
)
def test_a_whole_answer_is_a_statement_and_a_part_a_fragment(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


def test_both_halves_of_a_divided_quotation_are_statements() -> None:
    assert kinds("‘It leaks,’ Ada Quill said, ‘and there is nothing to be done.’") == ["statement"] * 2


def test_capitals_mean_nothing_in_a_headline() -> None:
    assert kinds("Mayor Ada Quill Of Tarn: ‘Our Ferry Is Bathtub’ And ‘Levy Must Go’")[0] in SPEECH


def test_a_title_names_no_speaker() -> None:
    (quote,) = find_quotes("Ada Quill told “Bridges Tonight” that she was well.")
    assert quote.speaker is None


@pytest.mark.parametrize(
    ("inside", "capitals"),
    [
        ("The Long Bridge", True),
        ("America with Nan Quill", True),
        ("1984", False),
        ("24 Hours", True),
        ("Mud", True),
        ("I", False),
        ("The bridge", False),
        ("the Bridge", False),
        ("…", False),
        ("", False),
    ],
)
def test_titles_are_known_by_their_capitals(inside: str, capitals: bool) -> None:
    assert in_capitals(inside) is capitals


def test_every_weight_is_a_number() -> None:
    names = {entry.rsplit(":", 1)[0] for entry in words("quotes_en", "weights")}
    assert len(names) == len(words("quotes_en", "weights"))
    for name in names:
        assert weigh([name]) != 0.0


PIECES = [
    "“", "”", '"', "‘", "’", "'", " ", ",", ".", ":", "(", ")", "\n\n", "said", "Quill", "the", "called",
    "in", "words", "of", "known", "as", "what", "that", "is", "Long Bridge", "I", "so-called", "by", "…",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join))
def test_every_run_of_any_text_has_a_kind(text: str) -> None:
    scene = Scene(text, find_runs(text), "en")
    found = kinds_of(scene, Speakers(scene).find())
    assert len(found) == len(scene.runs)
    assert set(found) <= {"statement", "fragment", "title", "scare"}
