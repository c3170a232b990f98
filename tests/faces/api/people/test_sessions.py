"""Signing in by cookie, and what a cookie alone cannot do (VOI-6, SEC-3)."""

from dataclasses import replace

import httpx
import pytest

from api.app import build_api
from domain.people.access import Role
from domain.people.second_factor import code_at, secret_from, step_of
from tests.fakes.api_services import sign_in
from tests.fakes.face_services import ADMIN, MEI, PASSWORD

SIGN_IN = {"login": "u_mei", "password": PASSWORD}


async def test_signing_in_sets_a_cookie_that_scripts_cannot_read(nobody):
    """SEC-3."""
    response = await nobody.post("/api/v1/sessions", json=SIGN_IN)

    assert response.status_code == 201
    session, csrf = response.headers.get_list("set-cookie")
    assert session.startswith("zhiban_session=")
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert "Max-Age=43200" in session
    assert csrf.startswith("zhiban_csrf=")
    assert "HttpOnly" not in csrf
    body = response.json()
    assert body["person"]["id"] == "u_mei"
    assert session.split(";")[0].partition("=")[2] not in response.text


async def test_behind_tls_the_cookie_is_tied_to_the_host(world, options):
    """SEC-3."""
    app = build_api(world.services, options=replace(options, secure_cookies=True))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="https://test"
    ) as http:
        response = await http.post("/api/v1/sessions", json=SIGN_IN)
        me = await http.get("/api/v1/people/me")

    assert all(
        each.startswith("__Host-zhiban_") and "Secure" in each and "Path=/" in each
        for each in response.headers.get_list("set-cookie")
    )
    assert me.json()["id"] == "u_mei"


@pytest.mark.parametrize("login", ["u_mei", "u_nobody", "mei@example.cn"])
async def test_a_wrong_password_and_an_unknown_login_look_alike(nobody, login):
    """SEC-3."""
    body = {"login": login, "password": "wrong horse battery"}

    response = await nobody.post("/api/v1/sessions", json=body)

    assert response.status_code == 401
    assert response.json()["detail"] == "Login or password is wrong."
    assert response.headers["www-authenticate"] == 'Bearer realm="zhiban"'


async def test_guessing_is_slowed_down(nobody):
    """SEC-6: by a wait that is told, and only after failures."""
    wrong = {"login": "u_mei", "password": "wrong horse battery"}
    right = [await nobody.post("/api/v1/sessions", json=SIGN_IN) for _ in range(13)]
    guessed = [await nobody.post("/api/v1/sessions", json=wrong) for _ in range(6)]

    assert [each.status_code for each in right] == [201] * 13
    assert [each.status_code for each in guessed] == [401] * 5 + [429]
    assert guessed[-1].headers["retry-after"] == "1"


async def test_a_cookie_reads_without_and_writes_only_with_the_csrf_token(nobody):
    """SEC-3."""
    await nobody.post("/api/v1/sessions", json=SIGN_IN)

    reading = await nobody.get("/api/v1/people/me")
    writing = await nobody.post("/api/v1/briefings/pause", json={})
    guessing = await nobody.post(
        "/api/v1/briefings/pause", json={}, headers={"X-CSRF-Token": "0" * 64}
    )
    nobody.headers["X-CSRF-Token"] = nobody.cookies["zhiban_csrf"]
    proven = await nobody.post("/api/v1/briefings/pause", json={})

    assert [each.status_code for each in (reading, writing, guessing, proven)] == [
        200,
        403,
        403,
        200,
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_sites_page_can_neither_write_nor_sign_in(nobody, headers):
    """SEC-3."""
    signing_in = await nobody.post("/api/v1/sessions", json=SIGN_IN, headers=headers)
    await sign_in(nobody, MEI)
    writing = await nobody.post("/api/v1/briefings/pause", json={}, headers=headers)

    assert signing_in.status_code == 403
    assert writing.status_code == 403


async def test_our_own_page_may_write(nobody):
    """SEC-3."""
    await sign_in(nobody, MEI)

    headers = {"Origin": "http://test", "Sec-Fetch-Site": "same-origin"}
    response = await nobody.post("/api/v1/briefings/pause", json={}, headers=headers)

    assert response.status_code == 200


async def test_a_token_needs_no_csrf_token_because_no_page_can_send_it(mei):
    """MCP-3."""
    headers = {"Origin": "https://some.client"}

    response = await mei.post("/api/v1/briefings/pause", json={}, headers=headers)

    assert response.status_code == 200


async def test_a_wrong_token_is_refused_even_beside_a_good_cookie(nobody):
    """SEC-3."""
    await sign_in(nobody, MEI)

    headers = {"Authorization": "Bearer zb_wrong"}
    response = await nobody.get("/api/v1/people/me", headers=headers)

    assert response.status_code == 401


@pytest.mark.parametrize("header", ["Basic dTpw", "Bearer", "Bearer ", "zb_x", ""])
async def test_any_other_authorization_is_refused(nobody, header):
    """SEC-3."""
    response = await nobody.get("/api/v1/people/me", headers={"Authorization": header})

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Bearer realm="zhiban"'


async def test_signing_out_ends_the_session_and_clears_the_cookies(nobody):
    """VOI-6."""
    await sign_in(nobody, MEI)
    cookie = nobody.cookies["zhiban_session"]

    response = await nobody.delete("/api/v1/sessions/current")
    again = await nobody.get("/api/v1/people/me", headers={"Cookie": f"zhiban_session={cookie}"})

    assert response.status_code == 204
    assert len(response.headers.get_list("set-cookie")) == 2
    assert not nobody.cookies
    assert again.status_code == 401


async def test_a_token_cannot_sign_out(mei):
    """VOI-6."""
    assert (await mei.delete("/api/v1/sessions/current")).status_code == 409


async def test_a_proof_tells_how_far_it_goes(mei, nobody):
    """MCP-3."""
    await sign_in(nobody, ADMIN)

    by_token = (await mei.get("/api/v1/sessions/current")).json()
    by_session = (await nobody.get("/api/v1/sessions/current")).json()

    assert by_token["scopes"] == ["operate"]
    assert by_token["via"].startswith("token:")
    assert by_session == {
        "person_id": "u_admin",
        "roles": ["admin"],
        "scopes": None,
        "via": "session",
    }


async def test_a_new_password_ends_the_session_that_asked_for_it(nobody):
    """VOI-6."""
    await sign_in(nobody, MEI)

    body = {"old": PASSWORD, "new": "another good phrase"}
    changed = await nobody.put("/api/v1/people/me/password", json=body)
    after = await nobody.get("/api/v1/people/me")

    assert changed.status_code == 204
    assert after.status_code == 401


async def test_two_step_sign_in_is_set_up_asked_for_and_turned_off(mei, nobody, admin, world):
    """VOI-6, SEC-3: the first answer says what is missing, and no secret comes twice."""
    at = "/api/v1/people/me/second-factor"
    made = (await mei.post(at, json={"password": PASSWORD})).json()
    secret = secret_from(made["secret"])

    def code(off):
        return code_at(secret, step_of(world.clock.now()) + off)

    wrong = await mei.post(f"{at}/confirmation", json={"code": "000000"})
    on = await mei.post(f"{at}/confirmation", json={"code": code(-1)})
    seen = (await mei.get(at)).json()
    asked = await nobody.post("/api/v1/sessions", json=SIGN_IN)
    signed_in = await nobody.post("/api/v1/sessions", json=SIGN_IN | {"code": code(0)})
    again = await nobody.post("/api/v1/sessions", json=SIGN_IN | {"code": code(0)})
    codes = on.json()["codes"]
    by_recovery = await nobody.post("/api/v1/sessions", json=SIGN_IN | {"code": codes[0]})
    others = await admin.get("/api/v1/people/u_mei/second-factor")
    off = await mei.post(f"{at}/removal", json={"password": PASSWORD, "code": code(1)})
    plain = await nobody.post("/api/v1/sessions", json=SIGN_IN)

    assert made["svg"].startswith("<svg")
    assert (wrong.status_code, wrong.json()["field"]) == (422, "code")
    assert len(codes) == 10
    assert seen["recovery_codes"] == 10
    assert seen["required"] is False
    assert asked.status_code == 401
    assert asked.json()["type"] == "urn:zhiban:problem:second-factor-needed"
    assert "set-cookie" not in asked.headers
    assert (signed_in.status_code, again.status_code, by_recovery.status_code) == (201, 401, 201)
    assert again.json()["type"] == "urn:zhiban:problem:unauthenticated"
    assert others.json()["recovery_codes"] == 9
    assert (off.status_code, plain.status_code) == (204, 201)
    kept = str([each.data for each in world.events.kept])
    assert made["secret"] not in kept
    assert not any(each in kept for each in codes)


async def test_a_role_that_requires_two_steps_opens_nothing_but_setting_them_up(world, options):
    """SEC-3, VOI-6: over HTTP and in the console; the door asks to set it up."""
    services = world.services
    second = replace(services.second_factor, required=frozenset({Role.ADMIN}))
    proofs = replace(services.proofs, second=second)
    app = build_api(replace(services, proofs=proofs, second_factor=second), options=options)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test"
    ) as http:
        await sign_in(http, ADMIN)
        html = {"Accept": "text/html", "Accept-Language": "en"}
        refused = await http.get("/api/v1/people")
        console = await http.get("/console", headers=html)
        door = await http.get("/", headers=html)
        seen = await http.get("/api/v1/people/me/second-factor")
        made = await http.post("/api/v1/people/me/second-factor", json={"password": PASSWORD})
        code = code_at(secret_from(made.json()["secret"]), step_of(world.clock.now()))
        await http.post("/api/v1/people/me/second-factor/confirmation", json={"code": code})
        opened = await http.get("/api/v1/people")

    assert refused.status_code == 403
    assert "POST /api/v1/people/me/second-factor" in refused.json()["detail"]
    assert console.status_code in {303, 401}
    assert "Set up two-step sign-in" in door.text
    assert seen.json()["required"] is True
    assert opened.status_code == 200
