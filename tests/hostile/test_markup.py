"""No widget is handed a plain string of data: Textual would read it as markup."""

from __future__ import annotations

from pathlib import Path

import pytest

import newsreader.ui
from tests.hostile.markup import faults

UI = Path(newsreader.ui.__file__).parent
MODULES = sorted(UI.rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(UI).as_posix())
def test_nothing_shown_is_a_plain_string_of_data(module: Path) -> None:
    assert faults(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "fault",
    [
        "def compose(self):\n    yield Static(feed.title)",
        "def compose(self):\n    yield Static(f'{feed.title}')",
        "def compose(self):\n    yield Static(clean_line(feed.title))",
        "def compose(self):\n    title = clean_line(feed.title)\n    yield Label(title)",
        "def compose(self):\n    yield Static(content=feed.title)",
        "def draw(self):\n    self.query_one('#a', Static).update(feed.title)",
        "def draw(self):\n    answer = self.query_one('#a', Static)\n    answer.update('x' + feed.title)",
        "def draw(self):\n    choice.add_options(Option(found.title) for found in self.found)",
        "def search(self):\n    yield Hit(score, matcher.highlight(name), run, name)",
        "def draw(self):\n    self.border_title = feed.title",
        "def draw(self):\n    widget = Vertical(tooltip=feed.title)",
        "def draw(self):\n    yield Static(Content.from_markup(feed.title))",
        "def draw(self):\n    line = Text.from_markup(feed.title)",
        "def draw(self):\n    self.notify(feed.title, markup=True)",
        "def draw(self):\n    self.notify(feed.title, markup=self.rich)",
        "class A(Widget):\n    def render(self) -> str:\n        return self.title",
        "from textual.widgets import Markdown",
        "from textual.widgets.markdown import Markdown",
    ],
)
def test_a_planted_fault_is_found(fault: str) -> None:
    assert faults(fault)


@pytest.mark.parametrize(
    "well",
    [
        "def compose(self):\n    yield Static(id='a')\n    yield Static('Our own [b]words[/b]')",
        "def compose(self):\n    yield Static(Content(clean_line(feed.title)), classes='x')",
        "def draw(self):\n    a = Content.assemble((b, 'bold'))\n    self.query_one('#a', Static).update(a)",
        "def draw(self):\n    a = Content('\\n').join(lines)\n    self.query_one('#a', Static).update(a)",
        "def line(it) -> Content:\n    return Content(it)\n\n\ndef draw(self):\n    yield Option(line(it))",
        "def draw(self):\n    seen.update(found)",
        "def draw(self):\n    self.notify(feed.title, markup=False)",
    ],
)
def test_what_is_well_is_let_pass(well: str) -> None:
    assert faults(well) == []


def test_the_apps_own_way_of_notifying_is_never_markup() -> None:
    source = "".join((UI / "app.py").read_text(encoding="utf-8").split())
    call = source.partition("super().notify(")[2].partition(")def")[0]
    assert call.startswith("clean(message),title=clean_line(title)")
    assert call.endswith("markup=False")
