"""Requests in, events out: each request ends once, whatever happens inside."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from newsreader.engine.__main__ import LineReader, LineWriter
from newsreader.engine.kit import Kit, committed
from newsreader.engine.service import MAX_LINE, Service
from newsreader.errors import LibraryFull
from tests.engine.telling import FEED, Clock
from tests.servers import Exchange, LoopbackServer, reply


class Line:
    """A service, and the events it sent."""

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.sent: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self.service = Service(kit, self.sent.put_nowait, due_every=0.01)
        self.running = asyncio.create_task(self.service.run())
        self._last = 0

    async def until(self, name: str, request: int | None = None) -> list[Mapping[str, Any]]:
        """Return the events up to the first of this name (and request)."""
        heard: list[Mapping[str, Any]] = []
        while True:
            heard.append(await asyncio.wait_for(self.sent.get(), 10))
            if heard[-1]["event"] == name and request in (None, heard[-1]["id"]):
                return heard

    def ask(self, do: str, **data: object) -> int:
        self._last += 1
        self.service.receive(json.dumps({"id": self._last, "do": do, **data}).encode())
        return self._last


@pytest.fixture
async def line(kit: Kit) -> AsyncIterator[Line]:
    one = Line(kit)
    yield one
    one.service.stop()
    await asyncio.wait_for(one.running, 10)


async def test_a_refresh_tells_of_each_feed_and_annotates_what_came(
    line: Line, server: LoopbackServer
) -> None:
    server.on("/feed", reply(FEED))
    await committed(line.kit.store.add_feed(server.url(), at=1))
    heard = await line.until("done", line.ask("refresh", feeds=None, mode="all"))
    assert [event["event"] for event in heard if event["id"]] == ["progress", "feed", "progress", "done"]
    assert heard[-1]["summary"]["new"] == 3
    (annotated,) = (await line.until("annotated"))[-1:]
    assert annotated["id"] == 0 and len(annotated["articles"]) == 3


async def test_a_watch_sees_what_becomes_due(line: Line, server: LoopbackServer, clock: Clock) -> None:
    server.on("/feed", reply(FEED))
    await line.until("done", line.ask("watch"))
    await committed(line.kit.store.add_feed(server.url(), at=1))
    await line.until("feed")
    clock.now += 3_600
    assert (await line.until("feed"))[-1]["id"] == 0
    await line.until("done", line.ask("watch", on=False))
    clock.now += 3_600
    await line.until("done", line.ask("cancel"))
    assert len(server.asked()) == 2


async def test_an_error_nobody_expected_fails_its_request_and_goes_to_the_log(
    line: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def stumble(*_: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr("newsreader.engine.service.add", stumble)
    number = line.ask("add", source="x", cwd="/")
    failed = (await line.until("failed", number))[-1]
    assert failed["error"] == "Something unexpected went wrong; the details are in the log."
    assert "by nought" in caplog.text
    await line.until("done", line.ask("cancel"))


async def test_a_library_that_cannot_be_written_fails_the_refresh_in_one_sentence(
    line: Line, server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.on("/feed", reply(FEED))
    for path in ("/feed", "/other"):
        await committed(line.kit.store.add_feed(server.url(path), at=1))

    def full(*_: object, **__: object) -> None:
        raise LibraryFull("There is no room left on the disk.")

    monkeypatch.setattr(line.kit.store, "apply", full)
    heard = await line.until("failed", line.ask("refresh", feeds=None, mode="all"))
    assert heard[-1]["error"] == "There is no room left on the disk."
    assert [event["event"] for event in heard].count("failed") == 1


async def test_stopping_ends_every_request(line: Line, server: LoopbackServer) -> None:
    reached = threading.Event()

    def hang(exchange: Exchange) -> None:
        reached.set()
        exchange.hold()

    server.on("/slow", hang)
    number = line.ask("add", source=server.url("/slow"), cwd="/")
    assert await asyncio.to_thread(reached.wait, 10)
    line.service.stop()
    assert (await line.until("done", number))[-1]["cancelled"] is True
    await asyncio.wait_for(line.running, 10)


@pytest.mark.parametrize(
    "junk", [b"junk", b"null", b'{"id": 1}', b'{"id": true, "do": "add"}', b"\xff", b"[" * 9000]
)
async def test_what_is_no_request_is_told_of(line: Line, junk: bytes) -> None:
    line.service.receive(junk)
    assert (await line.until("failed"))[-1]["id"] == 0


async def test_a_request_longer_than_any_is_not_even_read(line: Line) -> None:
    line.service.receive(b"[" * (MAX_LINE + 1))
    assert "longer" in (await line.until("failed"))[-1]["error"]


# --- the pipes -----------------------------------------------------------------------------------------


def test_lines_are_put_together_and_an_endless_one_is_not_kept() -> None:
    reading, writing = os.pipe()
    lines: list[bytes] = []
    ended = threading.Event()
    reader = LineReader(reading, 1 << 17, lines.append, ended.set)
    reader.start()
    for piece in (b"on", b"e\ntwo\n\n", b"x" * (1 << 20), b"\n", b"three\nunfinished"):
        while piece:
            piece = piece[os.write(writing, piece) :]
    os.close(writing)
    assert ended.wait(10)
    reader.join(10)
    os.close(reading)
    assert [line for line in lines if len(line) < 10] == [b"one", b"two", b"three"]
    (long,) = (line for line in lines if len(line) >= 10)
    assert 1 << 17 < len(long) <= 1 << 18


def test_events_are_lines_and_a_lone_surrogate_survives() -> None:
    reading, writing = os.pipe()
    writer = LineWriter(writing)
    writer.send({"event": "note", "text": "é\n\udc80"})
    writer.close()
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        (line,) = stream.readlines()
    assert json.loads(line) == {"event": "note", "text": "é\n\udc80"}


def test_a_client_that_is_gone_is_noticed() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    gone = threading.Event()
    writer = LineWriter(writing)
    writer.on_broken = gone.set
    writer.send({"event": "note"})
    assert gone.wait(10)
    writer.close()
    os.close(writing)
