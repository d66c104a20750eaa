"""`newsreader doctor`: look at everything the reader stands on and say what is wrong.

It opens the library like any command and changes nothing else.  Each line is a thing that was looked
at; what is wrong is marked "!" and says what to do.
"""

from __future__ import annotations

import os
import platform
import queue
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from newsreader import __version__
from newsreader.config import load_settings, log_path
from newsreader.errors import NewsreaderError
from newsreader.library import Library
from newsreader.models import Event
from newsreader.output import number_of
from newsreader.text.clean import clean_line

ENGINE_PATIENCE = 15.0
"""Seconds the engine has to start."""

Finding = tuple[bool, str]
"""Whether it is well, and the line to print."""


def examine(library_file: Path, config_file: Path | None, write: Callable[[Iterable[str]], None]) -> int:
    """Print what is found, line by line; return 0 when all is well, else 1."""
    wrong = 0
    for well, line in _findings(library_file, config_file):
        wrong += not well
        write([f"{' ' if well else '!'} {clean_line(line)}\n"])
    attention = "One of these wants attention." if wrong == 1 else f"{wrong} of these want attention."
    write([f"{attention if wrong else 'Nothing wrong was found.'}\n"])
    return 1 if wrong else 0


def _findings(library_file: Path, config_file: Path | None) -> Iterator[Finding]:
    yield True, f"newsreader {__version__}, Python {platform.python_version()} on {platform.system()}"
    yield from _terminal()
    try:
        settings = load_settings(config_file)
        there = "" if settings.path.exists() else " (not there: every setting has its default)"
        yield True, f"configuration: {settings.path}{there}"
    except NewsreaderError as error:
        yield False, str(error)
        return
    if not library_file.exists():
        yield True, f"library: {library_file} (not there yet: the first start makes it)"
        return
    try:
        library = Library(library_file, config=settings.path)
    except NewsreaderError as error:
        yield False, str(error)
        return
    try:
        yield from _library(library)
        yield from _engine(library)
    finally:
        library.close()


def _terminal() -> Iterator[Finding]:
    size = shutil.get_terminal_size()
    colours = os.environ.get("COLORTERM") or "not said"
    yield (
        True,
        f"terminal: {os.environ.get('TERM') or 'none'}, {size.columns}×{size.lines}, COLORTERM {colours}",
    )
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding != "utf8":
        yield (
            False,
            f"the terminal's encoding is {encoding or 'unknown'}: set a UTF-8 locale, such as LC_ALL=C.UTF-8",
        )


def _library(library: Library) -> Iterator[Finding]:
    counts = library.counts()
    feeds = library.feeds()
    size = library.path.stat().st_size / 1_000_000
    held = f"{number_of(len(feeds), 'feed')}, {number_of(counts.total, 'article')}"
    yield True, f"library: {library.path}, {size:.1f} MB, {held}"
    problems = library.check()
    for problem in problems:
        yield False, problem
    if not problems:
        yield True, "library: whole"
    for feed in feeds:
        if feed.error:
            yield False, f"feed {feed.id}, {feed.title}: {feed.error}"
    log = log_path(library.path)
    if log.exists() and log.stat().st_size:
        yield True, f"log: {log} has {log.stat().st_size:,} bytes"


def _engine(library: Library) -> Iterator[Finding]:
    events: queue.Queue[Event] = queue.Queue()
    library.on_event = events.put
    request = library.ask("cancel")
    try:
        while True:
            event = events.get(timeout=ENGINE_PATIENCE)
            if event.request == request and event.name == "done":
                yield True, "engine: starts and answers"
                return
            if event.name in ("restarted", "failed"):
                said = event.data.get("error", "it ended at once")
                yield False, f"engine: does not work ({said}); reinstalling newsreader may help"
                return
    except queue.Empty:
        yield False, f"engine: did not answer within {ENGINE_PATIENCE:.0f} seconds"
