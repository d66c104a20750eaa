"""What the detail pane tells the screen; handlers are named `on_article_view_…`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from newsreader.models import Link

if TYPE_CHECKING:
    from newsreader.ui.widgets.article_view import ArticleView


class _Told(Message):
    def __init__(self, sender: ArticleView) -> None:
        super().__init__()
        self.article_view = sender

    @property
    def control(self) -> ArticleView:
        """The view."""
        return self.article_view


class LinkChosen(_Told, namespace="article_view"):
    """A link was clicked, or chosen by its number."""

    def __init__(self, sender: ArticleView, link: Link) -> None:
        super().__init__(sender)
        self.link = link
        self.url = link.url


class Moved(_Told, namespace="article_view"):
    """The place changed; `position` is the offset of the top line in the body's text."""

    def __init__(self, sender: ArticleView, article_id: int | None, position: int, percent: int) -> None:
        super().__init__(sender)
        self.article_id = article_id
        self.position = position
        self.percent = percent


class AtEnd(_Told, namespace="article_view"):
    """The reader scrolled to the last line (an article that fits the pane is not told of)."""

    def __init__(self, sender: ArticleView, article_id: int | None) -> None:
        super().__init__(sender)
        self.article_id = article_id
