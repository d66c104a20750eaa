"""A command's talk with the engine: ask, wait, say what happened, give the exit code.

The command line's counterpart of the screen's event handling: synchronous, one request at a time.
"""

from __future__ import annotations

import base64
import queue
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from newsreader.engine.client import article_from_json
from newsreader.errors import EngineError, UsageError
from newsreader.library import Library
from newsreader.models import Article, Event, Quote
from newsreader.output import as_json as in_json
from newsreader.output import number_of
from newsreader.text.names import is_called

Say = Callable[[str], None]
Quoted = tuple[Quote, Article, str | None]
"""A quotation, its article, and the address of the article's feed."""

_SPOKEN = ("statement", "fragment")

EXIT_FAILED = 1
EXIT_UNREACHABLE = 3


class _Count:
    """How far long work has come, on one line of a terminal that is written over and taken away."""

    def __init__(self, on: bool) -> None:
        self._on = on
        self._shown = False

    def show(self, what: str, progress: Mapping[str, Any]) -> None:
        """Write how far it has come, over what stood there."""
        if self._on:
            sys.stderr.write(f"\r{what} {progress['done']}/{progress['total']}\x1b[K")
            sys.stderr.flush()
            self._shown = True

    def clear(self) -> None:
        """Leave the line empty, for a sentence."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False


class Session:
    """One command's requests; takes over the library's `on_event`."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._events: queue.Queue[Event] = queue.Queue()
        library.on_event = self._events.put

    def ask(self, do: str, **data: object) -> Iterator[Event]:
        """Send a request and yield its events, the closing `done` or `failed` last.

        Raises `EngineError` when the engine ends before it answered.
        """
        request = self.library.ask(do, **data)
        while True:
            event = self._events.get()
            if event.name == "restarted":
                raise EngineError("The engine ended unexpectedly; try again, or run `newsreader doctor`.")
            if event.request != request:
                continue
            yield event
            if event.name in ("done", "failed"):
                return

    def add(self, sources: Sequence[str], say: Say, *, folder: str = "") -> int:
        """Add each source, say what each was, let its articles be annotated; return the exit code."""
        code = worst([self._take("add", source, say, take="first", folder=folder) for source in sources])
        self._annotate(_Count(sys.stderr.isatty()))
        return code

    def import_file(self, file: str, say: Say) -> int:
        """Add the feeds that a file lists; say what was left out; return the exit code."""
        return self._take("import", file, say)

    def _take(self, do: str, source: str, say: Say, **more: object) -> int:
        """Have the engine take a source in, and say what became of it; return the exit code."""
        code = listed = existed = 0
        for event in self.ask(do, **self._source(source), **more):
            data = event.data
            if event.name == "added" and not data["kind"]:
                listed += 1
                existed += bool(data["existed"])
            elif event.name == "added":
                self._say_added(data, say)
            elif event.name == "feed" and data.get("error"):
                say(f"{source}: {data['error']} It is kept and tried again.")
                code, listed = int(data.get("code") or EXIT_FAILED), 0
            elif event.name == "offer":
                _say_offer(data, say)
            elif event.name == "note":
                say(str(data["text"]))
            elif event.name == "failed":
                say(f"{source}: {data['error']}")
                code = int(data.get("code") or EXIT_FAILED)
        if listed:
            say(_listed_sentence(listed - existed, existed))
        return code

    def _say_added(self, data: Mapping[str, Any], say: Say) -> None:
        feed = self.library.feed(int(data["feed"]))
        if feed is None:
            return
        articles = number_of(feed.counts.total, "article")
        if data["existed"]:
            say(f"Already there: {feed.title} ({articles}).")
        else:
            say(f"Added {feed.title}: {data['kind']}, {articles}. `newsreader remove {feed.id}` removes it.")

    def refresh(self, feeds: list[int] | None, mode: str, say: Say, *, quiet: bool, as_json: bool) -> int:
        """Refresh feeds, print the summary, let the new articles be annotated; return the exit code."""
        results: list[dict[str, object]] = []
        count = _Count(sys.stderr.isatty() and not quiet)
        summary: dict[str, int] = {}
        for event in self.ask("refresh", feeds=feeds, mode=mode):
            data = dict(event.data)
            if event.name == "feed":
                results.append(data)
                if data.get("error"):
                    count.clear()
                    say(f"{self._title(data)}: {data['error']}")
            elif event.name == "progress":
                count.show("refreshing", data)
            elif event.name == "note" and not quiet:
                count.clear()
                say(str(data["text"]))
            elif event.name == "failed":
                count.clear()
                say(str(data["error"]))
                return int(data.get("code") or EXIT_FAILED)
            elif event.name == "done":
                summary = data.get("summary") or {}
        count.clear()
        if as_json:
            sys.stdout.write(in_json({"feeds": results, **summary}) + "\n")
        elif not quiet:
            say(summary_sentence(summary))
        sys.stdout.flush()
        self._annotate(count)
        return exit_code(summary)

    def _title(self, data: dict[str, object]) -> str:
        feed = self.library.feed(int(str(data["feed"])))
        return feed.title if feed else str(data["feed"])

    def _annotate(self, count: _Count) -> None:
        for event in self.ask("annotate_all"):
            if event.name == "progress":
                count.show("reading", event.data)
            elif event.name == "failed":
                count.clear()
                raise EngineError(str(event.data["error"]))
        count.clear()

    def open_article(self, what: str) -> tuple[Article, str | None]:
        """Return the article with this number, or the one that a file or URL holds, and its feed's URL.

        An article of the library that is not annotated yet is annotated first.
        """
        if what.isdecimal() and not Path(what).exists():
            return self._stored_article(int(what))
        for event in self.ask("read", **self._source(what)):
            if event.name == "article":
                return article_from_json(event.data["article"]), None
            if event.name == "failed":
                raise _failure(event)
        raise EngineError(f"The engine gave no article for {what}.")

    def quotes_in(
        self, articles: Sequence[tuple[Article, str | None]], speaker: str | None, limit: int
    ) -> Iterator[Quoted]:
        """Yield what is said in articles, in reading order; by people called `speaker`, if one is given."""
        found = (
            (quote, article, feed_url)
            for article, feed_url in articles
            for quote in article.quotes
            if quote.kind in _SPOKEN and (speaker is None or is_called(quote.speaker, speaker))
        )
        return islice(found, limit)

    def quotes(self, speaker: str | None, limit: int) -> Iterator[Quoted]:
        """Yield what is said in the whole library, the newest article first."""
        urls = {feed.id: feed.url for feed in self.library.feeds()}
        after: tuple[int, int] | None = None
        article: Article | None = None
        while limit > 0:
            size = min(limit, 200)
            if speaker is None:
                page = self.library.quotes_of(None, after=after, limit=size)
            else:
                page = self.library.quotes_called(speaker, after=after, limit=size)
            for said in page:
                if article is None or article.id != said.article:
                    article = self.library.article(said.article)
                if article is not None and said.number < len(article.quotes):
                    yield article.quotes[said.number], article, urls.get(said.feed)
            if len(page) < size:
                return
            after = (page[-1].ord, page[-1].number)
            limit -= size

    def _stored_article(self, number: int) -> tuple[Article, str | None]:
        article = self.library.article(number)
        if article is None:
            raise UsageError(f"There is no article {number}; `newsreader list` shows their numbers.")
        if not article.annotated:
            for event in self.ask("annotate", article=number):
                if event.name == "failed":
                    raise _failure(event)
            article = self.library.article(number) or article
        feed = self.library.feed(article.feed) if article.feed is not None else None
        return article, feed.url if feed else None

    def _source(self, source: str) -> dict[str, object]:
        data: dict[str, object] = {"source": source, "cwd": str(Path.cwd())}
        if source == "-":
            data["text"] = base64.b64encode(sys.stdin.buffer.read()).decode("ascii")
        return data


def summary_sentence(summary: dict[str, int]) -> str:
    """Word the summary of a refresh."""
    parts = [f"{number_of(summary.get('ok', 0), 'feed')} refreshed"]
    if failed := summary.get("failed", 0):
        parts.append(f"{failed} failed")
    parts.append(f"{number_of(summary.get('new', 0), 'new article')}")
    if revised := summary.get("revised", 0):
        parts.append(f"{revised} revised")
    return ", ".join(parts) + "."


def _listed_sentence(added: int, existed: int) -> str:
    """Word what became of the feeds that a list names."""
    were = "was" if existed == 1 else "were"
    there = f"{number_of(existed, 'feed')} {were} there already" if existed else ""
    if not added:
        return f"Nothing was added: {there}."
    more = f"; {there}" if there else ""
    return f"Added {number_of(added, 'feed')}{more}. `newsreader refresh` fetches them."


def exit_code(summary: dict[str, int]) -> int:
    """Return 0 when all went well, 3 when nothing at all could be reached, else 1."""
    if not summary.get("failed", 0):
        return 0
    reached = summary.get("ok", 0) or summary["failed"] > summary.get("unreachable", 0)
    return EXIT_FAILED if reached else EXIT_UNREACHABLE


def worst(codes: Sequence[int]) -> int:
    """Return the exit code of several sources: 3 only where all were out of reach."""
    failed = [code for code in codes if code]
    if not failed:
        return 0
    if len(set(codes)) == 1:
        return failed[0]
    return EXIT_FAILED


def _say_offer(data: Mapping[str, Any], say: Say) -> None:
    say("This site has several feeds; the first was taken. The others:")
    for found in data["found"][1:]:
        say(f"  {found['url']}  {found['title']}")


class _Failed(EngineError):
    """What the engine could not do, with the exit code it named."""


def _failure(event: Event) -> EngineError:
    error = _Failed(str(event.data["error"]))
    error.exit_code = int(event.data.get("code") or EXIT_FAILED)
    return error
