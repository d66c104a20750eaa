"""Tell a byline from other short lines, and the people in it from what else it says.

A byline is kept as printed; `authors` are the names in it.  Recognised by form, not by lists of names:
"by" in one of several languages and then nothing but names, with what people are and where they write
from.  "By Friday the strike was over" and "De Niro film leads the field" are no bylines.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from newsreader.text.clean import clean_line
from newsreader.text.dates import read_date
from newsreader.text.datewords import MONTHS, WEEKDAYS

_LONGEST = 200

_ENGLISH = re.compile(
    r"(?:(?:written|words?|stor(?:y|ies)|text|report(?:ing|ed)?|interviews?|reviews?|analysis|comment|compiled"
    r"|opinion|essay|photographs?|pictures?|photos?)(?:\s+and\s+[a-z]+)?\s+)?by(?:\s*:\s*|\s+)(?=\S)"
    r"|(?:by-?line|authors?|writers?|autor(?:in|en)?|auteur|text)\s*:\s*(?=\S)",
    re.IGNORECASE,
)
_OTHER = re.compile(r"(?:von|par|por|di|da|a cura di|door|av|af)\s+(?=\S)", re.IGNORECASE)
_BY_AGAIN = re.compile(r"by\s+(?=\S)", re.IGNORECASE)
_PICTURES = re.compile(r"(?:photographs?|pictures?|photos?)\s", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s*,\s*(?:(?:and|und|et|y|e|och|og|en|with|mit)\s+)?|\s*[;&/]\s*|\s+(?:and|und|et|y|e|och|og|en|with|mit)\s+"
)
_APART = re.compile(r"\s+[|•·–—-]+\s+|\s*[|•·]\s*|\s+(?=\()")
_PLACE = re.compile(
    r"\s+(?:in|at|for|from|near|aboard|on|of|aus|à|en|dans|à|in\s+the|special\s+to)\s+(?=[^\W\d_a-z])"
)
_SUFFIX = re.compile(r"(?:jr|sr|ph\.?d|m\.?d|ii|iii|iv|mp|obe|cbe|dr)\.?", re.IGNORECASE)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ROLE_WORDS = _words(
    """
    writer writers editor editors correspondent correspondents reporter reporters columnist critic
    contributor contributing staff bureau chief freelance photographer producer agency agencies service
    services wires wire reports report special senior deputy assistant chief redaktion redakteur
    redakteurin korrespondent korrespondentin reporterin autorin journaliste correspondant redactor
    corresponsal periodista
    """
)
_NO_NAMES = _ROLE_WORDS | {"others", "agencies"}
_ROLE_NOUNS = _ROLE_WORDS - {"special", "senior", "deputy", "assistant", "contributing", "chief"}
_PARTICLES = _words(
    "de del della di da do dos das du des van von der den het ter ten te zu zum zur af av al el bin ibn"
    " la le las los san y e of the and und"
)
_SMALL = frozenset(
    {"to", "for", "the", "of", "and", "in", "at", "our", "a", "und", "für", "der", "de", "pour"}
)
_WORD = re.compile(r"[^\W\d_](?:[\w'’.-]*[\w.])?\Z")
_ASIDE = re.compile(
    r"(?:for|in|at|from|near|of|with additional|special to|edit(?:ed|ing) by|photo\w*\s+by|pictures?\s+by"
    r"|für|pour|para)\s",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:our|a|an|the)\s+(?:[\w-]+\s+){0,3}(?:correspondents?|reporters?|staff|writers?|desk|bureau)",
    re.IGNORECASE,
)
_CONTACT = re.compile(r"(?:e-?mail:?\s*)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+|@\w{2,30}", re.IGNORECASE)
_EMPHASIS = re.compile(r"^([*_]{1,3})(.+)\1$")


class Byline(NamedTuple):
    """A byline as printed, who it names, and a date that stood behind it on its line ("" if none)."""

    text: str
    authors: tuple[str, ...]
    date: str = ""


def read_byline(line: str, *, bare: bool = False) -> Byline | None:
    """Return the byline that `line` is, or None.

    `bare` also takes names without "by" ("Anselm Teague", "Anselm Teague, Staff Writer"): for a line
    whose neighbours show that it stands where a byline does.
    """
    line = clean_line(line)
    if len(line) > _LONGEST:
        return None
    emphasised = _EMPHASIS.match(line)
    if emphasised:
        line = emphasised[2].strip()
    found = _ENGLISH.match(line) or _OTHER.match(line)
    if found is None and not bare:
        return None
    start = found.end() if found else 0
    while found and (again := _BY_AGAIN.match(line, start)):
        line = line[again.start() :]  # never "By By"
        start = again.end() - again.start()
    rest, date = without_date(line[start:])
    printed = line[: start + len(rest)]
    if found and _NOBODY.match(rest):
        return Byline(printed, (), date)
    authors = _authors(rest)
    if not authors:
        return None
    short = any(len(name.split()) < 2 for name in authors)
    if short and (found is None or (found.re is _OTHER and not authors[0].isupper())):
        return None
    if found and _PICTURES.match(line):
        authors = ()
    return Byline(printed, authors, date)


def is_role(line: str) -> bool:
    """Tell whether a line under a name says what that person is, or how to reach them."""
    line = clean_line(line)
    if _CONTACT.fullmatch(line):
        return True
    words = re.findall(r"[\w'’-]+", line)
    if not 1 <= len(words) <= 8 or line[-1:] in ".!?:" or len(line) > 80:
        return False
    if not any(word.casefold() in _ROLE_NOUNS for word in words) and not line.startswith("Special to "):
        return False
    return all(word[0].isupper() or word.casefold() in _SMALL for word in words) or line.islower()


def without_date(line: str) -> tuple[str, str]:
    """Divide a line into what stands before a date at its end and that date ("" if there is none)."""
    for found in re.finditer(r"\s*[,|•·–—;/-]+\s*|\s+(?=\S)", line):
        if read_date(line[found.end() :]) is not None:
            return line[: found.start()].rstrip(), line[found.end() :]
    return line, ""


def _authors(rest: str) -> tuple[str, ...]:
    """Return the names in what follows "by"; none if anything else stands there."""
    rest = rest.partition(";")[0].strip()
    names: list[str] = []
    head, *tail = _APART.split(rest, maxsplit=1)
    if tail and re.search(r"[.!?]\s", tail[0]):
        return ()
    for part in _BETWEEN.split(head):
        part = _PLACE.split(part, maxsplit=1)[0].strip()
        if not part:
            continue
        if names and _SUFFIX.fullmatch(part):
            names[-1] += f", {part}"
        elif names and (is_role(part) or _ASIDE.match(f"{part} ") or part.casefold() in _NO_NAMES):
            continue
        else:
            name = _without_role(part)
            if not is_name(name):
                return ()
            names.append(name)
    return tuple(dict.fromkeys(names))


def _without_role(part: str) -> str:
    """Cut what a person is from behind the name: "Anselm Teague Staff Writer"."""
    words = part.split()
    kept = len(words)
    capitals = next((place for place, word in enumerate(words) if not word.isupper()), kept)
    if 2 <= capitals < kept and any(len(word.strip(".")) > 1 for word in words[:capitals]):
        return " ".join(words[:capitals])  # "ANSELM TEAGUE Harrowmere News Agency"
    while kept > 2 and words[kept - 1].casefold().strip(",") in _ROLE_WORDS:
        kept -= 1
    return " ".join(words[:kept]) if 2 <= kept < len(words) else part


def is_name(text: str) -> bool:
    """Tell whether a few words can be the name of a person or an organisation."""
    words = text.split()
    if not 1 <= len(words) <= 7 or len(text) > 60:
        return False
    if words[-1].endswith(".") and len(words[-1]) > 4:
        return False
    names = 0
    for word in words:
        if not _WORD.match(word):
            return False
        if word.casefold() in _PARTICLES:
            continue
        if word[0].islower() and not re.match(r"(?:al|el|d|l|an|ben)[-'’]\w", word):
            return False
        names += 1
    if len(words) == 1 and (text.casefold().rstrip(".") in WEEKDAYS or text.casefold().rstrip(".") in MONTHS):
        return False
    return names > 0
