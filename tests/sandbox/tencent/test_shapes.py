"""Every reply has the fields and types of the SDK's models, and no other."""

import httpx
import pytest
from tencentcloud.cls.v20201016 import models as cls_models

from sandbox.tencent import parameters
from sandbox.tencent.cls.service import cls_service
from sandbox.tencent.monitor.service import monitor_service
from sandbox.tencent.tts import tts_service
from tests.sandbox.tencent.support import START, build_common_client, now

TO = START + 100_000
FILLED = {
    "SearchLog": {"From": START, "To": TO, "QueryString": "level:ERROR", "HighLight": True},
    "DescribeLogContext": {"BTime": "2026-01-01 08:00:00.000"},
    "DescribeLogHistogram": {"From": START, "To": TO, "Query": "*"},
    "CreateLogset": {"LogsetName": "new"},
    "DescribeLogsets": {},
    "DescribeTopics": {},
    "DescribeIndex": {},
    "DescribeAlarms": {},
    "DescribeAlertRecordHistory": {"From": START, "To": TO, "Offset": 0, "Limit": 10},
    "GetAlarmLog": {"From": START, "To": TO},
    "GetMonitorData": {
        "Namespace": "QCE/CVM",
        "MetricName": "CPUUsage",
        "Instances": [{"Dimensions": [{"Name": "InstanceId", "Value": "ins-1"}]}],
        "SpecifyStatistics": 7,
    },
    "DescribeStatisticData": {
        "Module": "monitor",
        "Namespace": "QCE/CVM",
        "MetricNames": ["CPUUsage"],
        "GroupBys": ["InstanceId"],
    },
    "DescribeBaseMetrics": {"Namespace": "QCE/CVM"},
    "DescribeAlarmHistories": {"Module": "monitor"},
    "DescribeAlarmPolicies": {"Module": "monitor"},
    "TextToVoice": {"Text": "早", "SessionId": "s", "EnableSubtitle": True},
}
ABOUT_THE_TOPIC = {"SearchLog", "DescribeLogContext", "DescribeLogHistogram", "DescribeIndex"}


@pytest.fixture
async def call(cloud, topic, load):
    load({"level": "ERROR", "message": "x"})
    (line,) = topic.lines.between(START, TO)
    cloud.add_alarm({"Name": "a"})
    cloud.add_alarm_record({"CreateTime": START})
    at = int(now().timestamp())
    cloud.monitor.add_points(
        ("ap-guangzhou", "QCE/CVM", "CPUUsage"), {"InstanceId": "ins-1"}, [(at, 1.0)]
    )
    cloud.monitor.add_history({"FirstOccurTime": at - 1})
    cloud.monitor.add_policy({"PolicyName": "p"})
    services = {
        action.name: service
        for service in (cls_service(cloud.cls), monitor_service(cloud.monitor), tts_service())
        for action in service.actions
    }
    transport = httpx.ASGITransport(app=cloud.app)
    async with httpx.AsyncClient(transport=transport, trust_env=False) as http:

        async def ask(action, **more):
            service = services[action]
            params = {**FILLED[action], **more}
            if action in ABOUT_THE_TOPIC:
                params["TopicId"] = topic.topic_id
            if action == "DescribeLogContext":
                params |= {"PkgId": line.package, "PkgLogId": line.number}
            client = build_common_client(service.name, service.version)
            client.http_client = http
            reply = (await client.call_and_deserialize(action, params))["Response"]
            return reply, service.models

        yield ask


@pytest.mark.parametrize("action", FILLED)
async def test_a_reply_has_the_fields_of_the_sdk_model(call, action):
    """CLD-1."""
    reply, models = await call(action)
    checked = parameters.check(reply, models, f"{action}Response", frozenset(("RequestId",)))
    # Each list was filled, so that the shape of its items is seen as well.
    assert all(value for value in checked.values() if isinstance(value, list))


@pytest.mark.parametrize("new_form", [True, False])
async def test_an_analysis_has_the_fields_of_the_sdk_model(call, new_form):
    """CLD-1."""
    query = "* | SELECT level, count(*) AS n GROUP BY level"
    reply, models = await call("SearchLog", QueryString=query, UseNewAnalysis=new_form)
    parameters.check(reply, models, "SearchLogResponse", frozenset(("Analysis",)))


async def test_a_search_of_several_topics_has_the_fields_of_the_sdk_model(search, topic, load):
    """CLD-1."""
    load({"level": "ERROR"})
    asked = []
    for topic_id in (topic.topic_id, "gone"):
        info = cls_models.MultiTopicSearchInformation()
        info.TopicId = topic_id
        asked.append(info)
    reply = await search(TopicId=None, Topics=asked)
    (info,), (error,) = reply.Topics.Infos, reply.Topics.Errors
    assert None not in (info.TopicId, info.Period, info.Context)
    assert None not in (error.TopicId, error.ErrorMsg, error.ErrorCodeStr)
