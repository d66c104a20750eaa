"""The detail pane."""

from __future__ import annotations

from itertools import pairwise

import pytest
from textual import events

from newsreader.blocks import ArticleBlocks
from newsreader.layout import lay
from newsreader.models import Article, Body
from newsreader.palette import palette
from newsreader.ui.widgets import article_view
from newsreader.ui.widgets.article_lines import ArticleLines
from newsreader.ui.widgets.article_view import ArticleView
from tests.made import BodyMaker, harbour_article
from tests.ui.widgets.stage import Stage, screen_text, style_at, until

LONG = Article(
    5,
    "A long read",
    body=Body(
        "\n\n".join(
            f"Paragraph {n} tells of the harbour and of the people in it, at length." for n in range(400)
        )
    ),
)


def first_words(view: ArticleView) -> str:
    return next(line.strip() for line in screen_text(view) if line.strip())


async def test_an_article_stands_in_the_middle_at_its_measure() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(101, 30) as pilot:
        view.show(harbour_article())
        await pilot.pause()
        lines = screen_text(view)
        assert lines[0] == "" and lines[1] == " " * 14 + "HARBOUR"
        assert max(map(len, lines)) <= 14 + 72
        view.measure = 40
        await pilot.pause()
        assert screen_text(view)[1] == " " * 30 + "HARBOUR"


async def test_an_empty_pane_says_what_it_is_told_to_say() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(41, 11) as pilot:
        view.empty_text = "No article"
        view.show(None)
        await pilot.pause()
        assert [line for line in screen_text(view) if line] == [" " * 15 + "No article"]
        assert (view.percent, view.position, view.links, view.page_down()) == (0, 0, [], False)


async def test_an_article_shown_before_there_is_a_size_is_drawn_once_there_is() -> None:
    stage = Stage(view := ArticleView())
    view.show(LONG, position=LONG.body.text.index("Paragraph 200"))
    async with stage.opened() as pilot:
        await pilot.pause()
        assert first_words(view).startswith("Paragraph 200")


async def test_paging_goes_through_to_the_end_and_says_when_there_is_no_more() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(60, 20) as pilot:
        view.show(LONG)
        pages = [screen_text(view)]
        while view.page_down():
            pages.append(screen_text(view))
        assert view.at_end and view.percent == 100
        shown = " ".join(" ".join(line.split()) for page in pages for line in page)
        assert all(f"Paragraph {n} tells" in shown for n in range(400))
        for one, following in pairwise(pages[:-1]):
            assert one[-2:] == following[:2]  # two lines stay in view
        await pilot.pause()
        assert len(stage.heard(ArticleView.AtEnd)) == 1
        while view.page_up():
            pass
        assert screen_text(view) == pages[0]


async def test_the_place_is_told_as_it_changes_and_found_again() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(60, 20) as pilot:
        view.show(LONG)
        assert view.position == 0
        view.scroll_lines(30)
        await pilot.pause()
        moved = stage.heard(ArticleView.Moved)[-1]
        assert (moved.article_id, moved.position, moved.percent) == (5, view.position, view.percent)
        place, words = view.position, first_words(view)
        view.show(harbour_article())
        view.show(LONG, position=place)
        assert first_words(view) == words


async def test_looking_at_an_article_that_fits_is_no_reading_to_its_end() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(60, 20) as pilot:
        view.show(Article(1, "Short", body=Body("Text.")))
        await pilot.pause()
        assert view.percent == 100 and view.at_end and not view.page_down()
        assert not stage.heard(ArticleView.AtEnd)


@pytest.mark.parametrize("width", [30, 45, 90])
async def test_what_is_read_stays_under_the_eyes_when_the_width_changes(width: int) -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(60, 20) as pilot:
        view.show(LONG)
        view.go_to(LONG.body.text.index("Paragraph 150"))
        view.scroll_lines(3)
        assert first_words(view).startswith("Paragraph 150")
        await pilot.resize_terminal(width, 20)
        await pilot.pause()
        assert first_words(view).startswith("Paragraph 150")


async def test_a_huge_article_opens_without_being_laid_out_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(article_view, "SLICE", 0)
    huge = Article(6, "Huge", body=Body("\n\n".join([LONG.body.text] * 40)))
    stage = Stage(view := ArticleView())
    async with stage.opened(60, 20) as pilot:
        view.show(huge)
        assert view._lines is not None and not view._lines.settled
        assert "Paragraph 0 tells" in "".join(screen_text(view))
        view.go_bottom()
        assert "Paragraph 399 tells" in "".join(screen_text(view)) and view.at_end
        view.go_to(len(huge.body.text) // 2)
        before = screen_text(view)
        monkeypatch.setattr(article_view, "SLICE", 1)
        await until(pilot, lambda: view._lines is not None and view._lines.settled, "laying out")
        assert screen_text(view) == before


async def test_matches_are_found_marked_and_gone_through_in_a_ring() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(80, 14) as pilot:
        view.show(harbour_article())
        assert view.find("HARBOUR MASTER") == 2 and view.match_number == 1
        assert style_at(view, "harbour master") == view.look("body", "match.current")
        assert view.next_match() == 2
        assert "Mara Quince" in "".join(screen_text(view))
        assert view.next_match() == 1 and view.previous_match() == 2
        assert view.find("no such words") == 0 and view.next_match() == 0
        view.find("wall")
        view.clear_find()
        await pilot.pause()
        assert view.match_count == 0
        assert view.look("body", "match") not in [s.style for y in range(14) for s in view.render_line(y)]


async def test_finding_begins_where_the_reader_is() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(60, 20):
        view.show(LONG)
        view.go_to(LONG.body.text.index("Paragraph 150"))
        assert view.find("paragraph") == 400
        assert view.match_number in range(148, 153)
        view.go_bottom()
        assert view.find("paragraph 0") == 1 and view.match_number == 1
        assert "Paragraph 0 tells" in "".join(screen_text(view))


async def test_the_last_match_is_reached_though_the_article_ends_below_it() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(60, 20):
        view.show(LONG)
        view.find("in it")
        numbers = [view.next_match() for _ in range(401)]
        assert numbers == [*range(2, 401), 1, 2]


async def test_words_of_a_search_are_marked_when_the_article_opens() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(80, 20):
        view.show(harbour_article(), terms=("breakwater", "ass*"))
        assert style_at(view, "breakwater") == view.look("body", "match")
        assert style_at(view, "Ass") == view.look("headline", "match")


async def test_a_click_on_a_link_chooses_it() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(80, 24) as pilot:
        view.show(harbour_article())
        await pilot.pause()
        line = next(y for y, text in enumerate(screen_text(view)) if "the harbour bill[1]" in text)
        column = screen_text(view)[line].index("harbour bill")
        await pilot.click(offset=(column, line))
        (chosen,) = stage.heard(ArticleView.LinkChosen)
        assert chosen.url == "https://assembly.example/bills/2025/harbour"
        await pilot.click(offset=(column - 20, line))
        assert not stage.heard(ArticleView.LinkChosen)


async def test_links_have_numbers_attached_files_too_and_the_address_below() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(80, 24) as pilot:
        view.show(harbour_article())
        assert [link.url.split("/")[2] for link in view.links] == [
            "assembly.example",
            "www.courier.example",
            "audio.example",
        ]
        assert view.choose_link(3) and not view.choose_link(4) and not view.choose_link(0)
        view.go_bottom()
        await pilot.pause()
        line = next(
            y for y, text in enumerate(screen_text(view)) if text.strip().startswith("courier.example/2025")
        )
        await pilot.click(offset=(10, line))
        urls = [chosen.url for chosen in stage.heard(ArticleView.LinkChosen)]
        assert urls == [
            "https://audio.example/harbour-night.mp3",
            "https://courier.example/2025/10/15/harbour-bill",
        ]


async def test_dragging_selects_text_without_the_screens_line_ends() -> None:
    maker = BodyMaker().block("One two three four five six seven.").block("Eight, nine.", ("item", "•", 1))
    stage = Stage(view := ArticleView())
    async with stage.opened(30, 20) as pilot:
        view.show(Article(1, "Headline", body=maker.body()))
        await pilot.pause()
        lines = screen_text(view)
        top = next(y for y, text in enumerate(lines) if "One two" in text)
        last = next(y for y, text in enumerate(lines) if "Eight" in text)
        await pilot.hover(offset=(lines[top].index("two"), top))
        await pilot.mouse_down(offset=(lines[top].index("two"), top))
        await pilot.hover(offset=(lines[last].index("Eight") + 4, last))
        await pilot.mouse_up(offset=(lines[last].index("Eight") + 4, last))
        assert view.screen.get_selected_text() == "two three four five six seven.\n\n • Eight"
        selected = stage.screen.get_component_rich_style("screen--selection").bgcolor
        assert style_at(view, "two").bgcolor == selected
        view.show(LONG)
        assert not view.screen.selections


async def test_all_of_an_article_can_be_selected() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(60, 20):
        view.show(LONG)
        view.text_select_all()
        text = view.screen.get_selected_text()
        assert text is not None and LONG.body.text in text


async def test_the_wheel_scrolls_and_tells() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(60, 20) as pilot:
        view.show(LONG)
        await pilot._post_mouse_events([events.MouseScrollDown], view)
        await pilot.pause()
        assert view.scroll_offset.y > 0
        assert stage.heard(ArticleView.Moved)


async def test_half_pages_top_and_bottom() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(60, 20):
        view.show(LONG)
        assert view.scroll_half(1) and view.scroll_offset.y == 10
        assert view.scroll_half(-1) and view.scroll_offset.y == 0 and not view.scroll_half(-1)
        view.go_bottom()
        assert view.at_end
        view.go_top()
        assert view.scroll_offset.y == 0


async def test_another_palette_draws_other_colours() -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(80, 24):
        view.show(harbour_article())
        night = style_at(view, "Ines Calder")
        view.restyle(palette("newsreader-night", 0))
        plain = style_at(view, "Ines Calder")
        assert night.color != plain.color and plain.bold


async def test_no_layout_of_the_screen_is_needed_to_show_another_article(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage(view := ArticleView())
    async with stage.opened(60, 20) as pilot:
        view.show(LONG)
        await pilot.pause()
        layouts: list[object] = []
        monkeypatch.setattr(stage.screen, "_refresh_layout", lambda *sizes, **_: layouts.append(sizes))
        view.show(Article(7, "Another", body=Body("\n\n".join(["Words."] * 60))))
        await pilot.pause()
        assert layouts == [] and first_words(view) == "Another"


SENTENCE = "“It is as long as it is,” said one who had read – as they put it – all of it. "
VERY_LONG = Article(
    6, "Without a break", body=Body("".join(f"{n} {SENTENCE}" for n in range(2_000)) + "And that is all.")
)
"""170,000 characters in one paragraph."""


def laid_so_far(view: ArticleView) -> int:
    assert view._lines is not None
    laid = view._lines._laid[-1]
    return 0 if laid is None else len(laid.lines)


async def test_a_very_long_paragraph_is_laid_out_as_far_as_it_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(article_view, "SLICE", 0.0)
    stage = Stage(view := ArticleView())
    async with stage.opened(80, 20) as pilot:
        view.show(VERY_LONG)
        assert laid_so_far(view) < 200 and SENTENCE[:30] in screen_text(view)[4]
        assert 0 < laid_so_far(view) <= 200
        height = view.virtual_size.height
        await until(pilot, lambda: view._lines is not None and view._lines.settled)
        assert abs(view.virtual_size.height - height) < height / 50  # it was estimated well
        view.go_bottom()
        await pilot.pause()
        assert " ".join(" ".join(screen_text(view)).split()).endswith("And that is all.")


async def test_the_place_in_a_very_long_paragraph_stays_when_the_measure_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(article_view, "SLICE", 0.0)
    stage = Stage(view := ArticleView())
    async with stage.opened(80, 20) as pilot:
        view.show(VERY_LONG, position=VERY_LONG.body.text.index("1234 “It"))
        await pilot.pause()
        assert "1234 “It" in first_words(view)
        place = view.position
        for measure in (40, 66, 72):
            view.measure = measure
            await pilot.pause()
            assert 0 <= place - view.position < 72
        assert view.find("1999 ") == 1
        await pilot.pause()
        assert any("1999 “It" in line for line in screen_text(view))
        view.scroll_lines(-3)
        await pilot.pause()
        assert any("1998 “It" in line for line in screen_text(view))


async def test_lines_of_a_very_long_paragraph_are_those_it_has_as_a_whole() -> None:
    lines = ArticleLines(ArticleBlocks(VERY_LONG), 60)
    whole = lay(ArticleBlocks(VERY_LONG)[1], 60).lines
    while not lines.settle(0.0):
        pass
    assert lines.laid(1).lines == whole
    again = ArticleLines(ArticleBlocks(VERY_LONG), 60)
    middle = again.place_of(1, whole[900][0])
    assert middle == (1, 900) and again.offset_at(again.line_of(middle)) == whole[900][0]
    assert again.laid(1).lines == whole
