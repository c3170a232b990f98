"""The tools of one server, remembered for a while.

Many ask at once, one request goes out. A list stays good for as long as its server says, or for ten
minutes where it says nothing; a server that tells of a change makes it old at once. When a server
cannot be asked, what it said last still serves, marked as stale, and it is asked again later.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import mcp_types

from mcp_client.errors import FaultKind, ServerFault
from mcp_client.sentences import FaultReason, Sentence

FRESH_SECONDS = 600.0
"""Of a list whose server says nothing, or 0: what clients of MCP commonly allow."""

LONGEST_FRESH = 3600.0
"""Seconds that a server may ask for. Without an open stream nobody hears of a change before."""

AGAIN_SECONDS = 30.0
"""Between two requests to a server whose list could not be had, while an old one serves. Without
one it is as long as the request took: what fails at once may be tried at once."""

LONGEST_STALE = 86_400.0
"""Seconds after which an old list serves no more: a day without its server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteTool:
    """A tool as its server describes it; nothing here is vouched for.

    Schemas are kept as text and parsed anew for whoever asks: nobody can change those of others,
    and a thousand servers take a fifth of the memory.

    Attributes:
        input_schema_json: JSON schema of the arguments.
        output_schema_json: of the structured content; empty: none was given.
        read_only, destructive, idempotent, open_world: its hints; None: it gave none.
    """

    server: str
    name: str
    title: str
    description: str
    input_schema_json: str
    output_schema_json: str = ""
    read_only: bool | None = None
    destructive: bool | None = None
    idempotent: bool | None = None
    open_world: bool | None = None

    @property
    def input_schema(self) -> dict[str, Any]:
        """A fresh copy of the arguments' schema."""
        schema: dict[str, Any] = json.loads(self.input_schema_json)
        return schema

    @property
    def size(self) -> int:
        """Characters of its words and schemas."""
        words = (self.name, self.title, self.description)
        return sum(map(len, (*words, self.input_schema_json, self.output_schema_json)))

    @property
    def output_schema(self) -> dict[str, Any] | None:
        """A fresh copy of the structured content's schema."""
        schema: dict[str, Any] | None = json.loads(self.output_schema_json or "null")
        return schema


def read_tool(server: str, tool: mcp_types.Tool) -> RemoteTool:
    """Return a tool in our words; its title is the first that the protocol prefers."""
    hints = tool.annotations or mcp_types.ToolAnnotations()
    return RemoteTool(
        server=server,
        name=tool.name,
        title=tool.title or hints.title or tool.name,
        description=tool.description or "",
        input_schema_json=json.dumps(tool.input_schema),
        output_schema_json=json.dumps(tool.output_schema) if tool.output_schema else "",
        read_only=hints.read_only_hint,
        destructive=hints.destructive_hint,
        idempotent=hints.idempotent_hint,
        open_world=hints.open_world_hint,
    )


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server just listed, and for how many seconds it says that holds; None: nothing."""

    tools: tuple[RemoteTool, ...]
    fresh_for: float | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The tools of a server as they are known.

    Attributes:
        age: seconds since the server said so.
        stale: why it was not asked anew, if it should have been; None: the list is good.
    """

    tools: tuple[RemoteTool, ...]
    age: float = 0.0
    stale: ServerFault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheStats:
    """What a memory of tools did.

    Attributes:
        hits: questions that it answered.
        fetches: requests that went to the server.
        joined: questions that waited for the request of another.
        stale: questions that an old list answered.
        failures: requests that failed.
        changes: how often the server told of a change.
        tools: how many are remembered; None: none were ever listed.
        age: seconds of the list; None: there is none.
    """

    hits: int = 0
    fetches: int = 0
    joined: int = 0
    stale: int = 0
    failures: int = 0
    changes: int = 0
    tools: int | None = None
    age: float | None = None


class CatalogueCache:
    """The memory of one server's tools. A new registration begins with a new one.

    Args:
        server: what its owner calls it.
        fetch: asks the server; raises `ServerFault`, and ends within limits of its own.
        now: a clock, in seconds.
    """

    def __init__(
        self, server: str, fetch: Callable[[], Awaitable[Fetched]], now: Callable[[], float]
    ) -> None:
        self._server = server
        self._fetch = fetch
        self._now = now
        self._tools: tuple[RemoteTool, ...] | None = None
        self._fetched = self._fresh_until = self._began = self._again = 0.0
        self._fault: ServerFault | None = None
        self._changes_seen = 0
        self._task: asyncio.Task[None] | None = None
        self._stats = CacheStats()

    @property
    def stats(self) -> CacheStats:
        """What it did."""
        if self._tools is None:
            return self._stats
        return replace(self._stats, tools=len(self._tools), age=self._now() - self._fetched)

    @property
    def known(self) -> Sequence[RemoteTool]:
        """What is remembered, however old; the server is not asked."""
        return self._tools or ()

    @property
    def size(self) -> int:
        """Characters of what is remembered."""
        return sum(tool.size for tool in self.known)

    def forget(self) -> None:
        """Remember no tools; the next question goes to the server."""
        self._tools = None
        self._fresh_until = self._now()

    def changed(self) -> None:
        """Take in that the server has other tools; also while it is being asked."""
        self._count(changes=1)
        self._fresh_until = self._again = self._now()

    async def tools(self, *, fresh: bool = False, patience: float | None = None) -> Catalogue:
        """Return the tools.

        Args:
            fresh: ask the server whatever is remembered.
            patience: seconds to wait for the server, counted from when it was asked: whoever comes
                later does not wait as long. It goes on being asked when they are over.

        Raises:
            ServerFault: nothing is remembered, and the server did not answer.
        """
        now = self._now()
        if not fresh:
            if self._tools is not None and now < self._fresh_until:
                self._count(hits=1)
                return Catalogue(self._tools, now - self._fetched)
            if self._fault is not None and now < self._again:
                return self._old(self._fault)
        return await self._asked(patience)

    def stop(self) -> None:
        """Stop asking; what is remembered stays. Whoever waits gets it, or CLOSED."""
        if self._task is not None:
            self._task.cancel()

    async def _asked(self, patience: float | None) -> Catalogue:
        """Ask the server, or wait with whoever does; a caller that is cancelled leaves alone."""
        if self._task is None:
            self._began = self._now()
            self._task = asyncio.create_task(self._ask(), name="mcp_client: tools")
        else:
            self._count(joined=1)
        task, waited = self._task, self._now() - self._began
        await asyncio.wait([task], timeout=patience and max(patience - waited, 0.0))
        if not task.done():
            return self._old(self._too_slow(patience))
        if task.cancelled():
            return self._old(self._closed())
        task.result()  # of a task that ended well: what a mistake in here raised, for all who wait
        if self._fault is not None:
            return self._old(self._fault)
        return Catalogue(self._tools or ())

    async def _ask(self) -> None:
        """Ask once, and keep what came of it."""
        changes = self._stats.changes
        self._count(fetches=1)
        try:
            fetched = await self._fetch()
        except ServerFault as fault:
            self._count(failures=1)
            self._fault = fault
            now = self._now()
            pause = AGAIN_SECONDS if self._tools is not None else 0.0
            self._again = now + max(pause, fault.delay or 0.0, now - self._began)
        else:
            self._fault = None
            self._tools, self._fetched = fetched.tools, self._now()
            seconds = min(fetched.fresh_for or FRESH_SECONDS, LONGEST_FRESH)
            is_good = changes == self._stats.changes
            self._fresh_until = self._fetched + (seconds if is_good else 0.0)
        finally:
            self._task = None

    def _old(self, fault: ServerFault) -> Catalogue:
        """Return what was known before, or raise when that is nothing, or too old."""
        age = self._now() - self._fetched
        if self._tools is None or age >= LONGEST_STALE:
            raise fault.again()
        self._count(stale=1)
        return Catalogue(self._tools, age, fault)

    def _too_slow(self, patience: float | None) -> ServerFault:
        seconds = patience or 0.0
        sentence = Sentence(FaultReason.LATE_LISTING, server=self._server, seconds=seconds)
        return ServerFault(FaultKind.TIMED_OUT, self._server, sentence)

    def _closed(self) -> ServerFault:
        sentence = Sentence(FaultReason.CLOSED_WHILE_LISTING, server=self._server)
        return ServerFault(FaultKind.CLOSED, self._server, sentence)

    def _count(self, **more: int) -> None:
        """Add to the figures."""
        values = {name: getattr(self._stats, name) + count for name, count in more.items()}
        self._stats = replace(self._stats, **values)
