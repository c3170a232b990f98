"""Calling people about an incident, until somebody acknowledges it (RBK-3, ALR-10)."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.incident_mornings import MorningActivities, MorningOrder
from activities.incident_orders import CallOrder
from activities.incidents import IncidentActivities
from activities.patience import keep_record, reach_a_group
from domain.clusters.repairs import ActionKind, Mode
from domain.common.messages import Message, message
from domain.deliveries.deliveries import DeliveryState, Settled, delivery_key
from domain.events.events import EventType
from domain.incidents.calls import (
    Call,
    Next,
    Page,
    Reachable,
    held_until,
    next_pages,
    unfilled_of,
    waits_for,
)
from domain.incidents.events import event_id, label_of
from domain.incidents.incidents import CallReason, Refusal, Request
from domain.incidents.mornings import Morning
from domain.incidents.page_pace import is_unvouched
from domain.incidents.policy.policies import Observed, PagingRules
from domain.monitoring.alarms import Severity
from domain.oncall.duty_list import unfilled_said
from workflows.deliveries.pushes import start_event_delivery
from workflows.incidents.case import Case
from workflows.incidents.gathering import gather
from workflows.incidents.grouping import Grouping
from workflows.incidents.state import Stage

LAST_PAGE = timedelta(seconds=30)
"""How long what is over waits to hear whether its last page was taken."""

MOST_ASKS, BETWEEN_ASKS = 10, timedelta(seconds=30)
"""How often it is asked whether one message told of all that waited for quiet hours to end."""

NOBODY_THERE = message("incident.nobody_there")
NOBODY_ANSWERED = message("incident.nobody_answered")

_TOLD_ONLY = frozenset({CallReason.OBSERVED, CallReason.STOPPED, CallReason.TEST})
"""Reasons for which nobody has to do anything at once: a page is sent until a channel takes it."""


class Calls:
    """Tells people of one incident, and knows whether anybody took it (RBK-3, ALR-10)."""

    def __init__(self, case: Case, grouping: Grouping) -> None:
        self._case = case
        self._grouping = grouping
        self._heard = 0  # pages of which it is known what became of them
        self._done = 0  # of them, those that were answered by what comes next

    async def call(
        self,
        reason: CallReason,
        detail: Message | None = None,
        *,
        within: timedelta | None = None,
    ) -> None:
        """Call the people on call, or who asked for the repair; once until it comes back.

        Returns when the first are being paged; `keep_on` sees to it that somebody takes it.

        Who cancels it in Temporal meanwhile does not keep anybody from being told.

        Args:
            reason: why.
            detail: what is known beside it.
            within: how long people are looked for; None: for as long as it takes.
        """
        if self._case.memory.called:
            return
        if reason is CallReason.OBSERVED and not self._is_paged_though_observed:
            self._case.see(self._case.incident.put_into_digest(workflow.now()))
            return
        await to_its_end(self._call(reason, detail, within))

    def is_paged_after_all(self) -> bool:
        """Say whether what waits for the next digest has grown critical."""
        return self._case.incident.waits_for_digest and self._is_critical

    @property
    def _is_paged_though_observed(self) -> bool:
        """Whether what would have been done is worth a page of its own (ALR-11)."""
        incident = self._case.incident
        proposed = any(each.mode is Mode.SUGGEST for each in incident.attempts)
        gathers = self._rules.observed is Observed.DIGEST and incident.request is None
        return not gathers or proposed or self._is_critical

    async def _call(
        self, reason: CallReason, detail: Message | None, within: timedelta | None
    ) -> None:
        case = self._case
        case.become(case.memory.calling())
        call = await self._grouping.call_of(Call(reason, detail))
        if call is None:
            return  # the page of its group stands for it
        case.hold_call(call)
        case.see(case.incident.calling_for(reason))
        async with case.telling:
            if reason is not CallReason.STOPPED:
                await gather(case)
            await self._go_on(within)

    async def keep_on(self) -> None:
        """Beside the ladder, go on calling until somebody takes it; ends only when cancelled.

        What fails is followed by the person's next address, then by others; who does not answer is
        paged again, then the next. When nobody is left it is looked again and again: somebody may
        get an account, an address or a mended channel.
        """
        case = self._case
        while True:
            await workflow.wait_condition(
                lambda: case.memory.call is not None and not case.telling.locked()
            )
            await self._until_due()
            async with case.telling:
                await self._go_on()

    def heard(self, said: Settled) -> None:
        """Take in what became of a page."""
        case = self._case
        call = case.memory.call if case.begun else None
        page = next((each for each in call.pages if each.key == said.key), None) if call else None
        if call is None or page is None or page.is_settled:
            return
        after = replace(page, state=said.state, detail=said.detail)
        self._heard += 1
        pages = tuple(after if each is page else each for each in call.pages)
        case.hold_call(replace(call, pages=pages))
        if not after.is_accepted:
            return
        if case.incident.calling is not None:
            case.see(case.incident.reached(call.reason, workflow.now()))
            case.note(EventType.INCIDENT_REACHED, people=page.person_id, channel=page.address.kind)
        if not self._wants_answer:
            case.hold_call(None)

    def left_with(self, person: str, reason: CallReason) -> None:
        """Leave it with whoever refused the repair: they know, so nobody is paged (RBK-17)."""
        case = self._case
        case.become(case.memory.calling())
        if not case.incident.acknowledged_by:
            known = case.incident.calling_for(reason)
            case.see(known.acknowledged(person, workflow.now()))
            case.note(EventType.INCIDENT_ACKNOWLEDGED, by=person)
        self.taken()

    def taken(self) -> None:
        """Stop calling: somebody acknowledged it."""
        if self._case.begun:
            self._case.hold_call(None)

    @property
    def _wants_answer(self) -> bool:
        """Whether a page that was accepted is repeated until somebody acknowledges it.

        Not once somebody has it, nor where nothing waits for anybody: it was only said what would
        be done, or the fix is being watched.
        """
        memory = self._case.memory
        call, over = memory.call, memory.stage is Stage.RELAPSE_WATCH
        told_only = call is not None and call.reason in _TOLD_ONLY
        return not (self._case.incident.acknowledged_by or over or told_only)

    async def rest(self) -> None:
        """Stop calling, for it is over; the fate of what is on its way is waited for a moment."""
        case = self._case
        if case.memory.call is None:
            return
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: (
                    (call := case.memory.call) is None
                    or call.is_accepted
                    or not call.is_on_its_way(workflow.now())
                ),
                timeout=LAST_PAGE,
            )
        async with case.telling:
            case.hold_call(None)

    async def _until_due(self) -> None:
        """Wait until a page is settled, or it is time to look again."""
        call, now = self._case.memory.call, workflow.now()
        due = now if call is None else call.look_at(now, self._rules, critical=self._is_critical)
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: (
                    (held := self._case.memory.call) is None
                    or self._heard != self._done
                    or (held.held_until is not None and not held.paced and self._is_critical)
                ),
                timeout=None if due is None else max(due - now, timedelta(0)),
                timeout_summary="before the next call",
            )

    @property
    def _rules(self) -> PagingRules:
        return self._case.policy.paging

    @property
    def _is_critical(self) -> bool:
        """Whether people are woken fast: the newest alert that fires says so, or its score does."""
        band = self._case.incident.band
        top = band is not None and band.calls_first
        return top or self._case.memory.witness.severity is Severity.CRITICAL

    @property
    def _is_unvouched(self) -> bool:
        memory = self._case.memory
        said = memory.confirmation
        mine = memory.incident.request is None
        return mine and is_unvouched(memory.witness, memory.fingerprint.owner, said)

    async def _go_on(self, within: timedelta | None = None) -> None:
        """Page whoever comes next; when nobody is left, say so."""
        self._done, now = self._heard, workflow.now()
        call = self._case.memory.call
        if call is None:
            return None
        if call.is_accepted and not (self._wants_answer and self._case.memory.firing):
            # Over for now: nobody is woken about that; it may fire again.
            return self._case.hold_call(call.postponed(now) if self._wants_answer else None)
        sending = await self._next(within)
        call = self._case.memory.call
        if call is None:
            return None
        if sending:
            await self._page(call, sending)
        elif call.held_until is not None:
            return None
        elif call.has_failed(now):
            self._reach_nobody(call, NOBODY_THERE)
        elif call.is_spent(self._rules):
            self._reach_nobody(call, NOBODY_ANSWERED)
        return None

    async def _next(self, within: timedelta | None) -> Sequence[Next]:
        """Return whom to page: who is asked for, then everybody who may help."""
        request, alert = self._case.incident.request, self._case.memory.witness
        named = request.by if request else alert.tells
        asked = (named,) if named else ()
        beyond = not alert.is_test
        people = await self._find(asked, within, beyond=beyond, at=workflow.now())
        if alert.tells:  # nobody else is told of somebody's test
            people = [each for each in people if each.person_id == alert.tells]
        call, now, critical = self._case.memory.call, workflow.now(), self._is_critical
        if call is None:
            return ()
        # Who asks for a repair, or tries whether they are told, is awake.
        can_wait = not critical and request is None and not alert.is_test
        until = held_until(people, call, now) if can_wait else None
        call = replace(call, held_until=until, unfilled=unfilled_of(people))
        if until is not None:
            call = await self._wait_for(call, people, until)
        if until is None and people and not call.sent and self._is_unvouched:
            paced = await self._grouping.in_turn(call, self._rules)
            if paced is None or self._case.memory.call is None:  # somebody took it meanwhile
                self._case.hold_call(None)
                return ()
            call, until = paced, paced.held_until
        if until is not None:
            self._case.hold_call(call)
            return ()
        awake = [
            each.told_of(critical=critical)
            for each in people
            if not (can_wait and each.is_quiet(now))
        ]
        held = call
        call, sending = next_pages(awake, call, self._rules, now, critical=critical)
        if can_wait and await self._is_told_with_others(held, call, sending):
            return ()
        self._case.hold_call(call)
        return sending

    async def _wait_for(self, call: Call, people: Sequence[Reachable], until: datetime) -> Call:
        """Return a call that waits for the end of somebody's quiet hours; write down whose."""
        case, person = self._case, waits_for(people, until)
        if person and case.incident.held_for != person:
            case.see(case.incident.waiting_for(person))
            case.note(EventType.INCIDENT_COUNTED)
            await case.write()
        return replace(call, quiet=person, quiet_end=until, asks=0)

    async def _is_told_with_others(self, held: Call, call: Call, sending: Sequence[Next]) -> bool:
        """Say whether one message about all that waited stands for the first page, or may yet."""
        person, end = call.quiet, call.quiet_end
        if end is None or call.sent or call.asks >= MOST_ASKS:
            return False
        if {each for each, _ in sending} != {person}:
            return False
        order = MorningOrder(person, self._case.incident.id, end)
        try:
            answer: Morning = await workflow.execute_activity_method(
                MorningActivities.morning, order, **reach_a_group("told with others?")
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return False
        if self._case.memory.call is None:
            return True  # somebody took it meanwhile
        now = workflow.now()
        if answer.waits:
            later = now + BETWEEN_ASKS
            self._case.hold_call(replace(held, held_until=later, asks=held.asks + 1))
        elif answer.address is not None:
            page = Page(answer.key, person, answer.address, now, DeliveryState.ACCEPTED)
            self._case.hold_call(call.paged((page,)) if self._wants_answer else None)
            self._case.become(self._case.memory.paged((person,)))
            self._case.see(self._case.incident.reached(call.reason, now))
            kind = answer.address.kind
            self._case.note(EventType.INCIDENT_REACHED, people=person, channel=kind)
            await self._case.write()
        return answer.waits or answer.told

    async def _page(self, call: Call, sending: Sequence[Next]) -> None:
        case, now = self._case, workflow.now()
        people = tuple(dict.fromkeys(person for person, _ in sending))
        named = ", ".join(people)
        unfilled = unfilled_said(call.unfilled)
        facts = {"reason": call.reason, "detail": call.detail, "unfilled": unfilled}
        again = {"times": call.sent + 1} if call.is_accepted else {}
        note = case.note(EventType.INCIDENT_CALLED, people=named, **facts, **again)
        told = event_id(case.incident.id, note)
        # Known before it is sent: what becomes of it may be told at once.
        pages = tuple(Page(delivery_key(told, *each), *each, now) for each in sending)
        case.hold_call(call.paged(pages))
        case.become(case.memory.paged(people))
        await case.write()  # deliveries take their words from what is written
        title = label_of(case.incident)
        for person, address in sending:
            await start_event_delivery(told, person, address, title=title, answers=True)

    def _reach_nobody(self, call: Call, why: Message) -> None:
        """Say that nobody could be reached, once; it is looked again later."""
        case = self._case
        case.hold_call(replace(call, looks=call.looks + 1))
        if case.incident.unreached_at is None:
            case.see(case.incident.unreached(workflow.now()))
            said = next((e.detail for e in reversed(call.pages) if e.detail), None)
            nobody = None if call.pages and not call.is_accepted else why
            case.note(EventType.INCIDENT_UNREACHED, reason=call.reason, detail=nobody or said)

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
        detail: Message | None = None,
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

    async def ask(self, people: Sequence[str], *, at: datetime, **facts: object) -> None:
        """Ask people for their yes or no, as far as they can be reached.

        Args:
            people: or schedules, as the policy names them.
            at: when schedules are asked who is on call.
            facts: of the question.
        """
        found = await self._find(tuple(people), on_call_at=at)
        unfilled = unfilled_said(unfilled_of(found))
        await self.tell(found, EventType.APPROVAL_ASKED, unfilled=unfilled, **facts)

    async def tell(self, people: Sequence[Reachable], type_: EventType, **facts: object) -> None:
        """Write an event down, then hand it to a delivery for each address."""
        case = self._case
        named = ", ".join(each.person_id for each in people)
        told = event_id(case.incident.id, case.note(type_, people=named, **facts))
        await case.write()  # deliveries take their words from what is written
        title = label_of(case.incident)
        for person in people:
            for address in person.addresses:
                await start_event_delivery(told, person.person_id, address, title=title)

    async def _find(
        self,
        people: tuple[str, ...],
        within: timedelta | None = None,
        *,
        beyond: bool = False,
        at: datetime | None = None,
        on_call_at: datetime | None = None,
    ) -> Sequence[Reachable]:
        case = self._case
        asked_at = on_call_at or workflow.now()
        order = CallOrder(case.policy, case.incident.owner, people, beyond, at, asked_at)
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
