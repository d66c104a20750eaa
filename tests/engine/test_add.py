"""Adding whatever a person names: it is told what it was, asked once, and kept only if it is worth it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsreader.config import samples_folder
from newsreader.engine.add import Source, add, import_list, read
from newsreader.engine.kit import Kit, committed
from newsreader.engine.refresh import Refresher
from newsreader.errors import (
    FileError,
    HTTPError,
    NewsreaderError,
    NotAFeed,
    ParseError,
    Refused,
    UsageError,
)
from newsreader.feeds.address import file_url
from newsreader.models import Feed, HeadlineQuery
from tests.engine.telling import FEED, LONG, Clock, Told, item, rss
from tests.servers import LoopbackServer, redirect, reply

STORY = f"""REGIONAL

Ferry late again

By Ada Quill

October 12, 2026

PORT QUAY, Oct. 12 (Kestrel) — {LONG}

“It is the wall,” said the harbour master.
"""
OTHER = STORY.replace("Ferry late again", "Bridge open at last")


class Desk:
    """Somebody who adds sources and looks at what comes of it."""

    def __init__(self, kit: Kit, cwd: Path, told: Told) -> None:
        self.kit = kit
        self.cwd = cwd
        self.told = told

    async def add(self, source: str, **more: Any) -> None:
        self.told.events.clear()
        await add(self.kit, Source(source, self.cwd, **more), self.told)

    async def refused(self, kind: type[NewsreaderError], source: str, **more: Any) -> str:
        """Expect that a source is refused in one sentence, and that nothing is kept of it."""
        before = self.feeds()
        with pytest.raises(kind) as raised:
            await self.add(source, **more)
        assert self.feeds() == before
        return str(raised.value)

    def feeds(self) -> list[Feed]:
        return self.kit.store.query.feeds()

    def urls(self) -> list[str]:
        return sorted(feed.url for feed in self.feeds())

    def headlines(self) -> list[str]:
        return sorted(row.headline for row in self.kit.store.query.page(HeadlineQuery()))


@pytest.fixture
def desk(kit: Kit, tmp_path: Path, told: Told) -> Desk:
    (tmp_path / "here").mkdir()
    return Desk(kit, tmp_path / "here", told)


def page(*links: str) -> bytes:
    heads = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="Feed {n}" href="{link}">'
        for n, link in enumerate(links, start=1)
    )
    return f"<!doctype html><html><head><title>Gazette</title>{heads}</head><body><p>Hello".encode()


# --- feeds and sites -----------------------------------------------------------------------------------


async def test_a_feed_costs_one_request(desk: Desk, server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED, headers=[("ETag", '"1"')]))
    await desk.add(server.url(), folder="News")
    (feed,) = desk.feeds()
    assert [event for event, _ in desk.told.events] == ["added"]
    assert desk.told.one("added") == {
        "feed": feed.id,
        "title": "The Harbour Gazette",
        "kind": "RSS 2.0",
        "new": 3,
        "existed": False,
    }
    assert (feed.url, feed.folder, feed.counts.total) == (server.url(), "News", 3)
    assert len(server.asked()) == 1
    assert desk.kit.store.query.feed_state(feed.id).validators.etag == '"1"'


async def test_a_feed_just_added_is_not_asked_again_at_once(desk: Desk, server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    await desk.add(server.url())
    assert (await Refresher(desk.kit).refresh(None, "all", Told())).skipped == 1


async def test_a_feed_that_is_there_is_told_to_be_and_not_asked(desk: Desk, server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    await desk.add(server.url())
    await desk.add(server.url())
    assert desk.told.one("added")["existed"] is True
    assert len(server.asked()) == 1


async def test_a_feed_is_kept_at_the_address_it_has_moved_to_for_good(
    desk: Desk, server: LoopbackServer
) -> None:
    server.on("/old", redirect(server.url("/new"), 301))
    server.on("/new", reply(FEED))
    await desk.add(server.url("/old"))
    assert desk.urls() == [server.url("/new")]
    await desk.add(server.url("/old"))
    assert desk.told.one("added")["existed"] is True
    assert desk.urls() == [server.url("/new")]


async def test_a_site_that_names_one_feed_costs_one_more_request(desk: Desk, server: LoopbackServer) -> None:
    server.on("/", reply(page("/feed"), content_type="text/html"))
    server.on("/feed", reply(FEED))
    await desk.add(server.url("/"), take="offer")
    assert desk.urls() == [server.url("/feed")]
    assert desk.told.all("offer") == []
    assert len(server.requests) == 2


async def test_several_feeds_are_offered_and_none_is_asked(desk: Desk, server: LoopbackServer) -> None:
    server.on("/", reply(page("/feed", "/comments"), content_type="text/html"))
    await desk.add(server.url("/"), take="offer")
    assert desk.told.events == [
        (
            "offer",
            {
                "found": [
                    {"url": server.url("/feed"), "title": "Feed 1"},
                    {"url": server.url("/comments"), "title": "Feed 2"},
                ]
            },
        )
    ]
    assert desk.feeds() == []
    assert len(server.requests) == 1


async def test_of_several_the_first_is_taken_where_nobody_can_choose(
    desk: Desk, server: LoopbackServer
) -> None:
    server.on("/", reply(page("/feed", "/comments"), content_type="text/html"))
    server.on("/feed", reply(FEED))
    await desk.add(server.url("/"))
    assert [event for event, _ in desk.told.events] == ["offer", "added"]
    assert desk.urls() == [server.url("/feed")]
    assert server.asked("/comments") == []


async def test_a_page_without_a_feed_is_refused(desk: Desk, server: LoopbackServer) -> None:
    server.on("/", reply(page(), content_type="text/html"))
    assert "names no feed" in await desk.refused(NotAFeed, server.url("/"))


async def test_a_page_that_names_a_private_host_does_not_lead_there(
    desk: Desk, server: LoopbackServer
) -> None:
    server.on("/", reply(page(server.url("/feed", host="localhost")), content_type="text/html"))
    assert "private address" in await desk.refused(Refused, server.url("/"))
    assert server.asked() == []


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_what_is_not_to_be_had_is_not_kept(desk: Desk, server: LoopbackServer, status: int) -> None:
    server.on("/feed", reply(status=status))
    await desk.refused(HTTPError, server.url())


@pytest.mark.parametrize("body", [b"", b"\x89PNG\r\n\x1a\n\x00", b"Just some text.", b"<rss><channel><item>"])
async def test_what_is_no_feed_is_not_kept(desk: Desk, server: LoopbackServer, body: bytes) -> None:
    server.on("/feed", reply(body))
    await desk.refused(ParseError, server.url())


@pytest.mark.parametrize("status", [304, 429, 500, 503])
async def test_what_cannot_be_had_now_is_kept_and_tried_again(
    desk: Desk, server: LoopbackServer, status: int, clock: Clock
) -> None:
    server.on("/feed", reply(status=status), reply(FEED))
    await desk.add(server.url())
    assert [event for event, _ in desk.told.events] == ["added", "feed"]
    assert str(status) in desk.told.one("feed")["error"]
    clock.now += 86_400
    assert (await Refresher(desk.kit).refresh(None, "due", Told())).new == 3


async def test_a_feed_behind_a_gateway_that_answers_for_it_is_kept_at_its_own_address(
    desk: Desk, server: LoopbackServer, clock: Clock
) -> None:
    server.on("/feed", redirect(server.url("/sign-in"), 301), reply(FEED))
    server.on("/sign-in", reply(page(), content_type="text/html"))
    await desk.add(server.url("/feed"))
    assert desk.urls() == [server.url("/feed")]
    assert "names no feed" in desk.told.one("feed")["error"]
    clock.now += 86_400
    assert (await Refresher(desk.kit).refresh(None, "due", Told())).new == 3


async def test_what_cannot_be_reached_now_is_kept(desk: Desk) -> None:
    await desk.add("http://127.0.0.1:9/feed")
    assert desk.told.one("feed")["code"] == 3
    assert desk.feeds()[0].error


async def test_adding_a_failing_feed_again_gives_it_another_try(
    desk: Desk, server: LoopbackServer, clock: Clock
) -> None:
    server.on("/feed", reply(status=500), reply(FEED))
    await desk.add(server.url())
    await desk.add(server.url())
    assert "again in" in desk.told.notes[0]
    clock.now += 61
    await desk.add(server.url())
    assert desk.told.one("added")["new"] == 3
    assert len(server.asked()) == 2


async def test_a_feed_that_was_gone_may_be_added_again(
    desk: Desk, server: LoopbackServer, clock: Clock
) -> None:
    server.on("/feed", reply(FEED), reply(status=410), reply(FEED))
    await desk.add(server.url())
    clock.now += 3_600
    await Refresher(desk.kit).refresh(None, "all", Told())
    clock.now += 86_400
    await desk.add(server.url())
    assert not desk.feeds()[0].gone


async def test_a_removed_feed_comes_back_with_its_articles(
    desk: Desk, server: LoopbackServer, clock: Clock
) -> None:
    server.on("/feed", reply(FEED))
    await desk.add(server.url())
    (feed,) = desk.feeds()
    await committed(desk.kit.store.remove_feed(feed.id, clock.now))
    clock.now += 3_600
    await desk.add(server.url())
    assert [again.id for again in desk.feeds()] == [feed.id]
    assert len(desk.headlines()) == 3


# --- files and folders ---------------------------------------------------------------------------------


async def test_an_article_in_a_file_is_a_feed_of_its_own(desk: Desk) -> None:
    (desk.cwd / "ferry.txt").write_text(STORY)
    await desk.add("ferry.txt")
    (feed,) = desk.feeds()
    assert feed.url == file_url(desk.cwd / "ferry.txt")
    assert desk.told.one("added")["kind"] == "plain text"
    assert desk.headlines() == ["Ferry late again"]


async def test_an_edited_file_is_a_changed_article_and_a_removed_one_stays(desk: Desk) -> None:
    file = desk.cwd / "ferry.txt"
    file.write_text(STORY)
    await desk.add("ferry.txt")
    file.write_text(STORY + "\nCorrected on Tuesday.\n")
    refresher = Refresher(desk.kit)
    assert (await refresher.refresh(None, "all", Told())).revised == 1
    assert (await refresher.refresh(None, "all", Told())).revised == 0
    file.unlink()
    assert (await refresher.refresh(None, "all", Told())).failed == 1
    assert "is not there" in desk.feeds()[0].error
    assert desk.headlines() == ["Ferry late again"]


async def test_a_folder_is_one_feed_of_all_in_it(desk: Desk) -> None:
    news = desk.cwd / "news"
    (news / "old" / "older").mkdir(parents=True)
    (news / "ferry.txt").write_text(STORY)
    (news / "old" / "older" / "bridge.txt").write_text(OTHER)
    (news / "feed.xml").write_bytes(FEED)
    (news / ".hidden.txt").write_text(STORY)
    await desk.add("news/")
    assert desk.told.one("added") | {"feed": 0} == {
        "feed": 0,
        "title": "news",
        "kind": "folder",
        "new": 5,
        "existed": False,
    }
    assert desk.headlines() == ["Bridge open at last", "Ferry late again", "Story 1", "Story 2", "Story 3"]


async def test_a_folders_new_and_edited_files_come_with_the_next_refresh(desk: Desk) -> None:
    (desk.cwd / "ferry.txt").write_text(STORY)
    await desk.add(".")
    (desk.cwd / "ferry.txt").write_text(STORY + "\nCorrected.\n")
    (desk.cwd / "bridge.txt").write_text(OTHER)
    told = Told()
    summary = await Refresher(desk.kit).refresh(None, "all", told)
    assert (summary.new, summary.revised) == (1, 1)
    (desk.cwd / "ferry.txt").unlink()
    summary = await Refresher(desk.kit).refresh(None, "all", told)
    assert (summary.ok, summary.new, summary.revised) == (1, 0, 0)
    assert len(desk.headlines()) == 2


async def test_a_bad_file_in_a_folder_costs_a_sentence(desk: Desk) -> None:
    (desk.cwd / "ferry.txt").write_text(STORY)
    (desk.cwd / "empty.txt").write_text("")
    (desk.cwd / "list.xml").write_text(OPML)
    await desk.add(".")
    assert desk.headlines() == ["Ferry late again"]
    assert sorted(desk.told.notes) == [
        "empty.txt: The document is empty.",
        "list.xml: This is a list of feeds; “newsreader import” adds them.",
    ]


async def test_a_folder_larger_than_one_look_is_read_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsreader.feeds.files.MAX_FILES", 3)
    for number in range(8):
        (desk.cwd / f"{number}.txt").write_text(STORY.replace("Ferry", f"Ferry {number}"))
    await desk.add(".")
    assert desk.told.one("added")["new"] == 8
    assert desk.told.notes == []


@pytest.mark.parametrize("source", ["missing.txt", "./missing/", "/nowhere/at/all.txt"])
async def test_a_file_that_is_not_there_is_refused(desk: Desk, source: str) -> None:
    await desk.refused(FileError, source)


async def test_a_file_that_is_no_article_is_not_kept(desk: Desk) -> None:
    (desk.cwd / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    await desk.refused(ParseError, "picture.txt")


@pytest.mark.parametrize("source", ["", "javascript:alert(1)", "-oProxyCommand=id", "gopher://example.com/"])
async def test_what_is_no_source_is_refused(desk: Desk, source: str) -> None:
    await desk.refused(NewsreaderError, source)


# --- the samples ---------------------------------------------------------------------------------------


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample articles, as if it were packed in the program."""
    folder = tmp_path / "package" / "samples"
    shutil.copytree(samples_folder(), folder)
    monkeypatch.setattr("newsreader.engine.samples.samples_folder", lambda: folder)
    return folder


async def test_the_samples_and_a_copy_of_them_are_one_feed(desk: Desk, packed: Path) -> None:
    await desk.add(str(packed))
    count = len(desk.headlines())
    copy = desk.cwd / "articles"
    shutil.copytree(packed, copy)
    await desk.add("articles/")
    assert desk.urls() == [file_url(copy)]
    assert desk.told.one("added")["existed"] is True
    assert len(desk.headlines()) == count
    edited = next(copy.glob("*.txt"))
    edited.write_text(edited.read_text() + "\nCorrected.\n")
    assert (await Refresher(desk.kit).refresh(None, "all", Told())).revised == 1
    assert len(desk.headlines()) == count


async def test_a_folder_that_only_looks_like_the_samples_is_another(desk: Desk, packed: Path) -> None:
    await desk.add(str(packed))
    shutil.copytree(packed, desk.cwd / "articles")
    (desk.cwd / "articles" / "mine.txt").write_text(STORY)
    await desk.add("articles/")
    assert desk.urls() == sorted([file_url(packed), file_url(desk.cwd / "articles")])


# --- standard input ------------------------------------------------------------------------------------


async def test_articles_by_standard_input_are_kept_together(desk: Desk) -> None:
    await desk.add("-", text=STORY.encode())
    await desk.add("-", text=OTHER.encode())
    await desk.add("-", text=STORY.encode())
    (feed,) = desk.feeds()
    assert (feed.title, feed.counts.total) == ("Standard input", 2)
    assert desk.told.one("added")["new"] == 0


async def test_a_feed_by_standard_input_keeps_its_name_and_is_never_asked(desk: Desk, clock: Clock) -> None:
    await desk.add("-", text=FEED)
    (feed,) = desk.feeds()
    assert (feed.title, feed.counts.total) == ("The Harbour Gazette", 3)
    clock.now += 86_400 * 30
    summary = await Refresher(desk.kit).refresh(None, "all", Told())
    assert (summary.ok, summary.failed) == (0, 0)


async def test_empty_standard_input_is_refused(desk: Desk) -> None:
    await desk.refused(ParseError, "-", text=b"")


# --- lists ---------------------------------------------------------------------------------------------

OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="News"><outline type="rss" text="Gazette" xmlUrl="https://gazette.example/feed"/></outline>
<outline type="rss" text="Router" xmlUrl="http://192.168.0.1/feed"/>
<outline type="rss" text="Nas" xmlUrl="http://nas/feed"/>
<outline type="rss" text="Run" xmlUrl="exec:rm -rf ~"/>
</body></opml>"""
URLS = """https://gazette.example/feed "news" "~My gazette"
"exec:~/bin/feed.sh"
"query:Unread:unread = \\"yes\\""
"""


@pytest.mark.parametrize("how", [add, import_list])
async def test_a_list_adds_its_feeds_and_fetches_nothing(desk: Desk, how: Callable[..., Any]) -> None:
    (desk.cwd / "feeds.opml").write_text(OPML)
    await how(desk.kit, Source("feeds.opml", desk.cwd, folder="Old"), desk.told)
    assert desk.urls() == ["http://192.168.0.1/feed", "http://nas/feed", "https://gazette.example/feed"]
    gazette = next(feed for feed in desk.feeds() if "gazette" in feed.url)
    assert (gazette.title, gazette.folder, gazette.asked_at) == ("Gazette", "Old/News", None)
    assert len(desk.told.all("added")) == 3
    assert ["Run" in note for note in desk.told.notes] == [True]


async def test_a_list_is_imported_twice_without_doubling(desk: Desk) -> None:
    for _ in range(2):
        desk.told.events.clear()
        await import_list(desk.kit, Source("-", desk.cwd, text=OPML.encode()), desk.told)
    assert len(desk.feeds()) == 3
    assert all(data["existed"] for data in desk.told.all("added"))


async def test_a_newsboat_list_keeps_tags_and_says_what_was_left_out(desk: Desk) -> None:
    (desk.cwd / "urls").write_text(URLS)
    await import_list(desk.kit, Source("urls", desk.cwd), desk.told)
    (feed,) = desk.feeds()
    assert (feed.title, feed.tags) == ("My gazette", ("news",))
    assert len(desk.told.notes) == 2


async def test_a_list_from_the_net_names_no_private_hosts(desk: Desk, server: LoopbackServer) -> None:
    server.on("/feeds.opml", reply(OPML.encode()))
    await desk.add(server.url("/feeds.opml"))
    assert desk.urls() == ["https://gazette.example/feed"]
    assert len(desk.told.notes) == 3


async def test_only_a_list_is_imported(desk: Desk) -> None:
    (desk.cwd / "ferry.txt").write_text(STORY)
    with pytest.raises(ParseError, match="no list of feeds"):
        await import_list(desk.kit, Source("ferry.txt", desk.cwd), desk.told)
    assert desk.feeds() == []


# --- reading without keeping ---------------------------------------------------------------------------


async def test_an_article_is_read_and_not_kept(desk: Desk, server: LoopbackServer) -> None:
    (desk.cwd / "ferry.txt").write_text(STORY)
    server.on("/story", reply(STORY.encode(), content_type="text/plain"))
    sources = (
        Source("ferry.txt", desk.cwd),
        Source("-", desk.cwd, text=STORY.encode()),
        Source(server.url("/story"), desk.cwd),
    )
    for source in sources:
        article = await read(desk.kit, source)
        assert article.headline == "Ferry late again"
        assert "“It is the wall,”" in article.body.text
        assert article.id is None
    assert desk.feeds() == []


async def test_what_is_no_article_is_not_read(desk: Desk, server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    server.on("/list", reply(OPML.encode()))
    for source, why in (
        (server.url(), "a feed of 3 articles"),
        (server.url("/list"), "a list of feeds"),
        (".", "is a folder"),
    ):
        with pytest.raises((ParseError, UsageError), match=why):
            await read(desk.kit, Source(source, desk.cwd))


async def test_a_feed_of_one_article_is_read_as_that(desk: Desk, server: LoopbackServer) -> None:
    server.on("/feed", reply(rss(item(1))))
    assert (await read(desk.kit, Source(server.url(), desk.cwd))).headline == "Story 1"


async def test_the_title_that_a_page_gives_stands_in_for_one_the_feed_lacks(
    desk: Desk, server: LoopbackServer
) -> None:
    server.on("/", reply(page("/feed"), content_type="text/html"))
    server.on("/feed", reply(rss(item(1), title="")))
    await desk.add(server.url("/"))
    assert desk.feeds()[0].title == "Feed 1"
