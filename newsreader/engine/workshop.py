"""The workshop: jobs on strangers' documents, done in child processes that may be killed.

A few children share the work: as many as there are cores do anything, the most urgent first; one more
is kept for what the user waits for.  A child has one job at a time, and the job's deadline starts when
the child takes it, so waiting costs nothing.  A child that is too slow, eats memory, crashes or answers
nonsense costs its own job one sentence (`JobLost`), and a fresh one takes its place.

What comes back is plain data (`engine.wire`), never pickled: a child may have been taken over by what
it read.  A child can only run the functions it was started with.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal

from newsreader import errors
from newsreader.engine.child import BrokenPipe, JobLost
from newsreader.engine.children import Child, Parent, start_parent
from newsreader.engine.wire import BadData, from_plain
from newsreader.errors import EngineError, NewsreaderError, NotAFeed
from newsreader.models import FoundFeed

DEADLINE = 10.0
"""Seconds a child has for a document."""
NICENESS = 10
"""How far the children that work in the background stand back for the screen (see nice(1))."""
IDLE_SECONDS = 60.0
"""After so long without work the children end, and give back the memory they took."""

Urgency = Literal["user", "refresh", "background"]

_RANK = {"user": 0, "refresh": 1, "background": 2}

log = logging.getLogger(__name__)


@dataclass(order=True, slots=True)
class _Task:
    rank: int
    number: int
    message: Mapping[str, Any] = field(compare=False)
    blob: bytes = field(compare=False)
    deadline: float = field(compare=False)
    answer: asyncio.Future[Any] = field(compare=False)


@dataclass(eq=False, slots=True)
class _Seat:
    """A place for one child: whoever sits there, and whether it works."""

    kept: bool
    child: Child | None = None
    busy: bool = False
    overdue: bool = False


class Workshop:
    """Runs jobs in children; used within one event loop, closed at the end.

    `jobs` are the functions ("module:function") that children may run: each takes the message and the
    blob, and returns a shape or plain data.  `bulk` is how many children there are besides the kept
    one, by default one a core.
    """

    def __init__(
        self,
        jobs: Sequence[str],
        *,
        bulk: int | None = None,
        idle_seconds: float = IDLE_SECONDS,
        parent: Callable[[Sequence[str]], Parent] = start_parent,
    ) -> None:
        self._jobs = frozenset(jobs)
        self._seats = [_Seat(kept=True)] + [_Seat(kept=False) for _ in range(bulk or _cores())]
        self._waiting: list[_Task] = []
        self._numbers = itertools.count()
        self._parent = parent(tuple(jobs))
        # One thread a seat, and one that can kill while all of them wait.
        self._threads = ThreadPoolExecutor(len(self._seats) + 1, thread_name_prefix="child")
        self._running: set[asyncio.Task[None]] = set()
        self._idle_seconds = idle_seconds
        self._idle: asyncio.TimerHandle | None = None
        self._pressing = 0
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._closed = False

    @property
    def bulk(self) -> int:
        """How many children share the work, besides the kept one."""
        return len(self._seats) - 1

    async def when_quiet(self) -> None:
        """Wait until no job of a refresh waits or runs: the time for work in the background."""
        await self._quiet.wait()

    async def run(
        self,
        job: str,
        message: Mapping[str, Any] | None = None,
        blob: bytes = b"",
        *,
        urgency: Urgency = "refresh",
        deadline: float = DEADLINE,
    ) -> Any:
        """Have a child do `job`; return the plain data it answers.

        Raises the job's own error where it is a `NewsreaderError`; `JobLost` where the child did not
        live to tell, or met an error that nobody expected (it is written to the log); `EngineError`
        where no child could be started.  When the workshop closes, whoever waits here is cancelled.
        """
        if job not in self._jobs:
            raise ValueError(f"{job} is no job of this workshop")
        if self._closed:
            raise asyncio.CancelledError
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        whole = {**(message or {}), "job": job, "deadline": deadline}
        heapq.heappush(
            self._waiting, _Task(_RANK[urgency], next(self._numbers), whole, blob, deadline, answer)
        )
        self._assign()
        if urgency != "refresh":
            return await answer
        self._pressing += 1
        self._quiet.clear()
        try:
            return await answer
        finally:
            self._pressing -= 1
            if not self._pressing:
                self._quiet.set()

    async def warm(self) -> None:
        """Have the kept child ready before anybody waits for it."""
        seat = self._seats[0]
        if seat.busy or seat.child is not None or self._closed:
            return
        seat.busy = True
        try:
            await self._fill(seat)
        except EngineError as error:
            log.error("%s", error)
        finally:
            seat.busy = False
            self._assign()

    async def close(self) -> None:
        """Kill all children; whoever waits for a job is cancelled."""
        self._closed = True
        if self._idle is not None:
            self._idle.cancel()
        for task in self._waiting:
            task.answer.cancel()
        self._waiting.clear()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._parent.close)
        if self._running:
            await asyncio.wait(self._running)
        for seat in self._seats:
            self._empty(seat)
        self._threads.shutdown(wait=False)

    # --- inside -------------------------------------------------------------------------------------

    def _assign(self) -> None:
        """Give waiting jobs to free seats: the user's to the kept child if it is free, else to any."""
        while self._waiting and not self._closed:
            task = self._waiting[0]
            free = [seat for seat in self._seats if not seat.busy and (task.rank == 0 or not seat.kept)]
            if not free:
                return
            heapq.heappop(self._waiting)
            if task.answer.done():  # who asked has gone
                continue
            seat = free[0]
            seat.busy = True
            self._keep(asyncio.get_running_loop().create_task(self._work(seat, task)))
        self._watch_idleness()

    async def _work(self, seat: _Seat, task: _Task) -> None:
        try:
            value = await self._try(seat, task)
        except NewsreaderError as error:
            if self._closed:
                task.answer.cancel()
            elif not task.answer.done():
                task.answer.set_exception(error)
        except Exception as error:
            log.error("a job could not be given to a child", exc_info=error)
            if not task.answer.done():
                lost = EngineError("The processes for reading documents could not be used; try again.")
                task.answer.set_exception(lost)
        else:
            if not task.answer.done():
                task.answer.set_result(value)
        finally:
            seat.busy = False
            self._assign()

    async def _try(self, seat: _Seat, task: _Task) -> Any:
        """Do one job at a seat; when its child dies, put a fresh one there before anything else."""
        child = await self._fill(seat)
        loop = asyncio.get_running_loop()
        seat.overdue = False
        alarm = loop.call_later(task.deadline, self._overdue, seat, child)
        try:
            answer = await loop.run_in_executor(self._threads, child.ask, task.message, task.blob)
        except (BrokenPipe, OSError, ValueError):
            seat.child = None
            ended_by = await loop.run_in_executor(self._threads, child.bury)
            raise _death(seat.overdue, task.deadline, ended_by) from None
        finally:
            alarm.cancel()
        if answer.get("last"):
            seat.child = None
            await loop.run_in_executor(self._threads, child.bury)
        return _value(answer, str(task.message["job"]))

    def _overdue(self, seat: _Seat, child: Child) -> None:
        seat.overdue = True
        self._threads.submit(child.kill)

    async def _fill(self, seat: _Seat) -> Child:
        if seat.child is not None and not seat.child.alive():
            self._empty(seat)  # it ended while it had nothing to do: no document is to blame
        if seat.child is None:
            nice = 0 if seat.kept else NICENESS
            loop = asyncio.get_running_loop()
            seat.child = await loop.run_in_executor(self._threads, self._parent.bear, nice)
            if not seat.kept:  # what is read now is soon asked for
                self._keep(loop.create_task(self.warm()))
        return seat.child

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _watch_idleness(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None
        if self._closed or self._waiting or any(seat.busy for seat in self._seats):
            return
        if any(seat.child for seat in self._seats if not seat.kept):
            loop = asyncio.get_running_loop()
            self._idle = loop.call_later(self._idle_seconds, self._send_home)

    def _send_home(self) -> None:
        for seat in self._seats:
            if not seat.kept and not seat.busy:
                self._empty(seat)

    def _empty(self, seat: _Seat) -> None:
        child, seat.child = seat.child, None
        if child is not None:
            self._threads.submit(child.bury)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _death(overdue: bool, deadline: float, ended_by: int) -> JobLost:
    """Return the error that says, as well as can be known, why a child died."""
    if overdue:
        return JobLost(f"Reading it took longer than {deadline:g} seconds, so it was given up.")
    log.warning("a child ended by signal %d", ended_by)
    return JobLost("Reading it ended the process that tried to, so it was given up.")


def _value(answer: Mapping[str, Any], job: str) -> Any:
    """Return the value of an answer, or raise the error it tells of."""
    if "value" in answer:
        return answer["value"]
    kind, text = str(answer.get("error", "")), str(answer.get("text", ""))
    if kind == "MemoryError":
        raise JobLost("Reading it needs more memory than is allowed, so it was given up.")
    if kind == "NotAFeed":
        try:
            found = from_plain(_Found, {"feeds": answer.get("found", [])}).feeds
        except BadData:
            found = ()
        raise NotAFeed(text, found)
    shape = getattr(errors, kind, None)
    if isinstance(shape, type) and issubclass(shape, NewsreaderError) and kind in _CROSSING:
        raise shape(text)
    log.error("%s failed unexpectedly:\n%s", job, text)
    raise JobLost("Newsreader stumbled over this document; the details are in its log.")


_CROSSING = frozenset({"ParseError", "SourceError", "FileError", "Refused", "UsageError", "EngineError"})
"""Errors that cross the pipe as they are."""


@dataclass(frozen=True, slots=True)
class _Found:
    feeds: tuple[FoundFeed, ...] = ()
