"""The engine process: `python -m newsreader.engine --library FILE [--config FILE]`.

Standard input and output are the pipe to the client; nothing else may write there.  What goes wrong
unexpectedly is written to a log beside the library, which is made when there is something to write.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from newsreader.config import RefreshSettings, load_settings, log_path
from newsreader.errors import NewsreaderError

_PIECE = 1 << 16
_LOG_BYTES = 1_000_000
_SWITCH = 0.0005
"""Seconds for which a thread that computes keeps the others waiting.

What the user asks for goes through four threads here, while a refresh keeps one of them busy.
"""


def main() -> int:
    """Run the engine; return the exit code."""
    arguments = _arguments()
    sys.setswitchinterval(_SWITCH)
    lines_in, out = _take_pipes()
    _log_to(log_path(arguments.library))
    try:
        return asyncio.run(_serve(arguments, lines_in, out))
    except NewsreaderError as error:
        out.send({"event": "failed", "id": 0, "error": str(error), "code": error.exit_code})
        return error.exit_code
    except Exception as error:
        logging.exception("the engine ended")
        text = f"The engine could not go on ({type(error).__name__}); the details are in its log."
        out.send({"event": "failed", "id": 0, "error": text, "code": 1})
        return 1
    finally:
        out.close()


_NICE = 10
"""How far the engine stands back: alone it has the whole machine, but a key at the screen comes first."""


async def _serve(arguments: argparse.Namespace, lines_in: int, out: LineWriter) -> int:
    # The library and the net are loaded here, so that an error in them is logged and told.
    from newsreader.engine.jobs import JOBS
    from newsreader.engine.kit import Kit
    from newsreader.engine.service import MAX_LINE, Service
    from newsreader.engine.workshop import Workshop
    from newsreader.feeds.fetch import Fetcher
    from newsreader.store.store import Store

    if hasattr(os, "nice"):
        os.nice(_NICE)
    settings = _settings(arguments.config)
    store = Store.open(arguments.library)
    try:
        service = Service(Kit(store, Fetcher(), Workshop(JOBS), settings), out.send)
        loop = asyncio.get_running_loop()
        if os.name == "posix":
            loop.add_signal_handler(signal.SIGTERM, service.stop)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the client's to hear

        def tell(call: Callable[..., None], *given: object) -> None:
            try:
                loop.call_soon_threadsafe(call, *given)
            except RuntimeError:  # the loop has ended meanwhile
                return

        def end() -> None:
            tell(service.stop)

        LineReader(lines_in, MAX_LINE, lambda line: tell(service.receive, line), end).start()
        out.on_broken = end
        await service.run()
    finally:
        await asyncio.to_thread(store.close)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m newsreader.engine", description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--config", type=Path)
    return parser.parse_args()


def _settings(config: Path | None) -> RefreshSettings:
    """Read the settings; a configuration file that is named need not exist."""
    return load_settings(config, optional=True).refresh


def _log_to(path: Path) -> None:
    handler = RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.raiseExceptions = False  # a log that cannot be written must not end what is logged


def _take_pipes() -> tuple[int, LineWriter]:
    """Take standard input and output for ourselves, so that nothing else reads or writes them."""
    lines_in, lines_out = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return lines_in, LineWriter(lines_out)


class LineReader(threading.Thread):
    """Reads lines from a descriptor; of one longer than `most` bytes only the beginning is handed on."""

    def __init__(
        self, descriptor: int, most: int, on_line: Callable[[bytes], None], on_end: Callable[[], None]
    ) -> None:
        super().__init__(name="requests", daemon=True)
        self._descriptor = descriptor
        self._most = most
        self._on_line = on_line
        self._on_end = on_end

    def run(self) -> None:
        """Read until the other end closes."""
        parts: list[bytes] = []
        length = 0
        while piece := self._read():
            *ends, rest = piece.split(b"\n")
            for end in ends:
                if line := b"".join((*parts, end)):
                    self._on_line(line)
                parts, length = [], 0
            if length <= self._most:
                parts.append(rest)
                length += len(rest)
        self._on_end()

    def _read(self) -> bytes:
        try:
            return os.read(self._descriptor, _PIECE)
        except OSError:
            return b""


class LineWriter:
    """Writes events to a descriptor, from a thread, so that a client that stands still stops nobody."""

    def __init__(self, descriptor: int) -> None:
        self.on_broken: Callable[[], None] = lambda: None
        self._descriptor = descriptor
        self._queue: queue.SimpleQueue[Mapping[str, Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)
        self._thread.start()

    def send(self, event: Mapping[str, Any]) -> None:
        """Write an event; returns at once."""
        self._queue.put(event)

    def close(self) -> None:
        """Write what is left, for as long as somebody reads it."""
        self._queue.put(None)
        self._thread.join(2.0)

    def _run(self) -> None:
        while (event := self._queue.get()) is not None:
            line = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
            data = line.encode("utf-8", "backslashreplace") + b"\n"
            try:
                while data:
                    data = data[os.write(self._descriptor, data) :]
            except OSError:  # nobody reads any more
                self.on_broken()
                return


if __name__ == "__main__":
    sys.exit(main())
