"""Log sets, topics and scheduled SQL in the console: listed, made; shown first (CLD-1, RBK-8)."""

import re

import pytest

from api.console.routes import ROOT
from domain.clusters.repairs import Mode
from domain.common.errors import Unavailable
from domain.incidents.controls import KillSwitch
from domain.incidents.policy.policies import Policy
from tests.fakes.face_services import FIGURES, MEI, OPERATOR

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

PAGE = f"{ROOT}/logs/resources"
CASES = {
    "logset": {"name": "审计", "reason": "a place of its own"},
    "topic": {"name": "audit", "logset": "shop", "days": "90", "reason": "auditors"},
    "scheduled-sql": {
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
async def test_a_new_one_is_shown_until_somebody_says_yes_to_it(http, world, change):
    """CLD-1, CON-2: the second form does exactly what the first one showed."""
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
        ("logset", {"name": "a|b"}, "name"),
        ("topic", {"days": "many"}, "days"),
        ("topic", {"days": "3601"}, "days"),
        ("scheduled-sql", {"query": "level:ERROR"}, "query"),
        ("scheduled-sql", {"target": "payments"}, "target"),
    ],
)
async def test_what_is_wrong_stands_at_its_field(http, change, changes, field):
    """CON-2."""
    page = await http.post(f"{PAGE}/{change}", data=CASES[change] | changes)

    assert page.status_code == 422
    assert f'id="e-{field}"' in page.text


async def test_they_are_listed_with_what_may_be_done(client, world):
    """CLD-1: who may not edit is offered nothing; a cloud that fails is said to."""
    editor, viewer = [await client(each, by_session=True) for each in (OPERATOR, MEI)]
    of_editor = (await editor.get(f"{PAGE}?name=shop")).text
    of_viewer = (await viewer.get(PAGE)).text
    world.log_resources.error = Unavailable("no answer")
    failed = await viewer.get(PAGE)

    assert f"{PAGE}/topic?logset=ls-shop" in of_editor
    assert "ls-audit" not in of_editor
    assert "ls-audit" in of_viewer
    assert "hourly-errors" in of_viewer
    assert f"{PAGE}/topic" not in of_viewer
    assert (failed.status_code, "ls-audit" in failed.text) == (200, False)
