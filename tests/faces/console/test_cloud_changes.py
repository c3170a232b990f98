"""What is changed in the cloud from the console: shown first, then done (CLD-1, CLD-3, RBK-8)."""

import re

import pytest

from api.console.routes import ROOT
from domain.clusters.repairs import Mode
from domain.common.errors import Unavailable
from domain.incidents.controls import KillSwitch
from domain.incidents.policy.policies import Policy
from tests.fakes.face_services import FIGURES, MEI, OPERATOR

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

LOGS = f"{ROOT}/logs"
CASES = {
    "policies/metric": {
        "name": "cpu-high-2",
        "namespace": "cvm_device",
        "metric": "CpuUsage",
        "comparison": "gt",
        "threshold": "90.5",
        "objects": "a=b, c",
        "reason": "too late",
    },
    "policies/log": {
        "name": "支付报错 2",
        "topic_id": "payments",
        "query": "level:ERROR",
        "condition": "$1.n > 10",
        "severity": "critical",
        "reason": "nobody saw them",
    },
    "policies/switch": {"policy_id": "policy-1", "enabled": "no", "reason": "replaced"},
    "resources/logset": {"name": "审计", "reason": "a place of its own"},
    "resources/topic": {"name": "audit", "logset": "shop", "days": "90", "reason": "auditors"},
    "resources/scheduled-sql": {
        "name": "hourly",
        "topic_id": "payments",
        "target": "figures",
        "query": "level:ERROR | select count(*) as n",
        "every_minutes": "60",
        "window_minutes": "60",
        "reason": "figures",
    },
}


@pytest.fixture
def world(world):
    world.controls.switch = KillSwitch(engaged=False)
    world.policies.policy = Policy(default_mode=Mode.AUTO)
    world.cloud.found_topics.append(FIGURES)
    return world


@pytest.fixture
async def http(client):
    return await client(OPERATOR, by_session=True)


@pytest.mark.parametrize("change", CASES)
async def test_a_change_is_shown_until_somebody_says_yes_to_it(http, world, change):
    """CLD-1, CLD-3, CON-2: the second form does exactly what the first one showed."""
    form = await http.get(f"{LOGS}/{change}")
    preview = await http.post(f"{LOGS}/{change}", data=CASES[change])
    nothing = list(world.edits.writes)
    confirm = re.search('name="confirm" value="([0-9a-f]{16})"', preview.text)[1]
    sure = CASES[change] | {"sure": "yes"}
    done = await http.post(f"{LOGS}/{change}", data=sure | {"confirm": confirm})

    assert (form.status_code, preview.status_code, nothing) == (200, 200, [])
    assert done.status_code == 303
    assert len(world.edits.writes) == 1


@pytest.mark.parametrize(
    ("change", "changes", "field"),
    [
        ("policies/metric", {"threshold": "many"}, "threshold"),
        ("policies/metric", {"objects": "a"}, "objects"),
        ("policies/metric", {"period_seconds": "61"}, "period_seconds"),
        ("policies/log", {"condition": ""}, "condition"),
        ("policies/switch", {"policy_id": ""}, "policy_id"),
        ("resources/logset", {"name": "a|b"}, "name"),
        ("resources/topic", {"days": "many"}, "days"),
        ("resources/topic", {"days": "3601"}, "days"),
        ("resources/scheduled-sql", {"query": "level:ERROR"}, "query"),
        ("resources/scheduled-sql", {"target": "payments"}, "target"),
    ],
)
async def test_what_is_wrong_stands_at_its_field(http, change, changes, field):
    """CON-2."""
    page = await http.post(f"{LOGS}/{change}", data=CASES[change] | changes)

    assert page.status_code == 422
    assert f'id="e-{field}"' in page.text


async def test_policies_are_listed_with_what_may_be_done(client, world):
    """CLD-1, CLD-3: who may not edit is offered nothing; a cloud that fails is said to."""
    editor, viewer = [await client(each, by_session=True) for each in (OPERATOR, MEI)]
    of_editor = (await editor.get(f"{LOGS}/policies?state=on")).text
    of_viewer = (await viewer.get(f"{LOGS}/policies")).text
    world.alarm_policies.error = Unavailable("no answer")
    failed = await viewer.get(f"{LOGS}/policies")

    assert "cpu-high" in of_editor
    assert "支付报错" not in of_editor
    assert f"{LOGS}/policies/switch?enabled=no" in of_editor
    assert "支付报错" in of_viewer
    assert f"{LOGS}/policies/switch" not in of_viewer
    assert (failed.status_code, "cpu-high" in failed.text) == (200, False)


async def test_log_sets_are_listed_with_what_may_be_done(client, world):
    """CLD-1: who may not edit is offered nothing; a cloud that fails is said to."""
    editor, viewer = [await client(each, by_session=True) for each in (OPERATOR, MEI)]
    of_editor = (await editor.get(f"{LOGS}/resources?name=shop")).text
    of_viewer = (await viewer.get(f"{LOGS}/resources")).text
    world.log_resources.error = Unavailable("no answer")
    failed = await viewer.get(f"{LOGS}/resources")

    assert f"{LOGS}/resources/topic?logset=ls-shop" in of_editor
    assert "ls-audit" not in of_editor
    assert "ls-audit" in of_viewer
    assert "hourly-errors" in of_viewer
    assert f"{LOGS}/resources/topic" not in of_viewer
    assert (failed.status_code, "ls-audit" in failed.text) == (200, False)
