"""Alarms and clusters through the control face, as a scenario in another process uses it."""

import httpx
import pytest

from sandbox.control import CONTROL_HEADER
from sandbox.tencent.app import TencentCloudStandIn
from sandbox.tencent.tke.kubeconfigs import bearer_kubeconfig
from tests.fakes.doors import Door
from tests.fakes.loopback import serve

TOKEN = "for-this-test"
MONITOR = {
    "policy_id": "policy-1",
    "policy_name": "payments unhealthy",
    "dimensions": {"namespace": "shop", "workload_name": "payments"},
}
CLS = {"alarm_id": "alarm-1", "name": "errors", "template": '{"id":"{{escape .AlarmID}}"}'}


@pytest.fixture
def cloud():
    return TencentCloudStandIn(control_token=TOKEN)


@pytest.fixture
async def control(cloud):
    transport = httpx.ASGITransport(app=cloud.app, client=("127.0.0.1", 5000))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://sandbox", headers={CONTROL_HEADER: TOKEN}
    ) as http:

        async def ask(path, body, *, status=200):
            reply = await http.post(f"/_sim{path}", json=body)
            assert reply.status_code == status, reply.text
            return reply.json()

        yield ask


async def test_an_alarm_fires_recovers_and_tells_of_it(cloud, control):
    """ALR-1."""
    door = Door()
    async with serve(door.app) as url:
        told = {"url": f"{url}/hook", "headers": {"authorization": "Bearer x"}}
        fired = await control("/fire", {"monitor": MONITOR, "copies": 2, **told})
        await control("/resolve", {"id": fired["id"], "style": "texts", **told})
    assert [body["alarmStatus"] for body in door.bodies] == [1, 1, "0"]
    assert fired["deliveries"] == [{"attempts": 1, "status": 200}] * 2
    (history,) = cloud.monitor.histories
    assert (history["AlarmId"], history["AlarmStatus"]) == (fired["id"], "OK")


async def test_a_forged_alarm_is_in_no_history(cloud, control):
    """ALR-2."""
    forged = await control("/fire", {"cls": CLS, "forged": True})
    assert forged["body"] == {"id": "alarm-1"}
    assert cloud.cls.alarm_records == []
    await control("/resolve", {"id": forged["id"]})
    await control("/fire", {"cls": CLS})
    assert len(cloud.cls.alarm_records) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/fire", {}),
        ("/fire", {"monitor": MONITOR, "cls": CLS}),
        ("/fire", {"monitor": {**MONITOR, "polcy": "x"}}),
        ("/fire", {"cls": {**CLS, "template": "{{.Nonsense}}"}}),
        ("/fire", {"monitor": MONITOR, "copies": 0}),
        ("/resolve", {"id": "gone"}),
        ("/clusters", {"name": "x", "kubeconfig": "no"}),
        ("/clusters", {"name": "x", "kubeconfg": ""}),
    ],
)
async def test_what_makes_no_sense_is_refused(control, path, body):
    """REL-2."""
    assert (await control(path, body, status=422))["error"]


async def test_an_alarm_that_cannot_be_told_of_does_not_fire(cloud, control):
    """REL-2."""
    await control("/fire", {"cls": {**CLS, "template": "[]"}}, status=422)
    assert cloud.cls.alarm_records == []


async def test_what_was_forgotten_cannot_recover(cloud, control):
    """REL-2."""
    fired = await control("/fire", {"monitor": MONITOR})
    cloud.reset()
    await control("/resolve", {"id": fired["id"]}, status=422)


async def test_a_cluster_is_added(cloud, control):
    """CLD-2."""
    kubeconfig = bearer_kubeconfig("http://127.0.0.1:1", "t")
    added = await control("/clusters", {"name": "shop", "kubeconfig": kubeconfig, "nodes": 2})
    assert len(cloud.tke.clusters[added["cluster_id"]].nodes) == 2
