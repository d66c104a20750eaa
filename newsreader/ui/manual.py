"""The manual's pages, cut into sections that can be searched and drawn.

The pages are Markdown of the plainest kind, written by us: headings, paragraphs, lists of "-", tables
never, and `code` and **strong** within a line.  So a few lines draw them, and no Markdown parser has to be
loaded for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files

from newsreader.late import dataclass, pattern

_INLINE = pattern(r"`([^`]+)`|\*\*([^*]+)\*\*")
_WORD = pattern(r" *[^ ]+| +")


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


def words(line: str, code: str) -> Iterator[tuple[str, str]]:
    """Yield a line's words with their styles: those in `code` have that style, **strong** ones are bold."""
    position = 0
    for match in _INLINE.finditer(line):
        yield from ((word, "") for word in _spaced(line[position : match.start()]))
        yield from ((word, code if match[1] else "bold") for word in _spaced(match[1] or match[2]))
        position = match.end()
    yield from ((word, "") for word in _spaced(line[position:]))


def _spaced(text: str) -> list[str]:
    """Return the words of a text, each with the space before it."""
    return _WORD.findall(text)


def wrap(parts: Iterable[tuple[str, str]], width: int, indent: int = 0) -> list[list[tuple[str, str]]]:
    """Break words with styles into lines of at most `width` characters, all but the first indented.

    Our own pages have no wide characters; a word longer than a line stays whole.
    """
    lines: list[list[tuple[str, str]]] = [[]]
    used = 0
    for word, style in parts:
        if used + len(word) > width and used > indent and word.startswith(" "):
            lines.append([(" " * indent, "")])
            used, word = indent, word[1:]
        lines[-1].append((word, style))
        used += len(word)
    return lines
