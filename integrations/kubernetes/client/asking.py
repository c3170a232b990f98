"""Questions to one cluster: objects that may be absent, and lists that end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx2

from domain.common.errors import NotFound, Unavailable
from domain.common.messages import Called, message
from integrations.kubernetes.client.connections import Connections, Request
from integrations.kubernetes.client.failures import Refused, forbidden
from integrations.kubernetes.client.objects import Json, each, inside, number, text

PAGE = 250
"""Objects per answer; so many nodes, the largest objects, have about 10 MB."""

METADATA_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
"""Makes the server leave out all content: how a Secret is looked at."""

LISTED_METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
"""The same for a list, which servers refuse under the name of a single object (406)."""

_ABSENT = httpx2.codes.NOT_FOUND
_OVER = httpx2.codes.GONE


@asynccontextmanager
async def at_once() -> AsyncIterator[asyncio.TaskGroup]:
    """Ask several questions at once; the first that fails is raised, and the others end."""
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None


@dataclass(frozen=True)
class Listed:
    """A list, or its beginning.

    Attributes:
        left: how many objects were not read.
        next_after: where to go on, empty at the end.
    """

    objects: list[Json] = field(default_factory=list)
    left: int = 0
    next_after: str = ""


@dataclass(frozen=True)
class Asking:
    """Reads from one cluster."""

    connections: Connections
    cluster: str

    async def get(self, path: str, *, accept: str = "application/json") -> Json | None:
        """Return an object, None when it does not exist.

        Raises:
            Forbidden: our rights do not cover it.
            Unavailable: it did not answer, or answered nonsense.
        """
        try:
            found = await self._ask(Request(method="GET", path=path, accept=accept))
        except NotFound:
            return None
        if not text(found, "metadata", "uid"):
            raise self._nonsense()
        return found

    async def list(
        self, path: str, *, most: int = PAGE, accept: str = "application/json", **params: str
    ) -> Listed:
        """Return the objects of a list, at most `most`; raises what `get` does, and `NotFound`."""
        found: list[Json] = []
        after = params.pop("after", "")
        while True:
            limit = {"limit": str(min(PAGE, most - len(found)))}
            going_on = {"continue": after} if after else {}
            answer = await self._ask(
                Request(
                    method="GET",
                    path=path,
                    params={**params, **limit, **going_on},
                    accept=accept,
                )
            )
            if not isinstance(inside(answer, "items"), list):
                raise self._nonsense()
            found += each(answer, "items")
            after = text(answer, "metadata", "continue")
            if not after or len(found) >= most:
                break
        beyond = max(0, len(found) - most)
        left = number(answer, "metadata", "remainingItemCount", default=1 if after else 0)
        return Listed(found[:most], left + beyond, after)

    async def body(self, path: str, **params: str) -> bytes:
        """Return an answer that is no object, such as a log; raises what `list` does."""
        try:
            return await self.connections.read(
                self.cluster, Request(method="GET", path=path, params=params, accept="*/*")
            )
        except Refused as refused:
            raise self._translated(refused) from None

    async def _ask(self, request: Request) -> Json:
        try:
            return await self.connections.ask(self.cluster, request)
        except Refused as refused:
            raise self._translated(refused) from None

    def _translated(self, refused: Refused) -> Exception:
        if refused.code == httpx2.codes.FORBIDDEN:
            return forbidden(refused, cluster=self.cluster)
        if refused.code == _ABSENT:
            return NotFound("object", refused.words)
        if refused.code == _OVER:
            return Unavailable(message("cluster.stale_list", cluster=Called(self.cluster)))
        return refused

    def _nonsense(self) -> Unavailable:
        return Unavailable(message("cluster.nonsense", cluster=Called(self.cluster)))
