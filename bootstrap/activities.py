"""Every activity on its ports: what workers run."""

from dataclasses import dataclass

from activities.briefings import BriefingActivities
from activities.deliveries import DeliveryActivities
from activities.digests import DigestActivities
from activities.lingering import Lingering, spare_slots
from activities.schedules import ScheduleActivities
from activities.tasks import TaskActivities
from activities.watching import WatchPorts
from activities.webhooks import WebhookActivities
from application.analytics.capacity import CapacityOfAll
from application.approvals.answers import ApprovalLinks
from application.approvals.values import EditValues
from application.briefings.fact_gathering import FactGathering
from application.briefings.summaries import Summaries
from application.deliveries.messages import Messages
from application.deliveries.webhooks import EventForwarder
from application.schedules.digests import DigestMaker
from application.schedules.schedules import ScheduledActions
from application.services import Services
from application.voice.requests import CodesKept
from application.watches.change_judging import Judge
from application.watches.metric_sharing import SharedReading
from application.watches.thresholds import ThresholdChecker
from application.watches.web_monitors import WebMonitorChecker
from bootstrap.assistant.assistant import conversation_activities
from bootstrap.assistant.model import Model
from bootstrap.assistant.read_tools import McpReadTools
from bootstrap.foundation import Foundation
from bootstrap.incidents.activities import (
    alert_activities,
    incident_activities,
    question_activities,
)
from bootstrap.incidents.repairs import RepairWork
from bootstrap.running.worker import (
    Activities,
    activities_of,
    calendar_activities_of,
    watch_activities_of,
)
from bootstrap.services import log_learning, metric_presets
from bootstrap.voice.service import voice_requests_of
from bootstrap.webhooks import webhook_endpoints
from domain.common.written_numbers import PageNumbers
from domain.schedules.feeds import NewsTopics
from domain.tasks.tasks import TaskType
from integrations.feeds.reader import WebFeeds
from integrations.fluent_words import read_lexicon
from integrations.html_briefing.writer import AllForms
from integrations.markdown_mail.writer import MarkdownMail
from storage.assistant.budgets import SqlTokenBudget


@dataclass(frozen=True)
class WatchWork:
    """What a worker of watches runs, and the room that its checks share."""

    activities: Activities
    lingering: Lingering


def peoples_activities(
    foundation: Foundation, services: Services, model: Model | None, work: RepairWork
) -> Activities:
    """Return what the people's queue needs."""
    return [
        *activities_of(_briefings(foundation, model), _deliveries(foundation, services)),
        *_calendar(foundation, services, model),
        *incident_activities(foundation, work, model.opinions if model else None),
        *question_activities(foundation, work, services.cluster_edits),
        *alert_activities(foundation, work),
        *conversation_activities(foundation, services, model),
    ]


def watch_work(foundation: Foundation, model: Model | None, work: RepairWork) -> WatchWork:
    """Return what the watches' queue needs."""
    stores = foundation.stores
    lingering = Lingering(spare_slots(foundation.settings.watches.slots))
    ports = WatchPorts(
        {
            TaskType.WEB_MONITOR: _web_monitors(foundation, model),
            TaskType.THRESHOLD_WATCH: ThresholdChecker(
                SharedReading(foundation.outside.series),
                metric_presets(foundation.settings),
                work.opening,
            ),
        },
        stores.tasks,
        stores.watches,
        foundation.clock,
        lingering,
    )
    return WatchWork(watch_activities_of(TaskActivities(stores.tasks, ports)), lingering)


def _web_monitors(foundation: Foundation, model: Model | None) -> WebMonitorChecker:
    stores, outside = foundation.stores, foundation.outside
    judge = None
    if model is not None:
        budget = _budget(foundation)
        judge = Judge(model.judge, stores.verdicts, foundation.clock, budget)
    return WebMonitorChecker(
        outside.web.fetcher,
        outside.web.reader,
        stores.page_texts,
        PageNumbers(read_lexicon().units),
        judge,
        stores.screenshots,
    )


def _briefings(foundation: Foundation, model: Model | None) -> BriefingActivities:
    stores, outside, settings = foundation.stores, foundation.outside, foundation.settings
    gatherer = FactGathering(
        outside.logs,
        outside.alarms,
        CapacityOfAll(outside.metrics, outside.usage, outside.clusters),
        stores.happenings,
        log_learning(outside.web.isolation),
        tuple(settings.tencent.topics),
        sandbox=settings.sandbox,
    )
    return BriefingActivities(
        gatherer,
        Summaries(
            foundation.words, read_lexicon(), model.writer if model else None, _budget(foundation)
        ),
        AllForms(foundation.words),
        stores.briefings,
        stores.people,
        stores.events,
        stores.progress,
        foundation.words,
    )


def _deliveries(foundation: Foundation, services: Services) -> DeliveryActivities:
    stores, settings = foundation.stores, foundation.settings
    messages = Messages(
        stores.briefings,
        stores.events,
        services.shares,
        ApprovalLinks(foundation.incidents.approvals, foundation.ids),
        MarkdownMail(),
        lambda token: f"{settings.api.address}/s/{token}",
        lambda token: f"{settings.api.address}/a/{token}",
        lambda token: f"{settings.api.address}/t/{token}",
        lambda token: f"{settings.api.address}/m/{token}",
        foundation.words,
        CodesKept(voice_requests_of(foundation), foundation.clock).code_for,
        sandbox=settings.sandbox,
        values=EditValues(foundation.incidents.checkpoints),
        console=f"{settings.api.address}/console",
    )
    return DeliveryActivities(
        foundation.outside.channels,
        stores.deliveries,
        messages,
        stores.people,
        stores.pace,
        stores.events,
        stores.briefings,
        foundation.clock,
        most_a_day=foundation.settings.reach.most_a_day,
    )


def _calendar(foundation: Foundation, services: Services, model: Model | None) -> Activities:
    stores, outside, lexicon = foundation.stores, foundation.outside, read_lexicon()
    maker = DigestMaker(
        WebFeeds(outside.web.fetcher, outside.web.isolation),
        stores.digests,
        foundation.words,
        model.writer if model else None,
        _budget(foundation),
        usual=tuple(foundation.settings.news_urls),
        topics=NewsTopics(lexicon.news_names, lexicon.news_words),
    )
    actions = ScheduledActions(
        stores.people, services.logs, maker, services.weather, McpReadTools(services)
    )
    forwarder = EventForwarder(
        stores.events,
        stores.forwardings,
        outside.programs,
        webhook_endpoints(foundation.settings),
        foundation.clock,
        foundation.words,
    )
    return calendar_activities_of(
        ScheduleActivities(actions, stores.tasks),
        DigestActivities(maker, actions, stores.digests, stores.tasks),
        WebhookActivities(forwarder),
    )


def _budget(foundation: Foundation) -> SqlTokenBudget:
    return SqlTokenBudget(foundation.database, foundation.settings.llm.daily_tokens)
