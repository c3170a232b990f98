"""A server that says what is wrong with a prompt: the SDK calls every such mistake a crash of ours.

It would answer "Internal server error" and log a traceback for a prompt that is not there, an
argument that is missing, and an incident that nobody knows. The protocol has a code for all three.
"""

from collections.abc import Iterable
from typing import Any

from mcp import MCPError
from mcp.server.mcpserver import Context, MCPServer
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    GetPromptResult,
    InputRequiredResult,
    Prompt,
    PromptArgument,
)

from domain.common.errors import TemporaryError, ZhibanError
from mcp_server.failures import explained


class ExplainingServer(MCPServer[Any]):
    """An MCP server whose refusals of prompts a client can act on."""

    async def get_prompt(
        self,
        name: str,
        arguments: dict[str, Any] | None = None,
        context: Context[Any] | None = None,
    ) -> GetPromptResult | InputRequiredResult:
        """Return the prompt; see `MCPServer.get_prompt`.

        Raises:
            MCPError: with the code for wrong parameters and what is wrong with them, or with the
                code for our failures when it is not the client's fault.
        """
        if complaint := _complaint(name, arguments or {}, await self.list_prompts()):
            raise MCPError(INVALID_PARAMS, complaint)
        try:
            return await super().get_prompt(name, arguments, context)
        except ValueError as error:
            refusal = _refusal(error)
            if refusal is None:
                raise
            ours = isinstance(refusal, TemporaryError)
            code = INTERNAL_ERROR if ours else INVALID_PARAMS
            raise MCPError(code, explained(refusal)) from refusal


def _complaint(name: str, given: dict[str, Any], prompts: Iterable[Prompt]) -> str:
    """Say what is wrong with a request, never with the values that came with it; "" if nothing."""
    known = {prompt.name: prompt for prompt in prompts}
    if name not in known:
        there_are = ", ".join(known) or "none"
        return f"There is no prompt '{name[:80]}'. There are: {there_are}."
    takes = known[name].arguments or []
    wrong = [
        f"'{one.name}' is required." for one in takes if one.required and one.name not in given
    ]
    wrong += [f"There is no argument '{one[:80]}'." for one in given if one not in _names(takes)]
    if wrong:
        wrong.append(f"{name} takes: {', '.join(_names(takes)) or 'no arguments'}.")
    return " ".join(wrong)


def _names(takes: Iterable[PromptArgument]) -> list[str]:
    return [one.name for one in takes]


def _refusal(error: BaseException) -> ZhibanError | None:
    """Return the error of ours that the SDK wrapped, or None: then it is a crash."""
    cause = error.__cause__
    while cause is not None and not isinstance(cause, ZhibanError):
        cause = cause.__cause__
    return cause
