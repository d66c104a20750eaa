"""The engine's end of its children: how they are born and how they die.

Where the system can fork, children come from a nursery: one process that has imported all that parsing
and annotating need (0.2 s, once) and forks a child in milliseconds, most of its memory shared.  The
nursery kills its children when the engine's end of its socket closes, so a killed engine leaves none
behind.  Elsewhere (Windows) each child is an interpreter of its own.

Everything here may block, so it is called in the threads of the workshop.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, Protocol

from newsreader.engine.child import BrokenPipe, read_frame, write_frame
from newsreader.engine.launch import python_command
from newsreader.errors import EngineError

_PATIENCE = 0.5
"""Seconds a nursery has to end; one that takes longer is still starting and has no children yet."""


class Child(Protocol):
    """One process that does one job at a time."""

    pid: int

    def ask(self, message: Mapping[str, Any], blob: bytes) -> dict[str, Any]:
        """Send a job, wait for its answer.  Raises `BrokenPipe` or `OSError` when the child dies."""

    def alive(self) -> bool:
        """Tell whether it lives, while it has no job."""

    def kill(self) -> None:
        """End it now; callable from any thread while `ask` waits in another."""

    def bury(self) -> int:
        """End it if it lives still and free what it held; return the signal that ended it, 0 for none."""


class Parent(Protocol):
    """Where children come from."""

    def bear(self, nice: int) -> Child:
        """Start a child and wait until it is ready.  Raises `EngineError`."""

    def close(self) -> None:
        """End; all children end with it."""


def start_parent(jobs: Sequence[str]) -> Parent:
    """Return the fastest way this system has to start children that can run `jobs`."""
    return Nursery(jobs) if hasattr(os, "fork") else Spawner(jobs)


class _Piped:
    """What both kinds of children have: a stream each way."""

    def __init__(self, reader: BinaryIO, writer: BinaryIO) -> None:
        self._reader = reader
        self._writer = writer
        self.pid = 0

    def greet(self) -> None:
        """Wait for the child's first word."""
        try:
            message, _ = read_frame(self._reader)
            self.pid = int(message["pid"])
        except (EOFError, OSError, ValueError, KeyError, TypeError) as error:
            raise EngineError("A process for reading documents could not be started.") from error

    def ask(self, message: Mapping[str, Any], blob: bytes) -> dict[str, Any]:
        write_frame(self._writer, message, blob)
        answer, _ = read_frame(self._reader)
        return answer

    def shut(self) -> None:
        for stream in (self._writer, self._reader):
            with contextlib.suppress(OSError, ValueError):
                stream.close()


class Nursery:
    """Children forked from a process that is ready for anything."""

    def __init__(self, jobs: Sequence[str]) -> None:
        self._jobs = jobs
        self._lock = threading.Lock()
        self._closed = False
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None

    def bear(self, nice: int) -> Child:
        for last in (False, True):
            try:
                ours, theirs = socket.socketpair()
            except OSError as error:
                raise EngineError("The processes for reading documents could not be started.") from error
            try:
                with self._lock, theirs:
                    pid = self._fork(theirs, nice)
            except (OSError, BrokenPipe) as error:
                ours.close()
                with self._lock:
                    self._end()
                if last:
                    raise EngineError("The processes for reading documents could not be started.") from error
                continue
            child = _Forked(self, ours, pid)
            try:
                child.greet()
            except EngineError:
                child.bury()
                raise
            return child
        raise AssertionError("unreachable")

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._end()

    def order_burial(self, pid: int) -> int:
        """Kill and reap a child; return the signal that had ended it before, 0 for none."""
        with self._lock:
            try:
                return self._order(b"K", pid)
            except (OSError, BrokenPipe):
                return 0  # the nursery is dead, and its children with it

    def _fork(self, theirs: socket.socket, nice: int) -> int:
        if self._closed:
            raise EngineError("The engine is ending.")
        if self._socket is None:
            self._start()
        assert self._socket is not None
        socket.send_fds(self._socket, [b"F" + nice.to_bytes(4, "big")], [theirs.fileno()])
        return self._answer()

    def _order(self, order: bytes, number: int) -> int:
        if self._socket is None:
            return 0
        self._socket.sendall(order + number.to_bytes(4, "big"))
        return self._answer()

    def _answer(self) -> int:
        assert self._socket is not None
        data = b""
        while len(data) < 4:
            piece = self._socket.recv(4 - len(data))
            if not piece:
                raise BrokenPipe("the nursery ended")
            data += piece
        return int.from_bytes(data, "big")

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        command, environment = python_command("newsreader.engine.child", "--nursery", "0", *self._jobs)
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        self._socket = ours

    def _end(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            # It kills its children when our end of the socket closes.
            try:
                self._process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


class _Forked(_Piped):
    def __init__(self, nursery: Nursery, channel: socket.socket, pid: int) -> None:
        super().__init__(channel.makefile("rb"), channel.makefile("wb"))
        self._nursery = nursery
        self._channel = channel
        self._number = pid
        self._burial = threading.Lock()
        self._buried = False

    def alive(self) -> bool:
        try:
            self._channel.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False  # without a job it says nothing, so whatever there is to read is the end

    def kill(self) -> None:
        # Only the nursery may kill by number: it knows that the number is still the child's.  Once it
        # has done so, the number may be another's.
        with self._burial:
            if not self._buried:
                self._buried = True
                self._nursery.order_burial(self._number)

    def bury(self) -> int:
        with self._burial:
            ended_by = 0 if self._buried else self._nursery.order_burial(self._number)
            self._buried = True
        self.shut()
        self._channel.close()
        return ended_by


class Spawner:
    """Children that are interpreters of their own, for systems that cannot fork."""

    def __init__(self, jobs: Sequence[str]) -> None:
        self._jobs = jobs
        self._children: set[_Spawned] = set()

    def bear(self, nice: int) -> Child:
        command, environment = python_command("newsreader.engine.child", "--child", str(nice), *self._jobs)
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        except OSError as error:
            raise EngineError("The processes for reading documents could not be started.") from error
        child = _Spawned(self, process)
        self._children.add(child)
        try:
            child.greet()
        except EngineError:
            child.bury()
            raise
        return child

    def close(self) -> None:
        for child in list(self._children):
            child.bury()

    def forget(self, child: _Spawned) -> None:
        """A child is buried."""
        self._children.discard(child)


class _Spawned(_Piped):
    def __init__(self, parent: Spawner, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None and process.stdout is not None
        super().__init__(process.stdout, process.stdin)  # type: ignore[arg-type]
        self._parent = parent
        self._process = process

    def alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        self._process.kill()

    def bury(self) -> int:
        self._parent.forget(self)
        ended = self._process.poll()
        if ended is None:
            self._process.kill()
            self._process.wait()
        self.shut()
        code = self._process.returncode if ended is None else ended
        ended_by = -code if code is not None and code < 0 else 0
        return 0 if ended is None and ended_by == getattr(signal, "SIGKILL", 9) else ended_by
