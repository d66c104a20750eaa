"""Every sample article is read right: headline, kicker, byline, date, dateline, paragraphs, quotations.

`data/articles/expected.json` was written by hand, from the articles alone.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsreader.config import samples_folder
from newsreader.feeds.files import read_file
from newsreader.feeds.parse import parse_document
from newsreader.models import Annotation, ParsedArticle, ParsedFeed
from newsreader.text.annotation import annotate

EXPECTED: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "articles" / "expected.json").read_text(encoding="utf-8")
)


def read(name: str) -> tuple[ParsedArticle, Annotation]:
    """Read one sample article the way a refresh and the annotation after it do."""
    parsed = parse_document(read_file(samples_folder() / name), want="any")
    assert isinstance(parsed, ParsedFeed)
    (article,) = parsed.articles
    return article, annotate(
        article.source,
        article.source_type,
        base_url=article.base_url,
        language=article.language,
        headline=article.headline,
        deck=article.deck,
    )


def test_every_sample_article_has_its_expectation() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in samples_folder().iterdir())


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_what_stands_above_the_text_is_read_right(name: str) -> None:
    article, annotation = read(name)
    wanted = EXPECTED[name]
    deck = article.deck if annotation.deck is None else annotation.deck
    published = article.published and datetime.fromtimestamp(article.published, UTC).date().isoformat()
    assert article.headline == wanted["headline"]
    assert (article.kicker or None) == wanted["kicker"]
    assert (deck or None) == wanted["deck"]
    assert (article.byline or None) == wanted["byline"]
    assert list(article.authors) == wanted["authors"]
    assert (published or None) == wanted["published"]
    assert (article.publisher or None) == wanted["publisher"]
    assert annotation.language == wanted["language"]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_dateline_opens_the_lede(name: str) -> None:
    _, annotation = read(name)
    wanted = EXPECTED[name]["dateline"]
    found = annotation.dateline
    if wanted is None:
        assert found is None
    else:
        assert found is not None
        assert (found.place, found.agency) == (wanted["place"], wanted["agency"])
        assert annotation.body.text[found.start : found.end] == found.text


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_text_has_all_its_paragraphs_and_nothing_else(name: str) -> None:
    _, annotation = read(name)
    wanted = EXPECTED[name]
    text = annotation.body.text
    blocks = [text[start:end] for start, end in annotation.body.blocks()]
    assert blocks[0].startswith(wanted["first"])
    assert blocks[-1].startswith(wanted["last"])
    assert len(blocks) == wanted["blocks"]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_quotation_is_found_with_exactly_its_words(name: str) -> None:
    _, annotation = read(name)
    text = annotation.body.text
    found = [text[q.start : q.end] for q in annotation.quotes]
    assert found == [wanted[0] for wanted in EXPECTED[name]["quotes"]]
