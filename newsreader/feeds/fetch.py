"""Fetch a document from the net, within limits, as a good neighbour, and without being led astray.

What holds for every fetch:

- one deadline over looking the name up, connecting, headers, body and all redirects (the wait for a
  free place at a host is not counted); caps on headers, on bytes off the wire and on bytes decoded;
- an answer that breaks off, or whose lengths contradict each other, is an error and never a short feed;
- at most ten redirects, followed by hand, each checked like an address typed: http and https only,
  private addresses only where the user typed the host.  A redirect from https to http is followed, as
  the server asks for it over a connection that is known to be its own, but is never kept as permanent;
  where TLS fails nothing is tried without it;
- name and password go to the very scheme, host and port they were typed for; no cookies, no Referer,
  no proxy or password from the environment; validators go back byte for byte or not at all;
- at most two requests at a time and four a second to one host.
"""

from __future__ import annotations

import asyncio
import base64
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from newsreader import __version__
from newsreader.errors import HTTPError, Refused
from newsreader.feeds.caching import freshness, http_date, wait_asked
from newsreader.feeds.encodings import ACCEPT_ENCODING, BadEncoding, Decoder, TooLarge
from newsreader.feeds.guard import is_private
from newsreader.feeds.lookup import Lookup, SystemLookup
from newsreader.feeds.pace import HostGates
from newsreader.feeds.weburl import BadURL, WebURL, canonical_host, parse_url, shown_url
from newsreader.models import Fetched, NotModified, Validators
from newsreader.text.clean import clean_line
from newsreader.text.hosts import display_host

if TYPE_CHECKING:
    import ssl

    import aiohttp

MAX_BYTES = 16 * 1024 * 1024
"""Bytes of a document, on the wire and decoded; a larger one is refused."""
MAX_REDIRECTS = 10
MAX_VALIDATOR = 1024
"""Bytes of a validator; a longer one is not sent back."""
CONTACT = "https://newsreader.example/"
"""Where a server's owner finds out who asks."""
USER_AGENT = f"newsreader/{__version__} (+{CONTACT})"

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, text/html;q=0.6, */*;q=0.1"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_DOCUMENT = frozenset({200, 203})
_PIECE = 64 * 1024


class Fetcher:
    """Fetches documents; one for the whole program, used within one event loop, closed at the end.

    At most `parallel` requests run at a time, `per_host` of them to one host, where at most `per_second`
    start in a second (0 for no limit); any number of fetches may be begun, they wait here.  `jitter` is
    the longest random delay, in seconds, before a fetch begins.  `max_bytes` is the cap on a document.
    `lookup` finds a host's addresses, `private` says which of them need to be typed, `tls` holds the
    certificates that are trusted; the defaults are the system's.
    """

    def __init__(
        self,
        *,
        parallel: int = 32,
        per_host: int = 2,
        per_second: int = 4,
        jitter: float = 0.0,
        max_bytes: int = MAX_BYTES,
        user_agent: str = USER_AGENT,
        lookup: Lookup | None = None,
        private: Callable[[str], bool] = is_private,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._gates = HostGates(connections=per_host, per_second=per_second, parallel=parallel)
        self._jitter = jitter
        self._max_bytes = max_bytes
        self._lookup = lookup
        self._private = private
        self._tls = tls
        self._headers = {"User-Agent": user_agent, "Accept": _ACCEPT, "Accept-Encoding": ACCEPT_ENCODING}
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()

    async def fetch(
        self,
        url: str,
        validators: Validators = Validators(),  # noqa: B008  (frozen)
        *,
        allow_private_host: str | None = None,
        deadline: float = 15.0,
    ) -> Fetched | NotModified:
        """Fetch `url`, or learn that it has not changed since `validators` were given.

        `allow_private_host` is a host that the user typed, which may be at a private address;
        `deadline` is in seconds.  Raises `Refused`, `Unreachable` or `HTTPError`, with a sentence that
        names the host; `retry_after` is set where the server asks to be left alone.
        """
        try:
            asked = parse_url(url)
        except BadURL as error:
            raise Refused(f"{shown_url(url)} cannot be opened: {error}.") from None
        if self._jitter:
            await asyncio.sleep(random.uniform(0, self._jitter))
        errand = _Errand(url, asked, validators, _typed(allow_private_host), deadline, deadline)
        hop, permanent, seen = replace(asked, userinfo=""), True, {asked.url}
        while True:
            answer = await self._ask(errand, hop)
            if not isinstance(answer, _Moved):
                return replace(answer, permanent_url=errand.kept(hop) if permanent else "")
            permanent = permanent and answer.permanent
            hop = answer.to
            if hop.url in seen or len(seen) > MAX_REDIRECTS:
                raise Refused(f"{display_host(asked.url)} sends on and on, from one address to the next.")
            seen.add(hop.url)

    async def _ask(self, errand: _Errand, hop: WebURL) -> Fetched | NotModified | _Moved:
        """Make one request, in the time that is left, when the host has a place for it."""
        from newsreader.feeds import failures

        loop = asyncio.get_running_loop()
        async with self._gates.enter(hop.host):
            begun = loop.time()
            errand.answered = False
            try:
                async with asyncio.timeout(errand.left) as limit:
                    return await self._request(errand, hop)
            except failures.CAUGHT as error:
                if isinstance(error, TimeoutError) and limit.expired():
                    raise failures.too_slow(hop, errand.deadline, answered=errand.answered) from None
                raise failures.failure(error, hop) from error
            finally:
                errand.left -= loop.time() - begun

    async def _request(self, errand: _Errand, hop: WebURL) -> Fetched | NotModified | _Moved:
        from yarl import URL

        from newsreader.feeds.connections import private_address
        from newsreader.feeds.failures import status_error

        may_be_private = hop.host == errand.typed_host
        if hop.address is not None and not may_be_private and self._private(hop.host):
            raise private_address(hop.host)
        session = self._session(may_be_private)
        async with session.get(
            URL(hop.url, encoded=True), headers=errand.headers(hop), allow_redirects=False
        ) as response:
            errand.answered = True
            if response.status in _REDIRECTS:
                return _moved(hop, response)
            if response.status == 304 and errand.validators:
                return _not_modified(errand, response)
            if response.status in _DOCUMENT:
                return _fetched(errand, hop, response, await self._body(hop, response))
            wait = wait_asked(
                response.status,
                response.headers.get("Retry-After"),
                int(time.time()),
                response.headers.get("Date", ""),
            )
            raise status_error(hop, response.status, response.reason or "", wait)

    async def _body(self, hop: WebURL, response: aiohttp.ClientResponse) -> bytes:
        """Read the body whole, counting what comes and what it decodes to."""
        host = display_host(hop.url)
        too_large = f"{host} sends more than {self._max_bytes / 1024 / 1024:,.0f} MB, which is no feed."
        _check_framing(host, response)
        if (response.content_length or 0) > self._max_bytes:
            raise Refused(too_large)
        try:
            decoder = Decoder(",".join(response.headers.getall("Content-Encoding", ())), self._max_bytes)
            came = 0
            while piece := await response.content.read(_PIECE):
                came += len(piece)
                if came > self._max_bytes:
                    raise Refused(too_large)
                decoder.feed(piece)
            return decoder.finish()
        except TooLarge:
            raise Refused(too_large) from None
        except BadEncoding as error:
            raise Refused(f"{host} sends an answer that cannot be read: {error}.") from None

    def _session(self, may_be_private: bool) -> aiohttp.ClientSession:
        """Return the pool for hosts that were typed, or the one for all others (see `connections`)."""
        if may_be_private not in self._sessions:
            from newsreader.feeds.connections import open_session, system_certificates

            self._lookup = self._lookup or SystemLookup()
            self._sessions[may_be_private] = open_session(
                self._lookup,
                (lambda address: False) if may_be_private else self._private,
                system_certificates() if self._tls is None else self._tls,
                self._headers,
            )
        return self._sessions[may_be_private]


@dataclass(slots=True)
class _Errand:
    """One fetch under way: what was asked, and the seconds left for it."""

    url: str
    asked: WebURL
    validators: Validators
    typed_host: str | None
    deadline: float
    left: float
    answered: bool = False

    def headers(self, hop: WebURL) -> dict[str, str]:
        """Return the headers for one hop, besides those that every request has."""
        headers = {}
        if etag := _kept(self.validators.etag):
            headers["If-None-Match"] = etag
        if modified := _kept(self.validators.last_modified):
            headers["If-Modified-Since"] = modified
        credentials = self.asked.credentials
        if credentials is not None and hop.site == self.asked.site:
            headers["Authorization"] = "Basic " + base64.b64encode(b":".join(credentials)).decode("ascii")
        return headers

    def kept(self, hop: WebURL) -> str:
        """Return the address to keep from now on, "" for the one that was asked."""
        if hop.url == self.asked.url:
            return ""
        return replace(hop, userinfo=self.asked.userinfo).full if hop.site == self.asked.site else hop.url


@dataclass(frozen=True, slots=True)
class _Moved:
    to: WebURL
    permanent: bool


def _typed(host: str | None) -> str | None:
    if host is None:
        return None
    try:
        return canonical_host(host)
    except BadURL:
        return None


def _moved(hop: WebURL, response: aiohttp.ClientResponse) -> _Moved:
    location = response.headers.get("Location", "")
    host = display_host(hop.url)
    if not location.strip():
        raise HTTPError(f"{host} sends on to another address without naming it.", response.status)
    try:
        to = replace(hop.join(location), userinfo="")
    except BadURL as error:
        raise Refused(f"{host} sends on to an address that newsreader does not open: {error}.") from None
    downgrade = hop.scheme == "https" and to.scheme == "http"
    return _Moved(to, response.status in _PERMANENT and not downgrade)


def _not_modified(errand: _Errand, response: aiohttp.ClientResponse) -> NotModified:
    """Keep each validator unless the answer brings a new one (RFC 9111, 4.3.4)."""
    new, old = _validators(response), errand.validators
    etag = new.etag if "ETag" in response.headers else old.etag
    last_modified = new.last_modified if "Last-Modified" in response.headers else old.last_modified
    return NotModified(errand.url, Validators(etag, last_modified), _max_age(response))


def _fetched(errand: _Errand, hop: WebURL, response: aiohttp.ClientResponse, body: bytes) -> Fetched:
    content_type, charset = _content_type(response.headers.get("Content-Type", ""))
    return Fetched(
        url=errand.url,
        body=body,
        final_url=hop.url,
        content_type=content_type,
        charset=charset,
        validators=_validators(response),
        max_age=_max_age(response),
        modified=http_date(response.headers.get("Last-Modified", "")),
    )


def _check_framing(host: str, response: aiohttp.ClientResponse) -> None:
    """Refuse lengths that contradict each other (RFC 9112, 6.3) and transfer codings nobody asked for."""
    lengths = {value.strip() for value in response.headers.getall("Content-Length", ())}
    codings = ",".join(response.headers.getall("Transfer-Encoding", ())).strip().lower()
    if len(lengths) > 1 or (lengths and codings):
        raise Refused(f"{host} contradicts itself about the length of its answer.")
    if codings not in ("", "chunked"):
        raise Refused(f"{host} packs its answer in a way that was not asked for.")


def _validators(response: aiohttp.ClientResponse) -> Validators:
    headers = response.headers
    return Validators(_kept(headers.get("ETag", "")), _kept(headers.get("Last-Modified", "")))


def _kept(validator: str) -> str:
    """Return a validator if it can go back byte for byte, else ""."""
    if len(validator) > MAX_VALIDATOR or re.search("[\x00-\x1f\x7f\ud800-\udfff]", validator):
        return ""
    return validator if len(validator.encode()) <= MAX_VALIDATOR else ""


def _max_age(response: aiohttp.ClientResponse) -> int | None:
    headers = response.headers
    return freshness(
        ",".join(headers.getall("Cache-Control", ())),
        headers.get("Expires", ""),
        headers.get("Date", ""),
        headers.get("Age", ""),
    )


def _content_type(value: str) -> tuple[str, str]:
    """Return the media type and its charset parameter, in lower case."""
    media_type, _, parameters = value.partition(";")
    charset = re.search(r"""(?:^|;)\s*charset\s*=\s*["']?([^\s;"']+)""", parameters, re.IGNORECASE)
    return clean_line(media_type, 100).lower(), clean_line(charset[1], 40).lower() if charset else ""
