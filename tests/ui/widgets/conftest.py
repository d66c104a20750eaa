"""A real library, filled through the store, for the tests of the panes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from newsreader.library import Library
from newsreader.models import ArticleChange, Changes, ParsedArticle, ParsedFeed, Validators
from newsreader.store.store import Store
from tests.made import NOON

Fill = Callable[..., Library]

HEADLINES = (
    "Assembly passes harbour bill after a night of argument over who pays for the wall",
    "Ferries to Skerra cancelled as the northerly holds",
    "The last keeper of the Moor light writes her final log",
    "Ansa bakers agree on a price for rye, at last",
    "港湾法案、未明に可決",
    "Herring fleet stays in port over toll",
    "Night train to the mountains returns in spring",
    "What the apple growers learned from a bad year",
)
KICKERS = ("HARBOUR", "WEATHER", "THE LONG READ", "", "政治", "FISHERIES", "", "COUNTRY LIFE")


def bring(
    store: Store, feed_id: int, numbers: Sequence[int], *, title: str = "The Ansa Courier", first: int = NOON
) -> tuple[int, ...]:
    """Store the articles with these numbers: number n was published n quarters of an hour before noon."""
    changes = []
    for number in numbers:
        article = ParsedArticle(
            guid=f"n{number}",
            headline=HEADLINES[number % len(HEADLINES)],
            kicker=KICKERS[number % len(KICKERS)],
            published=first - number * 900,
            source=f"<p>Story {number}.</p>",
        )
        key = hashlib.sha256(f"{feed_id}/{number}".encode()).digest()[:8]
        changes.append(ArticleChange(article, key, key))
    applied = store.apply(
        feed_id,
        Changes(new=tuple(changes)),
        feed=ParsedFeed(title=title, format="RSS 2.0"),
        validators=Validators(),
        body_hash=b"",
        at=NOON,
        next_at=NOON + 3600,
        wait_until=None,
    )
    return applied.result().new_ids


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Draw in all colours and in UTC, wherever the tests run."""
    monkeypatch.setattr("textual.constants.COLOR_SYSTEM", "truecolor")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def fill(tmp_path: Path) -> Iterator[Fill]:
    """Make a library with a number of articles in one feed; its clock stands at noon."""
    made: list[Library] = []

    def build(articles: int = 0, *, read: Sequence[int] = ()) -> Library:
        path = tmp_path / "library.db"
        store = Store.open(path)
        feed = store.add_feed("https://courier.example/feed", title="The Ansa Courier", at=NOON).result()
        ids = bring(store, feed.id, range(articles)) if articles else ()
        if read:
            store.mark("read", True, [ids[-1 - number] for number in read], at=NOON).result()
        store.close()
        library = Library(path, clock=lambda: NOON)
        made.append(library)
        return library

    yield build
    for library in made:
        library.close()
