"""Desk robots: where they are kept, and which process holds the connection of each (VOI-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.events.events import Event
from domain.voice.robots import Robot, RobotStanding


@dataclass(frozen=True)
class KeptRobot:
    """A robot, and how its connection stood when its holder last said so.

    Attributes:
        held_until: until when some process holds the connection; None: none does.
    """

    robot: Robot
    standing: RobotStanding
    held_until: datetime | None = None


class Robots(Protocol):
    """Keeps robots; the address of each sealed."""

    async def add(self, robot: Robot, url: str, event: Event, *, most: int) -> None:
        """Keep a robot, its address and its event, all or nothing.

        Raises:
            Conflict: the owner has one of this name, or `most` already.
            Misconfigured: there is no key to seal the address with.
        """

    async def remove(self, owner: str, name: str, event: Event) -> bool:
        """Remove it with its address and append the event; False when it is not there."""

    async def get(self, owner: str, name: str) -> KeptRobot | None:
        """Return it, or None."""

    async def list(self, owner: str) -> list[KeptRobot]:
        """Return all of a person's, by name."""

    async def url(self, robot: Robot) -> str:
        """Return the whole address of exactly this revision.

        Raises:
            NotFound: it was removed or changed.
            Misconfigured: it does not open.
        """


class RobotLeases(Protocol):
    """Lets one process at a time hold the connection of a robot, however many there are."""

    async def take(
        self, holder: str, *, now: datetime, until: datetime, most: int
    ) -> Sequence[Robot]:
        """Renew what `holder` has, take up to `most` that nobody has, and return all it has.

        Whoever does not renew in time has lost it: another may have taken it.
        """

    async def give_back(self, holder: str) -> None:
        """Let others take what `holder` has at once."""

    async def note(self, holder: str, standings: Mapping[tuple[str, str], RobotStanding]) -> None:
        """Keep how connections stand, by owner and name; of those that `holder` still has."""


class RobotPlaces(Protocol):
    """Says where robots' endpoints may be."""

    async def admit(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses, as text, that may be connected to.

        Raises:
            InvalidRequest: none may.
            OSError: the name leads nowhere.
        """
