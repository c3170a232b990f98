"""What an incident asks of others that may have its cause, and of its group (ALR-12)."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity

from application.ports.clock import Clock
from application.ports.deliveries import Pace
from application.ports.incidents.groups import GroupClient, GroupKeys, KnownPeer, MayPage
from domain.alerts.alerts import AlertSource
from domain.common.errors import NotFound
from domain.incidents.groups.gathering import Peer, match
from domain.incidents.groups.group import GroupMember, Membership
from domain.incidents.groups.rules import RELEASE_WINDOW, GroupKey
from domain.incidents.page_pace import WINDOW, PageTurn, gathered, singles, turn_in_rest
from domain.monitoring.alarms import Severity

MOST_INVITED = 20
"""Newest peers that one member invites; those before them were invited by members before it."""


@dataclass(frozen=True)
class FindOrder:
    """An incident that looks for others; add fields, with defaults, at the end."""

    peer: Peer
    member: GroupMember


@dataclass(frozen=True)
class JoinOrder:
    """An incident that was invited; add fields, with defaults, at the end."""

    key: GroupKey
    member: GroupMember


@dataclass(frozen=True)
class PageOrder:
    """A member that wants to call people; add fields, with defaults, at the end."""

    group: str
    incident: str
    severity: Severity
    users: bool = False


@dataclass(frozen=True)
class TurnOrder:
    """An incident that nobody vouches for, and that wants to call people.

    Attributes:
        most: single pages within an hour.
        held: whether it was held back before: then it is told of with the others.
    """

    source: AlertSource
    severity: Severity
    most: int
    held: bool = False


@dataclass(frozen=True)
class LeaveOrder:
    """A member that goes; add fields, with defaults, at the end."""

    group: str
    incident: str
    reached: bool = False


@dataclass(frozen=True)
class GroupActivities:
    """Each method is one activity; each field is one port."""

    keys: GroupKeys
    groups: GroupClient
    clock: Clock
    pace: Pace

    @activity.defn(name="groups.find")
    async def find(self, order: FindOrder) -> Membership | None:
        """Join what shares the strongest thing with it; None: nothing does.

        What it may share is kept before others are looked for, so that of two that come at once at
        least one sees the other.
        """
        now = self.clock.now()
        await self.keys.keep(KnownPeer(order.peer, order.member.workflow_id), at=now)
        known = await self.keys.sharing(order.peer.keys, since=now - RELEASE_WINDOW)
        found = match(order.peer, [each.peer for each in known])
        if found is None:
            return None
        shared = [each.workflow_id for each in known if each.peer.incident in found.peers]
        peers = [each for each in dict.fromkeys(shared) if each != order.member.workflow_id]
        return await self.groups.join(found.key, order.member, peers=peers[-MOST_INVITED:])

    @activity.defn(name="groups.join")
    async def join(self, order: JoinOrder) -> Membership | None:
        """Come in where it was invited; None: it is too late, or a person took it out."""
        return await self.groups.join(order.key, order.member)

    @activity.defn(name="groups.leave")
    async def leave(self, order: LeaveOrder) -> None:
        """Go; twice is once."""
        await self.groups.leave(order.group, order.incident, reached=order.reached)

    @activity.defn(name="groups.page")
    async def page(self, order: PageOrder) -> MayPage:
        """Ask whether it calls people itself; a group that is gone speaks for nobody."""
        try:
            return await self.groups.page(
                order.group, order.incident, order.severity, users=order.users
            )
        except NotFound:
            return MayPage(pages=True, members=0)

    @activity.defn(name="groups.turn")
    async def turn(self, order: TurnOrder) -> PageTurn:
        """Say whether an incident that nobody vouches for pages now, or is told of with others."""
        now, window = self.clock.now(), WINDOW.total_seconds()
        if not order.held:
            single = singles(order.source, order.severity)
            wait = await self.pace.reserve(single, now=now, limit=order.most, window_seconds=window)
            if not wait:
                return PageTurn()
        rest = gathered(order.source, order.severity)
        wait = await self.pace.reserve(rest, now=now, limit=1, window_seconds=window)
        return turn_in_rest(order.source, order.severity, now=now, wait=timedelta(seconds=wait))

    @activity.defn(name="groups.check")
    async def check(self, order: LeaveOrder) -> bool:
        """Say whether its group still speaks for it."""
        group = await self.groups.ask(order.group)
        return group is not None and group.member(order.incident) is not None
