"""Who is on call, as agents see it (ALR-10)."""

from tests.fakes.face_services import ADMIN, MEI

LAYER = {
    "name": "all",
    "people": ["u_mei", "u_bob"],
    "start": "2026-11-16",
    "at": "09:00",
    "zone": "Asia/Shanghai",
    "unit": "day",
}


async def test_an_agent_tells_and_changes_who_is_on_call(agent_of, world):
    """ALR-10: with the rights of its person."""
    async with agent_of(ADMIN, sets=("oncall",)) as agent:
        none = await agent.call_tool("who_is_on_call", {})
        made = await agent.call_tool(
            "change_on_call", {"action": "create", "schedule": "nights", "layers": [LAYER]}
        )
        kept = await agent.call_tool(
            "change_on_call",
            {
                "action": "replace",
                "schedule": "nights",
                "people": ["u_bob"],
                "instead_of": "u_mei",
                "end": "1h",
            },
        )
        told = await agent.call_tool("who_is_on_call", {"schedule": "nights"})
        later = await agent.call_tool(
            "who_is_on_call", {"schedule": "nights", "at": "2026-11-21 08:00"}
        )
    assert "no on-call schedule" in none.content[0].text
    assert not made.is_error, made.content[0].text
    assert not kept.is_error, kept.content[0].text
    assert told.content[0].text.startswith("[sandbox] nights: u_bob on call, until ")
    assert later.content[0].text.startswith("[sandbox] nights: u_mei on call, until ")
    [shown] = told.structured_content["schedules"]
    assert shown["overrides"][0]["id"] == kept.structured_content["changed"]["id"]

    async with agent_of(MEI, sets=("oncall",)) as agent:
        refused = await agent.call_tool(
            "change_on_call", {"action": "end_override", "schedule": "nights", "id": "o_1"}
        )
        seen = await agent.call_tool("who_is_on_call", {})
    assert refused.is_error
    assert "nights: u_bob" in seen.content[0].text


async def test_an_agent_lists_and_revokes_calendar_addresses_and_makes_none(agent_of, world):
    """ALR-10: what opens without signing in goes through no model."""
    async with agent_of(ADMIN, sets=("oncall",)) as agent:
        await agent.call_tool(
            "change_on_call", {"action": "create", "schedule": "nights", "layers": [LAYER]}
        )
        made = await world.services.oncall_feeds.create(by=ADMIN, name="nights")
        told = await agent.call_tool("who_is_on_call", {"schedule": "nights"})
        gone = await agent.call_tool(
            "change_on_call", {"action": "revoke_calendar", "id": made.feed.id}
        )
        after = await agent.call_tool("who_is_on_call", {"schedule": "nights"})
    [shown] = told.structured_content["calendars"]
    assert shown["id"] == made.feed.id
    assert made.token not in str(told)
    assert "revoked" in gone.content[0].text
    assert after.structured_content["calendars"] == []
