"""The families of the real engine process: the pipe to it from both ends, its children, and the screen.

Here nothing runs in this process but the command line, or the reader.  Faults at the engine's end of
the pipe, in its nursery and in its children come by `fault_there/sitecustomize.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from newsreader.config import RefreshSettings
from newsreader.engine.client import EngineClient
from newsreader.library import Library
from newsreader.models import HeadlineQuery
from tests.hostile import fault_borders as borders
from tests.hostile.fault_here import FIRST, LATER, NEW, Stage, expect, keeps, listed, stages
from tests.hostile.fault_person import PATIENCE, Person, whole, world
from tests.hostile.faults import Family, Fault, Trap

THERE = Path(__file__).parent / "fault_there"
RECORD = 80
"""Bytes of a record of the calls there; see `fault_there/sitecustomize.py`."""

NO_FLOOR = RefreshSettings(on_start=False, automatic=False, floor=0)

HALF = Fault("half", EOFError)
"""No error: half of what was sent comes, and then the end."""
_THERE = (
    *("EPIPE", "half", "after", "killed", "wrong", "rubbish", "EIO", "end"),
    *("EAGAIN", "ENOMEM", "ECHILD", "EPERM", "EMFILE"),
)
THERE_FAULTS = {name: Fault(name, EOFError) for name in _THERE}
PIPE_FAULTS = {
    fault.name: fault
    for fault in (borders.PIPE, borders.EIO, borders.HANGUP, HALF, borders.EAGAIN, borders.ENOMEM)
} | {borders.EMFILE.name: borders.EMFILE, borders.ENOENT.name: borders.ENOENT}


@contextlib.contextmanager
def pipe_border(trap: Trap, within: Path) -> Iterator[None]:
    """Starting the engine may fail, and what is read from it and written to it, at our end."""
    real_open, real_popen = io.open, subprocess.Popen

    class File(io.FileIO):
        ended = False

        def readinto(self, buffer: Any) -> int:
            if self.ended:
                return 0
            if fault := trap.passing("pipe.read", (borders.EIO, borders.HANGUP, HALF)):
                self.ended = True
                if fault is borders.EIO:
                    raise fault.error()
                return 0 if fault is borders.HANGUP else (super().readinto(buffer) or 0) // 2
            return super().readinto(buffer) or 0

        def write(self, data: Any) -> int:
            if fault := trap.passing("pipe.write", (borders.PIPE, borders.EIO)):
                raise fault.error()
            return super().write(data) or 0

    def open_file(file: Any, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if not isinstance(file, int):
            return real_open(file, mode, *rest, **more)
        raw = File(file, mode.replace("b", ""))
        return io.BufferedReader(raw) if raw.readable() else io.BufferedWriter(raw)

    def popen(*args: Any, **more: Any) -> Any:
        faults = (borders.EAGAIN, borders.ENOMEM, borders.EMFILE, borders.ENOENT)
        if fault := trap.passing("Popen", faults):
            raise fault.error()
        return real_popen(*args, **more)

    with patch.object(io, "open", open_file), patch.object(subprocess, "Popen", popen):
        yield


@contextlib.contextmanager
def there(role: str, trap: Trap, within: Path) -> Iterator[None]:
    """Set the trap in processes of this role that are started inside the block."""
    log = within / "calls"
    log.touch()
    order = {"role": role, "at": trap.at, "fault": trap.fault.name if trap.fault else "", "log": str(log)}
    environment = {
        "NEWSREADER_FAULT": json.dumps(order),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(THERE), os.environ.get("PYTHONPATH", "")))),
    }
    with patch.dict(os.environ, environment):
        yield
    text = log.read_text()
    for number in range(len(text) // RECORD):
        call, _, faults = text[number * RECORD : (number + 1) * RECORD - 1].strip().partition(" ")
        trap.calls.append((call, tuple(faults.split(","))))
        if number + 1 == trap.at:
            trap.sprung = f"{call} in the {role}"


def commanding(stage: Stage, border: Any, trap: Trap) -> list[str]:
    """Somebody refreshes at the command line."""
    stage.serve(NEW)
    with world(stage.home) as person:
        with contextlib.closing(trap), border(trap, person.folder):
            said = person.tries("refresh")
        whole(person)
        _no_log(person)
        kept = listed(person)
        if said is not None and said.code == 0 and not set(kept) >= LATER:
            person.problems.append("a refresh that ended well brought nothing")
        if not set(kept) >= FIRST:
            person.problems.append("a failed refresh took something away")
        expect(person, person.tries("refresh", stage.url))
        keeps(person, LATER)
    return person.problems


def _no_log(person: Person) -> None:
    """The engine's log must not hold what nobody expected."""
    log = person.library.with_suffix(".log")
    text = log.read_text(encoding="utf-8") if log.exists() else ""
    if "Traceback" in text or "unexpectedly" in text:
        person.problems.append(f"the engine's log holds {text[-700:]!r}")


def on_the_screen(stage: Stage, border: Any, trap: Trap) -> list[str]:
    """Somebody refreshes on the screen, stars an article meanwhile, and refreshes again."""
    stage.serve(NEW)
    quick = patch.dict(EngineClient.__init__.__kwdefaults__, restart_every=0.0)
    with world(stage.home) as person, quick:
        with contextlib.closing(trap), border(trap, person.folder):
            asyncio.run(_read_and_star(person))
        whole(person)
        library = Library(person.library)
        starred = len(library.page(HeadlineQuery(show="starred")))
        total = len(library.page(HeadlineQuery()))
        library.close()
        if starred != 2:
            person.problems.append(f"of two stars there are {starred}")
        if total < 3:
            person.problems.append(f"of three articles there are {total}")
        expect(person, person.tries("refresh", stage.url))
        keeps(person, LATER)
    return person.problems


async def _read_and_star(person: Person) -> None:
    from tests.ui import reader as screen  # Textual is wanted by this scenario alone

    async with screen.reader(person.library, size=(80, 24), clock=time.time, refresh=NO_FLOOR) as r:
        await r.press("R")
        for _ in range(5):
            if r.main.headlines.cursor is not None and r.main.headlines.cursor.starred:
                await r.press("j")
        await r.press("s")
        await r.written()
        with patch.object(screen, "_PATIENCE", PATIENCE):
            await r.until(lambda: not r.main.busy)
        await r.settle()
        text = r.text()
        if not r.note.rstrip().endswith("."):
            person.problems.append(f"the bottom line says {r.note!r}")
        if not r.app.is_running or "Traceback" in text or "Error" in text:
            person.problems.append(f"the screen shows {text!r}")


@contextlib.contextmanager
def families() -> Iterator[list[Family]]:
    """Give the families, on a stage that stands as long as the block."""
    with stages() as stage:
        engine, nursery = partial(there, "engine"), partial(there, "nursery")
        yield [
            Family(
                "client",
                {
                    "refresh": partial(commanding, stage, pipe_border),
                    "screen": partial(on_the_screen, stage, pipe_border),
                },
                PIPE_FAULTS,
            ),
            Family("engine", {"refresh": partial(commanding, stage, engine)}, THERE_FAULTS, by_name=False),
            Family("nursery", {"refresh": partial(commanding, stage, nursery)}, THERE_FAULTS, by_name=False),
            Family("screen", {"refresh": partial(on_the_screen, stage, engine)}, THERE_FAULTS, by_name=False),
        ]
