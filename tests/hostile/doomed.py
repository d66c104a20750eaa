"""A program that stops inside a transaction, to be killed there: `python -m tests.hostile.doomed`.

Its arguments are what to do (`WORK`), the library, where to stop, and the descriptor to tell of it on.
Where to stop counts SQLite's steps within transactions of the library's writing connection, by the
hundred; 0 is nowhere, and tells at the end how many there were.  So it stops within a statement as well
as between two, and anywhere in between.  "commit N" is the N-th commit: it is not stopped there but may
not write beyond a random place of the log, and the system ends it in the midst of writing.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newsreader.library import Library
from newsreader.models import HeadlineQuery, MarkKind
from newsreader.store import database, opening
from newsreader.store.schema import MIGRATIONS
from newsreader.store.store import Store

EVERY = 100
"""SQLite's steps between two looks."""

MORE: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)",
        "INSERT INTO note SELECT id, headline FROM article",
    ),
    (
        "ALTER TABLE article ADD COLUMN weight INTEGER NOT NULL DEFAULT 0",
        "UPDATE article SET weight = (SELECT length(text) FROM note WHERE note.id = article.id)",
        "CREATE INDEX article_weight ON article (weight)",
    ),
)
"""Two migrations that the library of tomorrow may have."""

ACTS = 40
"""How many things the reader does in `mark`."""


class Stopper:
    """Stops this process within a transaction of a connection."""

    def __init__(self, where: str, descriptor: int) -> None:
        self._commits = int(where.partition(" ")[2]) if where.startswith("commit") else 0
        self._stop = 0 if self._commits else int(where)
        self._descriptor = descriptor
        self.steps = 0
        self.commits = 0

    def watch(self, connection: sqlite3.Connection, path: Path) -> None:
        """Look at every step of a connection."""

        def step() -> int:
            if connection.in_transaction:
                self.steps += 1
                if self.steps == self._stop:
                    self._tell("stopped")
                    while True:
                        signal.pause()
            return 0

        def trace(statement: str) -> None:
            if statement == "COMMIT":
                self.commits += 1
                if self.commits == self._commits:
                    self._tell("committing")
                    log = path.with_name(path.name + "-wal").stat().st_size
                    place = log + random.Random(self.commits).randrange(1, 20_000)
                    resource.setrlimit(resource.RLIMIT_FSIZE, (place, place))

        connection.set_progress_handler(step, EVERY)
        connection.set_trace_callback(trace)

    def end(self) -> None:
        """Tell how many steps and commits there were in all."""
        self._tell(f"{self.steps} {self.commits}")

    def _tell(self, what: str) -> None:
        os.write(self._descriptor, what.encode() + b"\n")


def act(library: Library, number: int) -> None:
    """Do one of the things a reader does, and wait until it is told that it is saved."""
    chance = random.Random(number)
    ids = [chance.randrange(1, 900) for _ in range(chance.choice((1, 1, 5, 60)))]
    kind: MarkKind = chance.choice(("read", "starred", "later"))
    what = number % 8
    future: Any
    if what in (1, 4):
        query = HeadlineQuery(feed=chance.choice((None, 1, 2, 3)), show=chance.choice(("all", "unread")))
        future = library.mark_list(query, kind, chance.random() < 0.7, up_to=10**15, label=f"list {number}")
    elif what in (3, 6):
        future = library.undo()
    elif what == 5:
        future = library.edit_feed(chance.randrange(1, 4), own_title=f"Title {number}", folder=f"F/{number}")
    elif what == 7:
        future = library.remove_feed(chance.randrange(1, 4))
    else:
        future = library.mark(kind, chance.random() < 0.7, ids, f"act {number}")
    future.result(60)


def mark(path: Path) -> None:
    """Mark, undo, edit and remove; print the number of each thing that is saved."""
    library = Library(path, clock=lambda: 1_700_000_000.0)
    for number in range(ACTS):
        act(library, number)
        print(number, flush=True)
    library.close()


def migrate(path: Path) -> None:
    """Open the library with two migrations more."""
    MIGRATIONS.extend(MORE)
    Store.open(path).close()


def engine(path: Path) -> None:
    """Be the engine: refresh and annotate as standard input asks."""
    from newsreader.engine.__main__ import main

    sys.argv = ["engine", "--library", str(path), "--config", str(path.with_name("config.toml"))]
    main()


WORK: dict[str, Callable[[Path], None]] = {"mark": mark, "migrate": migrate, "engine": engine}


def run(work: str, path: Path, where: str, descriptor: int) -> None:
    """Do some work with the library's writing connection watched."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    stopper = Stopper(where, descriptor)

    def watched(path: Path, *, query_only: bool = False, mode: str = "rw") -> sqlite3.Connection:
        connection = database.connect(path, query_only=query_only, mode=mode)
        stopper.watch(connection, path)
        return connection

    opening.connect = watched  # type: ignore[attr-defined]
    WORK[work](path)
    stopper.end()


def request(number: int, do: str, **data: object) -> bytes:
    """Return a line for the engine."""
    return json.dumps({"id": number, "do": do, **data}).encode() + b"\n"


if __name__ == "__main__":
    run(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
