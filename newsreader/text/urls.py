"""Addresses that links may have: on the web, or of a mailbox, and nothing else."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from newsreader.text.clean import clean_line

MAX_URL = 4_096
"""Characters in an address; a longer one is none."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_BREAKS = re.compile(r"[\t\n\r]")


_BEFORE_QUERY = re.compile(r"[^?#]*")


def slashed(href: str) -> str:
    r"""Return a link with "/" for each "\" before its query, as browsers read it (WHATWG URL standard).

    Read otherwise, "https://a.example\@b.example/" names another host than the one that is asked.
    """
    if "\\" not in href:
        return href
    return _BEFORE_QUERY.sub(lambda before: before[0].replace("\\", "/"), href, count=1)


def absolute(href: str | None, base_url: str) -> str:
    """Return a link's address in full, "" for what is no http, https or mailto address.

    A link to a place in the same document leads nowhere here, so it is none.
    """
    if not href:
        return ""
    href = slashed(_BREAKS.sub("", href.strip()))
    if not href or href[0] == "#" or len(href) > MAX_URL:
        return ""
    scheme = _SCHEME.match(href)
    if scheme is None:
        if base_url[:8].lower().startswith(("http://", "https://")):
            try:
                href = urljoin(base_url, href)
            except ValueError:
                return ""
        elif href.startswith("//"):
            href = "https:" + href
        else:
            return ""
    elif scheme[1].lower() == "mailto":
        return clean_line(href).replace(" ", "%20") if "@" in href else ""
    try:
        parts = urlsplit(href)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
    except ValueError:
        return ""
    href = clean_line(href).replace(" ", "%20")
    return href if len(href) <= MAX_URL else ""
