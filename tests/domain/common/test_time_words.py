from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.common.errors import InvalidRequest
from domain.common.time_words import in_zone, parse_span, parse_wall
from tests.fakes.words import TIMES, in_english, says

NOW = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)  # already the 21st in Shanghai, 07:30
SHANGHAI = "Asia/Shanghai"


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("now", NOW),
        ("现在", NOW),
        (" NOW ", NOW),
        ("-1h ", NOW - timedelta(hours=1)),
        ("-90s", NOW - timedelta(seconds=90)),
        ("-1h30m", NOW - timedelta(minutes=90)),
        ("-2D", NOW - timedelta(days=2)),
        ("-1w", NOW - timedelta(days=7)),
        ("today", datetime(2026, 11, 20, 16, tzinfo=UTC)),
        ("今天", datetime(2026, 11, 20, 16, tzinfo=UTC)),
        ("yesterday", datetime(2026, 11, 19, 16, tzinfo=UTC)),
        ("yesterday 08:00", datetime(2026, 11, 20, 0, tzinfo=UTC)),
        ("昨天 8:00", datetime(2026, 11, 20, 0, tzinfo=UTC)),
        ("06:15", datetime(2026, 11, 20, 22, 15, tzinfo=UTC)),
        ("2026-11-01", datetime(2026, 10, 31, 16, tzinfo=UTC)),
        ("2026-11-01 08:00:30", datetime(2026, 11, 1, 0, 0, 30, tzinfo=UTC)),
        ("2026-11-01T08:00", datetime(2026, 11, 1, 0, tzinfo=UTC)),
        ("2026-11-01T08:00:00+09:00", datetime(2026, 10, 31, 23, tzinfo=UTC)),
        ("2026-11-01 08:00:00-05:00", datetime(2026, 11, 1, 13, tzinfo=UTC)),
        ("2026-11-01T08:00:00Z", datetime(2026, 11, 1, 8, tzinfo=UTC)),
    ],
)
def test_words_mean_the_moment_that_a_person_in_their_zone_means(words, moment):
    """CLD-1, BRF-2."""
    assert TIMES.moment(words, now=NOW, zone=SHANGHAI) == moment


@pytest.mark.parametrize(
    "words",
    [
        "",
        "soon",
        "1h",
        "-",
        "-h",
        "25:00",
        "2026-13-01",
        "2026-11-01 25:00",
        "today noon",
        "1" * 41,
    ],
)
def test_words_that_are_no_time_are_refused_with_examples(words):
    """CLD-1."""
    with pytest.raises(InvalidRequest, check=says(r"^start must be a time such as now, -1h")):
        TIMES.moment(words, now=NOW, zone=SHANGHAI, field="start")


@given(st.text(max_size=60) | st.from_regex(r"-?[0-9]{0,6}[wdhms: -]{0,3}[0-9]{0,4}"))
def test_any_text_is_a_moment_in_utc_or_a_clear_refusal(words):
    """CLD-1."""
    try:
        answer = TIMES.moment(words, now=NOW, zone="America/New_York", field="end").isoformat()
    except InvalidRequest as refusal:
        answer = in_english(refusal)
    assert answer.endswith("+00:00") or answer.startswith("end must be a time such as")


@given(st.integers(0, 4_102_444_800))
def test_a_moment_written_out_is_read_back(seconds):
    """CLD-1."""
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    for zone in (SHANGHAI, "America/New_York", "Australia/Lord_Howe"):
        assert TIMES.moment(in_zone(moment, zone), now=NOW, zone="UTC") == moment


def test_a_wall_time_that_the_clocks_repeat_means_the_first_and_a_skipped_one_is_still_a_time():
    """BRF-2."""
    zone = "America/New_York"
    repeated = TIMES.moment("2026-11-01 01:30", now=NOW, zone=zone)
    skipped = TIMES.moment("2026-03-08 02:30", now=NOW, zone=zone)
    assert repeated == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert skipped == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_moments_at_the_edge_of_the_calendar_are_refused_not_crashed_on():
    """CLD-1."""
    for words in ("0001-01-01", "-999999w", "9999-12-31T23:59:59-12:00"):
        with pytest.raises(InvalidRequest):
            TIMES.moment(words, now=NOW, zone=SHANGHAI)


def test_days_are_dates_on_the_persons_wall():
    """BRF-1."""
    assert TIMES.day("today", now=NOW, zone=SHANGHAI) == date(2026, 11, 21)
    assert TIMES.day("today", now=NOW, zone="UTC") == date(2026, 11, 20)
    assert TIMES.day("Yesterday", now=NOW, zone=SHANGHAI) == date(2026, 11, 20)
    assert TIMES.day("2026-02-28", now=NOW, zone=SHANGHAI) == date(2026, 2, 28)
    with pytest.raises(InvalidRequest, check=says(r"^day must be a day such as")):
        TIMES.day("2026-02-30", now=NOW, zone=SHANGHAI)


def test_spans_and_wall_times_are_read_or_refused_by_field():
    """PSH-6, BRF-8."""
    assert parse_span("1d2h") == timedelta(hours=26)
    assert parse_wall("6:05") == time(6, 5)
    for words in ("", "h", "7", "2h1d", "-1h"):
        with pytest.raises(InvalidRequest, check=says(r"^life must be a span")):
            parse_span(words, field="life")
    for words in ("6", "24:00", "06:60", "6h"):
        with pytest.raises(InvalidRequest, check=says(r"^window_start must be a wall-clock time")):
            parse_wall(words, field="window_start")
