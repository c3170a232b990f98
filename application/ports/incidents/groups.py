"""Incident groups: who shares what, and the groups' workflows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.incidents.groups.gathering import Peer
from domain.incidents.groups.group import GroupMember, IncidentGroup, Membership
from domain.incidents.groups.rules import GroupKey
from domain.monitoring.alarms import Severity


@dataclass(frozen=True)
class KnownPeer:
    """Another incident that shares something, and its workflow."""

    peer: Peer
    workflow_id: str


@dataclass(frozen=True)
class MayPage:
    """Whether a member calls people itself, and how many belong to its group."""

    pages: bool
    members: int


class GroupKeys(Protocol):
    """Keeps what open incidents may share, for as long as they may still be gathered."""

    async def keep(self, known: KnownPeer, *, at: datetime) -> None:
        """Keep it; what was kept of this incident before is replaced."""

    async def sharing(self, keys: Sequence[GroupKey], *, since: datetime) -> list[KnownPeer]:
        """Return incidents that were kept since then and share one of the keys, oldest first."""


class GroupClient(Protocol):
    """Reaches groups; raises `Unavailable` when Temporal does not answer."""

    async def join(
        self, key: GroupKey, member: GroupMember, *, peers: Sequence[str] = (), by: str = ""
    ) -> Membership | None:
        """Take an incident in, starting the group when none runs; None: it is not taken in.

        Args:
            key: what is shared.
            member: the incident.
            peers: workflow ids of incidents that are invited.
            by: the person who merges it; empty: the rule does.
        """

    async def leave(self, group_id: str, incident: str, *, reached: bool) -> None:
        """Let a member go; a group that is over has none."""

    async def split(
        self, group_id: str, incidents: Sequence[str], *, by: str, reason: str
    ) -> IncidentGroup:
        """Take members out, and return the group after that.

        Raises:
            NotFound: no such group runs.
            Conflict: none of them belongs to it.
        """

    async def page(
        self, group_id: str, incident: str, severity: Severity, *, users: bool
    ) -> MayPage:
        """Ask whether a member calls people itself.

        Raises:
            NotFound: no such group runs.
        """

    async def ask(self, group_id: str) -> IncidentGroup | None:
        """Return the group as its workflow tells it; None when it is over."""
