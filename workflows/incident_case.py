"""One incident as its workflow works on it: what is known, what is said, how it waits.

Everything that changes goes through here, so that nothing changes without being written down, and
so that a run can end between any two waits and the next one go on.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.incident_orders import Recording
from activities.incidents import IncidentActivities
from activities.patience import keep_record
from application.repair_orders import AttemptOrder, ProposeOrder, attempt_key
from domain.alerts import Alert, AlertState
from domain.events import EventType
from domain.flapping import kept
from domain.incident_events import IncidentNote
from domain.incidents import (
    WORKFLOW,
    CallReason,
    Ending,
    Incident,
    IncidentState,
    incident_id,
)
from domain.policies import Policy
from domain.policy_matching import at_place
from domain.repairs import Plan
from workflows.attributes import SCORE, show_state
from workflows.incident_state import (
    Cleared,
    IncidentInput,
    Memory,
    Over,
    PersonNeeded,
    Requested,
    Trial,
)

COUNT_AFTER = timedelta(seconds=10)
"""How long repeated alerts are only counted before the count is written down: a thousand of them
are a handful of rows."""

MOST_ALARMS = 50
MOST_LATER = 20
"""Requests that wait for the one that is being served; whoever asks for more has asked enough."""

MOST_SIGNALS = 5_000
"""After so many alerts a run ends; Temporal takes 10,000 signals of one run."""


class Case:
    """One incident and everything that its workflow does to it."""

    def __init__(self, started: IncidentInput) -> None:
        self._started = started
        self._memory = started.memory
        self.notes: list[IncidentNote] = []
        self.changes = 0
        self._signals = 0
        self._count_at: datetime | None = None
        self._writing = asyncio.Lock()
        for alert in started.alerts if started.memory is None else ():
            self.take(alert)
        for requested in started.later if started.memory is None else ():
            self.ask_for(requested)

    @property
    def begun(self) -> bool:
        """Whether there is an alert to begin with."""
        return self._memory is not None

    @property
    def memory(self) -> Memory:
        """What is known; there is something once an alert came."""
        if self._memory is None:
            raise Over(Ending.NOT_CONFIRMED)
        return self._memory

    @property
    def incident(self) -> Incident:
        """The incident as people see it."""
        return self.memory.incident

    @property
    def policy(self) -> Policy:
        """The policy that it began with, as it is where its target is."""
        policy, owner = self.memory.policy or Policy(), self.memory.fingerprint.owner
        return policy if owner is None else at_place(policy, owner)

    def take(self, alert: Alert) -> None:
        """Count an alert; one that says something new is heeded at once."""
        self._signals += 1
        alert = _bounded(alert)
        if self._memory is None:
            self._begin(alert)
            return
        firing = alert.state is AlertState.FIRING
        memory, key = self._memory, f"{alert.source}/{alert.key}"
        alarms = tuple(each for each in memory.alarms if each != key)
        if firing:
            alarms = (*alarms, key)[-MOST_ALARMS:]
        elif len(memory.alarms) <= 1:
            alarms = ()  # sources do not all name their alarm the same way when it clears
        incident = replace(
            memory.incident, newest=alert, occurrences=memory.incident.occurrences + firing
        )
        self._memory = replace(
            memory, incident=incident, alarms=alarms, witness=alert if firing else memory.witness
        )
        self._count_at = self._count_at or workflow.now() + COUNT_AFTER
        self.turn(firing=bool(alarms))

    def turn(self, *, firing: bool) -> None:
        """Take in whether it fires; a change is remembered, for it may flap."""
        if firing == self.memory.firing:
            return
        now = workflow.now()
        turns = kept((*self.memory.turns, now), self.policy.flap, now=now)
        self.become(firing=firing, turns=turns)

    def ask_for(self, requested: Requested) -> None:
        """Take in a person's request; one that is being served already is the same."""
        request = self._started.request if self._memory is None else self.incident.request
        if self._memory is None:
            self._begin(_bounded(requested.alert), requested)
        elif request is None or requested.request.key != request.key:
            self._put_by(requested)

    def _put_by(self, requested: Requested) -> None:
        """Keep what is served after this; who asks for the same again keeps their place."""
        waiting = (*([self.memory.next] if self.memory.next else []), *self.memory.later)
        if any(each.request.key == requested.request.key for each in waiting):
            return
        waiting = (*waiting, requested)[:MOST_LATER]
        self.become(next=waiting[0], later=waiting[1:])

    def become(self, **changes: Any) -> None:  # noqa: ANN401 - fields of Memory
        """Change what is known, and wake whoever waits for a change."""
        self._memory = replace(self.memory, **changes)
        self.changes += 1

    def see(self, **changes: Any) -> None:  # noqa: ANN401 - fields of Incident
        """Change what people see; it is written down with the next note."""
        self._memory = replace(self.memory, incident=replace(self.incident, **changes))

    def show(
        self,
        state: IncidentState,
        doing: str,
        *,
        waits_for: str = "",
        until: datetime | None = None,
    ) -> None:
        """Say what it does, to people and to the Web UI."""
        self.see(state=state, doing=doing, waits_for=waits_for, until=until)
        workflow.set_current_details(f"**{self.incident.fingerprint}** {doing}")
        show_state(state)

    def note(self, type_: EventType, **facts: object) -> None:
        """Owe an event; the incident as it is when it is written goes with it."""
        at, number = workflow.now(), self.incident.revision + 1
        self.see(revision=number, changed_at=at)
        said = {name: str(value) for name, value in facts.items() if value is not None}
        self.notes.append(IncidentNote(type_, number, at, said))

    async def write(self) -> None:
        """Write down what is owed, in its order; many notes are one write."""
        async with self._writing:
            if self._count_at is not None and (self.notes or self._count_at <= workflow.now()):
                self._count_at = None
                if not self.notes:
                    self.note(EventType.INCIDENT_COUNTED)
            if self.incident.state != self.memory.shown and not self.notes:
                self.note(EventType.INCIDENT_MOVED, state=self.incident.state)
            while self.notes:
                owed, state = tuple(self.notes), self.incident.state
                await self._record(Recording(self.incident, owed))
                del self.notes[: len(owed)]
                self._memory = replace(self.memory, shown=state)

    async def wait(
        self,
        until: datetime | None = None,
        *,
        over: Callable[[], bool] = lambda: False,
        seen: int | None = None,
    ) -> None:
        """Wait for a moment, a change or `over`; what comes in meanwhile is written down.

        A run whose history grew long ends here, and the next one goes on where this one was.

        Args:
            until: the moment; None: for as long as it takes.
            over: what else ends it.
            seen: `changes` before the caller looked whether to wait, where looking took time: what
                came in meanwhile must not be slept over. None: looking took none.
        """
        seen = self.changes if seen is None else seen
        while self.changes == seen and not over():
            await self.write()
            self.begin_anew_when_long()
            due = min((each for each in (until, self._count_at) if each), default=None)
            if until is not None and until <= workflow.now():
                return
            try:
                await workflow.wait_condition(
                    lambda: (
                        self.changes != seen
                        or over()
                        or bool(self.notes)
                        or (self._long() and workflow.all_handlers_finished())
                    ),
                    timeout=None if due is None else max(due - workflow.now(), timedelta(0)),
                    timeout_summary=self.incident.waits_for or self.incident.state,
                )
            except TimeoutError:
                continue

    def begin_anew_when_long(self) -> None:
        """End the run here, when its history is long and nobody waits for an answer."""
        if self._long() and not self.notes and workflow.all_handlers_finished():
            workflow.continue_as_new(
                replace(self._started, memory=self.memory, alerts=(), request=None, later=())
            )

    def heed(self) -> None:
        """Leave the ladder if somebody ended it, or if it is over (RBK-10).

        Raises:
            Over: a person ended it.
            Cleared: the alarm has cleared, as far as was told.
        """
        memory = self.memory
        if memory.aborted_by:
            raise Over(Ending.ABORTED, memory.aborted_by)
        if memory.closed_by:
            raise Over(Ending.HANDED_OVER if memory.called else Ending.ABORTED, memory.closed_by)
        if not memory.firing:
            raise Cleared

    def show_score(self, total: int) -> None:
        """Make it searchable, where the run was started so."""
        if workflow.info().typed_search_attributes.get(SCORE) is not None:
            workflow.upsert_search_attributes([SCORE.value_set(total)])

    def called_for(self, reason: CallReason) -> None:
        """Remember that a person was called, and why."""
        self.become(called=True)
        self.see(called=reason, called_at=workflow.now())

    def _long(self) -> bool:
        return workflow.info().is_continue_as_new_suggested() or self._signals >= MOST_SIGNALS

    def _begin(self, alert: Alert, requested: Requested | None = None) -> None:
        fingerprint = self._started.fingerprint
        request = requested.request if requested else self._started.request
        now = workflow.now()
        incident = Incident(
            incident_id(fingerprint, alert),
            f"{WORKFLOW}{fingerprint}",
            str(fingerprint),
            fingerprint.fault,
            IncidentState.CONFIRMING,
            now,
            now,
            0,
            alert,
            owner=fingerprint.owner,
            request=request,
            sandbox=self._started.sandbox,
        )
        firing = alert.state is AlertState.FIRING
        self._memory = Memory(
            incident,
            fingerprint,
            alert,
            firing=firing,
            alarms=(f"{alert.source}/{alert.key}",) if firing else (),
        )
        self.note(EventType.INCIDENT_OPENED)

    async def _record(self, recording: Recording) -> None:
        newest = recording.notes[-1]
        try:
            await workflow.execute_activity_method(
                IncidentActivities.record, recording, **keep_record(newest.type.rpartition(".")[2])
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            # It can never be written; the repair is worth more than the note.
            workflow.logger.error("notes lost", extra={"note": newest.type}, exc_info=error)


def proposing(case: Case, *, at: datetime, number: int) -> ProposeOrder:
    """Return the question what to try next."""
    incident, memory = case.incident, case.memory
    owner = memory.fingerprint.owner
    if owner is None:
        raise PersonNeeded(CallReason.UNRESOLVED)
    return ProposeOrder(
        owner,
        incident.fault,
        case.policy,
        incident.score.total if incident.score else 0,
        at,
        attempt_key(incident.id, number),
        tried=incident.attempts,
        passed_over=memory.passed_over,
        request=incident.request,
        began=memory.witness.started_at,
        enabled_by=memory.enabled_by,
    )


def attempting(case: Case, trial: Trial, plan: Plan) -> AttemptOrder:
    """Return the order to make an attempt exactly as it was planned and approved."""
    memory, request, approval = case.memory, case.incident.request, trial.approval
    return AttemptOrder(
        case.incident.id,
        trial.number,
        memory.fingerprint.owner or plan.steps[0].target,
        plan,
        case.policy,
        case.incident.score.total if case.incident.score else 0,
        request.by if request else case.policy.on_behalf_of,
        trial.at,
        confirmation=memory.confirmation,
        approved=approval.digest if approval and approval.answered_by else "",
        approved_by=approval.answered_by if approval else "",
        requested_by=request.by if request else "",
        enabled_by=memory.enabled_by,
        holds=memory.granted,
    )


def _bounded(alert: Alert) -> Alert:
    """Return the alert within the bounds that its kind promises, whoever sent it."""
    labels = {key[:200]: value[:200] for key, value in list(alert.labels.items())[:40]}
    return replace(alert, name=alert.name[:200], text=alert.text[:2_000], labels=labels)
