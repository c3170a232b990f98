"""Repairs asked for in the console: shown first, done only as shown (RBK-12, CON-2)."""

import re

import pytest

from api.console.routes import ROOT
from domain.clusters.repairs import Mode
from domain.incidents.controls import KillSwitch
from domain.incidents.policy.policies import Policy
from tests.fakes.edits import DONE_EDIT
from tests.fakes.face_incidents import CHECKOUT
from tests.fakes.face_services import MEI, OPERATOR

WORKLOAD = (
    f"{ROOT}/clusters/{CHECKOUT.cluster}/workloads/{CHECKOUT.namespace}"
    f"/{CHECKOUT.kind.value}/{CHECKOUT.name}"
)
EDIT = f"{ROOT}/clusters/-/edits/{DONE_EDIT}"


@pytest.fixture
def world(world):
    world.controls.switch = KillSwitch(engaged=False)
    world.policies.policy = Policy(default_mode=Mode.AUTO)
    return world


@pytest.fixture
async def http(client):
    return await client(OPERATOR, by_session=True)


@pytest.mark.parametrize("repair", ["restart", "rollback", "scale"])
async def test_a_repair_is_shown_until_somebody_says_yes_to_it(http, repair):
    """RBK-12, CON-2: the second form does what the first one showed, and leads to its incident."""
    page = f"{WORKLOAD}/repair/{repair}"
    asked = await http.get(page)
    preview = await http.post(page, data={"reason": "slow"})
    hidden = dict(re.findall('name="(confirm|key)" value="([^"]+)"', preview.text))
    wrong = await http.post(page, data={"reason": "slow", "sure": "yes", "confirm": "0" * 16})
    done = await http.post(page, data={"reason": "slow", "sure": "yes"} | hidden)

    assert (asked.status_code, preview.status_code) == (200, 200)
    assert wrong.status_code == 409
    assert done.status_code == 303
    assert done.headers["location"].startswith(f"{ROOT}/incidents/i_")


@pytest.mark.parametrize(
    ("repair", "sent", "field"),
    [
        ("restart", {"reason": ""}, "reason"),
        ("scale", {"reason": "x", "replicas": "many"}, "replicas"),
        ("rollback", {"reason": "x", "revision": "99"}, "revision"),
    ],
)
async def test_what_is_wrong_stands_at_its_field(http, repair, sent, field):
    """CON-2: the rules of the other faces."""
    page = await http.post(f"{WORKLOAD}/repair/{repair}", data=sent)

    assert page.status_code == 422
    assert f'id="e-{field}"' in page.text


async def test_what_would_not_be_done_has_no_button(http, world):
    """RBK-7, CON-2: the reason stands there instead."""
    world.controls.switch = KillSwitch(engaged=True)
    preview = await http.post(f"{WORKLOAD}/repair/restart", data={"reason": "slow"})

    assert preview.status_code == 200
    assert 'name="sure"' not in preview.text


async def test_whoever_may_not_ask_is_offered_nothing(client):
    """SEC-3."""
    http = await client(MEI, by_session=True)

    assert "/repair/" not in (await http.get(WORKLOAD)).text
    assert (await http.get(f"{WORKLOAD}/repair/scale")).status_code == 403
    assert "put-back" not in (await http.get(EDIT)).text


async def test_keys_are_put_back_only_as_shown(http):
    """RBK-8, CON-2."""
    page = (await http.get(EDIT)).text
    preview = await http.post(f"{EDIT}/put-back", data={"reason": "worse"})
    confirm = re.search('name="confirm" value="([0-9a-f]{16})"', preview.text)[1]
    sure = {"reason": "worse", "sure": "yes"}
    wrong = await http.post(f"{EDIT}/put-back", data=sure | {"confirm": "0" * 16})
    done = await http.post(f"{EDIT}/put-back", data=sure | {"confirm": confirm})

    assert "put-back" in page
    assert (wrong.status_code, done.status_code) == (409, 303)
