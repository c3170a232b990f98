"""One incident group: who belongs to it, whose page is everybody's, who was taken out (ALR-12).

Its methods are all that can become of it. An incident keeps its own life and repair; membership is
data on both sides, numbered by epochs, so that a late message of an old one is void.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.common.messages import Called, Message, message
from domain.incidents.groups.gathering import pages_alone, worst
from domain.incidents.groups.rules import GroupKey, GroupRule
from domain.monitoring.alarms import Severity

GROUP_WORKFLOW = "incident_group/"
"""Begins the id of every group's workflow."""

REMEMBERED = timedelta(hours=24)
"""How long what a person took out of a group is not gathered into it again."""

MOST_MEMBERS = 1_000
"""More are not taken in: each then calls people by itself. A member is some 500 bytes of what the
group carries over, and Temporal takes 2 MB."""


@dataclass(frozen=True)
class Membership:
    """What an incident knows of its group; add fields, with defaults, at the end.

    Attributes:
        group: id of the group's workflow.
        epoch: of this membership; every joining and leaving makes a new one.
    """

    group: str
    key: GroupKey
    epoch: int
    reason: Message
    since: datetime


@dataclass(frozen=True)
class GroupMember:
    """One incident of a group; add fields, with defaults, at the end.

    Attributes:
        asked: whether it wanted to call people and was told that the group's page stands for it.
    """

    incident: str
    workflow_id: str
    workload: str
    severity: Severity
    epoch: int
    reason: Message
    since: datetime
    asked: bool = False


@dataclass(frozen=True)
class Parted:
    """A fingerprint that a person took out, and until when that is remembered."""

    workflow_id: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class IncidentGroup:
    """A group as people look at it; what a query answers; add fields, with defaults, at the end.

    Attributes:
        id: of its workflow.
        opened_at: when its first member joined; the window counts from there.
        epoch: of the newest membership.
        paged_by: incident whose page is everybody's; empty: nobody was called yet.
        paged: severity that people were called with.
    """

    id: str
    key: GroupKey
    opened_at: datetime
    members: tuple[GroupMember, ...] = ()
    epoch: int = 0
    paged_by: str = ""
    paged: Severity = Severity.UNKNOWN
    parted: tuple[Parted, ...] = ()

    @property
    def severity(self) -> Severity:
        """Return that of its worst member."""
        return worst(each.severity for each in self.members)

    def member(self, incident: str) -> GroupMember | None:
        """Return a member; None when it is none."""
        return next((each for each in self.members if each.incident == incident), None)

    def refuses(self, workflow_id: str, *, by: str, now: datetime) -> Message | None:
        """Return why an incident is not taken in; a person who wants it only meets the bound."""
        if len(self.members) >= MOST_MEMBERS:
            return message("group.full", most=MOST_MEMBERS)
        if by:
            return None
        if any(each.workflow_id == workflow_id and now < each.until for each in self.parted):
            return message("group.was_split")
        if self.members and now > self.opened_at + self.key.window:
            return message("group.too_late")
        return None

    def joined(self, member: GroupMember, *, by: str, now: datetime) -> "IncidentGroup":
        """Return it with one member more; one of this incident that it has keeps its place."""
        if self.member(member.incident) is not None:
            return self
        fresh = self if self.members else replace(self, opened_at=now, paged_by="")
        epoch = self.epoch + 1
        reason = message("group.merged", name=Called(by)) if by else self.key.reason
        taken = replace(member, epoch=epoch, reason=reason, since=now, asked=False)
        kept = (each for each in self.parted if each.workflow_id != member.workflow_id)
        return replace(fresh, epoch=epoch, members=(*self.members, taken), parted=tuple(kept))

    def left(self, incident: str, *, reached: bool) -> "IncidentGroup":
        """Return it without a member.

        Args:
            incident: which.
            reached: whether somebody took its page: else the page is for the next one to make.
        """
        members = tuple(each for each in self.members if each.incident != incident)
        owed = self.paged_by == incident and not reached
        paged_by = "" if owed else self.paged_by
        return replace(self, members=members, epoch=self.epoch + 1, paged_by=paged_by)

    def split(self, incidents: Sequence[str], now: datetime) -> "IncidentGroup":
        """Return it without members that a person took out, which is remembered."""
        out = [each for each in self.members if each.incident in incidents]
        parted = tuple(Parted(each.workflow_id, now + REMEMBERED) for each in out)
        after = self
        for each in out:
            after = after.left(each.incident, reached=True)
        return replace(after, parted=(*self.parted, *parted))

    def asked_to_page(self, incident: str, severity: Severity, *, users: bool) -> "PageAnswer":
        """Say whether a member calls people, and return the group after that."""
        member = self.member(incident)
        count = len(self.members)
        if member is None:
            return PageAnswer(self, pages=True, members=0)
        if self.paged_by in ("", incident):
            paged = replace(self, paged_by=incident, paged=self.severity)
            return PageAnswer(paged, pages=True, members=count)
        if pages_alone(severity, self.paged, users=users):
            return PageAnswer(replace(self, paged=severity), pages=True, members=count)
        waiting = tuple(
            replace(each, asked=True) if each is member else each for each in self.members
        )
        return PageAnswer(replace(self, members=waiting), pages=False, members=count)

    def next_to_page(self) -> GroupMember | None:
        """Return who makes the page that nobody took before its member left; None: none is owed."""
        if self.paged_by:
            return None
        return next((each for each in self.members if each.asked), None)

    def forgetting(self, now: datetime) -> "IncidentGroup":
        """Return it without what need not be remembered any more."""
        return replace(self, parted=tuple(each for each in self.parted if now < each.until))

    def is_over(self, now: datetime) -> bool:
        """Say whether nobody belongs to it and nothing is to be remembered."""
        return not self.members and not self.forgetting(now).parted


@dataclass(frozen=True)
class PageAnswer:
    """Whether a member calls people itself, and the group after it asked."""

    group: IncidentGroup
    pages: bool
    members: int


def group_id(key: GroupKey) -> str:
    """Return the id of a group's workflow."""
    return f"{GROUP_WORKFLOW}{key.id}"


def person_key(cluster: str, incident: str, by: str) -> GroupKey:
    """Return the key of a group that a person makes of an incident."""
    return GroupKey(GroupRule.PERSON, cluster, incident, by)
