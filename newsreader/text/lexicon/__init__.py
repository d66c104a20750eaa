"""Words, per language, as data: verbs of saying, titles, names, agencies, places.

A lexicon file is plain UTF-8 text.  `[section]` opens a section; the lines under it hold entries parted
by commas; `#` opens a comment line.  A file is read when it is first asked for and then kept.
"""

from __future__ import annotations

from functools import cache
from typing import Any

Sections = dict[str, frozenset[str]]

_LOADER: Any = __spec__.loader  # reads from a folder and from a zip file alike


@cache
def lexicon(name: str) -> Sections:
    """Return the sections of the lexicon file `name` (no suffix), {} where there is no such file."""
    try:
        data: bytes = _LOADER.get_data(f"{__path__[0]}/{name}.txt")
    except OSError:
        return {}
    sections: dict[str, list[str]] = {}
    entries: list[str] = sections.setdefault("", [])
    for line in data.decode("utf-8").splitlines():
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
