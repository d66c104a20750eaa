"""What each room pulls in when it is imported, looked at in a fresh interpreter.

The contracts in pyproject.toml see what is written; this sees what happens, lazy imports and
third-party packages included.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HOSTILE = {"feedparser", "aiohttp", "selectolax", "trafilatura", "lxml"}
HEAVY = HOSTILE | {"textual", "rich", "dateutil", "chardet", "markdown_it", "yaml", "click", "asyncio"}


def modules_after(statement: str) -> set[str]:
    """Return the top-level packages, and our own modules, that a fresh interpreter has loaded."""
    script = f"import sys\n{statement}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    names = done.stdout.split()
    return {name.split(".")[0] for name in names} | {n for n in names if n.startswith("newsreader")}


@pytest.mark.parametrize(
    ("module", "never"),
    [
        ("newsreader.models", HEAVY | {"sqlite3", "newsreader.errors"}),
        ("newsreader.errors", HEAVY | {"sqlite3", "newsreader.models"}),
        ("newsreader.text", HEAVY | {"sqlite3"}),
        ("newsreader.text.clean", HEAVY | {"sqlite3"}),
        ("newsreader.rows", HEAVY - {"rich"} | {"sqlite3"}),
        ("newsreader.render", HEAVY - {"rich"} | {"sqlite3"}),
        ("newsreader.store.store", HEAVY),
        (
            "newsreader.engine.client",
            HEAVY | {"sqlite3", "newsreader.store", "newsreader.feeds", "newsreader.text"},
        ),
        ("newsreader.library", HEAVY | {"newsreader.engine.service"}),
        ("newsreader.cli", HEAVY - {"click"} | {"sqlite3"}),
        (
            "newsreader.ui.app",
            HOSTILE | {"newsreader.feeds", "newsreader.text.html", "newsreader.engine.service"},
        ),
    ],
)
def test_a_room_imports_nothing_it_should_not_know(module: str, never: set[str]) -> None:
    assert modules_after(f"import {module}") & never == set()


def test_a_library_opened_for_reading_starts_no_engine(tmp_path: Path) -> None:
    path = str(tmp_path / "library.db")
    opening = (
        f"from pathlib import Path; from newsreader.library import Library; Library(Path({path!r})).close()"
    )
    assert "newsreader.engine.client" not in modules_after(opening)


def test_the_version_costs_no_import_at_all() -> None:
    script = (
        "import sys; sys.argv = ['newsreader', '--version']; from newsreader.__main__ import main; main()"
    )
    assert modules_after(script) & (HEAVY | {"sqlite3", "newsreader.cli"}) == set()
