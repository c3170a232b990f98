"""Which network addresses are out in the public, decided on the address alone (WEB-6).

The test is a list of what may pass, not of what may not: an IPv4 address must be globally
reachable by IANA's registries, an IPv6 address global unicast. Whatever carries another address
inside it counts as what it carries.
"""

from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class AddressKind(StrEnum):
    """What an address is to us; the reason of a refusal, or `PUBLIC`."""

    PUBLIC = "public"
    METADATA = "metadata"
    UNSPECIFIED = "unspecified"
    LOOPBACK = "loopback"
    LINK_LOCAL = "link_local"
    PRIVATE = "private"
    SHARED = "shared"
    MULTICAST = "multicast"
    TUNNEL = "tunnel"
    RESERVED = "reserved"


METADATA = frozenset(
    ip_address(text)
    for text in (
        "169.254.169.254",  # Tencent Cloud, AWS, Azure, GCP, Oracle, DigitalOcean, OpenStack
        "169.254.0.23",  # Tencent Cloud, metadata.tencentyun.com
        "169.254.170.2",  # AWS ECS task credentials
        "169.254.170.23",  # AWS EKS pod identity
        "168.63.129.16",  # Azure wire server: a public address that only Azure's hosts answer
        "100.100.100.200",  # Alibaba Cloud
        "192.0.0.192",  # Oracle Cloud, classic
        "fd00:ec2::254",  # AWS over IPv6
        "fd00:ec2::23",  # AWS EKS pod identity over IPv6
        "fd20:ce::254",  # GCP over IPv6
    )
)
"""Where clouds hand their machines credentials."""

_SHARED = IPv4Network("100.64.0.0/10")
"""Carrier-grade NAT (RFC 6598); Tencent Cloud's own services live there too."""

_MORE_RESERVED_4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
"""IETF protocol assignments and the retired 6to4 relays: nobody's web server."""

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_MAPPED = IPv6Network("::ffff:0:0/96")
_TRANSLATED = IPv6Network("::ffff:0:0:0/96")
_COMPATIBLE = IPv6Network("::/96")
_TUNNELS = (
    _TRANSLATED,
    _COMPATIBLE,
    IPv6Network("64:ff9b:1::/48"),  # local-use NAT64 (RFC 8215)
    IPv6Network("2001::/32"),  # Teredo
    IPv6Network("2002::/16"),  # 6to4
)
"""Forms that carry an IPv4 address to a relay; no web server is published under them."""

_ISATAP = (0x00005EFE, 0x02005EFE)
"""Upper half of an interface identifier whose lower half is an IPv4 address (RFC 5214)."""

_MORE_RESERVED_6 = (
    IPv6Network("2001::/23"),  # IETF protocol assignments: ORCHID, benchmarking, AS112
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("3fff::/20"),  # documentation (RFC 9637)
)
_SITE_LOCAL = IPv6Network("fec0::/10")


def kind_of(address: Address) -> AddressKind:
    """Return what an address is; only `PUBLIC` may be connected to without being allowed."""
    inner = unwrapped(address)
    if inner in METADATA:
        return AddressKind.METADATA
    if isinstance(inner, IPv4Address):
        return _kind_of_4(inner)
    return _kind_of_6(inner)


def unwrapped(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, else the address itself."""
    if isinstance(address, IPv6Address) and (address in _MAPPED or address in _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _kind_of_4(address: IPv4Address) -> AddressKind:
    checks = (
        (address.is_unspecified, AddressKind.UNSPECIFIED),
        (address.is_loopback, AddressKind.LOOPBACK),
        (address.is_link_local, AddressKind.LINK_LOCAL),
        (address.is_multicast, AddressKind.MULTICAST),
        (address in _SHARED, AddressKind.SHARED),
        (any(address in network for network in _MORE_RESERVED_4), AddressKind.RESERVED),
        (address.is_reserved, AddressKind.RESERVED),
        (address.is_private, AddressKind.PRIVATE),
        (not address.is_global, AddressKind.RESERVED),
    )
    return next((kind for holds, kind in checks if holds), AddressKind.PUBLIC)


def _kind_of_6(address: IPv6Address) -> AddressKind:
    isatap = (int(address) >> 32) & 0xFFFFFFFF in _ISATAP
    checks = (
        (address.is_unspecified, AddressKind.UNSPECIFIED),
        (address.is_loopback, AddressKind.LOOPBACK),
        (address.is_link_local, AddressKind.LINK_LOCAL),
        (address.is_multicast, AddressKind.MULTICAST),
        (isatap or any(address in network for network in _TUNNELS), AddressKind.TUNNEL),
        (address in _SITE_LOCAL, AddressKind.PRIVATE),
        (any(address in network for network in _MORE_RESERVED_6), AddressKind.RESERVED),
        (address.is_private, AddressKind.PRIVATE),
        (address not in _GLOBAL_UNICAST, AddressKind.RESERVED),
    )
    return next((kind for holds, kind in checks if holds), AddressKind.PUBLIC)
