"""Find the items of a feed's XML, and tell which of them were read before.

Most of a feed that has changed has not: one item of fifty is new.  The places of the items are found in
a hundredth of the time it takes to read them, so those whose bytes were seen before are cut out, and
the cost of a refresh is that of what is new.

All this is done on the document's characters, decoded and without its prolog, as UTF-8: what encoding
it came in makes no difference.  And it is done for plain documents only.  Whatever is out of the
ordinary (`Odd`) is for the reader of whole documents, which knows all of it.

An item that was read leaves a `Stamp`, and the document its *frame*: the hash of what all its items
depend on besides themselves.  Stamps hold under the frame they were made in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple
from xml.parsers import expat

from newsreader.models import ParsedArticle

VERSION = 2
"""Counts up when reading gives other articles for the same bytes, so that all are read again."""

_ITEMS = frozenset({"item", "entry"})
_HASH = 16
_NAME = 8
_NO_NAME = bytes(_NAME)


class Odd(Exception):
    """The document must be read as a whole."""


class Item(NamedTuple):
    """An item's place in the document, and the hash of its bytes and of what stands around it."""

    start: int
    end: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Layout:
    """A document, as UTF-8, and its items in order."""

    data: bytes
    items: tuple[Item, ...]


# --- where the items are --------------------------------------------------------------------------------


def find_items(text: str, url: str) -> Layout:
    """Return the places of a document's items; `url` is where it came from.

    Raises `Odd` for what is not well-formed, has a document type, no items, items inside items, empty
    ones (`<item/>`), anything between them, and for items that say where they start from (xml:base)
    or bring prefixes of their own.
    """
    data = text.encode("utf-8", "replace")
    finder = _Finder(data)
    places = finder.find()
    first, last = places[0][0], places[-1][1]
    if data.find(b"xml:base", first, last) >= 0:
        raise Odd("xml:base inside an item")
    around = blake2b(repr((VERSION, url, finder.around)).encode("utf-8", "surrogatepass"), digest_size=_HASH)
    items = []
    for start, end in places:
        digest = around.copy()
        digest.update(data[start:end])
        items.append(Item(start, end, digest.digest()))
    return Layout(data, tuple(items))


class _Finder:
    """Walks through a document with expat, looking at nothing but where items begin and end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._parser = expat.ParserCreate("utf-8", namespace_separator="\n")
        self._parser.ordered_attributes = True
        self._parser.StartElementHandler = self._started
        self._parser.EndElementHandler = self._ended
        self._parser.StartNamespaceDeclHandler = self._declared
        self._parser.StartDoctypeDeclHandler = self._typed
        self._open: list[tuple[str, list[str], list[tuple[str | None, str | None]]]] = []
        self._declarations: list[tuple[str | None, str | None]] = []
        self._item = ""
        self._start = -1
        self._closed = False
        self._places: list[tuple[int, int]] = []
        self.around: list[tuple[str, list[str], list[tuple[str | None, str | None]]]] = []
        """The elements around the items: names, attributes, and the prefixes they declare."""

    def find(self) -> list[tuple[int, int]]:
        """Return (start, end) of each item, in order and at least one."""
        try:
            self._parser.Parse(self._data, True)
        except expat.ExpatError as error:
            raise Odd("not well-formed") from error
        if not self._places:
            raise Odd("no items")
        return self._places

    def _started(self, name: str, attributes: list[str]) -> None:
        if name.rpartition("\n")[2].lower() not in _ITEMS:
            # A new element after the items is not between them unless another item follows.
            self._closed = self._closed or bool(self._places)
            self._open.append((name, attributes, self._declarations))
            self._declarations = []
            return
        if self._closed:
            raise Odd("something between the items")
        if not self._open:
            raise Odd("nothing around the item")
        if any(prefix for prefix, _ in self._declarations):
            raise Odd("a prefix declared on an item")
        self._declarations = []
        if not self._places:
            self.around = list(self._open)
        self._item, self._start = name, self._parser.CurrentByteIndex
        # Inside, only the end matters; not to be told of each start is a third of the time.
        self._parser.StartElementHandler = None
        self._parser.EndElementHandler = self._ended_inside
        self._parser.StartNamespaceDeclHandler = self._declared_inside

    def _ended_inside(self, name: str) -> None:
        if name != self._item:
            return
        index = self._parser.CurrentByteIndex
        end = self._data.find(b">", index) + 1
        if index <= self._start or not self._data.startswith(b"</", index) or not end:
            raise Odd("an empty item")
        self._places.append((self._start, end))
        self._parser.StartElementHandler = self._started
        self._parser.EndElementHandler = self._ended
        self._parser.StartNamespaceDeclHandler = self._declared

    def _ended(self, name: str) -> None:
        if not self._open or self._open.pop()[0] != name:
            raise Odd("an item inside an item")
        self._closed = self._closed or bool(self._places)

    def _declared(self, prefix: str | None, uri: str | None) -> None:
        self._declarations.append((prefix, uri))

    def _declared_inside(self, prefix: str | None, uri: str | None) -> None:
        if prefix:
            raise Odd("a prefix declared in an item")

    def _typed(self, *_: object) -> None:
        raise Odd("a document type")


def pieces(layout: Layout, kept: Collection[int]) -> Iterator[tuple[bytes, bool]]:
    """Yield the document without the items that are not `kept` (by number): (bytes, whether an item).

    The first piece is what stands before all items, kept or not.
    """
    data, at = layout.data, layout.items[0].start
    yield data[:at], False
    between: list[bytes] = []
    for number, item in enumerate(layout.items):
        between.append(data[at : item.start])
        at = item.end
        if number in kept:
            yield b"".join(between), False
            yield data[item.start : item.end], True
            between = []
    yield b"".join([*between, data[at:]]), False


# --- what is known of them ------------------------------------------------------------------------------


def item_hash(*facts: bytes) -> bytes:
    """Return the hash of an item and of what stands around it."""
    digest = blake2b(b"%d" % VERSION, digest_size=_HASH)
    for fact in facts:
        digest.update(fact)
    return digest.digest()


def stamp_of(digest: bytes, article: ParsedArticle) -> bytes:
    """Return what to remember of an item: its hash, and by which names its article goes.

    Empty for an article that has neither id nor link: it is known by its content alone, so it has to
    be read; and for one whose id or link the library could not keep as it is.
    """
    names = article.guid + article.url
    if not names or (not names.isascii() and names.encode("utf-8", "replace").decode() != names):
        return b""
    return digest + name_hash(article.guid) + name_hash(article.url)


def name_hash(name: str) -> bytes:
    """Return the hash by which stamps know an id or a link; zeros for none."""
    if not name:
        return _NO_NAME
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=_NAME).digest()


def frame_of(*facts: object) -> bytes:
    """Return the frame: the hash of what all items of a document depend on besides themselves."""
    text = repr((VERSION, "frame", *facts))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_HASH).digest()


class Names:
    """The ids and links of the articles that some stamps stand for."""

    def __init__(self, stamps: Iterable[bytes]) -> None:
        self._guids, self._urls = set(), set()
        for stamp in stamps:
            self._guids.add(stamp[_HASH : _HASH + _NAME])
            self._urls.add(stamp[_HASH + _NAME :])
        self._guids.discard(_NO_NAME)
        self._urls.discard(_NO_NAME)

    def share(self, guid: str, url: str) -> bool:
        """Tell whether one of them has this id or this link."""
        return name_hash(guid) in self._guids or name_hash(url) in self._urls


def stamps_by_hash(seen: Iterable[bytes]) -> Mapping[bytes, bytes]:
    """Return the stamps among what is remembered of a feed, by the hashes of their items."""
    return {stamp[:_HASH]: stamp for stamp in seen if len(stamp) == _HASH + 2 * _NAME}


def unseen(hashes: Sequence[bytes], stamps: Mapping[bytes, bytes]) -> list[int]:
    """Return the numbers of the items that have no stamp, by their hashes.

    One that comes twice is none that can be left out: what a repetition means, the reader decides.
    """
    times = Counter(hashes)
    return [number for number, item in enumerate(hashes) if item not in stamps or times[item] > 1]
