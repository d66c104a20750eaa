"""The bottom line."""

from __future__ import annotations

import pytest

from newsreader.ui.widgets.status_bar import Hint, StatusBar
from tests.ui.widgets.stage import Stage, screen_text

HINTS = [
    Hint("Enter", "open", "open"),
    Hint("Space", "read on", "page"),
    Hint("s", "star", "star"),
    Hint("?", "help"),
]


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (72, " Enter open  Space read on  s star  ? help     refreshing 3/9  16 unread"),
        (40, " Enter open   refreshing 3/9  16 unread"),
        (20, " Enter open"),
    ],
)
async def test_hints_give_way_to_progress_and_counts(width: int, line: str) -> None:
    stage = Stage(bar := StatusBar())
    async with stage.opened(width, 3) as pilot:
        bar.hints, bar.progress, bar.counts = HINTS, "refreshing 3/9", "16 unread"
        await pilot.pause()
        assert screen_text(bar)[0].split() == line.split()
        assert len(screen_text(bar)[0]) in (width - 1, len(line))


async def test_a_note_stands_in_place_of_the_hints_and_is_cut_to_fit() -> None:
    stage = Stage(bar := StatusBar())
    async with stage.opened(30, 3) as pilot:
        bar.hints, bar.counts = HINTS, "34 %"
        bar.note = "Marked 12 articles read\x1b[2J; U undoes it."
        await pilot.pause()
        assert screen_text(bar)[0] == " Marked 12 articles rea… 34 %"
        bar.note = ""
        await pilot.pause()
        assert screen_text(bar)[0].startswith(" Enter open")


async def test_hints_and_progress_can_be_clicked() -> None:
    stage = Stage(bar := StatusBar())
    async with stage.opened(60, 3) as pilot:
        bar.hints, bar.progress = HINTS, "refreshing 3/9"
        await pilot.pause()
        await pilot.click(offset=(14, 0))
        await pilot.click(offset=(55, 0))
        await pilot.click(offset=(36, 0))  # "?" stands for no command
        assert [told.command for told in stage.told if isinstance(told, StatusBar.HintClicked)] == ["page"]
        assert len(stage.heard(StatusBar.ProgressClicked)) == 1
