"""What an incident does about its group: joins, is invited, is freed, is silent (ALR-12)."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.incident_groups import (
    FindOrder,
    GroupActivities,
    JoinOrder,
    LeaveOrder,
    PageOrder,
    TurnOrder,
)
from activities.patience import reach_a_group
from application.ports.incidents.groups import MayPage
from domain.alerts.alerts import FaultClass
from domain.common.messages import Message, message
from domain.events.events import EventType
from domain.incidents.calls import Call
from domain.incidents.grouped import member_of
from domain.incidents.groups.evidence import onset_of, workload_of
from domain.incidents.groups.gathering import Peer, is_stronger
from domain.incidents.groups.group import Membership
from domain.incidents.groups.rules import GroupKey, GroupRule
from domain.incidents.incidents import CallReason
from domain.incidents.page_pace import PageTurn
from domain.incidents.policy.policies import PagingRules
from domain.monitoring.alarms import Severity
from workflows.incidents.case import Case
from workflows.incidents.groups import Freed

FIRST_WAIT = {Severity.CRITICAL: timedelta(seconds=5)}
"""Before the first page, so that others may come in and be told of in it."""

OTHERS_WAIT = timedelta(seconds=20)

CHECK = timedelta(seconds=60)
"""How often a silent member sees whether its group is still there; with a minute's patience for the
answer it speaks for itself two minutes after its group is gone."""

CHECK_OF_MANY = timedelta(minutes=15)
"""The same for those that nobody vouches for: there may be a thousand of them."""

APART = timedelta(seconds=60)
"""Within which they come one after the other, as chance has it."""

_FELT = frozenset({FaultClass.ERROR_RATE, FaultClass.LATENCY})
"""Faults that users feel by themselves."""

PageAgain = Callable[[CallReason, Message | None], Awaitable[None]]
T = TypeVar("T")


class Grouping:
    """One incident's side of its group."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._moving = asyncio.Lock()

    async def find(self) -> None:
        """Look for others that share something with it, and join them."""
        async with self._moving:
            incident = self._case.incident
            if not incident.group_keys or incident.group is not None:
                return
            onset = onset_of(self._case.memory.witness, incident.opened_at)
            workload = workload_of(incident.owner)
            peer = Peer(incident.id, workload, incident.fault, onset, incident.group_keys)
            found: Membership | None = await self._ask(
                GroupActivities.find,
                FindOrder(peer, member_of(self._case.incident)),
                "who has the same cause?",
            )
            self._enter(found)

    def hear(self, said: GroupKey | Membership | Freed) -> None:
        """Take in an invitation, a person's merge, or that its group speaks for it no more."""
        if self._case.begun:
            self._case.group_messages.append(said)

    async def keep_on(self, call: PageAgain) -> None:
        """Beside the ladder, heed what its group says; ends only when cancelled."""
        case = self._case
        while True:
            muted = await self._wait()
            while case.group_messages:
                await self._heed(case.group_messages[0], call)
                case.group_messages.pop(0)
            if muted and case.memory.muted and not await self._is_spoken_for():
                await self._free(call, by="")

    async def call_of(self, call: Call) -> Call | None:
        """Return the call to make; None: the page of its group stands for it."""
        case = self._case
        if call.reason is CallReason.STOPPED or not case.incident.group_keys:
            return call
        if any(each.rule is not GroupRule.WORKLOAD for each in case.incident.group_keys):
            severity = case.incident.newest.severity
            await workflow.sleep(FIRST_WAIT.get(severity, OTHERS_WAIT), summary="others may come")
        if case.incident.group is None:
            await self.find()
        membership = case.incident.group
        if membership is None:
            return call
        answer = await self._may_page(membership)
        if answer.pages:
            return self._for_all(call, membership, answer.members)
        case.become(case.memory.silenced(call))
        return None

    async def in_turn(self, call: Call, rules: PagingRules) -> Call | None:
        """Return the call of an incident that nobody vouches for: to make, or to hold back.

        None: the page that tells of many like it was made by another. Who cannot find out waits:
        a storm must not page one by one because it is too much for whoever counts it.
        """
        if self._is_one_of_many:
            return await self._with_many(call)
        alert = self._case.memory.witness
        order = TurnOrder(alert.source, alert.severity, rules.unvouched_pages, held=call.paced)
        turn: PageTurn | None = await self._ask(GroupActivities.turn, order, "may it page?")
        if turn is not None and turn.until is None:
            return replace(call, paced=False)
        if turn is None or turn.key is None:
            return _paced(call, workflow.now() if turn is None else turn.until, APART)
        if call.paced:
            self._case.see(self._case.incident.may_share((turn.key,)))
            await self._join(turn.key)
            if self._is_one_of_many:
                return _paced(call, turn.until, APART)
        # Not all at once: a group takes in a few a second.
        left = (turn.until or workflow.now()) - workflow.now() - APART
        return _paced(call, workflow.now(), max(left, APART))

    async def _with_many(self, call: Call) -> Call | None:
        membership, case = self._case.incident.group, self._case
        answer = None if membership is None else await self._asked(membership)
        if membership is None or answer is None:
            return _paced(call, workflow.now(), APART)
        if answer.pages:
            return self._for_all(replace(call, paced=False), membership, answer.members)
        case.become(case.memory.silenced(call))
        case.see(case.incident.told_with_others())
        case.note(EventType.INCIDENT_COUNTED)
        await case.write()
        return None

    async def leave(self) -> None:
        """Go, because it is over."""
        membership = self._case.incident.group
        if membership is not None:
            reached = self._case.incident.called is not None
            order = LeaveOrder(membership.group, self._case.incident.id, reached)
            await self._ask(GroupActivities.leave, order, "leaves its group")

    async def _wait(self) -> bool:
        """Wait for a message or the next check; return whether it is time for that."""
        case = self._case
        await workflow.wait_condition(
            lambda: bool(case.group_messages) or case.memory.muted is not None
        )
        if case.memory.muted is None:
            return False
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: bool(case.group_messages) or case.memory.muted is None,
                timeout=CHECK_OF_MANY if self._is_one_of_many else CHECK,
                timeout_summary="whether its group is there",
            )
        return not case.group_messages

    @property
    def _is_one_of_many(self) -> bool:
        membership = self._case.incident.group
        return membership is not None and membership.key.rule is GroupRule.NO_WORKLOAD

    async def _may_page(self, membership: Membership) -> MayPage:
        return await self._asked(membership) or MayPage(pages=True, members=0)

    async def _asked(self, membership: Membership) -> MayPage | None:
        incident, severity = self._case.incident, self._case.incident.newest.severity
        users = incident.fault in _FELT and incident.newest.measures.get("users", 0.0) > 0
        if self._is_one_of_many:  # what it says of itself lifts it over no others
            severity, users = Severity.UNKNOWN, False
        order = PageOrder(membership.group, incident.id, severity, users)
        answer: MayPage | None = await self._ask(GroupActivities.page, order, "who calls people?")
        return answer

    @staticmethod
    def _for_all(call: Call, membership: Membership, members: int) -> Call:
        """Return a call that says for how many incidents it is."""
        if members < 2:
            return call
        why = membership.reason
        detail = message("group.page", members=members, why=why, detail=call.detail)
        return replace(call, detail=detail)

    async def _heed(self, said: object, call: PageAgain) -> None:
        mine = self._case.incident.group
        if isinstance(said, GroupKey):
            await self._join(said)
            await self._speak_anew(mine, call)
        elif isinstance(said, Membership):
            async with self._moving:
                await self._move(said)
            await self._speak_anew(mine, call)
        elif isinstance(said, Freed) and mine is not None and mine.group == said.group:
            if said.epoch == mine.epoch and said.owed:
                await self._speak(call)
            elif said.epoch == mine.epoch:
                await self._free(call, by=said.by)

    async def _join(self, key: GroupKey) -> None:
        async with self._moving:
            mine = self._case.incident.group
            keys = self._case.incident.group_keys
            if not any(key.is_shared_by(each) for each in keys):
                return  # it was meant for an incident before this one
            if mine is not None and not is_stronger(key, mine.key, keys):
                return
            found: Membership | None = await self._ask(
                GroupActivities.join,
                JoinOrder(key, member_of(self._case.incident)),
                "joins a group",
            )
            if found is not None:
                await self._move(found)

    async def _move(self, membership: Membership) -> None:
        mine = self._case.incident.group
        if mine is not None and mine.group != membership.group:
            await self.leave()
        self._enter(membership)

    async def _speak_anew(self, before: Membership | None, call: PageAgain) -> None:
        """Ask the new group whether its page stands for what the old one spoke for."""
        after = self._case.incident.group
        if before is not None and after is not None and before.group != after.group:
            await self._speak(call)

    async def _is_spoken_for(self) -> bool:
        membership = self._case.incident.group
        if membership is None:
            return False
        order = LeaveOrder(membership.group, self._case.incident.id)
        return bool(await self._ask(GroupActivities.check, order, "is its group there?"))

    async def _free(self, call: PageAgain, *, by: str) -> None:
        """Belong to no group; what was not told because of it is told now, from the start."""
        case = self._case
        if case.incident.group is not None:
            case.see(case.incident.grouped(None))
            case.note(EventType.INCIDENT_UNGROUPED, by=by or None)
            case.wake()
        await self._speak(call)

    async def _speak(self, call: PageAgain) -> None:
        case = self._case
        kept = case.memory.muted
        if kept is not None:
            case.become(case.memory.silenced(None))
            await call(kept.reason, kept.detail)

    def _enter(self, membership: Membership | None) -> None:
        case = self._case
        if membership is None or membership == case.incident.group:
            return
        case.see(case.incident.grouped(membership))
        case.note(EventType.INCIDENT_GROUPED, why=membership.reason)
        case.wake()

    async def _ask(self, what: Callable[..., Any], order: object, summary: str) -> Any:  # noqa: ANN401 - each activity's own
        """Ask; None when nobody answers within a minute: then it goes on without its group."""
        try:
            return await workflow.execute_activity_method(what, order, **reach_a_group(summary))
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            workflow.logger.warning("group not reached", exc_info=error)
            return None


def _paced(call: Call, at: datetime | None, within: timedelta) -> Call:
    """Return a call that goes on at a moment, or by chance up to so much later."""
    later = (at or workflow.now()) + within * workflow.random().random()
    return replace(call, held_until=later, paced=True)
