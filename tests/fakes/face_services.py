"""Real services over stores in memory, a briefing life that obeys, and a small cloud: for faces."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from application.analytics.dashboards import DashboardService
from application.analytics.effect import EffectService
from application.analytics.usage import UsageService
from application.approvals.queue import ApprovalQueue
from application.approvals.values import EditValues
from application.assistant.choosing import ToolChoice
from application.assistant.conversations import ConversationService
from application.briefings.briefings import BriefingService
from application.briefings.preferences import PreferenceService
from application.briefings.shares import ShareService
from application.cluster_edits.alarm_policies import AlarmPolicyService
from application.cluster_edits.edits import ClusterEditService
from application.cluster_edits.log_resources import LogResourceService
from application.cluster_edits.notices import EditNotices
from application.clusters.clusters import ClusterService
from application.clusters.details import ClusterDetailService
from application.deliveries.announcements import AnnouncementService
from application.deliveries.deliveries import DeliveryService
from application.deliveries.feedback import FeedbackService
from application.deliveries.text_messages import SmsService
from application.deliveries.trial_messages import TrialMessages
from application.deliveries.webhooks import WebhookService
from application.discussions.discussions import DiscussionService
from application.discussions.notices import DiscussionNotices
from application.events.events import EventService
from application.forecasts.forecasts import ForecastService
from application.forecasts.series import MetricSeriesService
from application.incidents.alerts import AlertIntake, Owners
from application.incidents.audit import AuditService
from application.incidents.back_testing import BackTester
from application.incidents.controls import ControlService
from application.incidents.groups.groups import IncidentGroupService
from application.incidents.incidents import IncidentService
from application.incidents.policies import PolicyService
from application.incidents.public_status import PublicStatusService
from application.incidents.story.story import IncidentStoryService
from application.incidents.story.talk import Talk
from application.incidents.trials.alerts import TrialAlerts
from application.incidents.waking import IncidentWaking
from application.incidents.weights import WeightService
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
from application.plugins.plugins import PluginService
from application.ports.briefings import BriefingRefused
from application.ports.rendering import Renderer
from application.ports.watches.web import Article, FetchFailed, FetchProblem, Page, PageRequest
from application.recordings.recordings import RecordingService
from application.schedules.digests import DigestService
from application.schedules.weather import WeatherService
from application.services import Services
from application.tasks.links import TaskLinks
from application.tasks.tasks import TaskService
from application.voice.hearing import HearingService
from application.voice.requests import NoToolbox, VoiceRequestService
from application.voice.robots import RobotService
from application.voice.voiceprints import VoiceprintService
from application.watches.pages import PageService
from application.watches.screenshots import ScreenshotService
from application.watches.snapshots import SnapshotService
from application.watches.thresholds import ThresholdChecker
from application.watches.trials import LookingTrials
from application.watches.web_monitors import WebMonitorChecker
from bootstrap.voice.toolbox import RobotToolbox
from domain.alerts.alerts import AlertSource
from domain.analytics.usage import Measure, UsageOf, UsageSeries
from domain.briefings.briefings import (
    Briefing,
    BriefingSettings,
    BriefingToday,
    Greeting,
    GreetingAnswer,
    GreetingKind,
    Phase,
    briefing_id,
    local_date,
)
from domain.briefings.preferences import PreferenceReader
from domain.common.errors import NotFound, ZhibanError
from domain.common.readers import Language
from domain.common.written_numbers import PageNumbers
from domain.deliveries.deliveries import ChannelKind
from domain.deliveries.webhooks import Endpoint
from domain.logs.logs import (
    HistogramBar,
    Level,
    LogContext,
    LogHistogram,
    LogLine,
    LogPage,
    LogQuery,
    LogTopic,
)
from domain.monitoring.alarms import AlarmRecord, AlarmState, Severity
from domain.monitoring.capacity import Series
from domain.monitoring.cloud_metrics import CloudMetric
from domain.monitoring.log_resources import Logset, ScheduledSql
from domain.monitoring.policies import AlarmPolicy, AlarmSource
from domain.people.access import Actor, Role, Scope
from domain.people.people import Person
from domain.schedules.weather import Place, Weather, WeatherDay, WeatherNow
from domain.watches.metrics.presets import read_presets, shipped_presets
from integrations.calendars.files import IcalendarFiles
from integrations.fluent_words import read_tool_words
from integrations.pinyin.sounds import characters_of
from integrations.tencent.metric_catalogue import unknown_namespace
from tests.fakes.alert_messages import FORMS
from tests.fakes.alerts import InMemoryAlerts, InMemoryWeights
from tests.fakes.briefing_making import ObedientChannel
from tests.fakes.briefings import InMemoryBriefings, InMemoryProgress, InMemoryShares
from tests.fakes.clock import CountingIds, ManualClock
from tests.fakes.cluster_details import SmallDetails
from tests.fakes.conversations import InMemoryConversations
from tests.fakes.dashboards import Answers, SmallDashboards, StillPainter
from tests.fakes.deliveries import InMemoryDeliveries, InMemoryFeedback, InMemoryPace, Resends
from tests.fakes.destinations import DESTINATIONS, REACH
from tests.fakes.digests import InMemoryDigests
from tests.fakes.discussions import FolderOfDiscussions
from tests.fakes.ears import TaughtEar
from tests.fakes.edits import (
    DONE_EDIT,
    FORMER,
    InMemoryCheckpoints,
    Kept,
    StageApprovals,
    StageHand,
    StageStarts,
    YamlEdits,
    edits_of_before,
    question_before,
)
from tests.fakes.events import InMemoryEvents
from tests.fakes.face_incidents import (
    InMemoryApprovals,
    InMemoryAudit,
    InMemoryControls,
    InMemoryIncidents,
    InMemoryPolicies,
    ObedientIncidents,
    PlainRepairs,
    SmallClusters,
)
from tests.fakes.group_keys import ObedientGroups
from tests.fakes.histories import InMemoryHistories
from tests.fakes.logs import FakeLogStore, WordMiner, two_periods
from tests.fakes.memories import InMemoryMemories
from tests.fakes.names import NAMES
from tests.fakes.oncall import InMemoryFeeds, InMemoryOnCall, Unisolated, no_schedules
from tests.fakes.people import (
    InMemoryPeople,
    InMemorySessions,
    InMemoryThrottle,
    InMemoryTokens,
    QuickPasswords,
)
from tests.fakes.people_rig import second_factor
from tests.fakes.plugins import InMemoryPlugins, ObedientHost
from tests.fakes.preferences import InMemoryPreferences
from tests.fakes.quotas import InMemoryQuotas
from tests.fakes.recordings import HummingVoice
from tests.fakes.repairs import Taken
from tests.fakes.robots import InMemoryRobots, OpenPlaces
from tests.fakes.talks import PlayedTurns
from tests.fakes.tasks import InMemoryTasks, InMemoryWatches, ObedientLives
from tests.fakes.thresholds import FakeMetrics
from tests.fakes.voice_requests import CODE_READER, FixedCodes, InMemoryVoiceRequests
from tests.fakes.voiceprints import InMemoryVoiceprints
from tests.fakes.weather import InMemoryWeather
from tests.fakes.web_monitors import InMemoryPageTexts, InMemoryScreenshots, PlainReader
from tests.fakes.webhooks import InMemoryForwardings, RememberedLives
from tests.fakes.words import LEXICON, TIMES, WORDS

MEI = Actor("u_mei", frozenset({Role.VIEWER}))
BO = Actor("u_bob", frozenset({Role.VIEWER}))
ADMIN = Actor("u_admin", frozenset({Role.ADMIN}))
OPERATOR = Actor("u_operator", frozenset({Role.OPERATOR}))
APPROVER = Actor("u_approver", frozenset({Role.APPROVER}))
PASSWORD = "correct horse battery"
PRESETS = ("bitcoin_price",)
TOOL_CHOICE = ToolChoice(read_tool_words(), LEXICON.stop)
MOST_TASKS = 20
LISTENERS = {
    "feedback": Endpoint("feedback", ("zhiban.task.*",)),
    "lingbridge": Endpoint("lingbridge", ("zhiban.discussion.*",)),
}


@dataclass
class ObedientLife:
    """One greeting a day gets the briefing; `gate` can hold it and `refusal` can refuse it."""

    briefings: InMemoryBriefings
    clock: ManualClock
    given: dict[str, str] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)
    running: dict[str, BriefingSettings] = field(default_factory=dict)
    prepared: list[str] = field(default_factory=list)
    refusal: GreetingKind | None = None
    error: Exception | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def ensure(self, person_id: str, settings: BriefingSettings) -> None:
        self.running.setdefault(person_id, settings)

    async def greet(
        self, person_id: str, day: str, greeting: Greeting, settings: BriefingSettings
    ) -> GreetingAnswer:
        await self.gate.wait()
        if self.error:
            raise self.error
        if self.refusal or person_id in self.paused:
            raise BriefingRefused(self.refusal or GreetingKind.PAUSED)
        name = briefing_id(person_id, day)
        winner = self.given.setdefault(name, greeting.key)
        await self.briefings.save(a_briefing(person_id, day))
        return GreetingAnswer(winner, day, name)

    async def configure(self, person_id: str, settings: BriefingSettings) -> None:
        self.running[person_id] = settings
        await self.briefings.save_settings(person_id, settings)

    async def pause(self, person_id: str, *, reason: str) -> BriefingToday:
        self.paused.add(person_id)
        return await self.today(person_id)

    async def resume(self, person_id: str) -> BriefingToday:
        self.paused.discard(person_id)
        return await self.today(person_id)

    async def prepare_now(self, person_id: str) -> BriefingToday:
        self.prepared.append(person_id)
        return await self.today(person_id)

    async def today(self, person_id: str) -> BriefingToday:
        settings = self.running[person_id]
        day = local_date(self.clock.now(), settings.zone).isoformat()
        name = briefing_id(person_id, day)
        paused = person_id in self.paused
        return BriefingToday(
            person_id=person_id,
            day=day,
            phase=Phase.GIVEN if name in self.given else Phase.WAITING,
            briefing_id=name if name in self.given else "",
            given_at=None,
            paused=paused,
            next_step="resume" if paused else "push",
            next_due=None if paused else self.clock.now() + timedelta(hours=1),
            settings=settings,
        )


def a_briefing(person_id: str, day: str) -> Briefing:
    """Return a short written briefing."""
    return Briefing(
        id=briefing_id(person_id, day),
        person_id=person_id,
        day=day,
        language=Language.CHINESE,
        created_at=datetime(2026, 11, 20, 21, 40, tzinfo=UTC),
        title="11月21日简报",
        spoken=("早上好，小梅。昨夜一切平稳。", "日志一千二百行，错误三行。"),
        markdown="# 11月21日简报\n\n- 日志 1200 行，错误 3 行\n",
        text="11月21日简报\n日志 1200 行，错误 3 行\n",
        html="<h1>11月21日简报</h1>",
        complete=True,
        writer="rules",
    )


BEGINS = ManualClock().now()


def hours_of(value: float, a_day: float, *, days: int = 14) -> tuple[tuple[datetime, float], ...]:
    """Return hours up to where the clock begins, which end at a value."""
    count = days * 24
    return tuple(
        (BEGINS - timedelta(hours=count - 1 - each), value - a_day * (count - 1 - each) / 24)
        for each in range(count)
    )


@dataclass
class SmallQueryWriter:
    """Writes one query, whatever is asked."""

    query: str = "level:ERROR | SELECT COUNT(*) AS N"
    error: ZhibanError | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def query_for(self, words: str, topic: LogTopic) -> str:
        self.asked.append((words, topic.id))
        if self.error is not None:
            raise self.error
        if not topic.id.startswith("t-"):
            raise NotFound("log topic", topic.id)
        return self.query


@dataclass
class SmallMetricCatalogue:
    """What the cloud measures of machines."""

    async def metrics(self, namespace: str) -> list[CloudMetric]:
        if namespace != "QCE/CVM":
            raise unknown_namespace()
        shared = {"namespace": namespace, "unit": "%", "periods": (60, 300)}
        return [
            CloudMetric(
                name=name, meaning=english, meaning_zh=chinese, dimensions=("InstanceId",), **shared
            )
            for name, english, chinese in (
                ("CPUUsage", "CPU utilisation", "CPU利用率"),
                ("CvmDiskUsage", "Disk utilisation", "磁盘利用率"),
            )
        ]


@dataclass
class SmallUsage:
    """What clusters used; `error` is raised when they are asked for."""

    error: ZhibanError | None = None
    asked: list[tuple[object, ...]] = field(default_factory=list)

    async def clusters(
        self, clusters: Sequence[str], *, since: datetime, until: datetime
    ) -> list[UsageSeries]:
        self.asked.append(tuple(clusters))
        if self.error is not None:
            raise self.error
        shared = {"of": UsageOf.CLUSTERS, "unit": "%", "limit": 100.0}
        return [
            UsageSeries(name=each, measure=Measure.CPU, points=hours_of(88, 3), **shared)
            for each in clusters
        ] + [
            UsageSeries(name=each, measure=Measure.MEMORY, points=hours_of(40, 0), **shared)
            for each in clusters
        ]

    async def workloads(
        self,
        cluster: str,
        namespace: str,
        names: Sequence[str],
        *,
        since: datetime,
        until: datetime,
    ) -> list[UsageSeries]:
        self.asked.append((cluster, namespace, *names))
        return [
            UsageSeries(
                of=UsageOf.WORKLOADS,
                name=f"{namespace}/{each}",
                where=cluster,
                measure=Measure.MEMORY_OF_LIMIT,
                unit="%",
                limit=100.0,
                points=hours_of(92, 0.1),
            )
            for each in names
        ]


@dataclass
class SmallMetrics:
    """Configured metrics."""

    series: list[Series] = field(default_factory=list)

    async def capacity_series(self, *, start: datetime, end: datetime) -> list[Series]:
        return self.series


FIGURES = LogTopic("t-figures", "figures", "ls-shop", "ap-guangzhou")
"""A topic that scheduled SQL writes to; tests add it to those that there are."""


@dataclass
class SmallLogResources:
    """Log sets and scheduled SQL of an account; `error` is raised when they are asked for."""

    region: str = "ap-guangzhou"
    error: ZhibanError | None = None
    sets: list[Logset] = field(
        default_factory=lambda: [
            Logset(id="ls-shop", name="shop", region="ap-guangzhou", topics=2),
            Logset(id="ls-audit", name="audit", region="ap-shanghai", topics=0),
        ]
    )
    tasks: list[ScheduledSql] = field(
        default_factory=lambda: [
            ScheduledSql(
                id="sql-1",
                name="hourly-errors",
                region="ap-guangzhou",
                enabled=True,
                source="t-pay",
                target="t-figures",
                query="level:ERROR | SELECT COUNT(*) AS N",
                every_minutes=60,
                window="@m-60m,@m",
            )
        ]
    )

    async def logsets(self) -> list[Logset]:
        if self.error is not None:
            raise self.error
        return self.sets

    async def scheduled(self) -> list[ScheduledSql]:
        if self.error is not None:
            raise self.error
        return self.tasks


@dataclass
class SmallAlarmPolicies:
    """Alarm policies of an account; `error` is raised when they are asked for."""

    region: str = "ap-guangzhou"
    error: ZhibanError | None = None
    kept: list[AlarmPolicy] = field(
        default_factory=lambda: [
            AlarmPolicy(
                id="policy-1",
                source=AlarmSource.MONITOR,
                name="cpu-high",
                enabled=True,
                region="ap-guangzhou",
                watches="cvm_device",
                condition="CpuUsage > 90",
            ),
            AlarmPolicy(
                id="alarm-1",
                source=AlarmSource.CLS,
                name="支付报错",
                enabled=False,
                region="ap-shanghai",
                watches="t-pay",
                condition="$1.n > 10",
            ),
        ]
    )

    async def policies(self) -> list[AlarmPolicy]:
        if self.error is not None:
            raise self.error
        return self.kept


@dataclass
class SmallCloud:
    """A log store and an alarm store; `asked` tells what was searched for."""

    lines: list[LogLine] = field(default_factory=list)
    found_topics: list[LogTopic] = field(
        default_factory=lambda: [
            LogTopic("t-pay", "payments", "ls-1", "ap-guangzhou"),
            LogTopic("t-web", "web", "ls-1", "ap-shanghai", indexed=False),
        ]
    )
    rows: LogPage = field(
        default_factory=lambda: LogPage(
            (), columns=("level", "n"), records=({"level": "ERROR", "n": 3},)
        )
    )
    alarms: list[AlarmRecord] = field(default_factory=list)
    asked: list[LogQuery] = field(default_factory=list)
    error: ZhibanError | None = None

    async def topics(self, *, name: str = "", limit: int = 100) -> list[LogTopic]:
        self._fail()
        return [each for each in self.found_topics if name in each.name][:limit]

    async def search(
        self,
        query: LogQuery,
        *,
        limit: int = 20,
        page: str | None = None,
        newest_first: bool = True,
    ) -> LogPage:
        self._fail()
        self.asked.append(query)
        if query.topic_id not in {each.id for each in self.found_topics}:
            raise NotFound("log topic", query.topic_id)
        if "|" in query.text:
            return self.rows
        start = int(page or 0)
        end = start + limit
        return LogPage(tuple(self.lines[start:end]), str(end) if end < len(self.lines) else None)

    async def histogram(self, query: LogQuery, *, interval_seconds: int) -> LogHistogram:
        self._fail()
        self.asked.append(query)
        span = int((query.end - query.start).total_seconds())
        starts = range(0, span, interval_seconds)
        bars = [HistogramBar(query.start + timedelta(seconds=at), at % 7) for at in starts]
        return LogHistogram(interval_seconds, sum(each.count for each in bars), tuple(bars))

    async def context(
        self, line_id: str, *, before: int, after: int, region: str = ""
    ) -> LogContext | None:
        self._fail()
        oldest_first = sorted(self.lines, key=lambda each: each.at)
        places = [at for at, each in enumerate(oldest_first) if each.id == line_id]
        if not places:
            return None
        first, last = max(places[0] - before, 0), places[0] + after + 1
        return LogContext(
            line_id, tuple(oldest_first[first:last]), first > 0, last < len(oldest_first)
        )

    async def line(self, line_id: str) -> LogLine | None:
        return next((each for each in self.lines if each.id == line_id), None)

    async def records(
        self, *, start: datetime, end: datetime, limit: int = 100
    ) -> list[AlarmRecord]:
        self._fail()
        inside = [each for each in self.alarms if start <= each.started_at < end]
        return sorted(inside, key=lambda each: each.started_at, reverse=True)[:limit]

    def _fail(self) -> None:
        if self.error:
            raise self.error


def some_lines(count: int, text: str = "order {n} failed: timeout") -> list[LogLine]:
    """Return error lines, newest first, one a second before 06:30 in Shanghai."""
    newest = datetime(2026, 11, 20, 22, 29, 59, tzinfo=UTC)
    return [
        LogLine(
            id=f"t-pay:p:{n}",
            topic_id="t-pay",
            at=newest - timedelta(seconds=n),
            text=text.format(n=n),
            level=Level.ERROR,
            source="10.0.0.8",
        )
        for n in range(count)
    ]


def some_alarms(count: int) -> list[AlarmRecord]:
    """Return alarms, one a minute before 06:30 in Shanghai."""
    newest = datetime(2026, 11, 20, 22, 29, tzinfo=UTC)
    return [
        AlarmRecord(
            id=f"r-{n}",
            source="cls",
            alarm_id="a-1",
            name=f"alarm {n}",
            severity=Severity.CRITICAL,
            state=AlarmState.FIRING,
            started_at=newest - timedelta(minutes=n),
            target="payments",
            trigger="errors > 10",
        )
        for n in range(count)
    ]


@dataclass
class SmallWeb:
    """Pages of plain text by address; others are unknown, unless `problem` is to be met."""

    pages: dict[str, str] = field(
        default_factory=lambda: {"https://status.example.cn/": "All systems work.\nNo incident."}
    )
    problem: FetchFailed | None = None

    async def fetch(self, request: PageRequest) -> Page:
        if self.problem:
            raise self.problem
        if request.url not in self.pages:
            raise FetchFailed(FetchProblem.BAD_URL, "This address is not known.")
        return Page(
            url=request.url, status=200, text=self.pages[request.url], media_type="text/plain"
        )


@dataclass
class SmallReader(PlainReader):
    """Takes the first line for the title."""

    links: tuple[tuple[str, str], ...] = (("Incidents", "https://status.example.cn/incidents"),)

    async def article(self, page: Page, *, owner: str) -> Article:
        return Article(page.text.partition("\n")[0], page.text, self.links)


PLACE = Place("深圳", "广东省", "中国", 22.5, 114.1, "Asia/Shanghai")


def some_weather() -> Weather:
    """Return a week of fair days."""
    days = (
        WeatherDay(
            day=date(2026, 11, 21 + each), code=3, high=26, low=18, rain_chance=0, rain=0, wind=5
        )
        for each in range(7)
    )
    return Weather(PLACE, WeatherNow(1, 24, 25, 60, 8), tuple(days))


@dataclass
class FaceWorld:
    """Services for a face, and the handles that tests pull."""

    language: Language = Language.ENGLISH
    clock: ManualClock = field(default_factory=ManualClock)
    ids: CountingIds = field(default_factory=CountingIds)
    cloud: SmallCloud = field(default_factory=SmallCloud)
    alarm_policies: SmallAlarmPolicies = field(default_factory=SmallAlarmPolicies)
    log_resources: SmallLogResources = field(default_factory=SmallLogResources)
    usage: SmallUsage = field(default_factory=SmallUsage)
    query_writer: SmallQueryWriter = field(default_factory=SmallQueryWriter)
    metrics: SmallMetrics = field(default_factory=SmallMetrics)
    briefings: InMemoryBriefings = field(default_factory=InMemoryBriefings)
    progress: InMemoryProgress = field(default_factory=InMemoryProgress)
    events: InMemoryEvents = field(default_factory=InMemoryEvents)
    deliveries: InMemoryDeliveries = field(default_factory=InMemoryDeliveries)
    feedback: InMemoryFeedback = field(default_factory=InMemoryFeedback)
    resends: Resends = field(default_factory=Resends)
    quotas: InMemoryQuotas = field(default_factory=InMemoryQuotas)
    tokens: InMemoryTokens = field(default_factory=InMemoryTokens)
    people: InMemoryPeople = field(default_factory=InMemoryPeople)
    digests: InMemoryDigests = field(default_factory=InMemoryDigests)
    screenshots: InMemoryScreenshots = field(default_factory=InMemoryScreenshots)
    page_texts: InMemoryPageTexts = field(default_factory=InMemoryPageTexts)
    weather: InMemoryWeather = field(
        default_factory=lambda: InMemoryWeather({"深圳": some_weather()})
    )
    histories: InMemoryHistories = field(default_factory=InMemoryHistories)
    phones: ObedientChannel = field(default_factory=lambda: ObedientChannel(ChannelKind.SMS))
    web: SmallWeb = field(default_factory=SmallWeb)
    questions: InMemoryApprovals = field(default_factory=InMemoryApprovals)
    checkpoints: InMemoryCheckpoints = field(
        default_factory=lambda: InMemoryCheckpoints(
            {f"edit/{DONE_EDIT.replace('_', '-')}-1": json.dumps(FORMER)}
        )
    )
    policies: InMemoryPolicies = field(default_factory=InMemoryPolicies)
    dashboards: SmallDashboards = field(default_factory=SmallDashboards)
    chart_answers: Answers = field(default_factory=Answers)
    painter: StillPainter = field(default_factory=StillPainter)
    repairs: PlainRepairs = field(default_factory=PlainRepairs)
    clusters: SmallClusters = field(default_factory=SmallClusters)
    audit: InMemoryAudit = field(default_factory=InMemoryAudit)
    alerts: InMemoryAlerts = field(default_factory=InMemoryAlerts)
    plugin_host: ObedientHost = field(default_factory=ObedientHost)
    turns: PlayedTurns = field(default_factory=PlayedTurns)
    words: Renderer = WORDS
    sandbox: bool = True

    def __post_init__(self) -> None:
        self.compared = FakeLogStore(two_periods(self.clock.now()))
        self.sessions: InMemorySessions = self.people.sessions
        self.discussions = FolderOfDiscussions(self.clock, self.ids)
        self.life = ObedientLife(self.briefings, self.clock)
        self.tasks = InMemoryTasks(self.events)
        self.watches = InMemoryWatches(self.tasks)
        self.lives = ObedientLives(self.tasks, self.clock, watches=self.watches)
        self.memories = InMemoryMemories(self.events)
        self.plugins = InMemoryPlugins(self.events)
        self.robots = InMemoryRobots(self.events)
        self.pending = InMemoryPreferences()
        self.shares = InMemoryShares()
        self.voice_requests = InMemoryVoiceRequests(self.events)
        self.voiceprints = InMemoryVoiceprints()
        self.oncall = InMemoryOnCall(self.events)
        self.oncall_feeds = InMemoryFeeds(self.events)
        self.conversations = self.turns.kept = InMemoryConversations(self.events)
        self.incidents = InMemoryIncidents(self.events)
        self.public_status = PublicStatusService(
            (), self.tasks, self.watches, self.incidents, self.clock
        )
        self.incident_groups = ObedientGroups(self.incidents, self.clock)
        self.incident_lives = ObedientIncidents(self.incidents, self.questions, self.clock)
        self.controls = InMemoryControls(self.audit)
        self.weights = InMemoryWeights(self.events)
        self.edits = YamlEdits(Taken())
        self.edits.objects["cls-1/payments/Deployment/checkout"] = Kept({"replicas": "1"})
        self.edits.objects["cls-1/payments/ConfigMap/checkout"] = Kept({"LOG_LEVEL": "debug"})
        self.edits.objects["cls-1/payments/Pod/checkout-1"] = Kept({"app": "isolated"})
        named = ((MEI, "小梅"), (BO, "Bo"), (ADMIN, "Admin"), (OPERATOR, "Op"), (APPROVER, "Ap"))
        for actor, name in named:
            self.people.kept[actor.person_id] = Person(
                id=actor.person_id,
                name=name,
                mail=f"{actor.person_id[2:]}@example.cn",
                roles=actor.roles,
                language=self.language,
                rollback_permission=actor in (ADMIN, OPERATOR),
            )
            self.people.hashes[actor.person_id] = f"quick:{PASSWORD[::-1]}"
        self.services = self._services()

    def read_in(self, language: Language) -> None:
        """Let everybody read in a language."""
        for each in tuple(self.people.kept.values()):
            self.people.kept[each.id] = replace(each, language=language)

    async def ask_for_edits(self) -> None:
        """Let somebody else have asked for edits, nobody having answered yet."""
        self.audit.rows_kept.clear()
        for each in edits_of_before(self.clock.now()):
            await self.audit.append(each)
        await self.questions.keep(question_before(self.clock.now()))

    async def token(self, actor: Actor, *scopes: Scope) -> str:
        """Return the text of a fresh token."""
        _, text = await self.services.proofs.issue_token(
            by=actor, label="test", scopes=frozenset(scopes)
        )
        return text

    def disable(self, actor: Actor) -> None:
        """Lock somebody out."""
        kept = self.people.kept[actor.person_id]
        self.people.kept[actor.person_id] = replace(kept, disabled=True)

    def _services(self) -> Services:
        throttle, passwords = InMemoryThrottle(), QuickPasswords()
        people = PeopleService(
            self.people, passwords, throttle, self.events, self.clock, self.ids, self.words, NAMES
        )
        second = second_factor(
            self.people, passwords, self.sessions, throttle, self.events, self.clock, self.ids
        )
        proofs = ProofService(
            self.people,
            self.tokens,
            self.sessions,
            passwords,
            throttle,
            self.events,
            self.clock,
            self.ids,
            second,
            self.people.registrations,
        )
        tasks = TaskService(
            self.tasks,
            self.lives,
            self.watches,
            self.people,
            self.events,
            self.deliveries,
            self.clock,
            self.ids,
            self.quotas,
            presets=PRESETS,
            destinations=DESTINATIONS,
            most_each=MOST_TASKS,
            words=self.words,
            weekdays=LEXICON.weekdays,
            trials=LookingTrials(
                WebMonitorChecker(
                    self.web, PlainReader(), self.page_texts, PageNumbers(LEXICON.units)
                ),
                ThresholdChecker(FakeMetrics(), read_presets(shipped_presets())),
            ),
        )
        incidents = IncidentService(
            self.incidents,
            self.incident_lives,
            self.clusters,
            self.policies,
            self.questions,
            self.incident_lives,
            self.people,
            self.events,
            self.controls,
            self.clock,
            self.ids,
            self.repairs,
            self.words,
        )
        talk = Talk(self.discussions, self.events, self.incidents, self.words)
        story = IncidentStoryService(
            incidents,
            self.incidents,
            self.alerts,
            self.events,
            self.audit,
            self.clock,
            self.ids,
            talk,
        )
        briefings = BriefingService(
            self.life,
            self.briefings,
            self.people,
            self.cloud,
            self.progress,
            self.clock,
            self.ids,
            self.words,
            DESTINATIONS,
        )
        edits = self._cluster_edits()
        services = Services(
            people=people,
            proofs=proofs,
            second_factor=second,
            registrations=RegistrationService(
                accounts=people,
                registrations=self.people.registrations,
                pace=InMemoryPace(),
            ),
            password_links=PasswordLinkService(people, self.people.links),
            briefings=briefings,
            preferences=PreferenceService(
                briefings=briefings,
                pending=self.pending,
                reader=PreferenceReader(LEXICON),
                clock=self.clock,
                words=self.words,
            ),
            shares=ShareService(self.shares, self.briefings, self.events, self.clock, self.ids),
            recordings=RecordingService(HummingVoice(), briefings, InMemoryPace(), self.clock),
            logs=LogService(self.cloud, self.cloud, self.clock),
            log_questions=LogQuestionService(
                self.query_writer, LogService(self.cloud, self.cloud, self.clock)
            ),
            log_analysis=LogAnalysisService(
                self.compared, LogLearning(WordMiner(), LEXICON), self.clock
            ),
            events=EventService(
                self.events, self.clock, self.ids, self.quotas, self.people, self.words
            ),
            deliveries=DeliveryService(
                self.deliveries, self.resends, self.clock, self.people, REACH
            ),
            announcements=AnnouncementService(
                self.people,
                self.briefings,
                self.deliveries,
                self.resends,
                self.events,
                InMemoryPace(),
                self.clock,
                self.ids,
                self.words,
                DESTINATIONS,
                patience=0.0,
            ),
            feedback=FeedbackService(
                self.deliveries,
                self.feedback,
                self.questions,
                self.people,
                self.events,
                self.clock,
            ),
            trial_messages=TrialMessages(
                self.tasks,
                self.people,
                self.briefings,
                self.deliveries,
                self.resends,
                self.events,
                InMemoryPace(),
                self.clock,
                self.ids,
                REACH,
                patience=0.0,
            ),
            trial_alerts=TrialAlerts(
                AlertIntake(self.clusters, self.alerts, self.incident_lives, self.clock, Owners()),
                {AlertSource.PLAIN: FORMS, AlertSource.ALERTMANAGER: FORMS},
                self.incidents,
                self.events,
                InMemoryPace(),
                self.clock,
                self.ids,
                patience=0.0,
            ),
            tasks=tasks,
            task_links=TaskLinks(self.questions, self.people, tasks, self.clock),
            memories=MemoryService(self.memories, self.clock, self.ids, self.quotas, LEXICON.stop),
            digests=DigestService(self.digests),
            screenshots=ScreenshotService(self.tasks, self.screenshots),
            snapshots=SnapshotService(self.tasks, self.page_texts),
            metric_series=MetricSeriesService(
                self.histories, read_presets(shipped_presets()), SmallMetricCatalogue(), self.clock
            ),
            usage=UsageService(self.usage, self.clusters, self.metrics, self.cloud, self.clock),
            forecasts=ForecastService(self.histories, read_presets(shipped_presets()), self.clock),
            weather=WeatherService(self.weather, self.people, self.clock, self.words),
            sms=SmsService(
                self.phones,
                InMemoryPace(),
                self.deliveries,
                self.events,
                self.clock,
                self.ids,
                self.people,
                sandbox=self.sandbox,
                reach=REACH,
            ),
            pages=PageService(self.web, SmallReader()),
            webhooks=WebhookService(
                {"feedback": Endpoint("feedback", ("zhiban.task.*",))},
                InMemoryForwardings(self.events),
                RememberedLives(),
                self.events,
            ),
            incidents=incidents,
            incident_groups=IncidentGroupService(incidents, self.incident_groups, story),
            incident_story=story,
            public_status=self.public_status,
            dashboards=DashboardService(
                self.dashboards, self.chart_answers, self.clock, self.painter
            ),
            effect=EffectService(
                self.incidents,
                self.events,
                self.deliveries,
                PolicyService(self.policies, BackTester(self.incidents, self.weights)),
                self.clock,
            ),
            policies=PolicyService(self.policies, BackTester(self.incidents, self.weights)),
            weights=WeightService(self.weights, self.incidents, self.clock, self.ids),
            controls=ControlService(
                self.controls,
                self.events,
                self.clock,
                self.ids,
                IncidentWaking(self.incidents, self.incident_lives),
            ),
            approvals=ApprovalQueue(
                self.questions, self.audit, self.people, EditValues(self.checkpoints)
            ),
            audit=AuditService(self.audit, self.people),
            clusters=ClusterService(self.clusters),
            cluster_details=ClusterDetailService(self.clusters, SmallDetails(self.clusters)),
            cluster_edits=edits,
            alarm_policies=AlarmPolicyService(self.alarm_policies, self.cloud, edits),
            log_resources=LogResourceService(self.log_resources, self.cloud, edits),
            discussions=DiscussionService(
                self.discussions,
                DiscussionNotices(self.discussions, self.events, LISTENERS, self.clock),
                self.clock,
                LEXICON.stop,
                {"lingyi": OPERATOR.person_id, "guangda": ADMIN.person_id},
            ),
            plugins=PluginService(self.plugins, self.plugin_host, throttle, self.clock, self.ids),
            names=NameService(
                people=self.people, reader=NAMES, characters_of=characters_of, words=self.words
            ),
            robots=RobotService(
                robots=self.robots,
                places=OpenPlaces(),
                throttle=throttle,
                clock=self.clock,
                ids=self.ids,
                known=lambda: {"greet", "list_incidents"},
            ),
            hearing=HearingService(TaughtEar(), self.people, InMemoryPace(), self.clock),
            voiceprints=VoiceprintService(
                prints=self.voiceprints,
                people=self.people,
                told=PeopleEvents(self.events, self.clock, self.ids),
                throttle=throttle,
            ),
            voice_requests=VoiceRequestService(
                requests=self.voice_requests,
                toolbox=NoToolbox(),
                briefings=self.briefings,
                starts=self.resends,
                throttle=throttle,
                codes=FixedCodes(),
                reader=CODE_READER,
                clock=self.clock,
                ids=self.ids,
            ),
            oncall=OnCallService(DutyBook(self.oncall, "2026a"), self.people, self.clock, self.ids),
            oncall_calendars=self._calendars(),
            oncall_feeds=FeedService(
                self.oncall_feeds,
                self._calendars(),
                self.people,
                self.words,
                self.clock,
                self.ids,
            ),
            oncall_swaps=SwapService(self.oncall, self.people, self.clock, self.ids),
            conversations=ConversationService(
                self.conversations,
                self.turns,
                self.people,
                self.progress,
                self.clock,
                self.ids,
                self.words,
            ),
            words=self.words,
            tool_choice=TOOL_CHOICE,
            times=TIMES,
            sandbox=self.sandbox,
        )
        requests = replace(services.voice_requests, toolbox=RobotToolbox(services))
        return replace(services, voice_requests=requests)

    def _calendars(self) -> CalendarService:
        files = IcalendarFiles(Unisolated())
        return CalendarService(self.oncall, self.people, files, self.clock, self.ids)

    def _cluster_edits(self) -> ClusterEditService:
        asking = StageApprovals(self.questions, self.clock)
        service = ClusterEditService(
            self.clusters,
            self.edits,
            StageHand(self.edits.taken),
            self.controls,
            self.audit,
            self.checkpoints,
            self.people,
            self.policies,
            self.clock,
            self.questions,
            asking,
        )
        starts = StageStarts(self.edits.taken)
        asking.serve(
            service,
            EditNotices(self.events, self.people, InMemoryBriefings(), starts, no_schedules()),
        )
        return service
