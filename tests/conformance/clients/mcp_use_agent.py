"""Calls our tools with the sessions of mcp-use; see `fastmcp_agent.py`."""

import asyncio
import json
import sys

from mcp_use import MCPClient


async def main() -> None:
    """List the tools, and make all calls, one after the other."""
    order = json.load(sys.stdin)
    headers = {"Authorization": f"Bearer {order['token']}"}
    server = {"url": order["url"], "headers": headers}
    client = MCPClient.from_dict({"mcpServers": {"ours": server}})
    answers = []
    try:
        session = await client.create_session("ours")
        tools = [each.name for each in await session.list_tools()]
        for name, arguments in order["calls"]:
            said = await session.call_tool(name, arguments)
            text = " ".join(getattr(each, "text", "") for each in said.content)
            answers.append({"failed": said.isError, "text": text})
    finally:
        await client.close_all_sessions()
    json.dump({"tools": tools, "answers": answers}, sys.stdout)


asyncio.run(main())
