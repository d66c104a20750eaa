"""Find out who "he" and "she" are.

Pronouns are resolved in reading order through the list of mentions before them, by gender evidence
(titles, nouns, first names, earlier pronouns), nearness, and who was the subject or spoke.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import NamedTuple

from newsreader.text.lexicon import words
from newsreader.text.people import People
from newsreader.text.phrases import Phrase
from newsreader.text.scene import Scene

_ENDINGS = frozenset("Q.,¶:;-&B")
_SENTENCES_BACK = 8
_LOOK_BACK = 60
"""Mentions looked at for a pronoun."""

_SAYER = re.compile("(D[WAE#N]{0,4}W)(?:P[DNWGE]{1,6})?(?:,[^,.¶Q]{1,20},)?[AX]{0,2}S")
"""Somebody described who says something, quoted or not."""


class Mention(NamedTuple):
    """One naming of somebody: word index, key (the name as resolved), gender, whether it is a subject."""

    at: int
    last: int
    key: str
    gender: str
    subject: bool
    sentence: int


class Mentions:
    """The mentions of people in reading order; resolves he and she.

    `phrases` are the speakers found so far that are no pronouns: what describes somebody without naming
    counts as a mention only there, and where it says something.
    """

    def __init__(self, people: People, scene: Scene, phrases: list[Phrase]) -> None:
        self.people, self.tokens = people, scene.tokens
        self._numbers = scene.sentence_numbers()
        self._speaking = {phrase.first for phrase in phrases}
        self._pronouns: dict[int, str] = {}
        self._list: list[Mention] = []
        for first, last, key, gender in self._events(phrases):
            if key:
                self._add(first, last, key, gender or people.gender(key))
                continue
            found = self._pronouns[first] = self._resolve(first, gender)
            if found:
                people.learn(found, gender)
                self._add(first, last, found, gender)

    def _events(self, phrases: list[Phrase]) -> list[tuple[int, int, str, str]]:
        """Return all mentions as (first word, behind last, name or "" for a pronoun, gender), in order."""
        people, tags, lows = self.people, self.tokens.tags, self.tokens.lows
        he, she = words(people.language, "he"), words(people.language, "she")
        events = []
        for first, last, name, gender in people.runs:
            full = people.full(name, gender)
            if " " in full or gender or first in self._speaking or tags[last : last + 1] in ("S", "K"):
                events.append((first, last, full, gender))
        described = {
            phrase.first: phrase for phrase in phrases if "N" not in tags[phrase.first : phrase.last]
        }
        if people.language == "en":
            for match in _SAYER.finditer(tags):
                first, last = match.span(1)
                described.setdefault(first, Phrase(first, last, last))
        for first, phrase in described.items():
            if people.is_human(phrase):
                text = " ".join(self.tokens.slice(first, phrase.last).split())
                named = people.apposed(phrase)
                name = people.full(named[2], named[3]) if named else people.holder(phrase)
                events.append((first, phrase.last, name or text, people.phrase_gender(text)))
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

    def is_pronoun(self, at: int) -> bool:
        """Tell whether word `at` is he or she in any case."""
        return at in self._pronouns

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
