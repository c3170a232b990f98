"""What an agent is told when something fails. The only place of this face that knows.

The SDK shows a model the text of a `ToolError` and of nothing else; so every refusal of ours
becomes one, with what to do about it. Anything else is a crash: it is logged with its traceback
and the agent is told no more than that.
"""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from difflib import get_close_matches
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
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.common.errors import (
    EffectUnknown,
    Forbidden,
    InvalidRequest,
    Misconfigured,
    NotFound,
    TemporaryError,
    TooManyRequests,
    Unauthenticated,
    ZhibanError,
)

P = ParamSpec("P")

CRASHED = (
    "Something broke inside Zhiban; the details are in its log, not here. "
    "Nothing can be said about what was done. Tell the person, and do not retry in a loop."
)

causes: ContextVar[list[BaseException | None] | None] = ContextVar("causes", default=None)
"""Where whoever calls a tool within this process finds why it failed, None for a crash: clients
get words only."""

_ADVICE: tuple[tuple[type[ZhibanError], str], ...] = (
    (InvalidRequest, "Correct that argument and call again."),
    (Unauthenticated, "Ask the person for a valid token."),
    (Forbidden, "Calling again will not help; tell the person."),
    (Misconfigured, "Only an admin can change this; tell the person."),
    (TooManyRequests, "Wait{wait} before calling again."),
    (EffectUnknown, "It may or may not have happened: look before you call again."),
    (TemporaryError, "Nothing was changed; call again{wait}."),
)

_WHERE_TO_LOOK = {
    "topic": "list_log_topics lists the topics there are.",
    "briefing": "There is one only for days on which it was written; try another day.",
    "incident": "list_incidents lists the incidents there are.",
    "approval": "list_approvals lists the questions that wait.",
    "weights": "show_score_weights and list_weight_proposals list what there is.",
    "control": "list_controls lists the controls there are.",
    "cluster": "list_clusters lists the clusters there are.",
    "workload": "list_workloads lists the workloads there are.",
    "pod": "list_pods lists the pods there are.",
    "task": "list_background_tasks lists the tasks there are.",
    "discussion": "list_discussions lists the discussions there are.",
    "message": "read_discussion shows the messages there are.",
    "plugin": "list_plugins lists the plugins there are.",
    "memory": "search_memories finds the notes there are.",
    "digest": "There is one only for days on which news were collected.",
    "place": "Try the name of a larger town nearby, or its name in its own language.",
    "person": "Leave person_id empty to act for yourself.",
}


def explained(error: ZhibanError) -> str:
    """Return the refusal and what to do about it, as sentences for a model."""
    return f"{str(error).rstrip('.')}. {_advice(error)}".strip()


def _advice(error: ZhibanError) -> str:
    if isinstance(error, NotFound):
        found = (advice for word, advice in _WHERE_TO_LOOK.items() if word in error.kind)
        return next(found, "Check the name and call again.")
    delay = error.delay if isinstance(error, TemporaryError) else None
    wait = f" in {max(1, round(delay.total_seconds()))} s" if delay else " shortly"
    if isinstance(error, TooManyRequests):
        wait = wait.replace(" in ", " ").replace(" shortly", " a minute")
    found = (advice for kind, advice in _ADVICE if isinstance(error, kind))
    return next(found, "Calling again the same way will not help.").format(wait=wait)


class ExplainingTool(Tool):
    """A tool whose failures a model can act on, and which takes null for "not given"."""

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
            raise self._explained(error) from error.__cause__

    def _explained(self, error: ToolError) -> ToolError:
        match error.__cause__:
            case ZhibanError() as refusal:
                return ToolError(explained(refusal))
            case ValidationError() as complaint if not isinstance(error, UnexpectedToolError):
                return ToolError(self._wrong_arguments(complaint))
            case _:
                return UnexpectedToolError(CRASHED)

    def _wrong_arguments(self, complaint: ValidationError) -> str:
        """Name the arguments and the rules; never repeat the values, which may be secret."""
        known = list(self.fn_metadata.arg_model.model_fields)
        wrong = [_wrong_argument(each, known) for each in complaint.errors()]
        takes = ", ".join(known)
        return f"{' '.join(wrong)} Nothing was done. {self.name} takes: {takes or 'no arguments'}."


def _wrong_argument(error: ErrorDetails, known: list[str]) -> str:
    name = ".".join(str(part) for part in error["loc"])[:80]
    if error["type"] == "missing":
        return f"'{name}' is required."
    if error["type"] == "extra_forbidden":
        near = get_close_matches(name, known, n=1)
        return f"There is no argument '{name}'" + (f"; '{near[0]}'?" if near else ".")
    rule = error["msg"].removeprefix("Input ").removeprefix("Value ")
    return f"'{name}' {rule}." if name else f"{rule}."


class SayUnavailable:
    """Answers 503 when a token cannot be looked up at the moment: 401 would make it look wrong."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

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
            answer = JSONResponse(
                {"error": "temporarily_unavailable", "error_description": explained(error)},
                status_code=503,
                headers=headers,
            )
            await answer(scope, receive, send)


def explain_resource(read: Callable[P, Awaitable[str]]) -> Callable[P, Awaitable[str]]:
    """Let the reader of a resource see our own errors; anything else stays a masked crash."""

    @wraps(read)
    async def explaining(*args: P.args, **kwargs: P.kwargs) -> str:
        try:
            return await read(*args, **kwargs)
        except NotFound as error:
            raise ResourceNotFoundError(explained(error)) from error
        except ZhibanError as error:
            raise ResourceError(explained(error)) from error

    return explaining
