"""The help: every key, and the manual, with a search over both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from newsreader.ui.commands import GROUPS, Command
from newsreader.ui.keymap import Keymap, key_label
from newsreader.ui.manual import Section, sections, wrap
from newsreader.ui.manual import words as styled
from newsreader.ui.screens.line_input import LineInput

Line = list[tuple[str, str]]

_KEYS_WIDTH = 18


class HelpScreen(ModalScreen[None]):
    """Keys by what they are for, then the manual; what is typed narrows both."""

    CSS_PATH = "../boxes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close"),
        Binding("down", "scroll(1)", show=False),
        Binding("up", "scroll(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap
        names = ", ".join(command.id for command in keymap)
        self._sections = [*sections(), Section("Settings", "The names of the commands", (names,))]

    def compose(self) -> ComposeResult:
        """Draw the box."""
        with Vertical(classes="box"):
            yield Static(Content("Help"), classes="box-title")
            yield LineInput(placeholder="type to search; ↑ ↓ scroll, Esc closes")
            with VerticalScroll(can_focus=False):
                yield Static(id="help-text")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow it to what was typed."""
        self._draw()
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def on_resize(self) -> None:
        """Break the lines for another width."""
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        width = self.query_one(VerticalScroll).scrollable_content_region.width
        lines = self.lines(self.query_one(Input).value, max(width - 1, 20))
        content = Content("\n").join(Content.assemble(*line) for line in lines)
        self.query_one("#help-text", Static).update(content)

    # --- what is found --------------------------------------------------------------------------------

    def lines(self, search: str, width: int) -> list[Line]:
        """Return the help, or what of it has all words of `search` in it, in lines of (text, style)."""
        words = search.casefold().split()
        lines = [*self._keys(words, width), *self._manual(words, width)]
        return lines or [[(f"The help says nothing about “{search.strip()}”.", "")]]

    def commands(self, words: list[str]) -> list[Command]:
        """Return the commands that have all these words in their names, keys or sentences."""
        return [command for command in self._keymap if _matches(command, words)]

    def manual(self, words: list[str]) -> list[Section]:
        """Return the sections of the manual that have all these words in them."""
        return [section for section in self._sections if section.contains(words)]

    # --- drawing --------------------------------------------------------------------------------------

    def _keys(self, words: list[str], width: int) -> Iterator[Line]:
        commands = self.commands(words)
        for group in GROUPS:
            of_group = [command for command in commands if command.group == group]
            if of_group:
                yield [(group, "bold $accent")]
            for command in of_group:
                keys = f"{_key_names(command):<{_KEYS_WIDTH}}"
                yield from wrap([(keys, "$primary"), *styled(command.help, "")], width, _KEYS_WIDTH)
            if of_group:
                yield []

    def _manual(self, words: list[str], width: int) -> Iterator[Line]:
        page = ""
        for section in self.manual(words):
            if section.page != page:
                page = section.page
                yield from ([(page, "bold $accent")], [])
            if section.heading:
                yield [(section.heading, "bold")]
            for block in section.blocks:
                is_item = block.startswith("- ")
                text = styled(block.removeprefix("- "), "$primary")
                yield from wrap([("• ", "") if is_item else ("", ""), *text], width, 2 if is_item else 0)
                if not is_item:
                    yield []
            if section.blocks[-1].startswith("- "):
                yield []

    # --- moving ---------------------------------------------------------------------------------------

    def action_close(self) -> None:
        """Close the help; what was typed goes first."""
        search = self.query_one(Input)
        if search.value:
            search.value = ""
        else:
            self.dismiss()

    def action_scroll(self, lines: int) -> None:
        """Scroll by a line."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_page(self, pages: int) -> None:
        """Scroll by a page."""
        scroll = self.query_one(VerticalScroll)
        scroll.scroll_relative(y=pages * (scroll.size.height - 1), animate=False)


def _matches(command: Command, words: list[str]) -> bool:
    text = " ".join((command.label, command.help, command.group, command.id, _key_names(command))).casefold()
    return all(word in text for word in words)


def _key_names(command: Command) -> str:
    if len(command.keys) > 4:
        return "1 … 9"
    return " ".join(map(key_label, command.keys)) or "palette"
