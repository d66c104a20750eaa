"""Libraries for the tests of the screen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.ui.news import fill


@pytest.fixture(scope="session")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("news") / "library.db"
    fill(path)
    return path


@pytest.fixture(autouse=True)
def _true_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw as in a terminal of all colours, wherever the tests run."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def news(_filled: Path, tmp_path: Path) -> Path:
    """A library of 24 unread articles in three feeds."""
    path = tmp_path / "library.db"
    shutil.copy(_filled, path)
    return path


@pytest.fixture
def nothing(tmp_path: Path) -> Path:
    """A library that is not there yet."""
    return tmp_path / "library.db"
