"""Tell speech from titles and words held with tongs where there are no lists of evidence to weigh.

A run that somebody is found to say is speech unless its shape and its neighbours speak against it: a
title stands in capitals after a preposition or a genitive; a word held with tongs is short and far from
any verb of saying.  A long run in small letters is speech even where nobody is found.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from newsreader.text.phrases import Finding
from newsreader.text.quote_look import BESIDE, in_capitals
from newsreader.text.tokens import Tokens

Kind = Literal["statement", "fragment", "title", "scare"]

_LONG_ENOUGH = 6


class Quoted(NamedTuple):
    """What is looked at: the run's text between the marks, and where it stands among the words."""

    inside: str
    first: int
    last: int


def kind_of(tokens: Tokens, quoted: Quoted, found: Finding | None) -> Kind:
    """Return the kind of a quoted run, given who was found to say it."""
    inside = quoted.inside
    count = len(inside.split()) or 1
    cased = inside[:1].lower() != inside[:1].upper()
    whole = (inside[:1].isupper() or not cased) and inside[-1:] in ",.?!…" and count > 2
    speech: Kind = "statement" if whole else "fragment"
    title = in_capitals(inside)
    if found is not None and found.rule == "dropped":
        return speech
    if found is None or found.phrase is None:
        if title and count < _LONG_ENOUGH * 2:
            return "title"
        return speech if count >= _LONG_ENOUGH else "scare"
    if title and found.rule not in BESIDE and _titled(tokens, quoted, found):
        return "title"
    if _tongs(tokens, quoted, found, count):
        return "scare"
    return speech


def _titled(tokens: Tokens, quoted: Quoted, found: Finding) -> bool:
    """Tell whether the neighbours of words in capitals show a title or a name."""
    tags, before, following = tokens.tags, quoted.first - 1, quoted.last + 1
    left = tags[before : before + 1] if before >= 0 else ""
    if left in ("G", "P") or found.rule == "final":
        return True
    return left == "D" and tags[following : following + 1] == "W"


def _tongs(tokens: Tokens, quoted: Quoted, found: Finding, count: int) -> bool:
    """Tell whether a short run is too far from the verb to be somebody's words."""
    if found.rule in ("indirect", "according to"):
        return False
    if count > 2 or found.cue is None or found.cue > quoted.first:
        return False
    between = tokens.tags[found.cue + 1 : quoted.first]
    far = len(between) > 3 and ("," in between or "R" in between or len(between) > 8)
    if found.confidence < 0.65:
        return far or found.rule == "before first"
    return False
