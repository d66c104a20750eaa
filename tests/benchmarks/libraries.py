"""The libraries that benchmarks read, made once and kept, and the reader on them in a real terminal.

They are kept in the folder that NEWSREADER_BENCHMARKS names, else in one beside other caches.  (A
million articles take the better part of an hour to make, and 5 GB.)
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from newsreader.library import Library
from newsreader.models import HeadlineQuery
from newsreader.store.functions import register
from newsreader.store.schema import MIGRATIONS
from newsreader.store.store import Store
from newsreader.text.annotation import VERSION
from tests.benchmarks.feed_server import FeedServer
from tests.benchmarks.library_of import make_library
from tests.terminal import Terminal

MILLION = 1_000_000
_QUIET = "[refresh]\non_start = false\nautomatic = false\n"
_EAGER = f"{_QUIET}floor = 0\n"
_MOST = 1_250_000
"""With more articles than this, the workbench is made anew."""
_SERVED = "Served"
"""The folder of the feeds that the benchmarks' own server has."""
_NEWEST = "benchmark"


def folder() -> Path:
    """Return the folder of libraries."""
    given = os.environ.get("NEWSREADER_BENCHMARKS")
    path = Path(given) if given else Path.home() / ".cache" / "newsreader-benchmarks"
    path.mkdir(parents=True, exist_ok=True)
    return path


def library(articles: int, feeds: int = 300) -> Path:
    """Return a library of this size; it is made where it is not there yet."""
    path = folder() / f"{articles}-{feeds}.db"
    if not path.exists():
        print(f"making {path}: {articles:,} articles", file=sys.stderr, flush=True)
        unfinished = path.with_suffix(".making")
        unfinished.unlink(missing_ok=True)
        make_library(unfinished, articles, feeds).rename(path)
    elif lacking := _lacking(path):
        print(f"{path} is of another version: it has no {lacking}.  Remove it to have it made anew.",
              file=sys.stderr, flush=True)  # fmt: skip
    return path


def _lacking(path: Path) -> str:
    """Return what a library of today has and the one at `path` has not."""
    names = "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    with closing(sqlite3.connect(":memory:")) as now, closing(connect(path)) as then:
        register(now)
        for statement in MIGRATIONS[0]:
            now.execute(statement)
        missing = set(now.execute(names)) - set(then.execute(names))
    return ", ".join(sorted(row[0] for row in missing)[:3])


def biggest() -> Path:
    """Return the library of a million articles."""
    return library(MILLION, 1000)


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection that looks into a library."""
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def workbench(server: FeedServer) -> Path:
    """Return a library of a million unread articles that a benchmark may change, with the server's feeds.

    It is a copy that is made once and used again; the server goes on where its feeds were last.
    """
    path = biggest().with_suffix(".work.db")
    if not path.exists() or _articles(path) > _MOST:
        print(f"making {path}", file=sys.stderr, flush=True)
        unfinished = path.with_suffix(".making")
        for old in (path, unfinished):
            for name in ("", "-wal", "-shm"):
                Path(f"{old}{name}").unlink(missing_ok=True)
        shutil.copyfile(biggest(), unfinished)
        _prepare(unfinished)
        unfinished.rename(path)
        os.sync()
    with closing(sqlite3.connect(path)) as connection:  # what an earlier run left to annotate
        connection.execute("UPDATE article SET annotated = ? WHERE annotated < ?", (VERSION, VERSION))
        connection.commit()
    store = Store.open(path)
    now = int(time.time())
    served = [feed for feed in store.query.feeds() if feed.folder == _SERVED]
    for url in server.urls()[len(served) :]:
        served.append(store.add_feed(url, folder=_SERVED, at=now).result())
    for feed, url in zip(sorted(served, key=lambda feed: feed.id), server.urls(), strict=True):
        store.edit_feed(feed.id, url=url, at=now).result()
    server.steer(bump=int(store.query.meta(_NEWEST) or 0), latency=0, validators=1)
    store.close()
    return path


def bring_news(server: FeedServer, path: Path, items: int) -> None:
    """Have each feed of the server bring that many new articles."""
    store = Store.open(path)
    store.set_meta(_NEWEST, str(int(store.query.meta(_NEWEST) or 0) + items)).result()
    store.close()
    server.steer(bump=items)


def _articles(path: Path) -> int:
    with closing(connect(path)) as connection:
        count: int = connection.execute("SELECT sum(total) FROM tally").fetchone()[0]
    return count


def _prepare(path: Path) -> None:
    """Make everything unread, and leave the feeds that are nowhere out of every refresh."""
    door = Library(path)
    newest = door.page(HeadlineQuery(), limit=1)[0].ord
    door.mark_list(HeadlineQuery(), "read", False, up_to=newest, label="all unread").result()
    door.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE feed SET gone = 1")
        connection.execute("DELETE FROM op_item")
        connection.execute("DELETE FROM op")
        connection.commit()


def reader(path: Path, *options: str, eager: bool = False, **terminal: Any) -> Terminal:
    """Start the reader on a library, quiet: it refreshes nothing by itself.

    `eager`: and asks a feed again however lately it was asked.
    """
    settings = _EAGER if eager else _QUIET
    config = folder() / ("config-eager.toml" if eager else "config.toml")
    if not config.exists() or config.read_text() != settings:
        config.write_text(settings)
    script = Path(sys.executable).with_name("newsreader")
    command: list[str | Path] = [script] if script.exists() else [sys.executable, "-m", "newsreader"]
    return Terminal([*command, "--library", path, "--config", config, *options], **terminal)


def leave(terminal: Terminal) -> None:
    """Quit the reader."""
    terminal.settle(0.4)
    terminal.type(b"Q")
    terminal.ended(60)


def processor_ms(pid: int) -> float:
    """Return the milliseconds of processor time a process has taken so far, all threads (Linux)."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except OSError:
            continue  # it has just ended
    return total / 1e6


def pss_mb(pid: int) -> float:
    """Return the megabytes a process takes, its share of what it shares with others (Linux)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` (0 to 1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
