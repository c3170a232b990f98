"""What an API server answers, line by line, on every cluster that there is."""

import asyncio
import json

import pytest

from tests.fakes.kubernetes_objects import (
    APPLY,
    JSON,
    MERGE,
    STRATEGIC,
    ask,
    core,
    deployment,
    deployments,
    eventually_has,
    new_image,
    rolled_out,
)


@pytest.fixture
async def namespace(cluster):
    return await cluster.namespace()


@pytest.fixture
async def made(cluster, namespace):
    """A Deployment `w` as the server answered its creation, and that has settled."""
    answer = await ask(
        cluster.admin, "POST", deployments(namespace), deployment(replicas=2, minReadySeconds=0)
    )
    assert answer.code == 201
    await rolled_out(cluster.admin, deployments(namespace, "w"))
    return answer.body


async def test_what_is_there_cannot_be_created_again(cluster, namespace, made):
    """CLD-2."""
    answer = await ask(cluster.admin, "POST", deployments(namespace), deployment())
    assert answer.refusal == (409, "AlreadyExists")


@pytest.mark.parametrize(("method", "body"), [("GET", None), ("PATCH", {"spec": {"replicas": 1}})])
async def test_what_is_missing_is_not_found(cluster, namespace, method, body):
    """CLD-2."""
    path = deployments(namespace, "gone")
    answer = await ask(cluster.zhiban, method, path, body, kind=MERGE if body else "")
    assert answer.refusal == (404, "NotFound")
    assert '"gone" not found' in answer.body["message"]


async def test_a_missing_deployment_has_no_scale(cluster, namespace):
    """CLD-2."""
    answer = await ask(cluster.zhiban, "GET", deployments(namespace, "gone/scale"))
    assert answer.refusal == (404, "NotFound")


@pytest.mark.parametrize("kind", [MERGE, STRATEGIC])
async def test_a_patch_with_a_stale_version_conflicts(cluster, namespace, made, kind):
    """RBK-9."""
    stale = {"metadata": {"resourceVersion": made["metadata"]["resourceVersion"]}}
    body = {**stale, "spec": {"replicas": 3}}
    answer = await ask(cluster.zhiban, "PATCH", deployments(namespace, "w"), body, kind=kind)
    assert answer.refusal == (409, "Conflict")


async def test_a_put_with_a_stale_version_conflicts(cluster, namespace, made):
    """RBK-9."""
    answer = await ask(cluster.admin, "PUT", deployments(namespace, "w"), made)
    assert answer.refusal == (409, "Conflict")


async def test_a_scale_with_a_stale_version_conflicts(cluster, namespace, made):
    """RBK-9."""
    meta = {
        "name": "w",
        "namespace": namespace,
        "resourceVersion": made["metadata"]["resourceVersion"],
    }
    path = deployments(namespace, "w/scale")
    answer = await ask(cluster.zhiban, "PUT", path, {"metadata": meta, "spec": {"replicas": 4}})
    assert answer.refusal == (409, "Conflict")


async def test_a_json_patch_whose_test_fails_is_invalid_and_changes_nothing(
    cluster, namespace, made
):
    """RBK-9: 422 and not 409, so whoever locks with `test` must take it for a conflict."""
    patch = [
        {"op": "test", "path": "/metadata/resourceVersion", "value": "1"},
        {"op": "replace", "path": "/spec/replicas", "value": 3},
    ]
    path = deployments(namespace, "w")
    answer = await ask(cluster.zhiban, "PATCH", path, patch, kind=JSON)
    assert answer.refusal == (422, "Invalid")
    assert (await cluster.zhiban.get(path))["spec"]["replicas"] == 2


async def test_a_json_patch_may_hold_the_generation(cluster, namespace, made):
    """RBK-9: unlike the resourceVersion it does not move with every change of status."""
    patch = [
        {"op": "test", "path": "/metadata/generation", "value": 1},
        {"op": "replace", "path": "/spec/replicas", "value": 3},
    ]
    path = deployments(namespace, "w")
    assert (await ask(cluster.zhiban, "PATCH", path, patch, kind=JSON)).code == 200
    again = await ask(cluster.zhiban, "PATCH", path, patch, kind=JSON)
    assert again.refusal == (422, "Invalid")


async def test_a_json_patch_may_replace_what_is_absent_only_on_older_servers(
    cluster, namespace, made
):
    """RBK-9: 1.20 takes it for `add`; servers of today refuse it."""
    patch = [{"op": "replace", "path": "/metadata/annotations/absent", "value": "x"}]
    answer = await ask(cluster.zhiban, "PATCH", deployments(namespace, "w"), patch, kind=JSON)
    assert answer.code == (200 if cluster.is_lab else 422)


TWO = [{"name": "a", "image": "shop:1"}, {"name": "b", "image": "side:1"}]


async def two_containers(cluster, namespace):
    body = deployment("two")
    body["spec"]["template"]["spec"]["containers"] = TWO
    assert (await ask(cluster.admin, "POST", deployments(namespace), body)).code == 201
    return deployments(namespace, "two")


def images(answer):
    containers = answer.body["spec"]["template"]["spec"]["containers"]
    return {one["name"]: one["image"] for one in containers}


async def test_a_strategic_patch_merges_containers_by_name(cluster, namespace):
    """CLD-2."""
    path = await two_containers(cluster, namespace)
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "b", "image": "side:2"}]}}}}
    answer = await ask(cluster.zhiban, "PATCH", path, patch, kind=STRATEGIC)
    assert images(answer) == {"a": "shop:1", "b": "side:2"}


async def test_a_merge_patch_replaces_the_list_of_containers(cluster, namespace):
    """CLD-2: a container vanishes."""
    path = await two_containers(cluster, namespace)
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "b", "image": "side:2"}]}}}}
    answer = await ask(cluster.zhiban, "PATCH", path, patch, kind=MERGE)
    assert images(answer) == {"b": "side:2"}


async def settled(cluster, path):
    """The object once its status stands still, so that versions can be compared."""
    found = await cluster.admin.get(path)
    while True:
        await asyncio.sleep(0.3)
        again = await cluster.admin.get(path)
        if again["metadata"]["resourceVersion"] == found["metadata"]["resourceVersion"]:
            return again
        found = again


def versions(body):
    return body["metadata"]["resourceVersion"], body["metadata"]["generation"]


async def test_a_patch_that_changes_nothing_writes_nothing(cluster, namespace, made):
    """RBK-9."""
    path = deployments(namespace, "w")
    before = await settled(cluster, path)
    answer = await ask(cluster.zhiban, "PATCH", path, {"spec": {"replicas": 2}}, kind=MERGE)
    assert (answer.code, versions(answer.body)) == (200, versions(before))


async def test_labels_move_the_version_and_not_the_generation(cluster, namespace, made):
    """CLD-2."""
    path = deployments(namespace, "w")
    version, generation = versions(await settled(cluster, path))
    patch = {"metadata": {"labels": {"z": "1"}}}
    after = versions((await ask(cluster.zhiban, "PATCH", path, patch, kind=MERGE)).body)
    assert after[0] != version
    assert after[1] == generation


async def test_an_annotation_of_a_deployment_is_a_generation_though_not_a_revision(
    cluster, namespace, made
):
    """RBK-9: the controller copies annotations to the ReplicaSets, so it must hear of them."""
    path = deployments(namespace, "w")
    patch = {"metadata": {"annotations": {"zhiban/action": "a-1"}}}
    answer = await ask(cluster.zhiban, "PATCH", path, patch, kind=MERGE)
    assert answer.body["metadata"]["generation"] == 2
    found = await rolled_out(cluster.zhiban, path)
    assert found["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "1"


async def test_an_annotation_of_a_configmap_or_pod_has_no_generation(cluster, namespace, made):
    """CLD-2."""
    (pod, *_) = (await cluster.zhiban.get(core(namespace, "pods")))["items"]
    path = core(namespace, "pods", pod["metadata"]["name"])
    patch = {"metadata": {"annotations": {"zhiban/action": "a-1"}}}
    answer = await ask(cluster.zhiban, "PATCH", path, patch, kind=MERGE)
    assert "generation" not in answer.body["metadata"]


async def test_every_change_of_the_spec_is_a_generation(cluster, namespace, made):
    """CLD-2."""
    path = deployments(namespace, "w")
    answer = await ask(cluster.zhiban, "PATCH", path, {"spec": {"replicas": 3}}, kind=MERGE)
    assert answer.body["metadata"]["generation"] == 2
    answer = await ask(cluster.zhiban, "PATCH", path, new_image("shop:2"), kind=STRATEGIC)
    assert answer.body["metadata"]["generation"] == 3


async def test_a_status_in_a_patch_of_the_workload_is_ignored(cluster, namespace, made):
    """CLD-2."""
    patch = {"status": {"replicas": 99}}
    answer = await ask(cluster.zhiban, "PATCH", deployments(namespace, "w"), patch, kind=MERGE)
    assert answer.code == 200
    assert answer.body["status"]["replicas"] != 99


@pytest.mark.parametrize(
    "patch",
    [
        {"spec": {"selector": {"matchLabels": {"app": "other"}}}},
        {"spec": {"replicas": -1}},
        {"spec": {"strategy": {"type": "Sideways"}}},
    ],
)
async def test_what_a_deployment_cannot_be_is_invalid(cluster, namespace, made, patch):
    """CLD-2."""
    answer = await ask(cluster.zhiban, "PATCH", deployments(namespace, "w"), patch, kind=MERGE)
    assert answer.refusal == (422, "Invalid")


async def test_a_scale_is_an_object_of_its_own(cluster, namespace, made):
    """CLD-2."""
    path = deployments(namespace, "w/scale")
    patch = {"spec": {"replicas": 3}}
    answer = await ask(cluster.zhiban, "PATCH", path, patch, kind=MERGE)
    assert (answer.body["apiVersion"], answer.body["kind"]) == ("autoscaling/v1", "Scale")
    assert answer.body["spec"] == {"replicas": 3}
    assert answer.body["status"]["selector"] == "app=w"
    read = await cluster.zhiban.get(path)
    assert read["spec"]["replicas"] == 3
    assert (await cluster.zhiban.get(deployments(namespace, "w")))["spec"]["replicas"] == 3


async def test_a_negative_scale_is_invalid(cluster, namespace, made):
    """CLD-2."""
    path = deployments(namespace, "w/scale")
    answer = await ask(cluster.zhiban, "PATCH", path, {"spec": {"replicas": -1}}, kind=MERGE)
    assert answer.refusal == (422, "Invalid")


async def test_an_apply_says_who_applies(cluster, namespace, made):
    """CLD-2."""
    body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "w"}}
    body["spec"] = {"replicas": 5}
    path = deployments(namespace, "w")
    unnamed = await ask(cluster.zhiban, "PATCH", path, body, kind=APPLY)
    assert unnamed.code == 422
    foreign = await ask(cluster.zhiban, "PATCH", path, body, kind=APPLY, fieldManager="zhiban")
    assert foreign.refusal == (409, "Conflict")
    assert "python-httpx" in foreign.body["message"]
    forced = await ask(
        cluster.zhiban, "PATCH", path, body, kind=APPLY, fieldManager="zhiban", force="true"
    )
    assert (forced.code, forced.body["spec"]["replicas"]) == (200, 5)


async def test_an_unknown_kind_of_patch_is_refused(cluster, namespace, made):
    """CLD-2."""
    path = deployments(namespace, "w")
    answer = await ask(cluster.zhiban, "PATCH", path, {}, kind="application/json")
    assert answer.refusal == (415, "UnsupportedMediaType")


async def test_a_selector_that_cannot_be_read_is_refused(cluster, namespace):
    """CLD-2."""
    path = deployments(namespace)
    answer = await ask(cluster.zhiban, "GET", path, labelSelector="a===b")
    assert answer.refusal == (400, "BadRequest")


async def test_labels_select(cluster, namespace, made):
    """CLD-2."""
    path = core(namespace, "pods")
    for selector, number in (("app=w", 2), ("app in (w,x)", 2), ("app!=w", 0), ("!app", 0)):
        listed = await cluster.zhiban.get(path, labelSelector=selector)
        assert len(listed["items"]) == number, selector


async def test_a_dry_run_answers_in_full_and_stores_nothing(cluster, namespace, made):
    """RBK-7."""
    path = deployments(namespace, "w")
    patch = {"spec": {"replicas": 9}}
    answer = await ask(cluster.zhiban, "PATCH", path, patch, kind=MERGE, dryRun="All")
    assert (answer.code, answer.body["spec"]["replicas"]) == (200, 9)
    assert (await cluster.zhiban.get(path))["spec"]["replicas"] == 2


async def test_a_list_comes_in_pages(cluster, namespace, made):
    """CLD-2."""
    path = core(namespace, "pods")
    first = await cluster.zhiban.get(path, limit="1")
    assert len(first["items"]) == 1
    assert first["metadata"]["remainingItemCount"] == 1
    rest = await cluster.zhiban.get(path, limit="1", **{"continue": first["metadata"]["continue"]})
    names = {one["metadata"]["name"] for one in (*first["items"], *rest["items"])}
    assert len(names) == 2
    assert not rest["metadata"].get("continue")


async def watched(cluster, path, **params):
    """The first event of a watch."""
    asked = {"watch": "1", "timeoutSeconds": "5", **params}
    async with cluster.zhiban.http.stream("GET", path, params=asked) as reply:
        return json.loads(await anext(reply.aiter_lines()))


async def test_a_watch_without_a_version_starts_with_what_is_there(cluster, namespace, made):
    """CLD-2."""
    path = deployments(namespace)
    event = await watched(cluster, path, fieldSelector="metadata.name=w")
    assert (event["type"], event["object"]["metadata"]["name"]) == ("ADDED", "w")


async def test_a_watch_from_too_long_ago_is_told_so(cluster, namespace, made):
    """CLD-2: as an event, not as a status of the reply."""
    event = await watched(cluster, deployments(namespace), resourceVersion="1")
    assert (event["type"], event["object"]["code"]) == ("ERROR", 410)
    assert event["object"]["reason"] in ("Expired", "Gone")


async def test_a_watch_from_a_version_tells_what_came_after(cluster, namespace, made):
    """CLD-2."""
    path = deployments(namespace)
    await settled(cluster, deployments(namespace, "w"))
    version = (await cluster.zhiban.get(path))["metadata"]["resourceVersion"]
    patch = {"metadata": {"labels": {"z": "1"}}}
    await ask(cluster.zhiban, "PATCH", deployments(namespace, "w"), patch, kind=MERGE)
    event = await watched(cluster, path, resourceVersion=version)
    assert (event["type"], event["object"]["metadata"]["labels"]["z"]) == ("MODIFIED", "1")


async def test_a_watch_tells_of_a_deletion(cluster, namespace, made):
    """CLD-2."""
    path = deployments(namespace)
    await settled(cluster, deployments(namespace, "w"))
    version = (await cluster.zhiban.get(path))["metadata"]["resourceVersion"]
    await cluster.admin.delete(deployments(namespace, "w"))
    event = await watched(cluster, path, resourceVersion=version)
    assert event["type"] == "DELETED"


async def test_what_was_deleted_takes_its_pods_along(cluster, namespace, made):
    """CLD-2."""
    await cluster.admin.delete(deployments(namespace, "w"), propagationPolicy="Background")
    await eventually_has(cluster.admin, core(namespace, "pods"), lambda pods: not pods["items"])


async def test_what_is_not_said_is_filled_in(cluster, namespace, made):
    """CLD-2."""
    spec = made["spec"]
    assert (spec["progressDeadlineSeconds"], spec["revisionHistoryLimit"]) == (600, 10)
    assert spec["strategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"},
    }


async def test_a_misspelt_field_is_refused_by_servers_of_today_and_dropped_by_older_ones(
    cluster, namespace, made
):
    """CLD-2: 1.20 does not know `fieldValidation`."""
    path = deployments(namespace, "w")
    patch = {"spec": {"replicaz": 9}}
    answer = await ask(cluster.zhiban, "PATCH", path, patch, kind=MERGE, fieldValidation="Strict")
    assert answer.code == (200 if cluster.is_lab else 400)


TOO_MANY = 2**31


@pytest.mark.parametrize("kind", [JSON, MERGE, STRATEGIC, APPLY])
@pytest.mark.parametrize("below", ["", "/scale"])
async def test_a_patch_to_more_than_32_bits_of_replicas_is_invalid(
    cluster, namespace, made, kind, below
):
    """CLD-2: whatever is kept in 32 bits is refused, and never counted up to."""
    if below and kind in (STRATEGIC, APPLY):
        kind = MERGE
    patch = {"spec": {"replicas": TOO_MANY}}
    if kind == JSON:
        patch = [{"op": "add", "path": "/spec/replicas", "value": TOO_MANY}]
    params = {}
    if kind == APPLY:
        patch |= {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "w"}}
        params = {"fieldManager": "test", "force": "true"}
    path = deployments(namespace, f"w{below}")
    answer = await ask(cluster.zhiban, "PATCH", path, patch, kind=kind, **params)
    assert answer.refusal == (422, "Invalid")
    assert (await cluster.zhiban.get(deployments(namespace, "w")))["spec"]["replicas"] == 2


async def test_an_object_of_more_than_32_bits_of_replicas_is_not_read(cluster, namespace, made):
    """CLD-2."""
    body = deployment("large", replicas=TOO_MANY)
    new = await ask(cluster.admin, "POST", deployments(namespace), body)
    found = await cluster.admin.get(deployments(namespace, "w"))
    found["spec"]["replicas"] = TOO_MANY
    old = await ask(cluster.admin, "PUT", deployments(namespace, "w"), found)
    scale = await cluster.admin.get(deployments(namespace, "w/scale"))
    scale["spec"]["replicas"] = TOO_MANY
    scaled = await ask(cluster.admin, "PUT", deployments(namespace, "w/scale"), scale)
    assert new.refusal == old.refusal == scaled.refusal == (400, "BadRequest")
    assert "overflow: 2147483648" in new.body["message"]


async def test_an_apply_that_names_a_stale_version_conflicts(cluster, namespace, made):
    """CLD-2, RBK-9."""
    body = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "w", "annotations": {"a": "1"}, "resourceVersion": "1"},
    }
    path = deployments(namespace, "w")
    answer = await ask(cluster.zhiban, "PATCH", path, body, kind=APPLY, fieldManager="test")
    assert answer.refusal == (409, "Conflict")
    assert "the object has been modified" in answer.body["message"]


async def test_what_is_written_as_text_into_a_secret_is_kept_encoded(cluster, namespace):
    """CLD-2."""
    body = {"metadata": {"name": "s"}, "data": {"a": "YQ=="}, "stringData": {"b": "b"}}
    made = await ask(cluster.admin, "POST", core(namespace, "secrets"), body)
    assert made.body["data"] == {"a": "YQ==", "b": "Yg=="}
    assert "stringData" not in made.body


async def test_a_service_with_an_unknown_field_is_not_applied(cluster, namespace):
    """CLD-2: when it is asked to be strict."""
    body = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}}
    body["spec"] = {"selectr": {"app": "w"}, "ports": [{"port": 80, "protocol": "TCP"}]}
    strict = {"fieldManager": "test", "fieldValidation": "Strict"}
    path = core(namespace, "services", "s")
    answer = await ask(cluster.admin, "PATCH", path, body, kind=APPLY, **strict)
    assert answer.code == (500 if cluster.is_lab else 400)
    assert "selectr" in answer.body["message"]
