"""What is pasted is text and works no keys, and no byte that is typed ends the program."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsreader.text.clean import clean
from newsreader.ui.typed import Typed
from tests.hostile.newsstand import PROGRAM
from tests.hostile.payloads import PAYLOADS, encoded
from tests.hostile.wire import foreign
from tests.terminal import Terminal

BEGIN, END = b"\x1b[200~", b"\x1b[201~"


def typed(*pieces: bytes) -> str:
    take = Typed()
    return "".join([take(piece) for piece in pieces]) + take(b"", final=True)


def test_keys_go_through_as_they_come() -> None:
    for keys in (b"j", b"\x1b", b"\x1b[A", b"\x1bOP", b"\x03", b"\x1b[<0;10;10M", "é漢".encode()):
        assert typed(keys) == keys.decode()


@pytest.mark.parametrize("payload", list(PAYLOADS))
def test_a_paste_is_cleaned_and_nothing_else_is(payload: str) -> None:
    pasted = encoded(PAYLOADS[payload])
    wanted = clean(pasted.decode("utf-8", "replace"))
    assert typed(b"\x1b[A" + BEGIN + pasted + END + b"\x1b[B") == f"\x1b[A\x1b[200~{wanted}\x1b[201~\x1b[B"


@given(st.text(), st.text(), st.integers(0, 60), st.integers(0, 60))
def test_it_makes_no_difference_where_reading_pauses(before: str, pasted: str, one: int, two: int) -> None:
    data = before.encode("utf-8", "replace") + BEGIN + pasted.encode("utf-8", "replace") + END + b"q"
    first, second = sorted((one, two))
    whole = typed(data)
    divided = typed(data[:first], data[first:second], data[second:])
    # What joins across the pause is judged by its halves; that never lets more through.
    assert set(divided) <= set(whole) | set(clean(pasted)) | {"\n", "\u200d", "\u200c"}
    assert divided.endswith("\x1b[201~q")
    assert divided.count("\x1b") == whole.count("\x1b")


def test_a_byte_that_is_no_text_is_no_end() -> None:
    assert typed(b"a\xffb", b"\xc3", b"\xa9") == "a\ufffdbé"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminal")
def test_the_reader_takes_anything_that_is_typed_and_runs_nothing_that_is_pasted(tmp_path: Path) -> None:
    """Pasted sequences used to be taken for keys: "|" asks for a command to run, Enter runs it."""
    canary = tmp_path / "ran"
    (tmp_path / "config.toml").write_text("[refresh]\non_start = false\nautomatic = false\n")
    env = {
        "HOME": str(tmp_path),
        "NEWSREADER_LIBRARY": str(tmp_path / "library.db"),
        "NEWSREADER_CONFIG": str(tmp_path / "config.toml"),
        "BROWSER": f"touch {canary}",
    }
    command = f"touch {canary}".encode()
    keys = b"\x1b[|" + b" " * 5000 + b"\x1b" + command + b"\x1b[H\x1b[3~\x1b[3~\x1bOM\x1b[\r" + b"\x1b[to" * 9
    with Terminal([PROGRAM], env=env, cwd=tmp_path) as terminal:
        terminal.until_written(b"Some articles to begin with")
        for what in (b"\xff\xfe\x80", BEGIN + keys + END, BEGIN + b"\xed\xa0\x80" + keys + END):
            terminal.type(what)
        at = len(terminal.output)
        terminal.type(b"?")
        terminal.until_written(b"type to search", at)
        terminal.type(b"\x1b")
        terminal.settle()
        terminal.type(b"Q")
        assert terminal.ended() == 0
        assert foreign(terminal.output) == []
    assert not canary.exists()
