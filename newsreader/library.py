"""The library: the reader's feeds and articles, and the one door to them for screen and command line.

Reading is synchronous and quick, on the calling thread.  Writing returns a `Future` that is done once
the change is committed.  What needs the net, the file system or a parser is asked of the engine
process, whose events arrive through `on_event`, on a thread of the client's.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from newsreader.models import (
    Article,
    Counts,
    Event,
    Feed,
    Headline,
    HeadlineQuery,
    MarkKind,
    Operation,
    Person,
    PlaceCount,
    Revision,
    Said,
)
from newsreader.store.store import Store

if TYPE_CHECKING:
    from newsreader.engine.client import EngineClient


class Library:
    """One open library.

    `path` is the SQLite file; it is made where there is none.  `config` is handed to the engine.
    `clock` gives the time in seconds since 1970 (a fixed one draws the screenshots).  Opening raises
    `LibraryError` and its kinds.
    """

    def __init__(
        self,
        path: Path,
        *,
        config: Path | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.path = path
        self.config = config
        self.on_event: Callable[[Event], None] | None = None
        self._clock = clock
        self._store = Store.open(path)
        self._query = self._store.query
        self._engine: EngineClient | None = None

    def close(self) -> None:
        """End the engine and write what is queued."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None
        self._store.close()

    @property
    def trouble(self) -> str:
        """Why the library can only be read, in a sentence or two; "" where it can be written as well."""
        return self._store.trouble

    @property
    def now(self) -> int:
        """The present, in whole seconds since 1970."""
        return int(self._clock())

    # --- reading ------------------------------------------------------------------------------------

    def feeds(self, *, removed: bool = False) -> list[Feed]:
        """Return the feeds by folder and title, with their counts; or those removed of late."""
        return self._query.feeds(removed=removed)

    def feed(self, feed_id: int) -> Feed | None:
        """Return one feed, removed ones included."""
        return self._query.feed(feed_id)

    def folders(self) -> list[str]:
        """Return the names of all folders in use ("News", "News/World")."""
        return self._query.folders()

    def counts(self, query: HeadlineQuery | None = None) -> Counts:
        """Return the counts of a feed, a folder or everything (a search is not counted)."""
        return self._query.counts(query or HeadlineQuery())

    def page(self, query: HeadlineQuery, *, after: int | None = None, limit: int = 100) -> list[Headline]:
        """Return the next `limit` headlines of the list after the one whose `ord` is `after`."""
        return self._query.page(query, after=after, limit=limit)

    def page_unless(
        self, query: HeadlineQuery, stop: Callable[[], bool], *, limit: int = 100
    ) -> list[Headline] | None:
        """Return the first `limit` headlines of the list; None once `stop` says that nobody waits for them.

        For searches, which may take a while; `stop` is asked all the time, so it must be quick.
        """
        return self._query.page_unless(query, stop, limit=limit)

    def listing(self, query: HeadlineQuery, limit: int) -> Iterator[Article]:
        """Yield the first `limit` articles of the list, page by page."""
        after: int | None = None
        while limit > 0:
            rows = self.page(query, after=after, limit=min(limit, 500))
            for row in rows:
                article = self._query.article(row.id)
                if article is not None:
                    yield article
            if not rows:
                return
            after = rows[-1].ord
            limit -= len(rows)

    def ords(
        self, query: HeadlineQuery, *, chunk: int = 20_000, stop: Callable[[], bool] | None = None
    ) -> Iterator[array[int]]:
        """Yield the `ord` of every headline of the list, in order; for a thread of its own.

        It ends early once `stop` says so, which is asked all the time.
        """
        return self._query.ords(query, chunk=chunk, stop=stop)

    def newest(self) -> int:
        """Return the highest id of an article: what comes later has a higher one."""
        return self._query.newest()

    def arrived(self, query: HeadlineQuery, after_id: int) -> list[int] | None:
        """Return the `ord`s of the articles of the list that came after the one with id `after_id`.

        In list order; None where reading the whole list is the better way.
        """
        return self._query.arrived(query, after_id)

    def headlines(self, ords: Sequence[int]) -> list[Headline]:
        """Return the headlines with these `ord`s, in the order given; any that are gone are left out."""
        return self._query.headlines(ords)

    def newer(self, query: HeadlineQuery, than: int) -> int:
        """Return how many headlines of the list are newer than `ord` `than`, at most 1,000."""
        return self._query.newer(query, than)

    def next_unread(self, query: HeadlineQuery, after: int, *, backwards: bool = False) -> Headline | None:
        """Return the next unread headline of the list after `ord` `after`, in list order."""
        return self._query.next_unread(query, after, backwards=backwards)

    def article(self, article_id: int) -> Article | None:
        """Open an article."""
        return self._query.article(article_id)

    def revisions(self, article_id: int) -> list[Revision]:
        """Return an article's earlier states, newest first."""
        return self._query.revisions(article_id)

    def people(
        self, typed: str = "", *, order: Literal["quoted", "newest"] = "quoted", limit: int = 100
    ) -> list[Person]:
        """Return people quoted in the library, by the beginnings of the words of their names."""
        return self._query.people(typed, order=order, limit=limit)

    def places(self, typed: str = "", *, limit: int = 100) -> list[PlaceCount]:
        """Return the places that datelines name, those with most articles first."""
        return self._query.places(typed, limit=limit)

    def quotes_of(
        self, person: str | None, *, after: tuple[int, int] | None = None, limit: int = 50
    ) -> list[Said]:
        """Return what the person with this key said (None: everybody), newest article first.

        `after` is (ord, number) of the last quotation there is already.
        """
        return self._query.quotes_of(person, after=after, limit=limit)

    def quotes_called(
        self, name: str, *, after: tuple[int, int] | None = None, limit: int = 50
    ) -> list[Said]:
        """Return what people said in whose names all words of `name` stand ("Putin")."""
        return self._query.quotes_called(name, after=after, limit=limit)

    def last_operation(self) -> Operation | None:
        """Return what `undo` would take back."""
        return self._query.last_operation()

    def meta(self, key: str) -> str | None:
        """Return a value kept under `key` by `set_meta`."""
        return self._query.meta(key)

    def changed(self) -> int:
        """Return a number that differs once another process has written the library."""
        return self._query.data_version()

    def check(self) -> list[str]:
        """Look the whole library over; return what is wrong, in plain sentences."""
        return self._query.check()

    # --- the reader's marks -------------------------------------------------------------------------

    def mark(self, kind: MarkKind, on: bool, ids: Sequence[int], label: str = "") -> Future[Operation | None]:
        """Set or clear a mark on articles; gives None where nothing changed."""
        return self._store.mark(kind, on, ids, at=self.now, label=label)

    def mark_list(
        self, query: HeadlineQuery, kind: MarkKind, on: bool, *, up_to: int, label: str
    ) -> Future[Operation | None]:
        """Set or clear a mark on a whole list, as far as `ord` `up_to` (what came later is not meant)."""
        return self._store.mark_query(query, kind, on, up_to_ord=up_to, at=self.now, label=label)

    def undo(self) -> Future[Operation | None]:
        """Take back the newest operation; gives it, or None where there is none."""
        return self._store.undo(self.now)

    def set_position(self, article_id: int, position: int) -> Future[None]:
        """Keep where the reader stopped, as an offset into the body's text."""
        return self._store.set_position(article_id, position)

    def set_meta(self, key: str, value: str) -> Future[None]:
        """Keep a small value, such as the last view."""
        return self._store.set_meta(key, value)

    # --- the reader's feeds -------------------------------------------------------------------------

    def edit_feed(
        self,
        feed_id: int,
        *,
        own_title: str | None = None,
        folder: str | None = None,
        tags: tuple[str, ...] | None = None,
        interval: int | None = None,
    ) -> Future[Operation]:
        """Rename or move a feed, or set how often it is refreshed; None leaves a thing as it is."""
        return self._store.edit_feed(
            feed_id, own_title=own_title, folder=folder, tags=tags, interval=interval, at=self.now
        )

    def remove_feed(self, feed_id: int) -> Future[Operation]:
        """Take a feed out of the library; `undo` or adding it again within 30 days brings it back."""
        return self._store.remove_feed(feed_id, self.now)

    # --- the engine ---------------------------------------------------------------------------------

    def ask(self, do: str, **data: object) -> int:
        """Send the engine a request (see `engine.client`); return its id.  Starts the engine if need be."""
        if self._engine is None:
            from newsreader.engine.client import EngineClient  # it starts a process: only when wanted

            self._engine = EngineClient(self.path, self.config, self._tell)
        return self._engine.request(do, **data)

    def article_in(self, event: Event) -> Article | None:
        """Return the article that an `article` event carries, as it will be stored; None for none."""
        from newsreader.engine.client import BadData, article_from_json

        try:
            return article_from_json(event.data["article"])
        except (BadData, KeyError, TypeError, ValueError):
            return None

    def _tell(self, event: Event) -> None:
        if self.on_event is not None:
            self.on_event(event)
