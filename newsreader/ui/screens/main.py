"""The main screen: feeds, headlines and the article, put together from the parts beside this module."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingsMap
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from newsreader.config import Settings, samples_folder
from newsreader.late import dataclass
from newsreader.library import Library
from newsreader.models import Event, HeadlineQuery
from newsreader.ui.keymap import Keymap
from newsreader.ui.messages import Begun
from newsreader.ui.screens.base import READING
from newsreader.ui.screens.finder import Finder
from newsreader.ui.screens.managing import Managing
from newsreader.ui.theme import palette_for
from newsreader.ui.widgets.article_view import ArticleView
from newsreader.ui.widgets.feed_list import FeedList
from newsreader.ui.widgets.headline_list import HeadlineList
from newsreader.ui.widgets.quotes_panel import QuotesPanel
from newsreader.ui.widgets.status_bar import StatusBar


@dataclass(frozen=True, slots=True)
class Start:
    """What to start with: sources to add and to open, and the standard input for those that are "-"."""

    sources: Sequence[str] = ()
    texts: Mapping[str, str] | None = None
    cwd: Path = Path()


class MainScreen(Managing):
    """The reader."""

    COMMANDS = {Finder}  # noqa: RUF012

    def __init__(self, library: Library, settings: Settings, keymap: Keymap, start: Start) -> None:
        super().__init__(library, settings, keymap, start.cwd)
        self._start_with = start
        self.begun = False
        """Whether the list is filled."""
        self.covered = False
        """Whether the first frame is still to be seen, and nothing is to be drawn over it."""
        self._follows = False
        self._bindings = BindingsMap(
            [Binding(key, command.action_for(key), show=False) for key, command in keymap.bindings()]
        )

    def compose(self) -> ComposeResult:
        """Lay out the three panes and the bottom line."""
        self.name_layout()  # before there is anything to be styled anew for it
        with Horizontal(id="panes"):
            with Vertical(id="feeds-pane", classes="pane"):
                yield Static(id="feeds-title", classes="title")
                yield FeedList(id="feeds")
            with Vertical(id="list-pane", classes="pane -focused"):
                yield Static(id="list-title", classes="title")
                yield HeadlineList(id="headlines")
            with Vertical(id="quotes-pane", classes="pane"):
                yield Static(id="quotes-title", classes="title")
                yield QuotesPanel(id="quotes")
            with Vertical(id="article-pane", classes="pane"):
                yield ArticleView(id="article")
        yield StatusBar()

    def on_mount(self) -> None:
        """Show what was shown last, then take in what was asked for, and what is due."""
        self.article_view.measure = self.settings.ui.measure
        self.article_view.empty_text = ""
        self.set_title("feeds", "Feeds")
        self.restyle()
        self.lay_out()
        self.call_after_refresh(
            partial(self.guarded, self._begin)
        )  # the list places its cursor by the room it has

    def _begin(self) -> None:
        try:
            self.open_at_last_place()
            self.lay_out()
        finally:  # a list that cannot be read is told of, on a screen that is drawn
            self.begun = True
            self.post_message(Begun())
        for source in self._start_with.sources:
            text = (self._start_with.texts or {}).get(source)
            more = {} if text is None else {"text": text}
            listener = partial(self._hear_of_source, source)
            self.request("add", listener, source=source, cwd=str(self.cwd), take="first", **more)
        if self.settings.refresh.on_start:
            self.refresh_due()

    def begin_to_follow(self) -> None:
        """Show the article under the cursor, now that the list is drawn."""
        self._follows = True
        if self.at not in READING:
            self.follow()

    def follow(self) -> None:
        """Show the article under the cursor; the first one only after the list, where keys work first."""
        if self._follows:
            super().follow()

    def _hear_of_source(self, source: str, event: Event) -> None:
        """Show a source that was named on the command line, and say how it is removed."""
        if event.name == "failed":
            self.say(f"{source}: {event.data.get('error', 'it could not be added')}", warning=True)
        elif event.name == "added":
            if len(self._start_with.sources) == 1 and len(self.library.feeds()) > 1:
                self.visit_list(HeadlineQuery(feed=int(event.data["feed"])))
            self.say(self._welcome(source, str(event.data.get("title", source))), seconds=12)

    def _welcome(self, source: str, title: str) -> str:
        key = self.keymap.key
        if source == str(samples_folder()):
            return (
                f"Some articles to begin with. {key('read_on')} reads on, {key('add')} adds a feed,"
                f" {key('help')} shows all keys."
            )
        return f"Added {title}. To remove it: {key('toggle_feeds')} for the feeds, then {key('remove_feed')}."

    async def on_event(self, event: events.Event) -> None:
        """Start without applying the style sheet to all widgets again: they are as it wants them."""
        if isinstance(event, events.ScreenResume) and not self.begun:
            event.refresh_styles = False
        await super().on_event(event)

    def _compositor_refresh(self) -> None:
        """Draw; but not while the first frame stands for the screen, since Textual would not show it."""
        if not self.covered:
            super()._compositor_refresh()

    def uncover(self) -> None:
        """Draw over the first frame, at once: Textual would wait for the next tick of its clock."""
        self.covered = False
        self.refresh(repaint=False, layout=True)
        self._on_timer_update()

    def restyle(self) -> None:
        """Draw with the colours of the theme that is on."""
        palette = palette_for(self.app)
        for widget in (self.headlines, self.article_view, self.feed_list, self.quotes_panel, self.status):
            widget.restyle(palette)
        if self.begun:
            self.place_changed()

    def on_resize(self) -> None:
        """Keep how the screen stands now, for the next start."""
        if self.begun:
            self.place_changed()

    def flush(self) -> None:
        """Keep what is about to be kept, since the program ends."""
        self.keep_position()
        if self.begun:
            self.keep_place()
