"""What a person types is searched for as far as it can be understood, and never harms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsreader.models import Feed, HeadlineQuery
from newsreader.store import view
from newsreader.store.search import Search, parse_search
from newsreader.store.store import Store
from tests.store.build import NOW, all_ords, annotate, bring, bring_many, change, found, new_feed

# --- the language -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("", Search()),
        ("   ", Search()),
        ("harbour ", Search(words=('"harbour"',))),
        ("harbour", Search(beginning="harbour")),
        ("old harbour", Search(words=('"old"',), beginning="harbour")),
        ('"old harbour"', Search(words=('"old harbour"',))),
        ('"old harb', Search(beginning="old harb")),
        ("“old harbour”", Search(words=('"old harbour"',))),
        ("harbour -toll", Search(words=('"harbour"',), without=('"toll"',))),
        ('-"night train" ', Search(without=('"night train"',))),
        ("feed:courier ", Search(feeds=("courier",))),
        ('feed:"The Courier" -feed:post', Search(feeds=("The Courier",), not_feeds=("post",))),
        ("IS:Unread is:starred is:later", Search(states=(("read", 0), ("starred", 1), ("later", 1)))),
        ("-is:unread is:read", Search(states=(("read", 1),))),
        ("don't", Search(beginning="don't")),
        ("don't ", Search(words=('"don\'t"',))),
        ("東京 ", Search(words=('"東 京 "',))),
        # What cannot be understood is left out.
        ("is:funny", Search()),
        ("feed: is: before: after:", Search()),
        ("before:soon", Search()),
        ("- -- ---", Search()),
        ("… !? 🙂", Search()),
        # FTS5's own signs are signs like any other.
        ("a AND b ", Search(words=('"a"', '"AND"', '"b"'))),
        ("NEAR(a b) ", Search(words=('"NEAR(a"', '"b)"'))),
        ("headline:x* ", Search(words=('"headline:x*"',))),
        ("^a + {b} ", Search(words=('"^a"', '"{b}"'))),
    ],
)
def test_a_search_is_understood(typed: str, understood: Search) -> None:
    assert parse_search(typed) == understood


def test_dates_are_days_months_or_years_of_the_wall_clock() -> None:
    def instant(*day: int) -> int:
        return int(datetime(*day).timestamp())  # type: ignore[arg-type]

    assert parse_search("after:2024-10-01").after == instant(2024, 10, 1)
    assert parse_search("before:2024-1").before == instant(2024, 1, 1)
    assert parse_search("after:2024").after == instant(2024, 1, 1)
    assert parse_search("-before:2024").after == instant(2024, 1, 1)
    assert parse_search("after:2020 after:2024 after:2022").after == instant(2024, 1, 1)
    assert parse_search("before:0001-01-01").before is not None
    assert parse_search("before:9999-12-31").before is not None
    assert parse_search("before:2024-13 after:2024-02-30 after:0000") == Search()


def test_a_search_has_an_end() -> None:
    assert len(parse_search("a " * 100_000).words) <= 50
    assert len(parse_search("a" * 100_000).beginning) <= 1_000


# --- finding ------------------------------------------------------------------------------------------


@pytest.fixture
def papers(store: Store) -> Store:
    """Two papers' articles, the newest last."""
    courier = new_feed(store, "courier", folder="News")
    post = new_feed(store, "post", own_title="Evening Post")
    bring(
        store,
        courier,
        [
            change(1, headline="Harbour bill passes"),
            change(2, headline="Night train returns"),
            change(3, headline="Café prices rise"),
            change(4, headline="港湾法案、未明に可決"),
        ],
    )
    bring(store, post, [change(5, headline="Harbour toll disputed"), change(6, headline="Rye at a record")])
    annotate(
        store,
        {
            1: "The Assembly passed the harbour bill before dawn.",
            2: "The night train to the mountains leaves the harbour at ten.",
            5: "“We pay the toll,” said the fleet’s owner. Don't pay it twice.",
        },
    )
    store.mark("read", True, [1, 5], at=NOW).result()
    store.mark("starred", True, [5], at=NOW).result()
    store.mark("later", True, [2], at=NOW).result()
    return store


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("harbour ", [5, 2, 1]),
        ("HARBOUR ", [5, 2, 1]),
        ("harb", [5, 2, 1]),
        ("h", [5, 2, 1]),
        ("harb ", []),
        ("harbours", []),
        ("harbour bill ", [1]),
        ("bill harbour ", [1]),
        ('"harbour bill"', [1]),
        ('"bill harbour"', []),
        ('"the harb', [2, 1]),
        ("harbour -bill ", [5, 2]),
        ("-harbour ", [6, 4, 3]),
        ("-harbour -rye ", [4, 3]),
        ("cafe ", [3]),
        ("CAFÉ ", [3]),
        ("法案 ", [4]),
        ("法案", [4]),
        ("案法 ", []),
        ("未明 港湾 ", [4]),
        ("don't ", [5]),
        ("don’t ", [5]),
        ("fleet's ", [5]),
        ("feed:post ", [6, 5]),
        ("feed:POST harbour ", [5]),
        ('feed:"evening p" rye ', [6]),
        ("-feed:post harbour ", [2, 1]),
        ("feed:nobody ", []),
        ("feed:post feed:courier ", []),
        ("is:unread harbour ", [2]),
        ("is:starred ", [5]),
        ("is:later night ", [2]),
        ("is:starred is:unread ", []),
        ("-is:starred harbour ", [2, 1]),
        ("is:unread ", [6, 4, 3, 2]),
        ("before:2023-01-01 ", []),
        ("after:2022-12-30 harbour ", [5, 2, 1]),
        ("before:2022 harbour ", []),
        ("f1 ", []),
        ("a ", [6]),
        ("nothing ", []),
        ("", [6, 5, 4, 3, 2, 1]),
        ("… ", [6, 5, 4, 3, 2, 1]),
    ],
)
def test_articles_are_found(papers: Store, search: str, expected: list[int]) -> None:
    query = HeadlineQuery(search=search)
    assert [headline.id for headline in papers.query.page(query)] == expected
    ords = [headline.ord for headline in papers.query.page(query)]
    assert all_ords(papers, query, chunk=2) == ords
    oldest_first = HeadlineQuery(search=search, oldest_first=True)
    assert [headline.id for headline in papers.query.page(oldest_first)] == expected[::-1]


def test_a_search_stays_within_its_list(papers: Store) -> None:
    assert found(papers, "harbour ", feed=1) == ["Night train returns", "Harbour bill passes"]
    assert found(papers, "harbour ", folder="News") == ["Night train returns", "Harbour bill passes"]
    assert found(papers, "harbour ", folder="") == ["Harbour toll disputed"]
    assert found(papers, "harbour ", show="unread") == ["Night train returns"]
    assert found(papers, "harbour ", feed=2, show="starred") == ["Harbour toll disputed"]
    assert found(papers, "harbour ", feed=1, show="starred") == []


def test_a_search_goes_on_page_by_page(store: Store, feed: Feed) -> None:
    bring_many(store, feed, 50)
    query = HeadlineQuery(search="headline ")
    pages = []
    after = None
    while page := store.query.page(query, after=after, limit=7):
        pages += page
        after = page[-1].ord
    assert [headline.headline for headline in pages] == [f"Headline {n}" for n in range(49, -1, -1)]


def test_a_search_for_unread_leads_to_the_next_one(papers: Store) -> None:
    query = HeadlineQuery(search="harbour ")
    first = papers.query.page(query)[0]
    following = papers.query.next_unread(query, first.ord)
    assert following is not None and following.id == 2
    assert papers.query.next_unread(query, following.ord) is None
    back = papers.query.next_unread(query, following.ord - 10, backwards=True)
    assert back is not None and back.id == 2
    assert papers.query.newer(query, following.ord) == 1


@pytest.mark.parametrize("most", [0, 3, 200])
def test_the_beginning_of_a_word_finds_the_same_however_it_is_looked_for(
    store: Store, feed: Feed, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(view, "_MOST_ENDINGS", most)
    words = ["comp", "Company", "COMPANIES", "comparé", "compu7er", "com", "comma", "xcomp", "com-p"]
    bring(store, feed, [change(n, headline=word) for n, word in enumerate(words)])
    assert found(store, "comp") == ["compu7er", "comparé", "COMPANIES", "Company", "comp"]
    assert found(store, "compar") == ["comparé"]
    assert found(store, "COMPANI") == ["COMPANIES"]
    assert found(store, "compz") == []
    assert found(store, "com") == [
        "com-p",
        "comma",
        "com",
        "compu7er",
        "comparé",
        "COMPANIES",
        "Company",
        "comp",
    ]


def test_many_feeds_of_a_name_are_searched_too(store: Store) -> None:
    for number in range(40):
        feed = new_feed(store, f"paper{number}")
        bring(store, feed, [change(number, headline="harbour" if number % 2 else "toll")])
    assert len(found(store, "harbour feed:paper")) == 20
    assert len(found(store, "harbour feed:paper3")) == 6


def test_a_search_nobody_waits_for_is_broken_off(store: Store, feed: Feed) -> None:
    bring(store, feed, [change(n, headline=f"harbour toll {n}") for n in range(300)])
    query = HeadlineQuery(search="harbour -bridge")
    whole = store.query.page_unless(query, lambda: False, limit=5)
    assert whole == store.query.page(query, limit=5)
    assert store.query.page_unless(query, lambda: True, limit=5) is None
    assert store.query.page(query, limit=5) == whole  # nothing of it stays behind


def test_reading_a_list_ends_when_it_is_told_to(store: Store, feed: Feed) -> None:
    bring(store, feed, [change(n, headline=f"harbour toll {n}") for n in range(300)])
    query = HeadlineQuery(search="harbour")
    whole = [ord for chunk in store.query.ords(query, chunk=7) for ord in chunk]
    assert len(whole) == 300 and whole == sorted(whole, reverse=True)
    read: list[int] = []

    def enough() -> bool:
        return len(read) >= 20

    for chunk in store.query.ords(query, chunk=7, stop=enough):
        read += chunk
    assert 20 <= len(read) < 300 and read == whole[: len(read)]


# --- nothing raises, nothing gets through ------------------------------------------------------------


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One library for many examples."""
    store = Store.open(tmp_path_factory.mktemp("search") / "library.db")
    feed = new_feed(store)
    bring(store, feed, [change(n, headline=text) for n, text in enumerate(TEXTS)])
    yield store
    store.close()


TEXTS = (
    "harbour bill",
    "harbour toll or -bill",
    "“rye” AND oats",
    "東京の港",
    "naïve café",
    "x y z",
    "don't",
    "42.5% up",
)
SIGNS = [*"\"'-*^:(){}+~\\;%_ \0\n\t", "AND", "OR", "NOT", "NEAR", "feed:", "is:", "before:", "headline:"]
WORDS = ["is:unread", "rowid", "';DROP TABLE", "a", "harbour", "bill", "東京", "é", "\udc80", "\u202e", "🙂"]
PIECES = st.sampled_from([*SIGNS, *WORDS])


@settings(max_examples=150, deadline=None)
@example('"')
@example('-"')
@example('feed:"')
@example("\0")
@example('a" OR "b')
@given(st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join) | st.text(max_size=60))
def test_nothing_that_can_be_typed_raises(shared: Store, typed: str) -> None:
    for show in ("all", "unread"):
        query = HeadlineQuery(search=typed, show=show)
        page = shared.query.page(query)
        assert [headline.ord for headline in page] == all_ords(shared, query)
        shared.query.next_unread(query, None)
        shared.query.newer(query, 0)
    assert shared.query.counts().total == len(TEXTS)


WORD = st.sampled_from(
    ["harbour", "bill", "toll", "oats", "x", "42", "up", "zzz", "har", "東", "港", "cafe", "t"]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(WORD, max_size=3), st.lists(WORD, max_size=2), st.booleans())
def test_a_search_finds_what_reading_through_would_find(
    shared: Store, words: list[str], without: list[str], typing: bool
) -> None:
    typed = " ".join([*(f"-{word}" for word in without), *words]) + ("" if typing else " ")
    expected = []
    for text in TEXTS:
        plain = text.replace("ï", "i").replace("é", "e").lower()
        tokens = [
            token for run in re.findall(r"\w+", plain) for token in (run if not run.isascii() else [run])
        ]
        wanted = words[:-1] if typing else words
        ending = words[-1:] if typing else []
        if (
            all(word in tokens for word in wanted)
            and all(any(token.startswith(word) for token in tokens) for word in ending)
            and not any(word in tokens for word in without)
        ):
            expected.append(text)
    assert sorted(found(shared, typed)) == sorted(expected)
