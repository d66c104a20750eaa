"""Who says what in German: the clause of saying for each quotation.

German words a report in its own ways: the verb stands before its subject or at the end of its clause
("„…“, sagte Quill"; "dass Quill den Plan „…“ nannte"), part of it apart ("räumte … ein"), the report goes
on in the subjunctive without saying so again ("Das sei „…“"), and prepositions and nouns do the work of
verbs ("laut Quill", "nach Angaben der Polizei", "so Quill", "heißt es in dem Brief").  The rules here
follow a quotation from its own clause outward through those it hangs on (`german_clauses`) to the first
that says something, and then to the sentences before.
"""

from __future__ import annotations

from newsreader.text.german_clauses import Clause, Clauses, Subject
from newsreader.text.german_kinds import GermanKinds
from newsreader.text.german_verbs import JUDGES, SAYS, rank_of
from newsreader.text.german_words import Noun, Words
from newsreader.text.lexicon import words
from newsreader.text.outlets import is_outlet
from newsreader.text.phrases import Finding, Phrase
from newsreader.text.plain_kinds import Kind
from newsreader.text.scene import Scene

_FAR = 110
"""Words looked at on either side of a quotation: longer sentences are lists, not prose."""
_DEPTH = 8
_SENTENCES_BACK = 6


def phrase_of(noun: Noun) -> Phrase:
    """Return a noun phrase as `quotes` wants it; several persons have no name to be found."""
    return Phrase(noun.first, noun.last, noun.first if noun.plural and noun.last > noun.core else noun.core)


def read_german(scene: Scene) -> tuple[list[Finding | None], list[Kind]]:
    """Return who says each quoted run of a German text, and the kind of each."""
    speakers = GermanSpeakers(scene)
    findings = speakers.find()
    return findings, GermanKinds(speakers.words, findings).find()


class GermanSpeakers:
    """Finds the speakers of the quoted runs of one German text, in order."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.tokens = scene, scene.tokens
        self.words = Words(scene)
        self.tags, self.lows = self.words.tags, self.words.lows
        self.subjunctive = words("de_verbs", "subjunctive")
        self.opinions = words("de", "opinions")
        self.speech_nouns = words("de", "speech nouns")
        self.voices = words("de_verbs", "voices")
        self.sources = words("de", "sources")
        self.findings: list[Finding | None] = [None] * len(scene.runs)
        self._sentences: dict[tuple[int, int], Clauses] = {}

    def find(self) -> list[Finding | None]:
        """Return a finding, or None, for each run."""
        for index, places in enumerate(self.scene.places):
            if places:
                self.findings[index] = self._in_sentence(places[0], places[-1]) or self._around(index, places)
        return self.findings

    def clauses(self, low: int, high: int) -> Clauses:
        """Return the clauses of the words `low` to before `high`, cut once."""
        found = self._sentences.get((low, high))
        if found is None:
            found = self._sentences[low, high] = Clauses(self.words, low, high)
        return found

    def _bounds(self, first: int, last: int) -> tuple[int, int]:
        low, high = self.scene.sentence(first)[0], self.scene.sentence(last)[1]
        low, high = max(low, first - _FAR), min(high, last + _FAR)
        for place in range(low, first):  # "„…!“ Die Bäckerin sagte": no clause of saying follows like that
            if self.tags[place] in ".¶" or (self.tags[place] == "Q" and self._ends_sentence(place)):
                low = place + 1
        if self._ends_sentence(last):
            high = last + 1
        return low, high

    def _ends_sentence(self, place: int) -> bool:
        following = place + 1
        if following >= len(self.tags) or self.tags[following] not in "NDdJOPRABT#":
            return False
        return self.words.is_capital(following) and self.scene.last_inside(place) in (".", "?", "!", "…")

    # --- in the sentence --------------------------------------------------------------------------

    def _in_sentence(self, first: int, last: int) -> Finding | None:
        low, high = self._bounds(first, last)
        clauses = self.clauses(low, high)
        says = self._it_says(clauses, first)
        if says is not None:
            return says
        source = self._according(clauses, first, last)
        said = self._by_noun(clauses, first) or self._by_clause(clauses, first, last)
        if source is not None and (said is None or not self._reports(clauses, source, said)):
            if said is None or source.confidence > said.confidence:
                return source
            return said
        return said or self._labelled(clauses, first) or self._for_whom(clauses, first)

    def _reports(self, clauses: Clauses, source: Finding, said: Finding) -> bool:
        """Tell whether a source only reports who spoke: "sagte Quill laut Tagblatt"; it is noted then."""
        if source.cue is None or said.cue is None or self.lows[source.cue] == "so":
            return False
        if clauses.owner.get(source.cue) is not clauses.owner.get(said.cue) or said.confidence < 0.8:
            return False
        said.via = source.phrase
        return True

    def _chain(self, clauses: Clauses, first: int, last: int) -> list[Clause]:
        """Return the clauses that a quotation stands in, from its own outward."""
        chain: list[Clause] = []
        clause = clauses.owner.get(first)
        while clause is not None and len(chain) < _DEPTH:
            chain.append(clause)
            clause = clause.parent
        for other in clauses.all:  # "Das sei „…“, sagte Quill"; "wie Quill sagte"
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

    def _by_clause(self, clauses: Clauses, first: int, last: int) -> Finding | None:
        thought: Finding | None = None
        chain = self._chain(clauses, first, last)
        for depth, clause in enumerate(chain):
            rank, cue = clauses.saying(clause)
            if depth == 0 and rank < JUDGES and self._in_words(clause, first):
                rank, cue = SAYS, clause.verb
            if depth == 0 and rank < JUDGES and self._voiced(clause, first):
                rank, cue = SAYS, clause.verb
            noun = self._before_clause(clauses, clause)
            if rank < JUDGES or cue < 0:
                if noun is not None and depth < len(chain) - 1:
                    return noun
                continue
            found = self._said(clauses, clause, cue, rank, first)
            if found is None:
                continue
            outer = chain[depth + 1 :]
            if rank < SAYS and self._dependent(clause, found) and self._says_outside(clauses, outer):
                thought = thought or found
                continue
            reporter = self._reporter(clauses, outer)
            if reporter is None or self._is_wie(clause):
                return found
            if reporter.phrase is not None and is_outlet(self.tokens, reporter.phrase):
                found.via = reporter.phrase
                return found
            if rank == SAYS:
                return found
            return reporter
        return thought

    def _reporter(self, clauses: Clauses, chain: list[Clause]) -> Finding | None:
        """Return who says it by "wie Quill sagte"."""
        for clause in chain:
            rank, cue = clauses.saying(clause)
            if rank == SAYS and self._is_wie(clause):
                return self._said(clauses, clause, cue, rank, -1)
        return None

    def _says_outside(self, clauses: Clauses, chain: list[Clause]) -> bool:
        return any(clauses.saying(clause)[0] == SAYS for clause in chain)

    def _is_wie(self, clause: Clause) -> bool:
        return clause.kind == "sub" and self.lows[clause.starter] == "wie"

    def _before_clause(self, clauses: Clauses, clause: Clause) -> Finding | None:
        """Read "den Vorwurf der Kritiker, es sei „…“": whose word a clause fills."""
        if clause.parent is None or self.tags[clause.first - 1 : clause.first] != ",":
            return None
        return self._whose(clauses, clause.first - 1)

    def _whose(self, clauses: Clauses, at: int) -> Finding | None:
        """Return whose a noun of speech is that ends before word `at`: "die Kritik der Anwohner"."""
        noun = clauses.before(at)
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

    def _for_whom(self, clauses: Clauses, first: int) -> Finding | None:
        """Read "für Quill sei das „…“", "was für Quill ein „…“ ist"."""
        clause = clauses.owner.get(first)
        if clause is None or not any(lemma == "sein" for lemma, _ in self.words.verbs.get(clause.verb, ())):
            return None
        begin = clause.first + (self.lows[clause.first] == "was")
        if self.lows[begin : begin + 1] != ["für"]:
            return None
        noun = self.words.noun(begin + 1, clause.last)
        if noun is None or noun.last > first:
            return None
        return Finding(phrase_of(noun), clause.verb, "for whom", 0.62)

    def _dependent(self, clause: Clause, found: Finding) -> bool:
        """Tell whether a clause only goes on with another's words: "er halte das für „…“"."""
        if found.phrase is None or self.tags[found.phrase.first] != "O":
            return False
        return self._subjunctive(clause)

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

    def _in_words(self, clause: Clause, first: int) -> bool:
        """Read "mit den Worten „…“": whatever the verb, its subject chose the words."""
        at = first - 1
        while at > clause.first and self.tags[at] in "A:":
            at -= 1
        return self.lows[at] in ("worten", "sätzen", "satz") and "mit" in self.lows[max(0, at - 3) : at]

    def _said(self, clauses: Clauses, clause: Clause, cue: int, rank: int, first: int) -> Finding | None:
        """Return who speaks by the verb at word `cue`."""
        lemmas = {lemma for lemma, _ in self.words.verbs.get(cue, ())}
        finite = {lemma for lemma, _ in self.words.verbs.get(clause.verb, ())}
        passive = "werden" in finite and any("p" in kinds for _, kinds in self.words.verbs.get(cue, ()))
        state = "sein" in finite and "worden" not in self.lows[clause.first : clause.last]
        if state and self._only_participle(cue):
            return None  # "ist als „…“ bekannt"
        if passive and cue != clause.verb and "zitieren" not in lemmas:
            agent = self._agent(clause)
            return Finding(phrase_of(agent), cue, "passive", 0.8) if agent is not None else None
        if "zitieren" in lemmas and not passive:
            return self._cited(clauses, clause, cue)
        subject = clauses.subject(clause)
        if subject is None or subject.noun.first <= first < subject.noun.core:
            return None
        if self.lows[subject.noun.first] in ("man", "es") or self._names_itself(clause, lemmas):
            return None
        confidence = 0.9 if rank == SAYS else 0.8
        rule = f"clause {clause.kind} {rank}"
        phrase = phrase_of(subject.noun)
        phrase.last = self._with_place(phrase.last)
        return Finding(phrase, cue, rule, confidence)

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
        if not lemmas & {"nennen", "bezeichnen"}:
            return False
        return any("sich" in self.lows[first:last] for first, last in clause.ranges)

    def _agent(self, clause: Clause) -> Noun | None:
        """Return by whom something is done: "werden von Kennern als „…“ bezeichnet"."""
        agent: Noun | None = None
        for first, last in clause.ranges:
            for at in range(first, last):
                if self.lows[at] in ("von", "vom", "durch"):
                    agent = self.words.noun(at + 1, last) or agent
        return agent

    def _cited(self, clauses: Clauses, clause: Clause, cue: int) -> Finding | None:
        """Read "zitiert das Blatt Quill": whom an outlet quotes speaks, through the outlet."""
        subject = clauses.subject(clause)
        nouns = clauses.nouns(clause)
        others = [noun for noun in nouns if subject is None or noun.first != subject.noun.first]
        others = [noun for noun in others if self.tags[noun.first] != "Q" and noun.first > cue]
        if others:
            via = phrase_of(subject.noun) if subject is not None else None
            return Finding(phrase_of(others[0]), cue, "cited", 0.8, via)
        return Finding(phrase_of(subject.noun), cue, "cited", 0.6) if subject is not None else None

    # --- without a verb of saying -----------------------------------------------------------------

    def _it_says(self, clauses: Clauses, first: int) -> Finding | None:
        """Read "heißt es in dem Brief", "In dem Brief steht: „…“"."""
        for clause in clauses.all:
            lemmas = {lemma for lemma, _ in self.words.verbs.get(clause.verb, ())}
            if not lemmas & {"heissen", "stehen", "finden", "lesen"}:
                continue
            spans = clause.ranges
            if "heissen" in lemmas and not any("es" in self.lows[a:b] for a, b in spans):
                continue
            source = self._source(clause, named="heissen" not in lemmas)
            if source is not None and not source.first <= first < source.core:
                return Finding(phrase_of(source), clause.verb, "it says", 0.85)
        return None

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
                if noun is not None and (not named or self._is_source(noun)):
                    return noun
        return None

    def _is_source(self, noun: Noun) -> bool:
        low = self.lows[noun.core - 1]
        return low in self.sources or low in self.speech_nouns

    def _according(self, clauses: Clauses, first: int, last: int) -> Finding | None:
        """Read "laut Quill", "so Quill", "Quill zufolge", "nach Angaben der Polizei" beside a quotation."""
        best: Finding | None = None
        own = clauses.owner.get(first)
        for at in range(clauses.low, clauses.high):
            low = self.lows[at]
            if self.tags[at] == "C":
                noun, worth = self.words.noun(at + 1, clauses.high), 0.9
            elif low == "so" and self._so(at, clauses):
                noun, worth = self.words.noun(at + 1, clauses.high), 0.93
            elif low == "zufolge":
                pronoun = Noun(at - 1, at, at, "a", None) if at and self.tags[at - 1] in "oO" else None
                noun, worth = pronoun or clauses.before(at), 0.9
            elif low in self.opinions and at > 0:
                noun, worth = self._opinion(at, clauses)
            else:
                continue
            if noun is None or noun.first <= first < noun.core:
                continue
            near = clauses.owner.get(at) is own
            if not near and not (low == "so" and at > last):
                worth -= 0.15
            if best is None or worth > best.confidence:
                best = Finding(phrase_of(noun), at, "according to", worth)
        return best

    def _so(self, at: int, clauses: Clauses) -> bool:
        """Tell whether "so" names who speaks: alone with a name between signs, "so Quill", "So Quill: "."""
        if at > clauses.low and self.tags[at - 1] not in ",-Q;.¶(":
            return False
        noun = self.words.noun(at + 1, clauses.high)
        if noun is None or noun.case == "o":
            return False
        behind = self.tags[noun.last : noun.last + 1]
        return behind in ("", ",", ".", "¶", ":", "-", "_", "(", ")", ";", "&", "A", "P", "T", "B", "d")

    def _opinion(self, at: int, clauses: Clauses) -> tuple[Noun | None, float]:
        tags, lows = self.tags, self.lows
        if lows[at + 1 : at + 2] == ["nach"] and tags[at - 1] in "Dd":  # "seiner Ansicht nach"
            return Noun(at - 1, at, at, "a", None), 0.85
        start = at - 1
        while start > clauses.low and tags[start] == "N" and lows[at - 1].endswith(("s", "'")):
            start -= 1
        if start < at - 1 and lows[start] in ("nach", "aus", "laut"):  # "nach Ada Quills Angaben"
            return Noun(start + 1, at, at, "a", None), 0.85
        start = at - 1
        while start > clauses.low and tags[start] in "DdJ":
            start -= 1
        if lows[start] not in ("nach", "laut", "gemäß", "aus", "in"):
            return None, 0.0
        begin = at + 2 if lows[at + 1 : at + 2] in (["von"], ["vom"]) else at + 1
        noun = self.words.noun(begin, clauses.high) if begin < clauses.high else None
        if noun is not None and (begin == at + 2 or tags[begin] in "DdN"):
            return noun, 0.85
        if tags[at - 1] in "Dd" and lows[at - 1] in words("de", "possessives"):
            return Noun(at - 1, at, at, "a", None), 0.8
        return (
            (Noun(at, at + 1, at + 1, "a", None), 0.7)
            if lows[at].endswith("angaben") and len(lows[at]) > 7
            else (None, 0.0)
        )

    def _by_noun(self, clauses: Clauses, first: int) -> Finding | None:
        """Read "die Forderung der Kritiker, „…“", "Quills Behauptung „…“"."""
        at = first - 1
        while at > clauses.low and self.tags[at] in ",:DdB":
            at -= 1
        return self._whose(clauses, at + 1) if self.tags[at] == "N" else None

    def _labelled(self, clauses: Clauses, first: int) -> Finding | None:
        """Read "Quill: „…“", and what a sentence is about whose colon leads into the run."""
        if first < 2 or self.tags[first - 1] != ":" or clauses.low >= first - 1:
            return None
        noun = self.words.noun(clauses.low, first - 1)
        if noun is not None and not self.tags[noun.last : first - 1].strip("A_") and noun.case != "o":
            return Finding(phrase_of(noun), None, "label", 0.85)
        clause = clauses.owner.get(first - 2)
        while clause is not None and (clause.kind != "main" or self._subjunctive(clause)):
            clause = clause.parent
        subject = clauses.subject(clause) if clause is not None else None
        if subject is None or self.lows[subject.noun.first] in ("es", "man"):
            return None
        return Finding(phrase_of(subject.noun), None, "colon inside", 0.66)

    def _subjunctive(self, clause: Clause) -> bool:
        return any("c" in kinds for _, kinds in self.words.verbs.get(clause.verb, ()))

    # --- around -----------------------------------------------------------------------------------

    def _around(self, index: int, places: list[int]) -> Finding | None:
        tags = self.tags
        low, high = self.scene.sentence(places[0])
        start = low
        while start < places[0] and tags[start] in "¶.,":
            start += 1
        rest = tags[places[-1] + 1 : min(high, places[-1] + _FAR)]
        if tags[start : places[0]] == "&:" or tags[start : places[0]] == "A:":  # "Und: „…“"
            before = self._back(index, start)
            if before is not None:
                return Finding(before.phrase, before.cue, "continued", 0.8, before.via)
        if start != places[0] or rest.strip("¶.,)"):
            return self._goes_on(index, low, places)
        back = start
        while back > 0 and tags[back - 1] == "¶":
            back -= 1
        if back > 0 and tags[back - 1] == ":":
            found = self._statement(self.scene.sentence(back - 1)[0], back)
            if found is not None:
                return Finding(found.phrase, found.cue, "colon", 0.85)
        told = self._told_after(index, places[-1])
        if told is not None:
            return told
        if back < start or start == 0:
            return self._paragraph_before(index, places[0])
        before = self._back(index, start)
        return (
            Finding(before.phrase, before.cue, "continued", 0.7, before.via) if before is not None else None
        )

    def _told_after(self, index: int, last: int) -> Finding | None:
        """Read "„…“ Das sagte Quill in Tarn"."""
        at = last + 1
        while at < len(self.tags) and self.tags[at] in ".,)":
            at += 1
        if self.lows[at : at + 1] not in (["das"], ["dies"], ["so"]) or self.tags[at + 1 : at + 2] not in (
            "V",
            "U",
        ):
            return None
        low, high = self.scene.sentence(at)
        clauses = self.clauses(max(low, at), min(high, at + _FAR))
        rank, cue = clauses.saying(clauses.all[0]) if clauses.all else (0, -1)
        found = self._said(clauses, clauses.all[0], cue, rank, -1) if rank == SAYS else None
        return Finding(found.phrase, cue, "told after", 0.8) if found is not None else None

    def _statement(self, low: int, high: int) -> Finding | None:
        """Return who says something in a sentence: its last clause of saying."""
        while low < high and self.tags[low] in ".¶":
            low += 1
        low = max(low, high - 2 * _FAR)
        if low >= high:
            return None
        clauses = self.clauses(low, high)
        for clause in reversed(clauses.all):
            rank, cue = clauses.saying(clause)
            if rank >= JUDGES and cue >= 0:
                found = self._said(clauses, clause, cue, rank, -1)
                if found is not None:
                    return found
        return self._according(clauses, -1, -1)

    def _back(self, index: int, low: int) -> Finding | None:
        """Return who spoke in the sentences of the paragraph before word `low`."""
        paragraph = self.scene.paragraph(low)
        end = low
        for _ in range(_SENTENCES_BACK):
            if end <= paragraph:
                break
            start, _ = self.scene.sentence(end - 1)
            if start >= end:
                break
            run = self._last_run(index, start, end)
            found = run or self._statement(start, end)
            if found is not None:
                return found
            end = start
        return None

    def _last_run(self, index: int, start: int, end: int) -> Finding | None:
        """Return the finding of the run before `index`, if that stands in the words `start` to `end`."""
        for before in range(index - 1, max(-1, index - 4), -1):
            places = self.scene.places[before]
            if places and start <= places[-1] < end and self.findings[before] is not None:
                return self.findings[before]
        return None

    def _goes_on(self, index: int, low: int, places: list[int]) -> Finding | None:
        """Read a report that goes on in the subjunctive: "Damit sei das „nicht mehr so klar“"."""
        clauses = self.clauses(*self._bounds(places[0], places[-1]))
        if not self._reported(clauses, places[0]):
            return None
        found = self._back(index, low)
        return Finding(found.phrase, found.cue, "indirect", 0.66, found.via) if found is not None else None

    def _reported(self, clauses: Clauses, first: int) -> bool:
        clause = clauses.owner.get(first)
        for _ in range(_DEPTH):
            if clause is None:
                return False
            if self._subjunctive(clause):
                return True
            clause = clause.parent
        return False

    def _paragraph_before(self, index: int, place: int) -> Finding | None:
        """Read a paragraph of nothing but words: whoever spoke in the paragraph before goes on."""
        end = place
        while end > 0 and self.tags[end - 1] == "¶":
            end -= 1
        if index == 0 or self.scene.runs[index].text[:1].islower():
            return None
        previous = self.findings[index - 1]
        places = self.scene.places[index - 1]
        if (
            previous is None
            or not places
            or places[-1] < self.scene.paragraph(end)
            or previous.confidence < 0.6
        ):
            return None
        return Finding(previous.phrase, previous.cue, "paragraph before", 0.6, previous.via)


__all__ = ["GermanSpeakers", "Subject"]
