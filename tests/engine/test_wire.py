"""Shapes come through the pipes whole, and what is none of them does not come through."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.engine.wire import BadData, article_from_json, article_to_json, from_plain, to_plain
from newsreader.models import (
    Annotation,
    Article,
    Body,
    Dateline,
    Enclosure,
    FoundFeed,
    Outline,
    ParsedArticle,
    ParsedFeed,
    Quote,
    Span,
)

texts = st.text(max_size=12)
numbers = st.integers(-(2**40), 2**40)
some = st.none() | numbers
names = st.lists(texts, max_size=3).map(tuple)
spans = st.builds(Span, numbers, numbers, texts, texts, numbers)
datelines = st.builds(Dateline, texts, st.none() | texts, names, start=numbers, end=numbers)
enclosures = st.builds(Enclosure, texts, texts, some)
pairs = st.tuples(numbers, numbers)
quotes = st.recursive(
    st.builds(
        Quote, numbers, numbers, spans=st.lists(pairs, max_size=2).map(tuple), confidence=st.floats(0, 1)
    ),
    lambda inner: st.builds(
        Quote,
        numbers,
        numbers,
        kind=st.sampled_from(["statement", "fragment"]),
        speaker=st.none() | texts,
        speaker_span=st.none() | pairs,
        children=st.lists(inner, max_size=2).map(tuple),
    ),
    max_leaves=4,
)
bodies = st.builds(Body, texts, st.lists(spans, max_size=3).map(tuple))
items = st.builds(
    ParsedArticle,
    guid=texts,
    source=texts,
    authors=names,
    dateline=st.none() | datelines,
    published=some,
    source_type=st.sampled_from(["html", "text", "markdown"]),
    enclosures=st.lists(enclosures, max_size=2).map(tuple),
)
shapes = st.one_of(
    st.builds(ParsedFeed, title=texts, articles=st.lists(items, max_size=3).map(tuple), ttl=some),
    st.builds(Outline, st.lists(st.builds(FoundFeed, texts, tags=names), max_size=3).map(tuple)),
    st.builds(Annotation, bodies, st.lists(quotes, max_size=3).map(tuple), st.none() | datelines),
    st.builds(
        Article, st.none() | numbers, texts, body=bodies, quotes=st.lists(quotes, max_size=2).map(tuple)
    ),
)


def through_a_pipe(plain: Any) -> Any:
    return json.loads(json.dumps(plain))


@settings(max_examples=100, deadline=None)
@given(shapes)
def test_a_shape_comes_through_whole(shape: Any) -> None:
    assert from_plain(type(shape), through_a_pipe(to_plain(shape))) == shape


@pytest.mark.parametrize(
    "plain",
    [
        None,
        [],
        "feed",
        {"title": 5},
        {"title": None},
        {"ttl": "5"},
        {"ttl": True},
        {"articles": {}},
        {"articles": [None]},
        {"articles": [{"source_type": "exe"}]},
        {"articles": [{"source_type": ["html"]}]},
        {"articles": [{"authors": ["A", 5]}]},
        {"articles": [{"enclosures": [{}]}]},
        {"articles": [{"__class__": "x"}]},
        {"surprise": 1},
    ],
)
def test_what_is_not_the_shape_is_refused(plain: Any) -> None:
    with pytest.raises(BadData):
        from_plain(ParsedFeed, plain)


def test_an_article_event_is_an_article_again() -> None:
    article = Article(None, "Ferry late", body=Body("Again."), quotes=(Quote(0, 6, speaker_span=(1, 2)),))
    assert article_from_json(through_a_pipe(article_to_json(article))) == article
