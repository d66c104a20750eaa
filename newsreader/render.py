"""An article as Rich text: the one look of it, for the screen's detail pane and for `newsreader show`.

`blocks` says what an article's parts are, `layout` where their lines end, `palette` how roles look;
here the three come together.  To a terminal an article is printed as it stands in the reader; into a
pipe or a file it is plain text, one line a paragraph, so that other programs can wrap it, search it and
compare it.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from newsreader.blocks import ArticleBlocks
from newsreader.layout import UNLIMITED, Part, draw_line, lay
from newsreader.models import Article
from newsreader.palette import Palette, palette

__all__ = ["Palette", "article_blocks", "article_lines", "palette", "print_article"]

MEASURE = 72


def article_blocks(article: Article, *, full_links: bool = False) -> ArticleBlocks:
    """Return an article's blocks (see `ArticleBlocks`)."""
    return ArticleBlocks(article, full_links=full_links)


def text_of(parts: list[Part], colours: Palette) -> Text:
    """Return a drawn line as Rich text."""
    line = Text(no_wrap=True, end="")
    for text, roles, _ in parts:
        line.append(text, colours.mix(*roles))
    return line


def article_lines(article: Article, columns: int, colours: Palette) -> Iterator[Text]:
    """Yield an article line by line, at most `columns` wide, whole addresses in the list of links."""
    for block in article_blocks(article, full_links=True):
        # an address is left to the terminal to wrap, which then copies it whole
        laid = lay(block, UNLIMITED if block.role == "links" else columns)
        for _ in range(block.gap):
            yield Text(block.gap_lead, style=colours[block.lead], no_wrap=True, end="")
        for number in range(len(laid.lines)):
            yield text_of(draw_line(block, laid, number), colours)


def print_article(
    article: Article, console: Console, *, measure: int = MEASURE, colours: Palette | None = None
) -> None:
    """Print an article: in colour and wrapped at `measure` on a terminal, as plain text elsewhere.

    `colours` is the palette of a theme; without one the terminal's own 16 colours are used.
    """
    if not console.is_terminal:
        for line in plain_lines(article):
            console.file.write(f"{line}\n")
        return
    margin = 2 if console.width > 40 else 0
    columns = max(min(measure, console.width - 2 * margin), 10)
    console.print()
    for text in article_lines(article, columns, colours or palette_for_console(console)):
        console.print(Text(" " * margin) + text, no_wrap=True, crop=False, overflow="ignore", highlight=False)
    console.print()


def palette_for_console(console: Console) -> Palette:
    """Return a palette that suits any background: the terminal's own colours, whatever they are."""
    return palette("terminal", colours=0 if console.no_color or not console.color_system else 16)


def plain_lines(article: Article) -> Iterator[str]:
    """Yield an article as plain text, each paragraph on one line however long."""
    for block in article_blocks(article, full_links=True):
        laid = lay(block, UNLIMITED)
        yield from [""] * block.gap
        for number in range(len(laid.lines)):
            line = "".join(text for text, _, _ in draw_line(block, laid, number))
            yield (line.replace("\u00a0", " ") if block.role == "meta" else line).rstrip()
