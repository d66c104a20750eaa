"""What goes wrong is told in a sentence, and the reader goes on, or ends in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsreader.config import log_path
from newsreader.errors import LibraryFull
from tests.ui.news import HEADLINES
from tests.ui.reader import Reader, reader


def _said(r: Reader) -> str:
    return " ".join([*r.toasts, r.note])


async def test_a_library_that_breaks_under_the_reader_is_told_and_the_reader_goes_on(news: Path) -> None:
    async with reader(news) as r:
        content = bytearray(news.read_bytes())
        content[4096:] = b"\xff" * (len(content) - 4096)
        news.write_bytes(bytes(content))
        for suffix in ("-wal", "-shm"):
            news.with_name(news.name + suffix).unlink(missing_ok=True)
        for key in ("j", "j", "enter", "escape", "2", "1", "A", "U"):
            await r.press(key)
        await r.until(lambda: "library" in _said(r).lower())
        assert r.at_home() and r.app.is_running


async def test_a_library_that_fails_between_two_keys_is_told_too(news: Path) -> None:
    def fail() -> None:
        raise LibraryFull("There is no room left for the library.")

    async with reader(news) as r:
        r.main.after(0.001, fail)
        await r.until(lambda: r.note == "There is no room left for the library.")
        assert r.app.is_running


async def test_an_error_of_our_own_ends_with_a_sentence_and_a_log(
    news: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with reader(news) as r:
            r.main.set_timer(0.001, lambda: 1 / 0)
            await r.until(lambda: not r.app.is_running)
    assert "ZeroDivisionError" in log_path(news).read_text()
    printed = capsys.readouterr().err
    assert "ended; what it was stands in" in printed
    assert HEADLINES[0] not in printed and "Traceback" not in printed
