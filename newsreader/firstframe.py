"""The first frame: the last view's headlines, on the screen before Textual is even imported.

`newsreader` without sources draws the line above the list and the rows of the list straight from the
library, in their colours and at their place, sets the terminal raw so that keys typed meanwhile wait,
and only then is the reader imported, which takes the terminal over as it is.  What it cannot know it
reads from a *sheet* that the reader keeps beside the library (`ui.sheet`): where on the screen the
list is, how wide, and the escape sequence of each role.  The sheet holds for the very arguments,
environment, configuration, size of terminal and version it was made with; otherwise nothing is drawn.

Standard library alone, and as little of it as will do: every import here delays the first headline.
`signal` and `sqlite3` stand on modules that take longer than all the rest, so their C halves are used.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # typing takes longer to import than all that this module needs
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from newsreader.store.glance import Glance, Place

_LOOKED_AT = ("NEWSREADER_LIBRARY", "NEWSREADER_CONFIG", "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "TERM",
    "COLORTERM", "NO_COLOR", "FORCE_COLOR", "TERM_PROGRAM", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS",
    "LINES")  # fmt: skip
"""Variables of the environment that places or looks depend on; those of Textual's own come to them."""

_COMPLETING = "_NEWSREADER_COMPLETE"
"""Set where the shell asks how a command line may go on, which is for click to say."""

ENTER = "\x1b[?1049h"
"""Enters the alternate screen.  Textual sends the same, which would clear what is drawn."""
_LEAVE = (
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2004l\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""Switches off what Textual may have switched on, and leaves."""


# --- the terminal -----------------------------------------------------------------------------------------


class Terminal:
    """The terminal, set raw; whatever happens to the program, it is given back as it was."""

    def __init__(self, attributes: list[Any]) -> None:
        self.attributes = attributes
        """Its settings before it was set raw."""
        self.entered = False
        """Whether the alternate screen is on, by us or by the reader."""
        self.end: Callable[[], object] | None = None
        """How the reader is asked to end, once it runs."""

    def give_back(self) -> None:
        """Set the terminal as it was, and leave the alternate screen if nobody else has."""
        import termios

        if self.entered:
            self.entered = False
            _write(_LEAVE)
        try:  # noqa: SIM105 - contextlib takes too long to import
            termios.tcsetattr(0, termios.TCSANOW, self.attributes)
        except termios.error:
            pass  # it is gone


_held: Terminal | None = None


def hold() -> Terminal | None:
    """Set the terminal raw and return it; None where there is none, or it cannot be held (Windows).

    The settings are those of Textual's driver: keys are neither echoed nor obeyed, they wait.
    """
    global _held
    if _held is not None or sys.platform == "win32" or not all(map(os.isatty, (0, 1, 2))):
        return _held
    import _signal  # type: ignore[import-not-found, unused-ignore]
    import termios

    attributes = termios.tcgetattr(0)
    _held = Terminal(attributes)
    for number in (_signal.SIGTERM, _signal.SIGHUP):
        _signal.signal(number, _ended)
    raw = list(attributes)
    raw[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    raw[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    raw[6] = list(attributes[6])
    raw[6][termios.VMIN] = 1
    termios.tcsetattr(0, termios.TCSANOW, raw)
    return _held


def give_back() -> None:
    """Give the terminal back, if it is held."""
    global _held
    if _held is not None:
        _held.give_back()
        _held = None


def _ended(number: int, _frame: object) -> None:
    """The program is told to end: by the reader in good order, or now, the terminal as it was."""
    import _signal

    if _held is not None and _held.end is not None:
        end, _held.end = _held.end, None
        end()
        return
    give_back()
    _signal.signal(number, _signal.SIG_DFL)
    os.kill(os.getpid(), number)


def _write(text: str) -> None:
    data = text.encode("utf-8", "replace")
    try:
        while data:
            data = data[os.write(2, data) :]
    except OSError:
        pass  # nobody sees it


# --- the sheet --------------------------------------------------------------------------------------------


def sheet_path(library: str) -> str:
    """Return where the sheet of a library is."""
    return os.path.splitext(library)[0] + ".sheet"  # noqa: PTH122 - pathlib takes too long to import


def circumstances(arguments: Sequence[str]) -> str:
    """Return all that a sheet depends on and that is known without looking anything up."""
    from newsreader import __version__

    names = [name for name in os.environ if name.startswith("TEXTUAL_") and name != "TEXTUAL_FPS"]
    values = [f"{name}={os.environ[name]}" for name in sorted([*names, *_LOOKED_AT]) if name in os.environ]
    places = [place for place in (*_options(arguments).values(), *_given()) if place]
    here = "" if all(map(os.path.isabs, places)) else os.getcwd()  # noqa: PTH109
    return "\n".join((__version__, here, *arguments, "", *values))


def stamp(path: str) -> str:
    """Return what changes when a file does: its time and size, "" of one that is not there."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return ""
    return f"{found.st_mtime_ns} {found.st_size}"


def _options(arguments: Sequence[str]) -> dict[str, str]:
    """Return the options of a call without sources; raises `ValueError` for any other."""
    if _COMPLETING in os.environ:
        raise ValueError(_COMPLETING)
    options: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name not in ("--library", "--config") or not (equals or rest):
            raise ValueError(name)
        options[name] = value if equals else rest.pop(0)
    return options


def _given() -> list[str]:
    return [os.environ.get(f"NEWSREADER_{name}", "") for name in ("LIBRARY", "CONFIG")]


def _library(arguments: Sequence[str]) -> str:
    """Return where the library is; where `config.library_path` says another place, no sheet is found."""
    given = _options(arguments).get("--library") or _given()[0]
    if given:
        return os.path.expanduser(given)  # noqa: PTH111
    home = os.path.expanduser("~")  # noqa: PTH111
    if sys.platform == "darwin":
        return f"{home}/Library/Application Support/newsreader/library.db"
    return f"{os.environ.get('XDG_DATA_HOME') or home + '/.local/share'}/newsreader/library.db"


# --- the frame --------------------------------------------------------------------------------------------


def begin(arguments: Sequence[str]) -> dict[str, str] | None:
    """Draw the first frame, if these arguments open the reader and there is a sheet that holds.

    Returns the options of a call without sources, None for any other.
    """
    try:
        options = _options(arguments)
    except ValueError:
        return None
    _begin(arguments, _library(arguments))
    return options


def _begin(arguments: Sequence[str], library: str) -> None:
    terminal = hold()
    if terminal is None:
        return
    try:
        with open(sheet_path(library), encoding="utf-8") as file:  # noqa: PTH123
            text = file.read(65_536)
    except (OSError, UnicodeDecodeError):
        return
    from newsreader.store.glance import Error, Glance

    frame = ""
    try:
        glance = Glance(library)
        try:
            frame = _frame(glance, glance.fields(text), circumstances(arguments))
        finally:
            glance.close()
    except (Error, OSError, KeyError, TypeError, ValueError):
        return  # whatever is wrong, the reader finds out and says so
    if frame:
        terminal.entered = True
        _write(frame)


def _frame(glance: Glance, sheet: dict[str, Any], around: str) -> str:
    """Return what draws the first frame, "" where the sheet does not hold."""
    if sheet["circumstances"] != around:
        return ""
    size = os.get_terminal_size(2)
    if (sheet["columns"], sheet["lines"]) != tuple(size) or stamp(sheet["config"]) != sheet["config_stamp"]:
        return ""
    place = glance.place()
    if place is None or place.theme != sheet["theme"] or place.feeds_shown != bool(sheet["feeds_shown"]):
        return ""
    page = sheet["page"]
    parts = [ENTER, "\x1b[?25l"]
    parts += [f"\x1b[{line + 1};1H{page}{' ' * size.columns}\x1b[0m" for line in range(size.lines)]
    counts = glance.counts(place)
    rows = _rows(glance, place, counts, sheet)
    if not rows:
        return ""
    parts += [_at(sheet["title_x"], sheet["title_y"]), _title(place, counts, sheet)]
    for line, row in enumerate(rows):
        parts += [_at(sheet["list_x"], sheet["list_y"] + line), *row]
    return "".join(parts)


def _at(column: int, line: int) -> str:
    return f"\x1b[{line + 1};{column + 1}H"


def _title(place: Place, counts: tuple[int, int, int, int], sheet: dict[str, Any]) -> str:
    """Return the line above the list."""
    from newsreader.cells import fitting, steady
    from newsreader.rows import list_counts
    from newsreader.text.clean import clean_line

    name = steady(clean_line(place.title or place.folder or "Everything")) + "  "
    more = list_counts(place.show, *counts) + (", oldest first" if place.oldest_first else "")
    room = sheet["title_width"]
    if fitting(name + more, room) < len(name + more):
        name, cut_off = name[: fitting(name, room - 1)], name
        more = more[: fitting(more, room - 1 - len(name))] if name == cut_off else ""
        more += "…"
    return f"{sheet['title.name']}{name}\x1b[0m{sheet['title.more']}{more}\x1b[0m"


def _rows(
    glance: Glance, place: Place, counts: tuple[int, int, int, int], sheet: dict[str, Any]
) -> list[list[str]]:
    """Return the lines of the rows to be seen, as the list draws them when it has just been opened."""
    import time

    from newsreader.rows import FIRST, SHOWS, headline_row, kept_in_view, row_height

    compact, height = bool(sheet["compact"]), sheet["list_height"]
    ords = glance.ords(place, FIRST)
    if not ords:
        return []
    count = len(ords) if len(ords) < FIRST else max(FIRST, counts[SHOWS.index(place.show)])
    cursor = ords.index(place.cursor) if place.cursor in ords else 0
    top = kept_in_view(0, cursor, height=height, count=count, compact=compact) if cursor else 0
    first = top // row_height(compact)
    shown = ords[first : first + -(-height // row_height(compact))]
    found = glance.headlines(shown)
    lines: list[list[str]] = []
    for index, ord in enumerate(shown, first):
        look = "cursor." if index == cursor else "look."
        row = headline_row(
            _Headline(found[ord]),  # type: ignore[arg-type]
            now=int(time.time()),
            width=sheet["list_width"],
            compact=compact,
            selected=index == cursor,
            show_feed=place.feed is None,
            dimmed=place.show == "unread",
        )
        lines += [[f"{sheet[look + role]}{text}\x1b[0m" for text, role in line] for line in row]
    return lines[:height]


class _Headline:
    """What `headline_row` draws of a headline."""

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.headline, self.kicker, self.feed_title, self.published, self.read, self.starred, self.later = row
