"""From the entries of a document to the articles of a feed, whatever its format.

The caps, the rule that one bad entry costs one entry, and what an id is worth: decided here once, for
XML and JSON alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from newsreader.errors import ParseError
from newsreader.feeds.fields import MAX_ARTICLES
from newsreader.models import ParsedArticle

Entry = TypeVar("Entry")

ACCIDENTS = (
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RuntimeError,
)
"""What reading an entry of the wrong shape raises; it costs that entry and no other."""


class BadEntry(ValueError):
    """The entry cannot be read."""


class Made(NamedTuple):
    """An article made of an entry: None where the entry held nothing; `cut` if it was too long."""

    article: ParsedArticle | None
    cut: bool = False


def gather(
    entries: Sequence[Entry],
    make: Callable[[Entry], Made],
    date: Callable[[Entry], int | None],
) -> tuple[tuple[ParsedArticle, ...], list[str]]:
    """Return the articles that `make` makes of the entries, and a sentence on each thing left out.

    Of more than `MAX_ARTICLES` the newest are kept.  Raises `ParseError` where there are entries and
    none of them gives an article.
    """
    problems: list[str] = []
    kept = within_cap(entries, date)
    if len(kept) < len(entries):
        problems.append(too_many(len(entries)))
    articles: list[ParsedArticle] = []
    broken = empty = cut = 0
    for entry in kept:
        try:
            made = make(entry)
        except ACCIDENTS:
            broken += 1
            continue
        cut += made.cut
        if made.article is None:
            empty += 1
        else:
            articles.append(made.article)
    if entries and not articles:
        raise ParseError("The feed has entries, but none of them can be read.")
    for count, what in (
        (broken, "could not be read and {was} left out"),
        (empty, "held nothing and {was} left out"),
        (cut, "{was} longer than is kept and {was} cut"),
    ):
        if count:
            subject, verb = ("One article", "was") if count == 1 else (f"{count} articles", "were")
            problems.append(f"{subject} {what.format(was=verb)}.")
    return _distinct(articles), problems


def too_many(count: int) -> str:
    """Return the sentence that says that only the newest articles were kept."""
    return f"The feed holds {count} articles; the newest {MAX_ARTICLES} were kept."


def newest(count: int, first: int | None, last: int | None) -> slice:
    """Return which of `count` entries are kept; `first` and `last` are the dates of its two ends.

    A feed runs from new to old, unless its ends say otherwise.
    """
    if first is not None and last is not None and first < last:
        return slice(max(count - MAX_ARTICLES, 0), count)
    return slice(0, MAX_ARTICLES)


def within_cap(entries: Sequence[Entry], date: Callable[[Entry], int | None]) -> Sequence[Entry]:
    """Return the newest entries."""
    if len(entries) <= MAX_ARTICLES:
        return entries
    try:
        first, last = date(entries[0]), date(entries[-1])
    except ACCIDENTS:
        first = last = None
    return entries[newest(len(entries), first, last)]


def _distinct(articles: Sequence[ParsedArticle]) -> tuple[ParsedArticle, ...]:
    """Return the articles with their ids made to mean something.

    An id given twice to one article (same link, or same headline) keeps the later edition, at the place
    of the first.  An id shared by different articles is no id: they go by their links.
    """
    places: dict[str, int] = {}
    shared: set[str] = set()
    kept: list[ParsedArticle] = []
    for article in articles:
        place = places.get(article.guid) if article.guid else None
        if place is None:
            places[article.guid] = len(kept)
            kept.append(article)
            continue
        first = kept[place]
        if (first.url and first.url == article.url) or first.headline == article.headline:
            if (article.updated or article.published or 0) > (first.updated or first.published or 0):
                kept[place] = article
        else:
            shared.add(article.guid)
            kept.append(article)
    return tuple(replace(article, guid="") if article.guid in shared else article for article in kept)
