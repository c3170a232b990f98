"""MCP servers elsewhere whose tools the assistant may use for a person (MCC-1)."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field

from api.access import Asker, ServicesHere
from api.openapi import CLOUD, problems
from api.plugins.figures import PluginMetricsOut
from api.readers import reader
from api.strict import Number, Strict, Truth
from application.plugins.views import PluginView, plugin_view
from application.ports.assistant.plugins import PluginTool, Trial
from application.ports.assistant.toolboxes import Care
from domain.plugins.plugins import PluginState, PluginTransport
from domain.plugins.rules import (
    LONGEST_HEADER_NAME,
    LONGEST_HEADER_VALUE,
    LONGEST_NAME,
    LONGEST_URL,
    MOST_HEADERS,
    PluginChanges,
    PluginRequest,
)

router = APIRouter(prefix="/api/v1/plugins", tags=["plugins"])

PluginName = Annotated[
    str, Path(min_length=1, max_length=LONGEST_NAME, description="Name of your plugin.")
]
Url = Annotated[str, Field(max_length=LONGEST_URL)]
Headers = Annotated[
    dict[
        Annotated[str, Field(max_length=LONGEST_HEADER_NAME)],
        Annotated[str, Field(max_length=LONGEST_HEADER_VALUE)],
    ],
    Field(
        max_length=MOST_HEADERS,
        description="Sent with every request; kept sealed, and only their names are shown again.",
    ),
]
Seconds = Annotated[Number, Field(ge=1, le=300, description="How long one call may take.")]


class PluginIn(Strict):
    """A plugin to register."""

    name: str = Field(
        min_length=1,
        max_length=LONGEST_NAME,
        description="Lower-case letters, digits, `-` and `_`; its tools are called after it.",
    )
    transport: PluginTransport = PluginTransport.HTTP
    url: Url = Field(
        "", repr=False, description="Of http and sse; kept sealed, only its server is shown."
    )
    command: str = Field(
        "", max_length=40, description="Of stdio: a name of `ZHIBAN_PLUGINS_COMMANDS`. Admins only."
    )
    headers: Headers = Field(default_factory=dict, repr=False)
    trusted: Truth = Field(
        default=False, description="You vouch for what it says about its own tools."
    )
    enabled: Truth = True
    timeout_seconds: Seconds = 30.0

    model_config = Strict.model_config | {
        "json_schema_extra": {
            "examples": [
                {
                    "name": "wiki",
                    "url": "https://wiki.example.cn/mcp",
                    "headers": {"Authorization": "Bearer …"},
                }
            ]
        }
    }


class PluginChangesIn(Strict):
    """What is to be changed; what is left out stays."""

    url: Url | None = Field(None, repr=False)
    headers: Headers | None = Field(None, repr=False)
    trusted: Truth | None = None
    enabled: Truth | None = None
    timeout_seconds: Seconds | None = None


class PluginsOut(BaseModel):
    """Your plugins, by name."""

    plugins: list[PluginView]


class PluginToolOut(BaseModel):
    """A tool; its name and its words are the plugin's own."""

    name: str
    title: str
    description: str
    care: Care = Field(description="How the assistant handles it: `asks_first` waits for you.")

    @classmethod
    def of(cls, tool: PluginTool) -> "PluginToolOut":
        """Return the wire form."""
        return cls(name=tool.name, title=tool.title, description=tool.description, care=tool.care)


class PluginToolsOut(BaseModel):
    """The tools of a plugin, in its own order."""

    tools: list[PluginToolOut]


class TrialOut(BaseModel):
    """What came of connecting."""

    state: PluginState
    said: str = Field(description="Why it is not ready; empty when it is.")
    tools: list[PluginToolOut]
    seconds: float

    @classmethod
    def of(cls, trial: Trial) -> "TrialOut":
        """Return the wire form."""
        tools = [PluginToolOut.of(each) for each in trial.tools]
        return cls(state=trial.state, said=trial.said, tools=tools, seconds=trial.seconds)


@router.get("", summary="List plugins", dependencies=[Depends(reader)])
async def list_plugins(services: ServicesHere, by: Asker) -> PluginsOut:
    """Return your plugins and how each stood last; asks none of them."""
    kept = await services.plugins.list(by=by)
    return PluginsOut(plugins=[plugin_view(each) for each in kept])


@router.post("", status_code=201, summary="Register a plugin", responses=problems(409, 429))
async def register_plugin(services: ServicesHere, by: Asker, body: PluginIn) -> PluginView:
    """Let the assistant use the tools of an MCP server for you; try it with its `test`."""
    requested = PluginRequest(
        name=body.name,
        transport=body.transport,
        url=body.url,
        command=body.command,
        headers=body.headers,
        trusted=body.trusted,
        enabled=body.enabled,
        timeout=timedelta(seconds=body.timeout_seconds),
    )
    await services.plugins.register(by=by, requested=requested)
    return plugin_view(await services.plugins.get(by=by, name=body.name))


@router.get(
    "/{name}",
    summary="Show a plugin",
    responses=problems(404),
    dependencies=[Depends(reader)],
)
async def get_plugin(services: ServicesHere, by: Asker, name: PluginName) -> PluginView:
    """Return one of your plugins and how it stood last."""
    return plugin_view(await services.plugins.get(by=by, name=name))


@router.patch("/{name}", summary="Change a plugin", responses=problems(404, 409, 429))
async def change_plugin(
    services: ServicesHere, by: Asker, name: PluginName, body: PluginChangesIn
) -> PluginView:
    """Change what is named. Another server needs its headers, and your trust, anew."""
    seconds = body.timeout_seconds
    changes = PluginChanges(
        body.url,
        body.headers,
        body.trusted,
        body.enabled,
        None if seconds is None else timedelta(seconds=seconds),
    )
    await services.plugins.change(by=by, name=name, changes=changes)
    return plugin_view(await services.plugins.get(by=by, name=name))


@router.delete("/{name}", status_code=204, summary="Remove a plugin", responses=problems(404))
async def remove_plugin(services: ServicesHere, by: Asker, name: PluginName) -> None:
    """Remove a plugin with its address and headers, for good."""
    await services.plugins.remove(by=by, name=name)


@router.post("/{name}/test", summary="Try a plugin", responses=problems(404, 409, 429))
async def test_plugin(services: ServicesHere, by: Asker, name: PluginName) -> TrialOut:
    """Connect anew and list its tools; what goes wrong is the answer."""
    return TrialOut.of(await services.plugins.test(by=by, name=name))


@router.get("/{name}/tools", summary="List a plugin's tools", responses=CLOUD | problems(404, 409))
async def list_plugin_tools(services: ServicesHere, by: Asker, name: PluginName) -> PluginToolsOut:
    """Return the tools of a plugin, as the assistant would handle them."""
    tools = await services.plugins.tools(by=by, name=name)
    return PluginToolsOut(tools=[PluginToolOut.of(each) for each in tools])


@router.get("/{name}/metrics", summary="Show a plugin's figures", responses=problems(404))
async def get_plugin_metrics(
    services: ServicesHere, by: Asker, name: PluginName
) -> PluginMetricsOut:
    """Return what each process counted: calls, how long they took, health, lists, connection."""
    return PluginMetricsOut.of(await services.plugins.figures(by=by, name=name))
