"""One call of a tool: sent once, unless the server itself asks for more."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import mcp_types
from mcp import ClientSession, MCPError
from mcp.shared.dispatcher import ProgressFnT
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import TypeAdapter

from mcp_client.questions import answers_to
from mcp_client.transports.verdicts import Verdicts

Progress = Callable[[float, float | None, str | None], Awaitable[None]]
"""Told how far a call is: done, total where known, a sentence where given."""

_MOST_ROUNDS = 10
"""Of a server that says "not yet, ask again with this", or asks; the SDK's own bound."""

_PAUSE_SECONDS = 0.1
"""Between two of those rounds; the SDK waits between 0.05 and 0.25 s."""

_GRACE_SECONDS = 2.0
"""Beyond the SDK's own limit of a call."""

_Answer = mcp_types.CallToolResult | mcp_types.InputRequiredResult
_ANSWERS: TypeAdapter[_Answer] = TypeAdapter(_Answer)


@dataclass(frozen=True, slots=True)
class ToolCall:
    """What is asked for.

    Attributes:
        tool: its name at the server.
        arguments: as the tool's schema wants them.
        seconds: for an answer.
        progress: told how far it is.
    """

    tool: str
    arguments: Mapping[str, Any]
    seconds: float
    progress: Progress | None = None


def guard(seconds: float) -> float:
    """Return a limit beyond the SDK's own, which also tells the server: for when that one fails."""
    return 2 * seconds + _GRACE_SECONDS


async def send_call(
    session: ClientSession, call: ToolCall, verdicts: Verdicts, deaf: Callable[[], None]
) -> mcp_types.CallToolResult:
    """Send a call and return its result, unchecked.

    In 2026-07-28 some arguments are mirrored into headers; a server that misses them refuses the
    call unread, and gets it once more after its list was read.

    Args:
        session: to ask with.
        call: what is asked for.
        verdicts: puts what is wrong into words.
        deaf: told when nothing gets through to the session any more; a person who takes their time
            over a question of the server's is no such case.

    Raises:
        ServerFault: it wants to ask a person, and nobody answers here.
        MCPError: it refused.
    """
    try:
        answer = await _send(session, call, deaf)
    except MCPError as error:
        modern = session.protocol_version in MODERN_PROTOCOL_VERSIONS
        if error.code != mcp_types.HEADER_MISMATCH or not modern:
            raise
        await session.list_tools()
        answer = await _send(session, call, deaf)
    for _ in range(_MOST_ROUNDS):
        if isinstance(answer, mcp_types.CallToolResult):
            return answer
        said = None
        if answer.input_requests:
            said = await answers_to(session, answer.input_requests)
            if said is None:
                break
        else:
            await asyncio.sleep(_PAUSE_SECONDS)
        answer = await _send(session, call, deaf, said, answer.request_state)
    raise verdicts.asks()


async def _send(
    session: ClientSession,
    call: ToolCall,
    deaf: Callable[[], None],
    said: dict[str, mcp_types.InputResponse] | None = None,
    state: str | None = None,
) -> _Answer:
    params = mcp_types.CallToolRequestParams(
        name=call.tool,
        arguments=dict(call.arguments),
        input_responses=said,
        request_state=state,
    )
    try:
        async with asyncio.timeout(call.seconds + _GRACE_SECONDS):
            return await session.send_request(
                mcp_types.CallToolRequest(params=params),
                _ANSWERS,
                request_read_timeout_seconds=call.seconds,
                progress_callback=_teller(call.progress),
            )
    except TimeoutError:  # the SDK did not notice its own limit
        deaf()
        raise


def _teller(progress: Progress | None) -> ProgressFnT | None:
    """Return the same under the names that the SDK gives to what it tells."""
    if progress is None:
        return None
    tell_it = progress

    async def tell(progress: float, total: float | None, message: str | None) -> None:
        await tell_it(progress, total, message)

    return tell
