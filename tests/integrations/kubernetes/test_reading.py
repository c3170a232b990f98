"""What guards and verdicts look at, read from each cluster."""

from dataclasses import replace

import pytest

from domain.clusters.clusters import Autoscaler, ConfigRef, ObjectRef, RolloutState, WorkloadKind
from domain.common.errors import Forbidden, InvalidRequest, NotFound
from tests.fakes.kubernetes_objects import deployment
from tests.fakes.waiting import eventually
from tests.integrations.kubernetes.conftest import CLUSTER, opened
from tests.integrations.kubernetes.test_pod_writes import budget
from tests.integrations.kubernetes.test_writing import image_patch, set_of

RUNNING = {"requests": {"cpu": "100m"}, "limits": {"cpu": "200m"}}


async def test_a_workload_is_read_with_all_that_guards_look_at(place):
    """RBK-4, RBK-5, RBK-6, CLD-2."""
    container = {"name": "a", "image": "shop:1", "resources": RUNNING}
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}}
    await place.deploy(replicas=2, template=template)
    await place.change(place.ref(), {"metadata": {"labels": {"app.kubernetes.io/part-of": "shop"}}})
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    scaler = {"scaleTargetRef": target, "minReplicas": 2, "maxReplicas": 5}
    await place.make(
        "apis/autoscaling/v1/horizontalpodautoscalers",
        {"metadata": {"name": "web"}, "spec": scaler},
    )
    await place.make(
        "api/v1/resourcequotas", {"metadata": {"name": "small"}, "spec": {"hard": {"pods": "3"}}}
    )
    await budget(place, minimum=1)

    async def look():
        found = await place.now()
        told = (found.disruptions_allowed, found.pods_left_in_quota)
        return found if told == (1, 1) else None

    found = await eventually(look)
    assert found.autoscaler == Autoscaler("web", 2, 5)
    assert found.application == "shop"
    assert (found.replicas, found.ready, found.updated, found.available) == (2, 2, 2, 2)
    assert (found.rollout, found.revision) == (RolloutState.DONE, 1)
    assert found.selector == {"app": "web"}
    assert [(one.number, one.images, one.replicas) for one in found.revisions] == [
        (1, ("shop:1",), 2)
    ]
    assert found.revisions[0].template_digest == found.template_digest
    assert {pod.ready for pod in found.pods} == {True}
    assert {pod.revision for pod in found.pods} != {""}
    assert found.generation == found.observed_generation == 1
    assert (found.managed_by, found.action_key) == ("", "")
    assert found.writers


async def test_no_limits_read_as_none(place):
    """RBK-6: the other side of what may not be read."""
    found = await place.deploy()

    limits = (found.autoscaler, found.disruptions_allowed, found.pods_left_in_quota)
    assert limits == (None, None, None)


async def test_what_may_not_be_read_is_never_told_as_none(place):
    """RBK-6: an account that sees the Deployment, but not its autoscalers."""
    await place.deploy()
    elsewhere = await place.under_test.namespace(admitted=False)
    async with opened(place.under_test, elsewhere) as stranger:
        with pytest.raises(Forbidden):
            await stranger.clusters.workload(stranger.ref())
        with pytest.raises(Forbidden):
            await stranger.clusters.pods(CLUSTER, namespace=elsewhere)


async def test_config_maps_are_told_with_digests_and_secrets_by_name(place):
    """SEC-2, CLD-4: a Secret that may not be read is just without a version."""
    await place.make("api/v1/configmaps", {"metadata": {"name": "settings"}, "data": {"a": "1"}})
    await place.make(
        "api/v1/secrets", {"metadata": {"name": "token"}, "stringData": {"t": "hunter2"}}
    )
    volumes = [
        {"name": "s", "secret": {"secretName": "token"}},
        {"name": "c", "configMap": {"name": "settings"}},
        {"name": "m", "configMap": {"name": "missing", "optional": True}},
    ]
    spec = {"containers": [{"name": "a", "image": "shop:1"}], "volumes": volumes}
    found = await place.deploy(template={"metadata": {"labels": {"app": "web"}}, "spec": spec})

    by_name = {config.name: config for config in found.configs}
    assert set(by_name) == {"settings", "token", "missing"}
    assert len(by_name["settings"].digest) == 64
    assert by_name["missing"] == ConfigRef("ConfigMap", "missing")
    assert by_name["token"].digest == ""
    assert await place.clusters.config_content(place.ref(), "missing") is None
    assert await place.clusters.config_content(place.ref(), "../secrets/token") is None


async def test_a_bad_image_is_seen_on_its_pods(place):
    """RBK-5."""
    await place.deploy(replicas=2)
    await place.change(place.ref(), image_patch("shop:bad"))

    async def look():
        found = await place.now()
        return found if found.pods and found.pods[0].reason == "ImagePullBackOff" else None

    found = await eventually(look)
    assert found.rollout is RolloutState.PROGRESSING
    assert not found.pods[0].ready
    assert found.pods[-1].ready


async def test_a_condition_of_before_the_repair_is_told_with_its_time(place):
    """RBK-5: whoever judges can see that a failure is an old one."""
    await place.deploy(progressDeadlineSeconds=2)
    await place.change(place.ref(), image_patch("shop:bad"))

    async def failed():
        found = await place.now()
        return found if found.rollout is RolloutState.FAILED else None

    before = await eventually(failed)
    assert before.progress_reason == "ProgressDeadlineExceeded"
    assert before.progress_deadline_seconds == 2
    await place.change(place.ref(), image_patch("shop:1"))

    after = await place.done(place.ref(), generation=3)
    assert after.progress_reason == "NewReplicaSetAvailable"
    assert before.progress_at is not None
    assert after.progress_at is not None
    assert after.progress_at >= before.progress_at


async def test_the_top_owner_is_found_from_a_pod_a_replica_set_and_a_container(place):
    """ALR-1, RBK-6."""
    web = await place.deploy()
    database = await set_of(place, WorkloadKind.STATEFUL_SET)
    pod = web.pods[0].name

    async def owner(kind: str, name: str):
        return await place.clusters.owner_of(ObjectRef(CLUSTER, place.namespace, kind, name))

    assert await owner("Pod", pod) == web.ref
    assert await owner("Container", f"{pod}/a") == web.ref
    assert await owner("ReplicaSet", web.revisions[0].name) == web.ref
    assert await owner("Deployment", "web") == web.ref
    assert await owner("Pod", database.pods[0].name) == database.ref
    assert await owner("Deployment", "nobody") is None
    assert await owner("Pod", "../secrets/x") is None
    assert await owner("Node", "web") is None


async def test_pods_that_we_cannot_repair_have_no_owner(place):
    """RBK-6: a bare pod, and one of a Job."""
    spec = {"containers": [{"name": "a", "image": "shop:1"}]}
    job = {"apiVersion": "batch/v1", "kind": "Job", "name": "nightly", "uid": "u"} | {
        "controller": True
    }
    await place.make("api/v1/pods", {"metadata": {"name": "bare"}, "spec": spec})
    await place.make(
        "api/v1/pods", {"metadata": {"name": "of-job", "ownerReferences": [job]}, "spec": spec}
    )

    for name in ("bare", "of-job"):
        named = ObjectRef(CLUSTER, place.namespace, "Pod", name)
        assert await place.clusters.owner_of(named) is None


async def test_workloads_come_in_pages_kind_by_kind(place):
    """CLD-2."""
    for name in ("a", "b", "c"):
        await place.make("apis/apps/v1/deployments", deployment(name, replicas=0))
    await set_of(place, WorkloadKind.DAEMON_SET)
    found, after, pages = [], "", 0
    while pages == 0 or after:
        page = await place.clusters.workloads(
            CLUSTER, namespace=place.namespace, after=after, limit=2
        )
        found += [(one.ref.kind.value, one.ref.name) for one in page.workloads]
        after, pages = page.next_after, pages + 1

    assert found == [
        *(("Deployment", name) for name in ("a", "b", "c")),
        ("DaemonSet", "db"),
    ]
    with pytest.raises(InvalidRequest):
        await place.clusters.workloads(CLUSTER, after="nonsense")
    with pytest.raises(InvalidRequest):
        await place.clusters.workloads(CLUSTER, application="a,b=c")


async def test_workloads_of_one_application_are_found_by_its_label(place):
    """CLD-2, RBK-1."""
    for name in ("a", "b"):
        body = deployment(name, replicas=0)
        body["metadata"]["labels"] = {"app.kubernetes.io/part-of": name}
        await place.make("apis/apps/v1/deployments", body)

    page = await place.clusters.workloads(
        CLUSTER,
        namespace=place.namespace,
        kind=WorkloadKind.DEPLOYMENT,
        application="b",
    )

    assert [one.ref.name for one in page.workloads] == ["b"]
    assert page.next_after == ""


async def test_events_nodes_and_pods_are_read(place):
    """CLD-2."""
    found = await place.deploy(replicas=2)

    # Controllers tell events beside their work, when they come to it.
    events = await eventually(
        lambda: place.clusters.events(CLUSTER, namespace=place.namespace, object_name="web")
    )
    pods = await place.clusters.pods(CLUSTER, namespace=place.namespace, workload=found.ref)
    nodes = await place.clusters.nodes(CLUSTER)

    assert [(one.reason, one.object) for one in events] == [("ScalingReplicaSet", "Deployment/web")]
    assert {pod.name for pod in pods} == {pod.name for pod in found.pods}
    assert len(await place.clusters.pods(CLUSTER, namespace=place.namespace, limit=1)) == 1
    assert nodes
    assert all(node.ready and node.schedulable and not node.problems for node in nodes)


async def test_the_health_of_a_workload_is_it_without_the_limits_around_it(place):
    """CLD-2, ALR-8: half the questions, and the same answer to whether it is well."""
    found = await place.deploy(replicas=2)

    async def same():
        # A status may be written between the two.
        whole = await place.clusters.workload(found.ref)
        health = await place.clusters.workload_health(found.ref)
        assert whole is not None
        without = replace(
            whole, autoscaler=None, disruptions_allowed=None, pods_left_in_quota=None, configs=()
        )
        return health if health == without else None

    health = await eventually(same)
    assert len(health.pods) == 2
    assert health.revisions
    assert await place.clusters.workload_health(place.ref("nobody")) is None
    assert await place.clusters.workload_health(place.ref("../x")) is None


async def test_what_does_not_exist_is_none_or_not_found(place):
    """CLD-2."""
    assert await place.clusters.workload(place.ref("nobody")) is None
    assert await place.clusters.workload(place.ref("../x")) is None
    assert (
        await place.clusters.pods(CLUSTER, namespace=place.namespace, workload=place.ref("nobody"))
        == []
    )
    with pytest.raises(NotFound):
        await place.clusters.pod_log(CLUSTER, namespace=place.namespace, pod="nobody")
    with pytest.raises(NotFound):
        await place.clusters.nodes("cls-unknown")


async def test_a_workload_that_gitops_writes_says_so(place):
    """RBK-6: a live change would be undone."""
    await place.deploy()
    note = {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/web"}
    await place.change(place.ref(), {"metadata": {"annotations": note}})

    assert (await place.now()).managed_by == "argocd"
