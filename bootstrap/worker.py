"""Everything the worker runs, in one list each."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, Worker, WorkerDeploymentConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.briefings import BriefingActivities
from activities.deliveries import DeliveryActivities
from activities.heartbeats import BEAT
from bootstrap.failures import TranslateFailures
from domain.errors import ZhibanError
from workflows.briefings import DailyBriefingWorkflow
from workflows.deliveries import DeliveryWorkflow

WORKFLOWS: Sequence[type] = [DailyBriefingWorkflow, DeliveryWorkflow]

# Imported once and shared by every run: they hold rules and signatures, never state.
PURE_PACKAGES = (
    "domain",
    "application",
    "activities",
    "workflows.attributes",
    "workflows.pushes",
    "workflows.reasons",
)

GRACE = timedelta(seconds=20)
"""How long running activities may finish on shutdown; a delivery's try takes seconds."""

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


def activities_of(
    briefings: BriefingActivities, deliveries: DeliveryActivities
) -> list[Callable[..., Any]]:
    """Return every activity, bound to its ports."""
    return [
        briefings.gather,
        briefings.summarise,
        briefings.write,
        briefings.keep_settings,
        briefings.record,
        deliveries.send,
        deliveries.settle,
    ]


def build_worker(
    client: Client,
    activities: Sequence[Callable[..., Any]],
    *,
    task_queue: str,
    version: WorkerDeploymentConfig | None = None,
    cached: int = 1_000,
) -> Worker:
    """Return a worker that is ready to run.

    Args:
        client: connected to where the work is.
        activities: see `activities_of`.
        task_queue: whose work is done.
        version: for deployments that move gradually.
        cached: open workflows kept in memory, about 100 KiB each; others are replayed when they
            go on. 1,000 is Temporal's own number.
    """
    return Worker(
        client,
        task_queue=task_queue,
        deployment_config=version,
        workflows=WORKFLOWS,
        activities=activities,
        workflow_runner=workflow_runner(),
        workflow_failure_exception_types=[ZhibanError],
        interceptors=[TranslateFailures()],
        max_cached_workflows=cached,
        graceful_shutdown_timeout=GRACE,
        max_heartbeat_throttle_interval=BEAT,  # by itself it holds back four of five beats
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )
