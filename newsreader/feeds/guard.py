"""Which addresses are nobody's business but the user's own.

A feed, a redirect or a name server may point at the user's own network: the router's pages, a service
on this machine, the data service of a cloud.  Such an address is asked only where the user typed its
host.  An address counts as private unless it is known to be reachable by everybody; the ranges are
those of the IANA special-purpose registries (RFC 6890 and its successors) and of multicast, and an
IPv6 address that carries an IPv4 one is judged by what it carries.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the data services of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays, withdrawn
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")
"""The only part of IPv6 given out for everybody's use."""
_NOT_PUBLIC_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "3fff::/20",
    )
)
_CARRIES_4 = (  # the network, and how many bits stand behind the IPv4 address
    (IPv6Network("::ffff:0:0/96"), 0),  # mapped
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (IPv6Network("2002::/16"), 80),  # 6to4
)


def is_private(address: str | Address) -> bool:
    """Tell whether `address`, an IP address, is not open to everybody; True for what is no address."""
    if isinstance(address, str):
        try:
            address = ip_address(address.partition("%")[0])
        except ValueError:
            return True
    if isinstance(address, IPv4Address):
        return any(address in network for network in _NOT_PUBLIC_4)
    for network, behind in _CARRIES_4:
        if address in network:
            return is_private(IPv4Address((int(address) >> behind) & 0xFFFFFFFF))
    return address not in _PUBLIC_6 or any(address in network for network in _NOT_PUBLIC_6)
