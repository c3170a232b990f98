"""Changing a cluster by hand in the console: shown first, done only as shown (CLD-2, RBK-8)."""

import re

import pytest

from api.console.routes import ROOT
from domain.clusters.repairs import Mode
from domain.incidents.controls import KillSwitch
from domain.incidents.policy.policies import Policy
from tests.fakes.face_services import MEI, OPERATOR

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = f"{ROOT}/clusters/cls-1/edit"
CASES = {
    "config": {
        "namespace": "payments",
        "name": "checkout",
        "values": "LOG_LEVEL=info\nURL=a=b",
        "reason": "too loud",
    },
    "apply": {
        "reason": "release",
        "manifest": "apiVersion: v1\nkind: ConfigMap\nmetadata: "
        "{name: checkout, namespace: payments}\ndata: {A: b}\n",
    },
    "pool": {"pool": "np-1", "nodes": "4", "reason": "sale"},
    "pod": {"namespace": "payments", "pod": "checkout-1", "reason": "x"},
    "new-pool": {
        "name": "夜间任务",
        "instance_type": "S5.MEDIUM4",
        "subnets": "subnet-1a2b3c4d",
        "nodes": "2",
        "minimum": "0",
        "maximum": "6",
        "labels": "tier=batch",
        "reason": "x",
    },
}


@pytest.fixture
def world(world):
    world.controls.switch = KillSwitch(engaged=False)
    world.policies.policy = Policy(default_mode=Mode.AUTO)
    return world


@pytest.fixture
async def http(client):
    return await client(OPERATOR, by_session=True)


@pytest.mark.parametrize("change", CASES)
async def test_an_edit_is_shown_until_somebody_says_yes_to_it(http, world, change):
    """CLD-2, CON-2: the second form does exactly what the first one showed."""
    form = await http.get(f"{PAGE}/{change}")
    preview = await http.post(f"{PAGE}/{change}", data=CASES[change])
    nothing = list(world.edits.writes)
    confirm = re.search('name="confirm" value="([0-9a-f]{16})"', preview.text)[1]
    sure = CASES[change] | {"sure": "yes"}
    wrong = await http.post(f"{PAGE}/{change}", data=sure | {"confirm": "0" * 16})
    done = await http.post(f"{PAGE}/{change}", data=sure | {"confirm": confirm})

    assert (form.status_code, preview.status_code, nothing) == (200, 200, [])
    assert (wrong.status_code, done.status_code) == (409, 303)
    assert (await http.post(f"{PAGE}/{change}", data=sure)).status_code == 422


async def test_a_preview_shows_what_changes_and_what_it_leads_to(http):
    """RBK-8."""
    page = (await http.post(f"{PAGE}/config", data=CASES["config"])).text

    assert "LOG_LEVEL" in page
    assert "too loud" in page


@pytest.mark.parametrize(
    ("change", "changes", "field"),
    [
        ("config", {"values": "LOG_LEVEL"}, "values"),
        ("pool", {"nodes": "many"}, "nodes"),
        ("pool", {"nodes": "40"}, "nodes"),
        ("apply", {"reason": ""}, "reason"),
        ("new-pool", {"labels": "tier"}, "labels"),
        ("new-pool", {"subnets": "vpc-1"}, "subnets"),
    ],
)
async def test_what_is_wrong_stands_at_its_field(http, change, changes, field):
    """CON-2."""
    page = await http.post(f"{PAGE}/{change}", data=CASES[change] | changes)

    assert page.status_code == 422
    assert f'id="e-{field}"' in page.text


async def test_whoever_may_not_edit_is_offered_nothing(client):
    """SEC-3."""
    http = await client(MEI, by_session=True)

    assert "/edit/" not in (await http.get(f"{ROOT}/clusters/cls-1")).text
    assert "/edit/" not in (await http.get(f"{ROOT}/clusters/cls-1/nodes")).text
    assert (await http.get(f"{PAGE}/apply")).status_code == 403
    assert (await http.post(f"{PAGE}/pool", data=CASES["pool"])).status_code == 403


async def test_a_kill_switch_is_seen_before_anything_is_written(http, world):
    """RBK-7: and nothing is."""
    world.controls.switch = KillSwitch(engaged=True)
    preview = await http.post(f"{PAGE}/pool", data=CASES["pool"])

    assert preview.status_code == 200
    assert "kill switch" in preview.text.lower()
    assert world.edits.writes == []
