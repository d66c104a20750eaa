"""Markdown is read as a body, and with its front matter or its head as an article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.models import Body, ParsedArticle
from newsreader.text.body import RULE_TEXT
from newsreader.text.markdown import markdown_to_body, read_markdown

LEDE = "The iron bridge at Tarn, which carries the moor road over the Isker, will close for eleven weeks."


def blocks(body: Body) -> list[str]:
    return [body.text[start:end] for start, end in body.blocks()]


def spans(body: Body) -> list[tuple[str, str, str, int]]:
    return [(s.role, body.text[s.start : s.end], s.value, s.level) for s in body.spans]


def moment(seconds: int | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")


# --- bodies -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text", "wanted"),
    [
        (
            "# One\n\nTwo\n===\n\n### Three ###",
            "One\n\nTwo\n\nThree",
            [("heading", "One", "", 1), ("heading", "Two", "", 1), ("heading", "Three", "", 3)],
        ),
        ("> a\n> b\n>\n> > c", "a b\n\nc", [("quote", "a b", "", 1), ("quote", "c", "", 2)]),
        (
            "- a\n  b\n- c\n\n  d\n  1. e",
            "a b\n\nc\n\nd\n\ne",
            [("item", "a b", "•", 1), ("item", "c", "•", 1), ("item", "d", "", 1), ("item", "e", "1.", 2)],
        ),
        ("7) a\n8) b", "a\n\nb", [("item", "a", "7.", 1), ("item", "b", "8.", 1)]),
        ("```Python title=x\na\n\n  b\n```", "a\n \n  b", [("code", "a\n \n  b", "python", 0)]),
        ("    a\n    b", "a\nb", [("code", "a\nb", "", 0)]),
        ("a\n\n***\n\nb", f"a\n\n{RULE_TEXT}\n\nb", [("rule", RULE_TEXT, "", 0)]),
        (
            "|a|b|\n|-|:-:|\n|1| |\n|`2`|3|",
            "a\tb\n1\t\n2\t3",
            [("table", "a\tb\n1\t\n2\t3", "head", 0), ("mono", "2", "", 0)],
        ),
    ],
)
def test_blocks(source: str, text: str, wanted: list[tuple[str, str, str, int]]) -> None:
    body = markdown_to_body(source)
    assert body.text == text
    assert spans(body) == wanted


@pytest.mark.parametrize(
    ("source", "role", "text", "value"),
    [
        ("*a* b", "em", "a", ""),
        ("__a__ b", "strong", "a", ""),
        ("~~a~~ b", "strike", "a", ""),
        ("`a  b`", "mono", "a b", ""),
        ("[a](https://a.example/x 'T')", "link", "a", "https://a.example/x"),
        ("[a][1]\n\n[1]: https://a.example/x", "link", "a", "https://a.example/x"),
        ("<https://a.example/x>", "link", "https://a.example/x", "https://a.example/x"),
        ("see https://a.example/x.", "link", "https://a.example/x", "https://a.example/x"),
        ("[a](/x)", "link", "a", "https://courier.example/x"),
        ("![Three pears](/p.jpg)", "image", "Three pears", "https://courier.example/p.jpg"),
        ("![](/p.jpg 'Three pears')", "image", "Three pears", "https://courier.example/p.jpg"),
    ],
)
def test_runs(source: str, role: str, text: str, value: str) -> None:
    found = [(r, t, v) for r, t, v, _ in spans(markdown_to_body(source, "https://courier.example/"))]
    assert found == [(role, text, value)]


def test_lines_fold_and_a_hard_break_stays() -> None:
    assert markdown_to_body("a\nb  \nc\\\nd").text == "a b\nc\nd"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a <b>bold</b> word", "a bold word"),
        ("a<br>b", "a\nb"),
        ("a <!-- not --> b", "a b"),
        ("the <Place> and <insert name>", "the <Place> and <insert name>"),
        ("<div onclick='x()'>\n<p>kept</p><script>alert(1)</script>\n</div>", "kept"),
        ("<script>\nalert(1)\n</script>\n\nkept", "kept"),
        ("[a](javascript:alert(1)) b", "a b"),
        ("[a](<data:text/html,x>) b", "a b"),
        ("![a](javascript:x)", "a"),
        ("&copy; &#27;[31m \\*", "© �[31m *"),
    ],
)
def test_html_and_other_addresses_do_not_act(source: str, text: str) -> None:
    body = markdown_to_body(source)
    assert body.text == text
    assert not [span for span in body.spans if span.role not in ("image",) or span.value]


# --- articles ---------------------------------------------------------------------------------------------


def test_front_matter_names_everything_it_can() -> None:
    article = read_markdown(
        f"""---
title: Bridge at Tarn to close for repairs in spring
section: Regional
description: "Eleven weeks, and a footway."
author: [Imke Sorrel, Piet Larkin]
date: 2026-10-15 07:00
updated: 2026-10-16T11:30:00+02:00
publisher: The Harrowmere Courier
lang: en
link: https://courier.example/bridge
tags:
  - roads
  - Tarn
draft: false
---

{LEDE}
"""
    )
    assert article == ParsedArticle(
        url="https://courier.example/bridge",
        headline="Bridge at Tarn to close for repairs in spring",
        kicker="Regional",
        deck="Eleven weeks, and a footway.",
        byline="Imke Sorrel and Piet Larkin",
        authors=("Imke Sorrel", "Piet Larkin"),
        published=1_792_047_600,
        updated=1_792_143_000,
        source=LEDE,
        source_type="markdown",
        base_url="https://courier.example/bridge",
        language="en",
        publisher="The Harrowmere Courier",
        categories=("roads", "Tarn"),
    )


@pytest.mark.parametrize(
    ("matter", "byline", "authors"),
    [
        ("byline: By Mirela Costin", "By Mirela Costin", ("Mirela Costin",)),
        ("byline: By News Desk", "By News Desk", ("News Desk",)),
        ("author: Mirela Costin", "Mirela Costin", ("Mirela Costin",)),
        (
            "authors: Imke Sorrel and Piet Larkin",
            "Imke Sorrel and Piet Larkin",
            ("Imke Sorrel", "Piet Larkin"),
        ),
        (
            "authors:\n- name: Imke Sorrel\n- name: Ove Lund",
            "Imke Sorrel and Ove Lund",
            ("Imke Sorrel", "Ove Lund"),
        ),
        ("byline: By our staff\nauthor: Ove Lund", "By our staff", ("Ove Lund",)),
        ("author: null", "null", ("null",)),
        ("author:", "", ()),
    ],
)
def test_who_wrote_it(matter: str, byline: str, authors: tuple[str, ...]) -> None:
    article = read_markdown(f"---\ntitle: T\n{matter}\n---\n{LEDE}")
    assert (article.byline, article.authors) == (byline, authors)


def test_values_are_taken_as_written() -> None:
    article = read_markdown(
        "---\ntitle: 2026\nkicker: yes\nlang: no\ndate: 12. Oktober 2024\ndateline: TARN, Oct. 12\n---\nx"
    )
    assert (article.headline, article.kicker, article.language) == ("2026", "yes", "no")
    assert moment(article.published) == "2024-10-12 00:00"
    assert article.dateline is not None
    assert (article.dateline.text, article.dateline.place) == ("TARN, Oct. 12", "TARN")


@pytest.mark.parametrize(
    "matter",
    [
        "title: Budget: the vote, and: after\nkicker: Politics\ntags:\n- a\n- b",
        "title: 'Budget: the vote, and: after'\n\tkicker: x\nkicker: Politics\ntags: [a, b",
        "title: Budget: the vote, and: after\nkicker: Politics\nx: {{\n- ]",
        'title: "Budget: the vote, and: after"\nkicker: Politics\nbad: *unknown',
    ],
)
def test_a_broken_front_matter_is_read_line_by_line(matter: str) -> None:
    article = read_markdown(f"---\n{matter}\n---\n\n{LEDE}")
    assert (article.headline, article.kicker) == ("Budget: the vote, and: after", "Politics")
    assert article.source == LEDE


@pytest.mark.parametrize(
    "text",
    [
        f"---\n\n{LEDE}\n\n---\n\nMore.",
        f"---\n{LEDE}",
        "---\n- a\n- b\n---\n",
        "---\n---\n\ntext",
        "---\n[[[\n---\ntext",
        "---\n&a [*a, *a]\n---\ntext",
        "---\ndate: 2024-13-45\n---\ntext",
    ],
)
def test_what_is_no_front_matter_stays_in_the_text(text: str) -> None:
    article = read_markdown(text)
    assert article.published is None
    assert article.source.replace("\n", "") in text.replace("\n", "")


def test_toml_is_front_matter_too() -> None:
    article = read_markdown(
        f"+++\ntitle = 'Bridge to close'\ndate = 2026-10-15T07:00:00Z\ntags = ['roads']\n+++\n{LEDE}"
    )
    assert (article.headline, article.categories, article.source) == ("Bridge to close", ("roads",), LEDE)
    assert moment(article.published) == "2026-10-15 07:00"


def test_an_alias_bomb_is_only_a_name() -> None:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))
    article = read_markdown(f"---\ntitle: T\na0: &a0 [x]\n{levels}\ntags: *a11\n---\n{LEDE}")
    assert (article.headline, article.source) == ("T", LEDE)


def test_without_front_matter_the_first_heading_is_the_headline() -> None:
    article = read_markdown(
        f"# Bell-ringers refuse to be *replaced*\n\n*By Saskia Venn, 18 October 2026*\n\n{LEDE}\n\n- a\n"
    )
    assert article.headline == "Bell-ringers refuse to be replaced"
    assert (article.byline, article.authors) == ("By Saskia Venn", ("Saskia Venn",))
    assert moment(article.published) == "2026-10-18 00:00"
    assert article.source == f"{LEDE}\n\n- a"


def test_a_kicker_may_stand_above_the_heading_and_a_deck_below() -> None:
    article = read_markdown(
        f"THE LONG READ\n\nThe light\n=========\n\n_Eleven lighthouses guard the Strait_\n\n{LEDE}"
    )
    assert (article.kicker, article.headline) == ("THE LONG READ", "The light")
    assert article.deck == "Eleven lighthouses guard the Strait"
    assert article.source == LEDE


def test_a_headline_of_the_front_matter_is_not_shown_twice() -> None:
    for again in (
        "# Bridge to close\n\n",
        "Bridge to close\n---------------\n",
        "# Bridge to close\n\nBy Imke Sorrel\n\n",
    ):
        article = read_markdown(f"---\ntitle: Bridge to close\n---\n\n{again}{LEDE}")
        assert article.source == LEDE
        assert article.byline == ("By Imke Sorrel" if "By" in again else "")


def test_another_heading_below_the_front_matter_stays() -> None:
    article = read_markdown(f"---\ntitle: Bridge to close\n---\n\n# What is known\n\n{LEDE}")
    assert article.headline == "Bridge to close"
    assert blocks(markdown_to_body(article.source)) == ["What is known", LEDE]


def test_references_at_the_end_still_work_when_the_head_is_taken_off() -> None:
    article = read_markdown(f"# T\n\n{LEDE} [map][m]\n\n[m]: https://a.example/m\n")
    assert markdown_to_body(article.source).links()[0].url == "https://a.example/m"


def test_a_plain_text_without_marks_has_no_headline_if_it_begins_with_its_lede() -> None:
    article = read_markdown(f"{LEDE}\n\nMore.")
    assert (article.headline, article.source) == ("", f"{LEDE}\n\nMore.")


BOMBS = {
    "emphasis": "*a **a " * 6_000,
    "brackets": "[" * 8_000,
    "quotes": "> " * 5_000 + "x",
    "lists": "- " * 5_000 + "x",
    "steps": "\n".join(" " * depth + "- x" for depth in range(200)),
    "ticks": "`" * 20_000,
    "pictures": "![[" * 3_000,
    "cells": "|" * 9_000,
    "links": "[a](b" * 5_000,
    "tags": "<a " * 10_000,
    "addresses": "<http://" * 5_000,
    "underscores": "_a" * 10_000,
    "entities": "&" * 20_000,
    "yaml": "---\n" + "[" * 60_000 + "\n---\n",
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_no_text_takes_longer_than_its_length_is_worth(bomb: str) -> None:
    markdown_to_body(bomb)
    read_markdown(bomb)


def test_deep_quotes_lose_nothing_up_to_a_sane_depth() -> None:
    assert markdown_to_body("> " * 25 + "deep").text == "deep"


_PIECES = (
    *(
        "# ",
        "## ",
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "> ",
        "- ",
        "1. ",
        "    ",
        "\n",
        "\n\n",
        "|",
        "|-|\n",
        "---\n",
    ),
    *("+++\n", "[a](", "https://a.example", ")", "![", "]", "<b>", "<!--", "<div>\n", "title: x\n", "a: ["),
    *("By A B\n", "&amp;", "\\", "word "),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=5)), max_size=25).map("".join))
def test_no_text_is_an_error(text: str) -> None:
    article = read_markdown(text)
    body = markdown_to_body(article.source, article.base_url)
    assert all(span.value.startswith(("http", "mailto:")) for span in body.spans if span.role == "link")
