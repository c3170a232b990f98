"""Profiles, people and tokens in the console (CON-1, CON-2, VOI-6)."""

import re
from dataclasses import replace

import pytest
from playwright.async_api import expect

from api.console.routes import ROOT
from domain.deliveries.deliveries import ChannelKind
from domain.people.access import Role
from domain.people.people import Newcomer
from domain.people.registrations import RegistrationPolicy
from domain.people.second_factor import code_at, secret_from, step_of
from tests.fakes.face_services import ADMIN, BO, MEI, PASSWORD
from tests.fakes.voiceprints import voice

pytestmark = pytest.mark.timeout(60)

ME = f"{ROOT}/people/me"


async def test_whoever_looks_changes_how_they_are_called(client, world):
    """VOI-6, CON-2: what is emptied is emptied, and a broken rule stands at its field."""
    http = await client(MEI, by_session=True)
    typed = {"name": "Mei Lin", "mail": "mei@example.cn", "phone": "", "robot_name": "Zhiban"}
    saved = await http.post(f"{ME}/edit", data=typed | {"wake_words": "zhibot, hey zhiban"})
    broken = await http.post(f"{ME}/edit", data=typed | {"name": ""})
    told = (await http.patch("/api/v1/people/me", json={"name": ""})).json()

    assert saved.status_code == 303
    kept = world.people.kept["u_mei"]
    assert (kept.name, kept.robot_name, kept.wake_words) == (
        "Mei Lin",
        "Zhiban",
        ("zhibot", "hey zhiban"),
    )
    assert broken.status_code == 422
    assert told["rule"] in broken.text
    assert 'aria-invalid="true"' in broken.text


async def test_language_and_quiet_hours_are_one_form(client, world):
    """I18-1, CON-2: what is read next is in the language that was chosen."""
    http = await client(MEI, by_session=True)
    typed = {"language": "zh-CN", "zone": "Asia/Tokyo", "quiet_hours": "22:00-07:00"}
    await http.post(f"{ME}/reading", data=typed | {"critical_by": "mail"})
    page = await http.get(ME)
    broken = await http.post(f"{ME}/reading", data=typed | {"zone": "Mars/Base"})

    assert page.headers["content-language"] == "zh-CN"
    assert "22:00-07:00" in page.text
    assert "严重告警同时发" in page.text
    assert (await world.services.briefings.settings(by=MEI)).critical_by == (ChannelKind.MAIL,)
    assert world.people.kept["u_mei"].zone == "Asia/Tokyo"
    assert broken.status_code == 422


async def test_a_channel_is_added_tested_and_removed(client, world):
    """TSK-9, CON-2."""
    http = await client(MEI, by_session=True)
    refused = await http.post(f"{ME}/channels/new", data={"kind": "wecom", "target": "nowhere"})
    await http.post(f"{ME}/channels/new", data={"kind": "wecom", "target": "team"})
    told = await http.post(f"{ME}/test-message")
    shown = await http.get(ME)
    await http.post(f"{ME}/channels/remove", data={"kind": "wecom", "target": "team"})

    assert refused.status_code == 422
    assert 'id="e-target"' in refused.text
    assert told.status_code == 200
    assert "team" in told.text
    assert "team" in shown.text
    assert (await world.briefings.settings("u_mei")).channels == ()


async def test_a_token_is_shown_once_and_revoked(client, world):
    """MCP-3, CON-2: it never goes further than its maker, and its text is nowhere afterwards."""
    http = await client(MEI, by_session=True)
    form = (await http.get(f"{ME}/tokens/new")).text
    made = await http.post(f"{ME}/tokens/new", data={"label": "ci", "scopes": "read", "days": "30"})
    beyond = await http.post(f"{ME}/tokens/new", data={"label": "ci", "scopes": "admin"})
    text = re.search(r"zb_[0-9a-zA-Z]+", made.text)[0]
    listed = (await http.get(ME)).text
    [record] = [each for each in world.tokens.kept.values() if each.label == "ci"]
    await http.post(f"{ME}/tokens/revoke", data={"token": record.id})

    assert 'value="approve"' not in form
    assert beyond.status_code == 403
    assert made.headers["cache-control"] == "private, no-store"
    assert text not in listed
    assert await world.services.proofs.actor_of_token(text) is None


async def test_admins_add_people_and_say_what_they_may(client, world):
    """VOI-6, CON-2: the password is asked for, and never comes back."""
    http = await client(ADMIN, by_session=True)
    new = {"id": "u_lin", "name": "Li", "password": "short", "zone": "Asia/Shanghai"}
    refused = await http.post(f"{ROOT}/people/new", data=new | {"language": "zh-CN"})
    await http.post(
        f"{ROOT}/people/new", data=new | {"language": "zh-CN", "password": "a long enough one"}
    )
    await http.post(f"{ROOT}/people/u_lin/roles", data={"roles": ["viewer", "approver"]})
    await http.post(f"{ROOT}/people/u_lin/disable", data={"disabled": "yes"})
    last = await http.post(f"{ROOT}/people/me/roles", data={"roles": "viewer"})

    assert refused.status_code == 422
    assert "short" not in refused.text.replace("shorter", "").replace("keyshortcuts", "")
    assert world.people.kept["u_lin"].roles == {Role.VIEWER, Role.APPROVER}
    assert world.people.kept["u_lin"].disabled
    assert last.status_code == 409
    assert "u_lin" in (await http.get(f"{ROOT}/people")).text


async def test_others_profiles_exist_for_admins_only(client):
    """VOI-6, SEC-3: no page, no form, no entry in the menu."""
    mei, admin = await client(MEI, by_session=True), await client(ADMIN, by_session=True)

    assert (await mei.get(f"{ROOT}/people/{BO.person_id}")).status_code == 404
    assert (await mei.post(f"{ROOT}/people/{BO.person_id}/edit", data={})).status_code == 404
    assert (await mei.get(f"{ROOT}/people")).status_code == 403
    assert f'href="{ROOT}/people"' not in (await mei.get(ME)).text
    assert (await admin.get(f"{ROOT}/people/{BO.person_id}")).status_code == 200


async def test_a_new_password_ends_every_session(client):
    """VOI-6: and what was typed is not sent back."""
    http = await client(MEI, by_session=True)
    wrong = await http.post(f"{ME}/password", data={"old": "guess guess guess", "new": "x" * 20})
    await http.post(f"{ME}/password", data={"old": PASSWORD, "new": "another good one"})

    assert wrong.status_code == 401
    assert "guess guess" not in wrong.text
    assert (await http.get(ME)).status_code == 303


@pytest.mark.slow
async def test_being_called_differently_takes_two_clicks(look, world):
    """CON-1: from the start page, in a browser."""
    async with look(MEI, size="phone") as seen:
        page = await seen.open(ROOT)
        await page.get_by_role("button", name="Menu").click()
        await page.get_by_role("link", name="My profile").click()
        await page.get_by_role("link", name="Change name").click()
        await page.get_by_role("dialog").get_by_label("Name", exact=False).first.fill("Mei Lin")
        await page.get_by_role("dialog").get_by_role("button", name="Save").click()
        await expect(page.get_by_role("heading", name="Mei Lin", level=1)).to_be_visible()
        assert seen.complaints == []
    assert world.people.kept["u_mei"].name == "Mei Lin"


async def test_names_of_a_robot_are_tried_in_the_form_before_they_are_kept(client, world):
    """VOI-5, CON-2: what would also match stands in the form; nothing is kept yet."""
    http = await client(MEI, by_session=True)
    typed = {"name": "Mei", "robot_name": "小值", "wake_words": "小龙小龙, 你好", "try": "yes"}
    tried = await http.post(f"{ME}/edit", data=typed)

    assert tried.status_code == 200
    assert "xiao long xiao long" in tried.text
    assert "begin" in tried.text
    assert world.people.kept["u_mei"].robot_name == "小智"


async def test_a_known_voice_is_shown_and_forgotten(client, world):
    """VOI-4, CON-2."""
    http = await client(MEI, by_session=True)
    unknown = (await http.get(ME)).text
    await world.services.voiceprints.enrol(by=MEI, content=voice(9_000), agreed=True)
    known = (await http.get(ME)).text
    asked = await http.get(f"{ME}/voice/forget")
    done = await http.post(f"{ME}/voice/forget", data={})

    assert "zhiban voice enrol" in unknown
    assert "voice/forget" not in unknown
    assert "voice/forget" in known
    assert "deleted here and at the service" in asked.text
    assert done.status_code == 303
    assert world.voiceprints.kept == {}


async def test_where_voices_cannot_be_known_only_admins_are_told_what_to_set(client, world):
    """VOI-4, OPS-5."""
    object.__setattr__(world.services.voiceprints, "prints", None)
    mine = (await (await client(MEI, by_session=True)).get(ME)).text
    admins = (await (await client(ADMIN, by_session=True)).get(ME)).text

    assert "Voices are not known here." in mine
    assert "ZHIBAN_VOICE_LISTENING" not in mine
    assert "ZHIBAN_VOICE_LISTENING" in admins


async def test_an_admin_invites_and_the_person_chooses_their_password_by_the_link(client, world):
    """VOI-6, CON-2: what was typed wrongly is asked for again, and the link opens once."""
    admin, stranger = await client(ADMIN, by_session=True), await client(None)
    typed = {"id": "u_lin", "name": "Li", "zone": "Asia/Shanghai", "language": "zh-CN"}
    refused = await admin.post(f"{ROOT}/people/invite", data=typed | {"hours": "24"})
    made = await admin.post(
        f"{ROOT}/people/invite", data=typed | {"hours": "24", "roles": ["viewer", "operator"]}
    )
    path = re.search(r"/w/[0-9a-zA-Z-]+", made.text)[0]
    waits = (await admin.get(f"{ROOT}/people/u_lin")).text
    door = await stranger.get(path)
    chosen = {"token": path.rpartition("/")[2], "password": "a long enough one"}
    at, foreign = "/api/v1/password-links", {"Sec-Fetch-Site": "cross-site"}
    short = await stranger.post(at, json=chosen | {"password": "short"})
    forged = await stranger.post(at, json=chosen, headers=foreign)
    done = await stranger.post(at, json=chosen)

    assert refused.status_code == 422
    assert path not in waits
    assert f"{ROOT}/people/u_lin/password-link/withdraw" in waits
    assert (door.status_code, door.headers["content-language"]) == (200, "zh-CN")
    assert door.headers["referrer-policy"] == "no-referrer"
    assert (short.status_code, forged.status_code, done.status_code) == (422, 403, 204)
    assert world.people.kept["u_lin"].roles == {Role.VIEWER, Role.OPERATOR}
    for _ in range(2):
        assert (await stranger.get(path)).status_code == 404
    again = {"login": "u_lin", "password": "a long enough one"}
    assert (await stranger.post("/api/v1/sessions", json=again)).status_code == 201


async def test_a_forgotten_password_is_set_anew_by_a_link_that_can_be_withdrawn(client):
    """VOI-6, CON-2."""
    admin, stranger = await client(ADMIN, by_session=True), await client(None)
    whose = f"{ROOT}/people/{MEI.person_id}/password-link"
    made = await admin.post(whose, data={"hours": "24"})
    path = re.search(r"/w/[0-9a-zA-Z-]+", made.text)[0]
    await admin.post(f"{whose}/withdraw")
    gone = await stranger.get(path)
    over_http = await admin.post(f"/api/v1/people/{MEI.person_id}/password-link", json={"hours": 1})
    token = over_http.json()["url"].rpartition("/")[2]
    chosen = {"token": token, "password": "another good one"}
    used = await stranger.post("/api/v1/password-links", json=chosen)
    twice = await stranger.post("/api/v1/password-links", json=chosen)

    assert gone.status_code == 404
    assert (used.status_code, twice.status_code) == (204, 404)
    assert token not in twice.text


@pytest.mark.slow
async def test_the_page_of_a_link_holds_in_a_browser(look, world):
    """CON-1, VOI-6: for somebody who has signed in nowhere."""
    link = await world.services.password_links.make(by=ADMIN, person_id=MEI.person_id)
    async with look(None, size="phone") as seen:
        page = await seen.open(f"/w/{link.token}")
        assert await seen.faults() == []
        await page.get_by_label("New password", exact=True).fill("a long enough one")
        await page.get_by_label("New password once more").fill("another long one")
        await page.get_by_role("button", name="Set password").click()
        await expect(page.get_by_role("alert")).to_contain_text("not the same")
        await page.get_by_label("New password once more").fill("a long enough one")
        await page.get_by_role("button", name="Set password").click()
        await expect(page.get_by_role("status")).to_contain_text("set")
        assert await seen.faults() == []


async def test_two_step_sign_in_is_set_up_and_turned_off_on_pages(client, world):
    """VOI-6, CON-2: the secret is shown once, and what was typed wrongly is asked for again."""
    http, admin = await client(MEI, by_session=True), await client(ADMIN, by_session=True)
    wrong = await http.post(f"{ME}/second-factor", data={"password": "wrong"})
    shown = (await http.post(f"{ME}/second-factor", data={"password": PASSWORD})).text
    secret = re.search(r'id="secret">([A-Z2-7]+)<', shown)[1]

    def code(off):
        return code_at(secret_from(secret), step_of(world.clock.now()) + off)

    mistyped = await http.post(f"{ME}/second-factor/confirm", data={"code": "000000"})
    on = await http.post(f"{ME}/second-factor/confirm", data={"code": code(-1)})
    mine, theirs = (await http.get(ME)).text, (await admin.get(f"{ROOT}/people/u_mei")).text
    both = {"password": PASSWORD, "code": code(0)}
    renewed = await http.post(f"{ME}/second-factor/codes", data=both)
    refused = await http.post(f"{ME}/second-factor/off", data=both)
    off = await http.post(f"{ME}/second-factor/off", data=both | {"code": code(1)})

    assert (wrong.status_code, mistyped.status_code) == (401, 422)
    assert "data:image/svg+xml," in shown
    assert secret not in mistyped.text
    assert 'aria-invalid="true"' in mistyped.text
    assert len(re.findall("<li><code>[a-z2-7-]{19}</code>", on.text)) == 10
    assert f"{ME}/second-factor/off" in mine
    assert f"{ROOT}/people/u_mei/second-factor/remove" in theirs
    assert "/second-factor/off" not in theirs
    assert len(re.findall("<li><code>[a-z2-7-]{19}</code>", renewed.text)) == 10
    assert refused.status_code == 401
    assert PASSWORD not in refused.text
    assert off.status_code == 303
    assert f"{ME}/second-factor/off" not in (await http.get(ME)).text


async def test_an_admin_takes_two_step_sign_in_off_somebody_on_a_page(client, world):
    """VOI-6, CON-2."""
    second, admin = world.services.second_factor, await client(ADMIN, by_session=True)
    made = await second.begin(by=MEI, password=PASSWORD)
    secret = secret_from(made.secret)
    await second.confirm(by=MEI, code=code_at(secret, step_of(world.clock.now())))
    asked = await admin.get(f"{ROOT}/people/u_mei/second-factor/remove")
    done = await admin.post(f"{ROOT}/people/u_mei/second-factor/remove")

    assert "Make sure that it is them" in asked.text
    assert done.status_code == 303
    assert not (await second.standing(by=ADMIN, person_id="u_mei")).confirmed_at


async def test_an_admin_decides_about_who_registered_on_pages(client, world):
    """VOI-6, CON-2: what was typed wrongly is asked for again."""
    policy = RegistrationPolicy(is_open=True)
    registrations = replace(world.services.registrations, policy=policy)
    for each in ("u_lin", "u_two"):
        wants = Newcomer(id=each, name=each, password="a long enough one")
        await registrations.register(by=None, newcomer=wants)
    admin, at = await client(ADMIN, by_session=True), f"{ROOT}/people/registrations"
    listed = (await admin.get(f"{ROOT}/people")).text
    asked = await admin.get(f"{at}/u_lin/approve")
    without = await admin.post(f"{at}/u_lin/approve", data={})
    let_in = await admin.post(f"{at}/u_lin/approve", data={"roles": ["viewer", "operator"]})
    why = await admin.get(f"{at}/u_two/refuse")
    too_long = await admin.post(f"{at}/u_two/refuse", data={"reason": "x" * 301})
    refused = await admin.post(f"{at}/u_two/refuse", data={"reason": "No."})
    after = (await admin.get(f"{ROOT}/people")).text

    assert f"{at}/u_lin/approve" in listed
    assert "make sure that you know them" in asked.text
    assert "They read it" in why.text
    assert (without.status_code, too_long.status_code) == (422, 422)
    assert (let_in.status_code, refused.status_code) == (303, 303)
    assert world.people.kept["u_lin"].roles == {Role.VIEWER, Role.OPERATOR}
    assert f"{at}/u_lin" not in after
    assert f"{at}/u_two" not in after
    assert (await admin.get(f"{at}/u_two/approve")).status_code == 404


@pytest.mark.slow
async def test_somebody_registers_in_a_browser(look, world, serve):
    """CON-1, VOI-6: for somebody who has signed in nowhere."""
    object.__setattr__(world.services.registrations, "policy", RegistrationPolicy(is_open=True))
    async with look(None, size="phone") as seen:
        page = await seen.open("/")
        await page.get_by_role("link", name="Ask for an account").click()
        await page.wait_for_url("**/register")
        assert await seen.faults() == []
        await page.get_by_label("Name").fill("Lin")
        await page.get_by_label("Account").fill("u_lin")
        await page.get_by_label("Password", exact=False).first.fill("a long enough one")
        await page.get_by_label("Password once more").fill("another long one")
        await page.get_by_role("button", name="Ask for account").click()
        await expect(page.get_by_role("alert")).to_contain_text("not the same")
        await page.get_by_label("Password once more").fill("a long enough one")
        await page.get_by_role("button", name="Ask for account").click()
        await expect(page.get_by_role("status")).to_contain_text("request has been sent")
        assert await seen.faults() == []
    waiting = await world.services.registrations.list(by=ADMIN)
    assert "u_lin" in [each.id for each in waiting]


@pytest.mark.slow
async def test_the_door_asks_for_the_code_in_a_browser(look, world):
    """CON-1, VOI-6."""
    second = world.services.second_factor
    made = await second.begin(by=MEI, password=PASSWORD)
    secret = secret_from(made.secret)
    await second.confirm(by=MEI, code=code_at(secret, step_of(world.clock.now()) - 1))
    async with look(None, size="phone") as seen:
        page = await seen.open("/")
        await page.get_by_label("Account or mail address").fill("u_mei")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        code = page.get_by_label("Code")
        await expect(code).to_be_focused()
        assert [each for each in await seen.faults() if "401" not in each] == []
        await code.fill("000000")
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("alert")).to_contain_text("code is wrong")
        await code.fill(code_at(secret, step_of(world.clock.now())))
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url(f"**{ROOT}")
