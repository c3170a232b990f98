"""Edits of clusters over HTTP."""

from dataclasses import replace

import pytest

from domain.clusters.repairs import Mode
from domain.common.readers import Language
from domain.incidents.controls import KillSwitch
from domain.incidents.policy.policies import Policy
from domain.people.access import Scope
from tests.fakes.edits import ASKED_EDIT, DONE_EDIT, SECRET, Kept
from tests.fakes.face_services import APPROVER, OPERATOR

EDITS = "/api/v1/cluster-edits"
CONFIG = {
    "cluster": "cls-1",
    "namespace": "payments",
    "name": "checkout",
    "values": {"LOG_LEVEL": "info"},
    "reason": "too loud",
}


@pytest.fixture
def world(world):
    world.controls.switch = KillSwitch(engaged=False)
    world.policies.policy = Policy(default_mode=Mode.AUTO)
    return world


@pytest.fixture
async def operator(client):
    return await client(OPERATOR, Scope.OPERATE)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("config", CONFIG),
        (
            "apply",
            {
                "cluster": "cls-1",
                "reason": "release",
                "manifest": "apiVersion: v1\nkind: ConfigMap\nmetadata: "
                "{name: checkout, namespace: payments}\ndata: {A: b}\n",
            },
        ),
        ("node-pool", {"cluster": "cls-1", "pool": "np-1", "nodes": 4, "reason": "sale"}),
        (
            "unisolate",
            {"cluster": "cls-1", "namespace": "payments", "pod": "checkout-1", "reason": "x"},
        ),
        (f"{DONE_EDIT}/put-back", {"reason": "worse"}),
    ],
)
async def test_an_edit_is_shown_until_it_is_confirmed(operator, world, path, body):
    """CLD-2, RBK-7."""
    await world.ask_for_edits()
    shown = (await operator.post(f"{EDITS}/{path}", json=body)).json()
    nothing = list(world.edits.writes)
    wrong = await operator.post(f"{EDITS}/{path}", json=body | {"confirm": "0" * 16})
    meant = body | {"confirm": shown["confirm"]}
    done = (await operator.post(f"{EDITS}/{path}", json=meant)).json()

    assert (shown["dry_run"], shown["outcome"], nothing) == (True, "at_once", [])
    assert shown["preview"]
    assert wrong.status_code == 409
    changes = shown["objects"][0]["differences"]
    assert changes[0]["path"] in shown["preview"]
    assert {"path", "before", "after"} == set(changes[0])
    assert (done["outcome"], done["objects"][0]["performed"]) == ("done", "done")
    assert len(world.edits.writes) == 1


async def test_what_is_meant_and_stopped_is_an_error(operator, world):
    """RBK-6: a program that only looks at the status must not take it for done."""
    shown = (await operator.post(f"{EDITS}/config", json=CONFIG)).json()
    world.controls.switch = KillSwitch()
    answer = await operator.post(f"{EDITS}/config", json=CONFIG | {"confirm": shown["confirm"]})

    assert answer.status_code == 409
    assert answer.json()["detail"]
    assert world.edits.writes == []


async def test_a_secrets_value_is_in_no_answer(operator, world):
    """CLD-4, SEC-2."""
    world.edits.objects["cls-1/payments/Secret/s"] = Kept({"token": "old-" + SECRET})
    body = CONFIG | {"kind": "Secret", "name": "s", "values": {"token": SECRET}}
    shown = await operator.post(f"{EDITS}/config", json=body)
    meant = body | {"confirm": shown.json()["confirm"]}
    done = await operator.post(f"{EDITS}/config", json=meant)
    odd = await operator.post(f"{EDITS}/config", json=body | {"values": {"a/b": SECRET}})
    wrong = await operator.post(f"{EDITS}/config", json=body | {"values": {"a": [SECRET]}})
    rows = repr(world.audit.rows_kept)

    assert (shown.status_code, done.status_code) == (200, 200)
    assert {odd.status_code, wrong.status_code} == {422}
    assert SECRET not in shown.text + done.text + odd.text + wrong.text + rows


async def test_an_approver_sees_and_answers_an_edit(operator, client, world):
    """RBK-8."""
    world.policies.policy = Policy(default_mode=Mode.OBSERVE)
    shown = (await operator.post(f"{EDITS}/config", json=CONFIG)).json()
    meant = CONFIG | {"confirm": shown["confirm"]}
    waits = (await operator.post(f"{EDITS}/config", json=meant)).json()
    approver = await client(APPROVER, Scope.APPROVE)
    address = f"{EDITS}/{waits['id']}"
    record = (await approver.get(f"{address}/record")).json()
    theirs = await operator.post(f"{address}/approve", json={"plan": record["plan"]})
    waiting = (await approver.get(EDITS)).json()
    stale = await approver.post(f"{address}/approve", json={"plan": "0" * 64})
    said = await approver.post(f"{address}/approve", json={"plan": record["plan"]})
    done = await operator.post(f"{EDITS}/config", json=meant)
    late = await approver.post(f"{address}/deny", json={"reason": "too late"})

    assert (waits["outcome"], record["state"]) == ("after_approval", "asked")
    assert waiting == {"edits": [record]}
    assert (theirs.status_code, stale.status_code, said.status_code) == (403, 409, 200)
    assert done.json()["outcome"] == "done"
    assert late.status_code == 409


@pytest.mark.usefixtures("in_chinese")
async def test_what_a_record_leaves_out_is_told_in_the_language_of_who_reads(client, world):
    """RBK-8: and an edit that is stopped, too."""
    await world.ask_for_edits()
    asked = world.audit.rows_kept[0]
    data = {**asked.entry.data, "changes_left_out": 3}
    world.audit.rows_kept[0] = replace(asked, entry=replace(asked.entry, data=data))
    approver = await client(APPROVER, Scope.APPROVE)
    chinese = (await approver.get(f"{EDITS}/{ASKED_EDIT}/record")).json()
    person = world.people.kept[APPROVER.person_id]
    world.people.kept[person.id] = replace(person, language=Language.ENGLISH)
    english = (await approver.get(f"{EDITS}/{ASKED_EDIT}/record")).json()

    assert chinese["changes"][-1] == "……另有 3 处没有列出"
    assert english["changes"][-1] == "… and 3 more, not listed"
    assert (chinese["state"], chinese["kind"]) == ("asked", "set_config")
