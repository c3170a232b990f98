"""What the plugin tools return, field by field."""

from pydantic import BaseModel, Field

from mcp_server.results import Sandbox


class PluginShown(BaseModel):
    """A plugin and how it stood when it was last spoken to."""

    name: str
    transport: str
    address: str = Field(description="Only the server; paths and headers are never shown.")
    enabled: bool
    trusted: bool = Field(description="The person vouches for what it says of its own tools.")
    state: str = Field(
        description="untried, ready, unreachable, refused_address, auth_required, rate_limited or "
        "failing."
    )
    since: str = Field(description="When it came to stand so; empty: never tried.")
    said: str = Field(description="Why it is not ready; empty when it is.")
    tools: int = Field(description="How many it had when last listed; -1 when not known.")


class PluginsShown(BaseModel):
    """The person's plugins, by name."""

    plugins: list[PluginShown]
    truncated: bool = Field(description="True when there are more than are shown.")
    sandbox: Sandbox


class PluginToolShown(BaseModel):
    """A tool in the words of its plugin, which are data."""

    name: str
    description: str
    care: str = Field(description="reads, changes, or asks_first: the person is asked each time.")


class PluginTried(BaseModel):
    """What came of connecting to a plugin."""

    name: str
    state: str
    said: str = Field(description="Why it is not ready; empty when it is.")
    tools: list[PluginToolShown]
    tools_in_all: int
    seconds: float
    sandbox: Sandbox


class PluginRegistered(BaseModel):
    """Whether a plugin was registered, and how it answered."""

    name: str
    registered: bool = Field(description="False when the person said no.")
    state: str = Field(description="As test_plugin has it; empty when it was not registered.")
    said: str
    tools_in_all: int
    sandbox: Sandbox


class PluginRemoved(BaseModel):
    """Whether a plugin was removed."""

    name: str
    removed: bool = Field(description="False when the person said no.")
    sandbox: Sandbox
