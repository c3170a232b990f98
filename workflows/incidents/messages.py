"""What an incident can be told and asked, at any time of its life (RBK-8, RBK-10, RBK-15)."""

from temporalio import workflow

from application.ports.incidents.incidents import Lease
from domain.alerts.alerts import Alert
from domain.common.errors import Conflict, InvalidRequest
from domain.common.messages import message
from domain.deliveries.deliveries import Settled
from domain.events.events import EventType
from domain.incidents.approvals.approvals import Approval
from domain.incidents.groups.group import Membership
from domain.incidents.groups.rules import GroupKey
from domain.incidents.incidents import Incident, Intervention
from domain.incidents.scores import Band
from workflows.incidents.approval import Approving
from workflows.incidents.calls import Calls
from workflows.incidents.case import Case
from workflows.incidents.gathering import examine
from workflows.incidents.grouping import Grouping
from workflows.incidents.groups import Freed
from workflows.incidents.patience import Patience
from workflows.incidents.queue import Turns
from workflows.incidents.sources import Sources
from workflows.incidents.state import IncidentInput, Requested, Steered
from workflows.validated_signals import validated

NOBODY = Steered()

LONGEST_SAID = 300
"""Characters of a name or a reason that a message brings."""


class IncidentMessages:
    """What an incident can be told and asked; how it lives is in `IncidentWorkflow`."""

    def __init__(self, started: IncidentInput) -> None:
        self.case = Case(started)
        self.sources = Sources(self.case)
        self.grouping = Grouping(self.case)
        self.calls = Calls(self.case, self.grouping)
        self.turns = Turns(self.case)
        self.patience = Patience(self.case, self.sources, self.calls)
        self.approving = Approving(self.case, self.sources, self.calls)

    @workflow.signal
    @validated
    def alert(self, alert: Alert) -> None:
        """Count it; what it changes is heeded at once."""
        self.case.take(alert)

    @workflow.signal
    @validated
    async def request(self, requested: Requested) -> None:
        """Serve a person's request, now or after the one that is served; or tell them why not."""
        refusal = self.case.ask_for(requested)
        if refusal is not None:
            await self.calls.refuse(requested.request, refusal)

    @workflow.signal
    @validated
    async def granted(self, hold: Lease) -> None:
        """Take a turn; one that is not wanted any more is given back."""
        case = self.case
        if case.begun and hold in case.memory.holds:
            case.become(case.memory.granted_to(hold))
        else:
            await self.turns.release((hold,))

    @workflow.update
    async def abort(self, said: Steered = NOBODY) -> Incident:
        """End the ladder; what was written stays, and nothing more is."""
        self._steered(Intervention.ABORT, said)
        self.case.become(self.case.memory.aborted(_by(said)))
        return await self._kept()

    @workflow.update
    async def pause(self, said: Steered = NOBODY) -> Incident:
        """Begin nothing new until resumed; pausing twice keeps the first name."""
        if not self.case.memory.paused_by:
            self._steered(Intervention.PAUSE, said)
            self.case.become(self.case.memory.paused(_by(said)))
        return await self._kept()

    @workflow.update
    async def resume(self, said: Steered = NOBODY) -> Incident:
        """Go on."""
        if self.case.memory.paused_by:
            self._steered(Intervention.RESUME, said)
            self.case.become(self.case.memory.paused(""))
        return await self._kept()

    @workflow.update
    async def skip_rung(self, said: Steered = NOBODY) -> Incident:
        """Pass over the rung that is being tried, or the next one."""
        self._steered(Intervention.SKIP_RUNG, said)
        self.case.become(self.case.memory.skipping(len(Band) * 2))
        return await self._kept()

    @workflow.update
    async def acknowledge(self, said: Steered = NOBODY) -> Incident:
        """Somebody takes it over: nobody is paged any more; the first one is remembered."""
        case = self.case
        if not case.incident.acknowledged_by:
            by = _by(said)
            case.see(case.incident.acknowledged(by, workflow.now()))
            case.note(EventType.INCIDENT_ACKNOWLEDGED, by=by, said=said.reason[:LONGEST_SAID])
            self.calls.taken()
        return await self._kept()

    @workflow.update
    async def examine(self, said: Steered = NOBODY) -> Incident:
        """Look at its workload again, as when it was scored, and keep what is seen (RBK-18)."""
        await examine(self.case)
        self._steered(Intervention.EXAMINE, said)
        return await self._kept()

    @workflow.update
    async def close(self, said: Steered = NOBODY) -> Incident:
        """End it: a person has seen to it."""
        self._steered(Intervention.CLOSE, said)
        self.case.become(self.case.memory.closed(_by(said)))
        return await self._kept()

    @abort.validator
    @pause.validator
    @resume.validator
    @skip_rung.validator
    @acknowledge.validator
    @examine.validator
    @close.validator
    def _may_be_steered(self, said: Steered = NOBODY) -> None:
        """Turn down what says nothing about who steers, and what comes before the first alert."""
        if not isinstance(said, Steered):
            raise InvalidRequest("said", message("incident.steered_by"))
        if not self.case.begun:
            raise Conflict(message("incident.nothing_to_steer"))

    @workflow.signal
    @validated
    def human_edit(self, said: Steered = NOBODY) -> None:
        """Somebody changed the target by hand: a plan made before is worth nothing."""
        if self._steered(Intervention.HUMAN_EDIT, said):
            self.case.become(self.case.memory.edited(_by(said)))

    @workflow.signal
    @validated
    def resolved(self, said: Steered = NOBODY) -> None:
        """Somebody says that it is over; the source is asked before that is believed."""
        if self._steered(Intervention.RESOLVED, said):
            self.case.turn(firing=False)

    @workflow.signal
    @validated
    def settled(self, said: Settled) -> None:
        """Take in what became of a page."""
        self.calls.heard(said)

    @workflow.signal
    @validated
    def invited(self, key: GroupKey) -> None:
        """Come into a group by what it shares with another incident."""
        self.grouping.hear(key)

    @workflow.signal
    @validated
    def taken_in(self, membership: Membership) -> None:
        """Belong to a group that a person put it into."""
        self.grouping.hear(membership)

    @workflow.signal
    @validated
    def freed(self, said: Freed) -> None:
        """Speak for itself again: a person took it out, or the group's page is for it to make."""
        self.grouping.hear(said)

    @workflow.signal
    @validated
    def look_again(self) -> None:
        """Look at once whether what it waits for still holds it back."""
        if self.case.begun:
            self.case.wake()

    @workflow.signal
    @validated
    def question_moved(self, asked: Approval) -> None:
        """Take in whose turn it is to answer its question, or how that ended."""
        self.approving.hear(asked)

    @workflow.update
    async def enable_writes(self, by: str) -> Incident:
        """Let it try for real what it only observed, from where it stands."""
        self.case.become(self.case.memory.enabled(by[:LONGEST_SAID]))
        self._steered(Intervention.ENABLE_WRITES, Steered(by))
        return await self._kept()

    @enable_writes.validator
    def _may_be_enabled(self, by: str) -> None:
        """Turn down what names nobody."""
        if not by or not isinstance(by, str):
            raise InvalidRequest("by", message("incident.enabled_by"))
        if not self.case.begun:
            raise Conflict(message("incident.nothing_to_enable"))

    @workflow.query
    def explain(self) -> Incident | None:
        """Return the incident as it stands; None before its first alert."""
        return self.case.incident if self.case.begun else None

    @workflow.query
    def serving(self, by: str, key: str) -> str:
        """Return the id of the incident that serves a request, or will once others are done."""
        return self.case.id_serving(by, key)

    @workflow.query
    def timeline(self) -> list[str]:
        """Return what was tried, one line each; the whole story is in its events."""
        attempts = self.case.incident.attempts if self.case.begun else ()
        return [f"{each.number} {each.action}: {each.state}" for each in attempts]

    def _steered(self, did: Intervention, said: Steered) -> bool:
        """Write down who steers; there is nothing to steer before the first alert."""
        if self.case.begun:
            self.case.note(
                EventType.INCIDENT_STEERED, by=_by(said), did=did, said=said.reason[:LONGEST_SAID]
            )
        return self.case.begun

    async def _kept(self) -> Incident:
        """Return how it stands, once that is written down; meanwhile it was heeded."""
        await self.case.write()
        return self.case.incident


def _by(said: Steered) -> str:
    return said.by[:LONGEST_SAID] or "somebody"
