"""The judge of what reaches a terminal lets pass what is ours, and nothing else."""

from __future__ import annotations

import pytest

from newsreader.text.clean import clean, clean_line
from tests.hostile.payloads import HARMLESS, PAYLOADS, encoded, planted
from tests.hostile.wire import foreign, printed

HARMFUL = [name for name in PAYLOADS if name not in HARMLESS | {"long", "HTML"}]


@pytest.mark.parametrize("payload", HARMFUL)
def test_no_hostile_text_passes_as_it_is(payload: str) -> None:
    assert foreign(encoded(PAYLOADS[payload]))


@pytest.mark.parametrize("payload", list(PAYLOADS))
def test_every_hostile_text_passes_once_it_is_cleaned(payload: str) -> None:
    for text in (clean(planted("headline", payload)), clean_line(planted("headline", payload))):
        assert foreign(encoded(text.replace("\t", " "))) == []
        assert "PW" in text


def test_what_is_drawn_is_told_from_what_is_obeyed() -> None:
    data = b"\x1b[?1049h\x1b[1;31;48;2;1;2;255m\x1b[12;1Hyes\x1b[0m\r\n"
    assert foreign(data) == []
    assert printed(data) == "yes\r\n"


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b[31337m",
        b"\x1b[1;31337H",
        b"\x1b[6n",
        b"\x1b]0;x\x07",
        b"\x1b]8;;x\x1b\\",
        b"\x1bPq\x1b\\",
        b"\x1b_x",
        b"\x1b",
        b"\x1bc",
        b"\x9b",
        "\x9b".encode(),
        b"a\rb",
        b"\x08",
        b"\x7f",
        b"\xed\xa0\x80",
        "\u202e".encode(),
        ("e" + "\u0301" * 5).encode(),
    ],
)
def test_nothing_else_passes(data: bytes) -> None:
    assert foreign(b"before " + data + b" after")
