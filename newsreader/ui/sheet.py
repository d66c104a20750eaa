"""The sheet: what the first frame of the next start has to know about places and looks.

It is drawn up while the main screen stands as it will when the reader starts again, with the focus on
the list, and kept beside the library; `firstframe` says how it is used and when it does not hold.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.widget import Widget
from textual.widgets import Static

from newsreader.firstframe import circumstances, sheet_path, stamp
from newsreader.rows import ROLES
from newsreader.ui.screens.main import MainScreen

_COLOURS = {
    "standard": ColorSystem.STANDARD,
    "256": ColorSystem.EIGHT_BIT,
    "truecolor": ColorSystem.TRUECOLOR,
    "windows": ColorSystem.WINDOWS,
}


class SheetKeeper:
    """Keeps the sheet of a running reader up to date."""

    def __init__(self, screen: MainScreen, theme_key: str) -> None:
        self._screen = screen
        self._theme_key = theme_key
        try:
            self._circumstances = circumstances(sys.argv[1:])
        except ValueError:
            self._circumstances = ""  # started with sources: such a start has no first frame
        self._drawn_for: tuple[object, ...] = ()

    def keep(self) -> None:
        """Write the sheet, if anything it tells has changed and can be seen now."""
        screen = self._screen
        title = screen.query_one("#list-title", Static)
        if not self._circumstances or not screen.headlines.has_focus or not screen.is_current:
            return
        drawn_for = (
            screen.app.size,
            screen.app.theme,
            screen.library.meta(self._theme_key),
            screen.headlines.region,
            title.content_region,
            screen.headlines.compact,
            screen.feeds_shown,
        )
        if drawn_for == self._drawn_for or screen.has_class("-searching"):
            return
        path = Path(sheet_path(str(screen.library.path)))
        unfinished = path.with_name(path.name + ".new")
        with suppress(OSError):  # a folder that cannot be written costs the first frame, no more
            unfinished.write_text(json.dumps(self._sheet(title)), encoding="utf-8")
            unfinished.replace(path)
            self._drawn_for = drawn_for

    def _sheet(self, title: Static) -> dict[str, Any]:
        screen, rows = self._screen, self._screen.headlines
        config = screen.settings.path
        base = title.visual_style
        return {
            "circumstances": self._circumstances,
            "config": str(config),
            "config_stamp": stamp(str(config)),
            "columns": screen.app.size.width,
            "lines": screen.app.size.height,
            "theme": screen.library.meta(self._theme_key),
            "feeds_shown": screen.feeds_shown,
            "compact": rows.compact,
            "title_x": title.content_region.x,
            "title_y": title.content_region.y,
            "title_width": title.content_region.width,
            "list_x": rows.region.x,
            "list_y": rows.region.y,
            "list_width": rows.columns,
            "list_height": rows.size.height,
            "page": _sequence(rows, Style(bgcolor=rows.look().bgcolor)),
            "title.name": _sequence(title, (base + VisualStyle(bold=True)).rich_style),
            "title.more": _sequence(title, (base + VisualStyle(dim=True)).rich_style),
            **{f"look.{role}": _sequence(rows, rows.row_look(role, False)) for role in ROLES},
            **{f"cursor.{role}": _sequence(rows, rows.row_look(role, True)) for role in ROLES},
        }


def _sequence(widget: Widget, style: Style) -> str:
    """Return the escape sequence that Textual draws a style of this widget with."""
    strip = Strip([Segment("x", style)])
    for line_filter in widget.get_line_filters():
        strip = strip.apply_filter(line_filter, widget.background_colors[1])
    system = _COLOURS.get(widget.app.console.color_system or "")
    ((text, look, _control),) = list(strip)
    return look.render(text, color_system=system).partition("x")[0] if look and system else ""
