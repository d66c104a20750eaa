"""Shapes that only the store and its callers in the engine know."""

from __future__ import annotations

from newsreader.late import dataclass
from newsreader.models import SourceType


@dataclass(frozen=True, slots=True)
class ApplyResult:
    """What a refresh changed: ids of the articles that are new, in list order, and of those revised."""

    new_ids: tuple[int, ...] = ()
    revised_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredSource:
    """What annotation needs of an article; `local` is True for an article from this machine's files."""

    id: int
    headline: str
    deck: str
    source: str
    source_type: SourceType
    base_url: str
    language: str
    source_hash: bytes
    local: bool
