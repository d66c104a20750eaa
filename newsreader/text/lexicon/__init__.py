"""Words, per language, as data: verbs of saying, titles, names, agencies, places.

A lexicon file is plain UTF-8 text.  `[section]` opens a section; the lines under it hold entries parted
by commas; `#` opens a comment line.  A file is read when it is first asked for and then kept.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

Sections = dict[str, frozenset[str]]

_FOLDER = Path(__file__).parent


@cache
def lexicon(name: str) -> Sections:
    """Return the sections of the lexicon file `name` (no suffix), {} where there is no such file."""
    path = _FOLDER / f"{name}.txt"
    if not path.exists():
        return {}
    sections: dict[str, list[str]] = {}
    entries: list[str] = sections.setdefault("", [])
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line[0] == "#":
            continue
        if line[0] == "[":
            entries = sections.setdefault(line[1:-1], [])
        else:
            entries += line.split(", ")
    return {name: frozenset(entries) for name, entries in sections.items()}


def words(name: str, section: str) -> frozenset[str]:
    """Return one section of a lexicon file; empty where it has none of that name."""
    return lexicon(name).get(section, frozenset())
