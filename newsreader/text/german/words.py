"""What each word of a German text can be.

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

from newsreader.text.german.verbs import Reading, readings
from newsreader.text.lexicon import words
from newsreader.text.scene import Scene

_BRACKETS = re.compile(r"\([^()Q¶]{0,40}\)")
_SIGNS = frozenset("Q.,:;-()¶")


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
        if low[0].isdigit() and "-" in low and self._noun_behind(place, low):
            return "N"  # "der 58-Jährige"
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

    def _noun_behind(self, place: int, low: str) -> bool:
        at = self.tokens.starts[place] + low.index("-") + 1
        return self.text[at : at + 1].isupper()

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
        if self.tags_before(place) and low.endswith(endings("adverb endings")):
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
        return self.is_capital(place + 1) or (
            small != "" and (small in "DdOo" or self.lows[place] in words("de_grammar", "opening verbs"))
        )

    def _closed_letter(self, place: int, low: str, closed: str, previous: str) -> str:
        following = place + 1
        if low in ("sein", "meine", "weil", "laute") or closed in "Dd":
            nominal = following < len(self.lows) and (
                self.is_capital(following)
                or (
                    self.lows[following].endswith(endings("adjective endings"))
                    and self.lows[following] not in self._closed
                )
            )
            if low in ("sein", "meine", "meinen") and not nominal:
                self.verbs[place] = readings(low)
                return "u" if low == "sein" else "V"
        if closed == "o" and low == "ihr" and following < len(self.lows) and self.is_capital(following):
            return "D"
        return closed

    def _may_describe(self, low: str) -> bool:
        """Tell whether a form may be an adjective: "erklärte" may, "sagte" may not."""
        if not low.endswith(("te", "ten")):
            return True
        participle = low.removesuffix("n").removesuffix("e")
        return any("p" in kinds for _, kinds in readings(participle))

    def _verb(self, place: int, low: str, previous: str) -> str:
        """Return the letter of a verb, "" for a word that is none here."""
        found = readings(low)
        if not found:
            return ""
        following = place + 1
        noun_follows = following < len(self.lows) and self.is_capital(following)
        if noun_follows and low.endswith(("e", "en")):
            article = previous in "DdJ#" or (previous == "A" and self._before[-2:-1] in (["D"], ["d"]))
            if article and self._may_describe(low):
                return "J"  # "die erklärte Absicht", "die gestern erklärte Absicht"
        self.verbs[place] = found
        kinds = "".join(kinds for _, kinds in found)
        finite = "f" in kinds or "F" in kinds
        return ("U" if any(kind in kinds for kind in "ipz") else "V") if finite else "u"


@cache
def endings(section: str) -> tuple[str, ...]:
    """Return a list of word endings as `str.endswith` wants it."""
    return tuple(words("de_grammar", section))


@cache
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
