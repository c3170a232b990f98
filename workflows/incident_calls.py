"""Calling people about an incident: once, with everything known (RBK-3)."""

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.incident_orders import CallOrder, Reachable
from activities.incidents import IncidentActivities
from activities.patience import keep_record
from domain.events import EventType
from domain.incident_events import event_id, what_of
from domain.incidents import CallReason, Refusal, Request
from domain.people import Language
from domain.repairs import ActionKind
from workflows.incident_case import Case
from workflows.incident_versions import Change, is_in
from workflows.pushes import start_event_delivery


class Calls:
    """Tells people of one incident."""

    def __init__(self, case: Case) -> None:
        self._case = case

    async def call(
        self, reason: CallReason, detail: str = "", *, within: timedelta | None = None
    ) -> None:
        """Call the people on call, or who asked for the repair; once until it comes back.

        Who cancels it in Temporal meanwhile does not keep anybody from being told.

        Args:
            reason: why.
            detail: what is known beside it.
            within: how long people are looked for; None: for as long as it takes.
        """
        if self._case.memory.called:
            return
        calling = self._call(reason, detail, within)
        await (to_its_end(calling) if is_in(Change.CANCELLING_CALLS) else calling)

    async def _call(self, reason: CallReason, detail: str, within: timedelta | None) -> None:
        case = self._case
        request = case.incident.request
        people = await self._find((request.by,) if request else (), within)
        case.called_for(reason)
        await self.tell(people, EventType.INCIDENT_CALLED, reason=reason, detail=detail)
        case.become(told=tuple(each.person_id for each in people))

    async def tell_again(self, type_: EventType, **facts: object) -> None:
        """Tell those who were called that something changed."""
        people = await self._find(self._case.memory.told)
        await self.tell(people, type_, **facts)

    async def refuse(
        self,
        request: Request,
        refusal: Refusal,
        *,
        action: ActionKind | None = None,
        detail: str | None = None,
        within: timedelta | None = None,
    ) -> None:
        """Tell somebody, and nobody else, that what they ask for is not done.

        Args:
            request: theirs.
            refusal: why not.
            action: what is not done; None: what they asked for.
            detail: what is known beside it.
            within: how long they are looked for; None: for as long as it takes.
        """
        await self.tell(
            await self._find((request.by,), within),
            EventType.INCIDENT_REFUSED,
            by=request.by,
            action=action or request.action,
            refusal=refusal,
            detail=detail,
            said=request.reason,
            key=request.key,
        )

    async def ask(self, people: Sequence[str], **facts: object) -> None:
        """Ask people for their yes or no, as far as they can be reached."""
        await self.tell(await self._find(tuple(people)), EventType.APPROVAL_ASKED, **facts)

    async def tell(self, people: Sequence[Reachable], type_: EventType, **facts: object) -> None:
        """Write an event down, then hand it to a delivery for each address."""
        case = self._case
        named = ", ".join(each.person_id for each in people)
        told = event_id(case.incident.id, case.note(type_, people=named, **facts))
        await case.write()  # deliveries take their words from what is written
        title = what_of(case.incident, Language.ENGLISH)
        for person in people:
            for address in person.addresses:
                await start_event_delivery(told, person.person_id, address, title=title)

    async def _find(
        self, people: tuple[str, ...], within: timedelta | None = None
    ) -> Sequence[Reachable]:
        case = self._case
        order = CallOrder(case.policy, case.incident.owner, people)
        try:
            found: list[Reachable] = await workflow.execute_activity_method(
                IncidentActivities.who_to_call, order, **keep_record("who to call", within=within)
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            # The broadcast still names it to everybody's briefing.
            workflow.logger.error("nobody could be found", exc_info=error)
            return ()
        return found


async def to_its_end(work: Coroutine[None, None, None]) -> None:
    """Do something that is not left half done by whoever cancels the workflow meanwhile."""
    doing = asyncio.create_task(work)
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        await doing
        raise
