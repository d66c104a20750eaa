"""A process that is killed loses nothing it was told is saved, and leaves a sound library."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newsreader.models import HeadlineQuery
from newsreader.store.store import Store
from tests.store.build import NOW, bring_many, new_feed
from tests.store.test_opening import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")

# Each writes a line once it knows that something is saved.
MARKING = """
import itertools, sys
from pathlib import Path
from newsreader.store.store import Store
store = Store.open(Path(sys.argv[1]))
for article_id in range(1, 401):
    store.mark("read", True, [article_id], at=1).result()
    print(article_id, flush=True)
"""

REFRESHING = """
import sys
from pathlib import Path
from newsreader.store.store import Store
from tests.store.build import annotate, bring, change
store = Store.open(Path(sys.argv[1]))
feed = store.query.feeds()[0]
for number in range(1, 200):
    new = [change(number * 1000 + item) for item in range(30)]
    ids = bring(store, feed, new, body_hash=b"%d" % number).new_ids
    annotate(store, {id: f"text {id}" for id in ids})
    print(number, flush=True)
"""

MARKING_ALL = """
import sys
from pathlib import Path
from newsreader.models import HeadlineQuery
from newsreader.store import operations
from newsreader.store.store import Store
operations.CHUNK = 5
store = Store.open(Path(sys.argv[1]))
while True:
    print(1, flush=True)
    store.mark_query(HeadlineQuery(), "read", True, up_to_ord=10**15, at=1, label="all").result()
    print(2, flush=True)
    store.undo(1).result()
"""


def killed(script: str, path: Path, after: int) -> list[int]:
    """Run a script and kill it once it has written `after` lines; return all that it wrote."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(after)]
    process.kill()
    lines += process.stdout.readlines()
    process.stdout.close()
    process.wait()
    return [int(line) for line in lines if line.endswith("\n")]


@pytest.fixture
def library(path: Path) -> Path:
    """A library of 400 articles."""
    store = Store.open(path)
    bring_many(store, new_feed(store), 400)
    store.close()
    return path


@pytest.mark.parametrize("after", [1, 7, 40])
def test_a_mark_that_was_told_to_be_saved_is_there(library: Path, after: int) -> None:
    saved = killed(MARKING, library, after)
    store = Store.open(library)
    read = {headline.id for headline in store.query.page(HeadlineQuery(), limit=1000) if headline.read}
    assert set(saved) <= read
    assert len(read) - len(saved) in (0, 1)
    assert store.query.check() == []
    while store.undo(NOW).result() is not None:
        pass
    assert store.query.counts().unread == 400
    store.close()


@pytest.mark.parametrize("after", [1, 3, 10])
def test_a_refresh_that_was_killed_is_whole_or_can_be_done_again(library: Path, after: int) -> None:
    saved = killed(REFRESHING, library, after)
    store = Store.open(library)
    assert store.query.check() == []
    feed = store.query.feeds()[0]
    whole = int(store.query.feed_state(feed.id).body_hash or b"0")
    assert whole in (saved[-1], saved[-1] + 1)
    assert store.query.counts().total >= 400 + whole * 30
    store.close()


@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_marking_everything_that_was_killed_is_finished_at_the_next_start(library: Path, after: int) -> None:
    killed(MARKING_ALL, library, after)
    store = Store.open(library)
    nothing = HeadlineQuery(feed=99)
    store.mark_query(
        nothing, "read", True, up_to_ord=0, at=NOW, label=""
    ).result()  # waits for what is unfinished
    assert store.query.counts().unread in (0, 400)
    assert (store.query.last_operation() is None) == (store.query.counts().unread == 400)
    assert store.query.check() == []
    store.close()
