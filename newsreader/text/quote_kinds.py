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
from newsreader.text.quote_evidence import Before, evidence
from newsreader.text.quote_look import BESIDE, in_capitals
from newsreader.text.scene import Scene

SPEECH = ("statement", "fragment")
"""The kinds that somebody says."""


_LONG = 9  # spaces
_CLOSING = "’”'\""  # of what is quoted inside
_WHOLE = frozenset({"beside", "loosely beside", "outright", "alone", "answer", "presented"})
_GIVEN = frozenset(
    {"so-called", "nickname", "carrier", "nicknamed", "known as", "term", "gloss", "thing", "saying"}
)
_OF_TITLES = frozenset({"work", "genitive of title", "by", "apposed", "titled"})


def kinds_of(scene: Scene, findings: list[Finding | None]) -> list[Kind]:
    """Return the kind of each quoted run of a text, given who was found to say it."""
    if scene.language != "en":
        return [_plain_kind(scene, index, found) for index, found in enumerate(findings)]
    kinds: list[Kind] = []
    before: Before | None = None
    for index, run in enumerate(scene.runs):
        capitals, places = in_capitals(run.text), scene.places[index]
        seen: list[str] = []
        said = not capitals and _surely_said(run.text, findings[index])
        if not said:
            seen = evidence(scene, findings, index, before)
            said = weigh(seen) > 0
        kinds.append(_speech(scene, findings, index, seen) if said else _other(capitals, scene, index, seen))
        before = Before(said, capitals, places[-1]) if places else None
    return kinds


def _surely_said(inside: str, found: Finding | None) -> bool:
    """Tell whether nothing needs weighing: a long run with a clause of saying right beside it."""
    beside = found is not None and found.rule in BESIDE and found.confidence > 0.8
    return beside and inside.count(" ") >= _LONG


def weigh(seen: list[str]) -> float:
    """Return what pieces of evidence weigh together: above nothing for speech."""
    weights = _weights()
    return sum(weights[name] for name in seen)


@cache
def _weights() -> dict[str, float]:
    entries = (entry.rsplit(":", 1) for entry in words("quotes_en", "weights"))
    return {name: float(weight) for name, weight in entries}


def _speech(scene: Scene, findings: list[Finding | None], index: int, seen: list[str]) -> Kind:
    """Tell a whole utterance from a part of one that is built into the reporter's sentence."""
    inside, found = scene.runs[index].text, findings[index]
    tags, places = scene.tokens.tags, scene.places[index] or [0]
    left = tags[max(0, places[0] - 1) : places[0]]
    stopped = inside.rstrip(_CLOSING)[-1:] in tuple(",.?!…")
    if stopped and left in (",", "-") and _divided(findings, index):
        return "statement"
    if inside[:1].lower() == inside[:1] != inside[:1].upper():
        return "fragment"
    several = len(inside.split()) > 2
    if stopped:  # a word alone is whole where it is all that is said
        return "statement" if several or not _WHOLE.isdisjoint(seen) else "fragment"
    opens = found is not None and found.rule in BESIDE and places[0] == scene.sentence(places[0])[0]
    shown = left == ":" and "outright" in seen
    closes = {"opens", "finite"} <= set(seen) and tags[places[-1] + 1 : places[-1] + 2] in (".", "¶", "")
    return "statement" if several and (opens or shown or closes) else "fragment"


def _divided(findings: list[Finding | None], index: int) -> bool:
    """Tell whether a run is the rest of the one before: "…," Quill said, "and …"."""
    found, before = findings[index], findings[index - 1] if index else None
    if found is None or before is None or not before.rule.startswith("after"):
        return False
    return found.cue is not None and found.cue == before.cue


def _other(capitals: bool, scene: Scene, index: int, seen: list[str]) -> Kind:
    """Tell a title from a word held with tongs, which a name given to a person or a thing is as well."""
    if not capitals:
        return "scare"
    given = not _GIVEN.isdisjoint(seen)
    places = scene.places[index]
    article = bool(places) and scene.tokens.tags[places[0] - 1 : places[0]] == "D"
    return "title" if not _OF_TITLES.isdisjoint(seen) or not (given or article) else "scare"


def _plain_kind(scene: Scene, index: int, found: Finding | None) -> Kind:
    places = scene.places[index] or [0]
    return kind_of(scene.tokens, Quoted(scene.runs[index].text, places[0], places[-1]), found)
