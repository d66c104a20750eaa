"""Tell which language a text is written in, by its script and a vote of its short words.

Feeds and pages often name no language, or the wrong one.  Scripts that one language has to itself decide
at once; languages in Latin letters are told by counting the words that each of them cannot do without.
Unclear texts (a headline of three names, two languages mixed) get "".
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from newsreader.text.lexicon import lexicon

_LOOKED_AT = 6000
"""Characters that are looked at: more would not change the vote."""

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 2.0),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]"), 1.0),
    ("zh", re.compile("[\u4e00-\u9fff\u3400-\u4dbf]"), 1.0),
    ("ar", re.compile("[\u0600-\u06ff\u0750-\u077f]"), 1.0),
    ("ru", re.compile("[\u0400-\u04ff]"), 1.0),
    ("el", re.compile("[\u0370-\u03ff]"), 1.0),
    ("he", re.compile("[\u0590-\u05ff]"), 1.0),
    ("hi", re.compile("[\u0900-\u097f]"), 1.0),
    ("th", re.compile("[\u0e00-\u0e7f]"), 1.0),
)
_WITHIN = {  # languages that share a script, told by letters that the first named does not have
    "ru": (("uk", re.compile("[іїєґІЇЄҐ]")), ("sr", re.compile("[ђјљњћџЂЈЉЊЋЏ]"))),
    "ar": (("ur", re.compile("[ٹڈڑںھے]")), ("fa", re.compile("[پچژگ]"))),
}
_LETTERS = {  # letters that speak for a language against its sisters
    "de": "ß",
    "es": "ñ¿¡",
    "pt": "ãõ",
    "da": "",
    "sv": "ä",
    "fi": "ä",
    "fr": "çœ",
    "pl": "łżśąę",
    "cs": "řěů",
    "hu": "őű",
    "ro": "țș",
    "tr": "ğıİ",
    "vi": "đơư",
}


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the language of `text`, "" where it is unclear."""
    sample = text[:_LOOKED_AT]
    latin = len(_LATIN.findall(sample))
    shares = {code: len(pattern.findall(sample)) * weight for code, pattern, weight in _SCRIPTS}
    han = shares["zh"]
    if shares["ja"] and han + shares["ja"] > latin:
        return "ja" if shares["ja"] * 5 >= han else "zh"
    code, count = max(shares.items(), key=lambda share: share[1])
    if count > 1 and count * (3 if code in ("zh", "ja", "ko") else 1) > latin:
        return _sister(code, sample, int(count))
    return _vote(sample)


def _sister(code: str, sample: str, count: int) -> str:
    for sister, pattern in _WITHIN.get(code, ()):
        if len(pattern.findall(sample)) * 60 >= count:
            return sister
    return code


@cache
def _voters() -> dict[str, tuple[str, ...]]:
    """Return, for each short word, the languages that it speaks for."""
    voters: dict[str, list[str]] = {}
    for code, entries in lexicon("languages").items():
        for word in entries:
            voters.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in voters.items()}


def _vote(sample: str) -> str:
    tally: Counter[str] = Counter()
    words = _WORD.findall(sample.lower())
    voters = _voters()
    for word in words:
        codes = voters.get(word, ())
        for code in codes:
            tally[code] += 1.0 + 1.0 / len(codes)  # type: ignore[assignment]
    for code, letters in _LETTERS.items():
        if tally[code] and letters:
            tally[code] += sum(sample.count(letter) for letter in letters) * 0.5  # type: ignore[assignment]
    if not tally:
        return ""
    ranked = tally.most_common(2)
    best, votes = ranked[0]
    rival = ranked[1][1] if len(ranked) > 1 else 0
    sure = votes >= 3 and votes >= 0.12 * len(words) and votes > 1.1 * rival
    return best if sure else ""
