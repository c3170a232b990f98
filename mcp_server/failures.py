"""What an agent is told when something fails. The only place of this face that knows.

The SDK shows a model the text of a `ToolError` and of nothing else; so every refusal of ours
becomes one, with what to do about it, in the language of the person whose agent it is. Anything
else is a crash: it is logged with its traceback and the agent is told no more than that.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import (
    ResourceError,
    ResourceNotFoundError,
    ToolError,
    UnexpectedToolError,
)
from mcp.server.mcpserver.tools import Tool
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from application.briefings.readers import reader_if_found
from application.common.wording import refusal, sentences
from application.ports.rendering import Renderer
from application.services import Services
from domain.common.errors import (
    EffectUnknown,
    Forbidden,
    InvalidRequest,
    Misconfigured,
    NotFound,
    Noun,
    TemporaryError,
    TooManyRequests,
    Unauthenticated,
    ZhibanError,
)
from domain.common.messages import Called, Message, message
from domain.common.readers import NOBODY_KNOWN, Reader, language_asked
from mcp_server.identity import Identity

P = ParamSpec("P")

NOBODY = Reader(NOBODY_KNOWN, "UTC")

causes: ContextVar[list[BaseException | None] | None] = ContextVar("causes", default=None)
"""Where whoever calls a tool within this process finds why it failed, None for a crash: clients
get words only."""

_ADVICE: tuple[tuple[type[ZhibanError], Message], ...] = (
    (InvalidRequest, message("tool_advice.correct")),
    (Unauthenticated, message("tool_advice.token")),
    (Forbidden, message("tool_advice.tell")),
    (Misconfigured, message("tool_advice.admin")),
    (EffectUnknown, message("tool_advice.look")),
)

_LISTS: Mapping[str, str] = {
    Noun.LOG_TOPIC: "list_log_topics",
    Noun.INCIDENT: "list_incidents",
    Noun.RUNNING_INCIDENT: "list_incidents",
    Noun.APPROVAL: "list_approvals",
    Noun.WEIGHTS: "show_score_weights",
    Noun.PROPOSAL: "list_weight_proposals",
    Noun.CONTROL: "list_controls",
    Noun.CLUSTER: "list_clusters",
    Noun.WORKLOAD: "list_workloads",
    "pod": "list_pods",
    Noun.TASK: "list_background_tasks",
    Noun.DISCUSSION: "list_discussions",
    Noun.MESSAGE: "read_discussion",
    Noun.PLUGIN: "list_plugins",
    Noun.ROBOT: "list_robots",
    Noun.ONCALL_SCHEDULE: "who_is_on_call",
    Noun.OVERRIDE: "who_is_on_call",
    Noun.SWAP: "who_is_on_call",
    Noun.MEMORY: "search_memories",
}
"""What lists the things of a kind."""

_WHERE_TO_LOOK: Mapping[str, Message] = {
    Noun.BRIEFING: message("tool_advice.other_day"),
    Noun.DIGEST: message("tool_advice.other_day"),
    Noun.PLACE: message("tool_advice.larger_town"),
    Noun.PERSON: message("tool_advice.yourself", argument=Called("person_id")),
}


def _advice(error: ZhibanError) -> Message:
    """Return what to do about a refusal."""
    if isinstance(error, NotFound):
        if tool := _LISTS.get(error.kind):
            return message("tool_advice.listed", tool=Called(tool))
        return _WHERE_TO_LOOK.get(error.kind, message("tool_advice.check_name"))
    found = (advice for kind, advice in _ADVICE if isinstance(error, kind))
    if advice := next(found, None):
        return advice
    if isinstance(error, TooManyRequests):
        return message("tool_advice.wait", delay=error.wait)
    if isinstance(error, TemporaryError):
        return message("tool_advice.later", delay=error.wait)
    return message("tool_advice.no_use")


def explained(error: ZhibanError, words: Renderer, reader: Reader) -> str:
    """Return the refusal and what to do about it, as sentences for a model and its person."""
    return sentences(refusal(error, words, reader), words.text(_advice(error), reader))


@dataclass(frozen=True)
class Refusals:
    """Says why a call failed to the person whose agent it is."""

    services: Services
    identity: Identity

    async def text(self, error: ZhibanError) -> str:
        """Return a refusal with what to do about it."""
        return explained(error, self.services.words, await self._reader())

    async def listed(self, *said: InvalidRequest | Message) -> str:
        """Return what is wrong, one thing after another."""
        words, reader = self.services.words, await self._reader()
        return sentences(
            *(
                words.text(each, reader)
                if isinstance(each, Message)
                else refusal(each, words, reader)
                for each in said
            )
        )

    async def _reader(self) -> Reader:
        try:
            by = self.identity.actor()
        except Unauthenticated:
            return NOBODY
        return await reader_if_found(self.services.briefings, by=by, otherwise=NOBODY)

    def of_resource(self, read: Callable[P, Awaitable[str]]) -> Callable[P, Awaitable[str]]:
        """Let the reader of a resource see our own errors; anything else stays a masked crash."""

        @wraps(read)
        async def explaining(*args: P.args, **kwargs: P.kwargs) -> str:
            try:
                return await read(*args, **kwargs)
            except NotFound as error:
                raise ResourceNotFoundError(await self.text(error)) from error
            except ZhibanError as error:
                raise ResourceError(await self.text(error)) from error

        return explaining


class CausingTool(Tool):
    """A tool that takes null for "not given" and remembers why it failed."""

    async def run(
        self,
        arguments: dict[str, Any],
        context: Context[Any, Any],
        convert_result: bool = False,  # noqa: FBT001, FBT002 - the SDK's signature
    ) -> Any:  # noqa: ANN401 - the SDK's signature
        """Run it; see `Tool.run`."""
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            return await super().run(given, context, convert_result)
        except ToolError as error:
            if (kept := causes.get()) is not None:
                crashed = isinstance(error, UnexpectedToolError)
                refused = isinstance(error.__cause__, ZhibanError)
                kept.append(error.__cause__ if refused or not crashed else None)
            raise


class SayUnavailable:
    """Answers 503 when a token cannot be looked up at the moment: 401 would make it look wrong."""

    def __init__(self, app: ASGIApp, words: Renderer) -> None:
        self.app = app
        self._words = words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer it when that fails for the moment.

        It fails for longer where a setting is wrong: then nobody is told to come back.
        """
        try:
            await self.app(scope, receive, send)
        except (TemporaryError, Misconfigured) as error:
            headers = {}
            if isinstance(error, TemporaryError):
                wait = max(1, round(error.delay.total_seconds())) if error.delay else 1
                headers = {"Retry-After": str(wait)}
            asked = Headers(scope=scope).get("accept-language", "")
            installed = [each.language for each in self._words.languages]
            said = explained(error, self._words, Reader(language_asked(asked, installed), "UTC"))
            answer = JSONResponse(
                {"error": "temporarily_unavailable", "error_description": said},
                status_code=503,
                headers=headers,
            )
            await answer(scope, receive, send)
