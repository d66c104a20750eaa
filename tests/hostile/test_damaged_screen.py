"""The reader on a damaged library shows what can be read, says what to do, and makes nothing worse."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from newsreader.errors import LibraryDamaged
from newsreader.store import checks
from tests.hostile.wrecks import DAMAGE, fill, overwrite, pages_of
from tests.ui.reader import reader


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that is whole; not to be changed."""
    path = tmp_path_factory.mktemp("whole") / "library.db"
    fill(path)
    return path


def damaged(whole: Path, tmp_path: Path, kind: str) -> Path:
    path = tmp_path / "library.db"
    shutil.copy(whole, path)
    if kind in DAMAGE:
        DAMAGE[kind](path)
    else:
        overwrite(path, pages_of(path, kind))
    return path


@pytest.mark.parametrize("kind", ["source page", "body page", "search", "operations", "article_unread"])
async def test_what_can_be_read_is_shown(whole: Path, tmp_path: Path, kind: str) -> None:
    path = damaged(whole, tmp_path, kind)
    wrong = checks.check(path)
    async with reader(path) as r:
        assert r.headline == "Headline 200299"
        await r.press("j", "G", "enter", "w", "escape", "escape", "n", "2", "3", "1")
        await r.press("slash")
        await r.type("tide")
        await r.press("enter", "escape", "g")
        assert all("newsreader doctor --repair" in toast for toast in r.toasts)
        assert r.app.return_code is None
    assert checks.check(path) == wrong


@pytest.mark.parametrize("kind", ["article root", "article_ord"])
async def test_a_list_that_cannot_be_read_is_told_of(whole: Path, tmp_path: Path, kind: str) -> None:
    path = damaged(whole, tmp_path, kind)
    wrong = checks.check(path)
    async with reader(path) as r:
        assert not r.main.covered
        assert any("newsreader doctor --repair" in toast for toast in r.toasts)
        await r.press("2", "3", "question_mark", "escape")
        assert r.app.return_code is None
    assert checks.check(path) == wrong


@pytest.mark.parametrize("kind", ["first page", "schema", "feed table", "counts", "text"])
async def test_a_library_that_cannot_be_opened_ends_the_start_in_a_sentence(
    whole: Path, tmp_path: Path, kind: str
) -> None:
    path = damaged(whole, tmp_path, kind)
    before = path.read_bytes()
    with pytest.raises(LibraryDamaged, match="doctor --repair"):
        async with reader(path):
            pass
    assert path.read_bytes() == before
