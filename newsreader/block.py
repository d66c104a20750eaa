"""A block: a paragraph or the like, ready to be laid out and drawn.

Drawn text is clean, and differs from the body's text where a link has its number behind it or a
character was left out; a block keeps a list of those edits, and so finds a place of the screen in the
text and a place of the text on the screen.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from newsreader.late import dataclass, pattern
from newsreader.text.clean import clean

Flow = Literal["words", "balanced", "code", "table", "rule"]
Run = tuple[int, int, tuple[str, ...], int]
"""(start, end, roles from the outermost in, number of the link or 0)."""

Change = tuple[int, int, str]
"""(start, end, instead): text[start:end] is to be drawn as `instead`."""

# What a string may hold that `isprintable` lets pass and `clean` or `steady` does not: fillers, joiners,
# selectors, and marks in heaps.
_HIDDEN = pattern(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
    "|[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5}"
)


class Edit(NamedTuple):
    """Where drawn text and its source differ: source[start:end] is drawn as text[at:until]."""

    start: int
    end: int
    at: int
    until: int


@dataclass(slots=True)
class Block:
    """A paragraph or the like, ready to be laid out.

    `text` is what is drawn, `runs` are its parts that have roles besides the block's own `role` (sorted,
    never overlapping).  `start` and `end` are offsets into the body's text, both -1 for what is not
    of the body.  `first` stands before the first line and `rest` before the others, in the role
    `lead`; both are equally wide.  `gap` is how many empty lines come above; `gap_lead` stands on them.
    """

    role: str
    text: str
    make_runs: Callable[[Block], Iterable[Run]] | None = None
    start: int = -1
    end: int = -1
    flow: Flow = "words"
    first: str = ""
    rest: str = ""
    lead: str = "marker"
    gap: int = 1
    gap_lead: str = ""
    link: int = 0
    edits: tuple[Edit, ...] = ()
    head: bool = False
    """A table whose first row is its heading."""
    _runs: tuple[Run, ...] | None = None

    @property
    def runs(self) -> tuple[Run, ...]:
        """The parts that have roles of their own; found when the block is first drawn."""
        if self._runs is None:
            self._runs = tuple(self.make_runs(self)) if self.make_runs else ()
        return self._runs

    def to_source(self, place: int) -> int:
        """Return the offset into the body's text of character `place` of the drawn text."""
        index = bisect_right(self.edits, place, key=lambda edit: edit.at) - 1
        if index < 0:
            return self.start + place
        edit = self.edits[index]
        if place < edit.until:
            return self.start + edit.start
        return self.start + min(edit.end + place - edit.until, self.end - self.start)

    def to_drawn(self, offset: int, *, closing: bool = False) -> int:
        """Return the place in the drawn text of offset `offset` of the body's text.

        What is put in at that very place (a link's number) lies before it, or after it where the
        offset is the end of something (`closing`).
        """
        local = min(max(offset - self.start, 0), self.end - self.start)
        index = bisect_left(self.edits, local, key=lambda edit: edit.start)
        if not closing:
            index = bisect_right(self.edits, local, key=lambda edit: edit.start, lo=index)
        if index == 0:
            return local
        edit = self.edits[index - 1]
        return edit.at if local < edit.end else edit.until + local - edit.end


def unclean(raw: str) -> list[Change]:
    """Return what `clean` would leave out of or put otherwise into `raw`, as changes to it."""
    if raw.isprintable() and (raw.isascii() or not _HIDDEN.search(raw)):
        return []
    wanted = clean(raw)
    if wanted == raw:
        return []
    changes: list[Change] = []
    place = 0
    for index, char in enumerate(raw):
        target = wanted[place] if place < len(wanted) else ""
        if char == target:
            place += 1
        elif target == "\ufffd" or (target == "\n" and not char.isprintable() and char not in "\t\n"):
            changes.append((index, index + 1, target))
            place += 1
        else:
            changes.append((index, index + 1, ""))
    return changes


def edited(raw: str, changes: list[Change]) -> tuple[str, tuple[Edit, ...]]:
    """Return `raw` with `changes` made, and where they are."""
    if not changes:
        return raw, ()
    parts: list[str] = []
    edits: list[Edit] = []
    place = drawn = 0
    for start, end, instead in sorted(changes, key=lambda change: change[:2]):
        if start < place:  # two changes at one character: the first has it
            continue
        parts += (raw[place:start], instead)
        drawn += start - place
        edits.append(Edit(start, end, drawn, drawn + len(instead)))
        drawn += len(instead)
        place = end
    parts.append(raw[place:])
    return "".join(parts), tuple(edits)
