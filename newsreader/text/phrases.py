"""Find noun phrases among tagged words: the one that ends here, the one that begins there.

A phrase is a run of determiners, names, numbers and plain words as news writes them before and after
verbs ("the former mayor Ada Quill", "a spokesman for the campaign").  Every search is bounded.
"""

from __future__ import annotations

from newsreader.text.lexicon import words
from newsreader.text.tokens import Tokens

_LONGEST = 14
_VERBS = frozenset("XESKMVskm")
_NOUNY = frozenset("NWDG#TO")


class Phrase:
    """A noun phrase: words `first` up to before `last`; its core ends before word `head_end`.

    `relative` is the word "who" that stands for it beside the verb, -1 where there is none.
    """

    __slots__ = ("first", "head_end", "last", "relative")

    def __init__(self, first: int, last: int, head_end: int, relative: int = -1) -> None:
        self.first, self.last, self.head_end, self.relative = first, last, head_end, relative


class Finding:
    """Who seems to say a quoted run: the phrase that names the speaker, the verb, and how sure it is.

    `rule` names the rule that found it; `via` is the phrase of the outlet it came through.
    """

    __slots__ = ("confidence", "cue", "phrase", "rule", "via")

    def __init__(
        self, phrase: Phrase | None, cue: int | None, rule: str, confidence: float, via: Phrase | None = None
    ) -> None:
        self.phrase, self.cue, self.rule, self.confidence, self.via = phrase, cue, rule, confidence, via


def touching(tokens: Tokens, at: int, low: int) -> Phrase | None:
    """Return the noun phrase that ends just before word `at`, looking back no further than `low`."""
    tags = tokens.tags
    first = at
    while first > low and at - first < _LONGEST:
        tag = tags[first - 1]
        if tag in "DO":
            if tag == "D" or first == at:
                first -= 1
            break
        if not _belongs(tags, first - 1, at, low):
            break
        first -= 1
    if first == at or not tags[first:at].strip("#T"):
        return None
    return Phrase(first, at, at)


def _belongs(tags: str, place: int, at: int, low: int) -> bool:
    """Tell whether word `place` continues a phrase, ending before `at`, to the left."""
    tag = tags[place]
    if tag in "NWG#":
        return True
    following = tags[place + 1] if place + 1 < at else ""
    if tag == "T":  # "Sunday" before or after a name is no part of it
        return following not in ("", "N")
    before = tags[place - 1] if place > low else ""
    if tag in "EA" and following in ("N", "W"):
        return before != "" and before in ("DGW#" if tag == "E" else "D")
    if tag == "&" and following:
        return (
            before != ""
            and (before == following or (following == "D" and before in "NW"))
            and before in "NWD"
        )
    return False


def widened(tokens: Tokens, phrase: Phrase, low: int) -> Phrase | None:
    """Follow "a spokesman for the mayor" back to its core; None for what hangs on a preposition."""
    tags, lows = tokens.tags, tokens.lows
    first, head_end = phrase.first, phrase.head_end
    for _ in range(5):
        if first - 1 < low or tags[first - 1] != "P":
            break
        at = first - 1
        if lows[at] == "as" and (at - 1 < low or tags[at - 1] == ","):
            break
        if lows[at] in words(tokens.language, "particles") and at > low and tags[at - 1] in _VERBS:
            break  # "as the lights went down one passenger said"
        if lows[at] not in words(tokens.language, "links") or at - 1 < low or tags[at - 1] not in _NOUNY:
            return None
        core = touching(tokens, at, low)
        if core is None:
            return None
        first, head_end = core.first, core.last
    return Phrase(first, phrase.last, head_end)


def beginning(tokens: Tokens, at: int, high: int) -> Phrase | None:
    """Return the noun phrase that begins at word `at`, adverbs before it left out."""
    tags = tokens.tags
    while at < high and tags[at] == "A":
        at += 1
    first = at
    while at < high and at - first < _LONGEST:
        tag = tags[at]
        if tag == "O":
            at += at == first
            break
        if tag == "D" and at != first:
            break
        if tag not in "DGNW#" and not (tag == "E" and (at == first or tags[at - 1] == "D")):
            break
        at += 1
    if not tags[first:at].strip("#DE"):
        return None
    return Phrase(first, at, at)


def first_subject(tokens: Tokens, low: int, high: int) -> Phrase | None:
    """Return what a sentence is about: its first noun phrase that hangs on no preposition.

    A fronted clause ("On Monday, …", "Asked about it, …") is passed over where something follows it.
    """
    tags = tokens.tags
    if low < high and tags[low] in "PBVETCS":
        comma = tags.find(",", low, min(high, low + 40))
        if comma > 0:
            found = _first_free(tokens, comma + 1, high)
            if found is not None:
                return found
    return _first_free(tokens, low, high)


def _first_free(tokens: Tokens, low: int, high: int) -> Phrase | None:
    tags = tokens.tags
    at = low
    while at < high and at - low < 45:
        tag = tags[at]
        if tag == "O":
            return Phrase(at, at + 1, at + 1)
        if tag == "Q" and at > low:
            return None
        if tag not in "DGNW#":
            at += 1
            continue
        end = at + 1
        while end < high and tags[end] in "GNW#":
            end += 1
        if (at == low or tags[at - 1] != "P") and tags[at:end].strip("#D"):
            return Phrase(at, end, end)
        at = end
    return None


def over_brackets(tokens: Tokens, at: int, low: int) -> int:
    """Return where a bracket that closes before `at` opens: "(R-Texas)" is looked over."""
    if at > low and tokens.tags[at - 1] == ")":
        opening = tokens.tags.rfind("(", max(low, at - 15), at)
        if opening >= 0:
            return opening
    return at
