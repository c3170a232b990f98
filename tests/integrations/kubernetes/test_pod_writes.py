"""Evicting and isolating: each pod once, and only pods of the target."""

from dataclasses import replace

import pytest

from domain.clusters.changes import Performing, Verb
from domain.clusters.clusters import WorkloadKind
from domain.common.errors import EffectUnknown, InvalidRequest
from tests.fakes.kubernetes_objects import deployment
from tests.fakes.waiting import eventually
from tests.fakes.words import shown
from tests.integrations.kubernetes.conftest import Place, opened
from tests.integrations.kubernetes.test_writing import set_of

BIND = ("patch", "deployments", 200)
EVICTED = ("create", "pods/eviction", 201)


async def test_a_pod_is_evicted_once_however_often_it_is_asked_for(place):
    """RBK-9."""
    before = await place.deploy(replicas=2)
    step = await place.step(Verb.EVICT, pods=(before.pods[0].name,))

    first = await place.writes.perform(step, key="evict-1")
    after = await replaced(place, before.pods[0].uid)
    again = await place.writes.perform(step, key="evict-1")

    assert (first.outcome, again.outcome) == (Performing.DONE, Performing.ALREADY)
    assert done_evictions(place) == 1
    assert before.pods[1].uid in {pod.uid for pod in after.pods}
    assert after.action_key == "evict-1"


async def test_the_pod_that_follows_under_the_same_name_is_not_evicted_too(place):
    """RBK-9: a StatefulSet makes `db-0` anew."""
    ref = place.ref("db", WorkloadKind.STATEFUL_SET)
    before = await set_of(place, WorkloadKind.STATEFUL_SET)
    step = await place.step(Verb.EVICT, ref, pods=("db-0",))

    await place.writes.perform(step, key="evict-1")
    after = await replaced(place, before.pods[0].uid, ref=ref)
    again = await place.writes.perform(step, key="evict-1")

    assert after.pods[0].name == "db-0"
    assert again.outcome is Performing.ALREADY
    assert (await place.now(ref)).pods[0].uid == after.pods[0].uid


async def test_a_second_try_goes_on_where_the_first_one_ended(place):
    """RBK-9: the answer to the first eviction of two is lost."""
    before = await place.deploy(replicas=2)
    names = tuple(pod.name for pod in before.pods)
    step = await place.step(Verb.EVICT, pods=names)
    first = await place.writes.preview(step, key="evict-1")
    way = await place.losing()
    way.lose_path = "/eviction"
    way.lose = 1

    with pytest.raises(EffectUnknown):
        await place.writes.perform(step, key="evict-1")
    again = await place.writes.perform(step, key="evict-1")

    assert (first.outcome, again.outcome) == (Performing.DONE, Performing.DONE)
    assert done_evictions(place) == 2
    old = {pod.uid for pod in before.pods}
    await eventually(lambda: none_of(place, old))


async def test_a_way_that_breaks_between_two_pods_is_not_told_as_nothing_changed(place):
    """RBK-9: one was evicted already."""
    before = await place.deploy(replicas=2)
    step = await place.step(Verb.EVICT, pods=tuple(pod.name for pod in before.pods))
    way = await place.losing()
    way.reach_writes = 3 if place.under_test.is_lab else 2

    with pytest.raises(EffectUnknown):
        await place.writes.perform(step, key="evict-1")
    assert done_evictions(place) == 1
    way.reach_writes = 100
    again = await place.writes.perform(step, key="evict-1")

    assert again.outcome is Performing.DONE
    assert done_evictions(place) == 2


async def test_a_disruption_budget_says_no(place):
    """RBK-6, CLD-2."""
    found = await place.deploy(replicas=2)
    await budget(place, minimum=2)
    step = await place.step(Verb.EVICT, pods=(found.pods[0].name,))

    answer = await place.writes.perform(step, key="evict-1")

    assert answer.outcome is Performing.REFUSED
    assert "disruption budget" in shown(answer.words)
    assert {pod.uid for pod in (await place.now()).pods} == {pod.uid for pod in found.pods}


async def test_pods_of_others_and_no_pods_at_all_are_left_alone(place):
    """RBK-6."""
    await place.deploy()
    await place.make("apis/apps/v1/deployments", deployment("other"))
    other = await place.done(place.ref("other"))
    step = await place.step(Verb.EVICT, pods=(other.pods[0].name, "nobody"))

    answer = await place.writes.perform(step, key="evict-1")
    with pytest.raises(InvalidRequest):
        await place.writes.perform(await place.step(Verb.EVICT), key="evict-1")

    assert answer.outcome is Performing.GONE
    assert place.written() == []


async def test_an_isolated_pod_stays_but_belongs_to_nobody(place):
    """RBK-4, RBK-9."""
    before = await place.deploy(replicas=2)
    lone = before.pods[0]
    step = await place.step(Verb.ISOLATE, pods=(lone.name,))

    preview = await place.writes.preview(step, key="isolate-1")
    nothing = place.written()
    first = await place.writes.perform(step, key="isolate-1")
    again = await place.writes.perform(step, key="isolate-1")

    after = await replaced(place, lone.uid)
    path = f"/api/v1/namespaces/{place.namespace}/pods/{lone.name}"
    pod = await place.under_test.admin.get(path)
    assert (preview.outcome, nothing) == (Performing.DONE, [])
    assert "NetworkPolicy" in preview.patch
    assert "/metadata/labels/app" in preview.patch
    assert [line[:60] for line in preview.patch.splitlines()] == [
        line[:60] for line in first.patch.splitlines()
    ]
    assert (first.outcome, again.outcome) == (Performing.DONE, Performing.ALREADY)
    assert place.written() == [
        BIND,
        ("create", "networkpolicies", 201),
        ("patch", "pods", 200),
    ]
    assert len(after.pods) == 2
    assert pod["metadata"]["uid"] == lone.uid
    assert "app" not in pod["metadata"]["labels"]
    assert pod["metadata"]["labels"]["zhiban.io/quarantine"] == "isolate-1"
    assert pod["metadata"]["annotations"]["zhiban.io/was-labels"].startswith('{"app": "web"')
    assert "ownerReferences" not in pod["metadata"] or not pod["metadata"]["ownerReferences"]


async def test_a_network_policy_that_somebody_changed_stops_isolation(place):
    """RBK-6."""
    found = await place.deploy()
    spec = {"podSelector": {}, "policyTypes": ["Ingress"]}
    await place.make(
        "apis/networking.k8s.io/v1/networkpolicies",
        {"metadata": {"name": "zhiban-quarantine"}, "spec": spec},
    )
    step = await place.step(Verb.ISOLATE, pods=(found.pods[0].name,))

    answer = await place.writes.perform(step, key="isolate-1")

    assert answer.outcome is Performing.REFUSED
    assert "zhiban-quarantine" in shown(answer.words)
    assert ("patch", "pods", 200) not in place.written()


async def test_without_rights_a_write_is_refused(place):
    """SEC-4, CLD-2: the account may do nothing in a namespace that is not its own."""
    found = await place.deploy()
    step = await place.step(Verb.EVICT, pods=(found.pods[0].name,))
    elsewhere = await place.under_test.namespace(admitted=False)
    async with opened(place.under_test, elsewhere) as stranger:
        target = stranger.ref()
        for verb in (Verb.RESTART, Verb.EVICT):
            answer = await stranger.writes.perform(replace(step, verb=verb, target=target), key="k")
            assert answer.outcome is Performing.REFUSED
            assert len(answer.detail) <= 300


async def budget(place: Place, *, minimum: int) -> None:
    version = "policy/v1beta1" if place.under_test.is_lab else "policy/v1"
    body = {
        "metadata": {"name": "web"},
        "spec": {"minAvailable": minimum, "selector": {"matchLabels": {"app": "web"}}},
    }
    await place.make(f"apis/{version}/poddisruptionbudgets", body)

    async def seen() -> bool:
        return (await place.now()).disruptions_allowed is not None

    await eventually(seen)


async def replaced(place: Place, uid: str, *, ref=None):
    async def look():
        found = await place.now(ref)
        ready = [pod for pod in found.pods if pod.ready and not pod.deleting]
        gone = uid not in {pod.uid for pod in found.pods}
        return found if gone and len(ready) == found.replicas else None

    return await eventually(look)


async def none_of(place: Place, uids: set[str]) -> bool:
    return uids.isdisjoint(pod.uid for pod in (await place.now()).pods)


def done_evictions(place: Place) -> int:
    return place.written().count(EVICTED)
