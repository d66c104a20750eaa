"""Write an unsound HTML document anew: well formed, and never deeper than a parser can take.

Blocks are nested at most `MAX_REBUILT` deep; formatting is no longer an element that may be open across
blocks but stands around each run of text.  In time proportional to the length.
"""

from __future__ import annotations

import re
from html import escape

MAX_REBUILT = 100
"""Blocks inside each other in a document that is written anew."""

_MAX_LINKED_RUNS = 64
_MAX_BAD_TAGS = 50

# Contents that are not text to read: everything up to the end tag goes.
HIDDEN = (
    *("script", "style", "template", "noscript", "svg", "iframe", "object", "canvas", "video", "audio"),
    *("select", "datalist", "textarea", "title", "xmp", "noembed", "noframes", "plaintext"),
)
VOID = frozenset(
    (
        *("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img"),
        *("input", "keygen", "link", "meta", "param", "source", "track", "wbr"),
    )
)

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


def rebuilt(text: str) -> str:
    """Write a document anew, well formed and flat enough."""
    return _Rebuilder(text).run()


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
        if name in HIDDEN or name in _NO_LOOK:
            return
        look = _LOOKS.get(name)
        if look:
            self._looks[look] = self._looks.get(look, 0) + 1
            return
        if name == "a":
            kept = _kept(attributes)
            self._link, self._linked = (f"<a{kept}>" if "href=" in kept else ""), 0
            return
        if name in VOID:
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
