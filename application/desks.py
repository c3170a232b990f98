"""All doors in one bundle: what a face is built from."""

from dataclasses import dataclass

from application.assistant.conversations import ConversationDesk
from application.briefings.briefings import BriefingDesk
from application.briefings.shares import ShareDesk
from application.cluster_edits.edits import ClusterEditDesk
from application.clusters.clusters import ClusterDesk
from application.deliveries.deliveries import DeliveryDesk
from application.deliveries.text_messages import SmsDesk
from application.deliveries.webhooks import WebhookDesk
from application.discussions.discussions import DiscussionDesk
from application.events.events import EventDesk
from application.incidents.audit import AuditDesk
from application.incidents.controls import ControlDesk
from application.incidents.incidents import IncidentDesk
from application.incidents.metrics import IncidentMetricsDesk
from application.incidents.policies import PolicyDesk
from application.incidents.weights import WeightDesk
from application.logs.logs import LogDesk
from application.people.memories import MemoryDesk
from application.people.people import PeopleDesk
from application.people.proofs import ProofDesk
from application.plugins.plugins import PluginDesk
from application.ports.rendering import Renderer
from application.schedules.digests import DigestDesk
from application.schedules.weather import WeatherDesk
from application.tasks.tasks import TaskDesk
from application.watches.pages import PageDesk
from application.watches.screenshots import ScreenshotDesk


@dataclass(frozen=True)
class Desks:
    """Each field is one noun's service; faces call these and nothing else.

    Attributes:
        words: renders what they answer, and why they refuse, for whoever reads it.
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
    words: Renderer
    sandbox: bool
