"""Open a link in the user's web browser.

Only http and https addresses are opened, as one argument of a program that is started without a shell,
so nothing an article says can become a command.  `$BROWSER` is honoured as other programs do it: a list
of commands separated as in `$PATH`, tried in turn, `%s` standing for the address.  A name and password
before the host are left out (they are there to mislead), and what is opened is read as browsers read it,
so that the host that is named is the one that is asked.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from newsreader.errors import NewsreaderError
from newsreader.late import dataclass
from newsreader.text.clean import clean_line
from newsreader.text.hosts import display_host
from newsreader.text.urls import slashed

_OPENERS = {
    "darwin": (("open",),),
    "win32": (("rundll32", "url.dll,FileProtocolHandler"),),
}
_LINUX_OPENERS = (("xdg-open",), ("gio", "open"), ("wslview",), ("sensible-browser",))
_IN_TERMINAL = frozenset({"w3m", "lynx", "links", "links2", "elinks", "browsh", "carbonyl", "www-browser"})
_PATIENCE = 2.0
"""Seconds a browser is given to say that it cannot start."""


class BrowserError(NewsreaderError):
    """A link cannot be opened; the text says why, and what can be done."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A browser about to be started: its command line, and the host to name on the screen.

    `in_terminal` is true for a browser that draws in this terminal, which the reader has to leave to it.
    """

    argv: tuple[str, ...]
    host: str
    in_terminal: bool = False


def plan_visit(url: str, environ: Mapping[str, str] = os.environ) -> Visit:
    """Find the browser for `url`.  Raises `BrowserError` where the address is not one to open, or there
    is no browser."""
    address, host = _checked(url)
    for command in _commands(environ):
        if shutil.which(command[0], path=environ.get("PATH")) is None:
            continue
        return Visit(_with_address(command, address), host, Path(command[0]).name in _IN_TERMINAL)
    raise BrowserError("There is no web browser to be found; set BROWSER to the command that starts yours.")


def start(visit: Visit) -> None:
    """Start the browser and wait until it runs, at most two seconds.

    For a thread of its own, or, for a browser `in_terminal`, with the screen left to it.  Raises
    `BrowserError` where it could not be started or gave up at once.
    """
    try:
        if visit.in_terminal:
            status = subprocess.run(visit.argv, check=False).returncode
        else:
            status = _run_apart(visit.argv)
    except OSError as error:
        raise BrowserError(f"{visit.argv[0]} cannot be started: {error.strerror or error}.") from error
    if status:
        raise BrowserError(f"{visit.argv[0]} could not open the page (it ended with status {status}).")


def shown_host(url: str) -> str:
    """Return the real host of an address for people (see `display_host`); "" for what names none."""
    try:
        return display_host(url) if urlsplit(slashed(url)).hostname else ""
    except ValueError:
        return ""


def _checked(url: str) -> tuple[str, str]:
    """Return the address as it is handed over, and its host."""
    url = slashed(url)
    if url != clean_line(url) or " " in url or not url.isprintable():
        url = quote(clean_line(url), safe="%/:=&?~#+!$,;'@()*[]")
    try:
        parts = urlsplit(url)
        known = parts.scheme.lower() in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise BrowserError("Only web addresses (http and https) are opened; this link is none.")
    if "@" in parts.netloc:
        url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return url, shown_host(url)


def _with_address(command: tuple[str, ...], address: str) -> tuple[str, ...]:
    """Return a command with the address in it.  Raises `BrowserError` where another shell would read it."""
    if any("%s" in part and part.split() != [part] for part in command):
        raise BrowserError(
            "BROWSER puts the address inside a command of several words, where it could become part of the"
            " command; let %s stand by itself, as in: sh -c 'firefox \"$0\"' %s"
        )
    argv = tuple(part.replace("%s", address) for part in command)
    return (*command, address) if argv == command else argv


def _commands(environ: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    for entry in environ.get("BROWSER", "").split(os.pathsep):
        try:
            command = tuple(shlex.split(entry))
        except ValueError:
            continue
        if command:
            yield command
    yield from _OPENERS.get(sys.platform, _LINUX_OPENERS)


def _run_apart(argv: tuple[str, ...]) -> int:
    """Run a program that outlives us, and return its status if it ends at once, else 0."""
    process = subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        return 0
