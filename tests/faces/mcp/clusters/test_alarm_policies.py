"""The list of alarm policies as an agent sees it; changes stand with those of clusters."""

import pytest

from domain.common.errors import Unavailable
from tests.fakes.face_services import MEI


async def told(agent, **arguments):
    result = await agent.call_tool("list_alarm_policies", arguments)
    assert not result.is_error, result.content[0].text
    return result.structured_content, result.content[0].text


@pytest.mark.parametrize(
    ("narrowed", "ids"),
    [
        ({}, ["policy-1", "alarm-1"]),
        ({"source": "cls"}, ["alarm-1"]),
        ({"state": "on"}, ["policy-1"]),
        ({"state": "off", "name": "支付"}, ["alarm-1"]),
        ({"name": "CPU"}, ["policy-1"]),
        ({"name": "x"}, []),
    ],
)
async def test_policies_are_listed_and_narrowed(agent_of, narrowed, ids):
    """CLD-1, CLD-3."""
    async with agent_of(sets=["cloud"], actor=MEI) as agent:
        found, text = await told(agent, **narrowed)
    assert [each["id"] for each in found["policies"]] == ids
    assert found["truncated"] is False
    assert all(each in text for each in ids)


async def test_what_is_left_out_is_said_and_a_cloud_that_fails_is_no_empty_list(agent_of, world):
    """CLD-1."""
    async with agent_of(sets=["cloud"]) as agent:
        found, _ = await told(agent, limit=1)
        world.alarm_policies.error = Unavailable("no answer")
        failed = await agent.call_tool("list_alarm_policies", {})
    assert (len(found["policies"]), found["truncated"]) == (1, True)
    assert failed.is_error
