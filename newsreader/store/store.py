"""The library's file: open it, write to it; `Store.query` reads it.

Every writing method returns a `Future` that is done once the change is committed; a process that is
killed after that has not lost it.  All are done by one thread, in the order they came, but a large one
lets others go between its transactions.  They may be called from any thread.  A future's exception is
a `NewsreaderError`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from newsreader.errors import LibraryFull
from newsreader.models import (
    Annotation,
    Changes,
    Feed,
    HeadlineQuery,
    MarkKind,
    Operation,
    ParsedFeed,
    Validators,
)
from newsreader.store import annotate, arrivals, feeds, operations
from newsreader.store.database import explained
from newsreader.store.opening import open_library, open_to_read
from newsreader.store.packing import storable
from newsreader.store.purge import believed, purge
from newsreader.store.query import Query
from newsreader.store.records import ApplyResult
from newsreader.store.writer import Steps, Writer

__all__ = ["ApplyResult", "Store"]

T = TypeVar("T")

_ONLY_READ = "Until it can be written it is only shown, and no mark is kept."


class Store:
    """One open library; a process has one.  Made by `open`.

    `trouble` says why it can only be read, "" where it can be written as well.
    """

    def __init__(self, path: Path, writer: Writer, *, mode: str = "rw", trouble: str = "") -> None:
        self.path = path
        self.trouble = trouble
        self.query = Query(path, writer.data_version, mode)
        self._writer = writer
        self._tidying = False

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open the library at `path`; make it where there is none, bring an old one up to date.

        Operations that a crash left unfinished are finished in the background.  One that cannot be
        written is opened to be read.  Raises `LibraryTooNew`, `LibraryDamaged`, `LibraryFull`,
        `LibraryError`.
        """
        path = path.expanduser().resolve()  # SQLite's log stands beside the file that a link leads to
        connection, mode, trouble = _open(path)
        try:
            with explained(path):
                store = cls(path, Writer(connection, path), mode=mode, trouble=trouble)
                unfinished = connection.execute(
                    "SELECT 1 FROM op WHERE state IN ('pending', 'undoing') LIMIT 1"
                ).fetchone()
        except BaseException:
            connection.close()
            raise
        if unfinished and not trouble:
            store._writer.steps(operations.finish, background=True)
        return store

    def close(self) -> None:
        """Finish what is queued and close the file."""
        self.query.close()
        self._writer.close()  # the last to close brings the log back into the file

    # --- feeds --------------------------------------------------------------------------------------

    def add_feed(
        self,
        url: str,
        *,
        title: str = "",
        folder: str = "",
        tags: tuple[str, ...] = (),
        at: int,
        own_title: str = "",
    ) -> Future[Feed]:
        """Add a feed.  One with that address stays as it is; if it was removed, it comes back whole."""
        return self._writer.once(lambda c: feeds.add(c, url, title, folder, tags, at, own_title))

    def edit_feed(
        self,
        feed_id: int,
        *,
        own_title: str | None = None,
        folder: str | None = None,
        tags: tuple[str, ...] | None = None,
        interval: int | None = None,
        url: str | None = None,
        at: int,
    ) -> Future[Operation]:
        """Change a feed; None leaves a thing as it is, an interval of 0 is the usual one again.

        Where nothing changes the operation has id 0 and count 0.  `UsageError`: there is no such feed,
        or another has that address.
        """
        return self._writer.once(lambda c: feeds.edit(c, feed_id, own_title, folder, tags, interval, url, at))

    def remove_feed(self, feed_id: int, at: int) -> Future[Operation]:
        """Take a feed out of every list and count at once; for 30 days it can be brought back."""
        return self._writer.once(lambda c: feeds.remove(c, feed_id, at))

    def move_feed_url(self, feed_id: int, url: str) -> Future[None]:
        """Keep the address a feed has moved to for good; nothing happens if another feed has it."""
        return self._writer.once(lambda c: feeds.move_url(c, feed_id, url))

    def purge(self, now: int) -> Future[int]:
        """Delete feeds removed over 30 days ago, and operations as old; gives how many feeds."""
        return self._tidied(self._writer.steps(lambda c: purge(c, now), background=True))

    def purge_by_clock(self, now: int) -> Future[int]:
        """Purge by a clock that may have jumped; what it says is believed as time is seen to go by."""

        def job(connection: sqlite3.Connection) -> Steps[int]:
            return (yield from purge(connection, believed(connection, now)))

        return self._tidied(self._writer.steps(job, background=True))

    # --- a refresh ----------------------------------------------------------------------------------

    def claim(self, feed_id: int, at: int, unless_since: int) -> Future[bool]:
        """Write that the feed is asked now; False if it was asked at or after `unless_since`."""
        return self._writer.once(lambda c: feeds.claim(c, feed_id, at, unless_since))

    def apply(
        self,
        feed_id: int,
        changes: Changes,
        *,
        feed: ParsedFeed,
        validators: Validators,
        body_hash: bytes,
        at: int,
        next_at: int,
        wait_until: int | None,
        seen: Iterable[bytes] = (),
    ) -> Future[ApplyResult]:
        """Store what a refresh brought.

        `changes.new` is in the feed's own order, the newest first where times are equal.  `seen` are
        the hashes of everything the document holds now; none means that the feed keeps none.  Over 200
        articles come in several transactions, validators and body hash in the last.
        """
        return self._tidied(
            self._writer.steps(
                lambda c: arrivals.apply(
                    c, feed_id, changes, feed, validators, body_hash, at, next_at, wait_until, seen
                )
            )
        )

    def not_modified(
        self, feed_id: int, validators: Validators, at: int, next_at: int, wait_until: int | None
    ) -> Future[None]:
        """Write that the server had nothing new."""
        return self._writer.once(
            lambda c: feeds.not_modified(c, feed_id, validators, at, next_at, wait_until)
        )

    def failed(
        self,
        feed_id: int,
        error: str,
        at: int,
        next_at: int,
        *,
        wait_until: int | None = None,
        gone: bool = False,
    ) -> Future[None]:
        """Write that a refresh failed; articles stay as they are."""
        return self._writer.once(lambda c: feeds.failed(c, feed_id, error, next_at, wait_until, gone))

    # --- annotation ---------------------------------------------------------------------------------

    def annotated(self, items: Sequence[tuple[int, bytes, Annotation]], version: int) -> Future[None]:
        """Store annotations: (article id, hash of the source it was made from, annotation).

        One whose source has changed since is left out.  What the article said before is kept as a
        revision, if the source had changed and headline or text differ; the read state stays.
        """
        return self._tidied(self._writer.steps(lambda c: annotate.annotated(c, items, version)))

    # --- the reader's marks -------------------------------------------------------------------------

    def mark(
        self, kind: MarkKind, on: bool, ids: Sequence[int], *, at: int, label: str = ""
    ) -> Future[Operation | None]:
        """Set or clear a mark on articles; gives None where nothing changed."""
        return self._writer.steps(lambda c: operations.mark(c, kind, on, ids, at, label))

    def mark_query(
        self, query: HeadlineQuery, kind: MarkKind, on: bool, *, up_to_ord: int, at: int, label: str
    ) -> Future[Operation | None]:
        """Set or clear a mark on a whole list, as far as `up_to_ord`; gives None where nothing changed."""
        return self._writer.steps(lambda c: operations.mark_query(c, query, kind, on, up_to_ord, at, label))

    def undo(self, at: int) -> Future[Operation | None]:
        """Take back the newest operation, one still under way included; gives it, or None."""
        return self._writer.steps(lambda c: operations.undo(c, at))

    def set_position(self, article_id: int, position: int) -> Future[None]:
        """Keep where the reader stopped in an article."""

        def job(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE article SET position = ? WHERE id = ?", (position, article_id))

        return self._writer.once(job)

    def set_meta(self, key: str, value: str) -> Future[None]:
        """Keep a small value under a key."""

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO meta (key, value) VALUES (?, ?) "
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (storable(key), storable(value)),
            )

        return self._writer.once(job)

    def _tidied(self, written: Future[T]) -> Future[T]:
        """Have the search index tidied in the background after what is written; return `written`."""

        def job(connection: sqlite3.Connection) -> Steps[None]:
            try:
                yield from annotate.tidy_search(connection)
            finally:
                self._tidying = False

        if not self._tidying:
            self._tidying = True
            self._writer.steps(job, background=True)
        return written


def _open(path: Path) -> tuple[sqlite3.Connection, str, str]:
    """Open a library; return the connection, the mode for others, and why it can only be read."""
    try:
        connection = open_library(path)
    except LibraryFull as error:
        opened = open_to_read(path)
        if opened is None:
            raise
        return *opened, f"{error} {_ONLY_READ}"
    protected = not os.access(path, os.W_OK)
    return connection, "rw", f"The library {path} is write-protected. {_ONLY_READ}" if protected else ""
