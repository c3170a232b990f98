"""On-call schedules as they are shown, the same at every face."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from application.common.views import VIEW
from application.common.wording import Localizer, sentences
from application.oncall.records import names_of
from application.oncall.schedules import ScheduleNow
from application.oncall.swaps import asked_told, settled_told
from domain.common.messages import Called, Foreign, Message, message
from domain.oncall.calendars import CalendarPlan
from domain.oncall.configs import people_of, written_layers
from domain.oncall.duty import HandOver, OnCallAnswer, OnDuty, Shift
from domain.oncall.schedules import Override, OverrideKind
from domain.oncall.swaps import Span, Swap, SwapState

MOST_GAPS = 20


@dataclass(frozen=True, kw_only=True)
class OnDutyView:
    """Somebody who is on call."""

    __pydantic_config__: ClassVar = VIEW

    person_id: str
    """Who."""
    layer: str
    """Of the schedule; empty: an override alone put them there."""
    override: str
    """Id of the override that put them there; empty: their layer did."""


@dataclass(frozen=True, kw_only=True)
class OnCallView:
    """Who is on call at a moment, and why."""

    __pydantic_config__: ClassVar = VIEW

    schedule: str
    """Which."""
    at: datetime
    """When."""
    people: tuple[OnDutyView, ...]
    """In order; empty: nobody."""
    version: int
    """Of the schedule; 0 before the first."""
    clocks: str
    """Version of the tz database that was asked; empty when it is not known."""
    until: datetime | None
    """Next moment at which it can be another answer; null: it stays."""
    said: str
    """Who, until when, and why, as a sentence."""


@dataclass(frozen=True, kw_only=True)
class ShiftView:
    """A time in which the same people are on call."""

    __pydantic_config__: ClassVar = VIEW

    start: datetime
    """Included."""
    end: datetime
    """Not included."""
    people: tuple[OnDutyView, ...]
    """Empty: nobody is, a gap."""


@dataclass(frozen=True, kw_only=True)
class HandOverView:
    """When people come or go; who stays is in both."""

    __pydantic_config__: ClassVar = VIEW

    at: datetime
    """When."""
    before: tuple[str, ...]
    """Who goes, and who stays."""
    after: tuple[str, ...]
    """Who comes, and who stays; empty: nobody is on call then."""


@dataclass(frozen=True, kw_only=True)
class OverrideView:
    """A change of who is on call, for a time."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """`o_` and 26 lower-case letters and digits."""
    kind: OverrideKind
    """What it does to the people on call."""
    people: tuple[str, ...]
    """Who comes; of remove: who goes."""
    instead_of: str
    """Who goes, of replace; else empty."""
    start: datetime
    """Included."""
    end: datetime
    """Not included."""
    by: str
    """Who made it."""
    at: datetime
    """When."""
    agreed_by: str
    """Who said yes to it, when it came of a swap; else empty."""
    ended_at: datetime | None
    """When it was taken back; null: it was not."""


@dataclass(frozen=True, kw_only=True)
class SpanView:
    """A time."""

    __pydantic_config__: ClassVar = VIEW

    start: datetime
    """Included."""
    end: datetime
    """Not included."""


@dataclass(frozen=True, kw_only=True)
class SwapView:
    """Shifts that change hands once the other says yes."""

    __pydantic_config__: ClassVar = VIEW

    id: str
    """`s_` and 26 lower-case letters and digits."""
    schedule: str
    """Which."""
    state: SwapState
    """How it stands."""
    giver: str
    """Whose shifts they are."""
    taker: str
    """Who shall have them."""
    given: tuple[SpanView, ...]
    """Shifts that the taker has."""
    returned: tuple[SpanView, ...]
    """Shifts that the giver has in return."""
    asked_by: str
    """Who asked."""
    asked_of: str
    """Who accepts or declines."""
    asked_at: datetime
    """When it was asked for."""
    expires_at: datetime
    """Until when it can be answered."""
    settled_at: datetime | None
    """When it was answered, withdrawn or seen to have expired; null: it was not."""
    said: str
    """What is asked, or became of it, as sentences."""


@dataclass(frozen=True, kw_only=True)
class OnCallScheduleView:
    """An on-call schedule, and who is on call by it now."""

    __pydantic_config__: ClassVar = VIEW

    name: str
    """Policies name it `schedule:<name>` where a person may stand."""
    owner: str
    """Who answers for it, and is warned of its gaps."""
    version: int
    """The newest; it may be one that has not begun."""
    since: datetime
    """When the newest version begins."""
    people: tuple[str, ...]
    """Everybody who has a turn in it."""
    layers: tuple[dict[str, Any], ...]
    """Of the newest version, as they are written."""
    overrides: tuple[OverrideView, ...]
    """Those that are not over, in the order in which they were made."""
    now: OnCallView
    """Who is on call now."""
    next: HandOverView | None
    """The next hand-over within 30 days; null: there is none."""
    gaps: tuple[ShiftView, ...]
    """When nobody is on call within 30 days; the first 20."""
    said: str
    """Who is on call, and what is wrong with it, as a sentence."""


@dataclass(frozen=True, kw_only=True)
class ImportedShiftView:
    """People whom a calendar file puts on call for a time."""

    __pydantic_config__: ClassVar = VIEW

    start: datetime
    """Included."""
    end: datetime
    """Not included."""
    people: tuple[str, ...]
    """Ids."""


@dataclass(frozen=True, kw_only=True)
class UnknownDutyView:
    """An event that names somebody who is not registered, or nobody."""

    __pydantic_config__: ClassVar = VIEW

    title: str
    """As its author wrote it."""
    start: datetime
    """When it begins."""
    written: tuple[str, ...]
    """Mail addresses and ids of whom nobody is known; empty: its title names nobody known."""


@dataclass(frozen=True, kw_only=True)
class CalendarImportView:
    """What a calendar file does to a schedule."""

    __pydantic_config__: ClassVar = VIEW

    schedule: str
    """Which."""
    kept: bool
    """False: this is what it would do."""
    overrides: tuple[ImportedShiftView, ...]
    """Times that become overrides: only these people are on call then."""
    same: int
    """Times of the file that the schedule has as they are."""
    unknown: tuple[UnknownDutyView, ...]
    """Events with somebody who is not known; the first 20."""
    unknown_count: int
    """All of them."""
    past: int
    """Events that are over, which change nothing."""
    cancelled: int
    """Events that were called off, which change nothing."""
    empty: int
    """Events that end when they begin, which change nothing."""
    until: datetime
    """Later than that nothing was read."""
    said: str
    """All of it as sentences."""


def import_view(
    name: str, plan: CalendarPlan, reader: Localizer, *, kept: bool
) -> CalendarImportView:
    """Return what a calendar file does, as it is shown."""
    return CalendarImportView(
        schedule=name,
        kept=kept,
        overrides=tuple(ImportedShiftView(**vars(each)) for each in plan.spans),
        same=plan.same,
        unknown=tuple(UnknownDutyView(**vars(each)) for each in plan.unknown),
        unknown_count=plan.unknown_count,
        past=plan.past,
        cancelled=plan.cancelled,
        empty=plan.empty,
        until=plan.until,
        said=sentences(*map(reader.text, _import_said(name, plan, kept=kept))),
    )


def _import_said(name: str, plan: CalendarPlan, *, kept: bool) -> list[Message]:
    """Return what becomes of a file, whom it does not know, and what counts nothing."""
    said = [
        message(
            "oncall.import_does",
            kept=kept,
            schedule=Called(name),
            count=len(plan.spans),
            same=plan.same,
            until=plan.until,
        )
    ]
    return said + left_out_said(plan)


def left_out_said(plan: CalendarPlan) -> list[Message]:
    """Return which events of a file count nothing."""
    said: list[Message] = []
    if plan.unknown_count:
        said.append(message("oncall.import_unknown", count=plan.unknown_count))
    left_out = plan.past + plan.cancelled + plan.empty
    if left_out:
        said.append(
            message(
                "oncall.import_left_out",
                count=left_out,
                past=plan.past,
                cancelled=plan.cancelled,
                empty=plan.empty,
            )
        )
    return said


def unknown_said(each: UnknownDutyView) -> Message:
    """Return which event names whom nobody knows, and what that means."""
    return message(
        "oncall.import_who",
        title=Foreign(each.title or "–"),
        start=each.start,
        people=names_of(each.written),
    )


def on_call_view(name: str, answer: OnCallAnswer, reader: Localizer) -> OnCallView:
    """Return who is on call, as it is shown."""
    return OnCallView(
        schedule=name,
        at=answer.at,
        people=_duties(answer.people),
        version=answer.version,
        clocks=answer.clocks,
        until=answer.until,
        said=reader.text(on_call_said(name, answer)),
    )


def on_call_said(name: str, answer: OnCallAnswer) -> Message:
    """Return who is on call, and until when that is so."""
    if not answer.people:
        return message("oncall.nobody", schedule=Called(name), until=answer.until)
    return message(
        "oncall.somebody",
        schedule=Called(name),
        people=names_of([each.person_id for each in answer.people]),
        until=answer.until,
    )


def shift_view(shift: Shift) -> ShiftView:
    """Return a shift as it is shown."""
    return ShiftView(start=shift.start, end=shift.end, people=_duties(shift.people))


def override_view(override: Override) -> OverrideView:
    """Return an override as it is shown."""
    return OverrideView(**vars(override))


def schedule_view(found: ScheduleNow, reader: Localizer) -> OnCallScheduleView:
    """Return a schedule as it is shown."""
    schedule, newest = found.schedule, found.schedule.versions[-1]
    now = on_call_view(schedule.name, found.answer, reader)
    more = map(reader.text, (_next_said(found), _gaps_said(found)))
    return OnCallScheduleView(
        name=schedule.name,
        owner=schedule.owner,
        version=newest.number,
        since=newest.start,
        people=people_of(schedule),
        layers=tuple(written_layers(newest.layers)),
        overrides=tuple(map(override_view, schedule.overrides)),
        now=now,
        next=_hand_over(found.next),
        gaps=tuple(map(shift_view, found.gaps[:MOST_GAPS])),
        said=sentences(now.said, *more),
    )


def swap_view(swap: Swap, reader: Localizer) -> SwapView:
    """Return a swap as it is shown."""
    told = asked_told(swap) if swap.state is SwapState.ASKED else settled_told(swap)
    said = (told.title, *(each for each in told.body if isinstance(each, Message)))
    return SwapView(
        id=swap.id,
        schedule=swap.schedule,
        state=swap.state,
        giver=swap.giver,
        taker=swap.taker,
        given=_spans(swap.given),
        returned=_spans(swap.returned),
        asked_by=swap.asked_by,
        asked_of=swap.asked_of,
        asked_at=swap.asked_at,
        expires_at=swap.expires_at,
        settled_at=swap.settled_at,
        said=sentences(*map(reader.text, said)),
    )


def _spans(spans: tuple[Span, ...]) -> tuple[SpanView, ...]:
    return tuple(SpanView(start=each.start, end=each.end) for each in spans)


def _next_said(found: ScheduleNow) -> Message | None:
    """Return who comes next, when that is another."""
    if found.next is None or not found.next.after:
        return None
    return message("oncall.next", people=names_of(found.next.after), at=found.next.at)


def _gaps_said(found: ScheduleNow) -> Message | None:
    """Return how often nobody is on call within 30 days, and when first."""
    if not found.gaps:
        return None
    first = found.gaps[0]
    return message("oncall.gaps", count=len(found.gaps), start=first.start, end=first.end)


def _hand_over(each: HandOver | None) -> HandOverView | None:
    return None if each is None else HandOverView(**vars(each))


def _duties(people: tuple[OnDuty, ...]) -> tuple[OnDutyView, ...]:
    return tuple(OnDutyView(**vars(each)) for each in people)
