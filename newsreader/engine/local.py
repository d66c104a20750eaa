"""Feeds of this machine: a file, or a folder of them at any depth.

A file holds one article or is a feed itself.  A folder is one feed of all that its files hold; what
each file was when it was read is kept, so only new and changed ones are read again.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from newsreader.config import samples_folder
from newsreader.engine import jobs
from newsreader.engine.intake import (
    Document,
    Outcome,
    document_hash,
    document_of,
    store_document,
    store_nothing_new,
)
from newsreader.engine.kit import Kit
from newsreader.engine.workshop import Urgency
from newsreader.errors import EngineError, ParseError
from newsreader.feeds.address import file_path
from newsreader.feeds.files import FolderScan, read_file, scan_folder
from newsreader.models import Feed, FeedState, Fetched, Outline, ParsedArticle, ParsedFeed, Validators
from newsreader.text.clean import clean_line

_AT_ONCE = 8
"""Files that are handed to the children at a time."""
_MOST_NOTES = 20


async def refresh_local(kit: Kit, feed: Feed, state: FeedState, urgency: Urgency) -> Outcome:
    """Read a file or a folder again.  Raises `FileError`, `ParseError`, `EngineError`."""
    path = file_path(feed.url)
    if await asyncio.to_thread(path.is_dir):
        scan = await asyncio.to_thread(scan_folder, path, kit.store.query.seen(feed.id))
        return await store_folder(kit, feed, scan, urgency)
    fetched = await asyncio.to_thread(read_file, path)
    if document_hash(fetched) == state.body_hash:
        return await store_nothing_new(kit, feed, Validators(), None, "")
    parsed = await jobs.parsed(kit.workshop, fetched, "any", urgency)
    if isinstance(parsed, Outline):
        raise ParseError("This is a list of feeds now, not an article or a feed.")
    return await store_document(kit, feed, document_of(fetched, parsed))


SAMPLES_TITLE = "Sample articles"


def folder_title(path: Path) -> str:
    """Return what a folder's feed is called: by its name, but for the one that came with the program."""
    if path == samples_folder():
        return SAMPLES_TITLE
    return clean_line(path.name or str(path), 500)


async def store_folder(kit: Kit, feed: Feed, scan: FolderScan, urgency: Urgency) -> Outcome:
    """Store what a scan found new or changed, and scan again where a large folder has more."""
    path = file_path(feed.url)
    total = Outcome(feed.id, feed.title)
    while True:
        articles, problems = await _parse_all(kit, scan.changed, urgency)
        parsed = ParsedFeed(title=folder_title(path), format="folder", articles=articles)
        outcome = await store_document(kit, feed, Document(parsed, seen=scan.stamps))
        total = replace(
            outcome,
            new=total.new + outcome.new,
            revised=total.revised + outcome.revised,
            notes=(*total.notes, *problems),
        )
        if not scan.changed or len(scan.stamps) >= scan.count:
            known = max(scan.count - total.new - total.revised, 0)
            return replace(total, unchanged=known, notes=_few((*total.notes, *scan.problems)))
        scan = await asyncio.to_thread(scan_folder, path, kit.store.query.seen(feed.id))


async def _parse_all(
    kit: Kit, files: tuple[Fetched, ...], urgency: Urgency
) -> tuple[tuple[ParsedArticle, ...], list[str]]:
    """Parse files; one that cannot be read costs a sentence."""
    places = asyncio.Semaphore(_AT_ONCE)
    problems: list[str] = []

    async def parse(fetched: Fetched) -> tuple[ParsedArticle, ...]:
        name = clean_line(file_path(fetched.url).name, 80)
        async with places:
            try:
                parsed = await jobs.parsed(kit.workshop, fetched, "any", urgency)
            except (ParseError, EngineError) as error:
                problems.append(f"{name}: {error}")
                return ()
        if isinstance(parsed, Outline):
            problems.append(f"{name}: This is a list of feeds; “newsreader import” adds them.")
            return ()
        problems.extend(f"{name}: {problem}" for problem in parsed.problems)
        return parsed.articles

    found = await asyncio.gather(*(parse(fetched) for fetched in files))
    return tuple(article for articles in found for article in articles), problems


def _few(notes: tuple[str, ...]) -> tuple[str, ...]:
    if len(notes) <= _MOST_NOTES:
        return notes
    return (*notes[:_MOST_NOTES], f"{len(notes) - _MOST_NOTES:,} more files could not be read.")
