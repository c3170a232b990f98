"""Every call that the code makes to Tencent Cloud, held to the SDK's own models.

What goes out is read off the wire: field names and types against the request class of the SDK,
required fields against the vendor's documents, closed lists of values against the descriptions in
the SDK. An adapter whose action is not tried here fails the first test.
"""

import ast
import importlib
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

import integrations.tencent
from bootstrap.system import SystemClock
from domain.alerts.cls import read_cls
from domain.alerts.monitor import read_monitor
from domain.clusters.changes import Performing
from domain.clusters.edits import NewPool
from domain.common.readers import Language
from domain.deliveries.deliveries import ChannelAddress, ChannelKind, Message
from domain.deliveries.text_templates import TextTemplate
from domain.logs.logs import LogQuery, LogTopic
from domain.monitoring.log_resources import NewLogset, NewScheduledSql, NewTopic
from domain.monitoring.policies import AlarmSwitch, Comparison, LogAlarm, MetricAlarm
from domain.voice.hearing import Sound, SoundForm
from domain.watches.metrics.sources import Period, TencentMonitor, TencentStatistic
from integrations.tencent.alarm_policies import TencentAlarmPolicies
from integrations.tencent.alarm_readers import TencentClsReader
from integrations.tencent.alarm_readers import TencentMonitorReader as TencentAlarmReader
from integrations.tencent.alarms import TencentAlarms
from integrations.tencent.calls import TencentAccess, TencentCalls
from integrations.tencent.clusters import TencentClusters
from integrations.tencent.dashboards import TencentDashboards
from integrations.tencent.ears import TencentEar
from integrations.tencent.log_resources import TencentLogResources
from integrations.tencent.logs import TencentLogs
from integrations.tencent.metric_catalogue import TencentMetricCatalogue
from integrations.tencent.metrics import CapacityMetric, TencentMetrics
from integrations.tencent.query_writer import TencentQueryWriter
from integrations.tencent.series import TencentMonitorReader, TencentStatisticReader
from integrations.tencent.texts import TencentTexts, TextAccount
from integrations.tencent.usage import TencentUsage
from integrations.tencent.voiceprints import TencentVoiceprints
from integrations.tencent.voices import TencentVoice
from sandbox.tencent import parameters
from sandbox.tencent.accounts import SANDBOX_SECRET_ID, SANDBOX_SECRET_KEY
from sandbox.tencent.errors import ApiError
from sandbox.tencent.tke.kubeconfigs import bearer_kubeconfig
from sandbox.tencent.tke.state import NewCluster
from tests.fakes.alert_messages import FORMS, cls_message, monitor
from tests.fakes.clock import CountingIds
from tests.fakes.deliveries import InMemoryPace
from tests.integrations.tencent.conftest import NOON

SERVICES = {
    "asr": "asr.v20190614",
    "cls": "cls.v20201016",
    "monitor": "monitor.v20180724",
    "sms": "sms.v20210111",
    "tke": "tke.v20180525",
    "tts": "tts.v20190823",
}
DAY = timedelta(days=1)

A_POOL = NewPool(
    name="夜间任务",
    instance_type="S5.MEDIUM4",
    subnets=("subnet-1a2b3c4d",),
    nodes=2,
    minimum=0,
    maximum=6,
    security_groups=("sg-1a2b3c4d",),
    labels={"tier": "batch"},
)

METRIC_ALARM = MetricAlarm(
    name="cpu-high",
    namespace="cvm_device",
    metric="CpuUsage",
    comparison=Comparison.GREATER,
    threshold=90.5,
    notices=("notice-1a2b3c4d",),
)
LOG_ALARM = LogAlarm(
    name="支付报错",
    topic_id="",
    logset_id="",
    query="level:ERROR | select count(*) as n",
    condition="$1.n > 10",
    notices=("notice-0850756b",),
)

REQUIRED = {
    "ChatCompletions": {"Model", "Messages"},
    "CreateIndex": {"TopicId", "Rule"},
    "CreateLogset": {"LogsetName"},
    "CreateScheduledSql": {
        *("SrcTopicId", "Name", "EnableFlag", "DstResource", "ScheduledSqlContent"),
        *("ProcessStartTime", "ProcessType", "ProcessPeriod", "ProcessTimeWindow"),
        *("ProcessDelay", "SrcTopicRegion"),
    },
    "CreateTopic": {"LogsetId", "TopicName"},
    "DescribeLogsets": set(),
    "DescribeScheduledSqlInfo": set(),
    "CreateAlarm": {"Name", "AlarmTargets", "MonitorTime", "TriggerCount", "AlarmPeriod"},
    "CreateAlarmPolicy": {"Module", "PolicyName", "MonitorType", "Namespace"},
    "DescribeAlarmPolicies": {"Module"},
    "DescribeAlarms": set(),
    "DescribeDashboards": set(),
    "ModifyAlarm": {"AlarmId"},
    "ModifyAlarmPolicyStatus": {"Module", "PolicyId", "Enable"},
    "CreateClusterNodePool": {
        *("ClusterId", "AutoScalingGroupPara", "LaunchConfigurePara"),
        *("InstanceAdvancedSettings", "EnableAutoscale"),
    },
    "DescribeAlarmHistories": {"Module"},
    "DescribeAlertRecordHistory": {"From", "To", "Offset", "Limit"},
    "DescribeBaseMetrics": {"Namespace"},
    "DescribeClusterKubeconfig": {"ClusterId"},
    "DescribeClusterNodePools": {"ClusterId"},
    "DescribeClusters": set(),
    "DescribeLogContext": {"TopicId", "BTime", "PkgId", "PkgLogId"},
    "DescribeLogHistogram": {"From", "To", "Query"},
    "DescribeStatisticData": {"Module", "Namespace", "MetricNames"},
    "DescribeTopics": set(),
    "GetMonitorData": {"Namespace", "MetricName", "Instances"},
    "ModifyNodePoolDesiredCapacityAboutAsg": {"ClusterId", "NodePoolId", "DesiredCapacity"},
    "SearchLog": {"From", "To", "QueryString"},
    "SentenceRecognition": {"EngSerViceType", "SourceType", "VoiceFormat"},
    "SendSms": {"PhoneNumberSet", "SmsSdkAppId", "TemplateId"},
    "TextToVoice": {"Text", "SessionId"},
    "VoicePrintDelete": set(),
    "VoicePrintEnroll": {"VoiceFormat", "SampleRate"},
    "VoicePrintGroupVerify": {"VoiceFormat", "SampleRate", "Data", "GroupId", "TopN"},
    "VoicePrintUpdate": {"VoiceFormat", "SampleRate", "VoicePrintId"},
    "VoicePrintVerify": {"VoiceFormat", "SampleRate", "VoicePrintId", "Data"},
}
"""From the vendor's pages of each action; the SDK's models do not tell."""

CLOSED: dict[str, Callable[[Any], bool]] = {
    "CreateAlarm.AlarmLevel": lambda value: value in (0, 1, 2),
    "CreateAlarm.AlarmPeriod": lambda value: 0 <= value <= 1_440,
    "CreateAlarm.AlarmTargets": lambda value: all(
        each["SyntaxRule"] in (0, 1) and -1_440 <= each["StartTimeOffset"] <= 0 for each in value
    ),
    "CreateAlarm.Classifications": lambda value: all(
        re.fullmatch(r"[a-z][a-z0-9_]{0,49}", each["Key"]) and len(each["Value"]) <= 200
        for each in value
    ),
    "CreateAlarm.MonitorTime": lambda value: value["Type"] in ("Period", "Fixed", "Cron"),
    "CreateAlarm.TriggerCount": lambda value: 1 <= value <= 2_000,
    "ChatCompletions.Messages": lambda value: (
        0 < len(value) <= 11 and all(each["Role"] in ("user", "assistant") for each in value)
    ),
    "ChatCompletions.Model": lambda value: value in ("text2sql", "text2sql-reasoning"),
    "CreateIndex.MetadataFlag": lambda value: value in (0, 1, 2),
    "CreateIndex.Rule": lambda value: set(value) <= {"FullText", "KeyValue", "Tag", "DynamicIndex"},
    "CreateLogset.LogsetName": lambda value: 0 < len(value) <= 255 and "|" not in value,
    "CreateScheduledSql.DstResource": lambda value: value["BizType"] in (0, 1),
    "CreateScheduledSql.EnableFlag": lambda value: value in (1, 2),
    "CreateScheduledSql.ProcessDelay": lambda value: 0 <= value <= 120,
    "CreateScheduledSql.ProcessPeriod": lambda value: 1 <= value <= 1_440,
    "CreateScheduledSql.ProcessTimeWindow": lambda value: re.fullmatch(r"@m-\d+m,@m", value),
    "CreateScheduledSql.ProcessType": lambda value: value in (1, 2),
    "CreateScheduledSql.SyntaxRule": lambda value: value in (0, 1),
    "CreateTopic.Period": lambda value: 1 <= value <= 3_600 or value == 3_640,
    "CreateTopic.TopicName": lambda value: 0 < len(value) <= 255 and "|" not in value,
    "DescribeLogsets.Limit": lambda value: 1 <= value <= 100,
    "DescribeScheduledSqlInfo.Limit": lambda value: 1 <= value <= 100,
    "DescribeTopics.PreciseSearch": lambda value: value in (0, 1, 2, 3),
    "CreateAlarmPolicy.Condition": lambda value: all(
        each["Operator"] in ("eq", "ge", "gt", "le", "lt", "ne") and isinstance(each["Value"], str)
        for each in value["Rules"]
    ),
    "CreateAlarmPolicy.Enable": lambda value: value in (0, 1),
    "CreateAlarmPolicy.Filter": lambda value: value["Type"] == "DIMENSION",
    "CreateAlarmPolicy.IsBindAll": lambda value: value in (0, 1),
    "CreateAlarmPolicy.Module": lambda value: value == "monitor",
    "CreateAlarmPolicy.MonitorType": lambda value: value == "MT_QCE",
    "CreateAlarmPolicy.Remark": lambda value: len(value) <= 100 and re.fullmatch(r"[\w-]*", value),
    "DescribeAlarmPolicies.Module": lambda value: value == "monitor",
    "DescribeAlarmPolicies.PageSize": lambda value: 1 <= value <= 100,
    "DescribeAlarms.Limit": lambda value: 1 <= value <= 100,
    "DescribeDashboards.Filters": lambda value: (
        len(value) <= 10
        and all(
            each["Key"] in ("dashboardId", "dashboardName", "dashboardRegion")
            and len(each["Values"]) <= 100
            for each in value
        )
    ),
    "DescribeDashboards.Limit": lambda value: 1 <= value <= 100,
    "DescribeDashboards.Offset": lambda value: value >= 0,
    "ModifyAlarmPolicyStatus.Enable": lambda value: value in (0, 1),
    "ModifyAlarmPolicyStatus.Module": lambda value: value == "monitor",
    "DescribeAlarmHistories.Module": lambda value: value == "monitor",
    "DescribeAlarmHistories.PageNumber": lambda value: value >= 1,
    "DescribeAlarmHistories.PageSize": lambda value: 1 <= value <= 100,
    "DescribeAlertRecordHistory.Limit": lambda value: 1 <= value <= 100,
    "DescribeClusters.Limit": lambda value: 1 <= value <= 100,
    "DescribeLogHistogram.SyntaxRule": lambda value: value in (0, 1),
    "DescribeStatisticData.Module": lambda value: value == "monitor",
    "DescribeStatisticData.Period": lambda value: value in (60, 300, 3_600, 86_400),
    "DescribeStatisticData.Conditions": lambda value: all(
        each["Operator"] in ("=", "in") for each in value
    ),
    "DescribeTopics.Limit": lambda value: 1 <= value <= 100,
    "GetMonitorData.Period": lambda value: value in (10, 60, 300, 3_600, 86_400),
    "GetMonitorData.SpecifyStatistics": lambda value: 1 <= value <= 7,
    "SearchLog.Limit": lambda value: 1 <= value <= 1_000,
    "SearchLog.QuerySyntax": lambda value: value in (0, 1),
    "SearchLog.Sort": lambda value: value in ("asc", "desc"),
    "SentenceRecognition.EngSerViceType": lambda value: value in ("16k_zh", "16k_en"),
    "SentenceRecognition.SourceType": lambda value: value in (0, 1),
    "SentenceRecognition.VoiceFormat": lambda value: value in ("wav", "pcm", "mp3"),
    "SentenceRecognition.HotwordList": lambda value: all(
        1 <= int(each.partition("|")[2]) <= 11 for each in value.split(",")
    ),
    "SendSms.PhoneNumberSet": lambda value: 1 <= len(value) <= 200,
    "SendSms.SessionContext": lambda value: len(value.encode()) < 512,
    "TextToVoice.Codec": lambda value: value in ("wav", "mp3", "pcm"),
    "TextToVoice.PrimaryLanguage": lambda value: value in (1, 2),
    "TextToVoice.SampleRate": lambda value: value in (8_000, 16_000, 24_000),
    "TextToVoice.Speed": lambda value: -2 <= value <= 6,
    "TextToVoice.Text": lambda value: len(value) <= 500,
    "VoicePrintEnroll.GroupId": lambda value: value.replace("_", "a").isalpha(),
    "VoicePrintEnroll.SampleRate": lambda value: value == 16_000,
    "VoicePrintEnroll.VoiceFormat": lambda value: value in (0, 1),
}
"""Values that the SDK's descriptions of the fields allow."""


@dataclass
class Wire:
    """Passes requests on to the stand-in, and keeps what was asked."""

    inner: httpx.ASGITransport
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    def transport(self) -> httpx.AsyncBaseTransport:
        """Return the network of one client."""
        wire = self

        class Reading(httpx.AsyncBaseTransport):
            async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
                body = json.loads(await request.aread())
                service = request.headers["Authorization"].split("/")[2]
                wire.asked.append((service, request.headers["X-TC-Action"], body))
                return await wire.inner.handle_async_request(request)

        return Reading()


@pytest.fixture
async def wire(cloud, topic):
    return Wire(httpx.ASGITransport(app=cloud.app))


@pytest.fixture
async def calls(wire):
    access = TencentAccess(
        secret_id=SANDBOX_SECRET_ID,
        secret_key=SANDBOX_SECRET_KEY,
        endpoint="sandbox.invalid",
        tls=False,
        calls_per_second=1_000,
    )
    made = TencentCalls(access, InMemoryPace(), SystemClock(), wire.transport)
    yield made
    await made.close()


@pytest.fixture
async def everything_asked(cloud, topic, calls, wire):
    """Let each adapter make each of its calls, in the forms that differ."""
    for ask in _questions(cloud, topic, calls):
        await ask()
    return wire.asked


def _questions(cloud, topic, calls) -> list[Callable[[], Awaitable[Any]]]:
    shop = cloud.tke.add_cluster(
        NewCluster("shop", bearer_kubeconfig("http://127.0.0.1:1/k8s", "x"), nodes=2)
    )
    pool = next(iter(shop.pools.values()))
    clusters, logs = TencentClusters(calls), TencentLogs(calls)
    alarms, cls, polled = (
        TencentAlarms(calls),
        TencentClsReader(calls, FORMS),
        TencentAlarmReader(calls, FORMS),
    )
    query = LogQuery(topic.topic_id, "level:ERROR", NOON - DAY, NOON + timedelta(seconds=1))
    fired = read_monitor(
        monitor(firstOccurTime="2026-11-20 19:30:00"), received_at=NOON, settings=FORMS
    )[0]
    began = int(NOON.timestamp() * 1_000) - 1_800_000
    raw = cls_message(start_ms=began, notify_ms=began + 60_000)
    logged = read_cls(raw, received_at=NOON, settings=FORMS)[0]
    cpu = {"InstanceId": "ins-1"}
    series = TencentMonitor("QCE/CVM", "CPUUsage", tuple(cpu.items()), Period.MINUTE)
    groups = TencentStatistic(
        "QCE/TKE2",
        "K8sPodCpuCoreUsed",
        (("tke_cluster_instance_id", ("cls-1",)), ("pod_name", ("a", "b"))),
        Period.MINUTE,
        ("pod_name",),
    )

    policies = TencentAlarmPolicies(calls)
    objects = {"tke_cluster_instance_id": ("cls-1", "cls-2")}
    of_clusters = replace(
        METRIC_ALARM,
        name="pods",
        namespace="k8s_pod2",
        metric="K8sPodCpuCoreUsed",
        objects=objects,
    )
    of_topic = replace(LOG_ALARM, topic_id=topic.topic_id, logset_id=topic.logset_id)

    async def policies_made_and_switched() -> None:
        for number, alarm in enumerate((METRIC_ALARM, of_clusters, of_topic)):
            key = f"e-0123456789abcdef-{number}"
            made = await policies.perform(policies.region, alarm, key=key, seen="absent")
            assert made.outcome is Performing.DONE
        for each in await policies.policies():
            switch = AlarmSwitch(each.source, each.id, enabled=False)
            seen = (await policies.look(each.region, switch)).seen
            await policies.perform(each.region, switch, key="e-1", seen=seen)

    resources = TencentLogResources(calls, logs)

    async def log_resources_made() -> None:
        here = resources.region
        parts = [NewLogset(name="audit"), NewTopic(name="figures", logset_id=topic.logset_id)]
        for part in parts:
            made = await resources.perform(here, part, key="e-1", seen="absent")
            assert made.outcome is Performing.DONE
        scheduled = NewScheduledSql(
            name="errors",
            topic_id=topic.topic_id,
            target_id=made.after or "",
            query="level:ERROR | select count(*) as n",
        )
        await resources.perform(here, scheduled, key="e-1", seen="absent")
        await resources.logsets()
        await resources.scheduled()

    async def one_line() -> None:
        found = await logs.search(query, limit=1)
        await logs.line(found.lines[0].id)

    async def known_voices() -> None:
        prints = TencentVoiceprints(calls, "zhiban")
        sample = Sound(content=b"\1\0" * 64_000, form=SoundForm.PCM, seconds=4)
        made = await prints.enrol(sample)
        await prints.renew(made, sample)
        await prints.compare(made, sample)
        await prints.find(sample, most=5)
        await prints.delete(made)

    return [
        clusters.clusters,
        lambda: clusters.node_pools(shop.cluster_id),
        lambda: clusters.resize_pool(shop.cluster_id, pool.pool_id, 3),
        lambda: clusters.create_pool(shop.cluster_id, A_POOL, mark=("zhiban.io/edit", "e-1")),
        lambda: clusters.kubeconfig(shop.cluster_id),
        policies_made_and_switched,
        log_resources_made,
        TencentDashboards(calls).dashboards,
        lambda: TencentDashboards(calls).dashboards(id_="dashboard-1"),
        logs.topics,
        one_line,
        lambda: logs.search(query, limit=5_000, newest_first=False),
        lambda: logs.histogram(query, interval_seconds=3_600),
        lambda: alarms.records(start=NOON - DAY, end=NOON),
        lambda: cls.poll(start=NOON - DAY, end=NOON),
        lambda: cls.read_back(logged, now=NOON),
        lambda: polled.poll(start=NOON - DAY, end=NOON),
        lambda: polled.read_back(fired, now=NOON),
        lambda: TencentMonitorReader(calls).read(series, now=NOON),
        lambda: TencentStatisticReader(calls).read(groups, now=NOON),
        lambda: TencentQueryWriter(calls).query_for(
            "how many errors", LogTopic(topic.topic_id, topic.name, topic.logset_id, topic.region)
        ),
        lambda: TencentMetricCatalogue(calls).metrics("QCE/CVM"),
        lambda: TencentMonitorReader(calls).history(
            series, since=NOON - DAY, until=NOON, step=Period.FIVE_MINUTES
        ),
        lambda: TencentUsage(calls).clusters([shop.cluster_id], since=NOON - DAY, until=NOON),
        lambda: TencentUsage(calls).workloads(
            shop.cluster_id, "shop", ["cart", "orders"], since=NOON - DAY, until=NOON
        ),
        lambda: TencentMetrics(
            calls, (CapacityMetric("QCE/CVM", "CvmDiskUsage", cpu),)
        ).capacity_series(start=NOON - DAY, end=NOON),
        lambda: TencentTexts(
            calls, TextAccount("1400000001", "值伴", "1000001", TextTemplate(4, 6))
        ).send(
            Message(key="k" * 300, title="告警", markdown="", text=""),
            ChannelAddress(ChannelKind.SMS, "+8613800138000"),
        ),
        lambda: TencentVoice(calls, CountingIds(), 101001).say(
            "早上好。" * 60, language=Language.CHINESE, rate=1.2
        ),
        lambda: TencentVoice(calls, CountingIds()).say(
            "Good morning.", language=Language.ENGLISH, rate=0.6
        ),
        known_voices,
        lambda: TencentEar(calls).hear(
            Sound(content=bytes(32_000), form=SoundForm.PCM, seconds=1),
            language=Language.CHINESE,
            names=("小智", "值班同学"),
        ),
        lambda: TencentEar(calls).hear(
            Sound(content=bytes(32_000), form=SoundForm.PCM, seconds=1),
            language=Language.ENGLISH,
            names=(),
        ),
    ]


def actions_named() -> set[str]:
    """Return each action of a service that a module of ours names."""
    known = {
        name
        for service, package in SERVICES.items()
        for module in [importlib.import_module(f"tencentcloud.{package}.{service}_client")]
        for name in dir(getattr(module, f"{service.capitalize()}Client"))
        if name[:1].isupper()
    }
    return {
        node.value
        for file in Path(integrations.tencent.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in known
    }


def test_each_action_is_tried_here(everything_asked):
    """CLD-5."""
    assert {action for _, action, _ in everything_asked} == actions_named() == set(REQUIRED)


def test_each_call_fits_the_sdks_models(everything_asked):
    """CLD-5: fields that the vendor does not know fail, and so does a wrong type."""
    for service, action, params in everything_asked:
        models = importlib.import_module(f"tencentcloud.{SERVICES[service]}.models")
        parameters.check(params, models, f"{action}Request", frozenset(REQUIRED[action]))


def test_each_value_of_a_closed_list_is_on_it(everything_asked):
    """CLD-5."""
    seen = {
        f"{action}.{name}": value
        for _, action, params in everything_asked
        for name, value in params.items()
    }
    assert set(CLOSED) - set(seen) == set()
    for _, action, params in everything_asked:
        for name, value in params.items():
            allowed = CLOSED.get(f"{action}.{name}")
            assert allowed is None or allowed(value), (action, name, value)


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("SearchLog", {"From": 1, "To": 2, "QueryString": "*", "Limits": 1}),
        ("SearchLog", {"From": "1", "To": 2, "QueryString": "*"}),
        ("SearchLog", {"From": 1, "To": 2}),
        ("SearchLog", {"From": 1, "To": 2, "QueryString": "*", "Limit": True}),
    ],
)
def test_the_checker_refuses_what_does_not_fit(action, params):
    """CLD-5: seen failing."""
    models = importlib.import_module("tencentcloud.cls.v20201016.models")
    with pytest.raises(ApiError):
        parameters.check(params, models, f"{action}Request", frozenset(REQUIRED[action]))
