"""People's robots in memory, and places that are open to all but the refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from application.ports.voice.robots import KeptRobot
from domain.common.errors import Conflict, InvalidRequest, NotFound
from domain.common.messages import Called, message
from domain.events.events import Event
from domain.voice.robots import Robot, RobotStanding
from tests.fakes.events import InMemoryEvents


@dataclass
class InMemoryRobots:
    """Robots beside their events; addresses in clear, apart."""

    events: InMemoryEvents
    kept: dict[tuple[str, str], KeptRobot] = field(default_factory=dict)
    urls: dict[tuple[str, str], str] = field(default_factory=dict)
    holders: dict[tuple[str, str], str] = field(default_factory=dict)

    async def add(self, robot: Robot, url: str, event: Event, *, most: int) -> None:
        key = robot.owner, robot.name
        if key in self.kept:
            raise Conflict(message("robot.name_taken", robot=Called(robot.name)))
        if sum(owner == robot.owner for owner, _ in self.kept) >= most:
            raise Conflict(message("robot.most", most=most))
        self.kept[key] = KeptRobot(robot, RobotStanding())
        self.urls[key] = url
        await self.events.append(event)

    async def remove(self, owner: str, name: str, event: Event) -> bool:
        if self.kept.pop((owner, name), None) is None:
            return False
        del self.urls[owner, name]
        await self.events.append(event)
        return True

    async def get(self, owner: str, name: str) -> KeptRobot | None:
        return self.kept.get((owner, name))

    async def url(self, robot: Robot) -> str:
        kept = self.kept.get((robot.owner, robot.name))
        if kept is None or kept.robot.revision != robot.revision:
            raise NotFound("robot", robot.name)
        return self.urls[robot.owner, robot.name]

    async def take(
        self, holder: str, *, now: datetime, until: datetime, most: int
    ) -> Sequence[Robot]:
        free = 0
        for key, kept in sorted(self.kept.items()):
            held = kept.held_until is not None and kept.held_until >= now
            if held and self.holders.get(key) != holder:
                continue
            free += not held
            if free <= most:
                self.holders[key] = holder
                self.kept[key] = replace(kept, held_until=until)
        return [self.kept[key].robot for key in sorted(self.kept) if self._has(key, holder, until)]

    def _has(self, key: tuple[str, str], holder: str, until: datetime) -> bool:
        return self.holders.get(key) == holder and self.kept[key].held_until == until

    async def give_back(self, holder: str) -> None:
        for key in [key for key, who in self.holders.items() if who == holder]:
            del self.holders[key]
            if key in self.kept:
                self.kept[key] = replace(self.kept[key], held_until=None)

    async def note(self, holder: str, standings: Mapping[tuple[str, str], RobotStanding]) -> None:
        for key, standing in standings.items():
            if self.holders.get(key) == holder and key in self.kept:
                self.kept[key] = replace(self.kept[key], standing=standing)

    async def list(self, owner: str) -> list[KeptRobot]:
        return [kept for (whose, _), kept in sorted(self.kept.items()) if whose == owner]


@dataclass
class OpenPlaces:
    """Admits every host but the refused, at its own name."""

    refused: str = "metadata.example"
    asked: list[tuple[str, int]] = field(default_factory=list)

    async def admit(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        if host == self.refused:
            raise InvalidRequest("url", message("plugin.url_form"))
        return (host,)
