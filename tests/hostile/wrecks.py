"""A library worth saving, and ways to damage it: what the tests of repair, and its measuring, work on."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from newsreader.models import Annotation, Body, Dateline, HeadlineQuery, Quote, Validators
from newsreader.store.store import Store
from tests.store.build import NOW, bring, change, new_feed

FEEDS = ("courier", "gleaner", "lantern")
PAGE = 4096


def fill(path: Path, each: int = 300) -> None:
    """Make a library of three feeds with `each` articles: annotated, marked, revised, with operations."""
    store = Store.open(path)
    feeds = [new_feed(store, name, folder="News") for name in FEEDS]
    store.edit_feed(feeds[0].id, own_title="Mine", tags=("local",), at=NOW).result()
    ids: list[int] = []
    for number, feed in enumerate(feeds):
        first = number * 100_000
        new = [
            change(n, source=f"<p>Text {n}: {'the tide was high, ' * (1 + n % 40)}</p>")
            for n in range(first, first + each)
        ]
        ids += bring(
            store, feed, new, validators=Validators(f'"v{number}"'), body_hash=b"hash", seen=[b"%d" % number]
        ).new_ids
    _annotate(store, ids)
    changed = change(0, id=ids[0], version=1, source="<p>Changed</p>")
    bring(store, feeds[0], (), [changed], validators=Validators('"v0"'), body_hash=b"hash", seen=[b"0"])
    _annotate(store, ids[:1])
    store.mark("read", True, ids[: each // 2], at=NOW, label="read half").result()
    store.mark("starred", True, ids[::7], at=NOW, label="star").result()
    store.mark("later", True, ids[::11], at=NOW, label="later").result()
    everything = HeadlineQuery(feed=feeds[1].id)
    store.mark_query(everything, "read", True, up_to_ord=10**15, at=NOW, label="all read").result()
    store.set_position(ids[3], 12).result()
    store.set_meta("theme", "newsreader-paper").result()
    store.close()


def _annotate(store: Store, ids: list[int]) -> None:
    items = []
    for article_id in ids:
        source = store.query.source(article_id)
        assert source is not None
        text = f"PORT ANSA — Story of {source.headline}. “It held,” said Ines Calder. {source.source}"
        quote = Quote(*_place(text), speaker="Ines Calder")
        dateline = Dateline("PORT ANSA", "PORT ANSA")
        told = Annotation(Body(text), quotes=(quote,), dateline=dateline, language="en", words=9)
        items.append((article_id, source.source_hash, told))
    store.annotated(items, 1).result()


def _place(text: str) -> tuple[int, int]:
    return text.index("“"), text.index("”") + 1


def pages_of(path: Path, name: str) -> list[int]:
    """Return the pages of a table or an index, its root first."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        sql = "SELECT pageno FROM dbstat WHERE name = ? ORDER BY path"
        return [row[0] for row in connection.execute(sql, (name,))]


def overwrite(path: Path, pages: list[int], content: bytes = b"\0") -> None:
    """Write other bytes over pages."""
    with path.open("r+b") as file:
        for number in pages:
            file.seek((number - 1) * PAGE)
            file.write((content * PAGE)[:PAGE])


def _table(name: str, *, root: bool = False) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        pages = pages_of(path, name)
        overwrite(path, pages[:1] if root or len(pages) == 1 else [pages[len(pages) // 2]])

    return damage


def _header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\0" * 100)


def _first_page(path: Path) -> None:
    overwrite(path, [1])


def _schema(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_schema SET sql = 'CREATE nonsense' WHERE name = 'feed'")


def _cut(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2 // PAGE * PAGE + 100])


def _text(path: Path) -> None:
    path.write_bytes(b"Dear diary, today I wrote over my library.\n" * 50)


def _gone(path: Path) -> None:
    path.unlink()


def _freelist(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE ballast (x)")
        connection.execute("INSERT INTO ballast SELECT randomblob(9000) FROM article LIMIT 50")
        connection.execute("DROP TABLE ballast")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    trunk = int.from_bytes(path.read_bytes()[32:36], "big")
    overwrite(path, [trunk], b"\xff")


DAMAGE: dict[str, Callable[[Path], None]] = {
    "header": _header,
    "first page": _first_page,
    "schema": _schema,
    "feed table": _table("feed"),
    "article page": _table("article"),
    "article root": _table("article", root=True),
    "source page": _table("source"),
    "source root": _table("source", root=True),
    "body page": _table("body"),
    "search": _table("search_data"),
    "index": _table("article_feed"),
    "quotations": _table("said"),
    "counts": _table("tally"),
    "operations": _table("op"),
    "freelist": _freelist,
    "cut": _cut,
    "text": _text,
    "gone": _gone,
}
"""Ways to damage a library, by name."""

KINDS = ("zero", "junk", "flip", "swap", "text", "cut", "grow")
"""What chance may do to a file (`spoil`)."""


def spoil(data: bytes, seed: int, kind: str) -> bytes:
    """Return a library's bytes damaged by chance, from one page to a hundred."""
    chance = random.Random(seed)
    spoilt = bytearray(data)
    pages = len(data) // PAGE
    for _ in range(chance.choice((1, 1, 2, 5, 20, 100))):
        place = chance.randrange(0 if chance.random() < 0.1 else 1, pages) * PAGE
        page = slice(place, place + PAGE)
        other = chance.randrange(1, pages) * PAGE
        if kind == "flip":
            for _ in range(chance.choice((1, 5, 50))):
                spoilt[place + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
        elif kind in ("zero", "junk", "swap", "text"):
            junk = chance.randbytes(PAGE) if kind == "junk" else b""
            text = (b"Dear diary, " * PAGE)[:PAGE]
            put = {"zero": bytes(PAGE), "junk": junk, "swap": data[other : other + PAGE], "text": text}
            spoilt[page] = put[kind]
    if kind == "cut":
        del spoilt[chance.randrange(100, len(data)) :]
    if kind == "grow":
        spoilt += chance.randbytes(chance.randrange(1, 9_000))
    return bytes(spoilt)
