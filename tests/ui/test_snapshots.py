"""A few pictures of the whole, to see what a change does to the look.

`pytest --snapshot-update` renews them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from newsreader.config import Settings, UiSettings
from newsreader.library import Library
from newsreader.ui.app import NewsreaderApp
from newsreader.ui.keymap import Keymap
from newsreader.ui.screens.main import Start
from tests.ui.news import open_library
from tests.ui.reader import QUIET, Reader

Compare = Callable[..., bool]


@pytest.fixture
def library(news: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("TZ", "UTC")
    if hasattr(time, "tzset"):
        time.tzset()
    door = open_library(news)
    yield door
    door.close()


def _app(library: Library, theme: str = "newsreader-night") -> NewsreaderApp:
    settings = Settings(library.path.with_name("config.toml"), QUIET, UiSettings(theme=theme))
    return NewsreaderApp(library, settings, Keymap(), Start())


def _press(library: Library, *keys: str) -> Callable[[Pilot[int]], object]:
    async def press(pilot: Pilot[int]) -> None:
        assert isinstance(pilot.app, NewsreaderApp)
        reader = Reader(pilot.app, pilot, library)
        await reader.until(lambda: reader.main.query("#headlines") and reader.headline)
        await reader.press(*keys)
        await reader.written()
        await reader.until(lambda: reader.main._follow_timer is None)
        await pilot.pause()

    return press


@pytest.mark.parametrize(
    ("size", "theme", "keys"),
    [
        pytest.param((50, 18), "newsreader-night", ["enter"], id="one-pane"),
        pytest.param((80, 24), "newsreader-night", ["j", "s"], id="two-panes"),
        pytest.param((120, 40), "newsreader-paper", ["j", "j", "enter"], id="reading"),
        pytest.param((200, 50), "newsreader-night", ["m", "j", "j"], id="three-panes"),
        pytest.param((120, 40), "newsreader-night", ["slash", "b", "e", "l", "l", "enter"], id="search"),
    ],
)
def test_it_looks_as_it_did(
    snap_compare: Compare, library: Library, size: tuple[int, int], theme: str, keys: list[str]
) -> None:
    assert snap_compare(_app(library, theme), terminal_size=size, run_before=_press(library, *keys))
