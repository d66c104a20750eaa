"""Links, the clipboard, files and commands."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.models import Headline
from newsreader.ui.screens.sharing import file_name, run_with_input
from tests.ui.news import HEADLINES
from tests.ui.reader import reader


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the browser writes what it was asked to open."""
    if sys.platform == "win32":
        pytest.skip("a script stands in for the browser")
    program, asked = tmp_path / "browser", tmp_path / "asked"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{asked}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(program))
    return asked


async def test_o_opens_the_articles_page_and_names_its_host(news: Path, browser: Path) -> None:
    async with reader(news) as r:
        await r.press("o")
        assert r.note == "Opening post.example in the browser."
        await r.until(lambda: browser.exists() and browser.read_text())
        assert browser.read_text() == "https://post.example/story/0\n"


async def test_a_digit_in_the_article_opens_that_link(news: Path, browser: Path) -> None:
    async with reader(news) as r:
        await r.press("enter", "2")
        await r.until(lambda: browser.exists() and browser.read_text())
        assert browser.read_text() == "https://docs.example/map\n"
        assert r.query.show == "all"


async def test_a_link_that_is_not_there_says_so(news: Path, browser: Path) -> None:
    async with reader(news) as r:
        await r.press("enter", "9")
        assert r.note == "There is no link 9."
        assert not browser.exists()


async def test_a_browser_that_fails_is_told(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", "false")
    async with reader(news) as r:
        await r.press("o")
        await r.until(lambda: r.note == "false could not open the page (it ended with status 1).")


async def test_y_copies_the_address(news: Path) -> None:
    async with reader(news) as r:
        await r.press("j", "y")
        assert r.app.clipboard == "https://post.example/story/1"
        assert r.note == "Copied https://post.example/story/1"


async def test_what_is_copied_has_nothing_a_terminal_obeys(news: Path) -> None:
    async with reader(news) as r:
        r.app.copy_to_clipboard("a\x1b]52;c;eA==\x07\u202eb\ud800")
        assert r.app.clipboard == "a]52;c;eA==b\ufffd"


async def test_capital_s_saves_the_article_and_overwrites_nothing(news: Path, tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    async with reader(news) as r:
        for _ in range(2):
            await r.press("S")
            r.app.screen.query_one("Input").value = str(file)  # type: ignore[attr-defined]
            await r.press("enter")
        assert HEADLINES[0] in file.read_text() and "“We waited long enough,”" in file.read_text()
        await r.until(
            lambda: [*r.toasts, r.note][-2:] and "is there already" in " ".join([*r.toasts, r.note])
        )


async def test_escape_saves_nothing(news: Path, tmp_path: Path) -> None:
    async with reader(news) as r:
        before = sorted(tmp_path.iterdir())
        await r.press("S", "escape")
        assert r.at_home()
        assert sorted(tmp_path.iterdir()) == before


def test_a_command_gets_the_article_as_its_input_and_meets_no_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "")
    monkeypatch.chdir(tmp_path)
    run_with_input("tee got ; echo", "the story")
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == dict.fromkeys(
        ("got", ";", "echo"), "the story"
    )
    with pytest.raises(ValueError, match="nothing to run"):
        run_with_input("  ", "the story")


@pytest.mark.parametrize(
    ("headline", "name"),
    [
        ("Ferry returns, at last!", "ferry-returns-at-last"),
        ("../../etc/passwd", "etc-passwd"),
        ("Über den Fluß", "über-den-fluss"),
        ("…", "article"),
    ],
)
def test_a_file_is_named_after_its_headline(headline: str, name: str) -> None:
    assert file_name(headline) == name


@given(st.text(max_size=200))
@settings(max_examples=80, deadline=None)
def test_a_file_name_is_no_path(headline: str) -> None:
    name = file_name(headline)
    assert name and "/" not in name and "\\" not in name and not name.startswith(".") and len(name) <= 61


def test_headlines_have_the_marks_by_their_names() -> None:
    assert {"read", "starred", "later"} <= set(Headline.__slots__)
