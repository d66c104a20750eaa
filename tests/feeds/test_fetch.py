"""Fetching as a good neighbour: what is asked, what is sent along, what is kept for the next time."""

from __future__ import annotations

import asyncio
import base64
import gzip
import random
import re
import threading
import zlib

import pytest

from newsreader.errors import HTTPError, Refused
from newsreader.feeds.fetch import MAX_VALIDATOR, Fetcher
from newsreader.feeds.pace import Pace
from newsreader.models import Fetched, NotModified, Validators
from tests.feeds.fetching import FEED, LOCAL, fetch, fetched, refused, sent
from tests.servers import Exchange, LoopbackServer, broken, redirect, reply

ETAG, MODIFIED = 'W/"a \\"b,c"', "Mon, 06 Sep 2021 00:01:00 GMT"
KNOWN = Validators(ETAG, MODIFIED)


# --- a document ---------------------------------------------------------------------------------------


async def test_a_document_comes_with_what_its_headers_say(server: LoopbackServer) -> None:
    server.on(
        "/feed",
        reply(
            FEED,
            content_type='Application/RSS+XML; Charset="UTF-8"',
            headers=[("ETag", ETAG), ("Last-Modified", MODIFIED), ("Cache-Control", "max-age=1800")],
        ),
    )
    assert await fetched(server.url()) == Fetched(
        url=server.url(),
        body=FEED,
        final_url=server.url(),
        content_type="application/rss+xml",
        charset="utf-8",
        validators=KNOWN,
        max_age=1800,
        modified=1630886460,
    )


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", gzip.compress(FEED)), ("deflate", zlib.compress(FEED)), ("deflate", zlib.compress(FEED)[2:-4])],
    ids=["gzip", "zlib", "raw deflate"],
)
async def test_a_squeezed_body_is_unpacked(server: LoopbackServer, coding: str, body: bytes) -> None:
    server.on("/feed", reply(body, headers=[("Content-Encoding", coding)]))
    assert (await fetched(server.url())).body == FEED


async def test_chunks_and_an_end_without_a_length_are_read(server: LoopbackServer) -> None:
    server.on(
        "/chunks",
        broken(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
    )
    server.on("/end", broken(b"HTTP/1.0 200 OK\r\n\r\nabcde"))
    assert (await fetched(server.url("/chunks"))).body == b"abcde"
    assert (await fetched(server.url("/end"))).body == b"abcde"


async def test_odd_content_types_do_no_harm(server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED, content_type="text/\u202exml;charset=\u200butf-8 ; x"))
    answer = await fetched(server.url())
    assert (answer.content_type, answer.charset) == ("text/xml", "utf-8")


# --- what is sent -------------------------------------------------------------------------------------


async def test_the_reader_says_who_it_is_and_what_it_reads(server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    await fetch(server.url("/feed?a=%7E&b#top"))
    headers = sent(server)
    assert server.asked()[0].target == "/feed?a=%7E&b"
    assert re.fullmatch(r"newsreader/[0-9.]+ \(\+https?://\S+\)", headers["user-agent"])
    assert headers["accept-encoding"] == "gzip, deflate"
    for kind in ("application/rss+xml", "application/atom+xml", "application/feed+json", "text/html"):
        assert kind in headers["accept"]
    assert not headers.keys() & {"cookie", "referer", "authorization", "if-none-match", "if-modified-since"}


async def test_no_cookie_and_no_referer_is_ever_sent(server: LoopbackServer) -> None:
    server.on("/from", redirect(server.url(), 302, ("Set-Cookie", "track=1; Path=/")))
    server.on("/feed", reply(FEED, headers=[("Set-Cookie", "track=2")]))
    async with Fetcher(per_second=0) as fetcher:
        for _ in range(2):
            await fetcher.fetch(server.url("/from"), allow_private_host=LOCAL)
    assert not any(request.header("Cookie") or request.header("Referer") for request in server.requests)


async def test_proxies_and_passwords_of_the_environment_are_not_used(
    server: LoopbackServer,
    other: LoopbackServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text(f"machine {LOCAL} login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, other.url("/"))
    server.on("/feed", reply(FEED))
    await fetch(server.url())
    assert "authorization" not in sent(server)
    assert other.requests == []


# --- validators ---------------------------------------------------------------------------------------


async def test_both_validators_go_back_byte_for_byte(server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED, headers=[("ETag", ETAG), ("Last-Modified", MODIFIED)]), reply(status=304))
    first = await fetched(server.url())
    assert await fetch(server.url(), first.validators) == NotModified(server.url(), KNOWN)
    headers = sent(server)
    assert (headers["if-none-match"], headers["if-modified-since"]) == (ETAG, MODIFIED)


@pytest.mark.parametrize("validator", ["0", "garbage é 漢", "unquoted", "a, b", '"\t"'])
async def test_a_validator_is_opaque(server: LoopbackServer, validator: str) -> None:
    server.on("/feed", reply(FEED, headers=[("ETag", validator), ("Last-Modified", validator)]))
    first = await fetched(server.url())
    await fetch(server.url(), first.validators)
    expected = None if "\t" in validator else validator  # a control character would not survive every hop
    assert server.asked()[1].header("If-None-Match") == expected
    assert server.asked()[1].header("If-Modified-Since") == expected


@pytest.mark.parametrize(
    "validator",
    [
        b'"' + b"a" * MAX_VALIDATOR + b'"',
        b"a" * 100_000,
        "é".encode() * MAX_VALIDATOR,
        b"not utf-8 \xff",
        b"",
    ],
)
async def test_a_validator_that_cannot_go_back_as_it_came_is_dropped(
    server: LoopbackServer, validator: bytes
) -> None:
    server.on("/feed", reply(FEED, headers=[("ETag", validator), ("Last-Modified", validator)]))
    assert (await fetched(server.url())).validators == Validators()


async def test_a_stored_validator_that_may_not_be_sent_is_not(server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    await fetch(server.url(), Validators('"a"\r\nHost: evil', "x" * 2000))
    assert not sent(server).keys() & {"if-none-match", "if-modified-since"}


async def test_a_304_brings_new_validators_or_leaves_the_old(server: LoopbackServer) -> None:
    server.on(
        "/feed",
        reply(status=304),
        reply(status=304, headers=[("ETag", '"v2"'), ("Cache-Control", "max-age=60")]),
        reply(status=304, headers=[("Last-Modified", "later")]),
    )
    answers = [await fetch(server.url(), KNOWN) for _ in range(3)]
    assert answers == [
        NotModified(server.url(), KNOWN),
        NotModified(server.url(), Validators('"v2"', MODIFIED), 60),
        NotModified(server.url(), Validators(ETAG, "later")),
    ]


async def test_a_document_without_validators_makes_the_old_forgotten(server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    answer = await fetch(server.url(), KNOWN)
    assert isinstance(answer, Fetched)
    assert answer.validators == Validators()


async def test_a_304_that_nobody_asked_for_is_an_error(server: LoopbackServer) -> None:
    server.on("/feed", reply(status=304, headers=[("ETag", '"1"')]))
    assert "nothing has changed" in await refused(HTTPError, server.url())


# --- statuses -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (204, "without a document"),
        (206, "without a document"),
        (300, "Multiple Choices"),
        (401, "name and password"),
        (403, "does not let newsreader have it"),
        (404, "nothing at that address"),
        (410, "gone for good"),
        (418, "an error"),
        (429, "asked too often"),
        (451, "legal reasons"),
        (500, "a fault of its own"),
        (503, "busy or under repair"),
        (999, "Whatever"),
    ],
)
async def test_each_status_is_a_sentence_that_names_the_host(
    server: LoopbackServer, status: int, says: str
) -> None:
    server.on("/feed", reply(status=status))
    sentence = await refused(HTTPError, server.url())
    assert says in sentence
    assert f"{LOCAL}:{server.port}" in sentence
    assert f"({status})" in sentence


async def test_an_error_carries_its_status_and_how_long_to_wait(server: LoopbackServer) -> None:
    server.on("/feed", reply(status=503, headers=[("Retry-After", "120")]))
    server.on("/often", reply(status=429))
    server.on("/gone", reply(status=410))
    found = []
    for path in ("/feed", "/often", "/gone"):
        with pytest.raises(HTTPError) as raised:
            await fetch(server.url(path))
        found.append((raised.value.status, raised.value.retry_after))
    assert found == [(503, 120), (429, 3600), (410, None)]


async def test_a_servers_own_words_are_cleaned(server: LoopbackServer) -> None:
    server.on("/feed", reply(status=599, reason="Oops \u202e\u009b31m " + "x" * 500))
    sentence = await refused(HTTPError, server.url())
    assert "Oops 31m x" in sentence
    assert len(sentence) < 200


async def test_a_failed_fetch_is_not_tried_again(server: LoopbackServer) -> None:
    server.on("/feed", reply(status=500))
    await refused(HTTPError, server.url())
    assert len(server.requests) == 1


# --- redirects ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chain", "moved_for_good"),
    [
        ([301], True),
        ([308], True),
        ([301, 308, 301], True),
        ([302], False),
        ([303], False),
        ([307], False),
        ([301, 302], False),
        ([302, 301], False),
    ],
)
async def test_an_address_is_kept_only_along_an_unbroken_permanent_chain(
    server: LoopbackServer, chain: list[int], moved_for_good: bool
) -> None:
    for step, status in enumerate(chain):
        server.on(f"/{step}", redirect(f"/{step + 1}", status))
    end = f"/{len(chain)}"
    server.on(end, reply(FEED), reply(status=304))
    answer = await fetched(server.url("/0"))
    assert (answer.url, answer.final_url) == (server.url("/0"), server.url(end))
    assert answer.permanent_url == (server.url(end) if moved_for_good else "")
    again = await fetch(server.url("/0"), KNOWN)
    assert isinstance(again, NotModified)
    assert again.permanent_url == answer.permanent_url


async def test_validators_go_along_a_redirect(server: LoopbackServer) -> None:
    server.on("/from", redirect("/feed"))
    server.on("/feed", reply(status=304))
    assert isinstance(await fetch(server.url("/from"), KNOWN), NotModified)
    assert sent(server)["if-none-match"] == ETAG


async def test_ten_redirects_are_followed_and_no_more(server: LoopbackServer) -> None:
    for step in range(12):
        server.on(f"/{step}", redirect(f"/{step + 1}"))
    server.on("/12", reply(FEED))
    assert (await fetched(server.url("/2"))).body == FEED
    before = len(server.requests)
    assert "on and on" in await refused(Refused, server.url("/1"))
    assert len(server.requests) - before == 11


async def test_a_redirect_in_a_circle_ends_where_it_began(server: LoopbackServer) -> None:
    server.on("/feed", redirect("/other", 301))
    server.on("/other", redirect("/feed", 301))
    await refused(Refused, server.url())
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "data:application/rss+xml,%3Crss%3E",
        "gopher://127.0.0.1:1/x",
        "ftp://127.0.0.1/x",
        "javascript:alert(1)",
        "http://[::bad",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1 :80/",
        "http://xn--a/",
        "/" + "a" * 5000,
    ],
)
async def test_a_redirect_to_what_is_no_web_address_is_refused(server: LoopbackServer, location: str) -> None:
    server.on("/feed", redirect(location))
    sentence = await refused(Refused, server.url())
    assert "does not open" in sentence


@pytest.mark.parametrize("answer", [reply(status=302), redirect("")])
async def test_a_redirect_to_nowhere_is_an_error(server: LoopbackServer, answer: bytes) -> None:
    server.on("/feed", answer)
    assert "without naming it" in await refused(HTTPError, server.url())


# --- credentials --------------------------------------------------------------------------------------


async def test_a_typed_password_goes_to_the_server_it_was_typed_for(server: LoopbackServer) -> None:
    server.on("/from", redirect("/feed", 301))
    server.on("/feed", reply(FEED))
    url = server.url("/from").replace("//", "//me:p%40ss@")
    answer = await fetched(url)
    expected = "Basic " + base64.b64encode(b"me:p@ss").decode()
    assert [request.header("Authorization") for request in server.requests] == [expected, expected]
    assert answer.url == url
    assert answer.final_url == server.url()
    assert answer.permanent_url == server.url().replace("//", "//me:p%40ss@")


async def test_a_typed_password_goes_to_nobody_else(server: LoopbackServer, other: LoopbackServer) -> None:
    server.on("/feed", redirect(other.url("/x").replace("//", "//them:theirs@"), 301))
    other.on("/x", reply(FEED))
    answer = await fetched(server.url().replace("//", "//me:secret@"))
    assert other.asked("/x")[0].header("Authorization") is None
    assert answer.permanent_url == other.url("/x")


async def test_a_password_is_in_no_sentence(server: LoopbackServer) -> None:
    server.on("/feed", reply(status=401))
    assert "secret" not in await refused(HTTPError, server.url().replace("//", "//me:secret@"))


@pytest.mark.parametrize(
    "url", ["http://me:secret@[bad/", "ftp://me:secret@example.com/", "file:///etc/passwd", "", "a\nb"]
)
async def test_what_is_no_web_address_is_refused(url: str) -> None:
    assert "secret" not in await refused(Refused, url)


# --- politeness ---------------------------------------------------------------------------------------


async def fetch_many(fetcher: Fetcher, urls: list[str]) -> None:
    await asyncio.gather(*(fetcher.fetch(url, allow_private_host=LOCAL) for url in urls))


async def test_no_more_than_two_requests_at_a_time_go_to_one_host(
    server: LoopbackServer, other: LoopbackServer
) -> None:
    pairs, under_way, peak = threading.Barrier(2), [0], [0]
    lock = threading.Lock()

    def in_pairs(exchange: Exchange) -> None:
        with lock:
            under_way[0] += 1
            peak[0] = max(peak[0], under_way[0])
        pairs.wait(10)
        with lock:
            under_way[0] -= 1
        exchange.send(reply(FEED, close=True))

    for each in (server, other):
        each.on("/feed", in_pairs)
    async with Fetcher(per_second=0) as fetcher:
        await fetch_many(fetcher, [each.url(f"/feed?{n}") for n in range(4) for each in (server, other)])
    assert len(server.requests) + len(other.requests) == 8
    assert peak == [2]


async def test_requests_to_one_host_are_spread_over_time(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pace, "WINDOW", 0.2)
    server.on("/feed", reply(FEED))
    async with Fetcher(per_second=2) as fetcher:
        await fetch_many(fetcher, [server.url(f"/feed?{n}") for n in range(3)])
    times = sorted(request.at for request in server.requests)
    assert times[2] - times[0] >= 0.15


async def test_a_fetch_may_begin_a_little_later_than_asked(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    longest: list[float] = []

    def at_once(low: float, high: float) -> float:
        longest.append(high)
        return low

    monkeypatch.setattr(random, "uniform", at_once)
    server.on("/feed", reply(FEED))
    await fetch(server.url(), jitter=30)
    assert longest == [30]


async def test_a_connection_is_used_again(server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED), redirect("/end"), reply(status=304))
    server.on("/end", reply(FEED))
    async with Fetcher(per_second=0) as fetcher:
        for _ in range(3):
            await fetcher.fetch(server.url(), KNOWN, allow_private_host=LOCAL)
    assert len(server.requests) == 4
    assert server.connections == 1
