"""Two readers and two timers use one library at once: nothing is lost, and no feed is asked twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsreader.models import HeadlineQuery
from newsreader.store.store import Store
from tests.servers import LoopbackServer, reply
from tests.store.build import NOW, bring_many, new_feed
from tests.store.test_opening import ROOT

FEEDS = 6
ITEMS = 40
OLD = 300

READER = """
import sys
from pathlib import Path
from newsreader.library import Library
from newsreader.models import HeadlineQuery
library = Library(Path(sys.argv[1]))
first, step = int(sys.argv[2]), 2
print("ready", flush=True)
sys.stdin.readline()
for article in range(first, 301, step):
    library.mark("starred", True, [article]).result(60)
    library.page(HeadlineQuery())
    library.counts()
    library.changed()
library.mark_list(HeadlineQuery(feed=1), "read", True, up_to=10**15, label="all").result(60)
library.set_position(first, 7).result(60)
library.close()
"""


def rss(number: int) -> bytes:
    items = "".join(
        f"<item><guid>{number}-{n}</guid><title>Story {n}</title><description>It is {n}.</description></item>"
        for n in range(ITEMS)
    )
    return f"<rss version='2.0'><channel><title>Feed {number}</title>{items}</channel></rss>".encode()


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as one:
        for number in range(FEEDS):
            one.on(f"/{number}", reply(rss(number), headers=[("ETag", '"1"')]))
        yield one


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_two_readers_mark_while_two_timers_refresh(tmp_path: Path, server: LoopbackServer) -> None:
    path = tmp_path / "library.db"
    config = tmp_path / "config.toml"
    config.write_text("[refresh]\nfloor = 600\n")
    store = Store.open(path)
    bring_many(store, new_feed(store), OLD)
    store.remove_feed(new_feed(store, "away").id, NOW).result()
    for number in range(FEEDS):
        store.add_feed(server.url(f"/{number}"), at=NOW).result()
    offline = next(feed for feed in store.query.feeds() if "courier" in feed.url)
    store.edit_feed(offline.id, url="offline:courier", at=NOW).result()  # no address to ask
    store.close()

    readers = [start("-c", READER, str(path), str(first)) for first in (1, 2)]
    for reader in readers:
        assert reader.stdout is not None and reader.stdin is not None
        assert reader.stdout.readline() == "ready\n"
    places = ("--library", str(path), "--config", str(config))
    timers = [start("-m", "newsreader", "refresh", "--due", "--quiet", *places) for _ in range(2)]
    for reader in readers:
        assert reader.stdin is not None
        reader.stdin.write("go\n")
        reader.stdin.flush()
    for process in (*readers, *timers):
        out, err = process.communicate(timeout=120)
        assert (process.returncode, out, err) == (0, "", "")

    store = Store.open(path)
    assert store.query.check() == []
    assert store.query.counts(HeadlineQuery(feed=offline.id)).starred == OLD
    assert store.query.counts(HeadlineQuery(feed=offline.id)).unread == 0
    assert store.query.counts().total == OLD + FEEDS * ITEMS
    for first in (1, 2):
        article = store.query.article(first)
        assert article is not None and article.position == 7
    store.close()
    assert [len(server.asked(f"/{number}")) for number in range(FEEDS)] == [1] * FEEDS
