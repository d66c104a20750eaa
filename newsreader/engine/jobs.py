"""What children do, and how to ask for it: the only code that sees strangers' documents.

The functions taking `message` and `blob` run in a child (`engine.child`); each has, beside it, the
coroutine that the engine calls to have it run and to make shapes of the answer again.  Parsers are
imported when first needed, or by `warm` before children are forked.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from newsreader.engine.child import JobLost
from newsreader.engine.wire import BadData, from_plain, to_plain
from newsreader.errors import ParseError
from newsreader.feeds.partial import PartialFeed
from newsreader.models import Annotation, Article, Fetched, Outline, ParsedArticle, ParsedFeed, SourceType

if TYPE_CHECKING:
    from newsreader.engine.workshop import Urgency, Workshop

PARSE = "newsreader.engine.jobs:parse"
ANNOTATE = "newsreader.engine.jobs:annotate"
READ = "newsreader.engine.jobs:read"
UNSEEN = "newsreader.engine.jobs:unseen"
JOBS = (PARSE, UNSEEN, ANNOTATE, READ)
"""The functions that the engine's children may run."""

Want = Literal["feed", "any"]

_PARSERS = (
    "newsreader.feeds.parse",
    "newsreader.feeds.syndication",
    "newsreader.feeds.jsonfeed",
    "newsreader.feeds.opml",
    "newsreader.text.html",
    "newsreader.text.markdown",
    "newsreader.text.newswire",
    "newsreader.text.annotation",
)


def warm() -> None:
    """Import what the jobs will need; a part that is missing or broken tells so when it is needed."""
    for name in _PARSERS:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


# --- parse: a document to a feed, an article or an outline ----------------------------------------------


def parse(message: Mapping[str, Any], blob: bytes) -> dict[str, Any]:
    """Parse the document in `blob`; gives `{"feed": …}` or `{"outline": …}`."""
    from newsreader.feeds.parse import parse_document

    fetched = from_plain(Fetched, message["fetched"] | {"body": blob})
    parsed = parse_document(fetched, want=message["want"])
    return {"outline" if isinstance(parsed, Outline) else "feed": to_plain(parsed)}


async def parsed(
    workshop: Workshop, fetched: Fetched, want: Want, urgency: Urgency = "refresh"
) -> ParsedFeed | Outline:
    """Have a document parsed in a child.

    Raises `ParseError` and `NotAFeed` as `feeds.parse` does, `JobLost` where the child did not survive
    it.
    """
    message = {"fetched": _facts(fetched), "want": want}
    plain = await workshop.run(PARSE, message, fetched.body, urgency=urgency)
    try:
        if "outline" in plain:
            return from_plain(Outline, plain["outline"])
        return from_plain(ParsedFeed, plain["feed"])
    except (BadData, KeyError, TypeError) as error:
        raise _nonsense() from error


# --- unseen: a feed without what was read before ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Unseen:
    """A `PartialFeed` as plain data; the bytes are in hexadecimal."""

    feed: ParsedFeed
    stamps: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    frame: str = ""


def unseen(message: Mapping[str, Any], blob: bytes) -> dict[str, Any]:
    """Parse what is new in the feed in `blob`; gives `{"unseen": …}` or `{"outline": …}`."""
    from newsreader.feeds.parse import parse_unseen

    fetched = from_plain(Fetched, message["fetched"] | {"body": blob})
    partial = parse_unseen(fetched, frozenset(map(bytes.fromhex, message["seen"])))
    if isinstance(partial, Outline):
        return {"outline": to_plain(partial)}
    return {
        "unseen": to_plain(
            _Unseen(
                partial.feed,
                tuple([stamp.hex() for stamp in partial.stamps]),
                tuple([stamp.hex() for stamp in partial.known]),
                partial.frame.hex(),
            )
        )
    }


async def unseen_part(
    workshop: Workshop, fetched: Fetched, seen: Set[bytes], urgency: Urgency = "refresh"
) -> PartialFeed | Outline:
    """Have a feed parsed in a child, without the articles that `seen` stamps.  Raises as `parsed` does."""
    message = {"fetched": _facts(fetched), "seen": [stamp.hex() for stamp in seen]}
    plain = await workshop.run(UNSEEN, message, fetched.body, urgency=urgency)
    try:
        if "outline" in plain:
            return from_plain(Outline, plain["outline"])
        found = from_plain(_Unseen, plain["unseen"])
        partial = PartialFeed(
            found.feed,
            tuple([bytes.fromhex(stamp) for stamp in found.stamps]),
            tuple([bytes.fromhex(stamp) for stamp in found.known]),
            bytes.fromhex(found.frame),
        )
    except (BadData, KeyError, TypeError, ValueError) as error:
        raise _nonsense() from error
    if not seen >= set(partial.known) or (
        partial.frame and len(partial.stamps) != len(partial.feed.articles)
    ):
        raise _nonsense()
    return partial


# --- annotate: sources to annotations --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Draft:
    """What annotation is made from."""

    source: str
    source_type: SourceType
    base_url: str = ""
    language: str = ""
    headline: str = ""
    deck: str = ""


@dataclass(frozen=True, slots=True)
class _Annotations:
    items: tuple[Annotation, ...] = ()


def annotate(message: Mapping[str, Any], blob: bytes) -> _Annotations:
    """Annotate the drafts in `message`."""
    return _Annotations(tuple(_annotated(from_plain(Draft, plain)) for plain in message["drafts"]))


async def annotated(
    workshop: Workshop, drafts: Sequence[Draft], urgency: Urgency = "background"
) -> tuple[Annotation, ...]:
    """Have drafts annotated in a child, in order.  Raises `JobLost` if it does not survive one."""
    plain = await workshop.run(ANNOTATE, {"drafts": to_plain(tuple(drafts))}, urgency=urgency)
    try:
        items = from_plain(_Annotations, plain).items
    except BadData as error:
        raise _nonsense() from error
    if len(items) != len(drafts):
        raise _nonsense()
    return items


def _annotated(draft: Draft) -> Annotation:
    from newsreader.text.annotation import annotate as annotate_source

    return annotate_source(
        draft.source,
        draft.source_type,
        base_url=draft.base_url,
        language=draft.language,
        headline=draft.headline,
        deck=draft.deck,
    )


# --- read: a document to an article, which is not stored --------------------------------------------------


def read(message: Mapping[str, Any], blob: bytes) -> dict[str, Any]:
    """Parse and annotate the one article in `blob`."""
    parsed_feed = parse({**message, "want": "any"}, blob)
    if "outline" in parsed_feed:
        raise ParseError("This is a list of feeds, not an article; “newsreader import” adds them.")
    feed = from_plain(ParsedFeed, parsed_feed["feed"])
    if len(feed.articles) != 1:
        raise ParseError(
            f"This is a feed of {len(feed.articles):,} articles; “newsreader add” adds it to the library."
        )
    item = feed.articles[0]
    draft = Draft(
        item.source, item.source_type, item.base_url, item.language or feed.language, item.headline, item.deck
    )
    article = with_annotation(_as_article(item, feed), _annotated(draft))
    return {"article": to_plain(article)}


async def read_article(workshop: Workshop, fetched: Fetched) -> Article:
    """Have the article in a document read at once.  Raises as `parsed` does."""
    message = {"fetched": _facts(fetched)}
    plain = await workshop.run(READ, message, fetched.body, urgency="user")
    try:
        return from_plain(Article, plain["article"])
    except (BadData, KeyError, TypeError) as error:
        raise _nonsense() from error


def with_annotation(article: Article, annotation: Annotation) -> Article:
    """Return an article as it is once its annotation is stored."""
    return replace(
        article,
        deck=article.deck if annotation.deck is None else annotation.deck,
        dateline=annotation.dateline or article.dateline,
        language=annotation.language or article.language,
        words=annotation.words,
        body=annotation.body,
        quotes=annotation.quotes,
        annotated=True,
    )


def _as_article(item: ParsedArticle, feed: ParsedFeed) -> Article:
    return Article(
        id=None,
        headline=item.headline,
        kicker=item.kicker,
        deck=item.deck,
        byline=item.byline,
        authors=item.authors,
        dateline=item.dateline,
        published=item.published,
        updated=item.updated,
        url=item.url,
        feed_title=feed.title,
        publisher=item.publisher,
        language=item.language,
        categories=item.categories,
        enclosures=item.enclosures,
    )


def _facts(fetched: Fetched) -> dict[str, Any]:
    """Return what is known of a document besides its body, which travels as it is."""
    plain: dict[str, Any] = to_plain(fetched)
    del plain["body"]
    return plain


def _nonsense() -> JobLost:
    return JobLost("The process that read it answered nonsense, so the answer was left out.")
