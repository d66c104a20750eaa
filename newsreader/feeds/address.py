"""Tell what a person means by a source: a web address, a file, a folder, or standard input.

What exists here wins over what could be a host name, so `example.com` in a folder that holds a file of
that name is the file.  Nothing is asked or opened: this only looks whether a path is there.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote_from_bytes, unquote_to_bytes

from newsreader.errors import FileError, Refused, UsageError
from newsreader.feeds.guard import is_private
from newsreader.feeds.weburl import MAX_URL, BadURL, parse_url, shown_url, strip_userinfo
from newsreader.text.hosts import display_host

__all__ = [
    "Address",
    "classify",
    "display_host",
    "file_path",
    "file_url",
    "host_of",
    "is_private",
    "normalise",
    "strip_userinfo",
]

ACCEPTED = "a feed or site address (https://…), a file, a folder, or - for standard input"
"""What a source may be, for error texts."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_FEED_SCHEME = re.compile(r"feed:(?://)?(?=https?://)|feed:(?://)?", re.IGNORECASE)
_BARE_HOST = re.compile(
    r"(?P<host>localhost|\[[0-9A-Fa-f:.]+\]|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|(?:[^\W_](?:[\w-]*\w)?\.)+[^\W\d_][\w-]*\w\.?)"
    r"(?P<port>:[0-9]{1,5})?(?P<rest>[/?#].*)?",
    re.IGNORECASE,
)
_FILE_ENDINGS = (
    ".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".xml", ".rss", ".atom", ".json", ".opml",
)  # fmt: skip
"""A lone name that ends so and is not there is a mistyped file, not a host."""


@dataclass(frozen=True, slots=True)
class Address:
    """A source as it is asked for: `url` is an http, https or file: URL, "" for standard input."""

    kind: Literal["url", "file", "folder", "stdin"]
    url: str = ""

    @property
    def path(self) -> Path:
        """The path of a file or folder."""
        return file_path(self.url)


def classify(source: str, cwd: Path) -> Address:
    """Tell what `source` is, as a person types it; relative paths start at `cwd`.

    A host without a scheme is asked by https, but by http where it is this machine, an IP address, or
    names port 80.  Raises `UsageError` for what is no source, `Refused` for an address that is not
    opened, and `FileError` for a file that is not there.
    """
    if source == "-":
        return Address("stdin")
    typed = source.strip()
    if not typed:
        raise UsageError(f"An empty source was given; give {ACCEPTED}.")
    scheme = _SCHEME.match(typed)
    name = scheme[1].lower() if scheme else ""
    if name in ("http", "https"):
        return Address("url", normalise(typed))
    if name == "file":
        return _existing(file_path(typed), typed)
    if (found := _existing_path(source, cwd) or _existing_path(typed, cwd)) is not None:
        return found
    if name == "feed":
        return Address("url", normalise(_without_feed_scheme(typed)))
    bare = _BARE_HOST.fullmatch(typed) if len(typed) <= MAX_URL else None
    if bare is not None and not _looks_like_file(bare):
        return Address("url", normalise(f"{_scheme_for(bare)}://{typed}"))
    raise _not_a_source(typed, name, missing_file=bare is not None)


def normalise(url: str) -> str:
    """Return a web address in its one spelling, name and password kept, the fragment left out.

    Raises `Refused`, in a sentence, for anything but a whole http or https address.
    """
    try:
        return parse_url(url).full
    except BadURL as error:
        raise Refused(f"{shown_url(url)} cannot be opened: {error}.") from None


def host_of(url: str) -> str | None:
    """Return the host that `url` names, in the spelling the fetcher compares; None for no web address.

    It is what to hand the fetcher as `allow_private_host` for an address that a person typed.
    """
    try:
        return parse_url(url).host
    except BadURL:
        return None


def file_url(path: Path) -> str:
    """Return the `file:` URL (RFC 8089) of `path`, made absolute; every byte of a name survives it."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  (resolve() would take a link's name away)
    if os.name == "nt":
        return absolute.as_uri()
    return "file://" + quote_from_bytes(os.fsencode(absolute), safe="/!$&'()*+,;=:@~")


def file_path(url: str) -> Path:
    """Return the path that a `file:` URL names.

    Raises `Refused` where it names another machine or no absolute path.
    """
    match = re.fullmatch(
        r"file:(?://(?P<host>[^/]*))?(?P<path>/[^?#]*)", url.strip(), re.IGNORECASE | re.DOTALL
    )
    if match is None or (match["host"] or "localhost").lower() != "localhost":
        raise Refused(f"{shown_url(url)} cannot be opened: it names no file of this machine.")
    try:
        path = unquote_to_bytes(match["path"].encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:  # half a character
        path = b"\0"
    if b"\0" in path:
        raise Refused(f"{shown_url(url)} cannot be opened: no file has such a name.")
    if os.name == "nt":
        return Path(path.decode("utf-8", "replace").lstrip("/"))
    return Path(os.fsdecode(path))


def _existing_path(source: str, cwd: Path) -> Address | None:
    try:
        path = cwd / Path(source).expanduser()
        path.lstat()
    except PermissionError:
        if source.startswith((".", "/", "~")):
            raise FileError(f"{shown_url(source)} lies in a folder that may not be read.") from None
        return None
    except (OSError, ValueError, RuntimeError):  # RuntimeError: "~somebody" who is not there
        return None
    return _existing(path, source)


def _existing(path: Path, typed: str) -> Address:
    try:
        is_folder = path.is_dir()  # follows links; what else is there, reading it will tell
        path.lstat()
    except FileNotFoundError:
        raise FileError(f"There is no file or folder {shown_url(typed)}.") from None
    except OSError as error:
        raise FileError(f"{shown_url(typed)} cannot be looked at: {error.strerror or 'an error'}.") from None
    return Address("folder" if is_folder else "file", file_url(path))


def _without_feed_scheme(typed: str) -> str:
    """Turn feed:https://… and feed://… into what they stand for (feed:// has always meant http://)."""
    rest = _FEED_SCHEME.sub("", typed, count=1)
    if re.match(r"https?://", rest, re.IGNORECASE):
        return rest
    if not _BARE_HOST.fullmatch(rest):
        raise Refused(f"{shown_url(typed)} cannot be opened: it names no web address after feed:.")
    return f"http://{rest}"


def _looks_like_file(bare: re.Match[str]) -> bool:
    return not bare["port"] and not bare["rest"] and Path(bare["host"]).suffix.lower() in _FILE_ENDINGS


def _scheme_for(bare: re.Match[str]) -> str:
    host = bare["host"].lower()
    local = host == "localhost" or host.startswith("[") or host.replace(".", "").isdigit()
    return "http" if bare["port"] == ":80" or (local and bare["port"] != ":443") else "https"


def _not_a_source(typed: str, scheme: str, *, missing_file: bool) -> UsageError | FileError | Refused:
    shown = shown_url(typed)
    if missing_file:
        return FileError(f"There is no file {shown} here; a site of that name would be https://{shown}.")
    if typed.startswith("-"):
        return UsageError(f"{shown} is no source; a file of that name is given as ./{shown}.")
    if scheme and not (os.name == "nt" and len(scheme) == 1):
        return Refused(f"{shown} cannot be opened: newsreader opens http and https addresses and files.")
    if typed.startswith((".", "~", "/")) or "/" in typed or os.sep in typed:
        return FileError(f"There is no file or folder {shown}.")
    return UsageError(f"{shown} is neither here nor a web address; give {ACCEPTED}.")
