"""How long a server asks to be left alone: Cache-Control, Expires, Age (RFC 9111) and Retry-After.

What a server says is obeyed within reason: at most a day, whatever it says, and nonsense counts as
nothing said.  Header values arrive as text; a missing header is "".
"""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime

DAY = 24 * 60 * 60
HOUR = 60 * 60

_DIRECTIVE = re.compile(r"""([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s,;"]*)))?""")
_SHORTEST_WAIT = 60


def freshness(cache_control: str, expires: str = "", date: str = "", age: str = "") -> int | None:
    """Return how many seconds an answer stays fresh, at most a day; None where it asks for no rest.

    `max-age` counts, less the time the answer spent in caches (`Age`); without it `Expires` after
    `Date`.  `no-cache` and `no-store` mean None.
    """
    directives = _directives(cache_control)
    if "no-cache" in directives or "no-store" in directives:
        return None
    if "max-age" in directives:
        seconds = _seconds(directives["max-age"])
    else:
        until, sent = http_date(expires), http_date(date)
        seconds = None if until is None or sent is None else until - sent
    if seconds is None:
        return None
    seconds = min(seconds - (_seconds(age) or 0), DAY)
    return seconds if seconds > 0 else None


def wait_asked(status: int, retry_after: str | None, now: int, date: str = "") -> int | None:
    """Return for how many seconds an error answer asks to be left alone, None if it does not.

    `retry_after` is the header, None where it is missing.  A time in seconds or a date counts, from a
    minute to a day.  A bare 429 means an hour; so does nonsense in a 429 or 503, since the server meant
    to say something.  A date is taken against the server's own clock where it gives one (`date`).
    """
    busy = status in (429, 503)
    if retry_after is None:
        return HOUR if status == 429 else None
    seconds = _seconds(retry_after)
    if seconds is None:
        until, sent = http_date(retry_after), http_date(date)
        if until is not None:
            seconds = until - (now if sent is None else sent)
    if seconds is None or seconds < 0:
        return HOUR if busy else None
    return min(max(seconds, _SHORTEST_WAIT), DAY)


def http_date(text: str) -> int | None:
    """Return the instant that an HTTP date names, None for what is none."""
    if not text or len(text) > 100:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _directives(cache_control: str) -> dict[str, str]:
    """Read the header; of a directive given twice the first counts."""
    found: dict[str, str] = {}
    for name, quoted, plain in _DIRECTIVE.findall(cache_control[:2_000]):
        found.setdefault(name.lower(), quoted or plain)
    return found


def _seconds(text: str) -> int | None:
    """Read delta-seconds; a number too large to be meant is a day (RFC 9111, 1.2.2: "a great number")."""
    text = text.strip()
    if not re.fullmatch(r"[0-9]+", text):
        return None
    return int(text) if len(text) < 10 else DAY
