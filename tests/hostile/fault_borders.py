"""Where the faults stand: the last of our side of the file system, of the net and of processes.

Nothing behind a border is replaced: a call that does not fail is the real call.  Each border counts
only what the program does, and leaves alone what the test and its servers do in the same process.
"""

from __future__ import annotations

import _io
import contextlib
import errno
import io
import os
import signal
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast
from unittest.mock import patch

from tests.hostile.faults import Fault, Trap

T = TypeVar("T")

# --- the file system ------------------------------------------------------------------------------------


def _os(name: str, number: int, *, lasting: bool = False) -> Fault:
    return Fault(name, lambda: OSError(number, os.strerror(number)), lasting)


EIO, EACCES, ENOENT = _os("EIO", errno.EIO), _os("EACCES", errno.EACCES), _os("ENOENT", errno.ENOENT)
EMFILE, ENOSPC, EROFS = _os("EMFILE", errno.EMFILE), _os("ENOSPC", errno.ENOSPC), _os("EROFS", errno.EROFS)
ESTALE, EDQUOT = _os("ESTALE", errno.ESTALE), _os("EDQUOT", errno.EDQUOT)
SHORT = Fault("short", EOFError)
"""No error: less comes than was asked for."""

FILE_FAULTS = {f.name: f for f in (EIO, EACCES, ENOENT, EMFILE, ENOSPC, EROFS, ESTALE, EDQUOT, SHORT)}

_LOOKING = (EIO, EACCES, ENOENT, ESTALE)
_OPENING = (EIO, EACCES, ENOENT, EMFILE, EROFS)
_MAKING = (ENOSPC, EACCES, EROFS, EIO)


@contextlib.contextmanager
def file_border(trap: Trap, within: Path) -> Iterator[None]:
    """Whatever is done to files and folders in `within` may fail: to look, open, read, write, move."""
    ours: set[int] = set()
    root = os.fspath(within)

    def meant(what: Any) -> bool:
        if isinstance(what, int):
            return what in ours
        try:
            return str(os.fspath(what)).startswith(root)
        except (TypeError, ValueError):
            return False

    def guarded(call: str, real: Callable[..., T], faults: tuple[Fault, ...]) -> Callable[..., T]:
        @wraps(real)
        def guard(what: Any = ".", *args: Any, **more: Any) -> T:
            if meant(what) and (fault := trap.passing(call, faults)):
                raise fault.error()
            return real(what, *args, **more)

        return guard

    class File(_io.FileIO):
        """What stands under a file that Python opened."""

        def readinto(self, buffer: Any) -> int:
            if fault := trap.passing("file.read", (EIO, ESTALE)):
                raise fault.error()
            return super().readinto(buffer) or 0

        def readall(self) -> bytes:
            if fault := trap.passing("file.read", (EIO, ESTALE)):
                raise fault.error()
            return super().readall() or b""

        def write(self, data: Any) -> int:
            if fault := trap.passing("file.write", (ENOSPC, EIO, EDQUOT)):
                raise fault.error()
            return super().write(data) or 0

    real_open, real_fdopen, real_read, real_close = io.open, os.open, os.read, os.close

    def open_file(
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> Any:
        if not meant(file):
            return real_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        if fault := trap.passing(f"open {mode}", _OPENING if set(mode) <= set("rbt") else _MAKING):
            raise fault.error()
        raw = File(file, mode.replace("t", "").replace("b", ""), closefd, opener)
        if buffering == 0:
            return raw
        binary = io.BufferedReader(raw) if raw.readable() else io.BufferedWriter(raw)
        return binary if "b" in mode else io.TextIOWrapper(binary, encoding, errors, newline)

    def open_descriptor(path: Any, *args: Any, **more: Any) -> int:
        if not meant(path):
            return real_fdopen(path, *args, **more)
        if fault := trap.passing("os.open", _OPENING):
            raise fault.error()
        descriptor = real_fdopen(path, *args, **more)
        ours.add(descriptor)
        return descriptor

    def read(descriptor: int, count: int) -> bytes:
        if descriptor in ours and (fault := trap.passing("os.read", (EIO, ESTALE, SHORT))):
            if fault is SHORT:
                return b""
            raise fault.error()
        return real_read(descriptor, count)

    def close(descriptor: int) -> None:
        ours.discard(descriptor)
        real_close(descriptor)

    with contextlib.ExitStack() as stack:
        for name, faults in (
            ("stat", _LOOKING),
            ("lstat", _LOOKING),
            ("fstat", (EIO, ESTALE)),
            ("scandir", _LOOKING),
            ("listdir", _LOOKING),
            ("mkdir", _MAKING),
            ("rename", _MAKING),
            ("replace", _MAKING),
            ("unlink", (EACCES, EROFS, EIO)),
        ):
            stack.enter_context(
                patch.object(os, name, guarded(f"os.{name}", getattr(os, name), cast(Any, faults)))
            )
        stack.enter_context(patch.object(os, "open", open_descriptor))
        stack.enter_context(patch.object(os, "read", read))
        stack.enter_context(patch.object(os, "close", close))
        stack.enter_context(patch.object(io, "open", open_file))
        yield


# --- the net --------------------------------------------------------------------------------------------

REFUSED, RESET = _os("ECONNREFUSED", errno.ECONNREFUSED), _os("ECONNRESET", errno.ECONNRESET)
NOWHERE, PIPE = _os("ENETUNREACH", errno.ENETUNREACH), _os("EPIPE", errno.EPIPE)
TIMEOUT, NOBUFS = _os("ETIMEDOUT", errno.ETIMEDOUT), _os("ENOBUFS", errno.ENOBUFS)
HANGUP = Fault("hangup", EOFError)
"""No error: the other end closes."""
NONAME = Fault("EAI_NONAME", lambda: socket.gaierror(socket.EAI_NONAME, "Name or service not known"))
AGAIN = Fault("EAI_AGAIN", lambda: socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"))
SYSTEM = Fault("EAI_SYSTEM", lambda: socket.gaierror(getattr(socket, "EAI_SYSTEM", 11), "System error"))


def _tls(name: str, kind: type[ssl.SSLError], number: int, reason: str) -> Fault:
    def error() -> ssl.SSLError:
        made = kind(number, f"[SSL: {reason}] (_ssl.c:1000)")
        made.library, made.reason = "SSL", reason  # as the module itself sets them
        if isinstance(made, ssl.SSLCertVerificationError):
            made.verify_code, made.verify_message = 10, "certificate has expired"
        return made

    return Fault(name, error)


UNTRUSTED = _tls("certificate", ssl.SSLCertVerificationError, 1, "CERTIFICATE_VERIFY_FAILED")
NO_TLS = _tls("tls", ssl.SSLError, 1, "TLSV1_ALERT_INTERNAL_ERROR")
TLS_END = _tls("tls-end", ssl.SSLEOFError, 8, "UNEXPECTED_EOF_WHILE_READING")

NET_FAULTS = {
    fault.name: fault
    for fault in (
        *(REFUSED, RESET, NOWHERE, PIPE, TIMEOUT, NOBUFS, HANGUP, NONAME, AGAIN, SYSTEM, EMFILE),
        *(UNTRUSTED, NO_TLS, TLS_END, EACCES),
    )
}


@contextlib.contextmanager
def net_border(trap: Trap, ours: Callable[[], bool]) -> Iterator[None]:
    """Looking up names, TCP and TLS may fail, where `ours` says that the thread is the program's."""
    families = (socket.AF_INET, socket.AF_INET6)

    def guarded(
        call: str, real: Callable[..., T], faults: tuple[Fault, ...], nothing: Any = None
    ) -> Callable[..., T]:
        @wraps(real)
        def guard(self: Any, *args: Any, **more: Any) -> T:
            meant = ours() and (not isinstance(self, socket.socket) or self.family in families)
            if meant and (fault := trap.passing(call, faults)):
                if fault is HANGUP:
                    return cast(T, nothing)
                raise fault.error()
            return real(self, *args, **more)

        return guard

    arriving, leaving = (RESET, TIMEOUT, HANGUP), (RESET, PIPE, NOBUFS)
    spots: list[tuple[Any, str, tuple[Fault, ...], Any]] = [
        (socket, "getaddrinfo", (NONAME, AGAIN, SYSTEM), None),
        (socket.socket, "connect", (REFUSED, NOWHERE, TIMEOUT, EACCES), None),
        (socket.socket, "setsockopt", (NOBUFS,), None),
        (socket.socket, "recv", arriving, b""),
        (socket.socket, "recv_into", arriving, 0),
        (socket.socket, "send", leaving, None),
        (socket.socket, "sendmsg", leaving, None),
        (ssl.SSLObject, "do_handshake", (UNTRUSTED, NO_TLS, TLS_END), None),
        (ssl.SSLObject, "read", (NO_TLS, TLS_END, HANGUP), 0),
        (ssl.SSLObject, "write", (NO_TLS, TLS_END), None),
        (ssl.SSLObject, "unwrap", (NO_TLS, TLS_END), None),
    ]
    made = socket.socket.__init__

    def make(self: socket.socket, *args: Any, **more: Any) -> None:
        family = args[0] if args else more.get("family", -1)
        if family in families and ours() and (fault := trap.passing("socket", (EMFILE, EACCES, NOBUFS))):
            raise fault.error()
        made(self, *args, **more)

    with contextlib.ExitStack() as stack:
        for where, name, faults, nothing in spots:
            guard = guarded(name, getattr(where, name), faults, nothing)
            stack.enter_context(patch.object(where, name, guard))
        stack.enter_context(patch.object(socket.socket, "__init__", make))
        yield


# --- children -------------------------------------------------------------------------------------------

EAGAIN, ENOMEM = _os("EAGAIN", errno.EAGAIN), _os("ENOMEM", errno.ENOMEM)
KILLED = Fault("killed", ChildProcessError)
"""No error here: the child at the other end is killed before the call."""

CHILD_FAULTS = {f.name: f for f in (EAGAIN, ENOMEM, EMFILE, ENOENT, PIPE, RESET, HANGUP, KILLED, EIO)}


@contextlib.contextmanager
def child_border(trap: Trap) -> Iterator[None]:
    """What the engine does with its children may fail: to start, to send them jobs, to hear, to end."""

    def ours(one: Any) -> bool:
        in_place = threading.current_thread().name.startswith("child")
        return in_place and not (isinstance(one, socket.socket) and one.family != socket.AF_UNIX)

    def guarded(
        call: str, real: Callable[..., T], faults: tuple[Fault, ...], nothing: Any = None
    ) -> Callable[..., T]:
        @wraps(real)
        def guard(*args: Any, **more: Any) -> T:
            if ours(args[0] if args else None) and (fault := trap.passing(call, faults)):
                if fault is HANGUP:
                    return cast(T, nothing)
                if fault is not KILLED:
                    raise fault.error()
                _kill_children()
            return real(*args, **more)

        return guard

    arriving, leaving = (RESET, HANGUP, KILLED, EIO), (PIPE, EAGAIN, KILLED)
    spots: list[tuple[Any, str, tuple[Fault, ...], Any]] = [
        (subprocess, "Popen", (EAGAIN, ENOMEM, EMFILE, ENOENT), None),
        (socket, "socketpair", (EMFILE,), None),
        (socket, "send_fds", leaving, None),
        (socket.socket, "sendall", leaving, None),
        (socket.socket, "send", leaving, None),
        (socket.socket, "recv", arriving, b""),
        (socket.socket, "recv_into", arriving, 0),
    ]
    with contextlib.ExitStack() as stack:
        for where, name, faults, nothing in spots:
            guard = guarded(name, getattr(where, name), faults, nothing)
            stack.enter_context(patch.object(where, name, guard))
        yield


def _kill_children() -> None:
    """Kill the nursery and, with it, its children."""
    for pid in children_of(os.getpid()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def children_of(pid: int) -> list[int]:
    """Return the living children of a process (Linux)."""
    found: list[int] = []
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(word) for word in listing.read_text().split()]
    return [child for child in found if _state(child) not in ("Z", "")]


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""
