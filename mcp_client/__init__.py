"""A client for many MCP servers of many people, usable on its own.

Belongs here: connections, what they may cost, what became of them, and the names and results in
the shapes that models want. Never here: anything of ours, or a rule about who may do what.

    from mcp_client import Facade, Form, Network, ServerConfig, anywhere

    async with Facade(lambda: Network(anywhere)) as servers:
        await servers.register("mei", "weather", ServerConfig(url="https://weather.example/mcp"))
        listing = await servers.get_tools("mei")
        functions = servers.format_tools_for_openai(listing)  # `tools` of a chat completion
        name = await servers.resolve_function_name("mei", "weather__forecast")
        result = await servers.call_tool("mei", name.server, name.tool, {"city": "Shenzhen"})
        print(servers.build_tool_context([result], Form.MARKDOWN))
"""

from mcp_client.client_pool import ClientPool
from mcp_client.configs import ServerConfig, Transport
from mcp_client.contexts import Form
from mcp_client.errors import AddressRefused, FaultKind, ServerFault
from mcp_client.names import NameMap, ToolName
from mcp_client.questions import Asker, Question
from mcp_client.registrations import InMemoryRegistrations, Registrations
from mcp_client.results import Block, BlockKind, ToolResult
from mcp_client.sentences import Fact, FaultReason, Sentence
from mcp_client.servers.batches import Call
from mcp_client.servers.callbacks import Status, StatusChange
from mcp_client.servers.catalogues import RemoteTool
from mcp_client.servers.health import HealthRules, State
from mcp_client.servers.pools import Limits
from mcp_client.servers.reports import (
    CallAnswer,
    ConnectionTest,
    Registered,
    ServerReport,
    ToolListing,
)
from mcp_client.transports.networks import Network, anywhere

__all__ = [
    "AddressRefused",
    "Asker",
    "Block",
    "BlockKind",
    "Call",
    "CallAnswer",
    "ClientPool",
    "ConnectionTest",
    "Fact",
    "FaultKind",
    "FaultReason",
    "Form",
    "HealthRules",
    "InMemoryRegistrations",
    "Limits",
    "NameMap",
    "Network",
    "Question",
    "Registered",
    "Registrations",
    "RemoteTool",
    "Sentence",
    "ServerConfig",
    "ServerFault",
    "ServerReport",
    "State",
    "Status",
    "StatusChange",
    "ToolListing",
    "ToolName",
    "ToolResult",
    "Transport",
    "anywhere",
]
