"""What each room pulls in when it is imported, looked at in a fresh interpreter.

The contracts in pyproject.toml see what is written; this sees what happens, lazy imports and
third-party packages included.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HOSTILE = {"feedparser", "aiohttp", "selectolax", "trafilatura", "lxml"}
HEAVY = HOSTILE | {"textual", "rich", "chardet", "markdown_it", "yaml", "click", "asyncio"}

ROOT = Path(__file__).parent.parent
PACKAGES = {"markdown_it": "markdown-it-py", "yaml": "pyyaml"}
"""Where a package is called otherwise than what is imported from it."""


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
        (
            "newsreader.firstframe, newsreader.rows, newsreader.store.glance",
            HEAVY | {"sqlite3", "re", "json", "enum", "typing", "dataclasses", "pathlib", "signal"},
        ),
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
        (
            "newsreader.start, newsreader.library, newsreader.ui.app",  # boxes come when they are opened
            {"click", "newsreader.cli", "newsreader.render", "newsreader.ui.browser", "newsreader.ui.manual"}
            | {
                f"newsreader.ui.screens.{n}"
                for n in ("add", "feed_edit", "help", "people", "places", "prompt")
            },
        ),
    ],
)
def test_a_room_imports_nothing_it_should_not_know(module: str, never: set[str]) -> None:
    assert (modules_after(f"import {module}") - modules_after("pass")) & never == set()


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


def imported_packages(folder: Path) -> set[str]:
    """Return the third-party packages that the modules in a folder import, anywhere in them."""
    names: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    names -= set(sys.stdlib_module_names) | {"newsreader", "tests"}
    return {PACKAGES.get(name, name) for name in names}


def test_what_is_declared_is_imported_and_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=\[ ]", line, maxsplit=1)[0] for line in project["dependencies"]}
    assert declared == imported_packages(ROOT / "newsreader")


def test_the_tests_import_nothing_that_is_not_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["dependencies"] + project["optional-dependencies"]["test"]
    declared = {re.split(r"[<>=\[ ]", line, maxsplit=1)[0] for line in lines}
    assert imported_packages(ROOT / "tests") <= declared
