"""Read the front matter of a Markdown file: what a site generator or an author says of an article.

YAML between lines of "---", or TOML between lines of "+++".  Values are taken as written (YAML's own
ideas of dates, numbers and truth are not asked), and what is broken is read line by line: one colon too
many in a headline must not cost the article its head.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from newsreader.models import Dateline
from newsreader.text.bylines import read_byline
from newsreader.text.clean import clean_line
from newsreader.text.datelines import find_dateline
from newsreader.text.dates import parse_date
from newsreader.text.urls import absolute

_LONGEST = 64 * 1024
_MOST_LISTED = 50
_MOST_BRACKETS = 200
"""Lists in lists take a parser time by the square of their depth; no head of an article has so many."""
_LINE = re.compile(r"([A-Za-z][\w -]{0,40}?)\s*:(?:\s+(.*))?$")
_LISTED = re.compile(r"\s*-\s+(.*)$")

_NAMES = {
    "headline": "headline title",
    "kicker": "kicker section eyebrow rubric overline",
    "deck": "deck dek description summary subtitle standfirst excerpt",
    "byline": "byline",
    "authors": "author authors by writer",
    "published": "date published pubdate published_at datepublished publishdate created",
    "updated": "updated modified lastmod updated_at last_modified datemodified",
    "dateline": "dateline",
    "language": "lang language locale",
    "publisher": "publisher source outlet site",
    "url": "link url permalink canonical canonical_url",
    "categories": "tags keywords categories topics",
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter says of its article; empty where it says nothing."""

    headline: str = ""
    kicker: str = ""
    deck: str = ""
    byline: str = ""
    authors: tuple[str, ...] = ()
    dateline: Dateline | None = None
    published: int | None = None
    updated: int | None = None
    language: str = ""
    publisher: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()


def read_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Return (the front matter, the text below it); where there is none, the text is whole."""
    found = re.match(r"\s*(---|\+\+\+)[ \t]*\n", text)
    if found is None:
        return FrontMatter(), text
    ends = r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)" if found[1] == "---" else r"\n\+\+\+[ \t]*(?:\n|\Z)"
    end = re.compile(ends).search(text, found.end() - 1, found.end() + _LONGEST)
    if end is None:
        return FrontMatter(), text
    block = text[found.end() : end.start() + 1]
    values = (_yaml(block) or _by_lines(block)) if found[1] == "---" else _toml(block)
    if not values:
        return FrontMatter(), text
    return _front_matter(values), text[end.end() :]


def _yaml(block: str) -> dict[str, object]:
    """Read YAML, every scalar as text; {} for what is broken or no mapping."""
    import yaml  # 25 ms, and only where there is front matter

    if block.count("[") + block.count("{") > _MOST_BRACKETS:
        return {}
    try:
        # The base loader knows texts, lists and mappings: it makes no objects and guesses no types.
        values = yaml.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return _known(values.items()) if isinstance(values, dict) else {}


def _toml(block: str) -> dict[str, object]:
    import tomllib  # seldom met

    try:
        return _known(tomllib.loads(block).items())
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _by_lines(block: str) -> dict[str, object]:
    """Read "name: value" and the lists below "name:" from a block that is no sound YAML."""
    values: list[tuple[object, object]] = []
    listed: list[object] = []
    for line in block.split("\n"):
        item = _LISTED.match(line)
        named = _LINE.match(line)
        if item and values:
            listed.append(_unquoted(item[1]))
            values[-1] = (values[-1][0], list(listed))
        elif named:
            listed = []
            values.append((named[1], _unquoted(named[2] or "")))
    return _known(values)


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _known(items: Iterable[tuple[object, object]]) -> dict[str, object]:
    """Return field → value of the names that mean something to us, of each field the first."""
    values: dict[str, object] = {}
    for name, value in items:
        key = str(name).strip().casefold().replace("-", "_").replace(" ", "_")
        field = _FIELDS.get(key)
        if field and value not in ("", None, [], {}):
            values.setdefault(field, value)
    return values


def _front_matter(values: dict[str, object]) -> FrontMatter:
    def line(field: str, limit: int = 1_000) -> str:
        return next(iter(_lines(values.get(field), limit)), "")

    byline = line("byline")
    authors = _people(_lines(values.get("authors")))
    read = read_byline(byline, bare=True) if byline else None
    if not byline and authors:
        byline = ", ".join(authors[:-1]) + " and " + authors[-1] if len(authors) > 1 else authors[0]
        written = _lines(values.get("authors"))
        byline = written[0] if len(written) == 1 else byline
    categories = _lines(values.get("categories"), 120)
    if len(categories) == 1:
        categories = [part for value in categories[0].split(",") if (part := value.strip())]
    return FrontMatter(
        headline=line("headline", 500),
        kicker=line("kicker", 80),
        deck=line("deck"),
        byline=byline,
        authors=authors or (read.authors if read else ()),
        dateline=_dateline(line("dateline")),
        published=parse_date(line("published")),
        updated=parse_date(line("updated")),
        language=_language(line("language")),
        publisher=line("publisher"),
        url=absolute(line("url"), ""),
        categories=tuple(dict.fromkeys(categories))[:_MOST_LISTED],
    )


def _lines(value: object, limit: int = 1_000) -> list[str]:
    """Return the texts in a value: itself, its items, or the names of the objects in it."""
    found: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:_MOST_LISTED]:
        if isinstance(item, dict):
            item = item.get("name") or item.get("title")
        if item is None or isinstance(item, dict | list):
            continue
        text = clean_line(str(item), limit)
        if text:
            found.append(text)
    return found


def _people(names: list[str]) -> tuple[str, ...]:
    people: list[str] = []
    for name in names:
        read = read_byline(name, bare=True)
        people += read.authors if read and read.authors else [name]
    return tuple(dict.fromkeys(people))


def _dateline(printed: str) -> Dateline | None:
    if not printed:
        return None
    found = find_dateline(f"{printed.rstrip(' —–-')} — The news.")
    if found is None:
        return Dateline(printed, printed, (printed,))
    return Dateline(printed, found.place, found.places, found.region, found.date, found.agency)


def _language(tag: str) -> str:
    found = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_.].*)?", tag)
    return tag.replace("_", "-") if found else ""
