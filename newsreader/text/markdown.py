"""Read Markdown: as a body, and with front matter as a whole article.

CommonMark with tables and strikethrough.  HTML inside Markdown is not markup here: of a block of it the
text is read, inline tags are left out, and what only looks like a tag stays as it is written.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from newsreader.models import Body, ParsedArticle
from newsreader.text.body import BodyBuilder
from newsreader.text.clean import clean, clean_line
from newsreader.text.frontmatter import read_front_matter
from newsreader.text.lists import bullet, numeral
from newsreader.text.newswire import MOST_HEAD_LINES, read_head
from newsreader.text.paragraphs import TopLine
from newsreader.text.plaintext import write_linked
from newsreader.text.urls import absolute

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_MARKDOWN = 512 * 1024
"""Characters of Markdown that are read."""

_MAX_NESTING = 60
_MOST_BRACKETS = 3_000
_HEAD = 20_000
"""Characters in which an article's head is looked for."""
_ROLES = {"strong": "strong", "em": "em", "s": "strike"}
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)[\s/>]")
_HTML_NAMES = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "big", "br", "center", "cite", "code", "del", "dfn", "div", "em"),
        *("font", "hr", "i", "iframe", "img", "ins", "kbd", "mark", "p", "q", "s", "samp", "script", "small"),
        *("span", "strike", "strong", "style", "sub", "sup", "svg", "time", "tt", "u", "var", "wbr"),
    )
)


def markdown_to_body(source: str, base_url: str = "") -> Body:
    """Return the blocks of a Markdown text; relative links are read from `base_url`."""
    builder = BodyBuilder()
    _Writer(builder, base_url).write(_parse(clean(source)[:MAX_MARKDOWN]))
    return builder.build()


def read_markdown(text: str) -> ParsedArticle:
    """Return the article that a Markdown text is, with YAML or TOML front matter or without.

    What the front matter does not say is read from the head of the text, as in plain text: a first
    heading is the headline, a line of names below it the byline.  A broken front matter is read line by
    line as far as it goes.
    """
    text = clean(text).removeprefix("\ufeff")
    matter, rest = read_front_matter(text)
    head = read_head(_top_lines(rest), matter.headline)
    authors = matter.authors or (() if matter.byline else head.authors)
    return ParsedArticle(
        url=matter.url,
        headline=matter.headline or head.headline,
        kicker=matter.kicker or head.kicker,
        deck=matter.deck or head.deck,
        byline=matter.byline or head.byline,
        authors=authors,
        dateline=matter.dateline or head.dateline,
        published=matter.published if matter.published is not None else head.published,
        updated=matter.updated if matter.updated is not None else head.updated,
        source="\n".join(rest.split("\n")[head.body_line :]).strip("\n"),
        source_type="markdown",
        base_url=matter.url,
        language=matter.language,
        publisher=matter.publisher,
        categories=matter.categories,
    )


def _parse(text: str) -> list[Token]:
    # Looking for the ends of links takes time by the square of the brackets: above all measure, no links.
    return _parser(text.count("[") <= _MOST_BRACKETS).parse(text)


@cache
def _parser(links: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt  # 40 ms, and only where there is Markdown

    class Parser(MarkdownIt):
        def validateLink(self, url: str) -> bool:
            """Read every link as one: which of them lead somewhere is decided when they are written."""
            return True

    parser = Parser("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    return parser if links else parser.disable(["link", "image", "reference"])


# --- the head ---------------------------------------------------------------------------------------------


def _top_lines(text: str) -> list[TopLine]:
    """Return the first headings and paragraphs of a text, without their marks."""
    found: list[TopLine] = []
    tokens = _parse(text[:_HEAD])
    for place, token in enumerate(tokens):
        if token.level or token.map is None:
            continue
        kind = {"heading_open": "heading", "paragraph_open": "paragraph"}.get(token.type, "other")
        line = ""
        if kind != "other":
            line = clean_line(_plain(tokens[place + 1]))
            if not line:
                kind = "other"
        found.append(TopLine(line, token.map[0], kind, line))
        if len(found) >= MOST_HEAD_LINES:
            break
    return found


def _plain(token: Token) -> str:
    """Return the text of an inline token; pictures give none."""
    parts: list[str] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts)


# --- the body ---------------------------------------------------------------------------------------------


class _Writer:
    """Writes the parser's tokens, a flat list, into a builder."""

    def __init__(self, builder: BodyBuilder, base_url: str) -> None:
        self._builder = builder
        self._base_url = base_url
        self._quotes = 0
        self._numbers: list[int | None] = []  # of each list that is open: its next number
        self._plain = 0
        self._links: list[bool] = []

    def write(self, tokens: list[Token]) -> None:
        """Write blocks."""
        for place, token in enumerate(tokens):
            if self._builder.full:
                return
            name, _, end = token.type.rpartition("_")
            if end == "open":
                self._open(name, token, tokens, place)
            elif end == "close":
                self._close(name)
            elif token.type == "inline":
                self._inline(token.children or [])
            elif token.type in ("fence", "code_block"):
                language = token.info.split()[0][:20].lower() if token.info.strip() else ""
                self._builder.enter("code", clean_line(language).strip("{}."))
                self._builder.raw(token.content)
                self._builder.leave()
            elif token.type == "hr":
                self._builder.rule()
            elif token.type == "html_block":
                self._html(token.content)

    def _open(self, name: str, token: Token, tokens: list[Token], place: int) -> None:
        builder = self._builder
        if name == "heading":
            builder.enter("heading", level=int(token.tag[1:]))
            self._plain += 1
        elif name == "blockquote":
            self._quotes += 1
            builder.enter("quote", level=self._quotes)
        elif name in ("bullet_list", "ordered_list"):
            builder.end_block()
            start = token.attrs.get("start", 1)
            self._numbers.append(int(start) if name == "ordered_list" else None)
        elif name == "list_item":
            number = self._numbers[-1]
            builder.enter(
                "item", bullet(len(self._numbers)) if number is None else numeral(number), len(self._numbers)
            )
            if number is not None:
                self._numbers[-1] = number + 1
        elif name == "table":
            headed = tokens[place + 1].type == "thead_open"
            builder.enter("table", "head" if headed else "")
            self._plain += 1
        elif name == "tr":
            builder.row()
        elif name in ("th", "td"):
            builder.cell()
        else:
            builder.end_block()

    def _close(self, name: str) -> None:
        if name in ("heading", "table"):
            self._plain -= 1
        if name == "blockquote":
            self._quotes -= 1
        if name in ("heading", "blockquote", "list_item", "table"):
            self._builder.leave()
        elif name in ("bullet_list", "ordered_list"):
            self._numbers.pop()
        elif name not in ("tr", "th", "td", "thead", "tbody"):
            self._builder.end_block()

    def _inline(self, tokens: list[Token]) -> None:
        builder = self._builder
        for token in tokens:
            kind = token.type
            if kind in ("text", "text_special"):
                if any(self._links):
                    builder.text(token.content)
                else:
                    write_linked(builder, token.content)
            elif kind == "softbreak":
                builder.text(" ")
            elif kind == "hardbreak":
                builder.line_break()
            elif kind == "code_inline":
                builder.enter("mono")
                builder.text(token.content)
                builder.leave()
            elif kind == "link_open":
                url = absolute(str(token.attrs.get("href", "")), self._base_url)
                self._links.append(bool(url))
                if url:
                    builder.enter("link", url)
            elif kind == "link_close":
                if self._links.pop():
                    builder.leave()
            elif kind == "image":
                self._picture(token)
            elif kind == "html_inline":
                self._tag(token.content)
            elif kind.endswith("_open"):
                builder.enter(_ROLES[kind[:-5]])
            elif kind.endswith("_close"):
                builder.leave()

    def _picture(self, token: Token) -> None:
        alt = clean_line(_plain(token) or str(token.attrs.get("title", "")), 1_000)
        if not alt:
            return
        if self._plain:
            self._builder.text(alt)
        else:
            self._builder.block(alt, "image", absolute(str(token.attrs.get("src", "")), self._base_url))

    def _tag(self, tag: str) -> None:
        if tag.startswith(("<!", "<?")):
            return
        named = _TAG.match(tag)
        name = named[1].lower() if named else ""
        if name == "br":
            self._builder.line_break()
        elif name not in _HTML_NAMES:
            self._builder.text(tag)

    def _html(self, content: str) -> None:
        from newsreader.text.html import html_to_body  # a block of HTML needs its parser

        body = html_to_body(content)
        for start, end in body.blocks():
            self._builder.block(body.text[start:end])
