"""Private addresses only where they were typed; certificates always; checked where it counts."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator

import pytest

from newsreader.errors import Refused, Unreachable
from newsreader.feeds.connections import system_certificates
from newsreader.feeds.fetch import Fetcher
from newsreader.feeds.guard import is_private
from newsreader.feeds.lookup import Lookup
from newsreader.models import Fetched
from tests.feeds.fetching import FEED, LOCAL, fetch, fetched, refused
from tests.servers import CERTIFICATES, LoopbackServer, redirect, reply


def names(**addresses: list[str]) -> Lookup:
    """Return a look-up that knows these hosts (under .example) and no others."""

    async def find(host: str, port: int) -> list[str]:
        if host == "localhost":
            return [LOCAL]
        return addresses.get(host.removesuffix(".example"), [])

    return find


@pytest.fixture
def public() -> Iterator[LoopbackServer]:
    """A server at an address that these tests count as public; `server` is at a private one."""
    for address in ("127.0.0.2", "::1"):
        try:
            one = LoopbackServer(address)
        except OSError:
            continue
        with one:
            yield one
        return
    pytest.skip("this machine has only one loopback address")


@pytest.fixture
def private(public: LoopbackServer) -> Callable[[str], bool]:
    return lambda address: is_private(address) and address != public.host


# --- private addresses --------------------------------------------------------------------------------


async def test_a_private_address_is_asked_where_it_was_typed(server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    assert (await fetched(server.url(), typed=LOCAL)).body == FEED
    assert (await fetched(server.url(host="localhost"), typed="LocalHost.", lookup=names())).body == FEED
    assert (await fetched(server.url(host="2130706433"), typed="0x7f.1")).body == FEED


async def test_a_name_is_found_by_the_systems_own_look_up(server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    url = server.url(host="localhost")
    assert (await fetched(url, typed="localhost")).body == FEED
    assert "private address" in await refused(Refused, url, typed=None)


@pytest.mark.parametrize("typed", [None, "localhost", "example.com", "not a host"])
async def test_a_private_address_is_not_asked_where_it_was_not(
    server: LoopbackServer, typed: str | None
) -> None:
    sentence = await refused(Refused, server.url(), typed=typed)
    assert "private address" in sentence
    assert server.connections == 0


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "0x7f.1",
        "2130706433",
        "017700000001",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "１２７.0.0.1",
        "inside.example",
        "169.254.169.254",
    ],
)
@pytest.mark.parametrize("status", [301, 302])
async def test_a_public_feed_cannot_lead_to_a_private_address_however_it_is_spelt(
    server: LoopbackServer, public: LoopbackServer, private: Callable[[str], bool], host: str, status: int
) -> None:
    server.on("/canary", reply(FEED))
    public.on("/feed", redirect(f"http://{host}:{server.port}/canary", status))
    sentence = await refused(
        Refused, public.url(), typed=None, private=private, lookup=names(inside=["10.0.0.1", LOCAL])
    )
    assert "private address" in sentence
    assert len(public.requests) == 1
    assert server.connections == 0


async def test_every_hop_is_checked(
    server: LoopbackServer, public: LoopbackServer, private: Callable[[str], bool]
) -> None:
    public.on("/feed", redirect("/second"))
    public.on("/second", redirect(server.url("/canary")))
    await refused(Refused, public.url(), typed=None, private=private)
    assert server.connections == 0


async def test_a_typed_host_may_lead_to_itself_but_not_to_another_private_one(
    server: LoopbackServer, other: LoopbackServer
) -> None:
    server.on("/feed", redirect(other.url("/here")))
    other.on("/here", reply(FEED))
    assert (await fetched(server.url(), typed=LOCAL)).body == FEED
    server.on("/feed", redirect(other.url("/here", host="localhost")))
    await refused(Refused, server.url(), typed=LOCAL, lookup=names())


async def test_of_several_addresses_only_the_public_ones_are_connected_to(
    server: LoopbackServer, public: LoopbackServer, private: Callable[[str], bool]
) -> None:
    public.on("/feed", reply(FEED))
    lookup = names(mixed=[LOCAL, "10.0.0.1", public.host, "fe80::1%eth0"])
    url = public.url(host="mixed.example")
    assert (await fetched(url, typed=None, private=private, lookup=lookup)).body == FEED


async def test_a_name_that_answers_differently_the_second_time_gains_nothing(
    server: LoopbackServer, public: LoopbackServer, private: Callable[[str], bool]
) -> None:
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return [public.host] if len(asked) == 1 else [LOCAL]

    public.on("/feed", reply(FEED, close=True), redirect(f"http://rebind.example:{server.port}/canary"))
    async with Fetcher(per_second=0, private=private, lookup=rebinding) as fetcher:
        url = public.url(host="rebind.example")
        answer = await fetcher.fetch(url)
        assert isinstance(answer, Fetched)
        assert asked == ["rebind.example"]  # looked up once: what was checked is what was connected to
        with pytest.raises(Refused, match="private address"):
            await fetcher.fetch(url)
    assert server.connections == 0


async def test_a_connection_that_was_opened_for_a_typed_host_serves_no_redirect(
    server: LoopbackServer, public: LoopbackServer, private: Callable[[str], bool]
) -> None:
    server.on("/feed", reply(FEED))
    public.on("/feed", redirect(server.url("/canary", host="nas.example")))
    async with Fetcher(per_second=0, private=private, lookup=names(nas=[LOCAL])) as fetcher:
        await fetcher.fetch(server.url(host="nas.example"), allow_private_host="nas.example")
        with pytest.raises(Refused, match="private address"):
            await fetcher.fetch(public.url())
    assert server.asked("/canary") == []


# --- TLS ----------------------------------------------------------------------------------------------


@pytest.fixture
def trusting() -> ssl.SSLContext:
    """A context that trusts the tests' own authority."""
    return ssl.create_default_context(cafile=str(CERTIFICATES / "authority.pem"))


@pytest.fixture
def secure() -> Iterator[LoopbackServer]:
    with LoopbackServer(certificate=CERTIFICATES / "localhost.pem") as one:
        one.on("/feed", reply(FEED))
        yield one


async def test_https_is_spoken_with_a_server_that_proves_who_it_is(
    secure: LoopbackServer, trusting: ssl.SSLContext
) -> None:
    assert (await fetched(secure.url(), tls=trusting)).body == FEED


async def test_a_certificate_nobody_vouches_for_is_not_accepted(secure: LoopbackServer) -> None:
    sentence = await refused(Unreachable, secure.url())
    assert "certificate" in sentence
    assert "nothing was fetched" in sentence
    assert secure.requests == []


@pytest.mark.parametrize(
    ("certificate", "says"), [("expired.pem", "expired"), ("other-host.pem", "belongs to another host")]
)
async def test_a_certificate_out_of_date_or_of_another_host_is_not_accepted(
    trusting: ssl.SSLContext, certificate: str, says: str
) -> None:
    with LoopbackServer(certificate=CERTIFICATES / certificate) as one:
        assert says in await refused(Unreachable, one.url(), tls=trusting)
        assert one.requests == []


async def test_where_tls_fails_nothing_is_tried_without_it(server: LoopbackServer) -> None:
    server.on("/feed", reply(FEED))
    url = server.url().replace("http:", "https:")
    assert "does not speak https" in await refused(Unreachable, url)
    assert server.requests == []


async def test_http_to_a_port_that_speaks_tls_is_an_error(secure: LoopbackServer) -> None:
    url = secure.url().replace("https:", "http:")
    with pytest.raises((Unreachable, Refused)):
        await fetch(url)
    assert secure.requests == []


async def test_a_move_from_https_to_http_is_followed_but_never_kept(
    server: LoopbackServer, secure: LoopbackServer, trusting: ssl.SSLContext
) -> None:
    secure.on("/from", redirect(server.url(), 301))
    server.on("/feed", reply(FEED))
    answer = await fetched(secure.url("/from").replace("//", "//me:secret@"), tls=trusting)
    assert answer.final_url == server.url()
    assert answer.permanent_url == ""
    assert server.asked()[0].header("Authorization") is None


async def test_a_move_from_http_to_https_is_kept(
    server: LoopbackServer, secure: LoopbackServer, trusting: ssl.SSLContext
) -> None:
    server.on("/from", redirect(secure.url(), 301))
    assert (await fetched(server.url("/from"), tls=trusting)).permanent_url == secure.url()


def test_the_systems_certificates_are_used() -> None:
    certificates = system_certificates()
    assert certificates is True or isinstance(certificates, ssl.SSLContext)
