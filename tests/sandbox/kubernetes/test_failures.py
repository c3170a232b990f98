"""Tokens, ordered failures, watches, the ledger, and the control face."""

import asyncio
import json

import httpx
import pytest
import yaml

from sandbox.kubernetes.access import Account, Rule
from sandbox.kubernetes.app import ADMIN, KubernetesStandIn
from sandbox.kubernetes.faults import Fault, FaultKind
from tests.fakes.loopback import serve
from tests.sandbox.kubernetes.support import (
    APPLY,
    CLUSTER,
    MERGE,
    Kube,
    Stage,
    configmap,
    container,
    core,
    deployment,
    path,
)

SCALE = {"spec": {"replicas": 3}}
SOMEBODY = Account(
    "zhiban",
    "narrow",
    (
        Rule(("get", "list", "watch", "patch"), ("deployments",), ("shop",)),
        Rule(("get", "patch"), ("deployments/scale",), ("shop",)),
    ),
)


@pytest.fixture
async def somebody(stand_in, stage):
    stand_in.add_account(SOMEBODY)
    client = Kube(stand_in, SOMEBODY.token)
    yield client
    await client.close()


@pytest.mark.parametrize("header", ["", "Bearer wrong", f"Basic {ADMIN.token}"])
async def test_nobody_comes_in_without_a_token(kube, header):
    """SEC-2."""
    kube._client.headers["authorization"] = header
    answer = await kube.ask("GET", path())
    assert answer.refusal == (401, "Unauthorized")


async def test_a_token_may_open_one_cluster_only(stand_in, stage):
    """SEC-2."""
    stand_in.add_account(Account("other", "elsewhere", clusters=("cls-other",)))
    client = Kube(stand_in, "elsewhere")
    assert (await client.ask("GET", path())).code == 401
    await client.close()


async def test_rules_allow_what_they_name_and_nothing_else(stage, somebody):
    """SEC-2."""
    stage.apply(deployment(replicas=1), deployment("other", replicas=1))
    assert (await somebody.ask("PATCH", path("web/scale"), SCALE, kind=MERGE)).code == 200
    assert (await somebody.ask("GET", path())).code == 200
    refused = [
        await somebody.ask("DELETE", path("web")),
        await somebody.ask("GET", core("secrets")),
        await somebody.ask("GET", path("web", "default")),
        await somebody.ask("GET", "/apis/apps/v1/deployments"),
        await somebody.ask("GET", core("pods"), watch="1"),
    ]
    assert {answer.refusal for answer in refused} == {(403, "Forbidden")}
    assert refused[0].body["message"] == (
        'deployments.apps "web" is forbidden: User "zhiban" cannot delete resource "deployments" '
        'in API group "apps" in the namespace "shop"'
    )
    assert refused[3].body["message"].endswith("at the cluster scope")


@pytest.mark.parametrize(("verb", "allowed"), [("patch", True), ("delete", False)])
async def test_one_may_ask_what_one_may(somebody, verb, allowed):
    """SEC-2."""
    about = {"verb": verb, "resource": "deployments", "group": "apps", "namespace": "shop"}
    review = {"spec": {"resourceAttributes": about}}
    where = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    answer = await somebody.ask("POST", where, review)
    assert answer.body["status"] == {"allowed": allowed}


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "Unauthorized"),
        (403, "Forbidden"),
        (409, "Conflict"),
        (429, "TooManyRequests"),
        (500, "InternalError"),
        (503, "ServiceUnavailable"),
    ],
)
async def test_a_request_can_be_refused_by_order(stand_in, stage, kube, status, reason):
    """RBK-6."""
    stage.apply(deployment(replicas=1))
    fault = Fault(FaultKind.STATUS, verb="patch", resource="deployments/scale", status=status)
    stand_in.order(fault)
    assert (await kube.ask("GET", path("web"))).code == 200
    first = await kube.ask("PATCH", path("web/scale"), SCALE, kind=MERGE)
    assert first.refusal == (status, reason)
    assert stage.get()["spec"]["replicas"] == 1
    assert (await kube.ask("PATCH", path("web/scale"), SCALE, kind=MERGE)).code == 200


async def test_an_order_says_which_request_it_strikes(stand_in, stage, kube):
    """RBK-6."""
    stage.apply(deployment("web", replicas=1), deployment("api", replicas=1))
    stand_in.order(Fault(FaultKind.STATUS, name="web", nth=2, times=2, status=429, retry_after=7))
    codes = [
        (await kube.ask("GET", path(name))).code for name in ("web", "api", "web", "web", "web")
    ]
    assert codes == [200, 200, 429, 429, 200]
    stand_in.order(Fault(FaultKind.STATUS, status=429, retry_after=7))
    assert (await kube.ask("GET", path("web"))).headers["retry-after"] == "7"


async def test_a_webhook_denies_writes_only(stand_in, stage, kube):
    """RBK-6."""
    stage.apply(deployment(replicas=1))
    stand_in.order(Fault(FaultKind.DENIED, message="frozen for the holidays"))
    assert (await kube.ask("GET", path("web"))).code == 200
    answer = await kube.ask("PATCH", path("web"), SCALE, kind=MERGE)
    assert answer.refusal == (403, "Forbidden")
    assert "denied the request: frozen for the holidays" in answer.body["message"]


@pytest.mark.parametrize(
    ("kind", "replicas"), [(FaultKind.RESET, 1), (FaultKind.APPLIED_THEN_RESET, 3)]
)
async def test_a_reply_can_be_lost_with_or_without_its_effect(
    stand_in, stage, kube, kind, replicas
):
    """RBK-9."""
    stage.apply(deployment(replicas=1))
    stand_in.order(Fault(kind, verb="write"))
    with pytest.raises(httpx.ReadError):
        await kube.ask("PATCH", path("web/scale"), SCALE, kind=MERGE)
    assert stage.get()["spec"]["replicas"] == replicas
    [entry] = stand_in.ledger.entries(CLUSTER)
    assert (entry.applied, entry.fault) == (replicas == 3, kind)


async def test_a_request_can_be_answered_late(stand_in, stage, kube):
    """RBK-6."""
    stand_in.order(Fault(FaultKind.SLOW, seconds=0.01))
    assert (await kube.ask("GET", path())).code == 200


async def test_the_ledger_holds_every_write_once(stand_in, stage, kube, somebody, clock):
    """RBK-9."""
    stage.apply(deployment(replicas=1))
    await somebody.ask("GET", path("web"))
    await somebody.ask("PATCH", path("web/scale"), SCALE, kind=MERGE)
    await somebody.ask("PATCH", path("web"), SCALE, kind=MERGE, dryRun="All")
    await somebody.ask("DELETE", path("web"))
    await kube.ask("POST", core("configmaps"), "{")
    told = [
        (one.user, one.verb, one.resource, one.name, one.status, one.applied)
        for one in stand_in.ledger.entries(CLUSTER)
    ]
    assert told == [
        ("zhiban", "patch", "deployments/scale", "web", 200, True),
        ("zhiban", "patch", "deployments", "web", 200, False),
        ("zhiban", "delete", "deployments", "web", 403, False),
        ("sandbox-admin", "create", "configmaps", "", 400, False),
    ]
    first = stand_in.ledger.entries(where=lambda one: one.applied)[0]
    assert (first.body, first.namespace, first.at) == (SCALE, "shop", clock.now())
    assert stand_in.ledger.entries("other") == []


class Watcher:
    """Reads a watch over a socket, each line within half a minute."""

    def __init__(self, answer):
        self._lines = answer.aiter_lines()

    async def next(self):
        async with asyncio.timeout(30):
            return json.loads(await anext(self._lines))

    async def ends(self):
        async with asyncio.timeout(30):
            return await anext(self._lines, None) is None


@pytest.fixture
async def http(stand_in, stage):
    headers = {"authorization": f"Bearer {ADMIN.token}"}
    async with (
        serve(stand_in.app) as base,
        httpx.AsyncClient(
            base_url=f"{base}/k8s/{CLUSTER}", headers=headers, timeout=30, trust_env=False
        ) as client,
    ):
        yield client


def watched(http, where, **query):
    return http.stream("GET", where, params={"watch": "1", **query})


def told(event):
    return event["type"], event["object"]["metadata"]["name"]


async def test_a_watch_begins_with_what_is_there(http, stage):
    """RBK-10."""
    stage.apply(configmap("a"), configmap("b"))
    async with watched(http, core("configmaps")) as answer:
        watcher = Watcher(answer)
        assert [told(await watcher.next()) for _ in "ab"] == [("ADDED", "a"), ("ADDED", "b")]
        stage.apply(configmap("a", x="1"))
        assert told(await watcher.next()) == ("MODIFIED", "a")


async def test_a_watch_goes_on_after_a_version(http, stage):
    """RBK-10."""
    version = stage.apply(configmap("a"))[0]["metadata"]["resourceVersion"]
    stage.apply(configmap("b"))
    async with watched(http, core("configmaps"), resourceVersion=version) as answer:
        assert told(await Watcher(answer).next()) == ("ADDED", "b")


async def test_a_watch_follows_its_selection(http, stage):
    """RBK-10."""
    stage.apply(configmap("a"))
    where = {"labelSelector": "app=web", "resourceVersion": str(stage.cluster.store.version)}
    async with watched(http, core("configmaps"), **where) as answer:
        watcher = Watcher(answer)
        labelled = configmap("a")
        labelled["metadata"]["labels"] = {"app": "web"}
        stage.apply(labelled)
        assert told(await watcher.next()) == ("ADDED", "a")
        stage.apply(configmap("a"))
        assert told(await watcher.next()) == ("DELETED", "a")


async def test_a_watch_makes_the_cluster_go_on(http, stage, clock):
    """RBK-10."""
    stage.apply(deployment(replicas=1))
    async with watched(http, path(), fieldSelector="metadata.name=web") as answer:
        watcher = Watcher(answer)
        seen = await watcher.next()
        while "availableReplicas" not in seen["object"].get("status", {}):
            clock.advance(clock.now().resolution * 100_000)
            seen = await watcher.next()
    assert seen["object"]["status"]["availableReplicas"] == 1


async def test_no_change_is_missed_that_comes_before_one_waits(stage):
    """RBK-10."""
    store = stage.cluster.store
    before = store.version
    stage.apply(configmap("a"))
    async with asyncio.timeout(30):
        await store.changed(before)
        waiting = asyncio.create_task(store.changed(store.version))
        await asyncio.sleep(0)
        assert not waiting.done()
        stage.apply(configmap("b"))
        await waiting


@pytest.mark.parametrize("version", ["1", "compacted"])
async def test_a_watch_from_too_long_ago_is_told_so(http, stage, version):
    """RBK-10."""
    old = stage.apply(configmap("a"))[0]["metadata"]["resourceVersion"]
    stage.apply(configmap("b"))
    stage.cluster.store.compact()
    stage.apply(configmap("c"))
    asked = version if version == "1" else old
    async with watched(http, core("configmaps"), resourceVersion=asked) as answer:
        watcher = Watcher(answer)
        event = await watcher.next()
        assert (event["type"], event["object"]["code"], event["object"]["reason"]) == (
            "ERROR",
            410,
            "Expired",
        )
        assert await watcher.ends()


async def test_a_watch_can_be_dropped_or_outdated_by_order(http, stand_in, stage):
    """RBK-10."""
    stage.apply(configmap("a"), configmap("b"))
    stand_in.order(Fault(FaultKind.DROPPED_WATCH, resource="configmaps", events=1))
    stand_in.order(Fault(FaultKind.EXPIRED_WATCH, resource="configmaps", nth=2))
    async with watched(http, core("configmaps")) as answer:
        watcher = Watcher(answer)
        assert told(await watcher.next()) == ("ADDED", "a")
        assert await watcher.ends()
    async with watched(http, core("configmaps")) as answer:
        assert (await Watcher(answer).next())["object"]["code"] == 410
    stand_in.order(Fault(FaultKind.STATUS, verb="watch", status=500))
    async with watched(http, core("configmaps")) as answer:
        assert answer.status_code == 500


async def test_a_watch_ends_after_its_time(http, stage):
    """RBK-10."""
    stage.apply(configmap("a"))
    async with watched(http, core("configmaps"), timeoutSeconds="0.05") as answer:
        watcher = Watcher(answer)
        await watcher.next()
        assert await watcher.ends()


async def test_a_watch_from_nonsense_is_told_so(http, stage):
    """RBK-10."""
    async with watched(http, core("configmaps"), resourceVersion="x") as answer:
        assert (await Watcher(answer).next())["object"]["code"] == 400


async def test_a_reset_breaks_the_connection(http, stand_in):
    """RBK-9."""
    stand_in.order(Fault(FaultKind.RESET))
    with pytest.raises(httpx.ReadError):
        await http.get(path())


async def test_a_hanging_request_ends_with_its_caller(http, stand_in):
    """RBK-6."""
    stand_in.order(Fault(FaultKind.HANG))
    with pytest.raises(httpx.ReadTimeout):
        await http.get(path(), timeout=httpx.Timeout(30, read=0.3))
    assert (await http.get(path())).status_code == 200


async def test_a_kubeconfig_opens_its_cluster(stand_in, stage):
    """RBK-6."""
    found = yaml.safe_load(stand_in.kubeconfig(CLUSTER, "http://127.0.0.1:1/", SOMEBODY))
    assert found["clusters"][0]["cluster"]["server"] == f"http://127.0.0.1:1/k8s/{CLUSTER}"
    assert found["users"][0]["user"] == {"token": "narrow"}


async def test_objects_are_applied_as_yaml_into_namespaces_that_are_made(stand_in, stage):
    """RBK-4."""
    text = "\n---\n".join(yaml.safe_dump(configmap(name, "new", a="1")) for name in "ab")
    kept = stand_in.apply(CLUSTER, text)
    assert [one["metadata"]["name"] for one in kept] == ["a", "b"]
    assert stand_in.ledger.entries() == []
    with pytest.raises(ValueError, match="Unknown kind 'Thing'"):
        stand_in.apply(CLUSTER, {"apiVersion": "v1", "kind": "Thing", "metadata": {"name": "x"}})
    with pytest.raises(ValueError, match="no cluster 'none'"):
        stand_in.apply("none", configmap("x"))


async def control(stand_in, method, where, body=None, token="open"):
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=stand_in.app, client=("127.0.0.1", 1)),
        base_url="http://sandbox",
        headers={"x-sandbox-control": token},
    ) as client:
        return await client.request(method, where, json=body)


async def test_everything_can_be_ordered_over_http(stand_in):
    """RBK-9."""
    made = {"cluster": CLUSTER, "self_heal": True}
    assert (await control(stand_in, "POST", "/_sim/clusters", made)).json()["cluster"] == CLUSTER
    assert stand_in.cluster(CLUSTER).self_heal
    manifest = {"cluster": CLUSTER, "manifest": [deployment(replicas=1)]}
    applied = await control(stand_in, "POST", "/_sim/apply", manifest)
    assert applied.json()["applied"] == ["Deployment/web"]
    key = {"cluster": CLUSTER, "namespace": "shop", "app": "web", "key": "crash", "value": "true"}
    assert (await control(stand_in, "POST", "/_sim/pod-faults", key)).json()["set"] == "web.crash"
    log = {"cluster": CLUSTER, "app": "web", "text": "hello"}
    assert (await control(stand_in, "POST", "/_sim/logs", log)).status_code == 200
    order = {"kind": "status", "status": 503}
    assert (await control(stand_in, "POST", "/_sim/faults", order)).status_code == 200
    waiting = (await control(stand_in, "GET", "/_sim/faults")).json()["faults"]
    assert [one["status"] for one in waiting] == [503]
    await control(stand_in, "DELETE", "/_sim/faults")
    kube = Kube(stand_in)
    await kube.ask("PATCH", path("web/scale"), SCALE, kind=MERGE)
    await kube.close()
    ledger = (await control(stand_in, "GET", f"/_sim/ledger?cluster={CLUSTER}")).json()["ledger"]
    assert [one["resource"] for one in ledger] == ["deployments/scale"]
    assert (await control(stand_in, "POST", "/_sim/compact", made)).status_code == 200
    found = (await control(stand_in, "GET", "/_sim/clusters")).json()["clusters"]
    assert found == [CLUSTER]
    await control(stand_in, "POST", "/_sim/reset")
    assert (stand_in.clusters(), stand_in.ledger.entries()) == ([], [])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"cluster": "none", "manifest": []}, 200),
        ({"cluster": CLUSTER, "manifest": [{"kind": "Thing"}]}, 422),
        ({"cluster": CLUSTER, "manifest": [deployment(replicas=-1)]}, 422),
        ({"cluster": CLUSTER, "manyfest": []}, 422),
    ],
)
async def test_what_cannot_be_ordered_is_refused(stand_in, stage, body, code):
    """RBK-9."""
    assert (await control(stand_in, "POST", "/_sim/apply", body)).status_code == code


async def test_the_control_face_is_shut_without_its_token(stand_in):
    """SEC-2."""
    assert (await control(stand_in, "GET", "/_sim/ledger", token="wrong")).status_code == 403
    without = KubernetesStandIn()
    assert (await control(without, "GET", "/_sim/ledger")).status_code == 404


async def test_the_page_shows_workloads_and_says_that_it_is_a_sandbox(stand_in, stage):
    """RBK-15."""
    stage.apply(deployment(replicas=2), deployment("bad", container("x:bad")))
    stage.run()
    page = await control(stand_in, "GET", "/")
    assert "SANDBOX" in page.text
    assert "shop / Deployment web" in page.text
    assert "2/2" in page.text
    assert "ImagePullBackOff" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert (await control(stand_in, "GET", "/health")).json() == {"status": "ok", "sandbox": True}


async def test_a_served_stand_in_goes_on_by_itself(clock):
    """RBK-5."""
    stand_in = KubernetesStandIn(clock=clock)
    stage = Stage(stand_in)
    stage.apply(deployment(replicas=1))
    inbox, sent = asyncio.Queue(), asyncio.Queue()
    living = asyncio.create_task(stand_in.app({"type": "lifespan"}, inbox.get, sent.put))
    clock.advance(clock.now().resolution * 1_000_000)
    await inbox.put({"type": "lifespan.startup"})
    assert (await sent.get())["type"] == "lifespan.startup.complete"
    async with asyncio.timeout(30):
        while not stage.sets():
            await asyncio.sleep(0)
    await inbox.put({"type": "lifespan.shutdown"})
    assert (await sent.get())["type"] == "lifespan.shutdown.complete"
    await living


async def test_applying_over_the_api_needs_a_name_for_who_applies(kube, stage):
    """RBK-10."""
    stage.apply(deployment(replicas=1))
    wanted = deployment(replicas=5)
    nameless = await kube.ask("PATCH", path("web"), wanted, kind=APPLY)
    assert nameless.refusal == (422, "Invalid")
    assert "fieldManager: Required value" in nameless.body["message"]
    contested = await kube.ask("PATCH", path("web"), wanted, kind=APPLY, fieldManager="heal")
    assert contested.refusal == (409, "Conflict")
    assert 'conflict with "sandbox"' in contested.body["message"]
    query = {"fieldManager": "heal", "force": "true"}
    taken = await kube.ask("PATCH", path("web"), wanted, APPLY, **query)
    assert (taken.code, taken.body["spec"]["replicas"]) == (200, 5)
    again = await kube.ask("PATCH", path("web"), wanted, APPLY, **query)
    version = taken.body["metadata"]["resourceVersion"]
    assert again.body["metadata"]["resourceVersion"] == version
