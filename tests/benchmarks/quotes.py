"""Who said what over 200,000 articles: what the index costs to write and keep, and each question to it."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from newsreader.models import Annotation, Body, Dateline, HeadlineQuery, Quote
from newsreader.store.annotate import annotated
from newsreader.store.database import connect, transaction
from newsreader.store.packing import deflate
from newsreader.store.query import Query
from newsreader.store.store import Store
from tests.benchmarks.measure import Report, Samples

ARTICLES, FEEDS, PEOPLE, PLACES = 200_000, 300, 60_000, 8_000
SYLLABLES = [
    *("an", "be", "cor", "da", "el", "fi", "gra", "hol", "in", "jo", "ka", "lu", "mar", "nor", "ol"),
    *("pe", "quin", "ro", "sta", "tam", "ur", "ven", "wei", "xan", "yor", "zel"),
]
FIRST = 1_700_000_000
_INDEX = ("said", "person", "voice", "place", "placed")
_PLAIN = "It goes on for a while, as such things do in papers, and then it ends. " * 60


def run(runs: int, say: Callable[[str], None]) -> Report:
    """Measure."""
    report = Report("quotes")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.db"
        say(f"annotating {ARTICLES:,} articles")
        with_index, without, quotes = _fill(path, random.Random(4))
        report.notes.append(
            f"{quotes:,} quotations; annotations stored at {with_index:.0f} µs an article,"
            f" {without:.0f} µs where nobody is quoted; the index takes {_megabytes(path):.0f} MB."
        )
        store = Store.open(path)
        rows = [*_ask(store.query, runs, "")]
        for feed in (3, 4):
            store.remove_feed(feed, at=FIRST).result()
        rows += _ask(store.query, runs, ", two feeds removed")
        store.close()
    report.table("A question (ms)", ["question", "time", "answers"], rows)
    return report


def _fill(path: Path, chance: random.Random) -> tuple[float, float, int]:
    """Write the library; return µs an annotated article, µs one without quotations, and all quotations."""
    store = Store.open(path)
    for number in range(FEEDS):
        store.add_feed(f"https://feed{number}.example/", title=f"Feed {number}", at=0).result()
    store.close()
    connection = connect(path)
    connection.execute("DROP TRIGGER body_arrives")  # the index of words is no part of this
    connection.execute("DROP TRIGGER article_arrives")
    people = [f"{_word(chance)} {_word(chance)}" for _ in range(PEOPLE)]
    places = [_word(chance).upper() for _ in range(PLACES)]
    spent: dict[bool, list[float]] = {True: [], False: []}
    quotes = 0
    for start in range(0, ARTICLES, 500):
        with transaction(connection):
            for number in range(start, start + 500):
                _article(connection, number, chance)
        made = [_annotation(chance, people, places) for _ in range(500)]
        quotes += sum(len(one.quotes) for one in made)
        for quoted in (True, False):
            items = [(start + n + 1, b"x", one) for n, one in enumerate(made) if bool(one.quotes) is quoted]
            begun = time.perf_counter()
            for _ in annotated(connection, items, 1):
                pass
            spent[quoted].append((time.perf_counter() - begun) / max(len(items), 1) * 1e6)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return Samples(spent[True]).median, Samples(spent[False]).median, quotes


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.choice((2, 2, 3)))).title()


def _article(connection: sqlite3.Connection, number: int, chance: random.Random) -> None:
    at = FIRST + number * 60
    connection.execute(
        "INSERT INTO article (ord, feed_id, published, fetched, headline) VALUES (?, ?, ?, ?, ?)",
        (at * 1000, chance.randrange(FEEDS) + 1, at, at, f"Headline {number}"),
    )
    connection.execute(
        "INSERT INTO source (article_id, guid, url, content_key, source_hash, stored_at, deck, byline,"
        " language, publisher, base_url, type, source)"
        " VALUES (?, '', '', x'', ?, 0, '', '', 'en', '', '', 'text', ?)",
        (number + 1, b"x", deflate("")),
    )


def _annotation(chance: random.Random, people: Sequence[str], places: Sequence[str]) -> Annotation:
    """Make an annotation: none to ten quotations of up to four people, a few of whom are everywhere."""
    here = [people[int(chance.paretovariate(0.45)) % len(people)] for _ in range(4)]
    quotes = tuple(
        Quote(
            100 * n,
            100 * n + chance.randrange(30, 100),
            chance.choice(("statement", "statement", "fragment", "scare")),
            speaker=chance.choice([*here, *here, "the official", None]),
        )
        for n in range(chance.choice((0, 0, 2, 4, 5, 6, 8, 10)))
    )
    name = places[int(chance.paretovariate(0.5)) % len(places)]
    dateline = Dateline(name, name, (name,)) if chance.random() < 0.6 else None
    start = chance.randrange(200)
    return Annotation(Body(_PLAIN[start : start + 4000]), quotes, dateline, "en", 700)


def _megabytes(path: Path) -> float:
    connection = connect(path)
    pages = connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall()
    connection.close()
    return float(sum(size for name, size in pages if any(part in name for part in _INDEX))) / 1e6


def _ask(query: Query, runs: int, when: str) -> list[list[str]]:
    most = query.people(limit=1)[0]
    rare = query.people(f"{SYLLABLES[-1]}{SYLLABLES[-3]}")[-1]
    place = query.places(limit=1)[0].name
    ends = query.quotes_of(most.key, limit=5_000)[-1]
    questions: dict[str, Callable[[], Sequence[object]]] = {
        "people, the most quoted": lambda: query.people(limit=60),
        "people, the newest": lambda: query.people(order="newest", limit=60),
        "people whose name begins with a letter": lambda: query.people("a", limit=60),
        "with three letters": lambda: query.people("xan", limit=60),
        "with two words": lambda: query.people("ro el", limit=60),
        "what the most quoted said": lambda: query.quotes_of(most.key, limit=40),
        "5,000 further down": lambda: query.quotes_of(most.key, after=(ends.ord, ends.number), limit=40),
        "what somebody else said": lambda: query.quotes_of(rare.key, limit=40),
        "what everybody said": lambda: query.quotes_of(None, limit=40),
        "places": lambda: query.places(limit=200),
        "the commonest place": lambda: query.page(HeadlineQuery(search=f'place:"{place}"')),
        "places that begin with a letter": lambda: query.page(HeadlineQuery(search="place:m")),
        "with three": lambda: query.page(HeadlineQuery(search="place:mar")),
    }
    rows = []
    for name, question in questions.items():
        samples = Samples()
        answers = question()
        for _ in range(max(runs, 5)):
            begun = time.perf_counter()
            answers = question()
            samples.add(time.perf_counter() - begun)
        rows.append([name + when, samples.told(1000), str(len(answers))])
    return rows
