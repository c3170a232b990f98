"""What the API answers, line by line as it was measured on a real server."""

import json

import pytest

from sandbox.kubernetes import kinds
from tests.sandbox.kubernetes.support import (
    APPLY,
    JSON,
    MERGE,
    STRATEGIC,
    configmap,
    container,
    core,
    deployment,
    path,
    template,
)

TWO = (container("shop/web:1"), container("shop/side:1", "side"))


@pytest.fixture
async def made(kube, stage):
    """A Deployment of two containers as it is after a while; its first version goes with it."""
    stage.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})
    answer = await kube.ask("POST", path(), deployment("web", *TWO, replicas=2))
    assert answer.code == 201
    stage.run()
    return answer.body


async def images(kube):
    found = (await kube.ask("GET", path("web"))).body["spec"]["template"]["spec"]["containers"]
    return [one["image"] for one in found]


async def test_defaults_are_filled_in(made):
    """RBK-4."""
    spec = made["spec"]
    assert (spec["progressDeadlineSeconds"], spec["revisionHistoryLimit"]) == (600, 10)
    assert spec["strategy"]["rollingUpdate"] == {"maxSurge": "25%", "maxUnavailable": "25%"}
    assert made["metadata"]["generation"] == 1
    assert set(made["metadata"]) >= {"uid", "creationTimestamp", "resourceVersion"}


async def test_what_is_there_cannot_be_created_again(kube, made):
    """RBK-4."""
    answer = await kube.ask("POST", path(), deployment("web", *TWO))
    assert answer.refusal == (409, "AlreadyExists")
    assert answer.body["details"] == {"name": "web", "kind": "deployments", "group": "apps"}


@pytest.mark.parametrize(("method", "body"), [("GET", None), ("PATCH", {}), ("DELETE", None)])
async def test_what_is_missing_is_not_found(kube, made, method, body):
    """RBK-4."""
    answer = await kube.ask(method, path("gone"), body, kind=MERGE)
    assert answer.refusal == (404, "NotFound")
    assert answer.body["message"] == 'deployments.apps "gone" not found'


@pytest.mark.parametrize("kind", [MERGE, STRATEGIC])
async def test_patches_of_an_old_version_conflict(kube, made, kind):
    """RBK-7."""
    version = made["metadata"]["resourceVersion"]
    patch = {"metadata": {"resourceVersion": version}, "spec": {"replicas": 3}}
    answer = await kube.ask("PATCH", path("web"), patch, kind=kind)
    assert answer.refusal == (409, "Conflict")
    assert "the object has been modified" in answer.body["message"]


async def test_replacing_an_old_version_conflicts(kube, made):
    """RBK-7."""
    assert (await kube.ask("PUT", path("web"), made)).refusal == (409, "Conflict")
    scale = {"metadata": {"name": "web", "resourceVersion": "1"}, "spec": {"replicas": 4}}
    assert (await kube.ask("PUT", path("web/scale"), scale)).refusal == (409, "Conflict")


@pytest.mark.parametrize(
    ("metadata", "code"), [({"name": "web", "uid": "another"}, 409), ({"name": "other"}, 400)]
)
async def test_replacing_another_object_is_refused(kube, made, metadata, code):
    """RBK-7."""
    other = deployment("web", *TWO) | {"metadata": metadata}
    assert (await kube.ask("PUT", path("web"), other)).code == code


async def test_a_scale_is_not_applied(kube, made):
    """RBK-2."""
    assert (await kube.ask("PATCH", path("web/scale"), {}, kind=APPLY)).code == 415


@pytest.mark.parametrize(("hours", "shown"), [(0.01, "39s"), (0.5, "30m"), (5, "5h"), (72, "3d")])
async def test_ages_are_told_in_their_largest_unit(kube, stage, made, hours, shown):
    """RBK-15."""
    stage.run(3600 * hours)
    kube._client.headers["accept"] = "application/json;as=Table;v=v1;g=meta.k8s.io"
    row = (await kube.ask("GET", path("web"))).body["rows"][0]["cells"]
    assert row[-1] == shown


async def test_replacing_without_a_version_replaces(kube, made):
    """RBK-7."""
    answer = await kube.ask("PUT", path("web"), deployment("web", *TWO, replicas=5))
    assert (answer.code, answer.body["spec"]["replicas"]) == (200, 5)
    assert answer.body["metadata"]["uid"] == made["metadata"]["uid"]


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "test", "path": "/metadata/generation", "value": 99},
        {"op": "replace", "path": "/metadata/annotations/none", "value": "x"},
    ],
)
async def test_a_json_patch_that_does_not_fit_is_invalid_and_no_conflict(kube, made, operation):
    """RBK-7."""
    patch = [operation, {"op": "replace", "path": "/spec/replicas", "value": 3}]
    assert (await kube.ask("PATCH", path("web"), patch, kind=JSON)).refusal == (422, "Invalid")
    assert (await kube.ask("GET", path("web"))).body["spec"]["replicas"] == 2


async def test_a_json_patch_that_fits_changes(kube, made):
    """RBK-7."""
    patch = [
        {"op": "test", "path": "/metadata/generation", "value": 1},
        {"op": "replace", "path": "/spec/replicas", "value": 3},
    ]
    answer = await kube.ask("PATCH", path("web"), patch, kind=JSON)
    assert answer.body["spec"]["replicas"] == 3


async def test_a_strategic_patch_merges_containers_by_name(kube, made):
    """RBK-2."""
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "side", "image": "s:2"}]}}}}
    answer = await kube.ask("PATCH", path("web"), patch, kind=STRATEGIC)
    assert answer.body["metadata"]["generation"] == 2
    assert await images(kube) == ["shop/web:1", "s:2"]


async def test_a_merge_patch_replaces_the_list(kube, made):
    """RBK-2."""
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "side", "image": "s:2"}]}}}}
    await kube.ask("PATCH", path("web"), patch, kind=MERGE)
    assert await images(kube) == ["s:2"]


async def test_a_patch_that_changes_nothing_writes_nothing(kube, stage, made):
    """RBK-9."""
    before = stage.get()["metadata"]
    answer = await kube.ask("PATCH", path("web"), {"spec": {"replicas": 2}}, kind=MERGE)
    assert answer.code == 200
    assert answer.body["metadata"] == before


async def test_a_label_counts_no_generation(kube, stage, made):
    """RBK-4."""
    patch = {"metadata": {"labels": {"a": "b"}}}
    answer = await kube.ask("PATCH", path("web"), patch, kind=MERGE)
    assert answer.body["metadata"]["generation"] == 1
    assert answer.body["metadata"]["resourceVersion"] > made["metadata"]["resourceVersion"]


async def test_status_is_written_below_status_only(kube, stage, made):
    """RBK-5."""
    patch = {"status": {"replicas": 99}}
    answer = await kube.ask("PATCH", path("web"), patch, kind=MERGE)
    assert answer.body["status"]["replicas"] == 2
    below = await kube.ask(
        "PATCH", path("web/status"), {"status": {"replicas": 7}, "spec": {"replicas": 9}}, MERGE
    )
    assert (below.body["status"]["replicas"], below.body["spec"]["replicas"]) == (7, 2)


@pytest.mark.parametrize(
    ("where", "patch", "field"),
    [
        ("web", {"spec": {"selector": {"matchLabels": {"app": "x"}}}}, "spec.selector"),
        ("web", {"spec": {"replicas": -1}}, "spec.replicas"),
        ("web/scale", {"spec": {"replicas": -1}}, "spec.replicas"),
        ("web", {"spec": {"strategy": {"type": "Slowly"}}}, "spec.strategy.type"),
        ("web", {"spec": {"strategy": {"type": "Recreate"}}}, "spec.strategy.rollingUpdate"),
        ("web", {"spec": {"minReadySeconds": 600}}, "spec.progressDeadlineSeconds"),
        ("web", {"metadata": {"labels": {"a": "b c"}}}, "metadata.labels"),
        ("web", {"spec": {"template": {"spec": {"containers": []}}}}, "containers"),
        ("web", {"spec": {"template": {"spec": {"containers": [{}]}}}}, "containers[0].name"),
    ],
)
async def test_what_an_object_may_not_be_is_invalid(kube, made, where, patch, field):
    """RBK-4."""
    answer = await kube.ask("PATCH", path(where), patch, kind=MERGE)
    assert answer.refusal == (422, "Invalid")
    assert field in " ".join(one["field"] for one in answer.body["details"]["causes"])


async def test_a_scale_is_read_and_changed(kube, stage, made):
    """RBK-2."""
    answer = await kube.ask("PATCH", path("web/scale"), {"spec": {"replicas": 3}}, kind=MERGE)
    shown = answer.body
    assert (shown["kind"], shown["apiVersion"]) == ("Scale", "autoscaling/v1")
    assert shown["spec"] == {"replicas": 3}
    assert shown["status"] == {"replicas": 2, "selector": "app=web"}
    stage.run()
    again = (await kube.ask("GET", path("web/scale"))).body
    assert again["status"]["replicas"] == 3
    assert stage.get()["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "1"


async def test_a_scale_of_zero_says_nothing_of_it(kube, stage, made):
    """RBK-2."""
    scale = {"metadata": {"name": "web"}, "spec": {"replicas": 0}}
    assert (await kube.ask("PUT", path("web/scale"), scale)).body["spec"] == {}
    stage.run()
    assert stage.pods() == []


async def test_a_misspelt_field_is_dropped_or_refused(kube, made):
    """RBK-4."""
    patch = {"spec": {"replicaz": 9}}
    dropped = await kube.ask("PATCH", path("web"), patch, kind=MERGE)
    assert dropped.code == 200
    assert "replicaz" not in dropped.body["spec"]
    strict = await kube.ask("PATCH", path("web"), patch, MERGE, fieldValidation="Strict")
    assert strict.refusal == (400, "BadRequest")
    assert 'unknown field "spec.replicaz"' in strict.body["message"]


async def test_a_dry_run_answers_in_full_and_keeps_nothing(kube, stage, made):
    """RBK-7."""
    version = stage.cluster.store.version
    patch = {"spec": {"replicas": 9}}
    answer = await kube.ask("PATCH", path("web"), patch, kind=MERGE, dryRun="All")
    assert answer.body["spec"]["replicas"] == 9
    assert answer.body["metadata"]["generation"] == 2
    created = await kube.ask("POST", path(), deployment("other"), dryRun="All")
    deleted = await kube.ask("DELETE", path("web"), dryRun="All")
    scaled = await kube.ask("PATCH", path("web/scale"), patch, kind=MERGE, dryRun="All")
    assert (created.code, deleted.code, scaled.code) == (201, 200, 200)
    assert stage.cluster.store.version == version


async def test_an_unknown_patch_type_is_not_supported(kube, made):
    """RBK-2."""
    answer = await kube.ask("PATCH", path("web"), {}, kind="application/json")
    assert answer.refusal == (415, "UnsupportedMediaType")


@pytest.mark.parametrize(
    "query",
    [
        {"labelSelector": "a===b"},
        {"labelSelector": "a in b"},
        {"fieldSelector": "spec.replicas=1"},
        {"fieldSelector": "nonsense"},
        {"continue": "%%%"},
    ],
)
async def test_what_is_no_selector_is_a_bad_request(kube, made, query):
    """RBK-2."""
    assert (await kube.ask("GET", path(), **query)).refusal == (400, "BadRequest")


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("app=web", 2),
        ("app==web,app!=db", 2),
        ("app in (web, db)", 2),
        ("app notin (web)", 0),
        ("!app", 0),
        ("app", 2),
        ("tier!=back", 2),
    ],
)
async def test_labels_select(kube, made, selector, found):
    """RBK-2."""
    answer = await kube.ask("GET", core("pods"), labelSelector=selector)
    assert len(answer.body["items"]) == found


@pytest.mark.parametrize(
    ("selector", "found"),
    [("status.phase=Running", 2), ("status.phase!=Running", 0), ("metadata.name=none", 0)],
)
async def test_fields_select(kube, made, selector, found):
    """RBK-2."""
    answer = await kube.ask("GET", core("pods"), fieldSelector=selector)
    assert len(answer.body["items"]) == found


async def test_events_are_found_by_what_they_are_about(kube, made):
    """RBK-15."""
    selector = "involvedObject.kind=Deployment,involvedObject.name=web"
    answer = await kube.ask("GET", core("events"), fieldSelector=selector)
    assert [one["reason"] for one in answer.body["items"]] == ["ScalingReplicaSet"]


async def test_a_long_list_comes_in_pages(kube, made):
    """RBK-2."""
    first = (await kube.ask("GET", "/api/v1/pods", limit=1)).body
    assert first["metadata"]["remainingItemCount"] == 1
    token = first["metadata"]["continue"]
    rest = (await kube.ask("GET", "/api/v1/pods", **{"continue": token})).body
    names = [one["metadata"]["name"] for one in (*first["items"], *rest["items"])]
    assert len(set(names)) == 2
    assert "continue" not in rest["metadata"]


async def test_a_pause_is_told_in_the_condition(kube, stage, made):
    """RBK-6."""
    await kube.ask("PATCH", path("web"), {"spec": {"paused": True}}, kind=MERGE)
    stage.run()
    condition = stage.condition("Progressing")
    assert (condition["status"], condition["reason"]) == ("Unknown", "DeploymentPaused")


async def test_an_annotation_is_taken_away_by_a_null(kube, made):
    """RBK-4."""
    await kube.ask("PATCH", path("web"), {"metadata": {"annotations": {"k": "v"}}}, kind=MERGE)
    patch = {"metadata": {"annotations": {"k": None}}}
    answer = await kube.ask("PATCH", path("web"), patch, kind=MERGE)
    assert "k" not in answer.body["metadata"]["annotations"]


async def test_a_configmap_is_restored_by_a_merge_patch(kube, stage):
    """RBK-4."""
    stage.apply(configmap("settings", mode="broken", extra="1"))
    patch = {"data": {"mode": "fine", "extra": None}}
    answer = await kube.ask("PATCH", core("configmaps", "settings"), patch, kind=MERGE)
    assert answer.body["data"] == {"mode": "fine"}


async def test_a_sealed_configmap_is_not_changed(kube, stage):
    """RBK-4."""
    stage.apply(configmap("settings", mode="fine") | {"immutable": True})
    patch = {"data": {"mode": "x"}}
    answer = await kube.ask("PATCH", core("configmaps", "settings"), patch, kind=MERGE)
    assert answer.refusal == (422, "Invalid")


async def test_a_network_policy_is_kept_if_it_is_one(kube, stage, made):
    """RBK-2."""
    where = "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies"
    spec = {"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Ingress", "Egress"]}
    assert (
        await kube.ask("POST", where, {"metadata": {"name": "alone"}, "spec": spec})
    ).code == 201
    wrong = {"metadata": {"name": "wrong"}, "spec": spec | {"policyTypes": ["Sideways"]}}
    assert (await kube.ask("POST", where, wrong)).refusal == (422, "Invalid")
    gone = (await kube.ask("DELETE", f"{where}/alone")).body
    assert (gone["status"], gone["details"]["name"]) == ("Success", "alone")


@pytest.mark.parametrize(
    ("method", "where", "code"),
    [
        ("GET", "/apis/apps/v1/namespaces/shop/unknowns", 404),
        ("GET", "/apis/apps/v9/deployments", 404),
        ("GET", "/nothing", 404),
        ("POST", path("web"), 405),
        ("PUT", path(), 405),
        ("PUT", core("pods", "x/log"), 405),
        ("GET", "/api/v1/namespaces/shop/nodes", 404),
    ],
)
async def test_what_is_no_address_is_refused(kube, made, method, where, code):
    """RBK-2."""
    body = {} if method in {"POST", "PUT"} else None
    assert (await kube.ask(method, where, body)).code == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{", 400),
        ("[]", 400),
        ({"kind": "Pod", "metadata": {"name": "x"}}, 400),
        ({"metadata": "x"}, 400),
        ({"metadata": {"name": "x", "namespace": "other"}}, 400),
        ({"metadata": {"name": "x", "labels": {"a": 1}}}, 400),
        ({"metadata": {"name": "x", "annotations": []}, "data": {"a": 1}}, 400),
        ({"metadata": {"name": "x"}, "data": {"a": 1}}, 400),
        ({"metadata": {}}, 422),
        ({"metadata": {"name": "Not_A_Name"}}, 422),
    ],
)
async def test_what_is_no_object_of_the_kind_is_refused(kube, made, body, code):
    """RBK-2."""
    assert (await kube.ask("POST", core("configmaps"), body)).code == code


def hpa_spec(**more):
    target = {"kind": "Deployment", "name": "web"}
    return {"scaleTargetRef": target, "minReplicas": 2, "maxReplicas": 5, **more}


ODD = {"matchExpressions": [{"key": "a", "operator": "Like"}]}


@pytest.mark.parametrize(
    ("where", "spec", "field"),
    [
        (path(), {"selector": None}, "spec.selector"),
        (path(), {"selector": ODD}, "spec.selector.matchExpressions[0].operator"),
        (path(), {"selector": {"matchLabels": {"app": "x"}}}, "spec.template.metadata.labels"),
        (
            path(plural="statefulsets"),
            {"updateStrategy": {"type": "No"}},
            "spec.updateStrategy.type",
        ),
        (path(), {"template": template(container(imagePullPolicy="Maybe"))}, "imagePullPolicy"),
        (path(), {"template": template(container(), container())}, "containers[1].name"),
        (path(), {"template": template({"name": "a"})}, "containers[0].image"),
        (
            "/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers",
            hpa_spec(maxReplicas=1),
            "maxReplicas",
        ),
        (
            "/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers",
            hpa_spec(scaleTargetRef={}),
            "scaleTargetRef",
        ),
        (
            "/apis/policy/v1/namespaces/shop/poddisruptionbudgets",
            {"minAvailable": 1, "maxUnavailable": 1},
            "spec",
        ),
        (core("services"), {"type": "Odd"}, "spec.type"),
        (
            "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies",
            {"podSelector": ODD},
            "podSelector",
        ),
    ],
)
async def test_what_may_not_be_created_is_invalid(kube, made, where, spec, field):
    """RBK-4."""
    base = deployment("odd")["spec"] if "/apps/" in where else {}
    answer = await kube.ask("POST", where, {"metadata": {"name": "odd"}, "spec": base | spec})
    assert answer.refusal == (422, "Invalid")
    assert field in " ".join(one["field"] for one in answer.body["details"]["causes"])


async def test_a_namespace_has_to_be_there_first(kube, stage):
    """RBK-2."""
    answer = await kube.ask("POST", path(), deployment("web"))
    assert answer.body["message"] == 'namespaces "shop" not found'
    made = await kube.ask("POST", "/api/v1/namespaces", {"metadata": {"name": "shop"}})
    assert (made.code, made.body["status"]) == (201, {"phase": "Active"})
    assert (await kube.ask("GET", core("serviceaccounts", "default"))).code == 200


async def test_a_deleted_namespace_takes_everything_along(kube, stage, made):
    """RBK-2."""
    marked = await kube.ask("DELETE", "/api/v1/namespaces/shop")
    assert marked.body["metadata"]["deletionTimestamp"]
    stage.run(0.03)
    assert (await kube.ask("POST", core("configmaps"), configmap("late"))).code == 403
    stage.run()
    assert (await kube.ask("GET", "/api/v1/namespaces/shop")).code == 404
    assert stage.get() is None


async def test_names_are_made_where_only_their_beginning_is_given(kube, made):
    """RBK-2."""
    answer = await kube.ask("POST", core("configmaps"), {"metadata": {"generateName": "run-"}})
    assert answer.body["metadata"]["name"].startswith("run-")


async def test_an_hpa_is_shown_in_both_versions(kube, stage, made):
    """RBK-6."""
    target = {"kind": "Deployment", "name": "web", "apiVersion": "apps/v1"}
    spec = {"scaleTargetRef": target, "maxReplicas": 5, "targetCPUUtilizationPercentage": 70}
    old = "/apis/autoscaling/v1/namespaces/shop/horizontalpodautoscalers"
    assert (await kube.ask("POST", old, {"metadata": {"name": "web"}, "spec": spec})).code == 201
    shown = (await kube.ask("GET", f"{old}/web")).body["spec"]
    assert shown == spec | {"minReplicas": 1}
    new = (await kube.ask("GET", f"{old.replace('v1', 'v2')}/web")).body
    assert new["apiVersion"] == "autoscaling/v2"
    assert new["spec"]["metrics"][0]["resource"]["target"]["averageUtilization"] == 70
    wrong = {"metadata": {"name": "x"}, "spec": spec | {"maxReplicas": 0}}
    assert (await kube.ask("POST", old, wrong)).code == 422


async def test_services_and_secrets_are_kept(kube, made):
    """RBK-4."""
    spec = {"selector": {"app": "web"}, "ports": [{"port": 80}]}
    answer = await kube.ask("POST", core("services"), {"metadata": {"name": "web"}, "spec": spec})
    port = {"port": 80, "targetPort": 80, "protocol": "TCP"}
    assert answer.body["spec"]["ports"] == [port]
    secret = {"metadata": {"name": "s"}, "data": {"a": "Yg=="}}
    assert (await kube.ask("POST", core("secrets"), secret)).code == 201


async def test_a_delete_keeps_to_its_preconditions(kube, stage, made):
    """RBK-9."""
    options = {"preconditions": {"uid": "another"}}
    assert (await kube.ask("DELETE", path("web"), options)).refusal == (409, "Conflict")
    assert stage.get() is not None


@pytest.mark.parametrize("propagation", ["Background", "Foreground"])
async def test_what_a_deployment_made_goes_with_it(kube, stage, made, propagation):
    """RBK-2."""
    await kube.ask("DELETE", path("web"), {"propagationPolicy": propagation})
    stage.run()
    assert (stage.get(), stage.sets(), stage.pods()) == (None, [], [])


async def test_what_a_deployment_made_can_be_left(kube, stage, made):
    """RBK-2."""
    await kube.ask("DELETE", path("web"), propagationPolicy="Orphan")
    stage.run()
    assert stage.get() is None
    assert len(stage.sets()) == 1
    assert len(stage.pods()) == 2


async def test_many_are_deleted_at_once(kube, stage, made):
    """RBK-2."""
    await kube.ask("DELETE", core("pods"), labelSelector="app=web")
    assert all(one["metadata"].get("deletionTimestamp") for one in stage.pods())


async def test_a_pod_ends_after_a_while_or_at_once(kube, stage, made):
    """RBK-2."""
    first, second = (one["metadata"]["name"] for one in stage.pods())
    slow = await kube.ask("DELETE", core("pods", first))
    assert slow.body["metadata"]["deletionTimestamp"]
    await kube.ask("DELETE", core("pods", second), gracePeriodSeconds="0")
    assert [one["metadata"]["name"] for one in stage.pods()] == [first]
    stage.run()
    assert first not in [one["metadata"]["name"] for one in stage.pods()]
    assert stage.events("Killing") == ["Stopping container app", "Stopping container side"]


async def test_the_spec_of_a_pod_stays_but_for_its_images(kube, stage, made):
    """RBK-2."""
    where = core("pods", stage.pods()[0]["metadata"]["name"])
    frozen = await kube.ask("PATCH", where, {"spec": {"restartPolicy": "Never"}}, kind=MERGE)
    assert frozen.refusal == (422, "Invalid")


async def test_the_api_describes_itself(kube, made):
    """RBK-2."""
    documents = {
        where: (await kube.ask("GET", where)).body
        for where in ("/version", "/api", "/api/v1", "/apis", "/apis/apps", "/apis/apps/v1")
    }
    assert documents["/version"]["gitVersion"].endswith("sandbox")
    names = [one["name"] for one in documents["/apis/apps/v1"]["resources"]]
    assert {"deployments", "deployments/scale", "replicasets"} <= set(names)
    assert {one["name"] for one in documents["/apis"]["groups"]} >= {"apps", "policy"}
    assert (await kube.ask("GET", "/apis/none")).code == 404
    assert (await kube.ask("GET", "/readyz")).body == "ok"


async def test_a_cluster_that_is_not_there_is_not_found(kube, made):
    """RBK-2."""
    answer = await kube.ask("GET", "http://sandbox/k8s/other/version")
    assert answer.code == 404
    assert "no cluster 'other'" in answer.body["message"]


async def test_a_request_that_is_too_large_is_refused(kube, made):
    """SEC-4."""
    answer = await kube.ask("POST", core("configmaps"), b" " * (3 * 1024 * 1024 + 1))
    assert answer.code == 413


async def test_a_log_tells_what_a_container_does(kube, stage, stand_in, made):
    """RBK-15."""
    stand_in.set_log("cls-test", "web", "one\ntwo")
    where = core("pods", f"{stage.pods()[0]['metadata']['name']}/log")
    text = (await kube.ask("GET", where, container="app")).body
    assert text.startswith("one\ntwo\nSANDBOX web-")
    assert (await kube.ask("GET", where, tailLines="1")).body == "serving\n"
    assert (await kube.ask("GET", where, container="none")).code == 400


async def test_a_container_that_has_not_started_has_no_log(kube, stage, made):
    """RBK-15."""
    stage.apply(deployment("bad", container("bad:bad")))
    stage.run()
    where = core("pods", f"{stage.pods('bad')[0]['metadata']['name']}/log")
    answer = await kube.ask("GET", where)
    assert answer.code == 400
    assert "ImagePullBackOff" in answer.body["message"]


@pytest.mark.parametrize(
    ("where", "cells"),
    [
        (path(), ["web", "2/2", "2", "2", "3s"]),
        (path("web"), ["web", "2/2", "2", "2", "3s"]),
        (path(plural="replicasets"), ["2", "2", "2", "3s"]),
        (core("pods"), ["2/2", "Running", "0", "3s"]),
        ("/api/v1/nodes", ["node-1", "Ready", "3s", "v1.30.0-sandbox"]),
        (core("serviceaccounts"), ["default", "3s"]),
    ],
)
async def test_kubectl_gets_tables(kube, made, where, cells):
    """RBK-15."""
    kube._client.headers["accept"] = "application/json;as=Table;v=v1;g=meta.k8s.io"
    table = (await kube.ask("GET", where)).body
    row = table["rows"][0]["cells"]
    assert table["kind"] == "Table"
    assert len(table["columnDefinitions"]) == len(row)
    assert row[-len(cells) :] == cells


async def test_kubectl_gets_events_as_a_table(kube, made):
    """RBK-15."""
    kube._client.headers["accept"] = "application/json;as=Table;v=v1;g=meta.k8s.io"
    query = {"fieldSelector": "reason=ScalingReplicaSet"}
    row = (await kube.ask("GET", core("events"), **query)).body["rows"][0]["cells"]
    assert row[2:5] == ["Normal", "ScalingReplicaSet", "deployment/web"]


async def test_yaml_is_taken_too(kube, made):
    """RBK-4."""
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {a: b}\n"
    query = {"fieldManager": "tests"}
    answer = await kube.ask("PATCH", core("configmaps", "settings"), text, APPLY, **query)
    assert (answer.code, answer.body["data"]) == (201, {"a": "b"})


async def test_what_was_kept_is_what_was_sent(kube, stage, made):
    """RBK-4."""
    text = json.dumps(template(container(env=[{"name": "A", "value": "中文"}]), app="web"))
    patch = [{"op": "replace", "path": "/spec/template", "value": json.loads(text)}]
    await kube.ask("PATCH", path("web"), patch, kind=JSON)
    kept = stage.get()["spec"]["template"]["spec"]["containers"][0]["env"]
    assert kept == [{"name": "A", "value": "中文"}]
    assert stage.cluster.store.get(kinds.DEPLOYMENT, "shop", "web")["metadata"]["generation"] == 2
