"""Which words in capitals are names in German, where every noun has a capital.

What `people` knows of names it reads from the letter N.  Here that letter is taken from the common nouns:
a word behind an article, an office ("Bundesfinanzministerin"), a noun by its ending; a surname that the
text gives with its first name stays one wherever it stands.
"""

from __future__ import annotations

import re

from newsreader.text.german.mentions import GermanMentions
from newsreader.text.german.nouns import Nouns, is_office
from newsreader.text.german.words import endings
from newsreader.text.lexicon import words
from newsreader.text.outlets import outlet_name
from newsreader.text.people import People, first_name_gender
from newsreader.text.phrases import Finding, Phrase
from newsreader.text.tokens import Tokens

_RUN = re.compile("N+")
_CASES = {"eines": "ein", "einem": "ein", "einen": "ein", "einer": "eine", "des": "", "dem": "", "den": ""}
_ARTICLES = frozenset({"der", "die", "das", "den", "dem", "des"})


def names_only(german: Nouns) -> Tokens:
    """Return the words of a text with the letter N for names alone, W for the other nouns."""
    whole = german.tokens
    letters = [
        "W" if tag == "N" and letter not in "N_" else tag
        for tag, letter in zip(whole.tags, german.tags, strict=True)
    ]
    tokens = Tokens(whole.text, whole.starts, whole.ends, whole.lows, "".join(letters), "de")
    runs = [match.span() for match in _RUN.finditer(tokens.tags)]
    surnames: set[str] = set()
    begun: list[tuple[int, int, int]] = []
    for first, last in runs:
        begin = _name_begins(tokens, first, last)
        begun.append((first, last, begin))
        if last - begin > 1 or (first < begin < last):
            surnames.add(tokens.lows[last - 1].removesuffix("s"))
    for first, last, begin in begun:
        if last - first == 1 and begin == first and _is_common(tokens, first, surnames):
            begin = last
        letters[first:begin] = "W" * (begin - first)
    return Tokens(tokens.text, tokens.starts, tokens.ends, tokens.lows, "".join(letters), tokens.language)


def _name_begins(tokens: Tokens, first: int, last: int) -> int:
    """Return where the name begins in a run of words in capitals: at the first name, behind an office."""
    for place in range(first, last - 1):
        if first_name_gender(tokens.lows[place]):
            return place
    place = first
    while place < last and is_office(tokens.lows[place]):
        place += 1
    return place


def _is_common(tokens: Tokens, place: int, surnames: set[str]) -> bool:
    """Tell whether a single word in capitals is a noun like any other."""
    low = tokens.lows[place]
    if low in surnames or low.removesuffix("s") in surnames:
        return False
    if (
        low.endswith(endings("noun endings"))
        or low in words("de", "not persons")
        or low in words("de", "speech nouns")
    ):
        return True
    before = tokens.tags[place - 1] if place else "¶"
    return before in "DW#" or (
        before == "P" and tokens.lows[place - 1] in ("im", "zum", "zur", "beim", "vom", "am")
    )


def _plain(noun: str, owned: bool) -> str:
    """Return a noun without the ending of its case: "des Ministers" is the minister's."""
    if not owned or not noun.endswith("s") or noun.endswith("ss"):
        return noun
    return noun[:-2] if noun.endswith(("htes", "tzes", "mtes", "ndes")) else noun[:-1]


class GermanNames:
    """Gives the phrases of one German text the names that they stand for."""

    def __init__(self, german: Nouns, findings: list[Finding | None]) -> None:
        self.german, self.tokens = german, names_only(german)
        self.people = People(self.tokens, "de")
        phrases = {
            (found.phrase.first, found.phrase.last): found.phrase
            for found in findings
            if found is not None and found.phrase is not None
        }
        spoken = [phrases[place] for place in sorted(phrases)]
        self.mentions = GermanMentions(german, self.tokens, self.people, spoken)

    def speaker(self, phrase: Phrase) -> str | None:
        """Return who a phrase stands for: a full name, or the phrase itself; None for an unclear pronoun."""
        if self.tokens.tags[phrase.first] in "ODPX" and phrase.last - phrase.first == 1:
            return self.mentions.pronoun(phrase.first) or None
        begin = phrase.head_end
        while begin > phrase.first and self.tokens.tags[begin - 1] == "N":
            begin -= 1
        named = self.people.name_in(begin, phrase.head_end) if begin < phrase.head_end else None
        named = named or self.people.apposed(phrase)
        if named is None:
            return self._shown(phrase)
        return self.people.full(self._nominative(phrase, named[2]), named[3])

    def via(self, phrase: Phrase | None) -> str | None:
        """Return the name of an outlet."""
        if phrase is None:
            return None
        for place in range(phrase.first, phrase.last):
            if self.german.tags[place] == "Q":  # "dem „Tagblatt“"
                return self.german.scene.runs[self.german.scene.run_at(place)].text
        return outlet_name(self.tokens, phrase) or self._shown(phrase)

    def _nominative(self, phrase: Phrase, name: str) -> str:
        """Return a name without the ending of its case: "nach Ada Quills Angaben" means Ada Quill."""
        following = self.tokens.lows[phrase.last] if phrase.last < len(self.tokens.lows) else ""
        owns = following in words("de", "opinions") or following in words("de", "speech nouns")
        return name.removesuffix("s").removesuffix("'") if owns and not name.endswith("ss") else name

    def _shown(self, phrase: Phrase) -> str:
        """Return a noun phrase as a list of speakers shows it: "Polizei", "die alte Frau"."""
        tokens, first = self.tokens, phrase.first
        article = tokens.lows[first] in _ARTICLES and phrase.last - first > 1
        described = (
            article and tokens.tags[first + 1] != "N" and not tokens.text[tokens.starts[first + 1]].isupper()
        )
        first += article and not described
        text = " ".join(tokens.slice(first, phrase.last).split())
        if phrase.last - phrase.first == 2 and tokens.lows[phrase.first] in _CASES:  # "eines Sprechers"
            owned = tokens.lows[phrase.first] in ("des", "eines")
            return (_CASES[tokens.lows[phrase.first]] + " " + _plain(text.split()[-1], owned)).strip()
        return (
            text[0].lower() + text[1:]
            if described or tokens.lows[first] in ("ein", "eine", "einer")
            else text
        )
