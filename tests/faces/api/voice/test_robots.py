"""Desk robots over HTTP."""

from tests.fakes.face_services import ADMIN, BO

ROBOTS = "/api/v1/robots"
SECRET = "hush-hush-7"
DESK = {"name": "desk", "url": f"wss://api.xiaozhi.me/mcp/?token={SECRET}"}


async def test_a_robot_is_registered_shown_and_removed_and_its_token_never_told(mei, world):
    """VOI-1, CLD-4."""
    made = await mei.post(ROBOTS, json=DESK | {"tools": ["list_incidents=guzhang", "greet"]})
    listed = await mei.get(ROBOTS)
    shown = await mei.get(f"{ROBOTS}/desk")
    gone = await mei.delete(f"{ROBOTS}/desk")

    assert made.status_code == 201
    assert made.json() == listed.json()["robots"][0] == shown.json()
    assert made.json() == {
        "name": "desk",
        "address": "wss://api.xiaozhi.me",
        "tools": ["list_incidents=guzhang", "greet"],
        "verbatim": False,
        "registered_at": "2026-11-20T22:30:00Z",
        "state": "untried",
        "since": None,
        "fault": "none",
        "code": 0,
        "calls": 0,
        "last_call": None,
        "last_tool": "",
        "last_fault": "none",
        "last_fault_at": None,
    }
    assert gone.status_code == 204
    assert (await mei.get(f"{ROBOTS}/desk")).status_code == 404
    assert SECRET not in made.text + listed.text + (await mei.get("/api/v1/events")).text


async def test_robots_of_others_do_not_exist(mei, client):
    """VOI-1, SEC-3."""
    await mei.post(ROBOTS, json=DESK)
    for other in (await client(BO), await client(ADMIN)):
        assert (await other.get(ROBOTS)).json() == {"robots": []}
        assert (await other.get(f"{ROBOTS}/desk")).status_code == 404
        assert (await other.delete(f"{ROBOTS}/desk")).status_code == 404


async def test_what_breaks_a_rule_is_told_without_the_token(mei):
    """VOI-1."""
    answers = [
        await mei.post(ROBOTS, json=DESK | {"url": f"https://host/?token={SECRET}"}),
        await mei.post(ROBOTS, json=DESK | {"url": f"ws://metadata.example/?token={SECRET}"}),
        await mei.post(ROBOTS, json=DESK | {"tools": ["get_weather"]}),
        await mei.post(ROBOTS, json=DESK | {"tools": ["list_incident"]}),
        await mei.post(ROBOTS, json=DESK | {"name": "Desk"}),
    ]
    assert [each.status_code for each in answers] == [422] * 5
    assert SECRET not in "".join(each.text for each in answers)
    assert "list_incidents" in answers[3].text
