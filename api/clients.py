"""Whose address a request comes from, where proxies stand in front (SEC-6).

`X-Forwarded-For` is a list that each proxy appends to, and that anybody may begin. So it is read
from its right end, and only as far as the addresses are proxies that the settings name; none is by
default, not even this machine. https://httpwg.org/specs/rfc7239.html#security
"""

import ipaddress
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Scope

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_LEAST_OF_IPV6 = 64
"""Bits of an IPv6 address that say which customer it is; the rest everybody chooses at will."""


def find_client(scope: Scope, trusted: Sequence[Network]) -> str:
    """Return the address of the first one outside the trusted proxies; empty when unknown."""
    peer = (scope.get("client") or ("", 0))[0]
    nearest = _address(peer)
    if nearest is None or not _is_in(nearest, trusted):
        return str(peer)
    forwarded = ",".join(Headers(scope=scope).getlist("x-forwarded-for")).split(",")
    while _is_in(nearest, trusted) and forwarded:
        before = _address(forwarded.pop().strip())
        if before is None:
            break
        nearest = before
    return str(nearest)


def client_of(conn: HTTPConnection) -> str:
    """Return what attempts are counted by: the address, of IPv6 the network of one customer."""
    address = _address(conn.scope["zhiban.client"])
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _LEAST_OF_IPV6), strict=False).network_address)
    return str(address or "unknown")


def _address(text: str) -> Address | None:
    """Read an address as proxies write it: bare, `v4:port`, `[v6]` or `[v6]:port`."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)
