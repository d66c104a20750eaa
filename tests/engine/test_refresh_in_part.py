"""A refresh of a changed feed reads what changed, and remembers what the feed holds."""

from __future__ import annotations

from collections.abc import Set

import pytest

from newsreader.engine import jobs
from newsreader.engine.kit import Kit, committed
from newsreader.engine.refresh import Refresher, Summary
from newsreader.engine.remembered import NOTHING
from newsreader.engine.workshop import Urgency, Workshop
from newsreader.feeds.partial import PartialFeed
from newsreader.models import Fetched, HeadlineQuery, Outline
from tests.engine.telling import Clock, Told, item, rss
from tests.servers import LoopbackServer, reply


class Desk:
    """Refreshes one feed and notes which articles were read for it."""

    def __init__(self, kit: Kit, clock: Clock, server: LoopbackServer, patch: pytest.MonkeyPatch) -> None:
        self._kit, self._clock, self._server = kit, clock, server
        self.read: list[list[str]] = []
        real = jobs.unseen_part

        async def noted(
            workshop: Workshop, fetched: Fetched, seen: Set[bytes], urgency: Urgency = "refresh"
        ) -> PartialFeed | Outline:
            partial = await real(workshop, fetched, seen, urgency)
            assert isinstance(partial, PartialFeed)
            self.read.append([article.headline for article in partial.feed.articles])
            return partial

        patch.setattr(jobs, "unseen_part", noted)

    async def refresh(self, *documents: bytes) -> tuple[Summary, int]:
        """Refresh with each document in turn; return the last summary, and what was unchanged then."""
        feed = await committed(self._kit.store.add_feed(self._server.url(), at=self._clock.now))
        self.feed = feed.id
        for document in documents:
            self._server.on("/feed", reply(document))
            self._clock.now += 3_600
            told = Told()
            self.read = []
            summary = await Refresher(self._kit).refresh([feed.id], "named", told)
        return summary, told.one("feed")["unchanged"]

    def seen(self) -> set[bytes]:
        return self._kit.store.query.seen(self.feed)

    def headlines(self) -> list[str]:
        return [row.headline for row in self._kit.store.query.page(HeadlineQuery())]


@pytest.fixture
def desk(kit: Kit, clock: Clock, server: LoopbackServer, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(kit, clock, server, monkeypatch)


async def test_of_a_feed_with_one_new_item_only_that_is_read(desk: Desk) -> None:
    summary = await desk.refresh(rss(item(2), item(1)), rss(item(3), item(2), item(1)))
    assert summary == (Summary(ok=1, new=1), 2)
    assert desk.read == [["Story 3"]]
    assert desk.headlines() == ["Story 3", "Story 2", "Story 1"]
    assert len(desk.seen()) == 4


async def test_an_edited_item_is_read_and_found_again(desk: Desk) -> None:
    summary = await desk.refresh(rss(item(2), item(1)), rss(item(2), item(1, "Corrected.")))
    assert summary == (Summary(ok=1, revised=1), 1)
    assert desk.read == [["Story 1"]]


async def test_what_the_feed_has_dropped_is_forgotten_and_read_when_it_comes_back(desk: Desk) -> None:
    both, one = rss(item(2), item(1)), rss(item(2))
    await desk.refresh(both, one)
    assert desk.read == [[]]
    assert len(desk.seen()) == 2
    assert await desk.refresh(both) == (Summary(ok=1), 2)
    assert desk.read == [["Story 1"]]
    assert len(desk.headlines()) == 2


async def test_a_new_article_behind_the_link_of_another_has_all_read_again(desk: Desk) -> None:
    link = "https://gazette.example/live"
    before = rss(item(1, link=link), item(2))
    summary = await desk.refresh(before, rss(item(3, link=link), item(1, link=link), item(2)))
    assert summary == (Summary(ok=1, new=1), 2)
    assert sorted(desk.headlines()) == ["Story 1", "Story 2", "Story 3"]


async def test_a_new_article_with_the_former_link_of_one_left_out_has_all_read_again(desk: Desk) -> None:
    old, new = "https://gazette.example/old", "https://gazette.example/new"
    moved = item(1, link=new)
    await desk.refresh(rss(item(1, link=old)), rss(moved), rss(item(2, link=old), moved))
    assert desk.read == [["Story 2"], ["Story 2", "Story 1"]]
    assert sorted(desk.headlines()) == ["Story 1", "Story 2"]


async def test_of_a_document_read_as_a_whole_nothing_is_remembered(desk: Desk) -> None:
    await desk.refresh(rss(item(1)), rss(item(1), "<item/>"))
    assert desk.seen() == {NOTHING}
    assert await desk.refresh(rss(item(1))) == (Summary(ok=1), 1)


async def test_where_all_that_changed_is_the_date_nothing_is_read(desk: Desk) -> None:
    dated = "<pubDate>Thu, 14 Jan 2027 0{}:00:00 GMT</pubDate>"
    documents = [rss(dated.format(hour), item(1)) for hour in (1, 2)]
    assert await desk.refresh(*documents) == (Summary(ok=1), 1)
    assert desk.read == [[]]
