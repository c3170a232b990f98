"""People's robots, their sealed addresses, and who holds their connections (VOI-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, tuple_, update

from application.ports.sealing import Sealing
from application.ports.voice.robots import KeptRobot
from domain.common.errors import Conflict, NotFound
from domain.common.messages import Called, message
from domain.events.events import Event
from domain.voice.robots import Robot, RobotStanding
from storage.database import Database
from storage.events.events import SqlEvents, append_to
from storage.voice.tables import robots

MOST_STANDINGS = 5_000

_KEYS = (robots.c.owner, robots.c.name)


@dataclass(frozen=True)
class SqlRobots:
    """Robots by owner and name."""

    events: SqlEvents
    sealing: Sealing

    async def add(self, robot: Robot, url: str, event: Event, *, most: int) -> None:
        """Keep a robot, its address and its event, all or nothing."""
        row = {
            "owner": robot.owner,
            "name": robot.name,
            "revision": robot.revision,
            "robot": robot,
            "standing": RobotStanding(),
            "sealed": self.sealing.seal(url.encode(), about=_about(robot)),
            "holder": "",
        }
        mine = select(func.count()).where(robots.c.owner == robot.owner)
        same = select(func.count()).where(_is(robot.owner, robot.name))
        async with self.events.appending() as connection:
            if await connection.scalar(same):
                raise Conflict(message("robot.name_taken", robot=Called(robot.name)))
            if (await connection.scalar(mine) or 0) >= most:
                raise Conflict(message("robot.most", most=most))
            insert = self.events.database.insert(robots).values(row)
            await connection.execute(insert.on_conflict_do_nothing())
            await append_to(connection, event)

    async def remove(self, owner: str, name: str, event: Event) -> bool:
        """Remove the row and append the event; False when it is not there."""
        async with self.events.appending() as connection:
            gone = await connection.execute(delete(robots).where(_is(owner, name)))
            if gone.rowcount:
                await append_to(connection, event)
            return bool(gone.rowcount)

    async def get(self, owner: str, name: str) -> KeptRobot | None:
        """Return it, or None."""
        found = await self._kept(_is(owner, name))
        return found[0] if found else None

    async def url(self, robot: Robot) -> str:
        """Return the whole address of exactly this revision."""
        query = select(robots.c.sealed).where(
            _is(robot.owner, robot.name), robots.c.revision == robot.revision
        )
        async with self.events.database.reading() as connection:
            sealed = await connection.scalar(query)
        if sealed is None:
            raise NotFound("robot", robot.name)
        return self.sealing.open(sealed, about=_about(robot)).decode()

    async def take(
        self, holder: str, *, now: datetime, until: datetime, most: int
    ) -> Sequence[Robot]:
        """Renew what `holder` has, take up to `most` that nobody has, and return all it has.

        What `holder` had but did not renew in time is taken like any other: nobody else has it, or
        it is not returned.
        """
        mine = and_(robots.c.holder == holder, robots.c.held_until >= now)
        free = or_(robots.c.held_until.is_(None), robots.c.held_until < now)
        some = select(*_KEYS).where(free).order_by(*_KEYS).limit(most)
        taking = {"holder": holder, "held_until": until}
        database = self.events.database
        async with database.reading() as connection:
            wanted = [tuple(row) for row in await connection.execute(some)]
            if not wanted and not await connection.scalar(select(func.count()).where(mine)):
                return ()  # nothing to hold: nothing is written every few seconds
        async with database.writing() as connection:
            await connection.execute(update(robots).where(mine).values(held_until=until))
            if wanted:
                # Asked again in the same statement: another process looks at the same rows.
                which = and_(tuple_(*_KEYS).in_(wanted), free)
                await connection.execute(update(robots).where(which).values(taking))
        query = select(robots.c.robot).where(
            robots.c.holder == holder, robots.c.held_until == until
        )
        async with database.reading() as connection:
            return [robot for (robot,) in await connection.execute(query.order_by(*_KEYS))]

    async def give_back(self, holder: str) -> None:
        """Let others take what `holder` has at once."""
        given = update(robots).where(robots.c.holder == holder)
        async with self.events.database.writing() as connection:
            await connection.execute(given.values(holder="", held_until=None))

    async def note(self, holder: str, standings: Mapping[tuple[str, str], RobotStanding]) -> None:
        """Keep how connections stand, of those that `holder` still has."""
        if not standings:
            return
        async with self.events.database.writing() as connection:
            for (owner, name), standing in standings.items():
                which = and_(_is(owner, name), robots.c.holder == holder)
                await connection.execute(update(robots).where(which).values(standing=standing))

    async def _kept(self, which: ColumnElement[bool]) -> list[KeptRobot]:
        query = select(robots.c.robot, robots.c.standing, robots.c.held_until)
        async with self.events.database.reading() as connection:
            rows = await connection.execute(query.where(which).order_by(*_KEYS))
            return [KeptRobot(*row) for row in rows]

    async def list(self, owner: str) -> list[KeptRobot]:
        """Return all of a person's, by name."""
        return await self._kept(robots.c.owner == owner)


async def standings_of_all(database: Database) -> Sequence[RobotStanding]:
    """Return how all robots stand, whoever's they are; the first `MOST_STANDINGS`."""
    query = select(robots.c.standing).order_by(*_KEYS).limit(MOST_STANDINGS)
    async with database.reading() as connection:
        return list(await connection.scalars(query))


def _is(owner: str, name: str) -> ColumnElement[bool]:
    return and_(robots.c.owner == owner, robots.c.name == name)


def _about(robot: Robot) -> str:
    return f"robot/{robot.owner}/{robot.name}"
