"""Our own tools as a toolbox of the assistant, called through MCP as every other client calls them.

What a person may do is decided by the services. A question that a tool asks is not answered here:
it goes back to whoever calls, and is answered with yes only to a call that brings the digest of
just that question.
"""

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from mcp import Client, MCPError
from mcp.client.context import ClientRequestContext
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.tools import Tool
from mcp_types import (
    CallToolResult,
    ElicitRequest,
    ElicitRequestParams,
    ElicitResult,
    InputRequiredResult,
)

from application.common.wording import Localizer
from application.ports.assistant.toolboxes import Care, OfferedTool, ToolAnswer, ToolCall
from application.services import Services
from domain.assistant.conversations import Outcome
from domain.common.errors import (
    Conflict,
    EffectUnknown,
    InvalidRequest,
    Misconfigured,
    Rejected,
    TemporaryError,
    TooLarge,
    Unauthenticated,
    ZhibanError,
)
from domain.common.messages import Called, Foreign, Message, message
from domain.common.readers import Reader
from domain.people.access import Access, Actor, decide
from mcp_server.assistant.care import (
    RIGHTS,
    care_of,
    completed,
    is_asked_about,
    offered,
    shown_before,
)
from mcp_server.assistant.questions import LONGEST_QUESTION, question
from mcp_server.assistant.results import text_of
from mcp_server.failures import Refusals, causes
from mcp_server.identity import OneActor
from mcp_server.read_only import check_arguments
from mcp_server.server import build_mcp_server
from mcp_server.toolsets import PLUGINS, TOGETHER, tools_of

CALL_SECONDS = 120.0
"""For one call: trying a policy on a year of incidents takes the longest, about a minute."""

FOR_ASSISTANTS = (*TOGETHER, PLUGINS)
"""Sets of the tools that the assistant has; the bus is for agents that speak for a project."""

MOST_QUESTIONS = 2
"""Times that a tool may ask within one call; ours ask once."""

_caller: ContextVar[Actor] = ContextVar("caller")


class _Caller:
    """The call is from the person for whom the assistant works at the moment."""

    def actor(self) -> Actor:
        """Return that person."""
        try:
            return _caller.get()
        except LookupError:
            raise Unauthenticated(message("tool.no_caller")) from None


@dataclass(frozen=True)
class _Made:
    """The tools, which take half a second to make, and the server that serves them."""

    tools: Mapping[str, Tool]
    offered: tuple[OfferedTool, ...]
    server: MCPServer[Any]


class OwnTools:
    """Keeps the `Toolbox` port.

    Args:
        services: what the tools ask.
        sets: names from `SETS`, in the order in which their tools are listed.
        seconds: how long one call may take.
        words: what of a result is handed on.
    """

    def __init__(
        self,
        services: Services,
        *,
        sets: Sequence[str] = FOR_ASSISTANTS,
        seconds: float = CALL_SECONDS,
        words: Callable[[CallToolResult], str] = text_of,
    ) -> None:
        self._services = services
        self._sets = tuple(sets)
        self._seconds = seconds
        self._words = words
        self._kept: _Made | None = None

    async def tools(self, actor: Actor) -> tuple[OfferedTool, ...]:
        """Return what `actor` may use; always in the same order."""
        return tuple(each for each in self._made().offered if _may(actor, each.alias))

    async def call(self, actor: Actor, call: ToolCall) -> ToolAnswer:
        """Do one call with the rights of `actor`; see `Toolbox.call`."""
        tool = self._made().tools.get(call.alias)
        if tool is None:
            unknown = message("tool.unknown", name=Foreign(call.alias[:80]))
            return await self._told(actor, Outcome.REFUSED, unknown)
        key = f"assistant-{hashlib.sha256(call.key.encode()).hexdigest()[:32]}"
        arguments = completed(tool, call.arguments, key)
        # Whoever may not do it is told so, and asked nothing first.
        if is_asked_about(tool, arguments, warily=call.ask) and _may(actor, tool.name):
            try:
                check_arguments(tool, arguments)
            except InvalidRequest as error:
                return ToolAnswer(Outcome.REFUSED, await self._refusals(actor).text(error))
            answer = await self._ask(actor, tool, completed(tool, call.arguments, ""), call.agreed)
            if answer is not None:
                return answer
        return await self._run(actor, tool, arguments, call.agreed)

    async def _ask(
        self, actor: Actor, tool: Tool, arguments: dict[str, Any], agreed: str
    ) -> ToolAnswer | None:
        """Return the question, or a refusal; None when the person has agreed to just this."""
        arguments = {name: value for name, value in arguments.items() if value != ""}
        digest = _digest(tool.name, arguments, "")
        if agreed == digest:
            return None
        about = ""
        if looking := shown_before(tool.name, arguments):
            reader, named = looking
            seen = await self._run(actor, self._made().tools[reader], named, "")
            if seen.outcome is not Outcome.DONE:
                return seen
            about = str(seen.text).partition("\n")[0]
        settings = await self._services.briefings.settings(by=actor)
        person = Localizer(self._services.words, Reader(settings.language, settings.zone))
        asked = question(tool.name, tool.title or tool.name, arguments, about, person)
        if len(asked) > LONGEST_QUESTION:
            said = person.text(message("plugin.question_too_long"))
            return ToolAnswer(Outcome.REFUSED, said)
        return ToolAnswer(Outcome.ASKS, question=asked, digest=digest)

    async def _run(
        self, actor: Actor, tool: Tool, arguments: dict[str, Any], agreed: str
    ) -> ToolAnswer:
        """Call a tool; its own question is answered only as the person has answered it."""
        why: list[BaseException | None] = []
        before = _caller.set(actor), causes.set(why)
        try:
            async with (
                asyncio.timeout(self._seconds),
                Client(self._made().server, elicitation_callback=_not_asked, cache=None) as client,
            ):
                result = await _result(client, tool, arguments, agreed)
        except TimeoutError:
            return await self._told(actor, *_too_slow(tool, self._seconds))
        finally:
            _caller.reset(before[0])
            causes.reset(before[1])
        if isinstance(result, ToolAnswer):
            return result
        if result is None:
            asks = message("tool.asks_again", tool=Called(tool.name))
            return await self._told(actor, Outcome.FAILED, asks)
        said = self._words(result)
        return ToolAnswer(_outcome(tool, why) if result.is_error else Outcome.DONE, said)

    def _refusals(self, actor: Actor) -> Refusals:
        return Refusals(self._services, OneActor(actor))

    async def _told(self, actor: Actor, outcome: Outcome, said: Message) -> ToolAnswer:
        return ToolAnswer(outcome, await self._refusals(actor).listed(said))

    def _made(self) -> _Made:
        if self._kept is None:
            identity = _Caller()
            tools = tools_of(self._services, identity, self._sets)
            server = build_mcp_server(
                self._services, identity=identity, sets=self._sets, tools=tools
            )
            self._kept = _Made(
                {each.name: each for each in tools}, tuple(offered(each) for each in tools), server
            )
        return self._kept


async def _result(
    client: Client, tool: Tool, arguments: dict[str, Any], agreed: str
) -> CallToolResult | ToolAnswer | None:
    """Return what the tool answers, or its question when that is not the one agreed to.

    None: it asks again and again.
    """
    given: dict[str, Any] = {}
    try:
        for _ in range(MOST_QUESTIONS + 1):
            result: CallToolResult | InputRequiredResult = await client.session.call_tool(
                tool.name, arguments, allow_input_required=True, **given
            )
            if not isinstance(result, InputRequiredResult):
                return result
            place, asked = _question_in(result)
            digest = _digest(tool.name, arguments, asked)
            if digest != agreed:
                return ToolAnswer(Outcome.ASKS, question=asked, digest=digest)
            yes = ElicitResult(action="accept", content={"agree": True})
            given = {"input_responses": {place: yes}, "request_state": result.request_state}
    except MCPError as error:
        return ToolAnswer(_crashed(tool), str(error))
    return None


def _question_in(result: InputRequiredResult) -> tuple[str, str]:
    """Return where the answer to a question goes, and its words; ours are all of this kind."""
    ((place, request),) = (result.input_requests or {}).items()
    words = request.params.message if isinstance(request, ElicitRequest) else ""
    return place, words


async def _not_asked(context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
    """Say that a question can be put; those of our own tools come back as results instead."""
    del context, params
    return ElicitResult(action="cancel")


def _digest(name: str, arguments: Mapping[str, Any], asked: str) -> str:
    """Return what stands for exactly this call after exactly this question."""
    whole = json.dumps([name, dict(arguments), asked], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def _may(actor: Actor, name: str) -> bool:
    return name not in RIGHTS or decide(actor, RIGHTS[name]) is Access.ALLOWED


def _outcome(tool: Tool, why: Sequence[BaseException | None]) -> Outcome:
    """Say what an error means for what was done."""
    if not why:
        return Outcome.FAILED
    match why[-1]:
        case EffectUnknown():
            return _crashed(tool)
        case TemporaryError():
            return Outcome.UNAVAILABLE
        case Conflict() | TooLarge() | Misconfigured() | Rejected():
            return Outcome.FAILED
        case ZhibanError() | ValueError():
            return Outcome.REFUSED
        case _:
            return _crashed(tool)


def _crashed(tool: Tool) -> Outcome:
    """Return the outcome of a call of which nothing can be said: what only reads did no harm."""
    return Outcome.FAILED if care_of(tool) is Care.READS else Outcome.UNCERTAIN


def _too_slow(tool: Tool, seconds: float) -> tuple[Outcome, Message]:
    name, limit = Called(tool.name), timedelta(seconds=max(1, seconds))
    if care_of(tool) is Care.READS:
        return Outcome.UNAVAILABLE, message("tool.too_slow", tool=name, limit=limit)
    return Outcome.UNCERTAIN, message("tool.uncertain", tool=name, limit=limit)
