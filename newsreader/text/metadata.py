"""What a web page says about its article where readers do not look: JSON-LD, OpenGraph, meta elements.

Vocabularies: schema.org's Article and its kin as JSON-LD, the OpenGraph protocol's article namespace,
Dublin Core and the meta names that publishing systems have made customary.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from selectolax.lexbor import LexborNode

from newsreader.text.bylines import read_byline
from newsreader.text.clean import clean, clean_line
from newsreader.text.dates import parse_date

_LONGEST_JSON = 1_000_000
_MOST_NODES = 5_000
_MOST_LISTED = 50
_LONGEST_LINE = 1_000

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_WRAPPING = re.compile(
    r"^\s*(?://|/\*)?\s*(?:<!--|<!\[CDATA\[)?\s*(?:\*/)?|\s*(?://|/\*)?\s*(?:-->|\]\]>)?\s*(?:\*/)?\s*;?\s*$"
)
_LAST_COMMA = re.compile(r",(\s*[}\]])")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8}){0,3})\Z")
_ADDRESS = re.compile(r"https?:|www\.|/|@", re.IGNORECASE)

_DATE_NAMES = (
    *("article:published_time", "article:published", "og:published_time", "datepublished", "publishdate"),
    *("pubdate", "publish-date", "publish_date", "publication_date", "parsely-pub-date", "sailthru.date"),
    *(
        "dcterms.issued",
        "dcterms.created",
        "dcterms.date",
        "dc.date.issued",
        "dc.date",
        "date",
        "cxenseparse:recs:publishtime",
    ),
)
_UPDATE_NAMES = (
    *("article:modified_time", "article:modified", "og:updated_time", "datemodified", "last-modified"),
    *("dcterms.modified", "dc.date.modified", "revised"),
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found; an empty string or tuple, or None, where nothing was."""

    headline: str = ""
    kicker: str = ""
    deck: str = ""
    authors: tuple[str, ...] = ()
    published: int | None = None
    updated: int | None = None
    language: str = ""
    publisher: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    text: str = ""
    """The article's text, where the JSON-LD has it (`articleBody`)."""


def read_metadata(root: LexborNode, data: Iterable[str]) -> Metadata:
    """Put together what the page's meta elements and its JSON-LD (`data`, as it stood) say."""
    meta = _meta(root)
    article, nodes = _json_article(data)

    def first(*names: str) -> str:
        return next((meta[name] for name in names if meta.get(name)), "")

    def people(value: object) -> tuple[str, ...]:
        return _names(value, nodes)

    description = _text(article.get("description")) or first(
        "og:description", "description", "dcterms.description", "twitter:description"
    )
    publisher = people(article.get("publisher")) or people(article.get("sourceOrganization"))
    section = _first(article.get("articleSection")) or first("article:section", "parsely-section", "section")
    published = _date(article.get("datePublished")) or _date(article.get("dateCreated"))
    updated = _date(article.get("dateModified"))
    return Metadata(
        headline=_text(article.get("headline")) or _text(article.get("alternativeHeadline")) or _title(meta),
        kicker=clean_line(section.rsplit("/", 1)[-1], 80),
        deck=description or (_text(article.get("alternativeHeadline")) if article.get("headline") else ""),
        authors=people(article.get("author")) or people(article.get("creator")) or _meta_authors(meta),
        published=published if published is not None else _first_date(meta, _DATE_NAMES),
        updated=updated if updated is not None else _first_date(meta, _UPDATE_NAMES),
        language=_language(article.get("inLanguage"))
        or language_of(first("og:locale", "content-language", "dc.language")),
        publisher=publisher[0]
        if publisher
        else first("og:site_name", "application-name", "dc.publisher", "dcterms.publisher"),
        url=_url_of(article) or first("og:url"),
        categories=_keywords(article.get("keywords"))
        or _keywords(first("news_keywords", "article:tag", "keywords")),
        text=_body_text(article.get("articleBody")),
    )


def language_of(value: str) -> str:
    """Return a language tag as BCP 47 spells it ("en_gb" → "en-GB"), "" for what is none."""
    found = _LANGUAGE.match(value.strip())
    if found is None:
        return ""
    parts = re.split("[-_]", found[2])[1:] if found[2] else []
    return "-".join([found[1].lower(), *(part.upper() if len(part) == 2 else part.title() for part in parts)])


# --- meta elements --------------------------------------------------------------------------------------


def _meta(root: LexborNode) -> dict[str, str]:
    """Return name, property or itemprop → content, of each the first that says something."""
    found: dict[str, str] = {}
    for node in root.css("meta")[:_MOST_NODES]:
        attributes = node.attributes
        content = attributes.get("content")
        if not content:
            continue
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = (attributes.get(key) or "").strip().lower()
            if name == "article:tag" and name in found:
                found[name] += f", {_text(content)}"
            elif name:
                found.setdefault(name, _text(content))
    return found


def _title(meta: dict[str, str]) -> str:
    for name in (
        "og:title",
        "twitter:title",
        "parsely-title",
        "dc.title",
        "dcterms.title",
        "headline",
        "title",
    ):
        if meta.get(name):
            return meta[name]
    return ""


def _meta_authors(meta: dict[str, str]) -> tuple[str, ...]:
    for name in (
        "author",
        "article:author",
        "parsely-author",
        "byl",
        "sailthru.author",
        "dc.creator",
        "dcterms.creator",
    ):
        value = meta.get(name, "")
        if value and not _ADDRESS.search(value):
            byline = read_byline(value, bare=True) or read_byline(f"By {value}")
            return byline.authors if byline else (value,)
    return ()


def _first_date(meta: dict[str, str], names: Iterable[str]) -> int | None:
    for name in names:
        value = _date(meta.get(name))
        if value is not None:
            return value
    return None


# --- JSON-LD ----------------------------------------------------------------------------------------------

Node = dict[str, Any]


def _json_article(data: Iterable[str]) -> tuple[Node, dict[str, Node]]:
    """Return (the node of the article, {} if there is none; all nodes with an id by that id)."""
    best: Node = {}
    nodes: dict[str, Node] = {}
    for text in data:
        for node in _nodes(_json(text)):
            known = node.get("@id")
            if isinstance(known, str) and len(node) > 1:
                nodes.setdefault(known, node)
            if _is_article(node) and _worth(node) > _worth(best):
                best = node
    return best, nodes


def _json(text: str) -> object:
    """Read JSON as pages have it: wrapped in comments, or with a comma too many; None if it is none."""
    if len(text) > _LONGEST_JSON:
        return None
    text = _WRAPPING.sub("", text)
    for candidate in (text, _LAST_COMMA.sub(r"\1", text)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: object) -> Iterator[Node]:
    """Yield every object in a JSON value, outer ones first."""
    waiting = [value]
    seen = 0
    while waiting and seen < _MOST_NODES:
        seen += 1
        value = waiting.pop(0)
        if isinstance(value, dict):
            yield value
            waiting += [inner for inner in value.values() if isinstance(inner, dict | list)]
        elif isinstance(value, list):
            waiting += [inner for inner in value if isinstance(inner, dict | list)]


def _is_article(node: Node) -> bool:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return any(
        isinstance(kind, str) and (kind.endswith(("Article", "BlogPosting", "Posting")) or kind == "Report")
        for kind in listed
    )


def _worth(node: Node) -> int:
    """Tell how much a node says about an article: of a page's several, the fullest is its own."""
    return sum(
        1
        for name in ("headline", "datePublished", "author", "description", "articleBody", "publisher")
        if node.get(name)
    )


def _text(value: object) -> str:
    """Return text from JSON or an attribute on one line, without tags, entities read."""
    if not isinstance(value, str):
        return ""
    value = value[: 4 * _LONGEST_LINE]
    if "&" in value:
        value = unescape(value)
    if "<" in value:
        value = _TAG.sub(" ", value)
    return clean_line(value, _LONGEST_LINE)


def _body_text(value: object) -> str:
    return clean(unescape(value)).strip() if isinstance(value, str) else ""


def _first(value: object) -> str:
    if isinstance(value, list):
        return next((text for item in value if (text := _text(item))), "")
    return _text(value)


def _date(value: object) -> int | None:
    return parse_date(value) if isinstance(value, str) else None


def _names(value: object, nodes: dict[str, Node]) -> tuple[str, ...]:
    """Return the names of people or organisations, given as text, objects, references or a list."""
    names: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:_MOST_LISTED]:
        if isinstance(item, dict):
            if "name" not in item and isinstance(item.get("@id"), str):
                item = nodes.get(item["@id"], item)
            item = _first(item.get("name"))
        name = _text(item)
        if not name or _ADDRESS.match(name):
            continue
        byline = read_byline(name, bare=True)
        names += byline.authors if byline and byline.authors else [name]
    return tuple(dict.fromkeys(names))


def _language(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    return language_of(value) if isinstance(value, str) else ""


def _url_of(article: Node) -> str:
    for value in (article.get("url"), article.get("mainEntityOfPage")):
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value.lower().startswith(("http://", "https://")):
            return clean_line(value)
    return ""


def _keywords(value: object) -> tuple[str, ...]:
    values = [_text(item) for item in value] if isinstance(value, list) else _text(value).split(",")
    labels = dict.fromkeys(label for item in values if (label := clean_line(item, 120)))
    return tuple(labels)[:_MOST_LISTED]
