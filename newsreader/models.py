"""The shapes that travel between the rooms of the program.

Frozen dataclasses and nothing else (their methods are made when first wanted, see `late`): no I/O, no
parsing, standard library only, so that every other module may stand on this one.  Instants are whole
seconds since 1970-01-01 UTC (`int`), None where unknown.  Text is always `clean()` before it is put into
one of these shapes by a parser or the store; an empty string means "not there".  Offsets count
characters of the text they belong to, end excluded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Literal

from newsreader.late import dataclass

# --- a body: plain text plus spans -------------------------------------------------------------------

SourceType = Literal["html", "text", "markdown"]
"""What an article's source is written in."""

BLOCK_ROLES = frozenset({"heading", "item", "quote", "code", "table", "image", "rule"})
"""Roles of whole blocks.  A block without one of them is a paragraph."""

INLINE_ROLES = frozenset({"strong", "em", "strike", "mono", "sub", "sup", "link"})
"""Roles of runs inside a block that say how the source set them."""

NEWS_ROLES = frozenset({"quotation", "speaker", "dateline"})
"""Roles that annotation finds: what makes the text news."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of a body's text that has a role.

    `value` and `level` say more, by role:

    ===========  ============================================  ===========================
    role         value                                         level
    ===========  ============================================  ===========================
    heading                                                    1 to 6
    item         the marker as shown: "•", "1.", "a."           depth, 1 for the outermost
    quote                                                      depth of the block quote
    code         the language, if the source names one
    table        "head" if its first row is a heading row
    image        the picture's URL (never fetched)
    rule
    link         the URL                                       its number in the article, from 1
    quotation    the speaker's name as resolved, or ""         index into `Article.quotes`
    speaker      the speaker's name as resolved                index into `Article.quotes`
    dateline
    ===========  ============================================  ===========================
    """

    start: int
    end: int
    role: str
    value: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Body:
    r"""An article's text, and what its parts are.

    `text` holds blocks separated by one empty line ("\n\n"); a "\n" inside a block is a line break that
    the source asked for (verse, code, the rows of a table, whose cells are separated by "\t").  An
    image block's text is its alt text.  `spans` are sorted by start, then by longer first.  A block
    may have several block roles (an item inside a quote).
    """

    text: str = ""
    spans: tuple[Span, ...] = ()

    def blocks(self) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of each block, in order."""
        start = 0
        while start < len(self.text):
            end = self.text.find("\n\n", start)
            if end < 0:
                end = len(self.text)
            yield start, end
            start = end + 2

    def links(self) -> list[Link]:
        """Return the numbered links in order of appearance."""
        return [
            Link(self.text[s.start : s.end], s.value, s.start, s.end) for s in self.spans if s.role == "link"
        ]


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a body; `start` and `end` are offsets into the body's text."""

    text: str
    url: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation in running text and, where the text says so, who said it.

    `start` and `end` include the marks.  `spans` has one pair per paragraph of a quotation that runs
    over several.  `speaker` is the resolved name, or None where it is unclear (never a guess);
    `speaker_span` the mention beside the quotation, perhaps a pronoun; `cue` the verb; `via` the
    outlet it was said to or through ("according to TASS").  `confidence` is 0 to 1, 0 without a
    speaker.  `children` are the quotations nested in this one.
    """

    start: int
    end: int
    kind: Literal["statement", "fragment", "title", "scare"] = "statement"
    spans: tuple[tuple[int, int], ...] = ()
    speaker: str | None = None
    speaker_span: tuple[int, int] | None = None
    cue: str | None = None
    via: str | None = None
    confidence: float = 0.0
    children: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Dateline:
    """What opens a lede: place, date, agency.

    `text` is the whole as printed, without the dash that follows it; `start` and `end` are its offsets
    in the paragraph or body it was found in (both 0 for a date line printed under the byline, which is
    no part of the body).  `place` is as printed or None, `places` the single places of a double
    dateline, `region` what follows the place ("Turkmenistan", "Calif."), `date` as printed.
    """

    text: str
    place: str | None = None
    places: tuple[str, ...] = ()
    region: str | None = None
    date: str | None = None
    agency: str | None = None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Annotation:
    """What annotation makes of an article's source: everything that is shown, searched and indexed."""

    body: Body
    quotes: tuple[Quote, ...] = ()
    dateline: Dateline | None = None
    language: str = ""
    words: int = 0
    deck: str | None = None
    """A deck to replace the stored one; None to keep it, "" where it only repeats the lede."""


# --- what fetching and parsing give -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "changed since?" with; sent back byte for byte."""

    etag: str = ""
    last_modified: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document as it arrived: from the net, or from a file.

    `url` is what was asked, `final_url` where the answer came from after redirects, `permanent_url`
    the address to keep from now on (an unbroken chain of permanent redirects) or "".  `content_type`
    is the header's value without parameters, lower case; `charset` its parameter.  `max_age` is in
    seconds.  `modified` is when the document says it was last changed.
    """

    url: str
    body: bytes
    final_url: str = ""
    permanent_url: str = ""
    content_type: str = ""
    charset: str = ""
    validators: Validators = field(default_factory=Validators)
    max_age: int | None = None
    modified: int | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server said 304: nothing new.  `validators` are the ones to send next time.

    `permanent_url` is the address to keep from now on, as in `Fetched`.
    """

    url: str
    validators: Validators
    max_age: int | None = None
    permanent_url: str = ""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file attached to an article; `length` in bytes."""

    url: str
    type: str = ""
    length: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article as its source gives it, before annotation.

    `guid` is the feed's own id of it, or "".  `source` is its text in `source_type`; `base_url` what
    relative links in it are relative to.  `dateline` is set only where a bare date line stands under
    the byline; one in the lede is found by annotation.  `deck` is the feed's summary where that is
    not the body itself.
    """

    guid: str = ""
    url: str = ""
    headline: str = ""
    kicker: str = ""
    deck: str = ""
    byline: str = ""
    authors: tuple[str, ...] = ()
    dateline: Dateline | None = None
    published: int | None = None
    updated: int | None = None
    source: str = ""
    source_type: SourceType = "html"
    base_url: str = ""
    language: str = ""
    publisher: str = ""
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed document, or a local article or folder made into one.

    `format` names what was seen, for people: "RSS 2.0", "Atom 1.0", "JSON Feed 1.1", "RDF (RSS 1.0)",
    "plain text", "Markdown", "web page", "folder".  `problems` are plain sentences about what was left
    out (a broken entry, articles past the cap); the rest is whole.  `whole` is False for an answer
    that is known to hold only part of the feed.
    """

    title: str = ""
    site_url: str = ""
    description: str = ""
    language: str = ""
    format: str = ""
    articles: tuple[ParsedArticle, ...] = ()
    problems: tuple[str, ...] = ()
    ttl: int | None = None
    """Seconds the feed itself asks to be left alone for."""


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that a page or an outline names."""

    url: str
    title: str = ""
    folder: str = ""
    tags: tuple[str, ...] = ()
    site_url: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """What an OPML or newsboat `urls` file held: feeds in file order, and what was left out and why."""

    feeds: tuple[FoundFeed, ...] = ()
    left_out: tuple[str, ...] = ()
    title: str = ""


# --- what is decided and stored -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredIdentity:
    """What the store knows an article by; `source_hash` is of everything its source said."""

    id: int
    guid: str
    url: str
    content_key: bytes
    source_hash: bytes


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """One article to insert (`id` None) or to change, with the keys to recognise it by next time."""

    article: ParsedArticle
    content_key: bytes
    source_hash: bytes
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What a refresh brings: decided without I/O, applied in one transaction (see `engine.decide`)."""

    new: tuple[ArticleChange, ...] = ()
    revised: tuple[ArticleChange, ...] = ()
    unchanged: int = 0


Show = Literal["all", "unread", "starred", "later"]


@dataclass(frozen=True, slots=True)
class HeadlineQuery:
    """Which headlines a list shows.

    At most one of `feed` (its id) and `folder` ("News/World", its subfolders included) is set; both
    None is the river of everything.  `search` is what the user typed, "" for no search.
    """

    feed: int | None = None
    folder: str | None = None
    show: Show = "all"
    search: str = ""
    oldest_first: bool = False


@dataclass(frozen=True, slots=True)
class Headline:
    """A row of the list: an article without its body.  `ord` is its unique place in time order."""

    id: int
    ord: int
    headline: str
    kicker: str
    feed: int
    feed_title: str
    published: int
    """When it was published, or fetched where the source names no time."""
    read: bool = False
    starred: bool = False
    later: bool = False
    revised: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many articles, and how many of them carry each mark."""

    total: int = 0
    unread: int = 0
    starred: int = 0
    later: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.total + other.total,
            self.unread + other.unread,
            self.starred + other.starred,
            self.later + other.later,
        )


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of the library, with its counts and how its last refresh went.

    `title` is what to show: the user's own name for it, else its own title, else its address.
    `error` is the last failure in one sentence, "" when the last refresh went well; `next_at` when it
    is due again; `gone` that the server said 410 and it is not asked any more.
    """

    id: int
    url: str
    title: str
    own_title: str = ""
    folder: str = ""
    tags: tuple[str, ...] = ()
    site_url: str = ""
    format: str = ""
    language: str = ""
    added_at: int = 0
    asked_at: int | None = None
    fetched_at: int | None = None
    next_at: int | None = None
    interval: int | None = None
    """Seconds between refreshes where the user set them for this feed."""
    error: str = ""
    failures: int = 0
    gone: bool = False
    removed_at: int | None = None
    counts: Counts = field(default_factory=Counts)

    @property
    def local(self) -> bool:
        """True for a file or a folder of this machine."""
        return self.url.startswith("file:")


@dataclass(frozen=True, slots=True)
class FeedState:
    """What refreshing a feed needs to know of it besides `Feed`."""

    validators: Validators = field(default_factory=Validators)
    body_hash: bytes = b""
    next_at: int | None = None
    asked_at: int | None = None
    failures: int = 0
    gone: bool = False
    wait_until: int | None = None
    """The server said to leave it alone until then (Retry-After, max-age)."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article opened for reading."""

    id: int | None
    headline: str
    kicker: str = ""
    deck: str = ""
    byline: str = ""
    authors: tuple[str, ...] = ()
    dateline: Dateline | None = None
    published: int | None = None
    updated: int | None = None
    fetched: int = 0
    url: str = ""
    feed: int | None = None
    feed_title: str = ""
    publisher: str = ""
    language: str = ""
    words: int = 0
    read: bool = False
    starred: bool = False
    later: bool = False
    position: int = 0
    """Offset into the body's text where the user stopped reading."""
    revisions: int = 0
    body: Body = field(default_factory=Body)
    quotes: tuple[Quote, ...] = ()
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    annotated: bool = True
    """False while only the plain source is there: annotation has not come to it yet."""


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier state of an article."""

    headline: str
    text: str
    seen: int


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is quoted in the library.

    `key` is what they are known by (`text.names`), `name` as printed; `quotes` how many quotations of
    theirs there are, `newest` the `ord` of the newest article with one.
    """

    key: str
    name: str
    quotes: int
    newest: int


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """A place that datelines name, and how many articles are from there; `name` is ready to be shown."""

    key: str
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation, away from its article.

    `number` is its index in `Article.quotes`; `start` and `end` are offsets into the body's text, `text`
    the words between them, marks included.  `speaker` is as its article resolved it, None where that is
    unclear.  `published` is as in `Headline`, `place` the dateline's, "" without one.
    """

    article: int
    ord: int
    number: int
    start: int
    end: int
    kind: Literal["statement", "fragment"]
    text: str
    speaker: str | None
    via: str | None
    headline: str
    published: int
    place: str
    feed: int
    feed_title: str


MarkKind = Literal["read", "starred", "later"]


@dataclass(frozen=True, slots=True)
class Operation:
    """Something the user did that `U` can take back; `label` is how the screen names it.

    `kind` is a mark ("read", "starred", "later") or "feed-remove", "feed-edit".  `count` is how many
    articles or feeds it changed.
    """

    id: int
    kind: str
    label: str
    count: int
    at: int


# --- what the engine says -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """One line from the engine.

    `request` is the id of the request it answers, 0 for what nobody asked for.  `name` and `data`:
    see `engine.client`.
    """

    name: str
    request: int = 0
    data: Mapping[str, Any] = field(default_factory=dict)
