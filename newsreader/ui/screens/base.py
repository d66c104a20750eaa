"""What the parts of the main screen share: its widgets, its panes and where the focus is, and speech.

The main screen is put together from parts with one concern each (`viewing`, `reading`, `marking`, …),
which all stand on this one.  Widgets are bound downwards: the parts call their methods, and hear of
what happens in them by messages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any, Literal

from textual import events
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from newsreader.config import Settings
from newsreader.errors import NewsreaderError
from newsreader.library import Library
from newsreader.models import Headline, HeadlineQuery
from newsreader.text.clean import clean_line
from newsreader.ui.commands import Context
from newsreader.ui.keymap import Keymap, key_label
from newsreader.ui.messages import Written
from newsreader.ui.widgets.article_view import ArticleView
from newsreader.ui.widgets.feed_list import FeedList
from newsreader.ui.widgets.headline_list import HeadlineList
from newsreader.ui.widgets.quotes_panel import QuotesPanel
from newsreader.ui.widgets.status_bar import Hint, StatusBar

Pane = Literal["feeds", "list", "quotes", "article"]
Layout = Literal["one", "two", "three"]
PANES: tuple[Pane, ...] = ("feeds", "list", "quotes", "article")
READING: frozenset[Pane] = frozenset({"article", "quotes"})
"""The panes in which an article is open: what it is does not follow the list."""

TWO_PANES = 80
THREE_PANES = 140
"""Columns from which on there are two panes, and three."""
COMPACT_ROWS = 30
"""Rows up to which a headline has one line."""
_NOTE_SECONDS = 5.0
_TYPING = (Hint("Enter", "Go there"), Hint("↑ ↓", "Move"), Hint("Esc", "Back"))


class ReaderScreen(Screen[None]):
    """The common ground of the main screen's parts."""

    HORIZONTAL_BREAKPOINTS = [(0, "-one"), (TWO_PANES, "-two"), (THREE_PANES, "-three")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-compact"), (COMPACT_ROWS + 1, "-tall")]  # noqa: RUF012
    AUTO_FOCUS = "#headlines"

    def __init__(self, library: Library, settings: Settings, keymap: Keymap, cwd: Path) -> None:
        super().__init__()
        self.library = library
        self.settings = settings
        self.keymap = keymap
        self.cwd = cwd
        """The folder that relative sources are relative to."""
        self.at: Pane = "list"
        """The pane that has the focus, or had it last."""
        self.view = HeadlineQuery(oldest_first=settings.ui.oldest_first)
        """The list on show; while searching, the one to come back to."""
        self.shown = self.view
        """What the list of headlines holds: the view, or the results of a search."""
        self.feeds_shown = True
        """Whether the user wants the feeds pane where there is room for three."""
        self.came_from_feeds = False
        """Whether the list was opened from the feeds, which it then leads back to."""
        self.zoomed = False
        self.zen = False
        self.quotes_open = False
        """Whether it is shown who says what in the article."""
        self._titles: dict[Pane, tuple[str, str, str]] = {}
        self._note_timer: Timer | None = None
        if settings.ui.layout != "auto":
            self.HORIZONTAL_BREAKPOINTS = [(0, f"-{settings.ui.layout}")]

    # --- widgets --------------------------------------------------------------------------------------

    @property
    def headlines(self) -> HeadlineList:
        """The list of headlines."""
        return self.query_one("#headlines", HeadlineList)

    @property
    def article_view(self) -> ArticleView:
        """The detail pane."""
        return self.query_one("#article", ArticleView)

    @property
    def quotes_panel(self) -> QuotesPanel:
        """Who says what in the article."""
        return self.query_one("#quotes", QuotesPanel)

    @property
    def feed_list(self) -> FeedList:
        """The feeds."""
        return self.query_one("#feeds", FeedList)

    @property
    def status(self) -> StatusBar:
        """The bottom line."""
        return self.query_one(StatusBar)

    @property
    def search_input(self) -> Input:
        """Where the words to search the library for are typed."""
        return self.query_one("#search-input", Input)

    @property
    def find_input(self) -> Input:
        """Where the words to find in the article are typed."""
        return self.query_one("#find-input", Input)

    def set_title(self, pane: Pane, name: str, more: str = "", news: str = "") -> None:
        """Write the line above a pane: its name, what came in, and what else there is to say."""
        if self._titles.get(pane) == (name, more, news):
            return  # nothing is drawn again for it
        self._titles[pane] = (name, more, news)
        title = Content.assemble(
            (f"{clean_line(name)}  ", "bold"),
            (f"{news}  " if news else "", "bold $success"),
            (clean_line(more), "dim"),
        )
        self.query_one(f"#{pane}-title", Static).update(title, layout=False)

    def fill_list(
        self, query: HeadlineQuery, cursor: int | None = None, first: Sequence[Headline] | None = None
    ) -> None:
        """Show a view or a search in the list, the cursor on the headline whose `ord` is given.

        `first` are its first rows, where these have been read already.
        """
        self.shown = query
        self.headlines.show(self.library, query, cursor=cursor, first=first)

    # --- panes and focus ------------------------------------------------------------------------------

    @property
    def layout_name(self) -> Layout:
        """How many panes stand side by side."""
        if self.settings.ui.layout in ("one", "two", "three"):
            return self.settings.ui.layout  # type: ignore[return-value]
        width = self.app.size.width
        return "three" if width >= THREE_PANES else "two" if width >= TWO_PANES else "one"

    @property
    def panes(self) -> list[Pane]:
        """The panes to be seen now, from left to right."""
        if self.layout_name == "one":
            return ["article"] if self.zen and self.at != "quotes" else [self.at]
        if self.zen or self.zoomed:
            return ["quotes", "article"] if self.quotes_open else ["article"]
        if self.quotes_open and self.at != "feeds":
            if self.layout_name == "three":
                return ["list", "quotes", "article"]
            return ["list" if self.at == "list" else "quotes", "article"]
        if (self.layout_name == "three" and self.feeds_shown) or self.at == "feeds":
            return ["feeds", "list", "article"]
        return ["list", "article"]

    def lay_out(self) -> None:
        """Show the panes that are to be seen, in the room there is."""
        panes = self.panes
        for pane in PANES:
            self.query_one(f"#{pane}-pane", Vertical).display = pane in panes
        rows = self.settings.ui.rows
        self.headlines.compact = rows == "one" or (rows == "auto" and self.app.size.height <= COMPACT_ROWS)
        self.name_layout()
        self.status.display = not self.zen
        self.show_hints()

    def name_layout(self) -> None:
        """Set the classes that the style sheet lays the panes out by."""
        width, height = self.app.size
        classes = {
            "-alone": (self.zen or self.zoomed) and not self.quotes_open,
            "-quoting": self.quotes_open,
            "-drawer": self.layout_name == "two",
        }
        breakpoints = ((self.HORIZONTAL_BREAKPOINTS, width), (self.VERTICAL_BREAKPOINTS, height))
        for ways, size in breakpoints:  # as Textual does, which does it after the first picture only
            fitting = max((least, name) for least, name in ways if size >= least)
            classes |= {name: (least, name) == fitting for least, name in ways}
        self.update_classes(classes)

    def go_to(self, pane: Pane) -> None:
        """Give a pane the focus; a search that is being typed is left as it is."""
        if pane not in READING:
            self.zoomed = self.zen = False
        widgets: dict[Pane, Widget] = {
            "feeds": self.feed_list,
            "list": self.headlines,
            "quotes": self.quotes_panel,
            "article": self.article_view,
        }
        self.at = pane
        self.came_from_feeds = self.came_from_feeds and pane != "feeds"
        self.lay_out()
        self.set_focus(widgets[pane], scroll_visible=False)  # now, so that keys typed ahead go there

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Follow the focus, whoever moved it."""
        for pane in PANES:
            holder = self.query_one(f"#{pane}-pane", Vertical)
            inside = event.widget is holder or holder in event.widget.ancestors
            holder.set_class(inside, "-focused")
            if inside:
                self.at = pane
        self.lay_out()

    def on_resize(self) -> None:
        """Lay the panes out anew."""
        self.lay_out()

    @property
    def contexts(self) -> set[Context]:
        """What the focus is on, for the table of commands."""
        return {self.at}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let an action run only where its command works; its key then means something else there."""
        command = self.keymap.of_action(action)
        return command is None or command.works_in(self.contexts)

    def show_hints(self) -> None:
        """Name the keys that matter here in the bottom line."""
        if isinstance(self.focused, Input):
            self.status.hints = _TYPING
            return
        self.status.hints = tuple(
            Hint(key_label(command.keys[0]), command.label, command.id)
            for command in self.keymap.hints(self.contexts)
        )

    async def on_status_bar_hint_clicked(self, message: StatusBar.HintClicked) -> None:
        """A key named in the bottom line was clicked."""
        command = self.keymap[message.command]
        await self.run_action(command.action_for(command.keys[0]))

    # --- speech ---------------------------------------------------------------------------------------

    def say(self, sentence: str, *, warning: bool = False, seconds: float = _NOTE_SECONDS) -> None:
        """Tell the user something: in the bottom line, or beside it where it does not fit."""
        sentence = clean_line(sentence)
        if self.zen or not self.is_current or len(sentence) > self.app.size.width - 10:
            self.app.notify(sentence, severity="warning" if warning else "information", timeout=seconds)
            return
        self.status.note = sentence
        self.status.warning = warning
        if self._note_timer is not None:
            self._note_timer.stop()
        self._note_timer = self.after(seconds * (2 if warning else 1), self.hush)

    def hush(self) -> None:
        """Take the last sentence away, and show the keys again."""
        self.status.note = ""
        self.status.warning = False

    # --- what fails -----------------------------------------------------------------------------------

    async def _dispatch_message(self, message: Message) -> None:
        """Deal with a message; where the library fails, say so and go on."""
        try:
            await super()._dispatch_message(message)
        except NewsreaderError as error:
            self.say(str(error), warning=True)

    def after(self, seconds: float, what: Callable[[], object]) -> Timer:
        """Do something after a while; where the library fails, say so and go on."""
        return self.set_timer(seconds, partial(self.guarded, what))

    def guarded(self, what: Callable[[], object]) -> None:
        """Do what Textual calls by itself, with no message around it, in the same way."""
        try:
            what()
        except NewsreaderError as error:
            self.say(str(error), warning=True)

    # --- writing --------------------------------------------------------------------------------------

    def when_written(self, future: Future[Any], then: Callable[[Any], None] | None = None) -> None:
        """Call `then` with what a change gave once it is committed; tell the user where it could not be."""
        future.add_done_callback(lambda done: self.post_message(Written(done, then)))

    def on_written(self, message: Written) -> None:
        """A change was committed, or failed."""
        error = message.future.exception()
        if isinstance(error, NewsreaderError):
            self.say(str(error), warning=True)
            self.headlines.reload()
        elif error is not None:
            raise error
        elif message.then is not None:
            message.then(message.future.result())
        self.counts_changed()

    def counts_changed(self) -> None:
        """Read the counts again; the part that shows them does it."""
