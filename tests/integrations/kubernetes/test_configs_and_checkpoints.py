"""Putting things back: the content of a ConfigMap, and a whole workload."""

import json
from dataclasses import replace

import pytest

from application.ports.clusters import Restoring
from domain.clusters.changes import Performing, Verb
from domain.clusters.clusters import WorkloadKind
from domain.common.errors import EffectUnknown, InvalidRequest, NotFound
from tests.fakes.words import shown
from tests.integrations.kubernetes.conftest import Place
from tests.integrations.kubernetes.test_writing import image_patch, set_of

GOOD = {"mode": "calm", "port": "80"}


async def test_kept_content_of_a_config_map_is_put_back_once(place):
    """RBK-4, CLD-2: what was added goes, what was taken comes back."""
    step, good = await broken_config(place)
    way = await place.losing()

    preview = await place.writes.preview(step, key="config-0", content=good)
    way.lose = 1
    with pytest.raises(EffectUnknown):
        await place.writes.perform(step, key="config-1", content=good)
    again = await place.writes.perform(step, key="config-1", content=good)

    assert preview.outcome is Performing.DONE
    assert "calm" not in preview.patch
    assert '"mode"' in preview.patch
    assert again.outcome is Performing.ALREADY
    assert place.written() == [("patch", "configmaps", 200)]
    assert (await place.clusters.config_content(place.ref(), "settings"))[1] == GOOD


async def test_a_config_map_that_somebody_wrote_to_since_is_left_alone(place):
    """RBK-6."""
    step, good = await broken_config(place)
    path = f"/api/v1/namespaces/{place.namespace}/configmaps/settings"
    await place.under_test.admin.patch(path, {"data": {"by": "hand"}})

    answer = await place.writes.perform(step, key="config-1", content=good)
    gone = await place.writes.perform(replace(step, config="nope"), key="k", content=good)

    assert (answer.outcome, gone.outcome) == (Performing.CONFLICT, Performing.GONE)
    assert place.written() == []


async def test_only_the_content_that_was_approved_is_put_back(place):
    """RBK-8."""
    step, good = await broken_config(place)

    with pytest.raises(InvalidRequest):
        await place.writes.perform(step, key="config-1", content={**good, "mode": "evil"})
    with pytest.raises(InvalidRequest):
        await place.writes.perform(step, key="config-1")

    assert place.written() == []


async def test_what_the_server_refuses_is_told_in_its_words(place):
    """RBK-6: an immutable ConfigMap."""
    step, good = await broken_config(place)
    path = f"/api/v1/namespaces/{place.namespace}/configmaps/settings"
    now = await place.under_test.admin.patch(path, {"immutable": True})
    step = replace(step, config_version=now["metadata"]["resourceVersion"])

    answer = await place.writes.perform(step, key="config-1", content=good)

    assert answer.outcome is Performing.REFUSED
    assert "immutable" in shown(answer.words)
    assert len(answer.detail) <= 300


async def test_a_preview_without_content_asks_whether_we_may_write(place):
    """RBK-7."""
    step, _ = await broken_config(place)

    assert (await place.writes.preview(step, key="config-1")).outcome is Performing.DONE
    assert place.written() == []


async def test_a_checkpoint_brings_template_count_and_annotations_back(place):
    """RBK-4: exactly what it was, however often it is asked for."""
    before = await place.deploy(replicas=2)
    kept = await place.writes.capture(place.ref())
    ours = await changed_by_us(place)
    restoring = Restoring(place.ref(), kept, ours.template_digest, ours.replicas, ours.created_at)

    first = await place.writes.restore(restoring, key="restore-1")
    again = await place.writes.restore(restoring, key="restore-1")

    after = await place.done(place.ref(), replicas=2, images=("shop:1",))
    assert (first.outcome, again.outcome) == (Performing.DONE, Performing.ALREADY)
    assert after.template_digest == before.template_digest
    assert after.revisions[0].uid == before.revisions[0].uid
    again_kept = json.loads(await place.writes.capture(place.ref()))
    assert again_kept["template"] == json.loads(kept)["template"]
    assert again_kept["selector"] == json.loads(kept)["selector"]


@pytest.mark.parametrize("edit", [image_patch("shop:3"), {"spec": {"replicas": 5}}])
async def test_nothing_is_put_back_over_somebody_elses_change(place, edit):
    """RBK-4: another writer was there."""
    await place.deploy(replicas=2)
    kept = await place.writes.capture(place.ref())
    ours = await changed_by_us(place)
    await place.change(place.ref(), edit)
    restoring = Restoring(place.ref(), kept, ours.template_digest, ours.replicas, ours.created_at)

    answer = await place.writes.restore(restoring, key="restore-1")

    assert answer.outcome is Performing.CONFLICT
    assert "changed by others" in shown(answer.words)
    assert ("patch", "deployments", 200) not in place.written()


async def test_a_target_made_again_under_the_same_name_is_another_target(place):
    """RBK-4."""
    ref = place.ref("db", WorkloadKind.DAEMON_SET)
    found = await set_of(place, WorkloadKind.DAEMON_SET)
    kept = json.loads(await place.writes.capture(ref))
    restoring = Restoring(
        ref,
        json.dumps({**kept, "uid": "another"}),
        found.template_digest,
        found.replicas,
        found.created_at,
    )

    assert (await place.writes.restore(restoring, key="k")).outcome is Performing.CONFLICT
    same = replace(restoring, kept=json.dumps(kept))
    assert (await place.writes.restore(same, key="k")).outcome is Performing.DONE


async def test_what_is_no_checkpoint_of_the_target_is_refused(place):
    """RBK-4."""
    found = await place.deploy()
    kept = await place.writes.capture(place.ref())
    restoring = Restoring(place.ref(), "", found.template_digest, 1, found.created_at)

    for wrong in ("", "[]", "{}", kept.replace("/web", "/other")):
        with pytest.raises(InvalidRequest):
            await place.writes.restore(replace(restoring, kept=wrong), key="k")
    with pytest.raises(NotFound):
        await place.writes.capture(place.ref("nobody"))
    assert place.written() == []


async def changed_by_us(place: Place):
    """Change image and count as an action of ours would have left them."""
    await place.change(place.ref(), {"spec": {"replicas": 3, **image_patch("shop:2")["spec"]}})
    return await place.done(place.ref(), replicas=3, images=("shop:2",))


async def broken_config(place: Place):
    """Return a step that puts the first content of a ConfigMap back, and that content."""
    made = await place.make("api/v1/configmaps", {"metadata": {"name": "settings"}, "data": GOOD})
    source = {"configMapRef": {"name": "settings"}}
    container = {"name": "a", "image": "shop:1", "envFrom": [source]}
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}}
    found = await place.deploy(template=template)
    good = found.configs[0]
    assert (good.kind, good.name, good.version) == (
        "ConfigMap",
        "settings",
        made["metadata"]["resourceVersion"],
    )
    path = f"/api/v1/namespaces/{place.namespace}/configmaps/settings"
    bad = {"data": {"mode": "wild", "port": None, "extra": "1"}}
    await place.under_test.admin.patch(path, bad)
    now = (await place.now()).configs[0]
    assert now.digest != good.digest
    step = await place.step(
        Verb.RESTORE_CONFIG,
        config="settings",
        config_version=now.version,
        config_digest=good.digest,
    )
    return step, GOOD
