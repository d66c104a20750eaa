"""Roles of drawn text, and the styles they have: in a theme's colours, in 16 colours, and without any.

A palette is a style for each role that rows, articles, panes and the status line are drawn in, and one
hue for each speaker of an article.  Two are made by hand, for the night and the paper theme; for any
other theme one is derived from its colours, each hue moved towards white or black until it can be read
(WCAG 2 contrast, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio, 4.5 or more on the background).
With 16 colours, whose shades nobody knows, hues are few and weight helps; without colour, weight,
underline and italics say all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from rich.style import Style

READABLE = 4.5
"""The least contrast of text with its background (WCAG 2, level AA)."""

_NULL = Style.null()


@dataclass(frozen=True)
class Palette:
    """A style for every role, and one for each speaker of an article in order of appearance."""

    name: str
    dark: bool
    styles: Mapping[str, Style]
    speakers: tuple[Style, ...]
    colours: int = 2**24
    """How many colours it is made for: 2**24, 16 or 0."""
    _mixed: dict[tuple[str, ...], Style] = field(default_factory=dict, repr=False, compare=False)

    def __getitem__(self, role: str) -> Style:
        if role.startswith("voice."):
            return self.speaker(int(role[6:]))
        return self.styles.get(role, _NULL)

    def speaker(self, number: int) -> Style:
        """Return the hue of the speaker who appears as number `number` (from 0) in an article."""
        return self.speakers[number % len(self.speakers)]

    def mix(self, *roles: str) -> Style:
        """Return the styles of these roles laid over each other, the last on top."""
        style = self._mixed.get(roles)
        if style is None:
            style = self._mixed[roles] = Style.combine([_NULL, *(self[role] for role in roles)])
        return style


class Tones(NamedTuple):
    """The colours a palette is made of, as "#rrggbb"."""

    background: str
    text: str
    strong: str
    """Headlines."""
    muted: str
    """Bylines, dates, what has been read."""
    faint: str
    """Lines, and what was read a moment ago."""
    kicker: str
    accent: str
    """Unread marks, the cursor's bar, keys."""
    link: str
    star: str
    error: str
    cursor: str
    """Background of the row under the cursor."""
    cursor_blurred: str
    """The same in a pane that has not the focus."""
    scrollbar: str
    code: str
    """Background of code."""
    match: str
    """Background of a searched word."""
    match_text: str
    match_current: str
    """Background of the match the view is at."""
    quotation: str
    """Words in quotation marks whose speaker is not known."""
    speakers: tuple[str, ...]


NIGHT_TONES = Tones(
    background="#15171c",
    text="#cfccc4",
    strong="#f3f0e8",
    muted="#a19e96",
    faint="#6d6b66",
    kicker="#e0916a",
    accent="#8fb6e0",
    link="#93b7d8",
    star="#e8c46a",
    error="#e88078",
    cursor="#2b3342",
    cursor_blurred="#20242c",
    scrollbar="#363b46",
    code="#1e2129",
    match="#5b4a1c",
    match_text="#ffe9b0",
    match_current="#e8c46a",
    quotation="#a9c9c2",
    speakers=("#86bdf2", "#e6c265", "#9bd48f", "#f29db4", "#c3a9f5", "#f08a62", "#5fc9b8", "#b8a37a"),
)
PAPER_TONES = Tones(
    background="#f8f4eb",
    text="#2b2824",
    strong="#12100e",
    muted="#66615a",
    faint="#958e82",
    kicker="#a63d17",
    accent="#1f5c96",
    link="#2a5580",
    star="#8f6500",
    error="#a82a22",
    cursor="#dde3e6",
    cursor_blurred="#ebe6da",
    scrollbar="#d3ccbc",
    code="#eee8da",
    match="#f4dd93",
    match_text="#2b2000",
    match_current="#d99a1f",
    quotation="#2c605a",
    speakers=("#1d5fae", "#8a5a00", "#2b6e2f", "#a82a5e", "#6a3fae", "#b5382a", "#0b6a78", "#5f6412"),
)


@lru_cache(maxsize=8)
def palette(name: str, colours: int = 2**24, dark: bool = True) -> Palette:
    """Return the palette of one of our own themes, of 16 colours or of none.

    `name` is "newsreader-night" or "newsreader-paper" (any other counts as the night); `dark` tells
    whether 16 colours stand on a dark ground.
    """
    if colours == 0:
        return _colourless(name, dark)
    if colours <= 16:
        return _sixteen(name, dark)
    if name == "newsreader-paper":
        return from_tones(name, PAPER_TONES, dark=False)
    return from_tones(name, NIGHT_TONES, dark=True)


def derive(
    name: str, *, background: str, text: str, accent: str, kicker: str, star: str, error: str, dark: bool
) -> Palette:
    """Return a palette for a theme with these colours ("#rrggbb"), hues made readable on its background."""
    own = NIGHT_TONES if dark else PAPER_TONES
    pole = "#ffffff" if dark else "#000000"

    def hue(colour: str, contrast: float = READABLE + 0.5) -> str:
        return readable(colour, background, contrast, pole)

    return from_tones(
        name,
        Tones(
            background=background,
            text=hue(text, 7),
            strong=hue(blend(text, pole, 0.5), 9),
            muted=hue(blend(text, background, 0.35), READABLE),
            faint=hue(blend(text, background, 0.6), 2.6),
            kicker=hue(kicker),
            accent=hue(accent),
            link=hue(blend(accent, text, 0.4)),
            star=hue(star),
            error=hue(error),
            cursor=blend(background, blend(accent, text, 0.3), 0.2),
            cursor_blurred=blend(background, text, 0.09),
            scrollbar=blend(background, text, 0.2),
            code=blend(background, text, 0.06),
            match=own.match,
            match_text=own.match_text,
            match_current=own.match_current,
            quotation=hue(own.quotation),
            speakers=tuple(hue(colour) for colour in own.speakers),
        ),
        dark=dark,
    )


def from_tones(name: str, tones: Tones, *, dark: bool) -> Palette:
    """Return the palette made of `tones`."""
    style = Style.parse
    on = f"on {tones.match}"
    muted, faint = style(tones.muted), style(tones.faint)
    styles = {
        "body": style(tones.text),
        "kicker": style(tones.kicker),
        "headline": style(f"bold {tones.strong}"),
        "deck": style(f"italic {tones.text}"),
        "byline": muted,
        "meta": muted,
        "dateline": style(f"bold {tones.muted}"),
        "heading": style(f"bold {tones.strong}"),
        "heading.minor": style(f"bold {tones.muted}"),
        "blockquote": style(tones.text),
        "bar.quote": style(tones.kicker),
        "marker": muted,
        "code": style(f"{tones.text} on {tones.code}"),
        "code.more": style(f"{tones.muted} on {tones.code}"),
        "table.head": style(f"bold {tones.strong}"),
        "table.rule": faint,
        "image": style(f"italic {tones.muted}"),
        "rule": faint,
        "strong": style(f"bold {tones.strong}"),
        "em": style("italic"),
        "strike": style("strike"),
        "mono": style(f"on {tones.code}"),
        "link": style(f"underline {tones.link}"),
        "link.quoted": style("underline"),
        "link.number": faint,
        "links.title": style(f"bold {tones.muted}"),
        "link.host": style(tones.link),
        "link.path": muted,
        "quotation": style(tones.quotation),
        "match": style(f"bold {tones.match_text} {on}"),
        "match.current": style(f"bold {tones.background} on {tones.match_current}")
        if dark
        else style(f"bold {tones.match_text} on {tones.match_current}"),
        "empty": muted,
        "name": style("bold"),
        # the list
        "bar": style(tones.accent),
        "mark": style(tones.accent),
        "headline.unread": style(f"bold {tones.strong}"),
        "headline.read": style(blend(tones.text, tones.muted, 0.5)),
        "headline.dimmed": faint,
        "feed": muted,
        "time": muted,
        "star": style(tones.star),
        "later": style(tones.accent),
        "kicker.dimmed": faint,
        "feed.dimmed": faint,
        "time.dimmed": faint,
        "cursor": style(f"on {tones.cursor}"),
        "pointed": style(f"on {tones.cursor}"),
        "cursor.blurred": style(f"on {tones.cursor_blurred}"),
        # the feeds pane
        "view": style(tones.text),
        "folder": style(f"bold {tones.muted}"),
        "feed.unread": style(tones.text),
        "feed.read": muted,
        "feed.shown": style(f"bold {tones.strong}"),
        "count": style(tones.accent),
        "count.quiet": faint,
        "error": style(tones.error),
        # the status line
        "status.key": style(f"bold {tones.accent}"),
        "status.label": muted,
        "status.note": style(tones.text),
        "status.warning": style(f"bold {tones.error}"),
        "status.progress": style(tones.accent),
        "status.counts": muted,
    }
    return Palette(name, dark, styles, tuple(style(colour) for colour in tones.speakers))


def _sixteen(name: str, dark: bool) -> Palette:
    """The terminal's own colours: safe ones only, and weight where a shade would be needed."""
    style = Style.parse
    kicker, accent, quote = ("yellow", "cyan", "cyan") if dark else ("red", "blue", "blue")
    styles = _plain_styles()
    styles.update(
        {
            "kicker": style(kicker),
            "bar.quote": style(kicker),
            "link": style(f"underline {accent}"),
            "link.host": style(accent),
            "quotation": style(quote),
            "bar": style(f"bold {accent}"),
            "mark": style(f"bold {accent}"),
            "star": style("bold yellow" if dark else "bold red"),
            "later": style(accent),
            "count": style(accent),
            "error": style("red"),
            "status.key": style(f"bold {accent}"),
            "status.warning": style("bold red"),
            "status.progress": style(accent),
            "match": style("bold black on yellow"),
            "match.current": style("bold reverse"),
        }
    )
    hues = ("green", "magenta", "yellow", "blue") if dark else ("magenta", "green", "red", "cyan")
    names = [*hues, *(f"{hue} underline" for hue in hues)]
    return Palette(name, dark, styles, tuple(map(style, names)), 16)


def _colourless(name: str, dark: bool) -> Palette:
    """No colour at all: weight, underline, italics and reverse."""
    attributes = ("bold", "underline", "italic", "bold underline", "bold italic", "underline italic")
    return Palette(name, dark, _plain_styles(), tuple(map(Style.parse, attributes)), 0)


def _plain_styles() -> dict[str, Style]:
    def all_of(style: str, roles: str) -> Iterable[tuple[str, Style]]:
        return ((role, Style.parse(style)) for role in roles.split())

    return {
        **dict(all_of("bold", "name kicker headline heading strong table.head links.title quotation")),
        **dict(all_of("bold", "mark bar headline.unread count folder star later feed.shown status.key")),
        **dict(all_of("dim", "byline meta rule table.rule link.number link.path feed time marker code.more")),
        **dict(all_of("dim", "headline.dimmed kicker.dimmed feed.dimmed time.dimmed count.quiet feed.read")),
        **dict(all_of("dim", "status.label status.counts empty")),
        **dict(all_of("italic", "deck em image")),
        **dict(all_of("underline", "link link.quoted heading.minor link.host")),
        **dict(all_of("strike", "strike")),
        **dict(all_of("dim bold", "dateline")),
        **dict(all_of("bold underline", "match error status.warning")),
        **dict(all_of("bold", "status.progress")),
        **dict(all_of("bold reverse", "match.current")),
        **dict(all_of("reverse", "cursor pointed")),
    }


# --- colours -------------------------------------------------------------------------------------------


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def blend(colour: str, other: str, share: float) -> str:
    """Return `colour` ("#rrggbb") with `share` (0 to 1) of `other` in it."""
    mixed = (round(a + (b - a) * share) for a, b in zip(_channels(colour), _channels(other), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", 0 for black and 1 for white (WCAG 2)."""
    red, green, blue = (
        c / 12.92 if (c := channel / 255) <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2)."""
    light, dark = sorted((luminance(colour), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, background: str, least: float, pole: str) -> str:
    """Return `colour` moved towards `pole` no further than its contrast with `background` asks."""
    for step in range(21):
        moved = blend(colour, pole, step / 20)
        if contrast(moved, background) >= least:
            return moved
    return pole
