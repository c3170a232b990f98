"""Where plugins may be, judged when they are registered and at every connection (WEB-6)."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from application.ports.watches.web import FetchFailed, FetchProblem
from domain.common.errors import InvalidRequest
from domain.common.messages import Command, message
from domain.plugins.plugins import PluginWiring
from mcp_client import AddressRefused

Judge = Callable[[str, int], Awaitable[Sequence[str]]]
"""Says which addresses a host and port may be connected at; raises `FetchFailed` for none."""

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Admission:
    """The guard of web traffic, in the words of the client and of the service."""

    judge: Judge

    async def admit(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses that may be connected to, for the client's network.

        Raises:
            AddressRefused: none may.
            OSError: the name leads nowhere.
        """
        try:
            return await self.judge(host, port)
        except FetchFailed as error:
            if error.problem is FetchProblem.DNS:
                raise OSError(str(error)) from None
            raise AddressRefused(str(error)) from None

    async def check(self, wiring: PluginWiring) -> None:
        """Return when a url may be registered, as far as that can be told now.

        Raises:
            InvalidRequest: it leads where nobody connects, or would carry headers in clear.
        """
        parts = urlsplit(wiring.url)
        try:
            port = parts.port or _PORTS[parts.scheme]
            addresses = await self.judge(parts.hostname or "", port)
        except FetchFailed as refused:
            if refused.problem is not FetchProblem.DNS:
                rule = message("plugin.address_refused", why=refused.detail)
                raise InvalidRequest("url", rule) from None
            addresses = ()  # names come and go; whoever connects looks it up again
        in_clear = parts.scheme == "http" and wiring.headers
        if in_clear and any(ip_address(each).is_global for each in addresses):
            rule = message("plugin.headers_in_clear", form=Command("https://…"))
            raise InvalidRequest("url", rule)
        if in_clear and not addresses:
            rule = message("plugin.headers_unknown_way", form=Command("https://…"))
            raise InvalidRequest("url", rule)
