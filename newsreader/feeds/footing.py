"""Read a feed item by item, each from the same footing.

A parser carries a hundred things from one item to the next: what it is inside of, what the base address
is, which titles it has met.  Here what it carried into the first item it carries into all of them: the
state is taken down before the first and put back after each.  So an item's article depends on the
item, on the state before the first, and on nothing else; leaving out an item that was read before
changes none of the others, whatever the parser does in it.

Nothing is known here of feedparser but that its reader keeps its state in its attributes.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any
from xml.parsers import expat

from newsreader.feeds.cutting import Odd

_RESULTS = frozenset({"entries", "bad"})
_MEMORIES = frozenset({"_tags", "_attributes"})
"""What the reader only looks up faster the second time."""
_PLAIN = (str, int, float, type(None))


class Footing:
    """The state of a reader between items; made where the first is about to begin."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._plain: dict[str, Any] = {}
        self._tables: dict[str, dict[str, Any]] = {}
        self._stacks: dict[str, list[Any]] = {}
        for name, value in vars(reader).items():
            if name in _RESULTS or name in _MEMORIES or name == "elementstack":
                continue
            if isinstance(value, _PLAIN):
                self._plain[name] = value
            elif isinstance(value, dict):
                self._tables[name] = copy.deepcopy(value)
            elif isinstance(value, list):
                self._stacks[name] = copy.deepcopy(value)
            else:
                raise Odd(f"the reader's {name} cannot be taken down")
        self._names = set(vars(reader))
        self._open = self._elements()

    def _elements(self) -> list[tuple[str, int, int]]:
        """Return the elements that are open: name, whether text is wanted, pieces of text so far."""
        return [(name, wanted, len(texts)) for name, wanted, texts in self._reader.elementstack]

    def begin(self) -> None:
        """An item begins: white space since the last one may have gone to the elements around it."""
        self._open = self._elements()

    def restore(self) -> None:
        """Put the state back.  Raises `Odd` where an item left open what it should have closed."""
        own = vars(self._reader)
        if self._elements() != self._open or any(own[name] != value for name, value in self._stacks.items()):
            raise Odd("an item left something open")
        if own["version"] != self._plain["version"]:
            raise Odd("an item said what format the feed has")
        for name in own.keys() - self._names:
            del own[name]
        own.update(self._plain)
        for name, value in self._tables.items():
            if own[name] != value:
                own[name] = copy.deepcopy(value)

    def facts(self) -> tuple[object, ...]:
        """Return what reading an item may depend on: all, but of the feed's own data only what there is."""
        tables = [
            (name, sorted(table) if name == "feeddata" else sorted(table.items(), key=repr))
            for name, table in sorted(self._tables.items())
        ]
        around = [element[:2] for element in self._open]
        return around, sorted(self._plain.items()), sorted(self._stacks.items()), tables


def read_items(reader: Any, parser: Any, pieces: Iterable[tuple[bytes, bool]]) -> Footing:
    """Have `parser` read a document to the reader in `pieces`: (bytes, whether it is one item).

    The first piece is what stands before all items.  Returns the footing after it.  Raises `Odd` where
    an item is not one entry, or anything else is.
    """
    entries, bad = reader.entries, reader.bad
    footing: Footing | None = None
    try:
        for data, is_item in pieces:
            if is_item and footing is not None:
                footing.begin()
            count, spoilt = len(entries), len(bad)
            parser.Parse(data, False)
            if len(entries) != count + is_item or (not is_item and len(bad) != spoilt):
                raise Odd("an entry where there is no item, or an item without one")
            if footing is None:
                footing = Footing(reader)
            elif is_item:
                footing.restore()
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Odd("not well-formed") from error
    if footing is None:
        raise Odd("nothing to read")
    return footing
