"""The library's tables, as numbered migrations.

Each migration is a list of statements that run in one transaction, which also writes its number to
`user_version`.  One that has been released is never changed; a new one is added.

- `article` is slim: what a headline row shows, and the reader's marks.  `id` is what people type; `ord`
  is its place in every list, its paging key and its row in the search index.
- `source` is what the feed said, `body` what annotation made of it, `revision` what it was before.
- `identity` finds an article of a feed again by 64-bit hashes of guid, link and content.
- `tally` holds the counts of each feed; triggers keep them.
- `search` is an FTS5 index whose content is the view `searchable`.  Its triggers hand it the very
  values that were indexed, since a deletion with other values would spoil it.  Its column `feed` holds
  a word that every article has, and one for the article's feed: so searches within a feed, and
  searches that only leave out words, run inside the index.  FTS5 would join its segments while
  writing, 50 ms at a time; so that is switched off, and the store does it in small pieces
  (`annotate.tidy_search`).
- `schema_said` has who said what.
- `op` and `op_item` are what undo takes back.
"""

from __future__ import annotations

from newsreader.store.schema_said import SAID

APPLICATION_ID = 0x4E777352
"""Written into the file's header ("NwsR"), so that a library is known from any other database."""

KINDS = ("read", "starred", "later")
"""The columns of `article` that hold the reader's marks."""

_FEED = """
CREATE TABLE feed (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL DEFAULT '',
    own_title TEXT NOT NULL DEFAULT '',
    folder TEXT NOT NULL DEFAULT '',
    tags TEXT,
    site_url TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    format TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    added_at INTEGER NOT NULL,
    asked_at INTEGER,
    fetched_at INTEGER,
    next_at INTEGER,
    wait_until INTEGER,
    interval INTEGER,
    error TEXT NOT NULL DEFAULT '',
    failures INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0,
    removed_at INTEGER,
    etag BLOB NOT NULL DEFAULT x'',
    last_modified BLOB NOT NULL DEFAULT x'',
    body_hash BLOB NOT NULL DEFAULT x''
)"""

_TALLY = """
CREATE TABLE tally (
    feed_id INTEGER PRIMARY KEY REFERENCES feed (id) ON DELETE CASCADE,
    total INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    later INTEGER NOT NULL DEFAULT 0
)"""

_ARTICLE = """
CREATE TABLE article (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ord INTEGER NOT NULL,
    feed_id INTEGER NOT NULL REFERENCES feed (id),
    read INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    later INTEGER NOT NULL DEFAULT 0,
    annotated INTEGER NOT NULL DEFAULT 0,
    revisions INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL DEFAULT 0,
    published INTEGER,
    fetched INTEGER NOT NULL,
    headline TEXT NOT NULL,
    kicker TEXT NOT NULL DEFAULT ''
)"""

# `was_headline` is set while a changed source waits for its annotation: the headline until then.
_SOURCE = """
CREATE TABLE source (
    article_id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    guid TEXT NOT NULL,
    url TEXT NOT NULL,
    content_key BLOB NOT NULL,
    source_hash BLOB NOT NULL,
    stored_at INTEGER NOT NULL,
    was_headline TEXT,
    updated INTEGER,
    deck TEXT NOT NULL,
    byline TEXT NOT NULL,
    authors TEXT,
    dateline TEXT,
    language TEXT NOT NULL,
    publisher TEXT NOT NULL,
    categories TEXT,
    enclosures TEXT,
    base_url TEXT NOT NULL,
    type TEXT NOT NULL,
    source BLOB NOT NULL
)"""

_BODY = """
CREATE TABLE body (
    article_id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    seen INTEGER NOT NULL,
    words INTEGER NOT NULL,
    language TEXT NOT NULL,
    deck TEXT,
    dateline TEXT,
    spans BLOB,
    quotes BLOB,
    text BLOB NOT NULL
)"""

_REVISION = """
CREATE TABLE revision (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    seen INTEGER NOT NULL,
    headline TEXT NOT NULL,
    text BLOB NOT NULL
)"""

_IDENTITY = """
CREATE TABLE identity (
    feed_id INTEGER NOT NULL,
    key INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (feed_id, key, article_id)
) WITHOUT ROWID"""

_SEEN = """
CREATE TABLE seen (
    feed_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (feed_id, hash)
) WITHOUT ROWID"""

# state: pending (being done), done, undoing (being taken back), undone.  `reached` is how far it came.
_OP = """
CREATE TABLE op (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    count INTEGER NOT NULL DEFAULT 0,
    reached INTEGER,
    data TEXT NOT NULL
)"""

_OP_ITEM = """
CREATE TABLE op_item (
    op_id INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (op_id, article_id)
) WITHOUT ROWID"""

_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"

_INDEXES = (
    "CREATE INDEX feed_removed ON feed (id) WHERE removed_at IS NOT NULL",
    "CREATE INDEX feed_folder ON feed (folder)",
    "CREATE UNIQUE INDEX article_ord ON article (ord)",
    "CREATE INDEX article_feed ON article (feed_id, ord)",
    "CREATE INDEX article_unread ON article (ord, feed_id) WHERE read = 0",
    "CREATE INDEX article_feed_unread ON article (feed_id, ord) WHERE read = 0",
    "CREATE INDEX article_starred ON article (ord, feed_id) WHERE starred = 1",
    "CREATE INDEX article_feed_starred ON article (feed_id, ord) WHERE starred = 1",
    "CREATE INDEX article_later ON article (ord, feed_id) WHERE later = 1",
    "CREATE INDEX article_feed_later ON article (feed_id, ord) WHERE later = 1",
    "CREATE INDEX article_annotated ON article (annotated, ord)",
    "CREATE INDEX revision_article ON revision (article_id)",
    "CREATE INDEX op_unfinished ON op (id) WHERE state IN ('pending', 'undoing')",
)

_SEARCH = (
    """
CREATE VIEW searchable (ord, headline, text, feed) AS
    SELECT a.ord, search_form(a.headline), search_form(inflated(b.text)), 'a f' || a.feed_id
    FROM article AS a LEFT JOIN body AS b ON b.article_id = a.id""",
    """
CREATE VIRTUAL TABLE search USING fts5 (
    headline, text, feed,
    content = 'searchable', content_rowid = 'ord', columnsize = 0,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3'
)""",
    "CREATE VIRTUAL TABLE search_word USING fts5vocab (search, instance)",
    "INSERT INTO search (search, rank) VALUES ('automerge', 0)",
    "INSERT INTO search (search, rank) VALUES ('crisismerge', 200)",
    """
CREATE TRIGGER article_arrives AFTER INSERT ON article BEGIN
    INSERT INTO search (rowid, headline, text, feed)
        VALUES (new.ord, search_form(new.headline), '', 'a f' || new.feed_id);
END""",
    """
CREATE TRIGGER article_renamed AFTER UPDATE OF headline ON article WHEN old.headline <> new.headline BEGIN
    INSERT INTO search (search, rowid, headline, text, feed)
        SELECT 'delete', s.ord, search_form(old.headline), s.text, s.feed
        FROM searchable AS s WHERE s.ord = old.ord;
    INSERT INTO search (rowid, headline, text, feed)
        SELECT s.ord, s.headline, s.text, s.feed FROM searchable AS s WHERE s.ord = new.ord;
END""",
    """
CREATE TRIGGER article_goes BEFORE DELETE ON article BEGIN
    INSERT INTO search (search, rowid, headline, text, feed)
        SELECT 'delete', s.ord, s.headline, s.text, s.feed FROM searchable AS s WHERE s.ord = old.ord;
END""",
    """
CREATE TRIGGER body_arrives AFTER INSERT ON body BEGIN
    INSERT INTO search (search, rowid, headline, text, feed)
        SELECT 'delete', s.ord, s.headline, '', s.feed
        FROM article AS a JOIN searchable AS s ON s.ord = a.ord WHERE a.id = new.article_id;
    INSERT INTO search (rowid, headline, text, feed)
        SELECT s.ord, s.headline, s.text, s.feed
        FROM article AS a JOIN searchable AS s ON s.ord = a.ord WHERE a.id = new.article_id;
END""",
    """
CREATE TRIGGER body_changes AFTER UPDATE OF text ON body WHEN old.text <> new.text BEGIN
    INSERT INTO search (search, rowid, headline, text, feed)
        SELECT 'delete', a.ord, search_form(a.headline), search_form(inflated(old.text)), 'a f' || a.feed_id
        FROM article AS a WHERE a.id = new.article_id;
    INSERT INTO search (rowid, headline, text, feed)
        SELECT a.ord, search_form(a.headline), search_form(inflated(new.text)), 'a f' || a.feed_id
        FROM article AS a WHERE a.id = new.article_id;
END""",
    """
CREATE TRIGGER body_goes AFTER DELETE ON body BEGIN
    INSERT INTO search (search, rowid, headline, text, feed)
        SELECT 'delete', a.ord, search_form(a.headline), search_form(inflated(old.text)), 'a f' || a.feed_id
        FROM article AS a WHERE a.id = old.article_id;
    INSERT INTO search (rowid, headline, text, feed)
        SELECT a.ord, search_form(a.headline), '', 'a f' || a.feed_id
        FROM article AS a WHERE a.id = old.article_id;
END""",
)

_COUNTING = (
    """
CREATE TRIGGER feed_counted AFTER INSERT ON feed BEGIN
    INSERT INTO tally (feed_id) VALUES (new.id);
END""",
    """
CREATE TRIGGER article_counted AFTER INSERT ON article BEGIN
    UPDATE tally SET total = total + 1, unread = unread + 1 - new.read,
        starred = starred + new.starred, later = later + new.later
    WHERE feed_id = new.feed_id;
END""",
    """
CREATE TRIGGER article_uncounted AFTER DELETE ON article BEGIN
    UPDATE tally SET total = total - 1, unread = unread - 1 + old.read,
        starred = starred - old.starred, later = later - old.later
    WHERE feed_id = old.feed_id;
END""",
    """
CREATE TRIGGER article_read AFTER UPDATE OF read ON article WHEN old.read <> new.read BEGIN
    UPDATE tally SET unread = unread + old.read - new.read WHERE feed_id = new.feed_id;
END""",
    """
CREATE TRIGGER article_starring AFTER UPDATE OF starred ON article WHEN old.starred <> new.starred BEGIN
    UPDATE tally SET starred = starred + new.starred - old.starred WHERE feed_id = new.feed_id;
END""",
    """
CREATE TRIGGER article_put_off AFTER UPDATE OF later ON article WHEN old.later <> new.later BEGIN
    UPDATE tally SET later = later + new.later - old.later WHERE feed_id = new.feed_id;
END""",
)

MIGRATIONS: list[tuple[str, ...]] = [
    (
        f"PRAGMA application_id = {APPLICATION_ID}",
        *(_META, _FEED, _TALLY, _ARTICLE, _SOURCE, _BODY, _REVISION, _IDENTITY, _SEEN, _OP, _OP_ITEM),
        *_INDEXES,
        *_SEARCH,
        *_COUNTING,
        *SAID,
    ),
]
"""Migration n (from 1) brings a library from version n - 1 to version n."""
