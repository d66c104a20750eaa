"""Make libraries of any size, full of plausible articles, through the store's own door.

`python -m tests.benchmarks.library_of PATH ARTICLES [FEEDS]`

The words follow Zipf's law over a vocabulary of 60,000 and begin with English ones, so that searches
meet common, middling and rare words.  A third of the articles are whole stories, the others are what
most feeds give: a few sentences.  Articles arrive as they do in life, feed by feed and day by day.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import accumulate, islice
from pathlib import Path

from newsreader.models import Annotation, ArticleChange, Body, Dateline, ParsedArticle, Quote, Span
from newsreader.store.annotate import keep_annotation, tidy_search
from newsreader.store.arrivals import in_time_order, insert_article
from newsreader.store.database import transaction
from newsreader.store.opening import open_library
from newsreader.store.store import Store
from newsreader.text.annotation import VERSION

NOW = 1_750_000_000
"""The present, as these libraries have it."""

_DAYS = 3 * 365
_AT_ONCE = 25
_TRANSACTION = 2_500

_COMMON = """
the of to and a in for is on that by this with i you it not or be are from at as your all have new
more an was we will home can us about if page my has search free but our one other do no information
time they site he up may what which their news out use any there see only so his when contact here
business who web also now help get government president minister police people water city country
market company court report election party war health school power energy price bank law team game
world week year month day night house street river council union workers parliament budget climate
storm fire train port harbour ferry vote talks strike trade
"""
_SYLLABLES = """
ba be bi bo bu ca ce co cu da de di do du fa fe fi fo ga ge go gra ha he hi ho ja jo ka ke ki ko la
le li lo lu ma me mi mo mu na ne ni no nu pa pe pi po pra ra re ri ro ru sa se si so sta ta te ti to
tra va ve vi vo wa we
"""
_PLACES = ("LONDON", "PARIS", "OSLO", "NAIROBI", "LIMA", "HANOI", "ACCRA", "QUITO")


class _Writer:
    """Writes sentences, headlines and articles, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        invented: set[str] = set()
        syllables = _SYLLABLES.split()
        while len(invented) < 60_000:
            invented.add("".join(self.random.choices(syllables, k=self.random.randint(2, 4))))
        common = _COMMON.split()
        vocabulary = [*common, *sorted(invented - set(common))]
        self._vocabulary = vocabulary
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(vocabulary))))
        names = [word.title() for word in vocabulary[500:800]]
        self.people = [" ".join(self.random.sample(names, 2)) for _ in range(2_000)]
        self._sentences = [self._sentence() for _ in range(30_000)]

    def _words(self, count: int) -> list[str]:
        return self.random.choices(self._vocabulary, cum_weights=self._weights, k=count)

    def _sentence(self) -> str:
        text = " ".join(self._words(self.random.randint(8, 26)))
        return f"{text[0].upper()}{text[1:]}."

    def headline(self) -> str:
        """Return a headline."""
        text = " ".join(self._words(self.random.randint(5, 11)))
        return f"{text[0].upper()}{text[1:]}"

    def paragraphs(self) -> list[str]:
        """Return an article's paragraphs."""
        count = self.random.randint(4, 12) if self.random.random() < 0.33 else 1
        return [
            " ".join(self.random.choices(self._sentences, k=self.random.randint(2, 4))) for _ in range(count)
        ]


def make_library(path: Path, articles: int, feeds: int, *, unread: int = 3, seed: int = 7) -> Path:
    """Make a library of `articles` articles in `feeds` feeds; the newest, `unread` percent, are unread.

    Returns `path`.  It must not be there yet.
    """
    if path.exists():
        raise FileExistsError(path)
    writer = _Writer(seed)
    store = Store.open(path)
    ids = [
        store.add_feed(
            f"https://feed{number}.example/rss",
            title=f"Feed {number}",
            folder=("", "News", "News/World", "Science", "Sport")[number % 5],
            at=NOW - _DAYS * 86_400,
        )
        .result()
        .id
        for number in range(feeds)
    ]
    store.close()
    with closing(open_library(path)) as connection:
        arrivals = _arrivals(writer, ids, articles)
        while batch := list(islice(arrivals, _TRANSACTION // _AT_ONCE)):
            with transaction(connection):
                for feed_id, at, new in batch:
                    _store(connection, writer, feed_id, at, new)
            for _ in tidy_search(connection):
                pass
        _set_marks(connection, unread)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return path


def _store(
    connection: sqlite3.Connection, writer: _Writer, feed_id: int, at: int, new: list[ArticleChange]
) -> None:
    """Store articles as a refresh and its annotation do, but for their short transactions."""
    last = None
    for base, change in in_time_order(new, at):
        last, article_id = insert_article(connection, feed_id, change, base, last, at)
        assert article_id is not None
        keep_annotation(connection, article_id, change.source_hash, _annotation(writer, change), VERSION)


def _arrivals(
    writer: _Writer, feeds: list[int], articles: int
) -> Iterator[tuple[int, int, list[ArticleChange]]]:
    """Yield (feed, when, what is new), in order of time."""
    made = 0
    batches = -(-articles // _AT_ONCE)
    for batch in range(batches):
        at = NOW - _DAYS * 86_400 + _DAYS * 86_400 * (batch + 1) // batches
        feed = feeds[writer.random.randrange(len(feeds))]
        new = []
        for place in range(min(_AT_ONCE, articles - made)):
            made += 1
            new.append(_article(writer, made, at - place * 1_700 - writer.random.randrange(1_000)))
        yield feed, at, new


def _article(writer: _Writer, number: int, published: int) -> ArticleChange:
    paragraphs = writer.paragraphs()
    paragraphs[0] = f"{writer.random.choice(_PLACES)} (Agency) — “{paragraphs[0]}” the minister said."
    article = ParsedArticle(
        guid=f"https://feed.example/?p={number}",
        url=f"https://feed.example/2024/05/{number}/a-story-of-the-day",
        headline=writer.headline(),
        kicker="World" if number % 4 == 0 else "",
        byline="Ann Writer",
        authors=("Ann Writer",),
        published=published,
        source="".join(f'<p class="story">{text}</p>\n' for text in paragraphs),
        source_type="html",
        base_url="https://feed.example/",
        language="en",
        categories=("World", "Politics"),
    )
    return ArticleChange(article, content_key=b"%016d" % number, source_hash=b"%032d" % number)


def _annotation(writer: _Writer, change: ArticleChange) -> Annotation:
    source = change.article.source
    text = source.replace('<p class="story">', "").replace("</p>\n", "\n\n").removesuffix("\n\n")
    start, end = text.index("“"), text.index("”") + 1
    place = text.partition(" ")[0]
    speaker = writer.random.choice(writer.people)
    quote = Quote(start, end, spans=((start, end),), speaker=speaker, cue="said", confidence=0.9)
    spans = (Span(0, start - 3, "dateline"), Span(start, end, "quotation", speaker, 0))
    dateline = Dateline(text[: start - 3], place, (place,), agency="Agency", end=start - 3)
    return Annotation(Body(text, spans), (quote,), dateline, "en", text.count(" "))


def _set_marks(connection: sqlite3.Connection, unread: int) -> None:
    with transaction(connection):
        total, highest = connection.execute("SELECT count(*), max(id) FROM article").fetchone()
        connection.execute("UPDATE article SET read = 1 WHERE id <= ?", (highest - total * unread // 100,))
        connection.execute("UPDATE article SET starred = 1 WHERE id % 997 = 0")
        connection.execute("UPDATE article SET later = 1 WHERE id % 1999 = 0")


if __name__ == "__main__":
    begun = time.monotonic()
    made_at = make_library(
        Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 300
    )
    size = made_at.stat().st_size / 1e6
    print(f"{made_at}: {size:.0f} MB in {time.monotonic() - begun:.0f} s")
