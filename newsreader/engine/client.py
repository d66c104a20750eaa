"""The other end of the engine's pipe: the only way into the engine, for screen and command line.

The engine is a process, started with the first `EngineClient` and started again when it dies.  Both
ways go lines of JSON, in UTF-8, one object each.  This module stands on `models` and `errors` alone,
needs no event loop, and costs nothing to import.

Requests, `{"id": number, "do": name, …}`:

=============  ====================================================  ===================================
do             with                                                  gives, before its end
=============  ====================================================  ===================================
refresh        feeds: ids, or null for all;                          feed, progress, note
               mode: "due", "all", "named"
add            source, cwd; text: standard input in base64;          added, offer, feed, note
               folder; take: "first", "offer"
import         source, cwd, text, folder                             added, note
read           source, cwd, text                                     article; nothing is stored
annotate       article: its id, to be annotated at once              article at once, annotated (id 0)
                                                                     once it is stored
annotate_all                                                         progress, annotated (with id 0)
watch          on: refresh what is due, now and every minute         the events of a refresh, with id 0
cancel         request: an id, or none for all
quit           drain: finish what was asked for and annotate first
=============  ====================================================  ===================================

Events, `{"event": name, "id": request, …}`; the id is 0 for what nobody asked for:

=============  =========================================================================================
event          with
=============  =========================================================================================
ready          version: the library is open
feed           feed, title, new, revised, unchanged; error and code where it failed: it is stored
progress       done, total, phase: "refresh" or "annotate"
added          feed, title, kind: what the source was; new: articles; existed
offer          found: [{url, title}], the feeds that a page names
article        article: see `article_from_json`
annotated      articles: ids
note           text: a plain sentence for people
done           the request is done.  refresh: summary {ok, failed, unreachable, new, revised, skipped};
               cancelled: true where it was cancelled
failed         the request failed.  error: a sentence; code: the exit code it stands for; source
restarted      made by the client: the engine died and was started again
=============  =========================================================================================

Every request ends with exactly one `done` or `failed`; those that an engine's death leaves open are
ended by the client, before `restarted`.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from newsreader.engine.launch import python_command
from newsreader.engine.wire import BadData, article_from_json
from newsreader.errors import EngineError
from newsreader.models import Event

__all__ = ["BadData", "EngineClient", "article_from_json"]

RESTART_EVERY = 5.0
"""Seconds between two starts of the engine."""
_CANNOT_START = "The engine cannot be started; `newsreader doctor` may say why."


_DIED = "The engine ended unexpectedly; try again."
_SHORT_LIFE = 60.0
_SHORT_LIVES = 3
"""After so many short lives on end, the engine is started again only when it is wanted."""


class EngineClient:
    """Starts the engine, sends it requests, hands on what it says.

    `library` is the library's file, `config` the configuration file, None for the usual one.  `on_event`
    is called with each event, on a thread of the client's, one at a time.  Raises `EngineError` where no
    process can be started at all.
    """

    def __init__(
        self,
        library: Path,
        config: Path | None,
        on_event: Callable[[Event], None],
        *,
        restart_every: float = RESTART_EVERY,
    ) -> None:
        self._arguments = ["--library", str(library.absolute())]
        if config is not None:
            self._arguments += ["--config", str(config.absolute())]
        self._on_event = on_event
        self._restart_every = restart_every
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._last_id = 0
        self._open: set[int] = set()
        self._watch: dict[str, Any] | None = None
        self._short_lives = 0
        self._engine: _Engine | None = None
        with self._lock:  # one that dies at once is not taken for one that was closed
            self._start()

    @property
    def pid(self) -> int | None:
        """The engine's process id; None while there is none."""
        engine = self._engine
        return engine.process.pid if engine else None

    def request(self, do: str, **data: object) -> int:
        """Send a request; return its id at once.  Raises `EngineError` where there is no engine."""
        with self._lock:
            if self._closing.is_set():
                raise EngineError("The engine is closed.")
            if self._engine is None:
                if time.monotonic() - self._started_at < self._restart_every:
                    raise EngineError(_CANNOT_START)
                self._start()
            if do == "watch":
                self._watch = data
            return self._send(do, data)

    def close(self, wait: float = 3.0) -> None:
        """End the engine: it has `wait` seconds to finish what it writes, then it is killed."""
        with self._lock:
            self._closing.set()
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.end(wait)

    # --- inside (with the lock held) ------------------------------------------------------------------

    def _start(self) -> None:
        self._started_at = time.monotonic()
        try:
            self._engine = _Engine(self._arguments, self._heard, self._died)
        except OSError as error:
            raise EngineError(_CANNOT_START) from error

    def _send(self, do: str, data: Mapping[str, object]) -> int:
        assert self._engine is not None
        self._last_id += 1
        self._open.add(self._last_id)
        self._engine.send({"id": self._last_id, "do": do, **data})
        return self._last_id

    # --- inside (on the engine's reading thread) --------------------------------------------------------

    def _heard(self, event: Event) -> None:
        if event.name in ("done", "failed"):
            with self._lock:
                self._open.discard(event.request)
        self._on_event(event)

    def _died(self, engine: _Engine) -> None:
        """Fail what was asked of an engine that died, and start another unless that is hopeless."""
        with self._lock:
            if self._engine is not engine:
                return  # it was closed
            self._engine = None
            orphans = sorted(self._open)
            self._open.clear()
            lived = time.monotonic() - self._started_at
            self._short_lives = self._short_lives + 1 if lived < _SHORT_LIFE else 0
        engine.end(0)
        error = engine.trouble or {"error": _DIED if engine.ready else _CANNOT_START, "code": 1}
        for number in orphans:
            self._on_event(Event("failed", number, error))
        if not engine.ready or self._short_lives > _SHORT_LIVES:
            return
        self._closing.wait(max(0.0, self._restart_every - lived))
        with self._lock:
            if self._closing.is_set() or self._engine is not None:
                return
            try:
                self._start()
            except EngineError:
                return  # the next request says so
            if self._watch is not None:
                self._send("watch", self._watch)
        self._on_event(Event("restarted"))


class _Engine:
    """One engine process: a thread reads what it says, another writes, so nobody else waits for it."""

    def __init__(
        self,
        arguments: Sequence[str],
        heard: Callable[[Event], None],
        died: Callable[[_Engine], None],
    ) -> None:
        command, environment = python_command("newsreader.engine", *arguments)
        self.ready = False
        self.trouble: Mapping[str, Any] | None = None
        """Why it could not start, as it said itself."""
        # A session of its own, so that Ctrl+C and Ctrl+Z in the terminal are the client's alone.
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self._heard = heard
        self._died = died
        self._requests: queue.SimpleQueue[Mapping[str, object] | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._write, name="engine-requests", daemon=True)
        self._reader = threading.Thread(target=self._read, name="engine-events", daemon=True)
        self._writer.start()
        self._reader.start()

    def send(self, message: Mapping[str, object]) -> None:
        """Send a message; returns at once."""
        self._requests.put(message)

    def end(self, wait: float) -> None:
        """Close its standard input, wait for its end, kill it and its children if that takes too long."""
        self._requests.put(None)
        me = threading.current_thread()
        if me is not self._reader:
            self._reader.join(wait)  # its standard output closes when it ends
        try:
            self.process.wait(0.5 if me is self._reader or not self._reader.is_alive() else 0)
        except subprocess.TimeoutExpired:
            self._kill()
            self.process.wait()
        self._writer.join(1.0)
        if me is not self._reader:
            self._reader.join(1.0)
        assert self.process.stdin is not None and self.process.stdout is not None
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                stream.close()

    def _kill(self) -> None:
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()

    def _write(self) -> None:
        stream = self.process.stdin
        assert stream is not None
        with contextlib.suppress(OSError, ValueError):  # it died, or does so now: whoever reads tells
            try:
                while (message := self._requests.get()) is not None:
                    line = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
                    stream.write(line.encode("utf-8", "backslashreplace") + b"\n")
                    stream.flush()
            finally:
                stream.close()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        with contextlib.suppress(OSError, ValueError):  # what cannot be heard any more has died
            for line in stream:
                event = _event(line)
                if event is None:
                    continue
                self.ready = self.ready or event.name == "ready"
                if not self.ready and event.name == "failed" and event.request == 0:
                    self.trouble = event.data
                self._heard(event)
        self._died(self)


def _event(line: bytes) -> Event | None:
    """Read a line of the engine's; None for one that is none of its."""
    try:
        message = json.loads(line)
        return Event(str(message.pop("event")), int(message.pop("id", 0)), message)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return None
