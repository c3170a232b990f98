"""Calling people about an incident: once, with everything known (RBK-3)."""

from collections.abc import Sequence

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.incident_orders import CallOrder, Reachable
from activities.incidents import IncidentActivities
from activities.patience import keep_record
from domain.events import EventType
from domain.incident_events import event_id, what_of
from domain.incidents import CallReason
from domain.people import Language
from workflows.incident_case import Case
from workflows.pushes import start_event_delivery


class Calls:
    """Tells people of one incident."""

    def __init__(self, case: Case) -> None:
        self._case = case

    async def call(self, reason: CallReason, detail: str = "") -> None:
        """Call the people on call, or who asked for the repair; once until it comes back."""
        case = self._case
        if case.memory.called:
            return
        request = case.incident.request
        people = await self._find((request.by,) if request else ())
        case.called_for(reason)
        await self.tell(people, EventType.INCIDENT_CALLED, reason=reason, detail=detail)
        case.become(told=tuple(each.person_id for each in people))

    async def tell_again(self, type_: EventType, **facts: object) -> None:
        """Tell those who were called that something changed."""
        people = await self._find(self._case.memory.told)
        await self.tell(people, type_, **facts)

    async def ask(self, people: Sequence[str], **facts: object) -> None:
        """Ask people for their yes or no, as far as they can be reached."""
        await self.tell(await self._find(tuple(people)), EventType.APPROVAL_ASKED, **facts)

    async def tell(self, people: Sequence[Reachable], type_: EventType, **facts: object) -> None:
        """Write an event down, then hand it to a delivery for each address."""
        case = self._case
        named = ", ".join(each.person_id for each in people)
        case.note(type_, people=named, **facts)
        told = event_id(case.incident.id, case.incident.revision)
        await case.write()  # deliveries take their words from what is written
        title = what_of(case.incident, Language.ENGLISH)
        for person in people:
            for address in person.addresses:
                await start_event_delivery(told, person.person_id, address, title=title)

    async def _find(self, people: tuple[str, ...]) -> Sequence[Reachable]:
        case = self._case
        order = CallOrder(case.policy, case.incident.owner, people)
        try:
            found: list[Reachable] = await workflow.execute_activity_method(
                IncidentActivities.who_to_call, order, **keep_record("who to call")
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            # The broadcast still names it to everybody's briefing.
            workflow.logger.error("nobody could be found", exc_info=error)
            return ()
        return found
