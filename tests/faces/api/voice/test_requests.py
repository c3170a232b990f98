"""What robots ask to change, over HTTP and in the console: agreed to without a code, or refused."""

import pytest

from domain.clusters.repairs import Mode
from domain.events.events import EventType
from domain.incidents.controls import KillSwitch
from domain.people.access import Scope
from domain.voice.robots import RobotRequest, made
from tests.fakes.face_incidents import AT
from tests.fakes.face_services import ADMIN, OPERATOR

REQUESTS = "/api/v1/voice-requests"
PAGE = "/console/voice-requests"
CHECKOUT = {"cluster": "cls-1", "namespace": "payments", "name": "checkout", "reason": "broken"}


@pytest.fixture
async def asked(world):
    """Let the operator's robot ask for a rollback."""
    world.controls.switch = KillSwitch(engaged=False, by="u_admin", reason="tried", at=AT)
    robot, _ = made(
        OPERATOR.person_id,
        RobotRequest(name="desk", url="ws://relay.example/mcp/?token=x"),
        revision="r1",
        at=world.clock.now(),
    )
    person = world.people.kept[OPERATOR.person_id]
    await world.services.voice_requests.ask(robot, person, "rollback_workload", CHECKOUT)
    return world.voice_requests.kept[OPERATOR.person_id, "desk"]


def done(world):
    return [call for call in world.incident_lives.calls if call[0] == "request"]


async def test_a_request_is_agreed_to_once_and_exactly_as_it_was_seen(client, world, asked):
    """VOI-4: the console and HTTP are a second factor, too."""
    http = await client(OPERATOR, Scope.OPERATE)
    [shown] = (await http.get(REQUESTS)).json()["requests"]
    assert (shown["id"], shown["state"], shown["told"]) == (asked.id, "waiting", "")
    assert "checkout" in shown["question"]
    at = f"{REQUESTS}/{asked.id}/answer"
    other = await http.post(at, json={"agreed": True, "plan": "x"})
    yes = {"agreed": True, "plan": shown["plan"]}
    agreed, again = await http.post(at, json=yes), await http.post(at, json=yes)

    assert (other.status_code, agreed.status_code, again.status_code) == (409, 200, 409)
    assert (agreed.json()["state"], len(done(world))) == ("done", 1)
    assert agreed.json()["told"]
    [event] = world.events.of_type(EventType.ROBOT_ANSWERED)
    assert event.data["via"].startswith("token:") or event.data["via"] == "session"


async def test_what_would_be_another_plan_by_now_is_not_done(client, world, asked):
    """VOI-4: bound to what was shown."""
    world.repairs.mode = Mode.APPROVE
    http = await client(OPERATOR, Scope.OPERATE)
    body = {"agreed": True, "plan": asked.digest}
    answer = await http.post(f"{REQUESTS}/{asked.id}/answer", json=body)

    assert (answer.json()["state"], done(world)) == ("changed", [])


async def test_a_no_ends_it_and_strangers_find_nothing(client, world, asked):
    """VOI-4, SEC-3: admins, too, have only their own."""
    admin, http = await client(ADMIN), await client(OPERATOR, Scope.OPERATE)
    at = f"{REQUESTS}/{asked.id}/answer"
    yes, no = ({"agreed": each, "plan": asked.digest} for each in (True, False))
    assert (await admin.get(REQUESTS)).json() == {"requests": []}
    assert (await admin.post(at, json=yes)).status_code == 404
    assert (await http.post(at, json=no)).json()["state"] == "refused"
    assert (await http.post(at, json=yes)).status_code == 409
    assert done(world) == []


async def test_an_expired_request_is_not_agreed_to(client, world, asked):
    """VOI-4."""
    world.clock.move(minutes=2)
    http = await client(OPERATOR, Scope.OPERATE)
    body = {"agreed": True, "plan": asked.digest}

    assert (await http.post(f"{REQUESTS}/{asked.id}/answer", json=body)).status_code == 409
    assert done(world) == []


async def test_a_token_that_only_reads_neither_agrees_nor_sees_a_code(client, world, asked):
    """VOI-4: an agent with a token gets no code."""
    http = await client(OPERATOR, Scope.READ)
    body = {"agreed": True, "plan": asked.digest}
    answer = await http.post(f"{REQUESTS}/{asked.id}/answer", json=body)

    assert answer.status_code == 403
    assert "135790" not in (await http.get(REQUESTS)).text
    assert done(world) == []


async def test_the_console_shows_the_code_and_takes_an_answer(client, world, asked):
    """VOI-4."""
    http = await client(OPERATOR, by_session=True)
    page = (await http.get(PAGE)).text
    assert "135790" in page
    question = (await http.get(f"{PAGE}/{asked.id}/answer")).text
    csrf = question.partition('name="csrf" value="')[2].partition('"')[0]
    form = {"csrf": csrf, "plan": asked.digest, "agreed": "true"}
    await http.post(f"{PAGE}/{asked.id}/answer", data=form)

    assert len(done(world)) == 1
    assert "135790" not in (await http.get(PAGE)).text
