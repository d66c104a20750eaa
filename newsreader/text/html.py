"""HTML as a body: what a reader of the page sees of its text, and nothing that acts.

A walk over the parsed tree in which only known elements mean something; any other gives its text.
Pictures are their alternative texts, links are kept where they lead to the web or to a mailbox,
white space and implied paragraphs are as in a browser.  Nothing is fetched, nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from selectolax.lexbor import LexborNode

from newsreader.models import BLOCK_ROLES, Body
from newsreader.text.body import BodyBuilder
from newsreader.text.clean import clean_line
from newsreader.text.lists import bullet, numeral
from newsreader.text.markup import attribute, is_hidden, parse_html, text_of
from newsreader.text.page import page_feeds, read_page
from newsreader.text.tables import rows_of
from newsreader.text.urls import absolute

__all__ = ["html_to_body", "page_feeds", "read_page"]

_LEFT_OUT = frozenset(
    (
        *("head", "script", "style", "template", "noscript", "svg", "iframe", "object", "embed", "canvas"),
        *("video", "audio", "map", "input", "button", "select", "option", "optgroup", "textarea", "datalist"),
        *("progress", "meter", "frameset", "annotation", "annotation-xml", "rp", "dialog", "title", "meta"),
        *("link", "base", "source", "track", "param", "area", "col", "colgroup", "applet", "-comment"),
    )
)
_BLOCKS = frozenset(
    (
        *("p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "figure", "address"),
        *("fieldset", "legend", "form", "details", "summary", "dl", "dd", "center", "hgroup", "search"),
        *("body", "html", "caption", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "listing"),
    )
)
_INLINE = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "em"),
    **dict.fromkeys(("s", "strike", "del"), "strike"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "mono"),
    "sub": "sub",
    "sup": "sup",
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(("ul", "ol", "menu", "dir"))

_LANGUAGE_CLASS = re.compile(r"(?:^|\s)(?:language-|lang-|highlight-source-|brush:\s*)([\w+#.-]{1,20})")
_FILE_NAME = re.compile(r"[\w .()%+-]+\.(?:jpe?g|png|gif|webp|svg|avif|heic|bmp|tiff?)", re.IGNORECASE)
_SMALL_PICTURE = re.compile(r"(?:^|\s)(?:wp-smiley|emoji|emoticon|smiley|icon)", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(-?\d{1,6})")
_TWICE = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|amp|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip);")
_ESCAPED_TAG = re.compile(
    r"</?(?:p|div|br|a|span|em|strong|b|i|ul|ol|li|h[1-6]|img|blockquote|figure|section|article)\b[^<>]*>",
    re.IGNORECASE,
)

Step = LexborNode | Callable[[], None]


def html_to_body(source: str, base_url: str = "") -> Body:
    """Return what `source` shows; relative links are read from `base_url`.

    At most `taming.MAX_HTML` characters of markup and `body.MAX_TEXT` of text are read.  A source that
    is markup escaped once too often ("&lt;p&gt;…") is read as the markup it meant.
    """
    body = _walked(source, base_url)
    if body.text.startswith("<") and _escaped_twice(body):
        return _walked(body.text, base_url)
    return body


def _walked(source: str, base_url: str) -> Body:
    root = parse_html(source)
    builder = BodyBuilder()
    if root is not None:
        base = root.css_first("base[href]")
        if base is not None:
            base_url = absolute(attribute(base, "href"), base_url) or base_url
        _Walk(builder, base_url).run(root)
    return builder.build()


def _escaped_twice(body: Body) -> bool:
    """Tell whether a body's text is itself HTML: it begins and ends with tags, and has no other markup."""
    if any(span.role not in BLOCK_ROLES or span.role == "code" for span in body.spans):
        return False
    return (
        _ESCAPED_TAG.match(body.text) is not None
        and body.text.rstrip().endswith(">")
        and len(_ESCAPED_TAG.findall(body.text, 0, 20_000)) >= 2
    )


class _Walk:
    """Goes through the tree in reading order, by a list of steps instead of by recursion."""

    def __init__(self, builder: BodyBuilder, base_url: str) -> None:
        self._builder = builder
        self._base_url = base_url
        self._steps: list[Step] = []
        self._quotes = 0
        self._marks = 0
        # Of each list that is open: how its next item is marked.
        self._lists: list[Callable[[str], str]] = []
        self._plain = 0  # how many elements are open in which a picture is no block of its own
        self._code = 0
        self._captioned = ""  # the alternative text of the picture in this figure

    def run(self, root: LexborNode) -> None:
        """Write all of the tree below `root` into the builder."""
        builder, steps = self._builder, self._steps
        first = root.first_child
        if first is not None:
            steps.append(first)
        while steps and not builder.full:
            step = steps.pop()
            if not isinstance(step, LexborNode):
                step()
                continue
            following = step.next
            if following is not None:
                steps.append(following)
            tag = step.tag
            if tag == "-text":
                self._text(step.text_content or "")
            elif tag is not None and tag not in _LEFT_OUT:
                self._element(step, tag)

    def _text(self, run: str) -> None:
        if "&" in run and not self._code and _TWICE.search(run):
            run = _TWICE.sub(lambda match: unescape(match[0]), run)
        self._builder.text(run)

    def _element(self, node: LexborNode, tag: str) -> None:
        attributes = node.attributes
        if attributes and is_hidden(attributes):
            return
        builder = self._builder
        if tag in _BLOCKS:
            if tag == "table":
                self._table(node)
            else:
                if tag == "figure":
                    self._captioned = ""
                builder.end_block()
                self._inside(node, builder.end_block)
        elif tag in _INLINE:
            role = _INLINE[tag]
            if role == "mono" and self._code:
                self._inside(node)
            else:
                builder.enter(role)
                self._inside(node, builder.leave)
        elif tag == "a":
            url = absolute(attributes.get("href"), self._base_url)
            if url:
                builder.enter("link", url)
                self._inside(node, builder.leave)
            else:
                self._inside(node)
        elif tag == "br":
            builder.line_break()
        elif tag == "img" or tag == "image":
            self._picture(attributes)
        elif tag in _HEADINGS:
            builder.enter("heading", level=_HEADINGS[tag])
            self._plain += 1
            self._inside(node, self._leave_plain)
        elif tag in _LISTS:
            self._list(node, tag, attributes)
        elif tag == "li":
            self._item(node, attributes)
        else:
            self._rarer(node, tag, attributes)

    def _rarer(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> None:
        builder = self._builder
        if tag == "blockquote":
            self._quotes += 1
            builder.enter("quote", level=self._quotes)
            self._inside(node, self._leave_quote)
        elif tag == "pre":
            inner = node.css_first("code")
            names = f"{attribute(inner, 'class') if inner else ''} {attributes.get('class') or ''}"
            named = _LANGUAGE_CLASS.search(names)
            builder.enter("code", named[1].lower() if named else "")
            self._code += 1
            self._plain += 1
            self._inside(node, self._leave_code)
        elif tag == "hr":
            builder.rule()
        elif tag == "q":
            opening, closing = ("‘", "’") if self._marks % 2 else ("“", "”")
            self._marks += 1
            builder.text(opening)
            self._inside(node, lambda: self._leave_marks(closing))
        elif tag == "rt":
            builder.text("(")
            self._inside(node, lambda: builder.text(")"))
        elif tag == "figcaption" or tag == "dt":
            builder.end_block()
            if tag == "figcaption" and self._captioned and text_of(node) == self._captioned:
                return
            builder.enter("em" if tag == "figcaption" else "strong")
            self._inside(node, self._leave_captioned)
        else:
            self._inside(node)

    # --- steps --------------------------------------------------------------------------------------

    def _inside(self, node: LexborNode, *after: Callable[[], None]) -> None:
        """Go through what is inside a node next, then do what is `after` it."""
        self._steps.extend(after)
        first = node.first_child
        if first is not None:
            self._steps.append(first)

    def _leave_plain(self) -> None:
        self._plain -= 1
        self._builder.leave()

    def _leave_code(self) -> None:
        self._code -= 1
        self._leave_plain()

    def _leave_quote(self) -> None:
        self._quotes -= 1
        self._builder.leave()

    def _leave_captioned(self) -> None:
        self._builder.leave()
        self._builder.end_block()

    def _leave_marks(self, closing: str) -> None:
        self._marks -= 1
        self._builder.text(closing)

    def _leave_list(self) -> None:
        self._lists.pop()
        self._builder.end_block()

    # --- what takes more than a role ------------------------------------------------------------------

    def _list(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> None:
        self._builder.end_block()
        depth = len(self._lists) + 1
        if tag == "ol":
            kind = attributes.get("type") or ""
            start = _integer(attributes.get("start"), 1)
            step = 1
            if "reversed" in attributes:
                items = _children(node, "li")
                start, step = _integer(attributes.get("start"), items), -1
            number = start - step

            def marker(value: str) -> str:
                nonlocal number
                number = _integer(value, number + step)
                return numeral(number, kind)
        else:

            def marker(value: str) -> str:
                return bullet(depth)

        self._lists.append(marker)
        self._inside(node, self._leave_list)

    def _item(self, node: LexborNode, attributes: dict[str, str | None]) -> None:
        marker = self._lists[-1](attributes.get("value") or "") if self._lists else bullet(1)
        self._builder.enter("item", marker, max(1, len(self._lists)))
        self._inside(node, self._builder.leave)

    def _picture(self, attributes: dict[str, str | None]) -> None:
        """Write a picture's alternative text; one that is for counting readers, not for them, is left out."""
        width, height = (_integer(attributes.get(side), 100) for side in ("width", "height"))
        if width <= 2 or height <= 2:
            return
        alt = clean_line(attributes.get("alt") or attributes.get("title") or "", 1_000)
        if not alt or _FILE_NAME.fullmatch(alt):
            return
        small = height <= 32 or width <= 32 or _SMALL_PICTURE.search(attributes.get("class") or "")
        if self._plain or small:
            self._builder.text(alt)
            return
        self._captioned = alt
        source = attributes.get("data-src") or attributes.get("src")
        self._builder.block(alt, "image", absolute(source, self._base_url))

    def _table(self, node: LexborNode) -> None:
        """Write a table of data as rows; one that only lays out a page gives its cells as blocks."""
        builder = self._builder
        rows = None if self._plain else rows_of(node)
        builder.end_block()
        if rows is None:
            self._inside(node, builder.end_block)
            return
        steps: list[Step] = []
        caption = node.css_first("caption")
        if caption is not None:
            steps += [lambda: builder.enter("em"), lambda: self._inside(caption), self._leave_captioned]
        steps.append(lambda: builder.enter("table", "head" if rows.head else ""))
        self._plain += 1
        for row in rows.cells:
            steps.append(builder.row)
            for cell in row:
                steps.append(builder.cell)
                first = None if cell is None else cell.first_child
                if first is not None:
                    steps.append(first)
        steps.append(self._leave_plain)
        self._steps.extend(reversed(steps))


def _integer(value: str | None, default: int) -> int:
    found = _NUMBER.match(value) if value else None
    return int(found[1]) if found else default


def _children(node: LexborNode, tag: str) -> int:
    return sum(1 for child in node.iter() if child.tag == tag)
