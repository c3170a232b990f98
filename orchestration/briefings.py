"""The `BriefingClient` port, kept by Temporal: one workflow per person."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
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
from domain.briefings.briefings import (
    BriefingSettings,
    BriefingToday,
    Greeting,
    GreetingAnswer,
    GreetingKind,
)
from domain.common.errors import NotFound, Noun, Rejected, Unavailable, ZhibanError
from domain.common.messages import message
from orchestration.requests import Requests, is_not_found
from workflows.attributes import KIND, OWNER, STATE
from workflows.briefings.days import BriefingInput
from workflows.briefings.workflow import DailyBriefingWorkflow
from workflows.reasons import NOT_PREPARED, NOT_READY, OTHER_DAY, REFUSED

T = TypeVar("T")

_PASSING = {NOT_READY, OTHER_DAY, "AcceptedUpdateCompletedWorkflow"}
"""Types of failures that asking again can mend; the last is Temporal's, of a run that was ended."""

_BREATH = 0.05
"""Seconds between hearing that the briefing is ready and greeting again."""

_Handle = WorkflowHandle[DailyBriefingWorkflow, None]


@dataclass(frozen=True)
class TemporalBriefings:
    """Starts, greets and steers `briefing/<person id>`.

    Attributes:
        searchable: whether the namespace knows our search attributes.
        last_given: returns the newest local date known to have been given to a person; asked when
            a run has to be started anew, such as after one that was terminated by hand.
    """

    client: Client
    task_queue: str
    searchable: bool = True
    requests: Requests = field(default_factory=Requests)
    last_given: Callable[[str], Awaitable[str]] | None = None

    async def ensure(self, person_id: str, settings: BriefingSettings) -> None:
        """Start the person's workflow unless it runs."""
        await self.requests.send(Noun.BRIEFING, lambda: self._start(person_id, settings))

    async def greet(
        self, person_id: str, day: str, greeting: Greeting, settings: BriefingSettings
    ) -> GreetingAnswer:
        """Join the day's one update; the server runs its handler once, whoever asks.

        A briefing that is not ready is waited for, without a claim to it: a caller who gives up
        leaves it to the next one.
        """
        waited = self.requests.patience.total_seconds() + asyncio.get_running_loop().time()
        while True:
            try:
                return await self._greet_once(person_id, day, greeting, settings)
            except WorkflowUpdateFailedError as error:
                if asyncio.get_running_loop().time() > waited:
                    raise _explained(error) from error
                if (theirs := _other_day(error)) not in ("", day):
                    day = theirs
                elif _type_of(error) == NOT_READY:
                    await self._wait_until_ready(person_id, day)
                else:
                    raise _explained(error) from error

    async def _greet_once(
        self, person_id: str, day: str, greeting: Greeting, settings: BriefingSettings
    ) -> GreetingAnswer:
        async def ask() -> GreetingAnswer:
            return await self._handle(person_id).execute_update(
                DailyBriefingWorkflow.greet, replace(greeting, day=day), id=f"greet/{day}"
            )

        return await self._asked(person_id, settings, ask)

    async def _wait_until_ready(self, person_id: str, day: str) -> None:
        """Wait with everybody else; the pause is for an answer that was true a while ago."""

        async def ask() -> None:
            await self._handle(person_id).execute_update(
                DailyBriefingWorkflow.wait_until_ready, day, id=f"ready/{day}"
            )

        try:
            await self.requests.send(Noun.BRIEFING, ask)
        except WorkflowUpdateFailedError as error:
            raise _explained(error) from error
        await asyncio.sleep(_BREATH)

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

    async def pause(self, person_id: str, *, reason: str) -> BriefingToday:
        """Update it, and return how it stands."""
        return await self._steered(
            person_id,
            partial(self._handle(person_id).execute_update, DailyBriefingWorkflow.pause, reason),
        )

    async def resume(self, person_id: str) -> BriefingToday:
        """Update it, and return how it stands."""
        return await self._steered(
            person_id, partial(self._handle(person_id).execute_update, DailyBriefingWorkflow.resume)
        )

    async def prepare_now(self, person_id: str) -> BriefingToday:
        """Update it, and return how it stands: it has only begun to prepare."""
        return await self._steered(
            person_id,
            partial(self._handle(person_id).execute_update, DailyBriefingWorkflow.prepare_now),
        )

    async def today(self, person_id: str) -> BriefingToday:
        """Query it; needs a running worker."""

        async def ask() -> BriefingToday:
            return await self._handle(person_id).query(DailyBriefingWorkflow.today)

        return await self._running(person_id, ask)

    async def running_ids(self) -> AsyncIterator[str]:
        """Yield the ids of people whose briefing runs, as far as the server has indexed them."""
        wanted = "WorkflowType = 'DailyBriefing' AND ExecutionStatus = 'Running'"
        async for each in self.client.list_workflows(wanted):
            yield each.id.removeprefix("briefing/")

    def _handle(self, person_id: str) -> _Handle:
        return self.client.get_workflow_handle_for(
            DailyBriefingWorkflow.run, f"briefing/{person_id}"
        )

    async def _asked(
        self, person_id: str, settings: BriefingSettings, ask: Callable[[], Awaitable[T]]
    ) -> T:
        """Ask, and start the workflow first when it does not run."""
        try:
            return await self.requests.send(Noun.BRIEFING, ask)
        except Unavailable as error:
            if not is_not_found(error.__cause__):
                raise
        await self.ensure(person_id, settings)
        return await self.requests.send(Noun.BRIEFING, ask)

    async def _steered(
        self, person_id: str, update: Callable[..., Awaitable[BriefingToday]]
    ) -> BriefingToday:
        update_id = str(uuid4())  # the same over the tries of one call
        async with self.requests.turn(f"briefing/{person_id}"):
            try:
                return await self._running(person_id, partial(update, id=update_id))
            except WorkflowUpdateFailedError as error:
                raise _explained(error) from error

    async def _running(self, person_id: str, ask: Callable[[], Awaitable[T]]) -> T:
        try:
            return await self.requests.send(Noun.BRIEFING, ask)
        except Unavailable as error:
            if is_not_found(error.__cause__):
                raise NotFound("briefing", person_id) from error
            raise

    async def _start(self, person_id: str, settings: BriefingSettings) -> None:
        last_given = await self.last_given(person_id) if self.last_given else ""
        await self.client.start_workflow(
            DailyBriefingWorkflow.run,
            BriefingInput(person_id, settings, last_given=last_given),
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


def _type_of(error: WorkflowUpdateFailedError) -> str | None:
    return error.cause.type if isinstance(error.cause, ApplicationError) else None


def _other_day(error: WorkflowUpdateFailedError) -> str:
    """Return the date that the workflow holds for today, when it turned another one down."""
    cause = error.cause
    return cause.message if isinstance(cause, ApplicationError) and cause.type == OTHER_DAY else ""


def _explained(error: WorkflowUpdateFailedError) -> ZhibanError | BriefingRefused:
    """Turn a failed update into what the caller should know."""
    cause = error.cause
    if not isinstance(cause, ApplicationError):
        return Rejected(message("briefing.refused"))
    if cause.type == REFUSED:
        return BriefingRefused(GreetingKind(cause.message))
    if cause.type in _PASSING:
        return Unavailable(message("briefing.busy"), delay=timedelta(seconds=5))
    if cause.type == NOT_PREPARED:
        return Unavailable(message("briefing.not_prepared"))
    return Rejected(message("briefing.refused"))
