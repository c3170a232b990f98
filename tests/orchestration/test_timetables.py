"""A year of the real server's own calculation against ours."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.workflowservice.v1 import ListScheduleMatchingTimesRequest
from temporalio.client import Schedule, ScheduleActionStartWorkflow, ScheduleState

from domain.schedules.timetables import is_stray, runs_between, zone_changes
from orchestration.timetables import spec_of
from tests.fakes.configs import read_schedule

pytestmark = pytest.mark.temporal

NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
A_YEAR = timedelta(days=366)
ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Shanghai",
    "Africa/Cairo",
    "Pacific/Auckland",
    "Asia/Beirut",
    "America/Santiago",
    "Europe/Dublin",
    "Africa/Casablanca",
)
SAMPLED = [
    *ZONES[:3],  # clocks that change by an hour, in March or in April, and by half an hour
    *(pytest.param(zone, marks=pytest.mark.exhaustive) for zone in ZONES[3:]),
]
TIMES = ((0, 30), (1, 0), (1, 30), (1, 45), (2, 0), (2, 15), (2, 30), (3, 0), (9, 0), (23, 30))
DAILY = [{"type": "daily", "hour": hour, "minute": minute} for hour, minute in TIMES]
SPRING = {"start_at": "2027-03-01 09:00", "end_at": "2027-06-01 09:00"}
OTHERS = [
    {"type": "weekly", "hour": 2, "minute": 30, "weekdays": ["sun", "wed"]},
    {"type": "weekly", "hour": 8, "day_of_week": 1},
    {"type": "monthly", "hour": 2, "minute": 30, "day_of_month": "last"},
    {"type": "monthly", "hour": 9, "day_of_month": 29},
    {"type": "monthly", "hour": 9, "day_of_month": 30},
    {"type": "monthly", "hour": 9, "day_of_month": [1, 15, 31]},
    {"type": "interval", "interval_minutes": 90},
    {"type": "interval", "interval_hours": 7, "start_at": "2027-02-03T04:05:06Z"},
    {"type": "once", "at": "2027-03-28 02:30"},
    {"type": "once", "at": "2027-07-01T08:30:00+08:00"},
    {"type": "cron", "cron": "30 1,2,3 * * *"},
    {"type": "cron", "cron": "0 9 31 * *"},
    {"type": "cron", "cron": "0 9 13 * fri"},
    {"type": "cron", "cron": "0 8-18/2 * mar-oct mon-fri"},
    {"type": "cron", "cron": "0 12 29 2 *"},
    {
        "type": "cron",
        "cron": "0 9 1 * *",
        "start_at": "2027-03-01 09:00",
        "end_at": "2027-06-01 09:00",
    },
    {"type": "cron", "cron": "@weekly"},
]
RHYTHMS = ["0 * * * *", "*/15 * * * *", "20 */3 * * *"]


async def matching(client, spec, start, end):
    """Return the server's own list, which it cuts at 1,000 times."""
    name = f"year-{uuid4()}"
    action = ScheduleActionStartWorkflow("Nothing", id=name, task_queue="nobody")
    handle = await client.create_schedule(
        name, Schedule(action, spec, state=ScheduleState(paused=True))
    )
    found = []
    while True:
        first, last = Timestamp(), Timestamp()
        first.FromDatetime(start.replace(tzinfo=None))
        last.FromDatetime(end.replace(tzinfo=None))
        answer = await client.workflow_service.list_schedule_matching_times(
            ListScheduleMatchingTimesRequest(
                namespace=client.namespace, schedule_id=name, start_time=first, end_time=last
            )
        )
        times = [each.ToDatetime().replace(tzinfo=UTC) for each in answer.start_time]
        found += times
        if len(times) < 1_000:
            break
        start = times[-1]
    await handle.delete()
    return found


async def compare(server, raw, zone, start=NEW_YEAR, span=A_YEAR):
    table = read_schedule({**raw, "zone": zone, "action": "x"}).timetable("UTC")
    theirs = await matching(server.client, spec_of(table, now=start), start, start + span)
    extra = [each for each in theirs if is_stray(table, each)]
    ours = runs_between(table, start=start + timedelta(seconds=1), end=start + span)
    kept = [each for each in theirs if each not in extra]
    assert kept == ours, (raw, zone, sorted(set(kept) ^ set(ours)))
    assert len(extra) <= 2 * len(table.minutes)
    return ours


@pytest.mark.parametrize("zone", SAMPLED)
async def test_a_daily_time_comes_once_on_each_day_of_a_year_wherever_the_clocks_change(
    server, zone
):
    """SCH-1, TSK-6: also those that the clocks skip or repeat."""
    for raw in DAILY:
        runs = await compare(server, raw, zone)
        gaps = {later - earlier for earlier, later in pairwise(runs)}
        assert len(runs) in (365, 366, 367)
        assert all(timedelta(hours=22) <= gap <= timedelta(hours=26) for gap in gaps)


@pytest.mark.parametrize("zone", SAMPLED[:4])
async def test_weeks_months_intervals_and_cron_agree_with_the_server_over_a_year(server, zone):
    """SCH-1, TSK-6: month ends included."""
    for raw in OTHERS:
        await compare(server, raw, zone)


@pytest.mark.parametrize("zone", SAMPLED)
async def test_a_rhythm_of_hours_goes_on_through_both_changes_of_the_clocks(server, zone):
    """TSK-6: no gap, and nothing twice."""
    changes = zone_changes(zone, start=NEW_YEAR, end=NEW_YEAR + A_YEAR)
    for cron in RHYTHMS:
        for change, _ in changes:
            start = change - timedelta(days=2)
            await compare(server, {"type": "cron", "cron": cron}, zone, start, timedelta(days=4))


async def test_leap_years_have_their_own_month_ends(server):
    """SCH-1."""
    for day in (28, 29, 30, 31, "last"):
        raw = {"type": "monthly", "hour": 9, "day_of_month": day}
        runs = await compare(server, raw, "Asia/Shanghai", NEW_YEAR, timedelta(days=366 * 9))
        assert len(runs) == 12 * 9
