"""The audit: rows in one hash chain, which nobody changes or removes (RBK-13)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from application.ports.incidents.audit import AuditFilter
from domain.clusters.clusters import ObjectRef, WorkloadRef
from domain.events.events import Event, EventType
from domain.incidents.audit.audit import WRITES, AuditEntry, AuditHead, AuditRow
from domain.incidents.audit.chain import BEGINNING, chain
from domain.incidents.audit.decisions import ACTIONS_OF, ANSWERS_OF, US, AuditAction, AuditDecision
from storage.database import Database
from storage.events.events import SqlEvents, append_to
from storage.incidents.tables import audit, audit_head
from storage.tables import events as events_table

MOST_LISTED = 1_000
"""Rows of one answer; each may hold 32 KiB."""

_HEAD = "head"


@dataclass(frozen=True)
class SqlAudit:
    """Rows by number.

    They are chained within transactions of the events, of which only one runs at a time on either
    database, in whichever process: so no two rows follow the same one, and no number is left out.
    """

    events: SqlEvents

    async def append(self, entry: AuditEntry) -> AuditRow:
        """Chain and keep it; an id already kept returns the kept row.

        Raises:
            InvalidRequest: it holds something that cannot be kept.
            TooLarge: the data is over 32 KiB.
        """

        async def chained(connection: AsyncConnection, _: object) -> AuditRow:
            return await append_entry(self.events.database, connection, entry)

        return await self.events.together((), chained)

    async def rows(self, *, after: int, limit: int) -> list[AuditRow]:
        """Return rows with sequence > `after`, in order."""
        later = select(audit).where(audit.c.sequence > after).order_by(audit.c.sequence)
        return await self._select(later, limit)

    async def about(self, subject: str, *, limit: int) -> list[AuditRow]:
        """Return the newest rows about a subject, newest first."""
        mine = select(audit).where(audit.c.subject == subject)
        return await self._select(mine.order_by(audit.c.sequence.desc()), limit)

    async def about_each(
        self, subjects: Collection[str], actions: Collection[AuditAction], *, limit: int
    ) -> list[AuditRow]:
        """Return the newest rows of these actions about any of the subjects, newest first."""
        return await self._select(about_query(subjects, actions), limit)

    async def page(self, which: AuditFilter, *, before: int, limit: int) -> list[AuditRow]:
        """Return up to `limit` rows with sequence < `before`, newest first; 0: from the end."""
        return await self._select(page_query(which, before=before, limit=limit), limit)

    async def writes_on(
        self, target: WorkloadRef | ObjectRef, *, since: datetime
    ) -> list[AuditRow]:
        """Return the writes on a target, newest first."""
        mine = select(audit).where(
            audit.c.target == str(target), audit.c.action.in_(sorted(WRITES)), audit.c.at >= since
        )
        return await self._select(mine.order_by(audit.c.sequence.desc()), MOST_LISTED)

    async def heads(self, *, limit: int) -> list[AuditHead]:
        """Return where the chain ends: as kept beside the rows, then as events told."""
        told = select(events_table.c.id, events_table.c.data)
        told = told.where(events_table.c.type == EventType.AUDIT_ANCHORED)
        told = told.order_by(events_table.c.sequence.desc()).limit(min(limit, MOST_LISTED))
        async with self.events.database.reading() as connection:
            kept = (await connection.execute(select(audit_head))).mappings().first()
            heads = [AuditHead(kept["sequence"], kept["hash"])] if kept else []
            for event_id, data in await connection.execute(told):
                heads.append(AuditHead(data["sequence"], data["hash"], f"event:{event_id}"))
        return heads[:limit]

    async def _select(self, query: Select[Any], limit: int) -> list[AuditRow]:
        async with self.events.database.reading() as connection:
            rows = (await connection.execute(query.limit(min(limit, MOST_LISTED)))).mappings()
            return [_row(row) for row in rows]


def about_query(subjects: Collection[str], actions: Collection[AuditAction]) -> Select[Any]:
    """Return the query of rows about several subjects."""
    mine = audit.c.subject.in_(sorted(subjects)), audit.c.action.in_(sorted(actions))
    return select(audit).where(*mine).order_by(audit.c.sequence.desc())


def page_query(which: AuditFilter, *, before: int, limit: int) -> Select[Any]:
    """Return the query of a page.

    Numbers are found first, in an index alone: whatever has to be sorted is then no wider than they
    are, however much each row holds.
    """
    wanted = [*_narrowed(which), *([audit.c.sequence < before] if before else [])]
    found = select(audit.c.sequence).where(*wanted).order_by(audit.c.sequence.desc()).limit(limit)
    numbers = found.subquery("found")
    rows = select(audit).join(numbers, audit.c.sequence == numbers.c.sequence)
    return rows.order_by(audit.c.sequence.desc())


def _narrowed(which: AuditFilter) -> list[ColumnElement[bool]]:
    c = audit.c
    # All that begins with a target and a stroke; `0` is the next character after `/`.
    below = and_(c.target > f"{which.target}/", c.target < f"{which.target}0")
    actors = (which.actor,) if which.actor == US else (which.actor, f"{US}/{which.actor}")
    return [
        *([c.actor.in_(actors)] if which.actor else []),
        *([c.subject == which.subject] if which.subject else []),
        *([or_(c.target == which.target, below)] if which.target else []),
        *([c.action == which.action] if which.action else []),
        *([_decided(which.decision)] if which.decision else []),
        *([c.at >= which.since] if which.since else []),
        *([c.at < which.until] if which.until else []),
    ]


def _decided(decision: AuditDecision) -> ColumnElement[bool]:
    actions = audit.c.action.in_(sorted(ACTIONS_OF[decision]))
    states = sorted(ANSWERS_OF.get(decision, ()))
    if not states:
        return actions
    ended = or_(*(audit.c.id.endswith(f"/{each}", autoescape=True) for each in states))
    return or_(actions, and_(audit.c.action == AuditAction.APPROVAL_ANSWERED, ended))


async def append_entry(
    database: Database, connection: AsyncConnection, entry: AuditEntry
) -> AuditRow:
    """Chain and keep an entry within a transaction of `SqlEvents.appending`."""
    known = select(audit).where(audit.c.id == entry.id)
    kept = (await connection.execute(known)).mappings().first()
    if kept is not None:
        return _row(kept)
    head, day = await _head(connection)
    row = chain(head.hash, head.sequence + 1, entry)
    if day is not None and day < entry.at.astimezone(UTC).date():
        await append_to(connection, _anchored(head, day, at=entry.at))
    target = row.entry.data.get("target")
    values = {
        **vars(row.entry),
        "target": target if isinstance(target, str) else "",
        "sequence": row.sequence,
        "previous": row.previous,
        "hash": row.hash,
    }
    await connection.execute(audit.insert().values(values))
    ends = {"sequence": row.sequence, "hash": row.hash, "at": entry.at}
    insert = database.insert(audit_head).values(name=_HEAD, **ends)
    await connection.execute(insert.on_conflict_do_update(index_elements=["name"], set_=ends))
    return row


async def _head(connection: AsyncConnection) -> tuple[AuditHead, date | None]:
    """Return the end of the chain and the day it is of; that of the rows if none is noted."""
    last = select(audit.c.sequence, audit.c.hash, audit.c.at).order_by(audit.c.sequence.desc())
    noted = select(audit_head.c.sequence, audit_head.c.hash, audit_head.c.at)
    found = (await connection.execute(noted)).first()
    found = found or (await connection.execute(last.limit(1))).first()
    if found is None:
        return AuditHead(0, BEGINNING), None
    return AuditHead(found.sequence, found.hash), found.at.date()


def _anchored(head: AuditHead, day: date, *, at: datetime) -> Event:
    """Return the event that tells where the chain ended on a day; events leave the machine."""
    return Event(
        id=f"audit/anchored/{day}/{head.sequence}",
        type=EventType.AUDIT_ANCHORED,
        source="/audit",
        subject="audit",
        time=at,
        data={"sequence": head.sequence, "hash": head.hash, "day": str(day)},
    )


def _row(row: RowMapping) -> AuditRow:
    entry = AuditEntry(**{name: row[name] for name in AuditEntry.__dataclass_fields__})
    return AuditRow(row["sequence"], entry, row["previous"], row["hash"])
