"""Colours that can be read, in every theme and without any."""

from __future__ import annotations

import pytest
from rich.color import ColorType

from newsreader.palette import (
    NIGHT_TONES,
    PAPER_TONES,
    READABLE,
    Tones,
    blend,
    contrast,
    derive,
    palette,
    readable,
)

OWN = pytest.mark.parametrize("tones", [NIGHT_TONES, PAPER_TONES], ids=["night", "paper"])


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#336699", "#336699") == 1


@OWN
def test_all_text_of_our_themes_can_be_read(tones: Tones) -> None:
    named = ("text", "strong", "muted", "kicker", "accent", "link", "star", "error", "quotation")
    for colour in (*(getattr(tones, name) for name in named), *tones.speakers):
        assert contrast(colour, tones.background) >= READABLE
    for background in (tones.cursor, tones.cursor_blurred, tones.code):
        assert contrast(tones.text, background) >= 7
        assert contrast(tones.muted, background) >= READABLE
    assert contrast(tones.match_text, tones.match) >= READABLE


@OWN
def test_speakers_hues_are_well_apart(tones: Tones) -> None:
    def distance(a: str, b: str) -> float:
        pairs = zip(bytes.fromhex(a[1:]), bytes.fromhex(b[1:]), strict=True)
        return float(sum((x - y) ** 2 for x, y in pairs) ** 0.5)

    hues = [tones.quotation, *tones.speakers]
    nearest = min(distance(a, b) for i, a in enumerate(hues) for b in hues[:i])
    assert len(set(hues)) == 9 and nearest > 45


def test_a_colour_is_moved_no_further_than_needed() -> None:
    assert readable("#ffffff", "#000000", 7, "#ffffff") == "#ffffff"
    moved = readable("#202080", "#101010", READABLE, "#ffffff")
    assert READABLE <= contrast(moved, "#101010") < READABLE + 2
    assert blend("#000000", "#ff8000", 0.5) == "#804000"


@pytest.mark.parametrize(
    ("background", "text", "dark"), [("#2e3440", "#d8dee9", True), ("#fdf6e3", "#586e75", False)]
)
def test_a_palette_for_any_theme_can_be_read(background: str, text: str, dark: bool) -> None:
    colours = derive(
        "some", background=background, text=text, accent="#268bd2", kicker="#6c71c4", star="#cb4b16",
        error="#dc322f", dark=dark,
    )  # fmt: skip
    for style in (colours["body"], colours["kicker"], colours["meta"], *colours.speakers):
        assert style.color is not None and style.color.triplet is not None
        assert contrast(style.color.triplet.hex, background) >= READABLE


def test_speakers_beyond_the_last_hue_begin_again_with_the_first() -> None:
    colours = palette("newsreader-night")
    assert colours.speaker(0) == colours.speaker(8) == colours["voice.8"]
    assert len({colours.speaker(number) for number in range(8)}) == 8


@pytest.mark.parametrize("dark", [True, False])
def test_sixteen_colours_are_the_terminals_own(dark: bool) -> None:
    colours = palette("ansi", 16, dark)
    for style in (*colours.styles.values(), *colours.speakers):
        for colour in (style.color, style.bgcolor):
            assert colour is None or colour.type is ColorType.STANDARD
    assert len(set(colours.speakers)) == 8


def test_without_colour_weight_and_underline_tell_the_same() -> None:
    colours = palette("none", 0)
    for style in (*colours.styles.values(), *colours.speakers):
        assert style.color is None and style.bgcolor is None
    told_apart = ("headline", "body", "deck", "meta", "link", "match", "match.current", "cursor")
    assert len({colours[role] for role in told_apart}) == len(told_apart)
    assert colours["quotation"] != colours["body"]
    assert len(set(colours.speakers)) == 6


def test_roles_lie_over_each_other_the_last_on_top() -> None:
    colours = palette("newsreader-night")
    mixed = colours.mix("body", "voice.1", "em", "match")
    assert mixed.italic and mixed.bold and mixed.bgcolor == colours["match"].bgcolor
    assert mixed.color == colours["match"].color
    assert colours.mix("body", "no such role") == colours["body"]
