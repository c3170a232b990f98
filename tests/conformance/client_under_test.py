"""A host over our façade, for the public suite to start; its last argument is a server's address.

It does what hosts do: it lists the tools and calls each of them. Which calls a scenario wants, the
suite says in the environment.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from mcp_client import (
    ClientPool,
    Network,
    Question,
    RemoteTool,
    ServerConfig,
    ServerFault,
    ToolListing,
    anywhere,
)

OWNER, SERVER = "u_suite", "suite"

_FILLED = {"string": "x", "number": 5, "integer": 5, "boolean": True, "array": [], "object": {}}
"""An argument of each type that a schema may name."""


async def agree(question: Question) -> Mapping[str, Any]:
    """Agree to what is asked, leaving every field as the server proposes it."""
    fields = question.schema.get("properties", {})
    return {name: field["default"] for name, field in fields.items() if "default" in field}


def calls_for(listing: ToolListing) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what to call: what the suite wants, else each tool once."""
    wanted = json.loads(os.environ.get("MCP_CONFORMANCE_CONTEXT", "{}")).get("toolCalls")
    if wanted is None:
        yield from ((tool.name, _filled(tool)) for tool in listing.tools)
        return
    listed = {tool.name for tool in listing.tools}
    yield from ((each["name"], each["arguments"]) for each in wanted if each["name"] in listed)


def _filled(tool: RemoteTool) -> dict[str, Any]:
    fields = tool.input_schema.get("properties", {})
    return {name: _FILLED.get(field.get("type"), "x") for name, field in fields.items()}


async def main(url: str) -> None:
    """Talk to the server as any user of the library would."""
    async with ClientPool(lambda: Network(anywhere), asker=agree) as servers:
        await servers.register(OWNER, SERVER, ServerConfig(url=url))
        listing = await servers.get_tools(OWNER)
        for fault in listing.away.values():
            sys.stderr.write(f"{fault.kind}: {fault}\n")
        for tool, arguments in calls_for(listing):
            try:
                await servers.call_tool(OWNER, SERVER, tool, arguments)
            except ServerFault as fault:
                sys.stderr.write(f"{tool}: {fault.kind}: {fault}\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[-1]))
