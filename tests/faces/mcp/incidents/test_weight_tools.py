"""The weights of scores, as an agent meets them."""

import pytest

from domain.briefings.briefings import BriefingSettings
from domain.common.readers import Language
from domain.incidents.weights import PUBLISHED
from mcp_server.bounds import MOST_BYTES
from tests.faces.mcp.logs.test_tools import refused, told
from tests.fakes.face_services import ADMIN, MEI
from tests.fakes.weight_examples import a_weight_proposal, teaching_incidents

PROPOSAL = a_weight_proposal()
YES = {"proposal_id": PROPOSAL.id, "answer": "approve", "reason": "it fits"}


@pytest.fixture
def world(world):
    world.weights.offered[PROPOSAL.id] = PROPOSAL
    for person_id in world.people.kept:
        world.briefings.kept_settings[person_id] = BriefingSettings(language=Language.ENGLISH)
    return world


async def test_weights_are_told_with_every_version_before(agent_of, world):
    """ALR-4, ALR-5."""
    for reason in ("one", "two"):
        await world.services.weights.set(by=ADMIN, shares=(0.25,) * 4, reason=reason)
    async with agent_of(MEI) as agent:
        result, text = await told(agent, "show_score_weights")
    assert result["shares"] == dict.fromkeys(result["shares"], 0.25)
    assert [each["by"] for each in result["history"]] == ["u_admin", "u_admin"]
    assert result["history"][1]["reason"] == "one"
    assert result["version"] == result["history"][0]["version"]
    assert "time of day 25.0%. In force since 2026-11-21 06:30" in text
    assert "(u_admin: “two”)" in text


async def test_a_long_history_is_cut_to_its_newest_versions(agent_of, world):
    """MCP-2."""
    for _ in range(200):
        await world.services.weights.set(by=ADMIN, shares=PUBLISHED.shares, reason="权" * 200)
    async with agent_of(MEI) as agent:
        result, text = await told(agent, "show_score_weights")
    assert result["truncated"]
    assert result["history"][0]["version"] == world.weights.kept[-1].weights.version
    assert len(text.encode()) < MOST_BYTES


@pytest.mark.parametrize(
    ("language", "said", "nothing"),
    [
        (Language.ENGLISH, "15 helped, 14 did not, 1 came back", "Nothing was ever proposed."),
        (Language.CHINESE, "15 次有效，14 次无效，1 次复发", "还没有过任何提议。"),
    ],
)
async def test_a_proposal_says_what_it_follows_from(agent_of, world, language, said, nothing):
    """ALR-5."""
    world.briefings.kept_settings["u_mei"] = BriefingSettings(language=language)
    async with agent_of(MEI) as agent:
        result, text = await told(agent, "list_weight_proposals")
        world.weights.offered.clear()
        none, empty = await told(agent, "list_weight_proposals")
    [shown] = result["proposals"]
    assert said in shown["said"]
    assert f"{PROPOSAL.id}: {shown['said']}" in text
    assert (shown["state"], shown["shares"]["impact"], shown["order_after"]) == ("open", 0.35, 0.6)
    assert (none["proposals"], empty) == ([], f"[sandbox] {nothing}")


async def test_learning_now_proposes_once_and_then_says_that_there_is_nothing_new(agent_of, world):
    """ALR-5."""
    world.weights.offered.clear()
    for each in teaching_incidents():
        await world.incidents.record(each, [])
    async with agent_of(ADMIN) as agent:
        first, text = await told(agent, "propose_weights")
        again, nothing = await told(agent, "propose_weights")
    proposed = first["proposal"]
    assert proposed["shares"]["severity"] > PUBLISHED.severity
    assert text.startswith(f"[sandbox] {proposed['id']}: Proposes impact ")
    assert again["proposal"] is None
    assert "Nothing new to propose" in nothing
    assert world.weights.kept == []


async def test_a_proposal_is_put_in_force_in_two_calls(agent_of, world):
    """ALR-5, MCP-3."""
    async with agent_of(ADMIN) as agent:
        first, text = await told(agent, "answer_weight_proposal", **YES)
        stale, _ = await told(agent, "answer_weight_proposal", **YES, confirm="0" * 16)
        untouched = list(world.weights.kept)
        done, said = await told(agent, "answer_weight_proposal", **YES, confirm=first["confirm"])
        late = await refused(agent, "answer_weight_proposal", **YES)
        other = await refused(
            agent, "answer_weight_proposal", **YES | {"proposal_id": "w_" + "9" * 26}
        )
    assert (first["done"], first["version"], untouched) == (False, "published", [])
    assert f"Nothing was changed. Put impact {0.35:.1%}" in text
    assert f"confirm={first['confirm']}" in text
    assert (stale["done"], stale["confirm"]) == (False, first["confirm"])
    assert (done["done"], done["confirm"]) == (True, "")
    assert done["shares"]["severity"] == 0.35
    assert done["version"] in said
    assert world.weights.audited[0].actor == "u_admin"
    assert "already applied" in late
    assert other.endswith("list_weight_proposals lists what there is.")


async def test_a_refused_proposal_changes_nothing_and_needs_no_second_call(agent_of, world):
    """ALR-5."""
    async with agent_of(ADMIN) as agent:
        result, _ = await told(agent, "answer_weight_proposal", **YES | {"answer": "refuse"})
        listed, _ = await told(agent, "list_weight_proposals")
    assert (result["done"], result["version"]) == (True, "published")
    assert "Rejected by u_admin (“it fits”)." in listed["proposals"][0]["said"]
    assert world.weights.kept == []


async def test_weights_are_taken_back_and_a_yes_to_others_does_not_count(agent_of, world):
    """ALR-5, MCP-3."""
    back = {"version": "published", "reason": "worse"}
    service = world.services.weights
    await service.set(by=ADMIN, shares=(0.25,) * 4, reason="try")
    async with agent_of(ADMIN) as agent:
        first, _ = await told(agent, "revert_weights", **back)
        world.clock.move(hours=1)
        await service.set(by=ADMIN, shares=(0.3, 0.3, 0.2, 0.2), reason="again")
        stale, _ = await told(agent, "revert_weights", **back, confirm=first["confirm"])
        done, _ = await told(agent, "revert_weights", **back, confirm=stale["confirm"])
        never = await refused(agent, "revert_weights", **back | {"version": "never"})
    assert not stale["done"]
    assert stale["confirm"] != first["confirm"]
    assert done["shares"]["impact"] == PUBLISHED.impact
    assert "version of the weights" in never
