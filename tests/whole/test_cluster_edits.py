"""A person's edit of a cluster on a running system: asked for, told of, approved, done."""

import asyncio
import contextlib
import json
from uuid import uuid4

import httpx

from sandbox.shop import CLUSTER
from tests.whole.callers import Caller, eventually, order
from tests.whole.machine import WHOLE

pytestmark = WHOLE

EDITS = "/api/v1/cluster-edits"
SECRET = "hunter2-hunter2"


async def test_an_edit_waits_for_somebody_who_is_told_and_is_done_once_and_put_back(machine, admin):
    """CLD-2, CLD-4, RBK-8, RBK-13, PSH-1: and what is secret is nowhere but in the cluster."""
    namespace = f"story-observed-{uuid4().hex[:6]}"
    await deploy_a_secret(machine, namespace)
    person = await hire(admin)
    operator = Caller(machine, await admin.token_for(person, "operate"))
    keys = {"kind": "Secret", "name": "checkout", "values": {"token": SECRET}}
    requested = {"cluster": CLUSTER, "namespace": namespace, **keys, "reason": "rotation"}
    async with operator.http, writing(admin):
        shown = await post(operator, f"{EDITS}/config", requested)
        assert shown["outcome"] == "after_approval", shown["will"]
        meant = requested | {"confirm": shown["confirm"]}
        asked = [await post(operator, f"{EDITS}/config", meant) for _ in range(2)]
        edit = shown["id"]

        async def told():
            mails = await admin.mails()
            return [each for each in mails if person in each["subject"]]

        mails = await eventually(told)
        [waiting] = (await admin.get(EDITS))["edits"]
        listed = (await admin.get("/api/v1/approvals"))["approvals"]
        await post(admin, f"{EDITS}/{edit}/approve", {"plan": waiting["plan"]})

        async def ran():
            return (await admin.get(f"{EDITS}/{edit}/record"))["state"] == "done"

        await eventually(ran)
        done = [await post(operator, f"{EDITS}/config", meant) for _ in range(2)]
        back = {"reason": "it was wrong"}
        undoing = await post(operator, f"{EDITS}/{edit}/put-back", back)
    shown_by_cli, audit = await asyncio.gather(
        machine.zhiban("cluster", "edit", edit, "--json"), machine.zhiban("audit", "export")
    )
    record = json.loads(shown_by_cli)
    happened = await admin.happened(edit)

    assert [each["outcome"] for each in asked] == ["after_approval"] * 2
    assert [each["to"] for each in mails] == [["admin@sandbox.example"]]
    assert happened == {"cluster.edit.waiting": 1, "cluster.edit.settled": 1}
    assert edit in [each["id"] for each in listed]
    assert (waiting["id"], waiting["state"]) == (edit, "asked")
    assert [each["outcome"] for each in done] == ["done"] * 2
    assert (record["state"], record["approved_by"]) == ("done", "u_admin")
    assert undoing["outcome"] == "after_approval"
    assert edit in audit
    said = json.dumps([shown, asked, waiting, done, undoing, record, mails, listed])
    assert SECRET not in said + audit


async def hire(admin):
    """Make an operator who may let edits run; return their id."""
    person = await admin.move_in("Operator")
    await put(admin, f"/api/v1/people/{person}/roles", {"roles": ["operator"]})
    changed = await admin.http.patch(
        f"/api/v1/people/{person}", json={"rollback_permission": True, "language": "en-US"}
    )
    changed.raise_for_status()
    return person


@contextlib.asynccontextmanager
async def writing(admin):
    """Writes are enabled, for as long as this lasts."""
    await post(admin, "/api/v1/kill-switch/release", {"reason": "a test edits"})
    try:
        yield
    finally:
        await post(admin, "/api/v1/kill-switch/engage", {"reason": "the test is over"})


async def deploy_a_secret(machine, namespace):
    manifest = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "checkout", "namespace": namespace},
        "data": {"token": "Zm9ybWVy"},
    }
    body = {"cluster": CLUSTER, "manifest": json.dumps(manifest)}
    await order(machine, "kubernetes", "apply", body)


async def post(caller, path, body):
    answer = await caller.http.post(path, json=body)
    assert answer.status_code == httpx.codes.OK, answer.text
    return answer.json()


async def put(caller, path, body):
    (await caller.http.put(path, json=body)).raise_for_status()
