"""A cluster and its incidents on a running system, seen through every face."""

import asyncio
import json
from uuid import uuid4

from sandbox.scenarios.manifests import deployment
from sandbox.shop import CLUSTER
from tests.whole.callers import agent_of, asking, eventually, order
from tests.whole.machine import WHOLE, Machine

pytestmark = WHOLE


async def ask(admin, tool, **arguments):
    """What a tool answers an agent with the admin's token."""
    token = admin.http.headers["Authorization"].removeprefix("Bearer ")
    async with agent_of(admin.machine, token) as agent:
        return (await agent.call_tool(tool, arguments)).structured_content


async def test_the_shops_cluster_is_read_the_same_through_tool_http_and_terminal(machine, admin):
    """CLD-2, MCP-2, OPS-3."""
    by_tool = await ask(admin, "list_workloads", cluster=CLUSTER, namespace="shop")
    by_http = await admin.get(f"/api/v1/clusters/{CLUSTER}/workloads", namespace="shop")
    by_cli = json.loads(await machine.zhiban("cluster", "workloads", CLUSTER, "--json"))
    known = await admin.get("/api/v1/clusters")

    shop = ["checkout", "gateway", "orders", "payments", "stock"]
    assert [each["name"] for each in known] == ["shop"]
    assert [each["ref"]["name"] for each in by_tool["workloads"]] == shop
    assert [each["ref"]["name"] for each in by_http["workloads"]] == shop
    in_shop = [each["ref"] for each in by_cli["workloads"] if each["ref"]["namespace"] == "shop"]
    assert [each["name"] for each in in_shop] == shop
    assert all(each["ready"] == each["replicas"] >= 2 for each in by_http["workloads"])


async def test_a_posted_alert_is_told_to_a_person_once_while_the_kill_switch_is_engaged(
    machine, admin
):
    """ALR-1, SEC-2, RBK-3, RBK-6, PSH-1: nothing is written."""
    namespace = f"story-hook-{uuid4().hex[:6]}"
    await deploy_something_ill(machine, namespace)
    alert = alert_about(namespace)
    wrong = await post_alert(machine, alert, secret="x" * 32)
    taken = [await post_alert(machine, alert) for _ in range(3)]

    async def handed_over():
        page = await admin.get("/api/v1/incidents", namespace=namespace)
        return [each for each in page["incidents"] if each["state"] == "handed_over"]

    [incident] = await eventually(handed_over)
    told = await eventually(lambda: mails_about(admin, namespace))
    by_tool = await ask(admin, "get_incident", incident_id=incident["id"])
    by_cli = json.loads(await machine.zhiban("incident", "show", incident["id"], "--json"))
    happened = await admin.happened(incident["id"])

    assert wrong.status_code == 404
    assert [each.status_code for each in taken] == [200, 200, 200]
    assert (by_cli["state"], by_cli["called"]) == ("handed_over", "blocked")
    assert by_tool["state"] == "handed_over"
    assert by_cli["attempts"][0]["guards"][0] == "kill_switch:failed"
    assert by_cli["first_action_at"] is None
    assert happened["incident.called"] == 1
    assert [mail["to"] for mail in told] == [["admin@sandbox.example"]]
    assert "SANDBOX" in told[0]["subject"]


async def test_the_demonstration_repairs_and_leaves_everything_as_it_was(machine, admin):
    """OPS-1, RBK-1, RBK-5."""
    said = await machine.zhiban("demo", "incident", "stuck", "--enable-writes")
    told = dict(line.split("\t")[:2] for line in said.splitlines() if "\t" in line)
    [found] = [
        each
        for each in (await admin.get("/api/v1/incidents"))["incidents"]
        if each["id"] == told["incident"]
    ]
    switch = await admin.get("/api/v1/kill-switch")

    assert told["as expected"] == "yes"
    assert told["tried"] == "rolling restart: verified"
    assert told["calls"] == "nobody was called"
    assert "guards passed, and a checkpoint was kept" in said
    assert found["state"] == "relapse_watch"
    assert switch["engaged"]


async def test_the_demonstration_names_its_stories_and_what_it_lacks(machine, tmp_path):
    """OPS-1, OPS-3."""
    unknown, about_writing, alone = await asyncio.gather(
        machine.run("demo", "incident", "nonsense", LANG="zh_CN.UTF-8"),
        machine.run("demo", "incident", "relapse"),
        Machine(tmp_path).run("demo", "incident"),
    )

    assert (unknown.code, about_writing.code, alone.code) == (2, 2, 3)
    assert "crash-loop" in unknown.complained
    assert "--enable-writes" in about_writing.complained
    assert "start it with `make up`" in alone.complained


async def deploy_something_ill(machine, namespace):
    manifest = deployment(image="registry.example/checkout:1.0-crash")
    manifest["metadata"]["namespace"] = namespace
    body = {"cluster": CLUSTER, "manifest": json.dumps(manifest)}
    await order(machine, "kubernetes", "apply", body)


def alert_about(namespace):
    return {
        "state": "firing",
        "name": "checkout crashes",
        "fault": "crash_loop",
        "severity": "critical",
        "object": {
            "cluster": CLUSTER,
            "namespace": namespace,
            "kind": "Deployment",
            "name": "checkout",
        },
        "measures": {"users": 5_000},
        "text": "checkout crashes at every start",
    }


async def post_alert(machine, alert, *, secret=""):
    kept = json.loads((machine.data / "secrets.json").read_text())["alerts_secret"]
    async with asking(machine.url("API")) as http:
        return await http.post(f"/api/v1/alerts/plain/{secret or kept}", json=alert)


async def mails_about(admin, namespace):
    return [mail for mail in await admin.mails() if namespace in mail["subject"]]
