"""All doors in one bundle: what a face is built from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # all of them take half a second to load, which a command of the terminal has not
    from application.analytics.dashboards import DashboardService
    from application.analytics.effect import EffectService
    from application.analytics.usage import UsageService
    from application.approvals.queue import ApprovalQueue
    from application.assistant.choosing import ToolChoice
    from application.assistant.conversations import ConversationService
    from application.briefings.briefings import BriefingService
    from application.briefings.preferences import PreferenceService
    from application.briefings.shares import ShareService
    from application.cluster_edits.alarm_policies import AlarmPolicyService
    from application.cluster_edits.edits import ClusterEditService
    from application.cluster_edits.log_resources import LogResourceService
    from application.clusters.clusters import ClusterService
    from application.clusters.details import ClusterDetailService
    from application.deliveries.announcements import AnnouncementService
    from application.deliveries.deliveries import DeliveryService
    from application.deliveries.feedback import FeedbackService
    from application.deliveries.text_messages import SmsService
    from application.deliveries.trial_messages import TrialMessages
    from application.deliveries.webhooks import WebhookService
    from application.discussions.discussions import DiscussionService
    from application.events.events import EventService
    from application.forecasts.forecasts import ForecastService
    from application.forecasts.series import MetricSeriesService
    from application.incidents.audit import AuditService
    from application.incidents.controls import ControlService
    from application.incidents.groups.groups import IncidentGroupService
    from application.incidents.incidents import IncidentService
    from application.incidents.policies import PolicyService
    from application.incidents.public_status import PublicStatusService
    from application.incidents.story.story import IncidentStoryService
    from application.incidents.trials.alerts import TrialAlerts
    from application.incidents.weights import WeightService
    from application.logs.analysis import LogAnalysisService
    from application.logs.logs import LogService
    from application.logs.questions import LogQuestionService
    from application.oncall.calendars import CalendarService
    from application.oncall.feeds import FeedService
    from application.oncall.schedules import OnCallService
    from application.oncall.swaps import SwapService
    from application.people.links import PasswordLinkService
    from application.people.memories import MemoryService
    from application.people.names import NameService
    from application.people.people import PeopleService
    from application.people.proofs import ProofService
    from application.people.registrations import RegistrationService
    from application.people.second_factor import SecondFactorService
    from application.plugins.plugins import PluginService
    from application.ports.rendering import Renderer
    from application.recordings.recordings import RecordingService
    from application.schedules.digests import DigestService
    from application.schedules.weather import WeatherService
    from application.tasks.links import TaskLinks
    from application.tasks.tasks import TaskService
    from application.voice.hearing import HearingService
    from application.voice.requests import VoiceRequestService
    from application.voice.robots import RobotService
    from application.voice.voiceprints import VoiceprintService
    from application.watches.pages import PageService
    from application.watches.screenshots import ScreenshotService
    from application.watches.snapshots import SnapshotService
    from domain.common.time_words import TimeReader


@dataclass(frozen=True, kw_only=True)
class Services:
    """Each field is one noun's service; faces call these and nothing else.

    Attributes:
        words: renders what they answer, and why they refuse, for whoever reads it.
        tool_choice: finds tools by what people say.
        times: reads moments and days as people write them.
        sandbox: True when the outside world is a stand-in; every face says so (OPS-6).
    """

    people: "PeopleService"
    proofs: "ProofService"
    second_factor: "SecondFactorService"
    registrations: "RegistrationService"
    password_links: "PasswordLinkService"
    briefings: "BriefingService"
    preferences: "PreferenceService"
    shares: "ShareService"
    recordings: "RecordingService"
    logs: "LogService"
    log_analysis: "LogAnalysisService"
    events: "EventService"
    deliveries: "DeliveryService"
    announcements: "AnnouncementService"
    feedback: "FeedbackService"
    trial_messages: "TrialMessages"
    trial_alerts: "TrialAlerts"
    tasks: "TaskService"
    task_links: "TaskLinks"
    digests: "DigestService"
    screenshots: "ScreenshotService"
    snapshots: "SnapshotService"
    memories: "MemoryService"
    weather: "WeatherService"
    forecasts: "ForecastService"
    log_questions: "LogQuestionService"
    metric_series: "MetricSeriesService"
    usage: "UsageService"
    sms: "SmsService"
    pages: "PageService"
    webhooks: "WebhookService"
    incidents: "IncidentService"
    approvals: "ApprovalQueue"
    incident_groups: "IncidentGroupService"
    incident_story: "IncidentStoryService"
    public_status: "PublicStatusService"
    effect: "EffectService"
    dashboards: "DashboardService"
    policies: "PolicyService"
    weights: "WeightService"
    controls: "ControlService"
    audit: "AuditService"
    clusters: "ClusterService"
    cluster_details: "ClusterDetailService"
    cluster_edits: "ClusterEditService"
    alarm_policies: "AlarmPolicyService"
    log_resources: "LogResourceService"
    discussions: "DiscussionService"
    plugins: "PluginService"
    names: "NameService"
    robots: "RobotService"
    hearing: "HearingService"
    voiceprints: "VoiceprintService"
    voice_requests: "VoiceRequestService"
    oncall: "OnCallService"
    oncall_calendars: "CalendarService"
    oncall_feeds: "FeedService"
    oncall_swaps: "SwapService"
    conversations: "ConversationService"
    words: "Renderer"
    tool_choice: "ToolChoice"
    times: "TimeReader"
    sandbox: bool
