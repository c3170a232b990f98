"""Quiet hours by the wall clock of whoever has them (PSH-5)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.errors import InvalidRequest
from domain.deliveries.quiet_hours import LONGEST, check_quiet_hours, quiet_until

NEW_YORK, SHANGHAI = "America/New_York", "Asia/Shanghai"


def at(text: str, zone: str = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-21 21:59", None),
        ("2026-11-21 22:00", "2026-11-22 07:00"),
        ("2026-11-22 03:00", "2026-11-22 07:00"),
        ("2026-11-22 06:59", "2026-11-22 07:00"),
        ("2026-11-22 07:00", None),
    ],
)
def test_a_night_lasts_over_midnight(now, ends):
    """PSH-5."""
    assert quiet_until("22:00-07:00", SHANGHAI, at(now)) == (at(ends) if ends else None)


def test_they_are_those_of_the_zone_and_empty_means_none():
    """PSH-5."""
    now = at("2026-11-22 03:00")
    assert quiet_until("22:00-07:00", NEW_YORK, now) is None
    assert quiet_until("", SHANGHAI, now) is None
    assert quiet_until("12:00-14:00", NEW_YORK, at("2026-11-21 13:00", NEW_YORK)) is not None


@pytest.mark.parametrize("day", ["2026-03-08", "2026-11-01"])
def test_a_night_in_which_clocks_change_ends_when_the_clock_says_so(day):
    """PSH-5: 23:00 to 07:00 is 7 or 9 hours long then."""
    before = datetime.fromisoformat(day) - timedelta(hours=1)
    now = before.replace(tzinfo=ZoneInfo(NEW_YORK)).astimezone(UTC)
    assert quiet_until("23:00-07:00", NEW_YORK, now) == at(f"{day} 07:00", NEW_YORK)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.integers(0, 23))
def test_an_end_lies_ahead_and_no_further_than_they_are_long(moment, start):
    """PSH-5."""
    now = moment.replace(tzinfo=UTC)
    ends = quiet_until(f"{start:02}:00-{(start + 9) % 24:02}:00", SHANGHAI, now)
    assert ends is None or now < ends <= now + timedelta(hours=9)


@pytest.mark.parametrize("text", ["", "22:00-07:00", "00:00-16:00"])
def test_right_ones_are_taken(text):
    """PSH-5."""
    check_quiet_hours(text)


@pytest.mark.parametrize(
    "text", ["22-7", "22:00", "22:00-22:00", "24:00-07:00", "07:00-23:30", "22:00–07:00"]
)
def test_wrong_ones_are_refused_with_an_example(text):
    """PSH-5."""
    with pytest.raises(InvalidRequest) as refused:
        check_quiet_hours(text)
    assert refused.value.field == "quiet_hours"
    assert timedelta(hours=16) == LONGEST


@pytest.mark.parametrize(
    ("hours", "muted", "until"),
    [
        ("", 30, 30),
        ("", -5, None),
        ("22:00-07:00", 30, 480),
        ("22:00-07:00", 600, 600),
    ],
)
def test_who_is_muted_this_once_is_quiet_until_the_later_end(hours, muted, until):
    """PSH-8, PSH-5: a mute adds to quiet hours, and its end is an end."""
    now = datetime(2026, 11, 20, 15, tzinfo=UTC)  # 23:00 in Shanghai
    found = quiet_until(hours, "Asia/Shanghai", now, muted=now + timedelta(minutes=muted))

    assert found == (None if until is None else now + timedelta(minutes=until))
