"""Every quotation of the sample articles has its kind, its speaker and its outlet, as labelled by hand.

`data/articles/expected.json` holds the labels, made from the articles alone; a speaker may stand there
with "the" or without.  What the reading of text cannot do yet is named below, article by article, and
has to leave that list once it can.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from newsreader.models import Quote
from tests.test_articles import EXPECTED, read

NOT_YET: dict[str, str] = json.loads(
    (Path(__file__).parent / "data" / "articles" / "not_yet.json").read_text(encoding="utf-8")
)
"""What is not read right yet, by "article: words", and why."""


class Label(NamedTuple):
    """What a person says of a quotation."""

    words: str
    speaker: str | None
    kind: str
    via: str | None


def _labels(name: str) -> list[Label]:
    return [
        Label(words, speaker, kind, more[0] if more else None)
        for words, speaker, kind, *more in EXPECTED[name]["quotes"]
    ]


def _plain(speaker: str | None) -> str | None:
    """Return a speaker without an article and without regard to case."""
    if speaker is None:
        return None
    words = speaker.casefold().split()
    return " ".join(words[1:] if words[0] in ("the", "das", "der", "die") and len(words) > 1 else words)


def _cases() -> list[object]:
    cases: list[object] = []
    for name in sorted(EXPECTED):
        for number, label in enumerate(_labels(name)):
            key = f"{name}: {label.words[:40]}"
            marks = [pytest.mark.xfail(reason=NOT_YET[key], strict=True)] if key in NOT_YET else []
            cases.append(pytest.param(name, number, label, id=f"{name}-{number}", marks=marks))
    return cases


_READ: dict[str, tuple[str, tuple[Quote, ...]]] = {}


def _quotes(name: str) -> tuple[str, tuple[Quote, ...]]:
    if name not in _READ:
        _, annotation = read(name)
        _READ[name] = annotation.body.text, annotation.quotes
    return _READ[name]


@pytest.mark.parametrize(("name", "number", "label"), _cases())
def test_who_said_what_is_read_as_a_person_reads_it(name: str, number: int, label: Label) -> None:
    text, quotes = _quotes(name)
    quote = quotes[number]
    assert text[quote.start : quote.end] == label.words
    assert (quote.kind, _plain(quote.speaker), quote.via) == (label.kind, _plain(label.speaker), label.via)


def test_what_is_not_read_right_yet_is_an_article_of_ours() -> None:
    keys = {f"{name}: {label.words[:40]}" for name in EXPECTED for label in _labels(name)}
    assert set(NOT_YET) <= keys


def test_a_speaker_is_never_named_without_confidence_nor_unnamed_with_it() -> None:
    for name in EXPECTED:
        for quote in _quotes(name)[1]:
            assert (quote.speaker is None) == (quote.confidence == 0.0)
