"""Who said what: beside the article, and, from there, across the library."""

from __future__ import annotations

from functools import partial

from textual import on

from newsreader.models import Article, Headline, HeadlineQuery, Said
from newsreader.ui.screens.base import Pane
from newsreader.ui.screens.reading import Reading
from newsreader.ui.widgets.quotes_panel import QuotesPanel
from newsreader.ui.wording import number_of


class Quoting(Reading):
    """The part of the main screen that shows quotations and the people who said them.

    The panel stands in the list's place, so that the article stays where it is; with three panes, in
    that of the feeds.  While it is open it follows the article.
    """

    _opened_from: Pane = "article"
    _person = ""
    """The key of the person looked at last."""

    # --- beside the article ---------------------------------------------------------------------------

    def action_quotes(self) -> None:
        """Open the panel, go to it, or close it."""
        if self.quotes_open and self.at == "quotes":
            self.close_quotes()
            return
        if self.at == "list":
            self.show_article(self.headlines.cursor)
        article = self.article_view.article
        if article is None:
            self.say("Put the cursor on an article to see who says what in it.")
            return
        if not self.quotes_open:
            self._opened_from = self.at
            self.quotes_open = True
            self._fill_quotes(self.article_view.position)
        self.go_to("quotes")
        self._point()

    def close_quotes(self) -> None:
        """Close the panel, and go back to where it was opened from."""
        at = self.at
        self._shut()
        self.go_to(self._opened_from if at == "quotes" else at)

    def _shut(self) -> None:
        self.quotes_open = False
        self.article_view.point_out(())

    def _fill_quotes(self, position: int = 0) -> None:
        article, panel = self.article_view.article, self.quotes_panel
        panel.show(article, position=position)
        count = number_of(panel.count, "quotation") if panel.count else ""
        self.set_title("quotes", "Who said what", count)
        key = self.keymap.key("quotes")
        if article is not None and not article.annotated:
            panel.empty_text = "This article is being read; who says what is known in a moment."
        else:
            panel.empty_text = "Nobody is quoted here." + (
                f"\n{key} goes back to the article." if key else ""
            )

    def show_article(self, headline: Headline | None) -> None:
        """Put an article into the detail pane, and its quotations into the panel."""
        before = self.article_view.article
        super().show_article(headline)
        if self.quotes_open and self.article_view.article is not before:
            self._fill_quotes()

    def show_again(self, article: Article | None = None) -> None:
        """Show the article anew where it is: there is more to show of it now."""
        super().show_again(article)
        if self.quotes_open:
            self._fill_quotes()

    @on(QuotesPanel.Moved)
    def _quote_reached(self, message: QuotesPanel.Moved) -> None:
        """Move the article along."""
        if message.view is self.quotes_panel:
            self._point(move="article" in self.panes)

    @on(QuotesPanel.Chosen)
    def _quote_chosen(self, message: QuotesPanel.Chosen) -> None:
        if message.view is self.quotes_panel:
            self._to_quote()

    def _point(self, *, move: bool = False) -> None:
        """Set the quotation under the cursor off in the article, and bring it into view."""
        quote = self.quotes_panel.quote
        if quote is None:
            return
        self.article_view.point_out(quote.spans or ((quote.start, quote.end),))
        if move:
            self.article_view.go_to(quote.start)

    def _to_quote(self) -> None:
        """Go to the quotation in the article; where there is but one pane, the panel closes."""
        quote = self.quotes_panel.quote
        if quote is None:
            return
        if self.layout_name == "one":
            self.quotes_open = False
        self.go_to("article")
        self.call_after_refresh(partial(self.guarded, partial(self._point, move=True)))
        self.mark_shown_read()

    def action_open(self, key: str = "enter") -> None:
        """Open what the cursor is on."""
        if self.at == "quotes":
            self._to_quote()
        else:
            super().action_open(key)

    def close_innermost(self) -> bool:
        """Close what was opened last; False where nothing is open."""
        finding = self.at == "article" and self.has_class("-finding")
        searching = self.at == "list" and self.has_class("-searching")
        if self.quotes_open and self.at != "feeds" and not finding and not searching:
            self.close_quotes()
            return True
        return super().close_innermost()

    def go_to(self, pane: Pane) -> None:
        """Give a pane the focus; the list and the feeds take their places back from the panel."""
        if self.quotes_open and (pane == "feeds" or (pane == "list" and self.layout_name != "three")):
            self._shut()
        super().go_to(pane)

    # --- across the library ---------------------------------------------------------------------------

    def action_people(self) -> None:
        """Find a person, and read what they said."""
        from newsreader.ui.screens.people import PeopleScreen  # boxes are imported when they are opened

        quote = self.quotes_panel.quote if self.at == "quotes" else None
        speaker = quote.speaker or "" if quote is not None else ""
        screen = PeopleScreen(self.library, self.keymap, speaker=speaker, key=self._person)
        self.app.push_screen(screen, self._person_left)

    def _person_left(self, left: tuple[str, Said | None] | None) -> None:
        if left is None:
            return
        self._person, said = left
        if said is not None:
            self.open_said(said)

    def open_said(self, said: Said) -> None:
        """Open an article at a quotation."""
        found = self.library.headlines([said.ord])
        if not found:
            self.say("That article is not in the library any more.")
            return
        if not self.headlines.move_to(said.ord):
            self.show_view(HeadlineQuery(oldest_first=self.view.oldest_first), cursor=said.ord)
        self.open_article(found[0])
        self.call_after_refresh(partial(self.guarded, partial(self._to_said, said)))

    def _to_said(self, said: Said) -> None:
        article = self.article_view.article
        if article is not None and article.id == said.article:
            self.article_view.go_to(said.start)
            spans = article.quotes[said.number].spans if said.number < len(article.quotes) else ()
            self.article_view.point_out(spans or ((said.start, said.end),))

    def action_places(self) -> None:
        """Find a place, and show what the news from there is."""
        from newsreader.ui.screens.places import PlacesScreen

        self.app.push_screen(PlacesScreen(self.library), self._place_chosen)

    async def _place_chosen(self, name: str | None) -> None:
        if name is None:
            return
        await self.action_search()
        self.search_input.value = f'place:"{name}" '
        self._search_now()
        self.go_to("list")
