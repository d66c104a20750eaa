"""What is remembered of a feed's items, so that the next refresh need not read them again.

`feeds.unseen` leaves out of a document the items that were read before.  Deciding about the rest gives
what deciding about all would have given, if two things hold.  What was left out stands in the library
exactly as it would be read, so that it would be found unchanged: only then is it remembered
(`to_remember`).  And what was left has nothing to do with what was left out: no stored article it could
be taken for goes by a name of theirs (`is_bound`); else the whole document is read.

Pure, as `engine.decide` is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newsreader.engine.decide import source_hash
from newsreader.feeds.cutting import Names
from newsreader.feeds.partial import PartialFeed
from newsreader.models import Changes, StoredIdentity

NOTHING = b"\x00"
"""Remembered of a document that is not told apart: it takes the place of what was remembered before."""


def is_bound(stored: Iterable[StoredIdentity], known: Sequence[bytes]) -> bool:
    """Tell whether a stored article may be that of an item left out; `known` are the stamps of these."""
    if not known:
        return False
    names = Names(known)
    return any(names.share(identity.guid, identity.url) for identity in stored)


def to_remember(
    partial: PartialFeed, stored: Iterable[StoredIdentity], changes: Changes
) -> tuple[bytes, ...]:
    """Return the stamps to remember once `changes` are stored.

    That is of all that was left out, and of each article read that is stored as it was read: same id,
    same link, same source.
    """
    if not partial.frame:
        return (NOTHING,)
    written = {id(change.article) for change in (*changes.new, *changes.revised)}
    revised = {change.id for change in changes.revised}
    exact = {
        (identity.guid, identity.url, identity.source_hash)
        for identity in stored
        if identity.id not in revised
    }
    stamps = [
        stamp
        for article, stamp in zip(partial.feed.articles, partial.stamps, strict=True)
        if stamp and (id(article) in written or (article.guid, article.url, source_hash(article)) in exact)
    ]
    return (partial.frame, *partial.known, *stamps)
