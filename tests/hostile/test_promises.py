"""The README names a test for every promise, and each is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TABLE = (
    (ROOT / "README.md").read_text(encoding="utf-8").partition("## What we promise")[2].partition("\n## ")[0]
)
ROWS = [row for row in TABLE.splitlines() if row.startswith("| ") and "shown by" not in row]


def test_every_promise_names_tests_that_there_are() -> None:
    assert len(ROWS) >= 15
    for row in ROWS:
        files = re.findall(r"`(tests/[\w/]+\.py)`", row)
        assert files, row
        assert [file for file in files if not (ROOT / file).is_file()] == []
