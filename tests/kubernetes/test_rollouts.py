"""What controllers make of a change, on every cluster that there is."""

import asyncio
import json

import pytest

from tests.fakes.kubernetes_objects import (
    HISTORY,
    JSON,
    MERGE,
    REVISION,
    STRATEGIC,
    ask,
    condition,
    core,
    deployment,
    deployments,
    eventually_has,
    is_rolled_out,
    new_image,
    replicasets,
    restart,
    revisions,
    rolled_out,
    template,
    undo,
)

FIRST = "2026-01-01T00:00:00Z"


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


@pytest.fixture
def patch(cluster, namespace):
    async def send(body, kind=STRATEGIC):
        answer = await ask(cluster.zhiban, "PATCH", deployments(namespace, "w"), body, kind=kind)
        assert answer.code == 200, answer.body
        return answer.body

    return send


async def exceeded(cluster, namespace):
    """The Deployment `w` once its rollout has run out of time, with the one pod that it made.

    A second is short: on a busy machine it may be over before the pod is even counted.
    """

    def out_of_time(found):
        late = condition(found, "Progressing").get("reason") == "ProgressDeadlineExceeded"
        return late and found["status"].get("updatedReplicas") == 1

    return await eventually_has(cluster.zhiban, deployments(namespace, "w"), out_of_time)


async def test_a_first_rollout_makes_revision_one(cluster, namespace, create):
    """RBK-5."""
    made = await create(replicas=3)
    (first,) = (await revisions(cluster.zhiban, namespace, made)).values()
    assert first["metadata"]["annotations"][REVISION] == "1"
    owner = first["metadata"]["ownerReferences"][0]
    assert (owner["kind"], owner["name"], owner["controller"]) == ("Deployment", "w", True)
    assert made["metadata"]["annotations"][REVISION] == "1"
    assert "pod-template-hash" in first["spec"]["template"]["metadata"]["labels"]
    assert condition(made, "Available")["status"] == "True"
    assert condition(made, "Progressing")["reason"] == "NewReplicaSetAvailable"


async def test_a_restart_is_a_revision_with_the_same_image(cluster, namespace, create, patch):
    """RBK-2: a patch of one annotation of the template, as kubectl sends it."""
    made = await create(replicas=2)
    answer = await patch(restart(FIRST))
    assert answer["metadata"]["generation"] == 2
    assert answer["status"]["observedGeneration"] == 1
    assert not is_rolled_out(answer)
    await rolled_out(cluster.zhiban, deployments(namespace, "w"))
    known = await revisions(cluster.zhiban, namespace, made)
    assert set(known) == {"1", "2"}
    assert (known["1"]["spec"]["replicas"], known["2"]["spec"]["replicas"]) == (0, 2)
    images = {one["spec"]["template"]["spec"]["containers"][0]["image"] for one in known.values()}
    assert images == {"shop:1"}


async def test_the_same_restart_again_is_no_restart(cluster, namespace, create, patch):
    """RBK-9: the key of an action on the object makes a repeated action do nothing."""
    made = await create()
    await patch(restart(FIRST))
    done = await rolled_out(cluster.zhiban, deployments(namespace, "w"))
    again = await patch(restart(FIRST))
    assert again["metadata"]["generation"] == done["metadata"]["generation"]
    assert set(await revisions(cluster.zhiban, namespace, made)) == {"1", "2"}


async def test_a_scale_is_no_revision(cluster, namespace, create):
    """RBK-2."""
    made = await create(replicas=1)
    path = deployments(namespace, "w")
    scale = {"spec": {"replicas": 3}}
    await ask(cluster.zhiban, "PATCH", f"{path}/scale", scale, kind=MERGE)
    found = await rolled_out(cluster.zhiban, path)
    assert found["status"]["availableReplicas"] == 3
    assert set(await revisions(cluster.zhiban, namespace, made)) == {"1"}
    scaled = (await cluster.zhiban.get(f"{path}/scale"))["status"]["replicas"]
    assert scaled == 3


async def test_a_rollout_that_gets_nowhere_runs_out_of_time_and_keeps_serving(
    cluster, namespace, create, patch
):
    """RBK-5: the condition is a report only; nothing is rolled back by it."""
    await create(replicas=2, progressDeadlineSeconds=1)
    await patch(new_image("shop:bad"))
    found = await exceeded(cluster, namespace)
    progressing = condition(found, "Progressing")
    assert (progressing["status"], progressing["reason"]) == ("False", "ProgressDeadlineExceeded")
    assert found["status"]["availableReplicas"] == 2
    assert found["status"]["updatedReplicas"] == 1
    assert found["spec"]["template"]["spec"]["containers"][0]["image"] == "shop:bad"


async def test_an_undo_takes_the_old_replicaset_under_a_new_number(
    cluster, namespace, create, patch
):
    """RBK-4: the old number can no longer be named."""
    made = await create()
    await patch(new_image("shop:2"))
    path = deployments(namespace, "w")
    found = await rolled_out(cluster.zhiban, path)
    good = (await revisions(cluster.zhiban, namespace, made))["1"]
    await patch(undo(found, good), JSON)
    found = await rolled_out(cluster.zhiban, path)
    known = await revisions(cluster.zhiban, namespace, made)
    assert set(known) == {"2", "3"}
    assert known["3"]["metadata"]["uid"] == good["metadata"]["uid"]
    assert known["3"]["metadata"]["annotations"][HISTORY] == "1"
    assert found["metadata"]["annotations"][REVISION] == "3"
    assert found["spec"]["template"]["spec"] == good["spec"]["template"]["spec"]
    assert found["spec"]["template"]["metadata"]["labels"] == {"app": "w"}


async def test_an_undo_of_an_undo_goes_back_to_what_was_bad(cluster, namespace, create, patch):
    """RBK-9: so an undo must be resolved to one ReplicaSet before it is tried, and only once."""
    made = await create()
    await patch(new_image("shop:2"))
    path = deployments(namespace, "w")
    for image in ("shop:1", "shop:2"):
        found = await rolled_out(cluster.zhiban, path)
        known = await revisions(cluster.zhiban, namespace, made)
        second_highest = known[sorted(known, key=int)[-2]]
        answer = await patch(undo(found, second_highest), JSON)
        assert answer["spec"]["template"]["spec"]["containers"][0]["image"] == image


async def test_an_undo_to_the_template_in_use_changes_nothing(cluster, namespace, create, patch):
    """RBK-9."""
    made = await create()
    (current,) = (await revisions(cluster.zhiban, namespace, made)).values()
    answer = await patch(undo(made, current), JSON)
    assert answer["metadata"]["generation"] == made["metadata"]["generation"]


async def test_after_an_undo_the_old_failure_is_seen_once_more(cluster, namespace, create, patch):
    """RBK-5: generation and observedGeneration agree while the condition is still the old one.

    Whoever takes that for the verdict calls a healing action a failure. It is a matter of which
    write of the controller comes first, so a few rounds may be needed on the real one.
    """
    made = await create(progressDeadlineSeconds=1)
    for round_ in range(2, 6):
        await patch(new_image(f"shop:bad{round_}"))
        failed = await exceeded(cluster, namespace)
        known = await revisions(cluster.zhiban, namespace, made)
        good = next(
            one
            for one in known.values()
            if one["spec"]["template"]["spec"]["containers"][0]["image"] == "shop:1"
        )
        answer = await patch(undo(failed, good), JSON)
        seen = await history_until_done(cluster, namespace, answer)
        trap = [
            found
            for found in seen
            if found["status"]["observedGeneration"] == found["metadata"]["generation"]
            and condition(found, "Progressing") == condition(failed, "Progressing")
        ]
        assert is_rolled_out(seen[-1])
        assert condition(seen[-1], "Progressing")["reason"] == "NewReplicaSetAvailable"
        if trap:
            return
    pytest.fail("the old condition was never seen after an undo")


async def history_until_done(cluster, namespace, since):
    """Every state of `w` after `since`, until its rollout is done."""
    seen = []
    asked = {
        "watch": "1",
        "resourceVersion": since["metadata"]["resourceVersion"],
        "fieldSelector": "metadata.name=w",
        "timeoutSeconds": "20",
    }
    path = deployments(namespace)
    async with cluster.zhiban.http.stream("GET", path, params=asked) as reply:
        async for line in reply.aiter_lines():
            seen.append(json.loads(line)["object"])
            if is_rolled_out(seen[-1]):
                return seen
    return seen


async def test_a_paused_deployment_takes_changes_and_does_not_roll_them_out(
    cluster, namespace, create, patch
):
    """RBK-6."""
    made = await create()
    await patch({"spec": {"paused": True}}, MERGE)
    path = deployments(namespace, "w")
    paused = await eventually_has(
        cluster.zhiban,
        path,
        lambda found: condition(found, "Progressing").get("reason") == "DeploymentPaused",
    )
    assert condition(paused, "Progressing")["status"] == "Unknown"
    changed = await patch(new_image("shop:2"))
    generation = changed["metadata"]["generation"]
    await eventually_has(
        cluster.zhiban, path, lambda found: found["status"]["observedGeneration"] == generation
    )
    assert set(await revisions(cluster.zhiban, namespace, made)) == {"1"}
    await patch({"spec": {"paused": False}}, MERGE)
    await eventually_has(
        cluster.zhiban,
        path,
        lambda found: found["metadata"]["annotations"][REVISION] == "2" and is_rolled_out(found),
    )


async def test_only_so_many_old_revisions_are_kept(cluster, namespace, create, patch):
    """RBK-4: an undo finds no older one.

    The oldest go first, by times of whole seconds; which of several made in one second is open.
    """
    await create(revisionHistoryLimit=1)
    for number in range(2, 5):
        await patch(new_image(f"shop:{number}"))
        await rolled_out(cluster.zhiban, deployments(namespace, "w"))
    listed = await eventually_has(
        cluster.zhiban, replicasets(namespace), lambda listed: len(listed["items"]) == 2
    )
    assert "4" in {one["metadata"]["annotations"][REVISION] for one in listed["items"]}


async def test_scaling_is_told_as_events(cluster, namespace, create):
    """CLD-2."""
    await create(replicas=2)
    found = await eventually_has(
        cluster.zhiban,
        core(namespace, "events"),
        lambda listed: "ScalingReplicaSet" in {one["reason"] for one in listed["items"]},
    )
    (event,) = (one for one in found["items"] if one["reason"] == "ScalingReplicaSet")
    assert (event["involvedObject"]["kind"], event["involvedObject"]["name"]) == ("Deployment", "w")
    assert event["message"].startswith("Scaled up replica set w-")
    assert event["message"].endswith("to 2")


async def test_pods_belong_to_a_replicaset_and_sit_on_a_node(cluster, namespace, create):
    """CLD-2."""
    await create(replicas=2)
    pods = (await cluster.zhiban.get(core(namespace, "pods")))["items"]
    assert {pod["metadata"]["ownerReferences"][0]["kind"] for pod in pods} == {"ReplicaSet"}
    nodes = (await cluster.zhiban.get("/api/v1/nodes"))["items"]
    names = {node["metadata"]["name"] for node in nodes}
    assert {pod["spec"]["nodeName"] for pod in pods} <= names
    assert {condition(node, "Ready")["status"] for node in nodes} == {"True"}


@pytest.mark.parametrize("resource", ["statefulsets", "daemonsets"])
async def test_other_workloads_restart_and_keep_controllerrevisions(cluster, namespace, resource):
    """RBK-4: their revisions are objects of their own."""
    kind = {"statefulsets": "StatefulSet", "daemonsets": "DaemonSet"}[resource]
    path = f"/apis/apps/v1/namespaces/{namespace}/{resource}"
    spec = {"selector": {"matchLabels": {"app": "w"}}, "template": template("w", "shop:1")}
    if resource == "statefulsets":
        spec |= {"serviceName": "w", "replicas": 1}
    body = {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": "w"}, "spec": spec}
    assert (await ask(cluster.admin, "POST", path, body)).code == 201
    ready = "readyReplicas" if resource == "statefulsets" else "numberAvailable"
    await eventually_has(
        cluster.zhiban, f"{path}/w", lambda found: found.get("status", {}).get(ready, 0) > 0
    )
    answer = await ask(cluster.zhiban, "PATCH", f"{path}/w", restart(FIRST), kind=STRATEGIC)
    assert answer.body["metadata"]["generation"] == 2
    listed = await eventually_has(
        cluster.zhiban,
        f"/apis/apps/v1/namespaces/{namespace}/controllerrevisions",
        lambda listed: len(listed["items"]) == 2,
    )
    assert sorted(one["revision"] for one in listed["items"]) == [1, 2]
    oldest = min(listed["items"], key=lambda one: one["revision"])
    containers = oldest["data"]["spec"]["template"]["spec"]["containers"]
    assert containers[0]["image"] == "shop:1"
    undone = await ask(cluster.zhiban, "PATCH", f"{path}/w", oldest["data"], kind=STRATEGIC)
    assert undone.code == 200


async def test_two_changes_at_once_both_count(cluster, namespace, create, patch):
    """RBK-9: strategic patches without a version do not conflict."""
    await create()
    label = {"spec": {"template": {"metadata": {"annotations": {"note": "x"}}}}}
    await asyncio.gather(patch(restart(FIRST)), patch(label))
    found = await rolled_out(cluster.zhiban, deployments(namespace, "w"))
    assert len(found["spec"]["template"]["metadata"]["annotations"]) == 2
