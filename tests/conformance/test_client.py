"""Our façade as the client of the protocol's own suite, in both eras."""

import asyncio

import pytest

from tests.conformance.gate import GATES
from tests.conformance.suites import HERE
from tests.conformance.verdicts import client_scenario, client_scenarios, failures

pytestmark = [pytest.mark.conformance, pytest.mark.slow, pytest.mark.timeout(500)]

PROGRAM = HERE / "client_under_test.py"
OAUTH = "auth/"
"""Begins the scenarios about OAuth, which the façade leaves to whoever issues its headers."""

AT_ONCE = 3
"""Each is a server of the suite's and an interpreter of ours."""


@pytest.mark.parametrize("revision", GATES)
async def test_the_facade_keeps_the_protocol_as_a_client(suites, revision):
    """MCC-2, MCP-2."""
    required = await client_scenarios(suites, revision)
    gate = [name for name in required if not name.startswith(OAUTH)]
    turns = asyncio.Semaphore(AT_ONCE)

    async def played(name):
        async with turns:
            return name, await client_scenario(suites, PROGRAM, name, revision)

    found = dict(await asyncio.gather(*map(played, gate)))

    assert "tools_call" in gate
    assert len(gate) >= 4
    assert failures(found, gate, {}) == []
