"""Alarms that lie in another region, or in a project that our key has no rights for."""

import json
from datetime import timedelta

import pytest

from bootstrap.configuration.outside import TencentSettings
from domain.alerts.alerts import ReadBack
from domain.alerts.cls import TEMPLATE, read_cls
from domain.alerts.monitor import read_monitor
from domain.common.errors import Unavailable
from domain.common.messages import Foreign, message
from integrations.tencent.alarm_readers import TencentClsReader, TencentMonitorReader
from integrations.tencent.alarms import TencentAlarms
from integrations.tencent.regions import code_of
from sandbox.tencent.accounts import SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY, Account
from sandbox.tencent.callbacks_alarms import ClsAlarm, MonitorAlarm
from sandbox.tencent.faults import Fault, FaultKind
from tests.fakes.alert_messages import FORMS
from tests.fakes.words import IN_ENGLISH, WORDS
from tests.integrations.tencent.conftest import NOON, calls_of

REGIONS = ("ap-shanghai", "ap-hongkong")
DIMENSIONS = {
    "tke_cluster_instance_id": "cls-3f1k2m9q",
    "namespace": "shop",
    "workload_kind": "Deployment",
    "workload_name": "checkout",
}
WIDE = (NOON - timedelta(hours=1), NOON + timedelta(hours=1))


def monitor_alarm(region: str) -> MonitorAlarm:
    return MonitorAlarm("policy-abc", "工作负载异常", DIMENSIONS, region=region)


def cls_alarm(region: str) -> ClsAlarm:
    return ClsAlarm("alarm-1", "checkout 错误日志过多", TEMPLATE, region=region)


def alert_of(cloud, firing):
    read = read_cls if isinstance(firing.alarm, ClsAlarm) else read_monitor
    return read(cloud.alarms.body(firing), received_at=NOON, settings=FORMS)[0]


def asked(cloud, action: str) -> list[str]:
    return [entry.region for entry in cloud.ledger.entries(action=action)]


KINDS = [(cls_alarm, TencentClsReader), (monitor_alarm, TencentMonitorReader)]


@pytest.mark.parametrize(("alarm", "reader"), KINDS, ids=["cls", "monitor"])
@pytest.mark.parametrize("regions", [REGIONS, ()], ids=["set", "one-region"])
async def test_an_alarm_is_confirmed_in_the_region_that_it_names(cloud, alarm, reader, regions):
    """ALR-2: it is asked first, also when the settings do not name it."""
    calls = calls_of(cloud, regions=regions)
    alert = alert_of(cloud, cloud.alarms.fire(alarm("ap-shanghai")))

    answer = await reader(calls, FORMS).read_back(alert, now=NOON)

    assert answer.state is ReadBack.FIRING
    assert asked(cloud, reader.action) == ["ap-shanghai"]


@pytest.mark.parametrize(("alarm", "reader"), KINDS, ids=["cls", "monitor"])
async def test_an_alarm_without_a_region_is_looked_for_in_all_of_them(cloud, alarm, reader):
    """ALR-2."""
    calls = calls_of(cloud, regions=REGIONS)
    firing = cloud.alarms.fire(alarm("ap-hongkong"))
    alert = alert_of(cloud, firing)
    alert.labels.pop("region")

    assert (await reader(calls, FORMS).read_back(alert, now=NOON)).state is ReadBack.FIRING
    assert sorted(asked(cloud, reader.action)) == ["ap-guangzhou", "ap-hongkong", "ap-shanghai"]


@pytest.mark.parametrize(("alarm", "reader"), KINDS, ids=["cls", "monitor"])
async def test_what_no_region_lists_is_not_found_when_all_of_them_answer(cloud, alarm, reader):
    """ALR-2: with one that does not answer it is unknown, and a person hears of it."""
    calls = calls_of(cloud, regions=REGIONS)
    alert = alert_of(cloud, cloud.alarms.forge(alarm("ap-shanghai")))

    assert (await reader(calls, FORMS).read_back(alert, now=NOON)).state is ReadBack.NOT_FOUND

    cloud.order(Fault(FaultKind.HTTP_ERROR, action=reader.action, after=1, times=1))
    answer = await reader(calls, FORMS).read_back(alert, now=NOON)
    assert answer.state is ReadBack.UNKNOWN
    assert "could not be asked" in WORDS.text(answer.detail, IN_ENGLISH)

    cloud.order(Fault(FaultKind.HTTP_ERROR, action=reader.action, times=3))
    with pytest.raises(Unavailable):
        await reader(calls, FORMS).read_back(alert, now=NOON)


async def test_a_region_that_nobody_knows_makes_nothing_forged(cloud):
    """ALR-2: a region of tomorrow is in no table of today."""
    alert = alert_of(cloud, cloud.alarms.forge(cls_alarm("ap-guangzhou")))
    alert.labels["region"] = "月球"

    answer = await TencentClsReader(calls_of(cloud), FORMS).read_back(alert, now=NOON)

    assert (answer.state, answer.detail) == (
        ReadBack.UNKNOWN,
        message("alert.region_unknown", region=Foreign("月球")),
    )


async def test_histories_of_projects_without_rights_are_not_shown(cloud):
    """ALR-2: doc 248/48684; what is hidden looks as if it was never there."""
    project = {"ProjectId": 7, "PolicyId": "policy-abc", "Dimensions": json.dumps(DIMENSIONS)}
    cloud.monitor.add_history(project)
    cloud.add_account(Account("AKIDsub", "sub-key", projects=frozenset({0})))
    found = await TencentMonitorReader(
        calls_of(cloud, secret_id="AKIDsub", secret_key="sub-key"), FORMS
    ).poll(start=WIDE[0], end=WIDE[1])
    everything = await TencentMonitorReader(
        calls_of(cloud, secret_id=SANDBOX_SECRET_ID, secret_key=SANDBOX_SECRET_KEY), FORMS
    ).poll(start=WIDE[0], end=WIDE[1])
    assert (len(found), len(everything)) == (0, 1)


async def test_polls_and_briefings_read_every_region(cloud):
    """ALR-1, BRF-4, CLD-1."""
    calls = calls_of(cloud, regions=REGIONS)
    for region in ("ap-guangzhou", *REGIONS):
        cloud.alarms.fire(cls_alarm(region))
        cloud.alarms.fire(monitor_alarm(region))

    for reader in (TencentClsReader(calls, FORMS), TencentMonitorReader(calls, FORMS)):
        assert len(await reader.poll(start=WIDE[0], end=WIDE[1])) == 3
    assert len(await TencentAlarms(calls).records(start=WIDE[0], end=WIDE[1])) == 6


async def test_a_region_that_cannot_be_polled_hides_no_other(cloud):
    """ALR-1: each region is a poll of its own, with its name."""
    cloud.alarms.fire(cls_alarm("ap-shanghai"))
    polls = TencentClsReader(calls_of(cloud, regions=("ap-shanghai",)), FORMS).by_region
    assert [each.name for each in polls] == [
        "DescribeAlertRecordHistory (ap-guangzhou)",
        "DescribeAlertRecordHistory (ap-shanghai)",
    ]
    cloud.order(Fault(FaultKind.HTTP_ERROR, times=1))
    with pytest.raises(Unavailable):
        await polls[0].poll(start=WIDE[0], end=WIDE[1])
    assert len(await polls[1].poll(start=WIDE[0], end=WIDE[1])) == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("广州", "ap-guangzhou"), ("华南地区（广州）", "ap-guangzhou"), ("gz", "ap-guangzhou"),
        ("East China (Shanghai)", "ap-shanghai"), ("ap-nanjing", "ap-nanjing"),
        ("上海金融", "ap-shanghai-fsi"), ("中国香港", "ap-hongkong"), ("", ""), ("月球", ""),
    ],
)  # fmt: skip
def test_a_region_is_known_by_each_of_its_names(said, code):
    """ALR-2."""
    assert code_of(said) == code


@pytest.mark.parametrize("value", [{"region": "guangzhou"}, {"regions": "ap-shanghai,上海"}])
def test_a_region_that_is_no_code_is_refused_at_start(value):
    """ALR-2, REL-2."""
    with pytest.raises(ValueError, match="code of a region, such as ap-guangzhou"):
        TencentSettings(**value)
    assert TencentSettings(regions="ap-shanghai, ap-nanjing").regions == (
        "ap-shanghai",
        "ap-nanjing",
    )
