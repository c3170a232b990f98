"""The beginning of an incident: confirmed, found, heard, scored (ALR-2 … ALR-6)."""

from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.incident_orders import Begun, ForwardOrder, LookOrder, Outlook, ScoreOrder
from activities.incidents import IncidentActivities
from activities.patience import ask_again, keep_record, take_stock
from domain.alerts.alerts import FaultClass, Fingerprint, ReadBack
from domain.clusters.clusters import WorkloadRef
from domain.common.messages import Called, Message, message
from domain.events.events import EventType
from domain.incidents.incidents import CallReason, Ending, IncidentState
from domain.incidents.scores import Score, band_of
from workflows.incidents.calls import Calls
from workflows.incidents.case import Case
from workflows.incidents.gathering import gather
from workflows.incidents.grouping import Grouping
from workflows.incidents.patience import Patience
from workflows.incidents.sources import Sources
from workflows.incidents.state import Cleared, Over, PersonNeeded
from workflows.reasons import is_unknown, reason_of

FIND_OWNER_FOR = timedelta(minutes=10)
"""A pod that is being replaced, or a cluster that is away for a moment, is found by then."""

BETWEEN_LOOKS = timedelta(seconds=30)


class Opening:
    """Takes one incident to its first decision."""

    def __init__(
        self,
        case: Case,
        sources: Sources,
        patience: Patience,
        calls: Calls,
        grouping: Grouping,
    ) -> None:
        self._case = case
        self._sources = sources
        self._patience = patience
        self._calls = calls
        self._grouping = grouping

    async def open(self) -> None:
        """Confirm it, find whose it is, wait while it is muted, score it, call for the top band.

        Of a test only somebody is told: there is nothing to confirm, and nothing is done. A source
        that is silent is confirmed, and left to people.

        Raises:
            Over, Cleared, PersonNeeded: there is nothing to climb for.
        """
        await self._begin()
        if self._case.memory.witness.is_test:
            await self._calls.call(CallReason.TEST)
            raise Over(Ending.TESTED)
        await self._confirm()
        if self._case.incident.fault is FaultClass.SILENCE:
            raise PersonNeeded(CallReason.SILENT)
        await self._find_owner()
        await self._hear()
        await self._score()

    async def _begin(self) -> None:
        case = self._case
        case.show(IncidentState.CONFIRMING, message("incident.asks_source"))
        begun: Begun = await workflow.execute_activity_method(
            IncidentActivities.begin, **keep_record("the policy in force")
        )
        policy = begun.policy
        case.become(case.memory.under(policy))
        named = f"{policy.name} {policy.digest}".strip()
        case.see(case.incident.under(named, sandbox=begun.sandbox))

    async def _confirm(self) -> None:
        case = self._case
        said = await self._sources.confirm()
        if said is ReadBack.NOT_FOUND:
            confirmation = case.memory.confirmation
            by = message("alert.asked", source=confirmation.source) if confirmation else None
            case.note(EventType.ALERT_UNCONFIRMED, detail=by)
            raise Over(Ending.NOT_CONFIRMED, by)
        if said is ReadBack.CLEARED:
            case.turn(firing=False)
            raise Cleared

    async def _find_owner(self) -> None:
        """Go on with the incident of the owner, once that is known; until then for a while.

        A cluster that is connected may be away for a moment. One that is not never answers.
        """
        case = self._case
        if case.memory.fingerprint.owner is not None:
            return
        give_up_at = workflow.now() + FIND_OWNER_FOR
        while (owner := await self._resolve()) is None:
            if workflow.now() >= give_up_at or case.memory.witness.object is None:
                raise PersonNeeded(CallReason.UNRESOLVED, self._named())
            case.show(
                IncidentState.CONFIRMING,
                message("incident.looks_for_owner"),
                waits_for=message("wait.owner"),
                until=give_up_at,
            )
            await case.wait(min(workflow.now() + BETWEEN_LOOKS, give_up_at))
            case.check_interrupts()
        await self._forward(owner)

    async def _forward(self, owner: WorkloadRef) -> None:
        case = self._case
        found = Fingerprint(case.incident.fault, owner)
        await workflow.execute_activity_method(
            IncidentActivities.forward,
            ForwardOrder(found, case.memory.witness),
            **keep_record(f"goes on as {found}"),
        )
        raise Over(Ending.MERGED, message("incident.merged_into", incident=Called(str(found))))

    async def _resolve(self) -> WorkloadRef | None:
        try:
            owner: WorkloadRef | None = await workflow.execute_activity_method(
                IncidentActivities.resolve,
                self._case.memory.witness,
                **ask_again("whose is it?"),
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            if is_unknown(error):
                raise PersonNeeded(CallReason.UNRESOLVED, self._named()) from error
            workflow.logger.info("owner unknown", extra={"reason": reason_of(error)})
            return None
        return owner

    def _named(self) -> Message | None:
        """Return what the alert names, where it names something."""
        said = self._case.memory.fingerprint.said
        return message("incident.named", object=Called(str(said))) if said else None

    async def _hear(self) -> None:
        """Stay quiet while it is muted (ALR-6)."""
        case = self._case
        order = LookOrder(
            case.memory.fingerprint,
            case.incident.workflow_id,
            case.policy,
            case.memory.witness,
            case.incident.opened_at,
        )
        outlook: Outlook = await workflow.execute_activity_method(
            IncidentActivities.look, order, **keep_record("what mutes it")
        )
        case.see(case.incident.may_share(outlook.group_keys))
        if outlook.suppression is not None:
            await self._patience.while_muted(outlook.suppression)

    async def _score(self) -> None:
        case, now = self._case, workflow.now()
        order = ScoreOrder(case.memory.witness, case.memory.fingerprint.owner, case.policy, now)
        found: Score = await workflow.execute_activity_method(
            IncidentActivities.score, order, **take_stock("how bad is it?")
        )
        band = band_of(found.total)
        case.see(case.incident.scored(found, band, now))
        case.show_score(found.total)
        case.show(
            IncidentState.REPAIRING,
            message("incident.scored", score=found.total, band=band, attempts=band.attempts),
        )
        case.note(EventType.INCIDENT_DECIDED, score=found.total, attempts=band.attempts)
        await case.write()  # decided is decided, however long it takes to look
        await gather(case)
        await self._grouping.find()
        if band.calls_first:
            await self._calls.call(CallReason.TOP_BAND)
