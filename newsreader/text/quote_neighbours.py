"""Read what stands on either side of a quoted run, in English: "the film "…"", "nicknamed "…"", "… tour"."""

from __future__ import annotations

import re

from newsreader.text.lexicon import words
from newsreader.text.quote_look import BESIDE, Look

_OWN = re.compile("in the$|(?:by|in) (?:his|her|their|its|my|our) own$")
_NEAR = 8  # words between "known" and what it leads to
_LOOKED_AT = 40  # words of a sentence
_SHORT = 3  # words that a nickname has fewer of


def left_of(look: Look) -> list[str]:
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
    if linked in words("quotes_en", "cries") and look.tags[at] in "WN":
        seen.append("cry")
    if look.left == "G":
        seen.append("genitive of title" if look.capitals else "genitive")
    if word in words("quotes_en", "glosses") or (
        word in ("for", "as", "to", "is") and second in words("quotes_en", "glosses")
    ):
        seen.append("gloss")
    seen += _christened(look)
    if look.found is not None and word in words("quotes_en", "things"):
        seen.append("thing")
    if _in_the_words(look):
        seen.append("in the words of")
    if look.capitals and not look.heading and _staged(look):
        seen.append("stage")
    return seen


def _christened(look: Look) -> list[str]:
    """Name how the run is given to somebody or something as its name: "titled "…"", "known only as "…""."""
    lows, low, first, word = look.lows, look.low, look.first, look.left_word
    at = first - 1 - (look.left == "D")
    if at >= low and lows[at] == "as" and not {"known", "know"}.isdisjoint(lows[max(low, at - _NEAR) : at]):
        return ["known as"]
    if word in words("quotes_en", "christening"):
        return ["nicknamed"]
    at -= 1
    while at > low and look.tags[at] == "A":
        at -= 1
    apart = look.capitals and lows[at : at + 1] == [","]
    apart = apart or (look.found is not None and look.found.cue is not None and look.found.cue > look.last)
    titled = word in words("quotes_en", "titling")
    if titled or (word in words("en", "naming") and (look.found is None or apart)):
        return ["titled" if titled or word == "called" else "nicknamed"]
    return []


def _in_the_words(look: Look) -> bool:
    """Tell whether the sentence says whose words it has: "The war, in the words of Quill, was …"."""
    lows, accounts = look.lows, words("quotes_en", "accounts")
    low = max(look.low, look.first - _LOOKED_AT)
    if accounts.isdisjoint(lows[low : look.last + 5]):
        return False
    return any(
        lows[at] in accounts and _OWN.search(" ".join(lows[max(low, at - 3) : at])) is not None
        for at in (*range(low, look.first), *range(look.last + 3, min(look.high, look.last + 5)))
    )


def _staged(look: Look) -> bool:
    """Tell whether a title stands where titles do: after a preposition, "wrote", "starred in"."""
    return (look.left == "P" and look.left_word != "as") or look.left_word in words("quotes_en", "stage")


def right_of(look: Look) -> list[str]:
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
    if " ".join(lows[after : after + 3]) in words("quotes_en", "sayings"):
        seen.append("saying")
    if look.right == "X" and look.right_word in words("en", "being") and _answers(look, after):
        seen.append("answer")
    made_by = look.right_word == "by" and tags[after + 1 : after + 2] in ("N", "G")
    if made_by and not look.heading and (capitals or look.found is None):
        seen.append("by")  # "The Long Bridge," by Ada Quill
    if not capitals:
        return seen
    beside = look.found is not None and look.found.rule in BESIDE
    ends = look.right in (",", ".", "¶") or look.inside[-1:] in (",", ".")
    if look.left == "," and ends and not beside and tags[max(look.low, look.first - 2)] in "NW":
        seen.append("apposed")
    if look.left == "N" and look.right == "N" and look.count < _SHORT:
        seen.append("nickname")
    return seen


def _answers(look: Look, after: int) -> bool:
    """Tell whether the run is what somebody says: "…" was her reply, "…" is what Quill called it."""
    near = look.lows[after + 1 : min(look.high, after + 5)]
    if not (words("en", "speech nouns") | words("quotes_en", "replies")).isdisjoint(near):
        return True
    return near[:1] == ["what"] and bool(set("SK") & set(look.tags[after + 2 : min(look.high, after + 8)]))
