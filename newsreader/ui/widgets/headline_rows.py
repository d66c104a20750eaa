"""The rows behind the list: every headline's place, and the few headlines that are looked at.

A list of any length is an array of `ord`s, eight bytes each, read in chunks by a thread; headlines are
read for the rows that show and kept until others are wanted.  Marks the reader has just made are shown
at once and laid over what the library says until it says the same.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from newsreader.models import Headline, HeadlineQuery, MarkKind
from newsreader.rows import FIRST

if TYPE_CHECKING:
    from newsreader.library import Library

_PAGE = 64
_CACHED = 1024
_CHECKED = 2000
_FEW = 8
CHUNK = 5_000
"""`ord`s read at a time: few enough that a key pressed meanwhile does not wait."""


class _Override(NamedTuple):
    """A mark just made, by article ids or by a rule; it holds until `pending` is done and read again."""

    ids: frozenset[int] | None
    matches: Callable[[Headline], bool] | None
    kind: MarkKind
    on: bool
    pending: Future[Any] | None

    @property
    def unwritten(self) -> bool:
        """Whether the library does not know of it yet."""
        return self.pending is not None and not self.pending.done()

    def applies(self, headline: Headline) -> bool:
        if self.ids is not None:
            return headline.id in self.ids
        return self.matches is not None and self.matches(headline)


class Change(NamedTuple):
    """Rows `start` to `end` of a list are to be replaced by `ords`."""

    start: int
    end: int
    ords: array[int]


class HeadlineRows:
    """The rows of `query`, at first as many as the first paint needs.

    `first` are the first `FIRST` of them, where these have been read already.
    """

    def __init__(
        self, library: Library, query: HeadlineQuery, first: Sequence[Headline] | None = None
    ) -> None:
        self.library = library
        self.query = query
        self._newest = self._reached = library.newest()
        """The newest article when the list was read (`_reached`: is read): what came later may lack in it."""
        first = library.page(query, limit=FIRST) if first is None else first
        self.ords = array("q", [headline.ord for headline in first])
        self.complete = len(first) < FIRST
        self._expected = 0 if self.complete or query.search else self._counted()
        self._chunks = array("q")
        self._cache: dict[int, Headline | None] = {headline.ord: headline for headline in first}
        self._overrides: list[_Override] = []
        self._touched: set[int] = set()
        self._all_touched = False

    def __len__(self) -> int:
        return len(self.ords) if self.complete else max(len(self.ords), self._expected)

    @property
    def counted(self) -> bool:
        """Whether it is known how many there are."""
        return self.complete or not self.query.search

    def _counted(self) -> int:
        counts = self.library.counts(self.query)
        return {
            "all": counts.total,
            "unread": counts.unread,
            "starred": counts.starred,
            "later": counts.later,
        }[self.query.show]

    # --- the array -----------------------------------------------------------------------------------

    def add_chunk(self, chunk: array[int]) -> bool:
        """Take the next chunk of the whole list; False where a row is another than it was."""
        self._chunks.extend(chunk)
        if len(self._chunks) < len(self.ords):
            return True
        same = self.ords is self._chunks or self._chunks[: len(self.ords)] == self.ords
        self.ords = self._chunks
        return same

    def finish(self) -> bool:
        """All chunks have come; False where a row is another than it was, or is gone."""
        same = self.ords is self._chunks
        self.ords = self._chunks
        self._chunks = array("q")
        self.complete = True
        return same

    def let_go(self) -> None:
        """Nobody looks at this list any more: keep no array, however long a thread still knows of it."""
        self.ords = self._chunks = array("q")
        self._cache.clear()

    def change(self, changes: Sequence[Change]) -> None:
        """Take what a second reading found (see `again`); forget headlines, and marks written by now."""
        if len(changes) > _FEW:
            whole, at = array("q"), 0
            for change in changes:
                whole += self.ords[at : change.start]
                whole += change.ords
                at = change.end
            self.ords = whole + self.ords[at:]
        else:
            for change in reversed(changes):
                self.ords[change.start : change.end] = change.ords
        self.complete = True
        self._newest = self._reached
        self._cache.clear()
        self._overrides = [override for override in self._overrides if override.unwritten]

    def index_of(self, ord: int) -> int | None:
        """Return the row of the headline with this `ord`, None where it is not in the list (yet)."""
        index = self.place_of(ord)
        return index if index < len(self.ords) and self.ords[index] == ord else None

    def place_of(self, ord: int) -> int:
        """Return the row at or before which a headline with this `ord` would stand."""
        if self.query.oldest_first:
            return bisect_left(self.ords, ord)
        return bisect_left(self.ords, -ord, key=lambda other: -other)

    def again(self) -> Iterator[Change | None]:
        """Read the list once more; yield what is to be changed, or None for a part that is as it was.

        Rows the reader has just marked stay.  For a thread of its own; the list itself is not touched
        meanwhile, and there is never a second one in memory.
        """
        self._reached = self.library.newest()
        kept = self._kept()
        sign = 1 if self.query.oldest_first else -1
        return differences(self.ords, _merged(self.library, self.query, kept), sign)

    def arrivals(self) -> list[Change] | None:
        """Return the changes that put what has come since the last reading at its places.

        None where the list is to be read again.  For a thread of its own, as `again`.
        """
        self._reached = self.library.newest()
        ords = self.library.arrived(self.query, self._newest)
        if ords is None:
            return None
        changes: list[Change] = []
        for ord in ords:
            place = self.place_of(ord)
            if place < len(self.ords) and self.ords[place] == ord:
                continue  # it came while the list was read
            if changes and changes[-1].start == place:
                changes[-1].ords.append(ord)
            else:
                changes.append(Change(place, place, array("q", [ord])))
        return changes

    def _kept(self) -> array[int]:
        if self._all_touched:
            return array("q", self.ords)
        return array("q", sorted(self._touched, reverse=not self.query.oldest_first))

    # --- headlines -----------------------------------------------------------------------------------

    def at(self, index: int) -> Headline | None:
        """Return the headline of a row, None while its place is not known."""
        if not 0 <= index < len(self.ords):
            return None
        ord = self.ords[index]
        if ord not in self._cache:
            self._fetch(index)
        return self._cache.get(ord)

    def _fetch(self, index: int) -> None:
        """Read the headlines around a row."""
        start = index - index % _PAGE
        wanted = [ord for ord in self.ords[start : start + _PAGE] if ord not in self._cache]
        while len(self._cache) > _CACHED:
            del self._cache[next(iter(self._cache))]
        self._cache.update(dict.fromkeys(wanted))
        for headline in self.library.headlines(wanted):
            self._cache[headline.ord] = self._marked(headline)

    def _marked(self, headline: Headline, *, unwritten: bool = False) -> Headline:
        """Return a headline with the marks laid over it; only those that are `unwritten`, if so."""
        for override in self._overrides:
            if unwritten and not override.unwritten:
                continue
            if getattr(headline, override.kind) != override.on and override.applies(headline):
                headline = _with_mark(headline, override.kind, override.on)
        return headline

    # --- marks ---------------------------------------------------------------------------------------

    def mark(self, ids: Sequence[int], kind: MarkKind, on: bool, pending: Future[Any] | None) -> None:
        """Show a mark on these articles; their rows stay in the list until it is left."""
        self._override(_Override(frozenset(ids), None, kind, on, pending))

    def mark_matching(
        self, matches: Callable[[Headline], bool], kind: MarkKind, on: bool, pending: Future[Any] | None
    ) -> None:
        """Show a mark on every headline that `matches` says yes to."""
        self._all_touched = True
        self._override(_Override(None, matches, kind, on, pending))

    @property
    def marking_all(self) -> Future[Any] | None:
        """The write that marks what a rule fits, while it goes on."""
        writes = [o.pending for o in self._overrides if o.matches is not None and o.unwritten]
        return writes[-1] if writes else None

    def next_unread(self, after: int, *, backwards: bool) -> Headline | None:
        """Return the next unread headline after `ord` `after`, as `Library.next_unread` does.

        What has been marked article by article counts, even where it is not written yet.
        """
        sign = 1 if self.query.oldest_first != backwards else -1
        ids = [id for o in self._overrides if o.unwritten and o.ids and o.kind == "read" for id in o.ids]
        marked = [headline for headline in self._cache.values() if headline and headline.id in ids]
        near = [one for one in marked if not one.read and sign * one.ord > sign * after]
        found = self.library.next_unread(self.query, after, backwards=backwards)
        while found is not None and self._marked(found, unwritten=True).read:
            found = self.library.next_unread(self.query, found.ord, backwards=backwards)
        return min((one for one in (*near, found) if one), key=lambda one: sign * one.ord, default=None)

    def _override(self, override: _Override) -> None:
        self._overrides.append(override)
        for ord, headline in self._cache.items():
            if headline is not None and override.applies(headline):
                self._touched.add(ord)
                self._cache[ord] = self._marked(headline)


def _with_mark(headline: Headline, kind: MarkKind, on: bool) -> Headline:
    if kind == "read":
        return replace(headline, read=on)
    if kind == "starred":
        return replace(headline, starred=on)
    return replace(headline, later=on)


def _merged(library: Library, query: HeadlineQuery, kept: array[int]) -> Iterator[array[int]]:
    """Yield the chunks of a list with the `ord`s in `kept` (in list order) at their places in it."""
    if 0 < len(kept) <= _CHECKED:  # those of a feed that has been removed do not stay
        kept = array("q", [headline.ord for headline in library.headlines(kept)])
    sign = 1 if query.oldest_first else -1
    at = 0
    for chunk in library.ords(query, chunk=CHUNK):
        until = at
        if at < len(kept) and len(chunk):
            last = sign * chunk[-1]
            until = bisect_left(kept, last + 1, lo=at, key=lambda ord: sign * ord)
        part = kept[at:until]
        at = until
        if not part or part == chunk:
            yield chunk
        else:
            yield array("q", sorted({*chunk, *part}, reverse=sign < 0))
    if at < len(kept):
        yield kept[at:]


def differences(old: array[int], chunks: Iterator[array[int]], sign: int) -> Iterator[Change | None]:
    """Compare a list with its chunks read anew; `sign` is 1 where it ascends, else -1."""
    at = 0
    for chunk in chunks:
        if not chunk:
            continue
        until = bisect_left(old, sign * chunk[-1] + 1, lo=at, key=lambda ord: sign * ord)
        same = until - at == len(chunk) and old[at:until] == chunk
        yield None if same else Change(at, until, chunk)
        at = until
    if at < len(old):
        yield Change(at, len(old), array("q"))
