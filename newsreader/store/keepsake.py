"""The daily copy of what cannot be had again: which feeds there are, and what the reader marked.

It stands beside the library as `library.db.state-N.gz`, some megabytes for a million articles.  The newest
three are kept, and two older ones that lie further and further back; so a library that is lost, or was
emptied by mistake, can be told from one that never had anything.  A line of JSON tells what it is; then
each feed has one:

- what the reader made of it: address, titles, folder, tags, interval;
- for each kind of mark, and for the places where reading stopped, the articles it stands at: the upper
  32 bits of the hashes that `identity` knows them by, in order, as distances, in base64.

Hashes that several articles of a feed share stand for none of them.  An article has up to three, so a
mark finds it again by its guid, else by its link, or by its text (`awaited`).
"""

from __future__ import annotations

import glob
import gzip
import json
import os
import re
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsreader.errors import LibraryFull
from newsreader.store.awaited import Marks
from newsreader.store.database import connect, explained

DAY = 86_400
_KEPT = 3
_OLDER = (7, 30)
"""Besides the newest, the newest whose number is a multiple of each of these is kept."""
_FORM = 1
_FEED = ("url", "title", "own_title", "folder", "tags", "site_url", "interval", "added_at", "removed_at")
"""What is kept of a feed, as its columns are called."""

_MARKED = (
    "SELECT i.key >> 32 & 0xFFFFFFFF, max(a.read), max(a.starred), max(a.later), max(a.position)"
    " FROM identity AS i JOIN article AS a ON a.id = i.article_id"
    " WHERE i.feed_id = ? GROUP BY i.key HAVING count(*) = 1"
)


@dataclass(frozen=True, slots=True)
class KeptFeed:
    """A feed as a daily copy has it; `columns` are those of the library's table."""

    id: int
    columns: Mapping[str, Any]
    marks: Marks


@dataclass(frozen=True, slots=True)
class Keepsake:
    """A daily copy: when it was made (seconds since 1970) and what it holds.

    One whose end was lost holds the feeds before it; `whole` is False then.
    """

    path: Path
    made: int
    feeds: tuple[KeptFeed, ...]
    whole: bool


def copies(path: Path) -> list[Path]:
    """Return the daily copies of the library at `path`, the newest first."""
    pattern = re.compile(re.escape(path.name) + r"\.state-(\d+)\.gz\Z")
    try:
        found = [(int(m[1]), file) for file in path.parent.iterdir() if (m := pattern.match(file.name))]
    except OSError:
        return []
    return [file for _, file in sorted(found, reverse=True)]


def is_due(path: Path, now: float) -> bool:
    """Tell whether the newest copy is a day old, or was made by a clock that went wrong."""
    try:
        return not 0 <= now - copies(path)[0].stat().st_mtime < DAY
    except (IndexError, OSError):
        return True


def keep(path: Path, now: int, stopped: Callable[[], bool] = lambda: False) -> Path | None:
    """Write a daily copy of the library at `path` beside it; forget old ones.

    A library without feeds has nothing to copy, and so pushes out no older copy; `stopped` is asked
    after each feed.  None where nothing was written.  Raises `LibraryError`.
    """
    _forget_unfinished(path)
    unfinished = path.with_name(f"{path.name}.state-unfinished-{os.getpid()}")
    older = copies(path)
    number = _number(path, older[0]) + 1 if older else 1
    target = path.with_name(f"{path.name}.state-{number:04}.gz")
    try:
        with explained(path), closing(connect(path, query_only=True)) as connection:
            feeds = [row[0] for row in connection.execute("SELECT id FROM feed ORDER BY id")]
            if not feeds:
                return None
            with gzip.open(unfinished, "wt", encoding="utf-8", compresslevel=6) as file:
                _write(file.write, {"newsreader state": _FORM, "made": now, "feeds": len(feeds)})
                for feed_id in feeds:
                    if stopped():
                        return None
                    row = _kept_feed(connection, feed_id)
                    if row is not None:
                        _write(file.write, row)
                _write(file.write, {"end": True})
        unfinished.replace(target)
    except OSError as error:
        raise LibraryFull(
            f"The daily copy {target} cannot be written ({error.strerror or type(error).__name__});"
            " check that the disk has room and the permissions of its folder."
        ) from error
    finally:
        with suppress(OSError):
            unfinished.unlink()
    _forget_old(path)
    return target


def newest(path: Path, *, before: int | None = None) -> Keepsake | None:
    """Return the newest copy that can be read, of those made before a time if one is given.

    One that is not whole is returned only where none is.
    """
    partial: Keepsake | None = None
    for file in copies(path):
        found = read(file)
        if found is None or (before is not None and found.made >= before):
            continue
        if found.whole:
            return found
        partial = partial or found
    return partial


def read(file: Path) -> Keepsake | None:
    """Read a copy as far as it goes; None where it is none."""
    made: int | None = None
    feeds: list[KeptFeed] = []
    whole = False
    for line in _lines(file):
        try:
            data = json.loads(line)
            if made is None:
                if data["newsreader state"] != _FORM:
                    return None
                made = int(data["made"])
            elif "end" in data:
                whole = True
            else:
                columns = {name: data[name] for name in _FEED if name in data}
                feeds.append(KeptFeed(int(data["id"]), columns, Marks.from_json(data)))
        except (ValueError, KeyError, TypeError):
            break
    return None if made is None else Keepsake(file, made, tuple(feeds), whole)


def _lines(file: Path) -> Iterator[str]:
    try:
        with gzip.open(file, "rt", encoding="utf-8", errors="replace") as lines:
            yield from lines
    except (OSError, EOFError, zlib.error):  # its end is lost; what came before is used
        return


def _kept_feed(connection: sqlite3.Connection, feed_id: int) -> dict[str, Any] | None:
    row = connection.execute(f"SELECT {', '.join(_FEED)} FROM feed WHERE id = ?", (feed_id,)).fetchone()
    if row is None:
        return None
    marks = Marks()
    for key, *marked in connection.execute(_MARKED, (feed_id,)):
        marks.add(key, *marked)
    given = {name: value for name, value in zip(_FEED, row, strict=True) if value not in (None, "")}
    return {"id": feed_id, **given, **marks.to_json()}


def _write(write: Callable[[str], object], data: Mapping[str, Any]) -> None:
    write(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")


def _number(path: Path, file: Path) -> int:
    return int(file.name[len(path.name) + len(".state-") : -len(".gz")])


def _forget_unfinished(path: Path) -> None:
    """Delete what programs have left that were killed while they made a copy."""
    for file in path.parent.glob(f"{glob.escape(path.name)}.state-unfinished-*"):
        with suppress(OSError):
            if abs(time.time() - file.stat().st_mtime) > DAY:
                file.unlink()


def _forget_old(path: Path) -> None:
    found = copies(path)
    kept = set(found[:_KEPT])
    for step in _OLDER:
        kept.update([file for file in found[_KEPT:] if _number(path, file) % step == 0][:1])
    for file in found:
        if file not in kept:
            file.unlink(missing_ok=True)
