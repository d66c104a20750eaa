"""The dateline that opens a lede, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.text.datelines import find_dateline


@pytest.mark.parametrize(
    ("paragraph", "text", "place", "region", "date", "agency"),
    [
        ("OSLO (AP) — The fjord froze over.", "OSLO (AP)", "OSLO", None, None, "AP"),
        ("OSLO, Norway (AP) -- The fjord froze.", "OSLO, Norway (AP)", "OSLO, Norway", "Norway", None, "AP"),
        (
            "OSLO, Feb 3 (Reuters) - The fjord froze.",
            "OSLO, Feb 3 (Reuters)",
            "OSLO",
            None,
            "Feb 3",
            "Reuters",
        ),
        ("Oslo (dpa) - Der Fjord ist gefroren.", "Oslo (dpa)", "Oslo", None, None, "dpa"),
        ("Oslo, 3 févr. (AFP) – Le fjord a gelé.", "Oslo, 3 févr. (AFP)", "Oslo", None, "3 févr.", "AFP"),
        (
            "OSLO, 3 de febrero (EFE).- El fiordo se heló.",
            "OSLO, 3 de febrero (EFE)",
            "OSLO",
            None,
            "3 de febrero",
            "EFE",
        ),
        (
            "OSLO, February 3. /TASS/. The fjord froze.",
            "OSLO, February 3. /TASS/.",
            "OSLO",
            None,
            "February 3",
            "TASS",
        ),
        ("Feb. 3 (UPI) -- The fjord froze over.", "Feb. 3 (UPI)", None, None, "Feb. 3", "UPI"),
        ("(Bloomberg) -- Shares of ferries rose.", "(Bloomberg)", None, None, None, "Bloomberg"),
        ("OSLO 2024-02-03", "OSLO 2024-02-03", "OSLO", None, "2024-02-03", None),
        (
            "QUILLTON, Vt. — The bridge is to close for the winter.",
            "QUILLTON, Vt.",
            "QUILLTON, Vt.",
            "Vt.",
            None,
            None,
        ),
        ("QUILLTON — The bridge is to close for the winter.", "QUILLTON", "QUILLTON", None, None, None),
        (
            "QUILLTON (QNA) — The bridge is to close for the winter.",
            "QUILLTON (QNA)",
            "QUILLTON",
            None,
            None,
            "QNA",
        ),
        (
            "QUILLTON, Marrow, May 3 (AP) - The bridge closed.",
            "QUILLTON, Marrow, May 3 (AP)",
            "QUILLTON, Marrow",
            "Marrow",
            "May 3",
            "AP",
        ),
        ("OSLO The fjord froze over, ministers said.", "OSLO", "OSLO", None, None, None),
        ("OSLO: The fjord froze over, ministers said.", "OSLO", "OSLO", None, None, None),
        ("Reporting from Oslo — The fjord froze over.", "Reporting from Oslo", "Oslo", None, None, None),
        (
            "ABOARD THE GREY HERON — The sea was flat in the morning.",
            "ABOARD THE GREY HERON",
            "ABOARD THE GREY HERON",
            None,
            None,
            None,
        ),
        ("МОСКВА, 12 окт — РИА Новости. Лёд встал.", "МОСКВА, 12 окт", "МОСКВА", None, "12 окт", None),
        ("新华社北京2月3日电 海面结冰。", "新华社北京2月3日电", "北京", None, "2月3日", "新华社"),
    ],
)
def test_each_form_is_read(
    paragraph: str, text: str, place: str | None, region: str | None, date: str | None, agency: str | None
) -> None:
    found = find_dateline(paragraph)
    assert found is not None
    assert (found.text, found.place, found.region, found.date, found.agency) == (
        text,
        place,
        region,
        date,
        agency,
    )
    assert paragraph[found.start : found.end] == text


def test_a_double_dateline_names_both_places() -> None:
    found = find_dateline("OSLO/BERGEN (AP) — The trains stood still.")
    assert found is not None
    assert found.places == ("OSLO", "BERGEN")


def test_a_feeds_own_prefix_is_part_of_the_dateline() -> None:
    found = find_dateline("Canadian Press - OTTAWA (CP) - The canal opened for skating.")
    assert found is not None
    assert (found.place, found.agency) == ("OTTAWA", "CP")
    assert found.text == "Canadian Press - OTTAWA (CP)"


@pytest.mark.parametrize(
    "paragraph",
    [
        "ADA QUILL: We shall see about the bridge and the ferry.",
        "Average Weight (AW) — measured in the morning.",
        "AVERAGE WEIGHT (AW) — measured in the morning.",
        "ROWING - QUILL WINS BY A LENGTH.",
        "OPINION — Why the bridge matters more than the polls suggest.",
        "ADA QUILL — The woman who would be mayor of the town.",
        "OSLO is bracing for a winter without ferries.",
        "OSLO'S transport chief has warned of a winter without ferries.",
        "NEW YORK Times reporters were told to move.",
        "By Ada Quill",
        "October 12, 2024",
        "Q: What did the mayor say?",
        "U.S. President Quill sought to calm the sailors.",
        "An ordinary sentence (AP) - with a bracket in it.",
        "The Bridge That Waited",
        "",
        "—",
        "(",
    ],
)
def test_what_only_looks_like_a_dateline_is_none(paragraph: str) -> None:
    assert find_dateline(paragraph) is None


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_is_answered(paragraph: str) -> None:
    found = find_dateline(paragraph)
    if found is not None:
        assert paragraph[found.start : found.end] == found.text


def test_a_megabyte_in_one_paragraph_is_looked_at_only_at_its_head() -> None:
    assert find_dateline("A" * 1_000_000) is None
    found = find_dateline("OSLO (AP) — " + "The fjord froze over. " * 50_000)
    assert found is not None
