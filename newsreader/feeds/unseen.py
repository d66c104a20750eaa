"""Read of a feed only what was not read before.

`cutting` finds the items and knows which have a stamp; `footing` has the others read so that none
depends on another; what articles take from their feed is in its frame.  So reading the rest gives what
reading all would have given, without the articles left out.  Where that cannot be said for certain, all
is read: when the frame is another, or when an article that is left bears the id or the link of one that
was left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from newsreader.errors import ParseError
from newsreader.feeds.cutting import (
    Layout,
    Names,
    Odd,
    find_items,
    frame_of,
    pieces,
    stamp_of,
    stamps_by_hash,
    unseen,
)
from newsreader.feeds.entries import Source, feed_of, inherited, published, site_of
from newsreader.feeds.fields import MAX_ARTICLES
from newsreader.feeds.footing import Footing, read_items
from newsreader.feeds.gather import ACCIDENTS, Made, newest, too_many
from newsreader.feeds.partial import PartialFeed
from newsreader.models import ParsedArticle

Begin = Callable[[], tuple[Any, Any]]
"""Makes a fresh reader, and the parser that reads to it."""


def read_unseen(
    text: str, url: str, seen: Collection[bytes], begin: Begin, source: Callable[[Any], Source]
) -> PartialFeed | None:
    """Read a document without what `seen` stamps; None where it must be read in another way, as a whole.

    `source` makes of a reader what articles are made from.  Raises `ParseError` where no article of
    the document can be read.
    """
    try:
        layout = find_items(text, url)
        within, note = _within_cap(layout, begin, source)
        stamps = stamps_by_hash(seen)
        if stamps:
            try:
                partial = _read(layout, within, note, stamps, begin, source)
            except ParseError:  # of those that are left none can be read, but there are others
                partial = None
            if partial is not None and partial.frame in seen:
                return partial
        return _read(layout, within, note, {}, begin, source)
    except (Odd, *ACCIDENTS):
        return None


def _read(
    layout: Layout,
    within: range,
    note: str,
    stamps: Mapping[bytes, bytes],
    begin: Begin,
    source: Callable[[Any], Source],
) -> PartialFeed | None:
    """Read the items `within` bounds that have no stamp; None where one of them is bound to one that has."""
    hashes = [layout.items[number].hash for number in within]
    kept = [within[number] for number in unseen(hashes, stamps)]
    found, footing = _entries(layout, kept, begin, source)
    made: dict[int, Made] = {}
    feed = feed_of(found, note, made)
    left = frozenset(kept)
    known = tuple(stamps[layout.items[number].hash] for number in within if number not in left)
    if are_bound(made, known):
        return None
    hashes = [layout.items[number].hash for number in kept]
    frame = frame_of(found.version, found.url, site_of(found), inherited(found), footing.facts())
    return PartialFeed(feed, stamps_of(feed.articles, made, hashes), known, frame)


def _entries(
    layout: Layout, kept: Sequence[int], begin: Begin, source: Callable[[Any], Source]
) -> tuple[Source, Footing]:
    reader, parser = begin()
    footing = read_items(reader, parser, pieces(layout, frozenset(kept)))
    return source(reader), footing


def _within_cap(layout: Layout, begin: Begin, source: Callable[[Any], Source]) -> tuple[range, str]:
    """Return which items are read at all, and a sentence where these are not all of them."""
    count = len(layout.items)
    if count <= MAX_ARTICLES:
        return range(count), ""
    ends, _ = _entries(layout, (0, count - 1), begin, source)
    try:
        first, last = (published(ends, entry) for entry in ends.entries)
    except ACCIDENTS:
        first = last = None
    return range(count)[newest(count, first, last)], too_many(count)


# --- what holds for any format --------------------------------------------------------------------------


def are_bound(made: Mapping[int, Made], known: Iterable[bytes]) -> bool:
    """Tell whether an article that was made has the id or the link of one that was left out."""
    names = Names(known)
    articles = (result.article for result in made.values())
    return any(article and names.share(article.guid, article.url) for article in articles)


def stamps_of(
    articles: Sequence[ParsedArticle], made: Mapping[int, Made], hashes: Sequence[bytes]
) -> tuple[bytes, ...]:
    """Return the stamps of articles: of those that are what their item alone makes of them.

    `made` is what each item gave, by its number, `hashes` are the items' in the order of their numbers.
    """
    guids = Counter(result.article.guid for result in made.values() if result.article)
    numbers = {id(result.article): number for number, result in made.items() if result.article}

    def stamp(article: ParsedArticle) -> bytes:
        number = numbers.get(id(article))
        if number is None or made[number].cut or (article.guid and guids[article.guid] > 1):
            return b""
        return stamp_of(hashes[number], article)

    return tuple([stamp(article) for article in articles])
