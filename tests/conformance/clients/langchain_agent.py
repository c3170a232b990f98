"""Calls our tools as an agent of LangChain does; see `fastmcp_agent.py`.

"TASK" stands for the id of the task that was made last.
"""

import asyncio
import json
import re
import sys

from langchain_mcp_adapters.client import MultiServerMCPClient


async def main() -> None:
    """Make all calls, one after the other."""
    order = json.load(sys.stdin)
    headers = {"Authorization": f"Bearer {order['token']}"}
    server = {"transport": "streamable_http", "url": order["url"], "headers": headers}
    tools = {each.name: each for each in await MultiServerMCPClient({"ours": server}).get_tools()}
    answers, task = [], ""
    for number, (name, arguments) in enumerate(order["calls"]):
        given = json.loads(json.dumps(arguments).replace("TASK", task))
        call = {"type": "tool_call", "id": str(number), "name": name, "args": given}
        said = await tools[name].ainvoke(call)
        parts = said.content if isinstance(said.content, list) else [{"text": said.content}]
        text = " ".join(each.get("text", "") for each in parts)
        task = next(iter(re.findall(r"t_[a-z0-9]{26}", text)), task)
        answers.append({"failed": said.status == "error", "text": text})
    json.dump({"tools": list(tools), "answers": answers}, sys.stdout)


asyncio.run(main())
