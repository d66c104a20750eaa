"""The box that adds a feed: one line that takes all that can be read, and says what it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from newsreader.late import dataclass
from newsreader.models import Event
from newsreader.text.clean import clean_line
from newsreader.ui.browser import shown_host
from newsreader.ui.screens.line_input import LineInput
from newsreader.ui.wording import number_of

Request = Callable[..., int | None]
"""`Refreshing.request`: the engine's name for what to do, who hears the answers, and the data."""

_HINT = "A feed or a site by its address, a file, a folder, an OPML list, or a newsboat urls file."


@dataclass(frozen=True, slots=True)
class Added:
    """What the box added: the feeds' ids, and a sentence about them."""

    feeds: tuple[int, ...]
    sentence: str


class AddScreen(ModalScreen[Added | None]):
    """Asks for a source, hands it to the engine, and shows what comes of it.

    A site with several feeds offers them; what cannot be added says why, and the line can be mended.
    """

    CSS_PATH = "../boxes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "cancel", "Cancel")]

    def __init__(self, request: Request, folders: list[str], cwd: Path) -> None:
        super().__init__()
        self._ask = request
        self._folders = folders
        self._cwd = cwd
        self._request: int | None = None
        self._added: list[Mapping[str, Any]] = []
        self._found: list[Mapping[str, Any]] = []
        self._notes: list[str] = []
        self._problem = ""

    def compose(self) -> ComposeResult:
        """Draw the box."""
        suggester = SuggestFromList(self._folders, case_sensitive=False) if self._folders else None
        with Vertical(classes="box"):
            yield Static(Content("Add a feed"), classes="box-title")
            yield Static(Content("What to read"), classes="box-label")
            yield LineInput(placeholder="example.org", id="source")
            yield Static(Content("Folder to put it in"), classes="box-label")
            yield LineInput(placeholder="none", id="folder", suggester=suggester)
            yield Static(Content(_HINT), id="answer", classes="box-hint")
            yield OptionList(id="found", compact=True)

    def on_mount(self) -> None:
        """Start without a choice."""
        self.query_one("#found", OptionList).display = False
        self.query_one("#source", Input).focus()

    # --- asking ---------------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        source = self.query_one("#source", Input).value.strip()
        if source and self._request is None:
            self._add(source, take="offer")

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        if self._request is None:
            self._add(str(self._found[event.option_index]["url"]), take="first")

    def _add(self, source: str, *, take: str) -> None:
        self._added, self._found, self._notes, self._problem = [], [], [], ""
        self._offer()
        self._say(f"Asking {shown_host(source) or source} …")
        self._request = self._ask(
            "add",
            self.hear,
            source=source,
            cwd=str(self._cwd),
            take=take,
            folder=clean_line(self.query_one("#folder", Input).value),
        )
        if self._request is None:
            self._say("The engine cannot be started.", "problem")

    def action_cancel(self) -> None:
        """Stop asking, and close the box."""
        if self._request is not None:
            self._ask("cancel", request=self._request)
        self.dismiss(None)

    # --- hearing --------------------------------------------------------------------------------------

    def hear(self, event: Event) -> None:
        """Take what the engine says to our request; what comes after the box was closed is too late."""
        if not self.is_attached:
            return
        data = event.data
        match event.name:
            case "added":
                self._added.append(data)
                if len(self._added) > 1:
                    self._say(f"{number_of(len(self._added), 'feed')} so far …")
            case "offer":
                self._found = list(data["found"])
            case "note":
                self._notes.append(str(data["text"]))
            case "feed" if data.get("error"):
                self._problem = str(data["error"])
            case "failed":
                self._request = None
                self._say(str(data.get("error", "That could not be added.")), "problem")
                self.query_one("#source", Input).focus()
            case "done":
                self._request = None
                self._done()

    def _done(self) -> None:
        if self._added:
            sentence = " ".join([self._sentence(), *self._notes])
            self.dismiss(Added(tuple(int(data["feed"]) for data in self._added), sentence))
        elif self._found:
            self._say("This site has several feeds; Enter adds the one you choose.")
            self._offer()
        else:
            self._say(self._problem or " ".join(self._notes) or "There is nothing to add in that.", "problem")

    def _sentence(self) -> str:
        if len(self._added) > 1:
            existed = sum(bool(data.get("existed")) for data in self._added)
            sentence = f"Added {number_of(len(self._added) - existed, 'feed')}"
            return f"{sentence}; {existed:,} were there already." if existed else f"{sentence}."
        data = self._added[0]
        title = clean_line(str(data["title"]))
        if data.get("existed"):
            return f"{title} is there already."
        if self._problem:
            return f"Added {title}, which cannot be read now: {clean_line(self._problem)}"
        kind, new = clean_line(str(data.get("kind", ""))), int(data.get("new") or 0)
        return f"Added {title} ({', '.join(filter(None, (kind, number_of(new, 'article'))))})."

    # --- drawing --------------------------------------------------------------------------------------

    def _offer(self) -> None:
        choice = self.query_one("#found", OptionList)
        choice.clear_options()
        choice.add_options(Option(_feed_line(found)) for found in self._found)
        choice.display = bool(self._found)
        if self._found:
            choice.highlighted = 0
            choice.focus()

    def _say(self, sentence: str, kind: str = "") -> None:
        answer = self.query_one("#answer", Static)
        answer.set_class(kind == "problem", "-problem")
        answer.update(Content(clean_line(sentence)))


def _feed_line(found: Mapping[str, Any]) -> Content:
    title, url = clean_line(str(found.get("title") or "")), clean_line(str(found["url"]))
    return Content.assemble((title or url, "bold"), (f"  {url}" if title else "", "dim"))
