"""What people and agents may do with incident groups: see, merge, split (ALR-12)."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from application.incidents.incidents import IncidentService
from application.incidents.requests import check_reason
from application.incidents.story.story import IncidentStoryService
from application.ports.incidents.groups import GroupClient
from domain.common.errors import Conflict, TemporaryError
from domain.common.messages import message
from domain.incidents.grouped import member_of
from domain.incidents.groups.group import MOST_MEMBERS, IncidentGroup, Membership, person_key
from domain.incidents.groups.rules import GroupKey
from domain.incidents.incidents import Incident, IncidentState
from domain.incidents.snapshots import place_of
from domain.incidents.story.notes import Note
from domain.people.access import Actor, Permission, require


@dataclass(frozen=True)
class GroupedIncident:
    """An incident, its group and its notes.

    Attributes:
        group: None: it belongs to none, or its group does not answer.
        notes: what people wrote about it, oldest first.
        discussion: id of its discussion; empty: it has none.
        names: what whoever took it over is called, by id.
    """

    incident: Incident
    group: IncidentGroup | None
    notes: tuple[Note, ...] = ()
    discussion: str = ""
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class IncidentGroupService:
    """The one door to incident groups."""

    incidents: IncidentService
    groups: GroupClient
    story: IncidentStoryService

    async def get(self, *, by: Actor, incident_id: str) -> GroupedIncident:
        """Return an incident with the members of its group.

        Raises:
            NotFound: there never was such an incident.
        """
        incident = await self.incidents.get(by=by, incident_id=incident_id)
        return await self._with_notes(by, incident, await self._group_of(incident))

    async def merge(
        self, *, by: Actor, incident_id: str, into: str, reason: str
    ) -> GroupedIncident:
        """Put an incident into the group of another, whatever the rules say.

        Args:
            by: who asks.
            incident_id: which.
            into: id of the other incident; it gets a group when it has none.
            reason: for the record.

        Raises:
            NotFound: one of them never was.
            Conflict: one of them is closed, they are the same, or the group is full.
        """
        require(by, Permission.STEER_INCIDENTS)
        check_reason(reason)
        mine, other = await self._open(by, incident_id), await self._open(by, into)
        if mine.id == other.id:
            raise Conflict(message("group.same_incident"))
        cluster, _ = place_of(other)
        key = other.group.key if other.group else person_key(cluster or "-", other.id, by.person_id)
        if other.group is None:
            await self._join(other, key=key, by=by)
        membership = await self._join(mine, key=key, by=by)
        group = await self.groups.ask(membership.group)
        return await self._with_notes(by, mine.grouped(membership), group)

    async def split(self, *, by: Actor, incident_id: str, reason: str) -> GroupedIncident:
        """Take an incident out of its group; it calls people by itself again, from the start.

        Raises:
            NotFound: there never was such an incident, or its group is over.
            Conflict: it belongs to no group.
        """
        require(by, Permission.STEER_INCIDENTS)
        reason = check_reason(reason)
        incident = await self._open(by, incident_id)
        if incident.group is None:
            raise Conflict(message("group.no_group"))
        group = await self.groups.split(
            incident.group.group, (incident.id,), by=by.person_id, reason=reason
        )
        return await self._with_notes(by, incident.grouped(None), group)

    async def _with_notes(
        self, by: Actor, incident: Incident, group: IncidentGroup | None
    ) -> GroupedIncident:
        notes = await self.story.notes(by=by, incident_id=incident.id)
        discussion = await self.story.discussion(by=by, incident_id=incident.id)
        names = await self.incidents.names_of([incident])
        return GroupedIncident(incident, group, notes, discussion, names)

    async def _join(self, incident: Incident, *, key: GroupKey, by: Actor) -> Membership:
        joined = await self.groups.join(key, member_of(incident), by=by.person_id)
        if joined is None:
            raise Conflict(message("group.full", most=MOST_MEMBERS))
        return joined

    async def _open(self, by: Actor, incident_id: str) -> Incident:
        incident = await self.incidents.get(by=by, incident_id=incident_id)
        if incident.state is IncidentState.CLOSED:
            raise Conflict(message("incident.closed_already"))
        return incident

    async def _group_of(self, incident: Incident) -> IncidentGroup | None:
        if incident.group is None or incident.state is IncidentState.CLOSED:
            return None
        with suppress(TemporaryError):
            return await self.groups.ask(incident.group.group)
        return None
