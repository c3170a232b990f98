"""Asking a workflow and surviving the answer: bounded tries, and our words for Temporal's errors.

A workflow takes at most 10 updates in flight and a shard that moves aborts those it holds
(reference measurements: of 1,000 distinct updates at once 50 succeeded). So every request has an
update id that stays the same over its tries, and distinct requests to one workflow queue up here.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from temporalio.client import (
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.common.errors import (
    Conflict,
    Forbidden,
    Noun,
    Rejected,
    TooManyRequests,
    Unavailable,
    ZhibanError,
)
from domain.common.messages import Command, Foreign, Message, message
from workflows.reasons import said_by

T = TypeVar("T")

_PASSING = frozenset(
    {
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.ABORTED,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.CANCELLED,
        RPCStatusCode.INTERNAL,
        RPCStatusCode.UNKNOWN,
    }
)

LONGEST_QUEUE = 64
"""Callers waiting for one workflow in one process; more are told to come back."""


@dataclass(frozen=True)
class Requests:
    """Sends requests to workflows.

    Attributes:
        patience: how long a caller is kept waiting over all tries.
    """

    patience: timedelta = timedelta(seconds=60)
    _slots: dict[str, "_Slot"] = field(default_factory=dict)

    async def send(self, what: Noun, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask until answered, for at most `patience`; `ask` must be safe to repeat.

        Raises:
            Unavailable: no answer came in time; asking again is safe.
        """
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + self.patience.total_seconds()
        pause = 0.05
        while True:
            try:
                async with asyncio.timeout_at(give_up_at):
                    return await ask()
            except (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError) as error:
                _stop_if_cancelled()
                if not _may_pass(error) or loop.time() + pause >= give_up_at:
                    raise _unavailable(what) from error
            except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as error:
                raise _unavailable(what) from error
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret
            pause = min(pause * 2, 2.0)

    @asynccontextmanager
    async def turn(self, workflow_id: str) -> AsyncIterator[None]:
        """Hold this process's one slot for distinct updates of a workflow.

        Raises:
            TooManyRequests: the queue is full.
        """
        slot = self._slots.setdefault(workflow_id, _Slot())
        if slot.waiting >= LONGEST_QUEUE:
            raise TooManyRequests(message("error.too_many_changes"), delay=timedelta(seconds=2))
        slot.waiting += 1
        try:
            async with slot.lock:
                yield
        finally:
            slot.waiting -= 1
            if not slot.waiting:
                self._slots.pop(workflow_id, None)


@dataclass
class _Slot:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


def _stop_if_cancelled() -> None:
    """Go when the caller has gone: the client reports a cancelled wait as a failed call."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def _may_pass(error: Exception) -> bool:
    return not isinstance(error, RPCError) or error.status in _PASSING


def _unavailable(what: Noun) -> Unavailable:
    return Unavailable(
        message("error.no_answer_in_time", what=what, command=Command("zhiban doctor")),
        delay=timedelta(seconds=5),
    )


_KINDS: dict[str, type[Conflict] | type[Forbidden] | type[Unavailable]] = {
    each.__name__: each for each in (Conflict, Forbidden, Unavailable)
}


def explained(error: WorkflowUpdateFailedError, noun: Noun) -> ZhibanError:
    """Return with what a workflow turned an update down, as our error."""
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.type in _KINDS:
        return _KINDS[cause.type](said_by(cause))
    if isinstance(cause, ApplicationError) and cause.type == "AcceptedUpdateCompletedWorkflow":
        return Unavailable(message("error.just_closed", what=noun))
    said = said_by(cause) if isinstance(cause, ApplicationError) else str(cause)
    why = said if isinstance(said, Message) else Foreign(said)
    return Rejected(message("error.refused_by", what=noun, why=why))


def is_not_found(error: BaseException | None) -> bool:
    """Say whether Temporal answered that no such workflow runs."""
    return isinstance(error, RPCError) and error.status is RPCStatusCode.NOT_FOUND
