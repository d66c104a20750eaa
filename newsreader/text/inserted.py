"""A clause of saying inside the marks: «Мост безопасен, — сказал Павел Марин. — Мы подождём», French alike.

Russian puts it between dashes, French between commas, without closing the quotation for it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from newsreader.text.quote_marks import Run
from newsreader.text.tokens import tokenise

if TYPE_CHECKING:
    from newsreader.models import Quote

_CLAUSES = {
    "ru": re.compile("[,.]-A?S([DWN#]{0,4}N)(?=[,.]-|[,.]$|-)"),
    "fr": re.compile(",X?A?S([DW#]{0,4}N{1,4})(?=,)"),
}
INSERTING = frozenset(_CLAUSES)
"""Languages that do so."""

_LONGEST = 2000
"""Characters looked at inside one quotation."""


def with_inserted(quote: Quote, run: Run, text: str, language: str) -> Quote:
    """Return a quotation with the speaker that a clause inside it names, if none was found outside."""
    pattern = _CLAUSES.get(language)
    if pattern is None or quote.speaker_span is not None or len(run.spans) > 1:
        return quote
    inside = run.text[:_LONGEST]
    tokens = tokenise(inside, language)
    match = pattern.search(tokens.tags)
    if match is None:
        return quote
    first, last = match.span(1)
    name = first
    while tokens.tags[name] != "N":
        name += 1
    offset = text.index(inside[:1], quote.start + 1)
    return replace(
        quote,
        kind="statement",
        speaker=" ".join(tokens.slice(name, last).split()),
        speaker_span=(offset + tokens.starts[first], offset + tokens.ends[last - 1]),
        cue=tokens.slice(first - 1, first),
        confidence=0.8,
    )
