"""Tell speech from titles and words held with tongs where there are no lists of evidence to weigh.

A run that somebody is found to say is speech unless its shape and its neighbours speak against it: a
title stands in capitals after a preposition, a genitive or a word for a work; a word held with tongs is
short and far from any verb of saying.  A long run in small letters is speech even where nobody is found.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from newsreader.text.lexicon import words
from newsreader.text.phrases import Finding
from newsreader.text.tokens import Tokens

Kind = Literal["statement", "fragment", "title", "scare"]

_SHORT = 3  # letters: words up to this length may be small in a title
_LONG_ENOUGH = 6


class Quoted(NamedTuple):
    """What is looked at: the run's text between the marks, and where it stands among the words."""

    inside: str
    first: int
    last: int


def kind_of(tokens: Tokens, quoted: Quoted, found: Finding | None, language: str) -> Kind:
    """Return the kind of a quoted run, given who was found to say it."""
    inside = quoted.inside
    count = len(inside.split()) or 1
    cased = inside[:1].lower() != inside[:1].upper()
    whole = (inside[:1].isupper() or not cased) and inside[-1:] in ",.?!…" and count > 2
    speech: Kind = "statement" if whole else "fragment"
    title = _in_capitals(inside)
    if found is None or found.phrase is None:
        if title and count < _LONG_ENOUGH * 2:
            return "title"
        enough = 3 if language == "de" and inside[:1].islower() else _LONG_ENOUGH
        return speech if count >= enough else "scare"
    if title and found.rule not in _SURE:
        named = _named_in_german if language == "de" else _titled
        if named(tokens, quoted, found, language):
            return "title"
    if _tongs(tokens, quoted, found, count):
        return "scare"
    return speech


_SURE = frozenset({"after", "after inverted", "after apposed", "colon", "continued", "signed"})


def _in_capitals(inside: str) -> bool:
    """Tell whether the words are in capitals as in a title, all but the small ones."""
    parts = inside.strip(" .,;:!?…-–—").split()
    capitals = sum(1 for part in parts if part.lstrip("'‘’\"“”(")[:1].isupper())
    if not parts or not parts[0].lstrip("'‘’\"“”(#@")[:1].isupper():
        return False
    weighty = sum(1 for part in parts if len(part) > _SHORT or part[:1].isupper())
    return capitals == weighty and (len(parts) > 1 or len(inside) > _SHORT)


def _titled(tokens: Tokens, quoted: Quoted, found: Finding, language: str) -> bool:
    """Tell whether the neighbours of words in capitals show a title or a name."""
    tags, lows = tokens.tags, tokens.lows
    works = words(language, "works")
    before = quoted.first - 1
    if before >= 0 and (tags[before] == "G" or lows[before] in works):
        return True
    following = quoted.last + 1
    if following < len(tags) and tags[following] in "W" and tags[before : before + 1] in ("D", "P", "G"):
        return True
    near = set(lows[max(0, before - 3) : before + 1]) | set(lows[following : following + 4])
    if near & works:
        return True
    if (
        before >= 0
        and tags[before] == "P"
        and lows[before] in ("on", "in", "to", "for", "from", "at", "under", "with")
    ):
        return True
    return found.rule == "final"


def _named_in_german(tokens: Tokens, quoted: Quoted, found: Finding, language: str) -> bool:
    """The same where all nouns have capitals: a noun before the run says what it names ("der Film")."""
    tags, lows = tokens.tags, tokens.lows
    before = quoted.first - 1
    if before < 0 or quoted.inside[-1:] in ".?!" or lows[before] == "als":
        return False
    if tags[before] == "N" or lows[before] in words(language, "works"):
        return True
    count = len(quoted.inside.split())
    said = found.cue is not None and found.cue <= before and tags[found.cue] == "K"
    near = said and (before - (found.cue or 0) <= 3 or lows[before] == "von")
    return tags[before] in "DP(GW" and count <= 4 and not near


def _tongs(tokens: Tokens, quoted: Quoted, found: Finding, count: int) -> bool:
    """Tell whether a short run is too far from the verb to be somebody's words."""
    if count > 2 or found.cue is None or found.cue > quoted.first or found.rule == "indirect":
        return False
    between = tokens.tags[found.cue + 1 : quoted.first]
    far = len(between) > 3 and ("," in between or "R" in between or len(between) > 8)
    if found.confidence < 0.65:
        return far or found.rule == "before first"
    return False
