"""A terminal that vanishes while the reader is in it."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO, cast

import pytest
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from newsreader.store.store import Store
from newsreader.ui.driver import Output
from tests.servers import LoopbackServer
from tests.terminal import Terminal
from tests.ui.news import article, bring

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals on Windows")

_PATIENCE = 10.0
_APART = "import subprocess, sys; sys.exit(subprocess.Popen(sys.argv[1:], start_new_session=True).wait())"
"""Runs a program that the terminal does not count among its own, and sends no signal."""


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as running:
        running.on("/slow", lambda exchange: exchange.hold())
        yield running


@pytest.fixture
def home(nothing: Path, server: LoopbackServer) -> Path:
    """A folder with a library of forty unread articles, from a feed that is slow to answer."""
    store = Store.open(nothing)
    feed = store.add_feed(server.url("/slow"), title="Slow", at=int(time.time())).result()
    bring(store, feed, [article(number, minutes_ago=number) for number in range(40)])
    store.close()
    (nothing.parent / "config.toml").write_text("[refresh]\non_start = false\nautomatic = false\n")
    return nothing.parent


def start(home: Path, *before: str) -> Terminal:
    files = ["--library", str(home / "library.db"), "--config", str(home / "config.toml")]
    return Terminal([*before, sys.executable, "-m", "newsreader", *files])


def wait_for_nobody(home: Path) -> None:
    """Wait until no process is at work on the library: neither the reader nor its engine."""
    end = time.monotonic() + _PATIENCE
    while True:
        told = subprocess.run(["ps", "-A", "-ww", "-o", "args="], capture_output=True, text=True, check=True)
        still = [line for line in told.stdout.splitlines() if str(home) in line]
        if not still:
            return
        assert time.monotonic() < end, still


def unread(home: Path) -> int:
    store = Store.open(home / "library.db")
    count = store.query.counts().unread
    store.close()
    return count


@pytest.mark.parametrize("before", [(), (sys.executable, "-c", _APART)], ids=["told", "not told"])
def test_the_reader_ends_with_its_terminal_and_keeps_what_was_marked(
    before: tuple[str, ...], home: Path, server: LoopbackServer
) -> None:
    with start(home, *before) as terminal:
        terminal.until_written(b"Ferry service")
        terminal.type(b"R")
        terminal.until(lambda: bool(server.asked("/slow")))
        terminal.type(b"m")
        terminal.until_written(b"Marked read")
        terminal.hang_up()
        wait_for_nobody(home)
    assert unread(home) == 39


def test_the_reader_ends_with_its_terminal_while_it_is_stopped(home: Path) -> None:
    with start(home) as terminal:
        terminal.until_written(b"Ferry service")
        terminal.type(b"m")
        terminal.until_written(b"Marked read")
        terminal.type(b"\x1a")
        assert os.WIFSTOPPED(os.waitpid(terminal.pid, os.WUNTRACED)[1])
        terminal.hang_up()
        wait_for_nobody(home)
    assert unread(home) == 39


def test_what_is_drawn_on_a_terminal_that_is_gone_is_dropped() -> None:
    master, slave = pty.openpty()
    told = threading.Event()
    file = os.fdopen(slave, "w", encoding="utf-8")
    writer = WriterThread(cast("TextIO", Output(file, told.set)))
    writer.start()
    os.close(master)

    def draw() -> None:
        for _ in range(10 * MAX_QUEUED_WRITES):
            writer.write("a line\n")

    drawing = threading.Thread(target=draw, daemon=True)
    drawing.start()
    drawing.join(_PATIENCE)
    assert not drawing.is_alive(), "whoever draws waits for ever"
    writer.stop()
    assert told.is_set()
    with contextlib.suppress(OSError):
        file.close()
