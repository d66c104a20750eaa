"""Make any HTML harmless to parse: bounded in size and depth, without what is never shown.

lexbor, like every parser that follows the HTML standard, takes time that grows with the square of the
nesting (100,000 nested elements: over 12 s), and can be made to copy open formatting elements into
every paragraph.  So before it sees a document,

- what no reader sees is cut out: comments, scripts, styles, embedded documents, form controls;
- what is left is cut at `MAX_HTML` characters;
- a quick scan, one regular expression that never looks past the next angle bracket, shows that tags
  are whole and nest soundly and not too deep.  Most documents pass and go on as they are.  Any other is
  written anew: blocks nested at most `MAX_REBUILT` deep, formatting put around each run of text.

All steps take time in proportion to the length.
"""

from __future__ import annotations

import re

from newsreader.text.rebuilding import HIDDEN, VOID, rebuilt

MAX_HTML = 512 * 1024
"""Characters of markup that are parsed; the rest of a longer document is left out."""
MAX_DEPTH = 256
"""Elements inside each other that a document may have to be parsed as it is."""

_MAX_FORMATTING = 6
"""Formatting elements open at once; each may be copied into every block."""
_MAX_SLOPPY = 20
"""Elements closed out of turn; each may hide one level of nesting from the scan."""

# Of what is hidden, these without an end tag go up to the end of the document, as in a browser.
_TO_THE_END = frozenset({"script", "style", "iframe", "textarea", "xmp", "noembed", "noframes"})
_UNSEEN = re.compile(rf"<!--|<!\[CDATA\[|\]\]>|<[!?]|<({'|'.join(HIDDEN)})(?=[\s/>])", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])[^>]*>?", re.IGNORECASE) for name in HIDDEN}
_PROSE = re.compile(r"[\d\s.]|[^\s\"'=]+(?:\s+[^\"'=]*)?\Z")
_COMMENT_END = re.compile("--!?>")

_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
# Elements that cannot pile up: the standard closes or ignores them before another of their kind.
_UNCOUNTED = frozenset(
    ["p", "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup", "html", "head", "body"]
)
_SIBLINGS = {"li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd")}

_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s<>/]*)(?:[^<>"']|"[^<>"]*"|'[^<>']*')*+>|<[a-zA-Z/!?]""")


def tame(source: str) -> str:
    """Return HTML that shows what `source` shows and is safe to hand to lexbor."""
    text, _ = cut_unseen(source)
    if len(text) > MAX_HTML:
        text = text[:MAX_HTML]
    last = text.rfind("<")
    if last > text.rfind(">") and text[last + 1 : last + 2].strip():
        # Cut off inside a tag, unless it was no tag: "if a <b then" lost all the rest.
        prose = _PROSE.match(text, last + 1)
        text = f"{text[:last]}&lt;{text[last + 1 :]}" if prose else text[:last]
    return text if _is_sound(text) else rebuilt(text)


def cut_unseen(source: str) -> tuple[str, list[str]]:
    """Return (`source` without what is never shown, the JSON-LD that stood in its scripts)."""
    parts: list[str] = []
    data: list[str] = []
    endless: set[str] = set()
    place = 0
    while True:
        found = _UNSEEN.search(source, place)
        if found is None:
            parts.append(source[place:])
            return "".join(parts), data
        parts.append(source[place : found.start()])
        start, place = found.span()
        mark = (found[1] or found[0]).lower()
        if mark in ("<![cdata[", "]]>"):
            continue
        if mark in ("<!", "<?", "<!--"):
            # A mark inside a tag's name ends the name; with a blank, no two halves grow together.
            parts.append("" if start and source[start - 1] in " \n\t>" else "\u200b")
            place = _end_of_declaration(source, start, place, mark)
            continue
        parts.append(" ")
        end = None if mark in endless else _ENDS[mark].search(source, place)
        if end is not None:
            if mark == "script":
                attributes, _, content = source[place : end.start()].partition(">")
                if "ld+json" in attributes.lower():
                    data.append(content)
            place = end.end()
        elif mark in _TO_THE_END:
            place = len(source)
        else:
            endless.add(mark)
            close = source.find(">", place)
            place = len(source) if close < 0 else close + 1


def _end_of_declaration(source: str, start: int, place: int, mark: str) -> int:
    """Return where a comment or a declaration ends; one without an end takes all that follows."""
    if mark == "<!--":
        if source.startswith((">", "->"), place):
            return source.index(">", place) + 1
        end = _COMMENT_END.search(source, place)
        return end.end() if end else len(source)
    close = source.find(">", start)
    return len(source) if close < 0 else close + 1


def _is_sound(text: str) -> bool:
    """Tell whether every tag is whole and elements nest soundly, not too deep."""
    stack: list[str] = []
    formatting = sloppy = 0
    for closing, name in _TAG.findall(text):
        if name in _PLAIN_NAMES:
            continue
        name = name.lower()
        if name in VOID or name in _UNCOUNTED:
            continue
        if not closing:
            if not name or name in _ENDS:
                return False
            if stack and stack[-1] in _SIBLINGS.get(name, ()):
                stack[-1] = name
                continue
            stack.append(name)
            if name in _FORMATTING:
                formatting += 1
                if formatting > _MAX_FORMATTING:
                    return False
            if len(stack) > MAX_DEPTH:
                return False
        elif stack and stack[-1] == name:
            stack.pop()
            formatting -= name in _FORMATTING
        else:
            sloppy += 1
            if name in stack:
                while (last := stack.pop()) != name:
                    sloppy += 1
                    formatting -= last in _FORMATTING
                formatting -= name in _FORMATTING
            if sloppy > _MAX_SLOPPY:
                return False
    return True


_PLAIN_NAMES = frozenset({"p", "br", "img", "td", "tr"})
"""The most frequent of those that need no counting, in the case they mostly come in."""
