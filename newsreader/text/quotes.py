"""Find quotations in running text, and who said them.

The way of a text: `quote_marks` pairs the marks; `scene` masks the quoted stretches, cuts the rest into
tagged words and parts it into sentences; `speakers` finds the clause of saying for each quotation;
`people` knows what names and pronouns mean; `quote_kinds` tells speech from titles and words held with
tongs.  Time is linear in the text, and no text is an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsreader.text.dropped import DROPPING, supply
from newsreader.text.inserted import INSERTING, with_inserted
from newsreader.text.naming import Names
from newsreader.text.phrases import Finding, Phrase
from newsreader.text.plain_kinds import Kind
from newsreader.text.quote_kinds import SPEECH, kinds_of
from newsreader.text.quote_marks import find_runs
from newsreader.text.scene import Scene
from newsreader.text.speakers import Speakers

if TYPE_CHECKING:  # the shapes of the whole program cost more to load than all the rules here
    from newsreader.models import Quote
    from newsreader.text.german.names import GermanNames


def find_quotes(text: str, language: str = "en") -> list[Quote]:
    """Return the quotations of `text` in order; offsets are into `text`, marks included.

    `language` is an ISO 639-1 code; speakers are looked for where the words of that language are known
    (English and German best), marks are found in every language.
    """
    runs = find_runs(text)
    if not runs:
        return []
    if language in ("ja", "zh"):
        from newsreader.text.eastern import find_eastern

        return find_eastern(text, runs, language)
    scene = Scene(text, runs, language or "en")
    findings, kinds, names = _read(scene)
    kept = [
        (run, _quote(index, kind, found, scene, names))
        for index, (run, kind, found) in enumerate(zip(runs, kinds, findings, strict=True))
        if not (run.weak and (found is None or kind not in SPEECH))
    ]
    if language in INSERTING:
        return [with_inserted(quote, run, text, language) for run, quote in kept]
    return [quote for _, quote in kept]


def _read(scene: Scene) -> tuple[list[Finding | None], list[Kind], Names | GermanNames]:
    """Return who says each run, what it is, and what names them: German has a grammar of its own."""
    if scene.language == "de":
        from newsreader.text.german.reading import read_german

        return read_german(scene)
    findings = Speakers(scene).find()
    if scene.language in DROPPING:
        supply(scene, findings)
    kinds = kinds_of(scene, findings)
    speaking = [found if kind in SPEECH else None for found, kind in zip(findings, kinds, strict=True)]
    return findings, kinds, Names(scene, speaking)


def _quote(index: int, kind: Kind, found: Finding | None, scene: Scene, names: Names | GermanNames) -> Quote:
    from newsreader.models import Quote

    run = scene.runs[index]
    spans = tuple(run.spans)
    if found is None or found.phrase is None or kind not in SPEECH:
        children = _children(index, None, kind, scene, names) if run.children else ()
        return Quote(run.start, run.end, kind, spans, children=children)
    tokens, phrase = scene.tokens, found.phrase
    shown = phrase if phrase.relative < 0 else Phrase(phrase.relative, phrase.relative + 1, phrase.relative)
    speaker = names.speaker(phrase)
    return Quote(
        run.start,
        run.end,
        kind,
        spans,
        speaker=speaker,
        speaker_span=(tokens.starts[shown.first], tokens.ends[shown.last - 1]),
        cue=tokens.slice(found.cue, found.cue + 1) if found.cue is not None else None,
        via=names.via(found.via),
        confidence=round(found.confidence, 2) if speaker else 0.0,
        children=_children(index, speaker, kind, scene, names) if run.children else (),
    )


def _children(
    index: int, speaker: str | None, kind: Kind, scene: Scene, names: Names | GermanNames
) -> tuple[Quote, ...]:
    """Return the quotations inside run `index`, in English with who says them."""
    from newsreader.text.nested import Nested, unread

    if kind in SPEECH and scene.places[index] and isinstance(names, Names) and scene.language == "en":
        return Nested(names, scene.places[index][0]).read(scene.runs[index], scene.tokens.text, speaker)
    return tuple(unread(child) for child in scene.runs[index].children)
