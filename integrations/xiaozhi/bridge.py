"""Holds the connections of many robots: each in one process, dialled with patience (VOI-1)."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from ssl import SSLContext

import structlog

from application.ports.clock import Clock
from application.ports.voice.robots import RobotLeases, RobotPlaces, Robots
from application.voice.dialect import LARGEST_FRAME, RobotDialect
from domain.common.errors import InvalidRequest, Misconfigured, NotFound, TemporaryError
from domain.voice.robots import (
    SILENT_AFTER,
    UNASKED_AFTER,
    Robot,
    RobotFault,
    RobotStanding,
    RobotState,
    failures_after,
    is_final,
    pause_before,
    place_of,
    robot_side,
)
from integrations.xiaozhi.connection import Connection, Ended, NotOpened, dialled, serve
from integrations.xiaozhi.probe import ANSWER_SECONDS, fault_through

LEASE = timedelta(seconds=20)
"""How long nobody else may dial a robot whose holder is silent."""

ROUND_SECONDS = 3.0
"""Between two looks at what there is to hold; a new robot waits no longer."""

MOST_A_ROUND = 200
"""Robots that are taken in one round."""

FIRST_PROBE_SECONDS = 5.0
PROBE_SECONDS = 300.0
"""Between two looks through a relay whether it still passes on what robots ask."""

DIALS = 20
"""Dialled at once; a thousand that lost their connections together wait for their turns."""

MakeDialect = Callable[[Robot, Callable[[str], None]], RobotDialect]

_log = structlog.get_logger(__name__)


@dataclass(kw_only=True)
class RobotBridge:
    """Dials what nobody else holds, and answers what is asked there.

    Attributes:
        dialect: makes what answers one endpoint; it is told a callback for each call.
        holder: stands for this process among all.
        dice: between 0 and 1: spreads those who dial.
        dials: connections that are being opened at once.
        silent: ends a connection on which nothing came for so long, not even a ping.
        probes: seconds before the first look through a relay, and between two.
        answer_seconds: how long our own answer may take through it.
        unasked: renews a connection on which nobody asked for so long.
        tls: whom to trust; None: whom this machine trusts.
    """

    robots: Robots
    leases: RobotLeases
    places: RobotPlaces
    dialect: MakeDialect
    clock: Clock
    holder: str
    dice: Callable[[], float]
    dials: int = DIALS
    round_seconds: float = ROUND_SECONDS
    silent: timedelta = SILENT_AFTER
    unasked: timedelta = UNASKED_AFTER
    probes: tuple[float, float] = (FIRST_PROBE_SECONDS, PROBE_SECONDS)
    answer_seconds: float = ANSWER_SECONDS
    tls: SSLContext | None = None
    standings: dict[tuple[str, str], RobotStanding] = field(default_factory=dict)
    _held: dict[tuple[str, str, str], "asyncio.Task[None]"] = field(default_factory=dict)
    _noted: dict[tuple[str, str], RobotStanding] = field(default_factory=dict)
    _until: datetime | None = None

    def __post_init__(self) -> None:
        self._dialling = asyncio.Semaphore(self.dials)

    async def run(self) -> None:
        """Hold connections until cancelled; then let others take them at once."""
        try:
            while True:
                await self.round()
                await asyncio.sleep(self.round_seconds)
        finally:
            await self._drop(set(self._held))
            await self._let_go()

    async def round(self) -> None:
        """Renew what is held, take what nobody has, and note how connections stand.

        Without the database nobody knows who holds what: once the lease is over, so are the
        connections, because another process may have them.
        """
        now = self.clock.now()
        until = now + LEASE
        try:
            robots = await self.leases.take(self.holder, now=now, until=until, most=MOST_A_ROUND)
            self._until = until
            await self._hold(robots)
            await self._note()
        except TemporaryError as error:
            _log.warning("robots.round_failed", error=type(error).__name__)
            if self._until is not None and self.clock.now() >= self._until:
                await self._drop(set(self._held))

    async def _hold(self, robots: Sequence[Robot]) -> None:
        wanted = {(each.owner, each.name, each.revision): each for each in robots}
        await self._drop(set(self._held) - set(wanted) | self._crashed())
        for key in wanted.keys() - self._held.keys():
            self._held[key] = asyncio.create_task(self._keep(wanted[key]))

    def _crashed(self) -> set[tuple[str, str, str]]:
        """Return what ended by a fault of ours, which is told in the log and begun anew."""
        crashed = set()
        for key, task in self._held.items():
            if task.done() and (error := task.exception()) is not None:
                _log.error("robots.crashed", robot=key[1], exc_info=error)
                crashed.add(key)
        return crashed

    async def _drop(self, keys: set[tuple[str, str, str]]) -> None:
        ending = [self._held.pop(key) for key in keys]
        for each in ending:
            each.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        for owner, name, _ in keys:
            self.standings.pop((owner, name), None)
            self._noted.pop((owner, name), None)

    async def _let_go(self) -> None:
        try:
            await self.leases.give_back(self.holder)
        except TemporaryError as error:  # it is over by itself in a while
            _log.warning("robots.not_given_back", error=type(error).__name__)

    async def _note(self) -> None:
        changed = {
            key: standing
            for key, standing in self.standings.items()
            if self._noted.get(key) != standing
        }
        await self.leases.note(self.holder, changed)
        self._noted |= changed

    async def _keep(self, robot: Robot) -> None:
        """Keep one robot connected, until that is of no use or somebody else's turn."""
        failures = 0
        # One for all its connections: what it kept of an answer outlives a socket that broke.
        dialect = self.dialect(robot, lambda tool: self._called(robot, tool))
        while True:
            began = self.clock.now()
            ended = await self._once(robot, dialect)
            lasted = self.clock.now() - began
            failures = failures_after(failures, lasted=lasted, fault=ended.fault)
            stops = is_final(ended.fault)
            state = RobotState.REFUSED if stops else RobotState.RETRYING
            self._stand(robot, state, ended)
            _log.info("robots.not_connected", robot=robot.name, fault=ended.fault, code=ended.code)
            if stops:
                return
            await asyncio.sleep(pause_before(failures, self.dice()).total_seconds())

    async def _once(self, robot: Robot, dialect: RobotDialect) -> Ended:
        """Connect once and answer what is asked; return why it is over."""
        try:
            return await self._served(robot, dialect)
        except NotOpened as error:
            return Ended(error.fault, error.code)
        except InvalidRequest:
            return Ended(RobotFault.ADDRESS_REFUSED)
        except (Misconfigured, NotFound):
            return Ended(RobotFault.SEALED)
        except (TemporaryError, OSError):
            return Ended(RobotFault.UNREACHABLE)
        finally:
            await dialect.close()

    async def _served(self, robot: Robot, dialect: RobotDialect) -> Ended:
        async with self._dialling:
            url = await self.robots.url(robot)
            addresses = await self.places.admit(*place_of(url))
            socket = await dialled(url, addresses, largest=LARGEST_FRAME, tls=self.tls)
        try:
            return await self._until_over(robot, dialect, socket, url, addresses)
        finally:
            await socket.close()

    async def _until_over(
        self,
        robot: Robot,
        dialect: RobotDialect,
        socket: Connection,
        url: str,
        addresses: Sequence[str],
    ) -> Ended:
        """Answer what is asked until the connection is over, or its relay passes nothing on."""

        def alive() -> None:
            # One that hung answers pings all the same: only a look through it says more.
            if self._fault(robot) is not RobotFault.HANGS:
                self._connected(robot)

        serving = asyncio.create_task(
            serve(socket, dialect.answer, alive, silent=self.silent, unasked=self.unasked)
        )
        looking = asyncio.create_task(self._through(robot, url, addresses))
        both = (serving, looking)
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            return serving.result() if serving.done() else looking.result()
        finally:
            for each in both:
                each.cancel()
            await asyncio.gather(*both, return_exceptions=True)

    async def _through(self, robot: Robot, url: str, addresses: Sequence[str]) -> Ended:
        """Look through the relay now and then; return once it passes nothing on to us."""
        side = robot_side(url)
        first, later = self.probes
        await asyncio.sleep(first)
        while True:
            if side is not None:
                seconds = self.answer_seconds
                fault = await fault_through(side, addresses, tls=self.tls, seconds=seconds)
                if fault is not RobotFault.NONE:
                    return Ended(fault)
                self._connected(robot)
            await asyncio.sleep(later)

    def _fault(self, robot: Robot) -> RobotFault:
        return self.standings.get((robot.owner, robot.name), RobotStanding()).fault

    def _connected(self, robot: Robot) -> None:
        self._stand(robot, RobotState.CONNECTED, Ended(RobotFault.NONE))

    def _stand(self, robot: Robot, state: RobotState, ended: Ended) -> None:
        before = self.standings.get((robot.owner, robot.name), RobotStanding())
        if before.state is state and (before.fault, before.code) == (ended.fault, ended.code):
            return
        now = self.clock.now()
        turned = before.turned(state, ended.fault, ended.code, at=now)
        self.standings[robot.owner, robot.name] = turned

    def _called(self, robot: Robot, tool: str) -> None:
        before = self.standings.get((robot.owner, robot.name), RobotStanding())
        self.standings[robot.owner, robot.name] = replace(
            before, calls=before.calls + 1, last_call=self.clock.now(), last_tool=tool
        )
