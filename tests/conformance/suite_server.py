"""A server of ours with the tools, pages and prompts that the protocol's suite asks for.

The suite checks much of the protocol by tools that only it knows. No product has them, so here they
stand on what serves our own: our tools' class, our refusals, our tokens, our middleware over HTTP.
What each is to answer is read from the suite's own checks (0.2.0-alpha.12).
"""

import base64
import json
from collections.abc import Callable
from typing import Annotated, Any

from mcp import MCPError
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.prompts.base import UserMessage
from mcp_types import (
    MISSING_REQUIRED_CLIENT_CAPABILITY,
    AudioContent,
    Completion,
    CreateMessageRequest,
    CreateMessageRequestParams,
    ElicitRequest,
    ElicitRequestFormParams,
    EmbeddedResource,
    EmptyResult,
    ImageContent,
    InputRequiredResult,
    ListRootsRequest,
    SamplingMessage,
    SetLevelRequestParams,
    TextContent,
    TextResourceContents,
)
from pydantic import AnyHttpUrl, BaseModel, Field
from starlette.applications import Starlette

from application.services import Services
from mcp_server.failures import CausingTool, SayUnavailable
from mcp_server.header_values import TrimHeaders
from mcp_server.identity import BearerIdentity, PeoplesTokens
from mcp_server.server import build_mcp_server

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4"
    "2mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="
)
SILENCE = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA="
LEVELS = ("active", "inactive", "pending")

TOOLS: list[Callable[..., Any]] = []


def tool(method: Callable[..., Any]) -> Callable[..., Any]:
    TOOLS.append(method)
    return method


def text(said: str) -> TextContent:
    return TextContent(type="text", text=said)


def picture() -> ImageContent:
    return ImageContent(type="image", data=PIXEL, mime_type="image/png")


def page(address: str, said: str) -> EmbeddedResource:
    held = TextResourceContents(uri=address, mime_type="text/plain", text=said)
    return EmbeddedResource(type="resource", resource=held)


def form(question: str, field: str, kind: str = "string") -> ElicitRequest:
    wanted = {"type": "object", "properties": {field: {"type": kind}}, "required": [field]}
    return ElicitRequest(params=ElicitRequestFormParams(message=question, requested_schema=wanted))


def to_model(question: str) -> CreateMessageRequest:
    asked = [SamplingMessage(role="user", content=text(question))]
    return CreateMessageRequest(params=CreateMessageRequestParams(messages=asked, max_tokens=50))


def answered(ctx: Context[Any], name: str, field: str) -> str:
    answer = (ctx.input_responses or {}).get(name)
    return str((getattr(answer, "content", None) or {}).get(field, "?"))


@tool
def test_simple_text() -> str:
    """A text."""
    return "A text."


@tool
def test_image_content() -> list[ImageContent]:
    """A picture."""
    return [picture()]


@tool
def test_audio_content() -> list[AudioContent]:
    """A sound."""
    return [AudioContent(type="audio", data=SILENCE, mime_type="audio/wav")]


@tool
def test_embedded_resource() -> list[EmbeddedResource]:
    """A page."""
    return [page("test://embedded-resource", "A page.")]


@tool
def test_multiple_content_types() -> list[TextContent | ImageContent | EmbeddedResource]:
    """A text, a picture and a page."""
    return [text("All three:"), picture(), page("test://mixed-content-resource", "A page.")]


@tool
async def test_tool_with_logging(ctx: Context[Any]) -> str:
    """Say three things while it works."""
    for said in ("begun", "half done", "done"):
        await ctx.info(said)
    return "Three lines were logged."


@tool
async def test_tool_with_progress(ctx: Context[Any]) -> str:
    """Tell how far it is."""
    for done in (0, 50, 100):
        await ctx.report_progress(progress=done, total=100, message=f"{done} of 100")
    return "It is done."


@tool
async def test_sampling(prompt: str, ctx: Context[Any]) -> str:
    """Ask the client's model."""
    answer = await ctx.session.create_message(
        messages=[SamplingMessage(role="user", content=text(prompt))],
        max_tokens=100,
        related_request_id=ctx.request_id,
    )
    return f"LLM response: {getattr(answer.content, 'text', '')}"


class Reply(BaseModel):
    response: str = Field(description="What is answered.")


class Defaults(BaseModel):
    name: str = Field(default="John Doe")
    age: int = Field(default=30)
    score: float = Field(default=95.5)
    status: str = Field(default="active", json_schema_extra={"enum": list(LEVELS)})
    verified: bool = Field(default=True)


def titled(**titles: str) -> list[Any]:
    return [{"const": name, "title": title} for name, title in titles.items()]


class Choices(BaseModel):
    untitled_single: str = Field(alias="untitledSingle", json_schema_extra={"enum": list(LEVELS)})
    titled_single: str = Field(
        alias="titledSingle", json_schema_extra={"oneOf": titled(low="Low", high="High")}
    )
    untitled_multi: list[str] = Field(
        alias="untitledMulti",
        json_schema_extra={"items": {"type": "string", "enum": ["read", "write"]}},
    )
    titled_multi: list[str] = Field(
        alias="titledMulti",
        json_schema_extra={"items": {"anyOf": titled(bug="Bug", docs="Documentation")}},
    )
    legacy_enum: str = Field(
        alias="legacyEnum",
        json_schema_extra={"enum": ["small", "large"], "enumNames": ["Small", "Large"]},
    )


async def asked(ctx: Context[Any], question: str, wanted: type[BaseModel]) -> str:
    answer = await ctx.elicit(question, wanted)
    content = answer.data.model_dump_json() if answer.action == "accept" else "{}"
    return f"action={answer.action}, content={content}"


@tool
async def test_elicitation(message: str, ctx: Context[Any]) -> str:
    """Ask the person."""
    return f"User response: {await asked(ctx, message, Reply)}"


@tool
async def test_elicitation_sep1034_defaults(ctx: Context[Any]) -> str:
    """Ask with answers that are there already."""
    return f"Elicitation completed: {await asked(ctx, 'Who are you?', Defaults)}"


@tool
async def test_elicitation_sep1330_enums(ctx: Context[Any]) -> str:
    """Ask to choose."""
    return f"Elicitation completed: {await asked(ctx, 'Choose.', Choices)}"


@tool
def test_error_handling() -> str:
    """Fail."""
    raise RuntimeError("meant to fail")


@tool
def test_x_mcp_header(
    region: Annotated[str, Field(json_schema_extra={"x-mcp-header": "Region"})] = "none",  # noqa: PT028
) -> str:
    """Take an argument that travels as a header, too."""
    return f"region={region}"


@tool
def test_missing_capability(ctx: Context[Any]) -> str:
    """Need a client that lends its model."""
    declared = ctx.session.client_capabilities
    if declared is None or declared.sampling is None:
        needed = {"requiredCapabilities": {"sampling": {}}}
        raise MCPError(MISSING_REQUIRED_CLIENT_CAPABILITY, "This needs sampling.", needed)
    return "It is there."


@tool
async def test_logging_tool(ctx: Context[Any]) -> str:
    """Log a line, which reaches only whoever asked for lines."""
    await ctx.info("a line")
    return "A line was logged."


@tool
def test_streaming_elicitation(ctx: Context[Any]) -> str | InputRequiredResult:
    """Ask, as an answer and never as a request on the stream."""
    if ctx.input_responses:
        return f"Hello, {answered(ctx, 'user_name', 'name')}!"
    return InputRequiredResult(input_requests={"user_name": form("What is your name?", "name")})


@tool
def test_input_required_result_elicitation(ctx: Context[Any]) -> str | InputRequiredResult:
    """Ask for a name."""
    if "user_name" in (ctx.input_responses or {}):
        return f"Hello, {answered(ctx, 'user_name', 'name')}!"
    return InputRequiredResult(input_requests={"user_name": form("What is your name?", "name")})


@tool
def test_input_required_result_sampling(ctx: Context[Any]) -> str | InputRequiredResult:
    """Ask the client's model."""
    if answer := (ctx.input_responses or {}).get("capital_question"):
        return f"Model said: {getattr(getattr(answer, 'content', None), 'text', '?')}"
    question = to_model("What is the capital of France?")
    return InputRequiredResult(input_requests={"capital_question": question})


@tool
def test_input_required_result_list_roots(ctx: Context[Any]) -> str | InputRequiredResult:
    """Ask for the client's folders."""
    if answer := (ctx.input_responses or {}).get("client_roots"):
        return f"{len(getattr(answer, 'roots', ()))} folders"
    return InputRequiredResult(input_requests={"client_roots": ListRootsRequest()})


@tool
def test_input_required_result_request_state(ctx: Context[Any]) -> str | InputRequiredResult:
    """Ask, and know again what was asked."""
    if "confirm" in (ctx.input_responses or {}) and ctx.request_state == "asked":
        return "state-ok: confirmed"
    question = form("Is that so?", "ok", "boolean")
    return InputRequiredResult(input_requests={"confirm": question}, request_state="asked")


@tool
def test_input_required_result_multiple_inputs(ctx: Context[Any]) -> str | InputRequiredResult:
    """Ask three things at once."""
    questions = {
        "user_name": form("What is your name?", "name"),
        "greeting": to_model("Greet somebody."),
        "client_roots": ListRootsRequest(),
    }
    if questions.keys() <= (ctx.input_responses or {}).keys():
        return "All three are here."
    return InputRequiredResult(input_requests=questions, request_state="three")


@tool
def test_input_required_result_multi_round(ctx: Context[Any]) -> str | InputRequiredResult:
    """Ask one thing after the other."""
    state = json.loads(ctx.request_state) if ctx.request_state else {"round": 0}
    given = ctx.input_responses or {}
    if state["round"] == 2 and "step2" in given:
        return f"{state['name']} likes {answered(ctx, 'step2', 'color')}."
    if state["round"] == 1 and "step1" in given:
        after = {"round": 2, "name": answered(ctx, "step1", "name")}
        question = {"step2": form("Which colour?", "color")}
    else:
        after, question = {"round": 1}, {"step1": form("What is your name?", "name")}
    return InputRequiredResult(input_requests=question, request_state=json.dumps(after))


@tool
def test_input_required_result_tampered_state(ctx: Context[Any]) -> str | InputRequiredResult:
    """Be asked again with a state that somebody changed."""
    if ctx.request_state is not None:
        return f"state-ok: {ctx.request_state}"
    question = form("Is that so?", "ok", "boolean")
    return InputRequiredResult(input_requests={"confirm": question}, request_state="round-1")


@tool
def test_input_required_result_capabilities(ctx: Context[Any]) -> InputRequiredResult:
    """Ask only for what the client can do."""
    can = ctx.client_capabilities
    questions: dict[str, Any] = {}
    if can is None or can.sampling is not None:
        questions["sample"] = to_model("Say hello.")
    if can is None or can.elicitation is not None:
        questions["ask"] = form("What is your name?", "name")
    return InputRequiredResult(input_requests=questions, request_state="can")


@tool
async def test_trigger_tool_change(ctx: Context[Any]) -> str:
    """Tell listeners that the tools have changed."""
    await ctx.notify_tools_changed()
    return "told"


@tool
async def test_trigger_prompt_change(ctx: Context[Any]) -> str:
    """Tell listeners that the prompts have changed."""
    await ctx.notify_prompts_changed()
    return "told"


@tool
def json_schema_2020_12_tool() -> str:
    """Be described by a schema that uses all of JSON Schema 2020-12."""
    return "described"


SCHEMA_2020_12: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "$defs": {
        "address": {
            "$anchor": "addressDef",
            "type": "object",
            "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
        }
    },
    "properties": {
        "name": {"type": "string"},
        "address": {"$ref": "#/$defs/address"},
        "contactMethod": {"type": "string", "enum": ["phone", "email"]},
        "phone": {"type": "string"},
        "email": {"type": "string"},
    },
    "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
    "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
    "then": {"required": ["phone"]},
    "else": {"required": ["email"]},
    "additionalProperties": False,
}


def build_suite_app(services: Services) -> Starlette:
    """Return the ASGI app, with tokens, as `build_mcp_app` makes those of our own tools."""
    made = [CausingTool.from_function(each) for each in TOOLS]
    for each in made:
        if each.name == json_schema_2020_12_tool.__name__:
            each.parameters = SCHEMA_2020_12
    server = build_mcp_server(
        services,
        identity=BearerIdentity(),
        sets=("signing",),
        tools=made,
        token_verifier=PeoplesTokens(services.proofs),
        auth=AuthSettings(issuer_url=AnyHttpUrl("http://127.0.0.1"), resource_server_url=None),
        version="9.9",
    )
    _add_pages(server)
    _add_prompts(server)
    app = server.streamable_http_app(streamable_http_path="/mcp")
    app.add_middleware(SayUnavailable, words=services.words)
    app.add_middleware(TrimHeaders)
    return app


def _add_pages(server: MCPServer[Any]) -> None:
    @server.resource("test://static-text")
    def static_text() -> str:
        return "A text."

    @server.resource("test://static-binary")
    def static_binary() -> bytes:
        return base64.b64decode(PIXEL)

    @server.resource("test://template/{name}/data")
    def template(name: str) -> str:
        return json.dumps({"id": name, "templateTest": True, "data": f"Data for ID: {name}"})

    @server.resource("test://watched-resource")
    def watched() -> str:
        return "A text that may change."

    @server.completion()
    async def complete(*_: object) -> Completion:
        return Completion(values=[], total=0, has_more=False)

    async def set_level(_: object, __: SetLevelRequestParams) -> EmptyResult:
        return EmptyResult()

    lowest = server._lowlevel_server
    lowest.add_request_handler("logging/setLevel", SetLevelRequestParams, set_level)


def _add_prompts(server: MCPServer[Any]) -> None:
    def said(*parts: Any) -> list[UserMessage]:
        return [UserMessage(role="user", content=each) for each in parts]

    @server.prompt()
    def test_simple_prompt() -> list[UserMessage]:
        """Say one thing."""
        return said(text("A prompt."))

    @server.prompt()
    def test_prompt_with_arguments(arg1: str, arg2: str) -> list[UserMessage]:
        """Say what was given."""
        return said(text(f"arg1='{arg1}', arg2='{arg2}'"))

    @server.prompt()
    def test_prompt_with_embedded_resource(
        resourceUri: str,  # noqa: N803 - the suite's own name
    ) -> list[UserMessage]:
        """Show a page."""
        return said(page(resourceUri, "A page."), text("Read it."))

    @server.prompt()
    def test_prompt_with_image() -> list[UserMessage]:
        """Show a picture."""
        return said(picture(), text("Look at it."))

    @server.prompt()
    def test_input_required_result_prompt(
        ctx: Context[Any],
    ) -> list[UserMessage] | InputRequiredResult:
        """Ask first."""
        if "user_context" in (ctx.input_responses or {}):
            return said(text(answered(ctx, "user_context", "context")))
        question = form("What is it about?", "context")
        return InputRequiredResult(input_requests={"user_context": question})
