"""Everything that can go wrong, as one tree.

Each error's text is one plain sentence for the person at the screen: what happened and, where there is
something to do, what to do.  It is cleaned where it is drawn, since it may quote what a server or a
file said.

::

    NewsreaderError
    ├── UsageError            what was asked makes no sense                        exit code 2
    │   └── ConfigError       the configuration file or a setting is wrong         exit code 2
    ├── SourceError           a source gave nothing to read                        exit code 1
    │   ├── FetchError        it could not be had
    │   │   ├── Unreachable   no answer: no network, wrong host, refused, time     exit code 3 if all are
    │   │   ├── Refused       we do not ask: address not allowed, cap, bad URL
    │   │   ├── HTTPError     the server answered with an error status
    │   │   └── FileError     the file or folder cannot be read
    │   └── ParseError        it is there but is no feed and no article
    │       └── NotAFeed      a page: it may name feeds (`found`)
    ├── LibraryError          the library cannot be opened, read or written        exit code 1
    │   ├── LibraryTooNew     made by a newer newsreader; left untouched
    │   ├── LibraryDamaged    SQLite says it is corrupt, or it is no library
    │   └── LibraryFull       the disk is full or the file read-only
    └── EngineError           the engine process or a child of it ended or timed out
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsreader.models import FoundFeed


class NewsreaderError(Exception):
    """The root: catch this at the door, show its text, exit with `exit_code`."""

    exit_code = 1


class UsageError(NewsreaderError):
    """What was asked makes no sense; the text says what would."""

    exit_code = 2


class ConfigError(UsageError):
    """The configuration file or one of its settings is wrong; the text names file and setting."""


class SourceError(NewsreaderError):
    """A source gave nothing to read."""


class FetchError(SourceError):
    """A source could not be had.

    `retry_after` is how many seconds the server asked to be left alone, None if it did not.
    """

    def __init__(self, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unreachable(FetchError):
    """Nobody answered: no network, unknown host, refused, reset, timed out, TLS failure."""

    exit_code = 3


class Refused(FetchError):
    """We do not fetch this: scheme, address, redirect, size or encoding outside what is allowed."""


class HTTPError(FetchError):
    """The server answered with an error status."""

    def __init__(self, message: str, status: int, *, retry_after: int | None = None) -> None:
        super().__init__(message, retry_after=retry_after)
        self.status = status


class FileError(FetchError):
    """A local file or folder cannot be read."""


class ParseError(SourceError):
    """What arrived is neither a feed nor an article."""


class NotAFeed(ParseError):
    """A web page where a feed was expected; `found` are the feeds it names."""

    def __init__(self, message: str, found: tuple[FoundFeed, ...] = ()) -> None:
        super().__init__(message)
        self.found = found


class LibraryError(NewsreaderError):
    """The library cannot be opened, read or written."""


class LibraryTooNew(LibraryError):
    """The library was made by a newer newsreader; it is left untouched."""


class LibraryDamaged(LibraryError):
    """SQLite reports damage, or the file is no library."""


class LibraryFull(LibraryError):
    """There is no room or no permission to write the library."""


class EngineError(NewsreaderError):
    """The engine process, or one of its children, ended or timed out."""
