"""Keeps background jobs running: one workflow for each, whoever starts it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes, WorkflowIDConflictPolicy

from domain.common.errors import Noun
from orchestration.requests import Requests
from workflows.attributes import KIND, STATE
from workflows.background_jobs import BackgroundJobWorkflow, JobInput


@dataclass(frozen=True)
class TemporalJobs:
    """Starts `job/<name>`.

    Attributes:
        task_queue: of the people's workers.
        searchable: whether the namespace knows our search attributes.
    """

    client: Client
    task_queue: str
    searchable: bool = True
    requests: Requests = field(default_factory=Requests)

    async def ensure(self, names: Iterable[str]) -> None:
        """Start each job unless it runs.

        Raises:
            Unavailable: Temporal does not answer.
        """
        for name in names:
            await self.requests.send(Noun.BACKGROUND_JOB, partial(self._start, name))

    async def _start(self, name: str) -> None:
        await self.client.start_workflow(
            BackgroundJobWorkflow.run,
            JobInput(name),
            id=f"job/{name}",
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=f"Background job: {name}",
            static_details=(
                "Runs once for the whole installation, in whichever worker has it. Each worker "
                "starts it again within five minutes when it was ended by hand."
            ),
            search_attributes=self._attributes(),
        )

    def _attributes(self) -> TypedSearchAttributes:
        if not self.searchable:
            return TypedSearchAttributes.empty
        return TypedSearchAttributes(
            [SearchAttributePair(KIND, "job"), SearchAttributePair(STATE, "running")]
        )
