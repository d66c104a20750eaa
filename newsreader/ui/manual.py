"""The manual's pages, cut into sections that can be searched and drawn.

The pages are Markdown of the plainest kind, written by us: headings, paragraphs, lists of "-", tables
never, and `code` and **strong** within a line.  So a few lines draw them, and no Markdown parser has to be
loaded for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files

from textual.content import Content

_INLINE = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under its own heading; `blocks` are its paragraphs and list items."""

    page: str
    heading: str
    blocks: tuple[str, ...]

    def contains(self, words: list[str]) -> bool:
        """Return whether each of these words, in lower case, stands somewhere in the section."""
        text = "\n".join((self.page, self.heading, *self.blocks)).casefold()
        return all(word in text for word in words)


def sections() -> list[Section]:
    """Return all sections of the manual, in reading order."""
    pages = sorted((page for page in (files("newsreader") / "help").iterdir()), key=lambda page: page.name)
    found: list[Section] = []
    for page in pages:
        if page.name.endswith(".md"):
            found += cut(page.read_text(encoding="utf-8"))
    return found


def cut(text: str) -> list[Section]:
    """Cut a page into its sections."""
    found: list[Section] = []
    page = heading = ""
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n|\n(?=- )", text.strip()):
        line = " ".join(block.split())
        if line.startswith("#"):
            if blocks:
                found.append(Section(page, heading, tuple(blocks)))
            blocks, title = [], line.lstrip("#").strip()
            page, heading = (title, "") if line.startswith("# ") else (page, title)
        elif line:
            blocks.append(line)
    if blocks:
        found.append(Section(page, heading, tuple(blocks)))
    return found


def inline(line: str, code: str = "$primary", base: str = "") -> Content:
    """Return a line with its `code` and **strong** parts drawn as such."""
    parts: list[tuple[str, str]] = []
    position = 0
    for match in _INLINE.finditer(line):
        parts.append((line[position : match.start()], base))
        parts.append((match[1], code) if match[1] else (match[2], f"bold {base}".strip()))
        position = match.end()
    parts.append((line[position:], base))
    return Content.assemble(*((text, style) for text, style in parts if text))
