"""`kill -9` inside a transaction leaves a sound library, and loses nothing that was told to be saved.

A handful of hits of each kind; `python -m tests.hostile.kill` makes a hundred.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.hostile.kill import kill

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")


@pytest.mark.parametrize(
    ("kind", "hits"), [("marking", 3), ("migration", 3), ("refresh", 1), ("annotation", 1)]
)
def test_a_library_survives_being_killed_in_a_transaction(tmp_path: Path, kind: str, hits: int) -> None:
    count = kill(kind, hits, tmp_path)
    assert count.wrong == []
    assert count.hits == hits
