"""Open a link in the user's web browser.

Only http and https addresses are opened, as one argument of a program that is started without a shell,
so nothing an article says can become a command.  `$BROWSER` is honoured as other programs do it: a list
of commands separated as in `$PATH`, tried in turn, `%s` standing for the address.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from newsreader.errors import NewsreaderError
from newsreader.late import dataclass
from newsreader.text.clean import clean_line

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
        argv = tuple(part.replace("%s", address) for part in command)
        if argv == command:
            argv = (*command, address)
        return Visit(argv, host, Path(command[0]).name in _IN_TERMINAL)
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
    """Return the real host of an address for people; one whose name mixes scripts in its punycode."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    if _mixes_scripts(host):
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = quote(host)
    return clean_line(host, 80)


def _checked(url: str) -> tuple[str, str]:
    """Return the address as it is handed over, and its host."""
    if url != clean_line(url) or " " in url or not url.isprintable():
        url = quote(clean_line(url), safe="%/:=&?~#+!$,;'@()*[]")
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise BrowserError("Only web addresses (http and https) are opened; this link is none.")
    return url, shown_host(url)


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


def _mixes_scripts(host: str) -> bool:
    scripts = {
        unicodedata.name(character, "?").partition(" ")[0] for character in host if character.isalpha()
    }
    return len(scripts) > 1
