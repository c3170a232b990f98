"""All faces of the sandbox together."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest
import yaml

from domain.watches.metrics.sources import Period, TencentMonitor
from integrations.tencent.series import TencentMonitorReader
from sandbox.world import (
    CONTROL_TOKEN,
    TWILIO_FROM,
    TWILIO_SID,
    TWILIO_TOKEN,
    World,
)
from tests.integrations.tencent.conftest import calls_of

BASE = 8100


@pytest.fixture(scope="module")
def world():
    return World(BASE)


def client(world, name, **more):
    [face] = [face for face in world.faces() if face.name == name]
    transport = httpx.ASGITransport(face.app, client=("127.0.0.1", 1))
    return httpx.AsyncClient(transport=transport, base_url="http://sandbox", **more)


def test_no_two_faces_share_a_port_and_none_has_that_of_mail(world):
    """OPS-1."""
    offsets = [face.offset for face in world.faces()]

    assert sorted([*offsets, 5]) == list(range(len(offsets) + 1))


async def test_every_face_says_that_it_is_well(world):
    """OPS-1."""
    for face in world.faces():
        async with client(world, face.name) as http:
            assert (await http.get("/health")).status_code == 200, face.name


async def test_the_first_page_leads_to_what_people_look_at(world):
    """OPS-1, OPS-6."""
    faces = {face.offset: face.name for face in world.faces()}
    async with client(world, "page") as http:
        page = (await http.get("/")).text

    ports = [int(port) for port in re.findall(r"http://127\.0\.0\.1:(\d+)/", page)]
    assert {faces[port - BASE] for port in ports} == {
        *("inbox", "robots", "twilio", "web", "kubernetes", "alertmanager"),
    }
    assert "SANDBOX" in page


async def test_the_shop_runs_and_every_workload_has_a_release_to_go_back_to(world):
    """OPS-1, CLD-2."""
    kubeconfig = yaml.safe_load(await kubeconfig_of(world))
    [user], [cluster] = kubeconfig["users"], kubeconfig["clusters"]
    server = urlsplit(cluster["cluster"]["server"])
    headers = {"authorization": f"Bearer {user['user']['token']}"}
    async with client(world, "kubernetes", headers=headers) as http:
        below = f"{server.path}/apis/apps/v1/namespaces/shop"
        deployments = (await http.get(f"{below}/deployments")).json()["items"]
        replica_sets = (await http.get(f"{below}/replicasets")).json()["items"]
        elsewhere = await http.get(f"{server.path}/api/v1/namespaces/kube-system/pods")
        written = await http.patch(
            f"{server.path}/api/v1/namespaces/kube-system/configmaps/x",
            json={},
            headers={"content-type": "application/merge-patch+json"},
        )
        deleted = await http.delete(f"{server.path}/api/v1/namespaces/shop/secrets/x")

    assert server.port == BASE + 8
    names = [each["metadata"]["name"] for each in deployments]
    assert names == ["checkout", "gateway", "orders", "payments", "stock"]
    for each in deployments:
        assert each["status"]["readyReplicas"] == each["spec"]["replicas"]
        assert each["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "2"
    assert len(replica_sets) == 2 * len(deployments)
    assert elsewhere.status_code == 200
    assert (written.status_code, deleted.status_code) == (403, 403)


async def kubeconfig_of(world):
    [cluster] = world.cloud.tke.clusters.values()
    assert cluster.name == "shop"
    return cluster.kubeconfig


async def test_an_alert_of_the_sandbox_is_listed_until_it_is_over(world):
    """OPS-6, ALR-1."""
    labels = {"alertname": "<b>Pods</b>", "namespace": "shop"}
    async with client(world, "alertmanager", headers={"x-sandbox-control": CONTROL_TOKEN}) as http:
        fired = await http.post("/_sim/fire", json={"labels": labels})
        listed = (await http.get("/api/v2/alerts")).json()
        page = (await http.get("/")).text
        away = await http.post(
            "/_sim/fire", json={"labels": labels, "tell": "http://203.0.113.7/hook"}
        )
        over = await http.post("/_sim/resolve", json={"labels": labels})
        again = await http.post("/_sim/resolve", json={"labels": labels})
        left = (await http.get("/api/v2/alerts")).json()

    assert fired.json()["fingerprint"] == listed[0]["fingerprint"]
    assert "&lt;b&gt;Pods" in page
    assert "SANDBOX" in page
    assert (away.status_code, over.status_code, again.status_code) == (422, 200, 422)
    assert left == []


async def test_the_small_web_is_commanded_with_the_token_of_the_sandbox(world):
    """OPS-6."""
    async with client(world, "web", headers={"x-sandbox-control": CONTROL_TOKEN}) as http:
        answer = await http.post("/control/price", json={"amount": 7})
        page = await http.get("/shop/price")

    assert answer.status_code == 200
    assert "¥7.00" in page.text


async def test_the_published_credentials_open_the_text_messages(world):
    """OPS-6, PSH-1."""
    path = f"/2010-04-01/Accounts/{TWILIO_SID}/Messages.json"
    form = {"To": "+8613800138000", "From": TWILIO_FROM, "Body": "hello"}
    async with client(world, "twilio", auth=(TWILIO_SID, TWILIO_TOKEN)) as http:
        answer = await http.post(path, data=form)

    assert answer.status_code == 201
    assert TWILIO_TOKEN.startswith("sandbox-")
    assert TWILIO_SID.startswith("ACsandbox")
    assert len(TWILIO_SID) == 34


async def test_the_disk_of_the_database_has_a_value_at_the_first_look_and_moves(world):
    """THR-1, CLD-3: by the reader that watches use; nothing is told before its time."""
    reader = TencentMonitorReader(calls_of(world.cloud))
    disk = TencentMonitor(
        "QCE/CVM", "CvmDiskUsage", (("InstanceId", "ins-shop-db"),), Period.MINUTE
    )
    now = datetime.now(UTC)
    looks = [
        await reader.read(disk, now=now - timedelta(minutes=minutes)) for minutes in range(0, 20, 2)
    ]
    ahead = await reader.read(disk, now=now + timedelta(hours=1))
    await reader.calls.close()

    values = [sample.value for [sample] in looks]
    assert all(80 < value < 95 for value in values)
    assert len(set(values)) > 5
    [[newest], *_] = looks
    assert timedelta(0) < now - newest.at < timedelta(minutes=4)
    assert ahead == []
