"""What holds repairs back: kill switch, silences, windows, freezes; each change with its audit."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update

from domain.common.errors import Conflict, NotFound
from domain.common.messages import message
from domain.incidents.audit.audit import AuditEntry
from domain.incidents.control_rules import check_room
from domain.incidents.controls import Control, ControlKind, KillSwitch
from storage.events.events import SqlEvents
from storage.incidents.audit import append_entry
from storage.incidents.tables import controls, kill_switch

MOST_LISTED = 500
"""Controls of one answer. No more than so many may be in force or planned at a time, or a guard
that reads the list could miss the freeze that should have held it."""

_ONLY = "kill_switch"


@dataclass(frozen=True)
class SqlControls:
    """Controls by id, and one switch. Nothing is remembered between reads."""

    events: SqlEvents

    async def kill_switch(self) -> KillSwitch:
        """Return it; engaged when nobody ever set it."""
        async with self.events.database.reading() as connection:
            kept: KillSwitch | None = await connection.scalar(select(kill_switch.c.switch))
        return kept or KillSwitch()

    async def set_kill_switch(self, switch: KillSwitch, *, audit: AuditEntry) -> None:
        """Set it together with its audit entry, both or neither."""
        database = self.events.database
        insert = database.insert(kill_switch).values(name=_ONLY, switch=switch)
        replaced = insert.on_conflict_do_update(
            index_elements=["name"], set_={"switch": insert.excluded.switch}
        )
        async with self.events.appending() as connection:
            await append_entry(database, connection, audit)
            await connection.execute(replaced)

    async def add(self, control: Control, *, audit: AuditEntry) -> None:
        """Keep a new control together with its audit entry; the same id again changes nothing.

        Raises:
            Conflict: who sets it has the most that one person may have in force or planned; or
                there are 500, the most there may be.
        """
        database = self.events.database
        insert = database.insert(controls).values(
            id=control.id,
            kind=control.kind,
            created_at=control.created_at,
            over_at=_over_at(control),
            control=control,
        )
        held = select(controls.c.control).where(_holds(control.created_at))
        known = select(controls.c.id).where(controls.c.id == control.id)
        async with self.events.appending() as connection:
            if await connection.scalar(known) is not None:
                return
            # Counted where nobody else appends meanwhile: who asks for many at once gets no more.
            kept = list(await connection.scalars(held))
            check_room(sum(each.by == control.by for each in kept))
            if len(kept) >= MOST_LISTED:
                raise Conflict(message("control.most", most=MOST_LISTED))
            await connection.execute(insert)
            await append_entry(database, connection, audit)

    async def end(self, control_id: str, *, by: str, at: datetime, audit: AuditEntry) -> Control:
        """End one before its time; ending twice keeps the first.

        Raises:
            NotFound: there is none of that id.
        """
        wanted = controls.c.id == control_id
        async with self.events.appending() as connection:
            kept = await connection.scalar(select(controls.c.control).where(wanted))
            if kept is None:
                raise NotFound("control", control_id)
            if kept.ended_by:
                return kept  # type: ignore[no-any-return]  # the column is typed
            ended: Control = replace(kept, ended_by=by, ended_at=at)
            row = {"over_at": _over_at(ended), "control": ended}
            await connection.execute(update(controls).where(wanted).values(row))
            await append_entry(self.events.database, connection, audit)
        return ended

    async def list(self, *, kind: ControlKind | None, active_at: datetime | None) -> list[Control]:
        """Return controls, newest first, at most 500; `active_at` leaves out what is over then.

        A recurring one stays until it ceases to recur, between its windows too.
        """
        query = select(controls.c.control)
        if kind is not None:
            query = query.where(controls.c.kind == kind)
        if active_at is not None:
            query = query.where(_holds(active_at))
        newest = query.order_by(controls.c.created_at.desc(), controls.c.id.desc())
        async with self.events.database.reading() as connection:
            return list(await connection.scalars(newest.limit(MOST_LISTED)))


def _holds(at: datetime) -> ColumnElement[bool]:
    return or_(controls.c.over_at.is_(None), controls.c.over_at > at)


def _over_at(control: Control) -> datetime | None:
    """Return from when on it certainly covers nothing; None when that is not known yet."""
    over = control.end
    if over is not None and control.recurring is not None:
        over += timedelta(minutes=control.minutes)  # the last window may have just begun
    if control.ended_at is None:
        return over
    return control.ended_at if over is None else min(over, control.ended_at)
