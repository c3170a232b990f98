"""Messages to people, as an agent meets them."""

from dataclasses import replace

import pytest

from domain.common.readers import Language
from domain.deliveries.deliveries import DeliveryState
from tests.faces.api.deliveries.test_deliveries import retrying
from tests.faces.mcp.logs.test_tools import refused, told


@pytest.mark.parametrize(
    ("language", "answer", "sent"),
    [
        (Language.ENGLISH, "The mail server answered 452", "Sending again by mail"),
        (Language.CHINESE, "邮件服务器返回 452", "正在通过邮件重新发送"),
    ],
)
async def test_a_message_is_found_explained_and_sent_again(agent_of, world, language, answer, sent):
    """PSH-9, MCP-2, I18-1."""
    world.read_in(language)
    failed = replace(retrying("u_mei"), state=DeliveryState.FAILED, next_try_at=None)
    world.deliveries.rows = [retrying("u_mei"), failed]
    async with agent_of() as agent:
        listed, lines = await told(agent, "list_deliveries")
        shown, steps = await told(agent, "get_delivery", key=failed.key)
        resent, words = await told(agent, "resend_delivery", key=failed.key)

    assert [each["key"] for each in listed["deliveries"]] == [failed.key]
    assert answer in lines
    assert [each["state"] for each in shown["history"]["steps"]] == ["retrying", "failed"]
    assert answer in steps
    assert resent["delivery"]["state"] == "queued"
    assert sent in words
    assert world.resends.asked == [(failed.key, "u_mei")]


async def test_what_may_have_arrived_is_sent_again_only_on_purpose(agent_of, world):
    """PSH-9, PSH-2."""
    world.deliveries.rows = [replace(retrying("u_mei"), state=DeliveryState.UNCERTAIN)]
    key = world.deliveries.rows[0].key
    async with agent_of() as agent:
        assert "may have arrived" in await refused(agent, "resend_delivery", key=key)
        await told(agent, "resend_delivery", key=key, may_repeat=True)
        assert "No delivery" in await refused(agent, "get_delivery", key="nothing")
    assert len(world.resends.asked) == 1


async def test_nothing_sent_yet_is_said_in_words(agent_of):
    """PSH-9."""
    async with agent_of() as agent:
        _, text = await told(agent, "list_deliveries")
    assert text.endswith("No messages yet.")


async def test_a_list_is_narrowed_by_channel_and_state(agent_of, world):
    """PSH-7, MCP-2: as over HTTP."""
    failed = replace(retrying("u_mei"), key="failed", state=DeliveryState.FAILED)
    world.deliveries.rows = [retrying("u_mei"), failed]
    async with agent_of() as agent:
        by_state, _ = await told(agent, "list_deliveries", state="failed")
        by_channel, _ = await told(agent, "list_deliveries", channel="sms")
        both, _ = await told(agent, "list_deliveries", channel=failed.channel.value, state="failed")

    assert [each["key"] for each in by_state["deliveries"]] == ["failed"]
    assert by_channel["deliveries"] == []
    assert both == by_state
