"""One incident: from its first alert to a verified fix, or to a person (RBK-1 … RBK-15)."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from domain.alerts.alerts import ReadBack
from domain.clusters.repairs import AttemptState
from domain.common.messages import Message, message
from domain.events.events import EventType
from domain.incidents.course import NextStep, Turn, after, before_next, undone_left_out
from domain.incidents.incidents import CallReason, Ending, IncidentState, Refusal, Request
from domain.incidents.suppression import LOOK_AGAIN
from workflows.incidents.attempts import Attempts
from workflows.incidents.gathering import is_unhealthy
from workflows.incidents.memory import waiting
from workflows.incidents.messages import IncidentMessages
from workflows.incidents.opening import Opening
from workflows.incidents.state import (
    ChangeOfPlan,
    Cleared,
    IncidentInput,
    IncidentResult,
    Over,
    PersonNeeded,
    Stage,
)
from workflows.reasons import message_in

FIRST_ALERT = timedelta(minutes=1)
"""An alert comes with the start of its incident; one that cannot be read never comes."""

_DECLINED = {
    CallReason.NOT_DONE: (Refusal.NOT_DONE, Ending.NOT_DONE),
    CallReason.NOT_APPROVED: (Refusal.NOT_APPROVED, Ending.NOT_APPROVED),
}
"""Ends of a request that concern nobody but who asked."""

LAST_WORDS = timedelta(minutes=10)
"""How long somebody is looked for to tell that it was cancelled; the broadcast tells it anyway."""


@workflow.defn(name="Incident")
class IncidentWorkflow(IncidentMessages):
    """One fingerprint's incident; the workflow id is `incident/<fingerprint>`.

    Ends with a verified fix that lasted, with a person, or when it was nothing.
    """

    @workflow.init
    def __init__(self, started: IncidentInput) -> None:
        super().__init__(started)
        self._started = started
        self._opening = Opening(self.case, self.sources, self.patience, self.calls, self.grouping)
        self._attempts = Attempts(
            self.case, self.sources, self.patience, self.turns, self.approving
        )

    @workflow.run
    async def run(self, started: IncidentInput) -> IncidentResult:  # noqa: ARG002 - Temporal passes the input to both
        """Confirm and score it; climb the ladder; watch for a relapse, or hand it to a person."""
        if not await self._has_begun():
            return IncidentResult("", None)
        calling = asyncio.create_task(self.calls.keep_on())
        grouping = asyncio.create_task(self.grouping.keep_on(self.calls.call))
        try:
            return await self._live()
        finally:
            calling.cancel()
            grouping.cancel()

    async def _live(self) -> IncidentResult:
        try:
            while (over := await self._next_stage()) is None:
                await self.case.write()
                self.case.begin_anew_when_long()
            await self._close(over)
        except (asyncio.CancelledError, ActivityError) as error:
            if is_cancelled_exception(error):
                await self._hand_back()
            raise
        self._begin_next()
        incident = self.case.incident
        return IncidentResult(incident.id, incident.ending, incident.called)

    async def _has_begun(self) -> bool:
        """Wait for the first alert; what was started with something else is nothing."""
        try:
            await workflow.wait_condition(lambda: self.case.begun, timeout=FIRST_ALERT)
        except TimeoutError:
            return False
        return True

    async def _next_stage(self) -> Over | None:
        """Go through the stage where it stands; whatever leaves the ladder is caught here."""
        stages = {
            Stage.OPENING: self._open,
            Stage.CLIMBING: self._climb,
            Stage.RELAPSE_WATCH: self._watch_for_relapse,
            Stage.HANDED_OVER: self._keep_for_people,
        }
        try:
            await stages[self.case.memory.stage]()
        except Over as over:
            await self._attempts.drop()
            return over
        except PersonNeeded as needed:
            await self._attempts.drop()
            return await self._hand_over(needed)
        except Cleared:
            await self._attempts.drop()
            return await self._when_cleared()
        except ChangeOfPlan:
            await self._attempts.drop()
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            # What cannot be asked or kept is for a person to know, as anything else that ends it.
            await self._attempts.drop()
            return await self._hand_over(PersonNeeded(CallReason.BLIND, message_in(error)))
        return None

    async def _open(self) -> None:
        await self._opening.open()
        self.case.become(self.case.memory.climbing())

    async def _climb(self) -> None:
        """Make attempts while the band allows any; after each the verdict decides (RBK-5)."""
        case = self.case
        if case.memory.trial is None:
            await self.patience.until_free()
            _check_interrupts(before_next(case.incident.band, case.incident.attempts))
        try:
            state = await self._attempts.make_one()
        except PersonNeeded as needed:
            if needed.reason is CallReason.NOT_APPROVED:
                await self._attempts.not_approved(needed.detail)
            raise
        if _check_interrupts(after(state), case.incident.attempts[-1].because) is NextStep.WATCH:
            self._begin_watch(recovered=False)

    def _begin_watch(self, *, recovered: bool) -> None:
        case, now = self.case, workflow.now()
        until = now + timedelta(seconds=case.policy.relapse_watch)
        case.become(case.memory.watching(until, recovered=recovered))
        if not recovered:
            case.see(case.incident.fixed(now))
        case.show(
            IncidentState.RELAPSE_WATCH,
            message("incident.recovered"),
            waits_for=message("wait.relapse"),
            until=until,
        )

    async def _watch_for_relapse(self) -> None:
        """Wait whether it stays well; a relapse goes on at the next rung (RBK-11)."""
        case = self.case
        until = case.memory.until or workflow.now()
        while True:
            seen = case.changes
            if case.memory.firing and await self.sources.is_back():
                return await self._relapse()
            memory = case.memory
            if memory.aborted_by or memory.closed_by or memory.next or workflow.now() >= until:
                break
            await case.wait(until, seen=seen)
        raise Over(Ending.RECOVERED if case.memory.recovered else Ending.FIXED)

    async def _relapse(self) -> None:
        """Go on at the next rung; the top band calls at once, as it did the first time."""
        case, band = self.case, self.case.incident.band
        case.become(case.memory.relapsed())
        case.see(case.incident.relapsed())
        case.show(IncidentState.REPAIRING, message("incident.relapsed"))
        case.note(EventType.INCIDENT_RELAPSED)
        if band is not None and band.calls_first:
            await self.calls.call(CallReason.TOP_BAND)

    async def _hand_over(self, needed: PersonNeeded) -> Over | None:
        """Call a person, once, and put it into everybody's next briefing (RBK-3).

        What somebody asked for and is not done is not kept for anybody: they are told, and it is
        over.
        """
        case = self.case
        request = case.incident.request
        if request is not None and needed.reason in _DECLINED:
            return await self._decline(request, needed)
        # Who lets it write while people are being called answers what was only observed.
        if needed.reason is not CallReason.OBSERVED:
            case.become(case.memory.enabled(""))
        if needed.reason is CallReason.NOT_APPROVED and needed.by:
            self.calls.left_with(needed.by, needed.reason)
        else:
            await self.calls.call(needed.reason, needed.detail)
        case.note(EventType.BROADCAST_QUEUED, reason=needed.reason, detail=needed.detail)
        until = workflow.now() + timedelta(seconds=case.policy.hold_handed)
        case.become(case.memory.handed_over(until))
        case.show(
            IncidentState.HANDED_OVER,
            message("incident.person_needed", reason=needed.reason, detail=needed.detail),
            waits_for=message("wait.person"),
            until=until,
        )
        return None

    async def _decline(self, request: Request, needed: PersonNeeded) -> Over:
        """Tell who asked that it is not done; who said no themselves knows it."""
        refusal, ending = _DECLINED[needed.reason]
        tried = self.case.incident.attempts
        denied = tried and tried[-1].state is AttemptState.NOT_APPROVED
        action = tried[-1].action if denied else request.action
        if needed.by != request.by:
            await self.calls.refuse(request, refusal, action=action, detail=needed.detail)
        return Over(ending, needed.detail)

    async def _keep_for_people(self) -> None:
        """Count alerts until it is over, closed, or may be tried again."""
        case = self.case
        until = case.memory.until or workflow.now()
        while True:
            if self.calls.is_paged_after_all():
                await self.calls.call(CallReason.OBSERVED)
            seen, memory = case.changes, case.memory
            if memory.enabled_by:
                return self._try_again()
            if memory.aborted_by or memory.closed_by or memory.next:
                break
            if workflow.now() >= until:
                if not await self._is_still_bad():
                    break
                until = self._hold_on()
                continue
            said = ReadBack.FIRING if memory.firing else await self.sources.after_all()
            if said is ReadBack.CLEARED and not await is_unhealthy(case):
                raise Over(Ending.FIXED_BY_OTHERS)
            again = until if said is ReadBack.FIRING else min(until, workflow.now() + LOOK_AGAIN)
            await case.wait(again, seen=seen, over=self.calls.is_paged_after_all)
        raise Over(Ending.HANDED_OVER)

    async def _is_still_bad(self) -> bool:
        """Say whether it is held on: it fires, its source is silent, or its workload is unhealthy.

        What was never confirmed, and what a person asked for, is not held on.
        """
        case = self.case
        mine = case.incident.confirmed_at is not None and case.incident.request is None
        if not mine or case.memory.held >= case.policy.hold_again:
            return False
        said = (await self.sources.ask()).state
        if said in (ReadBack.FIRING, ReadBack.UNKNOWN):
            return True
        return await is_unhealthy(case)

    def _hold_on(self) -> datetime:
        """Hold it for people once more, and put it into everybody's next briefing again."""
        case, reason = self.case, self.case.incident.call_reason
        until = workflow.now() + timedelta(seconds=case.policy.hold_handed)
        case.become(case.memory.held_on(until))
        case.show(
            IncidentState.HANDED_OVER,
            message("incident.still_bad"),
            waits_for=message("wait.person"),
            until=until,
        )
        case.note(EventType.BROADCAST_QUEUED, reason=reason)
        return until

    def _try_again(self) -> None:
        """Go on from the rung that was only observed or blocked: nothing of it was done."""
        case = self.case
        case.see(case.incident.trying_again(undone_left_out(case.incident.attempts)))
        scored = case.incident.score is not None
        case.become(case.memory.tried_again(Stage.CLIMBING if scored else Stage.OPENING))
        case.show(IncidentState.REPAIRING, message("incident.writes_enabled"))

    async def _when_cleared(self) -> Over | None:
        """Believe that it is over once the source says so, and wait whether it stays so."""
        case = self.case
        try:
            if not await self.sources.really_cleared():
                return None
        except PersonNeeded as needed:
            return await self._hand_over(needed)
        except Over as over:
            return over
        if case.memory.written:
            self._begin_watch(recovered=True)
            return None
        return await self._watch_early_recovery()

    async def _watch_early_recovery(self) -> Over | None:
        """Wait until it is stable and its workload is well; None: it fires again."""
        case, rules = self.case, self.case.policy.flap
        until = workflow.now() + timedelta(seconds=rules.window / max(rules.transitions, 1))
        case.show(
            IncidentState.WAITING,
            message("incident.recovered_early"),
            waits_for=message("wait.stability"),
            until=until,
        )
        last = workflow.now() + timedelta(seconds=case.policy.hold_handed)
        while not case.memory.firing:
            seen, memory = case.changes, case.memory
            if memory.aborted_by or memory.closed_by or workflow.now() >= last:
                return Over(Ending.RECOVERED)
            if workflow.now() >= until:
                if not await is_unhealthy(case):
                    return Over(Ending.RECOVERED)
                until = min(last, workflow.now() + LOOK_AGAIN)
                case.show(
                    IncidentState.WAITING,
                    message("incident.still_unhealthy"),
                    waits_for=message("wait.stability"),
                    until=until,
                )
                continue
            await case.wait(until, seen=seen)
        return None

    async def _close(self, over: Over) -> None:
        case = self.case
        await self.calls.rest()
        await self.grouping.leave()
        case.see(case.incident.closed(over.ending, workflow.now()))
        case.show(IncidentState.CLOSED, message("incident.closed", ending=over.ending))
        case.note(EventType.INCIDENT_CLOSED, ending=over.ending, detail=over.detail)
        await self._write_all()

    async def _write_all(self) -> None:
        await self.case.write()
        await workflow.wait_condition(workflow.all_handlers_finished)
        await self.case.write()

    async def _hand_back(self) -> None:
        """Somebody cancels it in Temporal: nothing is left behind, and people know.

        Temporal cancels a run once, so nothing of this is cancelled again.
        """
        case = self.case
        await self._attempts.drop()
        for _ in waiting(case.memory):  # now; who asks while they are told is told at the end
            await self._refuse_first()
        if case.incident.closed_at is None:
            await self.calls.call(CallReason.STOPPED, within=LAST_WORDS)
            case.note(EventType.BROADCAST_QUEUED, reason=CallReason.STOPPED)
            await self._close(Over(Ending.ABORTED))
        else:
            await self._write_all()
        while waiting(case.memory):
            await self._refuse_first()
            await self._write_all()

    async def _refuse_first(self) -> None:
        """Tell who waits longest that it was cancelled; whoever asks from now on waits behind."""
        case = self.case
        first, *others = waiting(case.memory)
        case.become(case.memory.serving_next(tuple(others)))
        await self.calls.refuse(first.request, Refusal.STOPPED, within=LAST_WORDS)

    def _begin_next(self) -> None:
        """Begin the incident of what came in while this one was being closed."""
        memory = self.case.memory
        fresh = replace(self._started, memory=None, alerts=(), request=None, later=())
        if memory.next is not None:
            requested = memory.next
            workflow.continue_as_new(
                replace(
                    fresh,
                    request=requested.request,
                    alerts=(requested.alert,),
                    later=memory.later,
                )
            )
        if memory.firing and self._came_back():
            workflow.continue_as_new(replace(fresh, alerts=(memory.witness,)))

    def _came_back(self) -> bool:
        closed_at = self.case.incident.closed_at
        return closed_at is not None and any(turn > closed_at for turn in self.case.memory.turns)


def _check_interrupts(turn: Turn, because: Message | None = None) -> NextStep:
    """Return where it goes, unless a person has to go on."""
    if turn.reason is not None:
        raise PersonNeeded(turn.reason, because)
    return turn.course
