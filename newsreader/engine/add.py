"""Add what a person names: a feed or a site by URL, a file, a folder, a list of feeds, or standard input.

The bytes decide what it is.  A feed costs one request: what told that it is one is also what is stored.
A feed that only cannot be reached now is kept, with its error, and tried again; what is no feed, or is
not to be had, is refused in a sentence, and nothing is kept of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit

from newsreader.engine import jobs, schedule
from newsreader.engine.intake import Document, Outcome, document_of, store_document, store_failure
from newsreader.engine.kit import Kit, Tell, committed, load_net
from newsreader.engine.local import folder_title, store_folder
from newsreader.engine.refresh import feed_event, reason, refresh_feed
from newsreader.engine.samples import move_samples
from newsreader.engine.schedule import hold
from newsreader.engine.trust import looks_private, remember, remember_typed
from newsreader.errors import (
    FetchError,
    HTTPError,
    NotAFeed,
    ParseError,
    Refused,
    SourceError,
    Unreachable,
    UsageError,
)
from newsreader.feeds.address import Address, classify, host_of, normalise
from newsreader.feeds.files import MAX_BYTES, read_file, scan_folder
from newsreader.models import (
    Article,
    Feed,
    FeedState,
    Fetched,
    FoundFeed,
    NotModified,
    Outline,
    ParsedFeed,
)

Take = Literal["first", "offer"]

STANDARD_INPUT = "stdin:"
"""The scheme of feeds made of standard input; they cannot be asked again."""


_STDIN_TITLE = "Standard input"
_NEVER = 10 * 365 * schedule.DAY
_MOST_NOTES = 50
_ARTICLES = frozenset({"plain text", "Markdown", "web page"})
"""What a document is called that is one article (`ParsedFeed.format`)."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a person named; `text` is what came by standard input."""

    source: str
    cwd: Path
    text: bytes = b""
    folder: str = ""
    take: Take = "first"


async def add(kit: Kit, source: Source, tell: Tell) -> None:
    """Add a source; tell of it by `added`, `offer`, `feed` (with its error) and `note`.

    Raises `SourceError`, `UsageError` or `EngineError` where nothing was added.
    """
    await _Adding(kit, source, tell).add()


async def import_list(kit: Kit, source: Source, tell: Tell) -> None:
    """Add the feeds that a list names; tell of each by `added`, and of what was left out by `note`.

    None of them is asked for anything yet.  Raises as `add` does.
    """
    address = _classified(source)
    fetched = await _document(kit, address, source)
    outline = await jobs.parsed(kit.workshop, fetched, "any", "user")
    if not isinstance(outline, Outline):
        raise ParseError(f"{source.source} is no list of feeds; “newsreader add” adds what it is.")
    await _Adding(kit, source, tell).add_outline(outline, own=address.kind != "url")


async def read(kit: Kit, source: Source) -> Article:
    """Return the article that a source holds; nothing is stored.  Raises as `add` does."""
    fetched = await _document(kit, _classified(source), source)
    article = await jobs.read_article(kit.workshop, fetched)
    return replace(article, fetched=kit.now)


def _classified(source: Source) -> Address:
    address = classify(source.source, source.cwd)
    if address.kind == "stdin" and len(source.text) > MAX_BYTES:
        raise UsageError("Standard input is larger than anything that is read.")
    return address


async def _document(kit: Kit, address: Address, source: Source) -> Fetched:
    """Have the one document that an address stands for."""
    if address.kind == "stdin":
        return Fetched(url="", body=source.text)
    if address.kind == "file":
        return await asyncio.to_thread(read_file, address.path)
    if address.kind == "folder":
        raise UsageError(f"{source.source} is a folder; name a file in it, or add it whole.")
    return await _fetch(kit, address.url, host_of(address.url))


async def _fetch(kit: Kit, url: str, typed_host: str | None) -> Fetched:
    await load_net()
    answer = await kit.fetcher.fetch(url, allow_private_host=typed_host, deadline=kit.settings.timeout)
    if isinstance(answer, NotModified):
        raise ParseError("The server says that nothing has changed, though nothing was known yet.")
    return answer


class _Adding:
    """One request to add."""

    def __init__(self, kit: Kit, source: Source, tell: Tell) -> None:
        self._kit = kit
        self._source = source
        self._tell = tell

    async def add(self) -> None:
        address = _classified(self._source)
        known = self._kit.store.query.feed_by_url(address.url)
        if known is not None:
            await self._known(known)
        elif address.kind == "folder":
            await self._folder(address.path, address.url)
        elif address.kind == "url":
            await self._url(address.url)
        else:
            fetched = await _document(self._kit, address, self._source)
            parsed = await jobs.parsed(self._kit.workshop, fetched, "any", "user")
            if isinstance(parsed, Outline):
                await self.add_outline(parsed, own=True)
            elif address.kind == "stdin":
                await self._text(parsed)
            else:
                await self._store(address.url, document_of(fetched, parsed))

    # --- what is there already ------------------------------------------------------------------------

    async def _known(self, feed: Feed) -> None:
        """Bring a removed feed back, read a local one again, and give a failing one another try."""
        kit = self._kit
        await remember_typed(kit, feed.url)
        was_removed = feed.removed_at is not None
        if was_removed:
            feed = await committed(kit.store.add_feed(feed.url, at=kit.now))
        outcome = Outcome(feed.id, feed.title)
        if feed.local or ((was_removed or feed.error) and not feed.url.startswith(STANDARD_INPUT)):
            outcome = await self._try_again(feed)
        self._added(feed, outcome, feed.format, existed=True)

    async def _try_again(self, feed: Feed) -> Outcome:
        """Ask a feed that is there, if it may be asked now; one that was gone may."""
        kit = self._kit
        state = kit.store.query.feed_state(feed.id)
        why = hold(feed, state, "named", kit.now, kit.settings.floor)
        if why is not None and why.why != "gone":
            return Outcome(feed.id, feed.title, notes=(f"{feed.title}: {reason(feed, why, kit.now)}",))
        await self._claim(feed)
        if not feed.local:
            await load_net()
        return await refresh_feed(kit, feed, "user")

    # --- the web --------------------------------------------------------------------------------------

    async def _url(self, url: str) -> None:
        typed_host = host_of(url)
        try:
            fetched = await _fetch(self._kit, url, typed_host)
        except FetchError as error:
            await self._keep_or_raise(url, error)
            await remember_typed(self._kit, url)
            return
        try:
            parsed = await jobs.parsed(self._kit.workshop, fetched, "feed", "user")
        except NotAFeed as page:
            if page.found:
                await self._discovered(page.found, typed_host)
            elif _sent_astray(url, fetched):
                await self._keep(url, page)
            else:
                raise
            return
        if isinstance(parsed, Outline):
            await self.add_outline(parsed, own=False)
            return
        await remember_typed(self._kit, url)
        await self._store(fetched.permanent_url or url, document_of(fetched, parsed))

    async def _discovered(self, found: Sequence[FoundFeed], typed_host: str | None) -> None:
        """Take the first feed that a page names, or offer all, as was asked."""
        if len(found) > 1:
            self._tell("offer", found=[{"url": feed.url, "title": feed.title} for feed in found])
            if self._source.take == "offer":
                return
        first = found[0]
        url = normalise(first.url)
        known = self._kit.store.query.feed_by_url(url)
        if known is not None:
            await self._known(known)
            return
        try:
            fetched = await _fetch(self._kit, url, typed_host)
        except FetchError as error:
            await self._keep_or_raise(url, error, first.title)
            return
        parsed = await jobs.parsed(self._kit.workshop, fetched, "feed", "user")
        if isinstance(parsed, Outline):
            raise ParseError("The feed that this page names is a list of feeds.")
        if host_of(url) == typed_host:
            await remember_typed(self._kit, url)
        await self._store(fetched.permanent_url or url, document_of(fetched, parsed), first.title)

    async def _keep_or_raise(self, url: str, error: FetchError, title: str = "") -> None:
        """Keep a feed that may well be there another time; raise the error of any other."""
        if not _may_pass(error):
            raise error
        await self._keep(url, error, title)

    async def _keep(self, url: str, error: SourceError, title: str = "") -> None:
        kit = self._kit
        feed = await committed(kit.store.add_feed(url, title=title, folder=self._source.folder, at=kit.now))
        await self._claim(feed)
        outcome = await store_failure(kit, feed, FeedState(), error)
        self._added(feed, outcome, "")

    # --- this machine ---------------------------------------------------------------------------------

    async def _folder(self, path: Path, url: str) -> None:
        scan = await asyncio.to_thread(scan_folder, path)
        moved = await move_samples(self._kit, path)
        feed = moved or await self._new(url, folder_title(path))
        await self._claim(feed)
        outcome = await store_folder(self._kit, feed, scan, "refresh")
        self._added(feed, outcome, "folder", existed=moved is not None)

    async def _text(self, parsed: ParsedFeed) -> None:
        """Keep what came by standard input: a feed under its name, articles together under one."""
        url, title = STANDARD_INPUT, _STDIN_TITLE
        if parsed.format not in _ARTICLES and parsed.title:
            url, title = STANDARD_INPUT + quote(parsed.title, safe=""), parsed.title
        known = self._kit.store.query.feed_by_url(url)
        feed = await self._new(url, title)
        never = schedule.Plan(self._kit.now + _NEVER)
        outcome = await store_document(self._kit, feed, Document(replace(parsed, title=title)), never)
        self._added(feed, outcome, parsed.format, existed=known is not None and known.removed_at is None)

    # --- lists ----------------------------------------------------------------------------------------

    async def add_outline(self, outline: Outline, *, own: bool) -> None:
        """Add the feeds of a list; one from the net (not the user's `own`) names no private hosts."""
        kit = self._kit
        notes = list(outline.left_out)
        for found in outline.feeds:
            try:
                url = normalise(found.url)
            except Refused as error:
                notes.append(str(error))
                continue
            private = looks_private(url)
            if private and not own:
                notes.append(f"{url} is left out: it names a private host, and the list came from the net.")
                continue
            if private and (host := host_of(url)):
                await remember(kit, [host])
            known = kit.store.query.feed_by_url(url)
            folder = "/".join(name for name in (self._source.folder, found.folder) if name)
            feed = await committed(
                kit.store.add_feed(url, title=found.title, folder=folder, tags=found.tags, at=kit.now)
            )
            existed = known is not None and known.removed_at is None
            self._tell("added", feed=feed.id, title=feed.title, kind="", new=0, existed=existed)
        for note in notes[:_MOST_NOTES]:
            self._tell("note", text=note)
        if len(notes) > _MOST_NOTES:
            self._tell("note", text=f"{len(notes) - _MOST_NOTES:,} more lines were left out.")

    # --- inside ---------------------------------------------------------------------------------------

    async def _store(self, url: str, document: Document, title: str = "") -> None:
        """Add the feed and store the answer that told what it is."""
        known = self._kit.store.query.feed_by_url(url)
        if not document.parsed.title and title:
            document = replace(document, parsed=replace(document.parsed, title=title))
        feed = await self._new(url, document.parsed.title)
        await self._claim(feed)
        outcome = await store_document(self._kit, feed, replace(document, permanent_url=""))
        existed = known is not None and known.removed_at is None
        self._added(feed, outcome, document.parsed.format, existed=existed)

    async def _new(self, url: str, title: str) -> Feed:
        kit = self._kit
        return await committed(kit.store.add_feed(url, title=title, folder=self._source.folder, at=kit.now))

    async def _claim(self, feed: Feed) -> None:
        """Note that it was asked just now, so that nobody asks again at once."""
        await committed(self._kit.store.claim(feed.id, self._kit.now, self._kit.now + 1))

    def _added(self, feed: Feed, outcome: Outcome, kind: str, *, existed: bool = False) -> None:
        self._tell("added", feed=feed.id, title=outcome.title, kind=kind, new=outcome.new, existed=existed)
        if outcome.error is not None:
            self._tell("feed", **feed_event(outcome))
        for note in outcome.notes:
            self._tell("note", text=note)


def _sent_astray(url: str, fetched: Fetched) -> bool:
    """Tell whether what was asked for was an address within a site, and the answer came from another.

    That is how the gateway of a train or a hotel answers for everybody else, until one has signed in.
    """
    return fetched.final_url not in ("", url) and urlsplit(url).path not in ("", "/")


def _may_pass(error: FetchError) -> bool:
    """Tell whether an error is one of the moment, so that trying again is worth it."""
    if isinstance(error, HTTPError):
        return error.status >= 500 or error.status in (304, 408, 425, 429)
    return isinstance(error, Unreachable)
