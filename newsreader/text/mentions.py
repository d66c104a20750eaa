"""Find out who "he" and "she" are.

Pronouns are resolved in reading order through the list of mentions before them, by gender evidence
(titles, nouns, first names, earlier pronouns), nearness, and who was the subject or spoke.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import NamedTuple

from newsreader.late import pattern
from newsreader.text.beings import are_people
from newsreader.text.lexicon import words
from newsreader.text.people import People
from newsreader.text.phrases import Phrase
from newsreader.text.scene import Scene

_ENDINGS = frozenset("Q.,¶:;-&B")
_SENTENCES_BACK = 8
_LOOK_BACK = 60
"""Mentions looked at for a pronoun."""

_FAINT = 0.2
"""Below this a mention is too far away or too much in passing to be meant."""

_NAMED = frozenset({"named", "called"})

_OF_PLACE = pattern("PD?N{1,3}")
_SAYER = pattern("(D[WAE#NG]{0,4}W)(?:P[DNWGE]{1,6})?(?:,[^,.¶Q]{1,20},)?[AX]{0,2}S")
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
            found = self._pronouns[first] = self._resolve(first, gender, self._list[-_LOOK_BACK:], set())
            if found:
                people.learn(found, gender)
                self._add(first, last, found, gender)

    def _events(self, phrases: list[Phrase]) -> list[tuple[int, int, str, str]]:
        """Return all mentions as (first word, behind last, name or "" for a pronoun, gender), in order."""
        people, tags, lows = self.people, self.tokens.tags, self.tokens.lows
        he, she = words(people.language, "he"), words(people.language, "she")
        media = words(people.language, "media")
        events = []
        for first, last, name, gender in people.runs:
            full = people.full(name, gender)
            if self._is_modifier(first, last) or (first and lows[first - 1] in media):
                continue
            known = " " in full or gender or people.gender(full) or people.has_title(first)
            says = tags[last : last + 1] in ("S", "K") and tags[first - 1 : first] != "P"
            alone = last - first == 1 and self._opens(first)  # "Audiences can expect …"
            if known or says or (first in self._speaking and not alone):
                events.append((first, last, full, gender))
        described = {
            phrase.first: phrase for phrase in phrases if "N" not in tags[phrase.first : phrase.last]
        }
        if people.language == "en":
            for match in _SAYER.finditer(tags):
                first, last = match.span(1)
                described.setdefault(first, Phrase(first, last, last))
        for first, phrase in described.items():
            if people.is_human(phrase) and not are_people(self.tokens, phrase):
                text = " ".join(self.tokens.slice(first, phrase.last).split())
                named = people.apposed(phrase)
                meant = people.full(named[2], named[3]) if named else people.roles.holder(phrase)
                events.append((first, phrase.last, meant or text, people.phrase_gender(text)))
        for place, low in enumerate(lows):
            if (low in he or low in she) and tags[place] in "ODW":
                events.append((place, place + 1, "", "m" if low in he else "f"))
        events.sort()
        return events

    def _is_modifier(self, first: int, last: int) -> bool:
        """Tell whether a name only says whose man somebody is: "Quill campaign chairman Bertil Sedge"."""
        tags = self.tokens.tags
        if last - first > 1 or tags[last : last + 1] != "W" or self.people.language != "en":
            return False
        end = last
        while end < len(tags) and tags[end] == "W" and end - last < 5:
            end += 1
        return tags[end : end + 1] == "N"

    def _add(self, first: int, last: int, key: str, gender: str) -> None:
        mention = Mention(first, last, key, gender, self._is_subject(first, last), self._numbers[first])
        self._list.append(mention)

    def _is_subject(self, first: int, last: int) -> bool:
        """Tell whether a mention opens its clause and a verb follows it, or follows a verb of saying."""
        tags = self.tokens.tags
        if tags[last - 1] == "G":
            return False
        start = first
        while start > 0 and tags[start - 1] in "NWDG#":
            start -= 1
        before = tags[start - 1] if start else "¶"
        of_place = _OF_PLACE.match(tags, last)
        if of_place is not None and self.tokens.lows[last] in ("of", "from"):
            last = of_place.end()
        after = tags[last : last + 1] or "."
        fronted = before == "P" and self.tokens.lows[start - 1] in words("en", "viewpoints")
        if fronted and after == "," and (start < 2 or tags[start - 2] in ".¶"):
            return True  # "For Quill, …"
        if start > 1 and self.tokens.lows[start - 1] in _NAMED and tags[start - 2] == "W":
            return after not in "¶.,"  # "a worker named Quill has …"
        if before == "S" and start > 1 and tags[start - 2] in "Q,":
            return after not in "XSKME"  # "…," said Quill
        if after == "W" and before in ".¶":
            return tags[last + 1 : last + 2] != "N"
        listed = after in ",-(" and tags[last + 1 : last + 2] in tuple("&NG")  # "Quill, Sedge and Moor"
        return before in ".¶,&BQ:;-A" and after in "SKMXEA,(-" and not listed

    def _opens(self, at: int) -> bool:
        """Tell whether word `at` is the first of its sentence."""
        return at == 0 or self.tokens.tags[at - 1] in ".¶"

    def _runs_from(self, at: int) -> list[tuple[int, int, str, str]]:
        runs = self.people.runs
        return runs[bisect_left(runs, (at, 0, "", "")) :][:1]

    def is_pronoun(self, at: int) -> bool:
        """Tell whether word `at` is he or she in any case."""
        return at in self._pronouns

    def pronoun(self, at: int) -> str:
        """Return the name that the pronoun at word `at` stands for, "" where it is unclear."""
        return self._pronouns.get(at, "")

    def _stands_aside(self, at: int) -> bool:
        """Tell whether the pronoun is in a clause of saying put behind or between what is said."""
        tags = self.tokens.tags
        before = tags[at - 1] if at else "¶"
        if before not in ",Q-" or tags[at + 1 : at + 2] != "S":
            return False
        behind = tags[at + 2 : at + 4]
        return behind[:1] in (".", "¶", "") or (behind[:1] in ",-" and behind[1:] != "Q")

    def meant_inside(self, at: int, gender: str, speaker: str) -> str:
        """Return who he or she is in the words that `speaker` says at word `at`, "" where it is unclear."""
        before = bisect_left(self._list, at, key=lambda mention: mention.at)
        return self._resolve(at, gender, self._list[max(0, before - _LOOK_BACK) : before], {speaker})

    def _resolve(self, at: int, gender: str, mentions: list[Mention], others: set[str]) -> str:
        """Weigh the mentions before the pronoun: subjects, speakers, the near ones, those named often."""
        tags = self.tokens.tags
        here = self._numbers[at]
        others |= {  # "he told Quill": he is not Quill
            self.people.full(name, sex)
            for first, _, name, sex in self._runs_from(at + 2)
            if first <= at + 4 and not set(tags[at:first]) & _ENDINGS
        }
        aside = self._stands_aside(at)
        best: dict[str, float] = {}
        often: Counter[str] = Counter()
        for mention in reversed(mentions):
            back = here - mention.sentence
            if back > _SENTENCES_BACK:
                break
            if (mention.gender and mention.gender != gender) or mention.key in others:
                continue
            score = 2.2 if mention.subject else 1.0
            if back == 0 and tags[mention.last - 1] == "G" and self._opens(mention.at):
                score = 1.9  # "Quill's future is open, but she …"
            if mention.subject and mention.at and tags[mention.at - 1] in "&B":
                score = 1.8  # the subject of a clause inside another's words
            says = mention.at in self._speaking or tags[mention.last : mention.last + 1] == "S"
            score += 0.4 if says else 0.0
            if back == 0 and aside and mention.at < at and not says:
                score *= 0.4  # "Sedge, she said, was …": she speaks of somebody else
            known = mention.gender or " " in mention.key
            score *= 0.7**back * (1.0 if mention.gender else 0.9 if known else 0.7)
            often[mention.key] += 1
            best[mention.key] = max(best.get(mention.key, 0.0), score)
        if not best:
            return ""
        key = max(best, key=lambda key: best[key] + 0.05 * min(often[key], 4))
        return key if best[key] >= _FAINT else ""
