"""A byline is told from other lines by its form, and gives the names of people and organisations in it."""

from __future__ import annotations

import pytest

from newsreader.text.bylines import Byline, is_name, is_role, read_byline, without_date


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By News Desk", ["News Desk"]),
        ("By Anselm Teague and Mirela Costin", ["Anselm Teague", "Mirela Costin"]),
        (
            "by Anselm Teague, Mirela Costin and Piet Larkin",
            ["Anselm Teague", "Mirela Costin", "Piet Larkin"],
        ),
        ("BY ANSELM TEAGUE", ["ANSELM TEAGUE"]),
        ("By: Anselm Teague", ["Anselm Teague"]),
        ("Author: Anselm Teague", ["Anselm Teague"]),
        ("By Anselm Teague, Political Editor", ["Anselm Teague"]),
        ("By Anselm Teague, Staff Writer, and Mirela Costin", ["Anselm Teague", "Mirela Costin"]),
        ("By Anselm Teague Staff Writer", ["Anselm Teague"]),
        ("By Anselm Teague | HNA", ["Anselm Teague"]),
        ("By Anselm Teague (HNA)", ["Anselm Teague"]),
        ("By Anselm Teague in Tarn", ["Anselm Teague"]),
        ("By Anselm Teague, for the Kestrel Bay Post", ["Anselm Teague"]),
        ("By Anselm Teague and agencies", ["Anselm Teague"]),
        ("By Anselm Teague & Ove Lund", ["Anselm Teague", "Ove Lund"]),
        ("By Anselm Teague, Jr.", ["Anselm Teague, Jr."]),
        ("By A. B. Teague Jr.", ["A. B. Teague Jr."]),
        ("By Saskia van der Venn and Jean-Pierre O’Dowd", ["Saskia van der Venn", "Jean-Pierre O’Dowd"]),
        ("By HNA", ["HNA"]),
        ("By the Harrowmere Courier", ["the Harrowmere Courier"]),
        ("By our correspondent in Tarn", []),
        ("Story and photos by Saskia Venn", ["Saskia Venn"]),
        ("Words by Saskia Venn, photographs by Ove Lund", ["Saskia Venn"]),
        ("Photographs by Ove Lund", []),
        (
            "Reporting by Saskia Venn in Tarn and Piet Larkin in Lowmoor; Editing by Joan Hesketh",
            ["Saskia Venn", "Piet Larkin"],
        ),
        ("Von Theda Rungholt", ["Theda Rungholt"]),
        ("Par Élodie Marchetti et Ove Lund", ["Élodie Marchetti", "Ove Lund"]),
        ("Por Inés Okafor", ["Inés Okafor"]),
        ("By 张三", ["张三"]),
    ],
)
def test_a_byline_is_kept_as_printed_and_names_its_authors(line: str, authors: list[str]) -> None:
    assert read_byline(line) == Byline(line, tuple(authors))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "By",
        "By Friday",
        "By Friday the strike was over",
        "By 2030 the sea will have risen",
        "By the time the ferry sailed, nobody cared.",
        "By Anselm Teague. He lives in Tarn.",
        "By Anselm Teague, who was there",
        "De Niro film leads the field",
        "Di Caprio film leads the field",
        "Von Tarn nach Lowmoor: eine Reise",
        "Von Trier",
        "Par Avion",
        "Bye Bye Birdie",
        "Standing by Her Man",
        "By " + "Anselm Teague, " * 30,
    ],
)
def test_other_lines_are_no_bylines(line: str) -> None:
    assert read_byline(line) is None


@pytest.mark.parametrize(
    ("line", "text", "date"),
    [
        ("By Saskia Venn, 18 October 2026", "By Saskia Venn", "18 October 2026"),
        ("*By Saskia Venn | October 18, 2026, 10:15 a.m.*", "By Saskia Venn", "October 18, 2026, 10:15 a.m."),
        ("By Saskia Venn October 18, 2026", "By Saskia Venn", "October 18, 2026"),
        ("Von Theda Rungholt – 28.10.2026", "Von Theda Rungholt", "28.10.2026"),
        ("By By Saskia Venn", "By Saskia Venn", ""),
    ],
)
def test_a_date_behind_it_is_taken_off_and_by_never_stands_twice(line: str, text: str, date: str) -> None:
    assert read_byline(line) == Byline(text, (text.split(" ", 1)[1],), date)


def test_names_alone_are_a_byline_only_where_one_is_looked_for() -> None:
    assert read_byline("Anselm Teague, Staff Writer") is None
    assert read_byline("Anselm Teague, Staff Writer", bare=True) == Byline(
        "Anselm Teague, Staff Writer", ("Anselm Teague",)
    )
    assert read_byline("Isker bursts its banks", bare=True) is None
    assert read_byline("Courier", bare=True) is None


@pytest.mark.parametrize(
    "line",
    [
        "Staff Writer",
        "Political Correspondent",
        "Special to The Courier",
        "HNA Staff",
        "venn@courier.example",
        "@saskia",
    ],
)
def test_what_somebody_is_may_stand_under_the_name(line: str) -> None:
    assert is_role(line)


@pytest.mark.parametrize(
    "line",
    ["", "Tarn", "The report is bad", "Chief among them", "He is a writer.", "Two writers met in Tarn"],
)
def test_other_lines_say_nothing_about_the_author(line: str) -> None:
    assert not is_role(line)


def test_names_are_words_with_capitals() -> None:
    for name in (
        "Ada Vell",
        "Ines Okafor-Dahl",
        "Nuala Ní Dhomhnaill",
        "Ludwig van der Rohe",
        "Amir al-Rashid",
        "H. G. Orr",
    ):
        assert is_name(name)
    for other in (
        "",
        "ada vell",
        "Ada 2",
        "October",
        "one Two",
        "A B C D E F G H",
        "Ada Vell said",
        "Ada (Vell)",
    ):
        assert not is_name(other)


def test_a_date_at_the_end_of_a_line_is_cut_off_whole() -> None:
    assert without_date("Sant Orrin, 9 October 2026") == ("Sant Orrin", "9 October 2026")
    assert without_date("Published Friday, October 9, 2026") == ("Published", "Friday, October 9, 2026")
    assert without_date("no date 2026") == ("no date 2026", "")
