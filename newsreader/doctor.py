"""`newsreader doctor`: look at everything the reader stands on and say what is wrong; mend the library.

Looking changes nothing: it opens the library like any command.  Each line is a thing that was looked at;
what is wrong is marked "!" and says what to do.  Mending makes a new library of what can be read of the
old one, which is kept (`store.repair`).
"""

from __future__ import annotations

import os
import platform
import queue
import shutil
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path

from newsreader import __version__
from newsreader.config import load_settings, log_path
from newsreader.errors import LibraryDamaged, LibraryError, NewsreaderError
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
    library_file = library_file.expanduser().resolve()
    wrong = 0
    for well, line in _as_far_as_it_goes(_findings(library_file, config_file)):
        wrong += not well
        write([f"{' ' if well else '!'} {clean_line(line)}\n"])
    attention = "One of these wants attention." if wrong == 1 else f"{wrong} of these want attention."
    write([f"{attention if wrong else 'Nothing wrong was found.'}\n"])
    return 1 if wrong else 0


def _as_far_as_it_goes(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Yield findings; where a file cannot even be looked at, that is one, and the last."""
    try:
        yield from findings
    except OSError as error:
        where = f" of {error.filename}" if error.filename else ""
        yield False, f"no more could be looked at because{where} this was said: {error.strerror or error}"


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
        yield from _no_library(library_file)
        return
    try:
        library = Library(library_file, config=settings.path)
    except NewsreaderError as error:
        yield False, str(error)
        if isinstance(error, LibraryDamaged):
            yield from _what_is_kept(library_file)
        return
    try:
        sound = yield from _library(library)
        yield from _what_is_kept(library_file)
        if sound:  # nothing is written into a library that is damaged
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


def _no_library(path: Path) -> Iterator[Finding]:
    from newsreader.store import keepsake  # only where there is one

    copy = keepsake.newest(path)
    if copy is None:
        yield True, f"library: {path} (not there yet: the first start makes it)"
        return
    yield False, f"the library {path} is gone; `newsreader doctor --repair` brings back what is kept of it"
    yield from _what_is_kept(path)


def _library(library: Library) -> Generator[Finding, None, bool]:
    """Look at an open library; return whether it is sound."""
    try:
        counts = library.counts()
        feeds = library.feeds()
        problems = [] if library.trouble else library.check()
    except LibraryError as error:
        yield False, str(error)
        return False
    size = library.path.stat().st_size / 1_000_000
    held = f"{number_of(len(feeds), 'feed')}, {number_of(counts.total, 'article')}"
    yield True, f"library: {library.path}, {size:.1f} MB, {held}"
    for problem in problems:
        yield False, problem
    if library.trouble:
        yield False, library.trouble
    elif problems:
        yield (
            True,
            "`newsreader doctor --repair` makes a sound library of what can be read, and keeps this one",
        )
    else:
        yield True, "library: whole"
    for feed in feeds:
        if feed.error:
            yield False, f"feed {feed.id}, {feed.title}: {feed.error}"
    log = log_path(library.path)
    if log.exists() and log.stat().st_size:
        yield True, f"log: {log} has {log.stat().st_size:,} bytes"
    return not problems


def _what_is_kept(path: Path) -> Iterator[Finding]:
    """Tell of the copies that stand beside a library."""
    from newsreader.store import keepsake, migrate

    copy = keepsake.newest(path)
    if copy is not None:
        held = f"{number_of(len(copy.feeds), 'feed')} with their marks"
        yield True, f"daily copy: {copy.path}, of {_day(copy.made)}, {held}"
    for backup in migrate.backups(path)[-1:]:
        yield True, f"backup: {backup}, of {_day(backup.stat().st_mtime)}, before newsreader was updated"


def _day(moment: float) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(moment))


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


# --- mending ------------------------------------------------------------------------------------------

_WORDS = {
    "feed": "reading feeds",
    "article": "reading articles",
    "source": "reading texts",
    "body": "reading texts",
    "revision": "reading earlier states",
    "op": "reading what can be undone",
    "pages": "looking through the file",
    "identities": "naming articles",
    "search": "indexing for search",
    "quotations": "indexing quotations",
    "check": "looking the new library over",
}


def repair(library_file: Path, say: Callable[[str], None]) -> int:
    """Mend the library if it needs that, and say what was saved; return 0.  Raises `LibraryError`."""
    from newsreader.store.repair import needs_repair, repair

    if not needs_repair(library_file):
        say(f"Nothing is wrong with the library {library_file}; it was left as it is.")
        return 0
    progress = _Progress(sys.stderr.isatty())
    try:
        repaired = repair(library_file, progress.show)
    finally:
        progress.clear()
    for sentence in repaired.sentences():
        say(sentence)
    return 0


class _Progress:
    """How far a repair has come, on one line of a terminal that is written over and taken away."""

    def __init__(self, on: bool) -> None:
        self._on = on

    def show(self, what: str, done: int, total: int) -> None:
        """Write what is being done, over what stood there."""
        if self._on:
            count = f" {done:,}/{total:,}" if total else f" {done:,}" if done else ""
            sys.stderr.write(f"\r{_WORDS[what]}{count}\x1b[K")
            sys.stderr.flush()

    def clear(self) -> None:
        """Leave the line empty, for a sentence."""
        if self._on:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
