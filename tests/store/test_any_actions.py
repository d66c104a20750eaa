"""Whatever a person does, in whatever order: counts are right, and undo brings back what was."""

from __future__ import annotations

import shutil
import tempfile
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from newsreader.models import Counts, HeadlineQuery, MarkKind, Operation
from newsreader.store import operations
from newsreader.store.database import connect
from newsreader.store.purge import KEPT_SECONDS
from newsreader.store.store import Store
from tests.store.build import NOW, all_ords, annotate, bring, change, new_feed

KINDS: tuple[MarkKind, ...] = ("read", "starred", "later")
FOLDERS = ("", "News", "News/World")


@dataclass
class Row:
    """An article as it should be."""

    feed: int
    ord: int
    marks: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(KINDS, False))


@dataclass
class Done:
    """An operation as undo should take it back: articles by kind, or a feed's former state."""

    kind: str
    on: bool
    ids: set[int]
    feed: int = 0
    before: str | bool = False


class Actions(RuleBasedStateMachine):
    """Two readers of one library; of three articles an operation does two at a time, and may overlap."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(operations, "CHUNK", 3)
        self.patch.setattr(operations, "_SLICE", 2)
        self.patch.setattr(operations, "_SECONDS_AT_ONCE", -1.0)
        self.stores = [Store.open(self.folder / "library.db") for _ in range(2)]
        self.look = connect(self.folder / "library.db", query_only=True)
        self.rows: dict[int, Row] = {}
        self.feeds: dict[int, str] = {}
        self.removed: set[int] = set()
        self.done: list[Done] = []
        self.made = 0
        self.waiting: list[Future[Operation | None]] = []

    def teardown(self) -> None:
        self.settle()
        problems = self.stores[0].query.check()
        self.look.close()
        for store in self.stores:
            store.close()
        self.patch.undo()
        shutil.rmtree(self.folder)
        assert problems == []

    def settle(self) -> None:
        for future in self.waiting:
            future.result()
        self.waiting.clear()

    @initialize()
    def two_feeds(self) -> None:
        for number, folder in enumerate(FOLDERS):
            feed = new_feed(self.stores[0], f"feed{number}", folder=folder)
            self.feeds[feed.id] = folder
            self.bring(feed.id, 5)

    def bring(self, feed_id: int, count: int) -> None:
        store = self.stores[0]
        feed = store.query.feed(feed_id)
        assert feed is not None
        numbers = range(self.made, self.made + count)
        self.made += count
        ids = bring(
            store, feed, [change(number, published=NOW - number * 7 % 50) for number in numbers]
        ).new_ids
        for article_id in ids:
            (ord,) = self.look.execute("SELECT ord FROM article WHERE id = ?", (article_id,)).fetchone()
            self.rows[article_id] = Row(feed_id, ord)

    def shown(self, query: HeadlineQuery) -> list[int]:
        """Return the ids a list should hold, the newest first."""
        found = []
        for article_id, row in self.rows.items():
            folder = self.feeds[row.feed]
            if row.feed in self.removed or query.feed not in (None, row.feed):
                continue
            if (
                query.folder is not None
                and folder != query.folder
                and not folder.startswith(query.folder + "/")
            ):
                continue
            if query.show != "all":
                wanted = {"unread": ("read", False)}.get(query.show, (query.show, True))
                if row.marks[wanted[0]] is not wanted[1]:
                    continue
            found.append(article_id)
        return sorted(found, key=lambda article_id: -self.rows[article_id].ord)

    queries = st.builds(
        HeadlineQuery,
        feed=st.none() | st.integers(1, 4),
        show=st.sampled_from(("all", "unread", "starred", "later")),
        oldest_first=st.booleans(),
    ) | st.builds(
        HeadlineQuery, folder=st.sampled_from((*FOLDERS, "None")), show=st.sampled_from(("all", "unread"))
    )

    # --- what may happen ------------------------------------------------------------------------------

    @rule(count=st.integers(1, 9), which=st.integers(1, 3))
    def a_refresh(self, count: int, which: int) -> None:
        if which in self.feeds and which not in self.removed:
            self.bring(which, count)

    @rule(kind=st.sampled_from(KINDS), on=st.booleans(), ids=st.sets(st.integers(1, 30), max_size=8))
    def a_mark(self, kind: MarkKind, on: bool, ids: set[int]) -> None:
        changed = {i for i in ids if i in self.rows and self.rows[i].marks[kind] is not on}
        self.waiting.append(self.stores[0].mark(kind, on, sorted(ids), at=NOW))
        self.note(kind, on, changed)

    @rule(query=queries, kind=st.sampled_from(KINDS), on=st.booleans(), part=st.integers(0, 3))
    def a_whole_list_is_marked(self, query: HeadlineQuery, kind: MarkKind, on: bool, part: int) -> None:
        listed = self.shown(query)
        listed = listed[len(listed) * part // 4 :]
        up_to = self.rows[listed[0]].ord if listed else -(10**12)
        self.waiting.append(self.stores[0].mark_query(query, kind, on, up_to_ord=up_to, at=NOW, label="list"))
        self.note(kind, on, {i for i in listed if self.rows[i].marks[kind] is not on})

    def note(self, kind: str, on: bool, changed: set[int]) -> None:
        for article_id in changed:
            self.rows[article_id].marks[kind] = on
        if changed:
            self.done.append(Done(kind, on, changed))

    @rule()
    def an_undo(self) -> None:
        self.waiting.append(self.stores[0].undo(NOW))
        if not self.done:
            return
        last = self.done.pop()
        if last.kind == "remove":
            self.removed.discard(last.feed)
        elif last.kind == "move":
            self.feeds[last.feed] = str(last.before)
        for article_id in last.ids:
            self.rows[article_id].marks[last.kind] = not last.on

    @rule(which=st.integers(1, 3))
    def a_feed_is_removed(self, which: int) -> None:
        if which in self.feeds and which not in self.removed:
            self.settle()
            self.stores[0].remove_feed(which, NOW).result()
            self.removed.add(which)
            self.done.append(Done("remove", True, set(), which))

    @rule(which=st.integers(1, 3))
    def a_feed_is_added_again(self, which: int) -> None:
        if which in self.removed:
            self.settle()
            url = f"https://feed{which - 1}.example/feed"
            assert self.stores[1].add_feed(url, at=NOW).result().id == which
            self.removed.discard(which)
            self.done = [d for d in self.done if (d.kind, d.feed) != ("remove", which)]

    @rule(which=st.integers(1, 3), folder=st.sampled_from(FOLDERS))
    def a_feed_is_moved(self, which: int, folder: str) -> None:
        if which in self.feeds and self.feeds[which] != folder:
            self.settle()
            self.stores[1].edit_feed(which, folder=folder, at=NOW).result()
            self.done.append(Done("move", True, set(), which, self.feeds[which]))
            self.feeds[which] = folder

    @precondition(lambda self: self.removed)
    @rule()
    def a_purge(self) -> None:
        """Operations are as old as the removal, and go with it."""
        self.settle()
        self.stores[0].purge(NOW + KEPT_SECONDS + 1).result()
        for feed in self.removed:
            del self.feeds[feed]
        self.rows = {i: row for i, row in self.rows.items() if row.feed not in self.removed}
        self.removed.clear()
        self.done.clear()

    @rule(ids=st.sets(st.integers(1, 30), max_size=5))
    def an_annotation(self, ids: set[int]) -> None:
        annotate(self.stores[1], {i: f"text of {i}" for i in ids & set(self.rows)})

    @rule()
    def the_other_reader_goes_on(self) -> None:
        self.settle()
        self.stores.reverse()

    @rule()
    def a_restart(self) -> None:
        self.waiting.clear()
        self.stores[0].close()
        self.stores[0] = Store.open(self.folder / "library.db")

    # --- what must hold -------------------------------------------------------------------------------

    @rule(query=queries)
    def a_list_holds_what_it_should(self, query: HeadlineQuery) -> None:
        self.settle()
        ids = self.shown(query)
        if query.oldest_first:
            ids.reverse()
        read = self.stores[1].query
        assert [headline.id for headline in read.page(query)] == ids
        assert all_ords(self.stores[1], query, chunk=4) == [self.rows[i].ord for i in ids]

    @rule(query=queries)
    def counts_are_what_is_there(self, query: HeadlineQuery) -> None:
        self.settle()
        unmarked = HeadlineQuery(query.feed, query.folder)
        assert self.stores[0].query.counts(query) == self.counted(unmarked)

    def counted(self, query: HeadlineQuery) -> Counts:
        rows = [self.rows[i].marks for i in self.shown(query)]
        return Counts(
            len(rows),
            sum(not marks["read"] for marks in rows),
            sum(marks["starred"] for marks in rows),
            sum(marks["later"] for marks in rows),
        )

    @invariant()
    def the_kept_counts_are_the_counted_ones(self) -> None:
        kept = "SELECT sum(total), sum(unread), sum(starred), sum(later) FROM tally"
        there = "SELECT count(*), sum(read = 0), sum(starred), sum(later) FROM article"
        if self.rows:
            both = self.look.execute(f"SELECT * FROM ({kept}), ({there})").fetchone()
            assert both[:4] == both[4:]


TestActions = Actions.TestCase
TestActions.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
