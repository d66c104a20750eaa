"""Faults in other processes: the engine's, its nursery's and its children's.

Python imports a module of this name in every process whose PYTHONPATH has this folder; it does nothing
unless NEWSREADER_FAULT says otherwise (`tests.hostile.fault_engine` does).  That is JSON: `role` says in
whom, `at` which call (0: none), `fault` how it fails, `log` the file that every call is noted in, a
record of `RECORD` bytes each, so that processes can count together.
"""

from __future__ import annotations

import json
import os
import sys

RECORD = 80
ROLES = {"newsreader.engine": "engine", "newsreader.engine.child": "nursery"}


def begin(given: str) -> None:
    """Set the trap, if it is meant for this process."""
    order = json.loads(given)
    roles = [role for module, role in ROLES.items() if module in sys.orig_argv]
    if order["role"] in roles:
        set_trap(order["role"], order["at"], order["fault"], order["log"])


def set_trap(role: str, at: int, fault: str, log: str) -> None:
    """Patch what the process calls at its borders."""
    import errno
    import io
    import signal
    import socket
    import struct
    import threading
    from collections.abc import Callable
    from typing import Any

    real_write, real_read, real_open = os.write, os.read, io.open
    note = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def passing(call: str, *faults: str) -> str:
        """Count a call; return the name of the fault it is to have, or ""."""
        record = f"{call} {','.join(faults)}"[: RECORD - 1].ljust(RECORD - 1) + "\n"
        real_write(note, record.encode())
        count = os.lseek(note, 0, os.SEEK_CUR) // RECORD
        if at == 0 or count != at:
            return ""
        return fault if fault in faults else faults[0]

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def fail(name: str) -> None:
        if name == "killed":
            die()
        number = getattr(errno, name)
        raise OSError(number, os.strerror(number))

    def send(write: Callable[[Any], int], data: Any, name: str, rubbish: bytes, wrong: bytes) -> int:
        """Write something else than was meant, or less of it."""
        if name == "half":
            write(bytes(data)[: len(data) // 2])
            die()
        elif name == "after":
            write(data)
            die()
        elif name in ("rubbish", "wrong"):
            write(rubbish if name == "rubbish" else wrong)
            if rubbish.endswith(b"\n"):  # a line beside the others
                return write(data)
            return len(data)
        fail(name)
        return 0

    if role == "engine":

        def write(descriptor: int, data: Any) -> int:
            if threading.current_thread().name != "events":
                return real_write(descriptor, data)
            if name := passing("write", "EPIPE", "half", "after", "killed", "wrong", "rubbish"):
                wrong = b'{"event":"done","id":"x"}\n[]\n{"event":"feed","id":0,"feed":null}\n'
                rubbish = b'\xff\x00\x1b[31m{"event"\n'
                return send(lambda part: real_write(descriptor, part), data, name, rubbish, wrong)
            return real_write(descriptor, data)

        def read(descriptor: int, count: int) -> bytes:
            if threading.current_thread().name != "requests":
                return real_read(descriptor, count)
            if name := passing("read", "EIO", "end", "killed"):
                if name == "end":
                    return b""
                fail(name)
            return real_read(descriptor, count)

        os.write, os.read = write, read
        return

    class Pipe(io.FileIO):
        """A child's end of its pipe."""

        def readinto(self, buffer: Any) -> int:
            if name := passing("frame", "end", "killed", "EIO"):
                if name == "end":
                    return 0
                fail(name)
            return super().readinto(buffer) or 0

        def write(self, data: Any) -> int:
            if name := passing("answer", "half", "killed", "after", "rubbish", "wrong", "EPIPE"):
                value = json.dumps({"value": {"feed": {"title": 5, "articles": [None]}}}).encode()
                wrong = struct.pack(">II", len(value), 0) + value
                return send(super().write, data, name, b"\x00\x00\x00\x05\x00\x00\x00\x00{]{]\xff", wrong)
            return super().write(data) or 0

    def open_file(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if not isinstance(file, int):
            return real_open(file, mode, *rest, **more)
        raw = Pipe(file, mode.replace("b", ""))
        return io.BufferedReader(raw) if raw.readable() else io.BufferedWriter(raw)

    def guarded(call: str, real: Callable[..., Any], *faults: str) -> Callable[..., Any]:
        def guard(*args: Any, **more: Any) -> Any:
            if name := passing(call, *faults):
                fail(name)
            return real(*args, **more)

        return guard

    io.open = open_file
    os.fork = guarded("fork", os.fork, "EAGAIN", "ENOMEM", "killed")
    os.waitpid = guarded("waitpid", os.waitpid, "ECHILD", "killed")
    os.nice = guarded("nice", os.nice, "EPERM")
    socket.recv_fds = guarded("order", socket.recv_fds, "EMFILE", "killed")


if "NEWSREADER_FAULT" in os.environ:
    begin(os.environ["NEWSREADER_FAULT"])
