"""A line to type into, from which nothing gets out that a terminal would obey."""

from __future__ import annotations

from textual.geometry import Size
from textual.reactive import Reactive
from textual.suggester import Suggester
from textual.widgets import Input

from newsreader.text.clean import clean


class LineInput(Input):
    """Textual's `Input`, without a frame; what is pasted into it is cleaned before it is drawn."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """As wide as what is typed.  No line is the wider for it, so no letter lays the whole screen out anew."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,
        restrict: str | None = None,
        suggester: Suggester | None = None,
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            id=id,
            restrict=restrict,
            suggester=suggester,
            select_on_focus=False,
            compact=True,
        )

    def validate_value(self, value: str) -> str:
        """Clean what is set, typed or pasted."""
        return clean(value).replace("\n", " ").replace("\t", " ")
