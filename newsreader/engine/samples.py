"""The packed sample articles and a copy of the same folder are one feed, never two.

The first start reads the samples from the package; whoever then opens `articles/` of a checkout means
the same articles, so the feed moves there.
"""

from __future__ import annotations

import os
from hashlib import blake2b
from pathlib import Path

from newsreader.config import samples_folder
from newsreader.engine.kit import Kit, committed
from newsreader.feeds.address import file_url
from newsreader.models import Feed

_MOST_FILES = 200
_MOST_BYTES = 1 << 20


async def move_samples(kit: Kit, folder: Path) -> Feed | None:
    """Move the feed of the packed samples to `folder` if that holds the same; return it then."""
    packed = samples_folder()
    feed = kit.store.query.feed_by_url(file_url(packed))
    url = file_url(folder)
    if feed is None or feed.removed_at is not None or kit.store.query.feed_by_url(url) is not None:
        return None
    if not _same(packed, folder):
        return None
    await committed(kit.store.move_feed_url(feed.id, url))
    return kit.store.query.feed_by_url(url)


def _same(one: Path, other: Path) -> bool:
    files = _contents(one)
    return bool(files) and files == _contents(other)


def _contents(folder: Path) -> dict[str, bytes] | None:
    """Return the hash of each file in a folder; None for one that is too large to be the samples."""
    found: dict[str, bytes] = {}
    try:
        for root, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                path = Path(root, name)
                if name.startswith("."):
                    continue
                if len(found) >= _MOST_FILES or not path.is_file() or path.stat().st_size > _MOST_BYTES:
                    return None
                found[path.relative_to(folder).as_posix()] = blake2b(path.read_bytes()).digest()
    except OSError:
        return None
    return found
