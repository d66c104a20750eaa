"""The tables of who said what, and where: a part of the library's first migration.

- `said` has a row for each quotation that is speech.
- `person` has the people who can be known again by name, with the number of their quotations and the
  newest article with one; `voice` has that number by feed.
- `place` has the places that datelines name, `placed` their articles; `place_tally` counts these by feed.
- `person_word` and `place_word` find both by the beginnings of their words.

Triggers keep all counts.  What belongs to removed feeds stays in them, and is taken off by whoever reads.
"""

from __future__ import annotations

# `back` is minus the quotation's number in its article: so one scan gives the newest article first and, in
# it, the first quotation first.
_SAID = """
CREATE TABLE said (
    ord INTEGER NOT NULL,
    back INTEGER NOT NULL,
    feed_id INTEGER NOT NULL,
    person_id INTEGER,
    start INTEGER NOT NULL,
    length INTEGER NOT NULL,
    fragment INTEGER NOT NULL,
    speaker TEXT,
    via TEXT,
    PRIMARY KEY (ord, back)
) WITHOUT ROWID"""

# `key` is made of letters, digits and single spaces (`text.names`), so its words are a JSON list soon.
_PERSON = """
CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    quotes INTEGER NOT NULL DEFAULT 0,
    newest INTEGER NOT NULL
)"""

_VOICE = """
CREATE TABLE voice (
    person_id INTEGER NOT NULL,
    feed_id INTEGER NOT NULL,
    quotes INTEGER NOT NULL,
    PRIMARY KEY (person_id, feed_id)
) WITHOUT ROWID"""

_PLACE = """
CREATE TABLE place (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    articles INTEGER NOT NULL DEFAULT 0
)"""

_PLACED = """
CREATE TABLE placed (
    place_id INTEGER NOT NULL,
    ord INTEGER NOT NULL,
    feed INTEGER NOT NULL,
    PRIMARY KEY (place_id, ord)
) WITHOUT ROWID"""

_PLACE_TALLY = """
CREATE TABLE place_tally (
    place_id INTEGER NOT NULL,
    feed_id INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (place_id, feed_id)
) WITHOUT ROWID"""


def _words(table: str) -> tuple[str, ...]:
    """Return what finds the rows of a table by the beginnings of the words of their keys."""
    listed = """json_each('["' || replace({row}.key, ' ', '","') || '"]')"""
    return (
        f"CREATE TABLE {table}_word (word TEXT NOT NULL, {table}_id INTEGER NOT NULL,"
        f" PRIMARY KEY (word, {table}_id)) WITHOUT ROWID",
        f"CREATE TRIGGER {table}_named AFTER INSERT ON {table} BEGIN"
        f" INSERT OR IGNORE INTO {table}_word SELECT value, new.id FROM {listed.format(row='new')}; END",
        f"CREATE TRIGGER {table}_forgotten AFTER DELETE ON {table} BEGIN"
        f" DELETE FROM {table}_word WHERE {table}_id = old.id AND word IN"
        f" (SELECT value FROM {listed.format(row='old')}); END",
    )


_INDEXES = (
    "CREATE INDEX said_by ON said (person_id, ord, back, feed_id) WHERE person_id IS NOT NULL",
    "CREATE INDEX person_quoted ON person (quotes, newest)",
    "CREATE INDEX person_newest ON person (newest)",
    "CREATE INDEX place_most ON place (articles, id)",
    "CREATE INDEX placed_ord ON placed (ord)",
)

_COUNTING = (
    """
CREATE TRIGGER said_arrives AFTER INSERT ON said WHEN new.person_id IS NOT NULL BEGIN
    UPDATE person SET quotes = quotes + 1, newest = max(newest, new.ord) WHERE id = new.person_id;
    INSERT INTO voice (person_id, feed_id, quotes) VALUES (new.person_id, new.feed_id, 1)
        ON CONFLICT (person_id, feed_id) DO UPDATE SET quotes = quotes + 1;
END""",
    """
CREATE TRIGGER said_goes AFTER DELETE ON said WHEN old.person_id IS NOT NULL BEGIN
    UPDATE voice SET quotes = quotes - 1 WHERE person_id = old.person_id AND feed_id = old.feed_id;
    DELETE FROM voice WHERE person_id = old.person_id AND feed_id = old.feed_id AND quotes = 0;
    UPDATE person SET quotes = quotes - 1, newest = CASE WHEN newest > old.ord THEN newest
        ELSE coalesce((SELECT max(ord) FROM said WHERE person_id = old.person_id), newest) END
        WHERE id = old.person_id;
    DELETE FROM person WHERE id = old.person_id AND quotes = 0;
END""",
    """
CREATE TRIGGER placed_arrives AFTER INSERT ON placed BEGIN
    UPDATE place SET articles = articles + 1 WHERE id = new.place_id;
    INSERT INTO place_tally (place_id, feed_id, articles) VALUES (new.place_id, new.feed, 1)
        ON CONFLICT (place_id, feed_id) DO UPDATE SET articles = articles + 1;
END""",
    """
CREATE TRIGGER placed_goes AFTER DELETE ON placed BEGIN
    UPDATE place_tally SET articles = articles - 1 WHERE place_id = old.place_id AND feed_id = old.feed;
    DELETE FROM place_tally WHERE place_id = old.place_id AND feed_id = old.feed AND articles = 0;
    UPDATE place SET articles = articles - 1 WHERE id = old.place_id;
    DELETE FROM place WHERE id = old.place_id AND articles = 0;
END""",
    """
CREATE TRIGGER article_unsaid BEFORE DELETE ON article BEGIN
    DELETE FROM said WHERE ord = old.ord;
    DELETE FROM placed WHERE ord = old.ord;
END""",
)

SAID = (
    *(_SAID, _PERSON, _VOICE, _PLACE, _PLACED, _PLACE_TALLY),
    *_words("person"),
    *_words("place"),
    *_INDEXES,
    *_COUNTING,
)
"""What makes these tables."""
