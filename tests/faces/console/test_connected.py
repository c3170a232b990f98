"""Plugins, robots, webhooks and shared links in the console (MCC-1, VOI-1, EVT-2, PSH-6)."""

from api.console.routes import ROOT
from tests.faces.console.examples import PLUGIN, ROBOT, share_of
from tests.fakes.api_services import DAY
from tests.fakes.face_services import ADMIN, MEI, OPERATOR


async def test_a_plugin_is_registered_tried_changed_and_removed(client, world):
    """MCC-1, CON-2: its secrets are never shown again."""
    http = await client(MEI, by_session=True)
    typed = {
        "name": "notes",
        "transport": "http",
        "url": "https://notes.example.cn/mcp?key=s3cret-one",
        "headers": "Authorization: Bearer s3cret-two\nX-Team: ops",
        "timeout_seconds": "20",
    }
    made = await http.post(f"{ROOT}/plugins/new", data=typed)
    kept = world.plugins.kept["u_mei", "notes"]
    page = (await http.get(f"{ROOT}/plugins/one/notes")).text
    tried = await http.post(f"{ROOT}/plugins/one/notes/test")
    changed = await http.post(f"{ROOT}/plugins/one/notes/change", data={"timeout_seconds": "9"})
    asked = (await http.get(f"{ROOT}/plugins/one/notes/remove")).text

    assert made.status_code == 303
    assert kept.plugin.header_names == ("Authorization", "X-Team")
    assert kept.standing.state == "ready"
    assert "Search the wiki" in page
    assert "s3cret-" not in page + asked
    assert (tried.status_code, changed.status_code) == (303, 303)
    after = world.plugins.kept["u_mei", "notes"].plugin
    assert (after.timeout.total_seconds(), after.enabled) == (9, False)
    assert (await http.post(f"{ROOT}/plugins/one/notes/remove")).status_code == 303
    assert ("u_mei", "notes") not in world.plugins.kept


async def test_what_is_wrong_with_a_plugin_stands_at_its_field(client, world):
    """MCC-1, CON-2: and its headers are not written back into the page."""
    http = await client(MEI, by_session=True)
    typed = {"name": "Notes!", "url": "https://n.example.cn/mcp", "headers": "Authorization s3cret"}
    lines = await http.post(f"{ROOT}/plugins/new", data=typed)
    name = await http.post(f"{ROOT}/plugins/new", data=typed | {"headers": "A: s3cret"})

    assert (lines.status_code, name.status_code) == (422, 422)
    assert 'id="e-name"' in name.text
    assert "s3cret" not in lines.text + name.text
    assert (await http.get(f"{ROOT}/plugins/one/none")).status_code == 404
    assert len([key for key in world.plugins.kept if key[0] == "u_mei"]) == 1


async def test_plugins_of_others_are_not_there(client, world):
    """SEC-3: each has one of the same name; the other's stays."""
    http = await client(OPERATOR, by_session=True)
    await http.post(f"{ROOT}/plugins/one/{PLUGIN}/remove")

    assert ("u_mei", PLUGIN) in world.plugins.kept


async def test_a_robot_is_registered_and_removed(client, world):
    """VOI-1: its token is not shown, not even after a mistake."""
    http = await client(OPERATOR, by_session=True)
    typed = {"name": "lab", "url": "wss://api.xiaozhi.me/mcp/?token=s3cret", "tools": "greet，x y"}
    wrong = await http.post(f"{ROOT}/robots/new", data=typed)
    made = await http.post(f"{ROOT}/robots/new", data=typed | {"tools": ""})
    page = (await http.get(f"{ROOT}/robots")).text
    gone = await http.post(f"{ROOT}/robots/one/{ROBOT}/remove")

    assert wrong.status_code == 422
    assert "s3cret" not in wrong.text + page
    assert made.status_code == 303
    assert 'id="row-lab"' in page
    assert gone.status_code == 303
    assert (OPERATOR.person_id, ROBOT) not in world.robots.kept


async def test_a_webhook_is_paused_and_resumed(client):
    """EVT-2: by those who act for others; nobody else sees where events go."""
    http = await client(ADMIN, by_session=True)
    asked = (await http.get(f"{ROOT}/webhooks/one/feedback/pause")).text
    done = await http.post(f"{ROOT}/webhooks/one/feedback/pause", data={"reason": "moved"})
    missing = await http.post(f"{ROOT}/webhooks/one/none/pause", data={"reason": ""})
    other = await client(MEI, by_session=True)

    assert "zhiban.task.*" in asked
    assert (done.status_code, missing.status_code) == (303, 404)
    assert (await http.post(f"{ROOT}/webhooks/one/feedback/resume")).status_code == 303
    assert (await other.get(f"{ROOT}/webhooks")).status_code == 403


async def test_a_link_is_shown_once_and_closed(client, world):
    """PSH-6."""
    http = await client(MEI, by_session=True)
    typed = {"person_id": "u_mei", "day": DAY, "hours": "24", "most_views": "3"}
    made = await http.post(f"{ROOT}/shares/new", data=typed)
    listed = (await http.get(f"{ROOT}/shares")).text
    closed = await http.post(f"{ROOT}/shares/one/{share_of('u_mei')}/close")
    others = await http.get(f"{ROOT}/shares/one/{share_of(OPERATOR.person_id)}/close")
    most = await http.post(f"{ROOT}/shares/new", data=typed | {"most_views": "0"})

    token = made.text.split("/s/")[1].split('"')[0]
    assert made.status_code == 200
    assert (await http.get(f"/s/{token}")).status_code == 200
    assert token not in listed
    assert closed.status_code == 303
    assert world.shares.kept[share_of("u_mei")].revoked_at is not None
    assert others.status_code == 404
    assert 'id="e-most_views"' in most.text
