"""Make of an article's source everything that is shown, searched and indexed: the last step of reading.

A source becomes a body; then what makes it news is found in the body's text and laid over it as spans:
the dateline at the head of the lede, quotations, and the people who said them.  Pure, and always the
same for the same source: raise `VERSION` with every change that makes another annotation of an old
article, and the library annotates it again in the background.

The readers of formats are imported when they are needed: plain text costs no HTML parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from newsreader.models import BLOCK_ROLES, Annotation, Body, Dateline, Quote, SourceType, Span
from newsreader.text.datelines import find_dateline
from newsreader.text.language import detect_language
from newsreader.text.quotes import find_quotes

VERSION = 2
"""The version of the annotations made here."""

_TOP_BLOCKS = 4
"""Blocks among which the lede is looked for, behind pictures and headings."""
_NEAR_THE_TOP = 300
"""Letters of the text before which a deck that repeats it begins."""
_SPOKEN = ("statement", "fragment")
# Blocks whose words are nobody's speech: what stands for them while quotations are looked for.  Blanks
# let a quotation go on from the paragraph before a picture to the one behind it; dots do not.
_SILENT = {"image": " ", "rule": " ", "heading": ".", "code": ".", "table": "."}

_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WITHOUT_BLANKS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_WORD = re.compile(r"\w\S*")
_CUT_OFF = re.compile(
    r"\s*(?:[\[(]?(?:…|\.\.\.+)[\])]?\s*)?"
    r"(?:(?:continue reading|read (?:more|on)|weiterlesen|mehr lesen|lire la suite|leer más|seguir leyendo)"
    r"\b.{0,40})?$",
    re.IGNORECASE,
)


def annotate(
    source: str,
    source_type: SourceType,
    *,
    base_url: str = "",
    language: str = "",
    headline: str = "",
    deck: str = "",
) -> Annotation:
    """Return the annotation of a source.

    `base_url` is what its relative links start from; `language` what its feed or page says it is in,
    "" to have it detected; `headline` and `deck` what stands above it, so that neither is shown twice.
    """
    body = _without_headline(_body(source, source_type, base_url), headline)
    language = language or detect_language(body.text)
    spoken = language.partition("-")[0].lower() or "en"
    quotes = tuple(find_quotes(_spoken_text(body), spoken))
    dateline = _dateline(body)
    spans = [*body.spans, *_quote_spans(quotes)]
    if dateline is not None:
        spans.append(Span(dateline.start, dateline.end, "dateline"))
    spans.sort(key=lambda span: (span.start, -span.end))
    return Annotation(
        body=Body(body.text, tuple(spans)),
        quotes=quotes,
        dateline=dateline,
        language=language,
        words=count_words(body.text),
        deck=_deck(deck, headline, body.text),
    )


def count_words(text: str) -> int:
    """Return how many words a text has, or reads like.

    What is written without blanks is counted by what it takes to read: two Chinese or Japanese
    characters, or five letters of Thai, Lao, Khmer or Burmese, are about a word.
    """
    if text.isascii():
        return len(_WORD.findall(text))
    text, signs = _EAST_ASIAN.subn(" ", text)
    text, letters = _WITHOUT_BLANKS.subn(" ", text)
    return len(_WORD.findall(text)) + (signs + 1) // 2 + (letters + 4) // 5


def _body(source: str, source_type: SourceType, base_url: str) -> Body:
    if source_type == "html":
        from newsreader.text.html import html_to_body

        return html_to_body(source, base_url)
    if source_type == "markdown":
        from newsreader.text.markdown import markdown_to_body

        return markdown_to_body(source, base_url)
    from newsreader.text.plaintext import text_to_body

    return text_to_body(source)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _without_headline(body: Body, headline: str) -> Body:
    """Leave out a first block that only repeats the headline, where there is more to read."""
    end = body.text.find("\n\n")
    letters = _letters(headline)
    if end < 0 or not letters or end > 2 * len(headline) + 40 or _letters(body.text[:end]) != letters:
        return body
    shift = end + 2
    links = sum(1 for span in body.spans if span.role == "link" and span.start < shift)
    spans = (
        replace(
            span,
            start=span.start - shift,
            end=span.end - shift,
            level=span.level - links if span.role == "link" else span.level,
        )
        for span in body.spans
        if span.start >= shift
    )
    return Body(body.text[shift:], tuple(spans))


# --- quotations -------------------------------------------------------------------------------------------


def _spoken_text(body: Body) -> str:
    """Return the body's text, its silent parts masked: same length, same paragraphs."""
    masked: list[tuple[int, int, str]] = [
        (span.start, span.end, _SILENT.get(span.role, "x"))
        for span in body.spans
        if span.role in _SILENT or span.role == "mono"
    ]
    if not masked:
        return body.text
    parts: list[str] = []
    place = 0
    for start, end, filler in masked:
        if start < place:
            continue
        parts += (body.text[place:start], re.sub(r"\S", filler, body.text[start:end]))
        place = end
    parts.append(body.text[place:])
    return "".join(parts)


def _quote_spans(quotes: tuple[Quote, ...]) -> Iterator[Span]:
    """Yield a span per paragraph of each quotation that is speech, and one for each mention of a speaker."""
    for index, quote in enumerate(quotes):
        if quote.kind not in _SPOKEN:
            continue
        for start, end in quote.spans or ((quote.start, quote.end),):
            yield Span(start, end, "quotation", quote.speaker or "", index)
        if quote.speaker_span is not None:
            start, end = quote.speaker_span
            yield Span(start, end, "speaker", quote.speaker or "", index)


# --- dateline and deck ------------------------------------------------------------------------------------


def _dateline(body: Body) -> Dateline | None:
    """Return the dateline at the head of the lede, its offsets into the body's text."""
    roles = {span.start: span.role for span in reversed(body.spans) if span.role in BLOCK_ROLES}
    for number, (start, end) in enumerate(body.blocks()):
        role = roles.get(start)
        if role is None:
            found = find_dateline(body.text[start:end])
            if found is None:
                return None
            return replace(found, start=found.start + start, end=found.end + start)
        if role not in ("image", "heading", "rule") or number + 1 >= _TOP_BLOCKS:
            return None
    return None


def _deck(deck: str, headline: str, text: str) -> str | None:
    """Return "" for a deck that only repeats the headline or the beginning of the text, else None."""
    if not deck:
        return None
    kept = _CUT_OFF.sub("", deck)
    letters = _letters(kept)
    if not letters or letters == _letters(headline):
        return ""
    opening = _letters(text[: len(deck) + 4 * _NEAR_THE_TOP])
    if len(letters) < 12:
        return "" if opening.startswith(letters) else None
    if 0 <= opening.find(letters) <= _NEAR_THE_TOP:
        return ""
    # Cut off in the middle of a word that the text has whole, or has otherwise.
    whole, _, last = kept.rpartition(" ")
    if kept != deck and last and 0 <= opening.find(_letters(whole)) <= _NEAR_THE_TOP and len(whole) > 40:
        return ""
    return None
