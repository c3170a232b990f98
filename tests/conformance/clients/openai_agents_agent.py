"""Calls our tools with the servers of the OpenAI Agents SDK; see `fastmcp_agent.py`.

Each tool also becomes a function of a model, with its schema made strict where the SDK can.
"""

import asyncio
import json
import sys

from agents.mcp import MCPServerStreamableHttp, MCPUtil


async def main() -> None:
    """List the tools, make functions of them, and make all calls, one after the other."""
    order = json.load(sys.stdin)
    headers = {"Authorization": f"Bearer {order['token']}"}
    answers = []
    async with MCPServerStreamableHttp(params={"url": order["url"], "headers": headers}) as server:
        listed = await server.list_tools()
        functions = [
            MCPUtil.to_function_tool(each, server, convert_schemas_to_strict=True)
            for each in listed
        ]
        for name, arguments in order["calls"]:
            said = await server.call_tool(name, arguments)
            text = " ".join(getattr(each, "text", "") for each in said.content)
            failed = getattr(said, "is_error", None)
            answers.append({"failed": said.isError if failed is None else failed, "text": text})
    json.dump({"tools": [each.name for each in functions], "answers": answers}, sys.stdout)


asyncio.run(main())
