"""One incident as its workflow works on it: what is known, what is said, how it waits.

Everything that changes goes through here, so that nothing changes without being written down, and
so that a run can end between any two waits and the next one go on.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.incident_orders import Recording
from activities.incidents import IncidentActivities
from activities.patience import keep_record
from application.incidents.repairs.orders import AttemptOrder, ProposeOrder, attempt_key
from domain.alerts.alerts import Alert
from domain.clusters.repairs import Plan, Skipped
from domain.common.messages import Called, Clauses, Message, bare, message, named
from domain.events.events import EventType
from domain.incidents.calls import Call
from domain.incidents.events import IncidentNote
from domain.incidents.flapping import kept
from domain.incidents.incidents import (
    CallReason,
    Ending,
    Incident,
    IncidentState,
    Refusal,
    Request,
    incident_id,
)
from domain.incidents.policy.matching import at_place
from domain.incidents.policy.policies import Policy
from workflows.attributes import SCORE, show_state
from workflows.incidents.memory import begun, bounded, is_same, put_by, waiting, with_alert
from workflows.incidents.state import (
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

MOST_SIGNALS = 5_000
"""After so many alerts a run ends; Temporal takes 10,000 signals of one run."""


class Case:
    """One incident and everything that its workflow does to it.

    Attributes:
        telling: held while people are looked for and paged: no run ends in the middle of that.
        group_messages: of its group that were not heeded yet; no run ends before they were.
    """

    def __init__(self, started: IncidentInput) -> None:
        self._started = started
        self._memory = started.memory
        self.notes: list[IncidentNote] = []
        self.changes = 0
        self._signals = 0
        self._count_at: datetime | None = None
        self._writing = asyncio.Lock()
        self.telling = asyncio.Lock()
        self.group_messages: list[object] = []
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
        alert = bounded(alert)
        if self._memory is None:
            self._begin(alert, self._started.request)
            return
        self._memory = with_alert(self._memory, alert)
        self._count_at = self._count_at or workflow.now() + COUNT_AFTER
        self.turn(firing=bool(self._memory.alarms))

    def turn(self, *, firing: bool) -> None:
        """Take in whether it fires; a change is remembered, for it may flap."""
        if firing == self.memory.firing:
            return
        now = workflow.now()
        turns = kept((*self.memory.turns, now), self.policy.flap, now=now)
        self.become(self.memory.turned(firing=firing, turns=turns))

    def ask_for(self, requested: Requested) -> Refusal | None:
        """Take in a person's request, or say why not; one that is served already is the same."""
        if self._memory is None:
            self._begin(bounded(requested.alert), requested.request)
            return None
        if self._is_repeated(requested):
            return None
        after = put_by(self._memory, requested)
        if isinstance(after, Refusal):
            return after
        if after is not self._memory:
            self.become(after)
        return None

    def id_serving(self, by: str, key: str) -> str:
        """Return the id of the incident that serves a person's request, or will; empty if none."""
        if self._memory is None:
            return ""
        served = self.incident.request
        if served is not None and (served.by, served.key) == (by, key):
            return self.incident.id
        for each in waiting(self._memory):
            if (each.request.by, each.request.key) == (by, key):
                return incident_id(self._started.fingerprint, each.alert)
        return ""

    def _is_repeated(self, requested: Requested) -> bool:
        """Say whether this very request is served, or waits to be."""
        served = self.incident.request
        known = [*([served] if served else []), *(each.request for each in waiting(self.memory))]
        return any(is_same(each, requested.request) for each in known)

    def become(self, after: Memory) -> None:
        """Know what is known now, and wake whoever waits for a change."""
        self._memory = after
        self.wake()

    def wake(self) -> None:
        """Let whoever waits for a change look."""
        self.changes += 1

    def hold_call(self, call: Call | None) -> None:
        """Keep how far a call has come; the ladder does not wait for that."""
        self._memory = self.memory.with_call(call)

    def see(self, after: Incident) -> None:
        """Change what people see; it is written down with the next note."""
        self._memory = self.memory.seen_as(after)

    def show(
        self,
        state: IncidentState,
        doing: Message,
        *,
        waits_for: Message | None = None,
        until: datetime | None = None,
    ) -> None:
        """Say what it does, to people and to the Web UI."""
        self.see(self.incident.showing(state, doing, waits_for=waits_for, until=until))
        workflow.set_current_details(f"**{self.incident.fingerprint}** `{bare(doing)}`")
        show_state(state)

    def note(self, type_: EventType, **facts: object) -> IncidentNote:
        """Owe an event; the incident as it is when it is written goes with it."""
        at, number = workflow.now(), self.incident.revision + 1
        self.see(self.incident.revised(number, at))
        said = {name: _fact(value) for name, value in facts.items() if value is not None}
        note = IncidentNote(type_, number, at, said)
        self.notes.append(note)
        return note

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
                self._memory = self.memory.written_down(state)

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
                        or (self._long() and self._is_idle())
                    ),
                    timeout=None if due is None else max(due - workflow.now(), timedelta(0)),
                    timeout_summary=self._awaited,
                )
            except TimeoutError:
                continue

    @property
    def _awaited(self) -> str:
        waits_for = self.incident.waits_for
        return bare(waits_for) if waits_for else self.incident.state

    def begin_anew_when_long(self) -> None:
        """End the run here, when its history is long and nobody waits for an answer."""
        if self._long() and not self.notes and self._is_idle():
            workflow.continue_as_new(
                replace(self._started, memory=self.memory, alerts=(), request=None, later=())
            )

    def check_interrupts(self) -> None:
        """Leave the ladder if somebody ended it, or if it is over (RBK-10).

        Raises:
            Over: a person ended it.
            Cleared: the alarm has cleared, as far as was told.
        """
        memory = self.memory
        if memory.aborted_by:
            raise Over(Ending.ABORTED, by_whom(memory.aborted_by))
        if memory.closed_by:
            ending = Ending.HANDED_OVER if memory.called else Ending.ABORTED
            raise Over(ending, by_whom(memory.closed_by))
        if not memory.firing:
            raise Cleared

    def show_score(self, total: int) -> None:
        """Make it searchable, where the run was started so."""
        if workflow.info().typed_search_attributes.get(SCORE) is not None:
            workflow.upsert_search_attributes([SCORE.value_set(total)])

    def _is_idle(self) -> bool:
        """Say whether nothing is in the middle of something that the next run could not go on."""
        busy = self.telling.locked() or self.group_messages
        return workflow.all_handlers_finished() and not busy

    def _long(self) -> bool:
        return workflow.info().is_continue_as_new_suggested() or self._signals >= MOST_SIGNALS

    def _begin(self, alert: Alert, request: Request | None) -> None:
        self._memory = begun(self._started, alert, request, now=workflow.now())
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
        target=owner,
        fault=incident.fault,
        policy=case.policy,
        score=incident.score.total if incident.score else 0,
        at=at,
        key=attempt_key(incident.id, number),
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
        incident_id=case.incident.id,
        number=trial.number,
        target=memory.fingerprint.owner or plan.steps[0].target,
        plan=plan,
        policy=case.policy,
        score=case.incident.score.total if case.incident.score else 0,
        on_behalf_of=request.by if request else case.policy.on_behalf_of,
        at=trial.at,
        confirmation=memory.confirmation,
        approved=approval.digest if approval and approval.approved_by else "",
        approved_by=approval.approved_by if approval else "",
        requested_by=request.by if request else "",
        enabled_by=memory.enabled_by,
        holds=memory.granted,
    )


def skipped_because(skipped: Sequence[Skipped]) -> Message | None:
    """Return why nothing is left to try; None when nothing was passed over."""
    reasons = tuple(named(each) for each in dict.fromkeys(each.reason for each in skipped))
    return message("attempt.nothing_left", reasons=Clauses(reasons)) if reasons else None


def by_whom(person: str) -> Message:
    """Return who did something, as words beside what was done."""
    return message("incident.by", person=Called(person))


def _fact(value: object) -> object:
    """Return a fact as it is kept: messages as data, moments as ISO 8601 in UTC, names as is."""
    if isinstance(value, Message):
        return value.recorded
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
