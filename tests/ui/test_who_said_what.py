"""Who said what: the panel beside the article, people and places of the whole library."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.style import Style
from textual.widgets import Input

from newsreader.models import (
    Annotation,
    ArticleChange,
    Body,
    Changes,
    Dateline,
    HeadlineQuery,
    ParsedArticle,
    ParsedFeed,
    Quote,
    Validators,
)
from newsreader.palette import palette
from newsreader.store.store import Store
from newsreader.ui.screens.people import PeopleScreen
from newsreader.ui.screens.places import PlacesScreen
from newsreader.ui.widgets.article_view import ArticleView
from tests.ui.news import NOW
from tests.ui.quoted import ACCORD, DULL, STORM, fill
from tests.ui.reader import Reader, reader


@pytest.fixture
def quoted(tmp_path: Path) -> Path:
    """A library in which people speak."""
    path = tmp_path / "library.db"
    fill(path)
    return path


def words(r: Reader) -> str:
    """Return the quotation under the panel's cursor."""
    quote, article = r.main.quotes_panel.quote, r.main.article_view.article
    assert quote is not None and article is not None
    return article.body.text[quote.start : quote.end]


def people(r: Reader) -> PeopleScreen:
    assert isinstance(r.app.screen, PeopleScreen)
    return r.app.screen


def set_off(view: ArticleView) -> str:
    """Return the words of the article that are set off on the screen."""
    pointed = view.look("pointed").bgcolor
    lines = (view.render_line(y) for y in range(view.size.height))
    return " ".join(
        segment.text.strip()
        for line in lines
        for segment in line
        if segment.style and segment.style.bgcolor == pointed and segment.text.strip()
    )


# --- beside the article -----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["w", "quotation_mark"])
async def test_speakers_come_in_order_of_appearance_and_the_unclear_ones_last(quoted: Path, key: str) -> None:
    async with reader(quoted, size=(120, 40)) as r:
        await r.press(key)
        assert r.pane() == "quotes"
        assert r.main.quotes_panel.speakers == ["Leontyne Asker", "Bertil Ansgar", ""]
        text = r.text()
        places = [
            text.index(part)
            for part in (
                "Leontyne Asker ",
                "“We are tired,”",
                "“It was worth the",
                "Bertil Ansgar ",
                "unclear",
            )
        ]
        assert places == sorted(places)
        assert "Who said what  4 quotations" in text


async def test_each_speaker_has_the_hue_they_have_in_the_article(quoted: Path) -> None:
    async with reader(quoted, size=(120, 40)) as r:
        await r.press("w")
        panel, view = r.main.quotes_panel, r.main.article_view
        for number, name in ((0, "We are tired"), (1, "So is the ink")):
            hue = palette("newsreader-night").speaker(number).color
            for widget in (panel, view):
                drawn = [s for y in range(30) for s in widget.render_line(y) if name in s.text]
                assert drawn and all(s.style is not None and s.style.color == hue for s in drawn)


async def test_moving_in_the_panel_moves_the_article_and_enter_goes_there(quoted: Path) -> None:
    async with reader(quoted, size=(120, 24)) as r:
        await r.press("w")
        assert set_off(r.main.article_view) == "“We are tired,”"
        assert r.main.article_view.scroll_offset.y == 0
        await r.press("j")
        assert words(r) == "“It was worth the candles,”"
        assert r.main.article_view.scroll_offset.y > 10
        assert set_off(r.main.article_view) == "“It was worth the candles,”"
        await r.press("k", "j", "enter")
        assert r.pane() == "article" and r.main.quotes_open
        await r.until(lambda: "worth the candles" in r.text())
        await r.written()
        assert r.library.counts().unread == 2


async def test_it_opens_at_the_words_that_are_read(quoted: Path) -> None:
    async with reader(quoted, size=(120, 24)) as r:
        await r.press("enter", "pagedown", "w")
        assert words(r) == "“It was worth the candles,”"


@pytest.mark.parametrize("key", ["escape", "h", "q", "w", "left"])
async def test_closing_it_leads_back_to_where_it_was_opened(quoted: Path, key: str) -> None:
    async with reader(quoted, size=(120, 24)) as r:
        await r.press("w", key)
        assert r.pane() == "list" and not r.main.quotes_open
        await r.press("enter", "w", key)
        assert r.pane() == "article" and not r.main.quotes_open
        assert set_off(r.main.article_view) == ""


async def test_from_the_article_escape_closes_the_panel_first(quoted: Path) -> None:
    async with reader(quoted, size=(120, 24)) as r:
        await r.press("enter", "w", "enter", "escape")
        assert r.pane() == "article" and not r.main.quotes_open
        await r.press("escape")
        assert r.pane() == "list"


@pytest.mark.parametrize(
    ("columns", "panes"),
    [(60, ["quotes"]), (100, ["quotes", "article"]), (160, ["list", "quotes", "article"])],
)
async def test_it_stands_where_there_is_room(quoted: Path, columns: int, panes: list[str]) -> None:
    async with reader(quoted, size=(columns, 24)) as r:
        await r.press("enter", "w")
        assert r.main.panes == panes
        shown = [
            pane
            for pane in ("feeds", "list", "quotes", "article")
            if r.main.query_one(f"#{pane}-pane").display
        ]
        assert shown == panes
        await r.press("enter")
        assert "article" in r.main.panes and r.pane() == "article"
        await r.until(lambda: "was signed. “We are" in r.text())


async def test_in_one_pane_enter_leaves_it_for_the_article(quoted: Path) -> None:
    async with reader(quoted, size=(60, 24)) as r:
        await r.press("enter", "w", "j", "enter")
        assert r.pane() == "article" and not r.main.quotes_open
        await r.until(lambda: "worth the candles" in r.text())
        await r.press("escape")
        assert r.pane() == "list"


async def test_it_follows_the_article(quoted: Path) -> None:
    async with reader(quoted, size=(160, 30)) as r:
        await r.press("w", "shift+tab")
        assert r.pane() == "list"
        await r.press("j")
        await r.until(lambda: r.main.quotes_panel.speakers == ["Bertil Ansgar", "Ines Okafor"])
        await r.press("w", "j", "space")
        await r.until(lambda: r.opened == DULL)
        assert "Nobody is quoted here." in r.text()


async def test_an_article_without_quotations_says_what_to_press(quoted: Path) -> None:
    async with reader(quoted) as r:
        await r.press("G")
        await r.until(lambda: r.opened == DULL)
        await r.press("w")
        assert "Nobody is quoted here." in r.text()
        assert "w goes back" in r.text()
        await r.press("j", "k", "G", "g", "pagedown", "enter", "w")
        assert r.main.is_mounted


async def test_without_an_article_it_does_not_open(nothing: Path) -> None:
    async with reader(nothing) as r:
        await r.press("w")
        assert not r.main.quotes_open and r.note


async def test_it_stands_beside_an_article_alone_and_in_zen(quoted: Path) -> None:
    async with reader(quoted, size=(120, 24)) as r:
        await r.press("enter", "enter", "w")
        assert r.main.panes == ["quotes", "article"]
        await r.press("w")
        assert r.main.panes == ["article"]
        await r.press("z", "w")
        assert r.main.panes == ["quotes", "article"]
        await r.press("escape", "escape")
        assert r.pane() == "article" and not r.main.quotes_open


async def test_marks_are_for_the_article_whose_words_they_are(quoted: Path) -> None:
    async with reader(quoted, size=(120, 24)) as r:
        await r.press("w", "s")
        await r.written()
        assert [h.headline for h in r.library.page(HeadlineQuery(show="starred"))] == [ACCORD]


async def test_a_click_moves_the_article(quoted: Path) -> None:
    async with reader(quoted, size=(120, 24)) as r:
        await r.press("w")
        lines = r.text().splitlines()
        row = next(y for y, line in enumerate(lines) if "“So is the ink,”" in line[:45])
        await r.pilot.click(offset=(6, row))
        await r.settle()
        assert words(r) == "“So is the ink,”" and r.pane() == "quotes"
        await r.pilot.click(offset=(6, row))
        await r.settle()
        assert r.pane() == "article"


# --- people -----------------------------------------------------------------------------------------------


async def test_from_the_panel_all_that_person_said_newest_first(quoted: Path) -> None:
    async with reader(quoted, size=(120, 30)) as r:
        await r.press("w", "j", "j")
        assert words(r) == "“So is the ink,”"
        await r.press("W")
        await r.until(lambda: people(r).in_said)
        text = r.text()
        assert "Bertil Ansgar  2 quotations, newest first" in text
        assert text.index("“So is the ink,”") < text.index("“Nothing sails before Thursday,”")
        assert "Sant Orrin · 1h · The Marrow Post" in text
        assert "Kestrel Bay · 5h · The Marrow Post" in text


async def test_enter_opens_the_article_at_the_quotation(quoted: Path) -> None:
    async with reader(quoted, size=(120, 24)) as r:
        await r.press("w", "j", "j", "W")
        await r.until(lambda: people(r).in_said)
        await r.press("j", "enter")
        await r.until(lambda: r.opened == STORM)
        assert r.at_home() and r.pane() == "article"
        assert r.headline == STORM
        await r.until(lambda: set_off(r.main.article_view) == "“Nothing sails before Thursday,”")
        await r.written()
        assert r.library.counts().unread == 2


async def test_people_are_found_by_typing(quoted: Path) -> None:
    async with reader(quoted, size=(120, 30)) as r:
        await r.press("W")
        await r.until(lambda: people(r).names.count == 3)
        await r.type("oka")
        assert people(r).names.count == 1
        assert "Ines Okafor  1 quotation, newest first" in r.text()
        await r.press("enter", "enter")
        await r.until(lambda: r.opened == STORM)
        await r.until(lambda: set_off(r.main.article_view) == "“We have bread,”")


async def test_the_arrows_move_among_people_while_one_types(quoted: Path) -> None:
    async with reader(quoted, size=(120, 30)) as r:
        await r.press("W")
        await r.until(lambda: people(r).names.count == 3)
        first = people(r).names.name_at
        await r.press("down")
        assert people(r).names.name_at != first
        assert people(r).name_input.has_focus
        assert people(r).said.said_at is not None


async def test_the_newest_quoted_may_stand_first(quoted: Path) -> None:
    async with reader(quoted, size=(120, 30)) as r:
        await r.press("W")
        await r.until(lambda: people(r).names.count == 3)
        await r.press("ctrl+t")
        assert "newest first" in r.text().splitlines()[0]
        assert [name.name for name in people(r).names._names][-1] == "Ines Okafor"


async def test_escape_leads_back_step_by_step(quoted: Path) -> None:
    async with reader(quoted, size=(120, 30)) as r:
        await r.press("W")
        await r.until(lambda: people(r).names.count == 3)
        await r.type("ans")
        await r.press("enter")
        assert people(r).in_said
        await r.press("escape")
        assert people(r).name_input.has_focus
        await r.press("escape")
        assert people(r).name_input.value == "" and people(r).names.count == 3
        await r.press("escape")
        assert r.at_home() and r.pane() == "list"


async def test_from_a_person_of_the_panel_escape_leads_back_to_the_panel(quoted: Path) -> None:
    async with reader(quoted, size=(120, 30)) as r:
        await r.press("w", "W")
        await r.until(lambda: people(r).in_said)
        await r.press("q")
        assert r.at_home() and r.pane() == "quotes"


async def test_in_a_narrow_terminal_people_and_their_words_take_turns(quoted: Path) -> None:
    async with reader(quoted, size=(60, 24)) as r:
        await r.press("W")
        await r.until(lambda: people(r).names.count == 3)
        assert "Ines Okafor" in r.text() and "“" not in r.text()
        await r.press("enter")
        await r.until(lambda: "Ines Okafor" not in r.text() and "“We are tired,”" in r.text())
        await r.press("escape")
        assert "Ines Okafor" in r.text()


async def test_where_nobody_is_quoted_that_is_said(nothing: Path) -> None:
    async with reader(nothing) as r:
        await r.press("W")
        await r.until(lambda: "Nobody is quoted in the" in r.text())
        await r.press("enter", "down", "tab", "escape")
        assert r.at_home()


async def test_who_is_no_person_of_the_library_is_told(quoted: Path) -> None:
    async with reader(quoted, size=(120, 30)) as r:
        await r.press("w", "G")
        assert words(r) == "“We will all be told about it in the spring.”"
        await r.press("W")
        await r.until(lambda: people(r).names.count == 3)
        assert people(r).name_input.has_focus


async def test_a_name_nobody_has_says_so(quoted: Path) -> None:
    async with reader(quoted, size=(120, 30)) as r:
        await r.press("W")
        await r.type("zzz")
        await r.until(lambda: "Nobody of that name is quoted." in r.text())


# --- places -----------------------------------------------------------------------------------------------


async def test_places_are_listed_with_their_counts_and_show_their_news(quoted: Path) -> None:
    async with reader(quoted, size=(100, 30)) as r:
        await r.press("P")
        assert isinstance(r.app.screen, PlacesScreen)
        await r.until(lambda: "Kestrel Bay" in r.text() and "Sant Orrin" in r.text())
        await r.type("bay")
        await r.press("enter")
        await r.until(lambda: r.query == HeadlineQuery(search='place:"Kestrel Bay"'))
        await r.until(lambda: r.headline == STORM and r.main.headlines.count == 2)
        assert r.pane() == "list"
        await r.press("escape")
        assert r.query == HeadlineQuery()


async def test_where_there_are_no_places_that_is_said(nothing: Path) -> None:
    async with reader(nothing) as r:
        await r.press("P")
        await r.until(lambda: "No article names a place in its dateline yet." in r.text())
        await r.press("enter", "escape")
        assert r.at_home()


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ('place:"kes', 'place:"kestrel Bay"'),
        ("place:kes", "place:kes"),
        ("kes", "kes"),
        ("place:zz", "place:zz"),
    ],
)
async def test_a_place_is_completed_while_one_searches(quoted: Path, typed: str, whole: str) -> None:
    async with reader(quoted) as r:
        await r.press("slash")
        await r.type(typed)
        await r.until(lambda: r.main.searching)
        await r.settle()
        await r.press("right")
        assert r.main.query_one("#search-input", Input).value == whole


# --- few colours ------------------------------------------------------------------------------------------


async def test_without_colour_the_cursor_and_the_speakers_are_still_told(
    quoted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with reader(quoted, size=(120, 30)) as r:
        await r.press("w")
        panel = r.main.quotes_panel
        styles: dict[str, Style] = {}
        for y in range(20):
            for segment in panel.render_line(y):
                if segment.style and (text := segment.text.strip()):
                    styles[text] = segment.style
        assert all(not style.color or style.color.is_default for style in styles.values())
        assert styles["“We are tired,”"].reverse
        assert styles["Leontyne Asker"].bold and styles["Bertil Ansgar"].bold
        assert styles["“So is the ink,”"] != styles["“It was worth the candles,”"]


# --- what goes wrong --------------------------------------------------------------------------------------


async def test_a_library_that_breaks_is_told_and_one_can_go_back(quoted: Path) -> None:
    async with reader(quoted, size=(120, 30)) as r:
        content = bytearray(quoted.read_bytes())
        content[4096:] = b"\xff" * (len(content) - 4096)
        quoted.write_bytes(bytes(content))
        for suffix in ("-wal", "-shm"):
            quoted.with_name(quoted.name + suffix).unlink(missing_ok=True)
        for key in (
            "w",
            "escape",
            "W",
            "a",
            "enter",
            "escape",
            "escape",
            "P",
            "a",
            "enter",
            "escape",
            "escape",
        ):
            await r.press(key)
        await r.until(lambda: "library" in " ".join([*r.toasts, r.note]).lower())
        await r.until(r.at_home)
        assert r.app.is_running


async def test_names_and_words_from_outside_reach_the_screen_as_text(nothing: Path) -> None:
    evil = "\x1b]52;c;x\x07[/][@click=app.quit]x\u202e\x9b31m"
    store = Store.open(nothing)
    feed = store.add_feed("https://post.example/", title=f"Post {evil}", at=NOW).result()
    one = ParsedArticle(headline=f"Head {evil}", published=NOW, source="x", source_type="text")
    ids = store.apply(
        feed.id,
        Changes((ArticleChange(one, b"k", b"k"),)),
        feed=ParsedFeed(title=feed.title),
        validators=Validators(),
        body_hash=b"",
        at=NOW,
        next_at=NOW,
        wait_until=None,
    ).result()
    text = f"“Words {evil}”"
    quote = Quote(0, len(text), "statement", ((0, len(text)),), f"Ada {evil}", via=f"Wire {evil}")
    dateline = Dateline(f"TARN {evil}", f"TARN {evil}", (f"TARN {evil}",))
    store.annotated([(ids.new_ids[0], b"k", Annotation(Body(text), (quote,), dateline))], 1).result()
    store.close()
    async with reader(nothing, size=(120, 30)) as r:
        for keys in (["w"], ["W"], ["enter"], ["escape", "escape", "P"]):
            await r.press(*keys)
            await r.until(lambda: "Ada [/]" in r.text() or "Tarn" in r.text() or "TARN" in r.text())
            for strip in r.app.screen._compositor.render_strips():
                assert not set("".join(segment.text for segment in strip)) & set("\x1b\x07\u202e\x9b")
        assert r.app.is_running
