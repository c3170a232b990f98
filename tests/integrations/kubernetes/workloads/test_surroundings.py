"""What stands around a workload in trouble, read of each cluster that there is (RBK-18)."""

from datetime import UTC, datetime

from domain.clusters.surroundings import Facet
from domain.incidents.causes.causes import CauseKind
from domain.incidents.causes.likely import likely_causes
from integrations.kubernetes.workloads.template_parts import parts_of
from tests.fakes.waiting import eventually


async def test_a_release_that_cannot_be_pulled_is_seen_with_what_it_changed(place):
    """RBK-18: the state of its pods, its events, and the difference of the two templates."""
    before = await place.deploy()
    image = before.images[0].rpartition(":")[0] + ":2.0-bad"
    container = {"name": "web", "image": image}
    await place.change(before.ref, {"spec": {"template": {"spec": {"containers": [container]}}}})

    async def told():
        seen = await place.clusters.surroundings(before.ref, at=datetime.now(UTC))
        waits = {one.waiting for pod in seen.pods for one in pod.containers}
        return seen if waits & {"ErrImagePull", "ImagePullBackOff"} else None

    seen = await eventually(told)
    report = likely_causes(seen, alerted=seen.at)

    assert [each.number for each in seen.revisions[:2]] == [2, 1]
    assert seen.revisions[0].parts["web image"] == image
    assert any(pod.ready for pod in seen.pods)
    assert report.causes[0].kind is CauseKind.IMAGE
    assert report.causes[0].about == image
    assert CauseKind.ROLLOUT in {each.kind for each in report.causes}


async def test_what_may_not_be_read_is_named(place):
    """RBK-18: nothing seen is never told as nothing there."""
    before = await place.deploy()
    seen = await place.clusters.surroundings(before.ref, at=datetime.now(UTC))
    assert Facet.PODS not in seen.unseen
    if not place.under_test.is_lab:
        return
    assert set(seen.unseen) <= {Facet.VOLUMES, Facet.SERVICES}


async def test_a_workload_that_is_not_there_has_no_surroundings(place):
    """RBK-18."""
    assert await place.clusters.surroundings(place.ref("nobody"), at=datetime.now(UTC)) is None


def test_parts_of_a_template_hold_no_value_of_a_variable():
    """RBK-18, SEC-1: only that it changed."""
    container = {
        "name": "web",
        "image": "web:1",
        "env": [{"name": "PASSWORD", "value": "hunter2"}],
        "command": ["run", "--token=hunter2"],
        "resources": {"limits": {"memory": "512Mi"}},
    }
    template = {
        "metadata": {"annotations": {"note": "hunter2"}},
        "spec": {"containers": [container]},
    }
    parts = parts_of(template)
    assert "hunter2" not in str(parts)
    assert parts["web memory limit"] == "512Mi"
    assert {"web image", "env PASSWORD", "web command", "annotation note"} <= set(parts)
