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
from newsreader.ui.manual import Section, inline, sections

_KEYS_WIDTH = 17


class HelpScreen(ModalScreen[None]):
    """Keys by what they are for, then the manual; what is typed narrows both."""

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
            yield Input(placeholder="type to search; ↑ ↓ scroll, Esc closes", compact=True)
            with VerticalScroll(can_focus=False):
                yield Static(self.text(""), id="help-text")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow it to what was typed."""
        self.query_one("#help-text", Static).update(self.text(event.value))
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def text(self, search: str) -> Content:
        """Return the help, or what of it has all words of `search` in it."""
        words = search.casefold().split()
        blocks = [*self._keys(words), *self._manual(words)]
        if not blocks:
            return Content(f"The help says nothing about “{search.strip()}”.")
        return Content("\n\n").join(blocks)

    def _keys(self, words: list[str]) -> Iterator[Content]:
        for group in GROUPS:
            commands = [c for c in self._keymap if c.group == group and _matches(c, words)]
            if commands:
                yield Content("\n").join([Content.styled(group, "bold $accent"), *map(_line, commands)])

    def _manual(self, words: list[str]) -> Iterator[Content]:
        page = ""
        for section in self._sections:
            if not section.contains(words):
                continue
            if section.page != page:
                page = section.page
                yield Content.styled(page, "bold $accent")
            yield _drawn(section)

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
    return " ".join(map(key_label, command.keys)) or ":"


def _line(command: Command) -> Content:
    return Content.assemble((f"{_key_names(command):<{_KEYS_WIDTH}} ", "$primary"), command.help)


def _drawn(section: Section) -> Content:
    lines = [Content.styled(section.heading, "bold")] if section.heading else []
    lines += [
        inline(block.replace("- ", "• ", 1) if block.startswith("- ") else block) for block in section.blocks
    ]
    return Content("\n").join(lines)
