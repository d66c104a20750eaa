"""Whatever call to SQLite, the file system, the net or a child fails: nothing is lost, one sentence says so.

Every so-manieth point of each family; `python -m tests.hostile.faults` runs all of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsreader.writing import write_whole
from tests.hostile import fault_borders, fault_here
from tests.hostile.faults import Family, Trap, run
from tests.ui.news import fill
from tests.ui.reader import reader

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is left over is looked up in /proc")

EVERY = {"sqlite": 480, "room": 24, "files": 119, "net": 20, "children": 27}


@pytest.fixture(scope="module")
def families() -> Iterator[dict[str, Family]]:
    with fault_here.families() as found:
        yield {family.name: family for family in found}


@pytest.mark.parametrize("name", EVERY)
def test_a_call_that_fails_costs_one_sentence(families: dict[str, Family], name: str) -> None:
    report = run(families[name], every=EVERY[name])
    assert report.problems == []
    assert report.points > 1
    assert report.sprung > report.points / 2


@pytest.mark.parametrize("call", ["file.write", "os.replace"])
def test_a_file_that_cannot_be_written_whole_stays_as_it_was(tmp_path: Path, call: str) -> None:
    file, link = tmp_path / "feeds.opml", tmp_path / "link.opml"
    file.write_text("the last one")
    file.chmod(0o600)
    link.symlink_to(file)
    with (
        fault_borders.file_border(Trap(1, fault_borders.ENOSPC, call), tmp_path),
        pytest.raises(OSError, match="No space"),
    ):
        write_whole(link, "another")
    assert sorted(tmp_path.iterdir()) == [file, link]
    assert file.read_text() == "the last one"
    write_whole(link, "another")
    assert (file.read_text(), file.stat().st_mode & 0o777, link.is_symlink()) == ("another", 0o600, True)


async def test_half_an_article_is_not_left_where_it_was_to_be_saved(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "story.txt"
    file.parent.mkdir()
    fill(tmp_path / "library.db")
    async with reader(tmp_path / "library.db") as r:
        with fault_borders.file_border(Trap(1, fault_borders.ENOSPC, "file.write"), file.parent):
            await r.press("S")
            r.app.screen.query_one("Input").value = str(file)  # type: ignore[attr-defined]
            await r.press("enter")
            await r.until(lambda: "cannot be written" in " ".join([*r.toasts, r.note]))
        assert list(file.parent.iterdir()) == []
