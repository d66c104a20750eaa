"""What the palette finds: commands, feeds, folders and themes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.fuzzy import Matcher
from textual.markup import escape

from newsreader.models import HeadlineQuery
from newsreader.text.clean import clean_line
from newsreader.ui.keymap import key_label
from newsreader.ui.screens.managing import Managing

Entry = tuple[str, str, Callable[[], object]]
"""A name, a sentence about it, which the palette takes for markup, and what to do."""


class Finder(Provider):
    """Finds what the main screen can do, by name."""

    async def discover(self) -> Hits:
        """Offer the commands while nothing is typed yet."""
        for name, sentence, run in self._commands():
            yield DiscoveryHit(Content(name), run, name, sentence)

    async def search(self, query: str) -> Hits:
        """Find commands, feeds, folders and themes."""
        matcher = Matcher(query)
        for entries in (self._commands(), self._feeds(), self._themes()):
            for name, sentence, run in entries:
                score = max(matcher.match(name), matcher.match(sentence) / 2)
                if score > 0:
                    yield Hit(score, Content(name), run, name, sentence)

    @property
    def _main(self) -> Managing:
        """The screen below the palette."""
        screen = self.screen
        assert isinstance(screen, Managing)
        return screen

    def _commands(self) -> Iterator[Entry]:
        main = self._main
        for command in main.keymap:
            if command.works_in(main.contexts) and command.id not in ("link", "palette"):
                action = command.action_for(command.keys[0] if command.keys else "")
                keys = f"  ({key_label(command.keys[0])})" if command.keys else ""
                yield command.label, escape(command.help + keys), partial(main.run_action, action)

    def _feeds(self) -> Iterator[Entry]:
        main = self._main
        for folder in main.library.folders():
            yield (
                clean_line(folder),
                "Show this folder.",
                partial(main.visit_list, HeadlineQuery(folder=folder)),
            )
        for feed in main.library.feeds():
            yield (
                clean_line(feed.title),
                "Show this feed.",
                partial(main.visit_list, HeadlineQuery(feed=feed.id)),
            )

    def _themes(self) -> Iterator[Entry]:
        main = self._main
        for theme in sorted(main.app.available_themes):
            yield f"Theme: {theme}", "Change the colours.", partial(main.choose_theme, theme)
