"""Keep account of the people in a text: full names, what they are called later, and who "she" is.

Names are runs of words in capitals, stripped of titles and offices; a run that holds a place, a weekday or
an organisation's word is no person.  "Quill" means the full name that ends with it, by title ("Mrs.
Quill") where two persons share it.  He and she are resolved in reading order through the list of
mentions, by gender evidence (titles, nouns, first names), nearness and who was the subject.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import cache
from typing import NamedTuple

from newsreader.text.lexicon import words
from newsreader.text.phrases import Phrase
from newsreader.text.scene import Scene
from newsreader.text.tokens import Tokens

_RUN = re.compile("N+")
_APPOSED = re.compile("[,(](N{2,4})(?=[,.¶)QSP])")
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
_INITIAL = re.compile("[A-Z][.A-Z]")
_ENDINGS = frozenset("Q.,¶:;-&B")
_SENTENCES_BACK = 8
_LOOK_BACK = 60
"""Mentions looked at for a pronoun."""


class Mention(NamedTuple):
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
    for section, gender in (("male", "m"), ("female", "f")):
        genders.update(dict.fromkeys((name.lower() for name in words("given_names", section)), gender))
    return genders


def first_name_gender(name: str) -> str:
    """Return "m" or "f" for a first name that is mostly given to one of them, else ""."""
    genders, low = _genders(), name.lower()
    return genders.get(low) or genders.get(low.partition("-")[0], "")


class People:
    """The persons of one text."""

    def __init__(self, tokens: Tokens, language: str) -> None:
        self.tokens, self.language = tokens, language
        self._titles = words(language, "titles")
        self._no_persons = words(language, "not persons") | _place_words()
        self._suffixes = words(language, "suffixes")
        self._male, self._female = words(language, "male"), words(language, "female")
        self._humans = words(language, "ordinary nouns") | words(language, "humans")
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
            elif low in self._no_persons and not (place == begin == last - 1 and gender):
                begin = place + 1
        end = last
        while end > begin + 1 and lows[end - 1].rstrip(".") in self._suffixes:
            end -= 1
        if begin >= end or end - begin > 5 or (lows[begin][0] in "@#" and end - begin > 1):
            return None
        if begin > 0 and not gender:
            before = lows[begin - 1].rstrip(".")
            gender = self._by_title(before)
        begin = self._without_adjectives(begin, end)
        text = self.tokens.slice(begin, end)
        if len(text) > 3 and text.isupper():
            return None  # a place at the head of a lede, a label
        name = " ".join(self.tokens.text[self.tokens.starts[begin] : self.tokens.ends[end - 1]].split())
        if tags[end - 1] == "G":
            name = re.sub(r"['’]s?$", "", name)
        return begin, end, name, gender

    def _without_adjectives(self, first: int, last: int) -> int:
        """Return where the name begins: at the first name, if one is known ("Oscar-winner Ada Quill")."""
        lows = self.tokens.lows
        genders = _genders()
        for place in range(first, last - 1):
            if lows[place] in genders or _INITIAL.match(self.tokens.text, self.tokens.starts[place]):
                return place
        opens = first == 0 or self.tokens.tags[first - 1] in ".¶"
        return (
            first + 1 if opens and last - first == 2 and lows[first].endswith(("ed", "ing", "ly")) else first
        )

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
        if len(parts) > 1 and parts[0].lower() in _genders():
            return name
        low = parts[-1].lower()
        if len(parts) > 1:  # "Liberal Quill": there may be an Ada Quill
            known = [full for full in self._by_last.get(low, ()) if full.split()[0].lower() in _genders()]
            return known[0] if known else name
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

    def is_human(self, text: str) -> bool:
        """Tell whether a noun phrase describes a person rather than a thing that says something."""
        parts = re.findall(r"[^\W\d_]+", text.lower())[:8]
        return any(self._human(part) for part in parts)

    def _human(self, low: str) -> bool:
        known = low in self._titles or low in self._male or low in self._female
        return (
            known or low in self._humans or (len(low) > 5 and low.endswith(("man", "woman", "person", "ist")))
        )

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
    """The mentions of people in reading order; resolves he and she.

    `phrases` are the speakers found so far that are no pronouns, as (first word, behind last, text):
    what describes somebody without naming counts as a mention only there.
    """

    def __init__(self, people: People, scene: Scene, phrases: list[tuple[int, int, str]]) -> None:
        self.people, self.tokens = people, scene.tokens
        self._numbers = scene.sentence_numbers()
        self._speaking = {first for first, _, _ in phrases}
        self._pronouns: dict[int, str] = {}
        self._list: list[Mention] = []
        for first, last, key, gender in self._events(phrases):
            if key:
                self._add(first, last, key, gender or people.gender(key))
                continue
            found = self._pronouns[first] = self._resolve(first, gender)
            if found:
                self._add(first, last, found, gender)

    def _events(self, phrases: list[tuple[int, int, str]]) -> list[tuple[int, int, str, str]]:
        """Return all mentions as (first word, behind last, name or "" for a pronoun, gender), in order."""
        people, tags, lows = self.people, self.tokens.tags, self.tokens.lows
        he, she = words(people.language, "he"), words(people.language, "she")
        events = []
        for first, last, name, gender in people.runs:
            full = people.full(name, gender)
            if " " in full or gender or first in self._speaking or tags[last : last + 1] in ("S", "K"):
                events.append((first, last, full, gender))
        for first, last, text in phrases:
            if "N" not in tags[first:last] and people.is_human(text):
                events.append((first, last, text, people.phrase_gender(text)))
        for place, low in enumerate(lows):
            if (low in he or low in she) and tags[place] in "ODW":
                events.append((place, place + 1, "", "m" if low in he else "f"))
        events.sort()
        return events

    def _add(self, first: int, last: int, key: str, gender: str) -> None:
        mention = Mention(first, last, key, gender, self._is_subject(first, last), self._numbers[first])
        self._list.append(mention)

    def _is_subject(self, first: int, last: int) -> bool:
        """Tell whether a mention opens its clause and a verb follows it."""
        tags = self.tokens.tags
        start = first
        while start > 0 and tags[start - 1] in "NWDG#":
            start -= 1
        before = tags[start - 1] if start else "¶"
        after = tags[last : last + 1] or "."
        verb_follows = after in "SKMXEA,(-" or (
            after == "W" and before in ".¶" and tags[last + 1 : last + 2] != "N"
        )
        return before in ".¶,&BQ:;-A" and verb_follows and tags[last - 1] != "G"

    def _runs_from(self, at: int) -> list[tuple[int, int, str, str]]:
        runs = self.people.runs
        return runs[bisect_left(runs, (at, 0, "", "")) :][:1]

    def pronoun(self, at: int) -> str:
        """Return the name that the pronoun at word `at` stands for, "" where it is unclear."""
        return self._pronouns.get(at, "")

    def _resolve(self, at: int, gender: str) -> str:
        """Weigh the mentions before the pronoun: subjects, speakers, the near ones, those named often."""
        tags = self.tokens.tags
        here = self._numbers[at]
        spoken_to = {  # "he told Quill": he is not Quill
            self.people.full(name, sex)
            for first, _, name, sex in self._runs_from(at + 2)
            if first <= at + 4 and not set(tags[at:first]) & _ENDINGS
        }
        best: dict[str, float] = {}
        often: Counter[str] = Counter()
        for mention in reversed(self._list[-_LOOK_BACK:]):
            back = here - mention.sentence
            if back > _SENTENCES_BACK:
                break
            if (mention.gender and mention.gender != gender) or mention.key in spoken_to:
                continue
            score = 2.2 if mention.subject else 1.0
            if mention.subject and mention.at and tags[mention.at - 1] in "&B":
                score = 1.8  # the subject of a clause inside another's words
            if mention.at in self._speaking or tags[mention.last : mention.last + 1] == "S":
                score += 0.4
            score *= 0.7**back * (1.0 if mention.gender else 0.85)
            often[mention.key] += 1
            best[mention.key] = max(best.get(mention.key, 0.0), score)
        if not best:
            return ""
        return max(best, key=lambda key: best[key] + 0.05 * min(often[key], 4))
