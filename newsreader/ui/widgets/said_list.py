"""Lists across the library: names with their counts, and what one person said in many articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from newsreader.models import Said
from newsreader.rows import relative_time
from newsreader.text.clean import clean_line
from newsreader.ui.widgets.item_view import ItemView, Line, folded, pair

_MOST_LINES = 5


class Name(NamedTuple):
    """A person or a place, and how often."""

    key: str
    name: str
    number: int


class NameList(ItemView):
    """Names with counts, a line each."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._names: Sequence[Name] = ()

    def show(self, names: Sequence[Name], *, key: str = "") -> None:
        """Show names, the cursor on the one with this key, else on the first."""
        self._names = names
        keys = [name.key for name in names]
        self.fill(cursor=keys.index(key) if key in keys else 0, top=True)

    @property
    def count(self) -> int:
        """How many names there are."""
        return len(self._names)

    @property
    def name_at(self) -> Name | None:
        """The name under the cursor."""
        return self._names[self.cursor] if self.cursor < len(self._names) else None

    def lines(self, columns: int) -> Iterator[Line]:
        """Yield a line for each name."""
        for item, one in enumerate(self._names):
            name, space, count = pair(clean_line(one.name), f"{one.number:,}", columns - 3)
            yield Line(((f" {name}", ("view",)), (space, ()), (count, ("count",))), item)


class SaidList(ItemView):
    """Quotations, each with its article, place and date."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._said: list[Said] = []
        self._now = 0

    def show(self, said: Sequence[Said], *, now: int) -> None:
        """Show quotations; `now` is in seconds since 1970."""
        self._said, self._now = list(said), now
        self.fill(top=True)

    def add(self, more: Sequence[Said]) -> None:
        """Show more below those that are there."""
        self._said += more
        self.fill(cursor=self.cursor)

    @property
    def count(self) -> int:
        """How many quotations there are so far."""
        return len(self._said)

    @property
    def said_at(self) -> Said | None:
        """The quotation under the cursor."""
        return self._said[self.cursor] if self.cursor < len(self._said) else None

    @property
    def last(self) -> Said | None:
        """The last quotation there is so far."""
        return self._said[-1] if self._said else None

    @property
    def near_end(self) -> bool:
        """Whether the cursor is so far down that more should be there."""
        return self.cursor + 20 >= len(self._said)

    def lines(self, columns: int) -> Iterator[Line]:
        """Yield the words of each quotation, then its article, then where and when."""
        room = max(columns - 3, 8)
        for item, one in enumerate(self._said):
            if item:
                yield Line()
            for words in folded(one.text, room, _MOST_LINES):
                yield Line(((f" {words}", ("quotation",)),), item)
            headline = folded(one.headline or "Untitled", room, 1)[0]
            yield Line(((f" {headline}", ("headline.read",)),), item)
            where = [one.place, relative_time(one.published, self._now), one.feed_title]
            where += [f"via {one.via}"] if one.via else []
            small = " · ".join(clean_line(part) for part in where if part)
            yield Line(((f" {folded(small, room, 1)[0]}", ("meta",)),), item)
