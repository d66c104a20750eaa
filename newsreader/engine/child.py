"""What runs in a child: take a job from the pipe, do it, send back plain data or an error sentence.

A child sees what strangers wrote, so it holds nothing worth having: no library, no network, two ends
of a pipe.  It has a limit on memory, and an alarm that ends it even when the engine that should have is
dead and the parser hangs in C.  Standard input and output lead nowhere, so nothing a library prints
gets among the answers.

There are two ways to start one (`engine.children` decides).  `python -m newsreader.engine.child --child
NICE JOB…` is one child on standard input and output.  With `--nursery` it is a process that has
everything imported and forks a child for each socket it is sent, in a few milliseconds.

A frame is two lengths (big-endian, 32 bits each), then that many bytes of JSON, then that many bytes as
they are.  A job is `{"job": name, "deadline": seconds, …arguments}`; its answer `{"value": plain}` or
`{"error": kind, "text": sentence, …}`.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import signal
import struct
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO

from newsreader.engine.wire import to_plain
from newsreader.errors import EngineError, NewsreaderError, NotAFeed

MEMORY = 1 << 30
"""Bytes of address space of a child, where the system can limit it."""
GRACE = 2.0
"""Seconds after its deadline that a child is ended by its own alarm."""
MOST = 128 * 1024 * 1024
"""Bytes of either part of a frame; nothing we send or want is larger."""
SWOLLEN = 192 * 1024 * 1024
"""A child whose memory grew beyond this many bytes ends after the job; a fresh one takes its place."""

Job = Callable[[Mapping[str, Any], bytes], Any]

_LENGTHS = struct.Struct(">II")


class JobLost(EngineError):
    """A job has no answer, and its document is to blame: the child was stopped, crashed or stumbled."""


class BrokenPipe(EOFError):
    """The other end is gone, or what came is no frame."""


def write_frame(stream: BinaryIO, message: Mapping[str, Any], blob: bytes = b"") -> None:
    """Send a frame.  Lone surrogates go through as they are."""
    header = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    stream.write(_LENGTHS.pack(len(header), len(blob)) + header)
    if blob:
        stream.write(blob)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """Read a frame.  Raises `BrokenPipe`, at the end too."""
    header_length, blob_length = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    if header_length > MOST or blob_length > MOST:
        raise BrokenPipe("a frame larger than any")
    header, blob = _exactly(stream, header_length), _exactly(stream, blob_length)
    try:
        message = json.loads(header.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise BrokenPipe("a frame that holds no JSON") from error
    if not isinstance(message, dict):
        raise BrokenPipe("a frame that holds no object")
    return message, blob


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count) if count else b""
    if data is None or len(data) < count:
        raise BrokenPipe("the pipe ended")
    return data


# --- one child ----------------------------------------------------------------------------------------


def serve(reader: BinaryIO, writer: BinaryIO, jobs: Mapping[str, Job], *, nice: int = 0) -> None:
    """Do the jobs that come, until the pipe ends."""
    _limit(nice)
    write_frame(writer, {"pid": os.getpid()})
    with contextlib.suppress(EOFError, OSError):
        while True:
            message, blob = read_frame(reader)
            _set_alarm(float(message["deadline"]) + GRACE)
            answer = _do(jobs[message["job"]], message, blob)
            _set_alarm(0)
            if swollen := _memory_used() > SWOLLEN:
                answer["last"] = True
            del message, blob
            write_frame(writer, answer)
            if swollen:
                return


def _do(job: Job, message: Mapping[str, Any], blob: bytes) -> dict[str, Any]:
    try:
        return {"value": to_plain(job(message, blob))}
    except NewsreaderError as error:
        answer: dict[str, Any] = {"error": type(error).__name__, "text": str(error)}
        if isinstance(error, NotAFeed):
            answer["found"] = to_plain(error.found)
        return answer
    except MemoryError:
        return {"error": "MemoryError", "text": "", "last": True}
    except Exception as error:  # noqa: BLE001 - the process's border: the engine logs it and says a sentence
        import traceback

        return {"error": "unexpected", "text": "".join(traceback.format_exception(error))[-4000:]}


def _limit(nice: int) -> None:
    """Give up what a child must not have; where the system knows no such limits, the deadline remains."""
    sys.dont_write_bytecode = True
    if nice and hasattr(os, "nice"):
        os.nice(nice)
    if os.name != "posix":
        return
    import resource

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    for limit, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(limit, (value, value))


def _set_alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _memory_used() -> int:
    """Return the most memory this process has had, in bytes; 0 where that is not known."""
    if os.name != "posix":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


# --- starting -----------------------------------------------------------------------------------------


def load_jobs(names: Sequence[str]) -> dict[str, Job]:
    """Import the functions ("module:function") a child may run, and what they will need."""
    jobs: dict[str, Job] = {}
    for name in names:
        module_name, _, function = name.partition(":")
        module = importlib.import_module(module_name)
        jobs[name] = getattr(module, function)
        if warm := getattr(module, "warm", None):
            warm()
    return jobs


def main(arguments: Sequence[str]) -> None:
    """Be a child, or with `--nursery` the process that children are forked from."""
    nursery = arguments[0] == "--nursery"
    nice, names = int(arguments[1]), arguments[2:]
    channel = os.dup(0)
    answers = os.dup(1)
    _lead_nowhere()
    if nursery:
        _run_nursery(channel, names)
        return
    with os.fdopen(channel, "rb") as reader, os.fdopen(answers, "wb") as writer:
        serve(reader, writer, load_jobs(names), nice=nice)


def _lead_nowhere() -> None:
    """Point standard input and output (and a closed standard error) away from the pipes."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    if nowhere > 2:
        os.close(nowhere)


def _run_nursery(channel: int, names: Sequence[str]) -> None:
    """Fork a child for each socket that comes ("F"), and end and bury the ones named ("K").

    Nobody else buries a child, so a number stands for the same process until the engine has said that
    it is done with it.  When the engine's end closes, all children are killed.
    """
    import gc
    import socket

    jobs = load_jobs(names)
    end_with_parent = _ender()
    gc.collect()
    gc.freeze()  # what is shared with the children stays shared
    children: set[int] = set()
    with socket.socket(fileno=channel) as engine:
        try:
            while True:
                order, sockets, _, _ = socket.recv_fds(engine, 5, 1)
                if len(order) < 5:
                    return
                number = int.from_bytes(order[1:], "big")
                if order[:1] == b"F":
                    pid = _fork(engine, sockets[0], jobs, number, end_with_parent)
                    children.add(pid)
                    engine.sendall(pid.to_bytes(4, "big"))
                else:
                    engine.sendall(_bury(number, children).to_bytes(4, "big"))
        finally:
            for pid in children:
                os.kill(pid, signal.SIGKILL)


def _ender() -> Callable[[], object]:
    """Return what asks, on Linux, to be killed when the process that forked us ends, however it ends."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    import ctypes

    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return lambda: None
    return lambda: prctl(1, int(signal.SIGKILL), 0, 0, 0)  # PR_SET_PDEATHSIG, prctl(2)


def _fork(
    engine: Any, descriptor: int, jobs: Mapping[str, Job], nice: int, end_with_parent: Callable[[], object]
) -> int:
    nursery = os.getpid()
    pid = os.fork()
    if pid:
        os.close(descriptor)
        return pid
    code = 1
    try:
        end_with_parent()
        if os.getppid() != nursery:
            os._exit(1)
        engine.close()
        with (
            os.fdopen(os.dup(descriptor), "rb") as reader,
            os.fdopen(descriptor, "wb") as writer,
        ):
            serve(reader, writer, jobs, nice=nice)
        code = 0
    finally:
        os._exit(code)


def _bury(pid: int, children: set[int]) -> int:
    """Kill one of our children if it lives still; return the signal that ended it, 0 for none."""
    if pid not in children:
        return 0
    children.discard(pid)
    done, status = os.waitpid(pid, os.WNOHANG)
    if not done:
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return 0 if not done and ended_by == signal.SIGKILL else ended_by


if __name__ == "__main__":
    main(sys.argv[1:])
