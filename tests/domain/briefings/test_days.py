"""One local date after the other, whatever clocks, zones and windows do."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.briefings.briefings import (
    BriefingSettings,
    DayState,
    GreetingKind,
    Phase,
    briefing_day,
    check_settings,
    local_date,
    morning_of,
)
from domain.briefings.days import (
    LONGEST_HONEST,
    BriefingState,
    Step,
    begun,
    day_after,
    first_day,
    judge_greeting,
    next_step,
    time_to_prepare,
)
from domain.common.errors import InvalidRequest

ZONES = [
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "UTC",
]
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: time(*divmod(minute, 60)))
windows = st.tuples(minutes, minutes).filter(
    lambda pair: pair[0] < pair[1] or pair[0].hour - pair[1].hour > 12
)
"""A window that ends before it starts lasts over midnight (BRF-12)."""


@st.composite
def settings_of_anybody(draw) -> BriefingSettings:
    start, end = draw(windows)
    return BriefingSettings(
        zone=draw(st.sampled_from(ZONES)),
        window_start=start,
        window_end=end,
        prepare_minutes=draw(st.integers(0, 180)),
    )


@given(settings_of_anybody(), st.dates(date(2020, 1, 1), date(2029, 12, 31)))
def test_every_morning_is_prepared_before_it_opens_and_opens_before_it_closes(settings, day):
    """BRF-2, BRF-3: also where clocks skip or repeat an hour."""
    morning = morning_of(day, settings)

    assert morning.prepare <= morning.start < morning.end


@given(settings_of_anybody(), moments)
def test_a_day_that_is_done_is_followed_by_a_later_one(settings, now):
    """BRF-1."""
    done = replace(first_day(settings, now=now), phase=Phase.GIVEN)

    assert day_after(done, settings, now=now).day > done.day


@given(settings_of_anybody(), moments)
def test_a_new_person_never_gets_a_late_briefing(settings, now):
    """BRF-9."""
    day = first_day(settings, now=now)

    assert morning_of(date.fromisoformat(day.day), settings).end > now


@given(settings_of_anybody(), moments, st.lists(st.integers(1, 60 * 40), min_size=1, max_size=40))
def test_walking_through_time_in_any_steps_never_skips_or_repeats_a_prepared_day(
    settings, now, strides
):
    """BRF-1, BRF-9: steps stand for a worker that wakes now and then."""
    day = first_day(settings, now=now)
    prepared = []
    for minutes in strides:
        now += timedelta(minutes=minutes)
        for _ in range(10):
            upcoming = next_step(day, settings, now=now, paused=False)
            if upcoming.due is None or upcoming.due > now:
                break
            if upcoming.step is Step.PREPARE:
                prepared.append(day.day)
                day = replace(day, phase=Phase.PREPARED)
            elif upcoming.step is Step.PUSH:
                day = replace(day, phase=Phase.PUSHED)
            else:
                day = day_after(day, settings, now=now)
        else:
            pytest.fail("the steps of one moment never end")

    assert prepared == sorted(set(prepared))


def test_clocks_that_jump_over_the_window_leave_it_as_long_as_asked():
    """BRF-2: New York, 2026-03-08, 02:00 becomes 03:00."""
    settings = BriefingSettings(
        zone="America/New_York", window_start=time(2, 15), window_end=time(2, 45)
    )

    morning = morning_of(date(2026, 3, 8), settings)

    assert morning.end - morning.start >= timedelta(minutes=30)


def test_clocks_that_repeat_an_hour_open_the_window_at_the_first_and_close_it_at_the_second():
    """BRF-2: Berlin, 2026-10-25, 02:00 to 03:00 happens twice."""
    settings = BriefingSettings(zone="Europe/Berlin", window_start=time(2, 10), window_end=time(3))
    berlin = ZoneInfo("Europe/Berlin")

    morning = morning_of(date(2026, 10, 25), settings)

    assert morning.start == datetime(2026, 10, 25, 0, 10, tzinfo=UTC)
    assert morning.end.astimezone(berlin).hour == 3
    assert morning.end - morning.start == timedelta(minutes=110)


SHANGHAI = BriefingSettings()
SEVEN = datetime(2026, 11, 21, 7, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
TODAY = DayState("2026-11-21")


@pytest.mark.parametrize(
    ("state", "now", "verdict"),
    [
        (BriefingState(current=TODAY), SEVEN, GreetingKind.BRIEFING),
        (BriefingState(current=replace(TODAY, phase=Phase.PREPARED)), SEVEN, GreetingKind.BRIEFING),
        (
            BriefingState(current=replace(TODAY, phase=Phase.GIVEN, given_to="k")),
            SEVEN,
            GreetingKind.ALREADY_GIVEN,
        ),
        (
            BriefingState(current=replace(TODAY, phase=Phase.PUSHED)),
            SEVEN,
            GreetingKind.ALREADY_GIVEN,
        ),
        (
            BriefingState(current=replace(TODAY, phase=Phase.MISSED)),
            SEVEN,
            GreetingKind.OUTSIDE_WINDOW,
        ),
        (
            BriefingState(
                current=DayState("2026-11-22"),
                previous=replace(TODAY, phase=Phase.GIVEN, given_to="k"),
            ),
            SEVEN,
            GreetingKind.ALREADY_GIVEN,
        ),
        (BriefingState(current=DayState("2026-11-22")), SEVEN, GreetingKind.OUTSIDE_WINDOW),
        (
            BriefingState(current=DayState("2026-11-22"), previous=TODAY),
            SEVEN,
            GreetingKind.OUTSIDE_WINDOW,
        ),
        (BriefingState(current=DayState("2026-11-19")), SEVEN, GreetingKind.BRIEFING),
        (BriefingState(current=TODAY, paused=True), SEVEN, GreetingKind.PAUSED),
        (BriefingState(current=TODAY), SEVEN - timedelta(hours=2), GreetingKind.OUTSIDE_WINDOW),
        (BriefingState(current=TODAY), SEVEN + timedelta(hours=3), GreetingKind.OUTSIDE_WINDOW),
    ],
)
def test_what_a_greeting_gets(state, now, verdict):
    """BRF-2."""
    assert judge_greeting(state, SHANGHAI, now=now) is verdict


@pytest.mark.parametrize("phase", list(Phase))
def test_nothing_falls_due_during_a_pause(phase):
    """BRF-8."""
    day = replace(TODAY, phase=phase)

    assert next_step(day, SHANGHAI, now=SEVEN, paused=True, prepare_wanted=True).due is None


def test_a_briefing_may_be_worked_on_until_midnight_and_never_less_than_it_takes():
    """BRF-9: a source that is down at midnight is looked at again for the next date."""
    late = SEVEN + timedelta(hours=16, minutes=59)

    assert time_to_prepare("2026-11-21", SHANGHAI, now=SEVEN) == timedelta(hours=17)
    assert time_to_prepare("2026-11-21", SHANGHAI, now=late) == LONGEST_HONEST


def test_turning_the_page_keeps_what_was_prepared_and_not_heard():
    """BRF-7."""
    state = BriefingState(current=replace(TODAY, phase=Phase.PREPARED))

    turned = state.turned(SHANGHAI, now=SEVEN + timedelta(days=1))

    assert turned.unheard == "2026-11-21"
    assert turned.current.day == "2026-11-22"
    assert turned.previous == state.current


def test_the_local_date_is_the_one_on_the_wall():
    """BRF-1."""
    assert local_date(datetime(2026, 11, 20, 17, tzinfo=UTC), "Asia/Shanghai") == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "../etc/passwd"}, "zone"),
        ({"window_start": time(10), "window_end": time(10)}, "window_end"),
        ({"window_start": time(11), "window_end": time(10)}, "window_end"),
        ({"window_start": time(6, tzinfo=UTC)}, "window_start"),
        ({"window_end": time(10, tzinfo=UTC)}, "window_end"),
        ({"prepare_minutes": 181}, "prepare_minutes"),
        ({"prepare_minutes": -1}, "prepare_minutes"),
        ({"topics": ()}, "topics"),
        ({"mail_after_spoken": "nobody"}, "mail_after_spoken"),
    ],
)
def test_settings_that_break_a_rule_are_refused_with_the_field(changes, field):
    """BRF-8, TSK-1."""
    with pytest.raises(InvalidRequest) as refused:
        check_settings(replace(BriefingSettings(), **changes))

    assert refused.value.field == field


NOON = SEVEN + timedelta(hours=5)
OPEN_AT_NOON = replace(SHANGHAI, window_start=time(11), window_end=time(13))
TOMORROW = DayState("2026-11-22")


@pytest.mark.parametrize(
    ("state", "day"),
    [
        (BriefingState(current=TOMORROW), "2026-11-21"),
        (
            BriefingState(current=TOMORROW, previous=DayState("2026-11-20", Phase.GIVEN)),
            "2026-11-21",
        ),
        (
            BriefingState(current=TOMORROW, previous=replace(TODAY, phase=Phase.PUSHED)),
            "2026-11-22",
        ),
        (BriefingState(current=replace(TOMORROW, phase=Phase.PREPARED)), "2026-11-22"),
        (BriefingState(current=TODAY), "2026-11-21"),
    ],
)
def test_a_window_moved_to_now_opens_today_unless_today_had_its_turn(state, day):
    """BRF-8."""
    assert state.configured(OPEN_AT_NOON, now=NOON).current.day == day


def test_a_window_moved_into_the_past_takes_no_day_away():
    """BRF-8, BRF-9: what is due is caught up."""
    state = BriefingState(current=TODAY)

    assert state.configured(SHANGHAI, now=NOON) == state


def test_a_day_that_was_given_before_a_pause_is_not_opened_again_by_a_later_window():
    """BRF-1, BRF-8."""
    given = BriefingState(current=TODAY).given(key="k", by="service", at=SEVEN)
    resumed = given.paused_for("lunch").resumed(SHANGHAI, now=NOON)

    moved = resumed.configured(OPEN_AT_NOON, now=NOON)

    assert moved.current.day == "2026-11-22"
    assert judge_greeting(moved, OPEN_AT_NOON, now=NOON) is GreetingKind.ALREADY_GIVEN


@pytest.mark.parametrize(
    ("last_given", "day", "verdict"),
    [
        ("", "2026-11-21", GreetingKind.BRIEFING),
        ("2026-11-20", "2026-11-21", GreetingKind.BRIEFING),
        ("2026-11-21", "2026-11-22", GreetingKind.ALREADY_GIVEN),
    ],
)
def test_a_run_that_begins_anew_gives_no_date_twice(last_given, day, verdict):
    """BRF-1, TSK-3: the one before may have been terminated by hand."""
    state = begun(SHANGHAI, now=SEVEN, last_given=last_given)

    assert state.current.day == day
    assert judge_greeting(state, SHANGHAI, now=SEVEN) is verdict


NIGHT = BriefingSettings(window_start=time(22), window_end=time(2))


@pytest.mark.parametrize(
    ("hour", "day"),
    [(1, "20"), (3, "20"), (11, "20"), (12, "21"), (21, "21"), (22, "21"), (23, "21")],
)
def test_a_night_shift_belongs_to_the_date_it_starts_on(hour, day):
    """BRF-12: at one in the morning it is still yesterday's, until noon."""
    now = datetime(2026, 11, 21, hour, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert briefing_day(now, NIGHT) == date(2026, 11, int(day))


@pytest.mark.parametrize(
    ("hours", "kind"),
    [
        (21, GreetingKind.OUTSIDE_WINDOW),
        (22, GreetingKind.BRIEFING),
        (25, GreetingKind.BRIEFING),
        (26, GreetingKind.OUTSIDE_WINDOW),
    ],
)
def test_a_night_shift_is_greeted_with_one_briefing_on_both_sides_of_midnight(hours, kind):
    """BRF-12, BRF-2."""
    evening = datetime(2026, 11, 21, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
    now = evening + timedelta(hours=hours)
    state = BriefingState(current=DayState("2026-11-21", Phase.PREPARED))
    assert judge_greeting(state, NIGHT, now=now) is kind
    given = state.given(key="k", by="terminal", at=evening + timedelta(hours=22))
    told = GreetingKind.ALREADY_GIVEN if kind is GreetingKind.BRIEFING else kind
    assert judge_greeting(given, NIGHT, now=now) is told
    assert next_step(state.current, NIGHT, now=now, paused=False).due == evening + timedelta(
        hours=26
    )
