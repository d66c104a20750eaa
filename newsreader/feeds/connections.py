"""The connections that requests go over: which addresses they may reach, and whose certificates count.

There are two pools.  One connects to public addresses only: its resolver drops all others, and the
addresses it gives are the very ones that are connected to, so a name that answers differently the
second time (DNS rebinding) gains nothing.  The other, for hosts that the user typed, connects anywhere.
A connection made in one is never used by the other.

Imports aiohttp, so this module is imported where the first request is made.
"""

from __future__ import annotations

import platform
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from newsreader.errors import Refused
from newsreader.feeds.lookup import Lookup

_IDLE_SECONDS = 10.0
_STATUS_BYTES = 8 * 1024
_HEADER_BYTES = 128 * 1024
"""Of one header; aiohttp takes 128 of them.  An oversized one is no reason to lose a feed."""
_NAMES_KEPT_SECONDS = 60


class CheckingResolver(AbstractResolver):
    """Looks names up and gives only addresses that are not `forbidden`."""

    def __init__(self, lookup: Lookup, forbidden: Callable[[str], bool]) -> None:
        self._lookup = lookup
        self._forbidden = forbidden

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of `host` that may be connected to.  Raises `OSError` and `Refused`."""
        found = await self._lookup(host, port)
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no address")
        allowed = [address for address in found if not self._forbidden(address)]
        if not allowed:
            raise private_address(host, found[0])
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in allowed
        ]

    async def close(self) -> None:
        """Nothing is held open."""


def private_address(host: str, address: str = "") -> Refused:
    """Return the error for a private address that nobody typed."""
    which = f" ({address})" if address and address != host else ""
    return Refused(
        f"{host} is a private address{which}; newsreader asks it only where you type that host yourself."
    )


def open_session(
    lookup: Lookup,
    forbidden: Callable[[str], bool],
    tls: ssl.SSLContext | bool,
    headers: dict[str, str],
) -> aiohttp.ClientSession:
    """Open one pool.  No cookies, no proxy or password from the environment, nothing decoded unasked."""
    connector = aiohttp.TCPConnector(
        resolver=CheckingResolver(lookup, forbidden),
        ttl_dns_cache=_NAMES_KEPT_SECONDS,
        ssl=tls,
        limit=0,  # whoever calls counts
        keepalive_timeout=_IDLE_SECONDS,
    )
    return aiohttp.ClientSession(
        connector=connector,
        headers=headers,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        raise_for_status=False,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=None, sock_read=None),
        max_line_size=_STATUS_BYTES,
        max_field_size=_HEADER_BYTES,
    )


def system_certificates() -> ssl.SSLContext | bool:
    """Return the certificates this system trusts, as a context, or True where aiohttp's default has them.

    truststore asks Windows and macOS.  On Linux it only names OpenSSL's own files, and reads them again
    for every connection (26 ms of CPU each), so there OpenSSL's context is used where it has any.
    """
    paths = ssl.get_default_verify_paths()
    has_any = paths.cafile or (paths.capath and any(Path(paths.capath).iterdir()))
    if platform.system() not in ("Windows", "Darwin") and has_any:
        return True
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
