"""Open, reflow and search articles of 1 KB to 500 KB: processor time to the first paint, and in all.

The last is half a megabyte in one paragraph.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from newsreader.models import (
    Annotation,
    ArticleChange,
    Body,
    Changes,
    ParsedArticle,
    ParsedFeed,
    Quote,
    Span,
    Validators,
)
from newsreader.store.store import Store
from tests.benchmarks.libraries import leave, processor_ms, reader
from tests.benchmarks.measure import Report, Samples
from tests.terminal import Terminal

SIZES = ("1 KB", "20 KB", "500 KB", "500 KB, one paragraph")
CASES = ("open", "page", "resize", "end", "first find", "find", "next match", "next quotation")
_NOW = 1_750_000_000
_QUOTES = b"w"


def run(runs: int, say: Callable[[str], None]) -> Report:
    """Measure."""
    report = Report("open")
    rows = []
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "library.db"
        _make(path)
        found = {(size, case): (Samples(), Samples(), Samples()) for size in SIZES for case in CASES}
        for number in range(max(runs, 5)):
            say(f"open {number + 1}")
            with reader(path, columns=150, lines=45) as terminal:
                terminal.until_written(b"\x1b[?1000h")
                terminal.settle(0.5)
                terminal.type(b"g")  # from the first article, wherever the reader was before
                terminal.settle(0.3)
                for size in SIZES:
                    _read(terminal, {case: found[size, case] for case in CASES})
                leave(terminal)
    for (size, case), (wall, first, total) in found.items():
        rows.append([size, case, wall.told(1, 1), first.told(1, 1), total.told(1, 1)])
        report.data[f"{size} {case}"] = {"wall": wall.values, "first": first.values, "cpu": total.values}
    heads = ["article", "", "to first paint, wall", "processor to first paint", "processor in all"]
    report.table("In ms, median [lowest–highest]", heads, rows)
    return report


def _read(terminal: Terminal, into: dict[str, tuple[Samples, Samples, Samples]]) -> None:
    """Go to the next article of the list and do everything with it, then back to the list."""
    _take(terminal, into["open"], lambda t: t.type(b"j"))
    terminal.type(b"\r")
    terminal.settle(0.4)
    _take(terminal, into["page"], lambda t: t.type(b"\x1b[6~"))
    _take(terminal, into["resize"], lambda t: t.resize(130 if t.columns > 130 else 150, 45))
    _take(terminal, into["end"], lambda t: t.type(b"G"))
    terminal.type(b"g/")
    terminal.settle(0.3)
    _take(terminal, into["first find"], lambda t: t.type(b"b"))
    _take(terminal, into["find"], lambda t: t.type(b"o"))
    terminal.type(b"\r")
    terminal.settle(0.3)
    _take(terminal, into["next match"], lambda t: t.type(b"n"))
    terminal.type(b"\x1b")
    terminal.settle(0.3)
    terminal.type(_QUOTES)
    terminal.settle(0.5)
    _take(terminal, into["next quotation"], lambda t: t.type(b"j"))
    terminal.type(_QUOTES)
    terminal.settle(0.3)
    terminal.type(b"h")
    terminal.settle(0.4)


def _take(terminal: Terminal, into: tuple[Samples, Samples, Samples], do: Callable[[Terminal], None]) -> None:
    """Do something; take the wall time and the processor time to its first bytes, and all of the latter."""
    cpu, begun = processor_ms(terminal.pid), time.perf_counter()
    do(terminal)
    terminal.read(2.0)
    into[0].add((time.perf_counter() - begun) * 1000)
    into[1].add(processor_ms(terminal.pid) - cpu)
    terminal.settle(0.25)
    into[2].add(processor_ms(terminal.pid) - cpu)
    terminal.output = terminal.output[-1000:]


def _make(path: Path) -> None:
    store = Store.open(path)
    feed = store.add_feed("https://long.example/feed", title="Long reads", at=_NOW).result()
    sentence = (
        "“It is as long as it is,” said Ida Quill of the Harbour Board, who had read – as she put it – all. "
    )
    new, bodies = [], {}
    for number, size in enumerate(reversed(("0 KB", *SIZES))):
        whole = int(size.split()[0]) * 1024
        gap = " " if "one" in size else "\n\n"
        body = gap.join([(sentence * 5).strip()] * max(whole // (len(sentence) * 5), 1))
        spans: list[Span] = []
        quotes: list[Quote] = []
        at = body.find("“")
        while at >= 0:
            end = body.index("”", at) + 1
            spans.append(Span(at, end, "quotation", "Ida Quill", len(quotes)))
            quotes.append(Quote(at, end, spans=((at, end),), speaker="Ida Quill", confidence=0.9))
            at = body.find("“", end)
        key = b"%016d" % number
        article = ParsedArticle(guid=str(number), headline=f"A story of {size}", published=_NOW + number,
                                source=body, source_type="text")  # fmt: skip
        new.append(ArticleChange(article, key, key))
        bodies[key] = Annotation(Body(body, tuple(spans)), tuple(quotes), None, "en", body.count(" "))
    result = store.apply(
        feed.id,
        Changes(new=tuple(new)),
        feed=ParsedFeed(title="Long reads"),
        validators=Validators(),
        body_hash=b"",
        at=_NOW + 10,
        next_at=_NOW + 9999,
        wait_until=None,
    ).result()
    by_name = {change.article.headline: change.source_hash for change in new}
    items = []
    for id in result.new_ids:
        stored = store.query.article(id)
        assert stored is not None
        key = by_name[stored.headline]
        items.append((id, key, bodies[key]))
    store.annotated(items, 1).result()
    store.close()
