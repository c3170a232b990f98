"""One incident group: incidents join and leave it, and one of them calls people for all (ALR-12).

An incident cannot change its parent workflow, so membership is data. The group's workflow exists
once for each thing that is shared: members that come at the same moment start it with their update
and find one another there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError, FailureError, is_cancelled_exception

from application.ports.incidents.groups import MayPage
from domain.common.errors import Conflict, InvalidRequest
from domain.common.messages import Message, message
from domain.incidents.groups.group import GroupMember, IncidentGroup, Membership
from domain.incidents.groups.rules import GroupKey
from domain.monitoring.alarms import Severity
from workflows.attributes import show_state

LOOK_AGAIN = timedelta(hours=1)
"""How often a group looks whether its members are there, and its memory of splits is over."""

INVITED, TAKEN_IN, FREED = "invited", "taken_in", "freed"
"""Names of the signals that tell a member."""


@dataclass(frozen=True)
class IncidentGroupInput:
    """What a group is about; add fields, with defaults, at the end."""

    key: GroupKey
    group: IncidentGroup | None = None


@dataclass(frozen=True)
class Joining:
    """An incident that wants in; add fields, with defaults, at the end.

    Attributes:
        member: it, as it is; epoch, reason and time are given here.
        peers: workflow ids of incidents that share the key and may come, too.
        by: the person who merges it; empty: the rule does.
    """

    member: GroupMember
    peers: tuple[str, ...] = ()
    by: str = ""


@dataclass(frozen=True)
class Joined:
    """Whether it is in: its membership, or why not."""

    membership: Membership | None
    refused: Message | None = None


@dataclass(frozen=True)
class Leaving:
    """A member that goes by itself; `reached`: whether somebody took its page."""

    incident: str
    reached: bool = False


@dataclass(frozen=True)
class Splitting:
    """Members that a person takes out."""

    incidents: tuple[str, ...]
    by: str
    reason: str = ""


@dataclass(frozen=True)
class Paging:
    """A member that wants to call people."""

    incident: str
    severity: Severity
    users: bool = False


@dataclass(frozen=True)
class Freed:
    """Tells an incident that its group speaks for it no more.

    Attributes:
        owed: it stays a member, and the group's page is for it to make.
    """

    group: str
    epoch: int
    by: str = ""
    owed: bool = False


@workflow.defn(name="IncidentGroup")
class IncidentGroupWorkflow:
    """A group; the id is `incident_group/<cluster>/<rule>/<key>`."""

    @workflow.init
    def __init__(self, started: IncidentGroupInput) -> None:
        key, now = started.key, workflow.now()
        fresh = IncidentGroup(id=workflow.info().workflow_id, key=key, opened_at=now)
        self._group = started.group or fresh
        self._tell: list[tuple[str, str, object]] = []
        self._joins = 0
        self._invited: set[str] = set()

    @workflow.run
    async def run(self, started: IncidentGroupInput) -> None:
        """Tell members what concerns them; end when nobody is left and nothing is remembered."""
        await workflow.wait_condition(lambda: self._joins > 0 or started.group is not None)
        while True:
            await self._tell_members()
            self._group = self._group.forgetting(workflow.now())
            self._show()
            if self._group.is_over(workflow.now()) and workflow.all_handlers_finished():
                return
            if workflow.info().is_continue_as_new_suggested() and not self._tell:
                await workflow.wait_condition(workflow.all_handlers_finished)
                workflow.continue_as_new(replace(started, group=self._group))
            await self._wait()

    @workflow.update
    def join(self, joining: Joining) -> Joined:
        """Take an incident in, or say why not; the same one again is the same membership."""
        self._joins += 1
        now, member = workflow.now(), joining.member
        known = self._group.member(member.incident)
        refused = self._group.refuses(member.workflow_id, by=joining.by, now=now)
        if refused is not None and known is None:
            return Joined(None, refused)
        self._group = self._group.joined(member, by=joining.by, now=now)
        self._invite(joining.peers)
        if joining.by:
            self._tell.append((member.workflow_id, TAKEN_IN, self._membership(member.incident)))
        return Joined(self._membership(member.incident))

    @workflow.update
    def leave(self, leaving: Leaving) -> bool:
        """Let a member go and say whether it was one; twice is once."""
        was_member = self._group.member(leaving.incident) is not None
        if was_member:
            self._group = self._group.left(leaving.incident, reached=leaving.reached)
            self._hand_page_on()
        return was_member

    @workflow.update
    def split(self, splitting: Splitting) -> IncidentGroup:
        """Take members out because a person says so, and remember it for a day."""
        before = self._group
        out = [each for each in before.members if each.incident in splitting.incidents]
        self._group = before.split(splitting.incidents, workflow.now())
        for each in out:
            freed = Freed(before.id, each.epoch, splitting.by)
            self._tell.append((each.workflow_id, FREED, freed))
        self._hand_page_on()
        return self._group

    @split.validator
    def _may_be_split(self, splitting: Splitting) -> None:
        """Turn down who is no member."""
        _check(splitting, Splitting)
        if not any(self._group.member(each) for each in splitting.incidents):
            raise Conflict(message("group.no_member"))

    @workflow.update
    def page(self, paging: Paging) -> MayPage:
        """Say whether a member calls people, or the group's page stands for it."""
        answer = self._group.asked_to_page(paging.incident, paging.severity, users=paging.users)
        self._group = answer.group
        return MayPage(answer.pages, answer.members)

    @join.validator
    def _may_join(self, joining: Joining) -> None:
        """Turn down what names no incident."""
        _check(joining, Joining)

    @leave.validator
    def _may_leave(self, leaving: Leaving) -> None:
        """Turn down what names no incident."""
        _check(leaving, Leaving)

    @page.validator
    def _may_ask(self, paging: Paging) -> None:
        """Turn down what names no incident."""
        _check(paging, Paging)

    @workflow.query
    def standing(self) -> IncidentGroup:
        """Tell who belongs to it."""
        return self._group

    def _membership(self, incident: str) -> Membership | None:
        member, group = self._group.member(incident), self._group
        if member is None:
            return None
        return Membership(group.id, group.key, member.epoch, member.reason, member.since)

    def _invite(self, peers: Sequence[str]) -> None:
        """Invite each incident once: with every new member all of them are named again."""
        known = {each.workflow_id for each in self._group.members}
        for peer in peers:
            if peer not in known and peer not in self._invited:
                self._invited.add(peer)
                self._tell.append((peer, INVITED, self._group.key))

    def _hand_page_on(self) -> None:
        member = self._group.next_to_page()
        if member is not None:
            owed = Freed(self._group.id, member.epoch, owed=True)
            self._tell.append((member.workflow_id, FREED, owed))

    async def _tell_members(self) -> None:
        while self._tell:
            workflow_id, signal, said = self._tell.pop(0)
            try:
                there = workflow.get_external_workflow_handle(workflow_id)
                await (there.signal(signal) if said is None else there.signal(signal, said))
            except (ApplicationError, FailureError) as error:
                if is_cancelled_exception(error):
                    raise
                workflow.logger.info("member is gone", extra={"member": workflow_id})
                self._drop(workflow_id)

    def _drop(self, workflow_id: str) -> None:
        """Let a member go whose workflow is there no more."""
        for each in self._group.members:
            if each.workflow_id == workflow_id:
                self._group = self._group.left(each.incident, reached=False)
                self._hand_page_on()

    async def _wait(self) -> None:
        """Wait for a message; now and then look whether the members still are there."""
        joins, seen = self._joins, self._group
        try:
            await workflow.wait_condition(
                lambda: bool(self._tell) or self._joins != joins or self._group is not seen,
                timeout=LOOK_AGAIN,
                timeout_summary="whether its members are there",
            )
        except TimeoutError:
            self._tell += [(each.workflow_id, "look_again", None) for each in seen.members]

    def _show(self) -> None:
        count = len(self._group.members)
        workflow.set_current_details(f"{count} incidents by {self._group.key.rule}.")
        show_state("open" if count else "empty")


def _check(said: object, kind: type) -> None:
    """Turn down what is no message of a kind: Temporal lets null and nothing through."""
    if not isinstance(said, kind):
        raise InvalidRequest("said", message("group.no_member"))
