"""A refresh is stored whole, in time order, once, and nothing of it is lost or doubled."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.models import (
    Changes,
    Dateline,
    Enclosure,
    Feed,
    HeadlineQuery,
    ParsedFeed,
    StoredIdentity,
    Validators,
)
from newsreader.store import arrivals
from newsreader.store.store import Store
from tests.store.build import NOW, all_ords, bring, bring_many, change, headlines, new_feed


def test_a_new_article_is_stored_with_everything_its_source_said(store: Store, feed: Feed) -> None:
    given = change(
        1,
        headline="Harbour bill passes",
        kicker="POLITICS",
        deck="After a night of argument",
        byline="By Ann Writer",
        authors=("Ann Writer", "Bo Reporter"),
        dateline=Dateline("May 1", date="May 1"),
        updated=1_672_600_000,
        language="en",
        publisher="The Courier",
        categories=("politics", "ports"),
        enclosures=(Enclosure("https://news.example/a.mp3", "audio/mpeg", 7),),
        source="Plain words.",
        source_type="text",
        base_url="https://news.example/",
    )
    (article_id,) = bring(store, feed, [given]).new_ids
    article = store.query.article(article_id)
    assert article is not None
    for name in ("headline", "kicker", "deck", "byline", "authors", "dateline", "published", "updated"):
        assert getattr(article, name) == getattr(given.article, name)
    for name in ("url", "publisher", "language", "categories", "enclosures"):
        assert getattr(article, name) == getattr(given.article, name)
    assert (article.feed, article.feed_title, article.fetched) == (feed.id, "courier", NOW)
    assert (article.annotated, article.body.text, article.read) == (False, "Plain words.", False)
    source = store.query.source(article_id)
    assert source is not None
    assert (source.source, source.source_type, source.base_url) == (
        "Plain words.",
        "text",
        "https://news.example/",
    )
    assert (source.headline, source.source_hash, source.local) == (
        given.article.headline,
        given.source_hash,
        False,
    )


def test_html_is_not_shown_before_its_annotation(store: Store, feed: Feed) -> None:
    (article_id,) = bring_many(store, feed, 1)
    article = store.query.article(article_id)
    assert article is not None and not article.annotated and article.body.text == ""


def test_what_the_feed_says_of_itself_is_kept(store: Store, feed: Feed) -> None:
    parsed = ParsedFeed(
        title="The Courier", site_url="https://courier.example/", format="Atom 1.0", language="en"
    )
    bring(store, feed, feed=parsed, at=NOW + 5, next_at=NOW + 60)
    kept = store.query.feed(feed.id)
    assert kept is not None
    assert (kept.title, kept.site_url, kept.format, kept.language) == (
        "The Courier",
        "https://courier.example/",
        "Atom 1.0",
        "en",
    )
    assert (kept.fetched_at, kept.next_at, kept.error, kept.failures) == (NOW + 5, NOW + 60, "", 0)


def test_lists_are_ordered_by_the_earlier_of_published_and_fetched(store: Store, feed: Feed) -> None:
    bring(
        store,
        feed,
        [
            change(1, headline="tomorrow's date", published=NOW + 86_400),
            change(2, headline="no date", published=None),
            change(3, headline="yesterday", published=NOW - 86_400),
            change(4, headline="before the moon landing", published=-80_000_000),
        ],
    )
    assert headlines(store.query.page(HeadlineQuery())) == [
        "tomorrow's date",
        "no date",
        "yesterday",
        "before the moon landing",
    ]


def test_of_articles_of_one_second_the_first_in_the_feed_is_the_newest(store: Store, feed: Feed) -> None:
    bring(store, feed, [change(number, published=None) for number in range(5)])
    assert headlines(store.query.page(HeadlineQuery())) == [f"Headline {number}" for number in range(5)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(-3, 3) | st.none(), max_size=70), max_size=4))
def test_every_article_has_a_place_of_its_own_after_those_that_came_before_it(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[int | None]]
) -> None:
    store = Store.open(tmp_path_factory.mktemp("places") / "library.db")
    feed = new_feed(store)
    number = 0
    for batch in batches:
        changes = []
        for offset in batch:
            number += 1
            changes.append(change(number, published=None if offset is None else NOW + offset))
        bring(store, feed, changes)
    ords = all_ords(store)
    assert len(set(ords)) == number == store.query.counts().total
    assert all(ord >= (NOW - 3) * 1000 for ord in ords)
    store.close()


def test_a_place_is_found_behind_thousands_of_the_same_second(store: Store, feed: Feed) -> None:
    for start in range(0, 2_000, 500):
        bring(store, feed, [change(start + number, published=None) for number in range(500)])
    assert len(all_ords(store, chunk=1000)) == 2_000


def test_a_large_refresh_comes_in_parts_and_its_validators_last(
    store: Store, feed: Feed, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "_ARTICLES_AT_ONCE", 10)
    monkeypatch.setattr(arrivals, "_SECONDS_AT_ONCE", 60)
    steps = arrivals.apply(
        connection,
        feed.id,
        changes_of(25),
        ParsedFeed(title="New title"),
        Validators('"tag"', "yesterday"),
        b"hash",
        NOW,
        NOW + 60,
        None,
        [b"1", b"2"],
    )
    stored = []
    for _ in steps:
        assert not connection.in_transaction
        stored.append(store.query.counts().total)
        assert store.query.feed_state(feed.id).validators == Validators()
        assert store.query.feed_state(feed.id).body_hash == b""
        assert store.query.seen(feed.id) == set()
    assert stored == [10, 20]
    assert store.query.counts().total == 25
    state = store.query.feed_state(feed.id)
    assert (state.validators, state.body_hash) == (Validators('"tag"', "yesterday"), b"hash")
    assert store.query.seen(feed.id) == {b"1", b"2"}


def changes_of(count: int) -> Changes:
    return Changes(new=tuple(change(number) for number in range(count)))


def test_a_refresh_that_was_interrupted_doubles_nothing_when_it_is_done_again(
    store: Store, feed: Feed, connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "_ARTICLES_AT_ONCE", 10)
    monkeypatch.setattr(arrivals, "_SECONDS_AT_ONCE", 60)
    interrupted = arrivals.apply(
        connection, feed.id, changes_of(25), ParsedFeed(), Validators(), b"", NOW, NOW, None, []
    )
    next(interrupted)
    interrupted.close()
    result = bring(store, feed, changes_of(25).new)
    assert store.query.counts().total == 25
    assert len(result.new_ids) == 15


def test_a_refresh_of_a_feed_that_was_purged_stores_nothing(store: Store, feed: Feed) -> None:
    store.remove_feed(feed.id, NOW).result()
    store.purge(NOW + 31 * 86_400).result()
    assert bring_many(store, feed, 3) == ()


def test_a_changed_source_keeps_place_and_marks(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 3)
    store.mark("read", True, [ids[1]], at=NOW).result()
    before = store.query.page(HeadlineQuery())
    result = bring(
        store, feed, revised=[change(1, id=ids[1], version=1, headline="Corrected", published=NOW)]
    )
    assert (result.new_ids, result.revised_ids) == ((), (ids[1],))
    after = store.query.page(HeadlineQuery())
    assert headlines(after) == ["Headline 2", "Corrected", "Headline 0"]
    assert [h.ord for h in after] == [h.ord for h in before]
    assert [h.read for h in after] == [False, True, False]


def test_an_article_of_another_feed_is_not_changed(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 1)
    result = bring(store, new_feed(store, "other"), revised=[change(0, id=ids[0], headline="Hijacked")])
    assert result.revised_ids == ()
    assert headlines(store.query.page(HeadlineQuery())) == ["Headline 0"]


# --- recognition --------------------------------------------------------------------------------------


def identities(store: Store, feed: Feed, *numbers: int) -> list[StoredIdentity]:
    return store.query.identities(feed.id, [f"guid-{n}" for n in numbers], [], [])


def test_articles_are_found_by_guid_by_link_and_by_content(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 10)
    query = store.query
    by_guid = query.identities(feed.id, ["guid-3"], [], [])
    assert by_guid == [
        StoredIdentity(ids[3], "guid-3", "https://news.example/3", b"content-3", b"source-3-0")
    ]
    assert query.identities(feed.id, [], ["https://news.example/3"], []) == by_guid
    assert query.identities(feed.id, [], [], [b"content-3"]) == by_guid
    assert query.identities(feed.id, ["guid-3"], ["https://news.example/3"], [b"content-3"]) == by_guid
    assert {i.id for i in query.identities(feed.id, ["guid-1"], ["https://news.example/2"], [])} == {
        ids[1],
        ids[2],
    }


def test_articles_are_found_only_in_their_own_feed(store: Store, feed: Feed) -> None:
    bring_many(store, feed, 3)
    assert identities(store, new_feed(store, "other"), 0, 1, 2) == []


def test_what_is_empty_finds_nothing(store: Store, feed: Feed) -> None:
    bring(store, feed, [change(1, guid="", url="")])
    assert store.query.identities(feed.id, [""], [""], []) == []
    assert len(store.query.identities(feed.id, [], [], [b"content-1"])) == 1


def test_a_changed_article_is_found_by_its_new_names(store: Store, feed: Feed) -> None:
    (article_id,) = bring_many(store, feed, 1)
    bring(store, feed, revised=[change(0, id=article_id, version=1, guid="new", url="https://new.example")])
    assert [i.id for i in store.query.identities(feed.id, ["new"], [], [])] == [article_id]
    assert [i.guid for i in store.query.identities(feed.id, [], ["https://new.example"], [])] == ["new"]


def test_the_hashes_a_document_held_are_replaced(store: Store, feed: Feed) -> None:
    bring(store, feed, seen=[b"a", b"b"])
    bring(store, feed, seen=[b"b", b"c"])
    assert store.query.seen(feed.id) == {b"b", b"c"}
    bring(store, feed)
    assert store.query.seen(feed.id) == {b"b", b"c"}
    many = {b"%d" % number for number in range(5_000)}
    bring(store, feed, seen=many)
    assert store.query.seen(feed.id) == many


# --- any text -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One library for many examples."""
    store = Store.open(tmp_path_factory.mktemp("texts") / "library.db")
    yield store
    problems = store.query.check()
    store.close()
    assert problems == []


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.text(st.characters(), max_size=40), min_size=8, max_size=8))
def test_any_text_is_stored_and_comes_back(texts: list[str], shared: Store) -> None:
    guid, url, headline, kicker, deck, source, folder, tag = texts
    feed = new_feed(shared, f"feed-{shared.query.counts().total}", folder=folder, tags=(tag,))
    item = change(1, guid=guid, url=url, headline=headline, kicker=kicker, deck=deck, source=source)
    result = bring(shared, feed, [item])
    article = shared.query.article(result.new_ids[0])
    stored = shared.query.source(result.new_ids[0])
    assert article is not None and stored is not None
    shown = (article.headline, article.kicker, article.deck, article.url, stored.source)
    assert shown == tuple(as_utf8(text) for text in (headline, kicker, deck, url, source))
    assert shared.query.identities(feed.id, [guid], [url], [b"content-1"])[0].id == article.id
    again = shared.query.feed(feed.id)
    assert again is not None and (again.folder, again.tags) == (as_utf8(folder), (as_utf8(tag),))


def as_utf8(text: str) -> str:
    """Return a text without what UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def test_articles_of_one_second_from_many_feeds_stay_in_that_second(store: Store) -> None:
    midnight = 1_672_531_200
    for number in range(150):
        daily = new_feed(store, f"daily{number}")
        bring(store, daily, [change(number, published=midnight)])
    assert sorted(all_ords(store)) == [midnight * 1000 + number for number in range(150)]
    new = new_feed(store, "new")
    bring(store, new, [change(1000 + number, published=None) for number in range(60)])
    bring(store, new_feed(store, "newer"), [change(2000 + number, published=None) for number in range(60)])
    assert max(all_ords(store)) == NOW * 1000 + 119
