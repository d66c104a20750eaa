"""People of the whole library: found by typing, and all that each of them said, newest first."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static

from newsreader.library import Library
from newsreader.models import Person, Said
from newsreader.text.clean import clean_line
from newsreader.text.names import speaker_key
from newsreader.ui.keymap import Keymap
from newsreader.ui.screens.line_input import LineInput
from newsreader.ui.screens.telling import Telling
from newsreader.ui.widgets.said_list import Name, NameList, SaidList
from newsreader.ui.widgets.status_bar import Hint, StatusBar
from newsreader.ui.wording import number_of

_MOST_PEOPLE = 300
_PAGE = 40
_TWO_SIDES = 80
_MOVES = {
    "down": "move(1)",
    "up": "move(-1)",
    "page_down": "page(1)",
    "page_up": "page(-1)",
    "half_down": "page(0.5)",
    "half_up": "page(-0.5)",
    "first": "end(-1)",
    "last": "end(1)",
    "open": "choose",
    "zoom": "choose",
    "back": "back",
    "left": "back",
    "close": "back",
    "turn_order": "turn",
}
"""The commands whose keys work here, and what they do."""

Left = tuple[str, Said | None]
"""The key of the person looked at last, and the quotation to open, if one was chosen."""


class PeopleScreen(Telling, Screen[Left]):
    """A line to type a name into, the people found, and what the one under the cursor said."""

    CSS_PATH = "../boxes.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-one"), (_TWO_SIDES, "-two")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-compact"), (31, "-tall")]  # noqa: RUF012
    AUTO_FOCUS = "#name-input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("tab,shift+tab", "other_side", show=False),
        Binding("escape", "back", show=False),
        Binding("ctrl+t", "turn", show=False),
    ]

    def __init__(self, library: Library, keymap: Keymap, *, speaker: str = "", key: str = "") -> None:
        super().__init__()
        self.library = library
        self._speaker = clean_line(speaker)
        self._key = speaker_key(speaker) or key
        self._order: Literal["quoted", "newest"] = "quoted"
        self._shown: Name | None = None
        self._whole = False
        self.in_said = False
        """Whether what somebody said has the focus, not the names."""
        for command_id, action in _MOVES.items():
            for pressed in keymap[command_id].keys:
                self._bindings.bind(pressed, action, show=False)

    def compose(self) -> ComposeResult:
        """Lay out the two sides and the bottom line."""
        with Horizontal(id="panes"):
            with Vertical(id="people-side", classes="pane"):
                yield Static(id="people-title", classes="title")
                with Horizontal(classes="bar"):
                    yield Static(Content("/ "), classes="bar-mark")
                    yield LineInput(placeholder="type a name", id="name-input")
                yield NameList(id="names")
            with Vertical(id="said-side", classes="pane"):
                yield Static(id="said-title", classes="title")
                yield SaidList(id="said")
        yield StatusBar()

    def on_mount(self) -> None:
        """Show everybody, or the person asked for and what they said."""
        self.names.can_focus = False
        self.names.empty_text = "Nobody of that name is quoted.\nEsc takes what is typed away."
        if not self.library.people(limit=1):
            self.names.empty_text = "Nobody is quoted in the library yet.\nEsc goes back."
        if self._speaker and not self._known(self._key):
            self.said.empty_text = f"“{self._speaker}” is no name to look for.\nType one, or Esc goes back."
            self._key = ""
        self.call_after_refresh(self.guarded, self._begin)

    def _known(self, key: str) -> bool:
        return bool(key) and bool(self.library.quotes_of(key, limit=1))

    def _begin(self) -> None:
        self.find_people(key=self._key)
        self.lay_out()
        if self._speaker and self._key:
            self._enter_said()

    # --- widgets --------------------------------------------------------------------------------------

    @property
    def name_input(self) -> LineInput:
        """Where a name is typed."""
        return self.query_one("#name-input", LineInput)

    @property
    def names(self) -> NameList:
        """The people found."""
        return self.query_one("#names", NameList)

    @property
    def said(self) -> SaidList:
        """What the person under the cursor said."""
        return self.query_one("#said", SaidList)

    def lay_out(self) -> None:
        """Show both sides where there is room, else the one with the focus; name the keys."""
        two = self.app.size.width >= _TWO_SIDES
        self.query_one("#people-side", Widget).display = two or not self.in_said
        self.query_one("#said-side", Widget).display = two or self.in_said
        self.query_one("#people-side", Widget).set_class(not self.in_said, "-focused")
        self.query_one("#said-side", Widget).set_class(self.in_said, "-focused")
        other = "Newest first" if self._order == "quoted" else "Most quoted first"
        back = Hint("Esc", "Back") if self._speaker or not self.in_said else Hint("Esc", "Back to the names")
        if self.in_said:
            keys = (Hint("Enter", "Open the article"), Hint("↑ ↓", "Move"), Hint("Tab", "Names"), back)
        else:
            keys = (Hint("Enter", "What they said"), Hint("↑ ↓", "Move"), Hint("Ctrl+t", other), back)
        self.query_one(StatusBar).hints = keys

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Follow the focus."""
        self.in_said = event.widget is self.said
        self.lay_out()

    def on_resize(self) -> None:
        """Lay the sides out anew."""
        self.lay_out()

    # --- people ---------------------------------------------------------------------------------------

    @on(Input.Changed, "#name-input")
    def _typed(self, event: Input.Changed) -> None:
        self.find_people()

    def find_people(self, *, key: str = "") -> None:
        """Find people by what is typed; the cursor goes to the one with this key."""
        typed = self.name_input.value
        people = self.library.people(typed, order=self._order, limit=_MOST_PEOPLE)
        if key and all(person.key != key for person in people):
            people = [*self._person(key), *people]
        self.names.show([Name(one.key, one.name, one.quotes) for one in people], key=key)
        order = "most quoted first" if self._order == "quoted" else "newest first"
        self._title("people", "People", order)
        self._show_said()

    def _person(self, key: str) -> list[Person]:
        return [person for person in self.library.people(key, limit=_MOST_PEOPLE) if person.key == key]

    @on(NameList.Moved)
    def _moved(self, message: NameList.Moved) -> None:
        if message.view is self.names:
            self._show_said()
        elif self.said.near_end:
            self._read_on()

    @on(NameList.Chosen)
    def _chosen(self, message: NameList.Chosen) -> None:
        if message.view is self.names:
            self._enter_said()
        else:
            self._leave(self.said.said_at)

    @on(Input.Submitted, "#name-input")
    def _enter_said(self) -> None:
        if self.said.count:
            self._go_to(self.said)

    # --- what they said -------------------------------------------------------------------------------

    def _show_said(self) -> None:
        """Show what the person under the cursor said."""
        name = self.names.name_at
        if name is not None and self._shown == name:
            return
        self._shown = name
        said = self.library.quotes_of(name.key, limit=_PAGE) if name is not None else []
        self._whole = len(said) < _PAGE
        self.said.show(said, now=self.library.now)
        if name is None:
            self._title("said", "")
        else:
            self._title("said", name.name, f"{number_of(name.number, 'quotation')}, newest first")

    def _read_on(self) -> None:
        """Read more of what they said."""
        last = self.said.last
        if self._whole or self._shown is None or last is None:
            return
        more = self.library.quotes_of(self._shown.key, after=(last.ord, last.number), limit=_PAGE)
        self._whole = len(more) < _PAGE
        self.said.add(more)

    def _title(self, side: str, name: str, more: str = "") -> None:
        title = Content.assemble((f"{clean_line(name)}  ", "bold"), (more, "dim"))
        self.query_one(f"#{side}-title", Static).update(title, layout=False)

    # --- keys -----------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Move among the people, or among what one said."""
        (self.said if self.in_said else self.names).move(by)

    def action_page(self, pages: float) -> None:
        """Move by pages."""
        (self.said if self.in_said else self.names).page(pages)

    def action_end(self, which: int) -> None:
        """Go to the first, or to the last there is."""
        if not self.in_said:
            return
        if which < 0:
            self.said.go_first()
            return
        while not self._whole:
            self._read_on()
        self.said.go_last()

    def action_choose(self) -> None:
        """Open the article with the quotation under the cursor."""
        if self.in_said:
            self.said.choose()

    def action_other_side(self) -> None:
        """Go to the other side."""
        if self.in_said:
            self._go_to(self.name_input)
        else:
            self._enter_said()

    def _go_to(self, widget: Widget) -> None:
        """Show a side, which has to be there to have the focus, and give it that."""
        self.in_said = widget is self.said
        self.lay_out()
        widget.focus()

    def action_turn(self) -> None:
        """Show the newest first, or the most quoted."""
        self._order = "newest" if self._order == "quoted" else "quoted"
        self.find_people(key=self._shown.key if self._shown else "")
        self.lay_out()

    def action_back(self) -> None:
        """Go back to the names; take what is typed away; leave."""
        if self.in_said and not self._speaker:
            self._go_to(self.name_input)
        elif not self.in_said and self.name_input.value and not self._speaker:
            self.name_input.value = ""
        else:
            self._leave(None)

    def _leave(self, said: Said | None) -> None:
        self.dismiss((self._shown.key if self._shown else "", said))
