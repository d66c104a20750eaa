r"""What the feed formats have in common: how one field of a feed becomes one field of an article.

Every reader of a format (`syndication`, `jsonfeed`, `opml`, `parse`) takes its values through here, so
that a title or an author means the same wherever it came from, and the caps hold everywhere.  Pure:
text in, clean text out.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

from newsreader.models import SourceType
from newsreader.text.bylines import read_byline
from newsreader.text.clean import clean, clean_line
from newsreader.text.urls import slashed

MAX_ARTICLES = 1_000
"""Articles kept of one document."""
MAX_TITLE = 500
"""Characters of a headline, a deck or a feed's title."""
MAX_SOURCE = 200_000
"""Characters of one article's source."""
MAX_URL = 4_096
MAX_GUID = 1_000
MAX_LABEL = 120
"""Characters of a category, a kicker, a publisher, a media type."""
MAX_LISTED = 50
"""Authors, categories or enclosures kept of one article."""
UNTITLED = "Untitled"

DAY = 86_400
# Years a feed can mean: before and after lie the placeholders (year 1, 1970 to the second, 9999).
_EARLIEST = -18_000_000_000  # the year 1399
_LATEST = 7_258_118_400  # the year 2200


class Text(NamedTuple):
    """A piece of writing from a feed: what it says, what it is written in, what its links start from."""

    value: str
    kind: SourceType
    base: str = ""
    language: str = ""


# --- addresses ------------------------------------------------------------------------------------------

_CONTROLS = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029]+")
_BLANKS = re.compile("[\u1680\u2000-\u200a\u202f\u205f\u3000]")


def web_url(href: str, base: str = "") -> str:
    """Return `href` as an absolute http or https address, joined with `base`; "" if it is none."""
    href = slashed(href.strip())
    if not href or len(href) > MAX_URL:
        return ""
    try:
        parts = urlsplit(href if not base or is_web(href) else urljoin(base, href))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
        parts.port  # noqa: B018  (raises ValueError where the port is no number)
        url = parts.geturl()
    except ValueError:
        return ""
    if len(url) > MAX_URL:
        return ""
    # A blank inside an address is a mistake that browsers repair; a line break in one is dropped.
    url = url.replace(" ", "%20")
    if url.isascii() and url.isprintable():
        return url
    return _BLANKS.sub(lambda blank: quote(blank[0]), _CONTROLS.sub("", clean(url)))


def is_web(url: str) -> bool:
    """Return True for an address that starts with http:// or https://."""
    return url[:8].lower().startswith(("http://", "https://"))


def base_of(url: str) -> str:
    """Return what relative links in a document from `url` start from: "" for what is not on the web."""
    return url if is_web(url) else ""


def guid_of(value: str) -> str:
    """Return an article's own id, on one line; an overlong one is replaced by its digest."""
    line = clean_line(value)
    if len(line) > MAX_GUID:
        return "sha256:" + hashlib.sha256(line.encode("utf-8", "replace")).hexdigest()
    return line


# --- markup to text -------------------------------------------------------------------------------------

_KNOWN = (
    "a|abbr|acronym|address|article|aside|audio|b|base|big|blockquote|body|br|caption|center|cite|code|col"
    "|dd|del|details|dfn|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header"
    "|hr|html|i|iframe|img|input|ins|kbd|li|link|main|mark|meta|nav|noscript|object|ol|p|param|picture|pre"
    "|q|s|samp|script|section|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td"
    "|tfoot|th|thead|time|title|tr|tt|u|ul|var|video|wbr"
)
_KNOWN_TAG = re.compile(rf"</?(?:{_KNOWN})(?:[\s/][^<>]*)?>", re.IGNORECASE)
_END_TAG = re.compile(rf"</(?:{_KNOWN})\s*>", re.IGNORECASE)
_END_OR_VOID_TAG = re.compile(rf"{_END_TAG.pattern}|<(?:br|img|hr|wbr)(?:[\s/][^<>]*)?>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>")
_BREAK_TAG = re.compile(
    r"</?(?:p|div|br|li|tr|h[1-6]|blockquote|td|th|dt|dd|hr)(?:[\s/][^<>]*)?>", re.IGNORECASE
)
_UNSEEN = re.compile(r"<(script|style|title)\b[^<>]*>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_OPENING = 3_000
"""How much of a body is looked at where only its beginning matters."""


def unescape(text: str) -> str:
    """Return `text` with its HTML entities read; only those with a semicolon, so "AT&T" stays itself."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)


def has_markup(text: str) -> bool:
    """Return True where `text` holds a tag of HTML."""
    return "<" in text and _KNOWN_TAG.search(text) is not None


def rss_text(value: str) -> tuple[str, SourceType]:
    """Return (text, what it is written in) of an RSS description, which does not say.

    With a tag of HTML, or with one once its entities are read (escaped twice), it is HTML; without, it
    is plain text whose line breaks count.
    """
    if has_markup(value):
        return value, "html"
    plain = unescape(value)
    if has_markup(plain):
        return value, "html"
    return plain, "text"


def plain_title(value: str, kind: SourceType | None) -> str:
    """Return a title as plain text on one line; `kind` None is RSS, where it may be text or HTML.

    Declared text is left as it stands.  HTML loses its tags and its entities are read; what then still
    holds pairs of tags or entities was escaped twice and is read again.
    """
    value = value[: 20 * MAX_TITLE]
    if kind != "text" and ("<" in value or "&" in value):
        telling = _END_OR_VOID_TAG
        if kind == "html":
            value = unescape(_ANY_TAG.sub("", _UNSEEN.sub("", _BREAK_TAG.sub(" ", value))))
            telling = _END_TAG
        for _ in range(3):
            before = value
            if "<" in value and telling.search(value):
                value = _KNOWN_TAG.sub("", _BREAK_TAG.sub(" ", value))
            value = unescape(value)
            if value == before:
                break
            telling = _END_TAG
    return clean_line(value, MAX_TITLE)


def opening(text: str, kind: SourceType, limit: int = _OPENING) -> str:
    """Return the first words a reader sees of a body, its blocks on lines of their own; not yet clean."""
    text = text[:limit]
    if kind == "html":
        text = _UNSEEN.sub(" ", text)
        cut = text.rfind("<")
        if cut > text.rfind(">"):
            text = text[:cut]
        text = unescape(_ANY_TAG.sub("", _BREAK_TAG.sub("\n", text)))
        if has_markup(text):
            text = _ANY_TAG.sub("", _BREAK_TAG.sub("\n", text))
    return text


def seen_length(text: Text) -> int:
    """Return about how many characters a reader sees of `text`."""
    return len(_ANY_TAG.sub("", text.value)) if text.kind == "html" else len(text.value)


# --- headline and deck ----------------------------------------------------------------------------------

_SENTENCE_END = re.compile(r"(?:[.!?][\"'”’»)]*(?=\s)|[。！？][」』”]*)")
_SHORTEST = 12
"""Characters of a first sentence that says enough alone ("No." does not)."""
_LONGEST = 100
"""Characters of a headline made from a body."""


def made_headline(body: Text, url: str = "", others: Iterable[str] = ()) -> str:
    """Return a headline for an article without one.

    Its first sentence, cut at a word where that is long; else where it is, without the scheme; else
    the file it carries (`others`); else "Untitled".
    """
    for line in opening(body.value, body.kind).splitlines():
        line = clean_line(line)
        if not any(character.isalnum() for character in line):
            continue
        ends = (match.end() for match in _SENTENCE_END.finditer(line))
        sentence = line[: next((end for end in ends if end >= _SHORTEST), None)]
        if len(sentence) <= _LONGEST:
            return sentence
        return sentence[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"
    for address in (url, *others):
        if address:
            parts = urlsplit(address)
            path = unquote(parts.path, errors="replace").rstrip("/")
            return clean_line((parts.hostname or "") + path, MAX_TITLE) or UNTITLED
    return UNTITLED


# What blog programs put behind an excerpt, and how many characters at most.
_TAILS = {"The post ": 300, "Continue reading": 160, "Read the rest": 160, "Read more": 60, "(more…)": 8}
_WORD = re.compile(r"\w+")
_TELLING = 10
"""Words in a row that two texts do not share by chance."""


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _without_tail(line: str) -> str:
    """Return a summary without the link to the rest of it, or to where it first stood, at its end."""
    for mark, length in _TAILS.items():
        at = line.rfind(mark, max(len(line) - length, 0))
        before = line[:at].rstrip()
        named = mark != "The post " or " appeared first on " in line[at:]
        if at >= 0 and named and (not before or not before[-1].isalnum()):
            line = before
    return line


def deck_of(summary: str, body: Text, headline: str) -> str:
    """Return a summary as the article's deck: "" where it is the headline or opens the body."""
    deck = clean_line(_without_tail(clean_line(summary)), MAX_TITLE)
    words = _WORD.findall(deck.casefold())
    if not words or " ".join(words) == _words(headline):
        return ""
    if len(words) > 1 and deck.endswith(("…", "...", "[…]", "[...]")):
        words.pop()  # cut off, perhaps inside
    first, text = " ".join(words[:_TELLING]), opening(body.value, body.kind)[:1_500]
    # Nearly every deck that opens the body does so at once.
    return "" if first in _words(text[:300]) or first in _words(text) else deck


# --- people, labels, languages, times ---------------------------------------------------------------------

_BY = re.compile(r"^(?:by|von|par|por)[ :]+(?=\S)", re.IGNORECASE)
_EMAIL = r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,250}"
_EMAIL_NAME = re.compile(rf"^(?:mailto:)?{_EMAIL}\s*\((.+)\)$")
_NAME_EMAIL = re.compile(rf"^(.+?)\s*[<(]\s*(?:mailto:)?{_EMAIL}\s*[>)]$")
_BARE_EMAIL = re.compile(rf"^(?:mailto:)?({_EMAIL})$")
_NOBODY = re.compile(
    r"^(?:no-?reply|do-?not-?reply|admin|unknown|anonymous|n/a|none|null|author)(?:@.*)?$", re.IGNORECASE
)
_MORE_THAN_A_NAME = re.compile(r"[,;&/|(]| (?:and|und|et|y|e|och|og|en|with|mit|in|at|for|of) ")


def person(name: str, email: str = "") -> str:
    """Return the name in an author field ("a@b.example (Ada Vell)", "By Ada Vell"); "" if it names nobody."""
    name = clean_line(unescape(_ANY_TAG.sub("", name[:4_000])), MAX_TITLE)
    for pattern in (_EMAIL_NAME, _NAME_EMAIL):
        found = pattern.match(name)
        if found:
            name = found[1].strip()
    while True:
        shorter = _BY.sub("", name)
        if shorter == name:
            break
        name = shorter
    bare = _BARE_EMAIL.match(name)
    name = bare[1] if bare else name.strip(" ,;")
    if not name and email:
        return person(email)
    return "" if _NOBODY.match(name) else name


def people(names: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """Return (authors, byline) of names as `person` gives them, each once, in order.

    A field that holds several names, or more than a name ("Ada Vell and Tom Orr in Sund"), is divided
    as a printed byline is; the byline keeps it as it stands.
    """
    fields = list(dict.fromkeys(name for name in names if name))[:MAX_LISTED]
    authors: list[str] = []
    known: set[str] = set()
    for field in fields:
        for name in _divided(field):
            if name.casefold() not in known:
                known.add(name.casefold())
                authors.append(name)
    if len(fields) == 1:
        return tuple(authors), fields[0]
    if len(authors) > 2:
        return tuple(authors), ", ".join(authors[:-1]) + " and " + authors[-1]
    return tuple(authors), " and ".join(authors)


def _divided(field: str) -> tuple[str, ...]:
    if _MORE_THAN_A_NAME.search(field):
        byline = read_byline(field, bare=True)
        if byline and byline.authors:
            return byline.authors
    return (field,)


def labels(values: Iterable[str]) -> tuple[str, ...]:
    """Return categories clean, each once whatever its case, in order."""
    kept: dict[str, str] = {}
    for value in values:
        label = plain_title(value, None)[:MAX_LABEL]
        if label:
            kept.setdefault(label.casefold(), label)
        if len(kept) == MAX_LISTED:
            break
    return tuple(kept.values())


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,4}\Z")


def language_tag(value: str) -> str:
    """Return a language tag in its usual spelling ("en-GB", "zh-Hant"); "" if it is none (BCP 47)."""
    value = value.strip()
    if not _LANGUAGE.match(value):
        return ""
    first, *rest = re.split("[-_]", value)
    sized = {2: str.upper, 4: str.title}
    return "-".join([first.lower(), *(sized.get(len(part), str.lower)(part) for part in rest)])


def sane_instant(value: int | None) -> int | None:
    """Return an instant a feed can mean; None for the placeholders of year 1, 1970 and 9999."""
    if value is None or value == 0 or not _EARLIEST < value < _LATEST:
        return None
    return value


def ttl_of(seconds: float) -> int:
    """Return how long a feed asks to be left alone, between five minutes and a day."""
    return int(min(max(seconds, 300), DAY))


# --- an article's source -----------------------------------------------------------------------------------

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_DATA_URI = re.compile(r"""(["'])\s*data:[^"'<>]*\1""")


def source_of(text: str, kind: SourceType) -> tuple[str, bool]:
    """Return (source, was it cut): NULs and lone surrogates out, at most `MAX_SOURCE` characters.

    Pictures written into HTML as data: addresses go first; a cut never falls inside a tag.
    """
    try:
        text.encode("utf-8")
        text = text.replace("\x00", "")
    except UnicodeEncodeError:
        text = _UNSTORABLE.sub("", text)
    if len(text) <= MAX_SOURCE:
        return text, False
    if kind == "html":
        text = _DATA_URI.sub('""', text)
        if len(text) <= MAX_SOURCE:
            return text, False
        text = text[:MAX_SOURCE]
        cut = text.rfind("<")
        return (text[:cut] if cut > text.rfind(">") else text), True
    text = text[:MAX_SOURCE]
    return (text[: text.rfind(" ")] if " " in text[-100:] else text), True
