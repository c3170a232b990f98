"""The guard of all our web traffic: who may be connected to, decided when connecting (WEB-6).

A check before the connection is worth nothing when the name is looked up once more afterwards: the
second answer may be another one (DNS rebinding). So the guard looks the name up itself, judges
every address it gets, and its callers connect to exactly the addresses that it returns.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

from application.ports.watches.web import FetchFailed, FetchProblem
from integrations.web.addresses import Address, AddressKind, kind_of, unwrapped
from integrations.web.allowances import Allowances
from integrations.web.refusals import OnRefused, Refusal, Refused, failure, ignore
from integrations.web.urls import BadUrl, Target, follow, normal_host, read_url

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Looks a name up; gives its addresses as text, best first. Raises OSError."""

RESOLVE_SECONDS = 10.0
"""Twice what glibc waits for one server before it asks the next (resolv.conf: 5 s)."""

MOST_ADDRESSES = 16
"""Of one name; more is not a web server but a trick to be kept busy with."""

_LOOKUPS = 16
"""Threads: slow names must not take the threads that other work waits for."""

_UNSAFE_PORTS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, *range(6665, 6670)}
    | {6679, 6697, 10080}
)
"""Above 1023, browsers refuse these (WHATWG Fetch, "bad port")."""


class SystemResolver:
    """Looks names up as this machine does, in threads of its own."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="zhiban-dns")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a name; raises OSError."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _look_up, host, port)
        return list(dict.fromkeys(found))

    def close(self) -> None:
        """Let the threads go; the ones that still wait are not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def is_own(address: Address) -> bool:
    """Say whether an address is this machine's own, also a public one.

    Asks the kernel which address it would send from: for its own it is the same one. Connecting
    a datagram socket sends nothing.
    """
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(address), 9))
            return bool(ip_address(probe.getsockname()[0]) == address)
    except OSError:
        return False  # no way there at all


class Guard:
    """Decides which addresses may be asked for and which may be connected to.

    Ports: 80, 443 and those above 1023 that browsers accept. Below are mail, shells and name
    servers, which can be made to act on a line of HTTP; an operator can allow any with its host.

    Args:
        allow: `host`, `host:port`, `network/bits`, `network/bits:port`, `[v6]:port`: what may be
            reached though it is not public. A cloud's metadata address must be listed itself.
        resolve: looks names up.
        on_refused: is told of every refusal.
        own: says whether an address is this machine's own.

    Raises:
        Misconfigured: an entry of `allow` cannot be read.
    """

    def __init__(
        self,
        allow: Iterable[str] = (),
        *,
        resolve: Resolve | None = None,
        on_refused: OnRefused = ignore,
        own: Callable[[Address], bool] = is_own,
    ) -> None:
        self._allow = Allowances(allow)
        self._resolve = resolve or SystemResolver()
        self._on_refused = on_refused
        self._own = own

    def read(self, url: str) -> Target:
        """Return what an address says; raises `FetchFailed` when it may not be asked for."""
        try:
            return read_url(url)
        except BadUrl as error:
            raise self._refuse(error.refusal) from None

    def follow(self, origin: Target, location: str) -> Target:
        """Return where a redirect leads; raises `FetchFailed` when it may not be followed."""
        try:
            return follow(origin, location)
        except BadUrl as error:
            raise self._refuse(error.refusal) from None

    async def admit(self, host: str, port: int) -> tuple[str, ...]:
        """Return the addresses, as text, that may be connected to for this host and port.

        Connect to these and to nothing else: looking the host up again may give others.

        Raises:
            FetchFailed: `REFUSED_ADDRESS` when any of its addresses may not be connected to;
                `DNS` when it has none.
        """
        try:
            host = normal_host(host)
        except ValueError:
            raise self._refuse(Refusal(Refused.ODD_HOST, host[:253], port)) from None
        addresses = await self._addresses(host, port)
        for address in addresses:
            refusal = self._judge(host, port, address)
            if refusal is not None:
                raise self._refuse(refusal)
        return tuple(str(address) for address in addresses)

    def _judge(self, host: str, port: int, address: Address) -> Refusal | None:
        kind = kind_of(address)
        if self._allow.covers(host, address, port, metadata=kind is AddressKind.METADATA):
            return None
        if kind is not AddressKind.PUBLIC:
            return Refusal(Refused.ADDRESS, host, port, str(address), kind)
        if port not in (80, 443) and (port < 1024 or port in _UNSAFE_PORTS):
            return Refusal(Refused.PORT, host, port, str(address), kind)
        if self._own(unwrapped(address)):
            return Refusal(Refused.OWN_ADDRESS, host, port, str(address), kind)
        return None

    async def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            return [ip_address(host)]
        except ValueError:
            pass  # a name
        try:
            async with asyncio.timeout(RESOLVE_SECONDS):
                found = [ip_address(text) for text in await self._resolve(host, port)]
        except TimeoutError:
            raise FetchFailed(FetchProblem.DNS, f"Looking up {host} took too long.") from None
        except (OSError, UnicodeError):
            found = []
        except ValueError:  # a zone or another form that no public server has
            raise self._refuse(Refusal(Refused.ODD_HOST, host, port)) from None
        if not 1 <= len(found) <= MOST_ADDRESSES:
            raise FetchFailed(FetchProblem.DNS, f"The name {host} leads to no usable address.")
        return found

    def _refuse(self, refusal: Refusal) -> FetchFailed:
        self._on_refused(refusal)
        return failure(refusal)


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(info[4][0]) for info in found]
