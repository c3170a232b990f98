"""Who is on call at a moment (ALR-10)."""

import random
from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.oncall.clocks import instant_of
from domain.oncall.duty import OnDuty, gaps, hand_overs, shifts, who_is_on_call
from domain.oncall.rotations import Counting, Rotation, RotationUnit
from domain.oncall.schedules import (
    DutyWindow,
    Layer,
    OnCallSchedule,
    Override,
    OverrideKind,
    ScheduleVersion,
)
from domain.oncall.versions import with_version

SHANGHAI, NEW_YORK, LONDON = "Asia/Shanghai", "America/New_York", "Europe/London"
LORD_HOWE, APIA, CAIRO = "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo"
LONG_AGO = datetime(2010, 1, 1, tzinfo=UTC)
DAY, WEEK, MONTH, HOUR = (
    RotationUnit.DAY, RotationUnit.WEEK, RotationUnit.MONTH, RotationUnit.HOUR,
)  # fmt: skip
WORKDAYS = (1, 2, 3, 4, 5)


def turns(people, start, at, zone, unit=DAY, **others) -> Rotation:
    entries = tuple((each,) for each in people.split())
    return Rotation(
        people=entries, start=date.fromisoformat(start), at=time.fromisoformat(at), zone=zone,
        unit=unit, **others,
    )  # fmt: skip


def schedule_of(*layers: Layer, overrides=()) -> OnCallSchedule:
    return OnCallSchedule("prod", (ScheduleVersion(1, LONG_AGO, layers),), tuple(overrides))


def alone(rotation, *windows, overrides=()):
    return schedule_of(Layer("main", rotation, windows), overrides=overrides)


def at(text, zone) -> datetime:
    """A local time, or an instant with Z."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def override(kind, people, start, end, *, instead_of="", id_="o1", zone=SHANGHAI, **others):
    return Override(
        id=id_, kind=kind, people=tuple(people.split()), instead_of=instead_of,
        start=at(start, zone), end=at(end, zone), by="u_lin", at=LONG_AGO, **others,
    )  # fmt: skip


def on_call(schedule, moment) -> str:
    """The people, or `-`."""
    return " ".join(each.person_id for each in who_is_on_call(schedule, moment).people) or "-"


WEEKLY = turns("A B C", "2026-03-02", "09:00", SHANGHAI, WEEK)
LAYERED = (
    Layer("all day", turns("S T", "2026-03-23", "09:00", LONDON, WEEK)),
    Layer(
        "office",
        turns("D E", "2026-03-23", "09:00", LONDON, WEEK),
        (DutyWindow(WORKDAYS, time(9), time(18)),),
    ),
)
X_FOR_B = override(
    OverrideKind.REPLACE, "X", "2026-03-09 12:00", "2026-03-09 18:00", instead_of="B"
)
ALL_DAY = override(
    OverrideKind.REPLACE, "X", "2026-03-09 00:00", "2026-03-10 00:00", instead_of="B"
)
A_WEEK = override(OverrideKind.REPLACE, "X", "2026-03-09 09:00", "2026-03-16 09:00", instead_of="B")
Y_FOR_X = override(
    OverrideKind.REPLACE, "Y", "2026-03-10 00:00", "2026-03-11 00:00", instead_of="X", id_="o2"
)
SWAP = (
    override(OverrideKind.REPLACE, "C", "2026-03-09 09:00", "2026-03-16 09:00", instead_of="B"),
    override(
        OverrideKind.REPLACE, "B", "2026-03-16 09:00", "2026-03-23 09:00", instead_of="C", id_="o2"
    ),
)
NO_B = override(OverrideKind.REMOVE, "B", "2026-03-09 00:00", "2026-03-10 00:00")
NIGHT = DutyWindow(tuple(range(7)), time(22), time(6))

CASES = {
    "1-weekly": (alone(WEEKLY), SHANGHAI, {"2026-03-09 08:59:59": "A", "2026-03-09 09:00": "B"}),
    "2-clocks-forward": (
        alone(turns("A B", "2026-03-01", "09:00", NEW_YORK)),
        NEW_YORK,
        {"2026-03-08T12:59:59Z": "A", "2026-03-08T13:00Z": "B"},
    ),
    "3-skipped-hand-over": (
        alone(turns("A B", "2026-03-01", "02:30", NEW_YORK)),
        NEW_YORK,
        {"2026-03-08T06:59:59Z": "A", "2026-03-08T07:00Z": "B"},
    ),
    "4-repeated-hand-over": (
        alone(turns("A B", "2026-10-31", "01:30", NEW_YORK)),
        NEW_YORK,
        {"2026-11-01T05:29:59Z": "A", "2026-11-01T05:30Z": "B", "2026-11-01T06:30Z": "B"},
    ),
    "6-short-night": (
        alone(turns("N", "2026-03-01", "22:00", NEW_YORK), NIGHT),
        NEW_YORK,
        {
            "2026-03-08T02:59:59Z": "-", "2026-03-08T03:00Z": "N",
            "2026-03-08T09:59:59Z": "N", "2026-03-08T10:00Z": "-",
        },
    ),
    "7-layers": (
        schedule_of(*LAYERED),
        LONDON,
        {
            "2026-03-27 17:59": "D", "2026-03-27 18:00": "S", "2026-03-28 12:00": "S",
            "2026-03-30 08:59": "S", "2026-03-30 09:00": "E",
        },
    ),
    "8-office-alone": (schedule_of(LAYERED[1]), LONDON, {"2026-03-28 12:00": "-"}),
    "9-override": (
        alone(WEEKLY, overrides=[X_FOR_B]),
        SHANGHAI,
        {
            "2026-03-09 11:59": "B", "2026-03-09 12:00": "X",
            "2026-03-09 17:59": "X", "2026-03-09 18:00": "B",
        },
    ),
    "10-override-before-its-turn": (
        alone(WEEKLY, overrides=[ALL_DAY]),
        SHANGHAI,
        {"2026-03-09 08:59": "A", "2026-03-09 09:00": "X"},
    ),
    "15-before-the-first-day": (
        alone(WEEKLY), SHANGHAI, {"2026-02-23 09:00": "C", "2026-03-02 08:59": "C"}
    ),
    "16-swap": (
        alone(WEEKLY, overrides=SWAP),
        SHANGHAI,
        {"2026-03-10 12:00": "C", "2026-03-17 12:00": "B", "2026-03-24 12:00": "A"},
    ),
    "17-override-of-an-override": (
        alone(WEEKLY, overrides=[A_WEEK, Y_FOR_X]),
        SHANGHAI,
        {"2026-03-09 12:00": "X", "2026-03-10 12:00": "Y"},
    ),
    "18-nobody-left": (alone(WEEKLY, overrides=[NO_B]), SHANGHAI, {"2026-03-09 12:00": "-"}),
}  # fmt: skip
"""The cases that ask for people; the others ask for hand-overs, lengths or gaps."""


@pytest.mark.parametrize(
    ("schedule", "zone", "moment", "people"),
    [
        pytest.param(schedule, zone, moment, people, id=f"{name}-{moment}")
        for name, (schedule, zone, asked) in CASES.items()
        for moment, people in asked.items()
    ],
)
def test_the_people_on_call(schedule, zone, moment, people):
    """ALR-10: to the second, also where the clocks change."""
    assert on_call(schedule, at(moment, zone)) == people


TURNS = {
    "5-on-the-31st": (
        turns("A B", "2026-01-31", "09:00", SHANGHAI, MONTH),
        [f"2026-{day}T01:00Z" for day in ("01-31", "02-28", "03-31", "04-30", "05-31")],
        0,
    ),
    "11-half-an-hour": (
        turns("A B", "2026-04-04", "01:45", LORD_HOWE), ["2026-04-04T14:45Z"], 1
    ),
    "12-a-day-that-never-was": (
        turns("A B", "2011-12-29", "09:00", APIA),
        ["2011-12-29T19:00Z", "2011-12-30T10:00Z", "2011-12-30T19:00Z", "2011-12-31T19:00Z"],
        0,
    ),
    "13-real-hours": (
        turns("A B", "2026-10-31", "08:00", NEW_YORK, HOUR, every=12),
        ["2026-11-01T00:00Z", "2026-11-01T12:00Z", "2026-11-02T00:00Z"],
        1,
    ),
    "14-no-midnight": (turns("A B", "2026-04-20", "00:00", CAIRO), ["2026-04-23T22:00Z"], 4),
}  # fmt: skip


@pytest.mark.parametrize(("rotation", "expected", "first"), TURNS.values(), ids=TURNS)
def test_the_hand_overs(rotation, expected, first):
    """ALR-10: by the wall clock and the calendar, each once."""
    found = [rotation.hand_over(first + n) for n in range(len(expected))]

    assert found == [datetime.fromisoformat(each) for each in expected]
    assert [rotation.slot_at(each).number for each in found] == [
        first + n for n in range(len(expected))
    ]


HALF, NIGHTS = timedelta(minutes=30), timedelta(hours=24)
LENGTHS = {
    NEW_YORK: {timedelta(hours=23, minutes=30), NIGHTS, timedelta(hours=25)},
    LONDON: {timedelta(hours=23), NIGHTS, timedelta(hours=25)},
    LORD_HOWE: {NIGHTS - HALF, NIGHTS, NIGHTS + HALF},
    SHANGHAI: {NIGHTS},
}


@pytest.mark.parametrize(("zone", "lengths"), LENGTHS.items(), ids=lambda each: f"19-{each}")
def test_the_lengths_of_a_year_of_nights(zone, lengths):
    """ALR-10: who changes at 02:30 has nights as long as the clocks make them."""
    rotation = turns("A B C D E", "2026-01-01", "02:30", zone)
    moments = [rotation.hand_over(n) for n in range(366)]

    assert lengths <= {later - earlier for earlier, later in pairwise(moments)}


def test_a_turn_before_the_clocks_went_forward_is_short():
    """ALR-10: case 2; it ends by the wall clock."""
    rotation = turns("A B", "2026-03-01", "09:00", NEW_YORK)
    turn = rotation.slot_at(at("2026-03-08T12:00Z", NEW_YORK))

    assert turn.end - turn.start == timedelta(hours=23)


def test_a_gap_is_told_with_its_edges():
    """ALR-10: case 8; the weekend over which the clocks change."""
    found = gaps(schedule_of(LAYERED[1]), at("2026-03-27T12:00Z", ""), at("2026-03-30T12:00Z", ""))

    assert [(each.start, each.end) for each in found] == [
        (at("2026-03-27T18:00Z", ""), at("2026-03-30T08:00Z", ""))
    ]


def test_an_answer_says_where_it_comes_from_and_how_long_it_holds():
    """ALR-10: people, layer or override, version, tz database, next change."""
    schedule = alone(WEEKLY, overrides=[X_FOR_B])

    before = who_is_on_call(schedule, at("2026-03-09 11:00", SHANGHAI), clocks="2026f")
    during = who_is_on_call(schedule, at("2026-03-09 12:00", SHANGHAI), clocks="2026f")

    assert before.people == (OnDuty("B", "main"),)
    assert before.until == at("2026-03-09 12:00", SHANGHAI)
    assert during.people == (OnDuty("X", "main", "o1"),)
    assert during.until == at("2026-03-09 18:00", SHANGHAI)
    assert (during.version, during.clocks) == (1, "2026f")


def test_days_without_duty_are_not_counted_where_duty_days_are():
    """ALR-10: after Friday's E2 comes E3 on Monday; by calendar days it would be E2 again."""
    window = DutyWindow(WORKDAYS, time(9), time(18))
    office = {"weekdays": WORKDAYS, "by": Counting.DUTY_DAYS}
    plain = alone(turns("E1 E2 E3", "2026-03-05", "09:00", LONDON), window)
    counted = alone(turns("E1 E2 E3", "2026-03-05", "09:00", LONDON, **office), window)
    friday, monday = at("2026-03-06 12:00", LONDON), at("2026-03-09 12:00", LONDON)

    assert (on_call(plain, friday), on_call(plain, monday)) == ("E2", "E2")
    assert (on_call(counted, friday), on_call(counted, monday)) == ("E2", "E3")


@pytest.mark.parametrize(
    ("kind", "people"),
    [
        (OverrideKind.REPLACE_ALL, "X Y"),
        (OverrideKind.ADD, "B X Y"),
        (OverrideKind.REMOVE, "B"),
    ],
)
def test_what_overrides_do(kind, people):
    """ALR-10: everybody, one more; who is not on call cannot be taken away."""
    made = override(kind, "X Y", "2026-03-09 09:00", "2026-03-16 09:00")

    assert on_call(alone(WEEKLY, overrides=[made]), at("2026-03-09 12:00", SHANGHAI)) == people


def test_an_override_that_was_taken_back_stays_in_the_past():
    """ALR-10: the past is told as it was."""
    ended = override(
        OverrideKind.REPLACE, "X", "2026-03-09 12:00", "2026-03-09 18:00", instead_of="B",
        ended_at=at("2026-03-09 15:00", SHANGHAI),
    )  # fmt: skip
    schedule = alone(WEEKLY, overrides=[ended])

    assert on_call(schedule, at("2026-03-09 14:59", SHANGHAI)) == "X"
    assert on_call(schedule, at("2026-03-09 15:00", SHANGHAI)) == "B"


def test_who_has_a_turn_together_is_on_call_together():
    """ALR-10: a pair is one entry."""
    rotation = Rotation(
        people=(("A", "P"), ("B",)), start=date(2026, 3, 2), at=time(9), zone=SHANGHAI
    )

    assert on_call(alone(rotation), at("2026-03-02 09:00", SHANGHAI)) == "A P"


def test_whoever_is_on_duty_stays_when_somebody_joins():
    """ALR-10: A stays A in week 4, then B; the weeks before are as they were."""
    schedule = alone(WEEKLY)
    week_4 = at("2026-03-25 12:00", SHANGHAI)
    joined = turns("A B C D", "2026-03-02", "09:00", SHANGHAI, WEEK)

    after = with_version(schedule, (Layer("main", joined),), week_4)

    later = [on_call(after, week_4 + timedelta(weeks=n)) for n in range(5)]
    before = [on_call(after, week_4 - timedelta(weeks=n)) for n in range(1, 4)]
    assert (later, before) == (["A", "B", "C", "D", "A"], ["C", "B", "A"])
    assert who_is_on_call(after, week_4).version == 2


def test_whoever_comes_next_takes_over_from_somebody_who_leaves():
    """ALR-10: A is taken off the list in their own week."""
    week_4 = at("2026-03-25 12:00", SHANGHAI)
    left = turns("C B", "2026-03-02", "09:00", SHANGHAI, WEEK)

    after = with_version(alone(WEEKLY), (Layer("main", left),), week_4)

    assert [on_call(after, week_4 + timedelta(weeks=n)) for n in range(3)] == ["B", "C", "B"]


def test_who_is_handed_over_to_is_told_once_for_each_change():
    """ALR-10: people come and go; a version that changes nobody is none."""
    schedule = with_version(
        alone(WEEKLY), (Layer("main", WEEKLY),), at("2026-03-11 00:00", SHANGHAI)
    )
    found = hand_overs(schedule, at("2026-03-08 09:00", SHANGHAI), at("2026-03-17 09:00", SHANGHAI))

    assert [(each.at, each.before, each.after) for each in found] == [
        (at("2026-03-09 09:00", SHANGHAI), ("A",), ("B",)),
        (at("2026-03-16 09:00", SHANGHAI), ("B",), ("C",)),
    ]


ZONES = (
    SHANGHAI, NEW_YORK, LONDON, LORD_HOWE, CAIRO, "America/Sao_Paulo", "Asia/Kathmandu",
    "Europe/Dublin", "Africa/Casablanca", "Pacific/Chatham",
)  # fmt: skip


@given(
    unit=st.sampled_from(RotationUnit),
    every=st.integers(1, 30),
    zone=st.sampled_from(ZONES),
    start=st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    hand_over=st.times(),
    moment=st.datetimes(datetime(2012, 1, 1), datetime(2036, 1, 1)),
    people=st.integers(1, 7),
)
def test_exactly_one_turn_holds_each_moment(unit, every, zone, start, hand_over, moment, people):
    """ALR-10: and hand-overs strictly increase."""
    rotation = Rotation(
        people=tuple((str(n),) for n in range(people)), start=start,
        at=hand_over.replace(microsecond=0), zone=zone, unit=unit, every=every,
    )  # fmt: skip
    moment = moment.replace(tzinfo=UTC)

    turn = rotation.slot_at(moment)
    around = [rotation.hand_over(turn.number + n) for n in range(-3, 5)]

    assert turn.start <= moment < turn.end
    assert (turn.start, turn.end) == (around[3], around[4])
    assert all(earlier < later for earlier, later in pairwise(around))
    assert turn.people == (str(turn.number % people),)


@given(
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    every=st.integers(1, 5),
    start=st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    moment=st.datetimes(datetime(2018, 1, 1), datetime(2030, 1, 1)),
)
def test_duty_days_are_counted_one_by_one(weekdays, every, start, moment):
    """ALR-10: however they lie in the week."""
    rotation = Rotation(
        people=(("A",), ("B",), ("C",)), start=start, at=time(9), zone=LONDON, unit=DAY,
        every=every, by=Counting.DUTY_DAYS, weekdays=tuple(weekdays),
    )  # fmt: skip
    moment = moment.replace(tzinfo=UTC)

    turn = rotation.slot_at(moment)

    days = (turn.end.date() - turn.start.date()).days
    between = [turn.start.date() + timedelta(days=n) for n in range(days)]
    assert turn.start <= moment < turn.end
    assert sum(day.isoweekday() % 7 in weekdays for day in between) == every


# -- A year, minute by minute, read off the clock on the wall ---------------------------------

MINUTE = timedelta(minutes=1)
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
MINUTES = 365 * 24 * 60


class NaiveYear:
    """What somebody sees who looks at the clock on the wall each minute, and reckons nothing."""

    def __init__(self, zone: str) -> None:
        clock = ZoneInfo(zone)
        self.shown = [
            (YEAR + n * MINUTE).astimezone(clock).replace(tzinfo=None) for n in range(MINUTES)
        ]
        self.highest = []  # the latest time that was ever shown: it never goes back
        for each in self.shown:
            self.highest.append(max(each, self.highest[-1]) if self.highest else each)
        self.lowest = list(self.shown)  # the earliest that is still to be shown
        for n in range(MINUTES - 2, -1, -1):
            self.lowest[n] = min(self.lowest[n], self.lowest[n + 1])

    def first(self, wall: datetime) -> int:
        """Return the first minute at which the clock shows at least that."""
        return bisect_left(self.highest, wall)

    def last(self, wall: datetime) -> int:
        """Return the minute from which the clock never again shows less."""
        return bisect_left(self.lowest, wall)


def naive_people(zone, rotation, window, overrides):
    """Who is on call in each minute of the year: rotation day by day, window, overrides."""
    year = NaiveYear(zone)
    found = [()] * MINUTES
    for n in range(-3, 370):
        day = date(2026, 1, 1) + timedelta(days=n)
        person = rotation.people[(day - rotation.start).days % len(rotation.people)]
        begins = year.first(datetime.combine(day, rotation.at))
        ends = year.first(datetime.combine(day + timedelta(days=1), rotation.at))
        found[begins:ends] = [person] * (ends - begins)
    duty = [False] * MINUTES
    for n in range(-3, 370):
        day = date(2026, 1, 1) + timedelta(days=n)
        if day.isoweekday() % 7 in window.weekdays:
            later = day if window.end > window.start else day + timedelta(days=1)
            begins = year.first(datetime.combine(day, window.start))
            ends = year.last(datetime.combine(later, window.end))
            duty[begins:ends] = [True] * (ends - begins)
    found = [people if on else () for people, on in zip(found, duty, strict=True)]
    for each in overrides:
        first, last = ((edge - YEAR) // MINUTE for edge in (each.start, each.end))
        for n in range(max(first, 0), min(last, MINUTES)):
            found[n] = naively_overridden(found[n], each)
    return found


def naively_overridden(people, each):
    match each.kind:
        case OverrideKind.REPLACE_ALL:
            return each.people
        case OverrideKind.REPLACE:
            if each.instead_of not in people:
                return people
            changed = [each.people[0] if one == each.instead_of else one for one in people]
            return tuple(dict.fromkeys(changed))
        case OverrideKind.ADD:
            return (*people, *(one for one in each.people if one not in people))
        case _:
            return tuple(one for one in people if one not in each.people)


def a_year(zone, seed):
    """A schedule with odd hours and 60 overrides, and its naive reading."""
    dice = random.Random(seed)
    rotation = turns("A B C D E", "2026-01-03", dice.choice(["02:30", "01:30", "00:00"]), zone)
    window = DutyWindow(
        tuple(dice.sample(range(7), 5)),
        time(dice.choice([22, 1, 2]), dice.choice([0, 30])),
        time(dice.choice([1, 2, 6]), 45),
    )
    overrides = []
    for n in range(60):
        start = YEAR + dice.randrange(MINUTES) * MINUTE
        overrides.append(
            Override(
                id=f"o{n}", kind=dice.choice(list(OverrideKind)), people=(dice.choice("ABCDEXY"),),
                instead_of=dice.choice("ABCDEXY"), start=start,
                end=start + dice.randrange(1, 20_000) * MINUTE, by="u_lin", at=LONG_AGO,
            )
        )  # fmt: skip
    schedule = alone(rotation, window, overrides=overrides)
    return schedule, naive_people(zone, rotation, window, overrides), dice


def minutes_of(schedule):
    found = []
    for each in shifts(schedule, YEAR, YEAR + MINUTES * MINUTE):
        people = tuple(one.person_id for one in each.people)
        found += [people] * ((each.end - each.start) // MINUTE)
    return found


@pytest.mark.parametrize("zone", [NEW_YORK, LORD_HOWE])
def test_a_year_of_nights_is_as_the_clock_on_the_wall_shows_it(zone):
    """ALR-10: each minute of it, with overrides, and whether one asks or reads the shifts."""
    schedule, naive, dice = a_year(zone, 1)

    assert minutes_of(schedule) == naive
    for n in dice.sample(range(MINUTES), 1_000):
        people = who_is_on_call(schedule, YEAR + n * MINUTE).people
        assert tuple(each.person_id for each in people) == naive[n]


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(2, 6))
@pytest.mark.parametrize("zone", ZONES)
def test_any_year_of_nights_is_as_the_clock_on_the_wall_shows_it(zone, seed):
    """ALR-10: in many zones, with other hours and overrides."""
    schedule, naive, dice = a_year(zone, seed)

    assert minutes_of(schedule) == naive
    for n in dice.sample(range(MINUTES), 20_000):
        people = who_is_on_call(schedule, YEAR + n * MINUTE).people
        assert tuple(each.person_id for each in people) == naive[n]


def test_a_time_that_is_shown_twice_can_be_its_second_showing():
    """ALR-10: a night that ends within the hour that comes twice, ends with it."""
    day, wall = date(2026, 11, 1), time(1, 30)

    assert instant_of(day, wall, NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert instant_of(day, wall, NEW_YORK, last=True) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
