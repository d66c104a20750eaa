"""Refreshing with what is remembered leads to the same library as reading everything each time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.engine.decide import decide, keys_of
from newsreader.engine.remembered import NOTHING, is_bound, to_remember
from newsreader.errors import ParseError
from newsreader.feeds.parse import parse_unseen
from newsreader.feeds.partial import PartialFeed
from newsreader.models import ArticleChange, Changes, Fetched, ParsedArticle, StoredIdentity
from tests.feeds.quirks import Around, Item, document, items, surroundings

URL = "https://paper.example/feed"


@dataclass
class Shelf:
    """The articles of one feed as the store keeps them, and what is remembered of its items."""

    articles: dict[int, ParsedArticle] = field(default_factory=dict)
    identities: dict[int, StoredIdentity] = field(default_factory=dict)
    keys: dict[int, set[object]] = field(default_factory=dict)
    seen: frozenset[bytes] = frozenset()
    parsed: int = 0
    left_out: int = 0

    def find(self, partial: PartialFeed) -> list[StoredIdentity]:
        wanted = keys_of(partial.feed)
        keys = {*wanted.guids, *wanted.urls, *wanted.content_keys}
        return [identity for i, identity in self.identities.items() if self.keys[i] & keys]

    def keep(self, change: ArticleChange, number: int) -> None:
        article = change.article
        old = self.articles.get(number)
        if old and article.published is None:
            article = replace(article, published=old.published)
        self.articles[number] = article
        self.identities[number] = StoredIdentity(
            number, article.guid, article.url, change.content_key, change.source_hash
        )
        names = {article.guid, article.url, change.content_key} - {""}
        self.keys.setdefault(number, set()).update(names)

    def apply(self, changes: Changes, seen: tuple[bytes, ...]) -> None:
        for change in changes.new:
            self.keep(change, len(self.articles) + 1)
        for change in changes.revised:
            assert change.id is not None
            self.keep(change, change.id)
        self.seen = frozenset(seen)

    def refresh(self, fetched: Fetched, *, remembering: bool) -> int:
        """Take in a document; return how many articles are known and unchanged."""
        partial = parse_unseen(fetched, self.seen if remembering else frozenset())
        assert isinstance(partial, PartialFeed)
        stored = self.find(partial)
        if is_bound(stored, partial.known):
            partial = parse_unseen(fetched, frozenset())
            assert isinstance(partial, PartialFeed)
            stored = self.find(partial)
        changes = decide(stored, partial.feed)
        self.apply(changes, to_remember(partial, stored, changes))
        self.parsed += len(partial.feed.articles)
        self.left_out += len(partial.known)
        return changes.unchanged + len(partial.known)


def agree(documents: list[bytes]) -> tuple[Shelf, Shelf]:
    """Take in the versions of a feed both ways; the libraries must be the same all the time."""
    quick, slow = Shelf(), Shelf()
    for body in documents:
        fetched = Fetched(URL, body)
        try:
            unchanged = slow.refresh(fetched, remembering=False)
        except ParseError:
            continue
        also = quick.refresh(fetched, remembering=True)
        assert quick.articles == slow.articles
        assert quick.identities == slow.identities
        assert also >= unchanged
    return quick, slow


@st.composite
def histories(draw: st.DrawFn) -> list[bytes]:
    """The versions of a feed, one after the other: items come, go, change, return and change places."""
    nasty = draw(st.booleans())
    pool = draw(st.lists(items(nasty=nasty), min_size=2, max_size=5))
    arounds = draw(st.lists(surroundings(nasty=nasty), min_size=1, max_size=2))
    versions = []
    for _ in range(draw(st.integers(2, 5))):
        held: list[Item] = draw(st.lists(st.sampled_from(pool), min_size=1, max_size=5))
        around: Around = draw(st.sampled_from(arounds))
        versions.append(document(around, held))
    return versions


@settings(max_examples=100, deadline=None)
@given(histories())
def test_the_library_is_the_same_as_if_everything_had_been_read(documents: list[bytes]) -> None:
    agree(documents)


# --- by example -----------------------------------------------------------------------------------------


def item(number: int, text: str = "Text.", *, guid: str = "", link: str = "") -> str:
    link = link or f"https://paper.example/{number}"
    inside = f"<guid isPermaLink='false'>{guid or number}</guid><link>{link}</link>"
    return f"<item>{inside}<title>No. {number}</title><description>{text}</description></item>"


def rss(*held: str) -> bytes:
    return f"<rss version='2.0'><channel><title>Paper</title>{''.join(held)}</channel></rss>".encode()


def test_of_a_long_feed_only_what_is_new_or_edited_is_read() -> None:
    first = [item(number) for number in range(50, 0, -1)]
    edited = [item(50, "Corrected."), *first[1:]]
    quick, _ = agree([rss(*first), rss(item(51), *first), rss(item(51), *edited)])
    assert quick.parsed == 52
    assert quick.left_out == 50 + 50


def test_an_article_linked_to_as_a_stored_one_is_no_new_edition_of_it() -> None:
    link = "https://paper.example/live"
    quick, _ = agree(
        [rss(item(1, guid="a", link=link)), rss(item(2, guid="b", link=link), item(1, guid="a", link=link))]
    )
    assert len(quick.articles) == 2


def test_a_feed_that_counts_its_readers_in_links_keeps_each_article_apart() -> None:
    def counted(number: int, reader: str, guid: str) -> str:
        return item(number, "Words. " * 30, guid=guid, link=f"https://paper.example/x?utm_source={reader}")

    agree(
        [
            rss(counted(1, "a", "g1")),
            rss(counted(1, "b", "g1")),
            rss(counted(2, "a", "g2"), counted(1, "b", "g1")),
        ]
    )


def test_an_edit_taken_back_is_taken_back_although_both_were_seen() -> None:
    odd = rss(item(1, "Second."), "<item/>")
    quick, _ = agree([rss(item(1, "First."), item(2)), odd, rss(item(1, "First."), item(2))])
    assert quick.articles[1].source == "First."


def test_of_a_document_that_is_read_as_a_whole_nothing_is_remembered() -> None:
    shelf = Shelf()
    shelf.refresh(Fetched(URL, rss(item(1))), remembering=True)
    assert len(shelf.seen) == 2
    shelf.refresh(Fetched(URL, rss(item(1), "<item/>")), remembering=True)
    assert shelf.seen == {NOTHING}
