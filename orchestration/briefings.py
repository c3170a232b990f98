"""The `BriefingLife` port, kept by Temporal: one workflow per person."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import uuid4

from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
)
from temporalio.exceptions import ApplicationError

from application.ports.briefings import BriefingRefused
from domain.briefings import (
    BriefingSettings,
    BriefingToday,
    Greeting,
    GreetingAnswer,
    GreetingKind,
)
from domain.errors import NotFound, Rejected, Unavailable, ZhibanError
from orchestration.requests import Requests, is_not_found
from workflows.attributes import KIND, OWNER, STATE
from workflows.briefings import NOT_PREPARED, REFUSED, BriefingInput, DailyBriefingWorkflow

T = TypeVar("T")

_Handle = WorkflowHandle[DailyBriefingWorkflow, None]


@dataclass(frozen=True)
class TemporalBriefings:
    """Starts, greets and steers `briefing/<person id>`.

    Attributes:
        searchable: whether the namespace knows our search attributes.
    """

    client: Client
    task_queue: str
    searchable: bool = True
    requests: Requests = field(default_factory=Requests)

    async def ensure(self, person_id: str, settings: BriefingSettings) -> None:
        """Start the person's workflow unless it runs."""
        await self.requests.send("The briefing", lambda: self._start(person_id, settings))

    async def greet(
        self, person_id: str, day: str, greeting: Greeting, settings: BriefingSettings
    ) -> GreetingAnswer:
        """Join the day's one update; the server runs its handler once, whoever asks."""

        async def ask() -> GreetingAnswer:
            return await self._handle(person_id).execute_update(
                DailyBriefingWorkflow.greet, greeting, id=f"greet/{day}"
            )

        try:
            return await self._asked(person_id, settings, ask)
        except WorkflowUpdateFailedError as error:
            raise _explained(error) from error

    async def configure(self, person_id: str, settings: BriefingSettings) -> None:
        """Update the running workflow; it keeps the settings before it answers."""
        update_id = f"configure/{uuid4()}"

        async def ask() -> None:
            await self._handle(person_id).execute_update(
                DailyBriefingWorkflow.configure, settings, id=update_id
            )

        async with self.requests.turn(f"briefing/{person_id}"):
            try:
                await self._asked(person_id, settings, ask)
            except WorkflowUpdateFailedError as error:
                raise _explained(error) from error

    async def pause(self, person_id: str, *, reason: str) -> None:
        """Signal it; a query after this sees it paused."""
        await self._signalled(
            person_id,
            lambda: self._handle(person_id).signal(DailyBriefingWorkflow.pause, reason),
        )

    async def resume(self, person_id: str) -> None:
        """Signal it; a query after this sees it running."""
        await self._signalled(
            person_id, lambda: self._handle(person_id).signal(DailyBriefingWorkflow.resume)
        )

    async def prepare_now(self, person_id: str) -> None:
        """Signal it."""
        await self._signalled(
            person_id, lambda: self._handle(person_id).signal(DailyBriefingWorkflow.prepare_now)
        )

    async def today(self, person_id: str) -> BriefingToday:
        """Query it; needs a running worker."""

        async def ask() -> BriefingToday:
            return await self._handle(person_id).query(DailyBriefingWorkflow.today)

        return await self._signalled(person_id, ask)

    def _handle(self, person_id: str) -> _Handle:
        return self.client.get_workflow_handle_for(
            DailyBriefingWorkflow.run, f"briefing/{person_id}"
        )

    async def _asked(
        self, person_id: str, settings: BriefingSettings, ask: Callable[[], Awaitable[T]]
    ) -> T:
        """Ask, and start the workflow first when it does not run."""
        try:
            return await self.requests.send("The briefing", ask)
        except Unavailable as error:
            if not is_not_found(error.__cause__):
                raise
        await self.ensure(person_id, settings)
        return await self.requests.send("The briefing", ask)

    async def _signalled(self, person_id: str, ask: Callable[[], Awaitable[T]]) -> T:
        try:
            return await self.requests.send("The briefing", ask)
        except Unavailable as error:
            if is_not_found(error.__cause__):
                raise NotFound("briefing of", person_id) from error
            raise

    async def _start(self, person_id: str, settings: BriefingSettings) -> None:
        await self.client.start_workflow(
            DailyBriefingWorkflow.run,
            BriefingInput(person_id, settings),
            id=f"briefing/{person_id}",
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=f"Daily briefing of {person_id}",
            static_details=(
                "Prepares the day's briefing before the window opens, gives it to the first "
                "greeting, pushes it when nobody came. Pause and resume with `zhiban briefing`."
            ),
            search_attributes=self._attributes(person_id),
        )

    def _attributes(self, person_id: str) -> TypedSearchAttributes:
        if not self.searchable:
            return TypedSearchAttributes.empty
        return TypedSearchAttributes(
            [
                SearchAttributePair(OWNER, person_id),
                SearchAttributePair(KIND, "briefing"),
                SearchAttributePair(STATE, "waiting"),
            ]
        )


def _explained(error: WorkflowUpdateFailedError) -> ZhibanError | BriefingRefused:
    """Turn a failed update into what the caller should know."""
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.type == REFUSED:
        return BriefingRefused(GreetingKind(cause.message))
    if isinstance(cause, ApplicationError) and cause.type == NOT_PREPARED:
        return Unavailable(f"{cause.message} The reason is in the events.")
    return Rejected("The briefing refused the request.")
