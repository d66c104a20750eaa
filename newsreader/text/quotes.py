"""Find quotations in running text, and who said them."""

from __future__ import annotations

from newsreader.models import Quote
from newsreader.text.quote_marks import Run, find_runs


def find_quotes(text: str, language: str = "en") -> list[Quote]:
    """Return the quotations of `text` in order; offsets are into `text`, marks included."""
    return [_quote(run) for run in find_runs(text) if not run.weak]


def _quote(run: Run) -> Quote:
    return Quote(
        run.start, run.end, spans=tuple(run.spans), children=tuple(_quote(child) for child in run.children)
    )
