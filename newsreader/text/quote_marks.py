"""Find where quotation marks open and close.

Every way of writing them that newspapers use: “ ” and their straight and mixed forms, British and
straight singles among apostrophes, « » » « ‹ ›, „ “ „ ”, ” ”, 「 」 『 』, the typewriter's `` '' and two
apostrophes as a mark, marks inside marks, and quotations that open in each of several paragraphs and
close in the last.  Only shapes and neighbours are looked at here, no words but for a few elisions
(’tis, rock ’n’ roll); who speaks is another module's work.

A text is read paragraph by paragraph, doubles first with a stack, then singles between them, because a
single mark may as well be an apostrophe.  A mark left open ends with its paragraph at the latest.
Everything is one pass over the marks, so time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsreader.late import pattern

DEEPEST = 3
"""Quotations nested deeper than this are not reported: it is broken text, not speech."""

_MARK = pattern("``|''|[\"“”„‟«»‹›‘’‚‛'`「」『』〝〞〟＂]")
_BREAK = pattern(r"\n[ \t\u00a0]*\n\s*")
_LINE_BREAK = pattern(r"\n\s*")
_ELISION = pattern(
    r"(?:tis|twas|twere|til|till|em|cause|bout|round|n|cuz|nuff|fraid|kay|d|ll|s)\b|\d\ds?\b", re.I
)
_STRAIGHT_DOUBLE = {'"': '"', "＂": '"', "''": "''", "``": "''"}
_DIRECTED = {"«": "»", "»": "«", "‹": "›", "›": "‹", "「": "」", "『": "』", "〝": "〟"}
_OPENERS = frozenset({*"«»‹›「『〝„“", "``"})
_CLOSERS = frozenset("」』〞〟")
_ENGLISH = frozenset({"“", "”", '"', "„", "‟", "''"})
_SINGLES = frozenset("‘’'‚‛`")
_AFTER_OPENING = frozenset("([{<—–-――/…:;,*_|" + "“„\"'«‹‘‚「『»›”’`>¿¡")
_STOPS = frozenset(".,?!…;:。、！？，")


class Run:
    """A stretch of text between quotation marks, marks included.

    `mark` is the character it opens with; `closed` is False where no closing mark was found and it ends
    with its paragraph; `weak` marks a pair of straight singles that only a verb of saying can prove to
    be more than apostrophes.  `spans` has one pair per paragraph, `text` is what stands between the marks.
    """

    __slots__ = ("children", "closed", "end", "mark", "spans", "start", "text", "weak")

    def __init__(self, start: int, end: int, mark: str, *, weak: bool = False) -> None:
        self.start, self.end, self.mark, self.weak = start, end, mark, weak
        self.closed, self.text = True, ""
        self.spans: list[tuple[int, int]] = [(start, end)]
        self.children: list[Run] = []


class _Token(NamedTuple):
    """One mark: where it stands, and whether its neighbours let it open or close."""

    start: int
    end: int
    mark: str
    opens: bool
    closes: bool


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each paragraph: parted by empty lines, or by lines where none is empty."""
    pattern = _BREAK if _BREAK.search(text) else _LINE_BREAK
    found, start = [], 0
    for gap in pattern.finditer(text):
        if gap.start() > start:
            found.append((start, gap.start()))
        start = gap.end()
    if start < len(text):
        found.append((start, len(text)))
    return found


def find_runs(text: str) -> list[Run]:
    """Return the quoted stretches of `text` in order, each with those nested in it."""
    done: list[Run] = []
    carried: Run | None = None  # left open at the end of the paragraph before
    for start, end in paragraphs(text):
        tokens = list(_tokens(text, start, end))
        runs, left = _pair(text, tokens, end) if tokens else ([], None)
        first = start + len(text[start:end]) - len(text[start:end].lstrip())
        head = next((run for run in runs if run.start == first), None)
        if carried is not None and head is not None and _alike(carried.mark, head.mark):
            carried.spans.append((head.start, head.end))
            carried.end, carried.closed = head.end, head.closed
            runs.remove(head)
            left = carried if left is head else left
        done += runs
        carried = left
    found = _nested([run for run in done if run.closed or len(run.spans) > 1 or _may_stay_open(text, run)])
    _fill(text, found)
    return found


def _fill(text: str, runs: list[Run]) -> None:
    """Give runs, and those nested in them, what stands between their marks."""
    for run in runs:
        width = 2 if text[run.start : run.start + 2] in ("''", "``") else 1
        run.text = text[run.start + width : run.end - width if run.closed else run.end].strip()
        _fill(text, run.children)


def _tokens(text: str, start: int, end: int) -> Iterator[_Token]:
    """Yield the marks of a paragraph; what is plainly an apostrophe or an inch is no mark."""
    for match in _MARK.finditer(text, start, end):
        mark, at, after = match[0], match.start(), match.end()
        before = text[at - 1] if at > start else " "
        behind = text[after] if after < end else " "
        if mark in _SINGLES and before.isalnum() and behind.isalnum():
            continue
        spaced = before.isspace() or before in _AFTER_OPENING
        opens = spaced and not behind.isspace()
        closes = not before.isspace() and (not behind.isalnum() or (before in ".,?!" and behind.isupper()))
        if mark in _SINGLES and opens and _ELISION.match(text, after) and mark != "‚":
            opens = False
        if mark in '"＂' and before.isdigit() and not closes:
            continue
        yield _Token(at, after, mark, opens, closes)


def _pair(text: str, tokens: list[_Token], end: int) -> tuple[list[Run], Run | None]:
    """Pair the marks of one paragraph; return the runs and the one of them that was left open."""
    runs, left = _pair_doubles(text, tokens)
    singles, single_left = _pair_singles(text, tokens, runs)
    runs += singles
    left = left or single_left
    if left is not None:
        left.end = len(text[:end].rstrip()) if text[end - 1].isspace() else end
        left.closed = False
        left.spans = [(left.start, left.end)]
        runs.append(left)
    return runs, left


def _pair_doubles(text: str, tokens: list[_Token]) -> tuple[list[Run], Run | None]:
    runs: list[Run] = []
    stack: list[_Token] = []
    for token in tokens:
        if token.mark in _SINGLES:
            continue
        partner = _partner(text, token, stack)
        if partner is None:
            if token.opens or token.mark in _OPENERS:
                if stack and stack[-1].mark == token.mark and token.mark in _STRAIGHT_DOUBLE:
                    stack.pop()  # it never closed: straight marks of one kind do not nest
                stack.append(token)
            continue
        opener = stack[partner]
        del stack[partner:]
        if token.start > opener.end:
            runs.append(Run(opener.start, token.end, opener.mark))
    return runs, Run(stack[-1].start, stack[-1].end, stack[-1].mark) if stack else None


def _partner(text: str, token: _Token, stack: list[_Token]) -> int | None:
    """Return the place in `stack` of the mark that `token` closes, or None where it opens or is stray."""
    if not stack:
        return None
    mark = token.mark
    if mark in _DIRECTED or mark in _CLOSERS:
        wanted = {_DIRECTED.get(mark, ""), *(key for key, value in _DIRECTED.items() if value == mark)}
        near = _nearest(stack, wanted | ({mark} if mark == "»" and not token.opens else set()))
        return near
    if mark == "``":
        return None
    if mark in "“‟":
        low = _nearest(stack, {"„"})
        if low is not None:
            return low
        return _nearest(stack, {"“", '"'}) if token.closes and not token.opens else None
    if mark == "„" or (token.opens and not token.closes and mark != "”"):
        return None
    if mark == "”" and token.opens and not token.closes and _nearest(stack, {"”"}) is None:
        return None
    if mark == '"' and token.opens and token.closes:  # a dash on both sides: what is open decides
        return _nearest(stack, _ENGLISH)
    same = _nearest(stack, {"''", "``"}) if mark == "''" else None
    return same if same is not None else _nearest(stack, _ENGLISH | {"„"})


def _nearest(stack: list[_Token], marks: set[str] | frozenset[str]) -> int | None:
    """Return the place of the innermost open mark of `marks`, looking a few levels deep."""
    for place in range(len(stack) - 1, max(-1, len(stack) - 5), -1):
        if stack[place].mark in marks:
            return place
    return None


def _pair_singles(text: str, tokens: list[_Token], doubles: list[Run]) -> tuple[list[Run], Run | None]:
    """Pair single marks, each only with one that stands in the same double quotation."""
    if not any(token.mark in _SINGLES for token in tokens):
        return [], None
    regions: dict[int, list[_Token]] = {}
    edges = sorted(
        [(run.start, 1, run.end) for run in doubles] + [(run.end, 0, run.start) for run in doubles]
    )
    inside, edge = [-1], 0
    for token in tokens:
        while edge < len(edges) and edges[edge][0] <= token.start:
            if edges[edge][1]:
                inside.append(edges[edge][0])
            elif len(inside) > 1:
                inside.pop()
            edge += 1
        if token.mark in _SINGLES:
            regions.setdefault(inside[-1], []).append(token)
    runs: list[Run] = []
    left: Run | None = None
    for region, group in regions.items():
        found, opener = _pair_region(text, group, outer=region < 0)
        runs += found
        if opener is not None and region < 0 and opener.mark in "‘‚":
            left = Run(opener.start, opener.end, opener.mark)
    return runs, left


def _pair_region(text: str, tokens: list[_Token], outer: bool) -> tuple[list[Run], _Token | None]:
    """Pair the singles of one region: a sure closing mark wins over what may be a plural's apostrophe."""
    runs: list[Run] = []
    opener: _Token | None = None
    perhaps: _Token | None = None

    def close(at: _Token) -> None:
        nonlocal opener, perhaps
        if opener is not None and at.start > opener.end:
            weak = outer and opener.mark in "'`" and not _sentence_like(text, opener, at)
            runs.append(Run(opener.start, at.end, opener.mark, weak=weak))
        opener = perhaps = None

    for token in tokens:
        if opener is not None and token.closes and _may_close(opener.mark, token.mark):
            if _surely_closes(text, token):
                close(token)
                continue
            perhaps = token
            continue
        if token.opens and token.mark != "’":
            if opener is not None and perhaps is not None:
                close(perhaps)
            opener, perhaps = token, None
    if opener is not None and perhaps is not None:
        close(perhaps)
    return runs, opener


def _may_close(opener: str, mark: str) -> bool:
    if opener == "‚":
        return mark in "‘’'"
    return mark in "’'" if opener != "'" else mark == "'"


def _surely_closes(text: str, token: _Token) -> bool:
    before = text[token.start - 1]
    behind = text[token.end] if token.end < len(text) else " "
    if before in _STOPS or behind in _STOPS or behind in '”"»)]—–-':
        return True
    if before in "sSzZ":
        return behind == "\n" or token.end >= len(text)
    return not (before in "nN" and text[token.start - 2 : token.start - 1] in ("i", "I"))


def _sentence_like(text: str, opener: _Token, closer: _Token) -> bool:
    """Tell whether straight singles hold speech: a stop inside, or a colon or comma that leads in."""
    if text[closer.start - 1] in ",.?!…":
        return True
    lead = text[max(0, opener.start - 2) : opener.start].rstrip()
    return lead[-1:] in (":", ",")


def _alike(first: str, second: str) -> bool:
    return first == second or (first in _ENGLISH and second in _ENGLISH)


def _may_stay_open(text: str, run: Run) -> bool:
    """Tell whether a run without an end is speech: it opens its paragraph, or follows a colon or comma."""
    before = text[max(0, run.start - 2) : run.start]
    lead_in = before.rstrip()[-1:]
    return run.end - run.start > 2 and (
        lead_in in (":", ",") or (not lead_in and (run.start < 2 or "\n" in before))
    )


def _nested(runs: list[Run]) -> list[Run]:
    """Arrange runs into trees by what contains what."""
    runs.sort(key=lambda run: (run.start, -run.end))
    top: list[Run] = []
    stack: list[Run] = []
    for place, run in enumerate(runs):
        follower = runs[place + 1] if place + 1 < len(runs) else None
        slip = not run.closed and len(run.spans) == 1
        if slip and follower is not None and follower.start < run.end and _alike(run.mark, follower.mark):
            continue  # what it would hold has quotations of its own
        while stack and stack[-1].end <= run.start:
            stack.pop()
        if stack and run.end > stack[-1].end:
            continue
        if not stack:
            top.append(run)
        elif len(stack) < DEEPEST:
            stack[-1].children.append(run)
        stack.append(run)
    return top
