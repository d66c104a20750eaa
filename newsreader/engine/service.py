"""The engine as a service: requests come as lines of JSON, events go out as such (see `engine.client`).

Each request runs as a task of its own and ends with exactly one `done` or `failed`.  The process ends in
an orderly way on `quit`, on SIGTERM, and when standard input closes because the screen is gone: what is
being written is committed, what is being fetched or parsed is dropped.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from newsreader import __version__
from newsreader.engine.add import Source, add, import_list, read
from newsreader.engine.annotate import Annotator
from newsreader.engine.copying import DailyCopy
from newsreader.engine.kit import Kit, Tell
from newsreader.engine.refresh import Refresher, exit_code
from newsreader.engine.schedule import Mode
from newsreader.engine.wire import article_to_json
from newsreader.errors import NewsreaderError, UsageError
from newsreader.text.clean import clean_line

MAX_LINE = 24 * 1024 * 1024
"""Bytes of a request: standard input of 16 MiB in base64 and some more."""
DUE_EVERY = 60.0
"""Seconds between two looks for feeds that are due, while somebody watches."""

Send = Callable[[Mapping[str, Any]], None]
Data = Mapping[str, Any]
Handler = Callable[[Data, Tell], Awaitable[dict[str, Any] | None]]

log = logging.getLogger(__name__)


class Service:
    """Takes requests and sends events; used within one event loop.

    `send` is handed each event; `due_every` is in seconds.
    """

    def __init__(self, kit: Kit, send: Send, *, due_every: float = DUE_EVERY) -> None:
        self._kit = kit
        self._send = send
        self._due_every = due_every
        self._annotator = Annotator(kit, self._teller(0))
        self._refresher = Refresher(kit)
        self._copy = DailyCopy(kit.store.path)
        self._requests: dict[int, asyncio.Task[None]] = {}
        self._watch: asyncio.Task[None] | None = None
        self._stopped = asyncio.Event()
        self._purged = False
        self._handlers: dict[str, Handler] = {
            "refresh": self._do_refresh,
            "add": self._do_add,
            "import": self._do_import,
            "read": self._do_read,
            "annotate": self._do_annotate,
            "annotate_all": self._do_annotate_all,
            "watch": self._do_watch,
            "cancel": self._do_cancel,
            "quit": self._do_quit,
        }

    async def run(self) -> None:
        """Serve until told to stop, then end what is under way."""
        self._send({"event": "ready", "id": 0, "version": __version__})
        await self._stopped.wait()
        tasks = [*self._requests.values(), *([self._watch] if self._watch else [])]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        await self._copy.close()
        await self._annotator.close()
        await self._kit.workshop.close()
        await self._kit.fetcher.close()

    def stop(self) -> None:
        """End soon."""
        self._stopped.set()

    def receive(self, line: bytes) -> None:
        """Take one line from the client; what is no request is told of and otherwise ignored."""
        if len(line) > MAX_LINE:
            self._refuse("A request was longer than any that makes sense, and was ignored.")
            return
        try:
            request = json.loads(line)
            number, name = request["id"], request["do"]
        except (ValueError, KeyError, TypeError, RecursionError):
            self._refuse("Something that is no request was ignored.")
            return
        handler = self._handlers.get(name) if isinstance(name, str) else None
        if type(number) is not int or number in self._requests or handler is None:
            known = number if type(number) is int and number not in self._requests else 0
            self._refuse("The engine knows no such request.", known)
            return
        task = asyncio.get_running_loop().create_task(self._serve(number, handler, request))
        self._requests[number] = task
        task.add_done_callback(lambda _: self._requests.pop(number, None))

    # --- inside -------------------------------------------------------------------------------------

    def _refuse(self, why: str, number: int = 0) -> None:
        self._send({"event": "failed", "id": number, "error": why, "code": 2})

    def _teller(self, number: int) -> Tell:
        def tell(event: str, /, **data: object) -> None:
            self._send({"event": event, "id": number, **data})

        return tell

    async def _serve(self, number: int, handler: Handler, data: Data) -> None:
        """Run one request, and end it with one `done` or `failed`."""
        tell = self._teller(number)
        try:
            result = await handler(data, tell)
        except asyncio.CancelledError:
            tell("done", cancelled=True)
        except NewsreaderError as error:
            self._fail(tell, data, str(error), exit_code(error))
        except Exception:
            log.exception("%s failed unexpectedly", data["do"])
            self._fail(tell, data, "Something unexpected went wrong; the details are in the log.", 1)
        else:
            tell("done", **(result or {}))
        if not self._stopped.is_set():
            self._annotator.kick()

    def _fail(self, tell: Tell, data: Data, error: str, code: int) -> None:
        source = {"source": data["source"]} if "source" in data else {}
        tell("failed", error=clean_line(error), code=code, **source)

    # --- requests -----------------------------------------------------------------------------------

    async def _do_refresh(self, data: Data, tell: Tell) -> dict[str, Any]:
        ids, mode = data.get("feeds"), data.get("mode", "all")
        if mode not in ("due", "all", "named"):
            raise UsageError("A refresh is of what is due, of all, or of feeds named.")
        if ids is not None and not (isinstance(ids, list) and all(type(i) is int for i in ids)):
            raise UsageError("Feeds are named by their numbers.")
        return await self._refresh(ids, cast(Mode, mode), tell)

    async def _refresh(self, ids: list[int] | None, mode: Mode, tell: Tell) -> dict[str, Any]:
        def tell_and_annotate(event: str, /, **told: object) -> None:
            tell(event, **told)
            if event == "feed" and (told.get("new") or told.get("revised")):
                self._annotator.kick()

        summary = await self._refresher.refresh(ids, mode, tell_and_annotate)
        if not self._purged:
            self._purged = True
            self._kit.store.purge_by_clock(self._kit.now)  # in the background; nobody waits for it
        self._copy.make_if_due()
        return {"summary": asdict(summary)}

    async def _do_add(self, data: Data, tell: Tell) -> None:
        await add(self._kit, _source(data), tell)

    async def _do_import(self, data: Data, tell: Tell) -> None:
        await import_list(self._kit, _source(data), tell)

    async def _do_read(self, data: Data, tell: Tell) -> None:
        article = await read(self._kit, _source(data))
        tell("article", article=article_to_json(article))

    async def _do_annotate(self, data: Data, tell: Tell) -> None:
        article = data.get("article")
        if type(article) is not int:
            raise UsageError("An article is named by its number.")
        await self._annotator.one(article, lambda a: tell("article", article=article_to_json(a)))

    async def _do_annotate_all(self, data: Data, tell: Tell) -> dict[str, Any]:
        annotated = await self._annotator.all(tell)
        await self._copy.made()  # a timer's refresh ends with this, and may be all that ever runs
        return {"annotated": annotated}

    async def _do_watch(self, data: Data, tell: Tell) -> None:
        """Refresh what is due, now and every minute, until told otherwise."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if data.get("on", True):
            self._watch = asyncio.get_running_loop().create_task(self._keep_watch())

    async def _keep_watch(self) -> None:
        await self._kit.workshop.warm()
        while True:
            try:
                await self._refresh(None, "due", self._teller(0))
            except NewsreaderError as error:
                self._refuse(clean_line(str(error)))
            await asyncio.sleep(self._due_every)

    async def _do_cancel(self, data: Data, tell: Tell) -> None:
        """Cancel a request, or all; done once they have ended."""
        wanted = data.get("request")
        meant = [
            task
            for number, task in self._requests.items()
            if task is not asyncio.current_task() and wanted in (None, number)
        ]
        for task in meant:
            task.cancel()
        if meant:
            await asyncio.wait(meant)

    async def _do_quit(self, data: Data, tell: Tell) -> None:
        """End; with `drain` only once everything asked for is done."""
        if data.get("drain"):
            others = [task for task in self._requests.values() if task is not asyncio.current_task()]
            if others:
                await asyncio.wait(others)
            await self._annotator.all(tell)
        self.stop()


def _source(data: Data) -> Source:
    """Read the fields that name a source.  Raises `UsageError`."""
    source, cwd, text = data.get("source"), data.get("cwd", ""), data.get("text", "")
    folder, take = data.get("folder", ""), data.get("take", "first")
    if not all(isinstance(value, str) for value in (source, cwd, text, folder)):
        raise UsageError("A source is named by a text.")
    if take not in ("first", "offer"):
        raise UsageError("Of several feeds, the first is taken or all are offered.")
    try:
        decoded = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise UsageError("Standard input did not arrive whole.") from None
    return Source(cast(str, source), Path(cwd), decoded, clean_line(folder.strip("/")), take)
