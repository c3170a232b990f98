"""Each verb on each cluster: once, again, after a lost answer, and after somebody else."""

import asyncio

import pytest

from domain.clusters.changes import Performing, Verb
from domain.clusters.clusters import RolloutState, WorkloadKind
from domain.common.errors import EffectUnknown, InvalidRequest, Unavailable
from tests.fakes.words import shown
from tests.integrations.kubernetes.conftest import AT

ONE_PATCH = [("patch", "deployments", 200)]


async def test_a_restart_replaces_the_pods_once_however_often_it_is_asked_for(place):
    """RBK-9."""
    before = await place.deploy(replicas=2)
    step = await place.step(Verb.RESTART)

    first = await place.writes.perform(step, key="restart-1")
    again = await place.writes.perform(step, key="restart-1")

    after = await place.done(place.ref(), generation=2)
    assert (first.outcome, again.outcome) == (Performing.DONE, Performing.ALREADY)
    # Its status may have moved since the look.
    assert int(before.resource_version) <= int(first.before) < int(first.after)
    assert first.generation == 2
    assert place.written() == ONE_PATCH
    assert {pod.name for pod in after.pods}.isdisjoint(pod.name for pod in before.pods)
    assert after.action_key == "restart-1"
    assert after.template_digest == before.template_digest
    assert AT in first.patch


async def test_another_action_is_another_restart(place):
    """RBK-9: it is the key that makes it the same, not the verb."""
    await place.deploy()
    await place.writes.perform(await place.step(Verb.RESTART), key="restart-1")
    step = await place.step(Verb.RESTART, at="2026-11-21T04:00:00Z")

    answer = await place.writes.perform(step, key="restart-2")

    assert (answer.outcome, answer.generation) == (Performing.DONE, 3)
    assert place.written() == ONE_PATCH * 2
    assert (await place.now()).action_key == "restart-2"


async def test_two_tries_at_the_same_moment_are_one_write(place):
    """RBK-9: the first try of an activity may still run when the second one starts."""
    found = await place.deploy(replicas=2)
    scale = await place.step(Verb.SCALE, replicas=3)

    both = await asyncio.gather(*(place.writes.perform(scale, key="scale-1") for _ in range(2)))

    assert sorted(one.outcome for one in both) == [Performing.ALREADY, Performing.DONE]
    assert [code for _, _, code in place.written()].count(200) == 1

    evict = await place.step(Verb.EVICT, pods=(found.pods[0].name,))
    await asyncio.gather(*(place.writes.perform(evict, key="evict-1") for _ in range(2)))

    after = await place.done(place.ref(), replicas=3)
    kept = {pod.uid for pod in found.pods} & {pod.uid for pod in after.pods}
    assert kept == {found.pods[1].uid}


async def test_an_answer_that_is_lost_leaves_one_write_and_is_found_out(place):
    """RBK-9: applied, then reset."""
    await place.deploy()
    step = await place.step(Verb.SCALE, replicas=3)
    way = await place.losing()
    way.lose = 1

    with pytest.raises(EffectUnknown):
        await place.writes.perform(step, key="scale-1")
    again = await place.writes.perform(step, key="scale-1")

    assert again.outcome is Performing.ALREADY
    assert place.written() == ONE_PATCH
    assert (await place.done(place.ref(), replicas=3)).generation == 2


async def test_a_cluster_that_cannot_be_reached_was_not_changed(place):
    """RBK-9."""
    await place.deploy()
    step = await place.step(Verb.RESTART)
    way = await place.losing()
    way.reach = False

    with pytest.raises(Unavailable):
        await place.writes.perform(step, key="restart-1")

    assert place.written() == []


async def test_a_change_by_a_person_since_the_plan_is_a_conflict(place):
    """RBK-6, RBK-9."""
    await place.deploy()
    step = await place.step(Verb.SCALE, replicas=3)
    await place.change(place.ref(), {"spec": {"minReadySeconds": 1}})

    answer = await place.writes.perform(step, key="scale-1")

    assert answer.outcome is Performing.CONFLICT
    assert "generation 2, planned for 1" in shown(answer.words)
    assert "controller" not in shown(answer.words)
    assert place.written() == []


async def test_undo_goes_back_to_the_revision_that_was_resolved(place):
    """RBK-9, CLD-2: as kubectl does, and never back again when it is asked twice."""
    good = await place.deploy(replicas=2)
    await place.change(place.ref(), {"metadata": {"annotations": {"note": "mine"}}})
    await place.change(place.ref(), image_patch("shop:2"))
    await place.done(place.ref(), revision=2)
    step = await place.step(Verb.UNDO, revision_uid=good.revisions[0].uid, revision=1)

    first = await place.writes.perform(step, key="undo-1")
    again = await place.writes.perform(step, key="undo-1")

    after = await place.done(place.ref(), revision=3)
    assert (first.outcome, again.outcome) == (Performing.DONE, Performing.ALREADY)
    assert place.written() == ONE_PATCH
    assert after.images == ("shop:1",)
    assert after.template_digest == good.template_digest
    assert after.revisions[0].uid == good.revisions[0].uid
    assert (after.replicas, after.action_key) == (2, "undo-1")


async def test_undo_to_a_revision_that_is_gone_or_in_use_is_refused(place):
    """RBK-6."""
    found = await place.deploy()
    unknown = await place.step(Verb.UNDO, revision_uid="nobody", revision=7)
    same = await place.step(Verb.UNDO, revision_uid=found.revisions[0].uid, revision=1)

    answers = [await place.writes.perform(step, key="undo-1") for step in (unknown, same)]

    assert [answer.outcome for answer in answers] == [Performing.REFUSED] * 2
    assert place.written() == []


@pytest.mark.parametrize("kind", [WorkloadKind.STATEFUL_SET, WorkloadKind.DAEMON_SET])
async def test_stateful_and_daemon_sets_go_back_by_their_controller_revision(place, kind):
    """CLD-2."""
    ref = place.ref("db", kind)
    good = await set_of(place, kind)
    await place.change(ref, image_patch("shop:2"))
    newer = await place.done(ref, generation=2)
    assert [one.images for one in newer.revisions] == [("shop:2",), ("shop:1",)]
    assert newer.revisions[0].template_digest == newer.template_digest
    step = await place.step(Verb.UNDO, ref, revision_uid=newer.revisions[1].uid, revision=1)

    answer = await place.writes.perform(step, key="undo-1")

    after = await place.done(ref, generation=3)
    assert answer.outcome is Performing.DONE
    assert (after.images, after.template_digest) == (("shop:1",), good.template_digest)
    assert after.revision == 3


async def test_a_paused_rollout_is_neither_restarted_nor_undone(place):
    """RBK-6."""
    found = await place.deploy()
    await place.change(place.ref(), {"spec": {"paused": True, **image_patch("shop:2")["spec"]}})
    assert (await place.now()).rollout is RolloutState.PAUSED
    restart = await place.step(Verb.RESTART)
    undo = await place.step(Verb.UNDO, revision_uid=found.revisions[0].uid, revision=1)

    answers = [await place.writes.perform(step, key="one") for step in (restart, undo)]

    assert [(one.outcome, "paused" in shown(one.words)) for one in answers] == [
        (Performing.REFUSED, True)
    ] * 2
    assert place.written() == []


async def test_a_preview_shows_the_patch_and_stores_nothing(place):
    """RBK-7: values of variables are hidden."""
    secret = {"name": "a", "image": "shop:1", "env": [{"name": "TOKEN", "value": "hunter2"}]}
    found = await place.deploy()
    await place.change(place.ref(), {"spec": {"template": {"spec": {"containers": [secret]}}}})
    await place.done(place.ref(), generation=2)
    await place.change(place.ref(), image_patch("shop:2"))
    newest = await place.done(place.ref(), generation=3)
    step = await place.step(Verb.UNDO, revision_uid=newest.revisions[1].uid, revision=2)

    preview = await place.writes.preview(step, key="undo-1")

    assert preview.outcome is Performing.DONE
    assert "TOKEN" in preview.patch
    assert "hunter2" not in preview.patch
    assert "shop:1" in preview.patch
    assert place.written() == []
    assert place.written(dry_run=True) == ONE_PATCH
    assert (await place.now()).generation == newest.generation
    assert found.generation == 1


async def test_what_cannot_be_meant_is_refused_before_anything_is_sent(place):
    """RBK-6."""
    ref = place.ref("db", WorkloadKind.DAEMON_SET)
    await place.deploy()
    await set_of(place, WorkloadKind.DAEMON_SET)

    no_count = await place.writes.perform(await place.step(Verb.SCALE, ref, replicas=2), key="k")
    with pytest.raises(InvalidRequest):
        await place.writes.perform(await place.step(Verb.SCALE, replicas=-1), key="k")
    with pytest.raises(InvalidRequest):
        await place.writes.perform(await place.step(Verb.RESTART, at=""), key="k")
    with pytest.raises(InvalidRequest):
        await place.writes.perform(await place.step(Verb.RESTART), key="a/b")

    assert no_count.outcome is Performing.REFUSED
    assert place.written() == []


async def test_a_target_that_is_gone_is_gone(place):
    """RBK-9."""
    await place.deploy()
    step = await place.step(Verb.RESTART)
    path = f"/apis/apps/v1/namespaces/{place.namespace}/deployments/web"
    await place.under_test.admin.delete(path)

    assert (await place.writes.perform(step, key="k")).outcome is Performing.GONE


async def test_an_object_without_any_annotation_keeps_what_others_add_meanwhile(place):
    """RBK-9."""
    ref = place.ref("db", WorkloadKind.STATEFUL_SET)
    await set_of(place, WorkloadKind.STATEFUL_SET)
    step = await place.step(Verb.SCALE, ref, replicas=2)

    answer = await place.writes.perform(step, key="scale-1")

    assert answer.outcome is Performing.DONE
    assert (await place.done(ref, replicas=2)).action_key == "scale-1"


async def set_of(place, kind: WorkloadKind):
    spec = {
        "selector": {"matchLabels": {"app": "db"}},
        "template": {
            "metadata": {"labels": {"app": "db"}},
            "spec": {
                "terminationGracePeriodSeconds": 0,
                "containers": [{"name": "a", "image": "shop:1"}],
            },
        },
    }
    if kind is WorkloadKind.STATEFUL_SET:
        spec |= {"replicas": 1, "serviceName": "db"}
    await place.make(
        f"apis/apps/v1/{kind.value.lower()}s", {"metadata": {"name": "db"}, "spec": spec}
    )
    return await place.done(place.ref("db", kind))


def image_patch(image: str) -> dict:
    return {"spec": {"template": {"spec": {"containers": [{"name": "a", "image": image}]}}}}
