"""Asking the source of an alert again: before anything is written, and whenever it is told over."""

from dataclasses import replace
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.incident_orders import ConfirmOrder
from activities.incidents import IncidentActivities
from activities.patience import ask_again
from domain.alerts.alerts import AlertSource, Confirmation, ReadBack
from domain.common.messages import Message, message
from domain.incidents.incidents import CallReason, IncidentState
from workflows.incidents.case import Case
from workflows.incidents.state import Cleared, PersonNeeded
from workflows.reasons import message_in

BETWEEN_TRIES = timedelta(seconds=15)
"""Between two questions to a source that does not answer."""


class Sources:
    """Confirms one incident."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._silence: Message | None = None

    async def confirm(self) -> ReadBack:
        """Ask until the source says something, for as long as the policy is patient with no data.

        Returns:
            FIRING, CLEARED or NOT_FOUND.

        Raises:
            PersonNeeded: the source stays silent.
        """
        case = self._case
        give_up_at = workflow.now() + timedelta(seconds=case.policy.verify.blind_patience)
        while (said := await self.ask()).state is ReadBack.UNKNOWN:
            if workflow.now() >= give_up_at:
                raise PersonNeeded(CallReason.BLIND, said.detail)
            known = case.incident.confirmed_at is not None
            case.show(
                case.incident.state if known else IncidentState.CONFIRMING,
                message("incident.source_silent", detail=said.detail),
                waits_for=message("wait.source"),
                until=give_up_at,
            )
            await case.wait(min(workflow.now() + BETWEEN_TRIES, give_up_at))
            if case.memory.aborted_by or case.memory.closed_by:
                case.check_interrupts()
        case.become(case.memory.confirmed(said))
        if said.state is ReadBack.FIRING:
            case.see(case.incident.confirmed(workflow.now()))
        return said.state

    async def still_fires(self) -> None:
        """Go on only while it fires.

        Raises:
            Cleared: the source says that it does not, or knows of it no more.
            PersonNeeded: the source stays silent.
        """
        if await self.confirm() is not ReadBack.FIRING:
            self._case.turn(firing=False)
            raise Cleared

    async def really_cleared(self) -> bool:
        """Say whether it is over: a message that says so is a hint, as any other (ALR-2).

        Raises:
            PersonNeeded: the source stays silent, for longer than the policy is patient.
            Over: a person ended it meanwhile.
        """
        case = self._case
        give_up_at = workflow.now() + timedelta(seconds=case.policy.verify.blind_patience)
        while (said := await self.after_all()) is ReadBack.UNKNOWN:
            if workflow.now() >= give_up_at:
                raise PersonNeeded(CallReason.BLIND, self._silence)
            case.show(
                IncidentState.WAITING,
                message("incident.recovery_unconfirmed", detail=self._silence),
                waits_for=message("wait.source"),
                until=give_up_at,
            )
            await case.wait(min(workflow.now() + BETWEEN_TRIES, give_up_at))
            if case.memory.aborted_by or case.memory.closed_by:
                case.check_interrupts()
        return said is ReadBack.CLEARED

    async def after_all(self) -> ReadBack:
        """Ask once whether what is said to be over is; nothing is over because nobody answers.

        Returns:
            CLEARED; FIRING, also when somebody said so meanwhile; UNKNOWN.
        """
        case, said = self._case, await self.ask()
        self._silence = said.detail
        if said.state is ReadBack.FIRING:
            case.become(case.memory.confirmed(said))
            case.turn(firing=True)
        # Whoever said meanwhile that it fires has said it later than the source.
        if case.memory.firing:
            return ReadBack.FIRING
        return ReadBack.UNKNOWN if said.state is ReadBack.UNKNOWN else ReadBack.CLEARED

    async def is_back(self) -> bool:
        """Say whether it really fires again: sources repeat old messages, and some come late."""
        case, heard = self._case, -1
        while heard != case.incident.occurrences:
            heard = case.incident.occurrences
            said = await self.ask()
            if said.state in (ReadBack.FIRING, ReadBack.UNKNOWN):
                return True
        case.become(case.memory.cleared())
        return False

    async def ask(self) -> Confirmation:
        """Ask once, with some tries; a person who asks for a repair is their own source."""
        case = self._case
        alert = case.memory.witness
        if alert.source is AlertSource.PERSON:
            state = ReadBack.FIRING if case.memory.firing else ReadBack.CLEARED
            return Confirmation(state, alert.source, workflow.now())
        order = ConfirmOrder(case.incident.id, alert, case.incident.owner)
        try:
            said: Confirmation = await workflow.execute_activity_method(
                IncidentActivities.confirm, order, **ask_again(f"does '{alert.name[:60]}' fire?")
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return Confirmation(ReadBack.UNKNOWN, "", workflow.now(), message_in(error))
        return replace(said, at=workflow.now())
