"""Annotate what is stored: in the background, the newest first; at once what the user has opened.

A refresh stores articles as their sources gave them; what makes them news (paragraphs, quotations,
datelines, search text) is found afterwards, in children that stand back for the screen and for parsing.
An article that ends its child twice gets a plain text instead, so that it is not tried for ever.
"""

from __future__ import annotations

import asyncio
import html
import logging
import re
from collections import Counter
from collections.abc import Callable, Sequence

from newsreader.engine import jobs
from newsreader.engine.child import JobLost
from newsreader.engine.kit import Kit, Tell, committed
from newsreader.engine.workshop import Urgency
from newsreader.errors import LibraryError, UsageError
from newsreader.models import Annotation, Article, Body
from newsreader.store.records import StoredSource
from newsreader.text.clean import clean

_BATCH = 16
"""Articles handed to a child at a time: some 50 ms of work."""
_LIVES = 2
"""Children that an article may cost."""

_BLOCK = re.compile(r"</?(?:p|div|br|li|h[1-6]|blockquote|tr|pre)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_GAP = re.compile(r"[ \t]*\n\s*\n\s*")

log = logging.getLogger(__name__)


class Annotator:
    """Annotates articles; one for the whole engine.

    `tell` says to everybody which articles are annotated, and what went wrong with the library.
    """

    def __init__(self, kit: Kit, tell: Tell) -> None:
        self._kit = kit
        self._tell = tell
        self._wanted = asyncio.Event()
        self._nothing_left = asyncio.Event()
        self._in_hand: set[int] = set()
        self._deaths: Counter[int] = Counter()
        self._done = 0
        self._trouble: LibraryError | None = None
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    def kick(self) -> None:
        """There may be something to annotate; begin, and return at once."""
        self._nothing_left.clear()
        self._wanted.set()
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Stop; what is not annotated yet will be next time."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def all(self, tell: Tell) -> int:
        """Wait until everything is annotated, telling of the progress; return how many were.

        Raises `LibraryError` where that cannot go on.
        """
        version = await annotator_version()
        total = self._kit.store.query.unannotated(version)
        before = self._done
        self.kick()
        while not self._nothing_left.is_set():
            if total:
                tell("progress", done=min(self._done - before, total), total=total, phase="annotate")
            try:
                await asyncio.wait_for(self._nothing_left.wait(), 0.5)
            except TimeoutError:
                continue
        if self._trouble is not None:
            raise self._trouble
        if total:
            tell("progress", done=total, total=total, phase="annotate")
        return self._done - before

    async def one(self, article: int, show: Callable[[Article], None]) -> None:
        """Annotate the article that the user waits for; `show` gets it before it is stored.

        Raises `UsageError` where there is no such article.
        """
        source = self._kit.store.query.source(article)
        stored = self._kit.store.query.article(article)
        if source is None or stored is None:
            raise UsageError(f"There is no article {article}.")
        (annotation,) = await self._annotations([source], "user")
        show(jobs.with_annotation(stored, annotation))
        await self._store([source], [annotation])

    # --- in the background --------------------------------------------------------------------------

    async def _run(self) -> None:
        while not self._closed:  # a group whose work fails while it is cancelled forgets that it was
            await self._wanted.wait()
            self._wanted.clear()
            self._trouble = None
            try:
                async with asyncio.TaskGroup() as group:
                    for _ in range(self._kit.workshop.bulk):
                        group.create_task(self._work())
            except ExceptionGroup as failures:
                self._stumbled(failures.exceptions[0])
            if not self._wanted.is_set():
                self._nothing_left.set()

    def _stumbled(self, error: Exception) -> None:
        """Give up until there is something new: a full disk does not empty by trying."""
        if isinstance(error, LibraryError):
            self._trouble = error
            self._tell("failed", error=str(error), code=error.exit_code)
        else:
            log.error("annotation failed", exc_info=error)

    async def _work(self) -> None:
        """Take batches until none is left; parsing for a refresh goes before each."""
        while True:
            await self._kit.workshop.when_quiet()
            version = await annotator_version()
            limit = _BATCH + len(self._in_hand)
            ids = [i for i in self._kit.store.query.to_annotate(version, limit) if i not in self._in_hand]
            if not ids:
                return
            batch = ids[:_BATCH]
            self._in_hand.update(batch)
            try:
                sources = [source for i in batch if (source := self._kit.store.query.source(i))]
                annotations = await self._annotations(sources, "background")
                async with self._kit.writing:
                    await self._store(sources, annotations)
            finally:
                self._in_hand.difference_update(batch)

    async def _store(self, sources: Sequence[StoredSource], annotations: Sequence[Annotation]) -> None:
        items = [
            (source.id, source.source_hash, annotation)
            for source, annotation in zip(sources, annotations, strict=True)
        ]
        await committed(self._kit.store.annotated(items, await annotator_version()))
        self._done += len(items)
        self._tell("annotated", articles=[source.id for source in sources])

    async def _annotations(self, sources: Sequence[StoredSource], urgency: Urgency) -> list[Annotation]:
        """Have sources annotated; where a child dies of one of them, find out which it was."""
        try:
            return list(await jobs.annotated(self._kit.workshop, [_draft(s) for s in sources], urgency))
        except JobLost as error:
            if len(sources) > 1:
                return [(await self._annotations([source], urgency))[0] for source in sources]
            return [await self._after_death(sources[0], urgency, error)]

    async def _after_death(self, source: StoredSource, urgency: Urgency, error: JobLost) -> Annotation:
        self._deaths[source.id] += 1
        if self._deaths[source.id] < _LIVES:
            return (await self._annotations([source], urgency))[0]
        log.warning("article %d cannot be annotated: %s", source.id, error)
        return plain_annotation(source)


def plain_annotation(source: StoredSource) -> Annotation:
    """Return what can be shown of a source without reading it closely: its text, in time linear in it."""
    text = source.source
    if source.source_type == "html":
        text = html.unescape(_TAG.sub("", _BLOCK.sub("\n\n", text)))
    text = _GAP.sub("\n\n", clean(text)).strip()
    return Annotation(Body(text), words=len(text.split()), language=source.language)


def _draft(source: StoredSource) -> jobs.Draft:
    return jobs.Draft(
        source.source,
        source.source_type,
        source.base_url,
        source.language,
        source.headline,
        source.deck,
    )


async def annotator_version() -> int:
    """Return the version of the annotator in use."""
    from newsreader.text.annotation import VERSION

    return VERSION
