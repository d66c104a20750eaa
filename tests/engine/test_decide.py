"""Which articles of a feed are new, changed or known, by rules that are read as a table."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.engine.decide import content_key, decide, keys_of, source_hash
from newsreader.models import Changes, Dateline, Enclosure, ParsedArticle, ParsedFeed, StoredIdentity

LONG = "The ferry was late again, as it has been every winter since the harbour wall was mended. " * 3


def article(guid: str = "", url: str = "", headline: str = "Ferry late", source: str = LONG) -> ParsedArticle:
    return ParsedArticle(guid=guid, url=url, headline=headline, source=source)


def feed(*articles: ParsedArticle, site: str = "") -> ParsedFeed:
    return ParsedFeed(articles=articles, site_url=site)


def stored(number: int, of: ParsedArticle) -> StoredIdentity:
    return StoredIdentity(number, of.guid, of.url, content_key(of), source_hash(of))


def outcome(changes: Changes) -> str:
    """Return "new 1, revised 7, unchanged 2" and the like: the ids of the revised are named."""
    revised = " ".join(str(change.id) for change in changes.revised)
    parts = [f"new {len(changes.new)}", f"revised {revised}", f"unchanged {changes.unchanged}"]
    return ", ".join(part for part in parts if not part.endswith((" 0", " ")))


A = article("id:a", "https://example.com/a")
B = article("id:b", "https://example.com/b", "Bridge open", LONG.replace("ferry", "bridge"))


@dataclass(frozen=True)
class Case:
    it: str
    before: tuple[ParsedArticle, ...]
    now: tuple[ParsedArticle, ...]
    expected: str
    site: str = ""


CASES = (
    Case("takes what it never saw for new", (), (A, B), "new 2"),
    Case("knows what it saw", (A, B), (A, B), "unchanged 2"),
    Case("deletes nothing that is gone from the feed", (A, B), (B,), "unchanged 1"),
    Case("deletes nothing when the feed is empty", (A, B), (), ""),
    Case("sees a corrected text", (A,), (replace(A, source=LONG + "Corrected."),), "revised 1"),
    Case("sees a new headline", (A,), (replace(A, headline="Ferry very late"),), "revised 1"),
    Case("sees a new deck", (A,), (replace(A, deck="Again"),), "revised 1"),
    Case("sees a new byline", (A,), (replace(A, byline="By A. Quill"),), "revised 1"),
    Case("sees a new kicker", (A,), (replace(A, kicker="COAST"),), "revised 1"),
    Case("sees a new dateline", (A,), (replace(A, dateline=Dateline("PORT QUAY")),), "revised 1"),
    Case(
        "sees a new enclosure", (A,), (replace(A, enclosures=(Enclosure("https://x/y.mp3"),)),), "revised 1"
    ),
    Case("is not moved by a date made anew", (A,), (replace(A, published=9, updated=10),), "unchanged 1"),
    Case(
        "is not moved by an enclosure's length",
        (replace(A, enclosures=(Enclosure("https://x/y", "a/b", 1),)),),
        (replace(A, enclosures=(Enclosure("https://x/y", "a/b", 2),)),),
        "unchanged 1",
    ),
    Case(
        "is not moved by what only follows the reader about",
        (replace(A, url="https://example.com/a?utm_source=rss&id=1"),),
        (replace(A, url="https://example.com/a?id=1"),),
        "unchanged 1",
    ),
    Case("follows an article that moved", (A,), (replace(A, url="https://new.example/a"),), "revised 1"),
    Case("knows by link what got a new guid", (A,), (replace(A, guid="id:anew"),), "unchanged 1"),
    Case(
        "revises by link what got a new guid and a new text",
        (A,),
        (replace(A, guid="id:anew", source="Other " + LONG),),
        "revised 1",
    ),
    Case(
        "knows by content what got a new guid and a new link",
        (A,),
        (replace(A, guid="id:anew", url="https://new.example/a"),),
        "revised 1",
    ),
    Case("knows by content what has neither guid nor link", (article(),), (article(),), "unchanged 1"),
    Case(
        "does not take short news of other days for the same",
        (article("1", "https://w/1", "Weather", "Rain."),),
        (article("2", "https://w/2", "Weather", "Rain."),),
        "new 1",
    ),
    Case(
        "tells apart what has one headline and no id",
        (),
        (article(headline="Weather", source="Rain."), article(headline="Weather", source="Sun.")),
        "new 2",
    ),
    Case("takes an article given twice for one", (), (A, A), "new 1"),
    Case(
        "takes two editions of one article for one", (A,), (A, replace(A, source="New " + LONG)), "revised 1"
    ),
    Case(
        "tells apart articles that share a guid, by link",
        (),
        (article("g", "https://e/1", "One"), article("g", "https://e/2", "Two")),
        "new 2",
    ),
    Case(
        "knows them again",
        (article("g", "https://e/1", "One"), article("g", "https://e/2", "Two")),
        (article("g", "https://e/2", "Two"), article("g", "https://e/1", "One")),
        "unchanged 2",
    ),
    Case(
        "revises the right one of them",
        (article("g", "https://e/1", "One"), article("g", "https://e/2", "Two")),
        (article("g", "https://e/1", "One"), article("g", "https://e/2", "Second")),
        "revised 2, unchanged 1",
    ),
    Case(
        "tells apart articles that share guid and link",
        (article("g", "https://e/all", "One"),),
        (article("g", "https://e/all", "Two"), article("g", "https://e/all", "One")),
        "new 1, unchanged 1",
    ),
    Case(
        "does not take one article for another because both link to one page",
        (article("1", "https://e/live", "One"), article("2", "https://e/live", "Two")),
        (article("3", "https://e/live", "Three", "3 " + LONG),),
        "new 1",
    ),
    Case(
        "does not take a link to the front page for an article's own",
        (article("1", "https://e/", "One"),),
        (article("2", "https://e/", "Two", "2 " + LONG),),
        "new 1",
    ),
    Case(
        "nor one to the feed's site",
        (article("1", "https://e/daily/", "One"),),
        (article("2", "https://e/daily", "Two", "2 " + LONG),),
        "new 1",
        site="https://e/daily/",
    ),
    Case(
        "leaves alone whose own guid is still there, though a newcomer has its link",
        (A,),
        (replace(A, url="https://example.com/archive/a"), article("id:new", A.url, "New", "New " + LONG)),
        "new 1, revised 1",
    ),
    Case(
        "follows a folder that was moved, for a file is named by where it is",
        (article("file:///old/a.txt"),),
        (article("file:///new/a.txt"),),
        "revised 1",
    ),
    Case(
        "lets articles swap their links",
        (A, B),
        (replace(A, url=B.url), replace(B, url=A.url)),
        "revised 1 2",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.it)
def test_it(case: Case) -> None:
    before = [stored(number, item) for number, item in enumerate(case.before, start=1)]
    assert outcome(decide(before, feed(*case.now, site=case.site))) == case.expected


def test_new_articles_keep_the_feeds_order() -> None:
    changes = decide((), feed(B, A))
    assert [change.article for change in changes.new] == [B, A]


def test_of_two_editions_the_later_is_taken_at_the_place_of_the_first() -> None:
    later = replace(A, source="Later " + LONG, updated=5)
    changes = decide((), feed(replace(A, updated=3), B, later))
    assert [change.article for change in changes.new] == [later, B]


def test_the_store_is_asked_for_every_key_once() -> None:
    keys = keys_of(feed(A, B, A, article()))
    assert sorted(keys.guids) == ["id:a", "id:b"]
    assert sorted(keys.urls) == [A.url, B.url]
    assert len(keys.content_keys) == 2


def test_parts_that_run_together_do_not_give_the_same_hash() -> None:
    assert source_hash(replace(A, headline="ab", kicker="c")) != source_hash(
        replace(A, headline="a", kicker="bc")
    )


# --- any feed at all ----------------------------------------------------------------------------------

few = st.sampled_from
articles = st.builds(
    ParsedArticle,
    guid=few(["", "g1", "g2", "g3"]),
    url=few(["", "https://e/", "https://e/1", "https://e/2", "https://e/3"]),
    headline=few(["", "One", "Two"]),
    source=few(["", "short", LONG, LONG + "x", "\ud800"]),
    updated=few([None, 1, 2]),
)
feeds = st.lists(articles, max_size=8).map(lambda items: feed(*items))


def applied(before: list[StoredIdentity], changes: Changes) -> list[StoredIdentity]:
    """Return what the store knows once `changes` are written."""
    kept = {identity.id: identity for identity in before}
    for number, change in enumerate(changes.new, start=len(kept) + 1):
        kept[number] = stored(number, change.article)
    for change in changes.revised:
        assert change.id is not None
        kept[change.id] = stored(change.id, change.article)
    return list(kept.values())


@settings(max_examples=150, deadline=None)
@given(feeds, feeds, st.randoms(use_true_random=False))
def test_deciding_again_changes_nothing_and_order_does_not_matter(
    first: ParsedFeed, second: ParsedFeed, chance: random.Random
) -> None:
    before = applied([], decide((), first))
    changes = decide(before, second)
    after = applied(before, changes)
    again = decide(after, second)
    assert (again.new, again.revised) == ((), ())
    assert again.unchanged == len(changes.new) + len(changes.revised) + changes.unchanged

    shuffled = list(second.articles)
    chance.shuffle(shuffled)
    chance.shuffle(before)
    other = decide(before, replace(second, articles=tuple(shuffled)))
    assert set(other.revised) == set(changes.revised)
    assert set(other.new) == set(changes.new)
    assert other.unchanged == changes.unchanged


@settings(max_examples=100, deadline=None)
@given(feeds, feeds)
def test_it_gives_at_most_what_the_feed_holds_and_no_stored_article_twice(
    first: ParsedFeed, second: ParsedFeed
) -> None:
    before = applied([], decide((), first))
    changes = decide(before, second)
    assert len(changes.new) + len(changes.revised) + changes.unchanged <= len(second.articles)
    ids = [change.id for change in changes.revised]
    assert len(set(ids)) == len(ids)
