"""Swaps: a shift changes hands only when both agree, within a bounded time (ALR-10)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.common.errors import Conflict, InvalidRequest
from domain.common.messages import Called, message
from domain.oncall.duty import shifts
from domain.oncall.override_rules import (
    FURTHEST_OVERRIDE,
    OverrideRequest,
    checked_override,
    with_override,
)
from domain.oncall.schedules import OnCallSchedule, Override, OverrideKind

LONGEST_WAIT = timedelta(days=7)
"""How long somebody may take to answer."""

LONGEST_SWAP = timedelta(days=31)
"""Of the shifts that change hands at once."""

MOST_SPANS = 62
"""Shifts that change hands at once: two a day for a month."""


class SwapState(StrEnum):
    """How a swap stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"  # by who was asked
    WITHDRAWN = "withdrawn"  # by who asked
    EXPIRED = "expired"


class SwapAnswer(StrEnum):
    """What may be said to a swap: the first two by who was asked, the last by who asked."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


ENDS_AS = {
    SwapAnswer.ACCEPT: SwapState.ACCEPTED,
    SwapAnswer.DECLINE: SwapState.DECLINED,
    SwapAnswer.WITHDRAW: SwapState.WITHDRAWN,
}


@dataclass(frozen=True)
class Span:
    """A time; `end` is not included."""

    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True)
class SwapRequest:
    """A swap, as it is asked for.

    Attributes:
        giver: whose shifts they are.
        taker: who shall have them. Whoever asks is one of the two, the other is asked.
        start: None: now.
        back: a time whose shifts of the taker the giver has in return; None: nothing in return.
    """

    giver: str
    taker: str
    end: datetime
    start: datetime | None = None
    back: Span | None = None


@dataclass(frozen=True, kw_only=True)
class Swap:
    """A swap that was asked for, and what came of it.

    Attributes:
        id: `s_` and 26 characters.
        given: shifts of the giver that the taker has, cut to the time that was asked for.
        returned: shifts of the taker that the giver has in return.
        expires_at: while there still is something of either side to give.
        settled_at: when it was accepted, declined, withdrawn or seen to have expired.
    """

    id: str
    schedule: str
    giver: str
    taker: str
    span: Span
    back: Span | None
    given: tuple[Span, ...]
    returned: tuple[Span, ...]
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    state: SwapState = SwapState.ASKED
    settled_at: datetime | None = None

    @property
    def asked_of(self) -> str:
        """Who has to answer."""
        return self.taker if self.asked_by == self.giver else self.giver

    @property
    def begins(self) -> datetime:
        """When the first of the shifts begins."""
        return min(each.start for each in (*self.given, *self.returned))

    def state_at(self, now: datetime) -> SwapState:
        """Return how it stands: what nobody answered in time has expired."""
        late = self.state is SwapState.ASKED and now >= self.expires_at
        return SwapState.EXPIRED if late else self.state

    def settled(self, state: SwapState, now: datetime) -> "Swap":
        """Return it as it ended."""
        return replace(self, state=state, settled_at=now)


def checked_swap(
    requested: SwapRequest, schedule: OnCallSchedule, *, id_: str, by: str, now: datetime
) -> Swap:
    """Return the swap that is asked for.

    Raises:
        InvalidRequest: a field breaks a rule.
        Conflict: who gives is not on call in that time, or it would change nothing.
    """
    if requested.giver == requested.taker:
        raise InvalidRequest("taker", message("oncall.swap_of_two"))
    if by not in (requested.giver, requested.taker):
        raise InvalidRequest("giver", message("oncall.swap_is_own"))
    span = Span(requested.start or now, requested.end)
    back = requested.back
    _check_span("end", span, now)
    if back is not None:
        _check_span("back", back, now)
        if back.start < span.end and span.start < back.end:
            raise InvalidRequest("back", message("oncall.swap_overlaps"))
    swap = Swap(
        id=id_,
        schedule=schedule.name,
        giver=requested.giver,
        taker=requested.taker,
        span=span,
        back=back,
        given=spans_of(schedule, requested.giver, span, "end"),
        returned=spans_of(schedule, requested.taker, back, "back") if back else (),
        asked_by=by,
        asked_at=now,
        expires_at=now,
    )
    ends = min(each[-1].end for each in (swap.given, swap.returned) if each)
    swap = replace(swap, expires_at=min(now + LONGEST_WAIT, ends))
    overrides_of(swap, schedule, now, ("o_first", "o_second"))  # it could be done as it stands
    return swap


def _check_span(field: str, span: Span, now: datetime) -> None:
    if span.start < now:
        raise InvalidRequest("start", message("oncall.not_in_the_past"))
    if span.start > now + FURTHEST_OVERRIDE:
        raise InvalidRequest("start", message("oncall.too_far", days=FURTHEST_OVERRIDE.days))
    if span.end - span.start > LONGEST_SWAP:
        raise InvalidRequest(field, message("oncall.too_long", days=LONGEST_SWAP.days))


def spans_of(schedule: OnCallSchedule, person_id: str, span: Span, field: str) -> tuple[Span, ...]:
    """Return the shifts of one person within a time.

    Raises:
        InvalidRequest: the time is empty.
        Conflict: there are none, or more than change hands at once.
    """
    if span.end <= span.start:
        raise InvalidRequest(field, message("rule.later_than", other=Called("start")))
    found: list[Span] = []
    for each in shifts(schedule, span.start, span.end):
        if person_id not in each.person_ids:
            continue
        if found and found[-1].end == each.start:
            found[-1] = Span(found[-1].start, each.end)  # the others on call changed, not they
        elif len(found) == MOST_SPANS:
            raise Conflict(message("oncall.swap_too_many", most=MOST_SPANS))
        else:
            found.append(Span(each.start, each.end))
    if not found:
        raise Conflict(message("oncall.not_on_call", person=Called(person_id)))
    return tuple(found)


def is_as_asked(swap: Swap, schedule: OnCallSchedule) -> bool:
    """Say whether the shifts are still those that somebody says yes to."""
    try:
        given = spans_of(schedule, swap.giver, swap.span, "end")
        returned = spans_of(schedule, swap.taker, swap.back, "back") if swap.back else ()
    except Conflict:
        return False
    return (given, returned) == (swap.given, swap.returned)


def overrides_of(
    swap: Swap, schedule: OnCallSchedule, now: datetime, ids: tuple[str, str]
) -> tuple[Override, ...]:
    """Return what an accepted swap writes: one override, or two when something is returned.

    It never reaches into the past: of a shift that runs, what is left of it changes hands.

    Raises:
        InvalidRequest: a time breaks a rule of overrides.
        Conflict: it would change nothing.
    """
    legs = [(swap.giver, swap.taker, swap.span)]
    if swap.back is not None:
        legs.append((swap.taker, swap.giver, swap.back))
    found: list[Override] = []
    for (giver, taker, span), id_ in zip(legs, ids, strict=False):
        requested = OverrideRequest(
            kind=OverrideKind.REPLACE,
            people=(taker,),
            instead_of=giver,
            start=max(span.start, now),
            end=span.end,
        )
        override = checked_override(requested, id_=id_, by=swap.asked_by, now=now)
        override = replace(override, agreed_by=swap.asked_of)
        schedule = with_override(schedule, override, leave_gap=False)
        found.append(override)
    return tuple(found)
