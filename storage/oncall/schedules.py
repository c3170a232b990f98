"""On-call schedules with their versions, overrides and swaps (ALR-10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.common.errors import Conflict
from domain.common.messages import Called, message
from domain.events.events import Event
from domain.oncall.schedules import OnCallSchedule, Override, ScheduleVersion
from domain.oncall.swaps import Swap
from storage.events.events import SqlEvents, append_to
from storage.oncall.tables import (
    oncall_overrides,
    oncall_schedules,
    oncall_swaps,
    oncall_versions,
)

MOST_SCHEDULES = 100

MOST_VERSIONS = 500
"""Of one schedule; all of them are read, for the past is told as it was."""

MOST_OVERRIDES = 200
"""Of one schedule that are not over yet."""

MOST_SWAPS = 50
"""Of one schedule that wait for an answer."""


@dataclass(frozen=True)
class SqlOnCallSchedules:
    """One row for each schedule, each version and each override."""

    events: SqlEvents

    async def add(self, schedule: OnCallSchedule, *, event: Event) -> None:
        """Keep a new schedule with its first version, and the overrides that it begins with.

        Raises:
            Conflict: one of its name exists, or there are 100.
        """
        named = oncall_schedules.c.name == schedule.name
        async with self.events.appending() as connection:
            if await connection.scalar(select(oncall_schedules.c.name).where(named)) is not None:
                raise Conflict(message("oncall.name_taken", name=Called(schedule.name)))
            count = select(func.count()).select_from(oncall_schedules)
            if (await connection.scalar(count) or 0) >= MOST_SCHEDULES:
                raise Conflict(message("oncall.most_schedules", most=MOST_SCHEDULES))
            row = {"name": schedule.name, "owner": schedule.owner, "created_at": event.time}
            await connection.execute(oncall_schedules.insert().values(row))
            for each in schedule.versions:
                await _keep_version(connection, schedule.name, each)
            for override in schedule.overrides:
                await _keep_override(connection, schedule.name, override)
            await append_to(connection, event)

    async def get(self, name: str, *, since: datetime) -> OnCallSchedule | None:
        """Return it with the overrides that count at `since` or later, or None."""
        found = await self._read((name,), since)
        return found[0] if found else None

    async def list(self, *, since: datetime) -> list[OnCallSchedule]:
        """Return all of them by name."""
        return list(await self._read(None, since))

    async def add_version(self, name: str, version: ScheduleVersion, *, event: Event) -> None:
        """Keep the next version.

        Raises:
            Conflict: somebody else added it meanwhile, or there are 500.
        """
        mine = oncall_versions.c.schedule == name
        async with self.events.appending() as connection:
            newest = await connection.scalar(select(func.max(oncall_versions.c.number)).where(mine))
            if newest is None or version.number != newest + 1:
                raise Conflict(message("oncall.changed_meanwhile", name=Called(name)))
            if newest >= MOST_VERSIONS:
                raise Conflict(message("oncall.most_versions", most=MOST_VERSIONS))
            await _keep_version(connection, name, version)
            await append_to(connection, event)

    async def add_overrides(
        self, name: str, overrides: Sequence[Override], *, event: Event
    ) -> None:
        """Keep overrides, in order, after all others: every one or none.

        Raises:
            Conflict: 200 of the schedule are not over yet.
        """
        async with self.events.appending() as connection:
            for each in overrides:
                await _keep_override(connection, name, each)
            await append_to(connection, event)

    async def end_override(self, name: str, override: Override, *, event: Event) -> None:
        """Keep that an override was taken back; one that was before stays as it is."""
        table = oncall_overrides
        mine = (table.c.schedule == name) & (table.c.id == override.id)
        async with self.events.appending() as connection:
            kept = await connection.scalar(select(table.c.override).where(mine))
            if kept is None or kept.ended_at is not None:
                return
            row = {"over_at": override.until, "override": override}
            await connection.execute(update(table).where(mine).values(row))
            await append_to(connection, event)

    async def add_swap(self, swap: Swap, *, event: Event) -> None:
        """Keep a swap that was asked for.

        Raises:
            Conflict: 50 of the schedule are open.
        """
        table = oncall_swaps
        open_ = select(func.count()).where(
            table.c.schedule == swap.schedule, table.c.open_until > swap.asked_at
        )
        row = {
            "id": swap.id,
            "schedule": swap.schedule,
            "asked_by": swap.asked_by,
            "asked_of": swap.asked_of,
            "asked_at": swap.asked_at,
            "open_until": swap.expires_at,
            "swap": swap,
        }
        async with self.events.appending() as connection:
            if (await connection.scalar(open_) or 0) >= MOST_SWAPS:
                raise Conflict(message("oncall.most_swaps", most=MOST_SWAPS))
            await connection.execute(table.insert().values(row))
            await append_to(connection, event)

    async def get_swap(self, swap_id: str) -> Swap | None:
        """Return it, or None."""
        async with self.events.database.reading() as connection:
            wanted = select(oncall_swaps.c.swap).where(oncall_swaps.c.id == swap_id)
            return await connection.scalar(wanted)

    async def swaps(self, name: str, *, after: datetime, limit: int) -> Sequence[Swap]:
        """Return those of a schedule that were asked for since `after`, newest first."""
        table = oncall_swaps
        wanted = (
            select(table.c.swap)
            .where(table.c.schedule == name, table.c.asked_at >= after)
            .order_by(table.c.asked_at.desc(), table.c.id)
            .limit(limit)
        )
        async with self.events.database.reading() as connection:
            return list(await connection.scalars(wanted))

    async def overdue_swaps(self, now: datetime, *, limit: int) -> Sequence[Swap]:
        """Return those that nobody answered in time, and of which that is not kept yet."""
        table = oncall_swaps
        wanted = (
            select(table.c.swap)
            .where(table.c.open_until <= now)
            .order_by(table.c.open_until)
            .limit(limit)
        )
        async with self.events.database.reading() as connection:
            return list(await connection.scalars(wanted))

    async def settle_swap(self, swap: Swap, *, overrides: Sequence[Override], event: Event) -> None:
        """Keep how a swap ended, with the overrides that it writes: all of it or nothing.

        Raises:
            Conflict: it was settled before, or 200 overrides are not over yet.
        """
        table = oncall_swaps
        still_open = (table.c.id == swap.id) & table.c.open_until.is_not(None)
        async with self.events.appending() as connection:
            changed = await connection.execute(
                update(table).where(still_open).values({"open_until": None, "swap": swap})
            )
            if not changed.rowcount:
                raise Conflict(message("oncall.swap_settled"))
            for each in overrides:
                await _keep_override(connection, swap.schedule, each)
            await append_to(connection, event)

    async def _read(
        self, names: Sequence[str] | None, since: datetime
    ) -> tuple[OnCallSchedule, ...]:
        schedules, versions, overrides = oncall_schedules, oncall_versions, oncall_overrides
        wanted = select(schedules).order_by(schedules.c.name).limit(MOST_SCHEDULES)
        if names is not None:
            wanted = wanted.where(schedules.c.name.in_(names))
        all_versions = select(versions).order_by(versions.c.schedule, versions.c.number)
        late = select(overrides).where(overrides.c.over_at > since)
        if names is not None:
            all_versions = all_versions.where(versions.c.schedule.in_(names))
            late = late.where(overrides.c.schedule.in_(names))
        async with self.events.database.reading() as connection:
            rows = (await connection.execute(wanted)).all()
            kept = (await connection.execute(all_versions)).all()
            in_order = late.order_by(overrides.c.schedule, overrides.c.position)
            changes = (await connection.execute(in_order)).all()
        return tuple(
            OnCallSchedule(
                row.name,
                tuple(each.version for each in kept if each.schedule == row.name),
                tuple(each.override for each in changes if each.schedule == row.name),
                row.owner,
            )
            for row in rows
        )


async def _keep_version(connection: AsyncConnection, name: str, version: ScheduleVersion) -> None:
    row = {"schedule": name, "number": version.number, "version": version}
    await connection.execute(oncall_versions.insert().values(row))


async def _keep_override(connection: AsyncConnection, name: str, override: Override) -> None:
    """Keep an override after all others of its schedule."""
    table = oncall_overrides
    mine = table.c.schedule == name
    open_ = select(func.count()).where(mine, table.c.over_at > override.at)
    if (await connection.scalar(open_) or 0) >= MOST_OVERRIDES:
        raise Conflict(message("oncall.most_overrides", most=MOST_OVERRIDES))
    last = await connection.scalar(select(func.max(table.c.position)).where(mine))
    row = {
        "schedule": name,
        "position": (last or 0) + 1,
        "id": override.id,
        "over_at": override.until,
        "override": override,
    }
    await connection.execute(table.insert().values(row))
