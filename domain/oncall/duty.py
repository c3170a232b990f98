"""Who is on call: at a moment, from shift to shift, and when nobody is (ALR-10)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.oncall.schedules import OnCallSchedule, Override, OverrideKind, ScheduleVersion

GAPS_AHEAD = timedelta(days=30)
"""How far gaps are looked for."""


@dataclass(frozen=True)
class OnDuty:
    """Somebody who is on call.

    Attributes:
        layer: of the schedule; empty: an override alone put them there.
        override: id of the one that put them there; empty: their layer did.
    """

    person_id: str
    layer: str = ""
    override: str = ""


@dataclass(frozen=True)
class OnCallAnswer:
    """Who is on call at a moment.

    Attributes:
        people: in order; empty: nobody.
        version: of the schedule; 0 before the first.
        clocks: version of the tz database that was asked.
        until: next moment at which it can be another answer; None: it stays.
    """

    at: datetime
    people: tuple[OnDuty, ...]
    version: int
    clocks: str
    until: datetime | None


@dataclass(frozen=True)
class Shift:
    """The same people on call, for the same reason; `people` are none in a gap."""

    start: datetime
    end: datetime
    people: tuple[OnDuty, ...]

    @property
    def person_ids(self) -> tuple[str, ...]:
        """Who they are."""
        return tuple(each.person_id for each in self.people)


@dataclass(frozen=True)
class HandOver:
    """When people come or go; who stays is in both."""

    at: datetime
    before: tuple[str, ...]
    after: tuple[str, ...]


def who_is_on_call(schedule: OnCallSchedule, moment: datetime, *, clocks: str = "") -> OnCallAnswer:
    """Return who is on call at a moment, and why.

    Args:
        schedule: with its whole past: what was so is told as it was.
        moment: aware.
        clocks: version of the tz database, for the record.
    """
    version = schedule.version_at(moment)
    people = _by_layers(version, moment) if version else ()
    for override in schedule.overrides:
        if override.is_active(moment):
            people = _overridden(people, override)
    return OnCallAnswer(
        moment,
        people,
        version.number if version else 0,
        clocks,
        _next_change(schedule, version, moment),
    )


def shifts(schedule: OnCallSchedule, start: datetime, end: datetime) -> Iterator[Shift]:
    """Yield who is on call in `[start, end)`, one after the other, gaps too; cut at both ends."""
    begun, people = start, who_is_on_call(schedule, start).people
    for answer in _answers(schedule, start, end):
        if answer.people != people:
            yield Shift(begun, answer.at, people)
            begun, people = answer.at, answer.people
    if begun < end:
        yield Shift(begun, end, people)


def gaps(schedule: OnCallSchedule, start: datetime, end: datetime) -> list[Shift]:
    """Return when nobody is on call in `[start, end)`."""
    return [each for each in shifts(schedule, start, end) if not each.people]


def is_by_design(schedule: OnCallSchedule, moment: datetime) -> bool:
    """Say whether nobody is on call because all layers have hours of duty, and it is outside."""
    version = schedule.version_at(moment)
    return version is not None and all(each.is_off_hours(moment) for each in version.layers)


def hand_overs(schedule: OnCallSchedule, start: datetime, end: datetime) -> list[HandOver]:
    """Return when people come or go in `(start, end)`; who comes to a gap or goes into one too."""
    found: list[HandOver] = []
    before: tuple[str, ...] | None = None
    for shift in shifts(schedule, start, end):
        after = shift.person_ids
        if before is not None and set(before) != set(after):
            found.append(HandOver(shift.start, before, after))
        before = after
    return found


def _answers(schedule: OnCallSchedule, start: datetime, end: datetime) -> Iterator[OnCallAnswer]:
    moment: datetime | None = start
    while moment is not None and moment < end:
        answer = who_is_on_call(schedule, moment)
        yield answer
        moment = answer.until


def _by_layers(version: ScheduleVersion, moment: datetime) -> tuple[OnDuty, ...]:
    for layer in reversed(version.layers):
        turn = layer.slot_at(moment)
        if turn is not None and turn.people:
            return tuple(OnDuty(each, layer.name) for each in turn.people)
    return ()


def _overridden(people: tuple[OnDuty, ...], override: Override) -> tuple[OnDuty, ...]:
    """Return the people after an override; whoever is there already stays for their own reason."""
    new = tuple(OnDuty(each, "", override.id) for each in override.people)
    match override.kind:
        case OverrideKind.REPLACE_ALL:
            return _once(new)
        case OverrideKind.ADD:
            return _once((*people, *new))
        case OverrideKind.REMOVE:
            return tuple(each for each in people if each.person_id not in override.people)
        case OverrideKind.REPLACE:
            found: list[OnDuty] = []
            for each in people:
                goes = each.person_id == override.instead_of
                found += [replace(one, layer=each.layer) for one in new] if goes else [each]
            return _once(tuple(found))


def _once(people: tuple[OnDuty, ...]) -> tuple[OnDuty, ...]:
    found: dict[str, OnDuty] = {}
    for each in people:
        found.setdefault(each.person_id, each)
    return tuple(found.values())


def _next_change(
    schedule: OnCallSchedule, version: ScheduleVersion | None, moment: datetime
) -> datetime | None:
    found = [layer.next_change(moment) for layer in (version.layers if version else ())]
    found += [override.next_change(moment) for override in schedule.overrides]
    found += [next((each.start for each in schedule.versions if each.start > moment), None)]
    return min((each for each in found if each is not None), default=None)
