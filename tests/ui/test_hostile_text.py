"""Text from outside on the screen: never control, never markup, wherever it stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from newsreader.models import Event, HeadlineQuery
from newsreader.store.store import Store
from newsreader.ui.messages import EngineSaid
from newsreader.ui.screens.add import AddScreen
from tests.ui.news import NOW, article, bring
from tests.ui.reader import Reader, reader

HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07\x1b[31mred",
    "[/] [/nope] [bold]x",
    "[@click=app.quit]click[/]",
    "\x9b31m\u202egnp.exe\u2066\u200b\ufeff",
    "\ud800 lone",
    "[link=https://evil.example]here[/link]",
)


def _allowed(text: str) -> bool:
    """True where nothing in it is obeyed by a terminal, or hides or turns what stands beside it."""
    return all(
        character == "\n" or character.isprintable() or character in "\xa0\u3000" for character in text
    ) and not any(character in text for character in "\u202e\u2066\u200b\ufeff\x1b\x9b")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A library in which everything that is text is hostile."""
    path = tmp_path / "library.db"
    store = Store.open(path)
    for number, text in enumerate(HOSTILE):
        title = text.encode("utf-8", "replace").decode()
        feed = store.add_feed(
            f"https://{number}.example/feed", title=title, folder=title.replace("/", "|"), at=NOW
        ).result()
        one = replace(
            article(number), headline=f"{title} {number}", kicker=title, byline=title, publisher=title
        )
        bring(store, feed, [one])
        store.failed(feed.id, title, NOW, NOW + 600).result()
    store.close()
    return path


async def _walk(r: Reader) -> None:
    for keys in ("jjjjj", ["enter"], ["escape"], ["shift+tab"], "jjjjjjjj"):
        for key in keys:
            await r.press(key)
            assert _allowed(r.text())


async def test_headlines_articles_feeds_and_their_errors_are_shown_as_text(hostile: Path) -> None:
    async with reader(hostile, size=(150, 40)) as r:
        await _walk(r)
        assert "[/] [/nope] [bold]x" in r.text()
        assert "[@click=app.quit]click[/]" in r.text()


async def test_boxes_show_hostile_names_as_text(hostile: Path) -> None:
    async with reader(hostile, size=(150, 40)) as r:
        for feed in r.library.feeds():
            r.main.feed_list.select(HeadlineQuery(feed=feed.id))
            r.main.go_to("feeds")
            await r.press("e")
            assert _allowed(r.text())
            await r.press("escape", "d")
            await r.until(lambda feed=feed: (found := r.library.feed(feed.id)) and found.removed_at)  # type: ignore[misc]
            assert _allowed(r.text())
            await r.press("U")
            await r.written()


async def test_what_is_said_is_said_as_text(hostile: Path) -> None:
    async with reader(hostile) as r:
        for text in HOSTILE:
            r.main.say(text, warning=True)
            r.main.say(text + " and so on" * 30)
            r.app.notify(text, title=text)
            await r.settle()
            assert _allowed(r.text())


async def test_what_the_engine_says_is_shown_as_text(hostile: Path) -> None:
    async with reader(hostile) as r:
        for text in HOSTILE:
            r.main.post_message(EngineSaid(Event("note", 0, {"text": text})))
            r.main.post_message(EngineSaid(Event("failed", 0, {"error": text})))
        await r.press("a")
        box = r.app.screen
        assert isinstance(box, AddScreen)
        for text in HOSTILE:
            box.query_one("#source", Input).value = text
            box.hear(Event("offer", 1, {"found": [{"url": text, "title": text}, {"url": text, "title": ""}]}))
            box.hear(Event("done", 1, {}))
            await r.settle()
            assert _allowed(r.text())
            box.hear(Event("failed", 1, {"error": text}))
            await r.settle()
            assert _allowed(r.text())


async def test_searching_for_hostile_text_shows_it_as_text(hostile: Path) -> None:
    async with reader(hostile) as r:
        for text in HOSTILE:
            await r.press("slash")
            r.main.search_input.value = text
            await r.until(lambda: r.main.searching)
            assert _allowed(r.text())
            await r.press("escape")


async def test_what_is_pasted_is_cleaned_wherever_it_goes(hostile: Path) -> None:
    async with reader(hostile) as r:
        for key in ("slash", "ctrl+p", "a"):
            await r.press(key)
            r.app.post_message(events.Paste("".join(HOSTILE)))
            await r.settle()
            assert "owned" in r.text() and _allowed(r.text())
            await r.press("escape", "escape")
