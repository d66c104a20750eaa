"""Decide what a refresh changes: which of a feed's articles are new, which are changed, which are known.

Pure: the identities that are stored and the feed as parsed go in, `Changes` come out.

An article is recognised by its guid, else by its link, else by its content, as far as each can be
trusted to be its own:

- A guid or a link that several articles of the feed share, or that stands for several stored ones, is
  no name for any of them; nor is a link to the front page.
- A stored article whose own guid is still in the feed is not taken for another's by link or content.
- The same words under another guid and another link are the same article only where there are enough
  of them: "Weather" without a text comes every day.

So a feed that makes up new guids each time, or moves its articles, doubles nothing; and one that links
all its articles to one page loses none.

Nothing here knows of articles that are gone from the feed: they stay as they are.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar
from urllib.parse import urlsplit

from newsreader.models import ArticleChange, Changes, ParsedArticle, ParsedFeed, StoredIdentity

T = TypeVar("T", bound=Hashable)

_DIGEST = 16
_TELLING = 100
"""Characters of source that make an article known by its content alone."""
_SPACE = b" \t\n\r\f\v"
_TRACKING = re.compile(r"(?<=[?&])(?:utm_[a-z]+|fbclid|gclid|mc_[ce]id)=[^&#]*&?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Keys:
    """What to ask the store for, to learn which of a feed's articles it may know already.

    `each` are the content keys of all articles, in their order.
    """

    guids: tuple[str, ...]
    urls: tuple[str, ...]
    content_keys: tuple[bytes, ...]
    each: tuple[bytes, ...] = ()


def keys_of(feed: ParsedFeed) -> Keys:
    """Return the keys by which the store may know articles of this feed."""
    articles = feed.articles
    each = tuple([content_key(article) for article in articles])
    return Keys(
        tuple({article.guid for article in articles if article.guid}),
        tuple({article.url for article in articles if article.url}),
        tuple(set(each)),
        each,
    )


def decide(stored: Sequence[StoredIdentity], feed: ParsedFeed, keys: Keys | None = None) -> Changes:
    """Return what is new, what is changed and how much is known, of the articles of a feed.

    `stored` are the articles of this feed that any of `keys_of(feed)` may stand for; more do no harm.
    `keys` are these keys, where they are at hand.
    An article that the feed holds twice counts once, in its newest form.  New ones keep the feed's
    order; which stored article stands for which does not depend on it.
    """
    each = (keys or keys_of(feed)).each
    items = _once_each(
        [_Item(place, *pair) for place, pair in enumerate(zip(feed.articles, each, strict=True))]
    )
    known = _recognise(items, stored, feed.site_url)
    new: list[ArticleChange] = []
    revised: list[ArticleChange] = []
    unchanged = 0
    for item in sorted(items, key=lambda item: item.place):
        identity = known.get(item.place)
        if identity is None:
            new.append(ArticleChange(item.article, item.content_key, item.source_hash))
        elif identity.source_hash != item.source_hash:
            revised.append(ArticleChange(item.article, item.content_key, item.source_hash, identity.id))
        else:
            unchanged += 1
    return Changes(tuple(new), tuple(revised), unchanged)


def content_key(article: ParsedArticle) -> bytes:
    """Return the hash by which an article is known that has neither guid nor link.

    White space does not count.  (Folding it, rather than leaving it out, took longer than hashing.)
    """
    headline, source = (
        text.encode("utf-8", "surrogatepass").translate(None, _SPACE)
        for text in (article.headline, article.source)
    )
    return blake2b(b"%d:%b%b" % (len(headline), headline, source), digest_size=_DIGEST).digest()


def source_hash(article: ParsedArticle) -> bytes:
    """Return the hash of everything an article's source says, which tells whether it has changed.

    Left out is what some feeds make anew at each request though nothing has changed: guids (but for a
    file's own), dates, and the parts of a link that only follow the reader about.
    """
    dateline = article.dateline
    return _hash(
        article.headline,
        article.kicker,
        article.deck,
        article.byline,
        "\n".join(article.authors),
        dateline.text if dateline else "",
        article.source,
        article.source_type,
        _untracked(article.base_url),
        article.language,
        article.publisher,
        "\n".join(article.categories),
        "\n".join(f"{enclosure.url} {enclosure.type}" for enclosure in article.enclosures),
        _untracked(article.url).rstrip("?&"),
        article.guid if article.guid.startswith("file:") else "",
    )


def _untracked(url: str) -> str:
    return _TRACKING.sub("", url) if "?" in url or "&" in url else url


def _hash(*parts: str) -> bytes:
    """Return the hash of some texts; each is led by its length, so none can stand for two."""
    led: list[bytes] = []
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        led += (b"%d:" % len(data), data)
    return blake2b(b"".join(led), digest_size=_DIGEST).digest()


class _Item:
    """An article of the feed, its place there, and its keys."""

    __slots__ = ("article", "content_key", "place", "source_hash")

    def __init__(self, place: int, article: ParsedArticle, key: bytes) -> None:
        self.place = place
        self.article = article
        self.content_key = key
        self.source_hash = source_hash(article)

    @property
    def age(self) -> tuple[int, int, bytes, str, str]:
        """What the newest form of an article has most of; the rest only makes it the same each time."""
        article = self.article
        return (
            article.updated or 0,
            article.published or 0,
            self.source_hash,
            article.guid,
            article.url,
        )


def _once_each(items: list[_Item]) -> list[_Item]:
    """Leave out repetitions: the same guid, link and headline; or the same link and content."""
    groups: defaultdict[Hashable, list[_Item]] = defaultdict(list)
    for item in items:
        article = item.article
        headline = " ".join(article.headline.split())
        same = (article.guid, article.url, headline) if article.guid else (article.url, item.content_key)
        groups[same].append(item)
    kept = []
    for group in groups.values():
        newest = max(group, key=lambda item: item.age)
        newest.place = min(item.place for item in group)
        kept.append(newest)
    return kept


def _recognise(
    items: list[_Item], stored: Sequence[StoredIdentity], site_url: str
) -> dict[int, StoredIdentity]:
    """Return which stored article each item (by its place) stands for."""
    known: dict[int, StoredIdentity] = {}
    if not stored:
        return known
    free = {identity.id: identity for identity in stored}
    guids = _single(item.article.guid for item in items)
    links = _single(item.article.url for item in items if not _is_front_page(item.article.url, site_url))
    pairs = _single((item.article.guid, item.article.url) for item in items)

    def match(
        key_of: Callable[[_Item], Hashable],
        key_of_stored: Callable[[StoredIdentity], Hashable],
        *,
        only: bool = True,
    ) -> None:
        """Pair what has the same key; `only` where one stored article alone has it."""
        candidates = _by_key(free.values(), key_of_stored)
        for item in sorted(items, key=lambda item: item.age, reverse=True):
            key = key_of(item)
            found = candidates.get(key) if key and item.place not in known else None
            if found and (len(found) == 1 or not only):
                identity = found.pop()
                known[item.place] = identity
                del free[identity.id]

    def link_of(url: str) -> str:
        return url if url in links else ""

    # What has not changed at all comes first, so that of several that share a key each finds its own.
    match(
        lambda item: (item.article.guid, item.article.url, item.source_hash),
        lambda identity: (identity.guid, identity.url, identity.source_hash),
        only=False,
    )
    match(
        lambda item: _in((item.article.guid, item.article.url), pairs) if item.article.guid else None,
        lambda identity: _in((identity.guid, identity.url), pairs),
    )
    match(lambda item: _in(item.article.guid, guids), lambda identity: _in(identity.guid, guids))
    match(
        lambda item: link_of(item.article.url),
        lambda identity: None if identity.guid in guids else link_of(identity.url),
    )
    match(
        lambda item: item.content_key if _is_telling(item.article) else None,
        lambda identity: None if identity.guid in guids else identity.content_key,
        only=False,
    )
    return known


def _single(values: Iterable[T]) -> frozenset[T]:
    """Return the values that come once and are not empty."""
    return frozenset(value for value, count in Counter(values).items() if value and count == 1)


def _in(value: T, among: frozenset[T]) -> T | None:
    return value if value in among else None


def _by_key(
    stored: Iterable[StoredIdentity], key_of: Callable[[StoredIdentity], Hashable]
) -> dict[Hashable, list[StoredIdentity]]:
    """Return the stored articles by a key, the newest last."""
    found: defaultdict[Hashable, list[StoredIdentity]] = defaultdict(list)
    for identity in sorted(stored, key=lambda identity: identity.id):
        key = key_of(identity)
        if key:
            found[key].append(identity)
    return found


def _is_telling(article: ParsedArticle) -> bool:
    """Tell whether an article may be known by its content alone."""
    return not (article.guid or article.url) or len(article.source) >= _TELLING


def _is_front_page(url: str, site_url: str) -> bool:
    """Tell whether a link leads to no article but to where they are all announced."""
    if site_url and url.rstrip("/") == site_url.rstrip("/"):
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.path in ("", "/") and not parts.query + parts.fragment
