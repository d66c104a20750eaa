"""The clauses of a German sentence: where each begins and ends, its verb, and its subject.

The verb of a main clause stands second, that of a subordinate one last; a comma parts clauses, but also
appositions.  So a sentence is read stretch by stretch between its commas: a stretch that a subordinator
or a relative opens is a clause of its own until its verb has come; any other goes on with the main clause
while that has no verb, and opens the next one if it has.
"""

from __future__ import annotations

from newsreader.text.german_verbs import JUDGES, SAYS, Reading, parts_of, rank_of
from newsreader.text.german_words import Noun, Words
from newsreader.text.lexicon import words

_RELATIVES = frozenset(
    "der die das dem den deren dessen denen welche welcher welches welchem welchen".split()
)
_SUBJECT_RELATIVES = frozenset({"der", "die", "das", "welche", "welcher", "welches", "wer", "was"})
_EITHER = frozenset({"damit", "da", "seit", "während", "bis", "als", "so", "um"})
"""Words that open a subordinate clause where its verb comes last, and are something else otherwise."""
_MODAL = frozenset("können müssen sollen dürfen wollen mögen werden lassen hören".split())
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
        self.noun: Subject | None = None
        self.looked = False
        self.rank, self.cue = -1, -1

    @property
    def first(self) -> int:
        return self.ranges[0][0]

    @property
    def last(self) -> int:
        return self.ranges[-1][1]


class Subject:
    """Whose verb it is: a noun phrase, and the relative that stands for it or -1."""

    __slots__ = ("noun", "relative", "sure")

    def __init__(self, noun: Noun, relative: int = -1, sure: bool = True) -> None:
        self.noun, self.relative, self.sure = noun, relative, sure


class Clauses:
    """The clauses of one sentence, words `low` to before `high`."""

    def __init__(self, german: Words, low: int, high: int) -> None:
        self.words, self.low, self.high = german, low, high
        self.tags, self.lows = german.tags, german.lows
        self.all: list[Clause] = []
        self.owner: dict[int, Clause] = {}
        self._cut()

    # --- cutting ----------------------------------------------------------------------------------

    def _cut(self) -> None:
        main: Clause | None = None
        open_sub: Clause | None = None
        brackets: list[tuple[Clause | None, Clause | None]] = []
        previous: Clause | None = None
        stretches = self._stretches()
        for index, (first, last, sign) in enumerate(stretches):
            if sign == "(":
                brackets.append((main, open_sub))
                main, open_sub = None, None
            elif sign == ")" and brackets:
                main, open_sub = brackets.pop()
            if first >= last:
                continue
            opening = self._opening(first, last, previous)
            if (
                opening is None
                and open_sub is not None
                and sign == ","
                and self._turns(open_sub, first, last)
            ):
                open_sub = None  # "die „…“, erklärte Quill"
            verb = self._verb(first, last, opening is not None or open_sub is not None, main)
            if opening is not None:
                parent = open_sub or previous or main
                clause = self._new("rel" if opening[1] else "sub", opening[0], parent)
                open_sub = clause if verb < 0 else None
            elif open_sub is not None:
                clause = open_sub
                open_sub = None if verb >= 0 else open_sub
            elif sign == "," and main is not None and self._inserted(main, stretches, index):
                clause = self._new("inserted", first, None)  # "Das Eis, meint Sedge, sei „…“"
            elif sign == ":" and previous is not None:
                clause = main = self._new("colon", first, previous)
            elif main is None or (main.verb >= 0 and (verb >= 0 or self._infinitive(first, last))):
                clause = self._new(
                    "main" if verb >= 0 or main is None else "inf", first, main and (previous or main)
                )
                main = clause if clause.kind == "main" else main
            else:
                clause = main
            clause.ranges.append((first, last))
            if clause.verb < 0:
                clause.verb = verb
            for place in range(first, last):
                self.owner[place] = clause
            previous = clause

    def _inserted(self, main: Clause, stretches: list[tuple[int, int, str]], index: int) -> bool:
        """Tell whether a stretch only puts in who says it, before the verb of the clause has come."""
        first, last, _ = stretches[index]
        if main.verb >= 0 or self.tags[first] not in "VU" or self.tags[main.last - 1] == "Q":
            return False
        following, _, sign = stretches[index + 1] if index + 1 < len(stretches) else (0, 0, "")
        return sign == "," and self.tags[following : following + 1] in ("V", "U") and last - first < 8

    def _turns(self, clause: Clause, first: int, last: int) -> bool:
        """Tell whether a verb comes first behind a clause whose own verb stands in the quoted words."""
        while first < last and self.tags[first] == "A":
            first += 1
        return self.tags[first : first + 1] in ("V", "U") and any(
            self.tags[end - 1] == "Q" for _, end in clause.ranges
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
        """Tell whether a conjunction opens a clause: a verb, a subordinator, a subject and its verb follow."""
        tags = self.tags
        at = place + 1
        while at < self.high and tags[at] == "A":
            at += 1
        if at >= self.high:
            return False
        if tags[at] == "B" or (
            tags[at] in "RDd" and tags[at - 2 : at - 1] == "," and self.lows[at] in _RELATIVES
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
        while at < last and tags[at] in "&A" and lows[at] not in _EITHER:
            at += 1
        if at >= last:
            return None
        low = lows[at]
        if low in _EITHER:
            closes = self._closing(at + 1, last) >= 0 and tags[at + 1 : at + 2] not in ("V", "U")
            return (at, False) if low != "so" and (closes or low == "um") else None
        if tags[at] == "B":
            return (at, False) if self._closing(at, last) >= 0 or low != "wie" or last - at > 6 else None
        if tags[at] == "P" and at + 1 < last and lows[at + 1] in _RELATIVES | {"was", "wen", "wem"}:
            if tags[at + 2 : at + 3] not in ("N", "J") or self._closing(at, last) >= 0:
                closing = self._closing(at, last)
                return (
                    (at + 1, True)
                    if closing >= 0 and previous is not None and tags[first - 1] == ","
                    else None
                )
            return None
        if tags[at] == "R" or low in ("was", "wer", "wen", "wem"):
            return at, True
        if low in _RELATIVES and previous is not None and tags[first - 1 : first] in (",", "&"):
            closing = self._closing(at, last)
            if tags[at + 1 : at + 2] in ("N", "J") and closing < 0:
                return None
            if closing == at + 1 and closing + 1 < last:
                return None
            if (
                closing == at + 2
                and self.words.is_capital(at + 1)
                and tags[first - 2 : first - 1] not in ("N", "J", "#", "Q")
            ):
                return None
            return (at, True) if closing >= 0 or tags[at + 1 : at + 2] not in ("V",) else None
        return None

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
            return -1 if tags[unsure] == "U" and "z" in self._kinds(unsure) else unsure
        return unsure

    def _kinds(self, place: int) -> str:
        return "".join(kinds for _, kinds in self.words.verbs.get(place, ()))

    def _infinitive(self, first: int, last: int) -> bool:
        """Tell whether a stretch ends in an infinitive: ", den Bau zu beenden"."""
        return self.tags[last - 1] in "uU" and ("z" in self._kinds(last - 1) or self.lows[last - 2] == "zu")

    # --- subjects ---------------------------------------------------------------------------------

    def nouns(self, clause: Clause) -> list[Noun]:
        """Return the noun phrases of a clause that hang on no preposition."""
        found = []
        for first, last in clause.ranges:
            at = first
            while at < last:
                tag = self.tags[at]
                if at == clause.starter and clause.kind == "rel":
                    at += 1
                    continue
                if tag in "PLC":
                    noun = self.words.noun(at + 1, last)
                    at = max(at + 1, noun.last if noun is not None else 0)
                    continue
                noun = self.words.noun(at, last) if tag in "NDdJ#O" else None
                if noun is None:
                    at += 1
                    continue
                if not self._adverbial(noun):
                    found.append(noun)
                at = noun.last
            place = clause.verb + 1
            if first < place < last and self.tags[place] == "Q" and self.words.names(place):
                found.append(Noun(place, place + 1, place + 1, "a", None))  # schrieb „Die Zeit“
        return found

    def _adverbial(self, noun: Noun) -> bool:
        """Tell whether a noun phrase says when: "vergangene Woche", "Ende Juni"."""
        lows = self.lows
        return lows[noun.core - 1] in words("de", "time nouns") or lows[noun.first] in (
            "anfang",
            "ende",
            "mitte",
        )

    def subject(self, clause: Clause) -> Subject | None:
        """Return the subject of a clause, its own or one that it shares with an earlier clause."""
        if not clause.looked:
            clause.looked = True
            clause.noun = self._subject(clause)
        return clause.noun

    def _subject(self, clause: Clause) -> Subject | None:
        if clause.kind == "inf":
            return self.subject(clause.parent) if clause.parent is not None else None
        nouns = [noun for noun in self.nouns(clause) if noun.case != "o" and self._agrees(noun, clause)]
        if clause.kind == "rel":
            return self._relative(clause, nouns)
        if clause.kind == "sub":
            return self._nearest_name(clause, [noun for noun in nouns if noun.first > clause.starter])
        if clause.verb < 0:
            return Subject(nouns[0], sure=False) if nouns else None
        if self.tags[clause.first] == "&" and not self.tags[clause.first + 1 : clause.verb].strip("A"):
            inverted = any(noun.case == "n" and noun.first == clause.verb + 1 for noun in nouns)
            if not inverted and clause.parent is not None:  # "und nannte den Plan „…“"
                owner: Clause | None = clause.parent
                while owner is not None and owner.parent is not None and self._is_inner(owner, clause):
                    owner = owner.parent
                shared = self.subject(owner) if owner is not None else None
                if shared is not None:
                    return shared
        front = [noun for noun in nouns if noun.last <= clause.verb]
        behind = [noun for noun in nouns if noun.first > clause.verb]
        if len(front) > 1 and self.tags[front[-1].first - 1] in "A&" and front[-1].last == clause.verb:
            front = front[-1:]  # "Nicht nur Sedge, auch Ada Quill sagte"
        if front:
            sure = [noun for noun in behind if noun.case == "n" and noun.first <= clause.verb + 3]
            if front[0].case == "n" or not sure or self._is_named(front[0], sure[0], clause):
                return self._weighed(front[0], behind, clause)
            return Subject(sure[0])
        if behind:
            sure = [noun for noun in behind if noun.case == "n"]
            near = behind[0].first <= clause.verb + 4
            return Subject(behind[0] if near or not sure else sure[0])
        shares = self.tags[clause.first] == "&" or clause.verb == clause.first
        return self.subject(clause.parent) if shares and clause.parent is not None else None

    def _is_inner(self, clause: Clause, other: Clause) -> bool:
        """Tell whether a clause belongs to a report that `other` does not go on with."""
        if clause.kind in ("sub", "rel", "inf"):
            return True
        return "c" in self._kinds(clause.verb) and "c" not in self._kinds(other.verb)

    def _weighed(self, front: Noun, behind: list[Noun], clause: Clause) -> Subject:
        """Choose between what stands before the verb and what behind it, where both may be subjects."""
        at = clause.verb + 1
        if behind and behind[0].first == at and front.case == "a" and self._is_thing(front):
            second = behind[0]
            definite = self.tags[second.first] in "N" or self.lows[second.first] in ("die", "das", "sie")
            if self._speaks(second) and definite:
                return Subject(second)
        return Subject(front)

    def _is_named(self, front: Noun, behind: Noun, clause: Clause) -> bool:
        """Tell whether a name stands right before the verb: "Ada Quill sagte der Zeitung"."""
        names = self.tags[front.first : front.core] in ("NN", "NNN", "NNNN") and front.core == clause.verb
        return names and self.tags[behind.first] != "O"

    def _is_thing(self, noun: Noun) -> bool:
        low = self.lows[noun.core - 1]
        return self.tags[noun.first] in "DJ" and low.endswith(
            ("ung", "ungen", "keit", "heit", "ion", "ionen", "e", "en")
        )

    def _speaks(self, noun: Noun) -> bool:
        return self.lows[noun.core - 1] not in words("de", "works")

    def _agrees(self, noun: Noun, clause: Clause) -> bool:
        """Tell whether a noun phrase and the verb of its clause are both one or both many."""
        if clause.verb < 0 or noun.plural is None:
            return True
        kinds = self._kinds(clause.verb)
        if noun.plural:
            return "F" in kinds or "f" not in kinds
        return "f" in kinds or "F" not in kinds

    def _nearest_name(self, clause: Clause, nouns: list[Noun]) -> Subject | None:
        """Return the subject of a subordinate clause: the first noun phrase, a sure one before others."""
        if not nouns:
            return None
        pronoun = next((noun for noun in nouns if self.tags[noun.first] == "O"), None)
        if pronoun is not None and self.lows[pronoun.first] != "es":
            return Subject(pronoun)
        return Subject(nouns[0])

    def _relative(self, clause: Clause, nouns: list[Noun]) -> Subject | None:
        starter = clause.starter
        behind = [noun for noun in nouns if noun.first > starter]
        possible = self.lows[starter] in _SUBJECT_RELATIVES and self.tags[starter - 1] != "P"
        sure = [noun for noun in behind if noun.case == "n"]
        if sure:
            return Subject(sure[0])
        if possible:
            if behind and self.lows[starter] != "der" and behind[0].first == starter + 1:
                return Subject(behind[0])
            antecedent = self.before(starter)
            if antecedent is not None:
                return Subject(antecedent, starter)
            return Subject(Noun(starter, starter + 1, starter + 1, "a", None), starter)
        return Subject(behind[0]) if behind else None

    def before(self, at: int) -> Noun | None:
        """Return the noun phrase that ends before word `at`, over a comma and a bracket."""
        tags = self.tags
        end = at
        while end > self.low and tags[end - 1] in ",&P-":
            end -= 1
        while end > self.low and tags[end - 1] == "_":
            end -= 1
        best: Noun | None = None
        for first in range(end - 1, max(self.low - 1, end - 12), -1):
            if tags[first] in ",;:VUB(":
                break
            noun = self.words.noun(first, end)
            if noun is not None and noun.last == end:
                best = noun
        return best

    # --- saying -----------------------------------------------------------------------------------

    def saying(self, clause: Clause) -> tuple[int, int]:
        """Return how much a clause says (0 to `SAYS`), and the word that says it (-1 where none does)."""
        if clause.rank < 0:
            clause.rank, clause.cue = self._saying(clause)
        return clause.rank, clause.cue

    def _saying(self, clause: Clause) -> tuple[int, int]:
        best, cue = 0, -1
        words_here: dict[str, int] | None = None
        for first, last in clause.ranges:
            for place in range(first, last):
                for lemma, kinds in self.words.verbs.get(place, ()):
                    if place != clause.verb and not self._helped(clause, place, kinds):
                        continue
                    rank = rank_of(lemma)
                    parts = parts_of(lemma)
                    if parts:
                        words_here = words_here or self._words_of(clause)
                        for part, worth in parts:
                            if worth > rank and self._has(part, words_here):
                                rank = worth
                    if rank > best:
                        best, cue = rank, place
        return best, cue

    def _helped(self, clause: Clause, place: int, kinds: str) -> bool:
        """Tell whether the finite verb of a clause makes a participle or an infinitive its own."""
        if "z" in kinds or ("i" in kinds and self.lows[place - 1] == "zu"):
            return clause.kind in ("inf", "sub") or clause.verb < 0
        finite = {lemma for lemma, _ in self.words.verbs.get(clause.verb, ())}
        if "p" in kinds and finite & {"haben", "sein", "werden"}:
            return True
        return "i" in kinds and bool(finite & _MODAL)

    def _words_of(self, clause: Clause) -> dict[str, int]:
        return {self.lows[at]: at for first, last in clause.ranges for at in range(first, last)}

    def _has(self, part: str, words_here: dict[str, int]) -> bool:
        """Tell whether a clause holds the word that a verb needs: a prefix only where the clause ends."""
        at = words_here.get(part)
        if at is None:
            return False
        if self.tags[at] not in "PA":
            return self.tags[at] != "N" or self.lows[at + 1 : at + 2] != ["nach"]
        return at + 1 >= len(self.tags) or self.tags[at + 1] in ",.:;¶-&()QB"

    def readings(self, clause: Clause) -> tuple[Reading, ...]:
        """Return what the finite verb of a clause may be."""
        return self.words.verbs.get(clause.verb, ())


__all__ = ["JUDGES", "SAYS", "Clause", "Clauses", "Subject"]
