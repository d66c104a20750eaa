"""The real reader on a real library, driven by keys."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from rich.text import Text
from textual import events
from textual.keys import _character_to_key, key_to_character
from textual.pilot import Pilot
from textual.strip import Strip

from newsreader.config import KeySettings, RefreshSettings, Settings, UiSettings
from newsreader.library import Library
from newsreader.models import HeadlineQuery
from newsreader.ui.app import NewsreaderApp
from newsreader.ui.keymap import Keymap
from newsreader.ui.screens.main import MainScreen, Start
from tests.ui.news import open_library

_PATIENCE = 10.0
QUIET = RefreshSettings(on_start=False, automatic=False)


class Reader:
    """A running reader."""

    def __init__(self, app: NewsreaderApp, pilot: Pilot[int], library: Library) -> None:
        self.app = app
        self.pilot = pilot
        self.library = library

    @property
    def main(self) -> MainScreen:
        """The main screen."""
        return self.app.main

    def pane(self) -> str:
        """The pane that has the focus."""
        return self.main.at

    def at_home(self) -> bool:
        """True while nothing lies over the main screen."""
        return self.app.screen is self.main

    @property
    def headline(self) -> str:
        """The headline under the cursor, "" without one."""
        cursor = self.main.headlines.cursor
        return cursor.headline if cursor else ""

    @property
    def opened(self) -> str:
        """The headline of the article in the detail pane."""
        article = self.main.article_view.article
        return article.headline if article else ""

    @property
    def note(self) -> str:
        """What the bottom line says."""
        return self.main.status.note

    @property
    def toasts(self) -> list[str]:
        """What was said beside it."""
        return [notification.message for notification in self.app._notifications]

    @property
    def query(self) -> HeadlineQuery:
        """The list on show."""
        return self.main.shown

    async def press(self, *keys: str) -> None:
        """Press keys, and let what each causes settle.

        (`Pilot.press` waits for the whole process to be idle, which takes ten times as long.)
        """
        for key in keys:
            self.app.post_message(events.Key(key, key_to_character(key)))
            await self.settle()

    async def settle(self) -> None:
        """Let every widget deal with what it was sent, and with what came of that."""
        for _ in range(3):
            await self.pilot.pause(0)

    async def type(self, text: str) -> None:
        """Type text."""
        for character in text:
            self.app.post_message(events.Key(_character_to_key(character), character))
            await self.settle()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something is so."""
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        while not condition():
            assert asyncio.get_running_loop().time() < deadline, "it never came to that"
            await self.pilot.pause(0.005)

    async def written(self) -> None:
        """Wait until what was queued for the library is committed and heard of."""
        done = self.library.set_meta("test", "")
        await self.until(done.done)
        await self.settle()

    def text(self) -> str:
        """Return what is on the screen, line by line."""
        return screen_text(self.app)


def screen_text(app: NewsreaderApp) -> str:
    """Return what is on the screen, line by line."""
    strips: Sequence[Strip] = app.screen._compositor.render_strips()
    return "\n".join(Text("".join(segment.text for segment in strip)).plain.rstrip() for strip in strips)


@asynccontextmanager
async def reader(
    path: Path,
    *,
    size: tuple[int, int] = (100, 24),
    ui: UiSettings | None = None,
    refresh: RefreshSettings = QUIET,
    keys: KeySettings | None = None,
    sources: Sequence[str] = (),
    clock: Callable[[], float] | None = None,
) -> AsyncIterator[Reader]:
    """Run the reader on the library at `path`; where the engine takes part, the `clock` is the true one."""
    settings = Settings(path.with_name("config.toml"), refresh, ui or UiSettings(), keys or KeySettings())
    settings.path.write_text(f"[refresh]\nfloor = {refresh.floor}\n")  # the engine reads it for itself
    library = Library(path, config=settings.path, clock=clock) if clock else open_library(path)
    keymap = Keymap.from_settings(settings.keys, settings.path)
    app = NewsreaderApp(library, settings, keymap, Start(sources, None, path.parent))
    try:
        async with app.run_test(size=size) as pilot:
            running = Reader(app, pilot, library)
            await running.until(lambda: app.main.is_mounted and app.main.begun)
            await running.settle()
            yield running
    finally:
        library.close()
