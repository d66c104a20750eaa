"""Damage libraries by chance and mend them: `python -m tests.hostile.wreck [--runs N] [--first N] [KIND…]`.

Each must come out sound and readable from end to end, with its old file beside it as it was; or be no
worse than it was where a wrong bit says that it is a newer newsreader's.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from newsreader.errors import LibraryTooNew, NewsreaderError
from newsreader.models import HeadlineQuery
from newsreader.store import checks, keepsake
from newsreader.store.repair import needs_repair, repair
from newsreader.store.store import Store
from tests.hostile.wrecks import KINDS, fill, spoil
from tests.store.build import NOW


def read_all(path: Path) -> int:
    """Read everything a reader may ever look at; return how many articles there are."""
    store = Store.open(path)
    try:
        store.query.feeds()
        store.query.people()
        store.query.places()
        store.query.last_operation()
        store.query.quotes_of(None, limit=10**6)
        rows = store.query.page(HeadlineQuery(), limit=10**6)
        for row in rows:
            assert store.query.article(row.id) is not None
            assert store.query.source(row.id) is not None
            store.query.revisions(row.id)
        return len(rows)
    finally:
        store.close()


def trial(whole: Path, folder: Path, seed: int, kind: str) -> tuple[str, int]:
    """Spoil a copy of a library and mend it; return how that went, and how many articles are left."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(whole.parent, folder)
    path = folder / whole.name
    damaged = spoil(whole.read_bytes(), seed, kind)
    path.write_bytes(damaged)
    try:
        if not needs_repair(path):
            return "sound", read_all(path)
        result = repair(path, lambda what, done, total: None)
    except LibraryTooNew:
        assert path.read_bytes() == damaged
        return "newer", 0
    assert result.kept is not None and result.kept.read_bytes() == damaged
    assert checks.check(path) == []
    assert read_all(path) == result.articles
    return "mended", result.articles


def main() -> int:
    """Spoil and mend, and print how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("kinds", nargs="*", metavar="KIND")
    given = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole" / "library.db"
        whole.parent.mkdir()
        fill(whole, 120)
        keepsake.keep(whole, NOW)
        for kind in given.kinds or KINDS:
            went: Counter[str] = Counter()
            articles, begun = 0, time.process_time()
            for seed in range(given.first, given.first + given.runs):
                try:
                    how, left = trial(whole, Path(folder) / "trial", seed, kind)
                except (
                    NewsreaderError,
                    AssertionError,
                    ArithmeticError,
                    LookupError,
                    TypeError,
                    ValueError,
                ) as e:
                    how, left = "failed", 0
                    failed += 1
                    print(f"    {kind} {seed}: {type(e).__name__} {e}", flush=True)
                    traceback.print_exception(e, limit=-3)
                went[how] += 1
                articles += left
            each = (time.process_time() - begun) / given.runs
            kept = articles / max(1, 360 * (given.runs - went["newer"]))
            print(f"{kind:6} {dict(went)}, {kept:.0%} of the articles kept, {each:.2f} s each", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
