"""Whatever goes wrong below, the person at the screen reads one plain sentence that names the host."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
from collections.abc import Iterator

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.errors import FetchError, Refused, Unreachable
from newsreader.feeds.failures import CAUGHT, failure
from newsreader.feeds.weburl import parse_url
from newsreader.models import Fetched
from newsreader.text.clean import clean_line
from tests.feeds.fetching import FEED, LOCAL, fetch, refused
from tests.servers import LoopbackServer, broken

TARGET = parse_url("https://me:secret@news.example/feed?token=secret")


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (OSError(errno.EHOSTUNREACH, "No route"), Unreachable, "is there a network?"),
        (OSError(errno.ENETUNREACH, "unreachable"), Unreachable, "is there a network?"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), Unreachable, "broke the connection off"),
        (OSError(errno.EMFILE, "Too many \x1b[31mopen files"), Unreachable, "Too many [31mopen files"),
        (ConnectionResetError(), Unreachable, "broke the connection off"),
        (OSError("no number"), Unreachable, "could not be asked"),
        (TimeoutError(), Unreachable, "did not answer in time"),
        (aiohttp.ClientOSError(errno.EPIPE, "pipe"), Unreachable, "broke the connection off"),
        (aiohttp.ServerDisconnectedError(), Unreachable, "hung up"),
        (aiohttp.ClientPayloadError("x"), Unreachable, "nothing of it is kept"),
        (aiohttp.InvalidURL("x"), Refused, "address is not valid"),
        (UnicodeError("idna"), Refused, "address is not valid"),
        (aiohttp.ClientError("secret details"), Unreachable, "could not be asked"),
        (socket.gaierror(socket.EAI_FAIL, "fail"), Unreachable, "could not be asked"),
    ],
)
def test_every_failure_is_a_sentence(error: Exception, kind: type[FetchError], says: str) -> None:
    assert isinstance(error, CAUGHT)
    told = failure(error, TARGET)
    assert type(told) is kind
    assert says in str(told)
    assert "news.example" in str(told)
    assert "secret" not in str(told)
    assert str(told) == clean_line(str(told))


async def test_a_handshake_that_fails_is_told_and_nothing_else_is_tried() -> None:
    async def shake_the_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"\x15\x03\x03\x00\x02\x02\x28")  # a TLS alert: handshake failure
        writer.close()

    listener = await asyncio.start_server(shake_the_head, LOCAL, 0)
    port = listener.sockets[0].getsockname()[1]
    async with listener:
        sentence = await refused(Unreachable, f"https://{LOCAL}:{port}/")
    assert "No secure connection" in sentence
    assert "handshake failure" in sentence


async def test_a_server_that_hangs_up_during_the_handshake_is_told() -> None:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    async with asyncio.timeout(5):
        listener = await asyncio.start_server(lambda reader, writer: writer.close(), LOCAL, 0)
        port = listener.sockets[0].getsockname()[1]
        async with listener:
            sentence = await refused(Unreachable, f"https://{LOCAL}:{port}/", tls=context)
    assert "an error" not in sentence


@pytest.fixture(scope="module")
def garbling() -> Iterator[LoopbackServer]:
    with LoopbackServer() as one:
        yield one


WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nETag: 1\r\n\r\n%s" % (len(FEED), FEED)


@settings(max_examples=80, deadline=None)
@given(
    at=st.integers(0, len(WHOLE) - 1),
    out=st.integers(0, 12),
    into=st.one_of(
        st.binary(max_size=8),
        st.sampled_from(
            [b"\r\n", b"\r\n\r\n", b": ", b"\0", b"Transfer-Encoding: chunked\r\n", b"-1", b"\x1b[2J"]
        ),
    ),
)
def test_a_garbled_answer_is_a_document_or_an_error(
    garbling: LoopbackServer, at: int, out: int, into: bytes
) -> None:
    garbling.on("/feed", broken(WHOLE[:at] + into + WHOLE[at + out :]))
    try:
        answer = asyncio.run(fetch(garbling.url(), deadline=2))
    except FetchError as error:
        assert str(error) == clean_line(str(error))
        assert str(garbling.port) in str(error)
    else:
        assert isinstance(answer, Fetched)
        assert len(answer.body) <= len(WHOLE) + 20


def test_the_errors_this_system_knows_have_words_of_our_own() -> None:
    for number in (errno.ECONNREFUSED, errno.ECONNRESET, errno.ETIMEDOUT, errno.EHOSTUNREACH):
        assert os.strerror(number) not in str(failure(OSError(number, os.strerror(number)), TARGET))
