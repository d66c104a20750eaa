"""An HTTP server on the loopback interface that answers just as a test says: well, badly, or not at all.

It runs in threads, so tests of any kind may use it, with or without an event loop::

    with LoopbackServer() as server:
        server.on("/feed", reply(b"<rss/>"), reply(status=304))     # the last answer is repeated
        ...
        assert server.asked("/feed")[1].header("If-None-Match") == '"1"'

An answer is bytes, sent as they are, or a function that is handed the `Exchange` and may send anything,
hold the line or break it.  A path nobody prepared gets a 404.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

CERTIFICATES = Path(__file__).parent / "data" / "tls"
"""See the README there."""


@dataclass(frozen=True)
class Request:
    """A request as it arrived; `connection` counts the server's connections from 1."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    connection: int
    at: float = field(default_factory=time.monotonic)

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]

    def header(self, name: str) -> str | None:
        """Return the header's value, None where it was not sent."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class HungUp(Exception):
    """The exchange is over: the client went away, or the server is closing."""


class Exchange:
    """One request and the line it came over."""

    def __init__(self, server: LoopbackServer, line: socket.socket, request: Request) -> None:
        self.server = server
        self.request = request
        self._line = line

    def send(self, *parts: bytes) -> None:
        """Send bytes as they are."""
        try:
            for part in parts:
                self._line.sendall(part)
        except OSError:
            raise HungUp from None

    def stream(self, parts: Iterable[bytes]) -> None:
        """Send and send, until the client has had enough."""
        for part in parts:
            self.send(part)

    def hold(self) -> None:
        """Say nothing more until the client hangs up or the server closes."""
        with contextlib.suppress(OSError):
            while self._line.recv(4096):
                pass
        raise HungUp

    def reset(self) -> None:
        """Break the line off with a reset instead of an end."""
        self._line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise HungUp


Answer = bytes | Callable[[Exchange], None]


def reply(
    body: bytes = b"",
    *,
    status: int = 200,
    reason: str = "Whatever",
    headers: Sequence[tuple[str, str | bytes]] = (),
    content_type: str = "application/rss+xml",
    length: int | None = None,
    close: bool = False,
) -> bytes:
    """Put a well-formed answer together; `length` is a Content-Length other than the true one."""
    lines: list[tuple[str, str | bytes]] = [("Content-Length", str(len(body) if length is None else length))]
    if content_type and status == 200:
        lines.append(("Content-Type", content_type))
    if close or length is not None:
        lines.append(("Connection", "close"))
    head = [f"HTTP/1.1 {status} {reason}".encode()]
    for name, value in (*lines, *headers):
        head.append(name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()))
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def redirect(to: str, status: int = 302, *headers: tuple[str, str]) -> bytes:
    """Put a redirect together."""
    return reply(status=status, headers=[("Location", to), *headers])


def broken(*parts: bytes) -> Answer:
    """Send these bytes and hang up."""
    return lambda exchange: exchange.send(*parts)


class LoopbackServer:
    """The server; it listens from `__enter__` on, at a port the system chose.

    `certificate` is a file with key and certificate, for https.  `peak` is the largest number of
    requests that were under way at a time.
    """

    def __init__(self, host: str = "127.0.0.1", certificate: Path | None = None) -> None:
        self.host = host
        self.requests: list[Request] = []
        self.connections = 0
        self.peak = 0
        self._answers: dict[str, list[Answer]] = {}
        self._tls: ssl.SSLContext | None = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self._lines: set[socket.socket] = set()
        self._under_way = 0
        self._lock = threading.Lock()
        self._closing = False
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.socket(family)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((host, 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        self._listener.listen(128)
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing = True
        with contextlib.suppress(OSError):  # wakes the thread that waits for connections
            socket.create_connection((self.host, self.port), timeout=5).close()
        self._thread.join(5)
        self._listener.close()
        with self._lock:
            lines = list(self._lines)
        for line in lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def url(self, path: str = "/feed", host: str = "") -> str:
        """Return the address of `path` here, under another name for the host if one is given."""
        host = host or (f"[{self.host}]" if ":" in self.host else self.host)
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def on(self, path: str, *answers: Answer) -> None:
        """Answer requests for `path` with these in turn, and with the last from then on."""
        self._answers[path] = list(answers)

    def asked(self, path: str = "/feed") -> list[Request]:
        """Return the requests for `path` so far."""
        with self._lock:
            return [request for request in self.requests if request.path == path]

    def _accept(self) -> None:
        while True:
            line, _ = self._listener.accept()
            if self._closing:
                line.close()
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with self._lock:
            self._lines.add(line)
            self.connections += 1
            number = self.connections
        try:
            if self._tls is not None:
                plain = line
                line = self._tls.wrap_socket(line, server_side=True)
                with self._lock:
                    self._lines.discard(plain)
                    self._lines.add(line)
            while self._answer_one(line, number):
                pass
        except (OSError, HungUp):
            pass
        finally:
            with self._lock:
                self._lines.discard(line)
            line.close()

    def _answer_one(self, line: socket.socket, number: int) -> bool:
        """Read one request and answer it; tell whether the connection stays."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = line.recv(1)
            if not byte:
                return False
            head += byte
            if not head[:1].isalpha():  # somebody speaks TLS to us
                line.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                return False
        first, *rest = head.decode("utf-8", "surrogateescape").split("\r\n")
        method, target, _ = first.split(" ", 2)
        pairs = [row.split(": ", 1) for row in rest if row]
        request = Request(method, target, tuple((name, value) for name, value in pairs), number)
        with self._lock:
            self.requests.append(request)
            self._under_way += 1
            self.peak = max(self.peak, self._under_way)
            answer = self._next_answer(request.path)
        try:
            exchange = Exchange(self, line, request)
            if callable(answer):
                answer(exchange)
                return False
            exchange.send(answer)
            return b"\r\nconnection: close\r\n" not in answer.partition(b"\r\n\r\n")[0].lower() + b"\r\n"
        finally:
            with self._lock:
                self._under_way -= 1

    def _next_answer(self, path: str) -> Answer:
        answers = self._answers.get(path)
        if answers is None:
            return reply(status=404)
        return answers.pop(0) if len(answers) > 1 else answers[0]
