"""What reading a part of a feed gives: the shape that travels from the reader to the engine."""

from __future__ import annotations

from dataclasses import dataclass

from newsreader.models import ParsedFeed


@dataclass(frozen=True, slots=True)
class PartialFeed:
    """A feed without the articles that were read before.

    `stamps` are what to remember of `feed.articles`, one for each, empty for one that has to be read
    again next time.  `known` are the stamps of those left out, which are all in the document still;
    `frame` is to be remembered with them.  A feed that is not told apart has no frame and no stamps.
    """

    feed: ParsedFeed
    stamps: tuple[bytes, ...] = ()
    known: tuple[bytes, ...] = ()
    frame: bytes = b""
