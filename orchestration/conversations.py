"""The `ConversationClient` port, kept by Temporal: one workflow per turn."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowUpdateFailedError,
)
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError

from application.ports.assistant.conversations import Turn
from domain.assistant.conversations import TurnLimits, TurnState
from domain.common.errors import Conflict, Noun, Rejected, Unavailable, ZhibanError
from domain.common.messages import Foreign, message
from orchestration.requests import Requests, is_not_found
from workflows.assistant.turn_state import Answer, TurnInput, TurnResult
from workflows.assistant.workflow import ConversationTurnWorkflow
from workflows.attributes import KIND, OWNER, STATE
from workflows.reasons import said_by

T = TypeVar("T")

_Handle = WorkflowHandle[ConversationTurnWorkflow, TurnResult]


@dataclass(frozen=True)
class TemporalConversations:
    """Starts and steers `conversation/<id>/<turn>`.

    Attributes:
        searchable: whether the namespace knows our search attributes.
    """

    client: Client
    task_queue: str
    searchable: bool = True
    requests: Requests = field(default_factory=Requests)

    async def start(self, turn: Turn, limits: TurnLimits) -> None:
        """Begin to answer; a turn that runs or has run is left as it is."""
        await self._ask(lambda: self._start(turn, limits))

    async def answer(self, turn: Turn, digest: str, *, agreed: bool) -> None:
        """Say the person's word to the open question; saying the same again is once."""
        said = Answer(digest, agreed)
        update_id = f"answer/{digest}/{'yes' if agreed else 'no'}"

        async def ask() -> None:
            await self._handle(turn).execute_update(
                ConversationTurnWorkflow.answer, said, id=update_id
            )

        async with self.requests.turn(workflow_id(turn)):
            try:
                if not await self._running(ask):
                    raise Conflict(message("assistant.question_closed"))
            except WorkflowUpdateFailedError as error:
                raise _explained(error) from error

    async def stop(self, turn: Turn) -> bool:
        """Tell it, once; False when it does not run."""

        async def ask() -> None:
            await self._handle(turn).execute_update(ConversationTurnWorkflow.stop, id="stop")

        try:
            return await self._running(ask)
        except WorkflowUpdateFailedError:
            return False  # it ended by itself meanwhile

    async def runs(self, turn: Turn) -> bool:
        """Ask the server; needs no worker."""
        running = False

        async def ask() -> None:
            nonlocal running
            described = await self._handle(turn).describe()
            running = described.status is WorkflowExecutionStatus.RUNNING

        await self._running(ask)
        return running

    def _handle(self, turn: Turn) -> _Handle:
        return self.client.get_workflow_handle_for(ConversationTurnWorkflow.run, workflow_id(turn))

    async def _start(self, turn: Turn, limits: TurnLimits) -> None:
        try:
            await self.client.start_workflow(
                ConversationTurnWorkflow.run,
                TurnInput(turn.conversation, turn.number, turn.owner, limits),
                id=workflow_id(turn),
                task_queue=self.task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                static_summary=f"Turn {turn.number} of {turn.conversation} ({turn.owner})",
                static_details=(
                    "Answers what a person said: asks the model, calls tools, asks the person. "
                    "What is said is kept in the database, not here. Stop it with `zhiban chat` "
                    "or the API; cancelling it here ends the turn as broken off."
                ),
                search_attributes=self._attributes(turn),
            )
        except WorkflowAlreadyStartedError:
            return  # it has run, and ended

    async def _running(self, ask: Callable[[], Awaitable[None]]) -> bool:
        """Say whether there was a workflow to ask."""
        try:
            await self._ask(ask)
        except Unavailable as error:
            if is_not_found(error.__cause__):
                return False
            raise
        return True

    async def _ask(self, ask: Callable[[], Awaitable[T]]) -> T:
        return await self.requests.send(Noun.ASSISTANT, ask)

    def _attributes(self, turn: Turn) -> TypedSearchAttributes:
        if not self.searchable:
            return TypedSearchAttributes.empty
        return TypedSearchAttributes(
            [
                SearchAttributePair(OWNER, turn.owner),
                SearchAttributePair(KIND, "conversation"),
                SearchAttributePair(STATE, TurnState.THINKING),
            ]
        )


def workflow_id(turn: Turn) -> str:
    """Return the id of the workflow that answers a turn."""
    return f"conversation/{turn.conversation}/{turn.number}"


def _explained(error: WorkflowUpdateFailedError) -> ZhibanError:
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.type == Conflict.__name__:
        return Conflict(said_by(cause))
    if isinstance(cause, ApplicationError) and cause.type == "AcceptedUpdateCompletedWorkflow":
        return Conflict(message("assistant.question_closed"))
    return Rejected(message("assistant.answer_refused", said=Foreign(str(cause))))
