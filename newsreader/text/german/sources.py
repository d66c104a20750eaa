"""Who says it where no verb does: "laut Quill", "nach Angaben der Polizei", "in dem Brief heißt es".

Prepositions, nouns for words and views, and texts that something stands in name a source of their own.
"""

from __future__ import annotations

from functools import cache

from newsreader.text.german.clauses import Clause
from newsreader.text.german.nouns import Noun, Nouns, phrase_of
from newsreader.text.german.sentence import Sentence
from newsreader.text.lexicon import words
from newsreader.text.phrases import Finding, Phrase

_READ = frozenset({"rede", "lesen", "hören", "vernehmen", "entnehmen"})


@cache
def _long(sources: frozenset[str]) -> tuple[str, ...]:
    """Return the nouns that longer ones end with: "Parteihomepage", "Zwischenbericht"."""
    return tuple(noun for noun in sources if len(noun) > 4)


class Sources:
    """The rules that read a source without a verb of saying."""

    def __init__(self, german: Nouns) -> None:
        self.words = german
        self.tags, self.lows = german.tags, german.lows
        self.opinions = words("de", "opinions")
        self.speech_nouns = words("de", "speech nouns")
        self.sources = words("de", "sources")

    def it_says(self, sentence: Sentence, first: int) -> Finding | None:
        """Read "heißt es in dem Brief", "In dem Brief steht: „…“"."""
        for clause in sentence.all:
            lemmas = sentence.lemmas(clause.verb)
            if not lemmas & {"heissen", "stehen", "finden", "lesen"} and not self._is_read(clause, lemmas):
                continue
            spans = clause.ranges
            if "heissen" in lemmas and not any("es" in self.lows[a:b] for a, b in spans):
                continue
            source = self._source(clause, named="heissen" not in lemmas)
            if source is not None and not source.first <= first < source.core:
                behind = self.words.noun(source.last + 1, len(self.tags))
                if self.lows[source.last : source.last + 1] == ["von"] and behind is not None:
                    source = source._replace(last=behind.last)  # "einer Erklärung von Quill"
                return Finding(phrase_of(source), clause.verb, "it says", 0.85)
        return None

    def says_on(self, sentence: Sentence) -> bool:
        """Tell whether a report goes on without saying whose: "hieß es weiter"."""
        return any(
            self.lows[clause.verb + 1 : clause.verb + 2] == ["es"]
            and "heissen" in sentence.lemmas(clause.verb)
            for clause in sentence.all
            if clause.verb >= 0
        )

    def _source(self, clause: Clause, named: bool) -> Noun | None:
        """Return what stands in a phrase of place; where `named`, only a noun for a text."""
        for first, last in clause.ranges:
            for at in range(first, last):
                pronoun = self.lows[at] in ("darin", "darauf", "dort", "darunter")
                if pronoun and named:
                    return Noun(at, at + 1, at + 1, "a", None)
                if self.lows[at] not in ("in", "im", "aus", "auf", "bei", "beim", "seitens", "von", "vom"):
                    continue
                noun = self.words.noun(at + 1, last)
                if noun is not None and self.lows[noun.core - 1] == "seiten" and noun.last > noun.core:
                    noun = self.words.noun(noun.core, noun.last)
                if noun is not None and (not named or self._is_source(noun)):
                    return noun
        return None

    def _is_source(self, noun: Noun) -> bool:
        low = self.lows[noun.core - 1]
        return low in self.speech_nouns or low in self.sources or low.endswith(_long(self.sources))

    def _is_read(self, clause: Clause, lemmas: set[str]) -> bool:
        """Tell whether something "ist zu lesen", or "ist die Rede" of it."""
        if "sein" not in lemmas:
            return False
        return any(not _READ.isdisjoint(self.lows[first:last]) for first, last in clause.ranges)

    def according(self, sentence: Sentence, first: int, last: int) -> Finding | None:
        """Read "laut Quill", "so Quill", "Quill zufolge", "nach Angaben der Polizei" beside a quotation."""
        best: Finding | None = None
        own = sentence.owner.get(first)
        for at in range(sentence.low, sentence.high):
            low = self.lows[at]
            if self.tags[at] == "C":
                noun, worth = self._owner(self.words.noun(at + 1, sentence.high)), 0.9
            elif low == "so" and self._so(at, sentence):
                noun, worth = self._owner(self.words.noun(at + 1, sentence.high)), 0.93
            elif low == "zufolge":
                pronoun = Noun(at - 1, at, at, "a", None) if at and self.tags[at - 1] in "oO" else None
                noun, worth = pronoun or sentence.before(at), 0.9
            elif low in self.opinions and at > 0:
                noun, worth = self._opinion(at, sentence)
            else:
                continue
            if noun is None or noun.first <= first < noun.core:
                continue
            if low == "so" and at > last + 1 and set(self.tags[last + 1 : at]) & set(":;"):
                continue
            near = sentence.owner.get(at) is own
            if not near and not (low == "so" and at > last):
                worth -= 0.15
            if best is None or worth > best.confidence:
                best = Finding(phrase_of(noun), at, "according to", worth)
        return best

    def _owner(self, noun: Noun | None) -> Noun | None:
        """Return whose a noun of speech is: "laut Mitteilung der Polizei", "die Forderung von Quill"."""
        if noun is None or self.lows[noun.core - 1] not in self.opinions | self.speech_nouns:
            return noun
        begin = noun.core
        if noun.last == noun.core:
            if self.lows[noun.last : noun.last + 1] not in (["von"], ["vom"]):
                return noun
            begin = noun.last + 1
        return self.words.noun(begin, len(self.tags)) or noun

    def _so(self, at: int, sentence: Sentence) -> bool:
        """Tell whether "so" names who speaks: alone with a name between signs, "so Quill", "So Quill: "."""
        if at > sentence.low and self.tags[at - 1] not in ",-Q;.¶(":
            return False
        noun = self.words.noun(at + 1, sentence.high)
        if noun is None or noun.case == "o":
            return False
        behind = self.tags[noun.last : noun.last + 1]
        return behind in ("", ",", ".", "¶", ":", "-", "_", "(", ")", ";", "&", "A", "P", "T", "B", "d")

    def _opinion(self, at: int, sentence: Sentence) -> tuple[Noun | None, float]:
        tags, lows = self.tags, self.lows
        if lows[at + 1 : at + 2] == ["nach"] and tags[at - 1] in "Dd":  # "seiner Ansicht nach"
            return Noun(at - 1, at, at, "a", None), 0.85
        start = at - 1
        while start > sentence.low and tags[start] == "N" and lows[at - 1].endswith(("s", "'")):
            start -= 1
        if start < at - 1 and lows[start] in ("nach", "aus", "laut"):  # "nach Ada Quills Angaben"
            return Noun(start + 1, at, at, "a", None), 0.85
        start = at - 1
        while start > sentence.low and tags[start] in "DdJ":
            start -= 1
        if lows[start] == "in" and lows[at] != "augen":
            return None, 0.0
        if lows[start] not in ("nach", "laut", "gemäß", "aus", "in"):
            return None, 0.0
        begin = at + 2 if lows[at + 1 : at + 2] in (["von"], ["vom"]) else at + 1
        noun = self.words.noun(begin, sentence.high) if begin < sentence.high else None
        if noun is not None and (begin == at + 2 or tags[begin] in "DdN"):
            return noun, 0.85
        if tags[at - 1] in "Dd" and lows[at - 1] in words("de", "possessives"):
            return Noun(at - 1, at, at, "a", None), 0.8
        return (
            (Noun(at, at + 1, at + 1, "a", None), 0.7)
            if lows[at].endswith("angaben") and len(lows[at]) > 7
            else (None, 0.0)
        )

    def by_noun(self, sentence: Sentence, first: int) -> Finding | None:
        """Read "die Forderung der Kritiker, „…“", "Quills Behauptung „…“"."""
        at = first - 1
        while at > sentence.low and self.tags[at] in ",:DdB":
            at -= 1
        return self.whose(sentence, at + 1) if self.tags[at] == "N" else None

    def whose(self, sentence: Sentence, at: int) -> Finding | None:
        """Return whose a noun of speech is that ends before word `at`: "die Kritik der Anwohner"."""
        noun = sentence.before(at)
        if noun is None:
            return None
        for place in range(noun.first, noun.last):
            if self.lows[place] not in self.speech_nouns:
                continue
            inner = self.words.noun(place + 1, noun.last) if place + 1 < noun.last else None
            if inner is not None and self.tags[inner.first] in "Dd":
                return Finding(phrase_of(inner), place, "by noun", 0.78)
            name = place - 1
            if name >= noun.first and self.tags[name] == "N" and self.lows[name].endswith(("s", "'")):
                return Finding(Phrase(noun.first, place, place), place, "by noun", 0.78)
            return None
        if self.lows[noun.first - 1] in ("von", "vom") and self.lows[noun.first - 2] in self.speech_nouns:
            return Finding(phrase_of(noun), noun.first - 2, "by noun", 0.78)
        return None

    def for_whom(self, sentence: Sentence, first: int) -> Finding | None:
        """Read "für Quill sei das „…“", "was für Quill ein „…“ ist"."""
        clause = sentence.owner.get(first)
        if clause is None or not any(lemma == "sein" for lemma, _ in self.words.verbs.get(clause.verb, ())):
            return None
        begin = clause.first + (self.lows[clause.first] == "was")
        if self.lows[begin : begin + 1] != ["für"]:
            begin = max((at for at in range(clause.first, first) if self.lows[at] == "für"), default=-1)
            noun = self.words.noun(begin + 1, first) if begin >= 0 else None
            if noun is None or noun.last != first:  # "ist für Quill „…“"
                return None
        noun = self.words.noun(begin + 1, clause.last)
        if noun is None or noun.last > first:
            return None
        return Finding(phrase_of(noun), clause.verb, "for whom", 0.62)

    def labelled(self, sentence: Sentence, first: int) -> Finding | None:
        """Read "Quill: „…“", and what a sentence is about whose colon leads into the run."""
        if first < 2 or self.tags[first - 1] != ":" or sentence.low >= first - 1:
            return None
        whose = self.whose(sentence, first - 1)
        if whose is not None:
            return whose  # "Ada Quills Fazit: „…“"
        noun = self.words.noun(sentence.low, first - 1)
        if noun is not None and not self.tags[noun.last : first - 1].strip("A_") and noun.case != "o":
            return Finding(phrase_of(noun), None, "label", 0.85)
        clause = sentence.owner.get(first - 2)
        while clause is not None and (clause.kind != "main" or sentence.subjunctive(clause)):
            clause = clause.parent
        subject = sentence.subject(clause) if clause is not None else None
        if subject is None or self.lows[subject.first] in ("es", "man"):
            return None
        subject = self._owner(subject) or subject
        return Finding(phrase_of(subject), None, "colon inside", 0.66)
