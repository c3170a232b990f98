"""Calls our tools with the client of FastMCP; runs where that is, not where we are.

Reads `{"url", "token", "calls": [[tool, arguments], …]}` from standard input, and writes
`{"tools": [name, …], "answers": [{"failed", "text"}, …]}`.
"""

import asyncio
import json
import sys

from fastmcp import Client
from fastmcp.client.transports import StreamableHttpTransport


async def main() -> None:
    """List the tools, and make all calls, one after the other."""
    order = json.load(sys.stdin)
    headers = {"Authorization": f"Bearer {order['token']}"}
    answers = []
    async with Client(StreamableHttpTransport(order["url"], headers=headers)) as client:
        tools = [each.name for each in await client.list_tools()]
        for name, arguments in order["calls"]:
            said = await client.call_tool(name, arguments, raise_on_error=False)
            text = " ".join(getattr(each, "text", "") for each in said.content)
            answers.append({"failed": said.is_error, "text": text})
    json.dump({"tools": tools, "answers": answers}, sys.stdout)


asyncio.run(main())
