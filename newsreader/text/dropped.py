"""Verbs of saying without a subject: "“Iremos todos”, añadió.", "Ha aggiunto: «…»".

Where a language leaves "he" and "she" out, whoever was last found to speak goes on; with nobody found, it
is speech all the same, and its speaker stays unclear.
"""

from __future__ import annotations

import re

from newsreader.text.phrases import Finding
from newsreader.text.scene import Scene

DROPPING = frozenset({"es", "it", "pt", "ar", "pl"})
"""Languages whose verbs need no subject."""

_BEHIND = re.compile("[,-]?[AX]{0,3}S(?![DNW])")
_BEFORE = re.compile("(?:^|[.¶Q&])[,A&X]{0,3}SA?[:,]?$")
_NEAR = 6


def supply(scene: Scene, findings: list[Finding | None]) -> None:
    """Give runs beside a verb without a subject who spoke before, or nobody, in place."""
    tags = scene.tokens.tags
    last: Finding | None = None
    for index, places in enumerate(scene.places):
        found = findings[index]
        if found is None and places:
            cue = _verb(tags, places[0], places[-1])
            if cue is not None:
                known = last if last is not None else Finding(None, cue, "dropped", 0.0)
                found = findings[index] = Finding(known.phrase, cue, "dropped", min(0.6, known.confidence))
        if found is not None and found.phrase is not None:
            last = found


def _verb(tags: str, first: int, last: int) -> int | None:
    """Return the verb of saying that stands beside a run with no subject of its own."""
    behind = _BEHIND.match(tags, last + 1)
    if behind is not None:
        return behind.end() - 1
    low = max(0, first - _NEAR)
    before = _BEFORE.search(tags[low:first])
    return low + tags[low:first].rindex("S") if before is not None else None
