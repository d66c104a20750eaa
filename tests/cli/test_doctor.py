"""`newsreader doctor` says what is wrong, and `--repair` mends the library."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsreader.config import samples_folder
from newsreader.library import Library
from newsreader.store import keepsake
from tests.cli.conftest import Cli
from tests.hostile.wrecks import DAMAGE, fill
from tests.servers import LoopbackServer, reply
from tests.store.build import NOW


@pytest.fixture
def library(cli: Cli, tmp_path: Path) -> Path:
    """The command line's library, filled, with a daily copy."""
    path = tmp_path / "home" / "library.db"
    fill(path, 60)
    keepsake.keep(path, NOW)
    return path


def test_the_doctor_names_the_copies_that_are_kept(cli: Cli, library: Path) -> None:
    report = cli("doctor")
    assert report.code == 0
    assert "daily copy:" in report.out
    assert "3 feeds with their marks" in report.out


@pytest.mark.parametrize("kind", ["first page", "schema", "article page", "search", "counts", "cut", "text"])
def test_the_doctor_tells_damage_and_repair_mends_it(cli: Cli, library: Path, kind: str) -> None:
    DAMAGE[kind](library)
    damaged = library.read_bytes()
    report = cli("doctor")
    assert report.code == 1
    assert "newsreader doctor --repair" in report.out
    assert library.read_bytes() == damaged
    mended = cli("doctor", "--repair")
    assert mended.code == 0
    assert "Saved 3 feeds" in mended.err
    assert "is kept as" in mended.err
    assert cli("doctor").code == 0
    assert len(cli("feeds", "--json").json) == 3


@pytest.mark.parametrize("kind", ["first page", "schema", "text"])
def test_a_command_on_a_damaged_library_names_the_cure(cli: Cli, library: Path, kind: str) -> None:
    DAMAGE[kind](library)
    listing = cli("list")
    assert (listing.code, listing.out) == (1, "")
    assert "newsreader doctor --repair" in listing.err
    assert listing.err.count("\n") == 1


def test_a_library_that_is_gone_is_brought_back(cli: Cli, library: Path) -> None:
    library.unlink()
    report = cli("doctor")
    assert report.code == 1
    assert "is gone" in report.out
    assert not library.exists()
    assert cli("doctor", "--repair").code == 0
    assert len(cli("feeds", "--json").json) == 3


def test_what_was_marked_in_a_lost_library_is_marked_when_it_is_fetched_again(
    cli: Cli, tmp_path: Path
) -> None:
    path = tmp_path / "home" / "library.db"
    items = "".join(
        f"<item><guid>{n}</guid><title>Story {n}</title><link>https://gleaner.example/{n}</link>"
        f"<description>It rained.</description></item>"
        for n in range(5)
    )
    feed = f"<rss version='2.0'><channel><title>The Gleaner</title>{items}</channel></rss>".encode()
    with LoopbackServer() as server:
        server.on("/feed", reply(feed, headers=[("ETag", '"1"')]))
        cli("add", server.url("/feed"), "--folder", "Press")
        library = Library(path)
        library.mark("starred", True, [2]).result()
        library.mark("read", True, [1, 2, 3]).result()
        library.close()
        cli("refresh")  # which leaves the daily copy
        before = {row["headline"]: (row["read"], row["starred"]) for row in cli("list", "--json").json}
        path.unlink()
        assert cli("doctor", "--repair").code == 0
        (kept,) = cli("feeds", "--json").json
        assert (kept["url"], kept["folder"]) == (server.url("/feed"), "Press")
        assert cli("list", "--json").json == []
        assert cli("refresh").code == 0
        after = {row["headline"]: (row["read"], row["starred"]) for row in cli("list", "--json").json}
    assert after == before


def test_there_is_nothing_to_repair_where_nothing_is_wrong(cli: Cli, library: Path) -> None:
    whole = library.read_bytes()
    mended = cli("doctor", "--repair")
    assert (mended.code, library.read_bytes()) == (0, whole)
    assert "Nothing is wrong" in mended.err


def test_without_a_library_and_a_copy_there_is_nothing_to_bring_back(cli: Cli, tmp_path: Path) -> None:
    assert cli("doctor").code == 0
    mended = cli("doctor", "--repair")
    assert mended.code == 1
    assert "Nothing could be saved" in mended.err
    assert not (tmp_path / "home" / "library.db").exists()


def test_a_refresh_leaves_a_daily_copy(cli: Cli, tmp_path: Path) -> None:
    cli("add", samples_folder())
    cli("refresh")
    (copy,) = keepsake.copies(tmp_path / "home" / "library.db")
    found = keepsake.read(copy)
    assert found is not None and found.whole
    assert [feed.columns["url"].startswith("file:") for feed in found.feeds] == [True]
    cli("refresh")
    assert keepsake.copies(tmp_path / "home" / "library.db") == [copy]
