"""Which seat belongs to which registration, and what happens to seats that nobody needs."""

import asyncio
import logging
from collections.abc import Iterator

from mcp_client.configs import ServerConfig
from mcp_client.errors import FaultKind, ServerFault
from mcp_client.registrations import Registrations
from mcp_client.sentences import FaultReason, Sentence
from mcp_client.servers.callbacks import Announcer
from mcp_client.servers.pools import Pool
from mcp_client.servers.seats import ServerEntry

LOOKS_AT_ONCE = 8
"""Servers that were away and are asked at the same time whether they are back."""

_log = logging.getLogger(__name__)


class ServerEntries:
    """The seats of all owners, as the registrations say at the moment of use.

    Args:
        registrations: asked each time: another process may have changed them.
        pool: where connections come from.
        announcer: told of states.
    """

    def __init__(self, registrations: Registrations, pool: Pool, announcer: Announcer) -> None:
        self._registrations = registrations
        self._pool = pool
        self._announcer = announcer
        self._owners: dict[str, dict[str, ServerEntry]] = {}
        self._sweeping: asyncio.Task[None] | None = None

    def __iter__(self) -> Iterator[ServerEntry]:
        """Every seat that was taken."""
        return iter([seat for seats in self._owners.values() for seat in seats.values()])

    async def config(self, owner: str, server: str) -> ServerConfig:
        """Return what is registered.

        Raises:
            ServerFault: NOT_REGISTERED.
        """
        config = await self._registrations.find(owner, server)
        if config is None:
            self.leave(owner, server)
            sentence = Sentence(FaultReason.NOT_REGISTERED, server=server)
            raise ServerFault(FaultKind.NOT_REGISTERED, server, sentence)
        return config

    async def one(self, owner: str, server: str) -> ServerEntry:
        """Return the seat of a server.

        Raises:
            ServerFault: NOT_REGISTERED.
        """
        return self._taken(owner, server, await self.config(owner, server))

    async def all_of(self, owner: str) -> list[ServerEntry]:
        """Return the seats of all servers of an owner, by name."""
        configs = await self._registrations.all_of(owner)
        for gone in self._owners.get(owner, {}).keys() - configs.keys():
            self.leave(owner, gone)
        return [self._taken(owner, server, config) for server, config in sorted(configs.items())]

    def new(
        self, owner: str, server: str, config: ServerConfig, announcer: Announcer
    ) -> ServerEntry:
        """Return a seat that nobody else knows."""
        self._begin()
        return ServerEntry(owner, server, config, self._pool, announcer)

    def reached(self, owner: str, server: str, config: ServerConfig) -> None:
        """Take in that a server, registered like this, has just answered a test."""
        seat = self._owners.get(owner, {}).get(server)
        if seat is not None and seat.config == config:
            seat.reached()

    def vacate(self, owner: str, server: str) -> None:
        """Let what is under way at a server end, and begin anew with it."""
        seat = self._owners.get(owner, {}).pop(server, None)
        if seat is not None:
            seat.retire()

    def leave(self, owner: str, server: str) -> None:
        """Close what there is of a server, at once."""
        servers = self._owners.get(owner, {})
        seat = servers.pop(server, None)
        if seat is not None:
            seat.close()
        if not servers:
            self._owners.pop(owner, None)

    async def sweep(self) -> None:
        """Close what is idle or gone, forget what nobody used for a day, see who is back."""
        for owner in {seat.owner for seat in self if seat.is_awake}:
            await self._let_go(owner)
        now = self._pool.now()
        places = asyncio.Semaphore(LOOKS_AT_ONCE)

        async def look_in(seat: ServerEntry) -> None:
            async with places:
                await seat.look_in()

        used = []
        for seat in self:
            idle = now - seat.last_used
            if seat.in_flight or idle < self._pool.limits.idle_after:
                used.append(seat)
            elif idle < self._pool.limits.forget_after:
                seat.evict()
            else:
                self.leave(seat.owner, seat.server)
        self._lighten()
        await asyncio.gather(*(look_in(seat) for seat in used))

    async def close(self) -> None:
        """Stop everything that runs; what is known stays."""
        task, self._sweeping = self._sweeping, None
        if task is not None and task.get_loop() is asyncio.get_running_loop():
            task.cancel()
            await asyncio.wait([task])
        for seat in self:
            seat.catalogue.stop()

    def _lighten(self) -> None:
        """Forget the lists that were not used for the longest time, where all take too much."""
        seats = sorted(self, key=lambda seat: seat.last_used)
        size = sum(seat.catalogue.size for seat in seats)
        for seat in seats:
            if size <= self._pool.limits.most_listed:
                return
            size -= seat.catalogue.size
            seat.catalogue.forget()

    async def _let_go(self, owner: str) -> None:
        """Close what another process has removed or changed: headers that were taken back."""
        seats = dict(self._owners.get(owner, {}))
        try:
            configs = await self._registrations.all_of(owner)
        except Exception as error:  # noqa: BLE001 whoever keeps them may be away; this comes again
            _log.warning("Registrations could not be looked at: %s.", type(error).__name__)
            return
        for server, seat in seats.items():
            if self._owners.get(owner, {}).get(server) is not seat:
                continue  # somebody came meanwhile, and knows better
            if server not in configs:
                self.leave(owner, server)
            elif seat.config != configs[server]:
                self.vacate(owner, server)

    def _taken(self, owner: str, server: str, config: ServerConfig) -> ServerEntry:
        """Return a server's seat; a changed configuration gets a new one."""
        self._begin()
        servers = self._owners.setdefault(owner, {})
        seat = servers.get(server)
        if seat is None or seat.config != config:
            if seat is not None:
                seat.retire()
            seat = servers[server] = self.new(owner, server, config, self._announcer)
        return seat

    def _begin(self) -> None:
        """Make ready for the running loop."""
        if self._pool.begin():
            self._owners.clear()  # they belong to a loop that is over
            self._sweeping = None
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = asyncio.create_task(self._keep_sweeping(), name="mcp_client: sweep")

    async def _keep_sweeping(self) -> None:
        """Sweep now and then: one task for everybody."""
        while True:
            await asyncio.sleep(self._pool.limits.sweep_every)
            await self.sweep()
