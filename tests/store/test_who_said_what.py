"""The index of quotations, people and places: written with the annotation, counted exactly."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.models import Annotation, Body, Dateline, Feed, HeadlineQuery, Quote
from newsreader.store.store import Store
from tests.store.build import NOW, bring, bring_many, change, found, new_feed

Said = tuple[str | None, str]
"""A speaker, and the words."""


def annotation(
    said: list[Said], place: str | None = None, places: tuple[str, ...] = (), kind: str = "statement"
) -> Annotation:
    """Make the annotation of an article in which these words are said, in a paragraph each."""
    quotes, text = [], ""
    for speaker, words in said:
        start = len(text)
        text += f"“{words}”"
        quotes.append(
            Quote(start, len(text), kind, ((start, len(text)),), speaker)  # type: ignore[arg-type]
        )
        text += " it was said.\n\n"
    dateline = Dateline(place or places[0], place, places) if place or places else None
    return Annotation(Body(text), tuple(quotes), dateline)


def tell(store: Store, article_id: int, made: Annotation, version: int = 1) -> None:
    """Store an annotation of an article's present source."""
    source = store.query.source(article_id)
    assert source is not None
    store.annotated([(article_id, source.source_hash, made)], version).result()


def people(store: Store, typed: str = "", **how: str) -> list[tuple[str, int]]:
    return [(person.name, person.quotes) for person in store.query.people(typed, **how)]  # type: ignore[arg-type]


def places(store: Store, typed: str = "") -> list[tuple[str, int]]:
    return [(place.name, place.articles) for place in store.query.places(typed)]


def said_by(store: Store, key: str | None, **how: object) -> list[tuple[str | None, str]]:
    return [(one.speaker, one.text) for one in store.query.quotes_of(key, **how)]  # type: ignore[arg-type]


@pytest.fixture
def three(store: Store, feed: Feed) -> tuple[int, ...]:
    """Three articles, the oldest first, in which three people speak."""
    ids = bring_many(store, feed, 3)
    tell(store, ids[0], annotation([("Ada Quill", "One."), ("Bo Venn", "Two.")], "TARN"))
    tell(store, ids[1], annotation([("Bo Venn", "Three."), ("Bo Venn", "Four."), (None, "Five.")], "Tarn"))
    tell(store, ids[2], annotation([("Cy Orlo", "Six.")], places=("LOWMOOR", "NEW TARN")))
    return ids


def test_people_stand_in_the_order_of_how_much_they_said(store: Store, three: tuple[int, ...]) -> None:
    assert people(store) == [("Bo Venn", 3), ("Cy Orlo", 1), ("Ada Quill", 1)]
    assert people(store, order="newest") == [("Cy Orlo", 1), ("Bo Venn", 3), ("Ada Quill", 1)]
    assert [person.name for person in store.query.people(limit=1)] == ["Bo Venn"]


@pytest.mark.parametrize(
    ("typed", "name"), [("bo", "Bo Venn"), ("VEN", "Bo Venn"), ("quill ad", "Ada Quill"), ("órlo", "Cy Orlo")]
)
def test_people_are_found_by_the_beginnings_of_their_names(
    store: Store, three: tuple[int, ...], typed: str, name: str
) -> None:
    assert [found for found, _ in people(store, typed)] == [name]


@pytest.mark.parametrize("typed", ["enn", "bo x", "%", "\"'", "*"])
def test_what_is_nobodys_name_finds_nobody_or_is_no_word(
    store: Store, three: tuple[int, ...], typed: str
) -> None:
    assert people(store, typed) in ([], people(store))


def test_a_persons_quotations_come_newest_article_first_and_in_reading_order(
    store: Store, three: tuple[int, ...]
) -> None:
    assert said_by(store, "bo venn") == [
        ("Bo Venn", "“Three.”"),
        ("Bo Venn", "“Four.”"),
        ("Bo Venn", "“Two.”"),
    ]
    first, *_ = store.query.quotes_of("bo venn")
    assert (first.article, first.number, first.headline) == (three[1], 0, "Headline 1")
    assert (first.place, first.feed_title) == ("Tarn", "courier")
    article = store.query.article(first.article)
    assert article is not None and article.body.text[first.start : first.end] == "“Three.”"


def test_quotations_are_read_on_from_any_of_them(store: Store, three: tuple[int, ...]) -> None:
    everything = store.query.quotes_of(None)
    assert [one.text for one in everything] == [
        "“Six.”",
        "“Three.”",
        "“Four.”",
        "“Five.”",
        "“One.”",
        "“Two.”",
    ]
    read_on = []
    after = None
    while page := store.query.quotes_of(None, after=after, limit=1):
        read_on += page
        after = (page[-1].ord, page[-1].number)
    assert read_on == everything


def test_a_last_name_calls_everyone_of_that_name(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 2)
    tell(store, ids[0], annotation([("Ada Quill", "One."), ("Quill", "Two."), ("Quillan", "Three.")]))
    tell(store, ids[1], annotation([("Halvard Quill", "Four.")]))
    assert [one.text for one in store.query.quotes_called("quill")] == ["“Four.”", "“One.”", "“Two.”"]
    assert [one.text for one in store.query.quotes_called("Ada Quill")] == ["“One.”"]
    assert store.query.quotes_called("Qui") == []
    assert store.query.quotes_called("") == []


def test_only_what_is_said_is_indexed(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 4)
    for article_id, kind in zip(ids, ("statement", "fragment", "title", "scare"), strict=True):
        tell(store, article_id, annotation([("Ada Quill", kind)], kind=kind))
    assert people(store) == [("Ada Quill", 2)]
    assert [one.kind for one in store.query.quotes_of("ada quill")] == ["fragment", "statement"]


def test_one_person_may_be_printed_in_several_ways(store: Store, feed: Feed) -> None:
    ids = bring_many(store, feed, 2)
    tell(store, ids[0], annotation([("RECEP TAYYIP ERDOGAN", "One.")]))
    tell(store, ids[1], annotation([("Recep Tayyip Erdoğan", "Two.")]))
    assert people(store) == [("Recep Tayyip Erdoğan", 2)]
    assert [one.speaker for one in store.query.quotes_of("recep tayyip erdogan")] == [
        "Recep Tayyip Erdoğan",
        "RECEP TAYYIP ERDOGAN",
    ]


def test_who_has_no_name_is_no_person_of_the_library(store: Store, feed: Feed) -> None:
    (article_id,) = bring_many(store, feed, 1)
    tell(store, article_id, annotation([("the official", "One."), ("a spokesman", "Two."), (None, "Three.")]))
    assert people(store) == []
    assert [speaker for speaker, _ in said_by(store, None)] == ["the official", "a spokesman", None]


def test_a_better_annotation_takes_the_place_of_the_old_one(store: Store, three: tuple[int, ...]) -> None:
    tell(store, three[1], annotation([("Ada Quill", "Three."), (None, "Four.")], "Lowmoor"), version=2)
    assert people(store) == [("Ada Quill", 2), ("Cy Orlo", 1), ("Bo Venn", 1)]
    assert places(store) == [("Lowmoor", 2), ("New Tarn", 1), ("Tarn", 1)]
    tell(store, three[0], annotation([]), version=2)
    assert people(store) == [("Cy Orlo", 1), ("Ada Quill", 1)]
    assert people(store, "bo") == []


def test_removed_feeds_say_nothing(store: Store, three: tuple[int, ...]) -> None:
    other = new_feed(store, "wire")
    (article_id,) = bring(store, other, [change(9)]).new_ids
    tell(store, article_id, annotation([("Bo Venn", "Nine."), ("Di Rehm", "Ten.")], "Tarn"))
    assert people(store)[0] == ("Bo Venn", 4)
    store.remove_feed(other.id, NOW).result()
    assert people(store) == [("Bo Venn", 3), ("Cy Orlo", 1), ("Ada Quill", 1)]
    assert people(store, order="newest")[0] == ("Cy Orlo", 1)
    assert people(store, "di") == []
    assert "“Nine.”" not in [text for _, text in said_by(store, "bo venn")]
    assert places(store) == [("Tarn", 2), ("New Tarn", 1), ("Lowmoor", 1)]
    assert len(found(store, "place:tarn ")) == 3
    store.undo(NOW).result()
    assert people(store)[0] == ("Bo Venn", 4)


def test_purged_feeds_leave_nothing_behind(store: Store, feed: Feed, three: tuple[int, ...]) -> None:
    store.remove_feed(feed.id, NOW).result()
    store.purge(NOW + 40 * 86_400).result()
    assert people(store) == [] and places(store) == [] and said_by(store, None) == []
    new = new_feed(store, "post")
    (article_id,) = bring(store, new, [change(1)]).new_ids
    tell(store, article_id, annotation([("Bo Venn", "Again.")], "Tarn"))
    assert people(store, "ve") == [("Bo Venn", 1)] and places(store, "ta") == [("Tarn", 1)]


def test_places_are_counted_and_shown_in_small_letters(store: Store, three: tuple[int, ...]) -> None:
    assert places(store) == [("Tarn", 2), ("New Tarn", 1), ("Lowmoor", 1)]
    assert places(store, "tar") == [("Tarn", 2), ("New Tarn", 1)]


def test_a_date_line_without_a_place_names_none(store: Store, feed: Feed) -> None:
    dateline = Dateline("Oct. 12", date="Oct. 12")
    (article_id,) = bring(store, feed, [change(1, dateline=dateline)]).new_ids
    tell(store, article_id, annotation([]))
    assert places(store) == []


def test_a_place_under_the_byline_counts_as_one_in_the_lede(store: Store, feed: Feed) -> None:
    dateline = Dateline("SANT ORRIN, Oct. 12", "SANT ORRIN", ("SANT ORRIN",), date="Oct. 12")
    (article_id,) = bring(store, feed, [change(1, dateline=dateline)]).new_ids
    tell(store, article_id, annotation([("Ada Quill", "One.")]))
    assert places(store) == [("Sant Orrin", 1)]
    (one,) = store.query.quotes_of("ada quill")
    assert one.place == "Sant Orrin"


@pytest.mark.parametrize(
    ("search", "numbers"),
    [
        ("place:tarn", [2, 1, 0]),
        ("place:TA", [2, 1, 0]),
        ('place:"Tarn"', [1, 0]),
        ('place:"new tarn"', [2]),
        ("place:new place:low", [2]),
        ("-place:new place:tarn", [1, 0]),
        ('-place:"tarn"', [2]),
        ("place:tarn headline", [2, 1, 0]),
        ("place:tarn 1 ", [1]),
        ("place:tarn is:read", []),
        ("place:nowhere", []),
        ("place:", [2, 1, 0]),
        ("place:!", [2, 1, 0]),
        ("place:tarn feed:courier", [2, 1, 0]),
        ("place:tarn feed:wire", []),
    ],
)
def test_places_are_a_part_of_the_search_language(
    store: Store, three: tuple[int, ...], search: str, numbers: list[int]
) -> None:
    assert found(store, search) == [f"Headline {number}" for number in numbers]
    turned = found(store, search, oldest_first=True)
    assert turned == [f"Headline {number}" for number in reversed(numbers)]
    ords = [ord for part in store.query.ords(HeadlineQuery(search=search), chunk=2) for ord in part]
    assert len(ords) == len(numbers)


def test_what_is_from_a_place_is_marked_whole(store: Store, three: tuple[int, ...]) -> None:
    query = HeadlineQuery(search='place:"Tarn"')
    newest = store.query.page(query)[0].ord
    operation = store.mark_query(query, "read", True, up_to_ord=newest, at=NOW, label="x").result()
    assert operation is not None and operation.count == 2
    assert found(store, "place:tarn is:unread ") == ["Headline 2"]


def test_more_people_than_are_looked_up_by_name_are_found_in_the_order_of_the_list(
    store: Store, feed: Feed
) -> None:
    ids = bring_many(store, feed, 20)
    for number, article_id in enumerate(ids):
        said: list[Said] = [(f"Ann{number} Moor{n}", "Yes.") for n in range(100)]
        tell(store, article_id, annotation([*said, ("Anton Zorn", "No.")]))
    assert people(store, "an")[0] == ("Anton Zorn", 20)
    assert people(store, "an zo") == [("Anton Zorn", 20)]
    assert [name for name, _ in people(store, "ann3 moor77")] == ["Ann3 Moor77"]


NAMES = st.sampled_from(["Ada Quill", "ADA QUILL", "Bo Venn", "the official", "Cy", None])
ANNOTATIONS = st.tuples(
    st.integers(0, 5),
    st.lists(st.tuples(NAMES, st.just("Yes.")), max_size=4),
    st.sampled_from(["", "TARN", "Tarn", "Lowmoor"]),
)
REMOVALS = st.sampled_from(["remove 0", "remove 1", "undo", "purge"])


@settings(max_examples=50, deadline=None)
@given(st.lists(ANNOTATIONS | REMOVALS, max_size=12))
def test_whatever_is_done_the_counts_are_those_of_counting(
    actions: list[tuple[int, list[Said], str] | str],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "library.db")
        feeds = [new_feed(store, "courier"), new_feed(store, "wire")]
        ids = [id for n, feed in enumerate(feeds) for id in bring_many(store, feed, 3, first=3 * n)]
        for action in actions:
            if not isinstance(action, str):
                number, said, place = action
                if store.query.source(ids[number]) is not None:
                    tell(store, ids[number], annotation(said, place or None))
            elif action == "undo":
                store.undo(NOW).result()
            elif action == "purge":
                store.purge(NOW + 40 * 86_400).result()
            elif store.query.feed(feed_id := feeds[int(action[-1])].id):
                store.remove_feed(feed_id, NOW).result()
        problems = store.query.check()
        everybody = store.query.people()
        counted = [len(store.query.quotes_of(person.key, limit=1000)) for person in everybody]
        placed = [
            len(store.query.page(HeadlineQuery(search=f'place:"{place.name}"'), limit=1000))
            for place in store.query.places()
        ]
        articles = [place.articles for place in store.query.places()]
        store.close()
    assert problems == []
    assert [person.quotes for person in everybody] == counted == sorted(counted, reverse=True)
    assert articles == placed == sorted(placed, reverse=True)
