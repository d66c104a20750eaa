"""An article as blocks to draw: kicker, headline, deck, byline, paragraphs, lists, tables, links.

A block is plain text with runs of roles, and knows what part of the body's text it draws, so that a
place on the screen is a place in the text: for resuming, searching, jumping and copying.  Blocks are
made when they are asked for: a long article is planned at once (where its blocks begin and which spans
they have) and built as far as it is looked at.

All text is cleaned here once more.  What is drawn differs from the body's text where a link has its
number behind it or a character was left out; each block keeps a list of those edits.
"""

from __future__ import annotations

import re
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from typing import Literal, NamedTuple, overload
from urllib.parse import urlsplit

from newsreader.cells import steady, width
from newsreader.matches import fold
from newsreader.models import BLOCK_ROLES, Article, Link, Span
from newsreader.text.clean import clean, clean_line

Flow = Literal["words", "balanced", "code", "table", "rule"]
Run = tuple[int, int, tuple[str, ...], int]
"""(start, end, roles from the outermost in, number of the link or 0)."""

WORDS_A_MINUTE = 230
_TIGHT = "\u00a0"
"""A space that no line ends at."""

SOURCE_LINK = -1
"""The link number of the article's own address."""

_SOLID = re.compile("[\ufe0f\u200d\t]")
# What a string may hold that `isprintable` lets pass and `clean` or `steady` does not: fillers, joiners,
# selectors, and marks in heaps.
_HIDDEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
    "|[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5}"
)
_DIGITS = {
    "sup": str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"),
    "sub": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"),
}
_SMALL = frozenset("0123456789+-")
_LAYERS = {
    "dateline": 0,
    "quotation": 1,
    "speaker": 2,
    "link": 3,
    "em": 4,
    "strong": 4,
    "strike": 4,
    "mono": 4,
}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Edit(NamedTuple):
    """Where drawn text and its source differ: source[start:end] is drawn as text[at:until]."""

    start: int
    end: int
    at: int
    until: int


@dataclass(slots=True)
class Block:
    """A paragraph or the like, ready to be laid out.

    `text` is what is drawn, `runs` are its parts that have roles besides the block's own `role` (sorted,
    never overlapping).  `start` and `end` are offsets into the body's text, both -1 for what is not
    of the body.  `first` stands before the first line and `rest` before the others, in the role
    `lead`; both are equally wide.  `gap` is how many empty lines come above; `gap_lead` stands on them.
    """

    role: str
    text: str
    make_runs: Callable[[Block], Iterable[Run]] | None = None
    start: int = -1
    end: int = -1
    flow: Flow = "words"
    first: str = ""
    rest: str = ""
    lead: str = "marker"
    gap: int = 1
    gap_lead: str = ""
    link: int = 0
    edits: tuple[Edit, ...] = ()
    head: bool = False
    """A table whose first row is its heading."""
    _runs: tuple[Run, ...] | None = None

    @property
    def runs(self) -> tuple[Run, ...]:
        """The parts that have roles of their own; found when the block is first drawn."""
        if self._runs is None:
            self._runs = tuple(self.make_runs(self)) if self.make_runs else ()
        return self._runs

    def to_source(self, place: int) -> int:
        """Return the offset into the body's text of character `place` of the drawn text."""
        index = bisect_right(self.edits, place, key=lambda edit: edit.at) - 1
        if index < 0:
            return self.start + place
        edit = self.edits[index]
        if place < edit.until:
            return self.start + edit.start
        return self.start + min(edit.end + place - edit.until, self.end - self.start)

    def to_drawn(self, offset: int, *, closing: bool = False) -> int:
        """Return the place in the drawn text of offset `offset` of the body's text.

        What is put in at that very place (a link's number) lies before it, or after it where the
        offset is the end of something (`closing`).
        """
        local = min(max(offset - self.start, 0), self.end - self.start)
        index = bisect_left(self.edits, local, key=lambda edit: edit.start)
        if not closing:
            index = bisect_right(self.edits, local, key=lambda edit: edit.start, lo=index)
        if index == 0:
            return local
        edit = self.edits[index - 1]
        return edit.at if local < edit.end else edit.until + local - edit.end


class _Plan(NamedTuple):
    """A block of the body not built yet."""

    start: int
    end: int
    outer: tuple[Span, ...]
    inner: list[Span]


class ArticleBlocks(Sequence[Block]):
    """The blocks of an article, built when asked for.

    `full_links` gives the list of links whole addresses, for where they are to be copied; else each
    takes one line with its host first.
    """

    def __init__(self, article: Article, *, full_links: bool = False) -> None:
        self.article = article
        self.links = article_links(article)
        self._full_links = full_links
        self._voices = _voices(article)
        self._plans = _plan(article)
        self._head = list(_head(article))
        self._tail = list(_tail(article, self.links, full_links))
        self._built: dict[int, Block] = {}

    def __len__(self) -> int:
        return len(self._head) + len(self._plans) + len(self._tail)

    @overload
    def __getitem__(self, index: int) -> Block: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Block]: ...
    def __getitem__(self, index: int | slice) -> Block | Sequence[Block]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        place = index - len(self._head)
        if place < 0:
            return self._head[index]
        block = self._built.get(place)
        if block is None:
            after = place - len(self._plans)
            block = self._built[place] = self._build(place) if after < 0 else self._tail[after].build()
        return block

    @cached_property
    def folded_text(self) -> str:
        """The body's text as it is searched (see `matches.fold`): offsets are the same."""
        return fold(self.article.body.text)

    @property
    def body_range(self) -> range:
        """The indices of the blocks that are of the body."""
        return range(len(self._head), len(self._head) + len(self._plans))

    def estimate(self, index: int, columns: int) -> int:
        """Return about how many lines a block takes, its empty lines included, without building it."""
        place = index - len(self._head)
        if place < 0:
            return self._head[index].gap + 1
        if place < len(self._plans):
            return 2 + (self._plans[place].end - self._plans[place].start) // columns
        return self._tail[place - len(self._plans)].gap + 1

    def at(self, offset: int) -> int:
        """Return the index of the block that draws offset `offset` of the body's text."""
        place = bisect_right(self._plans, offset, key=lambda plan: plan.start) - 1
        return len(self._head) + max(place, 0) if self._plans else 0

    # --- building ------------------------------------------------------------------------------------

    def _build(self, place: int) -> Block:
        plan = self._plans[place]
        before = self._plans[place - 1] if place else None
        roles = {span.role: span for span in plan.outer}
        block = Block("body", "", start=plan.start, end=plan.end)
        self._shape(block, place, roles)
        block.gap, block.gap_lead = self._gap(plan, before, roles)
        raw = self.article.body.text[plan.start : plan.end]
        block.text, block.edits = _edited(raw, self._changes(raw, plan, block))
        if plan.inner:
            block.make_runs = partial(self._runs, plan)
        return block

    def _shape(self, block: Block, place: int, roles: dict[str, Span]) -> None:
        """Set what kind of block it is, and what stands before its lines."""
        plan, lead = self._plans[place], ""
        quotes = _depth(plan, "quote")
        if quotes:
            lead = "▎ " * min(quotes, 4)
            block.role, block.lead = "blockquote", "bar.quote"
        items = [span for span in plan.outer if span.role == "item"]
        if items:
            lead += "   " * (min(max(_depth(plan, "item"), 1), 8) - 1)
            marker = self._marker(place, items[-1].level)
            block.first = lead + (marker if items[-1].value else " " * width(marker))
            block.rest = lead + " " * width(marker)
        else:
            block.first = block.rest = lead
        if "heading" in roles:
            block.role = "heading" if roles["heading"].level <= 2 else "heading.minor"
            block.flow = "balanced"
        elif "code" in roles:
            block.role, block.flow = "code", "code"
            if not lead:
                block.first = block.rest = " "
                block.lead = "code"
        elif "table" in roles:
            block.role, block.flow, block.head = "table", "table", roles["table"].value == "head"
        elif "image" in roles:
            block.role = "image"
            block.first, block.rest = lead + "▣ ", lead + "  "
        elif "rule" in roles:
            block.role, block.flow = "rule", "rule"

    def _marker(self, place: int, level: int) -> str:
        """Return what an item of a list begins with; further paragraphs of it stand under its first."""
        for plan in reversed(self._plans[max(place - 40, 0) : place + 1]):
            for span in plan.outer:
                if span.role == "item" and span.level == level and span.value:
                    marker = clean_line(span.value)
                    return (marker if width(marker) > 1 else " " + marker) + " "
        return " • "

    def _gap(self, plan: _Plan, before: _Plan | None, roles: dict[str, Span]) -> tuple[int, str]:
        """Return how many empty lines come above a block, and what is drawn on them."""
        if before is None:
            return 1, ""
        quotes = _depth(plan, "quote")
        shared = min(quotes, _depth(before, "quote"), 4)
        lead = "▎ " * shared
        if "item" in roles and _depth(before, "item") and quotes == _depth(before, "quote"):
            new = any(span.role == "item" and span.value for span in plan.outer)
            short = plan.end - plan.start < 200 and before.end - before.start < 200
            return (0 if new and short else 1), lead
        if "heading" in roles:
            return 2, lead
        return 1, lead

    def _changes(self, raw: str, plan: _Plan, block: Block) -> list[tuple[int, int, str]]:
        """Return what is to be drawn otherwise than it stands: (start, end, instead) in the block."""
        changes: list[tuple[int, int, str]] = []
        if not (raw.isprintable() and (raw.isascii() or not _HIDDEN.search(raw))):
            changes += _unclean(raw)
            if block.flow == "code":
                changes += [
                    (m.start(), m.end(), "    " if m.group() == "\t" else "") for m in _SOLID.finditer(raw)
                ]
            elif block.flow != "table":
                changes += [
                    (m.start(), m.end(), " " if m.group() == "\t" else "") for m in _SOLID.finditer(raw)
                ]
            else:
                changes += [(m.start(), m.end(), "") for m in _SOLID.finditer(raw) if m.group() != "\t"]
        for span in plan.inner:
            start, end = span.start - plan.start, span.end - plan.start
            if span.role == "link" and 0 < end <= len(raw) and start < end:
                changes.append((end, end, f"[{span.level}]"))
            elif span.role in _DIGITS and 0 <= start < end <= len(raw) and set(raw[start:end]) <= _SMALL:
                changes.append((start, end, raw[start:end].translate(_DIGITS[span.role])))
        return changes

    def _runs(self, plan: _Plan, block: Block) -> Iterator[Run]:
        """Yield the runs of a block: between any two places where a span begins or ends, its roles."""
        opens: dict[int, list[int]] = {}
        closes: dict[int, list[int]] = {}
        marks: list[tuple[str, int]] = []
        for span in plan.inner:
            role = self._role(span)
            start = block.to_drawn(max(span.start, plan.start))
            end = block.to_drawn(min(span.end, plan.end), closing=True)
            if role and start < end:
                opens.setdefault(start, []).append(len(marks))
                closes.setdefault(end, []).append(len(marks))
                marks.append((role, span.level if span.role == "link" else 0))
        for edit in block.edits:  # the numbers of links
            if edit.start == edit.end and edit.until > edit.at and block.text[edit.at] == "[":
                opens.setdefault(edit.at, []).append(len(marks))
                closes.setdefault(edit.until, []).append(len(marks))
                number = int(block.text[edit.at + 1 : edit.until - 1])
                marks.append(("link.number", number))
        active: dict[int, None] = {}
        places = sorted(opens.keys() | closes.keys())
        for place, following in pairwise(places):
            for mark in closes.get(place, ()):
                active.pop(mark, None)
            for mark in opens.get(place, ()):
                active[mark] = None
            if active and len(active) <= 32:
                here = [marks[mark] for mark in sorted(active)]
                roles = tuple(role for role, _ in here)
                if "link" in roles and any(role.startswith(("voice.", "quotation")) for role in roles):
                    roles = tuple("link.quoted" if role == "link" else role for role in roles)
                yield place, following, roles, max(number for _, number in here)

    def _role(self, span: Span) -> str:
        """Return the role a span is drawn in, "" for none."""
        if span.role == "quotation":
            quotes = self.article.quotes
            if 0 <= span.level < len(quotes) and quotes[span.level].kind in ("title", "scare"):
                return ""
            return f"voice.{self._voices[span.value]}" if span.value else "quotation"
        if span.role == "speaker":
            return f"voice.{self._voices[span.value]}" if span.value else ""
        return span.role if span.role in _LAYERS else ""


def _depth(plan: _Plan, role: str) -> int:
    """Return how deep in block quotes or lists a block is; 0 outside."""
    levels = [span.level for span in plan.outer if span.role == role]
    return max(max(levels), len(levels)) if levels else 0


def _voices(article: Article) -> dict[str, int]:
    """Return the number of each speaker, in order of appearance."""
    voices: dict[str, int] = {}
    for span in article.body.spans:
        if span.role in ("quotation", "speaker") and span.value:
            voices.setdefault(span.value, len(voices))
    return voices


def _plan(article: Article) -> list[_Plan]:
    """Return where the body's blocks are, with the spans of each; spans may run over several blocks."""
    body = article.body
    spans, count, index = body.spans, len(body.spans), 0
    plans: list[_Plan] = []
    carried: list[Span] = []
    for start, end in body.blocks():
        if start == end:
            continue
        here = carried
        if index < count and spans[index].start < end:
            here = list(carried)
            while index < count and spans[index].start < end:
                here.append(spans[index])
                index += 1
        if here:
            outer = tuple(span for span in here if span.role in BLOCK_ROLES and span.end > start)
            inner = [span for span in here if span.role not in BLOCK_ROLES and span.end > start]
            inner.sort(key=lambda span: (_LAYERS.get(span.role, 9), span.start))
            plans.append(_Plan(start, end, outer, inner))
            carried = [span for span in here if span.end > end]
        else:
            plans.append(_Plan(start, end, (), []))
    return plans


def _unclean(raw: str) -> list[tuple[int, int, str]]:
    """Return what `clean` would leave out of or put otherwise into `raw`, as changes to it."""
    wanted = clean(raw)
    if wanted == raw:
        return []
    changes: list[tuple[int, int, str]] = []
    place = 0
    for index, char in enumerate(raw):
        target = wanted[place] if place < len(wanted) else ""
        if char == target:
            place += 1
        elif target == "\ufffd" or (target == "\n" and not char.isprintable() and char not in "\t\n"):
            changes.append((index, index + 1, target))
            place += 1
        else:
            changes.append((index, index + 1, ""))
    return changes


def _edited(raw: str, changes: list[tuple[int, int, str]]) -> tuple[str, tuple[Edit, ...]]:
    """Return `raw` with `changes` made, and where they are."""
    if not changes:
        return raw, ()
    parts: list[str] = []
    edits: list[Edit] = []
    place = drawn = 0
    for start, end, instead in sorted(changes, key=lambda change: change[:2]):
        if start < place:  # two changes at one character: the first has it
            continue
        parts += (raw[place:start], instead)
        drawn += start - place
        edits.append(Edit(start, end, drawn, drawn + len(instead)))
        drawn += len(instead)
        place = end
    parts.append(raw[place:])
    return "".join(parts), tuple(edits)


# --- above and below the body --------------------------------------------------------------------------


def _line(text: str) -> str:
    return steady(clean_line(text))


def _head(article: Article) -> Iterator[Block]:
    """Yield kicker, headline, deck and byline."""
    if kicker := _line(article.kicker):
        yield Block("kicker", kicker, gap=0)
    yield Block("headline", _line(article.headline) or "Untitled", flow="balanced", gap=1 if kicker else 0)
    if deck := _line(article.deck):
        yield Block("deck", deck)
    byline = _line(article.byline)
    if byline:
        yield Block("byline", byline)
    if meta := f"{_TIGHT}· ".join(item.replace(" ", _TIGHT) for item in _meta(article, byline)):
        yield Block("meta", meta, gap=0 if byline else 1)


def _meta(article: Article, byline: str) -> Iterator[str]:
    """Yield who published it, when, and how long it takes to read."""
    publisher = _line(article.publisher or article.feed_title)
    if publisher and publisher.casefold() not in byline.casefold():
        yield publisher
    printed = article.dateline
    if printed is not None and printed.text and printed.start == printed.end:
        yield _line(printed.text)
    elif article.published is not None and (moment := moment_of(article.published)):
        yield moment
    if changed := _updated(article):
        yield changed
    if article.words >= WORDS_A_MINUTE // 2:
        yield f"{max(1, round(article.words / WORDS_A_MINUTE))} min"


def _updated(article: Article) -> str:
    """Return when an article was changed, where that is an hour or more after it was published."""
    if article.updated is None or article.published is None or article.updated < article.published + 3600:
        return ""
    moment, before = moment_of(article.updated), moment_of(article.published)
    day, _, hour = moment.partition(", ")
    return f"updated {hour if before.startswith(day) else moment}" if moment else ""


def moment_of(then: int) -> str:
    """Return an instant (seconds since 1970) as "12 October 2024, 18:40" in local time, "" if none has it."""
    try:
        moment = time.localtime(then)
    except (OverflowError, ValueError, OSError):
        return ""
    if not 1 <= moment.tm_year <= 9999:
        return ""
    day = f"{moment.tm_mday} {_MONTHS[moment.tm_mon - 1]} {moment.tm_year}"
    return f"{day}, {moment.tm_hour:02}:{moment.tm_min:02}"


def article_links(article: Article) -> list[Link]:
    """Return the numbered links: those in the text, then the attached files; the first is number 1."""
    links = article.body.links()
    for enclosure in article.enclosures:
        links.append(Link(_enclosure(enclosure.type, enclosure.length), enclosure.url, -1, -1))
    return links


def _enclosure(kind: str, length: int | None) -> str:
    name = clean_line(kind).partition("/")[0] or "file"
    if not length or length < 0:
        return name
    size = f"{length / 1e6:.1f} MB" if length >= 1e6 else f"{max(1, length // 1000)} kB"
    return f"{name}, {size}"


class _Later(NamedTuple):
    """A block below the body, not built yet; it has one line."""

    gap: int
    build: Callable[[], Block]


def _tail(article: Article, links: list[Link], full: bool) -> Iterator[_Later]:
    """Yield the list of links with their real hosts, the attached files, and the article's address."""
    web = article.url.startswith(("http:", "https:"))
    if not article.body.text:
        yield _Later(2, lambda: Block("image", "The feed gives no more than this.", gap=2))
    if links or web:
        yield _Later(1, lambda: Block("rule", "", flow="rule", gap=1))
    digits = len(str(len(links)))
    for number, link in enumerate(links, 1):
        gap = 1 if number == 1 else 0
        yield _Later(gap, partial(_numbered, link, number, digits, full, gap))
    if web:
        yield _Later(1, lambda: _address(article.url, SOURCE_LINK, "", full, "", gap=1))


def _numbered(link: Link, number: int, digits: int, full: bool, gap: int) -> Block:
    note = clean_line(link.text) + " · " if link.start < 0 else ""
    return _address(link.url, number, f"[{number}]".rjust(digits + 2) + " ", full, note, gap)


def _address(url: str, number: int, mark: str, full: bool, note: str, gap: int) -> Block:
    """Return a line for an address: its host apart from the rest, so that it cannot be mistaken."""
    host, rest = split_address(url)
    before = ""
    if full:
        whole = clean_line(url)
        at = whole.lower().find(host, whole.rfind("@", 0, len(whole) - len(rest)) + 1) if host else -1
        if at >= 0:
            before, rest = whole[:at], whole[at + len(host) :]
        else:  # the host is not as it is written: both
            rest = f"  {whole}" if host else whole
    text = steady(note + before + host + rest)
    start = len(note) + len(before)
    runs: list[Run] = [
        (0, start, ("link.path",), number),
        (start, start + len(host), ("link.host",), number),
        (start + len(host), len(text), ("link.path",), number),
    ]
    return Block(
        "links",
        text,
        lambda _: (run for run in runs if run[0] < run[1]),
        first=mark,
        rest=" " * width(mark),
        lead="link.number",
        flow="words" if full else "code",
        gap=gap,
        link=number,
    )


def split_address(url: str) -> tuple[str, str]:
    """Return an address's real host as it would be asked for, and its path, for showing.

    A name with other than ASCII letters is shown in its coded form ("xn--…"): two letters that look
    alike are not the same host.  What is no web address gives "" and the whole.
    """
    shown = clean_line(url)
    try:
        parts = urlsplit(shown)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "", shown
    if parts.scheme not in ("http", "https") or not host:
        return "", shown
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = host.encode("ascii", "backslashreplace").decode("ascii")
    path = parts.path if parts.path != "/" else ""
    query = f"?{parts.query}" if parts.query else ""
    return host + port, path + query
