"""A server that says what is wrong with a call or a prompt, to the person whose agent asks.

The SDK calls every such mistake with a prompt a crash of ours: it would answer "Internal server
error" and log a traceback for a prompt that is not there, an argument that is missing, and an
incident that nobody knows. The protocol has a code for all three.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from mcp import MCPError
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.mcpserver.tools import Tool
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CallToolResult,
    GetPromptResult,
    InputRequiredResult,
    Prompt,
)
from mcp_types import Tool as ListedTool
from pydantic import ValidationError

from application.common.broken_fields import broken_field
from domain.common.errors import InvalidRequest, TemporaryError, ZhibanError
from domain.common.messages import Called, Foreign, Message, Names, message
from mcp_server.failures import Refusals

Meaning: TypeAlias = Callable[[str, Mapping[str, Any]], tuple[str, dict[str, Any]]]


class ExplainingServer(MCPServer[Any]):
    """An MCP server whose refusals a client can act on.

    Args:
        refusals: puts them into words.
        tools: what it serves.
        lists: what hosts are told of; None: all that it serves, with the schemas of their results.
        means: which tool a call means, and its arguments; None: the one that it names.
        options: see `MCPServer`.
    """

    def __init__(
        self,
        name: str,
        *,
        refusals: Refusals,
        tools: Sequence[Tool],
        lists: Sequence[ListedTool] | None = None,
        means: Meaning | None = None,
        **options: Any,  # noqa: ANN401 - the SDK's own
    ) -> None:
        super().__init__(name, tools=list(tools), **options)
        self._refusals = refusals
        self._lists = lists
        self._means = means
        self._takes = {each.name: list(each.fn_metadata.arg_model.model_fields) for each in tools}

    async def list_tools(self) -> list[ListedTool]:
        """Return what hosts are told of."""
        return await super().list_tools() if self._lists is None else list(self._lists)

    async def call_tool(
        self,
        name: str,
        arguments: dict[str, Any],
        context: Context[Any] | None = None,
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; see `MCPServer.call_tool`.

        Raises:
            ToolError: with what is wrong and what to do about it.
            MCPError: there is no such tool.
        """
        called = name
        try:
            if self._means is not None:
                name, arguments = self._means(name, arguments)
        except InvalidRequest as error:
            raise ToolError(await self._refusals.text(error)) from error
        if name not in self._takes:
            said = await self._refusals.listed(message("tool.unknown", name=Foreign(name[:80])))
            # A name inside of arguments is the model's to mend; what was called is the client's.
            raise MCPError(INVALID_PARAMS, said) if name == called else ToolError(said)
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            raise await self._explained(name, error) from error.__cause__

    async def _explained(self, name: str, error: ToolError) -> ToolError:
        match error.__cause__:
            case ZhibanError() as refusal:
                return ToolError(await self._refusals.text(refusal))
            case ValidationError() as wrong if not isinstance(error, UnexpectedToolError):
                return ToolError(await self._refusals.listed(*self._wrong(name, wrong)))
            case _:
                return UnexpectedToolError(await self._refusals.listed(message("tool.crashed")))

    def _wrong(self, name: str, complaint: ValidationError) -> list[InvalidRequest | Message]:
        """Name the arguments and the rules; never repeat the values, which may be secret."""
        known = self._takes[name]
        takes = Names(tuple(map(Called, known))) if known else None
        wrong = [broken_field(each, known=known) for each in complaint.errors()]
        return [*wrong, message("tool.wrong_arguments", tool=Called(name), takes=takes)]

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
            raise MCPError(INVALID_PARAMS, await self._refusals.listed(*complaint))
        try:
            return await super().get_prompt(name, arguments, context)
        except ValueError as error:
            refusal = _refusal(error)
            if refusal is None:
                raise
            ours = isinstance(refusal, TemporaryError)
            code = INTERNAL_ERROR if ours else INVALID_PARAMS
            raise MCPError(code, await self._refusals.text(refusal)) from refusal


def _complaint(
    name: str, given: dict[str, Any], prompts: Iterable[Prompt]
) -> list[InvalidRequest | Message]:
    """Say what is wrong with a request, never with the values that came with it."""
    known = {prompt.name: prompt for prompt in prompts}
    if name not in known:
        names = Names(tuple(map(Called, known)))
        return [message("prompt.unknown", name=Foreign(name[:80]), names=names)]
    takes = known[name].arguments or []
    names_ = [one.name for one in takes]
    missing = [one.name for one in takes if one.required and one.name not in given]
    wrong = [(each, message("rule.missing")) for each in missing]
    wrong += [(each, message("rule.unknown")) for each in given if each not in names_]
    if not wrong:
        return []
    listed = Names(tuple(map(Called, names_))) if names_ else None
    said = [InvalidRequest(field[:80], rule) for field, rule in wrong]
    return [*said, message("prompt.takes", prompt=Called(name), takes=listed)]


def _refusal(error: BaseException) -> ZhibanError | None:
    """Return the error of ours that the SDK wrapped, or None: then it is a crash."""
    cause = error.__cause__
    while cause is not None and not isinstance(cause, ZhibanError):
        cause = cause.__cause__
    return cause
