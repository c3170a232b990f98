import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest

from domain.briefings.summaries import Topic
from domain.common.errors import EffectUnknown, TooManyRequests, Unavailable
from domain.deliveries.deliveries import ChannelAddress, ChannelKind
from tests.fakes.face_services import ADMIN, BO, MEI, a_briefing

TODAY = "2026-11-21"


def texts(result):
    return [block.text for block in result.content]


async def refused(agent, tool, **arguments):
    result = await agent.call_tool(tool, arguments)
    assert result.is_error
    return result.content[0].text


async def test_the_first_greeting_is_answered_with_the_briefing_ready_to_be_spoken(agent_of):
    """BRF-2, BRF-6."""
    async with agent_of() as agent:
        result = await agent.call_tool("greet", {})
    said = result.structured_content
    assert not result.is_error
    assert (
        texts(result)
        == said["spoken"]
        == ["早上好，小梅。昨夜一切平稳。", "日志一千二百行，错误三行。"]
    )
    assert said["kind"] == "briefing"
    assert said["briefing_id"] == f"u_mei/{TODAY}"
    assert said["sandbox"] is True


async def test_later_greetings_get_a_short_answer_and_the_winner_can_ask_again(agent_of):
    """BRF-2."""
    async with agent_of() as agent:
        first = await agent.call_tool("greet", {})
        second = await agent.call_tool("greet", {})
        again = await agent.call_tool("greet", {"key": first.structured_content["key"]})
    assert second.structured_content["kind"] == "already_given"
    assert "You have had today's briefing" in texts(second)[0]
    assert again.structured_content == first.structured_content


async def test_progress_is_told_while_a_briefing_is_prepared_on_demand(agent_of, world):
    """BRF-3, MCP-2."""
    heard: list[str] = []
    both = asyncio.Event()

    async def hear(progress, total, message):
        heard.append(message)
        if len(heard) == 1:
            await world.progress.set("briefing/u_mei", "Writing the summary.")
        else:
            both.set()

    world.life.gate.clear()
    await world.progress.set("briefing/u_mei", "Reading logs.")
    async with agent_of() as agent, asyncio.timeout(25):
        greeting = asyncio.create_task(agent.call_tool("greet", {}, progress_callback=hear))
        await both.wait()
        world.life.gate.set()
        result = await greeting
    assert heard == ["Reading logs.", "Writing the summary."]
    assert result.structured_content["kind"] == "briefing"


async def test_not_knowing_the_progress_does_not_fail_the_greeting(agent_of, world, monkeypatch):
    """BRF-3."""
    asked = asyncio.Event()

    async def unreachable(key):
        asked.set()
        raise Unavailable("The database is busy.")

    monkeypatch.setattr(world.progress, "get", unreachable)
    world.life.gate.clear()
    async with agent_of() as agent, asyncio.timeout(25):
        greeting = asyncio.create_task(agent.call_tool("greet", {}))
        await asked.wait()
        world.life.gate.set()
        assert (await greeting).structured_content["kind"] == "briefing"


async def test_an_agent_that_gives_up_does_not_leave_a_greeting_waiting(agent_of, world):
    """BRF-2."""
    held, ended = asyncio.Event(), asyncio.Event()

    async def greet(*_):
        held.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    world.life.greet = greet
    async with agent_of() as agent, asyncio.timeout(25):
        greeting = asyncio.create_task(agent.call_tool("greet", {}))
        await held.wait()
        greeting.cancel()
        await ended.wait()


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (
            Unavailable("The briefing is not ready."),
            "not ready. Nothing was changed; call again shortly.",
        ),
        (
            TooManyRequests("Busy.", delay=timedelta(seconds=7)),
            "Busy. Wait 7 s before calling again.",
        ),
        (EffectUnknown("No answer came."), "may or may not have happened"),
    ],
)
async def test_what_may_pass_says_when_to_call_again(agent_of, world, error, advice):
    """MCP-2."""
    world.life.error = error
    async with agent_of() as agent:
        assert advice in await refused(agent, "greet")


async def test_a_crash_tells_the_agent_nothing_of_its_cause(agent_of, world):
    """MCP-2, CLD-4."""
    world.life.error = RuntimeError("password=hunter2")
    async with agent_of() as agent:
        told = await refused(agent, "greet")
    assert told.startswith("Something broke inside Zhiban")
    assert "hunter2" not in told


@pytest.mark.parametrize("form", ["markdown", "text", "spoken"])
async def test_a_written_briefing_is_read_again_in_the_form_asked_for(agent_of, world, form):
    """BRF-6."""
    briefing = await world.briefings.save(a_briefing("u_mei", TODAY))
    async with agent_of() as agent:
        result = await agent.call_tool("get_briefing", {"form": form})
    shown = result.structured_content
    assert shown["written"] is True
    assert shown["text"] == (briefing.spoken[0] if form == "spoken" else getattr(briefing, form))
    assert shown["parts"] == (2 if form == "spoken" else 1)
    assert texts(result)[0].startswith(shown["text"])
    assert not world.life.given


async def test_a_long_briefing_comes_in_parts_and_a_part_beyond_is_refused(agent_of, world):
    """BRF-6, MCP-2."""
    await world.briefings.save(a_briefing("u_mei", TODAY))
    async with agent_of() as agent:
        first = await agent.call_tool("get_briefing", {"form": "spoken"})
        second = await agent.call_tool("get_briefing", {"form": "spoken", "part": 2})
        refusal = await refused(agent, "get_briefing", form="spoken", part=3)
    assert "ask for part 2 to go on" in texts(first)[0]
    assert texts(second) == ["日志一千二百行，错误三行。"]
    assert refusal.startswith("No briefing part “3 of 2")


async def test_todays_unwritten_briefing_says_where_it_stands(agent_of):
    """BRF-8."""
    async with agent_of() as agent:
        result = await agent.call_tool("get_briefing", {})
    assert result.structured_content["written"] is False
    assert texts(result)[0] == (
        "Not written yet. The briefing of 2026-11-21 is waiting; "
        "next: push the briefing at 2026-11-21T07:30:00+08:00."
    )


async def test_a_day_without_a_briefing_and_a_word_that_is_no_day_are_refused(agent_of):
    """BRF-1."""
    async with agent_of() as agent:
        missing = await refused(agent, "get_briefing", day="yesterday")
        wrong = await refused(agent, "get_briefing", day="someday")
    assert missing.startswith("No briefing “u_mei/2026-11-20”.")
    assert wrong.startswith("day must be a day such as today")


async def test_an_admin_may_act_for_others(agent_of, world):
    """SEC-3."""
    await world.briefings.save(a_briefing("u_bob", TODAY))
    async with agent_of(ADMIN) as agent:
        read = await agent.call_tool("get_briefing", {"person_id": "u_bob"})
        paused = await agent.call_tool("pause_briefing", {"person_id": "u_bob"})
    assert read.structured_content["briefing_id"] == f"u_bob/{TODAY}"
    assert paused.structured_content["paused"] is True
    assert world.life.paused == {BO.person_id}


async def test_only_what_is_given_changes_and_the_settings_in_force_are_told(agent_of, world):
    """BRF-8, PSH-8."""
    changes = {
        "window_start": "7:30",
        "topics": ["alarms", "logs"],
        "channels": ["mail:mei@example.cn", "dingtalk:ops @13800138000 @mei"],
        "zone": None,
    }
    async with agent_of() as agent:
        result = await agent.call_tool("configure_briefing", changes)
    kept = world.life.running["u_mei"]
    assert kept.window_start == time(7, 30)
    assert kept.window_end == time(10)
    assert kept.topics == (Topic.ALARMS, Topic.LOGS)
    assert kept.channels == (
        ChannelAddress(ChannelKind.MAIL, "mei@example.cn"),
        ChannelAddress(ChannelKind.DINGTALK, "ops", ("13800138000", "mei")),
    )
    assert result.structured_content["changed"] is True
    assert result.structured_content["channels"] == changes["channels"]
    assert texts(result)[0].startswith("Changed; now in force: 07:30 to 10:00 in Asia/Shanghai")


async def test_without_changes_the_settings_are_only_shown(agent_of, world):
    """BRF-8."""
    async with agent_of() as agent:
        result = await agent.call_tool("configure_briefing", {})
    assert result.structured_content["changed"] is False
    assert not world.life.running


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"zone": "Mars/Olympus"}, "zone must be an IANA time zone"),
        ({"window_start": "11:00"}, "window_end must be later than window_start"),
        ({"topics": ["gossip"]}, "topics.0 must be logs, alarms"),
        ({"channels": ["pigeon:roof"]}, "channels.0 must match"),
    ],
)
async def test_a_setting_that_breaks_a_rule_is_refused_by_name_and_nothing_changes(
    agent_of, world, changes, refusal
):
    """BRF-8."""
    async with agent_of() as agent:
        assert refusal in await refused(agent, "configure_briefing", **changes)
    assert not world.life.running


async def test_pausing_and_resuming_tell_what_comes_next(agent_of, world):
    """BRF-8."""
    async with agent_of() as agent:
        paused = await agent.call_tool("pause_briefing", {"reason": "holiday"})
        resumed = await agent.call_tool("resume_briefing", {})
    assert paused.structured_content["next_due"] == ""
    assert "briefings are paused until resumed" in texts(paused)[0]
    assert resumed.structured_content["next_due"] == "2026-11-21T07:30:00+08:00"
    assert not world.life.paused


async def test_what_a_state_tells_includes_what_is_being_done(agent_of, world, monkeypatch):
    """BRF-3, BRF-8."""
    today = world.life.today

    async def busy(person_id):
        return replace(await today(person_id), progress="Reading logs.")

    monkeypatch.setattr(world.life, "today", busy)
    async with agent_of(MEI) as agent:
        result = await agent.call_tool("get_briefing", {})
    assert texts(result)[0].endswith("Now: Reading logs.")


async def test_the_language_of_the_briefing_is_the_language_of_all_answers(agent_of, world):
    """I18-1: tasks and events follow what is set for the briefing."""
    async with agent_of() as agent:
        await agent.call_tool("configure_briefing", {"language": "zh-CN", "zone": "Asia/Tokyo"})
        (listed,) = (await agent.call_tool("list_background_tasks", {})).content
    person = world.people.kept["u_mei"]
    assert (person.language, person.zone) == ("zh-CN", "Asia/Tokyo")
    assert listed.text == "[sandbox] 没有任务。"
