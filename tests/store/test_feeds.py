"""Feeds come, change, go, and come back; how their refreshes went is kept."""

from __future__ import annotations

import pytest

from newsreader.errors import UsageError
from newsreader.models import Counts, Feed, FeedState, HeadlineQuery, Operation, Validators
from newsreader.store.purge import KEPT_SECONDS
from newsreader.store.store import Store
from tests.store.build import NOW, annotate, bring, bring_many, change, found, headlines, new_feed


def test_a_feed_is_known_by_its_address(store: Store) -> None:
    made = store.add_feed(
        "https://a.example/feed", title="A", folder="News", tags=("x", "y"), at=NOW, own_title="My A"
    ).result()
    assert (made.title, made.own_title, made.folder, made.tags, made.added_at) == (
        "My A",
        "My A",
        "News",
        ("x", "y"),
        NOW,
    )
    assert store.query.feed(made.id) == made
    assert store.query.feed_by_url("https://a.example/feed") == made
    assert store.query.feed_by_url("https://b.example/feed") is None
    assert store.query.feed(99) is None


def test_a_feed_without_a_title_shows_its_address(store: Store) -> None:
    made = store.add_feed("https://a.example/feed", at=NOW).result()
    assert made.title == "https://a.example/feed"


def test_adding_a_feed_again_changes_nothing(store: Store, feed: Feed) -> None:
    again = store.add_feed(feed.url, title="Other", folder="Other", at=NOW + 5).result()
    assert again == feed


def test_feeds_stand_by_folder_and_title(store: Store) -> None:
    for name, folder in (("b", "News"), ("C", ""), ("a", "news/World"), ("A", "News"), ("d", "")):
        new_feed(store, name, folder=folder)
    assert [(f.folder, f.title) for f in store.query.feeds()] == [
        ("", "C"),
        ("", "d"),
        ("News", "A"),
        ("News", "b"),
        ("news/World", "a"),
    ]


def test_folders_are_those_in_use_and_those_around_them(store: Store) -> None:
    new_feed(store, "a", folder="News/World/Asia")
    new_feed(store, "b", folder="arts")
    gone = new_feed(store, "c", folder="Old")
    store.remove_feed(gone.id, NOW).result()
    assert store.query.folders() == ["arts", "News", "News/World", "News/World/Asia"]


# --- editing ------------------------------------------------------------------------------------------


def test_a_feed_is_renamed_and_moved_and_both_are_taken_back(store: Store, feed: Feed) -> None:
    renamed = store.edit_feed(feed.id, own_title="Mine", at=NOW).result()
    moved = store.edit_feed(feed.id, folder="News", tags=("a",), interval=600, at=NOW).result()
    assert (renamed.kind, renamed.count) == ("feed-edit", 1)
    assert "courier" in renamed.label
    changed = store.query.feed(feed.id)
    assert changed is not None
    assert (changed.title, changed.folder, changed.tags, changed.interval) == ("Mine", "News", ("a",), 600)
    assert store.undo(NOW).result() == moved
    assert store.undo(NOW).result() == renamed
    assert store.query.feed(feed.id) == feed


def test_an_interval_of_nothing_is_the_usual_one(store: Store, feed: Feed) -> None:
    store.edit_feed(feed.id, interval=600, at=NOW).result()
    store.edit_feed(feed.id, interval=0, at=NOW).result()
    assert store.query.feed(feed.id) == feed


def test_an_edit_that_changes_nothing_is_nothing_to_take_back(store: Store, feed: Feed) -> None:
    assert store.edit_feed(feed.id, folder="", own_title="", at=NOW).result().count == 0
    assert store.query.last_operation() is None


def test_an_address_another_feed_has_is_refused(store: Store, feed: Feed) -> None:
    other = new_feed(store, "other")
    with pytest.raises(UsageError, match="already"):
        store.edit_feed(feed.id, url=other.url, at=NOW).result()
    assert store.query.feed(feed.id) == feed


def test_what_was_known_of_the_old_address_is_forgotten(store: Store, feed: Feed) -> None:
    bring(store, feed, validators=Validators('"x"'), body_hash=b"x", seen=[b"1"])
    store.edit_feed(feed.id, url="https://new.example/feed", at=NOW).result()
    assert store.query.feed_state(feed.id) == FeedState()
    assert store.query.seen(feed.id) == set()


def test_a_feed_that_is_not_there_cannot_be_edited_or_removed(store: Store) -> None:
    with pytest.raises(UsageError, match="no feed 9"):
        store.edit_feed(9, folder="x", at=NOW).result()
    with pytest.raises(UsageError, match="no feed 9"):
        store.remove_feed(9, NOW).result()


def test_a_feed_that_moved_for_good_keeps_its_new_address(store: Store, feed: Feed) -> None:
    other = new_feed(store, "other")
    store.move_feed_url(feed.id, other.url).result()
    assert store.query.feed(feed.id) == feed
    store.move_feed_url(feed.id, "https://new.example/").result()
    moved = store.query.feed(feed.id)
    assert moved is not None and moved.url == "https://new.example/"


# --- removing -----------------------------------------------------------------------------------------


@pytest.fixture
def two(store: Store, feed: Feed) -> tuple[Feed, Feed]:
    """A feed to be removed, with a marked article, and one that stays."""
    other = new_feed(store, "other")
    ids = bring_many(store, feed, 5)
    store.mark("starred", True, ids[:1], at=NOW).result()
    annotate(store, {ids[0]: "shared word"})
    bring(store, other, [change(100, headline="Other", published=NOW - 10)])
    return feed, other


def test_a_removed_feed_is_out_of_every_list_and_count_at_once(store: Store, two: tuple[Feed, Feed]) -> None:
    feed, other = two
    ids = [headline.id for headline in store.query.page(HeadlineQuery(feed=feed.id))]
    ords = [headline.ord for headline in store.query.page(HeadlineQuery(feed=feed.id))]
    operation = store.remove_feed(feed.id, NOW).result()
    assert (operation.kind, operation.count) == ("feed-remove", 1)
    query = store.query
    for listed in (HeadlineQuery(), HeadlineQuery(folder=""), HeadlineQuery(search="headline")):
        assert headlines(query.page(listed)) == (["Other"] if not listed.search else [])
    assert query.page(HeadlineQuery(feed=feed.id)) == []
    assert query.page(HeadlineQuery(show="starred")) == []
    assert query.counts() == Counts(1, 1, 0, 0)
    assert query.counts(HeadlineQuery(feed=feed.id)) == Counts()
    assert query.headlines(ords) == []
    assert query.article(ids[0]) is None
    assert [f.id for f in query.feeds()] == [other.id]
    assert [f.id for f in query.feeds(removed=True)] == [feed.id]
    assert query.due(NOW * 2) == [query.feed(other.id)]
    assert query.next_unread(HeadlineQuery(), None) == query.page(HeadlineQuery())[0]
    assert [len(part) for part in query.ords(HeadlineQuery())] == [1]


def test_a_removed_feed_comes_back_by_undo_with_everything(store: Store, two: tuple[Feed, Feed]) -> None:
    feed, _ = two
    before = (store.query.page(HeadlineQuery()), store.query.counts(), store.query.feeds())
    operation = store.remove_feed(feed.id, NOW).result()
    assert store.undo(NOW).result() == operation
    assert (store.query.page(HeadlineQuery()), store.query.counts(), store.query.feeds()) == before
    assert found(store, "shared ") == ["Headline 0"]


def test_a_removed_feed_comes_back_by_adding_it(store: Store, two: tuple[Feed, Feed]) -> None:
    feed, _ = two
    before = (store.query.page(HeadlineQuery()), store.query.counts())
    marked = store.query.last_operation()
    store.remove_feed(feed.id, NOW).result()
    assert store.add_feed(feed.url, at=NOW + 9).result().removed_at is None
    assert (store.query.page(HeadlineQuery()), store.query.counts()) == before
    assert store.query.last_operation() == marked


def test_removing_a_feed_twice_is_one_thing_to_take_back(store: Store, feed: Feed) -> None:
    operation = store.remove_feed(feed.id, NOW).result()
    assert store.remove_feed(feed.id, NOW + 1).result() == Operation(0, "feed-remove", "", 0, NOW + 1)
    assert store.query.last_operation() == operation


def test_after_thirty_days_a_removed_feed_is_gone_for_good(store: Store, two: tuple[Feed, Feed]) -> None:
    feed, other = two
    store.remove_feed(feed.id, NOW).result()
    assert store.purge(NOW + KEPT_SECONDS).result() == 0
    assert store.query.feed(feed.id) is not None
    assert store.purge(NOW + KEPT_SECONDS + 1).result() == 1
    assert store.query.feed(feed.id) is None
    assert store.undo(NOW).result() is None
    assert headlines(store.query.page(HeadlineQuery())) == ["Other"]
    assert store.query.identities(feed.id, ["guid-1"], [], []) == []
    again = store.add_feed(feed.url, at=NOW).result()
    assert again.id != feed.id and again.counts == Counts()
    assert store.query.feed(other.id) is not None


def test_old_operations_are_forgotten_and_young_ones_stay(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 3)
    store.mark("read", True, ids[:2], at=NOW).result()
    young = store.mark("read", True, ids[2:], at=NOW + 10).result()
    store.purge(NOW + KEPT_SECONDS + 5).result()
    assert store.query.last_operation() == young
    store.purge(NOW + KEPT_SECONDS + 50).result()
    assert store.query.last_operation() is None
    assert store.query.counts().unread == 0


def test_a_large_feed_is_purged_in_parts(store: Store, feed: Feed) -> None:
    bring_many(store, feed, 1_500)
    store.remove_feed(feed.id, NOW).result()
    assert store.purge(NOW + KEPT_SECONDS + 1).result() == 1


# --- how refreshes went -------------------------------------------------------------------------------


def test_a_feed_is_claimed_by_one_who_asks(store: Store, feed: Feed) -> None:
    assert store.claim(feed.id, NOW, NOW - 60).result() is True
    assert store.claim(feed.id, NOW + 1, NOW + 1 - 60).result() is False
    assert store.claim(feed.id, NOW + 59, NOW - 1).result() is False
    assert store.claim(feed.id, NOW + 61, NOW + 1).result() is True
    assert store.query.feed_state(feed.id).asked_at == NOW + 61


def test_a_claim_from_the_future_holds_nobody_up(store: Store, feed: Feed) -> None:
    store.claim(feed.id, NOW + 10 * 365 * 86_400, NOW).result()
    assert store.claim(feed.id, NOW, NOW - 60).result() is True


def test_a_removed_feed_is_not_asked(store: Store, feed: Feed) -> None:
    store.remove_feed(feed.id, NOW).result()
    assert store.claim(feed.id, NOW, NOW).result() is False


def test_a_failure_is_kept_and_a_success_clears_it(store: Store, feed: Feed) -> None:
    bring_many(store, feed, 2)
    store.failed(feed.id, "Nobody answered.", NOW, NOW + 100, wait_until=NOW + 90).result()
    store.failed(feed.id, "Nobody answered again.", NOW, NOW + 200, gone=True).result()
    failed = store.query.feed(feed.id)
    assert failed is not None
    assert (failed.error, failed.failures, failed.next_at, failed.gone, failed.counts.total) == (
        "Nobody answered again.",
        2,
        NOW + 200,
        True,
        2,
    )
    bring(store, feed)
    mended = store.query.feed(feed.id)
    assert mended is not None and (mended.error, mended.failures, mended.gone) == ("", 0, False)


def test_validators_come_back_byte_for_byte(store: Store, feed: Feed) -> None:
    odd = Validators('W/"\udcff\udc00é"', "Mon, 32 Foo  2024 ")
    bring(store, feed, validators=odd, body_hash=b"\0\xff", wait_until=NOW + 5)
    assert store.query.feed_state(feed.id) == FeedState(odd, b"\0\xff", NOW + 3600, None, 0, False, NOW + 5)


def test_nothing_new_keeps_validators_that_are_not_sent_again(store: Store, feed: Feed) -> None:
    bring(store, feed, validators=Validators('"1"', "Monday"), body_hash=b"h")
    store.failed(feed.id, "x", NOW, NOW).result()
    store.not_modified(feed.id, Validators(), NOW + 5, NOW + 10, None).result()
    state = store.query.feed_state(feed.id)
    assert (state.validators, state.body_hash, state.failures) == (Validators('"1"', "Monday"), b"h", 0)
    store.not_modified(feed.id, Validators('"2"'), NOW + 5, NOW + 10, NOW + 20).result()
    state = store.query.feed_state(feed.id)
    assert (state.validators, state.wait_until) == (Validators('"2"', "Monday"), NOW + 20)


def test_feeds_are_due_when_their_time_has_come_and_nobody_said_to_wait(store: Store) -> None:
    never = new_feed(store, "never-asked")
    early, late, waiting, gone = (new_feed(store, name) for name in ("early", "late", "waiting", "gone"))
    bring(store, early, next_at=NOW - 10)
    bring(store, late, next_at=NOW + 10)
    bring(store, waiting, next_at=NOW - 10, wait_until=NOW + 10)
    store.failed(gone.id, "Gone.", NOW, NOW - 10, gone=True).result()
    assert [f.id for f in store.query.due(NOW)] == [never.id, early.id]
    assert [f.id for f in store.query.due(NOW + 10)] == [never.id, early.id, waiting.id, late.id]


def test_nothing_is_known_of_a_feed_that_is_not_there(store: Store) -> None:
    assert store.query.feed_state(5) == FeedState()
