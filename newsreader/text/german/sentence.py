"""The subject of each clause of a German sentence, and how much the clause says.

A main clause has one thing before its verb: the subject, or an object or a phrase of time, and then the
subject follows.  Case, number and nearness choose.  What a clause says hangs on all its verbs and on what
stands apart from them: "gab … zu", "ist der Ansicht".
"""

from __future__ import annotations

from newsreader.text.german.clauses import Clause, Clauses
from newsreader.text.german.nouns import Noun
from newsreader.text.german.verbs import parts_of, rank_of
from newsreader.text.german.words import endings
from newsreader.text.lexicon import words


class Sentence(Clauses):
    """The clauses of one sentence, who acts in each, and what each says."""

    def nouns(self, clause: Clause) -> list[Noun]:
        """Return the noun phrases of a clause that hang on no preposition."""
        found = []
        for first, last in clause.ranges:
            at = first
            while at < last:
                tag = self.tags[at]
                if at == clause.starter and clause.kind in ("rel", "sub"):
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
                owned = noun.plural is not True and self.lows[at] == "ihr" and self._many(clause)
                if owned and noun.core - at > 1:  # "werfen ihr Kritiker vor"
                    noun = Noun(at + 1, noun.core, noun.last, noun.case, None)
                if not self._adverbial(noun) and not self._is_quoted(noun):
                    found.append(noun)
                at = noun.last
            place = clause.verb + 1
            if first < place < last and self.tags[place] == "Q" and self.words.names(place):
                found.append(Noun(place, place + 1, place + 1, "a", None))  # schrieb „Die Zeit“
        return found

    def _many(self, clause: Clause) -> bool:
        kinds = self._kinds(clause.verb) if clause.verb >= 0 else ""
        return "F" in kinds and "f" not in kinds

    def _is_quoted(self, noun: Noun) -> bool:
        """Tell whether a noun phrase is "ein „…“": what is said, not who says it."""
        return self.tags[noun.core - 1] == "Q" and self.lows[noun.first].startswith(("ein", "kein", "als"))

    def _adverbial(self, noun: Noun) -> bool:
        """Tell whether a noun phrase says when: "vergangene Woche", "Ende Juni"."""
        lows = self.lows
        return lows[noun.core - 1] in words("de", "time nouns") or lows[noun.first] in (
            "anfang",
            "ende",
            "mitte",
        )

    def subject(self, clause: Clause) -> Noun | None:
        """Return the subject of a clause, its own or one that it shares with an earlier clause."""
        if not clause.looked:
            clause.looked = True
            clause.noun = self._subject(clause)
        return clause.noun

    def _subject(self, clause: Clause) -> Noun | None:
        if clause.kind == "inf":
            return self.subject(clause.parent) if clause.parent is not None else None
        nouns = [noun for noun in self.nouns(clause) if noun.case != "o" and self._agrees(noun, clause)]
        if clause.kind == "rel":
            return self._relative(clause, nouns)
        if clause.kind == "sub":
            return self._nearest_name(clause, [noun for noun in nouns if noun.first > clause.starter])
        if clause.verb < 0:
            return nouns[0] if nouns else None
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
            end = next(last for first, last in clause.ranges if first <= clause.verb < last)
            near = min(end, clause.verb + 4)
            sure = [noun for noun in behind if noun.case == "n" and noun.first < near]
            if front[0].case == "n" or not sure or self._is_named(front[0], sure[0], clause):
                return self._weighed(front[0], behind, clause)
            return sure[0]
        if behind:
            sure = [noun for noun in behind if noun.case == "n"]
            near = behind[0].first <= clause.verb + 4
            return behind[0] if near or not sure else sure[0]
        if self.tags[clause.first] == "P" and self.lows[clause.first] in words("de_grammar", "particles"):
            named = self.words.noun(clause.first + 1, clause.last)
            if named is not None and named.last == clause.verb:  # "Von der Leyen betonte"
                return Noun(clause.first, named.core, named.last, "n", False)
        shares = self.tags[clause.first] == "&" or clause.verb == clause.first
        return self.subject(clause.parent) if shares and clause.parent is not None else None

    def _is_inner(self, clause: Clause, other: Clause) -> bool:
        """Tell whether a clause belongs to a report that `other` does not go on with."""
        if clause.kind in ("sub", "rel", "inf"):
            return True
        return "c" in self._kinds(clause.verb) and "c" not in self._kinds(other.verb)

    def _weighed(self, front: Noun, behind: list[Noun], clause: Clause) -> Noun:
        """Choose between what stands before the verb and what behind it, where both may be subjects."""
        at = clause.verb + 1
        if behind and behind[0].first == at and front.case == "a" and self._is_thing(front):
            second = behind[0]
            definite = self.tags[second.first] in "N" or self.lows[second.first] in ("die", "das", "sie")
            if self._speaks(second) and definite:
                return second
        return front

    def _is_named(self, front: Noun, behind: Noun, clause: Clause) -> bool:
        """Tell whether a name stands right before the verb: "Ada Quill sagte der Zeitung"."""
        several = self.tags[front.first : front.core] in ("NN", "NNN", "NNNN")
        known = self.tags[front.first : front.core] == "N" and (
            self.lows[front.first] in self.words.surnames
            or not words("de_grammar", "dative verbs").isdisjoint(self.lemmas(clause.verb))
        )
        names = (several or known) and not self.tags[front.core : clause.verb].strip("A_")
        return names and self.tags[behind.first] != "O"

    def _is_thing(self, noun: Noun) -> bool:
        low = self.lows[noun.core - 1]
        if self.tags[noun.first : noun.core].count("N") > 1:
            return False
        acronym = self.words.text[self.words.tokens.ends[noun.core - 1] - 1].isupper()
        return self.tags[noun.first] in "DJ" and low.endswith(endings("thing endings")) and not acronym

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

    def _nearest_name(self, clause: Clause, nouns: list[Noun]) -> Noun | None:
        """Return the subject of a subordinate clause: the first noun phrase, a sure one before others."""
        if not nouns:
            return None
        pronoun = next((noun for noun in nouns if self.tags[noun.first] == "O"), None)
        if pronoun is not None and self.lows[pronoun.first] != "es":
            return pronoun
        return nouns[0]

    def _relative(self, clause: Clause, nouns: list[Noun]) -> Noun | None:
        starter = clause.starter
        behind = [noun for noun in nouns if noun.first > starter]
        possible = (
            self.lows[starter] in words("de_grammar", "subject relatives") and self.tags[starter - 1] != "P"
        )
        sure = [noun for noun in behind if noun.case == "n"]
        if sure:
            return sure[0]
        if possible:
            if behind and self.lows[starter] != "der" and behind[0].first == starter + 1:
                return behind[0]
            antecedent = self.before(starter)
            if antecedent is not None:
                return antecedent
            return Noun(starter, starter + 1, starter + 1, "a", None)
        return behind[0] if behind else None

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
        if "p" in kinds and self.lows[place + 1 : place + 2] == ["haben"]:  # "soll gerufen haben"
            return True
        return "i" in kinds and bool(finite & words("de_grammar", "modal"))

    def _words_of(self, clause: Clause) -> dict[str, int]:
        return {self.lows[at]: at for first, last in clause.ranges for at in range(first, last)}

    def _has(self, part: str, words_here: dict[str, int]) -> bool:
        """Tell whether a clause holds the word that a verb needs: a prefix only where the clause ends."""
        at = words_here.get(part)
        if at is None:
            return False
        if self.tags[at] not in "PA":
            view = self.lows[at - 1] in ("nach", "laut", "aus") or self.lows[at + 1 : at + 2] == ["nach"]
            return self.tags[at] != "N" or not view
        return at + 1 >= len(self.tags) or self.tags[at + 1] in ",.:;¶-&()QB"

    def subjunctive(self, clause: Clause) -> bool:
        """Tell whether the verb of a clause marks it as somebody else's words: "sei", "habe"."""
        return "c" in self._kinds(clause.verb)

    def lemmas(self, place: int) -> set[str]:
        """Return the verbs that a word may be a form of."""
        return {lemma for lemma, _ in self.words.verbs.get(place, ())}
