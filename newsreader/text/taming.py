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
from html import escape

MAX_HTML = 512 * 1024
"""Characters of markup that are parsed; the rest of a longer document is left out."""
MAX_DEPTH = 256
"""Elements inside each other that a document may have to be parsed as it is."""
MAX_REBUILT = 100
"""Blocks inside each other in a document that is written anew."""

_MAX_FORMATTING = 6
"""Formatting elements open at once; each may be copied into every block."""
_MAX_SLOPPY = 20
"""Elements closed out of turn; each may hide one level of nesting from the scan."""
_MAX_LINKED_RUNS = 64
_MAX_BAD_TAGS = 50

# Contents that are not text to read: everything up to the end tag goes.
_HIDDEN = (
    *("script", "style", "template", "noscript", "svg", "iframe", "object", "canvas", "video", "audio"),
    *("select", "datalist", "textarea", "title", "xmp", "noembed", "noframes", "plaintext"),
)
# Of these, what has no end tag goes up to the end of the document, as in a browser.
_TO_THE_END = frozenset({"script", "style", "iframe", "textarea", "xmp", "noembed", "noframes"})
_UNSEEN = re.compile(rf"<!--|<!\[CDATA\[|\]\]>|<[!?]|<({'|'.join(_HIDDEN)})(?=[\s/>])", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])[^>]*>?", re.IGNORECASE) for name in _HIDDEN}
_PROSE = re.compile(r"[\d\s.]|[^\s\"'=]+(?:\s+[^\"'=]*)?\Z")
_COMMENT_END = re.compile("--!?>")

_VOID = frozenset(
    (
        *(
            "area",
            "base",
            "basefont",
            "bgsound",
            "br",
            "col",
            "embed",
            "frame",
            "hr",
            "image",
            "img",
            "input",
        ),
        *("keygen", "link", "meta", "param", "source", "track", "wbr"),
    )
)
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
    return text if _is_sound(text) else _Rebuilder(text).run()


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
        if name in _VOID or name in _UNCOUNTED:
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


# --- writing a document anew ----------------------------------------------------------------------------

_ATTRIBUTE = r"""[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
_ATTRIBUTES = re.compile(rf"(?:[\s/]++|{_ATTRIBUTE})*+>")
_PARTS = re.compile(r"""([^\s/>=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_NAME = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_KEPT = frozenset(
    (
        *("href", "src", "alt", "class", "id", "style", "lang", "title", "type", "start", "value", "width"),
        *("height", "datetime", "content", "property", "name", "rel", "itemprop", "colspan", "rowspan"),
        *("role", "data-src"),
    )
)
# Inline elements that only stand around text, by what they look like.
_LOOKS = {
    **dict.fromkeys(["b", "strong"], "b"),
    **dict.fromkeys(["i", "em", "cite", "dfn", "var"], "i"),
    **dict.fromkeys(["s", "strike", "del"], "s"),
    **dict.fromkeys(["code", "kbd", "samp", "tt"], "code"),
    "sub": "sub",
    "sup": "sup",
}
_BREAK = "<br><br>"
"""What divides blocks that are nested too deep to be elements."""
_NO_LOOK = frozenset(
    ["font", "big", "small", "u", "nobr", "ins", "abbr", "acronym", "mark", "bdo", "bdi", "center"]
)
_CLOSED_BY = {
    "li": (("li",), ("ul", "ol", "menu", "dir", "table")),
    "dt": (("dt", "dd"), ("dl", "table")),
    "dd": (("dt", "dd"), ("dl", "table")),
    "tr": (("tr",), ("table",)),
    "td": (("td", "th"), ("table", "tr")),
    "th": (("td", "th"), ("table", "tr")),
    "tbody": (("thead", "tbody", "tfoot"), ("table",)),
    "tfoot": (("thead", "tbody", "tfoot"), ("table",)),
    "thead": (("thead", "tbody", "tfoot"), ("table",)),
}
_INLINE = frozenset(
    ["span", "a", "q", "label", "time", "ruby", "rt", "rp", "data", "output", "slot", "picture"]
)


class _Rebuilder:
    """Reads tags one by one, keeps its own stack of blocks, and writes only what nests soundly."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._out: list[str] = []
        self._stack: list[str] = []
        self._ignored: dict[str, int] = {}
        self._looks: dict[str, int] = {}
        self._link = ""
        self._linked = 0
        self._bad_tags = 0

    def run(self) -> str:
        """Return the document."""
        text, place = self._text, 0
        while True:
            tag = text.find("<", place)
            if tag < 0:
                self._write(text[place:])
                break
            self._write(text[place:tag])
            named = _NAME.match(text, tag)
            if named is None:
                place = tag + 1
                if text[tag : tag + 2] in ("</", "<!", "<?"):
                    place = text.find(">", place) + 1 or len(text)
                else:
                    self._write("&lt;")
                continue
            end = self._end_of_tag(named.end())
            if end < 0:
                break
            name = named[1].lower()
            if text[tag + 1] == "/":
                self._close(name)
            else:
                self._open(name, text[named.end() : end - 1])
            place = end
        while self._stack:
            self._out.append(f"</{self._stack.pop()}>")
        return "".join(self._out)

    def _end_of_tag(self, place: int) -> int:
        """Return where the tag ends: past quoted ">", unless quotes are so broken that they take too long."""
        if self._bad_tags < _MAX_BAD_TAGS:
            found = _ATTRIBUTES.match(self._text, place)
            if found:
                return found.end()
            self._bad_tags += 1
        close = self._text.find(">", place)
        return -1 if close < 0 else close + 1

    def _write(self, run: str) -> None:
        """Write text with the formatting that is on around it."""
        if not run:
            return
        looks = [look for look, count in self._looks.items() if count > 0] if self._looks else []
        if self._link and run.strip():
            self._linked += 1
            if self._linked > _MAX_LINKED_RUNS:
                self._link = ""
        before = self._link + "".join(f"<{look}>" for look in looks)
        after = "".join(f"</{look}>" for look in reversed(looks)) + ("</a>" if self._link else "")
        self._out.append(before + run + after)

    def _open(self, name: str, attributes: str) -> None:
        if name in _ENDS or name in _NO_LOOK:
            return
        look = _LOOKS.get(name)
        if look:
            self._looks[look] = self._looks.get(look, 0) + 1
            return
        if name == "a":
            kept = _kept(attributes)
            self._link, self._linked = (f"<a{kept}>" if "href=" in kept else ""), 0
            return
        if name in _VOID:
            tag = f"<{name}{_kept(attributes)}>"
            self._out.append(f"{self._link}{tag}</a>" if self._link and name in ("img", "image") else tag)
            return
        if name not in _INLINE:
            self._close_implied(name)
        if len(self._stack) >= MAX_REBUILT:
            self._ignored[name] = self._ignored.get(name, 0) + 1
            if name not in _INLINE and self._out[-1] != _BREAK:
                self._out.append(_BREAK)
            return
        self._stack.append(name)
        self._out.append(f"<{name}{_kept(attributes)}>")

    def _close_implied(self, name: str) -> None:
        """Close what the standard closes when `name` begins."""
        for place in range(len(self._stack) - 1, -1, -1):
            if self._stack[place] == "p":
                self._pop_to(place)
                break
            if self._stack[place] not in _INLINE:
                break
        closed, barriers = _CLOSED_BY.get(name, ((), ()))
        if not closed:
            return
        for place in range(len(self._stack) - 1, -1, -1):
            if self._stack[place] in closed:
                self._pop_to(place)
                return
            if self._stack[place] in barriers:
                return

    def _pop_to(self, place: int) -> None:
        for name in reversed(self._stack[place:]):
            self._out.append(f"</{name}>")
        del self._stack[place:]

    def _close(self, name: str) -> None:
        if name == "a":
            self._link = ""
        elif name in _LOOKS:
            look = _LOOKS[name]
            self._looks[look] = max(0, self._looks.get(look, 0) - 1)
        elif self._ignored.get(name):
            self._ignored[name] -= 1
        elif name == "br":
            self._out.append("<br>")
        else:
            for place in range(len(self._stack) - 1, -1, -1):
                if self._stack[place] == name:
                    self._pop_to(place)
                    return


def _kept(attributes: str) -> str:
    """Return the attributes that mean something to us, written soundly."""
    kept = [
        (name.lower(), value or single or bare)
        for name, value, single, bare in _PARTS.findall(attributes)
        if name.lower() in _KEPT
    ]
    if re.search(r"(?:^|\s)hidden(?![\w-])", attributes, re.IGNORECASE):
        kept.append(("hidden", "hidden"))
    return "".join(f' {name}="{_escaped(value)}"' for name, value in kept)


def _escaped(value: str) -> str:
    """Escape what would end an attribute, leaving the entities that are in it as they are."""
    return escape(value.replace("&", "\0")).replace("\0", "&")
