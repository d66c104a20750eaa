"""Jobs as badly behaved as a stranger's document can make a parser; run in children by the tests."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsreader.engine.jobs import annotate
from newsreader.errors import NotAFeed, ParseError
from newsreader.models import FoundFeed


def echo(message: Mapping[str, Any], blob: bytes) -> dict[str, Any]:
    return {"said": message["say"], "bytes": len(blob), "pid": os.getpid()}


def spin(message: Mapping[str, Any], blob: bytes) -> None:
    while True:
        pass


def swallow(message: Mapping[str, Any], blob: bytes) -> None:
    hoard = []
    while True:
        hoard.append(bytes(16 << 20))


def crash(message: Mapping[str, Any], blob: bytes) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def leave(message: Mapping[str, Any], blob: bytes) -> None:
    os._exit(0)


def chatter(message: Mapping[str, Any], blob: bytes) -> str:
    print("a library that prints", flush=True)
    os.write(1, b"\x00\x00\x00\x01")
    os.write(2, b"noise")
    return sys.stdin.read()


def refuse(message: Mapping[str, Any], blob: bytes) -> None:
    raise ParseError("There is nothing in it.")


def be_a_page(message: Mapping[str, Any], blob: bytes) -> None:
    raise NotAFeed("This is a page.", (FoundFeed("https://example.com/feed", "News"),))


def stumble(message: Mapping[str, Any], blob: bytes) -> None:
    raise ZeroDivisionError("by nought")


def niceness(message: Mapping[str, Any], blob: bytes) -> int:
    return os.nice(0)


def wait_for(message: Mapping[str, Any], blob: bytes) -> None:
    """Read from a named pipe: the test decides when the job ends."""
    with Path(message["path"]).open("rb") as pipe:
        pipe.read()


def annotate_unless_crash(message: Mapping[str, Any], blob: bytes) -> object:
    """Annotate as the engine's own job does, but fall over drafts that say "crash"."""
    if any("crash" in draft["source"] for draft in message["drafts"]):
        os._exit(1)
    return annotate(message, blob)
