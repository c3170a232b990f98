"""Everything the worker runs, in one list each."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, Worker, WorkerDeploymentConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.briefings import BriefingActivities
from activities.conversations import ConversationActivities
from activities.deliveries import DeliveryActivities
from activities.digests import DigestActivities
from activities.heartbeats import BEAT
from activities.schedules import ScheduleActivities
from activities.tasks import TaskActivities
from activities.webhooks import WebhookActivities
from bootstrap.temporal.failures import TranslateFailures
from domain.common.errors import ZhibanError
from workflows.approvals.workflow import ApprovalWorkflow
from workflows.assistant.workflow import ConversationTurnWorkflow
from workflows.background_jobs import BackgroundJobWorkflow
from workflows.briefings.workflow import DailyBriefingWorkflow
from workflows.deliveries.webhooks import EventForwardingWorkflow
from workflows.deliveries.workflow import DeliveryWorkflow
from workflows.incidents.alerts import AlertSweepWorkflow
from workflows.incidents.groups import IncidentGroupWorkflow
from workflows.incidents.leases import ClusterBudgetWorkflow, TargetLockWorkflow
from workflows.incidents.workflow import IncidentWorkflow
from workflows.installations import InstallationWorkflow
from workflows.schedules.digests import NewsDigestWorkflow
from workflows.schedules.workflow import ScheduledActionWorkflow
from workflows.watches.workflow import ThresholdWatchWorkflow, WebMonitorWorkflow

PEOPLES_WORKFLOWS: Sequence[type] = [
    DailyBriefingWorkflow,
    DeliveryWorkflow,
    ScheduledActionWorkflow,
    NewsDigestWorkflow,
    EventForwardingWorkflow,
    IncidentWorkflow,
    IncidentGroupWorkflow,
    ApprovalWorkflow,
    TargetLockWorkflow,
    ClusterBudgetWorkflow,
    AlertSweepWorkflow,
    ConversationTurnWorkflow,
    InstallationWorkflow,
    BackgroundJobWorkflow,
]
"""Somebody waits for these: they have a queue of their own, which no storm of checks delays."""

WATCH_WORKFLOWS: Sequence[type] = [WebMonitorWorkflow, ThresholdWatchWorkflow]

WORKFLOWS = [*PEOPLES_WORKFLOWS, *WATCH_WORKFLOWS]

# Imported once and shared by every run: they hold rules and signatures, never state. Incidents and
# locks are here whole, because a storm opens thousands: what the sandbox makes anew for one run is
# 60 to 80 kB and 3 ms.
PURE_PACKAGES = (
    "domain",
    "application",
    "activities",
    "workflows.approvals.workflow",
    "workflows.attributes",
    "workflows.briefings.days",
    "workflows.briefings.messages",
    "workflows.schedules.calendar_runs",
    "workflows.validated_signals",
    "workflows.incidents.grouping",
    "workflows.incidents.groups",
    "workflows.incidents.leases",
    "workflows.incidents.approval",
    "workflows.incidents.attempts",
    "workflows.incidents.calls",
    "workflows.incidents.gathering",
    "workflows.incidents.case",
    "workflows.incidents.memory",
    "workflows.incidents.messages",
    "workflows.incidents.opening",
    "workflows.incidents.patience",
    "workflows.incidents.queue",
    "workflows.incidents.settling",
    "workflows.incidents.sources",
    "workflows.incidents.state",
    "workflows.incidents.writing",
    "workflows.incidents.workflow",
    "workflows.notes",
    "workflows.deliveries.pushes",
    "workflows.reasons",
    "workflows.assistant.turn_state",
    "workflows.watches.messages",
    "workflows.watches.state",
)

GRACE = timedelta(seconds=20)
"""How long running activities may finish on shutdown; a delivery's try takes seconds."""

AT_ONCE = 1_000
"""Activities of people and incidents at a time. Most of them wait for others: a thousand incidents
whose source is silent hold a place each, for half a minute, and nobody's briefing waits for them.
Temporal's own number is 100."""

IN_MEMORY = 3_000
"""Open workflows that a worker of people and incidents keeps. Any more are replayed when they go
on, and with hundreds of those it does little else. A storm of a thousand incidents is two thousand,
since each has the lock of its workload. An incident that waits takes, with its lock, some 330 kB
(`python -m bench.incident_memory`), and any two others no more: 500 MB when all places are taken.
Temporal's own number is 1,000."""

RAREST_BEAT = timedelta(minutes=4)
"""Heartbeats of watches that wait are sent no more often than their timeouts need, at most every
five minutes: each costs the server a write, and what must be heard at once goes another way."""

_IMPORTS = workflow.SandboxImportNotificationPolicy


def workflow_runner() -> SandboxedWorkflowRunner:
    """Return the sandbox that production, tests and replay all share.

    An import that is neither standard library nor passed through is an error: it would be
    executed again for every run.
    """
    return SandboxedWorkflowRunner(
        SandboxRestrictions.default.with_passthrough_modules(
            *PURE_PACKAGES
        ).with_import_notification_policy(
            _IMPORTS.WARN_ON_DYNAMIC_IMPORT | _IMPORTS.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
        )
    )


Activities = Sequence[Callable[..., Any]]


def activities_of(briefings: BriefingActivities, deliveries: DeliveryActivities) -> Activities:
    """Return what briefings and deliveries do, bound to their ports."""
    return [
        briefings.gather,
        briefings.summarise,
        briefings.write,
        briefings.keep_settings,
        briefings.record,
        deliveries.send,
        deliveries.another_way,
        deliveries.settle,
    ]


def calendar_activities_of(
    schedules: ScheduleActivities, digests: DigestActivities, webhooks: WebhookActivities
) -> Activities:
    """Return what runs at times of day, and what tells other programs, bound to their ports."""
    return [
        schedules.act,
        schedules.fail,
        digests.gather,
        digests.summarise,
        digests.publish,
        webhooks.forward,
    ]


def conversation_activities_of(conversations: ConversationActivities) -> Activities:
    """Return what turns of conversations do, bound to their ports."""
    return [
        conversations.think,
        conversations.call_tool,
        conversations.ask,
        conversations.hear,
        conversations.close,
    ]


def watch_activities_of(tasks: TaskActivities) -> Activities:
    """Return what watches do, bound to their ports."""
    return [tasks.watch, tasks.record]


def build_worker(
    client: Client,
    activities: Activities,
    *,
    task_queue: str,
    version: WorkerDeploymentConfig | None = None,
    cached: int = IN_MEMORY,
) -> Worker:
    """Return a worker that is ready to run.

    Args:
        client: connected to where the work is.
        activities: see `activities_of`.
        task_queue: whose work is done.
        version: for deployments that move gradually.
        cached: open workflows kept in memory; others are replayed when they go on.
    """
    return Worker(
        client,
        task_queue=task_queue,
        deployment_config=version,
        workflows=PEOPLES_WORKFLOWS,
        activities=activities,
        workflow_runner=workflow_runner(),
        workflow_failure_exception_types=[ZhibanError],
        interceptors=[TranslateFailures()],
        max_cached_workflows=cached,
        max_concurrent_activities=AT_ONCE,
        graceful_shutdown_timeout=GRACE,
        max_heartbeat_throttle_interval=BEAT,  # by itself it holds back four of five beats
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )


def build_watch_worker(
    client: Client,
    activities: Activities,
    *,
    task_queue: str,
    slots: int,
    version: WorkerDeploymentConfig | None = None,
    cached: int = 50,
) -> Worker:
    """Return a worker for watches that is ready to run.

    Args:
        client: connected to where the work is.
        activities: see `watch_activities_of`.
        task_queue: of the people's workers with `WATCHES` behind it.
        slots: most checks that it holds; see `activities/lingering.py`.
        version: for deployments that move gradually.
        cached: open workflows kept in memory; a quiet watch is never replayed.
    """
    return Worker(
        client,
        task_queue=task_queue,
        deployment_config=version,
        workflows=WATCH_WORKFLOWS,
        activities=activities,
        workflow_runner=workflow_runner(),
        workflow_failure_exception_types=[ZhibanError],
        interceptors=[TranslateFailures()],
        max_cached_workflows=cached,
        max_concurrent_activities=slots,
        graceful_shutdown_timeout=GRACE,
        max_heartbeat_throttle_interval=RAREST_BEAT,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )
