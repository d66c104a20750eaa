"""A person at the command line to whom faults happen, and the look around afterwards.

The person's commands run in this process, as `newsreader.cli.run` has them, each on a library in a
folder of their own.  The engine may run in this process, too (`EngineHere`), so that its calls cross
the border where the faults stand; it is the real one but for the pipe between.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import io
import json
import logging
import os
import queue
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from newsreader.cli import run as run_command
from newsreader.engine import client as engine_client
from newsreader.engine.__main__ import _settings
from newsreader.engine.children import Child, Parent
from newsreader.engine.jobs import JOBS
from newsreader.engine.kit import Kit
from newsreader.engine.service import Service
from newsreader.engine.workshop import Workshop
from newsreader.errors import NewsreaderError
from newsreader.feeds.fetch import Fetcher
from newsreader.models import Event
from newsreader.store import database, migrate
from newsreader.store.store import Store
from tests.hostile.fault_borders import children_of
from tests.hostile.faults import Trap

PATIENCE = 60.0
"""Seconds after which something that should have ended hangs."""


QUICK_FOLDER = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where a disk's slowness costs nothing, if there is such a place."""


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it said."""

    command: str
    code: int
    out: str
    err: str


class Lent:
    """A parent of children that outlives the engine it is lent to."""

    def __init__(self, parent: Parent) -> None:
        self._parent = parent

    def bear(self, nice: int) -> Child:
        return self._parent.bear(nice)

    def close(self) -> None:
        """The workshop buries its children itself."""


class EngineHere:
    """The engine in a thread of this process, with the manners of `EngineClient`."""

    parent: Callable[[Sequence[str]], Parent]
    """Where its children come from."""
    complaints: list[str]
    """What its event loop met and nobody expected."""
    fetcher: Callable[[], Fetcher] = staticmethod(lambda: Fetcher(per_second=0))

    def __init__(
        self, library: Path, config: Path | None, on_event: Callable[[Event], None], **_: object
    ) -> None:
        self._given = argparse.Namespace(library=library, config=config)
        self._on_event = on_event
        self._lock = threading.Lock()
        self._trouble: dict[str, Any] | None = None
        self._service: Service | None = None
        self._waiting: list[bytes] = []
        self._last_id = 0
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)
        self._thread.start()

    def request(self, do: str, **data: object) -> int:
        """Send a request; return its id."""
        with self._lock:
            self._last_id += 1
            number = self._last_id
            line = json.dumps({"id": number, "do": do, **data}, ensure_ascii=False).encode()
            if self._trouble is not None:
                self._on_event(Event("failed", number, self._trouble))
            elif self._service is None:
                self._waiting.append(line)
            else:
                self._loop.call_soon_threadsafe(self._service.receive, line)
            return number

    def close(self, wait: float = PATIENCE) -> None:
        """End it, as a closed pipe does."""
        with self._lock:
            if self._service is not None:
                with contextlib.suppress(RuntimeError):
                    self._loop.call_soon_threadsafe(self._service.stop)
        self._thread.join(wait)
        if self._thread.is_alive():
            self.complaints.append("the engine does not end")

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except NewsreaderError as error:
            self._fail({"error": str(error), "code": error.exit_code})
        except Exception as error:
            logging.exception("the engine ended")
            self._fail({"error": f"The engine could not go on ({type(error).__name__}).", "code": 1})

    def _fail(self, trouble: dict[str, Any]) -> None:
        with self._lock:
            self._trouble = trouble
            self._service = None
            for line in self._waiting:
                self._on_event(Event("failed", json.loads(line)["id"], trouble))

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(
            lambda _, context: self.complaints.append(f"the event loop: {context['message']}")
        )
        settings = _settings(self._given.config)
        store = Store.open(self._given.library)
        try:
            workshop = Workshop(JOBS, bulk=1, parent=self.parent)
            service = Service(Kit(store, self.fetcher(), workshop, settings), self._tell)
            with self._lock:
                self._service = service
                for line in self._waiting:
                    service.receive(line)
                self._waiting.clear()
            await service.run()
        finally:
            with self._lock:
                self._service = None
            await asyncio.to_thread(store.close)

    def _tell(self, message: Mapping[str, Any]) -> None:
        data = json.loads(json.dumps(message))
        self._on_event(Event(data.pop("event"), data.pop("id"), data))


@dataclass
class Person:
    """Somebody at the command line, in a folder of their own, which `world` makes and takes away."""

    folder: Path
    said: list[Said] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def library(self) -> Path:
        return self.folder / "home" / "library.db"

    def does(self, *arguments: str | Path) -> Said:
        """Run a command."""
        words = [str(argument) for argument in arguments]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run_command(words)
        self.said.append(Said(" ".join(words[:1]), code, out.getvalue(), err.getvalue()))
        return self.said[-1]

    def tries(self, *arguments: str | Path) -> Said | None:
        """Run a command that may hang; None, and a problem, where it does."""
        answer: queue.SimpleQueue[Said] = queue.SimpleQueue()
        thread = threading.Thread(target=lambda: answer.put(self.does(*arguments)), daemon=True)
        thread.start()
        try:
            return answer.get(timeout=PATIENCE)
        except queue.Empty:
            frame = sys._current_frames().get(thread.ident or 0)
            stack = traceback.extract_stack(frame)[-4:]
            places = ", ".join(f"{Path(f.filename).name}:{f.lineno}" for f in stack)
            self.problems.append(f"{arguments[0]} hangs at {places}")
            return None

    def check_words(self) -> None:
        """Whatever was said must be plain sentences, and a failure must be told."""
        for said in self.said:
            lines = [line for line in said.err.splitlines() if line.strip()]
            if said.code not in (0, 1, 2, 3):
                self.problems.append(f"{said.command} ended with {said.code}")
            if said.code and not lines and not (said.command == "doctor" and "! " in said.out):
                self.problems.append(f"{said.command} failed without a word")
            for line in lines:
                if not line.startswith("  ") and line.rstrip()[-1:] not in ".:?":
                    self.problems.append(f"{said.command} says no sentence: {line!r}")
                if "omething unexpected" in line or "stumbled" in line:
                    self.problems.append(f"{said.command} met something unexpected: {line!r}{self._logged()}")
                if lines.count(line) > 1:
                    self.problems.append(f"{said.command} says a thing twice: {line!r}")
            for text in (said.out, said.err):
                if "Traceback" in text or "Error:" in text or "\x1b" in text:
                    self.problems.append(f"{said.command} shows its insides: {text[-300:]!r}")

    def _logged(self) -> str:
        """Return where the error came from that the command line wrote to its log."""
        log = self.library.with_suffix(".log")
        text = log.read_text(encoding="utf-8") if log.exists() else ""
        lines = [
            line.split('"')[1].rpartition("/")[2] + ":" + line.split()[3].rstrip(",")
            for line in text.splitlines()
            if line.startswith("  File") and "/newsreader/" in line
        ]
        return f" at {' < '.join(reversed(lines[-3:]))}" if lines else ""


class _Records(logging.Handler):
    """Notes what the log of the engine would say that ought not to happen."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._problems = problems

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            said = f"{record.getMessage()}: {type(error).__name__} {error}{_place(error)}"
            self._problems.append(f"the log has {said}")
        elif "unexpectedly" in record.getMessage():
            self._problems.append(f"the log has {record.getMessage()[:1500]}")


def _place(error: BaseException) -> str:
    """Return where in the program an error came from."""
    frames = traceback.extract_tb(error.__traceback__)
    inner = [f"{Path(f.filename).name}:{f.lineno}" for f in frames if "/newsreader/" in f.filename]
    return f" at {' < '.join(reversed(inner[-3:]))}" if inner else ""


@contextlib.contextmanager
def world(
    prepared: Path | None = None, *, engine: Callable[[Sequence[str]], Parent] | None = None
) -> Iterator[Person]:
    """Give a person, with the home `prepared` if one is; afterwards look at what is left of the process.

    With `engine` the engine runs in this process and has its children from there.
    """
    folder = Path(tempfile.mkdtemp(prefix="newsreader-faults-", dir=QUICK_FOLDER))
    person = Person(folder)
    if prepared is None:
        (folder / "home").mkdir()
        (folder / "home" / "config.toml").write_text("[refresh]\nfloor = 0\n", encoding="utf-8")
    else:
        shutil.copytree(prepared, folder / "home")
    environment = {
        "NEWSREADER_LIBRARY": str(person.library),
        "NEWSREADER_CONFIG": str(folder / "home" / "config.toml"),
        "HOME": str(folder / "home"),
    }
    before = _held()
    records = _Records(person.problems)
    with contextlib.ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, environment))
        for module, name in ((database, "BUSY_SECONDS"), (migrate, "_PATIENCE")):
            stack.enter_context(patch.object(module, name, 0.25))  # nobody is to wait so long here
        stack.enter_context(patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO())))
        stack.enter_context(_hooks(person.problems))
        logging.getLogger().addHandler(records)
        stack.callback(logging.getLogger().removeHandler, records)
        if engine is not None:
            here = type(
                "Here", (EngineHere,), {"parent": staticmethod(engine), "complaints": person.problems}
            )
            stack.enter_context(patch.object(engine_client, "EngineClient", here))
        try:
            yield person
        finally:
            person.check_words()
            person.problems += _left_over(before)
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _hooks(problems: list[str]) -> Iterator[None]:
    """Hear of exceptions that nobody caught, in threads and in destructors."""

    def in_thread(given: threading.ExceptHookArgs) -> None:
        name = given.thread.name if given.thread else "?"
        problems.append(f"thread {name} died of {given.exc_type.__name__}: {given.exc_value}")

    def unraisable(given: sys.UnraisableHookArgs) -> None:
        problems.append(
            f"nobody heard of {type(given.exc_value).__name__}: {given.exc_value} ({given.object})"
        )

    before = threading.excepthook, sys.unraisablehook
    threading.excepthook, sys.unraisablehook = in_thread, unraisable
    try:
        yield
    finally:
        gc.collect()
        threading.excepthook, sys.unraisablehook = before


@dataclass(frozen=True)
class _Held:
    descriptors: Mapping[int, str]
    threads: frozenset[threading.Thread]
    children: frozenset[int]


def _held() -> _Held:
    found: dict[int, str] = {}
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - the descriptor it needs is among them
        with contextlib.suppress(OSError):
            found[int(name)] = os.readlink(f"/proc/self/fd/{name}")  # noqa: PTH115
    return _Held(found, frozenset(threading.enumerate()), frozenset(children_of(os.getpid())))


def _left_over(before: _Held) -> list[str]:
    """Return what this process holds that it did not hold before; what is ending is waited for."""
    deadline = time.monotonic() + 10.0
    while True:
        gc.collect()
        now = _held()
        files = {
            name: what
            for name, what in now.descriptors.items()
            if before.descriptors.get(name) != what and not what.startswith("/proc/")
        }
        threads = [t for t in now.threads - before.threads if t.name != "server"]
        children = now.children - before.children
        if not (files or threads or children) or time.monotonic() > deadline:
            break
        for thread in threads:
            thread.join(0.05)
        time.sleep(0.002)
    left = [f"a descriptor is left open: {what}" for what in files.values()]
    left += [f"a thread is left running: {thread.name}" for thread in threads]
    return left + [f"a process is left running: {child}" for child in children]


def whole(person: Person) -> None:
    """Look the library over; it must be there and whole."""
    if not person.library.exists():
        return
    try:
        store = Store.open(person.library)
    except NewsreaderError as error:
        person.problems.append(f"the library does not open any more: {error}")
        return
    try:
        person.problems += [f"the library: {problem}" for problem in store.query.check()]
    finally:
        store.close()


def closed(trap: Trap) -> contextlib.closing[Trap]:
    """Close the trap at the end of a block."""
    return contextlib.closing(trap)
