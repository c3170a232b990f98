"""Alarms and series, through the real SDK."""

from datetime import timedelta

import pytest

from domain.common.errors import Unavailable
from domain.monitoring.alarms import AlarmState, Severity
from integrations.tencent.alarms import TencentAlarms
from integrations.tencent.metrics import CapacityMetric, TencentMetrics
from sandbox.tencent.faults import Fault, FaultKind
from tests.integrations.tencent.conftest import NOON

DAY = timedelta(days=1)


async def test_both_sources_are_read_and_put_on_one_scale(cloud, calls):
    """CLD-1, BRF-4: CLS levels are not ordered by number."""
    for number, level in enumerate((0, 1, 2)):
        cloud.add_alarm_record(
            {
                "AlarmName": f"cls {level}",
                "AlarmLevel": level,
                "Status": 1,
                "Duration": 12,
                "CreateTime": int((NOON - timedelta(hours=number)).timestamp() * 1_000),
            }
        )
    cloud.monitor.add_history(
        {
            "PolicyName": "cpu",
            "AlarmLevel": "Serious",
            "AlarmStatus": "ALARM",
            "FirstOccurTime": int((NOON - timedelta(hours=9)).timestamp()),
            "LastOccurTime": int((NOON - timedelta(hours=8)).timestamp()),
        }
    )

    records = await TencentAlarms(calls).records(start=NOON - DAY, end=NOON + DAY)

    assert [(each.source, each.name, each.severity) for each in records] == [
        ("cls", "cls 0", Severity.WARNING),
        ("cls", "cls 1", Severity.INFO),
        ("cls", "cls 2", Severity.CRITICAL),
        ("monitor", "cpu", Severity.CRITICAL),
    ]
    assert [(each.state, each.minutes) for each in records[2:]] == [
        (AlarmState.RECOVERED, 12),
        (AlarmState.FIRING, 60),
    ]


async def test_more_records_than_one_page_are_all_found(cloud, calls):
    """CLD-1."""
    for number in range(230):
        moment = NOON - timedelta(minutes=number)
        cloud.add_alarm_record({"CreateTime": int(moment.timestamp() * 1_000)})

    records = await TencentAlarms(calls).records(start=NOON - DAY, end=NOON + DAY, limit=500)

    assert len({record.id for record in records}) == 230


async def test_one_source_that_fails_makes_the_whole_answer_an_error(cloud, calls):
    """BRF-5: a part is never told as the whole."""
    cloud.order(Fault(FaultKind.HTTP_ERROR, service="monitor"))

    with pytest.raises(Unavailable):
        await TencentAlarms(calls).records(start=NOON - DAY, end=NOON)


async def test_a_watched_utilisation_is_read_with_its_gaps(cloud, calls):
    """BRF-4, ANL-2."""
    hours = [1, 2, 5]
    cloud.monitor.add_points(
        ("ap-guangzhou", "QCE/CVM", "CvmDiskUsage"),
        {"InstanceId": "ins-1"},
        [(int((NOON - timedelta(hours=each)).timestamp()), 80.0 - each) for each in hours],
    )
    watched = CapacityMetric("QCE/CVM", "CvmDiskUsage", {"InstanceId": "ins-1"})

    (series,) = await TencentMetrics(calls, (watched,)).capacity_series(start=NOON - DAY, end=NOON)

    assert [point.value for point in series.points] == [75.0, 78.0, 79.0]
    assert (series.target, series.limit) == ("ins-1", 100.0)
