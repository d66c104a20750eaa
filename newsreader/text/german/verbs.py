"""German verbs: which word is a form of which verb, and which verbs say something.

Forms are worked out from the principal parts in the lexicon `de_verbs`; verbs with a prefix from those
without it ("zurückwies" is "zurück|weisen", "verschrieb" is "verschreiben").  A verb whose prefix stands
apart is put together by the clause it stands in ("wies … zurück").
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from newsreader.text.lexicon import lexicon, words

SAYS, JUDGES, THINKS = 3, 2, 1
"""How much a verb says: it leads in whole sentences, some words, or nothing but a thought."""

_HARD = re.compile("(?:[dt]|ch[mn]|[^aeiouäöülrhmn][mn])$")


class Reading(NamedTuple):
    """What a word may be: a form of `lemma`; `kinds` holds f finite singular, F plural, i infinitive,
    p participle, z infinitive with "zu", c subjunctive."""

    lemma: str
    kinds: str


def fold(word: str) -> str:
    """Return a word in the spelling of the tables: "daß", "läßt" and "heisst" alike."""
    return word.replace("ß", "ss")


@cache
def _table() -> dict[str, tuple[Reading, ...]]:
    found: dict[str, dict[str, str]] = {}

    def put(form: str, lemma: str, kinds: str) -> None:
        lemmas = found.setdefault(fold(form), {})
        lemmas[lemma] = lemmas.get(lemma, "") + kinds

    for verb in words("de_verbs", "weak"):
        for form, kinds in _weak(verb):
            put(form, fold(verb), kinds)
    for entry in words("de_verbs", "strong"):
        verb, _, parts = entry.partition(":")
        for form, kinds in _strong(verb, *parts.split("/")):
            put(form, fold(verb), kinds)
    for entry in words("de_verbs", "auxiliary"):
        verb, _, parts = entry.partition(":")
        finite, _, others = parts.partition("//")
        subjunctive = words("de_verbs", "subjunctive")
        for form in finite.split("/"):
            plural = form.endswith(("en", "nd"))
            put(form, verb, ("F" if plural else "f") + ("c" if form in subjunctive else ""))
        put(verb, verb, "i")
        for form in others.split("/"):
            put(form, verb, "p" if form != verb else "")
    return {form: tuple(Reading(*pair) for pair in lemmas.items()) for form, lemmas in found.items()}


def _stem(verb: str) -> str:
    return verb[:-2] if verb.endswith("en") else verb[:-1]


def _weak(verb: str) -> list[tuple[str, str]]:
    stem = _stem(verb)
    hard = stem + "e" if _HARD.search(stem) else stem
    plain = verb.endswith("ieren") or verb.startswith(
        ("be", "er", "ver", "zer", "ent", "emp", "miss", "über")
    )
    past = hard + "te"
    subjunctive = stem[:-2] + stem[-1] + "e" if verb.endswith("eln") else stem + "e"  # "es handle sich"
    return [
        (verb, "Fi"), (hard + "t", "f"), (past, "f"), (past + "n", "F"), (subjunctive, "fc"),
        (hard + "t" if plain else "ge" + hard + "t", "p"),
    ]  # fmt: skip


def _strong(
    verb: str, present: str, past: str, participle: str, subjunctive: str = ""
) -> list[tuple[str, str]]:
    plural = past + "n" if past.endswith("e") else past + "en"
    forms = [
        (verb, "Fi"), (present, "f"), (past, "f"), (plural, "F"), (_stem(verb) + "e", "fc"),
        (participle, "p"),
    ]  # fmt: skip
    if subjunctive:
        forms += [(subjunctive, "fc"), (subjunctive + "n", "Fc")]
    return forms


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(sorted(map(fold, words("de_verbs", "prefixes")), key=len, reverse=True))


@cache
def _inseparable() -> tuple[str, ...]:
    return tuple(sorted(map(fold, words("de_grammar", "inseparable")), key=len, reverse=True))


@lru_cache(maxsize=8192)
def readings(low: str) -> tuple[Reading, ...]:
    """Return the verbs that a word in small letters may be a form of."""
    low, table = fold(low), _table()
    known = table.get(low)
    if known is not None:
        return known
    for prefix in _prefixes():
        if low.startswith(prefix):
            rest = low[len(prefix) :]
            found = _behind(prefix, rest)
            if found:
                return found
    for prefix in _inseparable():
        if low.startswith(prefix):
            found = _glued(prefix, low[len(prefix) :])
            if found:
                return found
    return ()


def _behind(prefix: str, rest: str) -> tuple[Reading, ...]:
    table = _table()
    found = table.get(rest) or _compound(rest)
    if not found and rest.startswith("zu"):
        found = tuple(Reading(lemma, "z") for lemma, kinds in table.get(rest[2:], ()) if "i" in kinds)
    return tuple(
        Reading(f"{prefix}|{lemma}", kinds)
        for lemma, kinds in found
        if lemma not in ("sein", "haben", "werden")
    )


def _compound(rest: str) -> tuple[Reading, ...]:
    for prefix in ("be", "er", "ver", "ent"):
        if rest.startswith(prefix):
            return _glued(prefix, rest[len(prefix) :])
    return ()


def _glued(prefix: str, rest: str) -> tuple[Reading, ...]:
    table = _table()
    found = [
        Reading(prefix + lemma, kinds if lemma.startswith(_inseparable()) else kinds.replace("p", ""))
        for lemma, kinds in table.get(rest, ())
        if kinds != "p" and len(rest) > 3
    ]
    found += [Reading(prefix + lemma, "p") for lemma, kinds in table.get("ge" + rest, ()) if "p" in kinds]
    return tuple(found)


@cache
def _saying() -> tuple[dict[str, int], dict[str, list[tuple[str, int]]]]:
    """Return the rank of verbs, and of those with a word apart by their base."""
    whole: dict[str, int] = {}
    parted: dict[str, list[tuple[str, int]]] = {}
    for section, rank in (("thinks", THINKS), ("judges", JUDGES), ("says", SAYS)):
        for entry in lexicon("de_verbs")[section]:
            part, bar, base = fold(entry).partition("|")
            base = base if bar else part
            part = part if bar else ""
            whole[fold(entry)] = rank
            if part:
                parted.setdefault(base, []).append((part.rpartition(" ")[2], rank))
    return whole, parted


def rank_of(lemma: str) -> int:
    """Return how much a verb says by itself: 0, `THINKS`, `JUDGES` or `SAYS`."""
    return _saying()[0].get(lemma, 0)


def parts_of(lemma: str) -> list[tuple[str, int]]:
    """Return the words that make a verb one of saying where they stand in its clause, and its rank then."""
    return _saying()[1].get(lemma, [])
