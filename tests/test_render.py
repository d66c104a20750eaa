"""An article as it is drawn: what stands where, in which role, and that nothing of it is lost."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from newsreader.block import Block
from newsreader.blocks import ArticleBlocks
from newsreader.cells import width
from newsreader.layout import draw_line, lay
from newsreader.masthead import split_address
from newsreader.models import Article, Body, Dateline, Quote, Span
from newsreader.palette import palette
from newsreader.render import article_lines, plain_lines, print_article
from tests.made import NOON, BodyMaker, harbour_article

few = settings(max_examples=60, deadline=None)


@pytest.fixture(autouse=True)
def _utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def drawn(article: Article, columns: int = 72) -> list[str]:
    return [line.plain.rstrip() for line in article_lines(article, columns, palette("newsreader-night"))]


def roles(article: Article, columns: int = 72) -> dict[str, tuple[str, ...]]:
    """Every run of text that is drawn in one role, with its roles besides the block's own."""
    found: dict[str, tuple[str, ...]] = {}
    for block in ArticleBlocks(article):
        laid = lay(block, columns)
        for number in range(len(laid.lines)):
            for text, names, _ in draw_line(block, laid, number):
                found[text] = names
    return found


def of(maker: BodyMaker, **fields: object) -> Article:
    return replace(Article(1, "Headline"), body=maker.body(), **fields)  # type: ignore[arg-type]


def test_an_article_is_a_newspaper_page() -> None:
    assert drawn(harbour_article()) == [
        "HARBOUR",
        "",
        "Assembly passes harbour bill after a night",
        "of argument over who pays for the wall",
        "",
        "The vote ends eleven years of dispute. Fishing towns say the toll will",
        "be fought on the quay.",
        "",
        "Lena Moor and Petr Aldous",
        "The\u00a0Ansa\u00a0Courier\u00a0· 15\u00a0October\u00a02025,\u00a010:00\u00a0· 4\u00a0min",
        "",
        "PORT ANSA, Oct. 15 (Kestrel) — The Assembly passed the harbour bill[1]",
        "shortly before dawn on Wednesday, ending eleven years of dispute over",
        "who pays for the breakwater and who may close it.",
        "",
        "“We have argued about this wall since my daughter was born, and she is",
        "taller than me now,” said Harbour Minister Ines Calder. “The sea has not",
        "waited for us.”",
        "",
        "Tomas Rehn, who speaks for the fishing towns, called the toll “a second",
        "tax on the same boat” and said his members would be at the quay on the",
        "first of the month. “They can send the bill to the herring,” he said.",
        "",
        "",
        "What the bill changes",
        "",
        " • The state pays for the wall, the towns for the gates.",
        " • A toll of four marks a boat, and none for boats under six metres.",
        "    ◦ Skerra and Ansa are exempt until 2030;",
        "    ◦ all others pay from the spring.",
        " • The gates close only on the harbour master's word, never the",
        "   minister's.",
        "",
        "▎ No gate shall be shut upon a vessel that has asked for shelter,",
        "▎ whatever her flag and whatever she owes.",
        "▎",
        "▎ Harbour Act, section 4",
        "",
        "",
        "The price of it",
        "",
        "Town                           Boats   Toll a year",
        "────────────────────────────   ─────   ───────────",
        "Port Ansa                        212        41,000",
        "Skerra                            88             —",
        "Lower Lomond and the islands   1,040       187,500",
        "",
        "Clerks read the sums from a screen, since the printed bill had gone to",
        "the wrong island[2]:",
        "",
        " toll = max(0, length - 6) * 4.0",
        " if town in exempt and year < 2030:",
        "     toll = 0",
        "",
        "▣ The breakwater at Port Ansa in a northerly, from the lighthouse",
        "",
        "Mara Quince, the harbour master, has shut the gates nine times in twenty",
        "years. “I have never asked anyone’s leave,” she said, “and I did not",
        "vote for anyone who thinks I should. As my father told me, ‘the tide",
        "does not read the papers.’”",
        "",
        "                              ────────────",
        "",
        "港の門は、助けを求める船の前では決して閉じられない。",
        "",
        "────────────",
        "",
        "[1] https://assembly.example/bills/2025/harbour",
        "[2] https://www.courier.example/news/the-bill-that-went-to-skerra?ref=front",
        "[3] audio, 24.1 MB · https://audio.example/harbour-night.mp3",
        "",
        "https://courier.example/2025/10/15/harbour-bill",
    ]


def test_each_speaker_has_one_hue_for_words_and_name() -> None:
    found = roles(harbour_article())
    assert found["“The sea has not"] == ("body", "voice.0")
    assert found["Ines Calder"] == ("body", "voice.0")
    assert found["Tomas Rehn"] == found["“a second"] == ("body", "voice.1")
    assert found["“I have never asked anyone’s leave,”"] == ("body", "voice.2")
    assert found["‘the tide"] == ("body", "voice.2", "voice.3")  # said within what was said


def test_without_speakers_all_quotations_have_the_same_colour() -> None:
    found = roles(harbour_article(speakers=False))
    assert found["“The sea has not"] == found["“a second"] == ("body", "quotation")


def test_titles_and_scare_quotes_are_no_quotations() -> None:
    maker = BodyMaker().block("He read “The Tide” and “facts” aloud.")
    start = maker.body().text.index("“The Tide”")
    again = maker.body().text.index("“facts”")
    body = Body(
        maker.body().text,
        (Span(start, start + 10, "quotation", "", 0), Span(again, again + 7, "quotation", "", 1)),
    )
    quotes = (Quote(start, start + 10, "title"), Quote(again, again + 7, "scare"))
    assert "quotation" not in {
        role for names in roles(Article(1, "H", body=body, quotes=quotes)).values() for role in names
    }


def test_what_a_paragraph_is_made_of_is_told_by_roles() -> None:
    found = roles(harbour_article())
    assert found["PORT ANSA, Oct. 15 (Kestrel)"] == ("body", "dateline")
    assert found["the harbour bill"] == ("body", "link")
    assert found["[1]"] == ("body", "link.number")
    assert found["[1] "] == ("link.number",)
    assert found["four marks"] == ("body", "strong")
    assert found["Harbour Act"] == ("blockquote", "em")
    assert found["Boats"] == ("table.head",)
    assert found["assembly.example"] == ("links", "link.host")


def test_a_link_inside_a_quotation_keeps_the_speakers_hue() -> None:
    maker = BodyMaker().block(
        "“Read the bill,” she said.", quotation="“Read the bill,”|Ines", link="the bill|https://a.example/"
    )
    found = roles(of(maker))
    assert found["the bill"] == ("body", "voice.0", "link.quoted")
    assert found["[1]"] == ("body", "voice.0", "link.number")


def test_a_date_line_under_the_byline_is_shown_as_printed() -> None:
    article = Article(
        1, "H", published=0, dateline=Dateline("Wednesday, Oct. 15", date="Oct. 15"), publisher="The Courier"
    )
    assert "The\u00a0Courier\u00a0· Wednesday,\u00a0Oct.\u00a015" in drawn(article)


def test_a_later_change_is_told_with_its_time_or_day() -> None:
    same_day = Article(1, "H", published=NOON, updated=NOON + 2 * 3600)
    assert drawn(same_day)[2] == "15\u00a0October\u00a02025,\u00a010:00\u00a0· updated\u00a012:00"
    next_day = replace(same_day, updated=NOON + 86_400)
    assert drawn(next_day)[2].endswith("· updated\u00a016\u00a0October\u00a02025,\u00a010:00")
    assert "updated" not in drawn(replace(same_day, updated=NOON + 60))[2]


def test_a_date_without_a_time_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")  # where that instant is still the evening before
    time.tzset()
    midnight = NOON - NOON % 86_400
    article = Article(1, "H", published=midnight)
    assert drawn(article)[2] == "15\u00a0October\u00a02025"
    same_day = replace(article, updated=midnight + 10 * 3600)
    assert drawn(same_day)[2].endswith("2025\u00a0· updated\u00a006:00")
    next_day = replace(article, updated=midnight + 86_400)
    assert drawn(next_day)[2].endswith("2025\u00a0· updated\u00a016\u00a0October\u00a02025")


def test_a_publisher_named_in_the_byline_is_not_named_again() -> None:
    article = Article(1, "H", byline="Lena Moor, The Courier", publisher="The Courier", words=900)
    assert drawn(article)[2:4] == ["Lena Moor, The Courier", "4\u00a0min"]


def test_an_article_that_is_only_a_headline_says_so() -> None:
    assert drawn(Article(1, "Bare")) == ["Bare", "", "", "The feed gives no more than this."]


def test_paragraphs_of_one_item_stand_below_each_other() -> None:
    maker = BodyMaker()
    maker.block("First.", ("item", "1.", 1)).block("More of the first.", ("item", "", 1)).block(
        "Second.", ("item", "2.", 1)
    )
    assert drawn(of(maker))[2:] == ["1. First.", "", "   More of the first.", "2. Second."]


def test_quotes_in_quotes_have_two_bars() -> None:
    maker = (
        BodyMaker()
        .block("Outer.", ("quote", "", 1))
        .block("Inner.", ("quote", "", 2))
        .block("Outer again.", ("quote", "", 1))
    )
    assert drawn(of(maker))[2:] == ["▎ Outer.", "▎", "▎ ▎ Inner.", "▎", "▎ Outer again."]


def test_code_that_is_too_wide_goes_on_below() -> None:
    maker = BodyMaker().block("x = 1\nreturn a_very_long_name(with_arguments)", ("code", "", 0))
    assert drawn(of(maker), 24)[2:] == [" x = 1", " return a_very_long_name", " ↪ (with_arguments)"]


def test_a_table_that_is_too_wide_wraps_its_cells() -> None:
    maker = BodyMaker().block(
        "Town\tWhat it said\nAnsa\tno toll and no gate for anybody", ("table", "head", 0)
    )
    assert drawn(of(maker), 26)[2:] == [
        "Town   What it said",
        "────   ───────────────────",
        "Ansa   no toll and no gate",
        "       for anybody",
    ]


def test_code_and_tables_may_use_the_room_beside_the_measure() -> None:
    maker = BodyMaker().block("return a_very_long_name(with_arguments)", ("code", "", 0))
    maker.block("Town\tWhat it said\nAnsa\tno toll and no gate for anybody", ("table", "head", 0))
    _, code, table = ArticleBlocks(of(maker))
    assert len(lay(code, 24, 60).lines) == 1 and len(lay(code, 24, 30).lines) == 2
    assert len(lay(table, 26, 60).lines) == 3


def test_a_table_of_many_columns_becomes_a_list() -> None:
    maker = BodyMaker().block("a\tb\tc\td\ne\tf\tg\th", ("table", "", 0))
    assert drawn(of(maker), 20)[2:] == ["a", "  b", "  c", "  d", "e", "  f", "  g", "  h"]


def test_small_raised_and_lowered_digits_are_drawn_so() -> None:
    maker = BodyMaker().block("CO2 in m3, and see noteb", sub="2", sup=("3", "b"))
    assert drawn(of(maker))[-1] == "CO₂ in m³, and see noteb"


@pytest.mark.parametrize(
    ("url", "host", "rest"),
    [
        ("https://courier.example/a?b=1", "courier.example", "/a?b=1"),
        ("https://courier.example:8080/", "courier.example:8080", ""),
        ("https://bank.example@evil.example/x", "evil.example", "/x"),
        ("https://\u0430pple.example/", "xn--pple-43d.example", ""),
        ("mailto:desk@courier.example", "", "mailto:desk@courier.example"),
        ("https://[broken", "", "https://[broken"),
    ],
)
def test_a_links_real_host_is_shown(url: str, host: str, rest: str) -> None:
    assert split_address(url) == (host, rest)


def test_a_long_address_is_cut_on_the_screen_and_whole_in_print() -> None:
    url = "https://courier.example/" + "long/" * 20
    maker = BodyMaker().block("here", link=f"here|{url}")
    (screen,) = [block for block in ArticleBlocks(of(maker)) if block.role == "links"]
    line = "".join(text for text, _, _ in draw_line(screen, lay(screen, 40), 0))
    assert line == "[1] courier.example/long/long/long/long…"
    assert f"[1] {url}" in drawn(of(maker), 40)


def test_nothing_from_outside_is_drawn_as_control() -> None:
    bad = "a\x1b[31mb\u202ec\x9bd\u200be\ud800\u2028f"
    maker = BodyMaker().block(f"The {bad} word and on", link=f"{bad}|https://a.example/{bad}", strong="word")
    article = of(maker, kicker=bad, byline=bad, deck=bad, feed_title=bad, url=f"https://{bad}.example/")
    for line in drawn(replace(article, headline=bad)):
        assert line.replace("\u00a0", "").isprintable(), ascii(line)
    assert roles(article)["word"] == ("body", "strong")  # spans hold in spite of what was left out


def test_offsets_lead_from_the_text_to_the_screen_and_back() -> None:
    maker = (
        BodyMaker()
        .block("Before.")
        .block(
            "See the bill❤\ufe0f and the wall.", link=("bill|https://a.example/", "wall|https://b.example/")
        )
    )
    body = maker.body()
    block = next(block for block in ArticleBlocks(of(maker)) if block.start > 0)
    assert block.text == "See the bill[1]❤ and the wall[2]."
    for word in ("See", "bill", "and", "wall"):
        start = body.text.index(word)
        assert block.text[block.to_drawn(start) :].startswith(word)
        assert block.text[: block.to_drawn(start + len(word), closing=True)].endswith(word)
        assert block.to_source(block.text.index(word)) == start


def test_printed_to_a_terminal_it_is_wrapped_and_styled() -> None:
    out = io.StringIO()
    print_article(
        harbour_article(), Console(file=out, force_terminal=True, color_system="standard", width=60)
    )
    lines = out.getvalue().splitlines()
    assert any("\x1b[1mAssembly passes" in line for line in lines)
    assert any("\x1b[32m“We have argued" in line for line in lines)
    assert "\x1b]8" not in out.getvalue()


def test_printed_into_a_pipe_it_is_plain_text_a_line_a_paragraph() -> None:
    out = io.StringIO()
    print_article(harbour_article(), Console(file=out, width=40))
    text = out.getvalue()
    assert "\x1b" not in text and "\u00a0" not in text
    assert "who pays for the breakwater and who may close it.\n" in text
    assert "Town                           Boats   Toll a year\n" in text
    assert text == "".join(f"{line}\n" for line in plain_lines(harbour_article()))


INLINE = st.sampled_from(["strong", "em", "link", "quotation", "speaker", "dateline", "sup", "mono", "odd"])
OUTER = st.sampled_from(["", "heading", "item", "quote", "code", "table", "image", "rule"])
WORDS = st.text(st.sampled_from("ab. ,-—“”’港に。\t\ufe0fé\u0301\x1b\u202e\n"), min_size=1, max_size=60)


@st.composite
def bodies(draw: st.DrawFn) -> Body:
    texts = [text.replace("\n\n", "\n") for text in draw(st.lists(WORDS, min_size=1, max_size=5))]
    text = "\n\n".join(texts)
    spans = [
        Span(min(a, b), max(a, b), role, value, level)
        for a, b, role, value, level in draw(
            st.lists(
                st.tuples(
                    st.integers(0, len(text)),
                    st.integers(0, len(text)),
                    INLINE,
                    st.sampled_from(["", "x"]),
                    st.integers(0, 9),
                ),
                max_size=8,
            )
        )
    ]
    start = 0
    for piece in texts:
        if role := draw(OUTER):
            spans.append(
                Span(
                    start,
                    start + len(piece),
                    role,
                    draw(st.sampled_from(["", "•", "head"])),
                    draw(st.integers(0, 9)),
                )
            )
        start += len(piece) + 2
    return Body(text, tuple(sorted(spans, key=lambda span: (span.start, -span.end))))


@few
@given(bodies(), st.integers(12, 60))
def test_any_body_is_drawn_whole_and_no_line_is_too_wide(body: Body, columns: int) -> None:
    article = Article(1, "H", body=body)
    blocks = ArticleBlocks(article)
    for index in blocks.body_range:
        block = blocks[index]
        laid = lay(block, columns)
        lines = [draw_line(block, laid, number) for number in range(len(laid.lines))]
        for line in lines:
            assert sum(width(text) for text, _, _ in line) <= max(columns, width(block.first) + 2)
            assert all(text.replace("\u00a0", "").isprintable() for text, _, _ in line)
        if block.flow == "rule":
            continue
        shown = "".join(text for line in lines for text, _, _ in line)
        assert squeezed(block, block.text) <= squeezed(block, shown)


def squeezed(block: Block, text: str) -> set[tuple[str, int]]:
    """The characters of a text that are no space, each with its number."""
    counts: dict[str, int] = {}
    numbered = set()
    for char in text:
        if not char.isspace():
            counts[char] = counts.get(char, 0) + 1
            numbered.add((char, counts[char]))
    return numbered


@few
@given(bodies())
def test_drawing_never_runs_over_the_text(body: Body) -> None:
    for block in ArticleBlocks(Article(1, "H", body=body)):
        ends = [0]
        for start, end, _, _ in block.runs:
            assert ends[-1] <= start < end <= len(block.text)
            ends.append(end)
        if block.start >= 0:
            places = [block.to_source(place) for place in range(len(block.text) + 1)]
            assert places == sorted(places) and block.start <= places[0] and places[-1] <= block.end
