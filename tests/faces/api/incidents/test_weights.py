"""The weights of scores over HTTP."""

from dataclasses import replace

import pytest

from domain.incidents.weights import PUBLISHED
from tests.fakes.weight_examples import a_weight_proposal, teaching_incidents

WEIGHTS = "/api/v1/weights"
PROPOSALS = f"{WEIGHTS}/proposals"
PROPOSAL = a_weight_proposal()
QUARTERS = dict.fromkeys(("impact", "severity", "importance", "urgency"), 0.25)
WHY = {"reason": "because"}


@pytest.fixture
def world(world):
    world.weights.offered[PROPOSAL.id] = PROPOSAL
    return world


async def test_weights_are_read_written_and_taken_back(mei, admin):
    """ALR-4, ALR-5."""
    first = (await mei.get(WEIGHTS)).json()
    made = await admin.post(WEIGHTS, json={"shares": QUARTERS} | WHY)
    later = {"shares": QUARTERS, "effective_at": "2030-01-01T00:00:00Z"} | WHY
    planned = (await admin.post(WEIGHTS, json=later)).json()
    now = (await mei.get(WEIGHTS)).json()
    back = await admin.post(f"{WEIGHTS}/revert", json={"version": "published"} | WHY)
    history = (await mei.get(f"{WEIGHTS}/history")).json()
    never = await admin.post(f"{WEIGHTS}/revert", json={"version": "never"} | WHY)

    assert (first["version"], first["shares"]["impact"]) == ("published", PUBLISHED.impact)
    assert (made.status_code, made.json()["shares"]) == (201, QUARTERS)
    assert planned["effective_at"] == "2030-01-01T00:00:00Z"
    assert now["version"] == made.json()["version"]
    assert (back.status_code, back.json()["shares"]) == (201, first["shares"])
    assert [each["reason"] for each in history] == ["Back to published: because", *["because"] * 2]
    assert history[0]["by"] == "u_admin"
    assert never.status_code == 404


@pytest.mark.usefixtures("in_chinese")
async def test_a_proposal_is_read_in_the_persons_language_and_answered_once(mei, admin, world):
    """ALR-5."""
    [proposed] = (await mei.get(PROPOSALS)).json()
    denied = await mei.post(f"{PROPOSALS}/{PROPOSAL.id}/approve", json=WHY)
    made = await admin.post(f"{PROPOSALS}/{PROPOSAL.id}/approve", json=WHY)
    late = await admin.post(f"{PROPOSALS}/{PROPOSAL.id}/refuse", json=WHY)
    unknown = await admin.post(f"{PROPOSALS}/w_x/refuse", json=WHY)
    world.weights.offered[PROPOSAL.id] = replace(PROPOSAL, id=PROPOSAL.id)
    stale = await admin.post(f"{PROPOSALS}/{PROPOSAL.id}/approve", json=WHY)
    refused = await admin.post(f"{PROPOSALS}/{PROPOSAL.id}/refuse", json=WHY)

    assert "15 次有效，14 次无效，1 次复发" in proposed["said"]
    assert proposed["helped"]["severity"] == 90
    assert denied.status_code == 403
    assert made.json()["shares"]["severity"] == 0.35
    assert (late.status_code, unknown.status_code, stale.status_code) == (409, 404, 409)
    assert "提议之后已有其他权重" in stale.json()["detail"]
    assert (refused.json()["state"], refused.json()["answered_by"]) == ("refused", "u_admin")


@pytest.mark.usefixtures("in_chinese")
async def test_learning_now_says_what_came_of_it(admin, world):
    """ALR-5."""
    waits = (await admin.post(PROPOSALS)).json()
    world.weights.offered.clear()
    for each in teaching_incidents():
        await world.incidents.record(each, [])
    learnt = (await admin.post(PROPOSALS)).json()

    assert waits["proposal"] is None
    assert waits["said"].startswith("没有新的提议")
    assert learnt["proposal"]["of_each"] == {"helped": 15, "no_help": 15, "false_fix": 0}
    assert learnt["said"] == learnt["proposal"]["said"]
