"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1), which feedparser does not know.

The format is plain; what arrives under its name is not.  Every value may be of any type, so each is
asked for by the type it should have and is otherwise not there.
"""

from __future__ import annotations

import contextlib
import json
import math
import mimetypes
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from newsreader.errors import ParseError
from newsreader.feeds.cutting import frame_of, item_hash, stamps_by_hash, unseen
from newsreader.feeds.fields import (
    MAX_LABEL,
    MAX_LISTED,
    Text,
    base_of,
    deck_of,
    guid_of,
    labels,
    language_tag,
    made_headline,
    people,
    person,
    plain_title,
    sane_instant,
    source_of,
    web_url,
)
from newsreader.feeds.gather import BadEntry, Made, gather, too_many, within_cap
from newsreader.feeds.partial import PartialFeed
from newsreader.feeds.unseen import are_bound, stamps_of
from newsreader.feeds.xmlprep import decode_body
from newsreader.models import Enclosure, Fetched, ParsedArticle, ParsedFeed
from newsreader.text.clean import clean_line
from newsreader.text.dates import parse_date

_VERSION = re.compile(r"jsonfeed\.org/version/(\d(?:\.\d)?)")

Object = Mapping[str, Any]


_INHERITED = ("authors", "author", "language")
"""What articles may take from their feed; they see nothing else of it."""


def parse_json_feed(fetched: Fetched) -> ParsedFeed:
    """Return the feed in a JSON Feed document.

    An item that is no object, or holds nothing, is left out and counted in `problems`.  Raises
    `ParseError` where the document is no JSON, no feed, or has no item that can be read.
    """
    return parse_json_unseen(fetched, frozenset()).feed


def parse_json_unseen(fetched: Fetched, seen: Collection[bytes]) -> PartialFeed:
    """Return the feed without the articles that `seen` stamps; raises as `parse_json_feed` does.

    JSON is read whole in a twentieth of the time it takes to make articles of it.
    """
    document = _loaded(decode_body(fetched))
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(document, dict) or (items is None and not _VERSION.search(_text(document, "version"))):
        raise ParseError("This is JSON but no feed.")
    if not isinstance(items, list):
        raise ParseError("The JSON Feed has no list of items.")
    base = base_of(fetched.final_url or fetched.url)
    own = {key: document[key] for key in _INHERITED if key in document}
    frame = frame_of("json", base, own)
    stamps = stamps_by_hash(seen) if frame in seen else {}
    if stamps:
        # Where of those that are left none can be read, there are others.
        with contextlib.suppress(ParseError):
            partial = _read(document, items, base, own, stamps)
            if partial is not None:
                return replace(partial, frame=frame)
    whole = _read(document, items, base, own, {})
    assert whole is not None  # nothing was left out
    return replace(whole, frame=frame)


def _read(
    document: Object, items: Sequence[Any], base: str, own: Object, stamps: Mapping[bytes, bytes]
) -> PartialFeed | None:
    """Read the items that have no stamp; None where one of them is bound to one that has."""
    within = within_cap(items, _published)
    hashes = [item_hash(json.dumps(item).encode()) for item in within]
    kept = unseen(hashes, stamps)
    left = frozenset(range(len(within))) - frozenset(kept)
    known = tuple([stamps[hashes[number]] for number in sorted(left)])
    made: dict[int, Made] = {}

    def make(number: int) -> Made:
        item = within[kept[number]]
        if not isinstance(item, dict):
            raise BadEntry
        made[number] = _article(item, own, base)
        return made[number]

    articles, problems = gather(range(len(kept)), make, lambda number: None)
    if are_bound(made, known):
        return None
    if len(within) < len(items):
        problems = [too_many(len(items)), *problems]
    version = _VERSION.search(_text(document, "version"))
    feed = ParsedFeed(
        title=plain_title(_text(document, "title"), "text"),
        site_url=web_url(_text(document, "home_page_url"), base),
        description=plain_title(_text(document, "description"), "text"),
        language=language_tag(_text(document, "language")),
        format="JSON Feed"
        + (f" {version[1]}" if version and "." in version[1] else " 1.0" if version else ""),
        articles=articles,
        problems=tuple(problems),
    )
    return PartialFeed(feed, stamps_of(articles, made, [hashes[number] for number in kept]), known)


def _loaded(text: str) -> Any:
    """Return the JSON in `text`; numbers beyond what a feed can mean are None."""
    try:
        return json.loads(
            text, strict=False, parse_int=_integer, parse_float=_fraction, parse_constant=_nothing
        )
    except json.JSONDecodeError as error:
        raise ParseError(f"The JSON is damaged at line {error.lineno}; it was not read.") from error
    except RecursionError as error:
        raise ParseError("The JSON is nested too deep to be a feed.") from error


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= 64 else None


def _fraction(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _nothing(name: str) -> None:
    return None


def _published(item: Any) -> int | None:
    """Return when an item was published; raises as reading one of the wrong shape does."""
    return _instant(item, "date_published")


# --- one item -----------------------------------------------------------------------------------------------


def _article(item: Object, feed: Object, base: str) -> Made:
    body, summary = _body(item)
    external = web_url(_text(item, "external_url"), base)
    url = web_url(_text(item, "url"), base) or external
    enclosures = _enclosures(item, base)
    headline = plain_title(_text(item, "title"), "text")
    if not (headline or body.value or url or enclosures):
        return Made(None)
    headline = headline or made_headline(body, url, (enclosure.url for enclosure in enclosures))
    authors, byline = people(_people(item)) if _people(item) else people(_people(feed))
    text, cut = source_of(body.value, body.kind)
    published, updated = _instant(item, "date_published"), _instant(item, "date_modified")
    article = ParsedArticle(
        guid=guid_of(_identity(item.get("id"))),
        url=url,
        headline=headline,
        deck=deck_of(summary, body, headline),
        byline=byline,
        authors=authors,
        published=published if published is not None else updated,
        updated=updated,
        source=text,
        source_type=body.kind,
        base_url=url or base,
        language=language_tag(_text(item, "language")) or language_tag(_text(feed, "language")),
        categories=labels(tag for tag in _list(item, "tags") if isinstance(tag, str)),
        enclosures=enclosures,
    )
    return Made(article, cut)


def _text(of: Object, key: str) -> str:
    value = of.get(key)
    return value if isinstance(value, str) else ""


def _list(of: Object, key: str) -> list[Any]:
    value = of.get(key)
    return value if isinstance(value, list) else []


def _identity(value: object) -> str:
    """Return an id as text: the format asks for a string and has readers take a number for one."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _body(item: Object) -> tuple[Text, str]:
    """Return (body, summary): the body is the item's HTML, else its text, else its summary."""
    html, text, summary = (_text(item, key).strip() for key in ("content_html", "content_text", "summary"))
    if html:
        return Text(html, "html"), summary
    if text:
        return Text(text, "text"), summary
    return Text(summary, "text" if summary else "html"), ""


def _people(of: Object) -> tuple[str, ...]:
    """Return the names in `authors` (1.1) and `author` (1.0)."""
    authors = [*_list(of, "authors"), of.get("author")]
    names = (_text(author, "name") if isinstance(author, dict) else author for author in authors)
    return tuple(named for name in names if isinstance(name, str) and (named := person(name)))


def _instant(item: Object, key: str) -> int | None:
    text = _text(item, key)[:100].strip()
    return sane_instant(parse_date(text)) if text else None


def _enclosures(item: Object, base: str) -> tuple[Enclosure, ...]:
    """Return the attachments, and the pictures that stand for the article, each once."""
    found: dict[str, Enclosure] = {}
    for attachment in _list(item, "attachments")[: 2 * MAX_LISTED]:
        if isinstance(attachment, dict) and (url := web_url(_text(attachment, "url"), base)):
            size = attachment.get("size_in_bytes")
            length = int(size) if isinstance(size, int | float) and 0 < size < 1 << 53 else None
            found.setdefault(
                url, Enclosure(url, clean_line(_text(attachment, "mime_type"), MAX_LABEL).lower(), length)
            )
    for url in _pictures(item, base):
        found.setdefault(url, Enclosure(url, mimetypes.guess_type(urlsplit(url).path)[0] or "image"))
    return tuple(found.values())[:MAX_LISTED]


def _pictures(item: Object, base: str) -> Iterable[str]:
    return filter(None, (web_url(_text(item, key), base) for key in ("image", "banner_image")))
