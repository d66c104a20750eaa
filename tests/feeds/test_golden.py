"""Golden pairs: a feed in tests/data/feeds/ beside the articles a reader should see of it.

`NAME.xml` (or `NAME.jsonfeed`) is the document, `NAME.json` what it must give, with every field that is
not listed empty.  All of them are of our own writing.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsreader.feeds.parse import parse_document
from newsreader.models import Fetched, ParsedArticle, ParsedFeed

PAIRS = Path(__file__).parent.parent / "data" / "feeds"
DOCUMENTS = sorted(path for path in PAIRS.iterdir() if path.suffix in (".xml", ".jsonfeed"))


def written_out(shape: ParsedArticle | ParsedFeed) -> dict[str, Any]:
    """Return what is set in a shape, the way the expectations are written."""
    result: dict[str, Any] = {}
    for field in fields(shape):
        value = getattr(shape, field.name)
        if field.name == "articles" or value == (None if field.default is MISSING else field.default):
            continue
        if field.name in ("published", "updated"):
            value = datetime.fromtimestamp(value, UTC).isoformat().replace("+00:00", "Z")
        elif field.name == "enclosures":
            value = [[enclosure.url, enclosure.type, enclosure.length] for enclosure in value]
        elif isinstance(value, tuple):
            value = list(value)
        result[field.name] = value
    return result


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_gives_the_articles_a_reader_should_see(document: Path) -> None:
    expected = json.loads(document.with_suffix(".json").read_text("utf-8"))
    fetched = Fetched(expected["url"], document.read_bytes(), charset=expected.get("charset", ""))
    feed = parse_document(fetched, want="feed")
    assert isinstance(feed, ParsedFeed)
    seen = [written_out(article) for article in feed.articles]
    wanted = [{key: value for key, value in article.items() if value} for article in expected["articles"]]
    assert [article.get("headline") for article in seen] == [article["headline"] for article in wanted]
    for article, wanted_article in zip(seen, wanted, strict=True):
        assert article == wanted_article
    assert written_out(feed) == expected["feed"]


def test_there_are_pairs_enough_and_each_is_whole() -> None:
    assert len(DOCUMENTS) >= 45
    answers = {path.stem for path in PAIRS.glob("*.json")}
    assert answers == {path.stem for path in DOCUMENTS}
