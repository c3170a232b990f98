"""Agents of LangChain and LangGraph, which keep the argument name `config` for themselves."""

import asyncio
import json

import pytest

from tests.conformance.suites import HERE

pytestmark = [pytest.mark.conformance, pytest.mark.slow]

LONGEST = 60.0
"""Seconds; importing LangChain takes some three."""

PAGE = {"urls": ["https://status.example.cn/"], "check_interval_minutes": 30}


async def asked(langchain, target, *calls):
    """Make these calls through LangChain; return their answers."""
    program = await asyncio.create_subprocess_exec(
        langchain,
        HERE / "langchain_agent.py",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    order = {"url": target.url, "token": target.token, "calls": calls}
    try:
        async with asyncio.timeout(LONGEST):
            said, complained = await program.communicate(json.dumps(order).encode())
    finally:
        if program.returncode is None:
            program.kill()
    assert program.returncode == 0, complained.decode()
    return json.loads(said)


async def test_an_agent_of_langchain_makes_and_changes_a_task(langchain, servers):
    """MCP-2, TSK-1: under the name that LangChain leaves alone."""
    made, changed, swallowed = await asked(
        langchain,
        servers["tasks"],
        ("create_background_task", {"type": "web_monitor", "settings": PAGE, "name": "LC"}),
        ("update_background_task", {"task_id": "TASK", "settings": {"keywords": ["outage"]}}),
        ("create_background_task", {"type": "web_monitor", "config": PAGE}),
    )

    assert (made["status"], changed["status"]) == ("success", "success")
    assert " LC: active" in made["text"]
    assert '"keywords": ["outage"]' in changed["text"]
    assert swallowed["status"] == "error"
    assert "pass it as settings where" in swallowed["text"]
