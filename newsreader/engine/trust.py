"""Which private hosts the user typed, and so may be asked though they are private.

An address in numbers was typed, or stood in a list of the user's own, or it would not be a feed here.
A name is another matter: who owns it can have it lead to this machine tomorrow.  So of names those are
remembered that led to no public address when the user typed them, and no other is asked at a private
address, whatever a name server says later.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from ipaddress import ip_address

from newsreader.engine.kit import Kit, committed
from newsreader.feeds.address import host_of, is_private
from newsreader.feeds.lookup import Lookup, SystemLookup

_META = "private_hosts"
_HOME_ENDINGS = (
    ".local",
    ".localhost",
    ".lan",
    ".home",
    ".internal",
    ".intranet",
    ".corp",
    ".home.arpa",
)


def private_host(kit: Kit, url: str) -> str | None:
    """Return the host of a feed's address if it may be at a private address, else None."""
    host = host_of(url)
    if host is None or not (_is_number(host) or host == "localhost" or host in _remembered(kit)):
        return None
    return host


def looks_private(url: str) -> bool:
    """Tell, without asking anybody, whether an address is one of a private network."""
    host = host_of(url) or ""
    if _is_number(host):
        return is_private(host)
    return "." not in host.rstrip(".") or host.rstrip(".").endswith(_HOME_ENDINGS)


async def remember_typed(kit: Kit, url: str, lookup: Lookup | None = None) -> None:
    """Note that the user typed `url`, where its host is a name that leads to no public address now."""
    host = host_of(url)
    if host is None or _is_number(host) or host in _remembered(kit):
        return
    try:
        found = await (lookup or SystemLookup())(host, 80)
    except OSError:
        found = []  # not to be found now: perhaps a machine of the user's that sleeps
    if not found or any(is_private(address) for address in found):
        await remember(kit, [host])


async def remember(kit: Kit, hosts: Iterable[str]) -> None:
    """Note hosts, by name, that the user means though they are private."""
    known = _remembered(kit)
    wanted = known | {host for host in hosts if not _is_number(host)}
    if wanted != known:
        await committed(kit.store.set_meta(_META, json.dumps(sorted(wanted))))


def _remembered(kit: Kit) -> set[str]:
    kept = kit.store.query.meta(_META)
    return set(json.loads(kept)) if kept else set()


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
