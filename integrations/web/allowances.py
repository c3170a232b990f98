"""What an operator allows though it is not public: names, addresses and networks (WEB-6)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from domain.common.errors import Misconfigured
from integrations.web.addresses import Address, Network, unwrapped
from integrations.web.urls import normal_host

_ENTRY = re.compile(r"(?:\[(?P<six>[^\]]+)\]|(?P<plain>[^\[\]]+?))(?::(?P<port>[0-9]{1,5}))?")


@dataclass(frozen=True)
class _Allowance:
    """One entry: a name or a network, with one port or any (0)."""

    host: str
    network: Network | None
    port: int


class Allowances:
    """The entries of the configuration, read once.

    Args:
        entries: see `integrations.web.guard.Guard`.

    Raises:
        Misconfigured: an entry cannot be read; names it.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self._all = tuple(_read(entry.strip()) for entry in entries if entry.strip())

    def covers(self, host: str, address: Address, port: int, *, metadata: bool) -> bool:
        """Say whether a connection is allowed; `metadata` needs its exact address listed."""
        return any(
            (entry.port in (0, port)) and _matches(entry, host, address, metadata=metadata)
            for entry in self._all
        )


def _matches(entry: _Allowance, host: str, address: Address, *, metadata: bool) -> bool:
    if entry.network is None:
        return entry.host == host and not metadata
    inner = unwrapped(address)
    within = inner.version == entry.network.version and inner in entry.network
    return within and (not metadata or entry.network.num_addresses == 1)


def _read(entry: str) -> _Allowance:
    try:
        return _read_network(entry)
    except ValueError:
        pass  # with a port, or a name
    found = _ENTRY.fullmatch(entry)
    if found is None:
        raise _unreadable(entry)
    port = int(found["port"] or 0)
    text = found["six"] or found["plain"]
    if port > 65_535 or (found["six"] and ":" not in text):
        raise _unreadable(entry)
    try:
        network = _read_network(text)
    except ValueError:
        return _Allowance(_read_name(text, entry), None, port)
    return _Allowance("", network.network, port)


def _read_network(text: str) -> _Allowance:
    network = ip_network(text) if "/" in text else ip_network(ip_address(text))
    return _Allowance("", network, 0)


def _read_name(text: str, entry: str) -> str:
    try:
        return normal_host(text)
    except ValueError:
        raise _unreadable(entry) from None


def _unreadable(entry: str) -> Misconfigured:
    return Misconfigured(
        f"'{entry[:80]}' is no allowed web address; write host, host:port, 10.0.0.0/8 or "
        "[fd00::1]:8080."
    )
