"""The clauses of a German sentence: where each begins and ends, and its verb.

The verb of a main clause stands second, that of a subordinate one last; a comma parts clauses, but also
appositions.  So a sentence is read stretch by stretch between its commas: a stretch that a subordinator
or a relative opens is a clause of its own until its verb has come; any other goes on with the main clause
while that has no verb, and opens the next one if it has.
"""

from __future__ import annotations

from newsreader.text.german.nouns import Noun, Nouns
from newsreader.text.lexicon import words

_ASKING = frozenset({"was", "wer", "wen", "wem"})
_BREAKS = frozenset(",;:-()")
_MOST = 40
"""Clauses looked at in one sentence."""


class Clause:
    """One clause: `ranges` of its words, its `verb`, and what it hangs on.

    `kind` is "main", "sub", "rel", "inf" (no finite verb of its own), "colon" (led in by a colon) or
    "inserted" ("…, meint Quill, …").
    """

    __slots__ = ("cue", "kind", "looked", "noun", "parent", "ranges", "rank", "sentence", "starter", "verb")

    def __init__(self, kind: str, starter: int, parent: Clause | None) -> None:
        self.kind, self.starter, self.parent = kind, starter, parent
        self.ranges: list[tuple[int, int]] = []
        self.verb = -1
        self.noun: Noun | None = None
        self.looked = False
        self.rank, self.cue = -1, -1

    @property
    def first(self) -> int:
        return self.ranges[0][0]

    @property
    def last(self) -> int:
        return self.ranges[-1][1]


class Clauses:
    """The clauses of one sentence, words `low` to before `high`."""

    def __init__(self, german: Nouns, low: int, high: int) -> None:
        self.words, self.low, self.high = german, low, high
        self.tags, self.lows = german.tags, german.lows
        self.all: list[Clause] = []
        self.owner: dict[int, Clause] = {}
        self._main: Clause | None = None  # goes on until its verb has come and another opens
        self._open: Clause | None = None  # waits for its verb
        self._cut()

    # --- cutting ----------------------------------------------------------------------------------

    def _cut(self) -> None:
        brackets: list[tuple[Clause | None, Clause | None]] = []
        previous: Clause | None = None
        stretches = self._stretches()
        for index, (first, last, sign) in enumerate(stretches):
            if sign == "(":
                brackets.append((self._main, self._open))
                self._main = self._open = None
            elif sign == ")" and brackets:
                self._main, self._open = brackets.pop()
            if first >= last:
                continue
            opening = self._opening(first, last, previous)
            if opening is None and sign == "," and self._open is not None and self._turns(first, last):
                self._open = None  # "die „…“, erklärte Quill"
            inner = opening is not None or self._open is not None
            verb = self._verb(first, last, inner, self._main)
            if verb == last - 1 > first and not inner and self._is_aside(self._main, last):
                verb = -1  # "Die Zahlen, gestern veröffentlicht, seien …"
            if opening is not None:
                parent = self._open or previous or self._main
                clause = self._new("rel" if opening[1] else "sub", opening[0], parent)
                self._open = clause if verb < 0 else None
            else:
                clause = self._goes_to(stretches, index, verb, previous)
            clause.ranges.append((first, last))
            if clause.verb < 0:
                clause.verb = verb
            if clause.kind == "main" and len(clause.ranges) == 1 and verb == first and sign == ",":
                self._take_subject(clause, last)
            self.owner.update((place, clause) for place in range(first, last))
            previous = clause

    def _goes_to(
        self, stretches: list[tuple[int, int, str]], index: int, verb: int, previous: Clause | None
    ) -> Clause:
        """Return the clause that a stretch without a subordinator goes on with, or opens."""
        (first, last, sign), main = stretches[index], self._main
        if self._open is not None:
            clause = self._open
            self._open = None if verb >= 0 else clause
            return clause
        if sign == "," and main is not None and self._fills(main, verb):
            return self._new("sub", first, main)  # "die Forderung, man müsse „…“, …"
        if sign == "," and main is not None and self._inserted(main, stretches, index):
            return self._new("inserted", first, None)  # "Das Eis, meint Sedge, sei „…“"
        if sign == ":" and previous is not None:
            self._main = self._new("colon", first, previous)
            return self._main
        if main is not None and not (main.verb >= 0 and (verb >= 0 or self._infinitive(first, last))):
            return main
        if main is not None and verb < 0:
            return self._new("inf", first, previous or main)
        self._main = self._new("main", first, main and (previous or main))
        return self._main

    def _take_subject(self, clause: Clause, last: int) -> None:
        """Give a verb without a subject what stands loose before it: "…, die Sprecherin, Quill, erklärte"."""
        before = self.all[-2] if len(self.all) > 1 else None
        if before is None or before.verb < 0 or set(self.tags[clause.verb + 1 : last]) & set("NODdQ"):
            return
        loose: list[tuple[int, int]] = []
        while len(before.ranges) > 1 and before.ranges[-1][0] > before.verb:
            loose.insert(0, before.ranges.pop())
        if loose and self.tags[loose[0][0]] in "DN":
            clause.ranges[:0] = loose
            clause.parent = None
            self.owner.update((place, clause) for first, end in loose for place in range(first, end))
        else:
            before.ranges += loose

    def _is_aside(self, main: Clause | None, last: int) -> bool:
        """Tell whether a stretch that ends in a participle stands before the verb of its clause."""
        if main is None or main.verb >= 0 or self.tags[last - 1] != "U":
            return False
        return self.tags[last : last + 2] in (",V", ",U")

    def _fills(self, main: Clause, verb: int) -> bool:
        """Tell whether a clause in the subjunctive fills a noun of speech, before the verb has come."""
        if main.verb >= 0 or verb < 0 or "c" not in self._kinds(verb):
            return False
        nouns = words("de", "speech nouns")
        return any(self.lows[place] in nouns for place in range(main.first, main.last))

    def _inserted(self, main: Clause, stretches: list[tuple[int, int, str]], index: int) -> bool:
        """Tell whether a stretch only puts in who says it, before the verb of the clause has come."""
        first, last, _ = stretches[index]
        if main.verb >= 0 or self.tags[first] not in "VU" or self.tags[main.last - 1] == "Q":
            return False
        following, _, sign = stretches[index + 1] if index + 1 < len(stretches) else (0, 0, "")
        noun = self.words.noun(first + 1, last)
        alone = noun is not None and not self.tags[noun.last : last].strip("AP_T")
        return sign == "," and alone and self.tags[following : following + 1] in ("V", "U")

    def _turns(self, first: int, last: int) -> bool:
        """Tell whether a verb comes first behind a clause whose own verb stands in the quoted words."""
        while first < last and self.tags[first] == "A":
            first += 1
        ranges = self._open.ranges if self._open is not None else []
        return self.tags[first : first + 1] in ("V", "U") and any(
            self.tags[end - 1] == "Q" for _, end in ranges
        )

    def _new(self, kind: str, starter: int, parent: Clause | None) -> Clause:
        clause = Clause(kind, starter, parent)
        self.all.append(clause)
        return clause

    def _stretches(self) -> list[tuple[int, int, str]]:
        """Return the stretches between signs as (first, behind last, sign before)."""
        tags, found = self.tags, []
        first, sign = self.low, ""
        for place in range(self.low, self.high):
            tag = tags[place]
            if tag in _BREAKS or tag in ".¶":
                if tag == "-" and self.tags[place - 1] == "_":
                    first = place + 1  # "Tarn (dpa) - …"
                elif not (
                    tag == "-" and self.words.tokens.starts[place] == self.words.tokens.ends[place - 1]
                ):
                    found.append((first, place, sign))
                    first, sign = place + 1, tag
            elif place > first and (
                (tag == "&" and self._parts(first, place))
                or (tag == "B" and self.lows[place] in ("dass", "daß") and tags[place - 1] not in "&A")
            ):
                found.append((first, place, sign))
                first, sign = place, "&"
        found.append((first, self.high, sign))
        return found[: _MOST * 3]

    def _parts(self, first: int, place: int) -> bool:
        """Tell whether a conjunction opens a clause: a verb, a subordinator, or a subject and verb follow."""
        tags = self.tags
        at = place + 1
        while at < self.high and tags[at] == "A":
            at += 1
        if at >= self.high:
            return False
        if tags[at] == "B" or (
            tags[at] in "RDd"
            and tags[at - 2 : at - 1] == ","
            and self.lows[at] in words("de_grammar", "relatives")
        ):
            return True
        has_verb = any(tags[at] in "VU" for at in range(first, place))
        if tags[at] in "VU":
            return has_verb and not (tags[at] == "U" and tags[place - 1] == "U")
        if not has_verb:
            return False
        noun = self.words.noun(at, self.high)
        if noun is None or noun.case == "o":
            return False
        return tags[noun.last : noun.last + 1] == "V" and tags[noun.last + 1 : noun.last + 2] not in (
            ",",
            ".",
            "¶",
            "",
        )

    def _opening(self, first: int, last: int, previous: Clause | None) -> tuple[int, bool] | None:
        """Return the word that makes a stretch a subordinate clause, and whether it is a relative."""
        tags, lows = self.tags, self.lows
        at = first
        while at < last and tags[at] in "&A" and lows[at] not in words("de_grammar", "either"):
            at += 1
        if at >= last:
            return None
        low = lows[at]
        if low in words("de_grammar", "either"):
            closes = self._closing(at + 1, last) >= last - 2 and tags[at + 1 : at + 2] not in ("V", "U")
            return (at, False) if low != "so" and (closes or low == "um") else None
        if tags[at] == "B":
            closes = self._closing(at, last) >= 0 or low != "wie" or last - at > 6
            return (at, False) if closes or first == self.low else None
        if tags[at] == "R" or low in _ASKING:
            return at, True
        relatives = words("de_grammar", "relatives")
        if previous is None or tags[first - 1] not in ",&":
            return None
        if tags[at] == "P" and at + 1 < last and (lows[at + 1] in relatives or lows[at + 1] in _ASKING):
            return (at + 1, True) if tags[first - 1] == "," and self._closing(at, last) >= 0 else None
        return (at, True) if low in relatives and self._is_relative(first, at, last) else None

    def _is_relative(self, first: int, at: int, last: int) -> bool:
        """Tell a relative from an article: ", die den Plan nannte", not ", die Bäckerin aus Tarn"."""
        tags, closing = self.tags, self._closing(at, last)
        noun_follows = tags[at + 1 : at + 2] in ("N", "J")
        if noun_follows and (closing < 0 or "c" in self._kinds(closing)):
            return False  # "kritisiert, die Aktion erinnere …"
        if closing == at + 1 and closing + 1 < last:
            return False
        if (
            closing == at + 2
            and self.words.is_capital(at + 1)
            and tags[first - 2 : first - 1] not in ("N", "J", "#", "Q")
        ):
            return False
        return closing >= 0 or tags[at + 1 : at + 2] != "V"

    def _closing(self, first: int, last: int) -> int:
        """Return the finite verb that ends a stretch, -1 where none does."""
        tags = self.tags
        at = last - 1
        while at > first and tags[at] in "A_":
            at -= 1
        if at > first and tags[at] in "VU":
            return at
        if at > first and tags[at] == "u" and tags[at - 1] in "VU":  # "hätte kommen können"
            return at - 1
        for place in range(at, max(first, at - 3), -1):
            if tags[place] == "V":
                return place
        return -1

    def _verb(self, first: int, last: int, subordinate: bool, main: Clause | None) -> int:
        """Return the finite verb of a stretch, -1 where it has none."""
        tags = self.tags
        if subordinate and last - first == 1:
            return first if tags[first] in "VU" else -1
        if subordinate:
            closing = self._closing(first, last)
            if closing >= 0:
                return closing
            return next((at for at in range(last - 1, first, -1) if tags[at] == "V"), -1)
        unsure = -1
        for at in range(first, last):
            if tags[at] == "V":
                return at
            if tags[at] == "U" and unsure < 0 and self.lows[at - 1] != "zu":
                unsure = at
        if unsure >= 0 and main is not None and main.verb >= 0 and unsure == last - 1 and unsure > first:
            return -1 if "z" in self._kinds(unsure) or self._helps(main.verb) else unsure
        return unsure

    def _helps(self, verb: int) -> bool:
        """Tell whether a finite verb waits for a participle or an infinitive: "ist", "hat", "soll"."""
        lemmas = {lemma for lemma, _ in self.words.verbs.get(verb, ())}
        return bool(lemmas & (words("de_grammar", "modal") | {"sein", "haben"}))

    def _kinds(self, place: int) -> str:
        return "".join(kinds for _, kinds in self.words.verbs.get(place, ()))

    def _infinitive(self, first: int, last: int) -> bool:
        """Tell whether a stretch ends in an infinitive: ", den Bau zu beenden"."""
        return self.tags[last - 1] in "uU" and ("z" in self._kinds(last - 1) or self.lows[last - 2] == "zu")
