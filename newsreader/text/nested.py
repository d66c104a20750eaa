"""Tell who says what is quoted inside somebody's words: "She told me 'go home', and I went", Quill said.

The words of the outer quotation are read as a text of their own, by the same rules, with what they quote
masked in turn.  What they call people is understood by the whole article: "I" and "we" are who says the
outer words, "she" is somebody else, "Quill" the Ada Quill of three paragraphs before.
"""

from __future__ import annotations

from newsreader.models import Quote
from newsreader.text.beings import can_speak
from newsreader.text.lexicon import words
from newsreader.text.naming import Names
from newsreader.text.phrases import Finding, Phrase
from newsreader.text.plain_kinds import Kind
from newsreader.text.quote_kinds import SPEECH, kinds_of
from newsreader.text.quote_marks import Run
from newsreader.text.scene import Scene
from newsreader.text.speakers import Speakers

_SURE, _THOUGHT = 0.6, 0.5
"""The least confidence that counts, and that for what "I" and "she" thought."""

_SPEAKER = frozenset({"i", "we", "me", "us", "my", "our"})
_ANYONE = frozenset({"you'd"})  # "you'd think, 'That's about me,'": whoever says so means himself


class Nested:
    """Reads what is quoted inside the run at word `place` of the article whose people `names` knows."""

    def __init__(self, names: Names, place: int) -> None:
        self.names, self.place = names, place

    def read(self, run: Run, text: str, speaker: str | None) -> tuple[Quote, ...]:
        """Return the quotations inside a run of `text` that `speaker` says, and those inside them.

        A quotation without a clause of saying beside it has no speaker.  Time is linear in the run.
        """
        offset = text.index(run.text, run.start + 1)
        scene = Scene(run.text, [_moved(child, -offset) for child in run.children], "en")
        findings = [found if _is_said(found, scene) else None for found in Speakers(scene).find()]
        kinds = kinds_of(scene, findings)
        speaking = [found if kind in SPEECH else None for found, kind in zip(findings, kinds, strict=True)]
        inner = Names(scene, speaking)
        quotes = []
        for child, kind, found in zip(run.children, kinds, speaking, strict=True):
            who = self._who(inner, found.phrase, speaker) if found and found.phrase else None
            below = self.read(child, text, who) if child.children else ()
            quotes.append(_quote(child, kind, found, who, inner, offset, below))
        return tuple(quotes)

    def _who(self, inner: Names, phrase: Phrase, speaker: str | None) -> str | None:
        """Return whom a phrase in the words of `speaker` stands for in the article."""
        low = inner.tokens.lows[phrase.first]
        if phrase.last - phrase.first == 1:
            if low.partition("'")[0] in _SPEAKER or low in _ANYONE:
                return speaker
            gender = "m" if low in words("en", "he") else "f" if low in words("en", "she") else ""
            if gender and not inner.mentions.pronoun(phrase.first):
                return self.names.mentions.meant_inside(self.place, gender, speaker or "") or None
            if low in words("en", "pronouns") and not gender:
                return None
        name = inner.speaker(phrase)
        return self.names.people.full(name) if name else None


def unread(run: Run) -> Quote:
    """Return a quotation inside another, and those inside it, of which nobody is asked who says them."""
    kind: Kind = "statement" if len(run.text.split()) > 2 else "fragment"
    return Quote(
        run.start, run.end, kind, tuple(run.spans), children=tuple(unread(child) for child in run.children)
    )


def _is_said(found: Finding | None, scene: Scene) -> bool:
    """Tell whether a clause of saying was found, and somebody in it who can speak."""
    if found is None or found.cue is None or found.phrase is None:
        return False
    pronoun = scene.tokens.tags[found.phrase.first] == "O"  # "I thought, 'No'"
    return found.confidence >= (_THOUGHT if pronoun else _SURE) and can_speak(scene.tokens, found.phrase)


def _quote(
    run: Run,
    kind: Kind,
    found: Finding | None,
    speaker: str | None,
    inner: Names,
    offset: int,
    children: tuple[Quote, ...],
) -> Quote:
    if found is None or found.phrase is None or found.cue is None:
        return Quote(run.start, run.end, kind, tuple(run.spans), children=children)
    tokens, phrase = inner.tokens, found.phrase
    first, last = phrase.first, phrase.last
    if phrase.relative >= 0:
        first, last = phrase.relative, phrase.relative + 1
    return Quote(
        run.start,
        run.end,
        kind,
        tuple(run.spans),
        speaker=speaker,
        speaker_span=(offset + tokens.starts[first], offset + tokens.ends[last - 1]),
        cue=tokens.slice(found.cue, found.cue + 1),
        via=inner.via(found.via),
        confidence=round(found.confidence, 2) if speaker else 0.0,
        children=children,
    )


def _moved(run: Run, by: int) -> Run:
    """Return a run as it stands in a part of its text."""
    moved = Run(run.start + by, run.end + by, run.mark, weak=run.weak)
    moved.closed, moved.text = run.closed, run.text
    moved.spans = [(start + by, end + by) for start, end in run.spans]
    moved.children = [_moved(child, by) for child in run.children]
    return moved
