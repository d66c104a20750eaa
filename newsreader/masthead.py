"""What stands above and below an article's text: kicker to byline, then its links and its address."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from newsreader.block import Block, Run
from newsreader.cells import steady, width
from newsreader.models import Article, Link
from newsreader.text.clean import clean_line
from newsreader.text.urls import slashed

WORDS_A_MINUTE = 230
_DAY = 86_400
_TIGHT = "\u00a0"
"""A space that no line ends at."""

SOURCE_LINK = -1
"""The link number of the article's own address."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _line(text: str) -> str:
    return steady(clean_line(text))


def head_blocks(article: Article) -> Iterator[Block]:
    """Yield kicker, headline, deck and byline."""
    if kicker := _line(article.kicker):
        yield Block("kicker", kicker, gap=0)
    yield Block("headline", _line(article.headline) or "Untitled", flow="balanced", gap=1 if kicker else 0)
    if deck := _line(article.deck):
        yield Block("deck", deck)
    byline = _line(article.byline)
    if byline:
        yield Block("byline", byline)
    if meta := f"{_TIGHT}· ".join(item.replace(" ", _TIGHT) for item in _meta(article, byline)):
        yield Block("meta", meta, gap=0 if byline else 1)


def _meta(article: Article, byline: str) -> Iterator[str]:
    """Yield who published it, when, and how long it takes to read."""
    publisher = _line(article.publisher or article.feed_title)
    if publisher and publisher.casefold() not in byline.casefold():
        yield publisher
    printed = article.dateline
    if printed is not None and printed.text and printed.start == printed.end:
        yield _line(printed.text)
    elif article.published is not None and (moment := moment_of(article.published)):
        yield moment
    if changed := _updated(article):
        yield changed
    if article.words >= WORDS_A_MINUTE // 2:
        yield f"{max(1, round(article.words / WORDS_A_MINUTE))} min"


def _updated(article: Article) -> str:
    """Return when an article was changed, where that is an hour or more after it was published."""
    if article.updated is None or article.published is None or article.updated < article.published + 3600:
        return ""
    moment, before = moment_of(article.updated), moment_of(article.published)
    day, _, hour = moment.partition(", ")
    if day == before.partition(", ")[0]:
        moment = hour
    return f"updated {moment}" if moment else ""


def moment_of(then: int) -> str:
    """Return an instant (seconds since 1970) as "12 October 2024, 18:40" in local time, "" if none has it.

    One that is the very beginning of a day in UTC is how a date without a time is kept: it is that day,
    whatever the local time, and no hour is made up for it.
    """
    timeless = then % _DAY == 0
    try:
        moment = time.gmtime(then) if timeless else time.localtime(then)
    except (OverflowError, ValueError, OSError):
        return ""
    if not 1 <= moment.tm_year <= 9999:
        return ""
    day = f"{moment.tm_mday} {_MONTHS[moment.tm_mon - 1]} {moment.tm_year}"
    return day if timeless else f"{day}, {moment.tm_hour:02}:{moment.tm_min:02}"


def article_links(article: Article) -> list[Link]:
    """Return the numbered links: those in the text, then the attached files; the first is number 1."""
    links = article.body.links()
    for enclosure in article.enclosures:
        links.append(Link(_enclosure(enclosure.type, enclosure.length), enclosure.url, -1, -1))
    return links


def _enclosure(kind: str, length: int | None) -> str:
    name = clean_line(kind).partition("/")[0] or "file"
    if not length or length < 0:
        return name
    size = f"{length / 1e6:.1f} MB" if length >= 1e6 else f"{max(1, length // 1000)} kB"
    return f"{name}, {size}"


class Later(NamedTuple):
    """A block below the body, not built yet; it has one line."""

    gap: int
    build: Callable[[], Block]


def tail_blocks(article: Article, links: list[Link], full: bool) -> Iterator[Later]:
    """Yield the list of links with their real hosts, the attached files, and the article's address."""
    web = article.url.startswith(("http:", "https:"))
    if not article.body.text:
        yield Later(2, lambda: Block("image", "The feed gives no more than this.", gap=2))
    if links or web:
        yield Later(1, lambda: Block("rule", "", flow="rule", gap=1))
    digits = len(str(len(links)))
    for number, link in enumerate(links, 1):
        gap = 1 if number == 1 else 0
        yield Later(gap, partial(_numbered, link, number, digits, full, gap))
    if web:
        yield Later(1, lambda: _address(article.url, SOURCE_LINK, "", full, "", gap=1))


def _numbered(link: Link, number: int, digits: int, full: bool, gap: int) -> Block:
    note = clean_line(link.text) + " · " if link.start < 0 else ""
    return _address(link.url, number, f"[{number}]".rjust(digits + 2) + " ", full, note, gap)


def _address(url: str, number: int, mark: str, full: bool, note: str, gap: int) -> Block:
    """Return a line for an address: its host apart from the rest, so that it cannot be mistaken."""
    host, rest = split_address(url)
    before = ""
    if full:
        whole = clean_line(url)
        at = whole.lower().find(host, whole.rfind("@", 0, len(whole) - len(rest)) + 1) if host else -1
        if at >= 0:
            before, rest = whole[:at], whole[at + len(host) :]
        else:  # the host is not as it is written: both
            rest = f"  {whole}" if host else whole
    text = steady(note + before + host + rest)
    start = len(note) + len(before)
    runs: list[Run] = [
        (0, start, ("link.path",), number),
        (start, start + len(host), ("link.host",), number),
        (start + len(host), len(text), ("link.path",), number),
    ]
    return Block(
        "links",
        text,
        lambda _: (run for run in runs if run[0] < run[1]),
        first=mark,
        rest=" " * width(mark),
        lead="link.number",
        flow="words" if full else "code",
        gap=gap,
        link=number,
    )


def split_address(url: str) -> tuple[str, str]:
    """Return an address's real host as it would be asked for, and its path, for showing.

    A name with other than ASCII letters is shown in its coded form ("xn--…"): two letters that look
    alike are not the same host.  What is no web address gives "" and the whole.
    """
    shown = slashed(clean_line(url))
    try:
        parts = urlsplit(shown)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "", shown
    if parts.scheme not in ("http", "https") or not host:
        return "", shown
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = host.encode("ascii", "backslashreplace").decode("ascii")
    path = parts.path if parts.path != "/" else ""
    query = f"?{parts.query}" if parts.query else ""
    return host + port, path + query
