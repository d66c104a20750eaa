"""Who "er" and "sie" are: the people of a German text in reading order.

A pronoun means a person of its gender who was spoken of shortly before, a subject rather than an object.
Only names that show a person count (a first name, an office before them, or somebody found to speak), and
descriptions by office or trade ("die Ministerin"); "sie" with a verb for many means nobody here.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from newsreader.text.german.nouns import Nouns, is_office
from newsreader.text.german.words import endings
from newsreader.text.lexicon import words
from newsreader.text.people import People, first_name_gender
from newsreader.text.phrases import Phrase
from newsreader.text.tokens import Tokens

_BACK = 8
"""Sentences looked back."""
_MOST = 60
"""Mentions looked at."""


class _Mention(NamedTuple):
    at: int
    key: str
    gender: str
    weight: float
    sentence: int


class GermanMentions:
    """The mentions of people in one text; `tokens` has the letter N for names alone."""

    def __init__(self, german: Nouns, tokens: Tokens, people: People, phrases: list[Phrase]) -> None:
        self.words, self.tokens, self.people = german, tokens, people
        self.tags, self.lows = german.tags, german.lows
        self._speaking = {place for phrase in phrases for place in range(phrase.first, phrase.last)}
        self._numbers = german.scene.sentence_numbers()
        self._pronouns: dict[int, str] = {}
        self._list: list[_Mention] = []
        for first, last, key, gender in self._events():
            if key:
                self._add(first, last, key, gender)
            else:
                found = self._pronouns[first] = self._resolve(first, gender)
                if found:
                    self._add(first, last, found, gender)

    def pronoun(self, at: int) -> str:
        """Return the name that the pronoun at word `at` stands for, "" where it is unclear."""
        return self._pronouns.get(at, "")

    def _events(self) -> list[tuple[int, int, str, str]]:
        """Return (first word, behind last, name or "" for a pronoun, gender) in order."""
        he, she = words("de", "he"), words("de", "she")
        events = []
        for first, last, name, gender in self.people.runs:
            full = self.people.full(name, gender)
            gender = gender or self._by_office(first - 1) or self.people.gender(full)
            if gender or self._is_person(first, last, full):
                events.append((first, last, full, gender))
        humans = words("de_grammar", "humans")
        for place, low in enumerate(self.lows):
            if low in he or low in she:
                if self.tags[place] in "OoDdXP":
                    events.append((place, place + 1, "", "m" if low in he else "f"))
            elif (
                self.tokens.tags[place] == "W"
                and self.tags[place] == "N"
                and (is_office(low) or low in humans)
            ):
                following = self.tokens.tags[place + 1 : place + 2]
                if following != "N" and not self._is_apposed(place):
                    gender = _office_gender(low) or self._by_article(place)
                    events.append((place, place + 1, self.tokens.slice(place, place + 1), gender))
        events.sort()
        return events

    def _by_article(self, place: int) -> str:
        """Return the gender that an article shows: "der Alte", "die Alte"."""
        at = place - 1
        while at >= 0 and self.tags[at] == "J":
            at -= 1
        low = self.lows[at] if at >= 0 else ""
        return (
            "m"
            if low in ("der", "ein", "dem", "den", "einem", "einen")
            else "f"
            if low in ("die", "eine")
            else ""
        )

    def _by_office(self, place: int) -> str:
        return _office_gender(self.lows[place]) if place >= 0 and is_office(self.lows[place]) else ""

    def _is_person(self, first: int, last: int, full: str) -> bool:
        """Tell whether a name of unknown gender is a person's: it speaks, or has a first name."""
        if first not in self._speaking and " " not in full:
            return False
        parts = full.lower().split()
        if any(part in words("de", "media") or part.endswith(endings("noun endings")) for part in parts):
            return False
        return first in self._speaking or bool(first_name_gender(parts[0]))

    def _is_apposed(self, place: int) -> bool:
        """Tell whether a name stands beside an office: "die Sprecherin der Partei, Ada Quill"."""
        return ",NN" in self.tokens.tags[place + 1 : place + 9]

    def _add(self, first: int, last: int, key: str, gender: str) -> None:
        self._list.append(_Mention(first, key, gender, self._weight(first, last), self._numbers[first]))

    def _weight(self, first: int, last: int) -> float:
        """Weigh a mention: a subject, a speaker, or only spoken of."""
        start = first
        while start > 0 and self.tags[start - 1] in "NJ":
            start -= 1
        if start > 0 and self.tags[start - 1] in "Dd":
            start -= 1
        before = self.tags[start - 1] if start else "¶"
        oblique = self.tags[start] == "d" or before == "P" or (before == "N" and start == first)
        after = self.tags[last : last + 1] or "."
        speaks = 0.4 if first in self._speaking else 0.0
        if oblique:
            return 0.8
        subject = after in "VU_," or before in "VU"
        return (2.2 if subject and before not in "N" else 1.0) + speaks

    def _resolve(self, at: int, gender: str) -> str:
        if self.lows[at] == "sie" and self._many(at):
            return ""
        here = self._numbers[at]
        best: dict[str, float] = {}
        end = bisect_right([mention.at for mention in self._list[-_MOST:]], at)
        for mention in reversed(self._list[-_MOST:][:end]):
            back = here - mention.sentence
            if back > _BACK:
                break
            if mention.gender and mention.gender != gender:
                continue
            score = mention.weight * 0.7**back * (1.0 if mention.gender else 0.5)
            best[mention.key] = max(best.get(mention.key, 0.0), score) + 0.05
        return max(best, key=lambda key: best[key]) if best else ""

    def _many(self, at: int) -> bool:
        """Tell whether "sie" is they: the verb beside it is one for many."""
        for place in (at + 1, at - 1):
            if 0 <= place < len(self.tags) and self.tags[place] in "VU":
                kinds = "".join(kinds for _, kinds in self.words.verbs.get(place, ()))
                return "F" in kinds and "f" not in kinds
        return False


def _office_gender(low: str) -> str:
    if low.endswith(
        ("in", "frau", "tante", "dame", "mutter", "tochter", "schwester", "oma", "magd", "nonne", "braut")
    ):
        return "f"
    return "" if low.endswith(("e", "en")) else "m"
