"""Modules are left out of the start, and are there when they are wanted."""

from __future__ import annotations

import subprocess
import sys

import pytest

from newsreader.ui.spared import _STAND_INS

SPARED = "from newsreader.ui.spared import spared\nwith spared():\n    import newsreader.ui.app\nimport sys\n"


def after_start(script: str) -> str:
    """Return what a script prints in a fresh interpreter in which the app was imported sparingly."""
    done = subprocess.run([sys.executable, "-c", SPARED + script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_nothing_that_is_spared_is_imported() -> None:
    """Where this fails a new Textual wants more of a module: see whether it can still be spared."""
    unwanted = (*_STAND_INS, "ssl", "_ssl", "hashlib", "platform", "textual.widgets._tree")
    assert after_start(f"print([name for name in {unwanted} if name in sys.modules])") == "[]"


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("import mimetypes; print(mimetypes.guess_type('a.html')[0])", "text/html"),
        ("import textual.app; print(len(textual.app.uuid.uuid4().hex))", "32"),
        ("from textual.notifications import Notification; print(len(Notification('a').identity))", "36"),
        ("from textual.types import DirEntry; print(DirEntry.__name__)", "DirEntry"),
        ("import textual.types as t; print(t.NoSelection.__name__, type(t).__name__)", "NoSelection module"),
        ("import textual.command as c; print(callable(c.IgnoreReturnCallbackType))", "True"),
        ("from textual.suggestions import get_suggestion as g; print(g('colour', ['color']))", "color"),
        ("import textual.app; print(type(textual.app.user_downloads_path()).__name__)", "PosixPath"),
        ("import typing_extensions; print(type(typing_extensions).__name__)", "module"),
        ("import ssl; print(ssl.create_default_context().check_hostname)", "True"),
        (
            "import asyncio\n"
            "async def two():\n"
            "    server = await asyncio.start_server(lambda r, w: w.close(), '127.0.0.1', 0)\n"
            "    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())\n"
            "    print(await reader.read())\n"
            "asyncio.run(two())",
            "b''",
        ),
    ],
)
def test_what_is_wanted_is_there(script: str, told: str) -> None:
    assert after_start(script) == told


def test_what_is_imported_already_stays() -> None:
    script = (
        "import ssl, uuid\n"
        "from newsreader.ui.spared import spared\n"
        "with spared():\n"
        "    import asyncio, ssl as again\n"
        "print(again is ssl, asyncio.base_events.ssl is ssl, type(uuid).__name__)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "True True module\n"
