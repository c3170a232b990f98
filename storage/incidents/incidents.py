"""Incidents: the read model of their events, changed together with them (EVT-1)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    delete,
    func,
    select,
    tuple_,
    union,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from application.ports.incidents.incidents import IncidentFilter, IncidentOrder
from domain.common.errors import InvalidRequest, TooLarge
from domain.common.messages import message
from domain.events.events import Event
from domain.incidents.incidents import Incident, IncidentState
from domain.incidents.snapshots import (
    LARGEST_SNAPSHOT,
    SNAPSHOT,
    fitted,
    place_of,
    source_of,
    supersedes,
)
from domain.incidents.story.searching import rank_of, words_of
from storage.codec import dump_json
from storage.database import Database
from storage.events.events import LARGEST_DATA, Appended, SqlEvents
from storage.incidents.tables import incident_words, incidents
from storage.tables import deliveries

MOST_LISTED = 500
"""Incidents of one answer; each may hold 48 KiB."""

LENGTH_OF_ID = 28
"""Characters of an incident's id."""

_LAST = "\U0010ffff"
"""Comes after every letter and digit."""

_OPENED = ("opened_at", "id")
_KEYS = {
    IncidentOrder.NEWEST: _OPENED,
    IncidentOrder.OLDEST: _OPENED,
    IncidentOrder.HIGHEST_SCORE: ("score", *_OPENED),
    IncidentOrder.LOWEST_SCORE: ("score", *_OPENED),
    IncidentOrder.MOST_SEVERE: ("rank", *_OPENED),
    IncidentOrder.LEAST_SEVERE: ("rank", *_OPENED),
}
_ROOM = LARGEST_DATA - LARGEST_SNAPSHOT
_adapter: TypeAdapter[Incident] = TypeAdapter(Incident)


@dataclass(frozen=True)
class SqlIncidents:
    """Incidents that can be read again from their events at any time."""

    events: SqlEvents

    async def record(self, incident: Incident, events: Sequence[Event]) -> None:
        """Keep events and the incident as it is after them, all or nothing.

        An event id already kept changes nothing; an older `incident.revision` does not replace a
        newer one, unless it changed later: then its workflow was restored from a backup.

        Raises:
            InvalidRequest: no event is about the incident: nothing could be made again from it.
            TooLarge: an event's own data is over 16 KiB.
        """
        if all(event.subject != incident.id for event in events):
            raise InvalidRequest("events", message("incident.events_without_it"))
        kept = fitted(incident, size=_size)
        snapshot = _adapter.dump_python(kept, mode="json")
        told = [_with_snapshot(event, incident.id, snapshot) for event in events]

        async def follow(connection: AsyncConnection, appended: Sequence[Appended]) -> None:
            if any(each.is_new and each.event.subject == incident.id for each in appended):
                await keep_incident(self.events.database, connection, kept)

        await self.events.together(told, follow)

    async def get(self, incident_id: str) -> Incident | None:
        """Return it; None when it never was."""
        return next(iter(await self._select(incidents.c.id == incident_id, limit=1)), None)

    async def by_workflow(self, workflow_id: str) -> Incident | None:
        """Return the newest incident of a fingerprint's workflow."""
        mine = incidents.c.workflow_id == workflow_id
        return next(iter(await self._select(mine, limit=1)), None)

    async def list(
        self,
        which: IncidentFilter,
        *,
        before: str,
        limit: int,
        order: IncidentOrder = IncidentOrder.NEWEST,
    ) -> list[Incident]:
        """Return up to `limit` in order; `before` is the id that the page follows."""
        return [*await self._select(*wanted(which, before, order), limit=limit, order=order)]

    async def _select(
        self,
        *wanted: ColumnElement[bool],
        limit: int,
        order: IncidentOrder = IncidentOrder.NEWEST,
    ) -> Sequence[Incident]:
        # The ids first: sorting rows would carry each incident's 48 KiB along.
        page = select(incidents.c.id).where(*wanted).order_by(*ordered(order))
        page = page.limit(min(limit, MOST_LISTED))
        query = select(incidents.c.incident).where(incidents.c.id.in_(page))
        async with self.events.database.reading() as connection:
            return (await connection.scalars(query.order_by(*ordered(order)))).all()


def ordered(order: IncidentOrder) -> list[ColumnElement[Any]]:
    """Return what a list is sorted by."""
    columns = [incidents.c[name] for name in _KEYS[order]]
    return [each.asc() if order.is_rising else each.desc() for each in columns]


def wanted(
    which: IncidentFilter, before: str, order: IncidentOrder = IncidentOrder.NEWEST
) -> list[ColumnElement[bool]]:
    """Return what a page of a list is narrowed by."""
    return [
        *([incidents.c.state == which.state] if which.state else []),
        *([incidents.c.cluster == which.cluster] if which.cluster else []),
        *([incidents.c.namespace == which.namespace] if which.namespace else []),
        *([incidents.c.state != IncidentState.CLOSED] if which.open_only else []),
        *([incidents.c.opened_at >= which.since] if which.since else []),
        *([incidents.c.severity == which.severity] if which.severity else []),
        *([incidents.c.source == which.source] if which.source else []),
        *([incidents.c.id.in_(_concerning(which.concerns))] if which.concerns else []),
        *([] if which.is_taken is None else [_taken(is_taken=which.is_taken)]),
        *(incidents.c.id.in_(_holding(word)) for word in which.words),
        *([_after(before, order)] if before else []),
    ]


async def keep_incident(
    database: Database, connection: AsyncConnection, incident: Incident
) -> None:
    """Insert or replace an incident's row, but none of a later revision that changed later."""
    values = columns_of(incident)
    await _keep_words(connection, incident)
    fresh = database.insert(incidents).values(id=incident.id, **values)
    replaced = fresh.on_conflict_do_update(
        index_elements=["id"],
        set_=values,
        where=incidents.c.revision <= fresh.excluded.revision,
    )
    if (await connection.execute(replaced.returning(incidents.c.id))).first() is not None:
        return
    # Came late, or its workflow was restored from a backup and counts from there.
    mine = incidents.c.id == incident.id
    kept = await connection.scalar(select(incidents.c.incident).where(mine))
    if kept is not None and supersedes(_version(incident), _version(kept)):
        await connection.execute(update(incidents).where(mine).values(values))


def _version(incident: Incident) -> tuple[int, datetime]:
    return incident.revision, incident.changed_at


def columns_of(incident: Incident) -> dict[str, Any]:
    """Return what an incident's row holds beside its id."""
    cluster, namespace = place_of(incident)
    return {
        "workflow_id": incident.workflow_id,
        "state": incident.state,
        "cluster": cluster,
        "namespace": namespace,
        "opened_at": incident.opened_at,
        "revision": incident.revision,
        "severity": incident.newest.severity,
        "source": incident.newest.source,
        "acknowledged_by": incident.acknowledged_by,
        "requested_by": incident.request.by if incident.request else "",
        "score": -1 if incident.score is None else incident.score.total,
        "rank": rank_of(incident.newest.severity),
        "incident": incident,
    }


def incident_in(event: Event) -> Incident:
    """Return the incident as an event carries it.

    Raises:
        ValueError: there is none in it, or one that cannot be read.
    """
    return _adapter.validate_python(event.data.get(SNAPSHOT))


def _with_snapshot(event: Event, incident_id: str, snapshot: dict[str, Any]) -> Event:
    """Return the event with the incident in it; events about other things stay as they are."""
    if event.subject != incident_id:
        return event
    own = {name: value for name, value in event.data.items() if name != SNAPSHOT}
    if len(dump_json(own).encode()) > _ROOM:
        raise TooLarge(message("incident.event_too_large", most=_ROOM))
    return replace(event, source=source_of(incident_id), data={**own, SNAPSHOT: snapshot})


def _size(incident: Incident) -> int:
    return len(dump_json(_adapter.dump_python(incident, mode="json")).encode())


def _taken(*, is_taken: bool) -> ColumnElement[bool]:
    return incidents.c.acknowledged_by != "" if is_taken else incidents.c.acknowledged_by == ""


def _concerning(person_id: str) -> CompoundSelect[tuple[str]]:
    """Return the ids of what a person took over, asked for, or had a message about."""
    mine = select(incidents.c.id)
    taken = mine.where(incidents.c.acknowledged_by == person_id)
    asked = mine.where(incidents.c.requested_by == person_id)
    # An event of an incident begins with its id; the next character after `_` ends the range.
    paged = select(func.substr(deliveries.c.event_id, 1, LENGTH_OF_ID)).where(
        deliveries.c.person_id == person_id,
        deliveries.c.event_id >= "i_",
        deliveries.c.event_id < "i`",
    )
    return union(taken, asked, paged)


async def _keep_words(connection: AsyncConnection, incident: Incident) -> None:
    """Keep the words by which it is found, in the transaction that changes it."""
    mine = incident_words.c.incident_id == incident.id
    kept = set(await connection.scalars(select(incident_words.c.word).where(mine)))
    wanted = set(words_of(incident))
    if gone := kept - wanted:
        await connection.execute(
            delete(incident_words).where(mine, incident_words.c.word.in_(gone))
        )
    if added := wanted - kept:
        rows = [{"word": word, "incident_id": incident.id} for word in sorted(added)]
        await connection.execute(incident_words.insert(), rows)


def _holding(word: str) -> Select[tuple[str]]:
    """Return the ids of incidents with a word that begins so."""
    held = incident_words.c.word
    begins = (held >= word) & (held < word + _LAST)
    return select(incident_words.c.incident_id).where(begins)


def _after(incident_id: str, order: IncidentOrder) -> ColumnElement[bool]:
    """Say which come after this one; none when it never was."""
    its = incidents.alias("its")
    names = _KEYS[order]
    place = select(*(its.c[name] for name in names)).where(its.c.id == incident_id)
    here = tuple_(*(incidents.c[name] for name in names))
    return here > place.scalar_subquery() if order.is_rising else here < place.scalar_subquery()
