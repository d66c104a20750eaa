"""The noun phrases of a German text: where they begin and end, and whether they may be subjects.

Articles show the case ("den", "dem", "des" open no subject), endings the gender ("der Regierung" is none
either) and the number; what follows in the genitive, or joined by "und", belongs to a phrase.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import NamedTuple

from newsreader.text.german.words import Words, endings
from newsreader.text.lexicon import words
from newsreader.text.people import first_name_gender
from newsreader.text.phrases import Phrase

_RUN = re.compile("N{2,}")
_LONGEST = 22
"""Words in a noun phrase: more is a list."""


class Noun(NamedTuple):
    """A noun phrase: words `first` to before `last`; its core ends before `core`.

    `case` is "n" where only a subject looks so, "a" where an object does as well, "o" where no subject
    does; `plural` is True, False, or None where nothing shows.
    """

    first: int
    core: int
    last: int
    case: str
    plural: bool | None


class Nouns(Words):
    """The words of one German text, and the noun phrases among them."""

    @cached_property
    def surnames(self) -> frozenset[str]:
        """The last words of the names that the text gives with a first name or an office."""
        found = set()
        for match in _RUN.finditer(self.tags):
            first, last = match.span()
            named = any(
                first_name_gender(self.lows[place]) or is_office(self.lows[place])
                for place in range(first, last - 1)
            )
            if named:
                found.add(self.lows[last - 1])
        return frozenset(found)

    def noun(self, at: int, high: int) -> Noun | None:
        """Return the noun phrase that begins at word `at`, what belongs to it behind included."""
        tags, lows = self.tags, self.lows
        if at >= high:
            return None
        if tags[at] == "O":
            case = "a" if lows[at] in ("sie", "es", "das", "dies") else "n"
            plural = None if lows[at] == "sie" else lows[at] == "wir"
            return Noun(at, at + 1, at + 1, case, plural)
        core = self._core(at, high)
        if core is None:
            return self._one_of(at, high)
        last, plural = core, self._plural(at, core)
        person = any(first_name_gender(self.lows[place]) for place in range(at, core - 1))  # has no genitive
        case = self._case(at, core)
        while last < high:  # "des Ministeriums", "der Grünen", "und Sedge"
            follower = (None if person else self._genitive(last, high)) or self._joined(last, high)
            if follower is None:
                break
            if tags[last] == "&":
                plural = None if self.tags[at] == "D" and tags[last + 1] not in "Dd" else True
                core = follower if plural is None else core
            last = follower
        return Noun(at, core, last, case, plural)

    def _one_of(self, at: int, high: int) -> Noun | None:
        """Return "einer", "einer der Retter"."""
        if self.lows[at] not in (
            "einer",
            "keiner",
            "viele",
            "einige",
            "mehrere",
            "beide",
            "niemand",
            "jemand",
        ):
            return None
        end = self._core(at + 1, high) if at + 1 < high and self.lows[at + 1] == "der" else None
        plural = self.lows[at] in words("de_grammar", "plural articles")
        return Noun(at, at + 1, end or at + 1, "n", plural)

    def _core(self, at: int, high: int) -> int | None:
        """Return where article, adjectives and nouns end, None where there is no noun."""
        tags, lows, place = self.tags, self.lows, at
        high = min(high, at + _LONGEST)
        if tags[place] in "Dd":
            place += 1
            if place < high and tags[place] == "Q":
                return place + 1  # "das „Tagblatt“"
            if place < high and tags[place] in "PAoL":
                place = self._attribute(place, high)
        while place < high and (
            tags[place] in "J#" or (tags[place] == "A" and tags[place + 1 : place + 2] == "J")
        ):
            place += 1
        if place > at and tags[place - 1 : place + 2] == "J&J":  # "der frühere und heutige Chef"
            place += 2
        start = place
        while place < high:
            if tags[place] == "N" or (place > start and tags[place] == "#" and tags[place - 1] == "N"):
                place += 1
            elif (
                place > start
                and lows[place] in words("de_grammar", "particles")
                and tags[place + 1 : place + 2] == "N"
            ):
                if lows[place] in ("von", "zu") and not first_name_gender(lows[place - 1]):
                    break
                place += 2
            elif place > start and tags[place : place + 3] == "PDN" and lows[place + 1] == "der":
                if lows[place] != "von" or not first_name_gender(lows[place - 1]):
                    break
                place += 3
            elif place > start and tags[place : place + 2] == "-N" and self._hyphen(place):
                place += 2
            else:
                break
        if place == start:
            return None
        bare = place - start > 1 or self.lows[start] in self.surnames
        person = tags[at] == "N" and bare  # "Ada Quill „Fortschritt“" is no name
        if place < high and tags[place] == "Q" and not person and self.names(place):
            place += 1
        return place

    def _hyphen(self, place: int) -> bool:
        starts, ends = self.tokens.starts, self.tokens.ends
        return starts[place] == ends[place - 1] or starts[place + 1] == ends[place]

    def names(self, place: int) -> bool:
        """Tell whether a quoted run behind a noun is its name: short, and in capitals."""
        inside = self.scene.runs[self.scene.run_at(place)].text
        return len(inside.split()) <= 4 and inside[:1].isupper() and inside[-1:] not in ".,!?"

    def _attribute(self, place: int, high: int) -> int:
        """Return the adjective before which "in Tarn geborene" ends, `place` where there is none."""
        for at in range(place + 1, min(high, place + 10)):
            if self.tags[at] in ",.:;QVB¶":
                break
            if self.tags[at] == "J" and self.tags[at + 1 : at + 2] in ("N", "J") and self.tags[at - 1] != "P":
                if self.tags[at - 1] in "dD":
                    continue
                return at
        return place

    def _genitive(self, at: int, high: int) -> int | None:
        if self.tags[at] in "Dd" and self.lows[at] in words("de_grammar", "genitives"):
            return self._core(at, high)
        return None

    def _joined(self, at: int, high: int) -> int | None:
        """Return where "und Sedge" ends, where no verb follows at once that has its own subject."""
        tags = self.tags
        if tags[at] != "&" or self.lows[at] not in ("und", "sowie", "oder"):
            return None
        if tags[at + 1 : at + 2] not in ("N", "D", "J"):
            return None
        return self._core(at + 1, high)

    def _case(self, first: int, core: int) -> str:
        low = self.lows[first]
        if self.tags[first] == "d":
            return "o"
        if low in ("der", "dieser", "jener", "jeder"):
            head = self.tags.find("N", first, core)
            if head >= 0 and head + 1 < core and self.lows[head].endswith("en"):
                head += 1  # "der Süddeutschen Zeitung"
            return "o" if head >= 0 and self._feminine(head) else "n"
        if low == "ein" or self.lows[core - 1].endswith("innen"):
            return "a"
        return "a"

    def _feminine(self, place: int) -> bool:
        """Tell by its ending whether a noun is feminine: "der Regierung" is no subject."""
        low = self.lows[place]
        if low.endswith("in") and (low in words("de_grammar", "masculine all the same") or len(low) < 6):
            return False
        return low.endswith(endings("feminine endings")) and not low.endswith(
            endings("masculine all the same")
        )

    def _plural(self, first: int, core: int) -> bool | None:
        low, tags = self.lows[first], self.tags
        if low in words("de_grammar", "plural articles"):
            return True
        if low in words("de_grammar", "singular articles"):
            return False
        if low == "die" and core - first > 2 and tags[first + 1] == "J":
            return self.lows[first + 1].endswith("en")
        if low == "die":
            noun = self.lows[tags.find("N", first, core)] if "N" in tags[first:core] else ""
            if noun.endswith(endings("plural endings")):
                return True
            single = tags[first:core].count("N") == 1
            if single and noun.endswith("er") and not noun.endswith(endings("feminine in er")):
                return True
            if noun and self._feminine(tags.find("N", first, core)):
                return False
            return None if not single or noun.endswith(endings("plural looks")) else False
        return None


def phrase_of(noun: Noun) -> Phrase:
    """Return a noun phrase as `quotes` wants it; several persons have no name to be found."""
    return Phrase(noun.first, noun.last, noun.first if noun.plural and noun.last > noun.core else noun.core)


def is_office(low: str) -> bool:
    """Tell whether a noun names an office or a trade: "Bundesfinanzministerin", "NATO-Generalsekretär"."""
    stem = low.rpartition("-")[2]
    return stem in words("de", "titles") or (len(stem) > 5 and stem.endswith(_office_ends()))


@cache
def _office_ends() -> tuple[str, ...]:
    return tuple(words("de", "office endings"))
