"""Find the part of a web page that is its article, and take out what stands around it."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from newsreader.text.markup import attribute

ENOUGH = 200
"""Characters of text that make a part of a page its body."""


_MOST, _MOST_LEVELS = 0.6, 20
"""The share of a page's paragraphs that its article has; how far up the tree it is looked for."""

_CHROME = (
    "nav, aside, footer, form, dialog, menu, [role=navigation], [role=complementary], [role=contentinfo],"
    " [role=search], [role=dialog], [role=banner], [aria-label=breadcrumb]"
)
_CHROME_CLASS = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|related|newsletter|promo|adverts?|advertisement|ads?|comments?"
    r"|breadcrumbs?|recommend(?:ed|ations)|recirc|most-(?:read|popular)|subscri(?:be|ption)|paywall|cookies?"
    r"|toolbar|sidebar|skip-link|outbrain|taboola|read-more|tag-list|tags)(?:$|[\s_-])",
    re.IGNORECASE,
)


def _size(node: LexborNode) -> int:
    return len(node.text(deep=True))


def article_root(root: LexborNode) -> LexborNode:
    """Return the part of the page that is the article."""
    articles = root.css("article")[:200]
    if articles:
        whole = [node for node in articles if node.css_first("h1") is not None] or articles
        best = max(whole, key=_size)
        if _size(best) >= ENOUGH or _size(best) * 3 >= _size(root):
            return best
    for selector in ("[itemprop=articleBody]", "main", "[role=main]"):
        parts = root.css(selector)[:20]
        if parts and _size(best := max(parts, key=_size)) >= ENOUGH:
            return best
    return _densest(root) or root.css_first("body") or root


def _densest(root: LexborNode) -> LexborNode | None:
    """Return the smallest element that holds most of the page's paragraphs, if they hold enough text.

    That is the one with the densest text of its own, or where the text is spread over sections the
    first above it that has them all.
    """
    scores: dict[int, int] = {}
    parents: dict[int, LexborNode] = {}
    for paragraph in root.css("p")[:5_000]:
        parent = paragraph.parent
        if parent is not None:
            scores[parent.mem_id] = scores.get(parent.mem_id, 0) + _size(paragraph)
            parents[parent.mem_id] = parent
    whole = sum(scores.values())
    if whole < ENOUGH:
        return None
    found = parents[max(scores, key=lambda key: scores[key])]
    for _ in range(_MOST_LEVELS):
        above = found.parent
        # A heading beside the paragraphs belongs to them.
        headed = found.css_first("h1") is not None or above is None or above.css_first("h1") is None
        inside = sum(map(_size, found.css("p")))
        if above is None or found.tag == "body" or (headed and inside >= _MOST * whole):
            break
        found = above
    return found


def cut_chrome(body: LexborNode) -> None:
    """Take out what stands around an article's text: navigation, asides, sharing, comments."""
    size = _size(body)
    wanted = {node.mem_id for node in body.css(_CHROME)}
    for node in body.css("[class], [id]"):
        names = f"{attribute(node, 'class')} {attribute(node, 'id')}"
        around = node.tag in ("div", "section", "ul", "ol", "header") and _CHROME_CLASS.search(names)
        if around and node.css_first("h1") is None and 4 * _size(node) < size:
            wanted.add(node.mem_id)
    if body.tag in ("body", "html", "main"):
        wanted |= {node.mem_id for node in body.css("header") if node.css_first("h1") is None}
    wanted.discard(body.mem_id)
    cut(body, wanted)


def cut(body: LexborNode, wanted: set[int]) -> None:
    """Take out the elements with these ids.  Only the outermost: a node inside a freed one is no more."""
    outermost = []
    waiting = [body.first_child]
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        waiting.append(node.next)
        if node.mem_id in wanted:
            outermost.append(node)
        else:
            waiting.append(node.first_child)
    for node in outermost:
        node.decompose()
