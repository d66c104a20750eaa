"""The detail pane: one article, wrapped as far as it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.reactive import var
from textual.selection import Selection
from textual.strip import Strip

from newsreader.blocks import ArticleBlocks
from newsreader.cells import width
from newsreader.layout import Mark, Part, draw_line
from newsreader.masthead import SOURCE_LINK
from newsreader.matches import find_terms
from newsreader.models import Article, Link
from newsreader.ui.widgets.article_find import Finder, Match, with_pointed
from newsreader.ui.widgets.article_lines import ArticleLines, Place
from newsreader.ui.widgets.article_messages import AtEnd, LinkChosen, Moved
from newsreader.ui.widgets.article_selecting import overlaid, selected_text
from newsreader.ui.widgets.line_view import LineView

SLICE = 0.003
"""Seconds of laying out between two looks at the keyboard."""


class ArticleView(LineView):
    """An article to read.  It binds no keys: the screen calls its methods."""

    ALLOW_SELECT: ClassVar[bool] = True

    measure: var[int] = var(72)
    """Columns of text at most."""

    LinkChosen = LinkChosen
    Moved = Moved
    AtEnd = AtEnd

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._article: Article | None = None
        self._blocks: ArticleBlocks | None = None
        self._lines: ArticleLines | None = None
        self._wanted = 0
        self._terms: tuple[str, ...] = ()
        self._finder: Finder | None = None
        self._pointed: tuple[tuple[int, int], ...] = ()
        self._strips: dict[Place, Strip] = {}
        self._marks: dict[int, list[Mark]] = {}
        self._told = (0, 0)
        self._end_told = False
        self._settling = False
        self._margin = 0

    def show(self, article: Article | None, *, terms: Sequence[str] = (), position: int = 0) -> None:
        """Show `article` from the offset `position` of its text on; `terms` (see `matches`) are marked."""
        self._article = article
        self._terms = tuple(terms)
        self._finder = None
        self._pointed = ()
        self._lines = None
        self._end_told = False
        self._wanted = position
        self._blocks = None if article is None else ArticleBlocks(article)
        self._drop_selection()
        self._lay_out()

    # --- state ---------------------------------------------------------------------------------------

    @property
    def article(self) -> Article | None:
        """The article on show."""
        return self._article

    @property
    def links(self) -> list[Link]:
        """The numbered links, the first is number 1; attached files come after those in the text."""
        return list(self._blocks.links) if self._blocks else []

    @property
    def percent(self) -> int:
        """How far the reader is: the share of the article above the pane's lower edge, 0 to 100."""
        if self._lines is None:
            return 0
        seen = self.scroll_offset.y + self.size.height
        return 100 if seen >= self._lines.height else int(seen * 100 / self._lines.height)

    @property
    def position(self) -> int:
        """The offset of the top line in the body's text; 0 at the top."""
        return self._lines.offset_at(self.scroll_offset.y) if self._lines else self._wanted

    @property
    def at_end(self) -> bool:
        """True when the last line is in view."""
        return self._lines is None or self.scroll_offset.y >= self.max_scroll_y

    # --- moving --------------------------------------------------------------------------------------

    def page_down(self) -> bool:
        """Read on by a page, two lines of it staying in view; False at the end."""
        return self.scroll_lines(max(self.size.height - 2, 1))

    def page_up(self) -> bool:
        """Go back by a page, two lines of it staying in view; False at the top."""
        return self.scroll_lines(-max(self.size.height - 2, 1))

    def scroll_half(self, direction: int) -> bool:
        """Scroll by half a page, down for 1, up for -1; False where it could not move."""
        return self.scroll_lines(direction * max(self.size.height // 2, 1))

    def scroll_lines(self, lines: int) -> bool:
        """Scroll by lines, up where negative; False where it could not move."""
        if self._lines is None:
            return False
        top = self.scroll_offset.y
        if lines < 0 and (place := self._lines.locate(max(top, 0))) is not None:
            # what lies above may be an estimate yet: the lines that come into view must be real
            above = place.block
            while above > 0 and self._lines.tops[place.block] - self._lines.tops[above] < -lines:
                above -= 1
                self._lines.laid(above)
            top = self._lines.line_of(place)
        self._lines.fill(top + lines, self.size.height)
        self.set_height(self._lines.height)
        return self.go(top + lines)

    def go_top(self) -> None:
        """Go to the first line."""
        self.go(0)

    def go_bottom(self) -> None:
        """Go to the last line."""
        if self._lines is not None:
            self._lines.fill_up(self.size.height)
            self.set_height(self._lines.height)
            self.go(self.max_scroll_y)

    def go_to(self, offset: int) -> None:
        """Bring the line with this offset of the body's text into view, a few lines from the top."""
        if self._lines is None or self._blocks is None:
            self._wanted = offset
            return
        block = self._blocks.at(offset)
        if block in self._blocks.body_range:
            self._reveal(block, self._blocks[block].to_drawn(offset))

    def point_out(self, spans: Sequence[tuple[int, int]]) -> None:
        """Set these parts of the body's text off from the rest; none takes that away."""
        if self._pointed != tuple(spans):
            self._pointed = tuple(spans)
            self.drop_strips()
            self.refresh()

    def choose_link(self, number: int) -> bool:
        """Post `LinkChosen` for link `number` (from 1); False where there is none."""
        links = self.links
        if number == SOURCE_LINK and self._article is not None:
            self.post_message(self.LinkChosen(self, Link(self._article.headline, self._article.url, -1, -1)))
        elif 1 <= number <= len(links):
            self.post_message(self.LinkChosen(self, links[number - 1]))
        else:
            return False
        return True

    # --- finding -------------------------------------------------------------------------------------

    def find(self, text: str) -> int:
        """Mark every place where `text` stands, go to the first from here on, return how many there are."""
        self._finder = Finder(self._blocks, text) if self._blocks and text.strip() else None
        if self._finder is None or self._lines is None:
            self.drop_strips()
            self.refresh()
            return 0
        top = self.scroll_offset.y
        place = self._lines.locate(top)
        self._at_match(self._finder.begin(place.block if place else 0, self._lines.offset_at(top)))
        return len(self._finder.matches)

    def next_match(self) -> int:
        """Go to the next match, after the last to the first; return its number from 1, 0 without any."""
        if self._finder is not None:
            self._at_match(self._finder.step(1))
        return self.match_number

    def previous_match(self) -> int:
        """Go to the match before, before the first to the last; return its number from 1, or 0."""
        if self._finder is not None:
            self._at_match(self._finder.step(-1))
        return self.match_number

    @property
    def match_count(self) -> int:
        """How many matches `find` found."""
        return len(self._finder.matches) if self._finder else 0

    @property
    def match_number(self) -> int:
        """The number of the match the view is at, from 1; 0 without any."""
        return self._finder.current + 1 if self._finder and self._finder.matches else 0

    def clear_find(self) -> None:
        """Take the marks of `find` away."""
        self._finder = None
        self.drop_strips()
        self.refresh()

    def _at_match(self, match: Match | None) -> None:
        self.drop_strips()
        self.refresh()
        if match is not None and self._finder is not None and self._blocks is not None:
            self._reveal(match.block, self._finder.drawn(self._blocks, match)[0], keep=True)

    def _reveal(self, block: int, drawn: int, *, keep: bool = False) -> None:
        """Scroll to a place in a block's drawn text; `keep` does nothing where it is in view already."""
        lines = self._lines
        assert lines is not None
        for index in range(max(block - 4, 0), block):
            lines.laid(index)
        line = lines.line_of(lines.place_of(block, drawn))
        height = self.size.height
        top = self.scroll_offset.y
        if keep and top <= line < top + height - 1:
            return
        target = max(line - (height // 3 if keep else 3), 0)
        lines.fill(target, height)
        self.set_height(lines.height)
        self.go(target)

    # --- laying out ----------------------------------------------------------------------------------

    def _measured(self) -> tuple[int, int]:
        """Find the margin on the left; return the columns of text, and what code and tables may take."""
        air = 2 if self.columns >= 50 else 1
        columns = max(min(self.measure, self.columns - 2 * air), 10)
        self._margin = max((self.columns - columns) // 2, 0)
        return columns, max(self.columns - self._margin - air, columns)

    def watch_measure(self) -> None:
        """Wrap again."""
        self._reflow()

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap again, if the measure changed; the top line's text stays the top line's."""
        self._reflow()

    def _lay_out(self) -> None:
        """Lay the article out from `_wanted` on."""
        self.drop_strips()
        if self._blocks is None or not self.columns:
            self._lines = None
            self.set_height(0)
            self.refresh()
            return
        lines = self._lines = ArticleLines(self._blocks, *self._measured())
        block = self._blocks.at(self._wanted)
        top = 0
        if self._wanted > 0 and block in self._blocks.body_range:
            top = lines.line_of(lines.place_of(block, self._blocks[block].to_drawn(self._wanted)))
        lines.fill(top, self.size.height)
        self._settle_at(top)

    def _reflow(self) -> None:
        lines = self._lines
        if lines is None:
            if self._blocks is not None:
                self._lay_out()
            return
        self.drop_strips()
        top = self.scroll_offset.y
        measured = self._measured()
        if (lines.columns, lines.wide) != measured:
            self._drop_selection()
            place = lines.locate(top)
            new = self._lines = ArticleLines(lines.blocks, *measured)
            if place is not None and top > 0:
                laid = lines.laid(place.block, max(place.line + 1, 1))
                number = min(max(place.line, 0), len(laid.lines) - 1)
                top = new.line_of(new.place_of(place.block, laid.lines[number][0])) + min(place.line, 0)
            lines = new
        lines.fill(top, self.size.height)
        self._settle_at(top)

    def _settle_at(self, top: int) -> None:
        """Lay out more, the line `top` staying where it is; go on later if there is more to do."""
        lines = self._lines
        assert lines is not None
        place = lines.locate(top) if top > 0 else None
        done = lines.settle(SLICE)
        if place is not None:
            top = lines.line_of(place)
        self.set_height(lines.height)
        self.go(top)
        self.refresh()
        self._tell()
        if not done and not self._settling:
            self._settling = True
            self.set_timer(0.01, self._settle_more)

    def _settle_more(self) -> None:
        self._settling = False
        if self._lines is not None and not self._lines.settled:
            self._settle_at(self.scroll_offset.y)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Lay out what came into view; tell where the reader is."""
        super().watch_scroll_y(old_value, new_value)
        if self._lines is None or round(old_value) == round(new_value):
            return
        self._lines.fill(round(new_value), self.size.height)
        self.set_height(self._lines.height)
        self._tell()
        if self.at_end and not self._end_told and round(new_value) > round(old_value):
            self._end_told = True
            self.post_message(self.AtEnd(self, self._article.id if self._article else None))

    def _tell(self) -> None:
        here = (self.position, self.percent)
        if here != self._told and self._article is not None:
            self._told = here
            self.post_message(self.Moved(self, self._article.id, *here))

    # --- drawing -------------------------------------------------------------------------------------

    def drop_strips(self) -> None:
        """Forget drawn lines."""
        self._strips.clear()
        self._marks.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        if self._lines is None:
            return self.empty_line(y)
        line = self.scroll_offset.y + y
        place = self._lines.locate(line)
        if place is None:
            return self.blank()
        strip = self._strips.get(place)
        if strip is None:
            if len(self._strips) > 1000:
                self._strips.clear()
            strip = self._strips[place] = self._draw(place)
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(line)) is not None:
            strip = overlaid(strip, *span, self.screen.get_component_rich_style("screen--selection"))
        if self.region.contains_point(self.app.mouse_position):
            # where a line stands is only asked for under the mouse, and costs as much as drawing it
            strip = strip.apply_offsets(0, line)
        return strip

    def _draw(self, place: Place) -> Strip:
        assert self._lines is not None
        block = self._lines.blocks[place.block]
        laid = self._lines.laid(place.block, max(place.line + 1, 1))
        parts: list[Part]
        if place.line < 0:
            parts = [(block.gap_lead, (block.lead,), 0)] if block.gap_lead else []
        else:
            parts = draw_line(block, laid, min(place.line, len(laid.lines) - 1), self._marks_of(place.block))
        base = self.look()
        used = self._margin + sum(width(text) for text, _, _ in parts)
        segments = [Segment(" " * self._margin, base)] if self._margin else []
        segments += [Segment(text, self.look(*roles, link=link)) for text, roles, link in parts]
        columns = self.columns
        if used <= columns:
            rest = [Segment(" " * (columns - used), base)] if used < columns else []
            return Strip([*segments, *rest], columns)
        return Strip(segments, used).adjust_cell_length(columns, base)

    def _marks_of(self, index: int) -> list[Mark]:
        assert self._lines is not None
        marks = self._marks.get(index)
        if marks is None:
            blocks = self._lines.blocks
            if self._finder is not None:
                marks = self._finder.marks(blocks, index)
            elif self._terms and index < blocks.body_range.stop:
                marks = [(start, end, "match") for start, end in find_terms(blocks[index].text, self._terms)]
            else:
                marks = []
            if self._pointed and index in blocks.body_range:
                marks = with_pointed(marks, blocks[index], self._pointed)
            self._marks[index] = marks
        return marks

    def on_click(self, event: events.Click) -> None:
        """Choose the link that was clicked."""
        number = event.style.meta.get("link")
        if isinstance(number, int) and self.choose_link(number):
            event.stop()

    # --- selecting -----------------------------------------------------------------------------------

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the text under the selection: whole paragraphs, without the line ends of the screen."""
        return None if self._lines is None else (selected_text(self._lines, self._margin, selection), "\n")

    def _drop_selection(self) -> None:
        if self.is_attached and self.text_selection is not None:
            self.screen.clear_selection()
