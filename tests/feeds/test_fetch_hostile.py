"""Servers that break the rules, by accident or on purpose: an error, in time, and never a short feed."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable

import pytest

from newsreader.errors import FetchError, Refused, Unreachable
from newsreader.feeds.fetch import MAX_BYTES, Fetcher
from tests.feeds.fetching import FEED, LOCAL, fetch, fetched, refused
from tests.servers import Answer, Exchange, LoopbackServer, broken, redirect, reply

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
MEGABYTE = 1024 * 1024
LONG = str(len(FEED) + 50).encode()


def then_reset(*parts: bytes) -> Answer:
    def answer(exchange: Exchange) -> None:
        exchange.send(*parts)
        exchange.reset()

    return answer


def endless(head: bytes, part: Callable[[int], bytes]) -> Answer:
    def answer(exchange: Exchange) -> None:
        exchange.send(head)
        exchange.stream(part(number) for number in itertools.count())

    return answer


def silent_after(*parts: bytes) -> Answer:
    def answer(exchange: Exchange) -> None:
        exchange.send(*parts)
        exchange.hold()

    return answer


# --- an answer that is not whole ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(
            broken(HEAD + b"Content-Length: " + LONG + b"\r\n\r\n" + FEED), id="shorter than it says"
        ),
        pytest.param(broken(CHUNKED + b"5\r\nabcde\r\n"), id="no last chunk"),
        pytest.param(broken(CHUNKED + b"5\r\nabcde\r\n10\r\nabc"), id="half a chunk"),
        pytest.param(
            then_reset(HEAD + b"Content-Length: " + LONG + b"\r\n\r\n" + FEED), id="reset in the body"
        ),
        pytest.param(then_reset(), id="reset before the answer"),
        pytest.param(broken(), id="nothing at all"),
        pytest.param(broken(HEAD), id="half the headers"),
    ],
)
async def test_an_answer_that_breaks_off_is_an_error(server: LoopbackServer, answer: Answer) -> None:
    server.on("/feed", answer)
    sentence = await refused(Unreachable, server.url())
    assert f"{LOCAL}:{server.port}" in sentence


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(
            broken(HEAD + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n" + FEED), id="two lengths"
        ),
        pytest.param(broken(HEAD + b"Content-Length: 5, 9\r\n\r\n" + FEED), id="two lengths in one"),
        pytest.param(broken(HEAD + b"Content-Length: -5\r\n\r\n" + FEED), id="negative length"),
        pytest.param(broken(HEAD + b"Content-Length: 0x5\r\n\r\n" + FEED), id="no number"),
        pytest.param(
            broken(HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n"),
            id="a length and chunks",
        ),
        pytest.param(
            broken(HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), id="gzip in transfer"
        ),
        pytest.param(broken(HEAD + b"Transfer-Encoding: x\r\n\r\n" + FEED), id="unknown in transfer"),
        pytest.param(broken(CHUNKED + b"ZZZ\r\nabc\r\n"), id="bad chunk"),
        pytest.param(broken(CHUNKED + b"-5\r\nabcde\r\n0\r\n\r\n"), id="negative chunk"),
        pytest.param(broken(b"\x00\xff GARBAGE\r\n\r\n"), id="garbage"),
        pytest.param(broken(FEED), id="HTTP 0.9"),
        pytest.param(broken(b"ICY 200 OK\r\n\r\n" + FEED), id="another protocol"),
        pytest.param(broken(b"HTTP/9.9 200 OK\r\n\r\n" + FEED), id="another version"),
        pytest.param(broken(HEAD + b"X y\r\n\r\n" + FEED), id="header without a colon"),
        pytest.param(broken(HEAD + b"X: a\x00b\r\n\r\n" + FEED), id="NUL in a header"),
    ],
)
async def test_an_answer_against_the_rules_is_refused(server: LoopbackServer, answer: Answer) -> None:
    server.on("/feed", answer)
    with pytest.raises(FetchError) as raised:
        await fetch(server.url())
    assert type(raised.value) in (Refused, Unreachable)
    assert f"{LOCAL}:{server.port}" in str(raised.value)


async def test_bytes_behind_the_length_are_no_part_of_this_or_the_next_answer(server: LoopbackServer) -> None:
    server.on(
        "/feed",
        reply(FEED, length=len(FEED)).replace(b"Connection: close\r\n", b"") + b"HTTP/1.1 200 OK\r\n\r\nevil",
    )
    server.on("/next", reply(b"next"))
    async with Fetcher(per_second=0) as fetcher:
        for path, body in (("/feed", FEED), ("/next", b"next")):
            answer = await fetcher.fetch(server.url(path), allow_private_host=LOCAL)
            assert getattr(answer, "body", None) == body


# --- more than anybody should send --------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(endless(HEAD + b"\r\n", lambda _: b"x" * 65536), id="a body without an end"),
        pytest.param(
            endless(CHUNKED, lambda _: b"10000\r\n" + b"x" * 65536 + b"\r\n"), id="chunks without an end"
        ),
        pytest.param(
            broken(HEAD + b"Content-Length: %d\r\n\r\n" % (MAX_BYTES + 1)), id="a length over the cap"
        ),
        pytest.param(endless(HEAD, lambda n: b"X-%d: y\r\n" % n), id="headers without an end"),
        pytest.param(endless(HEAD + b"X: ", lambda _: b"y" * 1000), id="a header without an end"),
        pytest.param(endless(b"HTTP/1.1 200 ", lambda _: b"y" * 1000), id="a reason without an end"),
        pytest.param(redirect("/?" + "a" * MEGABYTE), id="a Location of a megabyte"),
        pytest.param(
            reply(gzip.compress(b"A" * 64 * MEGABYTE), headers=[("Content-Encoding", "gzip")]), id="bomb"
        ),
    ],
)
async def test_a_flood_is_stopped_at_its_cap(server: LoopbackServer, answer: Answer) -> None:
    server.on("/feed", answer)
    await refused(Refused, server.url(), deadline=20)


async def test_a_bomb_takes_little_memory(server: LoopbackServer) -> None:
    bomb = gzip.compress(b"A" * 64 * MEGABYTE)
    server.on("/feed", reply(bomb, headers=[("Content-Encoding", "gzip")]), reply(FEED))
    tracemalloc.start()
    try:
        await refused(Refused, server.url(), max_bytes=MEGABYTE)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * MEGABYTE


async def test_the_largest_document_allowed_is_taken(server: LoopbackServer) -> None:
    server.on("/just", reply(b"a" * 1000))
    server.on("/over", reply(b"a" * 1001))
    assert len((await fetched(server.url("/just"), max_bytes=1000)).body) == 1000
    await refused(Refused, server.url("/over"), max_bytes=1000)


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "zstd", "x-evil"])
async def test_a_coding_that_was_not_offered_is_refused(server: LoopbackServer, coding: str) -> None:
    server.on("/feed", reply(FEED, headers=[("Content-Encoding", coding)]))
    assert "cannot be read" in await refused(Refused, server.url())


async def test_two_codings_in_two_headers_are_stacked_as_well(server: LoopbackServer) -> None:
    twice = gzip.compress(gzip.compress(FEED))
    server.on("/feed", reply(twice, headers=[("Content-Encoding", "gzip"), ("Content-Encoding", "gzip")]))
    assert "more than once" in await refused(Refused, server.url())


async def test_a_gzip_body_cut_short_is_an_error_though_its_length_is_right(server: LoopbackServer) -> None:
    server.on("/feed", reply(gzip.compress(FEED * 50)[:-20], headers=[("Content-Encoding", "gzip")]))
    assert "ends too early" in await refused(Refused, server.url())


# --- time ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        pytest.param(silent_after(), "did not answer", id="nothing"),
        pytest.param(silent_after(HEAD), "did not answer", id="half the headers"),
        pytest.param(
            endless(b"", lambda _: b"HTTP/1.1 100 Continue\r\n\r\n"), "did not answer", id="soon, soon"
        ),
        pytest.param(silent_after(HEAD + b"\r\nabc"), "too slowly", id="half a body"),
        pytest.param(
            endless(CHUNKED + b"5;", lambda _: b"x" * 100), "too slowly", id="an endless chunk head"
        ),
    ],
)
async def test_one_deadline_covers_the_whole_answer(
    server: LoopbackServer, answer: Answer, says: str
) -> None:
    server.on("/feed", answer)
    sentence = await refused(Unreachable, server.url(), deadline=0.2)
    assert says in sentence
    assert "0.2 seconds" in sentence


async def test_the_deadline_covers_all_redirects_together(server: LoopbackServer) -> None:
    proceed = threading.Event()

    def slow_redirect(exchange: Exchange) -> None:
        proceed.wait(0.3)
        exchange.send(redirect("/feed"))

    server.on("/from", slow_redirect)
    server.on("/feed", silent_after())
    begun = time.monotonic()
    await refused(Unreachable, server.url("/from"), deadline=0.4)
    assert time.monotonic() - begun < 0.65


async def test_looking_a_name_up_counts_too() -> None:
    async def never(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    assert "slow.example did not answer" in await refused(
        Unreachable, "http://slow.example/", deadline=0.1, lookup=never
    )


async def test_waiting_for_a_place_does_not_count(server: LoopbackServer) -> None:
    server.on("/slow", silent_after())
    server.on("/feed", reply(FEED))
    async with Fetcher(per_host=1, per_second=0) as fetcher:
        first = asyncio.create_task(
            fetcher.fetch(server.url("/slow"), allow_private_host=LOCAL, deadline=0.3)
        )
        await asyncio.sleep(0)
        await fetcher.fetch(server.url(), allow_private_host=LOCAL, deadline=0.2)
        with pytest.raises(Unreachable):
            await first


async def test_a_fetch_that_is_called_off_gives_its_place_back(server: LoopbackServer) -> None:
    arrived = threading.Event()

    def hold(exchange: Exchange) -> None:
        arrived.set()
        exchange.hold()

    server.on("/slow", hold)
    server.on("/feed", reply(FEED))
    async with Fetcher(per_host=1, per_second=0) as fetcher:
        first = asyncio.create_task(fetcher.fetch(server.url("/slow"), allow_private_host=LOCAL))
        await asyncio.to_thread(arrived.wait, 5)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        await fetcher.fetch(server.url(), allow_private_host=LOCAL, deadline=2)


async def test_one_bad_server_delays_no_other(server: LoopbackServer) -> None:
    server.on("/slow", silent_after())
    server.on("/feed", reply(FEED))

    async def anywhere(host: str, port: int) -> list[str]:
        return [LOCAL]

    async with Fetcher(per_second=0, lookup=anywhere, private=lambda address: False) as fetcher:
        slow = [
            asyncio.create_task(fetcher.fetch(server.url("/slow", f"bad{n}.example"), deadline=1))
            for n in range(20)
        ]
        answer = await fetcher.fetch(server.url("/feed", "good.example"), deadline=0.9)
        assert getattr(answer, "body", None) == FEED
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)


# --- nobody there -------------------------------------------------------------------------------------


async def test_a_closed_port_is_told(server: LoopbackServer) -> None:
    gone = LoopbackServer()
    with gone:
        pass
    assert "refused the connection" in await refused(Unreachable, gone.url())


@pytest.mark.parametrize("host", ["nowhere.invalid", "a." * 100 + "invalid"])
async def test_a_host_that_is_not_there_is_told(host: str) -> None:
    async def not_there(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    assert "There is no host" in await refused(Unreachable, f"https://{host}/", lookup=not_there)


async def test_no_network_is_told() -> None:
    async def offline(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    assert "is there a network?" in await refused(Unreachable, "https://example.com/", lookup=offline)


async def test_a_name_without_addresses_is_told() -> None:
    async def empty(host: str, port: int) -> list[str]:
        return []

    assert "There is no host" in await refused(Unreachable, "https://example.com/", lookup=empty)
