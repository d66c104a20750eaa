"""From what a feed parser saw of an entry to the article a reader sees.

Which of an entry's texts is its body and which its deck, which of its links is the article, who wrote
it and when: the decisions are made here, once, for RSS, RDF and Atom.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from newsreader.feeds.fields import (
    MAX_LABEL,
    MAX_LISTED,
    Text,
    deck_of,
    guid_of,
    is_web,
    labels,
    language_tag,
    made_headline,
    opening,
    people,
    person,
    plain_title,
    rss_text,
    sane_instant,
    seen_length,
    source_of,
    ttl_of,
    web_url,
)
from newsreader.feeds.gather import BadEntry, Made, gather
from newsreader.models import Enclosure, ParsedArticle, ParsedFeed, SourceType
from newsreader.text.clean import clean_line
from newsreader.text.dates import parse_date

_FORMATS = {
    "rss090": "RDF (RSS 0.90)",
    "rss091n": "RSS 0.91",
    "rss091u": "RSS 0.91",
    "rss092": "RSS 0.92",
    "rss093": "RSS 0.93",
    "rss094": "RSS 0.94",
    "rss20": "RSS 2.0",
    "rss10": "RDF (RSS 1.0)",
    "atom01": "Atom 0.1",
    "atom02": "Atom 0.2",
    "atom03": "Atom 0.3",
    "atom10": "Atom 1.0",
    "atom": "Atom",
    "cdf": "CDF",
}
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_KINDS: dict[str, SourceType] = {
    "text/plain": "text",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
}

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """What the parser saw: its dictionaries, and what is needed to read them.

    `bad` holds the numbers of the entries it stumbled in, `accidents` what reading one may raise;
    """

    feed: Mapping[str, Any]
    entries: Sequence[Mapping[str, Any]]
    bad: Set[int]
    version: str
    url: str
    second_opinion: Callable[[str], int | None]

    @property
    def atom(self) -> bool:
        """True for Atom, which says what its texts are written in."""
        return self.version.startswith("atom")


_INHERITED = ("authors", "dc_publisher", "language", "title")
"""What articles may take from their feed; they see nothing else of its data."""


def feed_of(source: Source, problem: str = "", made: dict[int, Made] | None = None) -> ParsedFeed:
    """Return the feed with its articles; `problem` is what was wrong with the document, or "".

    `made` takes down what each entry gave, by its number.  Raises `ParseError` where there are entries
    and none of them can be read.
    """
    feed = dict(source.feed)
    site, own = _site_url(source, feed), inherited(source)

    def make(numbered: tuple[int, Entry]) -> Made:
        number, entry = numbered
        if number in source.bad:
            raise BadEntry
        result = _article(source, own, site, dict(entry))
        if made is not None:
            made[number] = result
        return result

    articles, problems = gather(
        list(enumerate(source.entries)), make, lambda numbered: published(source, numbered[1])
    )
    return ParsedFeed(
        title=_titled(source, feed, "title"),
        site_url=site,
        description=_titled(source, feed, "subtitle"),
        language=language_tag(_string(feed, "language")),
        format=_FORMATS.get(source.version, "RSS"),
        articles=articles,
        problems=(problem, *problems) if problem else tuple(problems),
        ttl=_ttl(feed),
    )


def inherited(source: Source) -> dict[str, Any]:
    """Return what articles take from their feed."""
    return {key: source.feed[key] for key in _INHERITED if key in source.feed}


def site_of(source: Source) -> str:
    """Return the address of the site the feed belongs to, or ""."""
    return _site_url(source, source.feed)


def published(source: Source, entry: Entry) -> int | None:
    """Return when an entry was published."""
    return _published(source, dict(entry))[0]


# --- one entry ----------------------------------------------------------------------------------------------


def _article(source: Source, feed: Entry, site: str, entry: Entry) -> Made:
    body, summary = _texts(source, entry)
    url = _url(source, entry, site, body)
    enclosures = _enclosures(source, entry, site)
    headline = _titled(source, entry, "title") or _first(entry, "itunes_title")
    if not (headline or body.value or url or enclosures):
        return Made(None)
    headline = headline or made_headline(body, url, (enclosure.url for enclosure in enclosures))
    text, cut = source_of(body.value, body.kind)
    authors, byline = _authors(source, feed, entry)
    published, updated = _published(source, entry)
    return Made(
        ParsedArticle(
            guid=guid_of(_string(entry, "id")),
            url=url,
            headline=headline,
            kicker=_first(entry, "prism_kicker", "kicker", "prism_section"),
            deck=deck_of(summary, body, headline),
            byline=byline,
            authors=authors,
            published=published,
            updated=updated,
            source=text,
            source_type=body.kind,
            base_url=_base(source, body, url, site),
            language=_language(feed, entry, body),
            publisher=_publisher(feed, entry),
            categories=labels(_categories(entry)),
            enclosures=enclosures,
        ),
        cut,
    )


def _string(entry: Entry, key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _first(entry: Entry, *keys: str) -> str:
    return next((line for key in keys if (line := plain_title(_string(entry, key), None)[:MAX_LABEL])), "")


def _titled(source: Source, entry: Entry, key: str) -> str:
    """Return a title (or a feed's subtitle) as plain text."""
    detail = entry.get(key + "_detail") or {}
    kind: SourceType | None = _KINDS.get(str(detail.get("type", "")))
    if not source.atom and detail.get("type") != "application/xhtml+xml":
        kind = None
    return plain_title(_string(entry, key), kind)


def _text(source: Source, detail: Mapping[str, Any]) -> Text | None:
    """Return one of an entry's texts; None for what is empty, or is no text."""
    value, declared = _string(detail, "value"), _string(detail, "type")
    kind = _KINDS.get(declared.partition(";")[0].strip())
    if not value.strip() or kind is None:
        return None
    if declared == "application/xhtml+xml":
        # An HTML parser would take the end tag for a second <br>; Atom wants a <div> around all.
        value = _unwrapped(value.replace("</br>", ""))
    elif not source.atom and kind in ("text", "html"):
        value, kind = rss_text(value)
    return Text(value, kind, _string(detail, "base"), _string(detail, "language"))


_DIV = re.compile(r"<(/?)div\b[^<>]*>")


def _unwrapped(value: str) -> str:
    """Return XHTML without the one <div> around all of it."""
    first = _DIV.match(value)
    if not first or not value.endswith("</div>"):
        return value
    depth = 0
    for tag in _DIV.finditer(value):
        depth += -1 if tag[1] else 1
        if not depth:
            return value[first.end() : tag.start()].strip() if tag.end() == len(value) else value
    return value


def _texts(source: Source, entry: Entry) -> tuple[Text, str]:
    """Return (body, summary as a line).

    Atom says which is which.  RSS does not: the body is `content:encoded`, or the description where
    that is much longer; a feed that summarises nothing has its text in the description.
    """
    contents = [text for detail in entry.get("content") or () if (text := _text(source, detail))]
    contents.sort(key=lambda text: text.kind == "text")
    # Without a detail of its own the summary is the parser's copy of the content.
    detail = entry.get("summary_detail")
    summary = _text(source, detail) if detail else None
    if contents and summary and not source.atom and _much_longer(summary, contents[0]):
        body: Text = summary
    elif contents or summary:
        body = contents[0] if contents else summary or Text("", "html")
    else:
        described = _string(entry, "itunes_summary") or _string(entry, "media_description")
        body = Text(*rss_text(described)) if described.strip() else Text("", "html")
    line = "" if body is summary else _as_line(summary)
    return body, line or _first(entry, "itunes_subtitle")


def _much_longer(summary: Text, content: Text) -> bool:
    """Return True where the summary says more than the content, which then is an excerpt or a picture."""
    if len(content.value) > max(4 * len(summary.value), 4_000):
        return False
    return seen_length(summary) > 1.5 * seen_length(content)


def _as_line(text: Text | None) -> str:
    return clean_line(opening(text.value, text.kind)) if text else ""


def _url(source: Source, entry: Entry, site: str, body: Text) -> str:
    """Return the article's address: before FeedBurner counted it, else its page, else a permanent id."""
    links = entry.get("links") or ()
    candidates = [_string(entry, "feedburner_origlink")]
    for html_only in (True, False):
        for link in links:
            kind = str(link.get("type", ""))
            relation = str(link.get("rel", "")).rpartition("/")[2] or "alternate"
            if relation == "alternate" and (kind in ("", "text/html", "application/xhtml+xml")) == html_only:
                candidates.append(_string(link, "href"))
    for href in candidates:
        url = web_url(href, source.url or site)
        if url:
            return url
    permanent = _string(entry, "id")
    if entry.get("link") == permanent and is_web(permanent):
        return web_url(permanent)
    sources = (_string(detail, "src") for detail in entry.get("content") or ())
    return next((url for src in sources if (url := web_url(src, body.base or source.url or site))), "")


def _base(source: Source, body: Text, url: str, site: str) -> str:
    """Return what the body's relative links start from.

    xml:base where the feed gives one.  RSS without it means the article's own page more often than the
    feed's address, which may be a feed service's.
    """
    if body.base and body.base != source.url:
        declared = web_url(body.base, source.url)
        if declared and declared != source.url:
            return declared
    return (source.url or site or url) if source.atom else (url or source.url or site)


def _authors(source: Source, feed: Entry, entry: Entry) -> tuple[tuple[str, ...], str]:
    """Return (authors, byline).  Atom's entries inherit from source and feed (RFC 4287, 4.2.1)."""
    owners = [entry]
    if source.atom:
        owners += [entry.get("source") or {}, feed]
    for owner in owners:
        named = people(
            person(_string(author, "name"), _string(author, "email")) for author in owner.get("authors") or ()
        )
        if named[1] and not (owner is feed and named[1].casefold() == _string(feed, "title").casefold()):
            return named
    return (), ""


def _published(source: Source, entry: Entry) -> tuple[int | None, int | None]:
    """Return (published, updated); the one date an entry has is when it was published."""
    published = _instant(source, entry, "published") or _instant(source, entry, "created")
    updated = _instant(source, entry, "updated")
    if published is None:
        published = updated
    if not source.atom and updated == published:
        updated = None
    return published, updated


def _instant(source: Source, entry: Entry, key: str) -> int | None:
    text = _string(entry, key)[:100]
    if not text:
        return None
    found = sane_instant(parse_date(text))
    return found if found is not None else sane_instant(source.second_opinion(text))


def _enclosures(source: Source, entry: Entry, site: str) -> tuple[Enclosure, ...]:
    """Return the attached files: RSS enclosures, Atom's links and Media RSS contents, each once."""
    attached = [link for link in entry.get("links") or () if link.get("rel") == "enclosure"]
    attached += entry.get("media_content") or ()
    found: dict[str, Enclosure] = {}
    for link in attached[: 2 * MAX_LISTED]:
        url = web_url(_string(link, "href") or _string(link, "url"), source.url or site)
        length = _string(link, "length") or _string(link, "filesize")
        size = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else 0
        if url:
            kind = clean_line(_string(link, "type") or _string(link, "medium"), MAX_LABEL).lower()
            found.setdefault(url, Enclosure(url, kind, size or None))
    return tuple(found.values())[:MAX_LISTED]


def _categories(entry: Entry) -> list[str]:
    return [str(tag.get("label") or tag.get("term") or "") for tag in entry.get("tags") or ()]


def _publisher(feed: Entry, entry: Entry) -> str:
    """Return who published it first: an aggregator's feed names the source of each article."""
    origin = entry.get("source")
    named = _first(entry, "dc_publisher")
    if not named and isinstance(origin, Mapping):
        named = _first(origin, "title")
    return named or _first(feed, "dc_publisher")


def _language(feed: Entry, entry: Entry, body: Text) -> str:
    title = entry.get("title_detail") or {}
    for value in (
        body.language,
        _string(title, "language"),
        _string(entry, "language"),
        _string(feed, "language"),
    ):
        if tag := language_tag(value):
            return tag
    return ""


# --- the feed -----------------------------------------------------------------------------------------------


def _site_url(source: Source, feed: Entry) -> str:
    """Return the address of the site the feed belongs to."""
    for link in feed.get("links") or ():
        if str(link.get("rel", "alternate")) == "alternate":
            url = web_url(_string(link, "href"), source.url)
            if url:
                return url
    return ""


def _ttl(feed: Entry) -> int | None:
    """Return how long the feed asks to be left alone: RSS ttl in minutes, or the Syndication module's."""
    minutes = _string(feed, "ttl").strip()
    if minutes.isascii() and minutes.isdigit() and len(minutes) < 10 and int(minutes):
        return ttl_of(int(minutes) * 60)
    period = _PERIODS.get(_string(feed, "sy_updateperiod").strip().lower())
    if period is None:
        return None
    frequency = _string(feed, "sy_updatefrequency").strip()
    often = int(frequency) if frequency.isascii() and frequency.isdigit() and len(frequency) < 6 else 1
    return ttl_of(period / max(often, 1))
