"""Any run of keys leaves the reader alive and its counts right."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from newsreader.models import Counts, HeadlineQuery
from newsreader.ui.keymap import Keymap
from tests.ui.reader import Reader, reader

_LEFT_OUT = {"quit", "close", "suspend", "palette", "browser", "link", "export", "pipe", "add"}
_LEFT_OUT |= {"refresh", "refresh_all"}
"""Commands that end the program, leave it, or start another."""
KEYS = [key for command in Keymap() if command.id not in _LEFT_OUT for key in command.keys]


def _counted(r: Reader) -> Counts:
    """Count by looking at every headline."""
    headlines = r.library.page(HeadlineQuery(), limit=1000)
    return Counts(
        len(headlines),
        sum(not headline.read for headline in headlines),
        sum(headline.starred for headline in headlines),
        sum(headline.later for headline in headlines),
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [(60, 16), (90, 20), (150, 24)])
async def test_any_run_of_keys_leaves_the_counts_right(news: Path, seed: int, size: tuple[int, int]) -> None:
    chance = random.Random(seed)
    async with reader(news, size=size) as r:
        for _ in range(40):
            await r.press(chance.choice(KEYS))
        await r.written()
        assert r.app.is_running
        assert r.library.counts() == _counted(r)
        feeds = [feed.counts for feed in r.library.feeds()]
        assert sum(feeds, Counts()) == r.library.counts()
        while not r.at_home():
            await r.press("escape")
        await r.press("escape", "escape", "escape", "escape")
        r.main.visit_list(HeadlineQuery())
        await r.until(lambda: f"{r.library.counts().unread} unread of {r.library.counts().total}" in r.text())
