"""Undo Content-Encoding bit by bit, so that a small answer cannot become a huge one.

A few kilobytes of deflate can stand for gigabytes.  What comes out is counted as it comes out, at most
a window at a time, and the cap ends it.  gzip (RFC 1952, several members included) and deflate (RFC
1950; also without its zlib header, as some servers send it) are known; more than one coding on top of
the other is refused, as nobody who means well sends that.
"""

from __future__ import annotations

import zlib

ACCEPT_ENCODING = "gzip, deflate"

_WINDOW = 64 * 1024
_MAX_MEMBERS = 1_000
"""Members of a gzip file; each may be empty, so without a cap they would cost time and count nothing."""


class BadEncoding(Exception):
    """The body is not what its Content-Encoding says; the text is a clause: "its gzip data is broken"."""


class TooLarge(Exception):
    """More came out than the cap allows."""


class Decoder:
    """Turns the bytes of one answer into what they stand for.

    `content_encoding` is the header's value, all its lines joined by commas; `limit` is how many bytes
    may come out.  Raises `BadEncoding` for codings that are not known or stand on each other.
    """

    def __init__(self, content_encoding: str, limit: int) -> None:
        self._left = limit
        self._parts: list[bytes] = []
        self._coding = _coding(content_encoding)
        self._inflater: zlib._Decompress | None = None
        self._held = b""
        self._members = 0
        self._begun = self._whole = self._padding = False

    def feed(self, data: bytes) -> None:
        """Take the next bytes off the wire.  Raises `TooLarge` and `BadEncoding`."""
        if not self._coding:
            self._keep(data)
            return
        self._begun = self._begun or bool(data)
        try:
            self._inflate(self._held + data)
        except zlib.error:
            raise BadEncoding(f"its {self._coding} data is broken") from None

    def finish(self) -> bytes:
        """Return all that came out.  Raises `BadEncoding` where the data ends too early."""
        if self._begun and not self._whole:
            raise BadEncoding(f"its {self._coding} data ends too early")
        return b"".join(self._parts)

    def _inflate(self, data: bytes) -> None:
        self._held = b""
        while data and not self._padding:
            if self._inflater is None:
                if len(data) < 2:  # the first two bytes tell what it is
                    self._held = data
                    return
                if self._whole and not (self._coding == "gzip" and data.startswith(b"\x1f\x8b")):
                    self._padding = True  # after the end: nobody minds it
                    return
                self._inflater = self._new_inflater(data)
                self._whole = False
            data = self._through(self._inflater, data)

    def _through(self, inflater: zlib._Decompress, data: bytes) -> bytes:
        """Send `data` through; return what stands behind the end of the member."""
        full = True
        while full and not inflater.eof:  # a full window may leave more inside, with all input taken
            part = inflater.decompress(data, _WINDOW)
            data = inflater.unconsumed_tail
            self._keep(part)
            full = len(part) == _WINDOW
        if not inflater.eof:
            return b""
        self._inflater = None
        self._whole = True
        return inflater.unused_data

    def _new_inflater(self, data: bytes) -> zlib._Decompress:
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise TooLarge
        if self._coding == "gzip":
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        has_header = data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)

    def _keep(self, part: bytes) -> None:
        self._left -= len(part)
        if self._left < 0:
            raise TooLarge
        if part:
            self._parts.append(part)


def _coding(content_encoding: str) -> str:
    codings = [part.strip().lower() for part in content_encoding.split(",")]
    codings = [coding.removeprefix("x-") for coding in codings if coding not in ("", "identity")]
    if len(codings) > 1:
        raise BadEncoding("its content is encoded more than once")
    if codings and codings[0] not in ("gzip", "deflate"):
        raise BadEncoding("its content is encoded in a way that was not asked for")
    return codings[0] if codings else ""
