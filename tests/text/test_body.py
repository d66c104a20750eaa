"""A body is put together block by block, and every span covers exactly the words it was opened for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.models import BLOCK_ROLES, Body, Quote, Span
from newsreader.text.body import (
    RULE_TEXT,
    BodyBuilder,
    quotes_from_json,
    quotes_to_json,
)


def covered(body: Body, role: str) -> list[str]:
    """Return the text of each span with a role."""
    return [body.text[span.start : span.end] for span in body.spans if span.role == role]


def blocks(body: Body) -> list[str]:
    return [body.text[start:end] for start, end in body.blocks()]


def test_blocks_are_separated_by_one_empty_line() -> None:
    builder = BodyBuilder()
    builder.block("The ferry sails.")
    builder.block("It is late.")
    assert builder.build() == Body("The ferry sails.\n\nIt is late.")


def test_white_space_folds_and_none_is_left_at_the_edges_of_a_block() -> None:
    builder = BodyBuilder()
    builder.text(" \n The ")
    builder.text(" ferry\t\tsails ")
    builder.end_block()
    builder.text("   ")
    builder.end_block()
    builder.text("\u00a0\u3000Late\u00a0")
    assert builder.build().text == "The ferry sails\n\nLate"


def test_a_span_leaves_out_the_blanks_around_its_words() -> None:
    builder = BodyBuilder()
    builder.text("The ")
    builder.enter("strong")
    builder.text(" winter ferry ")
    builder.leave()
    builder.text("sails.")
    body = builder.build()
    assert body.text == "The winter ferry sails."
    assert covered(body, "strong") == ["winter ferry"]


def test_an_inline_role_ends_with_its_block_and_goes_on_in_the_next() -> None:
    builder = BodyBuilder()
    builder.enter("em")
    builder.block("One.")
    builder.block("Two.")
    builder.leave()
    builder.block("Three.")
    assert covered(builder.build(), "em") == ["One.", "Two."]


def test_an_inline_role_without_words_leaves_no_span() -> None:
    builder = BodyBuilder()
    builder.text("One")
    builder.enter("em")
    builder.text("  ")
    builder.leave()
    assert builder.build() == Body("One")


def test_every_block_of_a_quote_has_a_span_of_its_own_with_the_innermost_depth() -> None:
    builder = BodyBuilder()
    builder.enter("quote", level=1)
    builder.block("One.")
    builder.enter("quote", level=2)
    builder.block("Two.")
    builder.leave()
    builder.leave()
    body = builder.build()
    assert [(span.level, body.text[span.start : span.end]) for span in body.spans] == [
        (1, "One."),
        (2, "Two."),
    ]


def test_only_the_first_block_of_an_item_has_the_marker() -> None:
    builder = BodyBuilder()
    builder.enter("item", "1.", 1)
    builder.block("One.")
    builder.block("Still one.")
    builder.enter("item", "a.", 2)
    builder.block("Inner.")
    builder.leave()
    builder.block("Outer again.")
    builder.leave()
    assert [(s.value, s.level) for s in builder.build().spans] == [("1.", 1), ("", 1), ("a.", 2), ("", 1)]


def test_an_item_inside_a_quote_has_both_roles() -> None:
    builder = BodyBuilder()
    builder.enter("quote", level=1)
    builder.enter("item", "•", 1)
    builder.text("Word")
    body = builder.build()
    assert body.spans == (Span(0, 4, "quote", "", 1), Span(0, 4, "item", "•", 1))


def test_links_are_numbered_as_they_appear_even_inside_each_other() -> None:
    builder = BodyBuilder()
    builder.enter("link", "https://a.example/")
    builder.text("one")
    builder.end_block()
    builder.text("still one")
    builder.leave()
    builder.enter("link", "https://b.example/")
    builder.text("two")
    builder.leave()
    body = builder.build()
    assert [span.level for span in body.spans] == [1, 2, 3]
    assert [link.text for link in body.links()] == ["one", "still one", "two"]


def test_a_line_break_stays_inside_its_block_and_two_make_a_new_one() -> None:
    builder = BodyBuilder()
    builder.line_break()
    builder.text("Hang up your hat, ")
    builder.line_break()
    builder.text(" your coat")
    builder.line_break()
    builder.line_break()
    builder.line_break()
    builder.text("and your quarrel.")
    builder.line_break()
    assert builder.build().text == "Hang up your hat,\nyour coat\n\nand your quarrel."


def test_code_keeps_its_blanks_and_its_empty_lines_without_ending_the_block() -> None:
    builder = BodyBuilder()
    builder.enter("code", "python")
    builder.text("\n  \ndef tide():\n\tpass\n\n\n  # ebb\n\n")
    builder.leave()
    builder.block("After.")
    body = builder.build()
    assert blocks(body) == ["def tide():\n    pass\n \n \n  # ebb", "After."]
    assert body.spans[0].value == "python"


def test_a_table_has_rows_as_lines_and_cells_between_tabs() -> None:
    builder = BodyBuilder()
    builder.enter("table", "head")
    for row in (["Swing", "Size"], ["", ""], ["M2", " 1.42\n "], ["", "0.47"]):
        builder.row()
        for cell in row:
            builder.cell()
            builder.text(cell)
            builder.end_block()
    builder.leave()
    builder.block("After.")
    assert blocks(builder.build()) == ["Swing\tSize\nM2\t1.42\n\t0.47", "After."]


def test_a_table_without_words_is_left_out() -> None:
    builder = BodyBuilder()
    builder.enter("table")
    for _ in range(2):
        builder.row()
        builder.cell()
        builder.cell()
    builder.leave()
    assert builder.build() == Body()


def test_words_in_a_cell_keep_their_spans() -> None:
    builder = BodyBuilder()
    builder.enter("table")
    builder.row()
    builder.cell()
    builder.text("See")
    builder.cell()
    builder.enter("link", "https://a.example/")
    builder.text("this")
    builder.leave()
    assert builder.build().links()[0].text == "this"


def test_a_rule_stands_between_blocks_only_and_only_once() -> None:
    builder = BodyBuilder()
    builder.rule()
    builder.block("One.")
    builder.rule()
    builder.rule()
    builder.block("Two.")
    assert blocks(builder.build()) == ["One.", RULE_TEXT, "Two."]


def test_what_a_terminal_would_obey_does_not_enter_and_does_not_shift_a_span() -> None:
    builder = BodyBuilder()
    builder.text("a\x1b]52;c;\x07b ")
    builder.enter("em")
    builder.text("\u202ec\u200b")
    builder.leave()
    body = builder.build()
    assert body.text == "a]52;c;b c"
    assert covered(body, "em") == ["c"]


def test_text_past_the_limit_is_left_out_and_said_to_be() -> None:
    builder = BodyBuilder(limit=10)
    builder.block("123456")
    full = [builder.full]
    builder.enter("em")
    builder.text("789012")
    body = builder.build()
    assert [*full, builder.full] == [False, True]
    assert body.text == "123456\n\n78"
    assert covered(body, "em") == ["78"]


Step = Callable[[BodyBuilder], None]
_WORDS = st.text(alphabet="ab .\n\t\u00a0\u2028\x1b漢", max_size=8)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("text"), _WORDS),
        st.tuples(st.just("raw"), _WORDS),
        st.tuples(st.just("block"), _WORDS),
        st.tuples(st.just("enter"), st.sampled_from([*sorted(BLOCK_ROLES), "em", "strong", "link"])),
        st.tuples(st.sampled_from(["leave", "line_break", "end_block", "rule", "row", "cell"])),
    ),
    max_size=30,
)


@settings(max_examples=200, deadline=None)
@given(_STEPS, st.integers(0, 60))
def test_whatever_is_done_blocks_are_whole_and_spans_lie_within_one(
    steps: list[tuple[str, ...]], limit: int
) -> None:
    builder = BodyBuilder(limit)
    depth = 0
    for name, *arguments in steps:
        if name == "leave":
            if not depth:
                continue
            depth -= 1
        depth += name == "enter"
        getattr(builder, name)(*arguments)
    body = builder.build()
    assert len(body.text) <= limit + 2
    ranges = list(body.blocks())
    assert "\n\n".join(blocks(body)) == body.text
    assert all(block.strip() for block in blocks(body))
    assert list(body.spans) == sorted(body.spans, key=lambda span: (span.start, -span.end))
    for span in body.spans:
        assert body.text[span.start : span.end].strip()
        assert any(start <= span.start and span.end <= end for start, end in ranges)
        if span.role in BLOCK_ROLES:
            assert (span.start, span.end) in ranges


def test_quotations_come_back_from_json_as_they_were() -> None:
    child = Quote(4, 8, "fragment")
    quotes = (
        Quote(0, 20, "statement", ((0, 9), (11, 20)), "Ada Vell", (22, 25), "said", "HNA", 0.9, (child,)),
        Quote(30, 40, "title"),
    )
    assert quotes_from_json(quotes_to_json(quotes)) == quotes


@pytest.mark.parametrize("text", ["", "7", "[7]", "[[1,2]]"])
def test_broken_quotations_are_a_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        quotes_from_json(text)
