"""Read what speaks for and against a quoted run being somebody's words, in English.

Each piece of evidence has a name; `lexicon/quotes_en.txt` holds its weight and the words that it looks
for.  There are three places to look: who was found to say it and how far the verb of saying is off, the
words between the marks, and the words on either side.
"""

from __future__ import annotations

from typing import NamedTuple

from newsreader.text.lexicon import words
from newsreader.text.phrases import Finding
from newsreader.text.quote_look import BESIDE, Look
from newsreader.text.quote_neighbours import left_of, right_of
from newsreader.text.scene import Scene

_AFTER = frozenset({"after", "after inverted", "after apposed"})
_AROUND = frozenset({"sentence before", "paragraph before", "indirect"})
_NEAR = 8  # words between a verb and what it leads to
_LOOKED_AT = 40  # words of a sentence that is looked at for capitals
_LOOSE = 0.64  # confidence up to which a verb hardly speaks of speech
_FEW, _LONG, _LONGER = 3, 6, 10  # words


class Before(NamedTuple):
    """The run before: whether it was speech, whether it was in capitals, its last word."""

    speech: bool
    capitals: bool
    last: int


def evidence(scene: Scene, findings: list[Finding | None], index: int, before: Before | None) -> list[str]:
    """Return the names of what is seen in and around run `index`."""
    look = Look(scene, index, findings[index])
    seen = ["doubt", *_found(look), *_inside(look), *left_of(look), *right_of(look)]
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
        return ["nobody", *_unfound(look), *_presented(look)]
    rule = found.rule
    if rule in _AFTER and look.count < _LONG and look.left and look.left in "DGPNW&":
        return ["tail"]  # a bag of "old bread," Quill said
    if rule in BESIDE or rule == "according to":
        return ["beside"] if found.confidence > _LOOSE else ["loosely beside"]
    if rule in _AROUND:
        return ["around"]
    if (
        rule == "colon inside"
        and look.left == ":"
        and look.count < _FEW
        and look.inside[-1:] in (".", "!", "?")
    ):
        return ["otherwise", "presented"]  # The note was short: "Gone."
    if rule in ("final", "after bare"):
        return [rule]
    if not rule.startswith("before") or found.cue is None or found.cue >= look.first:
        return ["otherwise"]
    return _led(look, found, found.cue)


def _unfound(look: Look) -> list[str]:
    """Name what hints at somebody's words where no speaker was found."""
    tags, low, first = look.tags, look.low, look.first
    seen = []
    opening = tags[low : low + _LOOKED_AT]
    if opening[:1] == "N" and opening[:6].lstrip("N")[:1] == ":":
        seen.append("labelled")
    if opening[:2] == "PN" and look.lows[low] in ("for", "to") and "," in opening[: first - low]:
        seen.append("viewpoint")  # For Quill, a baker, the bridge is "a start."
    if "S" in tags[max(low, first - _NEAR) : first]:
        seen.append("reported")  # Guests were told to leave "at once"
    if tags[first - 1 : first] == "D" and look.count < _LONG:
        seen.append("named thing")
    if _claimed(look):
        seen.append("claimed")
    if not look.left and (look.right in ("", "¶") or look.inside[-1:] in (".", "!", "?")):
        seen.append("alone")
    return seen


def _presented(look: Look) -> list[str]:
    """Name a short answer behind a colon: The note was short: "Gone."."""
    short = look.left == ":" and look.count < _FEW and look.inside[-1:] in (".", "!", "?")
    return ["presented"] if short else []


def _claimed(look: Look) -> bool:
    """Tell whether a claim leads to the run: "the accusation that the bridge is "rotten""."""
    lows, nouns = look.lows, words("en", "speech nouns")
    for at in range(max(look.low, look.first - _LOOKED_AT // 2), look.first):
        if lows[at] == "that" and not nouns.isdisjoint(lows[max(look.low, at - _FEW) : at]):
            return True
    return False


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
    if look.tags[cue] in "Ss" and (not between.strip("BA,") or between.endswith(":")):
        seen.append("outright")
    if look.tags[cue] in "Mm" and look.lows[cue] not in words("quotes_en", "thoughts"):
        seen.append("object of deed" if between.endswith("D") else "deed")
    if "whether" in look.lows[cue + 1 : look.first][:_LOOKED_AT]:
        seen.append("whether")
    if found.phrase is not None and _heads(look, found) & words("quotes_en", "carriers"):
        seen.append("carrier")
    if seen[0] != "led" and look.lows[cue] in words("quotes_en", "calling"):
        seen.append("calling")
    if look.tags[cue] in "Kk" and _trade(look, found):
        seen.append("trade")
    if found.confidence <= _LOOSE:
        seen.append("unsure")
    if found.rule == "before first":
        seen.append("guessed")
    if look.capitals and seen[0] == "led" and look.lows[cue] in words("en", "transitive"):
        seen.append("told")  # told "Bridges Tonight"
    return seen


def _heads(look: Look, found: Finding) -> set[str]:
    """Return the words that may be the head of the subject: "men in hats that read …"."""
    phrase = found.phrase
    return set(look.lows[phrase.first : phrase.last]) if phrase is not None else set()


def _trade(look: Look, found: Finding) -> bool:
    """Tell whether a trade has a word for it: "engineers call this "…"", "what pupils call "…""."""
    phrase, cue = found.phrase, found.cue
    if phrase is None or cue is None or look.lows[cue].endswith("d") or phrase.last - phrase.first > 1:
        return False
    noun = look.lows[phrase.first]
    if look.lows[phrase.first - 1 : phrase.first] == ["what"] and look.tags[phrase.first] == "W":
        return noun.endswith("s") and noun not in words("quotes_en", "partisans")
    return noun in words("quotes_en", "trades")


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
    if look.count > 1 and not titled:
        seen += [name for name in ("finite", "stance") if not parts.isdisjoint(words("quotes_en", name))]
    opening = look.left in ("", ":") or look.left_word in words(
        "en", "being"
    )  # one word there may be any word
    if look.capitals and (look.count > 1 or not opening):
        seen.append("capitals" if look.count > 1 else "capital")
        if look.heading and look.found is not None:  # else it repeats what the article tells
            seen.append("heading" if look.count > 1 else "heading of one")
    if inside[-1:] in ("!", "?"):
        seen.append("exclaims")
    elif inside[-1:] == "." and look.count > 1 and inside[:1].isupper() and not look.capitals:
        seen.append("sentence")
    if inside[:1].isupper() and not look.capitals and look.left and look.left not in "DG" and look.count > 1:
        seen.append("opens")
    if "[" in inside or "..." in inside or "…" in inside:
        seen.append("edited")
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
