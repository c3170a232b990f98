"""Settings changed by a sentence, as agents call for it (PSH-8)."""

from tests.fakes.face_services import MEI


async def test_what_was_heard_comes_back_and_holds_once_confirmed(agent_of, world):
    """PSH-8: an agent that cannot ask takes two calls; what is wrong is refused."""
    async with agent_of() as agent:
        heard = await agent.call_tool("change_preferences", {"said": "briefing at half past seven"})
        before = await world.services.briefings.settings(by=MEI)
        confirm = heard.structured_content["confirm"]
        done = await agent.call_tool("change_preferences", {"said": "yes", "confirm": confirm})
        wrong = await agent.call_tool(
            "change_preferences", {"said": "send my briefing to x@evil.example.com"}
        )
    after = await world.services.briefings.settings(by=MEI)

    assert "I heard" in heard.content[0].text
    assert f"{before.window_start:%H:%M}" == "06:00"
    assert done.structured_content["changed"] is True
    assert f"{after.window_start:%H:%M}" == "07:30"
    assert wrong.is_error
