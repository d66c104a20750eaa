"""The clause that says a German quotation: its own, or one of those that it hangs on.

From the clause of the quotation the way leads outward ("Quill sagte, sie halte das für „…“") and to the
clauses that are only put in or put behind ("…, sagte Quill", "wie Quill sagte") to the first that says
something; its subject speaks, or in the passive its agent.
"""

from __future__ import annotations

from newsreader.text.german.clauses import Clause
from newsreader.text.german.nouns import Noun, Nouns, phrase_of
from newsreader.text.german.sentence import Sentence
from newsreader.text.german.sources import Sources
from newsreader.text.german.verbs import JUDGES, SAYS, rank_of
from newsreader.text.lexicon import words
from newsreader.text.outlets import is_outlet, outlet_name
from newsreader.text.phrases import Finding, Phrase

_DEPTH = 8
_THESE_WORDS = (["mit", "diesen", "worten"], ["mit", "den", "worten"], ["mit", "diesem", "satz"])


class Saying:
    """The rules that look at one sentence."""

    def __init__(self, german: Nouns) -> None:
        self.words, self.tokens = german, german.tokens
        self.tags, self.lows = german.tags, german.lows
        self.sources = Sources(german)
        self.voices = words("de_verbs", "voices")

    def find(self, sentence: Sentence, first: int, last: int) -> Finding | None:
        """Return who says the run of words `first` to `last` by the words of its sentence."""
        says = self.sources.it_says(sentence, first)
        if says is not None:
            return says
        source = self.sources.according(sentence, first, last)
        said = self.sources.by_noun(sentence, first) or self._by_clause(sentence, first, last)
        if source is not None and (said is None or not self._reports(sentence, source, said)):
            if said is None or source.confidence > said.confidence:
                return source
            return said
        return said or self.sources.labelled(sentence, first) or self.sources.for_whom(sentence, first)

    def _reports(self, sentence: Sentence, source: Finding, said: Finding) -> bool:
        """Tell whether a source only reports who spoke: "sagte Quill laut Tagblatt"; it is noted then."""
        if source.cue is None or said.cue is None or self.lows[source.cue] == "so":
            return False
        if sentence.owner.get(source.cue) is not sentence.owner.get(said.cue) or said.confidence < 0.8:
            return False
        said.via = source.phrase
        return True

    def _chain(self, sentence: Sentence, first: int, last: int) -> list[Clause]:
        """Return the clauses that a quotation stands in, from its own outward."""
        chain: list[Clause] = []
        clause = sentence.owner.get(first)
        while clause is not None and len(chain) < _DEPTH:
            chain.append(clause)
            clause = clause.parent
        for other in sentence.all:  # "Das sei „…“, sagte Quill"; "wie Quill sagte"
            if other in chain or not other.ranges:
                continue
            fronted = not self.tags[other.first : other.verb].strip("A") if other.verb >= 0 else False
            after = other.first > last and other.kind == "main" and fronted
            if (
                after
                or other.kind == "inserted"
                or (other.kind == "sub" and self.lows[other.starter] == "wie")
            ):
                chain.append(other)
        return chain

    def _by_clause(self, sentence: Sentence, first: int, last: int) -> Finding | None:
        thought: Finding | None = None
        chain = self._chain(sentence, first, last)
        for depth, clause in enumerate(chain):
            rank, cue = sentence.saying(clause)
            if rank < JUDGES and self._in_words(clause, first):
                rank, cue = SAYS, clause.verb
            if depth == 0 and rank < JUDGES and self._wants(sentence, clause, first):
                rank, cue = JUDGES, clause.verb
            if depth == 0 and rank < JUDGES and self._voiced(clause, first):
                rank, cue = SAYS, clause.verb
            noun = self._before_clause(sentence, clause)
            if rank < JUDGES or cue < 0:
                if noun is not None and depth < len(chain) - 1:
                    return noun
                continue
            found = self.said(sentence, clause, cue, rank, first)
            if found is None:
                continue
            outer = chain[depth + 1 :]
            if (
                rank < SAYS
                and self._dependent(sentence, clause, found)
                and self._says_outside(sentence, outer)
            ):
                thought = thought or found
                continue
            reporter = self._reporter(sentence, outer)
            if reporter is None or self._is_wie(clause):
                return found
            if reporter.phrase is not None and is_outlet(self.tokens, reporter.phrase):
                found.via = reporter.phrase
                return found
            if rank == SAYS:
                return found
            return reporter
        return thought

    def _reporter(self, sentence: Sentence, chain: list[Clause]) -> Finding | None:
        """Return who says it by "wie Quill sagte"."""
        for clause in chain:
            rank, cue = sentence.saying(clause)
            if rank == SAYS and self._is_wie(clause):
                return self.said(sentence, clause, cue, rank, -1)
        return None

    def _says_outside(self, sentence: Sentence, chain: list[Clause]) -> bool:
        return any(sentence.saying(clause)[0] == SAYS for clause in chain)

    def _is_wie(self, clause: Clause) -> bool:
        return clause.kind == "sub" and self.lows[clause.starter] == "wie"

    def _before_clause(self, sentence: Sentence, clause: Clause) -> Finding | None:
        """Read "den Vorwurf der Kritiker, es sei „…“": whose word a clause fills."""
        if clause.parent is None or self.tags[clause.first - 1 : clause.first] != ",":
            return None
        return self.sources.whose(sentence, clause.first - 1)

    def _dependent(self, sentence: Sentence, clause: Clause, found: Finding) -> bool:
        """Tell whether a clause only goes on with another's words: "er halte das für „…“"."""
        if found.phrase is None or self.tags[found.phrase.first] != "O":
            return False
        return sentence.subjunctive(clause)

    def _voiced(self, clause: Clause, first: int) -> bool:
        """Read "„Ach!“, lachte der Alte": behind the words themselves a verb of any sound will do."""
        behind = min(first, clause.first)
        if (
            clause.verb <= behind
            or self.tags[behind] != "Q"
            or self.tags[behind + 1 : clause.verb].strip(",-")
        ):
            return False
        return any(lemma in self.voices for lemma, _ in self.words.verbs.get(clause.verb, ()))

    def _wants(self, sentence: Sentence, clause: Clause, first: int) -> bool:
        """Read "Quill will „keine Zeit verlieren“": the words hold the infinitive."""
        run = self.words.scene.runs[self.words.scene.run_at(first)].text
        wants = clause.verb >= 0 and "wollen" in sentence.lemmas(clause.verb)
        return wants and run[:1].islower() and run.endswith("en") and " " in run

    def _in_words(self, clause: Clause, first: int) -> bool:
        """Read "mit den Worten „…“": whatever the verb, its subject chose the words."""
        for low, high in clause.ranges:
            if any(self.lows[at : at + 3] in _THESE_WORDS for at in range(low, high - 2)):
                return clause.verb >= 0
        at = first - 1
        while at > clause.first and self.tags[at] in "A:":
            at -= 1
        return self.lows[at] in ("worten", "sätzen", "satz") and "mit" in self.lows[max(0, at - 3) : at]

    def said(self, sentence: Sentence, clause: Clause, cue: int, rank: int, first: int) -> Finding | None:
        """Return who speaks by the verb at word `cue`."""
        lemmas = sentence.lemmas(cue)
        finite = sentence.lemmas(clause.verb)
        done = any("worden" in self.lows[low:high] for low, high in clause.ranges)
        passive = ("werden" in finite or done) and any(
            "p" in kinds for _, kinds in self.words.verbs.get(cue, ())
        )
        state = "sein" in finite and not done
        if state and self._only_participle(cue):
            return None  # "ist als „…“ bekannt"
        if passive and cue != clause.verb and "zitieren" not in lemmas:
            agent = self._agent(clause)
            return Finding(phrase_of(agent), cue, "passive", 0.8) if agent is not None else None
        if "zitieren" in lemmas and not passive:
            return self._cited(sentence, clause, cue)
        subject = sentence.subject(clause)
        if subject is not None and subject.core == first + 1 and subject.first < first:
            named = self.lows[first - 1] in words("de", "works")
            subject = None if named else subject._replace(core=first, last=first)  # "rief die Menge „…“"
        if subject is None or subject.first <= first < subject.core:
            return None
        if "lauten" in lemmas and self.lows[subject.core - 1] in words("de", "works"):
            return None  # "der Name lautet „…“"
        if self.lows[subject.first] in ("man", "es") or self._names_itself(clause, lemmas):
            return None
        confidence = 0.9 if rank == SAYS else 0.8
        rule = f"clause {clause.kind} {rank}"
        phrase = phrase_of(subject)
        phrase.last = self._with_place(phrase.last)
        via = self._outlet(clause, subject, first) if rank == SAYS else None
        return Finding(phrase, cue, rule, confidence, via)

    def _outlet(self, clause: Clause, subject: Noun, first: int) -> Phrase | None:
        """Return the outlet that it was said to: "sagte Quill dem „Tagblatt“", "mit der Zeitung"."""
        for low, high in clause.ranges:
            at = low
            while at < high:
                noun = self.words.noun(at, high) if self._addresses(at) else None
                inside = noun is not None and subject.first <= noun.first < subject.last
                if noun is None or inside or noun.first <= first < noun.core - 1:
                    at += 1
                    continue
                if noun.first != first and self._is_medium(noun):
                    return Phrase(noun.first, noun.core, noun.core)
                at = noun.last
        return None

    def _addresses(self, at: int) -> bool:
        """Tell whether an article may open a dative: "dem Blatt", "gegenüber der Zeitung"."""
        return self.tags[at] == "d" or (self.lows[at] == "der" and self.tags[at - 1] in "PVN,")

    def _is_medium(self, noun: Noun) -> bool:
        media = words("de", "media")
        if any(self.lows[place] in media for place in range(noun.first, noun.core)):
            return True
        quoted = noun.core - noun.first == 2 and self.tags[noun.core - 1] == "Q"
        return quoted or outlet_name(self.tokens, phrase_of(noun)) is not None

    def _with_place(self, last: int) -> int:
        """Return where an office ends that a name follows: "der Bürgermeister von Tarn, Bert Sedge,"."""
        at = last
        while self.tags[at : at + 1] == "P":
            noun = self.words.noun(at + 1, min(len(self.tags), at + 12))
            if noun is None:
                return last
            at = noun.last
        named = self.tags[at : at + 3] == ",NN" and at > last
        return at if named and self.tags[at + 3 : at + 5].strip("N")[:1] in (",", ".", "¶", "") else last

    def _only_participle(self, cue: int) -> bool:
        """Tell whether a word says something by itself and is a participle: "bekannt", not "überzeugt"."""
        found = self.words.verbs.get(cue, ())
        return any("p" in kinds and rank_of(lemma) >= JUDGES for lemma, kinds in found)

    def _names_itself(self, clause: Clause, lemmas: set[str]) -> bool:
        """Tell whether the verb only gives something its name: "nennt sich „…“"."""
        if not lemmas & {"nennen", "bezeichnen", "sehen"}:
            return False
        return any("sich" in self.lows[first:last] for first, last in clause.ranges)

    def _agent(self, clause: Clause) -> Noun | None:
        """Return by whom something is done: "werden von Kennern als „…“ bezeichnet"."""
        agent: Noun | None = None
        for first, last in clause.ranges:
            if agent is not None and last <= clause.verb:
                continue
            for at in range(first, last):
                if self.lows[at] in ("von", "vom", "durch"):
                    agent = self.words.noun(at + 1, last) or agent
        return agent

    def _cited(self, sentence: Sentence, clause: Clause, cue: int) -> Finding | None:
        """Read "zitiert das Blatt Quill": whom an outlet quotes speaks, through the outlet."""
        subject = sentence.subject(clause)
        nouns = sentence.nouns(clause)
        others = [noun for noun in nouns if subject is None or noun.first != subject.first]
        others = [noun for noun in others if self.tags[noun.first] != "Q" and noun.first > cue]
        if others:
            via = phrase_of(subject) if subject is not None else None
            return Finding(phrase_of(others[0]), cue, "cited", 0.8, via)
        return Finding(phrase_of(subject), cue, "cited", 0.6) if subject is not None else None
