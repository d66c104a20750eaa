"""Who said what in one article: its speakers in order of appearance, each with their words."""

from __future__ import annotations

from collections.abc import Iterator

from newsreader.blocks import voices_of
from newsreader.late import dataclass
from newsreader.models import Article, Quote
from newsreader.text.clean import clean_line
from newsreader.ui.widgets.item_view import ItemView, Line, folded, pair

UNCLEAR = "unclear"
_MOST_LINES = 6
"""Lines of one quotation that are shown; the article beside has the rest."""
_INDENT = 3


@dataclass(frozen=True, slots=True)
class Group:
    """The quotations of one speaker ("" for those nobody can be named for), and the speaker's hue."""

    speaker: str
    role: str
    quotes: tuple[Quote, ...]


def groups_of(article: Article) -> list[Group]:
    """Return an article's quotations by speaker, in order of appearance, the unclear ones last.

    Titles and words held with tongs are nobody's.
    """
    said: dict[str, list[Quote]] = {}
    for quote in article.quotes:
        if quote.kind in ("statement", "fragment"):
            said.setdefault(quote.speaker or "", []).append(quote)
    voices = voices_of(article)
    unclear = said.pop("", [])
    groups = [
        Group(speaker, f"voice.{voices[speaker]}" if speaker in voices else "quotation", tuple(quotes))
        for speaker, quotes in said.items()
    ]
    return [*groups, Group("", "quotation", tuple(unclear))] if unclear else groups


class QuotesPanel(ItemView):
    """The quotations of an article, by speaker; an item is a quotation."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._article: Article | None = None
        self._groups: list[Group] = []
        self._quotes: list[Quote] = []

    def show(self, article: Article | None, *, position: int = 0) -> None:
        """Show who speaks in an article, the cursor on the first words at or after `position`."""
        same = article is not None and self._article is not None and article.id == self._article.id
        before = self.quote
        self._article = article
        self._groups = groups_of(article) if article is not None else []
        self._quotes = [quote for group in self._groups for quote in group.quotes]
        if same and before is not None:
            position = before.start
        ahead = [quote for quote in self._quotes if quote.start >= position] if position > 0 else []
        cursor = self._quotes.index(min(ahead, key=lambda quote: quote.start)) if ahead else 0
        self.fill(cursor=cursor, top=not same)

    # --- state ---------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        """How many quotations there are."""
        return len(self._quotes)

    @property
    def speakers(self) -> list[str]:
        """The speakers, as they stand; "" last where some are unclear."""
        return [group.speaker for group in self._groups]

    @property
    def quote(self) -> Quote | None:
        """The quotation under the cursor."""
        return self._quotes[self.cursor] if self.cursor < len(self._quotes) else None

    # --- drawing -------------------------------------------------------------------------------------

    def lines(self, columns: int) -> Iterator[Line]:
        """Yield a heading for each speaker, and the words below."""
        assert self._article is not None or not self._groups
        room = max(columns - _INDENT - 2, 8)
        item = 0
        for group in self._groups:
            if item:
                yield Line()
            yield self._heading(group, columns - 2)
            for number, quote in enumerate(group.quotes):
                if number:
                    yield Line()
                for words in folded(self._words(quote), room, _MOST_LINES):
                    yield Line(((" " * (_INDENT - 1) + words, (group.role,)),), item)
                if quote.via:
                    via = folded(f"via {quote.via}", room, 1)[0]
                    yield Line(((" " * (_INDENT - 1) + via, ("meta",)),), item)
                item += 1

    def _heading(self, group: Group, columns: int) -> Line:
        count = f"{len(group.quotes):,}" if len(group.quotes) > 1 else ""
        name, space, count = pair(clean_line(group.speaker) or UNCLEAR, count, columns)
        roles = (group.role, "name") if group.speaker else ("meta",)
        return Line(((name, roles), (space, ()), (count, ("count.quiet",))))

    def _words(self, quote: Quote) -> str:
        assert self._article is not None
        return self._article.body.text[quote.start : quote.end]
