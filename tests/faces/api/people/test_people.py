"""People and their tokens over HTTP (VOI-6, MCP-3)."""

import httpx
import pytest

from api.app import build_api
from tests.fakes.api_services import sign_in
from tests.fakes.face_services import BO, MEI

NEWCOMER = {"id": "u_lin", "name": "林", "password": "a long enough one", "mail": "Lin@Example.cn"}

SIGN_IN_NEWCOMER = {"login": NEWCOMER["id"], "password": NEWCOMER["password"]}


async def test_an_admin_registers_a_viewer(admin, nobody):
    """VOI-6."""
    made = await admin.post("/api/v1/people", json=NEWCOMER)
    body = {"login": "lin@example.cn", "password": NEWCOMER["password"]}
    signed_in = await nobody.post("/api/v1/sessions", json=body)

    assert made.status_code == 201
    assert made.json()["roles"] == ["viewer"]
    assert signed_in.status_code == 201


async def test_strangers_register_only_while_that_is_open(nobody, world, options):
    """VOI-6."""
    app = build_api(world.open_services, options=options)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as http:
        opened = await http.post("/api/v1/people", json=NEWCOMER)
    closed = await nobody.post("/api/v1/people", json=NEWCOMER | {"id": "u_lin2", "mail": ""})

    assert opened.status_code == 202
    assert closed.status_code == 403


async def test_no_answer_holds_a_password_or_its_hash(admin, world):
    """CLD-4."""
    answers = [
        await admin.post("/api/v1/people", json=NEWCOMER),
        await admin.get("/api/v1/people"),
        await admin.get("/api/v1/people/u_mei"),
        await admin.get("/api/v1/people/me"),
        await admin.patch("/api/v1/people/u_mei", json={"name": "梅"}),
    ]

    for text in (each.text for each in answers):
        assert NEWCOMER["password"] not in text
        assert "password_hash" not in text
        assert "quick:" not in text


async def test_people_change_themselves(mei):
    """VOI-5, VOI-6."""
    sent = {
        "name": "梅",
        "phone": "+8613800138000",
        "zone": "Europe/Berlin",
        "language": "en-US",
        "robot_name": "小值",
        "wake_words": ["你好小值"],
    }

    changed = (await mei.patch("/api/v1/people/me", json=sent)).json()

    assert {name: changed[name] for name in sent} == sent


async def test_roles_are_set_as_a_whole_and_the_last_admin_stays(admin):
    """VOI-6."""
    promoted = await admin.put("/api/v1/people/u_mei/roles", json={"roles": ["approver"]})
    last = await admin.put("/api/v1/people/u_admin/roles", json={"roles": ["viewer"]})

    assert promoted.json()["roles"] == ["approver"]
    assert last.status_code == 409


async def test_people_are_listed_page_by_page(admin):
    """VOI-6."""
    first = (await admin.get("/api/v1/people", params={"limit": 2})).json()
    rest = (await admin.get("/api/v1/people", params={"after": first[-1]["id"]})).json()

    assert [each["id"] for each in first + rest] == [
        *("u_admin", "u_approver", "u_bob", "u_mei", "u_operator")
    ]


async def test_a_token_is_shown_once_and_opens_what_its_scopes_say(nobody):
    """MCP-3."""
    await sign_in(nobody, MEI)
    body = {"label": "laptop", "scopes": ["read"], "days": 7}
    made = (await nobody.post("/api/v1/tokens", json=body)).json()
    listed = await nobody.get("/api/v1/tokens")
    nobody.cookies.clear()
    nobody.headers = {"Authorization": f"Bearer {made['token']}"}

    reading = await nobody.get("/events")
    writing = await nobody.post("/api/v1/briefings/pause", json={})

    assert made["token"].startswith("zb_")
    assert made["token"] not in listed.text
    assert made["record"]["expires_at"] == "2026-11-27T22:30:00Z"
    assert (reading.status_code, writing.status_code) == (200, 403)


async def test_a_revoked_token_opens_nothing(mei, client):
    """VOI-6."""
    own = (await mei.get("/api/v1/sessions/current")).json()["via"].removeprefix("token:")

    revoked = await mei.delete(f"/api/v1/tokens/{own}")
    after = await mei.get("/api/v1/people/me")

    assert revoked.json()["revoked_at"] is not None
    assert after.status_code == 401


@pytest.mark.parametrize("days", [0, 366, True, "7", 1.5])
async def test_a_token_lasts_a_whole_number_of_days(mei, days):
    """MCP-3."""
    body = {"label": "x", "scopes": ["read"], "days": days}

    assert (await mei.post("/api/v1/tokens", json=body)).status_code == 422


async def test_names_for_a_robot_are_tried_and_the_bad_refused(mei, client):
    """VOI-5: what else would match is seen before a name is kept; another's names are not."""
    url = "/api/v1/people/me/names"
    tried = (await mei.get(url, params={"name": ["你好小值", "你好"]})).json()["names"]
    kept = (await mei.get(url)).json()["names"]
    refused = await mei.patch("/api/v1/people/me", json={"wake_words": ["早上好"]})
    others = await (await client(BO)).get("/api/v1/people/u_mei/names")

    assert tried[0]["sounds"] == "ni hao xiao zhi"
    assert "你好小芝" in tried[0]["also"]
    assert (tried[0]["refused"], bool(tried[1]["refused"])) == ("", True)
    assert [each["name"] for each in kept] == ["小智"]
    assert (refused.status_code, refused.json()["field"]) == (422, "wake_words")
    assert others.status_code == 404


async def test_whoever_registers_waits_until_an_admin_decides(admin, world, options):
    """VOI-6, SEC-3."""
    app = build_api(world.open_services, options=options)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://test",
        headers={"Accept-Language": "en"},
    ) as http:
        door = await http.get("/register")
        asked = await http.post("/api/v1/people", json=NEWCOMER)
        await http.post("/api/v1/people", json=NEWCOMER | {"id": "u_two", "mail": ""})
        early = await http.post("/api/v1/sessions", json=SIGN_IN_NEWCOMER)
        waiting = (await admin.get("/api/v1/registrations")).json()["registrations"]
        let_in = await admin.post(
            f"/api/v1/registrations/{NEWCOMER['id']}/approval", json={"roles": ["operator"]}
        )
        refused = await admin.post("/api/v1/registrations/u_two/refusal", json={"reason": "No."})
        again = await admin.post("/api/v1/registrations/u_two/refusal", json={})
        signed_in = await http.post("/api/v1/sessions", json=SIGN_IN_NEWCOMER)
        http.cookies.clear()
        sent_away = await http.post("/api/v1/sessions", json=SIGN_IN_NEWCOMER | {"login": "u_two"})

    assert "Ask for an account" in door.text
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    assert early.status_code == 403
    assert "waiting for an admin" in early.json()["detail"]
    assert [each["id"] for each in waiting] == [NEWCOMER["id"], "u_two"]
    assert NEWCOMER["password"] not in str(waiting)
    assert let_in.json()["roles"] == ["operator"]
    assert (refused.json()["state"], again.status_code) == ("refused", 404)
    assert signed_in.status_code == 201
    assert sent_away.status_code == 403
    assert "refused your registration" in sent_away.json()["detail"]
