"""Quotations labelled by hand, by somebody who had not seen the rules: kind, speaker, outlet, one by one.

`data/quotations/README.md` says how they are labelled.  What is not read right yet stands in
`not_yet.json` beside the labels, and has to leave it once it is.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newsreader.models import Quote
from newsreader.text.quotes import find_quotes

DATA = Path(__file__).parents[1] / "data" / "quotations"
ARTICLES = sorted(path.stem for path in DATA.glob("[0-9]*.json"))
NOT_YET: dict[str, str] = json.loads((DATA / "not_yet.json").read_text(encoding="utf-8"))

Label = dict[str, Any]


@cache
def _text(article: str) -> str:
    return (DATA / f"{article}.txt").read_text(encoding="utf-8")


@cache
def _labels(article: str) -> tuple[Label, ...]:
    labels: list[Label] = json.loads((DATA / f"{article}.json").read_text(encoding="utf-8"))
    return tuple(labels)


@cache
def _found(article: str) -> dict[tuple[int, int], Quote]:
    return {(quote.start, quote.end): quote for quote in find_quotes(_text(article), "en")}


def _place(article: str, label: Label) -> tuple[int, int]:
    """Return where the quotation of a label stands."""
    text = _text(article)
    begins, ends = label.get("quote") or label["begins"], label.get("ends")
    start = -1
    for _ in range(label.get("nth", 1)):
        start = text.index(begins, start + 1)
    return start, text.index(ends, start) + len(ends) if ends else start + len(begins)


def _plain(name: str | None) -> str | None:
    """Return a name without an article and without regard to case."""
    parts = (name or "").casefold().split()
    return " ".join(parts[1:] if parts[:1] in (["the"], ["a"], ["an"]) else parts) or None


def _misread(label: Label, quote: Quote) -> str:
    """Return in words what a quotation is not read as a person reads it, "" where nothing is.

    Where nobody is named and the text only describes who speaks, the description is right as well, whether
    it is the one beside these words or another of the same person ("one user", then "the user").
    """
    why = []
    speaker, mention = _plain(quote.speaker), _plain(label["mention"])
    described = bool(label["speaker"] is None and not label["pronoun"] and mention and speaker)
    described = described and str(speaker).split()[-1] == str(mention).split()[-1]
    if quote.kind != label["kind"]:
        why.append(f"taken for a {quote.kind}, not a {label['kind']}")
    if speaker != _plain(label["speaker"]) and not described:
        why.append(f"{quote.speaker or 'nobody'} is named, not {label['speaker'] or 'nobody'}")
    if _plain(quote.via) != _plain(label["via"]):
        why.append(f"it came through {quote.via or 'nobody'}, not {label['via'] or 'nobody'}")
    return "; ".join(why)


def _nested(quotes: tuple[Quote, ...]) -> dict[tuple[int, int], Quote]:
    """Return all quotations inside others, by their places."""
    inside = {(child.start, child.end): child for quote in quotes for child in quote.children}
    return inside | _nested(tuple(inside.values())) if inside else inside


def _cases(*, nested: bool) -> list[Any]:
    cases = []
    for article in ARTICLES:
        for number, label in enumerate(_labels(article)):
            if label["nested"] == nested:
                key = f"{article}-{number}"
                marks = [pytest.mark.xfail(reason=NOT_YET[key], strict=True)] if key in NOT_YET else []
                cases.append(pytest.param(article, label, id=key, marks=marks))
    return cases


@pytest.mark.parametrize(("article", "label"), _cases(nested=False))
def test_a_quotation_has_the_kind_the_speaker_and_the_outlet_it_is_labelled_with(
    article: str, label: Label
) -> None:
    quote = _found(article)[_place(article, label)]
    assert _misread(label, quote) == ""


@pytest.mark.parametrize(("article", "label"), _cases(nested=True))
def test_a_quotation_in_a_quotation_is_found_inside_it_with_its_speaker(article: str, label: Label) -> None:
    quote = _nested(tuple(_found(article).values()))[_place(article, label)]
    assert _misread(label, quote) == ""


def test_what_is_not_read_right_yet_is_labelled() -> None:
    keys = {f"{article}-{number}" for article in ARTICLES for number in range(len(_labels(article)))}
    assert set(NOT_YET) <= keys
