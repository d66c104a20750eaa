"""Keep account of the people in a text: full names, what they are called later, and who "she" is.

Names are runs of words in capitals, stripped of titles and offices; a run that holds a place, a weekday or
an organisation's word is no person.  "Quill" means the full name that ends with it, by title ("Mrs.
Quill") where two persons share it; "the mayor" means who is called that beside a name, where it is one
person alone.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from newsreader.late import pattern
from newsreader.text.beings import head_of, is_person
from newsreader.text.lexicon import words
from newsreader.text.phrases import Phrase
from newsreader.text.roles import Roles
from newsreader.text.tokens import Tokens

_RUN = pattern("N*G|N+")
_APPOSED_BEHIND = pattern("(?:P[DNW#]{1,4}){0,2}[,(](N{2,4})(?=[,.¶)QSP])")
_OFFICE_OF = pattern("P[DNW#G]{1,6}(?:P[DNW#G]{1,5})?[,-](N{2,4})(?=[,.:;¶)QSKXP(-])")
_APPOSED = pattern("[,(-](?:D[WENG#]{0,4}[WN])?(N{2,4})(?=[,.:;¶)QSKXP(-])")
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
_OFTEN = 6
"""Times a name is looked at for what its holder is called."""

_NICKNAME = 14
"""Characters of a nickname in the middle of a name, marks included."""
_INITIAL = pattern("[A-Z][.A-Z]")


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
        self._no_persons = _not_persons(language)
        self._suffixes = words(language, "suffixes")
        self._male, self._female = words(language, "male"), words(language, "female")
        self._humans = words(language, "ordinary nouns") | words(language, "humans")
        self._surnames: set[str] = set()
        self._small = self._words_in_small_letters()
        self.roles = Roles(tokens, language)
        self.runs: list[tuple[int, int, str, str]] = []  # first word, behind last, name, gender by title
        self._by_last: dict[str, Counter[str]] = {}
        self._by_first: dict[str, Counter[str]] = {}
        self._gender: dict[str, str] = {}
        self._collect()

    def _collect(self) -> None:
        tags = self.tokens.tags
        done = 0
        for match in _RUN.finditer(tags):
            first, last = match.span()
            if first < done:
                continue
            last = done = self._whole(first, last)
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
        if self.language == "en":
            self.runs = [run for run in self.runs if " " in run[2] or self._may_stand_alone(run[2].lower())]
            noted: Counter[str] = Counter()
            for first, last, name, gender in self.runs:
                noted[name] += 1
                if " " in name and noted[name] <= _OFTEN:
                    self.roles.note(first, last, self.full(name, gender))

    def _words_in_small_letters(self) -> frozenset[str]:
        """Return what may stand before a last name and is no first name: "Liberal", "Tarn-born"."""
        tags, lows = self.tokens.tags, self.tokens.lows
        return frozenset(low for low, tag in zip(lows, tags, strict=True) if tag in "WVEA")

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
            elif low in self._no_persons and not (
                (place == begin == last - 1 and gender)
                or self._is_surname(low, place, first, last)
                or (low in _genders() and place < last - 1 and place == begin)
            ):
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

    def _is_surname(self, low: str, place: int, first: int, last: int) -> bool:
        """Tell whether a word for a place is somebody's last name: "James York", and then "York said"."""
        named = place > first and place == last - 1 and self.tokens.lows[place - 1] in _genders()
        if named and (low in _place_words() or low in words(self.language, "surnames that are words")):
            self._surnames.add(low)
            return True
        return place == first == last - 1 and low in self._surnames

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

    def _whole(self, first: int, last: int) -> int:
        """Return where a name ends: over "van der" and a nickname in quotation marks."""
        tags, lows = self.tokens.tags, self.tokens.lows
        while last + 1 < len(tags) and last - first < 6:
            end = last
            while end - last < 3 and tags[end : end + 1] == "W" and lows[end] in _PARTICLES:
                end += 1
            nicknamed = tags[last] == "Q" and self.tokens.ends[last] - self.tokens.starts[last] < _NICKNAME
            end += nicknamed and last - first < 3
            if end == last or tags[end : end + 1] not in ("N", "G"):
                break
            last = end + 1
            while tags[last - 1] == "N" and tags[last : last + 1] in ("N", "G"):
                last += 1
        return last

    def _may_stand_alone(self, low: str) -> bool:
        """Tell whether one word with a capital may be a person: not "Democratic", but "Major"."""
        return low in self._by_last or low not in self._titles

    def has_title(self, first: int) -> bool:
        """Tell whether a title or an office stands before the name that begins with word `first`."""
        return first > 0 and self.tokens.lows[first - 1].rstrip(".") in self._titles

    def is_plain_word(self, place: int) -> bool:
        """Tell whether a capital only shows that a sentence begins: "Observers", "Police"."""
        tags, low = self.tokens.tags, self.tokens.lows[place]
        opens = place == 0 or tags[place - 1] in ".¶Q:-"
        common = is_person(self.language, low) or low in words(self.language, "groups")
        return self.language == "en" and opens and common and low not in self._by_last

    def organisation(self, first: int, last: int) -> str | None:
        """Return the whole name where the part in front of a last name is no person's: "City Tramways"."""
        tags, lows = self.tokens.tags, self.tokens.lows
        begin = first
        while begin > 0 and tags[begin - 1] == "N":
            begin -= 1
        if begin == first or last - first > 1 or lows[first] in self._by_last:
            return None
        if lows[first - 1].rstrip(".") not in self._no_persons:
            return None
        return " ".join(self.tokens.slice(begin, last).split())

    def apposed(self, phrase: Phrase) -> tuple[int, int, str, str] | None:
        """Return the person named behind an office: "said the chief of staff, Ada Quill"."""
        tags = self.tokens.tags
        pattern = _APPOSED if self.language in ("en", "de") else _APPOSED_BEHIND
        match = pattern.match(tags, phrase.last)
        if match is None and self.language == "en":
            match = self._behind_office(phrase)
        return self.name_in(match.start(1), match.end(1)) if match else None

    def _behind_office(self, phrase: Phrase) -> re.Match[str] | None:
        """Return where a full name follows an office and whose it is: "the head of the union, Ada Quill"."""
        tags, lows = self.tokens.tags, self.tokens.lows
        office = lows[phrase.last - 1]
        held = tags[phrase.last - 1] == "W" and (office == "head" or is_person("en", office))
        if not held or lows[phrase.last : phrase.last + 1] not in (["of"], ["at"], ["in"]):
            return None
        match = _OFFICE_OF.match(tags, phrase.last)
        if match is None or not first_name_gender(lows[match.start(1)]):
            return None
        of = match.start(1) - 2  # "a friend of the mayor, Ada Quill" is not the mayor
        return None if tags[of] == "W" and is_person("en", lows[of]) else match

    def _by_title(self, low: str) -> str:
        return "m" if low in self._male else "f" if low in self._female else ""

    def full(self, name: str, gender: str = "") -> str:
        """Return the full name that `name` stands for in this text."""
        parts = name.split()
        if len(parts) > 1 and parts[0].lower() in _genders():
            return name
        low = parts[-1].lower()
        if len(parts) > 1:  # "Liberal Quill": there may be an Ada Quill
            first = parts[0].lower()
            if not (first in self._small or first in self._titles or first in self._no_persons):
                return name
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

    def learn(self, name: str, gender: str) -> None:
        """Take what a pronoun shows for the gender of a name that shows none."""
        if not self.gender(name):
            self._gender[name] = gender

    def gender(self, name: str) -> str:
        """Return "m", "f" or "" for a resolved name."""
        known = self._gender.get(name)
        if known is None:
            known = first_name_gender(name.split()[0])
            self._gender[name] = known
        return known

    def is_human(self, phrase: Phrase) -> bool:
        """Tell whether a noun phrase describes a person rather than a thing that says something."""
        head = head_of(self.tokens, phrase)
        if head < 0:
            return False
        low = self.tokens.lows[head]
        if self.language == "en":
            return is_person("en", low)
        parts = self.tokens.lows[phrase.first : phrase.last][:8]
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
def _not_persons(language: str) -> frozenset[str]:
    """Return the words that are no person, or end a person's name."""
    return words(language, "not persons") | _place_words()


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
