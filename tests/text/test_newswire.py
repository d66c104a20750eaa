"""Plain text is read as newspapers and agencies set it, in every layout people have, and no word is lost."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.models import Body, Dateline, ParsedArticle
from newsreader.text.clean import clean
from newsreader.text.newswire import read_text, text_to_body

LEDE = (
    "The winter ferry to the Outer Skerries will sail again on Monday, four years after the last one, "
    "the harbour minister said on the quay at Sant Orrin."
)
SECOND = "“An island that can be reached for seven months is not a part of the country,” she told islanders."


def day(article: ParsedArticle) -> str:
    return (
        "" if article.published is None else datetime.fromtimestamp(article.published, UTC).date().isoformat()
    )


def head(article: ParsedArticle) -> dict[str, object]:
    """Return what was found above the text, without what is empty."""
    fields = {
        "kicker": article.kicker,
        "headline": article.headline,
        "deck": article.deck,
        "byline": article.byline,
        "authors": article.authors,
        "date": article.dateline.text if article.dateline else "",
        "published": day(article),
    }
    return {name: value for name, value in fields.items() if value}


def blocks(body: Body) -> list[str]:
    return [body.text[start:end] for start, end in body.blocks()]


def roles(body: Body) -> list[tuple[str, str, int, str]]:
    return [(s.role, s.value, s.level, body.text[s.start : s.end]) for s in body.spans]


# --- the head: layouts ------------------------------------------------------------------------------------

WHOLE: dict[str, object] = {
    "kicker": "REGIONAL",
    "headline": "Winter ferry to the Skerries will sail again",
    "byline": "By News Desk",
    "authors": ("News Desk",),
    "date": "October 9, 2026",
    "published": "2026-10-09",
}
LAYOUTS: dict[str, tuple[str, dict[str, object]]] = {
    "the whole head, a line each": (
        "REGIONAL\n\nWinter ferry to the Skerries will sail again\n\nBy News Desk\n\nOctober 9, 2026\n\n",
        WHOLE,
    ),
    "without empty lines": (
        "REGIONAL\nWinter ferry to the Skerries will sail again\nBy News Desk\nOctober 9, 2026\n\n",
        WHOLE,
    ),
    "with the line ends of Windows": (
        "REGIONAL\r\n\r\nWinter ferry to the Skerries will sail again\r\n\r\n"
        "By News Desk\r\n\r\nOctober 9, 2026\r\n\r\n",
        WHOLE,
    ),
    "set in with tabs and blanks": (
        "\n\n\tREGIONAL\n\n   Winter ferry to the Skerries will sail again\n\n"
        "\tBy News Desk\n\tOctober 9, 2026 \n\n",
        WHOLE,
    ),
    "headline alone": ("Fire at sea\n\n", {"headline": "Fire at sea"}),
    "headline in capitals": (
        "STORM SHUTS KESTREL BAY PORT, CUTS POWER TO 14,000 HOMES\n\n",
        {"headline": "STORM SHUTS KESTREL BAY PORT, CUTS POWER TO 14,000 HOMES"},
    ),
    "kicker and headline in capitals": (
        "NATIONAL\nMOOR FIRE BURNS FOR THIRD DAY\n\n",
        {"kicker": "NATIONAL", "headline": "MOOR FIRE BURNS FOR THIRD DAY"},
    ),
    "a section's name in small letters": (
        "The Long Read\n\nThe last people who know how to wind the light\n\nby Mirela Costin\n\n",
        {
            "kicker": "The Long Read",
            "headline": "The last people who know how to wind the light",
            "byline": "by Mirela Costin",
            "authors": ("Mirela Costin",),
        },
    ),
    "two sections": (
        "Science / Environment\n\nThe pear that waited\n\n",
        {"kicker": "Science / Environment", "headline": "The pear that waited"},
    ),
    "one word that is no section": (
        "Flooding\n\nIsker bursts its banks at Tarn for the third time\n\nBy Imke Sorrel\n\n",
        {
            "kicker": "Flooding",
            "headline": "Isker bursts its banks at Tarn for the third time",
            "byline": "By Imke Sorrel",
            "authors": ("Imke Sorrel",),
        },
    ),
    "a short headline and a deck": (
        "Fire at sea\n\nFerry burns off Tarn, all aboard are saved\n\nBy Imke Sorrel\n\n",
        {
            "headline": "Fire at sea",
            "deck": "Ferry burns off Tarn, all aboard are saved",
            "byline": "By Imke Sorrel",
            "authors": ("Imke Sorrel",),
        },
    ),
    "a deck of whole sentences": (
        "How the tide is told\n\nReaders asked how it is done. Here is the short answer.\n\n"
        "By Yusra Benamar\n2 November 2026\n\n",
        {
            "headline": "How the tide is told",
            "deck": "Readers asked how it is done. Here is the short answer.",
            "byline": "By Yusra Benamar",
            "authors": ("Yusra Benamar",),
            "date": "2 November 2026",
            "published": "2026-11-02",
        },
    ),
    "a deck and no byline": (
        "Night train to Vastria returns\n\nNo telephones in the dining car, say the two railways\n\n",
        {
            "headline": "Night train to Vastria returns",
            "deck": "No telephones in the dining car, say the two railways",
        },
    ),
    "the deck below the byline": (
        "Night train to Vastria returns\nBy Piet Larkin\n"
        "No telephones in the dining car, say the railways\n5 November 2026\n\n",
        {
            "headline": "Night train to Vastria returns",
            "deck": "No telephones in the dining car, say the railways",
            "byline": "By Piet Larkin",
            "authors": ("Piet Larkin",),
            "date": "5 November 2026",
            "published": "2026-11-05",
        },
    ),
    "the date above the headline": (
        "9 October 2026\n\nWinter ferry to the Skerries will sail again\n\n",
        {
            "headline": "Winter ferry to the Skerries will sail again",
            "date": "9 October 2026",
            "published": "2026-10-09",
        },
    ),
    "the date above the byline": (
        "Winter ferry to the Skerries will sail again\n9 October 2026\nBy Imke Sorrel\n\n",
        {
            "headline": "Winter ferry to the Skerries will sail again",
            "byline": "By Imke Sorrel",
            "authors": ("Imke Sorrel",),
            "date": "9 October 2026",
            "published": "2026-10-09",
        },
    ),
    "byline and date on one line": (
        "Winter ferry to the Skerries will sail again\n\n"
        "By Imke Sorrel | Friday, October 9, 2026, 10:15 a.m.\n\n",
        {
            "headline": "Winter ferry to the Skerries will sail again",
            "byline": "By Imke Sorrel",
            "authors": ("Imke Sorrel",),
            "date": "Friday, October 9, 2026, 10:15 a.m.",
            "published": "2026-10-09",
        },
    ),
    "a name without “by” above a date": (
        "Winter ferry to the Skerries will sail again\n\nImke Sorrel\n9 October 2026\n\n",
        {
            "headline": "Winter ferry to the Skerries will sail again",
            "byline": "Imke Sorrel",
            "authors": ("Imke Sorrel",),
            "date": "9 October 2026",
            "published": "2026-10-09",
        },
    ),
    "a name and what she is": (
        "Winter ferry to the Skerries will sail again\n\nImke Sorrel, Staff Writer\n\n",
        {
            "headline": "Winter ferry to the Skerries will sail again",
            "byline": "Imke Sorrel, Staff Writer",
            "authors": ("Imke Sorrel",),
        },
    ),
    "what she is on a line of its own": (
        "Winter ferry to the Skerries will sail again\n\n"
        "By IMKE SORREL\nHarbour Correspondent\nsorrel@courier.example\n\n",
        {
            "headline": "Winter ferry to the Skerries will sail again",
            "byline": "By IMKE SORREL, Harbour Correspondent, sorrel@courier.example",
            "authors": ("IMKE SORREL",),
        },
    ),
    "three people": (
        "Accord on the Strait is signed\n\nby Anselm Teague, Mirela Costin and Piet Larkin\n\n",
        {
            "headline": "Accord on the Strait is signed",
            "byline": "by Anselm Teague, Mirela Costin and Piet Larkin",
            "authors": ("Anselm Teague", "Mirela Costin", "Piet Larkin"),
        },
    ),
    "who reported from where": (
        "Moor fire burns on\n\n"
        "Reporting by Saskia Venn in Tarn and Piet Larkin in Lowmoor; Editing by Joan Hesketh\n\n",
        {
            "headline": "Moor fire burns on",
            "byline": "Reporting by Saskia Venn in Tarn and Piet Larkin in Lowmoor; Editing by Joan Hesketh",
            "authors": ("Saskia Venn", "Piet Larkin"),
        },
    ),
    "in German": (
        "HOCHWASSER\n\nDer Pegel sinkt, die Geduld auch\n\nVon Theda Rungholt\n\n28. Oktober 2026\n\n",
        {
            "kicker": "HOCHWASSER",
            "headline": "Der Pegel sinkt, die Geduld auch",
            "byline": "Von Theda Rungholt",
            "authors": ("Theda Rungholt",),
            "date": "28. Oktober 2026",
            "published": "2026-10-28",
        },
    ),
    "headline underlined": (
        "Winter ferry will sail again\n============================\n\nBy Imke Sorrel\n\n",
        {"headline": "Winter ferry will sail again", "byline": "By Imke Sorrel", "authors": ("Imke Sorrel",)},
    ),
    "headline on two lines": (
        "Autumn storm shuts Kestrel Bay port, cuts power\nto 14,000 homes\nBy Imke Sorrel\n\n",
        {
            "headline": "Autumn storm shuts Kestrel Bay port, cuts power to 14,000 homes",
            "byline": "By Imke Sorrel",
            "authors": ("Imke Sorrel",),
        },
    ),
    "published and updated": (
        "Bridge at Tarn to close\n\nPublished 15 October 2026 | Updated 16 October 2026\n\n",
        {
            "headline": "Bridge at Tarn to close",
            "date": "Published 15 October 2026 | Updated 16 October 2026",
            "published": "2026-10-15",
        },
    ),
    "two decks": (
        "Ferry sails\n\nFour years after the last one\n\nIslanders greet the news\n\nBy Imke Sorrel\n\n",
        {
            "headline": "Ferry sails",
            "deck": "Four years after the last one · Islanders greet the news",
            "byline": "By Imke Sorrel",
            "authors": ("Imke Sorrel",),
        },
    ),
    "capitals above a deck": (
        "STORM SHUTS PORT\n\n14,000 homes without power in Kestrel Bay\n\nBy Imke Sorrel\n\n",
        {
            "headline": "STORM SHUTS PORT",
            "deck": "14,000 homes without power in Kestrel Bay",
            "byline": "By Imke Sorrel",
            "authors": ("Imke Sorrel",),
        },
    ),
    "copied from a web page": (
        "Harrowmere\n\nWinter ferry to the Skerries will sail again\n\nMinister announces it in the rain\n\n"
        "Imke Sorrel in Sant Orrin\nFri 9 Oct 2026 10.15 BST\n\n",
        {
            "kicker": "Harrowmere",
            "headline": "Winter ferry to the Skerries will sail again",
            "deck": "Minister announces it in the rain",
            "byline": "Imke Sorrel in Sant Orrin",
            "authors": ("Imke Sorrel",),
            "date": "Fri 9 Oct 2026 10.15 BST",
            "published": "2026-10-09",
        },
    ),
    "a label above the date": (
        "Ferry sails\n\nPublished\n9 October 2026\n\n",
        {"headline": "Ferry sails", "date": "Published 9 October 2026", "published": "2026-10-09"},
    ),
    "a date with an agency behind it": (
        "Ferry sails\n\nBy Imke Sorrel\n\nOctober 9, 2026 / 10:15 AM EDT / HNA\n\n",
        {
            "headline": "Ferry sails",
            "byline": "By Imke Sorrel",
            "authors": ("Imke Sorrel",),
            "date": "October 9, 2026 / 10:15 AM EDT / HNA",
            "published": "2026-10-09",
        },
    ),
    "two bylines, and what else stands there": (
        "Ferry sails\n\nBy Imke Sorrel\nPhotographs by Ove Lund\n4 min read\nOct. 9, 2026\n\n",
        {
            "headline": "Ferry sails",
            "byline": "By Imke Sorrel, Photographs by Ove Lund · 4 min read",
            "authors": ("Imke Sorrel",),
            "date": "Oct. 9, 2026",
            "published": "2026-10-09",
        },
    ),
    "where its author was": (
        "The light\n\nBy Mirela Costin\nMirela Costin reported from Old Margit.\n\nOct. 31, 2026\n\n",
        {
            "headline": "The light",
            "byline": "By Mirela Costin · Mirela Costin reported from Old Margit.",
            "authors": ("Mirela Costin",),
            "date": "Oct. 31, 2026",
            "published": "2026-10-31",
        },
    ),
    "capitals and the agency": (
        "Storm shuts port\n\nBy BERTIL ANSGAR Harrowmere News Agency\n\n",
        {
            "headline": "Storm shuts port",
            "byline": "By BERTIL ANSGAR Harrowmere News Agency",
            "authors": ("BERTIL ANSGAR",),
        },
    ),
    "a headline that is a question": (
        "Is this the slowest ferry in the world?\n\n",
        {"headline": "Is this the slowest ferry in the world?"},
    ),
    "a headline that is a quotation": (
        "‘We were told it was very lifelike’\n\nBy Saskia Venn\n\n",
        {
            "headline": "‘We were told it was very lifelike’",
            "byline": "By Saskia Venn",
            "authors": ("Saskia Venn",),
        },
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_head_is_read_in_every_layout_and_the_body_is_the_rest(name: str) -> None:
    above, wanted = LAYOUTS[name]
    article = read_text(above + LEDE + "\n\n" + SECOND + "\n")
    assert head(article) == wanted
    assert blocks(text_to_body(article.source)) == [LEDE, SECOND]
    assert article.source_type == "text"


def test_a_bare_date_under_the_byline_is_a_date_line_without_a_place() -> None:
    article = read_text(f"REGIONAL\n\nFerry sails\n\nBy News Desk\n\nOctober 12, 2024\n\n{LEDE}")
    assert article.dateline == Dateline(text="October 12, 2024", place=None, date="October 12, 2024")
    assert article.published == 1_728_691_200


def test_a_place_is_taken_from_a_date_line_that_has_one() -> None:
    article = read_text(f"Ferry sails\n\nBy Imke Sorrel\n\nSant Orrin, 9 October 2026\n\n{LEDE}")
    assert article.dateline is not None
    assert (article.dateline.place, article.dateline.date) == ("Sant Orrin", "9 October 2026")
    assert article.dateline.text == "Sant Orrin, 9 October 2026"
    assert day(article) == "2026-10-09"


def test_a_date_without_a_year_is_kept_as_printed_but_is_no_instant() -> None:
    article = read_text(f"Ferry sails\n\nBy Imke Sorrel\n\nOctober 9\n\n{LEDE}")
    assert article.dateline == Dateline(text="October 9", date="October 9")
    assert article.published is None


def test_what_was_updated_is_told_from_what_was_published() -> None:
    article = read_text(f"Ferry sails\n\nPublished: 9 October 2026\nUpdated: 10 October 2026\n\n{LEDE}")
    assert day(article) == "2026-10-09"
    assert article.updated == 1_791_590_400
    assert article.dateline is not None
    assert article.dateline.text == "Published: 9 October 2026 · Updated: 10 October 2026"
    assert article.dateline.date == "9 October 2026"


@pytest.mark.parametrize(
    "lede",
    [
        "PORT ELLEN, Oct. 12 (HNA) — The first storm of the autumn closed the port on Monday.",
        "SANT ORRIN (HNA) - After eleven years, an accord was signed on Tuesday.",
        "TARN — The iron bridge will close for eleven weeks.",
    ],
)
def test_wire_text_that_opens_with_a_dateline_has_no_head(lede: str) -> None:
    article = read_text(f"{lede}\n\n{SECOND}")
    assert head(article) == {}
    assert blocks(text_to_body(article.source)) == [lede, SECOND]


def test_wire_text_under_a_headline_keeps_its_dateline_in_the_lede() -> None:
    lede = "KESTREL BAY, Oct. 12 (HNA) — The first storm of the autumn closed the port on Monday."
    article = read_text(f"Autumn storm shuts port\n\n{lede}\n\n{SECOND}")
    assert head(article) == {"headline": "Autumn storm shuts port"}
    assert blocks(text_to_body(article.source))[0] == lede


def test_an_address_below_the_headline_is_the_article_s_own() -> None:
    article = read_text(f"Ferry sails\nhttps://courier.example/ferry\n\n{LEDE}")
    assert (article.headline, article.url) == ("Ferry sails", "https://courier.example/ferry")
    assert article.source == LEDE


def test_a_byline_below_the_text_stays_there() -> None:
    article = read_text(f"Ferry sails\n\n{LEDE}\n\n{SECOND}\n\nBy Imke Sorrel")
    assert head(article) == {"headline": "Ferry sails"}
    assert blocks(text_to_body(article.source)) == [LEDE, SECOND, "By Imke Sorrel"]


# --- traps ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted", "first"),
    [
        ("De Niro film leads the field\n\n" + LEDE, {"headline": "De Niro film leads the field"}, LEDE),
        (
            "Cinema: the winter list\n\nDe Niro film leads the field\n\nBy Ove Lund\n\n" + LEDE,
            {
                "headline": "Cinema: the winter list",
                "deck": "De Niro film leads the field",
                "byline": "By Ove Lund",
                "authors": ("Ove Lund",),
            },
            LEDE,
        ),
        (
            "Strike over\n\nBy Friday the strike was over, and nobody could say who had won it.\n\n" + SECOND,
            {"headline": "Strike over"},
            "By Friday the strike was over, and nobody could say who had won it.",
        ),
        ("Dear Sir,\n\n" + LEDE, {}, "Dear Sir,"),
        ("Q: Where would you go?\n\nA: To Tarn.\n\n" + LEDE, {}, "Q: Where would you go?"),
        (
            "INTERVIEW\n\nA ladder, leaning\n\nCOURIER: You called it a ladder.\n\nFALK: I did. It was one.",
            {"kicker": "INTERVIEW", "headline": "A ladder, leaning"},
            "COURIER: You called it a ladder.",
        ),
        ("It rained.\n\nThen it stopped. " + LEDE, {}, "It rained."),
        ("MAYDAY\n\n" + LEDE, {"headline": "MAYDAY"}, LEDE),
        ("- one thing\n- another thing\n\n" + LEDE, {}, "one thing"),
        ("In October 2026 the ferry sailed.\n\n" + LEDE, {}, "In October 2026 the ferry sailed."),
        (
            "Ferry sails\n\nOn October 9, 2026, the ferry sailed\n\n" + LEDE,
            {"headline": "Ferry sails", "deck": "On October 9, 2026, the ferry sailed"},
            LEDE,
        ),
        ("By Imke Sorrel\n\n" + LEDE, {}, "By Imke Sorrel"),
    ],
)
def test_what_only_looks_like_a_head_stays_in_the_text(
    text: str, wanted: dict[str, object], first: str
) -> None:
    article = read_text(text)
    assert head(article) == wanted
    assert blocks(text_to_body(article.source))[0] == first


def test_nothing_at_all_is_an_article_without_anything() -> None:
    for text in ("", " \n\t\n", "\x1b\x07"):
        assert read_text(text) == ParsedArticle(source_type="text")
    assert text_to_body("") == Body()


def test_one_line_is_a_headline_and_a_sentence_is_a_text() -> None:
    assert head(read_text("Ferry sails")) == {"headline": "Ferry sails"}
    assert read_text("The ferry sails.").source == "The ferry sails."


# --- the body ---------------------------------------------------------------------------------------------


def wrapped(text: str, width: int) -> str:
    """Wrap text the way an editor does."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


@pytest.mark.parametrize("width", [60, 66, 72, 79])
def test_hard_wrapped_paragraphs_are_joined(width: int) -> None:
    text = (
        f"Ferry sails\n\nBy Imke Sorrel\n\n{wrapped(LEDE, width)}\n\n{wrapped(SECOND + ' ' + LEDE, width)}\n"
    )
    article = read_text(text)
    assert head(article) == {
        "headline": "Ferry sails",
        "byline": "By Imke Sorrel",
        "authors": ("Imke Sorrel",),
    }
    assert blocks(text_to_body(article.source)) == [LEDE, SECOND + " " + LEDE]


def test_a_wrapped_text_whose_paragraphs_are_only_set_in_is_divided_there() -> None:
    text = "\n".join("   " + wrapped(paragraph, 66) for paragraph in (LEDE, SECOND, LEDE))
    assert blocks(text_to_body(text)) == [LEDE, SECOND, LEDE]


def test_a_wrapped_text_without_empty_lines_is_divided_where_a_line_ends_early_with_a_sentence() -> None:
    text = "\n".join(wrapped(paragraph, 66) for paragraph in (LEDE, LEDE, LEDE))
    assert blocks(text_to_body(text)) == [LEDE, LEDE, LEDE]


def test_a_headline_that_fills_its_line_does_not_swallow_the_byline_of_a_wrapped_text() -> None:
    headline = "Winter ferry to the Skerries will sail again, four years later on"
    article = read_text(f"{headline}\nBy Imke Sorrel\n\n{wrapped(LEDE, 66)}\n\n{wrapped(SECOND, 66)}")
    assert (article.headline, article.byline) == (headline, "By Imke Sorrel")


def test_paragraphs_of_one_line_each_need_no_empty_lines_between_them() -> None:
    assert blocks(text_to_body(f"{LEDE}\n{SECOND}\n{LEDE}")) == [LEDE, SECOND, LEDE]


def test_verse_keeps_its_lines() -> None:
    verse = "A bell is a big thing\ninside a small barrel,\nand never let go of\na rope you can't hold."
    assert blocks(text_to_body(f"{LEDE}\n\n{verse}\n\n{SECOND}")) == [LEDE, verse, SECOND]


def test_words_divided_at_the_end_of_a_line_keep_their_hyphen_and_lose_the_gap() -> None:
    text = (
        "The boat is the Patience, built for the pilot service; a well-\n"
        "known one, thirty-four metres long, laid up in Tarn since the\n"
        "spring and painted twice a year by a crew of four in all weathers."
    )
    assert "a well-known one" in text_to_body(text).text


def test_japanese_lines_are_joined_without_blanks() -> None:
    line = "首相は金曜日に会談を続けると述べた。港の大臣は島の人々に冬の船が再び出る"
    assert text_to_body("\n".join([line] * 3)).text == line * 3


def test_underlined_lines_and_short_lines_between_paragraphs_are_headings() -> None:
    text = (
        f"{LEDE}\n\nWhat it costs\n-------------\n\n{SECOND}\n\n"
        f"Why now?\n\n{LEDE}\n\nThe Patience\n============\n{SECOND}"
    )
    body = text_to_body(text)
    assert blocks(body) == [LEDE, "What it costs", SECOND, "Why now?", LEDE, "The Patience", SECOND]
    assert roles(body) == [
        ("heading", "", 2, "What it costs"),
        ("heading", "", 2, "Why now?"),
        ("heading", "", 1, "The Patience"),
    ]


def test_a_short_paragraph_is_no_heading() -> None:
    for line in ("He did not.", "“Well,” he said", "And then:", "no capital", "It was over;"):
        assert "heading" not in {span.role for span in text_to_body(f"{LEDE}\n\n{line}\n\n{LEDE}").spans}


def test_lists_are_lists() -> None:
    text = f"{LEDE}\n\n* hats\n* coats and\n  scarves\n* quarrels\n\n1. Pull.\n2. Stop.\n\n{SECOND}"
    body = text_to_body(text)
    assert blocks(body) == [LEDE, "hats", "coats and scarves", "quarrels", "Pull.", "Stop.", SECOND]
    assert [(value, level) for _, value, level, _ in roles(body)] == [("•", 1)] * 3 + [("1.", 1), ("2.", 1)]


def test_a_line_of_talk_and_a_year_are_no_items() -> None:
    body = text_to_body(f"{LEDE}\n\n- Yes, she said.\n\n1914. A bad year.\n\n— Non, dit-elle.\n— Si.")
    assert body.spans == ()
    assert "- Yes, she said." in body.text and "1914. A bad year." in body.text and "— Si." in body.text


def test_quoted_lines_are_block_quotes() -> None:
    body = text_to_body(f"{LEDE}\n\n> A stair likes\n> to be addressed.\n>> Twice.\n\n{SECOND}")
    assert roles(body) == [
        ("quote", "", 1, "A stair likes\nto be addressed."),
        ("quote", "", 2, "Twice."),
    ]


def test_lines_with_tabs_are_a_table() -> None:
    body = text_to_body(f"{LEDE}\n\nSchools\t412\t438\nHealth\t655\t671\n\n{SECOND}")
    assert roles(body) == [("table", "", 0, "Schools\t412\t438\nHealth\t655\t671")]


def test_a_row_of_signs_is_a_rule() -> None:
    for sign in ("* * *", "---", "_____", "⁂", "#  #  #", "•••"):
        assert [role for role, *_ in roles(text_to_body(f"{LEDE}\n\n{sign}\n\n{SECOND}"))] == ["rule"]


def test_web_addresses_are_links_without_the_full_stop_behind_them() -> None:
    body = text_to_body("See https://courier.example/strait?a=1, or (http://post.example/poll).")
    assert [link.url for link in body.links()] == [
        "https://courier.example/strait?a=1",
        "http://post.example/poll",
    ]


# --- no word is lost --------------------------------------------------------------------------------------


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w", text))


def everything(article: ParsedArticle) -> str:
    body = text_to_body(article.source)
    date = article.dateline.text if article.dateline else ""
    markers = [span.value for span in body.spans if span.role == "item"]
    return " ".join(
        [article.kicker, article.headline, article.deck, article.byline, date, body.text, *markers]
    )


_LINES = st.sampled_from(
    [
        *("REGIONAL", "By News Desk", "by A. B. Teague and Ove Lund", "Staff Writer", "October 12, 2024"),
        *("Oct. 12", "Q: Who?", "Ferry sails", "Ferry sails.", "=====", "---", "* * *", "- an item"),
        *("* another", "1. one", "2. two", "> quoted", "", "", "", "\t", "a\tb", "c\td", LEDE, SECOND),
        *(wrapped(LEDE, 60), "TARN (HNA) — It rained.", "Updated 3 May 2024", "Tarn, 3 May 2024"),
        *("and Piet Larkin", "x@courier.example", "Published 1 May 2024 | Updated 2 May 2024", "well-"),
        *("known", "   set in", "日本語", "MOOR FIRE BURNS", "Sport", "Long:", "(", ">", "1."),
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(_LINES, _LINES, st.text(max_size=12)), max_size=14).map("\n".join))
def test_every_letter_of_a_text_is_somewhere_in_its_article(text: str) -> None:
    article = read_text(text)
    assert words(everything(article)) == words(clean(text))
