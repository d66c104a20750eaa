"""A small library in which people speak, annotated as the engine does it."""

from __future__ import annotations

from pathlib import Path

from newsreader.models import ArticleChange, Changes, ParsedArticle, ParsedFeed, Validators
from newsreader.store.store import Store
from newsreader.text.annotation import VERSION, annotate
from tests.ui.news import DAY, HOUR, NOW, key

ACCORD = "Accord signed at last"
STORM = "Storm shuts the port"
DULL = "Nothing happened"

_FILLER = "\n\n".join(
    f"Paragraph {n}. " + "It goes on for a while, as such things do. " * 6 for n in range(8)
)

ARTICLES = (
    (
        ACCORD,
        1,
        "SANT ORRIN (HNA) — The accord was signed. “We are tired,” said Prime Minister Leontyne Asker.\n\n"
        "“So is the ink,” said harbour master Bertil Ansgar. The talks were long.\n\n"
        f"{_FILLER}\n\n"
        "“It was worth the candles,” Asker said.\n\nThe hall was empty by nine.\n\n"
        "“We will all be told about it in the spring.”",
    ),
    (
        STORM,
        5,
        "KESTREL BAY, Oct. 9 (HNA) — The port is shut. “Nothing sails before Thursday,” harbour master"
        " Bertil Ansgar said.\n\n“We have bread,” said Ines Okafor, who bakes it.",
    ),
    (DULL, 9, "KESTREL BAY (HNA) — It did not happen. It had not been expected to."),
)


def fill(path: Path) -> None:
    """Write the library: three articles, the newest with four quotations of three people and nobody."""
    store = Store.open(path)
    feed = store.add_feed("https://post.example/feed.xml", title="The Marrow Post", at=NOW - DAY).result()
    new = [
        ParsedArticle(headline=headline, published=NOW - hours * HOUR, source=text, source_type="text")
        for headline, hours, text in ARTICLES
    ]
    applied = store.apply(
        feed.id,
        Changes(new=tuple(ArticleChange(one, key(one), key(one)) for one in new)),
        feed=ParsedFeed(title=feed.title),
        validators=Validators(),
        body_hash=b"",
        at=NOW,
        next_at=NOW + HOUR,
        wait_until=None,
    ).result()
    for article_id in applied.new_ids:
        source = store.query.source(article_id)
        assert source is not None
        made = annotate(source.source, "text", headline=source.headline)
        store.annotated([(article_id, source.source_hash, made)], VERSION).result()
    store.close()
