"""A server of feeds on the loopback interface, in a process of its own.

Feed n is `/n` on a host of its own (127.x.y.z, as Linux has them; elsewhere all are on 127.0.0.1).  It
answers 304 to whoever holds what it has, keeps connections open, and waits as long as it is told before
each answer.  `FeedServer` starts it and steers it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import subprocess
import sys
import urllib.request
from email.utils import formatdate
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.benchmarks.stories import Stories

_LINUX = sys.platform.startswith("linux")


def host(number: int) -> str:
    """Return the host of a feed."""
    return f"127.{10 + number // 200}.{number % 200 + 1}.7" if _LINUX else "127.0.0.1"


class _State:
    """What is served now."""

    def __init__(self, feeds: int, items: int) -> None:
        self._stories = Stories()
        self._count, self._items = feeds, items
        self._newest = items
        self.latency = 0.0
        self.validators = True
        self.counts = {"200": 0, "304": 0, "bytes": 0, "connections": 0}
        self.feeds: list[tuple[bytes, str, str]] = []
        self.build()

    def build(self) -> None:
        self.feeds = []
        modified = formatdate(1_790_000_000 + self._newest * 60, usegmt=True)
        for number in range(self._count):
            body = self._stories.feed(number, self._newest, self._items)
            self.feeds.append((body, f'"{hashlib.sha256(body).hexdigest()[:24]}"', modified))

    def steer(self, query: str) -> dict[str, Any]:
        """Do what `/steer?…` asks; return how often what was answered since it was last asked."""
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        if "bump" in asked:
            self._newest += int(asked["bump"])
            self.build()
        self.latency = float(asked.get("latency", self.latency))
        self.validators = bool(int(asked.get("validators", self.validators)))
        counts, self.counts = self.counts, dict.fromkeys(self.counts, 0)
        return counts


class _Line(asyncio.Protocol):
    def __init__(self, state: _State) -> None:
        self._state = state
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._state.counts["connections"] += 1

    def data_received(self, data: bytes) -> None:
        self._held += data
        while b"\r\n\r\n" in self._held:
            head, _, self._held = self._held.partition(b"\r\n\r\n")
            if self._state.latency and b" /steer" not in head:
                asyncio.get_running_loop().call_later(self._state.latency, self._answer, head)
            else:
                self._answer(head)

    def _answer(self, head: bytes) -> None:
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)
        }
        target = urlsplit(first.split(" ")[1])
        if target.path == "/steer":
            self._send("200 OK", json.dumps(self._state.steer(target.query)).encode(), "application/json")
            return
        body, etag, modified = self._state.feeds[int(target.path[1:])]
        extra = f"ETag: {etag}\r\nLast-Modified: {modified}\r\n" if self._state.validators else ""
        held = headers.get("if-none-match", ""), headers.get("if-modified-since", "")
        if self._state.validators and (held[0] == etag or (not held[0] and held[1] == modified)):
            self._state.counts["304"] += 1
            self._send("304 Not Modified", b"", "application/rss+xml", extra)
            return
        self._state.counts["200"] += 1
        self._state.counts["bytes"] += len(body)
        self._send("200 OK", body, "application/rss+xml", extra)

    def _send(self, status: str, body: bytes, kind: str, extra: str = "") -> None:
        if not self._transport.is_closing():
            head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\n{extra}"
            self._transport.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode("latin-1") + body)


async def _serve(feeds: int, items: int) -> None:
    state = _State(feeds, items)
    loop = asyncio.get_running_loop()
    steering = await loop.create_server(lambda: _Line(state), "127.0.0.1", 0)
    port = steering.sockets[0].getsockname()[1]
    if _LINUX:
        for number in range(feeds):
            await loop.create_server(lambda: _Line(state), host(number), port, backlog=64)
    print(port, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


class FeedServer:
    """The server's process.  As a context manager it ends with the block."""

    def __init__(self, feeds: int, items: int) -> None:
        self.feeds = feeds
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.feed_server", str(feeds), str(items)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def urls(self) -> list[str]:
        """Return the addresses of the feeds."""
        return [f"http://{host(number)}:{self.port}/{number}" for number in range(self.feeds)]

    def steer(self, **settings: float) -> dict[str, int]:
        """Set latency (seconds), validators (0 or 1), bump (items to add to each feed).

        Returns what was answered since it was last steered.
        """
        query = "&".join(f"{name}={value:g}" for name, value in settings.items())
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/steer?{query}") as answer:
            counts: dict[str, int] = json.loads(answer.read())
        return counts


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
