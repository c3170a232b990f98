"""Several calls at once: in any order, answered in theirs."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mcp_client.errors import FaultKind, ServerFault
from mcp_client.names import ToolName
from mcp_client.results import ToolResult
from mcp_client.sentences import FaultReason, Sentence
from mcp_client.servers.reports import CallAnswer
from mcp_client.sessions.connections import Progress

BATCH_AT_ONCE = 8
"""Calls under way at a time: what a model asks for in one reply is rarely more."""

MOST_CALLS = 256
"""Calls of a batch; each that waits takes a task."""


@dataclass(frozen=True)
class Call:
    """One call of a tool.

    Attributes:
        repeatable: whether sending it twice does no harm; only who trusts the server can tell.
        timeout: seconds; None: what the server's configuration allows.
        progress: told how far it is.
    """

    server: str
    tool: str
    arguments: Mapping[str, Any]
    repeatable: bool = False
    timeout: float | None = None
    progress: Progress | None = None


async def answer_all(
    calls: Sequence[Call],
    answer: Callable[[Call], Awaitable[ToolResult]],
    at_once: int,
) -> tuple[CallAnswer, ...]:
    """Do calls, each as soon as there is a place, and return the answers in their order.

    At one server at most half of `at_once` are under way: a server that hangs leaves the other
    half to the others.

    Raises:
        ValueError: more calls than a batch may have, or none at a time.
    """
    if len(calls) > MOST_CALLS or at_once < 1:
        raise ValueError(f"A batch has at most {MOST_CALLS} calls, at least one at a time.")
    places = asyncio.Semaphore(at_once)
    at_server: dict[str, asyncio.Semaphore] = defaultdict(
        lambda: asyncio.Semaphore((at_once + 1) // 2)
    )

    async def one(call: Call) -> CallAnswer:
        async with at_server[call.server], places:
            name = ToolName(call.server, call.tool)
            try:
                return CallAnswer(name, result=await answer(call))
            except ServerFault as fault:
                return CallAnswer(name, fault=fault)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(call)) for call in calls]
    return tuple(_ended(task, call) for task, call in zip(tasks, calls, strict=True))


def _ended(task: asyncio.Task[CallAnswer], call: Call) -> CallAnswer:
    """Return what became of a call, also of one that somebody else cancelled."""
    if not task.cancelled():
        return task.result()
    sentence = Sentence(FaultReason.BROKEN_OFF, tool=call.tool)
    fault = ServerFault(FaultKind.CUT_OFF, call.server, sentence, may_have_happened=True)
    return CallAnswer(ToolName(call.server, call.tool), fault=fault)
