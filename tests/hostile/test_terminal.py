"""Nothing that strangers write reaches the terminal as anything but text: judged by the bytes.

The real program runs in a terminal, on a library in which every field that comes from outside holds
every hostile text there is.  A canary beside each proves that it came as far as the screen.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from newsreader.store.store import Store
from tests.hostile.newsstand import PROGRAM, Newsstand, newsstand
from tests.hostile.payloads import PAYLOADS, canary, encoded, one_line, planted
from tests.hostile.sitting import Record, Sitting, canaries, run
from tests.terminal import Terminal
from tests.ui.news import NOW, article, bring

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminal")

ALL = len(PAYLOADS)
ARTICLE = (
    *("headline", "deck", "byline", "feed title", "place", "words", "quotation", "speaker", "picture"),
    *("link text", "link", "code", "address", "kicker"),
)
CLEAR = b"\x15"
"""Ctrl+u, which empties a line that is typed into."""
BEGINS = b"\x1b[?1000h"
"""What Textual sends first: the first frame is drawn before."""


def test_no_hostile_text_is_more_than_text_in_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = sit(tmp_path)
    assert record.foreign == []
    assert record.payloads == set(PAYLOADS)
    with capsys.disabled():
        print(f"\n{told(record)}")


def sit(home: Path, *, thorough: bool = False) -> Record:
    """Read hostile papers on every screen there is, and return what was seen.

    Thoroughly is in small terminals too, and with every text pasted into every line.
    """
    record = Record()
    with newsstand(home) as stand:
        _subscribe(stand, record)
        _read_wide(stand, record)
        _use_boxes(stand, record, 1 if thorough else 10)
        if thorough:
            _read_small(stand, record)
        _ask_the_command_line(stand, record)
    return record


def told(record: Record) -> str:
    """Return the figures of a record."""
    return (
        f"{ALL} hostile texts in {len(record.fields)} fields on {len(record.screens)} screens:"
        f" {record.combinations:,} seen in {record.written / 1e6:.1f} MB; {len(record.foreign)} obeyed"
    )


# --- the command line ---------------------------------------------------------------------------------


def _subscribe(stand: Newsstand, record: Record) -> None:
    """Subscribe to all there is, by the commands a person would use; what they say is looked at."""

    def command(screen: str, *arguments: str | Path) -> None:
        run(record, screen, [PROGRAM, *arguments], stand.environment, stand.home)

    command("import of OPML", "import", stand.list_file)
    command("import of urls", "import", stand.urls_file)
    command("add folders", "add", *stand.folders.values())
    command("refresh", "refresh")
    assert not record.lacking("import of OPML", ["left out"], PAYLOADS)
    assert not record.lacking("add folders", ["file name", "folder name"], PAYLOADS)
    assert not record.lacking("refresh", ["list title", "reason"], PAYLOADS)


def _ask_the_command_line(stand: Newsstand, record: Record) -> None:
    def command(screen: str, *arguments: str | Path) -> tuple[int, str]:
        return run(record, screen, [PROGRAM, *arguments], stand.environment, stand.home)

    command("list", "list", "--limit", "200")
    command("list --json", "list", "--json", "--limit", "200")
    command("feeds", "feeds")
    command("feeds --json", "feeds", "--json")
    command("quotes", "quotes", "--limit", "200")
    command("quotes --json", "quotes", "--json", "--limit", "200")
    command("search", "search", "harbour", "--limit", "200")
    command("add a site", "add", stand.site)
    assert len(record.screens["add a site"]) >= ALL - 1
    command("doctor", "doctor")
    for screen in ("list", "list --json", "search"):
        assert not record.lacking(screen, ["headline"], PAYLOADS)
    assert not record.lacking("feeds", ["folder", "list title", "reason", "folder name"], PAYLOADS)
    assert not record.lacking("feeds --json", ["feed title", "folder", "list title", "reason"], PAYLOADS)
    for screen in ("quotes", "quotes --json"):
        assert record.lacking(screen, ["speaker", "quotation", "headline"], PAYLOADS) <= {
            ("speaker", "shell")
        }
    assert not record.lacking("quotes --json", ["place"], PAYLOADS)
    assert not record.lacking("doctor", ["list title", "reason"], PAYLOADS)


def test_a_library_from_elsewhere_is_cleaned_where_it_is_printed(tmp_path: Path) -> None:
    """What the library holds was cleaned on its way in; here it was written past that door."""
    library, record = tmp_path / "library.db", Record()
    (tmp_path / "config.toml").write_text("")
    store = Store.open(library)
    for number, payload in enumerate(PAYLOADS):
        text = planted("headline", payload).encode("utf-8", "replace").decode()
        feed = store.add_feed(f"https://{number}.example/feed", title=text, at=NOW).result()
        bring(store, feed, [replace(article(number), headline=text, kicker=text, byline=text)])
        store.failed(feed.id, text, NOW, NOW + 600).result()
    store.close()
    env = {"HOME": str(tmp_path), "NEWSREADER_LIBRARY": str(library)}
    strange = tmp_path / "con\x1b]0;31337\x07fig\u202e.toml"
    strange.write_text(f'[ui]\ntheme = "{PAYLOADS["direction"]}"\n', encoding="utf-8")
    config = ["--config", strange]
    for command in (["list", "--json"], ["feeds", "--json"], ["doctor"], ["export"]):
        run(record, " ".join(command), [PROGRAM, *command], env, tmp_path)
    for arguments in (["config", *config], ["config", "--path", *config], ["list", "--x\x1b[31337m"], config):
        code, said = run(record, "odd arguments", [PROGRAM, *arguments], env, tmp_path)
        assert code in (0, 2) and "unexpected" not in said
    assert not record.lacking("list --json", ["headline"], PAYLOADS)
    assert not record.lacking("feeds --json", ["headline"], PAYLOADS)
    assert record.foreign == []


# --- the reader ---------------------------------------------------------------------------------------


def _reader(stand: Newsstand, columns: int, lines: int) -> Terminal:
    return Terminal([PROGRAM], columns=columns, lines=lines, env=stand.environment, cwd=stand.home)


def _read_wide(stand: Newsstand, record: Record) -> None:
    """See everything there is at once, article by article, and the lists of all names."""
    with _reader(stand, 220, 150) as terminal:
        sitting = Sitting(terminal, record, "list and feeds")
        sitting.until_seen("headline", "feed title", "folder", "list title", "folder name")
        _walk_articles(sitting)
        _walk_names(sitting)
        assert sitting.quit() == 0
    with _reader(stand, 220, 150) as terminal:
        sitting = Sitting(terminal, record, "first frame")
        terminal.until_written(BEGINS)
        drawn = terminal.output.partition(BEGINS)[0]
        assert {"headline", "folder name"} <= {name for name, _ in canaries(drawn)}
        sitting.until_seen("headline", "folder name")
        assert sitting.quit() == 0


def _use_boxes(stand: Newsstand, record: Record, every: int) -> None:
    """Open every box on every feed, and paste every so many texts wherever something can be typed."""
    with _reader(stand, 100, 60) as terminal:
        sitting = Sitting(terminal, record, "list")
        sitting.until(lambda: sitting.count("folder name") > 5)
        _walk_feeds(sitting)
        _type_everywhere(sitting, stand, every)
        sitting.open(b"h", b"Edit feed")
        sitting.at("feed sheet")
        terminal.type(b"gjjjj")
        sitting.until_seen("reason", count=1)
        sitting.press(b"e", b"Minutes between refreshes")
        assert sitting.quit() == 0


def _walk_articles(sitting: Sitting) -> None:
    terminal = sitting.terminal
    sitting.at("who said what, beside list and article")
    sitting.press(b"Gw", b"Who said what")
    sitting.press(b"\x1b[Z", b"Search")
    for number in range(1, ALL + 1):
        sitting.until_seen(*ARTICLE, count=number)
        terminal.type(b"k")
    sitting.at("article alone")
    sitting.press(b"w", b"People")
    sitting.press(b"w", b"Search")
    sitting.press(b"G\r", b"Alone")
    sitting.keys(b"\r")
    for number in range(1, ALL + 1):
        sitting.until_seen(*ARTICLE, count=number)
        terminal.type(b"K")
    _leave(sitting)
    _leave(sitting)


def _walk_feeds(sitting: Sitting) -> None:
    """Go through the feeds: each says what is wrong with it."""
    terminal = sitting.terminal
    sitting.at("feeds, each with its trouble")
    sitting.press(b"h", b"Edit feed")
    terminal.type(b"gjjj")
    for number in range(1, ALL + 1):
        sitting.insist("reason", number, b"j")


def _walk_names(sitting: Sitting) -> None:
    """Open every box that shows names."""
    terminal = sitting.terminal
    sitting.at("people")
    sitting.keys(b"W")
    people = ALL - 1  # in the text for a shell nobody can be told to speak
    sitting.until_seen("speaker", count=people)
    for number in range(1, people + 1):
        sitting.until_seen("quotation", "headline", "feed title", count=number)
        terminal.type(b"\x1b[B")
    _leave(sitting)
    sitting.at("places")
    sitting.keys(b"P")
    sitting.until_seen("place")
    _leave(sitting)
    sitting.at("palette")
    sitting.press(b":", b"Search for commands")
    for name in ("feed title", "list title", "folder", "folder name"):
        sitting.insist(name, ALL, CLEAR, canary(name, "colour")[:4].encode())
    _leave(sitting)


def _leave(sitting: Sitting) -> None:
    sitting.terminal.type(b"\x1b")
    sitting.terminal.settle(0.25)


def _type_everywhere(sitting: Sitting, stand: Newsstand, every: int) -> None:
    """Paste every so many of the hostile texts wherever something can be typed."""

    def everywhere(name: str, key: bytes, enter: bytes = b"") -> None:
        for number, payload in enumerate(list(PAYLOADS)[::every], 1):
            sitting.insist(name, number, key, CLEAR, _paste(payload, name))  # the key is text in the box
            sitting.keys(enter)
        sitting.keys(CLEAR)
        _leave(sitting)
        _leave(sitting)

    sitting.at("search")
    everywhere("search", b"/")
    sitting.at("help")
    everywhere("help search", b"?")
    sitting.at("add a feed")
    everywhere("source", b"a", b"\r")
    sitting.at("feeds to choose from")
    sitting.open(b"a", b"What to read")
    sitting.keys(stand.site.encode() + b"\r")
    sitting.until_seen("offer", count=5)


def _read_small(stand: Newsstand, record: Record) -> None:
    """Look at lists and articles in the layouts of smaller terminals."""
    for columns, lines in ((80, 24), (60, 24)):
        with _reader(stand, columns, lines) as terminal:
            sitting = Sitting(terminal, record, f"{columns}×{lines}")
            sitting.press(b"", b"A harbour")
            sitting.insist("headline", 1, b"G")
            for number in range(2, ALL + 1):
                sitting.insist("headline", number, b"k")
            sitting.insist("deck", 1, b"G", b"\r")
            for number in range(2, ALL + 1):
                sitting.insist("deck", number, b"K")
            assert sitting.quit() == 0


def _paste(payload: str, name: str) -> bytes:
    """Return a paste of the payload, its canary at both ends: of a long line the end is shown."""
    return b"\x1b[200~" + encoded(f"{one_line(name, payload)[:400]} {canary(name, payload)}") + b"\x1b[201~"
