"""Read what speaks for and against a quoted run being somebody's words, in English.

Each piece of evidence has a name; `lexicon/quotes_en.txt` holds its weight and the words that it looks
for.  There are three places to look: who was found to say it and how far the verb of saying is off, the
words between the marks, and the words on either side.
"""

from __future__ import annotations

from typing import NamedTuple

from newsreader.text.lexicon import words
from newsreader.text.phrases import Finding
from newsreader.text.scene import Scene
from newsreader.text.tokens import tagger

_BESIDE = frozenset({"after", "after inverted", "after apposed", "colon", "continued", "signed", "label"})
_AFTER = frozenset({"after", "after inverted", "after apposed"})
_AROUND = frozenset({"sentence before", "paragraph before", "indirect"})
_OPENING = "'‘’\"“”(#@"
_TRIM = " .,;:!?…-–—"
_NEAR = 8  # words between a verb and what it leads to
_LOOKED_AT = 40  # words of a sentence that is looked at for capitals
_SMALL = 3  # letters: words up to this length may be small in a title
_FEW, _LONG, _LONGER = 3, 6, 10  # words


class Before(NamedTuple):
    """The run before: whether it was speech, whether it was in capitals, its last word."""

    speech: bool
    capitals: bool
    last: int


class Look:
    """One quoted run among its neighbours.

    `low` and `high` bound its sentence; `left` and `right` are the tags beside it ("" at the bounds),
    `left_word` and `right_word` the words; `capitals` tells whether it is written as a title.
    """

    def __init__(self, scene: Scene, index: int, found: Finding | None) -> None:
        tokens = scene.tokens
        self.tokens, self.tags, self.lows = tokens, tokens.tags, tokens.lows
        self.found = found if found is not None and found.phrase is not None else None
        self.inside = scene.runs[index].text
        self.parts = self.inside.strip(_TRIM).split()
        self.count = len(self.parts) or 1
        places = scene.places[index]
        self.first, self.last = (places[0], places[-1]) if places else (0, 0)
        self.low, self.high = scene.sentence(self.first)
        before, after = self.first - 1, self.last + 1
        self.left = self.tags[before] if before >= self.low else ""
        self.left_word = self.lows[before] if before >= self.low else ""
        self.right = self.tags[after : after + 1]
        self.right_word = self.lows[after] if self.right else ""
        self.capitals = in_capitals(self.inside)
        self.heading = self.capitals and self._in_heading()

    def _in_heading(self) -> bool:
        """Tell whether the words around are in capitals as well: in a headline they mean nothing."""
        tokens, known = self.tokens, tagger("en")
        seen = capital = beyond_names = 0
        for at in range(self.low, min(self.high, self.low + _LOOKED_AT)):
            tag = self.tags[at]
            if tag in "Q,.:;-()¶#":
                continue
            upper = tokens.text[tokens.starts[at]].isupper()
            beyond_names += upper and at > self.low and known.get(self.lows[at], "N") in "SKMXAskmPB"
            if len(self.lows[at]) > _SMALL and tag not in "&PDBO":
                seen += 1
                capital += upper
        return seen >= _FEW and capital >= 0.8 * seen and beyond_names > 0

    def behind_links(self) -> int:
        """Return the word before the articles and prepositions that lead to the run, -1 for none."""
        at = self.first - 1
        while at > self.low and self.tags[at] in "PD":
            at -= 1
        return at if self.low <= at < self.first - 1 else -1


def in_capitals(inside: str) -> bool:
    """Tell whether words are in capitals as in a title, all but the small ones."""
    parts = [part.lstrip(_OPENING) for part in inside.strip(_TRIM).split()]
    parts = [part for part in parts if part[:1].isalnum()]
    if not parts or not (parts[0][0].isupper() or parts[0][0].isdigit()):
        return False
    small = words("quotes_en", "small in titles")
    weighty = [part for part in parts if part[0].isupper() or (len(part) > _SMALL and part not in small)]
    if not all(part[0].isupper() or part[0].isdigit() for part in weighty):
        return False
    if len(parts) == 1:
        return len(parts[0]) > _SMALL and parts[0][0].isupper()
    return sum(1 for part in weighty if part[0].isupper()) > (len(weighty) == 1)


def evidence(scene: Scene, findings: list[Finding | None], index: int, before: Before | None) -> list[str]:
    """Return the names of what is seen in and around run `index`."""
    look = Look(scene, index, findings[index])
    seen = [*_found(look), *_inside(look), *_left(look), *_right(look)]
    if _in_company(scene, findings, index, look):
        seen.append("company")
    if before is not None and not before.speech and before.capitals == look.capitals:
        between = look.tags[before.last + 1 : look.first]
        if len(between) <= 3 and not between.strip(",&D"):
            seen.append("listed")
    return seen


def _found(look: Look) -> list[str]:
    """Name how the run hangs on the verb of saying that was found for it."""
    found = look.found
    if found is None:
        opens = look.tags[look.low : look.low + 6].lstrip("N")[:1] == ":" and look.tags[look.low] == "N"
        return ["nobody", "labelled"] if opens else ["nobody"]
    rule = found.rule
    if rule in _AFTER and look.count < _LONG and look.left and look.left in "DGPNW&":
        return ["tail"]  # a bag of "old bread," Quill said
    if rule in _BESIDE or rule == "according to":
        return ["beside"]
    if rule in _AROUND:
        return ["around"]
    if rule in ("final", "after bare"):
        return [rule]
    if not rule.startswith("before") or found.cue is None or found.cue >= look.first:
        return ["otherwise"]
    return _led(look, found, found.cue)


def _led(look: Look, found: Finding, cue: int) -> list[str]:
    """Name how straight a verb before the run leads to it."""
    between = look.tags[cue + 1 : look.first]
    if not between.strip("DBA:,"):
        seen = ["led"]
    elif len(between) <= _NEAR and "," not in between:
        seen = ["near"]
    elif "B" in between and "," not in between[between.rfind("B") :]:
        seen = ["within"]  # said that the bridge, in spite of all, was "safe"
    else:
        seen = ["far"]
    if look.tags[cue] in "Mm" and look.lows[cue] not in words("quotes_en", "thoughts"):
        seen.append("deed")
    if found.confidence < 0.65:
        seen.append("unsure")
    if look.capitals and seen[0] == "led" and look.lows[cue] in words("en", "transitive"):
        seen.append("told")  # told "Bridges Tonight"
    return seen


def _inside(look: Look) -> list[str]:
    """Name what the words between the marks show."""
    inside, titled = look.inside, look.capitals and not look.heading
    seen: list[str] = []
    if titled and look.count >= _LONG:
        seen.append("long title")
    elif not titled and look.count >= _FEW and not (look.capitals and look.count < _LONG):
        seen.append("longer" if look.count >= _LONGER else "long" if look.count >= _LONG else "few")
    parts = {part.lower().replace("’", "'").strip(".,;:!?…'\"‘“”()[]") for part in look.parts}
    if not parts.isdisjoint(words("quotes_en", "persons")):
        seen.append("person in title" if titled else "person")
    if look.count > 1 and not titled and not parts.isdisjoint(words("quotes_en", "finite")):
        seen.append("finite")
    if look.capitals:
        seen.append("capitals" if look.count > 1 else "capital")
        if look.heading and look.found is not None:
            seen.append("heading" if look.count > 1 else "heading of one")
    if inside[-1:] in ("!", "?"):
        seen.append("exclaims")
    elif inside[-1:] == "." and look.count >= _FEW and inside[:1].isupper() and not look.capitals:
        seen.append("sentence")
    if "[" in inside or "..." in inside or "…" in inside:
        seen.append("edited")
    return seen


def _left(look: Look) -> list[str]:
    """Name what stands before the run."""
    lows, low, word = look.lows, look.low, look.left_word
    seen: list[str] = []
    second = lows[look.first - 2] if look.first - 2 >= low else ""
    if word in words("quotes_en", "so-called") or f"{second} {word}" in words("quotes_en", "so-called"):
        seen.append("so-called")
    works = words("quotes_en", "works")
    at = look.behind_links()
    linked = lows[at] if at >= 0 else ""
    if word in words("quotes_en", "terms"):
        seen.append("term")
    elif linked in words("quotes_en", "terms") and not look.capitals:
        seen.append("term of")
    if word in works or (look.left in (",", ":", "-", "(") and second in works):
        seen.append("work" if look.capitals else "work in small")
    elif linked in works and look.capitals:
        seen.append("work")
    elif word in words("quotes_en", "carriers"):
        seen.append("carrier")
    if linked in words("quotes_en", "cries"):
        seen.append("cry")
    if look.left == "G":
        seen.append("genitive of title" if look.capitals else "genitive")
    if word in words("quotes_en", "glosses") or (
        word in ("for", "as", "to", "is") and second in words("quotes_en", "glosses")
    ):
        seen.append("gloss")
    if word in words("quotes_en", "christening") or (
        look.found is None and (word in words("en", "naming") or second == "known")
    ):
        seen.append("christened")
    if look.capitals and not look.heading and _staged(look):
        seen.append("stage")
    return seen


def _staged(look: Look) -> bool:
    """Tell whether a title stands where titles do: after a preposition, "wrote", "starred in"."""
    if look.left != "P" and look.left_word not in words("quotes_en", "stage"):
        return False
    found = look.found
    led = found is not None and found.cue == look.first - 1 and look.tags[found.cue] in "SsKk"
    return not led


def _right(look: Look) -> list[str]:
    """Name what follows the run, and what only both sides show."""
    tags, lows, capitals = look.tags, look.lows, look.capitals
    after = look.last + 1
    seen: list[str] = []
    second = lows[after + 1] if after + 1 < look.high else ""
    carriers = words("quotes_en", "carriers")
    if capitals and look.right_word in words("quotes_en", "works"):
        seen.append("work")
    elif look.right_word in carriers or (look.right in ("N", "W") and second in carriers):
        seen.append("carrier")
    bound = not look.left or look.left in "DGPW#&E"
    if bound and look.right and look.right in "WNV" and after < look.high and look.inside[-1:] not in ".,;!?":
        seen.append("modifier of title" if capitals else "modifier")
    if look.right == "(":
        seen.append("bracket")
    if lows[after : after + 3] == ["in", "the", "words"]:
        seen.append("in the words of")
    made_by = look.right_word == "by" and tags[after + 1 : after + 2] in ("N", "G")
    if made_by and not look.heading and (capitals or look.found is None):
        seen.append("by")  # "The Long Bridge," by Ada Quill
    if not capitals:
        return seen
    beside = look.found is not None and look.found.rule in _BESIDE
    ends = look.right in (",", ".", "¶") or look.inside[-1:] in (",", ".")
    if look.left == "," and ends and not beside and tags[max(look.low, look.first - 2)] in "NW":
        seen.append("apposed")
    if look.left == "N" and look.right == "N" and look.count < _FEW:
        seen.append("nickname")
    return seen


def _in_company(scene: Scene, findings: list[Finding | None], index: int, look: Look) -> bool:
    """Tell whether the run beside it in the sentence surely is somebody's."""
    for other in (index - 1, index + 1):
        if not 0 <= other < len(findings):
            continue
        found, places = findings[other], scene.places[other]
        beside = bool(places) and look.low <= places[0] < look.high
        if beside and found is not None and found.phrase is not None and found.confidence >= 0.7:
            return True
    return False
