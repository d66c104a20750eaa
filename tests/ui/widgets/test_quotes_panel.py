"""The panel of quotations, and what it has in common with the lists of people and places."""

from __future__ import annotations

import pytest

from newsreader.models import Article, Body, Quote, Span
from newsreader.ui.widgets.item_view import ItemView, folded, pair
from newsreader.ui.widgets.quotes_panel import QuotesPanel, groups_of
from tests.ui.widgets.stage import Stage


def article(said: list[tuple[str | None, str, str]]) -> Article:
    """Make an article of these quotations: speaker, words, kind."""
    quotes, spans, text = [], [], ""
    for number, (speaker, words, kind) in enumerate(said):
        start = len(text)
        text += f"“{words}”"
        quotes.append(Quote(start, len(text), kind, ((start, len(text)),), speaker))  # type: ignore[arg-type]
        spans.append(Span(start, len(text), "quotation", speaker or "", number))
        text += "\n\n"
    return Article(1, "Headline", body=Body(text.rstrip(), tuple(spans)), quotes=tuple(quotes))


MANY = article([(f"Speaker {n // 3}", f"Number {n}.", "statement") for n in range(30)])


def drawn(panel: ItemView) -> list[str]:
    """Return what is on the screen."""
    return [panel.render_line(y).text.rstrip() for y in range(panel.size.height)]


def test_titles_and_words_held_with_tongs_are_nobodys() -> None:
    groups = groups_of(
        article(
            [
                ("Ada", "One.", "statement"),
                (None, "Two.", "statement"),
                ("Bo", "Three", "fragment"),
                ("Ada", "Four.", "statement"),
                ("Bo", "Dubliners", "title"),
                (None, "so-called", "scare"),
            ]
        )
    )
    assert [(group.speaker, group.role, len(group.quotes)) for group in groups] == [
        ("Ada", "voice.0", 2),
        ("Bo", "voice.1", 1),
        ("", "quotation", 1),
    ]


async def test_a_heading_stays_in_view_with_its_first_words() -> None:
    panel = QuotesPanel()
    async with Stage(panel).run_test(size=(30, 8)) as pilot:
        panel.show(MANY)
        await pilot.pause()
        for _ in range(12):
            panel.move(1)
        for _ in range(3):
            panel.move(-1)
        assert panel.cursor == 9
        lines = drawn(panel)
        at = next(y for y, line in enumerate(lines) if "Number 9." in line)
        assert "Speaker 3" in lines[at - 1]


async def test_pages_and_ends() -> None:
    panel = QuotesPanel()
    async with Stage(panel).run_test(size=(30, 10)) as pilot:
        panel.show(MANY)
        await pilot.pause()
        assert panel.page(1) and 0 < panel.cursor < 10
        here = panel.cursor
        assert panel.page(0.5) and panel.cursor > here
        assert panel.page(-1) and panel.cursor < here
        panel.go_last()
        assert panel.cursor == 29 and not panel.move(1) and not panel.page(1)
        assert any("Number 29." in line for line in drawn(panel))
        panel.go_first()
        assert panel.cursor == 0 and not panel.move(-1) and not panel.page(-1)
        assert "Speaker 0" in drawn(panel)[0]


async def test_another_width_keeps_the_cursor_in_view() -> None:
    panel = QuotesPanel()
    words = "It goes on for a while, as such things do, and then a little longer."
    async with Stage(panel).run_test(size=(80, 10)) as pilot:
        panel.show(article([("Ada", f"{n} {words}", "statement") for n in range(20)]))
        await pilot.pause()
        panel.move(10)
        await pilot.resize_terminal(24, 10)
        await pilot.pause()
        assert panel.cursor == 10
        assert any("“10 It goes" in line for line in drawn(panel))
        assert all(panel.render_line(y).cell_length == panel.columns for y in range(10))


async def test_shown_anew_the_cursor_stays_on_its_words() -> None:
    panel = QuotesPanel()
    async with Stage(panel).run_test(size=(30, 10)) as pilot:
        panel.show(MANY)
        await pilot.pause()
        panel.move(7)
        panel.show(MANY)
        assert panel.cursor == 7
        panel.show(article([("Ada", "One.", "statement")]))
        assert panel.cursor == 0
        panel.show(None)
        assert panel.quote is None and not panel.move(1)
        panel.choose()
        await pilot.pause()


async def test_an_empty_panel_shows_its_sentence() -> None:
    panel = QuotesPanel()
    async with Stage(panel).run_test(size=(40, 10)) as pilot:
        panel.empty_text = "Nobody is quoted here."
        panel.show(article([]))
        await pilot.pause()
        assert any("Nobody is quoted here." in line for line in drawn(panel))
        for move in (panel.go_first, panel.go_last, panel.choose):
            move()
        assert not panel.page(1) and not panel.move(-1)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two", ["one two"]),
        ("one two three four", ["one two", "three four"]),
        ("one\n\ntwo", ["one", "two"]),
        ("one two three four five six seven", ["one two", "three …"]),
        ("港湾法案、未明に可決", ["港湾法案、", "未明に可決"]),
        ("", [""]),
    ],
)
def test_words_are_folded_and_the_rest_is_told(text: str, lines: list[str]) -> None:
    assert folded(text, 10, 2) == lines


def test_a_name_gives_way_to_its_number() -> None:
    assert pair("Ada Quill", "12", 20) == ("Ada Quill", " " * 9, "12")
    left, space, right = pair("A very long name indeed", "12", 12)
    assert (len(left + space + right), left[-1], right) == (12, "…", "12")
