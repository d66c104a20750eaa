"""Annotations are kept with what they were made from; what an article said before is a revision."""

from __future__ import annotations

import pytest

from newsreader.models import (
    Annotation,
    Body,
    Dateline,
    Feed,
    HeadlineQuery,
    Quote,
    Span,
)
from newsreader.store.annotate import REVISIONS_KEPT
from newsreader.store.store import Store
from tests.store.build import NOW, annotate, bring, bring_many, change, found


def revise(store: Store, feed: Feed, article_id: int, version: int, at: int = NOW, **fields: object) -> None:
    number = article_id - 1
    bring(store, feed, revised=[change(number, id=article_id, version=version, **fields)], at=at)


def texts(store: Store, article_id: int) -> list[tuple[str, str]]:
    return [(r.headline, r.text) for r in store.query.revisions(article_id)]


def revised(store: Store) -> list[bool]:
    return [headline.revised for headline in store.query.page(HeadlineQuery())]


def test_an_annotated_article_opens_with_all_that_was_found(store: Store, feed: Feed) -> None:
    (article_id,) = bring(store, feed, [change(1, deck="As the feed says", language="")]).new_ids
    body = Body(
        "OSLO (Agency) — “It is so,” she said. “Is it?”\n\nA link",
        (
            Span(0, 13, "dateline"),
            Span(16, 26, "quotation", "Ann Speaker", 0),
            Span(16, 26, "strong"),
            Span(45, 51, "link", "https://a.example/", 1),
        ),
    )
    inner = Quote(17, 20, "fragment")
    quotes = (
        Quote(16, 26, "statement", ((16, 26),), "Ann Speaker", (27, 30), "said", "TASS", 0.9, (inner,)),
        Quote(37, 43, spans=((37, 43),)),
    )
    dateline = Dateline("OSLO (Agency)", "OSLO", ("OSLO",), None, None, "Agency", 0, 13)
    source = store.query.source(article_id)
    assert source is not None
    annotation = Annotation(body, quotes, dateline, "no", 9, deck="")
    store.annotated([(article_id, source.source_hash, annotation)], 1).result()
    article = store.query.article(article_id)
    assert article is not None
    assert (article.body, article.quotes, article.dateline) == (body, quotes, dateline)
    assert (article.language, article.words, article.deck, article.annotated) == ("no", 9, "", True)


def test_a_deck_that_annotation_leaves_alone_stays(store: Store, feed: Feed) -> None:
    (article_id,) = bring(store, feed, [change(1, deck="As the feed says", language="en")]).new_ids
    annotate(store, {article_id: "text"})
    article = store.query.article(article_id)
    assert article is not None and (article.deck, article.language) == ("As the feed says", "en")


def test_an_annotation_of_an_older_source_is_left_out(store: Store, feed: Feed) -> None:
    (article_id,) = bring_many(store, feed, 1)
    older = store.query.source(article_id)
    assert older is not None
    revise(store, feed, article_id, 1)
    store.annotated([(article_id, older.source_hash, Annotation(Body("too late")))], 1).result()
    article = store.query.article(article_id)
    assert article is not None and not article.annotated
    assert store.query.to_annotate(1) == [article_id]


def test_an_annotation_of_an_article_that_is_gone_is_left_out(store: Store, feed: Feed) -> None:
    store.annotated([(77, b"x", Annotation(Body("nothing")))], 1).result()


def test_articles_wait_for_annotation_newest_first(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 6)
    assert store.query.to_annotate(1) == list(reversed(ids))
    assert store.query.to_annotate(1, limit=2) == [ids[5], ids[4]]
    annotate(store, {ids[5]: "a", ids[1]: "b"}, version=1)
    annotate(store, {ids[3]: "c"}, version=2)
    assert store.query.to_annotate(1) == [ids[4], ids[2], ids[0]]
    assert store.query.unannotated(1) == 3
    assert store.query.to_annotate(2) == [ids[5], ids[4], ids[2], ids[1], ids[0]]
    assert store.query.to_annotate(3, limit=4) == [ids[5], ids[4], ids[3], ids[2]]
    assert store.query.unannotated(3) == 6


def test_articles_of_removed_feeds_do_not_wait(store: Store, feed: Feed) -> None:
    bring_many(store, feed, 3)
    store.remove_feed(feed.id, NOW).result()
    assert store.query.to_annotate(1) == []
    assert store.query.unannotated(1) == 0


def test_a_changed_text_becomes_a_revision_and_stays_read(store: Store, feed: Feed) -> None:
    (article_id,) = bring_many(store, feed, 1)
    annotate(store, {article_id: "The wall costs 2 million."})
    store.mark("read", True, [article_id], at=NOW).result()
    revise(store, feed, article_id, 1, at=NOW + 60)
    assert store.query.revisions(article_id) == []
    assert store.query.to_annotate(1) == [article_id]
    annotate(store, {article_id: "The wall costs 3 million."})
    (revision,) = store.query.revisions(article_id)
    assert (revision.headline, revision.text, revision.seen) == (
        "Headline 0",
        "The wall costs 2 million.",
        NOW,
    )
    (headline,) = store.query.page(HeadlineQuery())
    assert (headline.read, headline.revised) == (True, True)
    article = store.query.article(article_id)
    assert article is not None and article.revisions == 1
    revise(store, feed, article_id, 2, at=NOW + 120)
    annotate(store, {article_id: "The wall costs 4 million."})
    assert [r.seen for r in store.query.revisions(article_id)] == [NOW + 60, NOW]


def test_a_changed_headline_becomes_a_revision(store: Store, feed: Feed) -> None:
    (article_id,) = bring_many(store, feed, 1)
    annotate(store, {article_id: "text"})
    revise(store, feed, article_id, 1, headline="Second thoughts")
    revise(store, feed, article_id, 2, headline="Third thoughts")
    annotate(store, {article_id: "text"})
    assert texts(store, article_id) == [("Headline 0", "text")]


def test_a_tracking_pixel_is_no_revision(store: Store, feed: Feed) -> None:
    (article_id,) = bring_many(store, feed, 1)
    annotate(store, {article_id: "text"})
    revise(store, feed, article_id, 1, source="<p>Text 0</p><img src='pixel?1'>")
    annotate(store, {article_id: "text"})
    assert store.query.revisions(article_id) == []
    assert revised(store) == [False]


def test_a_headline_that_changes_back_is_no_revision(store: Store, feed: Feed) -> None:
    (article_id,) = bring_many(store, feed, 1)
    annotate(store, {article_id: "text"})
    revise(store, feed, article_id, 1, headline="A slip")
    revise(store, feed, article_id, 2)
    annotate(store, {article_id: "text"})
    assert store.query.revisions(article_id) == []


def test_a_better_annotator_makes_no_revisions(store: Store, feed: Feed) -> None:
    (article_id,) = bring_many(store, feed, 1)
    annotate(store, {article_id: "text with leftovers"}, version=1)
    annotate(store, {article_id: "text"}, version=2)
    assert store.query.revisions(article_id) == []
    article = store.query.article(article_id)
    assert article is not None and article.body.text == "text"


def test_a_change_before_the_first_annotation_is_no_revision(store: Store, feed: Feed) -> None:
    (article_id,) = bring_many(store, feed, 1)
    revise(store, feed, article_id, 1, headline="At last")
    annotate(store, {article_id: "text"})
    assert store.query.revisions(article_id) == []


def test_twenty_revisions_are_kept(store: Store, feed: Feed) -> None:
    (article_id,) = bring_many(store, feed, 1)
    for version in range(25):
        revise(store, feed, article_id, version)
        annotate(store, {article_id: f"text {version}"})
    kept = [text for _, text in texts(store, article_id)]
    assert kept == [f"text {version}" for version in range(23, 23 - REVISIONS_KEPT, -1)]


@pytest.mark.parametrize("version", [1, 2])
def test_the_search_follows_every_change(store: Store, feed: Feed, version: int) -> None:
    (article_id,) = bring_many(store, feed, 1)
    assert found(store, "Headline ") == ["Headline 0"]
    annotate(store, {article_id: "barley and rye"})
    assert found(store, "rye ") == ["Headline 0"]
    revise(store, feed, article_id, 1, headline="Prices")
    assert found(store, "Headline ") == []
    assert found(store, "prices rye ") == ["Prices"]
    annotate(store, {article_id: "oats"}, version=version)
    assert found(store, "rye ") == []
    assert found(store, "oats ") == ["Prices"]
