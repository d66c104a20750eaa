"""The engine as a process, through its client: asked, killed, started again, closed."""

from __future__ import annotations

import base64
import json
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from newsreader.engine.client import EngineClient
from newsreader.engine.launch import python_command
from newsreader.errors import EngineError
from newsreader.models import Event, HeadlineQuery
from newsreader.store.store import Store
from tests.engine.telling import FEED, item, rss
from tests.servers import Exchange, LoopbackServer, reply

PATIENCE = 20.0


class Talk:
    """A client, and everything its engine said, in order."""

    def __init__(self, library: Path, **more: Any) -> None:
        self.library = library
        self._events: queue.Queue[Event] = queue.Queue()
        config = library.with_name("config.toml")
        config.write_text("[refresh]\nfloor = 0\n")
        self.client = EngineClient(library, config, self._events.put, **more)

    def next(self) -> Event:
        return self._events.get(timeout=PATIENCE)

    def until(self, name: str, request: int | None = None) -> list[Event]:
        """Return the events up to the first of this name (and request)."""
        heard: list[Event] = []
        while True:
            heard.append(self.next())
            if heard[-1].name == name and request in (None, heard[-1].request):
                return heard

    def ask(self, do: str, **data: object) -> list[Event]:
        """Send a request; return its own events, its end last."""
        number = self.client.request(do, **data)
        heard: list[Event] = []
        while not heard or heard[-1].name not in ("done", "failed"):
            event = self.next()
            if event.request == number:
                heard.append(event)
        return heard

    @property
    def pid(self) -> int:
        assert self.client.pid is not None
        return self.client.pid


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    """An engine that no test harms, so that one is enough."""
    one = Talk(tmp_path_factory.mktemp("steady") / "library.db")
    yield one
    one.client.close()


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    one = Talk(tmp_path / "library.db", restart_every=0.0)
    yield one
    one.client.close()


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as one:
        yield one


def test_the_engine_says_when_it_is_ready(steady: Talk) -> None:
    assert steady.next().name == "ready"


def test_a_request_is_answered_and_ends_once(steady: Talk, server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    added, end = steady.ask("add", source=server.url(), cwd="/", take="first")
    assert (added.name, end.name) == ("added", "done")
    assert added.data["title"] == "The Harbour Gazette"
    *events, end = steady.ask("refresh", feeds=None, mode="all")
    assert end.data["summary"] == {
        "ok": 1,
        "failed": 0,
        "unreachable": 0,
        "new": 0,
        "revised": 0,
        "skipped": 0,
    }
    assert [event.name for event in events] == ["progress", "feed", "progress"]
    store = Store.open(steady.library)
    assert len(store.query.page(HeadlineQuery())) == 3
    store.close()


def test_what_fails_says_why_and_what_it_was(steady: Talk) -> None:
    (end,) = steady.ask("add", source="gopher://example.com", cwd="/")
    assert (end.name, end.data["code"], end.data["source"]) == ("failed", 1, "gopher://example.com")
    assert end.data["error"].endswith(".")


@pytest.mark.parametrize(
    ("do", "data"),
    [
        ("dance", {}),
        ("refresh", {"mode": "twice"}),
        ("refresh", {"feeds": ["one"]}),
        ("add", {"source": 5}),
        ("add", {"source": "-", "text": "not base64!"}),
        ("annotate", {"article": "one"}),
        ("annotate", {"article": 99}),
    ],
)
def test_a_request_that_makes_no_sense_fails_alone(steady: Talk, do: str, data: dict[str, Any]) -> None:
    (end,) = steady.ask(do, **data)
    assert (end.name, end.data["code"]) == ("failed", 2)
    assert [event.name for event in steady.ask("cancel")] == ["done"]


def test_a_hung_server_can_be_cancelled(steady: Talk, server: LoopbackServer) -> None:
    reached = threading.Event()

    def hang(exchange: Exchange) -> None:
        reached.set()
        exchange.hold()

    server.on("/feed", hang)
    number = steady.client.request("add", source=server.url(), cwd="/")
    assert reached.wait(PATIENCE)
    cancel = steady.client.request("cancel", request=number)
    assert steady.until("done", number)[-1].data == {"cancelled": True}
    assert steady.until("done", cancel)


def test_a_killed_engine_is_started_again_and_what_was_asked_of_it_fails(
    talk: Talk, server: LoopbackServer
) -> None:
    reached = threading.Event()

    def hang(exchange: Exchange) -> None:
        reached.set()
        exchange.hold()

    server.on("/slow", hang)
    talk.until("ready")
    first = talk.pid
    number = talk.client.request("add", source=server.url("/slow"), cwd="/")
    assert reached.wait(PATIENCE)
    os.kill(first, signal.SIGKILL)
    heard = talk.until("restarted")
    assert [(event.name, event.request) for event in heard] == [("failed", number), ("restarted", 0)]
    assert talk.pid != first
    assert talk.ask("cancel")[-1].name == "done"


def test_a_killed_engine_leaves_no_child_behind(talk: Talk, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(FEED)
    assert talk.ask("add", source="feed.xml", cwd=str(tmp_path))[-1].name == "done"
    family = descendants(talk.pid)
    assert len(family) >= 2  # the nursery and a child at least
    os.kill(talk.pid, signal.SIGKILL)
    talk.until("restarted")
    wait_until(lambda: not any(map(alive, family)))


def test_closing_ends_the_engine_and_its_children(talk: Talk, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(FEED)
    talk.ask("add", source="feed.xml", cwd=str(tmp_path))
    family = [talk.pid, *descendants(talk.pid)]
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    talk.client.close()
    wait_until(lambda: not any(map(alive, family)))
    assert not before or len(list(Path("/proc/self/fd").iterdir())) == before - 2
    with pytest.raises(EngineError):
        talk.client.request("cancel")


def test_an_engine_that_does_not_listen_is_killed_after_a_while(talk: Talk) -> None:
    talk.until("ready")
    pid = talk.pid
    os.kill(pid, signal.SIGSTOP)
    talk.client.close(wait=0.1)
    assert not alive(pid)


def test_a_refresh_that_is_killed_leaves_nothing_half_done_for_whole(
    talk: Talk, server: LoopbackServer
) -> None:
    store = Store.open(talk.library)
    many = rss(*(item(number) for number in range(600)))
    for number in range(6):
        server.on(f"/{number}", reply(many, headers=[("ETag", f'"{number}"')]))
        store.add_feed(server.url(f"/{number}"), at=1).result()
    talk.client.request("refresh", feeds=None, mode="all")
    talk.until("feed")
    os.kill(talk.pid, signal.SIGKILL)
    talk.until("restarted")
    assert store.query.check() == []
    for feed in store.query.feeds():
        validators = store.query.feed_state(feed.id).validators
        assert feed.counts.total == 600 or not validators
    talk.ask("refresh", feeds=None, mode="all")
    assert [feed.counts.total for feed in store.query.feeds()] == [600] * 6
    store.close()


def test_sigterm_ends_the_engine_in_an_orderly_way(talk: Talk, server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    talk.ask("add", source=server.url(), cwd="/")
    os.kill(talk.pid, signal.SIGTERM)
    talk.until("restarted")
    store = Store.open(talk.library)
    assert store.query.check() == []
    store.close()


def test_an_engine_that_cannot_open_its_library_says_why_and_is_not_tried_for_ever(tmp_path: Path) -> None:
    library = tmp_path / "library.db"
    library.write_bytes(b"this is no library" * 100)
    talk = Talk(library, restart_every=30.0)
    number = talk.client.request("refresh", feeds=None, mode="all")
    heard = talk.until("failed", number)
    assert "is no newsreader library" in heard[-1].data["error"]
    with pytest.raises(EngineError, match="cannot be started"):
        talk.client.request("cancel")
    talk.client.close()


def test_a_watch_refreshes_what_is_due_and_goes_on_after_a_death(talk: Talk, server: LoopbackServer) -> None:
    server.on("/a", reply(FEED))
    server.on("/b", reply(FEED))
    store = Store.open(talk.library)
    store.add_feed(server.url("/a"), at=1).result()
    talk.client.request("watch", on=True)
    assert talk.until("feed")[-1].data["new"] == 3
    store.add_feed(server.url("/b"), at=1).result()
    store.close()
    os.kill(talk.pid, signal.SIGKILL)
    assert talk.until("feed")[-1].data["new"] == 3


def test_standard_input_goes_along_with_a_request(steady: Talk) -> None:
    text = base64.b64encode(FEED).decode()
    added, end = steady.ask("add", source="-", cwd="/", text=text)
    assert (added.data["new"], end.name) == (3, "done")


def test_quit_ends_it_and_drain_first_does_what_was_asked(talk: Talk, server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    add = talk.client.request("add", source=server.url(), cwd="/")
    leave = talk.client.request("quit", drain=True)
    heard = talk.until("done", leave)
    assert [event.name for event in heard if event.request == add] == ["added", "done"]


# --- the process by hand -------------------------------------------------------------------------------


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    command, environment = python_command("newsreader.engine", "--library", str(tmp_path / "library.db"))
    environment["NEWSREADER_CONFIG"] = str(tmp_path / "none.toml")
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with process:
        yield process
        process.kill()


def lines(process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)


def test_junk_is_told_of_and_ignored(engine: subprocess.Popen[bytes]) -> None:
    assert engine.stdin is not None
    for junk in (b"junk", b"[1]", b'{"id": 1}', b"\xff\xfe", b"{" * 3000, b'{"id":"a","do":"add"}', b"null"):
        engine.stdin.write(junk + b"\n")
    engine.stdin.write(b"x" * (25 << 20) + b"\n")
    engine.stdin.write(b'{"id": 7, "do": "cancel"}\n')
    engine.stdin.flush()
    heard = list(islice(lines(engine), 10))
    assert [(event["event"], event["id"]) for event in heard] == [
        ("ready", 0),
        *[("failed", 0)] * 8,
        ("done", 7),
    ]


def test_it_ends_when_its_input_closes(engine: subprocess.Popen[bytes]) -> None:
    assert engine.stdin is not None and engine.stderr is not None
    engine.stdin.close()
    assert [event["event"] for event in lines(engine)] == ["ready"]
    assert engine.wait(PATIENCE) == 0
    assert engine.stderr.read() == b""


def test_a_module_in_the_working_folder_is_not_imported(tmp_path: Path) -> None:
    (tmp_path / "sqlite3.py").write_text("raise SystemExit('caught')")
    (tmp_path / "feedparser.py").write_text("raise SystemExit('caught')")
    (tmp_path / "feed.xml").write_bytes(FEED)
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        talk = Talk(tmp_path / "library.db")
        assert talk.ask("add", source="feed.xml", cwd=str(tmp_path))[0].data["new"] == 3
        talk.client.close()
    finally:
        os.chdir(here)


# --- helpers -------------------------------------------------------------------------------------------


def descendants(pid: int) -> list[int]:
    """Return a process's children and theirs."""
    found = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    parents = {int(child): int(parent) for child, parent in map(str.split, found.stdout.splitlines())}
    family = [pid]
    for one in family:
        family += [child for child, parent in parents.items() if parent == one and child not in family]
    return family[1:]


def alive(pid: int) -> bool:
    found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.strip()[:1] not in ("", "Z")


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for something that another process does and tells nobody."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        threading.Event().wait(0.01)
