"""Desk robots that people connect: registered, shown, removed (VOI-1)."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass

from application.people.attempts import digest_of
from application.ports.clock import Clock, Ids
from application.ports.people import Throttle
from application.ports.voice.robots import KeptRobot, RobotPlaces, Robots
from domain.common.errors import NotFound, TooManyRequests
from domain.common.messages import message
from domain.people.access import Actor, Permission, require
from domain.voice.offers import check_known, read_offers
from domain.voice.robots import (
    MOST_ROBOTS,
    Robot,
    RobotRequest,
    check_name,
    made,
    place_of,
    registered,
    removed,
)

MOST_ADDRESSES = 60
WINDOW_SECONDS = 300
"""Addresses that one person may give within this time: each name is looked up."""


@dataclass(frozen=True, kw_only=True)
class RobotService:
    """The one door to robots; everybody, admins too, sees and changes only their own.

    Attributes:
        known: returns the names of all tools that there are; asked when some are chosen.
        most_each: robots of one person.
    """

    robots: Robots
    places: RobotPlaces
    throttle: Throttle
    clock: Clock
    ids: Ids
    known: Callable[[], Collection[str]]
    most_each: int = MOST_ROBOTS

    async def register(self, *, by: Actor, requested: RobotRequest) -> KeptRobot:
        """Register a robot; a bridge dials it within seconds.

        Raises:
            Forbidden: the person may not.
            InvalidRequest: a rule is broken, or its address may not be connected to.
            Conflict: there is one of this name, or there are too many.
            Misconfigured: there is no key to seal its address with.
            TooManyRequests: the person has given too many addresses lately.
        """
        require(by, Permission.MANAGE_ROBOTS)
        now = self.clock.now()
        robot, url = made(by.person_id, requested, revision=self.ids.new(), at=now)
        if offers := read_offers(robot.tools):
            check_known(offers, self.known())
        hits = await self.throttle.hit(
            digest_of(f"robots/{by.person_id}"), now=now, window_seconds=WINDOW_SECONDS
        )
        if hits > MOST_ADDRESSES:
            raise TooManyRequests(message("robot.too_many_addresses", most=MOST_ADDRESSES))
        with suppress(OSError):  # names come and go; the bridge looks it up again
            await self.places.admit(*place_of(url))
        event = registered(robot, unique=self.ids.new())
        await self.robots.add(robot, url, event, most=self.most_each)
        return await self._mine(by, robot.name)

    async def remove(self, *, by: Actor, name: str) -> None:
        """Remove a robot and its address for good; its connection ends within seconds.

        Raises:
            NotFound: there is none of that name, or it is another's.
        """
        require(by, Permission.MANAGE_ROBOTS)
        robot: Robot = (await self._mine(by, name)).robot
        event = removed(robot, at=self.clock.now(), unique=self.ids.new())
        if not await self.robots.remove(robot.owner, robot.name, event):
            raise NotFound("robot", name)

    async def list(self, *, by: Actor) -> list[KeptRobot]:
        """Return one's own robots by name, with how each connection stood last."""
        require(by, Permission.READ_ROBOTS)
        return await self.robots.list(by.person_id)

    async def get(self, *, by: Actor, name: str) -> KeptRobot:
        """Return one of one's own robots.

        Raises:
            NotFound: there is none of that name, or it is another's.
        """
        require(by, Permission.READ_ROBOTS)
        return await self._mine(by, name)

    async def _mine(self, by: Actor, name: str) -> KeptRobot:
        found = await self.robots.get(by.person_id, check_name(name))
        if found is None:
            raise NotFound("robot", name)
        return found
