"""Feeds added, edited and removed; themes; help and palette; leaving the program.

Boxes are imported by what opens them: a start, which opens none, is the quicker for it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from newsreader.models import Feed, HeadlineQuery, Operation
from newsreader.ui.messages import ThemeWanted
from newsreader.ui.screens.refreshing import Refreshing
from newsreader.ui.theme import NIGHT, PAPER
from newsreader.ui.wording import number_of

if TYPE_CHECKING:
    from newsreader.ui.screens.add import Added
    from newsreader.ui.screens.feed_edit import FeedEdit


class Managing(Refreshing):
    """The part of the main screen that keeps the library and the program in order."""

    # --- feeds ----------------------------------------------------------------------------------------

    def action_add(self) -> None:
        """Add a feed."""
        from newsreader.ui.screens.add import AddScreen

        self.app.push_screen(AddScreen(self.request, self.library.folders(), self.cwd), self._added)

    def _added(self, added: Added | None) -> None:
        if added is None:
            return
        self.say(added.sentence)
        if len(added.feeds) == 1:
            self.visit_list(HeadlineQuery(feed=added.feeds[0]))
        else:
            self.visit_list(HeadlineQuery())

    def visit_list(self, query: HeadlineQuery) -> None:
        """Show a feed's or a folder's list, or everything."""
        self.show_view(replace(query, oldest_first=self.view.oldest_first))
        self.go_to("list")

    def action_edit_feed(self) -> None:
        """Rename or move the feed, or set how often it is refreshed."""
        from newsreader.ui.screens.feed_edit import FeedEditScreen

        feed = self.feed_list.cursor_feed
        if feed is None:
            self.say("Put the cursor on a feed to edit it.")
        else:
            self.app.push_screen(FeedEditScreen(feed, self.library.folders()), partial(self._edit, feed))

    def _edit(self, feed: Feed, edit: FeedEdit | None) -> None:
        if edit:
            written = self.library.edit_feed(
                feed.id, own_title=edit.own_title, folder=edit.folder, interval=edit.interval
            )
            self.when_written(written, lambda _: self._edited(feed))

    def _edited(self, feed: Feed) -> None:
        self.headlines.reload()
        self.say_with_undo(f"{feed.title} changed.")

    def action_remove_feed(self) -> None:
        """Remove the feed; it can be brought back."""
        feed = self.feed_list.cursor_feed
        if feed is None:
            self.say("Put the cursor on a feed to remove it.")
        else:
            self.when_written(self.library.remove_feed(feed.id), partial(self._removed, feed))

    def _removed(self, feed: Feed, operation: Operation) -> None:
        if self.view.feed == feed.id:
            self.show_view(replace(self.view, feed=None))
        else:
            self.headlines.reload()
        self.say_with_undo(f"{feed.title} and its {number_of(feed.counts.total, 'article')} removed.")

    # --- themes ---------------------------------------------------------------------------------------

    def action_theme(self) -> None:
        """Change between the night and the paper theme."""
        self.choose_theme(PAPER.name if self.app.current_theme.dark else NIGHT.name)

    def choose_theme(self, name: str) -> None:
        """Ask for a theme, now and when the program is started again."""
        self.post_message(ThemeWanted(name))

    # --- program --------------------------------------------------------------------------------------

    def action_help(self) -> None:
        """Show the help."""
        from newsreader.ui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.keymap))

    def action_palette(self) -> None:
        """Show the palette."""
        from textual.command import CommandPalette

        if not CommandPalette.is_open(self.app):
            self.app.push_screen(CommandPalette(id="--command-palette"))

    def action_quit(self) -> None:
        """Quit."""
        self.app.exit(0)

    def action_suspend(self) -> None:
        """Leave for the shell, to come back with fg."""
        self.app.action_suspend_process()
