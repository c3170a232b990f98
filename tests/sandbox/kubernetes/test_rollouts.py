"""Deployments that roll out, time out, and are undone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.kubernetes import kinds
from sandbox.kubernetes.controllers.rolling import Bounds, Set, next_new, next_old, share
from tests.sandbox.kubernetes.support import (
    MERGE,
    REVISION,
    STRATEGIC,
    container,
    deployment,
    path,
    template,
)


def new_image(image):
    return {"spec": {"template": {"spec": {"containers": [{"name": "app", "image": image}]}}}}


def seen(stage, since):
    """What a watch on the Deployment would have brought since a version."""
    return [
        change.item
        for change in stage.cluster.store.since(since)
        if change.kind is kinds.DEPLOYMENT
    ]


def progressing(item):
    return next(
        (one for one in item["status"].get("conditions", []) if one["type"] == "Progressing"), None
    )


def test_a_deployment_comes_to_be_complete(stage):
    """RBK-5."""
    stage.apply(deployment(replicas=3))
    stage.run()
    status = stage.status()
    counts = {key: value for key, value in status.items() if key != "conditions"}
    assert counts == {
        "observedGeneration": 1,
        "replicas": 3,
        "updatedReplicas": 3,
        "readyReplicas": 3,
        "availableReplicas": 3,
    }
    assert stage.condition("Progressing")["reason"] == "NewReplicaSetAvailable"
    assert stage.condition("Available")["status"] == "True"
    assert stage.get()["metadata"]["annotations"][REVISION] == "1"
    assert stage.events("ScalingReplicaSet")[0].startswith("Scaled up replica set web-")


async def test_the_generation_runs_ahead_of_what_was_observed(stage, kube):
    """RBK-5."""
    stage.apply(deployment(replicas=3))
    stage.run()
    answer = await kube.ask("PATCH", path("web"), new_image("shop/web:2"), kind=STRATEGIC)
    assert (answer.body["metadata"]["generation"], answer.body["status"]["observedGeneration"]) == (
        2,
        1,
    )
    stage.run()
    assert stage.status()["observedGeneration"] == 2
    assert stage.revisions() == {"shop/web:1": ("1", 0), "shop/web:2": ("2", 3)}


@pytest.mark.parametrize(
    ("replicas", "rolling"),
    [(4, {}), (4, {"maxSurge": 0, "maxUnavailable": 1}), (3, {"maxSurge": 1, "maxUnavailable": 0})],
)
def test_a_rollout_keeps_to_its_bounds(stage, replicas, rolling):
    """RBK-5."""
    strategy = {"type": "RollingUpdate", "rollingUpdate": rolling}
    stage.apply(deployment(replicas=replicas, strategy=strategy))
    stage.run()
    bounds = rolling or {"maxSurge": 1, "maxUnavailable": 1}
    version = stage.cluster.store.version
    stage.apply(deployment("web", container("shop/web:2"), replicas=replicas, strategy=strategy))
    stage.run(10)
    for item in seen(stage, version):
        counts = item["status"]
        assert counts.get("replicas", 0) <= replicas + bounds["maxSurge"]
        assert counts.get("availableReplicas", 0) >= replicas - bounds["maxUnavailable"]
    assert stage.revisions()["shop/web:2"] == ("2", replicas)


def test_a_bad_image_runs_out_of_time_while_the_old_pods_serve(stage):
    """RBK-5."""
    stage.apply(deployment(replicas=4, progressDeadlineSeconds=5))
    stage.run()
    bad = deployment("web", container("shop/web:bad"), replicas=4, progressDeadlineSeconds=5)
    stage.apply(bad)
    stage.run(4)
    assert stage.condition("Progressing")["reason"] == "ReplicaSetUpdated"
    stage.run(3)
    condition = stage.condition("Progressing")
    assert (condition["status"], condition["reason"]) == ("False", "ProgressDeadlineExceeded")
    assert stage.status()["availableReplicas"] == 3


def test_the_old_verdict_outlives_the_undo_for_a_moment(stage):
    """RBK-5."""
    stage.apply(deployment(replicas=1, progressDeadlineSeconds=4))
    stage.run()
    stage.apply(deployment("web", container("x:bad"), replicas=1, progressDeadlineSeconds=4))
    stage.run(8)
    failed = progressing(stage.get())
    assert failed["reason"] == "ProgressDeadlineExceeded"
    version = stage.cluster.store.version
    stage.apply(deployment(replicas=1, progressDeadlineSeconds=4))
    stage.run()
    trapped = [
        item
        for item in seen(stage, version)
        if item["metadata"]["generation"] == item["status"]["observedGeneration"] == 3
        and progressing(item) == failed
    ]
    assert trapped
    assert stage.condition("Progressing")["reason"] == "NewReplicaSetAvailable"


def test_an_undo_reuses_the_good_set_under_a_new_number(stage):
    """RBK-2."""
    for image in ("shop/web:1", "shop/web:2", "shop/web:bad", "shop/web:2", "shop/web:1"):
        stage.apply(deployment("web", container(image), replicas=2))
        stage.run()
    assert {image: number for image, (number, _) in stage.revisions().items()} == {
        "shop/web:1": "5",
        "shop/web:2": "4",
        "shop/web:bad": "3",
    }
    histories = [
        one["metadata"]["annotations"].get("deployment.kubernetes.io/revision-history")
        for one in stage.sets()
    ]
    assert sorted(histories, key=str) == ["1", "2", None]
    assert stage.get()["metadata"]["annotations"][REVISION] == "5"


def test_old_sets_beyond_the_limit_are_forgotten(stage):
    """RBK-2."""
    for number in range(5):
        image = container(f"shop/web:{number}")
        stage.apply(deployment("web", image, replicas=1, revisionHistoryLimit=2))
        stage.run()
    numbers = sorted(one["metadata"]["annotations"][REVISION] for one in stage.sets())
    assert numbers == ["3", "4", "5"]


async def test_a_scale_makes_no_revision(stage, kube):
    """RBK-2."""
    stage.apply(deployment(replicas=2))
    stage.run()
    for replicas in (5, 1, 0, 3):
        await kube.ask("PATCH", path("web/scale"), {"spec": {"replicas": replicas}}, kind=MERGE)
        stage.run()
        assert len(stage.pods()) == replicas
    assert stage.revisions() == {"shop/web:1": ("1", 3)}


async def test_a_scale_in_the_middle_of_a_rollout_is_spread(stage, kube):
    """RBK-2."""
    stage.apply(deployment(replicas=4))
    stage.run()
    stage.apply(deployment("web", container("x:bad"), replicas=4))
    stage.run()
    await kube.ask("PATCH", path("web/scale"), {"spec": {"replicas": 8}}, kind=MERGE)
    stage.run()
    wanted = {image: replicas for image, (_, replicas) in stage.revisions().items()}
    assert sum(wanted.values()) == 10
    assert wanted["shop/web:1"] >= 6


def test_an_old_set_that_somebody_enlarged_is_emptied_again(stage):
    """RBK-10."""
    stage.apply(deployment(replicas=2))
    stage.run()
    stage.apply(deployment("web", container("x:2"), replicas=2))
    stage.run(5)
    old = next(one for one in stage.sets() if one["spec"]["replicas"] == 0)
    notes = {**old["metadata"]["annotations"], "deployment.kubernetes.io/desired-replicas": "9"}
    metadata = {**old["metadata"], "annotations": notes}
    spec = {**old["spec"], "replicas": 1}
    stage.cluster.revise(kinds.REPLICA_SET, old, metadata=metadata, spec=spec)
    stage.run(5)
    assert stage.revisions() == {"shop/web:1": ("1", 0), "x:2": ("2", 2)}


async def test_a_paused_deployment_scales_but_does_not_roll(stage, kube):
    """RBK-6."""
    stage.apply(deployment(replicas=2, paused=True))
    stage.run()
    assert stage.sets() == []
    await kube.ask("PATCH", path("web"), {"spec": {"paused": None}}, kind=MERGE)
    stage.run()
    await kube.ask("PATCH", path("web"), {"spec": {"paused": True}}, kind=MERGE)
    await kube.ask("PATCH", path("web"), new_image("shop/web:2"), kind=STRATEGIC)
    await kube.ask("PATCH", path("web/scale"), {"spec": {"replicas": 3}}, kind=MERGE)
    stage.run()
    assert stage.revisions() == {"shop/web:1": ("1", 3)}
    await kube.ask("PATCH", path("web"), {"spec": {"paused": False}}, kind=MERGE)
    stage.run()
    assert stage.revisions()["shop/web:2"] == ("2", 3)
    assert stage.condition("Progressing")["reason"] == "NewReplicaSetAvailable"


def test_recreate_ends_the_old_before_it_begins_the_new(stage):
    """RBK-2."""
    strategy = {"type": "Recreate"}
    stage.apply(deployment(replicas=2, strategy=strategy))
    stage.run()
    version = stage.cluster.store.version
    changed = {**deployment("web", container("shop/web:2"), replicas=2, strategy=strategy)}
    stage.apply(changed)
    stage.run(5)
    images = set()
    for change in stage.cluster.store.since(version):
        if change.kind is kinds.POD and change.type == "ADDED":
            images.add(change.item["spec"]["containers"][0]["image"])
    assert images == {"shop/web:2"}
    assert stage.revisions() == {"shop/web:1": ("1", 0), "shop/web:2": ("2", 2)}
    assert all(item["status"].get("replicas", 0) <= 2 for item in seen(stage, version))


def test_pods_count_as_available_after_a_while(stage):
    """RBK-5."""
    stage.apply(deployment(replicas=1, minReadySeconds=10))
    stage.run(5)
    assert stage.status()["readyReplicas"] == 1
    assert "availableReplicas" not in stage.status()
    stage.run(7)
    assert stage.status()["availableReplicas"] == 1


def test_a_lone_pod_is_replaced_and_adopted_again(stage):
    """RBK-2."""
    stage.apply(deployment(replicas=2))
    stage.run()
    first = stage.pods()[0]
    labels = {**first["metadata"]["labels"], "app": "apart"}
    metadata = {**first["metadata"], "labels": labels}
    stage.cluster.revise(kinds.POD, first, metadata=metadata)
    stage.run()
    apart = stage.pods("apart")[0]
    assert "ownerReferences" not in apart["metadata"]
    assert len(stage.pods()) == 2
    back = {**apart["metadata"], "labels": first["metadata"]["labels"]}
    stage.cluster.revise(kinds.POD, apart, metadata=back)
    stage.run()
    assert len(stage.pods()) == 2


def test_a_used_up_quota_is_told_in_condition_and_event(stage):
    """RBK-6."""
    quota = {"name": "few", "namespace": "shop"}
    stage.apply(
        {
            "apiVersion": "v1",
            "kind": "ResourceQuota",
            "metadata": quota,
            "spec": {"hard": {"pods": "2"}},
        },
        deployment(replicas=3),
    )
    stage.run()
    failure = stage.condition("ReplicaFailure")
    assert failure["reason"] == "FailedCreate"
    assert (
        "exceeded quota: few, requested: pods=1, used: pods=2, limited: pods=2"
        in (failure["message"])
    )
    assert len(stage.pods()) == 2
    assert stage.events("FailedCreate")
    roomy = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": quota}
    stage.apply({**roomy, "spec": {"hard": {"pods": "9"}}})
    stage.run(5)
    assert stage.condition("ReplicaFailure")["reason"] is None
    assert stage.status()["availableReplicas"] == 3


def test_a_set_that_cannot_be_made_is_told_in_the_condition(stage):
    """RBK-5."""
    name = "w" * 245
    labels = {"matchLabels": {"app": "web"}}
    stage.apply(deployment(name, replicas=1, selector=labels, template=template()))
    stage.run()
    condition = stage.condition("Progressing", name)
    assert (condition["status"], condition["reason"]) == ("False", "ReplicaSetCreateError")


def test_the_same_story_is_told_each_time(stage):
    """RBK-9."""
    stage.apply(deployment(replicas=3))
    stage.run()
    first = stage.cluster.store.all(kinds.POD)
    stage.stand_in.reset()
    again = stage.stand_in.add_cluster("cls-test")
    stage.stand_in.apply("cls-test", deployment(replicas=3))
    stage.run()
    names = [one["metadata"]["name"] for one in again.store.all(kinds.POD)]
    assert names == [one["metadata"]["name"] for one in first]


counts = st.integers(0, 12)


@given(counts, st.integers(0, 4), st.integers(0, 4), st.lists(counts, max_size=3), st.data())
def test_no_step_of_a_rollout_leaves_its_bounds(replicas, surge, unavailable, old, data):
    """RBK-5."""
    bounds = Bounds(replicas, surge, min(max(unavailable, 0 if surge else 1), replicas))
    new = Set("new", data.draw(counts), 0)
    new = Set("new", new.wanted, data.draw(st.integers(0, new.wanted)))
    olds = [Set(f"o{n}", one, data.draw(st.integers(0, one))) for n, one in enumerate(old)]
    wanted = next_new(bounds, new, olds)
    total = sum(one.wanted for one in olds)
    assert wanted <= max(replicas, new.wanted)
    if wanted > new.wanted:
        assert wanted + total <= replicas + surge
    served = new.available + sum(one.available for one in olds)
    after = next_old(bounds, new, olds)
    lost = sum(max(0, one.available - after.get(one.name, one.wanted)) for one in olds)
    assert all(left >= 0 for left in after.values())
    assert served - lost >= min(served, replicas - bounds.unavailable)


@given(st.lists(st.integers(1, 20), min_size=2, max_size=4), st.integers(0, 40))
def test_a_spread_gives_out_exactly_what_is_wanted(current, replicas):
    """RBK-2."""
    sets = [Set(str(n), one, one) for n, one in enumerate(current)]
    given_out = share(sum(current), sets, Bounds(replicas, 0, 1))
    assert sum(given_out.values()) == replicas
    assert all(one >= 0 for one in given_out.values())
