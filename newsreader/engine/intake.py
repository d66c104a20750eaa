"""Take in a document: decide what in it is new, and store that with what is to be known of the feed.

Used by a refresh and by adding alike, so a feed is added with the one answer that told what it is.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from hashlib import blake2b

from newsreader.engine import schedule
from newsreader.engine.decide import Keys, decide, keys_of
from newsreader.engine.kit import Kit, committed
from newsreader.engine.remembered import is_bound, to_remember
from newsreader.errors import HTTPError
from newsreader.feeds.cutting import VERSION as PARSER_VERSION
from newsreader.feeds.partial import PartialFeed
from newsreader.models import Changes, Feed, FeedState, Fetched, ParsedFeed, StoredIdentity, Validators

_GONE = 410
_DECIDE_HERE = 200
"""Articles that are compared on the spot; more go to a thread, so that the engine goes on listening."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a feed's refresh went; `error` is None where it went well."""

    feed: int
    title: str
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    error: Exception | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed feed and what is to be kept of the answer it came in.

    `seen` are the stamps of what it holds, for folders; `partial` says what was left out of `parsed`
    because it was read before.
    """

    parsed: ParsedFeed
    body_hash: bytes = b""
    validators: Validators = field(default_factory=Validators)
    max_age: int | None = None
    permanent_url: str = ""
    seen: tuple[bytes, ...] = ()
    partial: PartialFeed | None = None


def document_of(fetched: Fetched, parsed: ParsedFeed | PartialFeed, digest: bytes = b"") -> Document:
    """Return a parsed answer with what is to be kept of it; `digest` is its hash where that is at hand."""
    partial = parsed if isinstance(parsed, PartialFeed) else PartialFeed(parsed)
    return Document(
        partial.feed,
        digest or document_hash(fetched),
        fetched.validators,
        fetched.max_age,
        fetched.permanent_url,
        partial=partial,
    )


def document_hash(fetched: Fetched) -> bytes:
    """Return the hash of all that parsing depends on; equal hashes give equal articles."""
    facts = (PARSER_VERSION, fetched.final_url, fetched.content_type, fetched.charset)
    digest = blake2b(repr(facts).encode("utf-8", "surrogateescape"), digest_size=16)
    digest.update(fetched.body)
    return digest.digest()


async def store_document(
    kit: Kit, feed: Feed, document: Document, plan: schedule.Plan | None = None
) -> Outcome:
    """Store a parsed document as the feed's present state; tell what changed.

    `plan` says when the feed is due again, where that is not as usual.
    """
    parsed = document.parsed
    stored, changes = await _decide(kit, feed.id, parsed)
    seen, known = document.seen, 0
    if document.partial is not None:
        seen, known = to_remember(document.partial, stored, changes), len(document.partial.known)
    plan = plan or plan_next(kit, feed, document.max_age, parsed.ttl)
    async with kit.writing:
        result = await committed(
            kit.store.apply(
                feed.id,
                changes,
                feed=parsed,
                validators=document.validators,
                body_hash=document.body_hash,
                at=kit.now,
                next_at=plan.next_at,
                wait_until=plan.wait_until,
                seen=seen,
            )
        )
    await move_for_good(kit, feed, document.permanent_url)
    return Outcome(
        feed.id,
        feed.own_title or parsed.title or feed.title,
        len(result.new_ids),
        len(result.revised_ids),
        changes.unchanged + known,
        notes=parsed.problems,
    )


async def store_nothing_new(
    kit: Kit, feed: Feed, validators: Validators, max_age: int | None, permanent_url: str
) -> Outcome:
    """Store that a feed was asked and has not changed."""
    plan = plan_next(kit, feed, max_age, None)
    await committed(kit.store.not_modified(feed.id, validators, kit.now, plan.next_at, plan.wait_until))
    await move_for_good(kit, feed, permanent_url)
    return Outcome(feed.id, feed.title)


async def store_failure(kit: Kit, feed: Feed, state: FeedState, error: Exception) -> Outcome:
    """Store that a feed could not be read, and when it is tried again; its articles stay."""
    gone = isinstance(error, HTTPError) and error.status == _GONE
    plan = schedule.after_failure(kit.now, interval_of(kit, feed), state.failures + 1, error, kit.chance)
    await committed(
        kit.store.failed(feed.id, str(error), kit.now, plan.next_at, wait_until=plan.wait_until, gone=gone)
    )
    return Outcome(feed.id, feed.title, error=error)


async def move_for_good(kit: Kit, feed: Feed, permanent_url: str) -> None:
    """Keep the address that the server says holds for good; only what could be read gets here."""
    if permanent_url and permanent_url != feed.url:
        await committed(kit.store.move_feed_url(feed.id, permanent_url))


def plan_next(kit: Kit, feed: Feed, max_age: int | None, ttl: int | None) -> schedule.Plan:
    """Plan a feed's next refresh; an interval that the user set goes before what the feed asks for."""
    return schedule.after_success(
        kit.now,
        interval_of(kit, feed),
        max_age=max_age,
        ttl=None if feed.interval else ttl,
        chance=kit.chance,
    )


def interval_of(kit: Kit, feed: Feed) -> int:
    """Return the usual seconds between two refreshes of a feed."""
    return feed.interval or kit.settings.interval * 60


def touches_what_was_left_out(kit: Kit, feed: Feed, partial: PartialFeed) -> bool:
    """Tell whether the articles of a partial feed may be ones whose items were left out of it."""
    if not partial.known or not partial.feed.articles:
        return False
    return is_bound(_stored(kit, feed.id, keys_of(partial.feed)), partial.known)


async def _decide(kit: Kit, feed_id: int, parsed: ParsedFeed) -> tuple[list[StoredIdentity], Changes]:
    """Return the stored articles that these may be, and what they change."""

    def compare() -> tuple[list[StoredIdentity], Changes]:
        keys = keys_of(parsed)
        stored = _stored(kit, feed_id, keys)
        return stored, decide(stored, parsed, keys)

    if len(parsed.articles) > _DECIDE_HERE:
        return await asyncio.to_thread(compare)
    return compare()


def _stored(kit: Kit, feed_id: int, keys: Keys) -> list[StoredIdentity]:
    return kit.store.query.identities(feed_id, keys.guids, keys.urls, keys.content_keys)
