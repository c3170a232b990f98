"""What servers want to ask the person for whom they are called. By default nobody is asked.

A server learns that there is somebody to ask only where an `Asker` was given. What it asks is the
server's word and nothing more: show it to the person as such.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import mcp_types
from mcp import ClientSession, MCPError
from mcp.client.session import ClientRequestContext, ElicitationFnT

Value = str | int | float | bool | list[str] | None
"""What one field of an answer may be, by the protocol."""

MOST_QUESTIONS = 10
"""That one answer of a server may hold, and that may wait for a person at a time; more is no
conversation with a person."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """What a server asks while it is called.

    Attributes:
        owner: for whom it is called.
        server: what its owner calls it.
        message: in the server's words.
        schema: JSON schema of the answer, an object of flat fields; empty where `url` is set.
        url: an address that the person is to visit; nothing here ever opens it.
    """

    owner: str
    server: str
    message: str
    schema: Mapping[str, Any]
    url: str = ""


Asker = Callable[[Question], Awaitable[Mapping[str, Value] | None]]
"""Returns the person's answer, field by field, empty for a `url`; None when they decline.

The time of the call goes on meanwhile: give calls of servers that ask a longer `timeout`.
"""


def elicitation(asker: Asker, owner: str, server: str) -> ElicitationFnT:
    """Return what the SDK calls when a server asks; beyond `MOST_QUESTIONS` nobody is bothered."""
    places = asyncio.Semaphore(MOST_QUESTIONS)

    async def answer(
        context: ClientRequestContext,  # noqa: ARG001 by this name the SDK may give it
        params: mcp_types.ElicitRequestParams,
    ) -> mcp_types.ElicitResult:
        if places.locked():
            return mcp_types.ElicitResult(action="cancel")
        try:
            async with places:
                said = await asker(_question(owner, server, params))
            json.dumps(said and dict(said), allow_nan=False, ensure_ascii=False).encode()
        except Exception:  # noqa: BLE001 it is the asker's, which may be anybody's
            # Whatever is wrong, also with the answer: the server must hear that nobody agreed.
            _log.exception("A question of an MCP server could not be put to anybody.")
            return mcp_types.ElicitResult(action="cancel")
        if said is None:
            return mcp_types.ElicitResult(action="decline")
        by_address = isinstance(params, mcp_types.ElicitRequestURLParams)
        return mcp_types.ElicitResult(action="accept", content=None if by_address else dict(said))

    return answer


async def answers_to(
    session: ClientSession, requests: Mapping[str, mcp_types.InputRequest]
) -> dict[str, mcp_types.InputResponse] | None:
    """Return the answers to what a server of 2026-07-28 wants to know before it goes on.

    One question after the other: a person reads one at a time. None when anything cannot be
    answered here.
    """
    if len(requests) > MOST_QUESTIONS:
        return None
    answers: dict[str, mcp_types.InputResponse] = {}
    for key, request in requests.items():
        context = ClientRequestContext(session=session, request_id=key)
        try:
            answer = await session.dispatch_input_request(context, request)
        except MCPError:
            return None
        if isinstance(answer, mcp_types.ErrorData):
            return None
        answers[key] = answer
    return answers


def _question(owner: str, server: str, params: mcp_types.ElicitRequestParams) -> Question:
    if isinstance(params, mcp_types.ElicitRequestURLParams):
        return Question(owner, server, params.message, {}, params.url)
    return Question(owner, server, params.message, params.requested_schema)
