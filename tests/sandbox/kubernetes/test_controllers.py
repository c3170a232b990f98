"""StatefulSets, DaemonSets, autoscaler, GitOps, budgets, nodes, faults of pods."""

import time

import pytest

from sandbox.kubernetes import kinds
from sandbox.kubernetes.controllers.gitops import NAME as GITOPS
from sandbox.kubernetes.controllers.nodes import new_node
from sandbox.kubernetes.parts import FAULTS, OVERLOADED
from tests.sandbox.kubernetes.support import (
    CLUSTER,
    MERGE,
    STRATEGIC,
    configmap,
    container,
    core,
    deployment,
    path,
    template,
)


def workload(kind, image="shop/db:1", **spec):
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": "db", "namespace": "shop"},
        "spec": {
            "selector": {"matchLabels": {"app": "db"}},
            "template": template(container(image), app="db"),
            **spec,
        },
    }


def hpa(least, most, name="web"):
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"scaleTargetRef": target, "minReplicas": least, "maxReplicas": most},
    }


def service(name):
    spec = {"selector": {"app": name}, "ports": [{"port": 80, "targetPort": 8080}]}
    metadata = {"name": name, "namespace": "shop"}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}


def budget(**spec):
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"selector": {"matchLabels": {"app": "web"}}, **spec},
    }


def names(stage, app="db"):
    return [pod["metadata"]["name"] for pod in stage.pods(app)]


def images(stage, app="db"):
    return [pod["spec"]["containers"][0]["image"] for pod in stage.pods(app)]


def test_a_stateful_set_makes_one_pod_after_the_other(stage):
    """RBK-2."""
    stage.apply(workload("StatefulSet", replicas=3))
    stage.run(0.2)
    assert names(stage) == ["db-0"]
    stage.run()
    assert names(stage) == ["db-0", "db-1", "db-2"]
    status = stage.status("db", kinds.STATEFUL_SET)
    assert (status["readyReplicas"], status["currentReplicas"]) == (3, 3)
    assert status["currentRevision"] == status["updateRevision"]


def test_a_parallel_stateful_set_makes_all_at_once(stage):
    """RBK-2."""
    stage.apply(workload("StatefulSet", replicas=3, podManagementPolicy="Parallel"))
    stage.run(0.2)
    assert len(names(stage)) == 3


def test_a_stateful_set_rolls_from_the_end_and_keeps_its_revisions(stage):
    """RBK-2."""
    stage.apply(workload("StatefulSet", replicas=2))
    stage.run()
    stage.apply(workload("StatefulSet", "shop/db:2", replicas=2))
    stage.run(0.4)
    assert images(stage)[0] == "shop/db:1"
    stage.run(10)
    assert images(stage) == ["shop/db:2", "shop/db:2"]
    stage.apply(workload("StatefulSet", replicas=2))
    stage.run(10)
    found = stage.cluster.store.all(kinds.REVISION, "shop")
    assert sorted(one["revision"] for one in found) == [2, 3]
    status = stage.status("db", kinds.STATEFUL_SET)
    assert status["currentRevision"] == status["updateRevision"]


def test_a_stateful_set_shrinks_from_the_end(stage):
    """RBK-2."""
    stage.apply(workload("StatefulSet", replicas=3))
    stage.run()
    stage.apply(workload("StatefulSet", replicas=1))
    stage.run()
    assert names(stage) == ["db-0"]


def test_a_stateful_set_leaves_pods_below_its_partition(stage):
    """RBK-2."""
    partition = {"rollingUpdate": {"partition": 1}}
    stage.apply(workload("StatefulSet", replicas=2, updateStrategy=partition))
    stage.run()
    stage.apply(workload("StatefulSet", "shop/db:2", replicas=2, updateStrategy=partition))
    stage.run(5)
    assert images(stage) == ["shop/db:1", "shop/db:2"]


@pytest.mark.parametrize("kind", ["StatefulSet", "DaemonSet"])
def test_on_delete_waits_for_somebody_to_delete(stage, kind):
    """RBK-2."""
    strategy = {"updateStrategy": {"type": "OnDelete"}}
    stage.apply(workload(kind, **strategy))
    stage.run()
    stage.apply(workload(kind, "shop/db:2", **strategy))
    stage.run(5)
    assert set(images(stage)) == {"shop/db:1"}


def test_a_daemon_set_has_a_pod_on_each_node(stage):
    """RBK-2."""
    stage.apply(workload("DaemonSet"))
    stage.run()
    assert {pod["spec"]["nodeName"] for pod in stage.pods("db")} == {"node-1", "node-2", "node-3"}
    stage.apply(workload("DaemonSet", "shop/db:2"))
    stage.run(10)
    assert images(stage) == ["shop/db:2"] * 3
    status = stage.status("db", kinds.DAEMON_SET)
    assert (status["updatedNumberScheduled"], status["numberAvailable"]) == (3, 3)
    assert len(stage.cluster.store.all(kinds.REVISION, "shop")) == 2


def test_a_daemon_set_with_a_bad_image_loses_one_pod_only(stage):
    """RBK-5."""
    stage.apply(workload("DaemonSet"))
    stage.run()
    stage.apply(workload("DaemonSet", "shop/db:bad"))
    stage.run(10)
    assert sorted(images(stage)) == ["shop/db:1", "shop/db:1", "shop/db:bad"]
    stage.apply(workload("DaemonSet"))
    stage.run(5)
    assert stage.status("db", kinds.DAEMON_SET)["numberReady"] == 3


@pytest.mark.parametrize("kind", ["StatefulSet", "DaemonSet"])
def test_a_quota_keeps_others_from_making_pods_too(stage, kind):
    """RBK-6."""
    hard = {"metadata": {"name": "none", "namespace": "shop"}, "spec": {"hard": {"pods": "0"}}}
    stage.apply({"apiVersion": "v1", "kind": "ResourceQuota", **hard}, workload(kind))
    stage.run()
    assert "exceeded quota" in stage.events("FailedCreate")[0]


def test_an_hpa_puts_back_what_is_out_of_its_bounds(stage):
    """RBK-6."""
    stage.apply(deployment(replicas=3), hpa(2, 5))
    for wanted, kept in ((1, 2), (9, 5), (4, 4)):
        stage.apply(deployment(replicas=wanted))
        stage.run(5)
        assert stage.get()["spec"]["replicas"] == kept
        managers = [one["manager"] for one in stage.get()["metadata"]["managedFields"]]
        assert ("kube-controller-manager" in managers) is (wanted != kept)
    status = stage.status("web", kinds.HPA)
    assert (status["currentReplicas"], status["desiredReplicas"]) == (4, 4)


def test_an_hpa_follows_the_load(stage):
    """RBK-6."""
    stage.apply(deployment(replicas=2, annotations={"sandbox.zhiban/capacity": "2"}), hpa(2, 6))
    stage.run(5)
    stage.fault("web", "load", "8")
    stage.run(5)
    assert stage.get()["spec"]["replicas"] == 4


def test_an_hpa_without_a_target_says_so_and_zero_switches_it_off(stage):
    """RBK-6."""
    stage.apply(hpa(2, 5))
    stage.run(5)
    condition = stage.status("web", kinds.HPA)["conditions"][0]
    assert (condition["type"], condition["status"]) == ("AbleToScale", "False")
    stage.apply(deployment(replicas=0))
    stage.run(5)
    assert stage.get()["spec"]["replicas"] == 0


@pytest.mark.parametrize(
    "managed",
    [
        {"notes": {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/web"}},
        {"labels": {"app.kubernetes.io/instance": "shop"}},
    ],
)
async def test_what_is_declared_comes_back(stage, kube, managed):
    """RBK-6."""
    stage.cluster.self_heal = True
    stage.apply(deployment(replicas=2, **managed))
    stage.run()
    await kube.ask("PATCH", path("web/scale"), {"spec": {"replicas": 4}}, kind=MERGE)
    stage.run(4)
    assert stage.get()["spec"]["replicas"] == 4
    stage.run(2)
    assert stage.get()["spec"]["replicas"] == 2
    assert stage.events("SelfHealed")
    declared = deployment("web", container("shop/web:2"), replicas=3, **managed)
    stage.apply(declared, manager=GITOPS)
    stage.run(20)
    assert stage.revisions()["shop/web:2"] == ("2", 3)


async def test_a_label_alone_declares_nothing_while_self_heal_is_off(stage, kube):
    """RBK-6."""
    stage.apply(deployment(replicas=2, labels={"app.kubernetes.io/instance": "shop"}))
    await kube.ask("PATCH", path("web/scale"), {"spec": {"replicas": 4}}, kind=MERGE)
    stage.run(20)
    assert stage.get()["spec"]["replicas"] == 4


@pytest.mark.parametrize("version", ["v1", "v1beta1"])
@pytest.mark.parametrize(
    ("spec", "codes"),
    [
        ({"minAvailable": 2}, [201, 429]),
        ({"maxUnavailable": "50%"}, [201, 201]),
        ({"minAvailable": "100%"}, [429]),
    ],
)
async def test_an_eviction_keeps_to_the_budget(stage, kube, spec, codes, version):
    """RBK-6."""
    stage.apply(deployment(replicas=3), budget(**spec))
    stage.run()
    asked = [one["metadata"]["name"] for one in stage.pods()]
    for name, code in zip(asked, codes, strict=False):
        body = {"apiVersion": f"policy/{version}", "kind": "Eviction", "metadata": {"name": name}}
        answer = await kube.ask("POST", core("pods", f"{name}/eviction"), body)
        assert answer.code == code
        if code == 429:
            assert answer.body["details"]["causes"][0]["reason"] == "DisruptionBudget"


def test_a_budget_tells_how_many_pods_may_go(stage):
    """RBK-6."""
    stage.apply(deployment(replicas=3), budget(minAvailable=1))
    stage.run()
    status = stage.status("web", kinds.PDB)
    assert (status["expectedPods"], status["disruptionsAllowed"]) == (3, 2)


def test_pods_of_a_lost_node_do_not_serve(stage):
    """RBK-2."""
    stage.apply(deployment(replicas=3))
    stage.run()
    stage.fault("node", "node-2", "down")
    stage.run()
    assert stage.ready() == 2
    node = stage.cluster.store.get(kinds.NODE, "", "node-2")
    conditions = {one["type"]: one["status"] for one in node["status"]["conditions"]}
    assert (conditions["Ready"], conditions["MemoryPressure"]) == ("Unknown", "False")
    stage.fault("node", "node-2", None)
    stage.run()
    assert stage.ready() == 3


def test_a_pod_without_a_node_waits_and_says_why(stage, stand_in):
    """RBK-5."""
    for node in stage.cluster.store.all(kinds.NODE):
        spec = {**node["spec"], "unschedulable": True}
        stage.cluster.revise(kinds.NODE, node, spec=spec)
    stage.apply(deployment(replicas=1))
    stage.run()
    assert stage.pods()[0]["status"]["conditions"][0]["reason"] == "Unschedulable"
    assert stage.events("FailedScheduling")
    node = stage.cluster.store.get(kinds.NODE, "", "node-1")
    stage.cluster.revise(kinds.NODE, node, spec={})
    stage.run()
    assert stage.ready() == 1


async def test_a_restart_heals_pods_that_are_stuck(stage, kube, clock):
    """RBK-2."""
    stage.apply(deployment(replicas=2))
    stage.run()
    stage.fault("web", "stuck-before", clock.now().isoformat())
    stage.run()
    assert stage.ready() == 0
    assert stage.revisions() == {"shop/web:1": ("1", 2)}
    note = {"kubectl.kubernetes.io/restartedAt": "2026-11-21T08:00:09Z"}
    patch = {"spec": {"template": {"metadata": {"annotations": note}}}}
    await kube.ask("PATCH", path("web"), patch, kind=STRATEGIC)
    stage.run(5)
    assert (stage.ready(), len(stage.pods())) == (2, 2)
    assert stage.condition("Progressing")["reason"] == "NewReplicaSetAvailable"


def test_a_broken_configuration_strikes_at_the_next_start(stage):
    """RBK-2."""
    reads = container(envFrom=[{"configMapRef": {"name": "settings"}}])
    stage.apply(configmap("settings", mode="fine"), deployment("web", reads, replicas=1))
    stage.run()
    stage.apply(configmap("settings", mode="broken"))
    stage.run()
    assert stage.ready() == 1
    stage.cluster.store.remove(kinds.POD, "shop", stage.pods()[0]["metadata"]["name"])
    stage.run(10)
    assert stage.ready() == 0
    assert stage.states()[0][1] == "CrashLoopBackOff"
    stage.apply(configmap("settings", mode="fine"))
    stage.run()
    assert stage.ready() == 1
    assert stage.states()[0][2] > 0


def test_what_depends_on_something_is_ready_when_that_is(stage):
    """RBK-2."""
    needs = {"sandbox.zhiban/depends-on": "db"}
    stage.apply(deployment(replicas=1, annotations=needs))
    stage.run()
    assert stage.ready() == 0
    stage.apply(deployment("db", replicas=1))
    stage.run()
    assert stage.ready() == 1
    stage.fault("db", "never-ready", "true")
    stage.run()
    assert stage.ready() == 0


def test_load_is_told_until_there_are_enough_replicas(stage, stand_in):
    """RBK-2."""
    stage.apply(deployment(replicas=2, annotations={"sandbox.zhiban/capacity": "2"}))
    stage.run()
    stage.fault("web", "load", "8")
    stage.run()
    said = [one["status"] for one in stage.pods()[0]["status"]["conditions"]][-1]
    kinds_of = [one["type"] for one in stage.pods()[0]["status"]["conditions"]]
    assert (kinds_of[-1], said) == (OVERLOADED, "True")
    assert stand_in.overload(CLUSTER, "shop", "web") == 2
    stage.apply(deployment(replicas=4, annotations={"sandbox.zhiban/capacity": "2"}))
    stage.run()
    assert stand_in.overload(CLUSTER, "shop", "web") == 1
    assert stage.ready() == 4


def test_memory_kills_are_told_as_events(stage):
    """RBK-5."""
    small = container(
        env=[{"name": "NEEDS_MEMORY", "value": "2Gi"}], resources={"limits": {"memory": "1Gi"}}
    )
    stage.apply(deployment("web", small, replicas=1))
    stage.run(9)
    first = stage.pods()[0]["status"]["containerStatuses"][0]
    assert first["lastState"]["terminated"]["reason"] == "OOMKilled"
    assert first["restartCount"] == 4
    assert stage.events("OOMKilling")
    assert stage.events("BackOff")


def test_faults_heal_at_their_time(stage, clock):
    """RBK-10."""
    stage.apply(deployment(replicas=1))
    stage.fault("web", "never-ready", "true")
    stage.run(5)
    assert stage.ready() == 0
    stage.fault("web", "heals-at", clock.now().replace(second=30).isoformat())
    stage.run(30)
    assert stage.ready() == 1
    found = stage.get(FAULTS, kinds.CONFIG_MAP)["data"]
    assert found["web.never-ready"] == "true"


def test_a_day_of_crashes_is_caught_up_at_once(stage):
    """RBK-11: what crashed long ago is looked at less often, and heals all the same."""
    reads = container(envFrom=[{"configMapRef": {"name": "settings"}}])
    stage.apply(configmap("settings", mode="broken"), deployment("web", reads, replicas=1))
    stage.run(86_400)
    assert 43_000 < stage.states()[0][2] < 43_200
    stage.apply(configmap("settings", mode="fine"))
    stage.run(0.1)
    assert stage.ready() == 1


def test_a_value_that_makes_no_sense_is_written_down_and_stops_nothing(stage, stand_in):
    """RBK-6."""
    stage.apply(deployment(replicas=1, annotations={"sandbox.zhiban/stuck-before": "soon"}))
    stage.run()
    stage.apply(deployment("api", replicas=1))
    stage.run()
    assert (stage.ready(), stage.ready("api")) == (0, 1)
    [complaint] = stage.cluster.complaints
    assert "Invalid isoformat string: 'soon'" in complaint
    stage.expected_complaints = [complaint]


def test_a_daemon_set_follows_the_nodes(stage):
    """RBK-2."""
    stage.apply(workload("DaemonSet", revisionHistoryLimit=0))
    stage.run()
    stage.cluster.create(kinds.NODE, new_node("node-4", pods=10))
    stage.cluster.store.remove(kinds.NODE, "", "node-1")
    stage.run()
    nodes = {pod["spec"]["nodeName"] for pod in stage.pods("db")}
    assert nodes == {"node-2", "node-3", "node-4"}
    stage.apply(workload("DaemonSet", "shop/db:2", revisionHistoryLimit=0))
    stage.run(10)
    assert len(stage.cluster.store.all(kinds.REVISION, "shop")) == 1


@pytest.mark.parametrize("kind", [kinds.STATEFUL_SET, kinds.DAEMON_SET, kinds.DEPLOYMENT])
async def test_what_is_deleted_takes_its_pods_along(stage, kube, kind):
    """RBK-2."""
    notes = {"argocd.argoproj.io/tracking-id": "x"}
    made = deployment("db", replicas=1) if kind is kinds.DEPLOYMENT else workload(kind.name)
    made["metadata"]["annotations"] = notes
    stage.apply(made)
    stage.run()
    await kube.ask("DELETE", path("db", plural=kind.plural))
    stage.run()
    assert stage.pods("db") == []
    assert stage.cluster.store.all(kinds.REVISION, "shop") == []


async def test_a_namespace_goes_with_workloads_of_all_kinds(stage, kube):
    """RBK-2."""
    stage.apply(workload("StatefulSet"), deployment(replicas=2), budget(minAvailable=1))
    daemons = workload("DaemonSet")
    daemons["metadata"]["name"] = "agent"
    daemons["spec"] |= {"selector": {"matchLabels": {"app": "agent"}}}
    daemons["spec"]["template"] = template(app="agent")
    stage.apply(daemons)
    stage.run()
    await kube.ask("DELETE", "/api/v1/namespaces/shop")
    stage.run(10)
    assert stage.cluster.store.get(kinds.NAMESPACE, "", "shop") is None
    assert stage.cluster.store.all(kinds.POD, "shop") == []


async def test_a_finalizer_holds_an_object_until_it_is_taken_off(stage, kube):
    """RBK-2."""
    held = configmap("held")
    held["metadata"]["finalizers"] = ["tests/hold"]
    stage.apply(held)
    answer = await kube.ask("DELETE", core("configmaps", "held"))
    assert answer.body["metadata"]["deletionTimestamp"]
    patch = {"metadata": {"finalizers": None}}
    assert (await kube.ask("PATCH", core("configmaps", "held"), patch, kind=MERGE)).code == 200
    assert (await kube.ask("GET", core("configmaps", "held"))).code == 404


async def test_a_scale_right_after_a_rollout_ends_the_old_set_first(stage, kube):
    """RBK-2."""
    stage.apply(deployment(replicas=2))
    stage.run()
    stage.apply(deployment("web", container("x:2"), replicas=2))
    stage.run(0.5)
    await kube.ask("PATCH", path("web/scale"), {"spec": {"replicas": 4}}, kind=MERGE)
    stage.run(5)
    assert stage.revisions() == {"shop/web:1": ("1", 0), "x:2": ("2", 4)}


def test_events_beyond_what_is_kept_are_forgotten(stage, monkeypatch):
    """RBK-15."""
    monkeypatch.setattr("sandbox.kubernetes.events.KEPT_EVENTS", 3)
    stage.apply(deployment(replicas=3))
    stage.run()
    assert len(stage.events("Scheduled")) == 3
    assert len(stage.events("Started")) < 3


def test_a_service_lists_the_pods_that_serve(stage):
    """RBK-2."""
    stage.apply(service("web"), deployment(replicas=2))
    stage.run()
    subset = stage.get("web", kinds.ENDPOINTS)["subsets"][0]
    assert subset["ports"] == [{"port": 8080, "protocol": "TCP"}]
    listed = [one["targetRef"]["name"] for one in subset["addresses"]]
    assert listed == [pod["metadata"]["name"] for pod in stage.pods()]
    stage.fault("web", "never-ready", "true")
    stage.run()
    assert list(stage.get("web", kinds.ENDPOINTS)["subsets"][0]) == ["notReadyAddresses", "ports"]
    stage.cluster.store.remove(kinds.SERVICE, "shop", "web")
    stage.run()
    assert stage.get("web", kinds.ENDPOINTS) is None


def test_a_quota_tells_what_is_used(stage):
    """RBK-6."""
    hard = {"metadata": {"name": "few", "namespace": "shop"}, "spec": {"hard": {"pods": "5"}}}
    stage.apply({"apiVersion": "v1", "kind": "ResourceQuota", **hard}, deployment(replicas=2))
    stage.run()
    assert stage.status("few", kinds.QUOTA) == {"hard": {"pods": "5"}, "used": {"pods": "2"}}


async def test_an_annotation_of_a_deployment_is_a_generation_and_no_revision(stage, kube):
    """RBK-9: the controller hands it on to the ReplicaSets."""
    stage.apply(deployment(replicas=1))
    stage.run()
    patch = {"metadata": {"annotations": {"zhiban/action": "1"}}}
    answer = await kube.ask("PATCH", path("web"), patch, kind=MERGE)
    assert answer.body["metadata"]["generation"] == 2
    stage.run()
    assert stage.status()["observedGeneration"] == 2
    assert stage.sets()[0]["metadata"]["annotations"]["zhiban/action"] == "1"
    assert stage.revisions() == {"shop/web:1": ("1", 1)}


def test_a_hundred_deployments_of_ten_pods_stay_quick(stage):
    """ALR-8: a thousand pods come within seconds of real time, and one more restart is nothing."""
    for number in range(4, 13):
        stage.cluster.create(kinds.NODE, new_node(f"node-{number}", pods=110))
    began = time.process_time()
    stage.apply(*(service(f"app-{number}") for number in range(100)))
    stage.apply(*(deployment(f"app-{number}", replicas=10) for number in range(100)))
    stage.run()
    assert time.process_time() - began < 40
    assert all(stage.status(f"app-{number}")["availableReplicas"] == 10 for number in range(100))
    version = stage.cluster.store.version
    stage.apply(deployment("app-7", container("x:2"), replicas=10))
    stage.run(10)
    assert stage.revisions()["x:2"] == ("2", 10)
    assert stage.cluster.store.version - version < 400
