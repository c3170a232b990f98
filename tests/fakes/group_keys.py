"""What incidents may share, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from application.ports.incidents.groups import KnownPeer, MayPage
from domain.incidents.groups.group import GroupMember, IncidentGroup, Membership, group_id
from domain.incidents.groups.rules import GroupKey
from domain.monitoring.alarms import Severity
from tests.fakes.clock import ManualClock
from tests.fakes.face_incidents import InMemoryIncidents


@dataclass
class InMemoryGroupKeys:
    """Keeps everything."""

    kept: dict[str, tuple[datetime, KnownPeer]] = field(default_factory=dict)

    async def keep(self, known: KnownPeer, *, at: datetime) -> None:
        self.kept[known.peer.incident] = (at, known)

    async def sharing(self, keys: Sequence[GroupKey], *, since: datetime) -> list[KnownPeer]:
        wanted = {each.id for each in keys}
        return [
            known
            for at, known in self.kept.values()
            if at >= since and wanted & {each.id for each in known.peer.keys}
        ]


@dataclass
class ObedientGroups:
    """Groups that do as they are told, without workflows.

    Attributes:
        incidents: where incidents learn of their group, as they do from its signals.
    """

    incidents: InMemoryIncidents
    clock: ManualClock
    groups: dict[str, IncidentGroup] = field(default_factory=dict)

    async def join(
        self, key: GroupKey, member: GroupMember, *, peers: Sequence[str] = (), by: str = ""
    ) -> Membership | None:
        now, name = self.clock.now(), group_id(key)
        group = self.groups.get(name) or IncidentGroup(id=name, key=key, opened_at=now)
        if group.refuses(member.workflow_id, by=by, now=now):
            return None
        group = self.groups[name] = group.joined(member, by=by, now=now)
        taken = group.member(member.incident)
        membership = Membership(name, key, taken.epoch, taken.reason, taken.since)
        kept = self.incidents.kept
        kept[member.incident] = kept[member.incident].grouped(membership)
        return membership

    async def leave(self, group_id: str, incident: str, *, reached: bool) -> None:
        self.groups[group_id] = self.groups[group_id].left(incident, reached=reached)

    async def split(
        self, group_id: str, incidents: Sequence[str], *, by: str, reason: str
    ) -> IncidentGroup:
        self.groups[group_id] = self.groups[group_id].split(incidents, self.clock.now())
        for each in incidents:
            self.incidents.kept[each] = self.incidents.kept[each].grouped(None)
        return self.groups[group_id]

    async def page(
        self, group_id: str, incident: str, severity: Severity, *, users: bool
    ) -> MayPage:
        answer = self.groups[group_id].asked_to_page(incident, severity, users=users)
        self.groups[group_id] = answer.group
        return MayPage(answer.pages, answer.members)

    async def ask(self, group_id: str) -> IncidentGroup | None:
        return self.groups.get(group_id)
