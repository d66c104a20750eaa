"""Where quotations open and close, in every way of writing them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.text.quote_marks import DEEPEST, Run, find_runs
from tests.text.work import calls_made


def found(text: str) -> list[str]:
    return [text[run.start : run.end] for run in find_runs(text) if not run.weak]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("She said, “The tide is late.”", ["“The tide is late.”"]),
        ('She said, "The tide is late."', ['"The tide is late."']),
        ("‘It’s the harbour’s fault,’ he said.", ["‘It’s the harbour’s fault,’"]),
        ("'It's the harbour's fault,' he said.", ["'It's the harbour's fault,'"]),
        ("« Nous attendrons », a dit la maire.", ["« Nous attendrons »"]),
        ("«Nous attendrons», a-t-elle dit.", ["«Nous attendrons»"]),
        ("„Wir warten“, sagte sie.", ["„Wir warten“"]),
        ("»Wir warten«, sagte sie.", ["»Wir warten«"]),
        ("„Poczekamy” – powiedziała.", ["„Poczekamy”"]),
        ("”Vi väntar”, sade hon.", ["”Vi väntar”"]),
        ("‹Wir warten›, sagte sie.", ["‹Wir warten›"]),
        ("市長は「待ちましょう」と述べた。", ["「待ちましょう」"]),
        ("「父は『待て』と言った」と娘は語った。", ["「父は『待て』と言った」"]),
        ("市长说：“我们等。”", ["“我们等。”"]),
        ("``We wait,'' she said.", ["``We wait,''"]),
        ("''We wait,'' she said.", ["''We wait,''"]),
        ('“We wait," she said.', ['“We wait,"']),
        ("“We wait“, she said.", ["“We wait“"]),
        ("“We wait,” she said, “and we hope.”", ["“We wait,”", "“and we hope.”"]),
        ("“One.” “Two.”", ["“One.”", "“Two.”"]),
        ("“Now”—her word—“is late.”", ["“Now”", "“is late.”"]),
    ],
)
def test_each_style_of_marks_is_found(text: str, quoted: list[str]) -> None:
    assert found(text) == quoted


@pytest.mark.parametrize(
    "text",
    [
        "The sailors' wages and the '90s boats were nobody's business, nor was rock 'n' roll.",
        "The sailors’ wages and the ’90s boats were nobody’s business, nor was rock ’n’ roll.",
        "’Tis the season, and ’twas the night.",
        'A 5\' 11" sailor bought a 12" board.',
        "'The Tide' is the title.",
        '<boat name="Margit" length="12">a boat</boat>',
        "no marks at all",
        "",
    ],
)
def test_apostrophes_inches_and_markup_are_no_quotations(text: str) -> None:
    assert found(text) == []


def test_a_plural_apostrophe_does_not_end_a_british_quotation() -> None:
    text = "Mr Sedge said: ‘It’s a pity, and the rowers’ patience is real.’ He left."
    assert found(text) == ["‘It’s a pity, and the rowers’ patience is real.’"]


def test_a_quotation_inside_a_quotation_is_its_child() -> None:
    text = "“He told me, ‘never again,’ and rowed off,” she said."
    (outer,) = find_runs(text)
    assert text[outer.start : outer.end] == "“He told me, ‘never again,’ and rowed off,”"
    assert [text[child.start : child.end] for child in outer.children] == ["‘never again,’"]


def test_paragraphs_that_open_without_closing_are_one_quotation() -> None:
    text = "“We built it by hand.\n\n“We shall mend it by hand,” she said.\n\nNobody spoke."
    (run,) = find_runs(text)
    assert [text[start:end] for start, end in run.spans] == [
        "“We built it by hand.",
        "“We shall mend it by hand,”",
    ]
    assert (run.start, run.end) == (run.spans[0][0], run.spans[-1][1])


def test_a_mark_that_never_closes_ends_with_its_paragraph() -> None:
    text = "“We built it by hand\n\nThe harbour is grey.\n\nMore prose follows."
    assert found(text) == ["“We built it by hand"]


def test_a_stray_opening_mark_in_the_middle_holds_nothing() -> None:
    assert found("The harbour “ was grey and the boats came in. Nobody spoke.") == []


def test_broken_nesting_goes_no_deeper_than_three() -> None:
    def depth(run: Run) -> int:
        return 1 + max((depth(child) for child in run.children), default=0)

    assert max(depth(run) for run in find_runs("“a " * 50 + "”b " * 50)) <= DEEPEST


_MARKS = st.text(alphabet=st.sampled_from("“”\"'‘’„«»‹›「」『』`.,?! \nabzABZ19s(—"), max_size=200)


@given(st.one_of(st.text(max_size=200), _MARKS))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_spans_inside_the_text(text: str) -> None:
    end = 0
    for run in find_runs(text):
        assert end <= run.start < run.end <= len(text)
        assert run.spans[0][0] == run.start
        assert run.spans[-1][1] == run.end
        assert all(start < stop for start, stop in run.spans)
        end = run.end


@pytest.mark.parametrize("piece", ["“a ", "‘a’s ", '"a ', "«a» ", "'a' b’ ", "“a\n\n", "「a"])
def test_four_times_the_text_is_less_than_ten_times_the_work(piece: str) -> None:
    small = calls_made(lambda: find_runs(piece * 500))
    large = calls_made(lambda: find_runs(piece * 2_000))
    assert large < 10 * small
