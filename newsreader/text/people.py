"""Keep account of the people in a text: full names, what they are called later, and who "she" is.

Names are runs of words in capitals, stripped of titles and offices; a run that holds a place, a weekday or
an organisation's word is no person.  "Quill" means the full name that ends with it, by title ("Mrs.
Quill") where two persons share it.  He and she are resolved in reading order through the list of
mentions, by gender evidence (titles, nouns, first names), nearness and who was the subject.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from newsreader.text.lexicon import words
from newsreader.text.phrases import Phrase
from newsreader.text.tokens import Tokens

_RUN = re.compile("N+")
_APPOSED = re.compile("[,(]?(N{2,4})(?=[,.¶)QSP])")
_PARTICLES = frozenset(
    {
        "de",
        "la",
        "von",
        "van",
        "der",
        "den",
        "del",
        "da",
        "dos",
        "di",
        "bin",
        "ibn",
        "al",
        "el",
        "du",
        "le",
        "ten",
        "ter",
        "zu",
        "af",
    }
)
_LOOK_BACK = 60
"""Mentions looked at for a pronoun."""


@dataclass(slots=True)
class Mention:
    """One naming of somebody: word index, key (the name as resolved), gender, whether it is a subject."""

    at: int
    last: int
    key: str
    gender: str
    subject: bool
    sentence: int


@cache
def _genders() -> dict[str, str]:
    male, female = words("first_names", "male"), words("first_names", "female")
    genders = dict.fromkeys((name.lower() for name in male - female), "m")
    genders.update(dict.fromkeys((name.lower() for name in female - male), "f"))
    return genders


def first_name_gender(name: str) -> str:
    """Return "m" or "f" for a first name that is given to one of them, else ""."""
    return _genders().get(name.lower(), "")


class People:
    """The persons of one text."""

    def __init__(self, tokens: Tokens, language: str) -> None:
        self.tokens, self.language = tokens, language
        self._titles = words(language, "titles")
        self._no_persons = words(language, "not persons") | _place_words()
        self._suffixes = words(language, "suffixes")
        self._male, self._female = words(language, "male"), words(language, "female")
        self.runs: list[tuple[int, int, str, str]] = []  # first word, behind last, name, gender by title
        self._by_last: dict[str, Counter[str]] = {}
        self._by_first: dict[str, Counter[str]] = {}
        self._gender: dict[str, str] = {}
        self._collect()

    def _collect(self) -> None:
        tags = self.tokens.tags
        for match in _RUN.finditer(tags):
            first, last = match.span()
            while (
                last + 1 < len(tags)
                and tags[last] == "W"
                and self.tokens.lows[last] in _PARTICLES
                and tags[last + 1] == "N"
            ):
                last += 2
            found = self.name_in(first, last)
            if found is not None:
                self.runs.append(found)
        for _, _, name, gender in self.runs:
            parts = name.split()
            if len(parts) > 1:
                self._by_last.setdefault(parts[-1].lower(), Counter())[name] += 1
                self._by_first.setdefault(parts[0].lower(), Counter())[name] += 1
                gender = gender or first_name_gender(parts[0])
            if gender and not self._gender.get(name):
                self._gender[name] = gender

    def name_in(self, first: int, last: int) -> tuple[int, int, str, str] | None:
        """Return (first, behind last, name, gender by title) of the person named by these words."""
        lows, tags = self.tokens.lows, self.tokens.tags
        gender = ""
        begin = first
        for place in range(first, last):
            low = lows[place].rstrip(".").removesuffix("'s")
            if low in self._titles and place < last - 1:
                gender = self._by_title(low) or gender
                begin = place + 1
            elif low in self._no_persons:
                begin = place + 1
        end = last
        while end > begin + 1 and lows[end - 1].rstrip(".") in self._suffixes:
            end -= 1
        if begin >= end or (lows[begin][0] in "@#" and end - begin > 1):
            return None
        if begin > 0 and not gender:
            before = lows[begin - 1].rstrip(".")
            gender = self._by_title(before)
        name = " ".join(self.tokens.text[self.tokens.starts[begin] : self.tokens.ends[end - 1]].split())
        if tags[end - 1] == "G":
            name = re.sub(r"['’]s?$", "", name)
        return begin, end, name, gender

    def apposed(self, phrase: Phrase) -> tuple[int, int, str, str] | None:
        """Return the person named behind an office: "said the chief of staff, Ada Quill"."""
        tags = self.tokens.tags
        match = _APPOSED.match(tags, phrase.last)
        return self.name_in(match.start(1), match.end(1)) if match else None

    def _by_title(self, low: str) -> str:
        return "m" if low in self._male else "f" if low in self._female else ""

    def full(self, name: str, gender: str = "") -> str:
        """Return the full name that `name` stands for in this text."""
        parts = name.split()
        if len(parts) != 1:
            return name
        low = name.lower()
        for table in (self._by_last, self._by_first):
            named = table.get(low)
            if named:
                fitting = [
                    (count, full)
                    for full, count in named.items()
                    if not gender or self.gender(full) in ("", gender)
                ]
                if fitting:
                    return max(fitting, key=lambda pair: pair[0])[1]
        return name

    def gender(self, name: str) -> str:
        """Return "m", "f" or "" for a resolved name."""
        known = self._gender.get(name)
        if known is None:
            known = first_name_gender(name.split()[0]) if " " in name else ""
            self._gender[name] = known
        return known

    def phrase_gender(self, text: str) -> str:
        """Return the gender that a noun phrase shows ("a spokeswoman for the mayor")."""
        for low in re.findall(r"[a-z]+", text.lower())[:6]:
            gender = self._by_title(low)
            if gender:
                return gender
        return ""


@cache
def _place_words() -> frozenset[str]:
    """Return places of one word that are no first names as well: "Ohio", "Paris" stays a name."""
    genders = _genders()
    found = set()
    for section in ("countries", "regions", "places"):
        for place in words("datelines", section):
            low = place.lower().rstrip(".")
            if " " not in low and low not in genders and len(low) > 2:
                found.add(low)
    return frozenset(found)


class Mentions:
    """The mentions of people in reading order; resolves he and she."""

    def __init__(self, people: People, sentence_of: list[int], phrases: list[tuple[int, int, str]]) -> None:
        self.people = people
        self._pronouns: dict[int, str] = {}
        self._list: list[Mention] = []
        tokens = people.tokens
        tags, lows = tokens.tags, tokens.lows
        he, she = words(people.language, "he"), words(people.language, "she")
        events: list[tuple[int, int, str, str]] = [
            (first, last, people.full(name, gender), gender) for first, last, name, gender in people.runs
        ]
        events += [(first, last, text, people.phrase_gender(text)) for first, last, text in phrases]
        events += [
            (place, place + 1, "", "m" if low in he else "f")
            for place, low in enumerate(lows)
            if (low in he or low in she) and tags[place] in "ODW"
        ]
        events.sort()
        for first, last, key, gender in events:
            if not key:
                key = self._pronouns[first] = self._resolve(first, gender, sentence_of)
                if not key:
                    continue
            before = tags[first - 1] if first else "¶"
            subject = (
                before not in "PG" and tags[last - 1] != "G" and (tags[last : last + 1] or ".") not in "NW"
            )
            self._list.append(
                Mention(first, last, key, gender or people.gender(key), subject, sentence_of[first])
            )

    def pronoun(self, at: int) -> str:
        """Return the name that the pronoun at word `at` stands for, "" where it is unclear."""
        return self._pronouns.get(at, "")

    def _resolve(self, at: int, gender: str, sentence_of: list[int]) -> str:
        here = sentence_of[at]
        best, best_score = "", 0.0
        seen: set[str] = set()
        for mention in reversed(self._list[-_LOOK_BACK:]):
            back = here - mention.sentence
            if back > 8:
                break
            if mention.gender and mention.gender != gender:
                continue
            score = 2.0 / (1 + back) + (1.0 if mention.subject else 0.0) + (1.0 if mention.gender else 0.0)
            if back == 0 and not mention.subject:
                score -= 0.8
            if mention.key in seen:
                score *= 0.3
            seen.add(mention.key)
            if score > best_score:
                best, best_score = mention.key, score
        return best
