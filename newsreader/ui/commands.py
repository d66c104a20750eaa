"""The one table of everything the reader can be asked to do.

Key bindings, footer, help, palette and the key table of the README are all made from `COMMANDS`; a
feature that is not built is not in it.  Nothing here knows Textual, so that the table can be read
without it.

A command belongs to contexts: the panes `list`, `article`, `feeds` and `quotes` (who said what), and
`finding`, an article in which something was searched for.  The same key may mean different things in
different contexts; while something is being found, its commands come before those of the article.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Literal

from newsreader.late import dataclass

Context = Literal["list", "article", "feeds", "quotes", "finding"]
Group = Literal["Moving", "Reading", "Marking", "Finding", "Feeds", "Looking", "Program"]

GROUPS: tuple[Group, ...] = ("Moving", "Reading", "Marking", "Finding", "Feeds", "Looking", "Program")
PANES: frozenset[Context] = frozenset({"list", "article", "feeds", "quotes"})
_LIST: frozenset[Context] = frozenset({"list"})
_ARTICLE: frozenset[Context] = frozenset({"article"})
_FEEDS: frozenset[Context] = frozenset({"feeds"})
_NEWS: frozenset[Context] = frozenset({"list", "article", "quotes"})
_QUOTES: frozenset[Context] = frozenset({"quotes"})
_LISTS: frozenset[Context] = frozenset({"list", "feeds"})
_FINDING: frozenset[Context] = frozenset({"finding"})


@dataclass(frozen=True, slots=True)
class Command:
    """Something the reader can be asked to do.

    `id` is its name in the `[keys]` table of the configuration, `keys` what it answers to, in Textual's
    names; `label` names it in two or three words, `help` in a sentence.  `where` are the contexts it
    works in.  `footer` is its place in the line of hints, 0 for none, and `hinted` the contexts in which
    it is named there.  `action` is what the screen is
    told to do, by default the `id`; `{key}` in it stands for the key that was pressed.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    where: frozenset[Context] = PANES
    footer: int = 0
    action: str = ""
    group: Group = "Program"
    hinted: frozenset[Context] = PANES | _FINDING

    @property
    def action_name(self) -> str:
        """The action without its parameters."""
        return (self.action or self.id).partition("(")[0]

    def action_for(self, key: str) -> str:
        """Return the action to run when `key` is pressed."""
        return (self.action or self.id).replace("{key}", key)

    def works_in(self, contexts: Collection[Context]) -> bool:
        """Return whether it can be used in one of these contexts."""
        return not self.where.isdisjoint(contexts)


def _group(name: Group, *commands: Command) -> tuple[Command, ...]:
    return tuple(replace(command, group=name) for command in commands)


COMMANDS: tuple[Command, ...] = (
    *_group(
        "Moving",
        Command("down", ("j", "down"), "Down", "Move down in the pane that has the focus."),
        Command("up", ("k", "up"), "Up", "Move up in the pane that has the focus."),
        Command("first", ("g", "home"), "To the top", "Go to the first row, or to the top of the article."),
        Command("last", ("G", "end"), "To the end", "Go to the last row, or to the end of the article."),
        Command("half_down", ("ctrl+d",), "Half a page down", "Move half a page down."),
        Command("half_up", ("ctrl+u",), "Half a page up", "Move half a page up."),
        Command(
            "page_down",
            ("pagedown",),
            "A page down",
            "Move a page down; in an article that counts as reading it.",
        ),
        Command("page_up", ("pageup",), "A page up", "Move a page up."),
        Command("next_pane", ("tab",), "Next pane", "Give the focus to the next pane."),
        Command("previous_pane", ("shift+tab",), "Previous pane", "Give the focus to the pane before."),
    ),
    *_group(
        "Reading",
        Command(
            "open",
            ("enter", "l", "right"),
            "Open",
            "Open the feed or the article, or go to the quotation.",
            _LISTS | _QUOTES,
            1,
            "open('{key}')",
        ),
        Command(
            "zoom",
            ("enter", "l", "right"),
            "Alone",
            "Show the article alone, or beside the list again.",
            _ARTICLE,
            8,
        ),
        Command(
            "back",
            ("escape",),
            "Back",
            "Close the innermost thing: a search, the article, what was opened last.",
            footer=4,
            hinted=frozenset({"article", "feeds", "quotes", "finding"}),
        ),
        Command(
            "left",
            ("h", "left"),
            "Back or left",
            "Close the innermost thing; from the list, go to the feeds.",
        ),
        Command(
            "read_on",
            ("space",),
            "Read on",
            "Page on through the article, then go to the next unread one.",
            _NEWS,
            2,
        ),
        Command("read_back", ("b",), "Page back", "Page back in the article.", _NEWS),
        Command(
            "scroll_down",
            ("J", "shift+down"),
            "Scroll article",
            "Scroll the article down from the list.",
            _LIST | _QUOTES,
        ),
        Command(
            "scroll_up",
            ("K", "shift+up"),
            "Scroll article back",
            "Scroll the article up from the list.",
            _LIST | _QUOTES,
        ),
        Command(
            "next_article",
            ("J", "shift+down"),
            "Next article",
            "Open the next article of the list.",
            _ARTICLE,
        ),
        Command(
            "previous_article",
            ("K", "shift+up"),
            "Previous article",
            "Open the article before this one.",
            _ARTICLE,
        ),
        Command("next_unread", ("n",), "Next unread", "Go to the next unread article.", _NEWS, 3),
        Command(
            "previous_unread", ("p",), "Previous unread", "Go to the unread article before this one.", _NEWS
        ),
        Command(
            "link",
            ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0"),
            "Open a link",
            "Type the number of a link in the article to open it in the browser.",
            _ARTICLE,
            0,
            "link('{key}')",
        ),
        Command(
            "quotes",
            ("w", "quotation_mark"),
            "Who said what",
            "Show beside the article who says what in it; moving there moves the article.",
            _NEWS,
            4,
            hinted=_ARTICLE,
        ),
        Command(
            "browser", ("o",), "Open in browser", "Open the article's page in the web browser.", _NEWS, 11
        ),
        Command("copy_link", ("y",), "Copy link", "Copy the article's address to the clipboard.", _NEWS),
        Command("export", ("S",), "Save as text", "Write the article to a text file.", _NEWS),
        Command(
            "pipe",
            ("vertical_line",),
            "Send to a command",
            "Hand the article's text to a command that you type.",
            _NEWS,
        ),
    ),
    *_group(
        "Marking",
        Command(
            "toggle_read", ("m",), "Read or unread", "Mark the article read, or unread if it is read.", _NEWS
        ),
        Command("mark_unread", ("u",), "Mark unread", "Mark the article unread, to come back to it.", _NEWS),
        Command("star", ("s",), "Star", "Star the article, or take its star away.", _NEWS, 9),
        Command(
            "later", ("L",), "Read later", "Put the article on the list to read later, or take it off.", _NEWS
        ),
        Command("mark_all_read", ("A",), "Mark all read", "Mark everything in this list read.", _LISTS),
        Command(
            "undo",
            ("U",),
            "Undo",
            "Take back the last mark, or bring back the feed removed last; again for the one before.",
        ),
    ),
    *_group(
        "Finding",
        Command(
            "next_match",
            ("n",),
            "Next match",
            "Go to the next place where the words were found.",
            _FINDING,
            1,
        ),
        Command("previous_match", ("N",), "Previous match", "Go to the place found before.", _FINDING, 2),
        Command("search", ("slash",), "Search", "Search the whole library as you type.", _LISTS, 5),
        Command("find", ("slash",), "Find", "Find words in this article.", _ARTICLE, 5),
        Command(
            "people",
            ("W",),
            "People",
            "Find a person, and read all they said in the library; from who said what, the one there.",
            PANES,
            2,
            hinted=_QUOTES,
        ),
        Command(
            "places",
            ("P",),
            "Places",
            "Find a place that datelines name, and show the news from there.",
        ),
        Command("show_all", ("1",), "All", "Show all articles.", _LISTS, 0, "show('all')"),
        Command(
            "show_unread", ("2",), "Unread", "Show the unread articles only.", _LISTS, 0, "show('unread')"
        ),
        Command(
            "show_starred", ("3",), "Starred", "Show the starred articles only.", _LISTS, 0, "show('starred')"
        ),
        Command(
            "show_later", ("4",), "Later", "Show the articles kept to read later.", _LISTS, 0, "show('later')"
        ),
        Command(
            "turn_order",
            ("i",),
            "Turn the order",
            "Show the oldest first, or the newest first again.",
            _LISTS,
        ),
    ),
    *_group(
        "Feeds",
        Command(
            "add",
            ("a",),
            "Add a feed",
            "Add a feed or a site by its address, a file, a folder or an OPML list.",
            PANES,
            6,
        ),
        Command(
            "edit_feed",
            ("e",),
            "Edit feed",
            "Rename the feed, put it into a folder, or set how often it is refreshed.",
            _FEEDS,
            2,
        ),
        Command(
            "remove_feed",
            ("d", "delete"),
            "Remove feed",
            "Remove the feed; Undo brings it back, with all its articles, for 30 days.",
            _FEEDS,
            3,
        ),
        Command(
            "refresh", ("r",), "Refresh", "Ask this feed for news, or the feeds of this folder.", PANES, 10
        ),
        Command("refresh_all", ("R", "f5"), "Refresh all", "Ask all feeds for news."),
        Command(
            "cancel_refresh",
            (),
            "Cancel the refresh",
            "Stop refreshing; a click on the progress does the same.",
        ),
        Command("toggle_feeds", ("f",), "Feeds pane", "Show or hide the feeds."),
    ),
    *_group(
        "Looking",
        Command("zen", ("z",), "Zen", "Show the article and nothing else.", _NEWS),
        Command(
            "theme", ("t",), "Theme", "Change between the night and the paper theme; the palette has more."
        ),
    ),
    *_group(
        "Program",
        Command(
            "help", ("question_mark", "f1"), "Help", "Show the keys and the manual, with a search.", PANES, 7
        ),
        Command("palette", ("colon", "ctrl+p"), "Palette", "Find a command, a feed or a theme by its name."),
        Command(
            "close", ("q",), "Back or quit", "Close the innermost thing; with nothing left to close, quit."
        ),
        Command("quit", ("Q",), "Quit", "Quit at once.  Nothing is lost: everything is saved as it happens."),
        Command("suspend", ("ctrl+z",), "To the shell", "Leave for the shell; fg comes back."),
    ),
)
