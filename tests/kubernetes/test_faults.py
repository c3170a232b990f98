"""Faults that are ordered take effect, and what heals them heals them, on every cluster."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes.kubernetes_objects import (
    MERGE,
    STRATEGIC,
    ask,
    condition,
    core,
    deployment,
    deployments,
    eventually_has,
    restart,
    rolled_out,
)


@pytest.fixture
async def namespace(cluster):
    return await cluster.namespace()


@pytest.fixture
def create(cluster, namespace):
    async def make(**container):
        body = deployment()
        body["spec"]["template"]["spec"]["containers"][0] |= container
        assert (await ask(cluster.admin, "POST", deployments(namespace), body)).code == 201
        return await rolled_out(cluster.zhiban, deployments(namespace, "w"))

    return make


@pytest.fixture
def unhealthy(cluster, namespace):
    """Wait until no pod is available."""

    async def wait():
        return await eventually_has(
            cluster.zhiban,
            deployments(namespace, "w"),
            lambda found: not found["status"].get("availableReplicas"),
        )

    return wait


def containers(listed):
    """The statuses of the containers of a list of pods; a pod without a node has none."""
    return [
        status for one in listed["items"] for status in one["status"].get("containerStatuses", ())
    ]


async def waiting_for(cluster, namespace, reason):
    """The status of a container that waits for that reason."""

    def found(listed):
        for status in containers(listed):
            if status["state"].get("waiting", {}).get("reason") == reason:
                return status
        return None

    return found(await eventually_has(cluster.zhiban, core(namespace, "pods"), found))


async def test_a_stuck_app_is_running_and_not_ready_until_it_is_restarted(
    cluster, namespace, create, unhealthy
):
    """REL-2."""
    await create()
    soon = datetime.now(UTC) + timedelta(seconds=1)
    await cluster.fault(namespace, "w", "stuck-before", soon.isoformat())
    await unhealthy()
    (pod,) = (await cluster.zhiban.get(core(namespace, "pods")))["items"]
    assert pod["status"]["phase"] == "Running"
    assert condition(pod, "Ready")["status"] == "False"
    await cluster.fault(namespace, "w", "stuck-before", datetime.now(UTC).isoformat())
    path = deployments(namespace, "w")
    await ask(cluster.zhiban, "PATCH", path, restart("2026-01-01T00:00:00Z"), kind=STRATEGIC)
    await rolled_out(cluster.zhiban, path)


async def test_a_crash_loop_counts_restarts_and_ends_with_its_cause(
    cluster, namespace, create, unhealthy
):
    """REL-2."""
    await create()
    await cluster.fault(namespace, "w", "crash", "true")
    await unhealthy()
    container = await waiting_for(cluster, namespace, "CrashLoopBackOff")
    assert container["lastState"]["terminated"]["exitCode"] == 1
    await eventually_has(
        cluster.zhiban,
        core(namespace, "pods"),
        lambda listed: listed["items"][0]["status"]["containerStatuses"][0]["restartCount"] > 0,
    )
    await cluster.fault(namespace, "w", "crash", None)
    await rolled_out(cluster.zhiban, deployments(namespace, "w"))


async def test_too_little_memory_kills_and_a_larger_limit_heals(
    cluster, namespace, create, unhealthy
):
    """REL-2."""
    await create(resources={"limits": {"memory": "100Mi"}})
    await cluster.fault(namespace, "w", "needs-memory", "200Mi")
    await unhealthy()
    container = await waiting_for(cluster, namespace, "CrashLoopBackOff")
    assert container["lastState"]["terminated"]["reason"] == "OOMKilled"
    larger = {"name": "a", "resources": {"limits": {"memory": "300Mi"}}}
    patch = {"spec": {"template": {"spec": {"containers": [larger]}}}}
    path = deployments(namespace, "w")
    await ask(cluster.zhiban, "PATCH", path, patch, kind=STRATEGIC)
    await rolled_out(cluster.zhiban, path)


async def test_a_broken_configmap_breaks_what_starts_after_it_and_not_what_runs(
    cluster, namespace, create
):
    """REL-2: restoring it heals."""
    path = core(namespace, "configmaps")
    good = {"metadata": {"name": "settings"}, "data": {"mode": "fine"}}
    await cluster.admin.create(path, good)
    await create(envFrom=[{"configMapRef": {"name": "settings"}}])
    await ask(cluster.zhiban, "PATCH", f"{path}/settings", {"data": {"mode": "broken"}}, kind=MERGE)
    workload = deployments(namespace, "w")
    await ask(cluster.zhiban, "PATCH", workload, restart("2026-01-01T00:00:00Z"), kind=STRATEGIC)
    await waiting_for(cluster, namespace, "CrashLoopBackOff")
    assert (await cluster.zhiban.get(workload))["status"]["availableReplicas"] == 1
    await ask(cluster.zhiban, "PATCH", f"{path}/settings", {"data": {"mode": "fine"}}, kind=MERGE)
    await rolled_out(cluster.zhiban, workload)


async def test_an_image_that_cannot_be_pulled_says_so(cluster, namespace):
    """REL-2."""
    body = deployment(image="shop:bad")
    assert (await ask(cluster.admin, "POST", deployments(namespace), body)).code == 201
    container = await waiting_for(cluster, namespace, "ImagePullBackOff")
    assert "shop:bad" in container["state"]["waiting"]["message"]


async def test_an_overload_shows_on_the_pods_and_more_replicas_heal(cluster, namespace, create):
    """REL-2."""
    await create()
    await cluster.fault(namespace, "w", "load", "2")

    def overloaded(status):
        return lambda listed: (
            {condition(one, "sandbox.zhiban/Overloaded").get("status") for one in listed["items"]}
            == {status}
        )

    await eventually_has(cluster.zhiban, core(namespace, "pods"), overloaded("True"))
    scale = {"spec": {"replicas": 2}}
    await ask(cluster.zhiban, "PATCH", deployments(namespace, "w/scale"), scale, kind=MERGE)
    await eventually_has(cluster.zhiban, core(namespace, "pods"), overloaded("False"))


async def test_a_fault_may_heal_by_itself(cluster, namespace, create, unhealthy):
    """REL-2."""
    await create()
    await cluster.fault(namespace, "w", "never-ready", "true")
    await unhealthy()
    await cluster.fault(namespace, "w", "heals-at", datetime.now(UTC).isoformat())
    await rolled_out(cluster.zhiban, deployments(namespace, "w"))


async def test_a_lost_node_says_so_and_its_pods_are_not_ready(alone, namespace, create, unhealthy):
    """REL-2: those of other namespaces go on, and are soon told to be well again."""
    cluster = alone
    await create()
    other = await cluster.namespace()
    await cluster.admin.create(deployments(other), deployment(replicas=3))
    await rolled_out(cluster.admin, deployments(other, "w"))
    (pod,) = (await cluster.zhiban.get(core(namespace, "pods")))["items"]
    node = pod["spec"]["nodeName"]

    def says(status):
        return lambda found: condition(found, "Ready")["status"] == status

    path = f"/api/v1/nodes/{node}"
    await cluster.fault(namespace, "node", node, "down")
    try:
        await unhealthy()
        await eventually_has(cluster.zhiban, path, says("Unknown"))
    finally:
        await cluster.fault(namespace, "node", node, None)
        await eventually_has(cluster.zhiban, path, says("True"))
    await rolled_out(cluster.zhiban, deployments(namespace, "w"))
    await rolled_out(cluster.admin, deployments(other, "w"))


async def test_readiness_is_told_as_an_event(cluster, namespace, create, unhealthy):
    """REL-2."""
    await create()
    await cluster.fault(namespace, "w", "never-ready", "true")
    await unhealthy()
    await eventually_has(
        cluster.zhiban,
        core(namespace, "events"),
        lambda listed: "Unhealthy" in {one["reason"] for one in listed["items"]},
    )
