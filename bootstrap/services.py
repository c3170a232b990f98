"""Every service on its ports: what faces are built from."""

from collections.abc import Mapping
from dataclasses import replace

from application.analytics.dashboards import DashboardService
from application.analytics.usage import UsageService
from application.approvals.queue import ApprovalQueue
from application.approvals.values import EditValues
from application.assistant.choosing import ToolChoice
from application.briefings.briefings import BriefingService
from application.briefings.preferences import PreferenceService
from application.briefings.shares import ShareService
from application.cluster_edits.alarm_policies import AlarmPolicyService
from application.cluster_edits.log_resources import LogResourceService
from application.clusters.clusters import ClusterService
from application.clusters.details import ClusterDetailService
from application.deliveries.announcements import AnnouncementService
from application.deliveries.deliveries import DeliveryService
from application.deliveries.feedback import FeedbackService
from application.deliveries.notices import AccountNotices
from application.deliveries.text_messages import SmsService
from application.deliveries.trial_messages import TrialMessages
from application.deliveries.webhooks import WebhookService
from application.events.events import EventService
from application.forecasts.forecasts import ForecastService
from application.forecasts.series import MetricSeriesService
from application.incidents.audit import AuditService
from application.incidents.controls import ControlService
from application.incidents.groups.groups import IncidentGroupService
from application.incidents.story.story import IncidentStoryService
from application.incidents.story.talk import Talk
from application.incidents.waking import IncidentWaking
from application.logs.analysis import LogAnalysisService
from application.logs.learning import LogLearning
from application.logs.logs import LogService
from application.logs.questions import LogQuestionService
from application.oncall.calendars import CalendarService
from application.oncall.duty_book import DutyBook
from application.oncall.feeds import FeedService
from application.oncall.schedules import OnCallService
from application.oncall.swaps import SwapService
from application.people.events import PeopleEvents
from application.people.links import PasswordLinkService
from application.people.memories import MemoryService
from application.people.names import NameService
from application.people.people import PeopleService
from application.people.proofs import ProofService
from application.people.registrations import RegistrationService
from application.people.second_factor import SecondFactorService
from application.ports.isolation import Isolation
from application.ports.people import People
from application.ports.rendering import Renderer
from application.ports.tasks import TaskClient
from application.recordings.recordings import RecordingService
from application.schedules.digests import DigestService
from application.schedules.weather import WeatherService
from application.services import Services
from application.tasks.care import TaskCare
from application.tasks.links import TaskLinks
from application.tasks.looks import TaskLooks
from application.tasks.tasks import TaskService
from application.voice.hearing import HearingService
from application.voice.voiceprints import VoiceprintService
from application.watches.pages import PageService
from application.watches.screenshots import ScreenshotService
from application.watches.snapshots import SnapshotService
from application.watches.thresholds import ThresholdChecker
from application.watches.trials import LookingTrials
from application.watches.web_monitors import WebMonitorChecker
from bootstrap.assistant.conversations import conversation_service
from bootstrap.assistant.read_tools import McpReadTools
from bootstrap.configuration.settings import Settings
from bootstrap.configuration.task_checks import ConfigChecks
from bootstrap.discussions import discussion_service
from bootstrap.foundation import Foundation
from bootstrap.incidents.repairs import (
    cluster_edit_service,
    effect_service,
    incident_service,
    policy_service,
    repair_work,
    trial_alerts,
    weight_service,
)
from bootstrap.outside import destinations
from bootstrap.public_status import public_status_service
from bootstrap.stores import Stores
from bootstrap.system import SystemClock, SystemIds, clocks_version
from bootstrap.voice.names import name_reader
from bootstrap.voice.service import robot_service, tool_names, voice_request_service
from bootstrap.voice.toolbox import RobotToolbox
from bootstrap.web import painter_of
from bootstrap.webhooks import webhook_endpoints
from domain.briefings.preferences import PreferenceReader
from domain.common.errors import InvalidRequest, Misconfigured
from domain.common.time_words import TimeReader
from domain.common.written_numbers import PageNumbers
from domain.deliveries.deliveries import ChannelKind
from domain.monitoring.alarms import Severity
from domain.people.registrations import RegistrationPolicy
from domain.watches.metrics.presets import Preset, read_presets, shipped_presets
from integrations.calendars.files import IcalendarFiles
from integrations.drain3_miner.isolated import IsolatedMiner
from integrations.fluent_words import read_lexicon, read_tool_words
from integrations.passwords.hashing import Argon2Passwords
from integrations.pinyin.sounds import characters_of
from integrations.qr_codes.drawing import SegnoQrCodes
from orchestration.briefings import TemporalBriefings
from orchestration.deliveries import TemporalDeliveries
from orchestration.schedules import TemporalSchedules
from orchestration.task_client import TaskClientByType
from orchestration.watches import TemporalWatches
from orchestration.webhooks import TemporalForwarding
from storage.briefings.preferences import SqlPendingPreferences
from workflows.deliveries.pushes import WATCHES


def people_service(stores: Stores, words: Renderer) -> PeopleService:
    """Return the service for accounts; it needs only the database and the words."""
    return PeopleService(
        stores.people,
        Argon2Passwords(),
        stores.throttle,
        stores.events,
        SystemClock(),
        SystemIds(),
        words,
        name_reader(),
    )


def proof_service(stores: Stores) -> ProofService:
    """Return the service for passwords, sessions and tokens."""
    return ProofService(
        stores.people,
        stores.tokens,
        stores.sessions,
        Argon2Passwords(),
        stores.throttle,
        stores.events.with_reserve(),
        SystemClock(),
        SystemIds(),
        second_factor_service(stores),
        stores.registrations,
    )


def second_factor_service(stores: Stores) -> SecondFactorService:
    """Return the service for codes beside passwords; nobody has to have one, or is told."""
    return SecondFactorService(
        people=stores.people,
        passwords=Argon2Passwords(),
        factors=stores.second_factors,
        sessions=stores.sessions,
        throttle=stores.throttle,
        events=stores.events.with_reserve(),
        clock=SystemClock(),
        ids=SystemIds(),
        pictures=SegnoQrCodes(),
    )


def registration_policy(settings: Settings) -> RegistrationPolicy:
    """Return who may register by themselves."""
    api = settings.api
    return RegistrationPolicy(
        is_open=api.open_registration,
        domains=frozenset(each.lower().removeprefix("@") for each in api.registration_domains),
        approval=api.registration_approval,
        most_an_hour=api.registrations_an_hour,
    )


def log_learning(isolation: Isolation) -> LogLearning:
    """Return what makes facts of logs; lines are mined where it can be ended."""
    lexicon = read_lexicon()
    return LogLearning(IsolatedMiner(isolation, lexicon.naming), lexicon)


def build_services(foundation: Foundation) -> Services:
    """Return every service."""
    stores, outside, settings = foundation.stores, foundation.outside, foundation.settings
    clock, ids = foundation.clock, foundation.ids
    briefings, work = _briefing_service(foundation), repair_work(foundation)
    edits = cluster_edit_service(foundation, work)
    calendars = CalendarService(
        stores.oncall, stores.people, IcalendarFiles(outside.web.isolation), clock, ids
    )
    people = replace(
        people_service(stores, foundation.words),
        welcome=briefings.start,
    )
    starts = TemporalDeliveries(foundation.client, settings.temporal.queue)
    notices = AccountNotices(stores.people, stores.briefings, starts)
    second = replace(
        second_factor_service(stores),
        required=frozenset(settings.api.second_factor_roles),
        tell=notices.tell,
    )
    tasks = TaskService(
        stores.tasks,
        task_lives(foundation),
        stores.watches,
        stores.people,
        stores.events,
        stores.deliveries,
        clock,
        ids,
        stores.quotas,
        presets=frozenset(metric_presets(settings)),
        destinations=destinations(settings),
        most_each=settings.watches.most_each,
        words=foundation.words,
        weekdays=read_lexicon().weekdays,
        trials=_trials(foundation),
    )
    incidents = incident_service(foundation, work)
    kept = foundation.incidents
    discussions = discussion_service(foundation)
    opens_from = foundation.settings.discussions.open_from
    talk = Talk(
        discussions.store,
        stores.events,
        kept.incidents,
        foundation.words,
        Severity(opens_from) if opens_from else None,
    )
    story = IncidentStoryService(
        incidents, kept.incidents, kept.alerts, stores.events, kept.audit, clock, ids, talk
    )
    reach = destinations(settings).reach
    services = Services(
        people=people,
        proofs=replace(proof_service(stores), second=second),
        second_factor=second,
        registrations=RegistrationService(
            accounts=people,
            registrations=stores.registrations,
            pace=stores.pace,
            policy=registration_policy(settings),
            tell=notices.tell,
            tell_stranger=notices.tell_stranger,
        ),
        password_links=PasswordLinkService(people, stores.password_links),
        briefings=briefings,
        preferences=PreferenceService(
            briefings=briefings,
            pending=SqlPendingPreferences(stores.people.database),
            reader=PreferenceReader(read_lexicon()),
            clock=clock,
            words=foundation.words,
        ),
        shares=ShareService(stores.shares, stores.briefings, stores.events, clock, ids),
        recordings=RecordingService(outside.voice, briefings, stores.pace, clock),
        logs=LogService(outside.logs, outside.alarms, clock),
        log_questions=LogQuestionService(
            outside.query_writer, LogService(outside.logs, outside.alarms, clock)
        ),
        log_analysis=LogAnalysisService(
            outside.logs,
            log_learning(outside.web.isolation),
            clock,
            tuple(settings.tencent.topics),
        ),
        events=EventService(
            stores.events, clock, ids, stores.quotas, stores.people, foundation.words
        ),
        deliveries=DeliveryService(
            stores.deliveries,
            TemporalDeliveries(foundation.client, settings.temporal.queue),
            clock,
            stores.people,
            reach=reach,
        ),
        announcements=AnnouncementService(
            stores.people,
            stores.briefings,
            stores.deliveries,
            TemporalDeliveries(foundation.client, settings.temporal.queue),
            stores.events,
            stores.pace,
            clock,
            ids,
            foundation.words,
            destinations(settings),
            most_a_day=settings.reach.most_a_day,
        ),
        feedback=FeedbackService(
            stores.deliveries,
            stores.feedback,
            foundation.incidents.approvals,
            stores.people,
            stores.events,
            clock,
        ),
        trial_messages=TrialMessages(
            stores.tasks,
            stores.people,
            stores.briefings,
            stores.deliveries,
            TemporalDeliveries(foundation.client, settings.temporal.queue),
            stores.events,
            stores.pace,
            clock,
            ids,
            reach=reach,
        ),
        trial_alerts=trial_alerts(foundation, work),
        tasks=tasks,
        task_links=TaskLinks(foundation.incidents.approvals, stores.people, tasks, clock),
        digests=DigestService(stores.digests),
        screenshots=ScreenshotService(stores.tasks, stores.screenshots),
        snapshots=SnapshotService(stores.tasks, stores.page_texts),
        memories=MemoryService(
            stores.memories, clock, ids, stores.quotas, read_lexicon().stop, outside.embeddings
        ),
        usage=UsageService(outside.usage, outside.clusters, outside.metrics, outside.logs, clock),
        metric_series=MetricSeriesService(
            outside.histories, metric_presets(settings), outside.metric_catalogue, clock
        ),
        forecasts=ForecastService(outside.histories, metric_presets(settings), clock),
        weather=WeatherService(outside.weather, stores.people, clock, foundation.words),
        sms=SmsService(
            outside.channels.get(ChannelKind.SMS),
            stores.pace,
            stores.deliveries,
            stores.events,
            clock,
            ids,
            stores.people,
            sandbox=settings.sandbox,
            reach=reach,
        ),
        pages=PageService(outside.web.fetcher, outside.web.reader),
        webhooks=WebhookService(
            webhook_endpoints(settings),
            stores.forwardings,
            TemporalForwarding(foundation.client, settings.temporal.queue),
            stores.events,
        ),
        incidents=incidents,
        incident_groups=IncidentGroupService(incidents, work.groups, story),
        incident_story=story,
        public_status=public_status_service(foundation),
        effect=effect_service(foundation),
        dashboards=DashboardService(
            outside.dashboards, outside.logs, clock, painter_of(settings.web)
        ),
        policies=policy_service(foundation),
        weights=weight_service(foundation),
        controls=ControlService(
            foundation.incidents.controls,
            stores.events.with_reserve(),
            clock,
            ids,
            IncidentWaking(foundation.incidents.incidents, work.lives),
        ),
        approvals=ApprovalQueue(
            foundation.incidents.approvals,
            foundation.incidents.audit,
            stores.people,
            EditValues(foundation.incidents.checkpoints),
        ),
        audit=AuditService(foundation.incidents.audit, stores.people),
        clusters=ClusterService(outside.clusters),
        cluster_details=ClusterDetailService(outside.clusters, outside.cluster_details),
        cluster_edits=edits,
        alarm_policies=AlarmPolicyService(outside.alarm_policies, outside.logs, edits),
        log_resources=LogResourceService(outside.log_resources, outside.logs, edits),
        discussions=discussions,
        plugins=foundation.plugins.service,
        names=NameService(
            people=stores.people,
            reader=people.names,
            characters_of=characters_of,
            words=foundation.words,
        ),
        robots=robot_service(foundation),
        hearing=HearingService(outside.ear, stores.people, stores.pace, clock),
        voiceprints=VoiceprintService(
            prints=outside.voiceprints,
            people=stores.people,
            told=PeopleEvents(stores.events, clock, ids),
            throttle=stores.throttle,
        ),
        voice_requests=voice_request_service(foundation),
        oncall=OnCallService(DutyBook(stores.oncall, clocks_version()), stores.people, clock, ids),
        oncall_calendars=calendars,
        oncall_feeds=FeedService(
            stores.oncall_feeds, calendars, stores.people, foundation.words, clock, ids
        ),
        oncall_swaps=SwapService(stores.oncall, stores.people, clock, ids),
        conversations=conversation_service(foundation),
        words=foundation.words,
        tool_choice=ToolChoice(read_tool_words(), read_lexicon().stop),
        times=TimeReader(read_lexicon()),
        sandbox=settings.sandbox,
    )
    checks = ConfigChecks(McpReadTools(services), allow=tuple(settings.web.allow))
    robots = replace(services.robots, known=lambda: tool_names(services))
    tasks, spoken = replace(services.tasks, check=checks), RobotToolbox(services)
    requests = replace(services.voice_requests, toolbox=spoken)
    return replace(services, tasks=tasks, robots=robots, voice_requests=requests)


def _trials(foundation: Foundation) -> LookingTrials:
    """Return what tries configurations: the same looks, which keep and open nothing."""
    web, stores = foundation.outside.web, foundation.stores
    numbers = PageNumbers(read_lexicon().units)
    return LookingTrials(
        WebMonitorChecker(web.fetcher, web.reader, stores.page_texts, numbers),
        ThresholdChecker(foundation.outside.series, metric_presets(foundation.settings)),
    )


def task_lives(foundation: Foundation) -> TaskClient:
    """Return what steers tasks, whatever they live as."""
    client, stores = foundation.client, foundation.stores
    queue = foundation.settings.temporal.queue
    return TaskClientByType(
        watch_lives(foundation),
        TemporalSchedules(client, queue, stores.tasks, foundation.clock, foundation.words),
    )


def watch_lives(foundation: Foundation) -> TemporalWatches:
    """Return what steers watches."""
    stores, queue = foundation.stores, foundation.settings.temporal.queue
    return TemporalWatches(
        foundation.client, queue + WATCHES, stores.tasks, stores.watches, foundation.clock
    )


def task_care(foundation: Foundation) -> TaskCare:
    """Return what brings tasks and their lives together again."""
    stores = foundation.stores
    views = TaskLooks(task_lives(foundation), stores.watches, stores.deliveries, foundation.clock)
    return TaskCare(stores.tasks, views, foundation.clock)


def metric_presets(settings: Settings) -> Mapping[str, Preset]:
    """Return the metrics that have a name: ours, and those of the settings.

    Raises:
        Misconfigured: one of the settings breaks a rule; says which.
    """
    try:
        return read_presets(shipped_presets() | settings.metric_presets)
    except InvalidRequest as error:
        raise Misconfigured(f"ZHIBAN_METRIC_PRESETS is wrong: {error}") from None


def _briefing_service(foundation: Foundation) -> BriefingService:
    stores = foundation.stores
    return BriefingService(
        TemporalBriefings(
            foundation.client,
            foundation.settings.temporal.queue,
            last_given=lambda person_id: _last_given(stores.people, person_id),
        ),
        stores.briefings,
        stores.people,
        foundation.outside.logs,
        stores.progress,
        foundation.clock,
        foundation.ids,
        foundation.words,
        destinations(foundation.settings),
    )


async def _last_given(people: People, person_id: str) -> str:
    person = await people.get(person_id)
    return person.last_log_trigger_date if person else ""
