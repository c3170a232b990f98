"""Alarm policies in the console: listed, made, switched; shown first (CLD-1, CLD-3, RBK-8)."""

import re

import pytest

from api.console.routes import ROOT
from domain.clusters.repairs import Mode
from domain.common.errors import Unavailable
from domain.incidents.controls import KillSwitch
from domain.incidents.policy.policies import Policy
from tests.fakes.face_services import MEI, OPERATOR

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = f"{ROOT}/logs/policies"
CASES = {
    "metric": {
        "name": "cpu-high-2",
        "namespace": "cvm_device",
        "metric": "CpuUsage",
        "comparison": "gt",
        "threshold": "90.5",
        "objects": "a=b, c",
        "reason": "too late",
    },
    "log": {
        "name": "支付报错 2",
        "topic_id": "payments",
        "query": "level:ERROR",
        "condition": "$1.n > 10",
        "severity": "critical",
        "reason": "nobody saw them",
    },
    "switch": {"policy_id": "policy-1", "enabled": "no", "reason": "replaced"},
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
async def test_a_change_is_shown_until_somebody_says_yes_to_it(http, world, change):
    """CLD-1, CLD-3, CON-2: the second form does exactly what the first one showed."""
    form = await http.get(f"{PAGE}/{change}")
    preview = await http.post(f"{PAGE}/{change}", data=CASES[change])
    nothing = list(world.edits.writes)
    confirm = re.search('name="confirm" value="([0-9a-f]{16})"', preview.text)[1]
    sure = CASES[change] | {"sure": "yes"}
    done = await http.post(f"{PAGE}/{change}", data=sure | {"confirm": confirm})

    assert (form.status_code, preview.status_code, nothing) == (200, 200, [])
    assert done.status_code == 303
    assert len(world.edits.writes) == 1


@pytest.mark.parametrize(
    ("change", "changes", "field"),
    [
        ("metric", {"threshold": "many"}, "threshold"),
        ("metric", {"objects": "a"}, "objects"),
        ("metric", {"period_seconds": "61"}, "period_seconds"),
        ("log", {"condition": ""}, "condition"),
        ("switch", {"policy_id": ""}, "policy_id"),
    ],
)
async def test_what_is_wrong_stands_at_its_field(http, change, changes, field):
    """CON-2."""
    page = await http.post(f"{PAGE}/{change}", data=CASES[change] | changes)

    assert page.status_code == 422
    assert f'id="e-{field}"' in page.text


async def test_policies_are_listed_with_what_may_be_done(client, world):
    """CLD-1, CLD-3: who may not edit is offered nothing; a cloud that fails is said to."""
    editor, viewer = [await client(each, by_session=True) for each in (OPERATOR, MEI)]
    of_editor = (await editor.get(f"{PAGE}?state=on")).text
    of_viewer = (await viewer.get(PAGE)).text
    world.alarm_policies.error = Unavailable("no answer")
    failed = await viewer.get(PAGE)

    assert "cpu-high" in of_editor
    assert "支付报错" not in of_editor
    assert f"{PAGE}/switch?enabled=no" in of_editor
    assert "支付报错" in of_viewer
    assert f"{PAGE}/switch" not in of_viewer
    assert (failed.status_code, "cpu-high" in failed.text) == (200, False)
