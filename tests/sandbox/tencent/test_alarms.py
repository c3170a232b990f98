"""Alarm policies of the log service, their records and their runs."""

import json

import pytest
from tencentcloud.cls.v20201016 import models

from tests.sandbox.tencent.support import START, fill, refusal


def make(model, content):
    request = model()
    request.from_json_string(json.dumps(content))
    return request


def policy(topic, **changes):
    return {
        "Name": "errors",
        "AlarmTargets": [
            {
                "TopicId": topic.topic_id,
                "Query": "level:ERROR | SELECT count(*) AS n",
                "Number": 1,
                "StartTimeOffset": -5,
                "EndTimeOffset": 0,
                "LogsetId": topic.logset_id,
                "SyntaxRule": 1,
            }
        ],
        "MonitorTime": {"Type": "Period", "Time": 1},
        "TriggerCount": 1,
        "AlarmPeriod": 15,
        "Condition": "$1.n > 10",
        "AlarmLevel": 2,
        **changes,
    }


def create(cls, content):
    return cls.CreateAlarm(make(models.CreateAlarmRequest, content))


async def listed(cls, *filters):
    content = {"Filters": [{"Key": key, "Values": [value]} for key, value in filters]}
    reply = await cls.DescribeAlarms(make(models.DescribeAlarmsRequest, content))
    assert reply.TotalCount == len(reply.Alarms)
    return [alarm.Name for alarm in reply.Alarms]


async def test_a_policy_is_listed_as_it_was_made(cls, topic):
    """CLD-1."""
    alarm_id = (await create(cls, policy(topic))).AlarmId
    (alarm,) = (await cls.DescribeAlarms(models.DescribeAlarmsRequest())).Alarms
    assert (alarm.AlarmId, alarm.Name, alarm.AlarmLevel) == (alarm_id, "errors", 2)
    assert (alarm.Status, alarm.Condition) == (True, "$1.n > 10")
    assert alarm.AlarmTargets[0].TopicId == topic.topic_id
    assert await refusal(create(cls, policy(topic))) == "InvalidParameter.AlarmConflict"


async def test_policies_are_filtered(cls, cloud, topic):
    """CLD-1."""
    cloud.add_alarm(policy(topic, Name="errors"))
    other = cloud.add_alarm(policy(topic, Name="slow", Status=False, AlarmTargets=[]))
    cloud.add_alarm(policy(topic, Name="elsewhere"), region="ap-shanghai")
    assert await listed(cls) == ["errors", "slow"]
    assert await listed(cls, ("name", "err")) == ["errors"]
    assert await listed(cls, ("alarmId", other)) == ["slow"]
    assert await listed(cls, ("topicId", topic.topic_id)) == ["errors"]
    assert await listed(cls, ("enable", "F")) == ["slow"]
    assert await refusal(listed(cls, ("enable", "maybe"))) == "InvalidParameter"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"TriggerCount": 0}, "InvalidParameter"),
        ({"AlarmPeriod": 1441}, "InvalidParameter"),
        ({"MultiConditions": [{"Condition": "$1.n>1"}]}, "InvalidParameter"),
        ({"Condition": None}, "InvalidParameter"),
        ({"Name": None}, "MissingParameter"),
        ({"AlarmTargets": [{"TopicId": "no"}]}, "ResourceNotFound.TopicNotExist"),
    ],
)
async def test_a_policy_that_cannot_be_is_refused(cls, topic, wrong, code):
    """REL-2."""
    assert await refusal(create(cls, policy(topic, **wrong))) == code


@pytest.fixture
def records(cls):
    async def ask(*filters, **parameters):
        content = {
            "From": START,
            "To": START + 100_000,
            "Offset": 0,
            "Limit": 100,
            "Filters": [{"Key": key, "Values": list(values)} for key, *values in filters],
            **parameters,
        }
        request = make(models.DescribeAlertRecordHistoryRequest, content)
        return await cls.DescribeAlertRecordHistory(request)

    return ask


async def test_records_come_newest_first_within_the_range(cloud, records):
    """CLD-1."""
    for number in range(4):
        cloud.add_alarm_record({"AlarmName": f"a{number}", "CreateTime": START + number * 1000})
    reply = await records(To=START + 3000, Limit=2)
    assert [record.AlarmName for record in reply.Records] == ["a2", "a1"]
    assert reply.TotalCount == 3
    rest = await records(To=START + 3000, Limit=2, Offset=2)
    assert [record.AlarmName for record in rest.Records] == ["a0"]


async def test_records_are_filtered_by_the_keys_of_the_api(cloud, records):
    """CLD-1: the key is alertId, though the field is AlarmId."""
    at = {"CreateTime": START}
    cloud.add_alarm_record({**at, "AlarmId": "alarm-1", "TopicId": "t", "Status": 1})
    cloud.add_alarm_record({**at, "AlarmId": "alarm-2", "AlarmLevel": 2})
    cloud.add_alarm_record({**at, "AlarmId": "alarm-1"}, region="ap-shanghai")
    for key, value, alarm in (
        ("alertId", "alarm-1", "alarm-1"),
        ("topicId", "t", "alarm-1"),
        ("status", "0", "alarm-2"),
        ("alarmLevel", "2", "alarm-2"),
    ):
        assert [record.AlarmId for record in (await records((key, value))).Records] == [alarm]
    both = (await records(("alertId", "alarm-1", "alarm-2"))).TotalCount
    assert both == 2
    assert await refusal(records(("alarmId", "alarm-1"))) == "InvalidFilter"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"Limit": 101}, "InvalidParameter"),
        ({"From": START + 100_000}, "InvalidParameter"),
        ({"Offset": None}, "MissingParameter"),
    ],
)
async def test_records_that_cannot_be_listed_are_refused(records, wrong, code):
    """REL-2."""
    assert await refusal(records(**wrong)) == code


@pytest.fixture
def runs(cls):
    async def ask(query, *, lucene=False, **parameters):
        request = fill(models.GetAlarmLogRequest(), From=START, To=START + 100_000)
        request._Query, request._QueryString = (query, None) if lucene else (None, query)
        return await cls.GetAlarmLog(fill(request, **parameters))

    return ask


async def test_the_run_behind_a_record_is_in_the_alarm_log(cloud, runs):
    """CLD-1."""
    record = cloud.add_alarm_record(
        {
            "AlarmId": "alarm-1",
            "TopicId": "t-1",
            "CreateTime": START,
            "Notices": [{"Name": "people", "AlarmNoticeId": "notice-1"}],
        }
    )
    cloud.add_alarm_record({"AlarmId": "alarm-2", "CreateTime": START})
    query = 'alert_id:"alarm-1" AND monitored_object:"t-1" AND NOT condition_evaluate_result:"Skip"'
    for lucene in (True, False):
        (run,) = (await runs(query, lucene=lucene)).Results
        fields = json.loads(run.LogJson)
        assert fields["record_id"] == record
        assert fields["fire_time"] == str(START)
        assert fields["notification_send_result"] == "SendSuccess"
    reply = await runs(
        "* | SELECT alert_id, count_if(notification_send_result='NotSend') AS silent"
        " GROUP BY alert_id ORDER BY alert_id",
        UseNewAnalysis=True,
    )
    assert [json.loads(row)["silent"] for row in reply.AnalysisRecords] == [0, 1]


async def test_the_alarm_log_comes_in_pages(cloud, runs):
    """CLD-1."""
    for number in range(5):
        cloud.add_alarm_record({"AlarmName": f"a{number}", "CreateTime": START + number})
    first = await runs("", Limit=3, Sort="asc")
    rest = await runs("", Limit=3, Sort="asc", Context=first.Context)
    names = [json.loads(r.LogJson)["alert_name"] for r in (*first.Results, *rest.Results)]
    assert names == ["a0", "a1", "a2", "a3", "a4"]
    assert (first.ListOver, rest.ListOver) == (False, True)
