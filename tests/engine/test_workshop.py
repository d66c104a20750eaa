"""Children that hang, crash, eat memory or talk nonsense cost their own job a sentence, and no more."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from newsreader.engine.child import JobLost
from newsreader.engine.children import Nursery, Spawner
from newsreader.engine.launch import python_command
from newsreader.engine.workshop import Workshop
from newsreader.errors import NotAFeed, ParseError

HERE = "tests.engine.stranger_jobs"
NAMES = "echo spin swallow crash leave chatter refuse be_a_page stumble niceness wait_for"
JOBS = tuple(f"{HERE}:{name}" for name in NAMES.split())


def job(name: str) -> str:
    return f"{HERE}:{name}"


@pytest.fixture
async def workshop() -> AsyncIterator[Workshop]:
    shop = Workshop(JOBS, bulk=2)
    yield shop
    await shop.close()


async def say(shop: Workshop, word: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await shop.run(job("echo"), {"say": word}, **more)
    return answer


async def test_a_job_gets_message_and_bytes_and_gives_plain_data(workshop: Workshop) -> None:
    answer = await workshop.run(job("echo"), {"say": "é \ud800"}, b"x" * 3_000_000)
    assert (answer["said"], answer["bytes"]) == ("é \ud800", 3_000_000)
    assert answer["pid"] != os.getpid()


@pytest.mark.parametrize("parent", [Nursery, Spawner])
async def test_children_are_forked_or_spawned_alike(parent: Callable[..., Any]) -> None:
    shop = Workshop(JOBS, bulk=1, parent=parent)
    try:
        assert (await say(shop, "hello"))["said"] == "hello"
        with pytest.raises(JobLost, match=r"longer than 0\.2 seconds"):
            await shop.run(job("spin"), deadline=0.2)
        assert (await say(shop, "again"))["said"] == "again"
    finally:
        await shop.close()


async def test_a_child_that_hangs_is_stopped_at_its_deadline_and_replaced(workshop: Workshop) -> None:
    before = (await say(workshop, "a"))["pid"]
    with pytest.raises(JobLost, match="given up"):
        await workshop.run(job("spin"), deadline=0.2)
    after = (await say(workshop, "b"))["pid"]
    assert after != before


async def test_a_child_that_eats_memory_is_stopped_before_the_machine_suffers(workshop: Workshop) -> None:
    with pytest.raises(JobLost, match="more memory"):
        await workshop.run(job("swallow"))
    assert (await say(workshop, "still here"))["said"] == "still here"


async def test_a_child_that_ended_while_idle_is_replaced_before_the_next_job(workshop: Workshop) -> None:
    pid = (await say(workshop, "hello", urgency="user"))["pid"]
    os.kill(pid, signal.SIGKILL)
    await until(lambda: not alive(pid))
    assert (await say(workshop, "again", urgency="user"))["pid"] != pid


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
async def test_a_nursery_that_ended_is_replaced_with_its_children(workshop: Workshop) -> None:
    pid = (await say(workshop, "hello", urgency="user"))["pid"]
    nursery = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    os.kill(nursery, signal.SIGKILL)
    await until(lambda: not alive(pid))
    assert (await say(workshop, "again", urgency="user"))["said"] == "again"


@pytest.mark.parametrize("end", ["crash", "leave"])
async def test_a_child_that_ends_costs_its_job_one_sentence(workshop: Workshop, end: str) -> None:
    with pytest.raises(JobLost, match="ended the process"):
        await workshop.run(job(end))
    assert (await say(workshop, "next"))["said"] == "next"


async def test_what_a_library_prints_does_not_get_among_the_answers(workshop: Workshop) -> None:
    assert await workshop.run(job("chatter")) == ""
    assert (await say(workshop, "next"))["said"] == "next"


async def test_a_jobs_own_error_comes_back_as_what_it_was(workshop: Workshop) -> None:
    with pytest.raises(ParseError, match="There is nothing in it"):
        await workshop.run(job("refuse"))
    with pytest.raises(NotAFeed, match="This is a page") as caught:
        await workshop.run(job("be_a_page"))
    assert [feed.url for feed in caught.value.found] == ["https://example.com/feed"]


async def test_an_error_nobody_expected_is_logged_and_told_in_a_sentence(
    workshop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(JobLost, match="stumbled") as caught:
        await workshop.run(job("stumble"))
    assert "nought" not in str(caught.value)
    assert "ZeroDivisionError: by nought" in caplog.text


async def test_only_the_jobs_it_was_made_for_are_run(workshop: Workshop) -> None:
    with pytest.raises(ValueError, match="no job of this workshop"):
        await workshop.run("os:system")


async def test_the_time_a_job_waits_for_a_child_does_not_count() -> None:
    shop = Workshop(JOBS, bulk=1)
    try:
        slow = asyncio.create_task(shop.run(job("spin"), deadline=0.6))
        waiting = [asyncio.create_task(say(shop, str(n), deadline=0.3)) for n in range(3)]
        assert [answer["said"] for answer in await asyncio.gather(*waiting)] == ["0", "1", "2"]
        assert slow.done()
    finally:
        await shop.close()


async def test_what_the_user_waits_for_has_a_child_of_its_own(workshop: Workshop) -> None:
    hung = [asyncio.create_task(workshop.run(job("spin"), deadline=1.0)) for _ in range(2)]
    answer = await say(workshop, "now", urgency="user")
    assert answer["said"] == "now"
    assert not any(task.done() for task in hung)
    await asyncio.gather(*hung, return_exceptions=True)


async def test_the_kept_child_is_ready_once_something_is_read(workshop: Workshop) -> None:
    await say(workshop, "a document", urgency="refresh")
    kept = workshop._seats[0]
    await until(lambda: kept.child is not None and not kept.busy)
    assert kept.child is not None
    assert (await say(workshop, "now", urgency="user"))["pid"] == kept.child.pid


async def test_urgent_jobs_go_before_those_in_the_background(tmp_path: Path) -> None:
    shop = Workshop(JOBS, bulk=1)
    order: list[str] = []

    async def note(word: str, urgency: Any) -> None:
        await say(shop, word, urgency=urgency)
        order.append(word)

    gate = tmp_path / "gate"
    os.mkfifo(gate)
    try:
        blocked = asyncio.create_task(shop.run(job("wait_for"), {"path": str(gate)}))
        opened = await asyncio.to_thread(gate.open, "wb")
        waiting = [
            asyncio.create_task(note("annotation", "background")),
            asyncio.create_task(note("refresh", "refresh")),
        ]
        await asyncio.sleep(0)
        opened.close()
        await asyncio.gather(blocked, *waiting)
        assert order == ["refresh", "annotation"]
    finally:
        await shop.close()


async def test_background_work_stands_back_and_the_kept_child_does_not(workshop: Workshop) -> None:
    here = os.nice(0)
    assert await workshop.run(job("niceness"), urgency="user") == here
    assert await workshop.run(job("niceness"), urgency="refresh") > here


async def test_a_job_that_nobody_waits_for_any_more_is_not_begun(workshop: Workshop) -> None:
    hung = [asyncio.create_task(workshop.run(job("spin"), deadline=0.5)) for _ in range(2)]
    await asyncio.sleep(0)
    unwanted = asyncio.create_task(workshop.run(job("crash")))
    await asyncio.sleep(0)
    unwanted.cancel()
    await asyncio.gather(*hung, return_exceptions=True)
    assert (await say(workshop, "next"))["said"] == "next"


async def test_children_end_after_a_while_without_work() -> None:
    shop = Workshop(JOBS, bulk=1, idle_seconds=0.01)
    try:
        pid = (await say(shop, "hello"))["pid"]
        await until(lambda: not alive(pid))
        assert (await say(shop, "again"))["said"] == "again"
    finally:
        await shop.close()


async def test_closing_ends_all_children_and_cancels_what_waits() -> None:
    shop = Workshop(JOBS, bulk=1)
    pid = (await say(shop, "hello"))["pid"]
    jobs = [asyncio.create_task(shop.run(job("spin"))) for _ in range(3)]
    await asyncio.sleep(0)
    await shop.close()
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert all(isinstance(result, asyncio.CancelledError) for result in results)
    await until(lambda: not alive(pid))


_ENGINE = """
import asyncio
from newsreader.engine.workshop import Workshop
ECHO, SPIN = "tests.engine.stranger_jobs:echo", "tests.engine.stranger_jobs:spin"
async def main():
    shop = Workshop((ECHO, SPIN), bulk=1)
    places = ("user", "refresh")
    pids = [(await shop.run(ECHO, {"say": ""}, urgency=place))["pid"] for place in places]
    jobs = [asyncio.create_task(shop.run(SPIN, urgency=place)) for place in places]
    await asyncio.sleep(0)
    print(*pids, flush=True)
    await asyncio.gather(*jobs)
asyncio.run(main())
"""


async def test_an_engine_that_is_killed_leaves_no_child_behind() -> None:
    _, environment = python_command("unused")
    engine = subprocess.Popen([sys.executable, "-c", _ENGINE], stdout=subprocess.PIPE, env=environment)
    assert engine.stdout is not None
    with engine, engine.stdout as lines:
        pids = [int(word) for word in (await asyncio.to_thread(lines.readline)).split()]
        assert len(pids) == 2 and all(alive(pid) for pid in pids)
        engine.kill()
        await until(lambda: not any(alive(pid) for pid in pids))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return not sys.platform.startswith("linux")


async def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something that another process does and tells nobody."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.005)
