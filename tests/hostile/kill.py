"""Kill the program inside transactions, and look at what is left: `python -m tests.hostile.kill`.

    python -m tests.hostile.kill [--hits N] [KIND…]

A hit is a process that died while it held the library's write lock (another connection was refused it just
before `kill -9`), or that the system ended while it wrote a commit.  Printed are the hits, not the tries.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from newsreader.library import Library
from newsreader.models import HeadlineQuery, Validators
from newsreader.store.database import connect
from newsreader.store.migrate import backups
from newsreader.store.schema import MIGRATIONS
from newsreader.store.store import Store
from tests.hostile import doomed
from tests.hostile.wrecks import fill
from tests.servers import Exchange, LoopbackServer, reply

ROOT = Path(__file__).parents[2]
FEEDS = 2
ITEMS = 230
"""Articles of each feed: more than one transaction holds."""
REFRESH = doomed.request(1, "refresh", feeds=None, mode="all")
_PATIENCE = 60.0


@dataclass
class Count:
    """How a kind of killing went."""

    hits: int = 0
    tries: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Died:
    """A process that was to be killed: whether it was hit, and what it printed before."""

    hit: bool
    printed: list[str]
    told: str


class Kind:
    """A kind of work to be killed in: makes its library, does the work, judges what is left."""

    work = ""

    def __init__(self, folder: Path) -> None:
        self.whole = folder / "whole" / "library.db"
        self.whole.parent.mkdir(parents=True)

    def requests(self) -> bytes:
        """Return what is written to the process."""
        return b""

    def judge(self, path: Path, died: Died) -> Iterator[str]:
        """Yield what is wrong with a library that a process left behind."""
        raise NotImplementedError

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Hold what the work needs of the world."""
        yield


class Marking(Kind):
    """The reader marks, takes back, edits and removes."""

    work = "mark"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        fill(self.whole)
        trial = folder / "trial.db"
        shutil.copy(self.whole, trial)
        library = Library(trial, clock=lambda: 1_700_000_000.0)
        self._after = [_marks(trial)]
        for number in range(doomed.ACTS):
            doomed.act(library, number)
            self._after.append(_marks(trial))
        library.close()

    def judge(self, path: Path, died: Died) -> Iterator[str]:
        saved = len(died.printed)
        store = Store.open(path)
        try:
            # A list of nothing waits for what is unfinished, and changes nothing.
            nothing = HeadlineQuery(feed=99)
            store.mark_query(nothing, "read", True, up_to_ord=0, at=1, label="").result(_PATIENCE)
            found = _marks(path)
            if found not in self._after[saved : saved + 2]:
                where = [number for number, marks in enumerate(self._after) if marks == found]
                yield f"{saved} acts were told to be saved; what is there is the state after {where}"
            yield from store.query.check()
        finally:
            store.close()


class Migrating(Kind):
    """The library is brought up to date."""

    work = "migrate"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        fill(self.whole)

    def judge(self, path: Path, died: Died) -> Iterator[str]:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0] - len(MIGRATIONS)
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
            if ("note" in tables, "article_weight" in tables) != (version >= 1, version >= 2):
                yield f"version {version} is not what its tables are"
            yield from (row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok")
            if connection.execute("SELECT count(*) FROM article").fetchone()[0] != 900:
                yield "articles are missing"
        kept = backups(path)
        if version and not kept:
            yield "it was migrated without a backup"
        for backup in kept:
            yield from _old_library(backup)
        MIGRATIONS.extend(doomed.MORE)
        try:
            store = Store.open(path)
            yield from store.query.check()
            store.close()
            with closing(sqlite3.connect(path)) as connection:
                sql = "SELECT count(*) FROM note JOIN article USING (id) WHERE weight = length(text)"
                if connection.execute(sql).fetchone()[0] != 900:
                    yield "the second try did not finish it"
        finally:
            del MIGRATIONS[-len(doomed.MORE) :]
        yield from _old_library(backups(path)[0])


class Refreshing(Kind):
    """The engine refreshes feeds, some articles of which are new and some changed."""

    work = "engine"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._server = LoopbackServer()
        self._version = 1
        (self.whole.parent / "config.toml").write_text("[refresh]\nfloor = 0\n")

    @contextmanager
    def outside(self) -> Iterator[None]:
        with self._server:
            for number in range(FEEDS):
                self._server.on(f"/{number}", self._answer)
            store = Store.open(self.whole)
            for number in range(FEEDS):
                store.add_feed(self._server.url(f"/{number}"), at=1).result()
            store.close()
            self.refresh(self.whole)
            self._version = 2
            yield

    def _answer(self, exchange: Exchange) -> None:
        feed = exchange.request.path[1:]
        tag = f'"{self._version}"'
        if exchange.request.header("If-None-Match") == tag:
            exchange.send(reply(status=304, headers=[("ETag", tag)]))
            return
        items = []
        for number in range(ITEMS if self._version == 2 else ITEMS // 3):
            changed = " It was changed." if self._version == 2 and number % 3 == 0 else ""
            items.append(
                f"<item><guid>{feed}-{number}</guid><title>Story {number}</title><description>"
                f"PORT ANSA — “It held,” said Ines Calder of {number}.{changed}</description></item>"
            )
        body = f"<rss version='2.0'><channel><title>{feed}</title>{''.join(items)}</channel></rss>"
        exchange.send(reply(body.encode(), headers=[("ETag", tag)]))

    def requests(self) -> bytes:
        return REFRESH

    def refresh(self, path: Path) -> None:
        """Refresh to the end, and annotate."""
        told = spawn(self.work, path, "0", REFRESH + doomed.request(2, "quit", drain=True))
        assert told.told.split()[0].isdecimal(), told

    def judge(self, path: Path, died: Died) -> Iterator[str]:
        store = Store.open(path)
        try:
            yield from store.query.check()
            for feed in store.query.feeds():
                state = store.query.feed_state(feed.id)
                whole = state.validators == Validators('"2"')
                if whole != (feed.counts.total == ITEMS) and whole:
                    yield f"{feed.url} passes for whole with {feed.counts.total} articles"
        finally:
            store.close()
        self.refresh(path)
        yield from _all_there(path)


class Annotating(Refreshing):
    """The engine annotates what has come."""

    @contextmanager
    def outside(self) -> Iterator[None]:
        with super().outside():
            self.refresh(self.whole)
            with closing(connect(self.whole)) as connection:
                connection.execute("UPDATE article SET annotated = 0")
                connection.execute("DELETE FROM body WHERE article_id % 2")
                connection.execute("DELETE FROM said WHERE ord % 2")
            yield

    def requests(self) -> bytes:
        return doomed.request(1, "annotate_all")

    def judge(self, path: Path, died: Died) -> Iterator[str]:
        store = Store.open(path)
        try:
            yield from store.query.check()
        finally:
            store.close()
        spawn(self.work, path, "0", doomed.request(1, "annotate_all") + doomed.request(2, "quit", drain=True))
        yield from _all_there(path)


KINDS: dict[str, Callable[[Path], Kind]] = {
    "marking": Marking,
    "migration": Migrating,
    "refresh": Refreshing,
    "annotation": Annotating,
}


def spawn(work: str, path: Path, where: str, requests: bytes) -> Died:
    """Run a doomed process; where it stops, see that it holds the lock, and kill it."""
    ears, mouth = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.hostile.doomed", work, str(path), where, str(mouth)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if work == "engine" else None,
        pass_fds=[mouth],
        start_new_session=True,
        cwd=ROOT,
    )
    os.close(mouth)
    assert process.stdin is not None and process.stdout is not None
    try:
        with os.fdopen(ears) as told_on:
            with suppress(BrokenPipeError):
                process.stdin.write(requests)
                process.stdin.flush()
            told = told_on.readline().strip()
            hit = told == "stopped" and _is_locked(path)
            if told == "stopped":
                process.kill()
            elif told == "committing":
                told = told_on.readline().strip() or told
        printed = process.stdout.read().decode().splitlines()
        hit = hit or process.wait(_PATIENCE) == -signal.SIGXFSZ
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.stdout.close()
        process.wait()
    return Died(hit, printed if work != "engine" else [], told)


def _is_locked(path: Path) -> bool:
    """Tell whether another process holds the library's write lock."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        connection.execute("ROLLBACK")
        return False


def kill(name: str, hits: int, folder: Path, seed: int = 0) -> Count:
    """Kill one kind of work until it was hit so often; one in five hits is in the midst of a commit."""
    count = Count()
    chance = random.Random(seed)
    kind = KINDS[name](folder)
    with kind.outside():
        trial = _copy(kind.whole, folder / "count")
        requests = kind.requests() + (doomed.request(9, "quit", drain=True) if kind.work == "engine" else b"")
        steps, commits = map(int, spawn(kind.work, trial, "0", requests).told.split())
        while count.hits < hits and count.tries < 4 * hits + 10:
            in_commit = count.hits % 5 == 4
            where = f"commit {chance.randint(1, commits)}" if in_commit else str(chance.randint(1, steps))
            path = _copy(kind.whole, folder / "killed")
            died = spawn(kind.work, path, where, kind.requests())
            count.tries += 1
            count.hits += died.hit
            count.wrong += [f"{name}, {where}: {wrong}" for wrong in kind.judge(path, died)]
    return count


def _copy(library: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(library.parent, folder)
    return folder / library.name


def _marks(path: Path) -> list[tuple[object, ...]]:
    """Return everything of the reader's that a library holds."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        articles = connection.execute("SELECT id, read, starred, later FROM article ORDER BY id").fetchall()
        feeds = connection.execute(
            "SELECT id, own_title, folder, removed_at FROM feed ORDER BY id"
        ).fetchall()
        done = connection.execute("SELECT kind, label, state, count FROM op ORDER BY id").fetchall()
    return articles + feeds + done


def _old_library(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield from (row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok")
        if connection.execute("SELECT count(*) FROM article").fetchone()[0] != 900:
            yield "the backup is not whole"


def _all_there(path: Path) -> Iterator[str]:
    """Yield what is wrong where every article should be there once, in its newest form and annotated."""
    store = Store.open(path)
    try:
        yield from store.query.check()
        with closing(sqlite3.connect(path)) as connection:
            rows = connection.execute(
                "SELECT count(*), count(DISTINCT guid), count(b.article_id), sum(annotated > 0)"
                " FROM source AS s JOIN article AS a ON a.id = s.article_id"
                " LEFT JOIN body AS b ON b.article_id = s.article_id"
            )
            total = FEEDS * ITEMS
            if (counted := rows.fetchone()) != (total, total, total, total):
                yield f"of {total} articles there are {counted}"
            said = connection.execute("SELECT count(*) FROM said").fetchone()[0]
            if said != total:
                yield f"of {total} quotations there are {said}"
        changed = len(store.query.page(HeadlineQuery(search="“It was changed”"), limit=2 * total))
        if changed != FEEDS * len(range(0, ITEMS, 3)):
            yield f"{changed} articles are in their newest form"
    finally:
        store.close()


def main() -> int:
    """Kill everything, and print how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hits", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("kinds", nargs="*", choices=[[], *KINDS], metavar="KIND")
    given = parser.parse_args()
    failed = 0
    for name in given.kinds or KINDS:
        with tempfile.TemporaryDirectory() as folder:
            count = kill(name, given.hits, Path(folder), given.seed)
        failed += bool(count.wrong)
        print(f"{name:12} {count.hits:4} hits in {count.tries} tries, {len(count.wrong)} wrong", flush=True)
        for wrong in count.wrong[:5]:
            print(f"    {wrong}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
