"""Questions about edits in their workflows, with everything that edits lean on in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

from temporalio import activity
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.approvals import ApprovalActivities
from application.cluster_edits.approvals import EditApprovals
from application.common.wording import worded_event
from bootstrap.running.worker import workflow_runner
from bootstrap.temporal.failures import TranslateFailures
from domain.clusters.edits import Edit, EditOutcome, EditRecord
from domain.clusters.repairs import Mode
from domain.common.errors import ZhibanError
from domain.incidents.approvals.approvals import Approval
from domain.incidents.policy.policies import ApprovalRules
from orchestration.approvals import TemporalApprovals
from tests.fakes.clock import ManualClock
from tests.fakes.edits import APPROVER, LI, MEI, NEW, OPERATOR, EditStage
from tests.fakes.incidents import CrashesOnce
from tests.fakes.repairs import a_policy
from tests.fakes.waiting import eventually
from tests.fakes.words import IN_ENGLISH, WORDS
from workflows.approvals.workflow import ApprovalWorkflow

RULES = ApprovalRules(hops=(("u_an",), (LI, MEI), ("u_bo",)), wait=600)


class ServersClock(ManualClock):
    """In an activity: when the server started it. Elsewhere it is set by hand."""

    def now(self) -> datetime:
        return activity.info().started_time if activity.in_activity() else self.moment


@dataclass
class ApprovalRig:
    """Edits that Mei asks for and Li may approve."""

    skipping: WorkflowEnvironment
    crashes: CrashesOnce = field(default_factory=CrashesOnce)
    queue: str = field(default_factory=lambda: f"test-{uuid4()}")

    def __post_init__(self) -> None:
        self.client = self.skipping.client
        self.clock = ServersClock()
        self.stage = EditStage(self.clock)
        people = self.stage.stage.stores.people
        for name in ("u_an", "u_bo"):
            people[name] = replace(people[LI], id=name, mail=f"{name}@example.org")
        self.stage.policies.policy = a_policy(default_mode=Mode.OBSERVE, approval=RULES)
        asking = TemporalApprovals(self.client, self.queue)
        self.service = self.stage.service = replace(self.stage.service, asking=asking)

    @asynccontextmanager
    async def awake(self) -> AsyncIterator["ApprovalRig"]:
        """Run a worker for as long as the block runs."""
        await self.look_at_the_time()
        service = self.service
        edits = EditApprovals(
            service.requests, service.checkpoints, service.questions, self.stage.notices
        )
        done = ApprovalActivities(edits, repairs=None)
        async with Worker(
            self.client,
            task_queue=self.queue,
            workflows=[ApprovalWorkflow],
            activities=[done.ask, done.recheck, done.settle, done.carry_out, done.tell],
            workflow_runner=workflow_runner(),
            workflow_failure_exception_types=[ZhibanError],
            interceptors=[self.crashes, TranslateFailures()],
        ):
            yield self

    async def look_at_the_time(self) -> None:
        self.clock.moment = await self.skipping.get_current_time()

    async def asked(self, text: str = NEW) -> EditRecord:
        """Ask for an edit in earnest."""
        await self.look_at_the_time()
        confirm = (await self.stage.apply(text)).confirm
        edit = await self.stage.apply(text, confirm=confirm)
        assert edit.outcome is EditOutcome.AFTER_APPROVAL
        return await self.record(edit.id)

    async def again(self, record: EditRecord, text: str = NEW) -> Edit:
        """Let the asker confirm the same once more."""
        await self.look_at_the_time()
        return await self.stage.apply(text, confirm=record.id.removeprefix("e_"))

    async def record(self, edit_id: str) -> EditRecord:
        await self.look_at_the_time()
        return await self.service.get(by=OPERATOR, edit_id=edit_id)

    async def answered(
        self, record: EditRecord, *, approved: bool = True, reason: str = ""
    ) -> EditRecord:
        """Let Li answer."""
        await self.look_at_the_time()
        return await self.service.answer(
            by=APPROVER, edit_id=record.id, digest=record.digest, approved=approved, reason=reason
        )

    async def ended(self, record: EditRecord) -> Approval:
        """Wait for the end of a question that was answered; time does not jump."""
        handle = self.client.get_workflow_handle(f"approval/{record.id}", result_type=Approval)

        async def is_over() -> bool:
            return (await handle.describe()).status is not WorkflowExecutionStatus.RUNNING

        await eventually(is_over)
        return await handle.result()

    async def expired(self, record: EditRecord) -> Approval:
        """Let time jump until the question ends; each wait of the server ends after 20 s."""
        handle = self.client.get_workflow_handle(f"approval/{record.id}", result_type=Approval)
        async with asyncio.timeout(40), self.skipping.time_skipping_unlocked():
            while True:
                with suppress(RuntimeError):
                    return await handle.result()

    @property
    def told(self) -> list[tuple[str, str]]:
        """Who was told of what, in order: the end of the event's id, and the person."""
        return [
            ("/".join(event.split("/")[2:]), person) for event, person, _ in self.stage.starts.begun
        ]

    def said(self) -> str:
        """Return what the asker was told, in English."""
        event = self.stage.events.kept[-1]
        return worded_event(event, WORDS, IN_ENGLISH).data["text"]
