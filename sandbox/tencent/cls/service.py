"""The `cls` service: which actions there are, what each requires and how often it may be called."""

from collections.abc import Iterable

from tencentcloud.cls.v20201016 import models

from sandbox.tencent.actions import Action, Crowding, Request, Service
from sandbox.tencent.cls.alarms import Alarms
from sandbox.tencent.cls.context import Surroundings
from sandbox.tencent.cls.dashboards import Dashboards
from sandbox.tencent.cls.paging import Bookmarks
from sandbox.tencent.cls.scheduled import Scheduling
from sandbox.tencent.cls.search import Searching
from sandbox.tencent.cls.state import ClsState
from sandbox.tencent.cls.text2sql import Text2Sql
from sandbox.tencent.cls.topics import Topics
from sandbox.tencent.cls.upload import Uploading

# Per account and second; the concurrency is per topic. All three from the action's own page.
SEARCHES_PER_SECOND = 10_000.0
SEARCHES_AT_ONCE = 15
UPLOADS_PER_SECOND = 10_000.0


def cls_service(state: ClsState) -> Service:
    """Return the log service over `state`."""
    searching = Searching(state, Bookmarks(state.clock, state.identifiers))
    topics, surroundings = Topics(state), Surroundings(state)
    alarms, uploading = Alarms(state, searching), Uploading(state)
    scheduling = Scheduling(state)
    crowding = Crowding(SEARCHES_AT_ONCE, "LimitExceeded.LogSearch", _searched_topics)
    return Service(
        name="cls",
        version="2020-10-16",
        models=models,
        actions=(
            Action(
                "SearchLog",
                searching.search_log,
                frozenset(("From", "To")),
                SEARCHES_PER_SECOND,
                crowding,
            ),
            Action(
                "UploadLog",
                uploading.upload_log,
                frozenset(("TopicId",)),
                UPLOADS_PER_SECOND,
                octet_stream=True,
            ),
            Action(
                "DescribeLogContext",
                surroundings.describe_log_context,
                frozenset(("TopicId", "BTime", "PkgId", "PkgLogId")),
            ),
            Action(
                "DescribeLogHistogram",
                surroundings.describe_log_histogram,
                frozenset(("From", "To", "Query")),
            ),
            Action("CreateLogset", topics.create_logset, frozenset(("LogsetName",))),
            Action("DescribeLogsets", topics.describe_logsets),
            Action("CreateTopic", topics.create_topic, frozenset(("LogsetId", "TopicName"))),
            Action("DescribeTopics", topics.describe_topics),
            Action("CreateIndex", topics.create_index, frozenset(("TopicId", "Rule"))),
            Action("DescribeIndex", topics.describe_index, frozenset(("TopicId",))),
            Action(
                "CreateAlarm",
                alarms.create_alarm,
                frozenset(("Name", "AlarmTargets", "MonitorTime", "TriggerCount", "AlarmPeriod")),
            ),
            Action("ModifyAlarm", alarms.modify_alarm, frozenset(("AlarmId",))),
            Action("DescribeAlarms", alarms.describe_alarms),
            Action(
                "CreateScheduledSql",
                scheduling.create_scheduled_sql,
                frozenset(
                    (
                        *("SrcTopicId", "Name", "EnableFlag", "DstResource", "ProcessDelay"),
                        *("ScheduledSqlContent", "ProcessStartTime", "ProcessType"),
                        *("ProcessPeriod", "ProcessTimeWindow", "SrcTopicRegion"),
                    )
                ),
            ),
            Action("DescribeScheduledSqlInfo", scheduling.describe_scheduled_sql_info),
            Action(
                "ChatCompletions",
                Text2Sql(state).chat_completions,
                frozenset(("Model", "Messages")),
            ),
            Action("DescribeDashboards", Dashboards(state).describe_dashboards),
            Action(
                "DescribeAlertRecordHistory",
                alarms.describe_alert_record_history,
                frozenset(("From", "To", "Offset", "Limit")),
            ),
            Action("GetAlarmLog", alarms.get_alarm_log, frozenset(("From", "To"))),
        ),
    )


def _searched_topics(request: Request) -> Iterable[str]:
    if "TopicId" in request.params:
        return [request.params["TopicId"]]
    return {each.get("TopicId", "") for each in request.params.get("Topics", ())}
