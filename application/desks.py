"""All doors in one bundle: what a face is built from."""

from dataclasses import dataclass

from application.audit import AuditDesk
from application.briefings import BriefingDesk
from application.cluster_edits import ClusterEditDesk
from application.clusters import ClusterDesk
from application.controls import ControlDesk
from application.conversations import ConversationDesk
from application.deliveries import DeliveryDesk
from application.digests import DigestDesk
from application.discussions import DiscussionDesk
from application.events import EventDesk
from application.incident_metrics import IncidentMetricsDesk
from application.incidents import IncidentDesk
from application.logs import LogDesk
from application.memories import MemoryDesk
from application.pages import PageDesk
from application.people import PeopleDesk
from application.plugins import PluginDesk
from application.policies import PolicyDesk
from application.proofs import ProofDesk
from application.screenshots import ScreenshotDesk
from application.shares import ShareDesk
from application.tasks import TaskDesk
from application.text_messages import SmsDesk
from application.weather import WeatherDesk
from application.webhooks import WebhookDesk
from application.weights import WeightDesk


@dataclass(frozen=True)
class Desks:
    """Each field is one noun's service; faces call these and nothing else.

    Attributes:
        sandbox: True when the outside world is a stand-in; every face says so (OPS-6).
    """

    people: PeopleDesk
    proofs: ProofDesk
    briefings: BriefingDesk
    shares: ShareDesk
    logs: LogDesk
    events: EventDesk
    deliveries: DeliveryDesk
    tasks: TaskDesk
    digests: DigestDesk
    screenshots: ScreenshotDesk
    memories: MemoryDesk
    weather: WeatherDesk
    sms: SmsDesk
    pages: PageDesk
    webhooks: WebhookDesk
    incidents: IncidentDesk
    incident_metrics: IncidentMetricsDesk
    policies: PolicyDesk
    weights: WeightDesk
    controls: ControlDesk
    audit: AuditDesk
    clusters: ClusterDesk
    cluster_edits: ClusterEditDesk
    discussions: DiscussionDesk
    plugins: PluginDesk
    conversations: ConversationDesk
    sandbox: bool
