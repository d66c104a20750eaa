"""A refresh against servers that are well behaved, changeable, moved, busy, broken or gone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from newsreader.config import RefreshSettings
from newsreader.engine import jobs
from newsreader.engine.kit import Kit, committed
from newsreader.engine.refresh import Refresher, Summary
from newsreader.engine.trust import remember_typed
from newsreader.engine.workshop import Workshop
from newsreader.feeds.fetch import Fetcher
from newsreader.models import Feed, HeadlineQuery
from newsreader.store.store import Store
from tests.engine.telling import FEED, NOON, Clock, Told, item, rss
from tests.servers import Exchange, LoopbackServer, redirect, reply

HOUR = 3_600


class House:
    """A kit, its library and what it told; refreshes once at a time."""

    def __init__(self, kit: Kit, clock: Clock) -> None:
        self.kit = kit
        self.clock = clock
        self.told = Told()

    async def add(self, url: str, **fields: Any) -> Feed:
        return await committed(self.kit.store.add_feed(url, at=self.clock.now, **fields))

    async def refresh(self, *ids: int, mode: str = "", later: int = HOUR) -> Summary:
        """Refresh `later` seconds after the last time, past every floor and interval."""
        self.clock.now += later
        self.told = Told()
        chosen: Any = mode or ("named" if ids else "all")
        return await Refresher(self.kit).refresh(list(ids) or None, chosen, self.told)

    def headlines(self) -> list[str]:
        return [row.headline for row in self.kit.store.query.page(HeadlineQuery())]

    def feed(self, feed: Feed) -> Feed:
        found = self.kit.store.query.feed(feed.id)
        assert found is not None
        return found


@pytest.fixture
def house(kit: Kit, clock: Clock) -> House:
    return House(kit, clock)


async def test_a_feed_is_fetched_parsed_and_stored(house: House, server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    feed = await house.add(server.url())
    summary = await house.refresh()
    assert summary == Summary(ok=1, new=3)
    assert house.told.one("feed") == {
        "feed": feed.id,
        "title": "The Harbour Gazette",
        "new": 3,
        "revised": 0,
        "unchanged": 0,
    }
    assert house.headlines() == ["Story 3", "Story 2", "Story 1"]
    assert house.feed(feed).title == "The Harbour Gazette"
    assert house.feed(feed).next_at == house.clock.now + HOUR


async def test_one_new_and_one_changed_article_are_all_that_changes(
    house: House, server: LoopbackServer
) -> None:
    server.on("/feed", reply(FEED), reply(rss(item(4), item(2), item(1, "Corrected."), item(3))))
    await house.add(server.url())
    await house.refresh()
    assert await house.refresh() == Summary(ok=1, new=1, revised=1)
    assert house.told.one("feed")["unchanged"] == 2
    assert len(house.headlines()) == 4


async def test_both_validators_go_back_and_a_304_is_not_parsed(house: House, server: LoopbackServer) -> None:
    stamp = "Wed, 21 Oct 2026 07:28:00 GMT"
    server.on(
        "/feed",
        reply(FEED, headers=[("ETag", 'W/"a"'), ("Last-Modified", stamp)]),
        reply(status=304, headers=[("ETag", '"b"')]),
    )
    await house.add(server.url())
    await house.refresh()
    assert await house.refresh() == Summary(ok=1)
    await house.refresh()
    second, third = server.asked()[1:]
    assert (second.header("If-None-Match"), second.header("If-Modified-Since")) == ('W/"a"', stamp)
    assert (third.header("If-None-Match"), third.header("If-Modified-Since")) == ('"b"', stamp)


async def test_the_same_bytes_are_not_parsed_again_and_newer_validators_are_kept(
    house: House, server: LoopbackServer
) -> None:
    server.on("/feed", *(reply(FEED, headers=[("ETag", f'"{n}"')]) for n in (1, 2)))
    await house.add(server.url())
    await house.refresh()
    await house.kit.workshop.close()  # whoever parses now fails
    assert await house.refresh() == Summary(ok=1)
    await house.refresh()
    assert server.asked()[2].header("If-None-Match") == '"2"'


async def test_a_validator_that_is_withdrawn_is_forgotten(house: House, server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED, headers=[("ETag", '"1"')]), reply(FEED))
    await house.add(server.url())
    for _ in range(3):
        await house.refresh()
    assert server.asked()[2].header("If-None-Match") is None
    assert len(house.headlines()) == 3


async def test_validators_of_an_answer_that_did_not_parse_are_not_kept(
    house: House, server: LoopbackServer
) -> None:
    page = reply(b"<!doctype html><p>Log in first", headers=[("ETag", '"page"')])
    server.on("/feed", reply(FEED, headers=[("ETag", '"1"')]), page, reply(FEED))
    feed = await house.add(server.url())
    await house.refresh()
    assert await house.refresh() == Summary(failed=1)
    assert "web page" in house.feed(feed).error
    assert len(house.headlines()) == 3
    assert await house.refresh() == Summary(ok=1)
    assert server.asked()[2].header("If-None-Match") == '"1"'
    assert house.feed(feed).error == ""


@pytest.mark.parametrize("status", [301, 308])
async def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(
    house: House, server: LoopbackServer, status: int
) -> None:
    server.on("/old", redirect(server.url("/new"), status))
    server.on("/new", reply(FEED))
    feed = await house.add(server.url("/old"))
    await house.refresh()
    assert house.feed(feed).url == server.url("/new")
    assert await house.refresh() == Summary(ok=1)
    assert len(server.asked("/old")) == 1


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_a_feed_that_moved_for_a_while_keeps_its_address(
    house: House, server: LoopbackServer, status: int
) -> None:
    server.on("/old", redirect(server.url("/new"), status))
    server.on("/new", reply(FEED))
    feed = await house.add(server.url("/old"))
    await house.refresh()
    assert house.feed(feed).url == server.url("/old")


async def test_a_move_to_what_is_no_feed_is_not_kept(house: House, server: LoopbackServer) -> None:
    server.on("/old", redirect(server.url("/login"), 301))
    server.on("/login", reply(b"<!doctype html><p>Welcome to our hotel", content_type="text/html"))
    feed = await house.add(server.url("/old"))
    assert await house.refresh() == Summary(failed=1)
    assert house.feed(feed).url == server.url("/old")


async def test_a_feed_that_is_gone_is_not_asked_any_more_and_its_articles_stay(
    house: House, server: LoopbackServer
) -> None:
    server.on("/feed", reply(FEED), reply(status=410))
    feed = await house.add(server.url())
    await house.refresh()
    await house.refresh()
    assert house.feed(feed).gone
    for mode in ("due", "all", "named"):
        assert (await house.refresh(feed.id, mode=mode, later=90 * 86_400)).skipped == 1
    assert "gone for good" in house.told.notes[0]
    assert len(server.asked()) == 2
    assert len(house.headlines()) == 3


async def test_retry_after_is_obeyed_even_where_the_feed_is_named(
    house: House, server: LoopbackServer
) -> None:
    server.on("/feed", reply(status=503, headers=[("Retry-After", "7200")]), reply(FEED))
    feed = await house.add(server.url())
    await house.refresh()
    assert await house.refresh(feed.id, later=7_000) == Summary(skipped=1)
    assert house.told.notes[0].endswith("its server asks to be left alone; again in 3 min.")
    assert await house.refresh(feed.id, later=300) == Summary(ok=1, new=3)


async def test_max_age_holds_back_all_but_a_feed_that_is_named(house: House, server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED, headers=[("Cache-Control", "max-age=36000")]))
    feed = await house.add(server.url())
    await house.refresh()
    assert await house.refresh(mode="all") == Summary(skipped=1)
    assert await house.refresh(feed.id, mode="named") == Summary(ok=1)
    assert len(server.asked()) == 2


async def test_a_feed_asked_a_moment_ago_is_not_asked_again(house: House, server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    feed = await house.add(server.url())
    await house.refresh()
    assert await house.refresh(feed.id, later=40) == Summary(skipped=1)
    assert house.told.notes == ["The Harbour Gazette: asked 40 s ago, again in 20 s."]
    assert len(server.asked()) == 1


async def test_only_what_is_due_is_asked_by_itself(house: House, server: LoopbackServer) -> None:
    server.on("/a", reply(FEED))
    server.on("/b", reply(FEED))
    first = await house.add(server.url("/a"))
    await house.refresh(mode="due")
    second = await house.add(server.url("/b"))
    assert (await house.refresh(mode="due", later=600)).ok == 1
    assert house.told.one("feed")["feed"] == second.id
    assert house.told.notes == []
    assert (await house.refresh(mode="due", later=HOUR - 600)).ok == 1
    assert house.told.one("feed")["feed"] == first.id


async def test_an_interval_of_the_users_own_goes_before_what_the_feed_asks_for(
    house: House, server: LoopbackServer
) -> None:
    body = FEED.replace(b"<channel>", b"<channel><ttl>600</ttl>")
    server.on("/feed", reply(body))
    feed = await house.add(server.url())
    await house.refresh()
    assert house.feed(feed).next_at == house.clock.now + 600 * 60
    await committed(house.kit.store.edit_feed(feed.id, interval=1_800, at=NOON))
    server.on("/feed", reply(body + b"\n"))
    await house.refresh(feed.id)
    assert house.feed(feed).next_at == house.clock.now + 1_800


async def test_failures_are_counted_shown_and_forgotten_after_a_success(
    house: House, server: LoopbackServer
) -> None:
    server.on("/feed", reply(status=500), reply(status=500), reply(FEED))
    feed = await house.add(server.url())
    await house.refresh()
    await house.refresh(feed.id)
    after = house.feed(feed)
    assert (after.failures, after.next_at) == (2, house.clock.now + 4 * HOUR)
    assert "500" in after.error
    await house.refresh(feed.id)
    assert (house.feed(feed).failures, house.feed(feed).error) == (0, "")


async def test_one_bad_feed_costs_one_line_and_the_others_go_on(house: House, server: LoopbackServer) -> None:
    server.on("/good", reply(FEED))
    server.on("/bad", reply(b"\x00\x01\x02 nothing"))
    server.on("/garbled", reply(b"<rss><channel><item>"))
    for path in ("/good", "/bad", "/missing", "/garbled"):
        await house.add(server.url(path))
    await house.add("http://127.0.0.1:9/feed")
    assert await house.refresh() == Summary(ok=1, failed=4, unreachable=1, new=3)
    errors = [data for data in house.told.all("feed") if "error" in data]
    assert sorted(data["code"] for data in errors) == [1, 1, 1, 3]
    assert all(data["error"].endswith(".") and "\n" not in data["error"] for data in errors)


async def test_a_broken_or_empty_answer_deletes_nothing_and_unreads_nothing(
    house: House, server: LoopbackServer
) -> None:
    empty = rss()
    server.on("/feed", reply(FEED), reply(b""), reply(FEED[:150]), reply(empty), reply(FEED))
    await house.add(server.url())
    await house.refresh()
    ids = [row.id for row in house.kit.store.query.page(HeadlineQuery())]
    await committed(house.kit.store.mark("read", True, ids, at=NOON))
    for _ in range(4):
        await house.refresh(later=5 * HOUR)
    rows = house.kit.store.query.page(HeadlineQuery())
    assert [row.id for row in rows] == ids
    assert all(row.read for row in rows)


async def test_no_more_than_two_requests_run_at_one_host_and_results_come_one_by_one(
    house: House, server: LoopbackServer
) -> None:
    for number in range(12):
        server.on(f"/{number}", reply(rss(item(number), title=f"Feed {number}")))
        await house.add(server.url(f"/{number}"))
    assert (await house.refresh()).ok == 12
    assert server.peak <= 2
    assert len(house.told.all("feed")) == 12
    last = house.told.all("progress")[-1]
    assert last == {"done": 12, "total": 12, "phase": "refresh"}


async def test_a_feed_claimed_by_another_reader_is_not_asked_twice(
    house: House, server: LoopbackServer
) -> None:
    server.on("/feed", reply(FEED))
    feed = await house.add(server.url())
    house.clock.now += HOUR
    other = Store.open(house.kit.store.path)
    try:
        assert await committed(other.claim(feed.id, house.clock.now, house.clock.now))
    finally:
        other.close()
    assert await house.refresh(later=0) == Summary(skipped=1)
    assert server.asked() == []


async def test_two_requests_for_one_feed_ask_it_once_and_both_hear_of_it(
    house: House, server: LoopbackServer
) -> None:
    server.on("/feed", reply(FEED))
    feed = await house.add(server.url())
    house.clock.now += HOUR
    refresher, one, two = Refresher(house.kit), Told(), Told()
    summaries = await asyncio.gather(
        refresher.refresh([feed.id], "named", one), refresher.refresh(None, "all", two)
    )
    assert [summary.ok for summary in summaries] == [1, 1]
    assert one.one("feed") == two.one("feed")
    assert len(server.asked()) == 1


async def test_a_cancelled_refresh_lets_go_at_once_and_what_landed_stays(
    house: House, server: LoopbackServer
) -> None:
    server.on("/feed", reply(FEED))
    server.on("/slow", Exchange.hold)
    await house.add(server.url())
    await house.add(server.url("/slow"))
    house.clock.now += HOUR
    landed = asyncio.Event()

    def tell(event: str, /, **data: object) -> None:
        if event == "feed":
            landed.set()

    task = asyncio.create_task(Refresher(house.kit).refresh(None, "all", tell))
    await asyncio.wait_for(landed.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(house.headlines()) == 3


async def test_a_document_that_kills_its_child_is_a_failure_of_that_feed(
    house: House, server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    crash = "tests.engine.stranger_jobs:crash"
    server.on("/feed", reply(FEED))
    feed = await house.add(server.url())
    fragile = Workshop((crash,), bulk=1)
    monkeypatch.setattr(jobs, "UNSEEN", crash)
    house.kit = replace(house.kit, workshop=fragile)
    assert await house.refresh() == Summary(failed=1)
    await fragile.close()
    assert house.feed(feed).error == "Reading it ended the process that tried to, so it was given up."


async def test_a_redirect_to_a_private_host_that_nobody_typed_is_refused(
    house: House, server: LoopbackServer
) -> None:
    server.on("/feed", redirect(server.url("/feed", host="localhost")))
    feed = await house.add(server.url())
    assert await house.refresh() == Summary(failed=1)
    assert "private address" in house.feed(feed).error
    assert len(server.asked()) == 1


async def test_a_name_that_leads_home_is_not_followed_unless_it_was_typed(
    house: House, server: LoopbackServer
) -> None:
    async def home(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    server.on("/feed", reply(FEED))
    async with Fetcher(per_second=0, lookup=home) as fetcher:
        house.kit = replace(house.kit, fetcher=fetcher)
        feed = await house.add(server.url(host="news.example.com"))
        assert await house.refresh() == Summary(failed=1)
        assert "private address" in house.feed(feed).error
        await remember_typed(house.kit, feed.url, home)
        assert await house.refresh(feed.id) == Summary(ok=1, new=3)


async def test_no_floor_asks_again_at_once(house: House, server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    house.kit = replace(house.kit, settings=RefreshSettings(floor=0))
    await house.add(server.url())
    for _ in range(3):
        assert (await house.refresh(later=0)).ok == 1
    assert len(server.asked()) == 3
