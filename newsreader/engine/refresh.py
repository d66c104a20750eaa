"""Refresh feeds: many at a time, few from one host, each stored and told of as it lands.

A feed is claimed before it is asked, so two readers and a timer never ask it twice.  What must not be
asked now (`schedule.hold`) is counted and told of in one sentence.  One bad feed costs one line and its
own place.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from newsreader.engine import jobs
from newsreader.engine.intake import (
    Outcome,
    document_hash,
    document_of,
    store_document,
    store_failure,
    store_nothing_new,
    touches_what_was_left_out,
)
from newsreader.engine.kit import Kit, Tell, committed, load_net
from newsreader.engine.local import refresh_local
from newsreader.engine.schedule import Hold, Mode, duration, hold
from newsreader.engine.trust import private_host
from newsreader.engine.workshop import Urgency
from newsreader.errors import EngineError, NewsreaderError, ParseError, SourceError, Unreachable
from newsreader.feeds.address import host_of
from newsreader.feeds.partial import PartialFeed
from newsreader.models import Feed, FeedState, Fetched, NotModified, Outline

_PER_HOST = 2
_PROGRESS_EVERY = 0.1
"""Seconds between two reports of progress."""
_ASKABLE = ("http:", "https:", "file:")


@dataclass(slots=True)
class Summary:
    """What a refresh did, in numbers of feeds and of articles."""

    ok: int = 0
    failed: int = 0
    unreachable: int = 0
    new: int = 0
    revised: int = 0
    skipped: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count a feed's outcome."""
        if outcome.error is None:
            self.ok += 1
            self.new += outcome.new
            self.revised += outcome.revised
            return
        self.failed += 1
        # What a server said no to was reached; only what we could not ask at all was not.
        self.unreachable += isinstance(outcome.error, Unreachable)


async def refresh_feed(kit: Kit, feed: Feed, urgency: Urgency = "refresh") -> Outcome:
    """Ask a feed and store what it gives, or that it failed and why."""
    state = kit.store.query.feed_state(feed.id)
    try:
        if feed.local:
            return await refresh_local(kit, feed, state, urgency)
        return await _refresh_remote(kit, feed, state, urgency)
    except (SourceError, EngineError) as error:
        return await store_failure(kit, feed, state, error)


async def _refresh_remote(kit: Kit, feed: Feed, state: FeedState, urgency: Urgency) -> Outcome:
    answer = await kit.fetcher.fetch(
        feed.url,
        state.validators,
        allow_private_host=private_host(kit, feed.url),
        deadline=kit.settings.timeout,
    )
    digest = b"" if isinstance(answer, NotModified) else document_hash(answer)
    if isinstance(answer, NotModified) or _is_known(answer, digest, state):
        return await store_nothing_new(kit, feed, answer.validators, answer.max_age, answer.permanent_url)
    partial = await _parsed(kit, answer, frozenset(kit.store.query.seen(feed.id)), urgency)
    if touches_what_was_left_out(kit, feed, partial):
        partial = await _parsed(kit, answer, frozenset(), urgency)
    return await store_document(kit, feed, document_of(answer, partial, digest))


async def _parsed(kit: Kit, answer: Fetched, seen: frozenset[bytes], urgency: Urgency) -> PartialFeed:
    """Parse what of a feed is not `seen`.  Raises `ParseError`, `EngineError`."""
    partial = await jobs.unseen_part(kit.workshop, answer, seen, urgency)
    if isinstance(partial, Outline):
        raise ParseError("This is a list of feeds now, not a feed.")
    return partial


def _is_known(fetched: Fetched, digest: bytes, state: FeedState) -> bool:
    """Tell whether these bytes, whose hash is `digest`, were parsed and stored before.

    Where the server gives validators no longer that it gave before, the answer counts as new: only so
    are the old ones forgotten.
    """
    old, new = state.validators, fetched.validators
    withdrawn = (old.etag and not new.etag) or (old.last_modified and not new.last_modified)
    return bool(state.body_hash) and not withdrawn and digest == state.body_hash


class Refresher:
    """Refreshes feeds; one for the whole engine, so that it knows what is under way."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._places = asyncio.Semaphore(kit.settings.parallel)
        self._under_way: dict[int, asyncio.Task[Outcome | None]] = {}

    @property
    def busy(self) -> bool:
        """True while feeds are being refreshed."""
        return bool(self._under_way)

    async def refresh(self, ids: Sequence[int] | None, mode: Mode, tell: Tell) -> Summary:
        """Refresh the feeds with these ids, or all, as `mode` has it; tell of each as it lands.

        Told are `feed`, `progress` and `note`.  Cancelled, it leaves whole what was stored.
        """
        asked, held = await asyncio.to_thread(self._sort_out, ids, mode)
        summary = Summary(skipped=len(held))
        if mode != "due":
            for note in _notes(held, self._kit.now):
                tell("note", text=note)
        await self._run(asked, mode, tell, summary)
        return summary

    def _sort_out(self, ids: Sequence[int] | None, mode: Mode) -> tuple[list[Feed], list[tuple[Feed, Hold]]]:
        """Return the feeds to ask, and those that are held back and why."""
        query, now = self._kit.store.query, self._kit.now
        feeds = query.feeds() if ids is None else [feed for i in ids if (feed := query.feed(i))]
        asked, held = [], []
        for feed in feeds:
            if not feed.url.startswith(_ASKABLE) or feed.removed_at is not None:
                continue
            why = hold(feed, query.feed_state(feed.id), mode, now, self._kit.settings.floor)
            if why is None or feed.id in self._under_way:
                asked.append(feed)
            else:
                held.append((feed, why))
        return asked, held

    async def _run(self, feeds: Sequence[Feed], mode: Mode, tell: Tell, summary: Summary) -> None:
        """Refresh feeds, host by host, and tell how it goes."""
        progress = _Progress(len(feeds), tell)
        if any(not feed.local for feed in feeds):
            await load_net()
        by_host: defaultdict[str, list[Feed]] = defaultdict(list)
        for feed in reversed(feeds):
            by_host[host_of(feed.url) or ""].append(feed)

        async def work(waiting: list[Feed]) -> None:
            while waiting:
                feed = waiting.pop()
                async with self._places:
                    outcome = await self._one(feed, mode)
                if outcome is None:
                    summary.skipped += 1
                else:
                    summary.add(outcome)
                    tell("feed", **feed_event(outcome))
                    for note in _told(outcome, mode):
                        tell("note", text=note)
                progress.step()

        try:
            async with asyncio.TaskGroup() as group:
                for waiting in by_host.values():
                    for _ in range(min(_PER_HOST, len(waiting))):
                        group.create_task(work(waiting))
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None  # the library's: it would be the same for all
        progress.end()

    async def _one(self, feed: Feed, mode: Mode) -> Outcome | None:
        """Refresh one feed, or wait for whoever is doing it; None where another process has just."""
        task = self._under_way.get(feed.id)
        if task is None:
            task = asyncio.create_task(self._claimed(feed, mode))
            self._under_way[feed.id] = task
            task.add_done_callback(lambda _: self._under_way.pop(feed.id, None))
            return await task
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                return None  # whoever had asked for it has cancelled that
            raise

    async def _claimed(self, feed: Feed, mode: Mode) -> Outcome | None:
        now = self._kit.now
        floor = 0 if feed.local else self._kit.settings.floor
        if not await committed(self._kit.store.claim(feed.id, now, unless_since=now - floor + 1)):
            return None
        alone = mode == "named" and not feed.local
        return await refresh_feed(self._kit, feed, "user" if alone else "refresh")


def feed_event(outcome: Outcome) -> dict[str, Any]:
    """Return the data of the `feed` event that tells of an outcome."""
    data: dict[str, Any] = {
        "feed": outcome.feed,
        "title": outcome.title,
        "new": outcome.new,
        "revised": outcome.revised,
        "unchanged": outcome.unchanged,
    }
    if outcome.error is not None:
        data |= {"error": str(outcome.error), "code": exit_code(outcome.error)}
    return data


def exit_code(error: Exception) -> int:
    """Return the command line's exit code for an error."""
    return error.exit_code if isinstance(error, NewsreaderError) else 1


def _told(outcome: Outcome, mode: Mode) -> list[str]:
    """Return what to say of the parts that were left out: all of it only of a feed that was named."""
    notes = [f"{outcome.title}: {note}" for note in outcome.notes]
    if mode == "due" or not notes:
        return []
    if mode == "all" and len(notes) > 1:
        return [f"{notes[0]} (And {len(notes) - 1} more.)"]
    return notes


def _notes(held: Sequence[tuple[Feed, Hold]], now: int) -> list[str]:
    """Say why feeds are not asked: of one by name, of many in numbers."""
    if len(held) == 1:
        feed, why = held[0]
        return [f"{feed.title}: {reason(feed, why, now)}"]
    counted = Counter(why.why for _, why in held)
    sentences = {
        "floor": "asked a moment ago and not asked again yet",
        "server": "left alone a while longer, as their servers ask",
        "failing": "failing, and tried again later",
        "gone": "gone for good and not asked any more",
    }
    return [
        f"{count:,} feed{'s are' if count > 1 else ' is'} {sentences[why]}." for why, count in counted.items()
    ]


def reason(feed: Feed, why: Hold, now: int) -> str:
    """Say why one feed is not asked now, and when it is."""
    again = f"again in {duration(why.until - now)}"
    if why.why == "floor":
        asked = f"asked {duration(now - feed.asked_at)} ago, " if feed.asked_at is not None else ""
        return f"{asked}{again}."
    if why.why == "gone":
        return "its server says it is gone for good; add it again to try once more."
    if why.why == "failing":
        return f"it failed {feed.failures} times in a row; tried {again}, or at once if you name it."
    return f"its server asks to be left alone; {again}."


class _Progress:
    """Says how far a refresh is, not oftener than anybody can see."""

    def __init__(self, total: int, tell: Tell) -> None:
        self._total = total
        self._tell = tell
        self._done = self._told = 0
        self._told_at = 0.0
        if total:
            self._say()

    def step(self) -> None:
        """Count one more feed."""
        self._done += 1
        if asyncio.get_running_loop().time() - self._told_at >= _PROGRESS_EVERY:
            self._say()

    def end(self) -> None:
        """Say that all is done, unless that was the last that was said."""
        if self._told != self._done:
            self._say()

    def _say(self) -> None:
        self._told_at = asyncio.get_running_loop().time()
        self._told = self._done
        self._tell("progress", done=self._done, total=self._total, phase="refresh")
