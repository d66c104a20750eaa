"""Feed documents for a server to give."""

from __future__ import annotations

import time
from email.utils import formatdate


def rss(title: str, *headlines: str) -> bytes:
    """Return an RSS feed with these headlines, the first the newest; the last is always as old."""
    now = time.time() - 60 * (100 - len(headlines))
    items = "".join(
        f"<item><title>{headline}</title><guid isPermaLink='false'>{headline}</guid>"
        f"<pubDate>{formatdate(now - 60 * number)}</pubDate>"
        f"<description>All about {headline}, in a sentence or two.</description></item>"
        for number, headline in enumerate(headlines, 1)
    )
    return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>".encode()


def site(*feeds: tuple[str, str]) -> bytes:
    """Return a page that names these feeds: (address, title)."""
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{url}" title="{title}">'
        for url, title in feeds
    )
    head = f"<head><title>A site</title>{links}</head>"
    return f"<!doctype html><html>{head}<body><p>Hello</p></body></html>".encode()
