"""Find whose verb a verb is: the subject of a verb of saying in its sentence.

Looks as a reader does: at the noun phrase that touches the verb; over an apposition ("Ada Quill, a baker
from Tarn, said"); at what "who" stands for; for a second verb or a participle ("attacked the plan,
calling it") at the subject of the first; behind an inverted verb.  Every search looks at one sentence and
at a bounded number of words.
"""

from __future__ import annotations

from newsreader.late import pattern
from newsreader.text.beings import can_speak
from newsreader.text.lexicon import words
from newsreader.text.phrases import Phrase, beginning, first_subject, over_brackets, touching, widened
from newsreader.text.tokens import Tokens

_NAMED = pattern("[NW]{0,4}NN")

_REACH = 60
"""Words looked at to the left of a verb: longer sentences than this are lists, not prose."""

_VERB_SECOND = frozenset({"nl", "sv", "da", "no"})
_OWNERS = 12
"""Earlier verbs asked for a subject that a later one may share."""

_CLAUSE_STARTS = frozenset(".¶,&B:;-QA(T)")
"""What may stand before the subject of a clause."""

_INVERTING = _VERB_SECOND | {"fr", "es", "it", "pt", "ru", "pl", "ar"}


def subject_of(tokens: Tokens, verb: int, low: int, high: int) -> tuple[Phrase, str] | None:
    """Return the subject of the verb at `verb` in the sentence `low` to `high`, and how it was found."""
    tags, lows = tokens.tags, tokens.lows
    tag = tags[verb]
    before = verb
    while before > low and tags[before - 1] == "A":
        before -= 1
    quoted = _quoted_by(tokens, verb, low)
    if quoted is not None:
        return quoted, "quoted"
    if tag in "skm" and before > low and tags[before - 1] in "NWO":
        phrase = _beside(tokens, before, low)
        if phrase is not None:
            return phrase, "beside"
    if tokens.language == "en" and before > low:
        phrase = _given_to_infinitive(tokens, verb, before, low)
        if phrase is not None:
            return phrase, "left"
    if tag in "SKME" and not (before > low and lows[before - 1] == "to"):
        if tokens.language in _VERB_SECOND:
            phrase = _verb_second(tokens, verb, low, high)
            if phrase is not None:
                return phrase, "right"
            if before > low and tags[before - 1] == "&":
                return _shared(tokens, verb, low, high)
        phrase = left_subject(tokens, verb, low)
        if phrase is not None:
            return phrase, "left"
        after_quote = verb > low and (tags[verb - 1] == "Q" or tags[max(low, verb - 2) : verb] == "Q,")
        if tag == "S" and tags[verb - 1 : verb] in (",", "-") and tokens.language == "en":
            phrase = right_subject(tokens, verb, high)  # "But, said Quill, …"
            if phrase is not None and tags[phrase.last : phrase.last + 1] in (",", "(", "-"):
                return phrase, "right"
        if after_quote or tokens.language in _INVERTING or (verb == low and tag == "S"):
            phrase = right_subject(tokens, verb, high)
            if phrase is not None and (tag == "S" or "N" in tags[phrase.first : phrase.last]):
                return phrase, "right"
    return _shared(tokens, verb, low, high)


def _given_to_infinitive(tokens: Tokens, verb: int, before: int, low: int) -> Phrase | None:
    """Return the subject of an infinitive that has one: "led her to say", "common for critics to say"."""
    tags, lows = tokens.tags, tokens.lows
    if lows[before - 1] != "to" or tags[verb] not in "SKM":
        return None
    phrase = touching(tokens, before - 1, low)
    if phrase is None or phrase.first <= low:
        return None
    causing = lows[phrase.first - 1] in words("en", "causing")
    return phrase if causing and can_speak(tokens, phrase) else None


def right_subject(tokens: Tokens, verb: int, high: int) -> Phrase | None:
    """Return the subject that follows an inverted verb: "said Ada Quill", "zei ze"."""
    tags = tokens.tags
    phrase = beginning(tokens, verb + 1, high)
    if phrase is None:
        return None
    after = tags[phrase.last : phrase.last + 1]
    if tokens.language == "en" and (after == "X" or tokens.lows[phrase.first] == "it"):
        return None  # "…," said the plan would …, as Quill put it
    return phrase


def _quoted_by(tokens: Tokens, verb: int, low: int) -> Phrase | None:
    """Return whom an outlet quotes: "the Herald quoted Quill as saying"."""
    lows = tokens.lows
    quoting = words(tokens.language, "quoting")
    if tokens.tags[verb] not in "sk" or verb <= low or lows[verb - 1] != "as":
        return None
    for place in range(verb - 2, max(low, verb - 12) - 1, -1):
        if lows[place] in quoting:
            return beginning(tokens, place + 1, verb)
    return None


def _verb_second(tokens: Tokens, verb: int, low: int, high: int) -> Phrase | None:
    """Return the subject behind a verb that must stand second: after an object, a phrase of place or time."""
    tags = tokens.tags
    opening = _subordinate(tags, verb, low)
    if opening is not None:
        return beginning(tokens, opening + 1, verb)
    behind = beginning(tokens, verb + 1, high)
    if behind is None:
        return None
    front = touching(tokens, verb, low)
    if front is None:
        pronoun = tags[behind.first] == "O"
        return behind if pronoun and tags[verb - 1 : verb] != "&" else None  # "en noemde ze"
    return behind if widened(tokens, front, low) is None else None


def _subordinate(tags: str, verb: int, low: int) -> int | None:
    """Return the conjunction of a clause that the verb closes: "zoals de bakker maandag zei,"."""
    if tags[verb + 1 : verb + 2] not in (",", ":", ".", "Q", "-", "¶", ""):
        return None
    for place in range(verb - 1, max(low, verb - 16) - 1, -1):
        if tags[place] == "B":
            return place
        if tags[place] in "SKMX;:Q":
            return None
    return None


def left_subject(tokens: Tokens, verb: int, low: int) -> Phrase | None:
    """Return the subject that stands before the verb at word `verb`, no further left than `low`."""
    tags = tokens.tags
    at = verb
    low = max(low, verb - _REACH)
    while at > low and tags[at - 1] in "AX":
        at -= 1
    at = over_brackets(tokens, at, low)
    if at > low and tags[at - 1] == "T":  # "Smith on Monday said"
        while at > low and (tags[at - 1] in "T#P" or (tags[at - 1] == "D" and tags[at] == "T")):
            at -= 1
        phrase = touching(tokens, at, low)
        if phrase is not None:
            return widened(tokens, phrase, low)
    if at <= low:
        return None
    tag = tags[at - 1]
    if tag == "R" or (tag == "B" and _stands_for_a_noun(tokens, at - 1, low)):
        return _antecedent(tokens, at - 1, low)
    if tag in ",-":
        return _over_apposition(tokens, at - 1, low)
    if tag == "Q" and tokens.language == "en" and _ends_in_comma(tokens, at - 1):
        return _over_apposition(tokens, at - 1, low)  # a man known as "Quill," said
    phrase = touching(tokens, at, low)
    return widened(tokens, phrase, low) if phrase is not None else None


def _beside(tokens: Tokens, verb: int, low: int) -> Phrase | None:
    """Return the phrase that a participle touches: "a hat reading", "children yelling"."""
    tags = tokens.tags
    phrase = touching(tokens, verb, low)
    if phrase is None:
        return None
    if tokens.lows[verb - 1] in words("quotes_en", "carriers") and tokens.language == "en":
        return phrase  # "a hat reading": nobody says it
    if tokens.lows[verb - 1] in words(tokens.language, "speech nouns"):
        return None
    whole: Phrase | None = phrase
    while whole is not None and whole.first > low and tags[whole.first - 1] == "P":
        if tokens.lows[whole.first - 1] == "with":  # "with the union of bakers adding"
            return Phrase(whole.first, phrase.last, whole.last)
        whole = touching(tokens, whole.first - 1, low)
    if tags[phrase.first : verb] == "W" or (phrase.first > low and tags[phrase.first - 1] in "skmVSKM"):
        return None
    return widened(tokens, phrase, low)


def _ends_in_comma(tokens: Tokens, place: int) -> bool:
    """Tell whether the quoted words at word `place` belong to an apposition: "known as "Quill,"."""
    named = place > 0 and tokens.tags[place - 1] in "PWK"
    return named and "," in tokens.text[tokens.ends[place] - 3 : tokens.ends[place]]


def _opens_relative(tokens: Tokens, place: int) -> bool:
    """Tell whether "that" stands for the noun before it: "the words that Quill could not utter"."""
    if tokens.language != "en" or tokens.lows[place] != "that" or place < 1:
        return False
    noun = tokens.lows[place - 1]
    known = noun in words("en", "speech nouns") or noun in words("en", "facts")
    return tokens.tags[place - 1] == "W" and not known


def _stands_for_a_noun(tokens: Tokens, place: int, low: int) -> bool:
    """Tell whether "that" right before a verb is "which": "a sign that says"."""
    return (
        tokens.language == "en"
        and tokens.lows[place] == "that"
        and place > low
        and tokens.tags[place - 1] in "NWG)Q"
    )


def _antecedent(tokens: Tokens, relative: int, low: int) -> Phrase | None:
    """Return what the "who" at word `relative` stands for."""
    at = relative
    if at > low and tokens.tags[at - 1] in ",-":
        at -= 1
    at = over_brackets(tokens, at, low)
    phrase = touching(tokens, at, low)
    if phrase is None:
        return None
    phrase = widened(tokens, phrase, low) or phrase
    phrase.relative = relative
    return phrase


def _over_apposition(tokens: Tokens, comma: int, low: int) -> Phrase | None:
    """Return the phrase before "…, a baker from Tarn, " whose last comma is word `comma`."""
    tags = tokens.tags
    at = comma
    for _ in range(6):
        opening = _comma_before(tags, at, low)
        if opening is None:
            return None
        inner = tags[opening + 1 : at]
        if tags[at] == "," and inner[:1] in ("&", "S", "K", "M") and inner.strip("A&"):
            return None
        if tags[opening - 1 : opening] == "R":  # "who, as Sedge noted, said"
            return _antecedent(tokens, opening - 1, low)
        phrase = touching(tokens, over_brackets(tokens, opening, low), low)
        if _is_name_apart(tokens, phrase, opening, at):
            return Phrase(opening + 1, at, at)
        bracket = over_brackets(tokens, at, opening)
        if bracket < at and tokens.language == "en" and _NAMED.fullmatch(tags, opening + 1, bracket):
            return Phrase(opening + 1, bracket, bracket)
        at = opening
        if phrase is None:
            continue
        if phrase.first > low and tags[phrase.first - 1] == "P":
            phrase = widened(tokens, phrase, low)
            if phrase is None:
                continue
        own = tags[phrase.first - 1] if phrase.first > low else ""
        if own == "," and tokens.language == "en":
            whole = _before_relative(tokens, phrase.first - 1, low)
            if whole is not None:
                return whole
        if own == "," and (tags[phrase.first] in "D#" or "N" not in tags[phrase.first : phrase.last]):
            continue  # itself an apposition
        if own == "," and _is_place(tokens, phrase, low):
            continue
        return phrase
    return None


def _before_relative(tokens: Tokens, comma: int, low: int) -> Phrase | None:
    """Return who "…, whose home, Tarn, is an island, said" is about: what stands before ", whose"."""
    tags = tokens.tags
    start = tags.rfind(",R", max(low, comma - 14), comma)
    if start < 0 or ",&" in tags[start:comma] or not set(tags[start + 1 : comma + 1]).isdisjoint("SQ;:"):
        return None
    phrase = touching(tokens, over_brackets(tokens, start, low), low)
    return widened(tokens, phrase, low) if phrase is not None else None


def _comma_before(tags: str, at: int, low: int) -> int | None:
    for place in range(at - 1, max(low, at - 35) - 1, -1):
        if tags[place] in ",-":
            return place
        named = tags[place] == "Q" and place > low and tags[place - 1] in "NWDGP"  # the club "Quill"
        if tags[place] in "Q;:" and not named:
            return None
    return None


def _is_name_apart(tokens: Tokens, before: Phrase | None, opening: int, at: int) -> bool:
    """Tell whether a name stands between commas after an office: "the envoy to Tarn, Ada Quill, said"."""
    tags = tokens.tags
    if before is None or tags[opening + 1 : at] not in ("NN", "NNN", "NNNN") or opening == 0:
        return False
    offices = words(tokens.language, "titles")
    start = max(0, before.first - 6)
    office = any(tokens.lows[place] in offices or tags[place] == "W" for place in range(start, opening))
    return office and tokens.slice(opening + 1, at).casefold() not in _places()


def _is_place(tokens: Tokens, phrase: Phrase, low: int) -> bool:
    """Tell whether a name between commas only says where: "Ada Quill of Tarn, Vaskar, said"."""
    tags, first = tokens.tags, phrase.first
    short = tags[first : phrase.last] in ("N", "NN") and tags[first - 2 : first] == "N,"
    return short and "P" in tags[max(low, first - 5) : first]


def _places() -> frozenset[str]:
    return words("datelines", "regions") | words("datelines", "countries") | words("datelines", "places")


def _shared(tokens: Tokens, verb: int, low: int, high: int) -> tuple[Phrase, str] | None:
    """Return the subject that a second verb, a participle or an infinitive shares with an earlier verb.

    With another verb of saying, if there is one, rather than with any verb.
    """
    tags = tokens.tags
    reach = max(low, verb - _REACH)
    spare: Phrase | None = None  # a thing, taken where nobody is found
    for wanted in ("S", "SKMXE"):
        place, looked_at = verb, 0
        while place > reach and looked_at < _OWNERS:
            place -= 1
            if tags[place] == ")":
                place = max(tags.rfind("(", reach, place), reach)
            elif tags[place] in wanted:
                looked_at += 1
                phrase = _owner(tokens, place, verb, low, high)
                if phrase is not None and (tokens.language != "en" or can_speak(tokens, phrase)):
                    return phrase, "shared"
                spare = spare or phrase
    if spare is not None:
        return spare, "shared"
    phrase = first_subject(tokens, low, verb)
    return (phrase, "first") if phrase is not None else None


def _owner(tokens: Tokens, place: int, verb: int, low: int, high: int) -> Phrase | None:
    """Return the subject of the earlier verb at `place` if the verb at `verb` can share it."""
    tags = tokens.tags
    if tags[place] == "E" and place > low and tags[place - 1] in "DGP#":
        return None
    phrase = left_subject(tokens, place, low)
    if phrase is None and tags[place] == "S" and place > low and tags[place - 1] in "Q,":
        phrase = right_subject(tokens, place, high)
    if phrase is None:
        return None
    before = tags[phrase.first - 1] if phrase.first > low else ""
    if before == "W" and tags[phrase.first] == "D" and "N" in tags[phrase.first : phrase.last]:
        group = touching(tokens, phrase.first, low)  # "the rights group the Quill League"
        if group is not None:
            phrase = Phrase(group.first, phrase.last, phrase.head_end)
            before = tags[phrase.first - 1] if phrase.first > low else ""
    reported = before == "B" and tokens.lows[phrase.first - 1] in words(tokens.language, "complements")
    if reported and not _opens_relative(tokens, phrase.first - 1):
        return None  # the subject of "that …" does not say what comes after it
    if before and before not in _CLAUSE_STARTS and phrase.relative < 0:
        return None  # an object: "criticised the accord reached in Tarn, saying"
    if phrase.relative >= 0 and tags[verb - 1] == "&":
        return None  # "praised those who left but said"
    return phrase
