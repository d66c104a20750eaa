"""A clock that jumps by years, either way, deletes nothing, and keeps no feed from being asked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from newsreader.engine.kit import Kit, committed
from newsreader.engine.refresh import Refresher
from newsreader.models import Feed
from newsreader.store import keepsake
from newsreader.store.store import Store
from tests.engine.telling import FEED, NOON, Clock, Told, item, rss
from tests.servers import LoopbackServer, reply

DAY = 86_400
YEARS = 10 * 365 * DAY


async def add(kit: Kit, server: LoopbackServer) -> Feed:
    return await committed(kit.store.add_feed(server.url("/feed"), at=kit.now))


@pytest.mark.parametrize("jump", [YEARS, -YEARS])
async def test_a_feed_is_asked_after_a_jump_and_after_the_way_back(
    kit: Kit, server: LoopbackServer, clock: Clock, told: Told, jump: int
) -> None:
    server.on("/feed", reply(FEED), reply(rss(item(4))), reply(rss(item(5))))
    feed = await add(kit, server)
    refresher = Refresher(kit)
    for moved in (0, jump, 3 * 3_600 - jump):
        clock.now += moved
        summary = await refresher.refresh(None, "due", told)
        assert (summary.ok, summary.skipped) == (1, 0)
    assert len(server.asked("/feed")) == 3
    assert kit.store.query.counts().total == 5
    kept = kit.store.query.feed(feed.id)
    assert kept is not None and kept.asked_at == clock.now


@pytest.mark.parametrize("jump", [YEARS, -YEARS])
async def test_a_failing_feed_is_not_given_up_for_years(
    kit: Kit, server: LoopbackServer, clock: Clock, told: Told, jump: int
) -> None:
    server.on("/feed", reply(status=503, headers=[("Retry-After", "3600")]), reply(FEED))
    await add(kit, server)
    refresher = Refresher(kit)
    clock.now += jump
    assert (await refresher.refresh(None, "all", told)).failed == 1
    clock.now += 2 * DAY - jump
    assert (await refresher.refresh(None, "due", told)).ok == 1


def removed(store: Store, at: int) -> Feed:
    """Return a feed that was just removed."""
    feed = store.add_feed("https://gazette.example/feed", at=at).result()
    store.remove_feed(feed.id, at).result()
    return feed


@pytest.mark.parametrize("jump", [40 * DAY, YEARS])
def test_what_was_removed_yesterday_is_not_purged_by_a_jump(store: Store, jump: int) -> None:
    feed = removed(store, NOON)
    assert store.purge_by_clock(NOON + 3_600).result() == 0
    for hour in range(0, 48, 3):  # a day and more with the wrong clock, a timer every three hours
        assert store.purge_by_clock(NOON + jump + hour * 3_600).result() == 0
    assert store.purge_by_clock(NOON + DAY).result() == 0
    assert store.undo(NOON + DAY).result() is not None
    brought_back = store.query.feed(feed.id)
    assert brought_back is not None and brought_back.removed_at is None


def test_a_first_start_with_a_wrong_clock_purges_nothing(store: Store) -> None:
    removed(store, NOON)
    assert store.purge_by_clock(NOON + YEARS).result() == 0


def test_after_thirty_days_that_were_seen_to_go_by_it_is_purged(store: Store) -> None:
    removed(store, NOON)
    purged = [store.purge_by_clock(NOON + day * DAY + 5).result() for day in range(32)]
    assert purged == [0] * 30 + [1, 0]


def test_after_a_long_absence_it_is_purged_some_days_later(store: Store) -> None:
    removed(store, NOON)
    store.purge_by_clock(NOON).result()
    purged = [store.purge_by_clock(NOON + (200 + day) * DAY).result() for day in range(8)]
    assert sum(purged) == 1
    assert purged[0] == 0


@pytest.mark.parametrize("jump", [YEARS, -YEARS])
def test_a_daily_copy_is_made_after_a_jump_and_the_older_stay(tmp_path: Path, jump: int) -> None:
    path = tmp_path / "library.db"
    store = Store.open(path)
    store.add_feed("https://gazette.example/feed", at=NOON).result()
    store.close()
    first = keepsake.keep(path, NOON)
    assert first is not None
    os.utime(first, (NOON, NOON))
    assert not keepsake.is_due(path, NOON + 3_600)
    assert keepsake.is_due(path, NOON + jump)
    second = keepsake.keep(path, NOON + jump)
    assert second is not None
    os.utime(second, (NOON + jump, NOON + jump))
    assert keepsake.is_due(path, NOON + 2 * DAY)
    assert keepsake.copies(path) == [second, first]
