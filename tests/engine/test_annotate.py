"""Annotation in the background: everything in the end, the newest first, and nothing tried for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from newsreader.engine import jobs
from newsreader.engine.annotate import Annotator, annotator_version, plain_annotation
from newsreader.engine.kit import Kit, committed
from newsreader.engine.refresh import Refresher
from newsreader.engine.workshop import Workshop
from newsreader.errors import UsageError
from newsreader.models import Article, Feed, HeadlineQuery
from newsreader.store.records import StoredSource
from tests.engine.telling import Clock, Told, item, rss
from tests.servers import LoopbackServer, reply

QUOTED = "&lt;p&gt;“It is the wall,” said the harbour master.&lt;/p&gt;&lt;p&gt;He left.&lt;/p&gt;"


class House:
    """A library with a feed of quoted stories, and the annotator."""

    def __init__(self, kit: Kit, server: LoopbackServer, clock: Clock) -> None:
        self.kit = kit
        self.server = server
        self.clock = clock
        self.told = Told()
        self.annotator = Annotator(kit, self.told)

    async def take_in(self, *stories: str) -> Feed:
        self.server.on("/feed", reply(rss(*stories)))
        feed = await committed(self.kit.store.add_feed(self.server.url(), at=self.clock.now))
        self.clock.now += 3_600
        await Refresher(self.kit).refresh(None, "all", Told())
        return feed

    def ids(self) -> list[int]:
        return [row.id for row in self.kit.store.query.page(HeadlineQuery())]

    def text(self, article: int) -> str:
        found = self.kit.store.query.article(article)
        assert found is not None
        return found.body.text if found.annotated else ""

    def use(self, workshop: Workshop) -> None:
        self.kit = replace(self.kit, workshop=workshop)
        self.annotator = Annotator(self.kit, self.told)


@pytest.fixture
async def house(kit: Kit, server: LoopbackServer, clock: Clock) -> AsyncIterator[House]:
    one = House(kit, server, clock)
    yield one
    await one.annotator.close()


async def test_a_story_becomes_paragraphs_and_quotations(house: House) -> None:
    await house.take_in(item(1, QUOTED))
    assert await house.annotator.all(Told()) == 1
    article = house.kit.store.query.article(house.ids()[0])
    assert article is not None
    assert article.body.text == "“It is the wall,” said the harbour master.\n\nHe left."
    assert [article.body.text[q.start : q.end] for q in article.quotes] == ["“It is the wall,”"]
    assert article.words == 10


async def test_everything_is_annotated_the_newest_first_and_told_of(house: House) -> None:
    await house.take_in(*(item(n, QUOTED) for n in range(50)))
    told = Told()
    assert await house.annotator.all(told) == 50
    batches = [data["articles"] for data in house.told.all("annotated")]
    assert sorted(i for batch in batches for i in batch) == sorted(house.ids())
    place = {article: number for number, batch in enumerate(batches) for article in batch}
    assert place[house.ids()[0]] < place[house.ids()[-1]]  # two children may end in either order
    assert told.all("progress")[-1] == {"done": 50, "total": 50, "phase": "annotate"}
    assert house.kit.store.query.to_annotate(await annotator_version()) == []


async def test_with_nothing_to_do_it_is_done_at_once(house: House) -> None:
    told = Told()
    assert await house.annotator.all(told) == 0
    assert told.events == []


async def test_what_comes_while_it_works_is_annotated_too(house: House) -> None:
    await house.take_in(item(1, QUOTED))
    house.annotator.kick()
    house.server.on("/feed", reply(rss(item(1, QUOTED), item(2, QUOTED))))
    house.clock.now += 3_600
    await Refresher(house.kit).refresh(None, "all", Told())
    await house.annotator.all(Told())
    assert all(house.text(i) for i in house.ids())


async def test_the_article_that_is_opened_is_annotated_at_once(house: House) -> None:
    await house.take_in(*(item(n, QUOTED) for n in range(3)))
    wanted = house.ids()[-1]
    shown: list[Article] = []
    await house.annotator.one(wanted, shown.append)
    assert shown == [house.kit.store.query.article(wanted)]
    assert house.told.one("annotated") == {"articles": [wanted]}
    assert [bool(house.text(i)) for i in house.ids()] == [False, False, True]


async def test_an_article_that_is_not_there_is_refused(house: House) -> None:
    with pytest.raises(UsageError, match="no article 99"):
        await house.annotator.one(99, lambda _: None)


async def test_a_changed_text_is_a_revision_and_a_changed_pixel_is_none(house: House) -> None:
    pixel = "&lt;img src='https://t.example/{}.gif' width='1' height='1'&gt;"
    versions = (QUOTED + pixel.format(1), QUOTED + pixel.format(2), QUOTED.replace("wall", "pier"))
    counts = []
    for version in versions:
        await house.take_in(item(1, version))
        await house.annotator.all(Told())
        counts.append(len(house.kit.store.query.revisions(house.ids()[0])))
    assert counts == [0, 0, 1]


async def test_a_better_annotator_improves_what_is_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.take_in(item(1, QUOTED))
    await house.annotator.all(Told())
    monkeypatch.setattr("newsreader.text.annotation.VERSION", await annotator_version() + 1)
    assert await house.annotator.all(Told()) == 1
    assert house.kit.store.query.revisions(house.ids()[0]) == []


async def test_an_article_that_ends_its_child_twice_is_kept_as_plain_text(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.take_in(item(1, QUOTED), item(2, QUOTED + "crash"), item(3, QUOTED))
    fragile = "tests.engine.stranger_jobs:annotate_unless_crash"
    monkeypatch.setattr(jobs, "ANNOTATE", fragile)
    workshop = Workshop((fragile,), bulk=1)
    house.use(workshop)
    assert await house.annotator.all(Told()) == 3
    await workshop.close()
    bodies = [house.kit.store.query.article(i) for i in house.ids()]
    assert [len(body.quotes) for body in bodies if body] == [1, 0, 1]
    assert house.text(house.ids()[1]).startswith("“It is the wall,” said the harbour master.\n\nHe left.")


async def test_it_waits_while_a_refresh_parses(house: House) -> None:
    await house.take_in(item(1, QUOTED))
    gate = house.kit.workshop
    parsing = asyncio.create_task(gate.run(jobs.PARSE, {"fetched": {"url": ""}, "want": "feed"}, b"<rss/>"))
    await asyncio.sleep(0)
    order: list[str] = []
    parsing.add_done_callback(lambda _: order.append("parsed"))

    def tell(event: str, /, **data: object) -> None:
        order.append(event)

    annotator = Annotator(house.kit, tell)
    await annotator.all(Told())
    await asyncio.gather(parsing, return_exceptions=True)
    await annotator.close()
    assert order == ["parsed", "annotated"]


def test_plain_text_of_a_source_has_its_paragraphs_and_none_of_its_markup() -> None:
    def plain(source: str, kind: str = "html") -> str:
        stored = StoredSource(1, "", "", source, kind, "", "", b"", False)  # type: ignore[arg-type]
        return plain_annotation(stored).body.text

    assert plain("<p>One &amp; two<br>three</p><p>Four\x1b[31m</p>") == "One & two\n\nthree\n\nFour[31m"
    assert plain("One\n\n\n\nTwo", "text") == "One\n\nTwo"
    assert plain("<" * 200_000) == "<" * 200_000
