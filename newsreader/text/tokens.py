"""Cut masked text into words, each with a letter that says what part it can play in a sentence.

The letters of a text are one string, so that the rules of `clauses` and `speakers` are searches in a
short string instead of in prose.  They are what a reader sees at a glance, from closed lists and from a
word's shape, not grammar:

    Q quoted run     N capitalised name    W other word      D article, determiner   G genitive
    O pronoun        R who, which          # number          T weekday, month        P preposition
    S s strong verb of saying, its -ing    K k weak verb of saying, its -ing         C according
    M m verb of thinking or doing, its -ing
    X other verb     E word in -ed         V word in -ing    A adverb                B subordinator
    & conjunction    , : ; . - ( )         ¶ paragraph
"""

from __future__ import annotations

import re
from functools import cache

from newsreader.late import pattern
from newsreader.text.lexicon import words
from newsreader.text.second_look import settle

MASKS = ("\ue000", "\ue001")
"""Characters that stand for quoted text, two so that runs without a space between them stay apart."""

_RUN_ON = r"[^\W_]+(?:(?:['’\-/&@_]|\.(?:(?<![^\W_]{3}\.)|(?=[a-z\d])))[^\W_]+)*(?:(?<=[sS])['’](?!\w))?"
_TOKEN = pattern(
    _RUN_ON
    + r"|\ue000+|\ue001+|[@#]"
    + _RUN_ON
    + r"|(?P<par>\n[ \t\u00a0]*\n\s*)|[.?!…]+|--+|[,:;()—–―\-\[\]，、：。；（）！？]|\n"
)
_WORDLESS = frozenset("\ue000\ue001\n.?!…,:;()—–―-[]，、：。；（）！？")
_EMPTY_LINE = pattern(r"\n[ \t\u00a0]+\n")
_NEXT_CAPITAL = pattern(r"\s+([A-Z]\w*)")
_INVERTED = pattern("(.+?)(?:-t)?-(ils?|elles?|on|je|nous|vous)$")
_NUMBER = pattern(r"\d[\d.,]*(?:st|nd|rd|th|s|-[a-z]+-[a-z]+)?\Z")
_PUNCTUATION = {
    ",": ",", "，": ",", "、": ",", ":": ":", "：": ":", ";": ";", "；": ";", "(": "(", ")": ")", "（": "(",
    "）": ")", "[": "(", "]": ")", "—": "-", "–": "-", "―": "-", "-": "-", "。": ".", "！": ".", "？": ".",
}  # fmt: skip
_COMPOUND_ENDS = ("-based", "-born", "-led", "-backed", "-style", "-owned", "-old", "-winning", "-speaking")
_ARTICLES = frozenset(("the", "a", "an", "his", "her", "its", "their", "our", "my", "your"))
_IN_NAMES = frozenset(("sunday", "saturday", "evening", "morning", "afternoon"))  # "the Evening Herald"
_PERIODICALS = frozenset(("daily", "weekly", "monthly", "quarterly"))
_CLOSED = frozenset("ODPB&RAX")
_OTHERWISE_TOO = frozenset(("that", "as", "so", "both", "all", "each"))
_UNSTEADY: tuple[str, frozenset[str]] = ("", frozenset())
_MOST_LEARNT = 20_000
"""Words kept of which it is known that what stands around them does not matter."""


class Tokens:
    """The words of a text: where they stand and what they are.

    `tags` has one letter a word; `starts`, `ends` and `lows` (lower case) run beside it.
    """

    __slots__ = ("ends", "language", "lows", "starts", "tags", "text")

    def __init__(
        self, text: str, starts: list[int], ends: list[int], lows: list[str], tags: str, language: str
    ) -> None:
        self.text, self.language = text, language
        self.starts, self.ends, self.lows, self.tags = starts, ends, lows, tags

    def slice(self, first: int, last: int) -> str:
        """Return the text from word `first` to before word `last`."""
        return self.text[self.starts[first] : self.ends[last - 1]] if last > first else ""


@cache
def tagger(language: str) -> dict[str, str]:
    """Return what each known word of a language is, by the lists of its lexicon."""
    tags: dict[str, str] = {}

    def put(section: str, tag: str) -> None:
        for word in words(language, section):
            tags[word] = tag

    for section, tag in (
        ("auxiliaries", "X"), ("adverbs", "A"), ("subordinators", "B"), ("conjunctions", "&"),
        ("prepositions", "P"), ("relatives", "R"), ("determiners", "D"), ("pronouns", "O"),
    ):  # fmt: skip
        put(section, tag)
    for section, tag in (("verbs mental", "M"), ("verbs weak", "K"), ("verbs strong", "S")):
        for entry in words(language, section):
            for form, participle in _forms(entry, language):
                if " " not in form and tags.get(form) not in ("P", "B", "&", "D"):
                    tags[form] = tag.lower() if participle else tag
    for word in words(language, "weekdays") | words(language, "times"):
        tags[word] = "T"
    for word in words(language, "according"):
        tags[word] = "C"
    return tags


def _forms(entry: str, language: str) -> list[tuple[str, bool]]:
    """Return the forms of a verb, and for each whether it is the -ing form."""
    base, _, irregular = entry.partition(":")
    if language != "en":
        return [(form, False) for form in [base, *filter(None, irregular.split(","))]]
    sibilant = base.endswith(("s", "x", "z", "ch", "sh"))
    third = base + "es" if sibilant else base[:-1] + "ies" if re.search("[^aeou]y$", base) else base + "s"
    if irregular:
        others = irregular.split(",")
        if not any(form.endswith("ing") for form in others):
            others.append(base + "ing")
    else:
        past = (
            base[:-1] + "ied"
            if re.search("[^aeou]y$", base)
            else base + ("d" if base.endswith("e") else "ed")
        )
        others = [past, base + "ing"]
    return [(base, False), (third, False), *((form, form.endswith("ing")) for form in others)]


@cache
def _nouns_too(language: str) -> frozenset[str]:
    """Return the verb forms that are nouns after an article."""
    return frozenset(
        form for verb in words(language, "verbs that are nouns") for form, _ in _forms(verb, language)[:2]
    )


@cache
def _pairs(language: str) -> dict[str, dict[str, str]]:
    """Return the tags of verbs of two words ("went on"), by their second and their first word."""
    pairs: dict[str, dict[str, str]] = {}
    for section, tag in (("verbs of two words, weak", "K"), ("verbs of two words", "S")):
        for entry in words(language, section):
            verb, _, second = entry.rpartition(" ")
            forms = pairs.setdefault(second, {})
            for form, participle in _forms(verb, language):
                forms[form] = tag.lower() if participle else tag
    return pairs


@cache
def _steady(language: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Return the words and signs that are one thing wherever they stand, unless behind some words.

    Plain words are added as they come.
    """
    nouns, sources = _nouns_too(language), words(language, "according phrases")
    firsts = {second: frozenset(forms) for second, forms in _pairs(language).items()}
    never: frozenset[str] = frozenset()
    steady = {sign: (tag, never) for sign, tag in _PUNCTUATION.items() if sign != "-"}
    steady |= {"?": (".", never), "!": (".", never)}
    for low, tag in tagger(language).items():
        verb = tag in "SKMskm" and (low in nouns or low.endswith(("ed", "ing")))
        if not verb and low not in _OTHERWISE_TOO and "-" not in low and "’" not in low:
            unless = firsts.get(low, never)
            steady[low] = (tag, unless | _ARTICLES if tag == "X" else unless)  # "the works council"
    for phrase in sources:
        steady.pop(phrase.rpartition(" ")[2], None)
    return steady


def tokenise(masked: str, language: str, text: str = "") -> Tokens:
    """Cut `masked` (quoted runs of `text` replaced by mask characters, same length) into tagged words."""
    return _Cutter(masked, language, text or masked).cut()


class _Cutter:
    """Cuts one text; what has been cut so far is at the end of its lists."""

    def __init__(self, masked: str, language: str, text: str) -> None:
        self.masked, self.language, self.text = masked, language, text
        self.known, self.nouns = tagger(language), _nouns_too(language)
        self.abbreviations, self.pairs = words(language, "abbreviations"), _pairs(language)
        self.fronting = words(language, "fronting")
        self.determiners = words(language, "determiners")
        self.sources = words(language, "according phrases")
        self.steady = _steady(language)
        self.may_learn = not self.sources and len(self.steady) < _MOST_LEARNT
        self.nouns_are_capital = language == "de"
        self.lines_part = "\n\n" not in masked and not _EMPTY_LINE.search(masked)
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.lows: list[str] = []
        self.tags: list[str] = []
        self.fresh = True  # at the start of a sentence

    def cut(self) -> Tokens:
        starts, ends, lows, tags, pairs = self.starts, self.ends, self.lows, self.tags, self.pairs
        sources, french, steady = self.sources, self.language == "fr", self.steady
        for match in _TOKEN.finditer(self.masked):
            word = match[0]
            start, end = match.span()
            tag, unless = steady.get(word, _UNSTEADY)
            if tag and not (unless and lows and lows[-1] in unless):
                starts.append(start)
                ends.append(end)
                lows.append(word)
                tags.append(tag)
                if tag not in "()-&A":
                    self.fresh = tag in ".:"
                continue
            first = word[0]
            if first in _WORDLESS or word[:2] == "--":
                tag = self._sign(word, match)
                if not tag:
                    continue
                low = word
            else:
                low = word.lower().replace("’", "'") if not word.islower() or "’" in word else word
                tag = self._word(word, low)
                if sources and lows and f"{lows[-1]} {low}" in sources:
                    tag = "C"  # "de acuerdo con Quill"
                if french and "-" in low and self._inverted(match, low):
                    continue  # "explique-t-elle"
                if low in pairs and tags and lows[-1] in pairs[low] and self._may_be_verb():
                    tags[-1] = pairs[low][lows[-1]]
                    tag = "A" if tag in "KMW" else tag
            if tag == "Q":
                self._look_back_from_run()
            starts.append(start)
            ends.append(end)
            lows.append(low)
            tags.append(tag)
            if tag not in "()-&A":
                self.fresh = tag in ".¶:"
        if self.language == "en":
            settle(tags, lows, self.nouns, self.known)
        return Tokens(self.text, starts, ends, lows, "".join(tags), self.language)

    def _look_back_from_run(self) -> None:
        """Take what stands before a quoted run for a verb where it may be one: what the report calls "…"."""
        tags, lows = self.tags, self.lows
        doubtful = len(tags) > 1 and tags[-1] == "W" and tags[-2] not in "DPG"
        if doubtful and lows[-1] in self.nouns and lows[-1].endswith("s"):
            tags[-1] = self.known.get(lows[-1], "W")

    def _inverted(self, match: re.Match[str], low: str) -> bool:
        """Cut a French verb from the pronoun behind its hyphen, and tell whether that was done."""
        parts = _INVERTED.match(low)
        tag = self.known.get(parts[1], "") if parts is not None else ""
        if parts is None or tag not in ("S", "K", "M"):
            return False
        start, end = match.span()
        middle = end - len(parts[2])
        self.starts += [start, middle]
        self.ends += [start + len(parts[1]), end]
        self.lows += [parts[1], parts[2]]
        self.tags += [tag, "O"]
        self.fresh = False
        return True

    def _may_be_verb(self) -> bool:
        """Tell whether the word before can be the first of a verb of two: "went on", not "the shout out"."""
        return self.tags[-1] not in "SsNGT" and (self.tags[-1] != "W" or self.lows[-1] not in self.nouns)

    def _sign(self, word: str, match: re.Match[str]) -> str:
        """Return the tag of a mask, a break or a punctuation mark; "" for what is to be passed over."""
        first, start, end = word[0], match.start(), match.end()
        if first in "\ue000\ue001":
            return "Q"
        if first == "\n":
            return "¶" if self.lines_part or match.lastgroup else ""
        if first in ".?!…":
            behind = self.masked[end : end + 1]
            if word == "." and behind in (")", "]", ",", ";", ":"):
                return ""  # the point of an abbreviation
            glued = word == "." and self.starts and self.ends[-1] == start
            if glued and self._abbreviated() and not self._sentence_starts(end):
                self.ends[-1] += 1
                return ""
            return "-" if word in ("…", "...") and self.masked[end : end + 2].islower() else "."
        if first == "-" and word == "-" and self.masked[start - 1 : start].strip():
            return "W"
        return _PUNCTUATION.get(first, "-")

    def _word(self, word: str, low: str) -> str:
        tag = self.known.get(low, "")
        if word[0].isupper() or word[0] in "@#":
            return self._capital(low, tag)
        if not tag:
            plain = _plain(low) if self.language == "en" else _plain_foreign(low)
            if plain != "V" and self.may_learn and low not in _PERIODICALS:
                self.steady[low] = (plain, frozenset(self.pairs.get(low, ())))
            if self.language != "en":
                return plain
            if plain == "V" and ("-" in low or (self.tags and self.tags[-1] in "DG")):
                return "W"  # "the gambling tycoon", "the left-leaning daily"
            return "W" if low in _PERIODICALS and self.tags and self.tags[-1] in "DW" else plain
        before = self.tags[-1] if self.tags else "¶"
        if before == "O" and self.lows[-1] in self.determiners:
            before = "D"
        elif before == "E" and self.tags[-2:-1] in (["D"], ["G"]):
            before = "W"  # "a back-handed compliment"
        if tag in "SKM" and low in self.nouns:
            if before in "DGP#" and self.lows[-1] == "to" and not low.endswith("s"):
                return tag  # "to report"
            if before == "B" and self.lows[-1] in self.fronting:
                return "W"  # "after talks between"
            if before in "DGP#" or (before == "W" and _noun_after(self.lows[-1], low, tag)):
                return "W"
        elif tag in "SKMskm" and before in "DG" and low.endswith(("ed", "ing")):
            return "W"  # "the reported deal"
        elif tag == "X" and before == "D" and self.lows[-1] in _ARTICLES and self.language == "en":
            return "W"  # "the works council"
        elif low == "that" and before == "P":
            return "D"
        elif low == "as" and before in ",¶.":
            return "B"
        elif low == "so" and before in ",Q" and self.nouns_are_capital:
            return "C"  # "…", so Quill
        elif low in ("both", "all", "each") and before in "NOW":
            return "A"
        return tag

    def _capital(self, low: str, tag: str) -> str:
        """Return what a word with a capital is: a name, unless it opens a sentence or is a small word."""
        if low.endswith(("'s", "s'")) and tag not in ("X", "O"):
            return "G"
        if low.endswith(_COMPOUND_ENDS):
            return "W"  # "a Tarn-based lawyer"
        if tag == "T":
            return "N" if self.tags and self.lows[-1] == "the" and low in _IN_NAMES else "T"
        if self.fresh:
            if low == "as":
                return "B"
            if tag and (tag in _CLOSED or tag == "C" or (tag in "SsKkMm" and low not in self.nouns)):
                return tag
            if self.nouns_are_capital:
                return "A" if low.endswith(("lich", "isch", "weise", "falls")) else "N"
            return "V" if low.endswith("ing") else "N"
        if low == "a" and self.tags[-1] == "N":
            return "N"  # an initial
        if tag in ("D", "O") and low not in ("one", "no"):
            return tag
        if tag in ("P", "&", "B"):
            return tag
        return "N"

    def _abbreviated(self) -> bool:
        low = self.lows[-1]
        if self.language == "de" and self._ordinal(low):
            return True
        return "." in low or low in self.abbreviations or (len(low) == 1 and self.tags[-1] == "N")

    def _ordinal(self, low: str) -> bool:
        """Tell whether a number's point makes it an ordinal: "am 20. Juli", "Benedikt XVI. sagte"."""
        before = self.tags[-2] if len(self.tags) > 1 else "¶"
        if low.isdigit():
            return len(low) <= 2 and before in "DPWX#"
        return before == "N" and not low.strip("ivx") and len(low) <= 5

    def _sentence_starts(self, at: int) -> bool:
        """Tell whether the word after an abbreviation's point opens a sentence ("… in the U.S. The")."""
        match = _NEXT_CAPITAL.match(self.masked, at)
        if match is None:
            return not self.masked[at : at + 3].strip()
        openers = "ODPBA" if self.language == "de" else "ODPB"
        return len(match[1]) > 1 and self.known.get(match[1].lower(), "N") in openers


def _noun_after(word: str, low: str, tag: str) -> bool:
    """Tell whether what may be a verb is a noun after `word`: "caustic chant", not "critics claim"."""
    if tag != "S":
        return True
    return (
        not low.endswith("s")
        and not word.endswith("s")
        and word not in ("people", "men", "women", "police", "many")
    )


def _plain_foreign(low: str) -> str:
    return "#" if low[0].isdigit() and _NUMBER.match(low) else "W"


def _plain(low: str) -> str:
    if low.endswith(("'s", "s'")):
        return "G"
    if low.endswith("ly"):
        return "A"
    if low.endswith("ing"):
        return "V"
    if low.endswith("ed"):
        return "E"
    return "#" if low[0].isdigit() and _NUMBER.match(low) else "W"
