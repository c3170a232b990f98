"""Asking the person behind a client, where the client can do that (MCP-3).

The question goes through the client, which may answer by itself: it spares people a slip and is no
border. What holds is checked elsewhere, whatever is answered here.
"""

import asyncio
from enum import StrEnum
from typing import Any, cast

from mcp.server.elicitation import AcceptedElicitation, render_elicitation_schema
from mcp.server.mcpserver import Context
from mcp_types import (
    CallToolResult,
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitResult,
    InputRequiredResult,
)
from mcp_types.version import is_version_at_least
from pydantic import BaseModel, Field

_IN_RESULTS_SINCE = "2026-07-28"
"""The first protocol in which a question is an answer to the call, and not a call back."""

PATIENCE_SECONDS = 300.0
"""How long somebody may think; then the call ends as if they could not be asked."""

_QUESTION = "agreement"


class Agreement(BaseModel):
    """What a person is asked."""

    agree: bool = Field(description="Yes: do exactly this.")


class Consent(StrEnum):
    """What came of asking."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"  # the client cannot ask, or nobody answered


async def ask_person(
    ctx: Context[Any, Any], message: str, *, state: str
) -> Consent | InputRequiredResult:
    """Put a question to the person, if the client can.

    Args:
        ctx: of the call.
        message: names what would be done, exactly.
        state: stands for just that; an answer to another question is asked again.

    Returns:
        What they said; or the question, which is then to be returned as the call's result: the
        client calls again with the answer.
    """
    if not _can_ask(ctx):
        return Consent.NOT_ASKED
    if is_version_at_least(ctx.protocol_version or "", _IN_RESULTS_SINCE):
        return _carried(ctx, message, state)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            answer = await ctx.elicit(message, Agreement)
    except TimeoutError:
        return Consent.NOT_ASKED
    agreed = isinstance(answer, AcceptedElicitation) and answer.data.agree
    return Consent.YES if agreed else Consent.NO


def _can_ask(ctx: Context[Any, Any]) -> bool:
    """Say whether the client shows forms; a bare declaration, the older shape, means that, too."""
    declared = ctx.client_capabilities
    asking = declared.elicitation if declared is not None else None
    if asking is None or (asking.form is None and asking.url is not None):
        return False
    carried = is_version_at_least(ctx.protocol_version or "", _IN_RESULTS_SINCE)
    return carried or ctx.session.can_send_request


def _carried(ctx: Context[Any, Any], message: str, state: str) -> Consent | InputRequiredResult:
    answer = (ctx.input_responses or {}).get(_QUESTION)
    if answer is None or ctx.request_state != state:
        params = ElicitRequestFormParams(
            message=message, requested_schema=render_elicitation_schema(Agreement)
        )
        return InputRequiredResult(
            input_requests={_QUESTION: ElicitRequest(params=params)}, request_state=state
        )
    if not isinstance(answer, ElicitResult) or answer.action != "accept":
        return Consent.NO
    return Consent.YES if (answer.content or {}).get("agree") is True else Consent.NO


def as_result(question: InputRequiredResult) -> CallToolResult:
    """Return a question where a tool returns its result: the server lets it through as it is."""
    return cast("CallToolResult", question)
