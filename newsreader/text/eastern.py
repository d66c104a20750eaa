"""Who says what in Japanese and Chinese, which put no spaces between words.

Japanese leads in with who (は, が) and follows the words with と and a verb: 市長は「…」と述べた.  Chinese
puts who and a verb before the words, 市长说：“…”, or behind them: “…”，市长说.
"""

from __future__ import annotations

import re
from functools import cache

from newsreader.models import Quote
from newsreader.text.lexicon import words
from newsreader.text.quote_marks import Run

_NEAR = 60
_FILLERS = (  # when, to whom, where: what stands between a Chinese speaker and the verb
    r"(?:周|星期|禮拜|礼拜)[一二三四五六日天]|[昨今当當][天日晚]|\d{1,2}日|日前|随后|隨後|则|則|也|还|還"
    r"|[对對向](?:记者|記者|媒体|媒體)|在[^，。]{1,10}?"
)
_SHORT = 6


def find_eastern(text: str, runs: list[Run], language: str) -> list[Quote]:
    """Return the quotations of a Japanese or Chinese text with their speakers."""
    return [_quote(text, run, language) for run in runs if not run.weak]


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what leads in with a speaker, what verb follows, and what follows with a speaker."""
    verbs = "|".join(sorted(map(re.escape, words(language, "verbs")), key=len, reverse=True))
    if language == "ja":
        return (
            re.compile(
                r"([^\s、。「」『』（）()]{1,24}?)(?:は|が|も|によると|によれば|の話では)、?[^。「」『』]{0,40}\Z"
            ),
            re.compile(rf"(?:などと|と|だと|だ|である)[^。「」]{{0,12}}?({verbs})"),
            re.compile(rf"と([^\s、。「」『』]{{1,24}}?)(?:は|が)({verbs})"),
        )
    who = rf"(?:[据據]|根[据據])?([她他]|[^\s，。；：“”「」、]{{2,24}}?)(?:{_FILLERS}){{0,3}}({verbs})"
    return (
        re.compile(rf"{who}[^。；“”「」]{{0,10}}\Z"),
        re.compile(r"(?!x)x"),
        re.compile(rf"[，,]?{who}"),
    )


def _bare(speaker: str, language: str) -> str | None:
    """Return a name without office before it and honorific behind it, None for a pronoun."""
    if speaker in words(language, "pronouns"):
        return None
    for ending in words(language, "honorifics"):
        if speaker.endswith(ending) and len(speaker) > len(ending) + 1:
            return speaker[: -len(ending)].rpartition("の")[2] or speaker
    offices = words(language, "offices")
    for length in range(4, 1, -1):  # the name is what follows the last office
        name, office = speaker[-length:], speaker[:-length]
        if any(office.endswith(title) for title in offices):
            return name
    return speaker


def _quote(text: str, run: Run, language: str) -> Quote:
    leading, verb, behind = _patterns(language)
    after = text[run.end : run.end + _NEAR]
    lead = text[max(0, run.start - _NEAR) : run.start]
    lead = re.split("[\n。！？]", lead)[-1]
    found = leading.search(lead)
    said = verb.match(after) if language == "ja" else found
    back = behind.match(after)
    speaker, span, cue, confidence = None, None, None, 0.0
    if back is not None:
        speaker, cue, confidence = back[1], back[2], 0.85
        span = (run.end + back.start(1), run.end + back.end(1))
    elif found is not None and said is not None:
        start = run.start - len(lead) + found.start(1)
        speaker, confidence, span = found[1], 0.85, (start, start + len(found[1]))
        cue = said[1] if language == "ja" else said[2]
    speaker = _bare(speaker, language) if speaker else None
    sentence = run.text[-1:] in "。！？" or len(run.text) > _SHORT
    children = tuple(_quote(text, child, language) for child in run.children)
    if span is None and not (said or sentence):
        return Quote(run.start, run.end, "scare", tuple(run.spans), children=children)
    return Quote(
        run.start,
        run.end,
        "statement" if sentence else "fragment",
        tuple(run.spans),
        speaker=speaker,
        speaker_span=span,
        cue=cue,
        confidence=confidence,
        children=children,
    )
