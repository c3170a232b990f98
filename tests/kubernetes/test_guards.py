"""What keeps a cluster from harm: rights, quotas, budgets, and a pod taken out of service."""

import asyncio
import base64

import pytest
import yaml

from sandbox.kubernetes_lab.client import KubeClient
from tests.fakes.kubernetes_objects import (
    MERGE,
    STRATEGIC,
    ask,
    condition,
    core,
    deployment,
    deployments,
    eventually_has,
    new_image,
    replicasets,
    rolled_out,
)
from tests.fakes.waiting import eventually


@pytest.fixture
async def namespace(cluster):
    return await cluster.namespace()


@pytest.fixture
def create(cluster, namespace):
    async def make(**said):
        answer = await ask(cluster.admin, "POST", deployments(namespace), deployment(**said))
        assert answer.code == 201, answer.body
        return await rolled_out(cluster.zhiban, deployments(namespace, "w"))

    return make


async def pods_of(cluster, namespace):
    return (await cluster.zhiban.get(core(namespace, "pods")))["items"]


async def test_the_account_may_do_its_work_and_nothing_else(cluster, namespace, create):
    """RBK-6: restart and scale, and neither delete nor read a secret."""
    await create()
    path = deployments(namespace, "w")
    assert (
        await ask(cluster.zhiban, "PATCH", path, new_image("shop:2"), kind=STRATEGIC)
    ).code == 200
    for method, refused in (
        ("DELETE", path),
        ("POST", deployments(namespace)),
        ("GET", core(namespace, "secrets")),
        ("GET", core("kube-system", "pods")),
        ("GET", "/api/v1/pods"),
        ("DELETE", "/api/v1/nodes/node-1"),
    ):
        body = deployment("other") if method == "POST" else None
        answer = await ask(cluster.zhiban, method, refused, body)
        assert answer.refusal == (403, "Forbidden"), (method, refused)
        assert "cannot" in answer.body["message"]


async def test_a_namespace_that_nobody_opened_is_closed(cluster):
    """RBK-6."""
    closed = await cluster.namespace(admitted=False)
    answer = await ask(cluster.zhiban, "GET", deployments(closed))
    assert answer.refusal == (403, "Forbidden")


async def test_a_token_that_nobody_gave_is_refused(cluster, namespace):
    """RBK-6."""
    headers = {"authorization": "Bearer made-up"}
    reply = await cluster.zhiban.http.get(deployments(namespace), headers=headers)
    assert (reply.status_code, reply.json()["reason"]) == (401, "Unauthorized")


async def test_a_full_quota_shows_in_the_condition_and_as_an_event(cluster, namespace):
    """RBK-6: the patch itself succeeds, so only the status tells."""
    quota = {"metadata": {"name": "small"}, "spec": {"hard": {"pods": "1"}}}
    await cluster.admin.create(core(namespace, "resourcequotas"), quota)
    await eventually_has(
        cluster.admin,
        core(namespace, "resourcequotas", "small"),
        lambda found: found.get("status", {}).get("hard") == {"pods": "1"},
    )
    made = await ask(cluster.admin, "POST", deployments(namespace), deployment(replicas=2))
    assert made.code == 201
    found = await eventually_has(
        cluster.zhiban,
        deployments(namespace, "w"),
        lambda found: condition(found, "ReplicaFailure").get("status") == "True",
    )
    failure = condition(found, "ReplicaFailure")
    assert failure["reason"] == "FailedCreate"
    assert "exceeded quota: small" in failure["message"]
    assert len(await pods_of(cluster, namespace)) == 1
    events = await eventually_has(
        cluster.zhiban,
        core(namespace, "events"),
        lambda listed: "FailedCreate" in {one["reason"] for one in listed["items"]},
    )
    assert any("exceeded quota" in one["message"] for one in events["items"])
    used = (await cluster.zhiban.get(core(namespace, "resourcequotas", "small")))["status"]["used"]
    assert used == {"pods": "1"}


async def test_an_autoscaler_names_what_it_scales_and_sets_the_replicas_back(
    cluster, namespace, create
):
    """RBK-6: whoever scales a workload that an autoscaler owns is overruled."""
    await create(replicas=2)
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "w"}
    spec = {"scaleTargetRef": target, "minReplicas": 2, "maxReplicas": 3}
    path = f"/apis/autoscaling/v1/namespaces/{namespace}/horizontalpodautoscalers"
    await cluster.admin.create(path, {"metadata": {"name": "w"}, "spec": spec})
    (found,) = (await cluster.zhiban.get(path))["items"]
    assert found["spec"]["scaleTargetRef"] == target
    beyond = {"spec": {"replicas": 5}}
    scale = deployments(namespace, "w/scale")
    assert (await ask(cluster.zhiban, "PATCH", scale, beyond, kind=MERGE)).code == 200
    await eventually_has(cluster.zhiban, scale, lambda found: found["spec"]["replicas"] == 3)


async def policy_version(cluster):
    """The newest version of `policy` that the server has: v1 today, v1beta1 on 1.20."""
    group = await cluster.zhiban.get("/apis/policy")
    return group["preferredVersion"]["version"]


def eviction(pod, version):
    meta = {"name": pod["metadata"]["name"], "namespace": pod["metadata"]["namespace"]}
    return {"apiVersion": f"policy/{version}", "kind": "Eviction", "metadata": meta}


async def evict(cluster, pod, version):
    path = core(pod["metadata"]["namespace"], "pods", f"{pod['metadata']['name']}/eviction")
    return await ask(cluster.zhiban, "POST", path, eviction(pod, version))


async def test_the_server_says_which_version_of_policy_it_has(cluster, namespace, create):
    """CLD-2: 1.20 knows only v1beta1, and refuses an eviction in the words of v1."""
    await create()
    version = await policy_version(cluster)
    assert version == ("v1beta1" if cluster.is_lab else "v1")
    (pod,) = await pods_of(cluster, namespace)
    answer = await evict(cluster, pod, "v1")
    assert answer.code == (400 if cluster.is_lab else 201)


async def test_an_evicted_pod_goes_and_another_comes(cluster, namespace, create):
    """RBK-2."""
    await create()
    (pod,) = await pods_of(cluster, namespace)
    answer = await evict(cluster, pod, await policy_version(cluster))
    assert (answer.code, answer.body["status"]) == (201, "Success")

    def replaced(listed):
        ready = [one for one in listed["items"] if condition(one, "Ready").get("status") == "True"]
        return ready and pod["metadata"]["uid"] not in {one["metadata"]["uid"] for one in ready}

    await eventually_has(cluster.zhiban, core(namespace, "pods"), replaced)


@pytest.mark.parametrize("wrong", ["uid", "resourceVersion"])
async def test_an_eviction_of_another_pod_of_that_name_conflicts(cluster, namespace, create, wrong):
    """CLD-2, RBK-9: names of pods come back, uids do not."""
    await create()
    (pod,) = await pods_of(cluster, namespace)
    version = await policy_version(cluster)
    body = eviction(pod, version) | {"deleteOptions": {"preconditions": {wrong: "1"}}}
    path = core(namespace, "pods", f"{pod['metadata']['name']}/eviction")
    answer = await ask(cluster.zhiban, "POST", path, body)
    assert answer.refusal == (409, "Conflict")
    assert "in the precondition (1) does not match" in answer.body["message"]
    (left,) = await pods_of(cluster, namespace)
    assert "deletionTimestamp" not in left["metadata"]
    right = {"deleteOptions": {"preconditions": {"uid": pod["metadata"]["uid"]}}}
    assert (await ask(cluster.zhiban, "POST", path, body | right)).code == 201


async def test_a_budget_refuses_the_eviction_that_would_leave_too_few(cluster, namespace, create):
    """RBK-6."""
    await create(replicas=2)
    version = await policy_version(cluster)
    path = f"/apis/policy/{version}/namespaces/{namespace}/poddisruptionbudgets"
    spec = {"minAvailable": 2, "selector": {"matchLabels": {"app": "w"}}}
    await cluster.admin.create(path, {"metadata": {"name": "w"}, "spec": spec})
    await eventually_has(
        cluster.zhiban,
        f"{path}/w",
        lambda found: found.get("status", {}).get("currentHealthy") == 2,
    )
    pod, _ = await pods_of(cluster, namespace)
    answer = await evict(cluster, pod, version)
    assert answer.refusal == (429, "TooManyRequests")
    assert "disruption budget" in answer.body["message"]
    assert len(await pods_of(cluster, namespace)) == 2


async def test_a_pod_without_its_label_is_left_alone_and_replaced(cluster, namespace, create):
    """RBK-2: it goes on running for whoever wants to look at it."""
    await create()
    (pod,) = await pods_of(cluster, namespace)
    path = core(namespace, "pods", pod["metadata"]["name"])
    patch = {"metadata": {"labels": {"app": None, "zhiban/isolated": "yes"}}}
    assert (await ask(cluster.zhiban, "PATCH", path, patch, kind=MERGE)).code == 200
    isolated = await eventually_has(
        cluster.zhiban, path, lambda found: "ownerReferences" not in found["metadata"]
    )
    assert condition(isolated, "Ready")["status"] == "True"
    await eventually_has(
        cluster.zhiban, core(namespace, "pods"), lambda listed: len(listed["items"]) == 2
    )
    await rolled_out(cluster.zhiban, deployments(namespace, "w"))


async def test_an_isolated_pod_leaves_the_service(cluster, namespace, create):
    """RBK-2."""
    service = {
        "metadata": {"name": "w"},
        "spec": {"selector": {"app": "w"}, "ports": [{"port": 80}]},
    }
    await cluster.admin.create(core(namespace, "services"), service)
    await create()

    def names(endpoints):
        subsets = endpoints.get("subsets") or ()
        return {one["targetRef"]["name"] for each in subsets for one in each.get("addresses", ())}

    (pod,) = await pods_of(cluster, namespace)
    name = pod["metadata"]["name"]
    path = core(namespace, "endpoints", "w")
    await eventually_has(cluster.zhiban, core(namespace, "endpoints"), lambda all_: all_["items"])
    await eventually_has(cluster.zhiban, path, lambda found: names(found) == {name})
    patch = {"metadata": {"labels": {"app": None}}}
    await ask(cluster.zhiban, "PATCH", core(namespace, "pods", name), patch, kind=MERGE)
    await eventually_has(
        cluster.zhiban, path, lambda found: names(found) and name not in names(found)
    )


async def test_a_network_policy_is_made_once_and_taken_away(cluster, namespace):
    """RBK-2: stored and checked; only a network plugin makes it hold."""
    path = f"/apis/networking.k8s.io/v1/namespaces/{namespace}/networkpolicies"
    spec = {"podSelector": {"matchLabels": {"app": "w"}}, "policyTypes": ["Ingress", "Egress"]}
    policy = {"metadata": {"name": "closed"}, "spec": spec}
    assert (await ask(cluster.zhiban, "POST", path, policy)).code == 201
    assert (await ask(cluster.zhiban, "POST", path, policy)).refusal == (409, "AlreadyExists")
    wrong = {"metadata": {"name": "wrong"}, "spec": {**spec, "policyTypes": ["Sideways"]}}
    assert (await ask(cluster.zhiban, "POST", path, wrong)).refusal == (422, "Invalid")
    assert (await ask(cluster.zhiban, "DELETE", f"{path}/closed")).code == 200
    assert (await ask(cluster.zhiban, "DELETE", f"{path}/closed")).refusal == (404, "NotFound")


async def test_a_configmap_is_patched_key_by_key(cluster, namespace):
    """RBK-4: null takes a key away."""
    path = core(namespace, "configmaps")
    body = {"metadata": {"name": "settings"}, "data": {"mode": "fast", "old": "x"}}
    made = await cluster.admin.create(path, body)
    patch = {
        "metadata": {"resourceVersion": made["metadata"]["resourceVersion"]},
        "data": {"mode": "safe", "old": None},
    }
    answer = await ask(cluster.zhiban, "PATCH", f"{path}/settings", patch, kind=MERGE)
    assert answer.body["data"] == {"mode": "safe"}
    again = await ask(cluster.zhiban, "PATCH", f"{path}/settings", patch, kind=MERGE)
    assert again.refusal == (409, "Conflict")


async def test_a_configmap_that_cannot_change_does_not(cluster, namespace):
    """RBK-6."""
    path = core(namespace, "configmaps")
    body = {"metadata": {"name": "fixed"}, "data": {"a": "1"}, "immutable": True}
    await cluster.admin.create(path, body)
    patch = {"data": {"a": "2"}}
    answer = await ask(cluster.zhiban, "PATCH", f"{path}/fixed", patch, kind=MERGE)
    assert answer.refusal == (422, "Invalid")


async def test_the_log_of_a_container_can_be_read(cluster, namespace, create):
    """CLD-2."""
    await create()
    (pod,) = await pods_of(cluster, namespace)
    path = core(namespace, "pods", f"{pod['metadata']['name']}/log")
    reply = await cluster.zhiban.http.get(path)
    assert reply.status_code == 200
    assert reply.text.splitlines()
    one = await cluster.zhiban.http.get(path, params={"tailLines": "1"})
    assert len(one.text.splitlines()) == 1


async def test_a_container_that_has_not_started_has_no_log(cluster, namespace):
    """CLD-2."""
    body = deployment(image="shop:bad")
    assert (await ask(cluster.admin, "POST", deployments(namespace), body)).code == 201

    def placed(listed):
        return listed["items"] and listed["items"][0]["spec"].get("nodeName")

    pods = await eventually_has(cluster.zhiban, core(namespace, "pods"), placed)
    path = core(namespace, "pods", f"{pods['items'][0]['metadata']['name']}/log")

    async def refused():
        answer = await cluster.zhiban.http.get(path)
        return answer if answer.status_code == 400 else None

    assert "waiting to start" in (await eventually(refused)).text


async def test_every_write_of_the_account_is_in_the_audit(cluster, namespace, create):
    """RBK-13: and none of anybody else."""
    await create()
    path = deployments(namespace, "w")
    await ask(cluster.zhiban, "PATCH", path, new_image("shop:2"), kind=STRATEGIC)
    await ask(cluster.zhiban, "PATCH", f"{path}/scale", {"spec": {"replicas": 2}}, kind=MERGE)
    await ask(cluster.zhiban, "PATCH", path, {"spec": {"replicas": 9}}, kind=MERGE, dryRun="All")
    await ask(cluster.zhiban, "DELETE", path)
    await cluster.zhiban.get(path)
    seen = cluster.audit(namespace)
    assert [(one.verb, one.resource, one.name, one.code, one.dry_run) for one in seen] == [
        ("patch", "deployments", "w", 200, False),
        ("patch", "deployments/scale", "w", 200, False),
        ("patch", "deployments", "w", 200, True),
        ("delete", "deployments", "w", 403, False),
    ]
    assert seen[0].body == new_image("shop:2")
    assert seen[1].body == {"spec": {"replicas": 2}}


async def test_a_deleted_pod_comes_back(cluster, namespace, create):
    """CLD-2."""
    await create(replicas=2)
    pod, _ = await pods_of(cluster, namespace)
    await cluster.admin.delete(core(namespace, "pods", pod["metadata"]["name"]))

    def complete(listed):
        uids = {one["metadata"]["uid"] for one in listed["items"]}
        return len(uids) == 2 and pod["metadata"]["uid"] not in uids

    await eventually_has(cluster.zhiban, core(namespace, "pods"), complete)


async def test_many_clients_at_once_are_all_served(cluster, namespace, create):
    """CLD-2."""
    await create()
    path = replicasets(namespace)
    answers = await asyncio.gather(*(ask(cluster.zhiban, "GET", path) for _ in range(50)))
    assert {answer.code for answer in answers} == {200}


async def test_the_kubeconfig_leads_to_the_cluster(cluster, namespace):
    """CLD-2: it holds all that is needed to speak with the server as the account."""
    config = yaml.safe_load(cluster.kubeconfig)
    (user,), (place,) = config["users"], config["clusters"]
    assert place["cluster"]["server"] == cluster.server
    if authority := place["cluster"].get("certificate-authority-data"):
        assert b"BEGIN CERTIFICATE" in base64.b64decode(authority)
    assert user["user"]["token"] == cluster.token
    assert isinstance(cluster.zhiban, KubeClient)
