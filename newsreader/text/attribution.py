"""Find the clause of saying in the sentence of a quotation.

After it ("…," Quill said; said Quill; according to Quill), before it (Quill said: "…"; Quill called the
plan "…"; the plan was called "…" by Quill), or at the sentence's end (… "word" in the hall, Quill said).
Each finding has a confidence, so that the surest can be taken.
"""

from __future__ import annotations

from newsreader.text.beings import can_speak
from newsreader.text.clauses import right_subject, subject_of
from newsreader.text.lexicon import words
from newsreader.text.phrases import Finding, Phrase, beginning, touching
from newsreader.text.scene import Scene
from newsreader.text.speech_nouns import SpeechNouns
from newsreader.text.weighing import Weighing

_FAR = 50
"""Words looked at on either side of a quotation."""

_VERBS = 8
"""Verbs of saying looked at before a quotation."""

_FINAL_VERBS = 3
"""Those looked at behind it."""

_VERBS_TAGS = frozenset("SKMX")
_BY = (["by"],)
_INSIDE_STOPS = frozenset(",.?!…—-–。，！？、;")
_ENDS_NAME = frozenset({",", ".", "(", "P", "¶", "", "A", "T"})


class Attribution:
    """The rules that look at one sentence."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.tokens = scene, scene.tokens
        language = scene.language
        self.naming = words(language, "naming")
        self.being = words(language, "being")
        self.agent = words(language, "agent")
        self.fronting = words(language, "fronting")
        self.transitive = words(language, "transitive")
        self.nouns = SpeechNouns(scene)
        self.weigh = Weighing(scene)
        self.intending = words(language, "intending")
        self.writing = words(language, "writing")
        self.likening = words(language, "as")
        self._subjects: dict[int, tuple[Phrase, str] | None] = {}

    # --- after ------------------------------------------------------------------------------------

    def after(self, place: int) -> Finding | None:
        """Read what follows the run at word `place`: "…," Quill said."""
        tokens, tags = self.tokens, self.tokens.tags
        _, high = self.scene.sentence(place)
        at = place + 1
        comma = self.scene.last_inside(place) in _INSIDE_STOPS
        while at < high and tags[at] in ",-":
            comma = True
            at += 1
        while at < high and tags[at] == "A" and tokens.lows[at] not in self.fronting:
            at += 1
        while at + 1 < high and tags[at] in "XA" and tags[at + 1] in "XASKM" and self.scene.language != "en":
            at += 1  # "…", a déclaré Quill
        if at >= high or tags[at] in "&R":
            return None
        if tags[at] == "C":
            return self.according(at, high, 0.92)
        if tags[at] in "XSKM" and self.scene.language == "en":
            found = self.nouns.complement(at, high)
            if found is not None:
                return found
        if tags[at] in "SKM":
            found = self._inverted(at, high, comma)
            if found is not None:
                return found
        if comma and tags[at] in "NDGW":
            found = self._apposed(at, high)
            if found is not None:
                return found
        if tags[at] == "B":
            at += 1
            if tokens.lows[at - 1] not in words(self.scene.language, "as") or at >= high:
                return None
        return self._clause(at, high, comma)

    def _inverted(self, at: int, high: int, comma: bool) -> Finding | None:
        tokens, tags = self.tokens, self.tokens.tags
        phrase = right_subject(tokens, at, high)
        if phrase is None and tags[at] == "S" and tags[at + 1 : at + 3] == "DQ":  # wrote the "Herald"
            phrase = Phrase(at + 1, at + 3, at + 3)
        if phrase is None or tokens.lows[at] in self.transitive:
            return None
        strong = tags[at] == "S"
        if not strong and "N" not in tags[phrase.first : phrase.last]:
            return None
        return Finding(phrase, at, "after inverted", 0.96 if comma and strong else 0.7)

    def _apart(self, place: int) -> bool:
        """Tell whether a comma ends what stands up to word `place`, be it inside a quotation."""
        tag = self.tokens.tags[place]
        return tag in ",-" or (tag == "Q" and self.scene.last_inside(place) in _INSIDE_STOPS)

    def _apposed(self, at: int, high: int) -> Finding | None:
        """Read "…," Ada Quill, a baker with a hat, said."""
        tags = self.tokens.tags
        phrase = beginning(self.tokens, at, high)
        if phrase is None or tags[phrase.first] == "O":
            return None
        end = phrase.last
        while end < high and tags[end] == "P" and self.scene.language == "en":  # a spokesman for the mayor
            further = beginning(self.tokens, end + 1, high)
            if further is None or further.last - at > 20:
                break
            end = further.last
        phrase.last = end
        if tags[end : end + 1] == "(":
            end = tags.find(")", end, min(high, end + 12)) + 1
        if not end or tags[end : end + 1] not in (",", "-"):
            return None
        for cue in range(end + 1, min(high, end + 40)):
            if tags[cue] in ".;:":
                break
            if tags[cue] == "S" and tags[cue - 1] in ",-A)":
                return Finding(phrase, cue, "after apposed", 0.95)
        return None

    def _clause(self, at: int, high: int, comma: bool) -> Finding | None:
        """Read a clause whose subject begins at word `at`."""
        tokens, tags = self.tokens, self.tokens.tags
        for cue in range(at, min(high, at + 45)):
            tag = tags[cue]
            if tag in "Q.;:" and cue > at:
                return None
            if tag == "X" and tags[cue + 1 : cue + 2] not in ("S", "A"):
                return None
            if tag not in "SKM":
                continue
            found = subject_of(tokens, cue, at, high)
            if found is None or found[1] != "left" or found[0].first > at + 1:
                return None
            if tokens.lows[cue + 1 : cue + 2] in _BY:
                return None  # "…" measures added by the council
            strong = tag == "S" and not self._goes_on(cue, high)
            if comma:
                return Finding(found[0], cue, "after", 0.97 if strong else 0.6)
            return Finding(found[0], cue, "after bare", 0.75 if strong else 0.55)
        return None

    def _goes_on(self, cue: int, high: int) -> bool:
        """Tell whether a verb has words of its own to report: "…," he claimed they had never met."""
        tags, lows = self.tokens.tags, self.tokens.lows
        if self.scene.language != "en" or cue + 1 >= high:
            return False
        following = tags[cue + 1]
        if lows[cue + 1] == "to" and lows[cue] in self.intending:
            return True  # "…," the council continued to argue
        content = beginning(self.tokens, cue + 1, high)
        reports = content is not None and tags[content.last : content.last + 1] in tuple("XSKM")
        if reports and lows[cue] not in self.transitive and following != "O":
            return True  # "…," Quill said the plan was
        own = lows[cue + 1] == "that" or (following == "O" and tags[cue + 2 : cue + 3] in tuple("XSKMEA"))
        return own or (following == "D" and lows[cue] in self.writing)

    def according(self, at: int, high: int, confidence: float) -> Finding | None:
        """Read "according to Quill" from word `at`."""
        tokens = self.tokens
        begin = at + 2 if tokens.tags[at + 1 : at + 2] == "P" else at + 1
        phrase = beginning(tokens, begin, high)
        return Finding(phrase, at, "according to", confidence) if phrase is not None else None

    # --- before -----------------------------------------------------------------------------------

    def before(self, place: int) -> Finding | None:
        """Read what leads into the run at word `place`: the nearest verb of saying to the left."""
        tokens, tags = self.tokens, self.tokens.tags
        low, high = self.scene.sentence(place)
        best: Finding | None = None
        looked_at = 0
        for cue in range(place - 1, max(low - 1, place - _FAR), -1):
            tag = tags[cue]
            if tag == ";":
                break
            if tag == "C":
                found = self.according(cue, place, 0.6)
                if found and (best is None or best.confidence < 0.6):
                    best = found
                continue
            unlisted = tag == "E" and self._takes_it(cue, place)
            if (tag not in "SsKkMm" and not unlisted) or self._names(cue, place):
                continue
            looked_at += 1
            if looked_at > _VERBS:
                break
            passive = self._passive(cue, place, high)
            if passive is not None:
                if passive.phrase is not None and (best is None or best.confidence < passive.confidence):
                    best = passive
                continue
            found_subject = self._subject(cue, low, high)
            if found_subject is None or found_subject[0].first <= place < found_subject[0].last:
                continue
            phrase, how = found_subject
            finding = Finding(phrase, cue, f"before {how}", self.weigh.lead_in(cue, place, how))
            if best is None or self.weigh.outweighs(finding, best, place):
                best = finding
            adjacent = cue + 1 == place or tags[cue + 1 : place] in (":", ",", "B")
            adjacent = adjacent and not self.weigh.imagined(cue)
            if tag in "MmE" and self.scene.language == "en" and not can_speak(tokens, phrase):
                finding.confidence -= 0.2
            if tag in "Ss" and finding.confidence > 0.6 and tags[phrase.first] != "O" and adjacent:
                break
        return best

    def _takes_it(self, cue: int, place: int) -> bool:
        """Tell whether a verb of no list has the run right behind it: "Quill bewailed the "…""."""
        between, before = self.tokens.tags[cue + 1 : place], self.tokens.tags[max(0, cue - 1) : cue]
        if before in ("D", "P", "G", "#"):
            return False
        near = not between.strip("DA") or (between[:1] == "P" and self.tokens.lows[cue + 1] in self.likening)
        return near and len(between) < 4 and self.scene.language == "en"

    def _subject(self, cue: int, low: int, high: int) -> tuple[Phrase, str] | None:
        """Return the subject of a verb in its sentence, found once for all quotations around it."""
        if cue not in self._subjects:
            self._subjects[cue] = subject_of(self.tokens, cue, low, high)
        return self._subjects[cue]

    def _names(self, cue: int, place: int) -> bool:
        """Tell whether the verb only names a thing: "a memo titled "…"", "a movement called "…""."""
        tokens, tags = self.tokens, self.tokens.tags
        if tokens.lows[cue] not in self.naming or tags[cue + 1 : place].strip("D"):
            return False
        phrase = touching(tokens, cue, max(0, cue - 8))
        if phrase is None or tags[phrase.first] == "O" or tags[phrase.first - 1 : phrase.first] in ("B", "R"):
            return False
        return "N" not in tags[phrase.first : cue] or (tags[cue - 1] == "W" and not can_speak(tokens, phrase))

    def _passive(self, cue: int, place: int, high: int) -> Finding | None:
        """Read "was called "…" by Quill": the agent speaks; without one nobody does (an empty finding)."""
        tokens, tags = self.tokens, self.tokens.tags
        if self.scene.language == "en" and tags[cue] in "SKM" and tokens.lows[cue + 1] in self.agent:
            phrase = beginning(tokens, cue + 2, high)
            near = phrase is not None and phrase.last <= place and can_speak(tokens, phrase)
            if phrase is not None and near and not set(tags[phrase.last : place]) & _VERBS_TAGS:
                return Finding(phrase, cue, "passive", 0.7)
        at = cue - 1
        while at > 0 and tags[at] == "A":
            at -= 1
        near = not tags[cue + 1 : place].strip("DAP") and tags[at] != "X"
        reduced = near and tokens.lows[cue].endswith("ed") and tokens.lows[place + 1 : place + 2] in _BY
        if tags[cue] not in "SKM" or at < 0 or (tokens.lows[at] not in self.being and not reduced):
            return None
        for by in range(cue + 1, min(high, place + 6)):
            if tokens.lows[by] in self.agent:
                phrase = beginning(tokens, by + 1, high)
                if phrase is not None and not phrase.first <= place < phrase.last:
                    return Finding(phrase, cue, "passive", 0.8)
        return Finding(None, cue, "passive", 0.0)

    def characterised(self, place: int) -> Finding | None:
        """Read "Quill hailed the bridge as a "…"": whatever the verb, its subject chose the words."""
        tokens, tags = self.tokens, self.tokens.tags
        at = place - 1
        while at > 0 and tags[at] in "DA":
            at -= 1
        low, high = self.scene.sentence(place)
        if at <= low or tokens.lows[at] not in self.likening:
            return None
        for verb in range(at, max(low, at - 25), -1):
            if tokens.lows[verb] in self.being:
                return None
        found = subject_of(tokens, at, low, high)
        return Finding(found[0], at, "characterised", 0.62) if found is not None else None

    # --- at the end -------------------------------------------------------------------------------

    def final(self, place: int) -> Finding | None:
        """Read a clause of saying at the sentence's end: … "word" in the hall, Quill said."""
        tokens, tags = self.tokens, self.tokens.tags
        _, high = self.scene.sentence(place)
        looked_at = 0
        for cue in range(place + 1, min(high, place + _FAR)):
            tag = tags[cue]
            if tag == ";":
                break
            if tag == "C":
                return self.according(cue, high, 0.8)
            if tag != "S":
                continue
            looked_at += 1
            if looked_at > _FINAL_VERBS:
                break
            found = subject_of(tokens, cue, place + 1, high)
            phrase, how = found or (Phrase(-1, -1, -1), "")
            if (
                how == "left"
                and phrase.first > 0
                and self._apart(phrase.first - 1)
                and not self._goes_on(cue, high)
            ):
                return Finding(phrase, cue, "final", 0.82)
            if (how == "right" or tags[cue - 1] in ",-") and tokens.lows[cue] not in self.transitive:
                inverted = right_subject(tokens, cue, high)
                if inverted is not None and tags[inverted.last : inverted.last + 1] in _ENDS_NAME:
                    return Finding(inverted, cue, "final", 0.8)
        return None
