"""Content-Encoding is undone bit by bit, and the cap counts what comes out."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsreader.feeds.encodings import BadEncoding, Decoder, TooLarge

TEXT = b"<rss>" + b"Ports closed, rivers rising. " * 500 + b"</rss>"
MEGABYTE = 1024 * 1024


def raw_deflate(data: bytes) -> bytes:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeezer.compress(data) + squeezer.flush()


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    "identity": lambda data: data,
    "gzip": gzip.compress,
    "X-GZIP": gzip.compress,
    "identity, gzip": gzip.compress,
    "deflate": zlib.compress,
    " Deflate ": raw_deflate,
    "gzip,": lambda data: gzip.compress(data[:100]) + gzip.compress(b"") + gzip.compress(data[100:]),
}


def decode(coding: str, data: bytes, *, piece: int = 1000, limit: int = MEGABYTE) -> bytes:
    decoder = Decoder(coding, limit)
    for start in range(0, len(data), piece):
        decoder.feed(data[start : start + piece])
    return decoder.finish()


@pytest.mark.parametrize("coding", WAYS)
@pytest.mark.parametrize("piece", [1, 2, 7, 100_000])
def test_a_body_comes_out_whole_however_it_was_cut(coding: str, piece: int) -> None:
    assert decode(coding, WAYS[coding](TEXT), piece=piece) == TEXT


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(WAYS)), st.binary(max_size=3000), st.integers(1, 500))
def test_any_body_comes_out_whole(coding: str, body: bytes, piece: int) -> None:
    assert decode(coding, WAYS[coding](body), piece=piece) == body


def test_an_empty_body_is_empty_whatever_it_says_of_itself() -> None:
    assert decode("gzip", b"") == b""


def test_what_stands_behind_the_end_is_padding() -> None:
    assert decode("gzip", gzip.compress(TEXT) + b"\0" * 512, piece=3) == TEXT
    assert decode("deflate", zlib.compress(TEXT) + b"\r\n") == TEXT


@pytest.mark.parametrize("coding", ["gzip", "deflate", " Deflate ", "gzip,"])
@pytest.mark.parametrize("kept", [1, 5, 20, -9, -1])
def test_a_body_that_ends_too_early_is_an_error(coding: str, kept: int) -> None:
    with pytest.raises(BadEncoding, match="ends too early"):
        decode(coding, WAYS[coding](TEXT)[:kept])


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_body_that_is_no_such_thing_is_an_error(coding: str) -> None:
    with pytest.raises(BadEncoding, match="broken"):
        decode(coding, TEXT)


def test_a_wrong_checksum_is_an_error() -> None:
    data = bytearray(gzip.compress(TEXT))
    data[-5] ^= 1
    with pytest.raises(BadEncoding, match="broken"):
        decode("gzip", bytes(data))


@pytest.mark.parametrize(
    "coding", ["gzip, gzip", "deflate, gzip", "br", "zstd", "compress", "x-evil", "\x1b[31m"]
)
def test_stacked_and_unknown_codings_are_refused(coding: str) -> None:
    with pytest.raises(BadEncoding):
        Decoder(coding, MEGABYTE)


@pytest.mark.parametrize("squeeze", [gzip.compress, zlib.compress, raw_deflate])
def test_a_bomb_stops_at_the_cap_and_takes_no_more_memory_than_that(
    squeeze: Callable[[bytes], bytes],
) -> None:
    bomb = squeeze(b"A" * (64 * MEGABYTE))
    coding = "gzip" if squeeze is gzip.compress else "deflate"
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            decode(coding, bomb, piece=64 * 1024)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3 * MEGABYTE


def test_a_body_of_just_the_cap_passes_and_one_byte_more_does_not() -> None:
    assert len(decode("gzip", gzip.compress(b"a" * MEGABYTE))) == MEGABYTE
    for coding in ("gzip", ""):
        with pytest.raises(TooLarge):
            decode(coding, WAYS[coding](b"a" * (MEGABYTE + 1)))


def test_a_flood_of_empty_members_is_refused() -> None:
    with pytest.raises(TooLarge):
        decode("gzip", gzip.compress(b"") * 5_000, piece=64 * 1024)
