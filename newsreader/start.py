"""Opening the reader: settings, library, screen; and what every way in shares, such as telling errors.

`newsreader` with nothing but places for its library and configuration comes straight here, the rest of
the command line through `cli`, whose commands need click.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from newsreader import firstframe
from newsreader.config import library_path, load_settings, log_path, samples_folder
from newsreader.errors import NewsreaderError
from newsreader.text.clean import clean_line

if TYPE_CHECKING:
    from newsreader.config import Settings
    from newsreader.library import Library
    from newsreader.session import Session

EXIT_FAILED = 1
EXIT_INTERRUPTED = 130


class Context:
    """What the global options said; opens settings and library when a command first wants them."""

    def __init__(self) -> None:
        self.library_file: Path | None = None
        self.config_file: Path | None = None
        self._settings: Settings | None = None
        self._library: Library | None = None

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        if self._settings is None:
            self._settings = load_settings(self.config_file or environment_path("NEWSREADER_CONFIG"))
        return self._settings

    @property
    def library(self) -> Library:
        """The library, opened; where it can only be read, that is told once."""
        told = self._library is not None
        library = self.opened
        if library.trouble and not told:
            say(f"newsreader: {library.trouble}")
        return library

    @property
    def opened(self) -> Library:
        """The library, opened, for who tells its trouble otherwise."""
        if self._library is None:
            from newsreader.library import Library  # SQLite is loaded only by commands that want it

            settings = self.settings  # a broken configuration is told before anything is made
            self._library = Library(self.library_file or library_path(), config=settings.path)
        return self._library

    def session(self) -> Session:
        """A talk with the engine."""
        from newsreader.session import Session

        return Session(self.library)

    def close(self) -> None:
        """Close the library, if it was opened."""
        if self._library is not None:
            self._library.close()


def environment_path(name: str) -> Path | None:
    """Return the path in a variable of the environment."""
    value = os.environ.get(name)
    return Path(value).expanduser() if value else None


def is_plain(options: Mapping[str, str]) -> bool:
    """Return whether a call with these options is no more than "open the reader".

    Whatever the command line would refuse is left to it.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return all(map(_may_be_file, options.values()))


def _may_be_file(name: str) -> bool:
    path = Path(name)
    if not name or name[0] == "-":
        return False
    return not path.exists() or (path.is_file() and os.access(path, os.R_OK))


def run(options: Mapping[str, str]) -> int:
    """Open the reader with the options of a plain call; return the exit code."""
    context = Context()
    if "--library" in options:
        context.library_file = Path(options["--library"]).expanduser()
    if "--config" in options:
        context.config_file = Path(options["--config"]).expanduser()
    try:
        return told(lambda: open_screen(context))
    finally:
        context.close()


def open_screen(context: Context, sources: Sequence[str] = (), texts: Mapping[str, str] | None = None) -> int:
    """Open the reader in this terminal, and add `sources` to the library; return the exit code.

    `texts` holds the standard input, in base64, for a source "-".
    """
    gc.disable()  # as in `__main__`
    try:
        settings, library = context.settings, context.opened
        os.environ.setdefault("TEXTUAL_FPS", "240")  # read when Textual is imported
        if not sources and not library.trouble and library.meta("samples") is None and is_empty(library):
            library.set_meta("samples", "offered").result()
            sources = (str(samples_folder()),)
        from newsreader.ui.spared import spared

        with spared():
            from newsreader.ui.app import run as run_ui  # Textual is loaded only here
        return run_ui(library, settings, sources, Path.cwd(), texts)
    finally:
        gc.enable()


def is_empty(library: Library) -> bool:
    """Return whether there is not a single feed.  (Articles, of which the counts know, belong to one.)"""
    return not library.counts().total and not library.feeds()


def told(work: Callable[[], int]) -> int:
    """Do the work of the program and return its exit code; every error becomes one sentence."""
    try:
        return work()
    except NewsreaderError as error:
        say(f"newsreader: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        return had_enough()
    except Exception as error:  # noqa: BLE001 - the outermost door: a traceback belongs in the log
        return _unexpected(error)


def had_enough() -> int:
    """End well: whoever read our output has had enough of it (`newsreader list | head`)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def say(text: str) -> None:
    """Tell the person something, on standard error; whatever it quotes is made safe."""
    firstframe.give_back()
    sys.stderr.write(clean_line(text) + "\n")
    sys.stderr.flush()


def _unexpected(error: Exception) -> int:
    import traceback

    log = log_path(library_path())
    try:
        with log.open("a", encoding="utf-8") as file:
            file.write("".join(traceback.format_exception(error)))
        say(
            f"newsreader: something unexpected went wrong ({type(error).__name__}); the details are in {log}."
        )
    except OSError:
        say(f"newsreader: something unexpected went wrong: {type(error).__name__}: {error}")
    return EXIT_FAILED
