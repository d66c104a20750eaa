"""The reader as a Textual app: themes, the keys that work everywhere, and its start and end."""

from __future__ import annotations

import asyncio
import gc
import json
import signal
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console, RenderableType
from rich.text import Text
from textual import events
from textual.actions import ActionParseResult
from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import Widget
from textual.widgets import Input

from newsreader import firstframe
from newsreader.config import Settings, log_path
from newsreader.errors import ConfigError, NewsreaderError
from newsreader.library import Library
from newsreader.text.clean import clean, clean_line
from newsreader.ui.keymap import Keymap
from newsreader.ui.messages import Begun, ThemeWanted
from newsreader.ui.screens.main import MainScreen, Start
from newsreader.ui.sheet import SheetKeeper
from newsreader.ui.styles import OnceParsed
from newsreader.ui.theme import THEMES, ansi_wanted, fitting_theme

_TROUBLE_SHOWN = 20.0
"""Seconds that the sentence stands which says why the library can only be read."""
_QUIT_WITHIN = 2.0
_ENDED = 143
"""The exit code of a program that was told to end by a signal (128 and SIGTERM's number)."""
_THEME_KEY = "theme"
_TYPED_AHEAD = 256
_LOG_COLUMNS = 110


class NewsreaderApp(App[int], inherit_bindings=False):
    """The app: it owns the main screen and hands everything on to it."""

    TITLE = "newsreader"
    CSS_PATH = "newsreader.tcss"
    ENABLE_COMMAND_PALETTE = False  # the main screen opens it, on the keys of the table
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "interrupt", show=False)]

    _begun = False
    """Whether the theme is known; until then Textual asks for the colours of one that is not used."""
    _variables: tuple[Theme, dict[str, str]] | None = None

    def __init__(self, library: Library, settings: Settings, keymap: Keymap, start: Start) -> None:
        super().__init__(ansi_color=ansi_wanted())
        self.library = library
        self.settings = settings
        self.main = MainScreen(library, settings, keymap, start)
        for key in keymap["suspend"].keys:  # in boxes over the main screen too
            self.bind(key, "suspend_process", show=False)
        self.freeze = False
        """Take what the start made out of the garbage collector's rounds, once it is on the screen."""
        self.terminal: firstframe.Terminal | None = None
        """The terminal, where it is held since the first frame."""
        self._covered = ExitStack()
        self._keys: deque[tuple[events.Key, Widget | None]] = deque(maxlen=_TYPED_AHEAD)
        """Keys on their way, and what had the focus when they came."""
        self._interrupted = False
        for theme in THEMES:
            self.register_theme(theme)
        self.animation_level = "full" if settings.ui.animate else "none"
        self.wanted_theme = ""
        """The theme that was chosen; in 16 colours another one stands for it."""
        self.use_theme(kept_theme(library.meta(_THEME_KEY), settings.ui.theme))
        self._begun = True
        self.stylesheet = OnceParsed(self.get_css_variables())

    def get_css_variables(self) -> dict[str, str]:
        """Return the colours for the style sheet, worked out once for each theme."""
        if not self._begun:
            return {}
        theme = self.current_theme
        if self._variables is None or self._variables[0] is not theme:
            self._variables = (theme, super().get_css_variables())
        return self._variables[1]

    def get_default_screen(self) -> Screen[None]:
        """Start with the main screen."""
        return self.main

    def on_mount(self) -> None:
        """Follow the theme, and draw again when the program comes back from the shell."""
        self.theme_changed_signal.subscribe(self, self._theme_changed)
        self.app_resume_signal.subscribe(self, self._resumed)

    def _resumed(self, _app: App[Any]) -> None:
        self.refresh(layout=True)

    def use_theme(self, name: str) -> None:
        """Use a theme, or what stands for it in the colours this terminal has."""
        self.wanted_theme = name if name in self.available_themes else THEMES[0].name
        self.theme = fitting_theme(self, self.wanted_theme)

    def on_theme_wanted(self, message: ThemeWanted) -> None:
        """Use the theme that was chosen, and keep the choice as long as the configuration stays."""
        self.use_theme(message.name)
        kept = {"chosen": message.name, "instead_of": self.settings.ui.theme}
        self.library.set_meta(_THEME_KEY, json.dumps(kept))

    def _theme_changed(self, theme: Theme) -> None:
        self.main.restyle()

    def stay_covered(self) -> None:
        """Draw nothing until the list is filled: the first frame is on the screen already."""
        self.main.covered = True
        self._covered.enter_context(self.batch_update())

    def on_begun(self, message: Begun) -> None:
        """The list is filled: draw, and go on without what the start needed."""
        if self.main.covered:
            self._covered.close()
            self.main.uncover()
        self.main.call_after_refresh(partial(self.main.guarded, self.main.begin_to_follow))
        if self.library.trouble:
            self.notify(self.library.trouble, severity="warning", timeout=_TROUBLE_SHOWN)
        if self.freeze:
            gc.enable()
            gc.freeze()
        if self.terminal is not None:
            self.terminal.end = partial(self._signalled, asyncio.get_running_loop())

    async def on_event(self, event: events.Event) -> None:
        """Clean what is pasted, wherever it goes; let what is typed ahead go where it was meant to."""
        if isinstance(event, events.Paste) and not event.is_forwarded:  # one that nobody took comes back
            event = events.Paste(clean(event.text))
        elif isinstance(event, events.Key):
            if self._is_for_line(event) and self.focused is not None:
                self.focused._forward_event(events.Key(event.key, event.character))
                return
            self._keys.append((event, self.focused))
        await super().on_event(event)

    def _is_for_line(self, key: events.Key) -> bool:
        """Return whether a key that nobody has taken was typed for a line that has the focus since then.

        Keys that come together all go to the pane with the focus, and come up from there one by one.  The
        `/` among them opens the line to search in; those behind it are not commands, but words.
        """
        aimed = [widget for event, widget in self._keys if event is key]
        return bool(aimed) and isinstance(self.focused, Input) and aimed[0] is not self.focused

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a sentence in a corner; it may quote what came from outside, so it is never markup."""
        super().notify(
            clean(message), title=clean_line(title), severity=severity, timeout=timeout, markup=False
        )

    def copy_to_clipboard(self, text: str) -> None:
        """Copy text, without what a terminal would obey."""
        super().copy_to_clipboard(clean(text))

    def action_interrupt(self) -> None:
        """Ctrl+C: said once it asks, said again it quits."""
        if self._interrupted:
            self.exit(0)
            return
        self._interrupted = True
        self.set_timer(_QUIT_WITHIN, self._forget_interrupt)
        self.notify("Ctrl+C again quits.", timeout=_QUIT_WITHIN)

    def _forget_interrupt(self) -> None:
        self._interrupted = False

    # --- what goes wrong ------------------------------------------------------------------------------

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key stands for; where the library fails, say so and go on."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except NewsreaderError as error:
            self.main.say(str(error), warning=True)
            return True

    def _fatal_error(self) -> None:
        """End with a sentence: Textual's traceback would show the terminal what an article says.

        The traceback goes into the log.
        """
        import traceback

        self._end_badly(traceback.format_exc())

    def panic(self, *renderables: RenderableType) -> None:
        """End in the same way where it was a thread of Textual's own that failed."""
        told = Console(file=StringIO(), width=_LOG_COLUMNS)
        told.print(*renderables)
        self._return_code = 1
        self._end_badly(told.file.getvalue())  # type: ignore[attr-defined]

    def _end_badly(self, details: str) -> None:
        log = log_path(self.library.path)
        sentence = f"newsreader met an error of its own and ended; what it was stands in {log}."
        try:
            with log.open("a", encoding="utf-8", errors="replace") as file:
                file.write(details)
        except OSError:
            sentence = "newsreader met an error of its own and ended."
        self._exit_renderables.append(Text(clean_line(sentence)))
        self._close_messages_no_wait()

    # --- the end --------------------------------------------------------------------------------------

    def _signalled(self, loop: asyncio.AbstractEventLoop) -> None:
        """A signal tells the program to end: it does, in good order.

        A second one would end it at once, as somebody may want who is tired of waiting.  But a terminal
        that vanishes is often told of twice, by the shell and by the system.
        """
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        loop.call_soon_threadsafe(self.call_later, self._told_to_end)

    def _told_to_end(self) -> None:
        """Do what a signal asked for."""
        self.exit(return_code=_ENDED)

    def exit(
        self, result: int | None = None, return_code: int = 0, message: RenderableType | None = None
    ) -> None:
        """End; what is about to be kept is kept first."""
        if self.main.is_mounted:
            self.main.flush()
        super().exit(result, return_code, message)


def run(
    library: Library,
    settings: Settings,
    sources: Sequence[str] = (),
    cwd: Path | None = None,
    texts: Mapping[str, str] | None = None,
) -> int:
    """Open the reader on `library`, and add `sources` to it, which are relative to `cwd`.

    `texts` holds the standard input, in base64, for a source "-".  Returns the exit code.  Raises
    `ConfigError` where the configuration names keys, commands or a theme that do not exist.
    """
    keymap = Keymap.from_settings(settings.keys, settings.path)
    app = NewsreaderApp(library, settings, keymap, Start(sources, texts, cwd or Path.cwd()))
    refuse_unknown_theme(settings, app.available_themes)
    app.freeze = True
    if (terminal := firstframe.hold()) is not None:
        from newsreader.ui.driver import taking_over  # for terminals that Windows has not

        app.driver_class = taking_over(terminal)
        app.terminal = terminal
        app.main.keep_sheet = SheetKeeper(app.main, _THEME_KEY).keep
        if terminal.entered:
            app.stay_covered()
    code = app.run()
    return app.return_code or code or 0


def refuse_unknown_theme(settings: Settings, known: Collection[str]) -> None:
    """Raise `ConfigError` where the configuration wants a theme that there is not."""
    wanted = settings.ui.theme
    if wanted not in known:
        from difflib import get_close_matches  # only to word an error

        close = get_close_matches(wanted, known, n=1) or [THEMES[0].name]
        raise ConfigError(
            f"In {settings.path}, there is no theme {wanted}; {close[0]} is one, `:` in the reader lists all."
        )


def kept_theme(kept: str | None, configured: str) -> str:
    """Return the theme to start with: the one chosen last in the program, unless the configuration was
    changed since."""
    try:
        data = json.loads(kept or "")
        return str(data["chosen"]) if data["instead_of"] == configured else configured
    except (ValueError, TypeError, KeyError):
        return configured
