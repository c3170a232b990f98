"""Where robots' endpoints may be: judged like all web traffic, at every dial (WEB-6)."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from application.ports.watches.web import FetchFailed, FetchProblem
from domain.common.errors import InvalidRequest
from domain.common.messages import message

Judge = Callable[[str, int], Awaitable[Sequence[str]]]


@dataclass(frozen=True)
class GuardedPlaces:
    """The guard of web traffic, in the words of the port."""

    judge: Judge

    async def admit(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses that may be connected to; see the port."""
        try:
            return await self.judge(host, port)
        except FetchFailed as error:
            if error.problem is FetchProblem.DNS:
                raise OSError(str(error)) from None
            raise InvalidRequest(
                "url", message("plugin.address_refused", why=error.detail)
            ) from None
