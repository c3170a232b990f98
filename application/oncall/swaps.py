"""Swaps of shifts: asked for by one, accepted or declined by the other (ALR-10)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from application.oncall.records import check_people, oncall_event
from application.ports.clock import Clock, Ids
from application.ports.oncall import OnCallSchedules
from application.ports.people import People
from domain.common.errors import Conflict, Forbidden, NotFound
from domain.common.messages import Called, Message, message
from domain.common.notifications import Notification
from domain.events.events import EventType
from domain.oncall.schedules import OnCallSchedule, Override
from domain.oncall.swaps import (
    ENDS_AS,
    Swap,
    SwapAnswer,
    SwapRequest,
    SwapState,
    checked_swap,
    is_as_asked,
    overrides_of,
)
from domain.people.access import Actor, Permission, require

SHOWN_FOR = timedelta(days=30)
"""How long ago the swaps that are listed were asked for, at most."""

MOST_SHOWN = 100
MOST_EXPIRED = 100
"""Swaps that one round marks as expired."""


@dataclass(frozen=True)
class SwapService:
    """The one door to swaps: nobody has a shift that they did not accept."""

    schedules: OnCallSchedules
    people: People
    clock: Clock
    ids: Ids

    async def list(self, *, by: Actor, name: str) -> Sequence[Swap]:
        """Return swaps of a schedule that were asked for within 30 days, newest first.

        Raises:
            NotFound: there is no schedule of that name.
        """
        require(by, Permission.READ_ONCALL)
        now = self.clock.now()
        await self._schedule(name, now)
        found = await self.schedules.swaps(name, after=now - SHOWN_FOR, limit=MOST_SHOWN)
        return [replace(each, state=each.state_at(now)) for each in found]

    async def ask(self, *, by: Actor, name: str, requested: SwapRequest) -> Swap:
        """Ask somebody to take one's shifts, or to give theirs; nothing changes before their yes.

        Raises:
            InvalidRequest: a field breaks a rule, or names somebody who is not registered.
            NotFound: there is no schedule of that name.
            Conflict: who gives is not on call then, or too many swaps wait for an answer.
        """
        require(by, Permission.SWAP_ONCALL)
        now = self.clock.now()
        start = requested.start or now
        if requested.back is not None:
            start = min(start, requested.back.start)
        schedule = await self._schedule(name, start)
        swap = checked_swap(
            requested, schedule, id_=f"s_{self.ids.new()[-26:]}", by=by.person_id, now=now
        )
        await check_people(self.people, (swap.giver, swap.taker), "taker")
        event = oncall_event(
            EventType.ONCALL_SWAP_ASKED, name, swap.id, asked_told(swap), now, _facts(swap)
        )
        await self.schedules.add_swap(swap, event=event)
        return swap

    async def answer(self, *, by: Actor, swap_id: str, answer: SwapAnswer) -> Swap:
        """Accept or decline what one was asked, or withdraw what one asked.

        Accepting writes the change, or both of an exchange; the same answer twice is one.

        Raises:
            NotFound: there is no such swap.
            Forbidden: it is another's to answer.
            Conflict: it was settled otherwise, is too late, or the shifts are others by now.
        """
        require(by, Permission.SWAP_ONCALL)
        swap = await self.schedules.get_swap(swap_id)
        if swap is None:
            raise NotFound("swap", swap_id)
        whose = swap.asked_by if answer is SwapAnswer.WITHDRAW else swap.asked_of
        if by.person_id != whose:
            raise Forbidden(message("oncall.swap_not_yours", person=Called(whose)))
        now = self.clock.now()
        state = swap.state_at(now)
        if state is ENDS_AS[answer]:
            return swap
        if state is not SwapState.ASKED:
            raise Conflict(message("oncall.swap_is_over", state=state))
        overrides: tuple[Override, ...] = ()
        if answer is SwapAnswer.ACCEPT:
            overrides = await self._overrides(swap)
        settled = swap.settled(ENDS_AS[answer], now)
        await self._settle(settled, overrides)
        return settled

    async def expire(self) -> int:
        """Keep of swaps that nobody answered in time that they are over; return of how many."""
        now = self.clock.now()
        overdue = await self.schedules.overdue_swaps(now, limit=MOST_EXPIRED)
        for each in overdue:
            await self._settle(each.settled(SwapState.EXPIRED, now), ())
        return len(overdue)

    async def _overrides(self, swap: Swap) -> tuple[Override, ...]:
        now = self.clock.now()
        schedule = await self._schedule(swap.schedule, swap.begins)
        if not is_as_asked(swap, schedule):
            raise Conflict(message("oncall.swap_changed"))
        await check_people(self.people, (swap.giver, swap.taker), "taker")
        ids = (f"o_{self.ids.new()[-26:]}", f"o_{self.ids.new()[-26:]}")
        return overrides_of(swap, schedule, now, ids)

    async def _settle(self, swap: Swap, overrides: Sequence[Override]) -> None:
        event = oncall_event(
            EventType.ONCALL_SWAP_SETTLED,
            swap.schedule,
            f"{swap.id}/{swap.state}",
            settled_told(swap),
            self.clock.now(),
            {**_facts(swap), "overrides": [each.id for each in overrides]},
        )
        await self.schedules.settle_swap(swap, overrides=overrides, event=event)

    async def _schedule(self, name: str, since: datetime) -> OnCallSchedule:
        found = await self.schedules.get(name, since=since)
        if found is None:
            raise NotFound("on-call schedule", name)
        return found


def asked_told(swap: Swap) -> Notification:
    """Return what somebody is asked, what they have in return, and until when."""
    id_ = "oncall.swap_asked" if swap.asked_by == swap.giver else "oncall.swap_offered"
    answer_by = message("oncall.swap_answer_by", until=swap.expires_at, id=Called(swap.id))
    title = message(
        id_,
        schedule=Called(swap.schedule),
        person=Called(swap.asked_by),
        other=Called(swap.asked_of),
        start=swap.span.start,
        end=swap.span.end,
    )
    return Notification(title, (*_in_return(swap), answer_by))


_SETTLED = {
    SwapState.DECLINED: "oncall.swap_declined",
    SwapState.WITHDRAWN: "oncall.swap_withdrawn",
    SwapState.EXPIRED: "oncall.swap_expired",
}


def settled_told(swap: Swap) -> Notification:
    """Return what became of it."""
    if swap.state is SwapState.ACCEPTED:
        title = message(
            "oncall.swap_accepted",
            schedule=Called(swap.schedule),
            other=Called(swap.asked_of),
            taker=Called(swap.taker),
            giver=Called(swap.giver),
            start=swap.span.start,
            end=swap.span.end,
        )
        return Notification(title, _in_return(swap))
    title = message(
        _SETTLED[swap.state],
        schedule=Called(swap.schedule),
        person=Called(swap.asked_by),
        other=Called(swap.asked_of),
        start=swap.span.start,
        end=swap.span.end,
    )
    return Notification(title)


def _in_return(swap: Swap) -> tuple[Message, ...]:
    if swap.back is None:
        return ()
    return (
        message(
            "oncall.swap_in_return",
            person=Called(swap.giver),
            other=Called(swap.taker),
            start=swap.back.start,
            end=swap.back.end,
        ),
    )


def _facts(swap: Swap) -> dict[str, object]:
    back = swap.back
    return {
        "swap": swap.id,
        "state": swap.state.value,
        "giver": swap.giver,
        "taker": swap.taker,
        "asked_by": swap.asked_by,
        "asked_of": swap.asked_of,
        "start": swap.span.start.isoformat(),
        "end": swap.span.end.isoformat(),
        "back": [back.start.isoformat(), back.end.isoformat()] if back else None,
        "expires_at": swap.expires_at.isoformat(),
    }
