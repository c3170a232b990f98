"""Builds an MCP server: sets of tools over the services, their pages, and what clients are told."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from mcp.server.auth.provider import TokenVerifier
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.tools import Tool
from mcp_types import Icon
from mcp_types import Tool as ListedTool

from application.services import Services
from mcp_server.briefings.pages import add_briefing_pages
from mcp_server.desk import DESK, listed, listed_at_desk, meant_by
from mcp_server.discussions.pages import add_discussion_pages
from mcp_server.explaining import ExplainingServer
from mcp_server.failures import Refusals
from mcp_server.identity import Identity
from mcp_server.incidents.pages import add_incident_pages
from mcp_server.instructions import instructions_of
from mcp_server.subscriptions import OlderSubscriptions, RecordBus
from mcp_server.tasks.pages import add_task_pages
from mcp_server.toolsets import ALL, TOGETHER, everything, tools_of

Lifespan = Callable[[MCPServer[Any]], AbstractAsyncContextManager[Any]]

_PICTURE = Path(__file__).with_name("icon.png").read_bytes()
ICON = Icon(
    src=f"data:image/png;base64,{b64encode(_PICTURE).decode()}",
    mime_type="image/png",
    sizes=["64x64"],
)
"""The console's, as PNG: every host that shows icons must show those, and fetches nothing."""

_SANDBOX = " This is a sandbox: the cloud behind it is a stand-in, and no data is real."


def build_mcp_server(  # noqa: PLR0913 - the pieces that a transport adds, each by name
    services: Services,
    *,
    identity: Identity,
    sets: Sequence[str] = TOGETHER,
    tools: Sequence[Tool] | None = None,
    keeps: Callable[[Tool], bool] = everything,
    result_schemas: bool = True,
    token_verifier: TokenVerifier | None = None,
    auth: AuthSettings | None = None,
    version: str = "",
    sessions: bool = True,
    lifespan: Lifespan | None = None,
) -> MCPServer[Any]:
    """Return the server with the tools of `sets`, its resource and its prompt.

    Args:
        services: what the tools ask.
        identity: who each call is from.
        sets: names from `SERVED` or of single tools, in the order in which they are listed.
        tools: those of `sets`, where they were made already: that takes half a second.
        keeps: which of them are served, when they are made here.
        result_schemas: whether hosts are told the schemas of results; at the desk they never are.
        token_verifier: recognises bearer tokens; only for HTTP, together with `auth`.
        auth: how bearer tokens are asked for; only for HTTP.
        version: ours, shown to clients.
        sessions: whether clients of the older era have any; without, they cannot subscribe.
        lifespan: entered while a transport serves.

    Raises:
        Misconfigured: a set or tool is unknown, or none is named.
    """
    served = tools_of(services, identity, sets, keeps=keeps) if tools is None else list(tools)
    beside = [each for each in sets if each != DESK]
    lists: list[ListedTool] | None = None
    if DESK in sets:
        lists = listed_at_desk(served, tools_of(services, identity, beside) if beside else ())
    elif not result_schemas:
        lists = [listed(each) for each in served]
    refusals = Refusals(services, identity)
    bus = RecordBus(services, identity)
    server = ExplainingServer(
        "zhiban",
        refusals=refusals,
        title="Zhiban (sandbox)" if services.sandbox else "Zhiban",
        description="Daily briefings, background tasks, logs and alarms of your team's cloud.",
        instructions=instructions_of(sets) + (_SANDBOX if services.sandbox else ""),
        version=version,
        icons=[ICON],
        tools=served,
        lists=lists,
        means=meant_by if DESK in sets else None,
        token_verifier=token_verifier,
        auth=auth,
        lifespan=lifespan,
        subscriptions=bus,
    )
    if sessions:
        OlderSubscriptions(bus, refusals).serve(server._lowlevel_server)  # noqa: SLF001 - its own way
    sets = (*sets, *TOGETHER) if {DESK, ALL} & set(sets) else sets
    if "basic" in sets:
        add_briefing_pages(server, services, identity)
    if "devops" in sets:
        add_incident_pages(server, services, identity)
    if "tasks" in sets:
        add_task_pages(server, services, identity)
    if "lingbus" in sets:
        add_discussion_pages(server, services, identity)
    return server
