"""Tell what a quoted run is: a statement, part of one, a title, or a word held with tongs.

In English everything that is seen in and around a run is weighed together (`quote_evidence`): what
weighs more than nothing is speech, the rest a title where it is in capitals, else held with tongs.
The other languages have plainer rules (`plain_kinds`).
"""

from __future__ import annotations

from functools import cache

from newsreader.text.lexicon import words
from newsreader.text.phrases import Finding
from newsreader.text.plain_kinds import Kind, Quoted, kind_of
from newsreader.text.quote_evidence import Before, evidence, in_capitals
from newsreader.text.scene import Scene

SPEECH = ("statement", "fragment")
"""The kinds that somebody says."""


def kinds_of(scene: Scene, findings: list[Finding | None]) -> list[Kind]:
    """Return the kind of each quoted run of a text, given who was found to say it."""
    if scene.language != "en":
        return [_plain_kind(scene, index, found) for index, found in enumerate(findings)]
    kinds: list[Kind] = []
    before: Before | None = None
    for index, run in enumerate(scene.runs):
        weight = weigh(evidence(scene, findings, index, before))
        capitals = in_capitals(run.text)
        kinds.append(_speech(run.text) if weight > 0 else "title" if capitals else "scare")
        places = scene.places[index]
        before = Before(weight > 0, capitals, places[-1]) if places else None
    return kinds


def weigh(seen: list[str]) -> float:
    """Return what pieces of evidence weigh together: above nothing for speech."""
    weights = _weights()
    return sum(weights[name] for name in seen)


@cache
def _weights() -> dict[str, float]:
    entries = (entry.rsplit(":", 1) for entry in words("quotes_en", "weights"))
    return {name: float(weight) for name, weight in entries}


def _speech(inside: str) -> Kind:
    """Tell a whole sentence from a part of one."""
    cased = inside[:1].lower() != inside[:1].upper()
    whole = (inside[:1].isupper() or not cased) and inside[-1:] in ",.?!…" and len(inside.split()) > 2
    return "statement" if whole else "fragment"


def _plain_kind(scene: Scene, index: int, found: Finding | None) -> Kind:
    places = scene.places[index] or [0]
    return kind_of(scene.tokens, Quoted(scene.runs[index].text, places[0], places[-1]), found, scene.language)
