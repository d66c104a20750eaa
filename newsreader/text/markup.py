"""What the readers of HTML have in common: parsing, attributes, and what is not to be seen.

With `html`, `page`, `metadata` and `tables` the only modules that know selectolax.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from newsreader.text.clean import clean_line
from newsreader.text.taming import tame

_LOOSE = re.compile(r" +([,.;:!?)’”])")
_UNSEEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_FOR_READING_ALOUD = re.compile(r"(?:^|\s)(?:sr-only|screen-reader-text|visually-?hidden)(?:\s|$)")


def parse_html(source: str) -> LexborNode | None:
    """Parse any HTML, tamed first; None where nothing is left of it."""
    return LexborHTMLParser(tame(source)).root


def attribute(node: LexborNode, name: str) -> str:
    """Return an attribute's value, "" where it is missing or empty."""
    return node.attributes.get(name) or ""


def is_hidden(attributes: dict[str, str | None]) -> bool:
    """Tell whether an element with these attributes is not shown to the eye."""
    if not attributes:
        return False
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    style = attributes.get("style")
    if style and _UNSEEN_STYLE.search(style):
        return True
    classes = attributes.get("class")
    return bool(classes and _FOR_READING_ALOUD.search(classes))


def text_of(node: LexborNode, limit: int = 0) -> str:
    """Return the text inside an element on one line, blocks apart."""
    return _LOOSE.sub(r"\1", clean_line(node.text(deep=True, separator=" ", strip=False), limit))


def has_inside(node: LexborNode, selector: str) -> bool:
    """Tell whether an element that `selector` names stands inside a node (the node itself aside)."""
    return any(inner.mem_id != node.mem_id for inner in node.css(selector))
