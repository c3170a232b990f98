"""Incidents and their groups, as each looks at the other (ALR-12)."""

from collections.abc import Iterable
from dataclasses import replace

from domain.common.messages import message
from domain.incidents.groups.evidence import workload_of
from domain.incidents.groups.group import GroupMember
from domain.incidents.incidents import Incident, IncidentState


def member_of(incident: Incident) -> GroupMember:
    """Return an incident that wants into a group, which gives epoch, reason and time."""
    return GroupMember(
        incident.id,
        incident.workflow_id,
        workload_of(incident.owner),
        incident.newest.severity,
        0,
        message("group.alone"),
        incident.opened_at,
    )


def grouped_member(incident: Incident) -> GroupMember:
    """Return an incident as a member of the group that it belongs to."""
    group, member = incident.group, member_of(incident)
    if group is None:
        return member
    return replace(member, epoch=group.epoch, reason=group.reason, since=group.since)


def in_groups(incidents: Iterable[Incident]) -> list[tuple[Incident, ...]]:
    """Return incidents in their order, open ones of one group together where its first stands."""
    found: dict[str, tuple[Incident, ...]] = {}
    for each in incidents:
        together = each.group is not None and each.state is not IncidentState.CLOSED
        key = each.group.group if each.group and together else each.id
        found[key] = (*found.get(key, ()), each)
    return list(found.values())
