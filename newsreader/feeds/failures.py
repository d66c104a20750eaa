"""Say in one plain sentence why a fetch failed.

What a library or a server says about it is for programmers, and a server may write anything into its
reason phrase or its certificate.  So the sentence is ours, and of theirs only cleaned scraps enter it.

Imports aiohttp, so this module is imported where the first request is made.
"""

from __future__ import annotations

import errno
import socket
import ssl
from http import HTTPStatus

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong

from newsreader.errors import FetchError, HTTPError, Refused, Unreachable
from newsreader.feeds.weburl import WebURL
from newsreader.text.clean import clean_line
from newsreader.text.hosts import display_host

CAUGHT = (aiohttp.ClientError, HttpProcessingError, OSError, UnicodeError)
"""What aiohttp and what it stands on raise for a request that did not work out."""

_OS_ERRORS = {
    errno.ECONNREFUSED: "refused the connection; nothing is served there, at least not now",
    errno.ECONNRESET: "broke the connection off",
    errno.ECONNABORTED: "broke the connection off",
    errno.EPIPE: "broke the connection off",
    errno.ETIMEDOUT: "did not answer in time",
    errno.EHOSTUNREACH: "cannot be reached; is there a network?",
    errno.ENETUNREACH: "cannot be reached; is there a network?",
    errno.ENETDOWN: "cannot be reached; is there a network?",
    errno.EADDRNOTAVAIL: "cannot be reached; is there a network?",
}
_STATUS = {
    400: "did not understand the request",
    401: "wants a name and password for it; give the address as https://name:password@…",
    402: "wants to be paid for it",
    403: "does not let newsreader have it",
    404: "has nothing at that address; look whether it has moved",
    405: "does not let newsreader have it",
    406: "has it in no form that newsreader reads",
    408: "did not answer in time",
    410: "says it is gone for good; it is not asked any more",
    421: "has nothing at that address",
    423: "has locked it",
    425: "wants to be asked again later",
    429: "was asked too often, by us or by others; it is left alone for a while",
    451: "may not give it out, for legal reasons",
    500: "has a fault of its own; trying later may help",
    502: "is out of order behind its front; trying later may help",
    503: "is busy or under repair; it is left alone for a while",
    504: "is out of order behind its front; trying later may help",
}


def failure(error: BaseException, target: WebURL) -> FetchError:
    """Return the error to raise for what went wrong (one of `CAUGHT`) while asking `target`."""
    host = display_host(target.url)
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return _bad_certificate(error.certificate_error, host)
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        return _no_tls(error, host)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return _no_address(error.os_error, host)
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return Unreachable(f"{host} hung up without an answer.")
    if isinstance(error, aiohttp.ClientPayloadError):
        return Unreachable(
            f"{host} broke its answer off, or garbled it, before the end; nothing of it is kept."
        )
    if isinstance(error, (HttpProcessingError, aiohttp.ClientResponseError)):
        return _not_http(error, host)
    if isinstance(error, TimeoutError):
        return Unreachable(f"{host} did not answer in time.")
    if isinstance(error, OSError):  # aiohttp's own OS errors are such, too
        number = error.errno if isinstance(error.errno, int) else 0
        if not number and isinstance(getattr(error, "os_error", error), ConnectionError):
            number = errno.ECONNRESET  # asyncio's own, when a line ends during the handshake, has no number
        what = _OS_ERRORS.get(number, "could not be asked (" + _scrap(error.strerror or "an error") + ")")
        return Unreachable(f"{host} {what}.")
    if isinstance(error, (UnicodeError, aiohttp.InvalidURL)):
        return Refused(f"{host} cannot be asked: its address is not valid.")
    return Unreachable(f"{host} could not be asked; trying later may help.")


def too_slow(target: WebURL, deadline: float, *, answered: bool) -> Unreachable:
    """Return the error for a fetch that the deadline (seconds) ended."""
    host = display_host(target.url)
    if answered:
        return Unreachable(f"{host} sends too slowly: its answer was not whole after {deadline:g} seconds.")
    return Unreachable(f"{host} did not answer within {deadline:g} seconds.")


def status_error(target: WebURL, status: int, reason: str, retry_after: int | None) -> HTTPError:
    """Return the error for an answer that is no document; `reason` is the server's own word for it."""
    host = display_host(target.url)
    if status == 304:
        what = "says that nothing has changed, though it was not asked that way"
    elif status in _STATUS:
        what = _STATUS[status]
    elif 200 <= status < 300:
        what = "answers without a document"
    else:
        try:
            reason = HTTPStatus(status).phrase
        except ValueError:
            reason = _scrap(reason)
        what = f"answers with an error: {reason}" if reason else "answers with an error"
    return HTTPError(f"{host} {what} ({status}).", status, retry_after=retry_after)


def _bad_certificate(error: Exception, host: str) -> Unreachable:
    why = _scrap(getattr(error, "verify_message", "")) or "it is not trusted"
    if "ostname mismatch" in why or "address mismatch" in why:
        why = "it belongs to another host"
    return Unreachable(f"The certificate of {host} cannot be trusted ({why}), so nothing was fetched.")


def _no_tls(error: aiohttp.ClientConnectorSSLError, host: str) -> Unreachable:
    cause = error.__cause__
    reason = cause.reason if isinstance(cause, ssl.SSLError) and isinstance(cause.reason, str) else ""
    if reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"):
        return Unreachable(f"{host} does not speak https there, so nothing was fetched.")
    why = f" ({_scrap(reason).replace('_', ' ').lower()})" if reason else ""
    return Unreachable(f"No secure connection to {host} came about{why}, so nothing was fetched.")


def _no_address(error: OSError, host: str) -> Unreachable:
    if error.errno == socket.EAI_AGAIN:
        return Unreachable(f"The address of {host} could not be looked up; is there a network?")
    return Unreachable(f"There is no host {host}; look whether it is spelt right.")


def _not_http(error: HttpProcessingError | aiohttp.ClientResponseError, host: str) -> Refused:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, LineTooLong) or "too many headers" in str(cause).lower():
            return Refused(f"{host} sends headers larger than any that are meant to be read.")
        cause = cause.__cause__
    return Refused(f"{host} answers with something that is not HTTP.")


def _scrap(text: object) -> str:
    return clean_line(str(text), 60)
