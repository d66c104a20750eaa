"""What the panes have in common: a view of many lines of which only the visible ones are drawn.

The panes draw with Textual's line API: `render_line` is asked for the lines of the screen and nothing
else, so a list of a million rows costs what fits on the screen.  Here are the palette and its change
with the theme, the height, and the text of an empty pane.  Keys are bound by screens, never here.
"""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.theme import Theme
from textual.widget import Widget

from newsreader.cells import width, wrap
from newsreader.palette import Palette
from newsreader.text.clean import clean
from newsreader.ui.theme import palette_for


class LineView(ScrollView, can_focus=True, inherit_bindings=False):
    """A scrolling view drawn line by line."""

    ALLOW_SELECT = False

    DEFAULT_CSS = """
    LineView {
        background: $background;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        scrollbar-color: $scrollbar;
        scrollbar-color-hover: $scrollbar-hover;
        scrollbar-color-active: $scrollbar-active;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
    }
    """

    empty_text: reactive[str] = reactive("")
    """What stands in the middle while there is nothing to show."""

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._palette: Palette | None = None
        self._looks: dict[tuple[tuple[str, ...], int], Style] = {}

    def on_mount(self) -> None:
        """Draw with another palette whenever the theme changes."""
        self.app.theme_changed_signal.subscribe(self, self._theme_changed)

    def _theme_changed(self, _theme: Theme) -> None:
        self.restyle(palette_for(self.app))

    @property
    def palette(self) -> Palette:
        """The palette to draw with."""
        if self._palette is None:
            self._palette = palette_for(self.app)
        return self._palette

    def restyle(self, palette: Palette) -> None:
        """Draw with another palette."""
        self._palette = palette
        self._looks.clear()
        self.drop_strips()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw again: the stylesheet gave the pane other colours."""
        super().notify_style_update()
        self._looks.clear()
        self.drop_strips()

    def look(self, *roles: str, link: int = 0) -> Style:
        """Return the style of text in these roles on the pane's own background.

        `link` is kept in the style, for a click to find.
        """
        key = (roles, link)
        style = self._looks.get(key)
        if style is None:
            style = self.rich_style + self.palette.mix(*roles)
            if link:
                style += Style.from_meta({"link": link})
            self._looks[key] = style
        return style

    def row_look(self, role: str, selected: bool) -> Style:
        """Return the style of a piece of a row; `selected` if the cursor is on that row.

        Where the cursor is shown by reversing, colours would become patches: the row is of one look.
        """
        if not selected:
            return self.look(role)
        cursor = "cursor" if self.has_focus else "cursor.blurred"
        if self.palette.colours > 16 or not self.has_focus:
            return self.look(cursor, role)
        return self.look(cursor, "strong") if role.endswith(".unread") else self.look(cursor)

    def drop_strips(self) -> None:
        """Forget drawn lines: something they show has changed."""

    def on_focus(self) -> None:
        """Show that keys go here."""
        self.drop_strips()
        self.refresh()

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self.drop_strips()
        self.refresh()

    @property
    def columns(self) -> int:
        """Columns to draw in, the scrollbar's apart."""
        return self.scrollable_content_region.width

    def set_height(self, lines: int) -> None:
        """Set how many lines there are to scroll through, without a layout of the whole screen."""
        size = Size(self.columns, lines)
        if size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
            self._scroll_update(size)

    def go(self, line: int) -> bool:
        """Scroll so that `line` is the first of the view, as far as possible; False if it was already."""
        before = self.scroll_offset.y
        self.scroll_to(y=line, animate=False, force=True)
        return self.scroll_offset.y != before

    def blank(self) -> Strip:
        """Return an empty line."""
        return Strip.blank(self.columns, self.look())

    def empty_line(self, y: int) -> Strip:
        """Return line `y` of an empty pane: `empty_text` in the middle."""
        columns, height = self.columns, self.size.height
        text = clean(self.empty_text)
        lines = [text[a:b] for a, b in wrap(text, max(min(columns - 4, 60), 2))] if text else []
        place = y - max((height - len(lines)) * 2 // 5, 0)
        if not 0 <= place < len(lines):
            return self.blank()
        line = lines[place]
        left = max((columns - width(line)) // 2, 0)
        strip = Strip([Segment(" " * left, self.look()), Segment(line, self.look("empty"))])
        return strip.adjust_cell_length(columns, self.look())
