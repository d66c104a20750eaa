"""What each word of a German text can be, and the noun phrases among them.

German shows more than English: nouns have capitals, articles have cases, and verbs stand second or last.
So its words get letters of their own, one string beside that of `tokens`:

    N noun, name        D article that may open a subject    d one that cannot        # number
    J adjective         O pronoun (he, she, one)             o pronoun in another case
    V finite verb       U finite, or infinitive, participle  u infinitive, participle only
    P preposition       B subordinator      R question word or relative      & conjunction
    A adverb            L than, as          C according      T weekday, month
    Q , : ; . - ( ) ¶   as in `tokens`             _ what stands in brackets without being a quotation
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from newsreader.text.german_verbs import Reading, readings
from newsreader.text.lexicon import words
from newsreader.text.people import first_name_gender
from newsreader.text.scene import Scene

_BRACKETS = re.compile(r"\([^()Q¶]{0,40}\)")
_SIGNS = frozenset("Q.,:;-()¶")
_LONGEST = 22
"""Words in a noun phrase: more is a list."""

_FEMININE = (
    "ung", "ungs", "heit", "keit", "schaft", "tät", "ion", "in", "ik", "ei", "enz", "anz", "ie", "ur", "frau",
    "bank", "welt", "presse", "kirche", "stadt", "behörde", "justiz", "welle", "woche", "seite", "agentur",
)  # fmt: skip
_MASCULINE = frozenset({"termin", "berlin", "ruin", "cousin", "marin", "delphin", "stein", "wein", "verein"})


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


class Words:
    """The words of one German text with their letters, and what verb each may be."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.tokens = scene, scene.tokens
        self.lows, self.text = scene.tokens.lows, scene.tokens.text
        self._closed = _closed()
        self.verbs: dict[int, tuple[Reading, ...]] = {}
        letters: list[str] = []
        self._before = letters
        for place, tag in enumerate(scene.tokens.tags):
            if tag in _SIGNS:
                letters.append("#" if tag == "," and self._decimal(place) else tag)
            else:
                letters.append(self._letter(place, tag, letters))
        self.tags = _BRACKETS.sub(lambda match: "_" * len(match[0]), "".join(letters))

    def is_capital(self, place: int) -> bool:
        """Tell whether a word begins with a capital."""
        return self.text[self.tokens.starts[place]].isupper()

    def _letter(self, place: int, tag: str, before: list[str]) -> str:
        low = self.lows[place]
        if tag == "T":
            return "T"
        if tag == "#" or low[0].isdigit():
            return "#" if low.rstrip(".").replace(",", "").replace(".", "").isdigit() else "J"
        previous = before[-1] if before else "¶"
        if self.is_capital(place):
            if previous not in ".¶:-(" and not (previous == "Q" and self._opens(place)):
                return self._inside(place, low)
            closed = self._closed.get(low, "")
            if closed:
                return self._closed_letter(place, low, closed, previous)
            return (
                self._verb(place, low, previous) if self._verb_opens(place) else self._adjective(place, low)
            )
        closed = self._closed.get(low, "")
        if closed:
            return self._closed_letter(place, low, closed, previous)
        return self._verb(place, low, previous) or "J"

    def _decimal(self, place: int) -> bool:
        """Tell whether a comma stands in a number: "5,6 Prozent"."""
        at = self.tokens.starts[place]
        return self.text[at - 1 : at].isdigit() and self.text[at + 1 : at + 2].isdigit()

    def _opens(self, place: int) -> bool:
        return self.scene.last_inside(place - 1) in (".", "?", "!", "…")

    def _inside(self, place: int, low: str) -> str:
        """Return what a word in capitals is in the middle of a sentence: a noun, or "Sie" and "Der"."""
        if low in ("sie", "ihnen", "ihr", "er"):
            return "O"
        return "d" if low in ("des", "dem", "den") else "D" if low in ("der", "die", "das") else "N"

    def _adjective(self, place: int, low: str) -> str:
        """Return what a word is that opens a sentence: an adjective where a noun follows its ending."""
        following = place + 1
        noun_follows = following < len(self.lows) and self.is_capital(following)
        if noun_follows and low.endswith(("ische", "ischen", "ischer", "liche", "lichen", "ende", "enden")):
            return "J"
        if self.tags_before(place) and low.endswith(_ADVERBIAL):
            return "A"
        return (
            "A"
            if low.endswith("end") and self._closed.get("".join(self.lows[following : following + 1])) == "P"
            else "N"
        )

    def tags_before(self, place: int) -> bool:
        """Tell whether a word behind what opens a sentence is no noun: "Reflexartig brachten …"."""
        following = place + 1
        return following < len(self.lows) and not self.is_capital(following)

    def _verb_opens(self, place: int) -> bool:
        """Tell whether a word that opens a sentence is a verb: "Hatte sie …", not "Wissen ist …"."""
        following = self.lows[place + 1 : place + 2]
        finite = any(kinds[:1] in "fF" and "i" not in kinds for _, kinds in readings(self.lows[place]))
        if not finite or not following:
            return False
        small = self._closed.get(following[0], "")
        return self.is_capital(place + 1) or (small != "" and (small in "DdOo" or self.lows[place] in _FIRST))

    def _closed_letter(self, place: int, low: str, closed: str, previous: str) -> str:
        following = place + 1
        if low in ("sein", "meine", "weil", "laute") or closed in "Dd":
            nominal = following < len(self.lows) and (
                self.is_capital(following)
                or (self.lows[following].endswith(_ADJECTIVE) and self.lows[following] not in self._closed)
            )
            if low in ("sein", "meine", "meinen") and not nominal:
                self.verbs[place] = readings(low)
                return "u" if low == "sein" else "V"
        if closed == "o" and low == "ihr" and following < len(self.lows) and self.is_capital(following):
            return "D"
        return closed

    def _verb(self, place: int, low: str, previous: str) -> str:
        """Return the letter of a verb, "" for a word that is none here."""
        found = readings(low)
        if not found:
            return ""
        following = place + 1
        noun_follows = following < len(self.lows) and self.is_capital(following)
        if noun_follows and low.endswith(("e", "en")):
            article = previous in "DdJ#" or (previous == "A" and self._before[-2:-1] in (["D"], ["d"]))
            if article:
                return "J"  # "die erklärte Absicht", "die gestern erklärte Absicht"
        self.verbs[place] = found
        kinds = "".join(kinds for _, kinds in found)
        finite = "f" in kinds or "F" in kinds
        return ("U" if any(kind in kinds for kind in "ipz") else "V") if finite else "u"

    # --- noun phrases -----------------------------------------------------------------------------

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
            return None
        last, plural = core, self._plural(at, core)
        case = self._case(at, core)
        while last < high:  # "des Ministeriums", "der Grünen", "und Sedge"
            follower = self._genitive(last, high) or self._joined(last, high)
            if follower is None:
                break
            if tags[last] == "&":
                plural = None if self.tags[at] == "D" and tags[last + 1] not in "Dd" else True
            last = follower
        return Noun(at, core, last, case, plural)

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
            elif place > start and lows[place] in _PARTICLES and tags[place + 1 : place + 2] == "N":
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
        if place < high and tags[place] == "Q" and self.names(place):
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
        if self.tags[at] in "Dd" and self.lows[at] in _GENITIVES:
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
            return "o" if head >= 0 and self._feminine(head) else "n"
        if low == "ein" or self.lows[core - 1].endswith("innen"):
            return "a"
        return "a"

    def _feminine(self, place: int) -> bool:
        """Tell by its ending whether a noun is feminine: "der Regierung" is no subject."""
        low = self.lows[place]
        if low.endswith("in") and (low in _MASCULINE or len(low) < 6):
            return False
        return low.endswith(_FEMININE) and not low.endswith(("spion", "stein", "verein", "termin", "papagei"))

    def _plural(self, first: int, core: int) -> bool | None:
        low, tags = self.lows[first], self.tags
        if low in _PLURALS:
            return True
        if low in ("der", "das", "ein", "eine", "dieser", "dieses", "jeder", "jede", "jedes", "kein"):
            return False
        if low == "die" and core - first > 2 and tags[first + 1] == "J":
            return self.lows[first + 1].endswith("en")
        if low == "die":
            noun = self.lows[tags.find("N", first, core)] if "N" in tags[first:core] else ""
            if noun.endswith(("innen", "ungen", "heiten", "schaften", "tionen", "leute")):
                return True
            single = tags[first:core].count("N") == 1
            if single and noun.endswith("er") and not noun.endswith(_FEMININE_ER):
                return True
            return False if noun and self._feminine(tags.find("N", first, core)) else None
        return None


_FIRST = frozenset(
    "ist sind war waren hat haben hatte hatten wird werden wurde wurden kann soll muss sei".split()
)
_ADJECTIVE = ("e", "en", "er", "es", "em")
_ADVERBIAL = ("lich", "weise", "falls", "dings", "artig", "mäßig", "haft", "isch", "voll", "los", "bar")
_FEMININE_ER = tuple(
    "mutter tochter schwester feier steuer mauer nummer kammer oper ader butter trauer dauer ziffer folter "
    "feder leber schulter".split()
)
_PARTICLES = frozenset(
    {"de", "la", "von", "van", "del", "da", "dos", "di", "bin", "ibn", "al", "el", "du", "le", "zu"}
)
_GENITIVES = frozenset(
    {
        "des",
        "der",
        "eines",
        "einer",
        "seines",
        "seiner",
        "ihres",
        "ihrer",
        "dieses",
        "dieser",
        "deren",
        "dessen",
    }
)
_PLURALS = frozenset(
    "viele einige mehrere alle beide manche zwei drei vier fünf sechs etliche zahlreiche wenige andere".split()
)


def is_office(low: str) -> bool:
    """Tell whether a noun names an office or a trade: "Bundesfinanzministerin", "NATO-Generalsekretär"."""
    stem = low.rpartition("-")[2]
    return stem in words("de", "titles") or (len(stem) > 5 and stem.endswith(_office_ends()))


@cache
def _office_ends() -> tuple[str, ...]:
    return tuple(words("de", "office endings"))


def _closed() -> dict[str, str]:
    """Return the letters of the small words."""
    found: dict[str, str] = {}
    for section, letter in (
        ("adverbs", "A"), ("conjunctions", "&"), ("prepositions", "P"), ("determiners", "D"),
        ("oblique articles", "d"), ("pronouns", "O"), ("oblique pronouns", "o"), ("subordinators", "B"),
        ("relatives", "R"), ("according", "C"),
    ):  # fmt: skip
        for word in words("de", section):
            found[word] = letter
    found["als"] = "L"
    for low in ("damit", "da", "so", "seit", "während", "bis"):
        found[low] = "A" if low in ("damit", "da", "so") else "P"
    return found
