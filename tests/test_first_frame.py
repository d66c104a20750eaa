"""The first frame: drawn before Textual is there, and the same cells as Textual then draws."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from newsreader.config import library_path
from newsreader.firstframe import _frame, _library, sheet_path
from newsreader.library import Library
from newsreader.models import HeadlineQuery, Show
from newsreader.rows import SHOWS
from newsreader.store.glance import Error, Glance
from newsreader.store.store import Store
from tests.terminal import Terminal
from tests.ui import news

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no first frame on Windows")

TEXTUAL_BEGINS = b"\x1b[?1000h"
TITLES = (
    "“Nobody asked the river”, say those who live by it – and 40 others",
    "渡り鳥の群れが例年より早く湖に到着、研究者ら驚く",
    "[bold]Markup[/] is no markup [@click=app.quit]here[/]",
    "A headline of such length that no column on any screen would ever have had room for the whole of it",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a library of 130 articles, and a configuration that asks nobody for news."""
    path = tmp_path / "library.db"
    news.fill(path, articles=130)
    store = Store.open(path)
    feed = store.query.feeds()[0]
    odd = [
        replace(news.article(900 + number, minutes_ago=number), headline=text)
        for number, text in enumerate(TITLES)
    ]
    read = news.bring(store, feed, odd)
    store.mark("starred", True, read, at=news.NOW).result()
    store.mark("read", True, read[:2], at=news.NOW).result()
    store.mark("later", True, read[:3], at=news.NOW).result()
    store.close()
    return tmp_path


@pytest.fixture
def glanced(home: Path) -> Path:
    return home / "library.db"


def start(home: Path, *, config: str = "", **terminal: Any) -> Terminal:
    text = f"[refresh]\non_start = false\nautomatic = false\n{config}"
    if not (home / "config.toml").exists() or (home / "config.toml").read_text() != text:
        (home / "config.toml").write_text(text)
    options: list[str | Path] = ["--library", home / "library.db", "--config", home / "config.toml"]
    return Terminal([sys.executable, "-m", "newsreader", *options], **terminal)


def place(home: Path, **there: Any) -> None:
    """Make the library remember where the reader was."""
    whole = {"feed": None, "folder": None, "show": "all", "oldest_first": False, "cursor": None}
    store = Store.open(home / "library.db")
    kept = {**whole, "feeds_shown": True, "folded": [], **there}
    store.set_meta("screen", json.dumps(kept)).result()
    store.close()


def sheet(home: Path) -> dict[str, Any]:
    try:
        fields: dict[str, Any] = json.loads(Path(sheet_path(str(home / "library.db"))).read_text())
    except OSError:
        return {}
    return fields


def a_run_before(home: Path, **how: Any) -> None:
    """Start the reader and leave it as soon as it has drawn up its sheet."""
    with start(home, **how) as terminal:
        terminal.until(lambda: bool(sheet(home)))
        terminal.type(b"Q")
        assert terminal.ended() == 0


def cells(terminal: Terminal, output: bytes, fields: dict[str, Any]) -> list[list[Any]]:
    """Return the cells of the title and of the list."""
    screen = terminal.screen(output)
    spans = [(fields["title_y"], fields["title_x"], fields["title_width"])]
    spans += [
        (fields["list_y"] + line, fields["list_x"], fields["list_width"])
        for line in range(fields["list_height"])
    ]
    return [[inked(screen.buffer[y][x]) for x in range(left, left + width)] for y, left, width in spans]


def inked(cell: Any) -> Any:
    """Return the cell; a space that nothing underlines has no colour of its own."""
    bare = cell.data == " " and not (cell.underscore or cell.reverse or cell.strikethrough)
    return cell._replace(fg="default", bold=False, italics=False) if bare else cell


def differing(first: list[list[Any]], then: list[list[Any]]) -> list[tuple[int, int, Any, Any]]:
    return [
        (y, x, one, other)
        for y, (line, line_then) in enumerate(zip(first, then, strict=True))
        for x, (one, other) in enumerate(zip(line, line_then, strict=True))
        if one != other
    ]


CASES: dict[str, dict[str, Any]] = {
    "two panes": {"columns": 100, "lines": 40},
    "three panes, two-line rows, paper": {
        "columns": 150,
        "lines": 45,
        "config": '[ui]\ntheme = "newsreader-paper"\n',
    },
    "one pane, one-line rows, unread, further down": {
        "columns": 70,
        "lines": 24,
        "there": {"show": "unread", "cursor": 77},
    },
    "a feed, one of Textual's themes": {
        "columns": 96,
        "lines": 33,
        "config": '[ui]\ntheme = "nord"\n',
        "there": {"feed": 1, "cursor": 20},
    },
    "a folder, oldest first, 16 colours": {
        "columns": 84,
        "lines": 20,
        "env": {"TERM": "xterm", "COLORTERM": ""},
        "there": {"folder": "News", "oldest_first": True, "cursor": 119},
    },
    "starred, no colours": {
        "columns": 90,
        "lines": 36,
        "env": {"NO_COLOR": "1"},
        "there": {"show": "starred"},
    },
}


@pytest.mark.parametrize("case", CASES)
def test_header_and_rows_are_the_cells_that_textual_then_draws(home: Path, case: str) -> None:
    how = dict(CASES[case])
    there = how.pop("there", {})
    if "cursor" in there:
        store = Store.open(home / "library.db")
        query = HeadlineQuery(there.get("feed"), there.get("folder"), there.get("show", "all"))
        if there.get("oldest_first"):
            query = HeadlineQuery(folder=there["folder"], oldest_first=True)
        rows = store.query.page(query, limit=120)
        there = {**there, "cursor": rows[min(there["cursor"], len(rows) - 1)].ord}
        store.close()
    place(home, **there)
    a_run_before(home, **how)
    with start(home, **how) as terminal:
        terminal.until_written(TEXTUAL_BEGINS)
        first = terminal.output[: terminal.output.index(TEXTUAL_BEGINS)]
        fields = sheet(home)
        drawn_first = cells(terminal, first, fields)
        assert any(cell.data.strip() for cell in drawn_first[0]), "the header is there"
        assert any(cell.data.strip() for cell in drawn_first[1]), "the rows are there"
        terminal.until(lambda: bool(terminal.screen().display[-1].strip()))
        terminal.settle()
        drawn_then = cells(terminal, terminal.output, fields)
        assert differing(drawn_first, drawn_then) == []
        one_picture, _, _ = terminal.output.partition(b"\x1b[?2026l")
        drawn_next = cells(terminal, one_picture, fields)
        assert differing(drawn_first, drawn_next) == [], "nothing flickers in between"
        assert terminal.output.count(b"\x1b[?1049h") == 1
        assert b"\x1b[2J" not in terminal.output, "nothing is cleared"


def test_keys_pressed_before_textual_is_there_are_obeyed(home: Path) -> None:
    a_run_before(home)
    with start(home) as terminal:
        terminal.until_written(b"\x1b[?1049h")
        terminal.type(b"Q")
        assert terminal.ended() == 0
        assert terminal.settings() == terminal.attributes


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_before_textual_is_there_gives_the_terminal_back(home: Path, number: int) -> None:
    a_run_before(home)
    with start(home) as terminal:
        terminal.until_written(b"\x1b[?1049h")
        terminal.signal(number)
        assert terminal.ended() in (-number, 143)
        assert terminal.settings() == terminal.attributes
        assert terminal.output.rfind(b"\x1b[?1049l") > terminal.output.rfind(b"\x1b[?1049h")


def test_a_signal_later_ends_the_reader_in_good_order(home: Path) -> None:
    with start(home) as terminal:
        terminal.until(lambda: bool(sheet(home)))
        terminal.signal(signal.SIGTERM)
        assert terminal.ended() == 143
        assert terminal.settings() == terminal.attributes
        assert terminal.output.rfind(b"\x1b[?1049l") > terminal.output.rfind(b"\x1b[?1049h")


def test_whatever_fails_after_the_first_frame_the_terminal_is_given_back(home: Path) -> None:
    a_run_before(home)
    (home / "broken").mkdir()
    (home / "broken" / "pathlib.py").write_text("raise RuntimeError('this pathlib is broken')")
    with start(home, env={"PYTHONPATH": str(home / "broken")}) as terminal:
        assert terminal.ended() == 1
        _, left, told = terminal.output.partition(b"\x1b[?1049l")
        assert left, "there was a first frame"
        assert b"this pathlib is broken" in told, "what is told stays to be read"
        assert terminal.settings() == terminal.attributes


def test_a_start_without_sources_needs_no_click(home: Path) -> None:
    (home / "broken").mkdir()
    (home / "broken" / "click.py").write_text("raise RuntimeError('this click is broken')")
    a_run_before(home, env={"PYTHONPATH": str(home / "broken")})


def test_what_the_command_line_refuses_is_refused(home: Path) -> None:
    (home / "folder").mkdir()
    with Terminal([sys.executable, "-m", "newsreader", "--library", "folder"], cwd=home) as terminal:
        assert terminal.ended() == 2
        assert b"is a directory" in terminal.output
        assert terminal.settings() == terminal.attributes


def test_an_error_is_told_on_the_screen_that_was_before(home: Path) -> None:
    with start(home, config="[ui]\nmeasure = 1\n") as terminal:
        assert terminal.ended() == 2
        assert b"between 30 and 120" in terminal.output
        assert terminal.settings() == terminal.attributes


def has_first_frame(home: Path, **how: Any) -> bool:
    """Say whether the next start draws anything before Textual does."""
    with start(home, **how) as terminal:
        terminal.until_written(TEXTUAL_BEGINS)
        return b"The Marrow Post" in terminal.output[: terminal.output.index(TEXTUAL_BEGINS)]


def test_the_sheet_holds_only_for_what_it_was_drawn_up_for(home: Path) -> None:
    a_run_before(home)
    kept = Path(sheet_path(str(home / "library.db"))).read_bytes()

    def fresh(**how: Any) -> bool:
        Path(sheet_path(str(home / "library.db"))).write_bytes(kept)
        return has_first_frame(home, **how)

    assert fresh()
    assert not fresh(columns=119)
    assert not fresh(env={"NO_COLOR": "1"})
    assert not fresh(env={"TERM": "xterm"})
    assert not fresh(config='[ui]\ntheme = "newsreader-paper"\n')


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"circumstances": 7}', '{"circumstances": ""}'])
def test_a_sheet_that_is_none_is_as_good_as_no_sheet(home: Path, text: str) -> None:
    glance = Glance(str(home / "library.db"))
    with contextlib.suppress(Error, OSError, KeyError, TypeError, ValueError):  # as `begin` does
        assert not _frame(glance, glance.fields(text), "")
    glance.close()


def test_the_library_is_looked_for_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("NEWSREADER_LIBRARY", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert _library([]) == str(library_path())
    assert _library(["--library", "/a/b.db"]) == "/a/b.db"
    monkeypatch.setenv("NEWSREADER_LIBRARY", "~/c.db")
    assert _library([]) == str(library_path())


@pytest.mark.parametrize("arguments", [["list"], ["-"], ["https://news.example/"], ["--library"], ["--help"]])
def test_other_calls_have_no_first_frame(arguments: list[str]) -> None:
    with pytest.raises(ValueError):
        _library(arguments)


@pytest.mark.parametrize("show", SHOWS)
@pytest.mark.parametrize(
    "where", [{}, {"feed": 2}, {"folder": "News"}, {"folder": "News/World"}, {"folder": ""}]
)
@pytest.mark.parametrize("oldest_first", [False, True])
def test_a_glance_sees_what_the_library_says(
    glanced: Path, show: Show, where: dict[str, Any], oldest_first: bool
) -> None:
    query = HeadlineQuery(show=show, oldest_first=oldest_first, **where)
    library = Library(glanced)
    glance = Glance(str(glanced))
    try:
        library.set_meta(
            "screen", json.dumps({**asdict(query), "cursor": None, "feeds_shown": True})
        ).result()
        place = glance.place()
        assert place is not None
        rows = library.page(query, limit=50)
        ords = glance.ords(place, 50)
        assert ords == [row.ord for row in rows]
        counts = library.counts(query)
        assert glance.counts(place) == (counts.total, counts.unread, counts.starred, counts.later)
        found = glance.headlines(ords[:20])
        told = [(r.headline, r.kicker, r.feed_title, r.published, r.read, r.starred, r.later) for r in rows]
        assert [found[ord] for ord in ords[:20]] == told[:20]
    finally:
        glance.close()
        library.close()


def test_a_feed_that_was_removed_is_not_seen(glanced: Path) -> None:
    library = Library(glanced)
    library.set_meta("screen", json.dumps({"feed": 2, "show": "all"})).result()
    library.remove_feed(2).result()
    glance = Glance(str(glanced))
    place = glance.place()
    assert place is not None and place.feed is None
    assert glance.ords(place, 200) == [row.ord for row in library.page(HeadlineQuery(), limit=200)]
    glance.close()
    library.close()


def test_a_folder_of_many_feeds_is_seen_too(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "library.db")
    for number in range(60):
        url = f"https://f{number}.example/"
        feed = store.add_feed(url, folder="Many" if number % 2 else "Many/More", at=news.NOW).result()
        article = replace(news.article(number), guid=url)
        news.bring(store, feed, [article], at=news.NOW + number)
    store.set_meta("screen", json.dumps({"folder": "Many", "show": "all"})).result()
    glance = Glance(str(tmp_path / "library.db"))
    place = glance.place()
    assert place is not None
    assert glance.ords(place, 50) == [
        row.ord for row in store.query.page(HeadlineQuery(folder="Many"), limit=50)
    ]
    glance.close()
    store.close()
