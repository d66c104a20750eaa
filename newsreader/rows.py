"""A headline as a row of the list: one or two lines of pieces, each with a role.

Pure, and quick to import: the list draws with it, and so does the first frame, which waits for nothing.
A piece is (text, role); the pieces of a line are exactly as wide as was asked.  Roles are names that a
palette has a style for:

====================  =====================================================================
bar                   the cursor's bar at the left edge, a space on other rows
mark                  ● while unread
headline.unread       the headline: unread, read, or just read in a list of the unread
headline.read
headline.dimmed
kicker, feed, time    the small print; `.dimmed` on a row just read in a list of the unread
star, later           ★ and ◷
match                 a searched word in a headline
space                 whatever is between
====================  =====================================================================
"""

from __future__ import annotations

import time

from newsreader.cells import cut, fit, steady, width, wrap
from newsreader.text.clean import clean_line

TYPE_CHECKING = False  # typing takes longer to import than all that this module needs
if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsreader.models import Headline

Piece = tuple[str, str]
Row = list[Piece]

BAR, UNREAD, STAR, LATER = "▌", "●", "★", "◷"
NO_HEADLINE = "Untitled"
_INKS = (
    "bar",
    "mark",
    "space",
    "headline.unread",
    "headline.read",
    "headline.dimmed",
    "star",
    "later",
    "match",
)
_SMALL_PRINT = ("kicker", "feed", "time")
ROLES = (*_INKS, *_SMALL_PRINT, *(f"{role}.dimmed" for role in _SMALL_PRINT))
"""All roles of a row."""
SHOWS = ("all", "unread", "starred", "later")
FIRST = 120
"""How many headlines are read for the first paint; the others follow in a thread."""
MARGIN = 2
"""Rows kept in view above and below the cursor."""

_LEFT = 3  # bar, mark, space
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = 86_400


def row_height(compact: bool) -> int:
    """Return how many lines a headline takes."""
    return 1 if compact else 2


def list_counts(show: str, total: int, unread: int, starred: int, later: int) -> str:
    """Return the numbers that stand beside the name of a list of `show`."""
    if show == "unread":
        return f"{unread:,} unread"
    if show == "starred":
        return f"{starred:,} starred"
    if show == "later":
        return f"{later:,} to read later"
    return f"{unread:,} unread of {total:,}"


def kept_in_view(top: int, index: int, *, height: int, count: int, compact: bool) -> int:
    """Return the first line to be seen, which is `top` at present, so that row `index` can be.

    The list is moved as little as shows the row and some around it; `height` is in lines, `count` in
    rows.
    """
    row = row_height(compact)
    margin = MARGIN * row if height // row >= 4 * MARGIN else 0
    line = index * row
    if line - margin < top:
        top = max(line - margin, 0)
    elif line + row + margin > top + height:
        top = line + row + margin - height
        top += -top % row
    return max(min(top, count * row + height % row - height), 0) // row * row


def relative_time(then: int, now: int, *, short: bool = False) -> str:
    """Return how long ago `then` was, in nine columns or fewer: "now", "5m", "2h", "Yesterday"…

    Both are seconds since 1970; days are those of the local time zone.  Older than a week is a date,
    older than a year (or in the future) a month or, if `short`, a year; a short time has six columns
    or fewer.  A time no calendar has is "".
    """
    ago = now - then
    if -300 <= ago < 60:
        return "now"
    try:
        day, today = time.localtime(then), time.localtime(now)
    except (OverflowError, ValueError, OSError):
        return ""
    if not 1 <= day.tm_year <= 9999:
        return ""
    if 0 <= ago < 7 * _DAY:
        days = _days(today) - _days(day)
        if ago < 3600:
            return f"{ago // 60}m"
        if days == 0 or ago < 6 * 3600:
            return f"{ago // 3600}h"
        return "Yesterday" if days == 1 and not short else _DAYS[day.tm_wday]
    month = _MONTHS[day.tm_mon - 1]
    if 0 <= ago < 300 * _DAY or day.tm_year == today.tm_year:
        return f"{day.tm_mday} {month}"
    return f"{day.tm_year}" if short else f"{month} {day.tm_year}"


def _days(moment: time.struct_time) -> int:
    """Return a number of the day that grows by one each midnight (as far as neighbours go)."""
    years = moment.tm_year - 1
    return years * 365 + years // 4 - years // 100 + years // 400 + moment.tm_yday


def headline_row(
    headline: Headline,
    *,
    now: int,
    width: int,
    compact: bool = False,
    selected: bool = False,
    show_feed: bool = True,
    dimmed: bool = False,
    terms: Sequence[str] = (),
) -> list[Row]:
    """Return the lines of a row, each `width` columns wide: two, or one if `compact`.

    `now` is in seconds since 1970.  `dimmed` draws a read headline fainter: it was read a moment ago
    and stays in a list of the unread.  `terms` (see `matches.search_terms`) are marked.
    """
    dim = dimmed and headline.read
    left = [
        (BAR if selected else " ", "bar"),
        (UNREAD if not headline.read else " ", "mark"),
        (" ", "space"),
    ]
    if width < _LEFT + 2:
        line = [(fit("".join(text for text, _ in left), max(width, 0)), "bar")]
        return [line] if compact else [line, list(line)]
    role = "headline.unread" if not headline.read else "headline.dimmed" if dim else "headline.read"
    draw = _compact if compact else _full
    return draw(headline, left, role, now, width, show_feed, ".dimmed" if dim else "", terms)


def _full(
    headline: Headline,
    left: Row,
    role: str,
    now: int,
    columns: int,
    show_feed: bool,
    dim: str,
    terms: Sequence[str],
) -> list[Row]:
    """Headline and time; below them kicker and feed, and the marks."""
    room = columns - _LEFT - 1
    when = relative_time(headline.published, now)
    if room - width(when) < 12:
        when = ""
    time_room = width(when) + 2 if when else 0
    marks = _marks(headline) if room >= 8 else []
    marks_room = sum(width(text) for text, _ in marks) + 1 if marks else 0
    text = steady(clean_line(headline.headline)) or NO_HEADLINE
    small = _small_print(headline, room - marks_room, show_feed, dim)
    if not small and width(text) > room - time_room:
        first, rest = _two_lines(text, room - time_room)
        below = _marked(fit(rest, room - marks_room), role, terms)
    else:
        first, below = text, [*small, (" " * (room - marks_room - _width(small)), "space")]
    top = _marked(fit(first, room - time_room), role, terms)
    if when:
        top = [*top, ("  ", "space"), (when, "time" + dim)]
    under = [(left[0][0], "bar"), ("  ", "space"), *below]
    if marks:
        under += [(" ", "space"), *marks]
    return [_tidy([*left, *top, (" ", "space")]), _tidy([*under, (" ", "space")])]


def _compact(
    headline: Headline,
    left: Row,
    role: str,
    now: int,
    columns: int,
    show_feed: bool,
    dim: str,
    terms: Sequence[str],
) -> list[Row]:
    """All on one line, in columns that stand below each other; the narrower, the fewer."""
    room = columns - _LEFT - 1
    right: Row = []
    kicker_room = 14 if columns >= 100 else 0
    feed_room = 0 if not show_feed else 20 if columns >= 90 else 16 if columns >= 56 else 0
    if kicker_room:
        right += [("  ", "space"), (fit(steady(clean_line(headline.kicker)), kicker_room), "kicker" + dim)]
    if feed_room:
        right += [("  ", "space"), (fit(steady(clean_line(headline.feed_title)), feed_room), "feed" + dim)]
    if columns >= 30:
        star = (STAR, "star") if headline.starred else (" ", "space")
        later = (LATER, "later") if headline.later else (" ", "space")
        right += [(" ", "space"), star, later]
    if columns >= 40:
        when = relative_time(headline.published, now, short=True)
        right.append((fit(when, 7, right=True), "time" + dim))
    text = steady(clean_line(headline.headline)) or NO_HEADLINE
    line = _marked(fit(text, room - _width(right)), role, terms)
    return [_tidy([*left, *line, *right, (" ", "space")])]


def _small_print(headline: Headline, room: int, show_feed: bool, dim: str) -> Row:
    """Return kicker and feed, as much of them as there is room for."""
    kicker = steady(clean_line(headline.kicker))
    feed = steady(clean_line(headline.feed_title)) if show_feed else ""
    if kicker and feed and room >= 24:
        kicker = cut(kicker, max(room - width(feed) - 3, room // 2))
        feed_room = room - width(kicker) - 3
        return [(kicker, "kicker" + dim), (" · ", "feed" + dim), (cut(feed, feed_room), "feed" + dim)]
    if kicker:
        return [(cut(kicker, room), "kicker" + dim)]
    return [(cut(feed, room), "feed" + dim)] if feed else []


def _marks(headline: Headline) -> Row:
    marks: Row = []
    if headline.starred:
        marks.append((STAR, "star"))
    if headline.later:
        marks.append((" " + LATER if marks else LATER, "later"))
    return marks


def _two_lines(text: str, columns: int) -> tuple[str, str]:
    """Divide a headline where its first line ends."""
    (_, end), *others = wrap(text, columns)
    return text[:end], text[others[0][0] :] if others else ""


def _marked(text: str, role: str, terms: Sequence[str]) -> Row:
    """Return `text` in pieces, searched words in a role of their own."""
    if not terms:
        return [(text, role)]
    from newsreader.matches import find_terms

    pieces: Row = []
    at = 0
    for start, end in find_terms(text, terms):
        pieces += [(text[at:start], role), (text[start:end], "match")]
        at = end
    return [*pieces, (text[at:], role)]


def _width(pieces: Row) -> int:
    return sum(width(text) for text, _ in pieces)


def _tidy(pieces: Row) -> Row:
    return [piece for piece in pieces if piece[0]]
